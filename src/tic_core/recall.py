"""An accepted act weighed again as it was decided: on what was known then, under the law it was decided under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import attrs

from tic_core.consult import as_said, law_of, world_of
from tic_core.kernel.context import gather
from tic_core.kernel.evolve import fold
from tic_core.kernel.findings import weigh
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.pointing import act_of
from tic_core.ledger import Reader
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre
from tic_core.registry import Registry


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


def recalled(registry: Registry, event: Event) -> Recalled:
    """Weigh the act of ``event`` again as known just before it."""
    book = registry.shelf.book(event.law.edition)
    with registry.ledger.reading(book.identity.jurisdiction) as reader:
        then = cast("Reader", AsKnown(reader, event.sequence - 1))
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


class AsKnown:
    """A reader that sees only what had been recorded up to a sequence, as far as a decision looks."""

    def __init__(self, reader: Reader, known_at: int) -> None:
        self._reader = reader
        self._known_at = known_at
        self._held: dict[str, dict[str, str]] | None = None

    def jurisdictions(self) -> tuple[str, ...]:
        """Whose law the ledger holds."""
        return self._reader.jurisdictions()

    def header(self, jurisdiction: str | None = None) -> tuple[int, str, int]:
        """Format, hash function, and the sequence that was the last then."""
        form, algorithm, _ = self._reader.header(jurisdiction)
        return form, algorithm, self._known_at

    def events(self, subject: str) -> list[Event]:
        """The events of a subject."""
        return self._reader.events(subject, self._known_at)

    def feed(self) -> Iterator[Event]:
        """What had been recorded then."""
        return (event for event in self._reader.feed() if event.sequence <= self._known_at)

    def holders(self, scope: str, keys: Iterable[str]) -> dict[str, str]:
        """Who held each of ``keys`` then."""
        held = self._all().get(scope, {})
        return {key: held[key] for key in keys if key in held}

    def held_under(self, scope: str, prefix: str) -> dict[str, str]:
        """Who held a key that begins with ``prefix`` then."""
        return {key: holder for key, holder in self._all().get(scope, {}).items() if key.startswith(prefix)}

    def _all(self) -> Mapping[str, Mapping[str, str]]:
        if self._held is None:
            self._held = {}
            for head in self._reader.heads():
                centre: Any = fold(head.subject, self.events(head.subject))
                for scope, key in centre.reservations.items():
                    self._held.setdefault(scope, {})[key] = head.subject
        return self._held
