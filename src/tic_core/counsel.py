"""From the registry to advice on one act: the case that the kernel weighs again and again, and where each fact comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import attrs

from tic_core.consult import answered, as_said, law_of, subject_of, world_of
from tic_core.kernel.context import World, gather
from tic_core.kernel.evolve import fold
from tic_core.kernel.findings import weigh
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.linked import chains
from tic_core.kernel.repair import Case
from tic_core.ledger import Known
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.facts import Facts
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre, Recorded
from tic_core.registry import Registry
from tic_core.rules import edges


@contextmanager
def case_of(registry: Registry, edition: str, act: Act, known_at: int | None = None) -> Iterator[Case]:
    """The case of an act under an edition, as known at a ledger sequence (all that is known when None); nothing is written.

    It holds while the context does.
    """
    book = registry.shelf.book(edition)
    with registry.ledger.reading(book.identity.jurisdiction) as present:
        reader = present if known_at is None else Known(present, known_at)
        law, events = law_of(reader, book, act.on), reader.events(subject_of(book, act))
        book = as_said(book, law)
        centre = fold(subject_of(book, act), events, act.on)

        def world(asked: Act, standing: Centre) -> World:
            found = world_of(reader, book, asked, standing, events, registry.clock(), law)
            found.strict = registry.strict
            return found

        def look(asked: Act, recorded: Facts) -> tuple[Finding, ...]:
            standing = centre if not recorded else _standing(centre, recorded, act.on)
            around = world(asked, standing)
            asked = answered(book, standing, asked, around)
            return weigh(book.lawbook, gather(book.lawbook, standing, asked, around), asked)

        facts = gather(book.lawbook, centre, act, world(act, centre)).facts
        yield Case(book.lawbook, centre, act, facts, look)


def _standing(centre: Centre, recorded: Facts, day: date) -> Centre:
    """The centre with other facts on record."""
    facts = {name: Recorded(value, "", day, 0) for name, value in recorded.items()}
    return attrs.evolve(centre, facts={**centre.facts, **facts})


@attrs.frozen
class Source:
    """Where a fact behind a finding comes from: the day from which it counts, and the act that recorded it with its sequence.

    ``how`` is ``recorded``, ``brought`` (by the act itself), ``linked`` (on the chains of ``subjects`` that the centre names),
    ``supplied`` (by the core) or ``unknown``.
    """

    fact: str
    how: str
    on: date | None = None
    act: str = ""
    sequence: int | None = None
    subjects: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """``{fact, how, on, act, sequence}``; of what is linked also ``subjects[]``."""
        on = self.on.isoformat() if self.on else None
        told = {"fact": self.fact, "how": self.how, "on": on, "act": self.act or None, "sequence": self.sequence}
        return told | ({"subjects": list(self.subjects)} if self.how == "linked" else {})


def sources(lawbook: Lawbook, centre: Centre, events: Iterable[Event], brought: Mapping[str, Any], rule: str) -> list[Source]:
    """The facts a rule comes down to, each with where it comes from; ``centre`` as it stood when the act was asked."""
    acts = {event.sequence: event.act for event in events}
    derived, found = lawbook.edition.tables["derived"], dict[str, Source]()
    for name in edges.reached([rule], lawbook.rules):
        for fact in edges.base_of(lawbook.rules[name], derived):
            found[fact] = _source(lawbook, centre, acts, brought, fact)
    return list(found.values())


def _source(lawbook: Lawbook, centre: Centre, acts: Mapping[int, str], brought: Mapping[str, Any], fact: str) -> Source:
    if fact in brought:
        return Source(fact, "brought")
    recorded = centre.facts.get(fact)
    if recorded is not None:
        return Source(fact, "recorded", recorded.on, acts.get(recorded.sequence, ""), recorded.sequence)
    duty = centre.duties.get(fact.partition(".")[2]) if fact.startswith(("due.", "opens.")) else None
    if duty is not None:
        return Source(fact, "recorded", duty.opened, acts.get(duty.sequence, ""), duty.sequence)
    link = next((link for link, kinds in lawbook.links if fact.startswith(f"{link.id}.")), None)
    if link is not None:
        named = chains(link, {**{name: each.value for name, each in centre.facts.items()}, **brought})
        return Source(fact, "linked", subjects=named) if named is not None else Source(fact, "unknown")
    return Source(fact, "unknown" if fact in lawbook.facts else "supplied")
