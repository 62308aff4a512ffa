"""An accepted act weighed again as it was decided: on what was known then, under the law it was decided under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from tic_core.consult import as_said, law_of, world_of
from tic_core.kernel.context import gather
from tic_core.kernel.evolve import fold
from tic_core.kernel.findings import weigh
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.pointing import act_of
from tic_core.ledger import Known, Reader
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre
from tic_core.shelf import Book


@attrs.frozen
class Recalled:
    """The act as its event tells it, the law, and every finding on it; ``same`` is False where the bytes of a text differ now.

    ``centre`` is the subject as it stood before, ``events`` those it was folded from.
    """

    act: Act
    lawbook: Lawbook
    findings: tuple[Finding, ...]
    same: bool
    centre: Centre
    events: Sequence[Event]


def recalled(reader: Reader, book: Book, event: Event) -> Recalled:
    """Weigh the act of ``event`` again as known just before it; ``book`` is the edition it was decided under."""
    then = Known(reader, event.sequence - 1)
    law = law_of(then, book, event.on)
    book = as_said(book, law)
    events = then.events(event.subject)
    centre = fold(event.subject, events, event.on)
    act = act_of(event, book.lawbook.plans[event.kind].act, centre)
    world = world_of(then, book, act, centre, events, datetime.fromisoformat(event.recorded), law)
    found = weigh(book.lawbook, gather(book.lawbook, centre, act, world), act)
    now = {**book.lawbook.digests, **world.texts}
    # A calendar grows by a year when its notice comes: that changes nothing of what was decided.
    same = all(now.get(text) == digest for text, digest in event.law.digests.items() if text != "calendar")
    return Recalled(act, book.lawbook, found, same, centre, events)
