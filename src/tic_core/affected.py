"""Whom a new edition would see otherwise: the rules that changed, held against the centres of a register under both editions.

Only rules that some act requires count. Nothing is decided here and nobody is moved: a rule that a centre would no longer meet
binds it only where an act asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from tic_core.consult import law_of, world_of
from tic_core.kernel.context import standing
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.ledger import Reader
from tic_core.model.act import Act
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.packs.compare.editions import Change
from tic_core.registry import Registry
from tic_core.rules.reference import evaluate
from tic_core.shelf import Book
from tic_core.text import Text


@attrs.frozen
class Turned:
    """A centre that changes side on a rule: its verdict under the old edition and the new one (None where that has no such rule).

    ``district`` is the office that answers for the centre; ``here`` whether an act that is possible in its stage requires the rule.
    """

    centre: str
    district: Text
    rule: str
    old: Verdict | None
    new: Verdict | None
    here: bool


def turned(registry: Registry, old: Book, new: Lawbook, changes: Iterable[Change], day: date) -> tuple[int, tuple[Turned, ...]]:
    """How many centres stand under the old edition on a day, and those that a changed rule puts on another side."""
    asked = {rule for book in (old.lawbook, new) for act in book.edition.acts for rule in act.requires}
    pairs = [pair for change in changes if change.table == "rules" for pair in _pairs(change) if asked & set(pair)]
    found: list[Turned] = []
    with registry.ledger.reading(old.identity.jurisdiction) as reader:
        centres = [each for each in registry.centres(day) if each.edition == old.identity.id and not each.final]
        for centre in centres:
            found += _of_centre(registry, reader, old, new, centre, day, pairs)
    return len(centres), tuple(found)


def _pairs(change: Change) -> Iterator[tuple[str, str]]:
    """The ids of a rule before and after, "" where there was or is none; rules that find the same on all facts are left out."""
    if change.relation != "equivalent":
        before, after = change.how != "added", change.how != "removed"
        yield (change.was or change.id) if before else "", change.id if after else ""


def _of_centre(
    registry: Registry, reader: Reader, old: Book, new: Lawbook, centre: Centre, day: date, pairs: Iterable[tuple[str, str]]
) -> Iterator[Turned]:
    events = reader.events(centre.id)
    law = law_of(reader, old, day)
    asked = Act(id="", kind="", on=day, by="", centre=centre.id)
    world = world_of(reader, old, asked, fold(centre.id, events, day), events, registry.clock(), law)
    facts = {book: standing(law_book, centre, day, world) for book, law_book in (("old", old.lawbook), ("new", new))}
    for was, is_ in pairs:
        before = _verdict(old.lawbook, was, facts["old"])
        after = _verdict(new, is_, facts["new"])
        if _turns(before, after):
            needed = _required(old.lawbook, centre.stage, was) or _required(new, centre.stage, is_)
            yield Turned(centre.id, district(old.lawbook, centre), is_ or was, before, after, needed)


def _verdict(book: Lawbook, rule: str, facts: Mapping[str, object]) -> Verdict | None:
    return evaluate(book.rules[rule], facts, book.rules, book.calendar).verdict if rule else None


def _turns(before: Verdict | None, after: Verdict | None) -> bool:
    """Whether a centre changes side. Where one edition asks nothing, only a breach of the other's rule puts it on another side."""
    if before is None or after is None:
        return Verdict.NOT_MET in (before, after)
    return _side(before) != _side(after)


def _side(verdict: Verdict) -> str:
    return "permits" if verdict in PERMITS else "open" if verdict in OPEN else "refuses"


def _required(book: Lawbook, stage: str, rule: str) -> bool:
    return any(stage in plan.act.stages() and rule in plan.act.requires for plan in book.plans.values())


def district(book: Lawbook, centre: Centre) -> Text:
    """The office that answers for a centre: the one named by the fact of a role that offices hold."""
    offices = book.edition.tables["offices"]
    for role in book.edition.roles:
        value = str(centre.value(role.held_by)) if role.held_by else ""
        if value in offices:
            return offices[value].name  # type: ignore[no-any-return]
    return NOWHERE


NOWHERE = Text("（未指明）", "(not named)")
