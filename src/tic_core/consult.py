"""What a decision must know: looked up in the ledger and asked of the jurisdiction's plugins, before ``decide`` and never in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from tic_core.cohorts import gathered
from tic_core.kernel.context import World, gather, reservation_key
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.kernel.linked import SUCCESSION, chains, follows
from tic_core.ledger import Reader
from tic_core.model.act import Act
from tic_core.model.answer import Sourced
from tic_core.model.event import Event
from tic_core.model.facts import Misfit, exact
from tic_core.model.subject import Centre, Recorded
from tic_core.model.verdict import Verdict
from tic_core.rules.kinds import seats
from tic_core.rules.reference import evaluate
from tic_core.shelf import Book


def law_subject(book: Book) -> str:
    """The subject under which confirmations and registered bases of an edition stand."""
    return f"edition:{book.identity.id}"


def subject_of(book: Book, act: Act) -> str:
    """What an act is about: the centre it names, or the edition for acts on the texts themselves."""
    plan = book.lawbook.plans.get(act.kind)
    return law_subject(book) if plan is not None and plan.act.subject == "edition" else act.centre


def law_of(reader: Reader, book: Book, day: date) -> Centre:
    """What the authority has said by ``day``: confirmations and bases on the ledger, and the answers of interpretation files."""
    return with_files(fold(law_subject(book), reader.events(law_subject(book)), day), book, day)


def with_files(law: Centre, book: Book, day: date) -> Centre:
    """The answers of files in force on ``day`` beside what the ledger holds: the later one counts, on one day the ledger's."""
    for given in book.given:
        name = f"interpretation.{given.question}"
        known = law.facts.get(name)
        if given.first <= day and (known is None or known.on < given.first):
            law.facts[name] = Recorded(given.reading, "term", given.first, 0)
    return law


def as_said(book: Book, law: Centre) -> Book:
    """The book under the readings that the authority has taken."""
    name, said = "interpretation.", law.facts.items()
    return book.read_as({fact.removeprefix(name): each.value for fact, each in said if fact.startswith(name)})


def world_of(
    reader: Reader, book: Book, act: Act, centre: Centre, events: Sequence[Event], now: datetime, law: Centre | None = None
) -> World:
    """All that the registry looks up for one act. ``events`` are those of its subject, ``centre`` the subject as of the act's day,
    ``now`` the moment of recording; ``law`` is the edition's own subject as of that day, where the caller keeps it folded.
    """
    zone, plan = ZoneInfo(book.identity.time_zone), book.lawbook.plans.get(act.kind)
    moves = [event.effective for event in events if any(effect.kind == "stage" for effect in event.effects)]
    world = World(
        today=now.astimezone(zone).date(),
        recorded=now.astimezone(UTC).isoformat(timespec="seconds"),
        sequence=_last(reader, book) + 1,
        number=len(events) + 1,
        law=law or law_of(reader, book, act.on),
        texts={f"interpretation:{each.file}": each.digest for each in book.given if each.first <= act.on},
        latest=max(moves, default=None),
        past=events if plan is not None and plan.act.corrects else (),
        since=_recorded_on(events) if plan is not None and plan.act.adds else {},
        duties=frozenset(effect.key for event in events for effect in event.effects if effect.kind == "duty-opened"),
    )
    _held(reader, book.lawbook, centre, act, world)
    if plan is not None and plan.act.subject == "centre" and (book.lawbook.links or plan.act.continues):
        name_subjects(reader.events, book.lawbook, plan, centre, act, world)
        if world.followed is not None:
            world.holders = {**world.holders, SUCCESSION: reader.holders(SUCCESSION, [world.followed.id])}
    if plan is not None and (plan.act.cohort or plan.cohorts):
        gathered(reader, book.lawbook, plan, centre, act, world)
    return world


def name_subjects(
    events: Callable[[str], Sequence[Event]], lawbook: Lawbook, plan: Plan, centre: Centre, act: Act, world: World
) -> None:
    """Look up the subjects that a centre names, or would name by what the act brings, as they stand on the act's day."""
    facts = {name: recorded.value for name, recorded in centre.facts.items() if name not in plan.act.clears}
    names = [*(link.by for link, _ in lawbook.links), *([plan.act.continues] if plan.act.continues else [])]
    for name, value in _exactly(lawbook, act, names).items():
        facts[name] = (*facts.get(name, ()), *value) if name in plan.act.adds else value
    found = {link.id: chains(link, facts) for link, _ in lawbook.links}
    folded = {chain: fold(chain, events(chain), act.on) for named in found.values() for chain in named or ()}
    world.linked = {link: [folded[chain] for chain in named] for link, named in found.items() if named is not None}
    old = follows(plan.act, facts) if plan.act.continues in act.facts else ""
    if old:
        world.followed = folded.get(old) or fold(old, events(old), act.on)


def _recorded_on(events: Sequence[Event]) -> dict[str, date]:
    """The latest day from which each fact counts."""
    found: dict[str, date] = {}
    for event in events:
        for effect in event.effects:
            if effect.kind == "fact":
                found[effect.name] = max(event.effective, found.get(effect.name, event.effective))
    return found


def _last(reader: Reader, book: Book) -> int:
    """The sequence of the last event of the jurisdiction's ledger; 0 while it has none."""
    home = book.identity.jurisdiction
    return reader.header(home)[2] if home in reader.jurisdictions() else 0


def _held(reader: Reader, lawbook: Lawbook, centre: Centre, act: Act, world: World) -> None:
    """Who holds what the act would reserve, and how many others hold something related to it."""
    facts = {name: recorded.value for name, recorded in centre.facts.items()} | _key_facts(lawbook, act)
    holders: dict[str, Mapping[str, str]] = {}
    related: dict[str, int] = {}
    plan = lawbook.plans.get(act.kind)
    takes = plan.act.reserves if plan is not None else ()
    for reservation in lawbook.edition.reservations:
        key = reservation_key(lawbook, reservation.id, facts)
        places = seats(key, reservation.most) if key else ()
        held = holders[reservation.id] = reader.holders(reservation.id, places)
        # What is its own now, or free, another may have held on the earlier day from which it would take it anew.
        if key and reservation.id in takes:
            open_ = [place for place in places if held.get(place, centre.id) == centre.id]
            holders[reservation.id] = held | _held_since(reader, reservation.id, open_, centre.id, act, world)
        relation = lawbook.relations.get(reservation.id)
        if key and relation is not None and relation.kind == "prefix":
            shorter = [place for length in range(1, len(key)) for place in seats(key[:length], reservation.most)]
            near = {**reader.holders(reservation.id, shorter), **reader.held_under(reservation.id, key)}
            related[reservation.id] = sum(holder != centre.id for other, holder in near.items() if other not in places)
    world.holders, world.related = holders, related


def _key_facts(lawbook: Lawbook, act: Act) -> dict[str, Any]:
    """What the act brings of the facts that name reservations, in exact form."""
    return _exactly(lawbook, act, (fact for reservation in lawbook.edition.reservations for fact in reservation.key))


def _exactly(lawbook: Lawbook, act: Act, names: Iterable[str]) -> dict[str, Any]:
    """What the act brings of some facts, in exact form; what does not fit is left to ``decide`` to tell."""
    found: dict[str, Any] = {}
    for name in set(names) & set(act.facts):
        with suppress(Misfit, KeyError):
            found[name] = exact(lawbook.facts[name], act.facts[name], lawbook.words)
    return found


def _held_since(reader: Reader, scope: str, keys: Collection[str], centre: str, act: Act, world: World) -> dict[str, str]:
    """Who gave one of ``keys`` up after the day the act counts from: an act dated back must not share what another then held."""
    if act.counts_from >= world.today or not keys:
        return {}
    found: dict[str, str] = {}
    for event in reader.feed():
        if event.subject != centre and event.effective > act.counts_from:
            freed = (effect.key for effect in event.effects if effect.kind == "freed" and effect.name == scope)
            found |= {key: event.subject for key in freed if key in keys and key not in found}
    return found


def answered(book: Book, centre: Centre, act: Act, world: World) -> Act:
    """Ask the plugins what this act calls for: scores become facts of the act returned, proposals stay in ``world.answers``."""
    plan = book.lawbook.plans.get(act.kind)
    if plan is None or not (plan.act.scores or plan.act.proposes):
        return act
    facts = gather(book.lawbook, centre, act, world).facts
    told: list[Sourced] = []
    scored = _scored(book, plan, act, facts)
    if scored is not None:
        told.append(scored)
        proposed = {name: value for name, value in scored.answer.facts.items() if value is not None}
        act = attrs.evolve(act, facts={**proposed, **act.facts})
    if plan.act.proposes:
        rules, incentives, calendar = book.lawbook.rules, book.lawbook.edition.incentives, book.lawbook.calendar
        eligible = [each for each in incentives if evaluate(rules[each.when], facts, rules, calendar).verdict is Verdict.MET]
        told += book.answers.incentives(facts, eligible, book.identity)
    world.answers = tuple(told)
    return act


def _scored(book: Book, plan: Plan, act: Act, facts: Mapping[str, Any]) -> Sourced | None:
    sheets = act.facts.get(plan.act.scores)
    if sheets is None:
        return None
    try:
        exactly = exact(book.lawbook.facts[plan.act.scores], sheets, book.lawbook.words)
    except Misfit:
        return None  # decide says what is wrong with the sheets
    return book.answers.aggregate_scores(act.kind, exactly, facts, book.identity)
