"""The context of a decision: all that ``decide`` may look at, put together by a pure function from what the registry looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.corrections import recorded_by
from tic_core.kernel.lawbook import Lawbook, Plan, days_past
from tic_core.kernel.linked import linked_facts, until
from tic_core.kernel.turns import duty_meant, running_turns
from tic_core.model.act import Act
from tic_core.model.answer import Sourced
from tic_core.model.cohort import TURN, YEAR, CohortGrade
from tic_core.model.edition import ActKind
from tic_core.model.event import Effect, Event
from tic_core.model.facts import FactKind, Misfit, exact, plain
from tic_core.model.subject import Centre, Duty
from tic_core.model.wire import type_name
from tic_core.rules.compile import Vector
from tic_core.rules.kinds import key_text
from tic_core.rules.reference import derive
from tic_core.text import Text


@attrs.frozen
class Listed:
    """A centre of the register on the day on which a cohort is put together, with the subjects that it names."""

    centre: Centre
    linked: Mapping[str, Sequence[Centre]] = attrs.field(factory=dict)


@attrs.define
class World:
    """What the registry looked up: nothing of it is fetched later.

    ``today`` is the policy's local date; ``recorded`` the moment of recording; ``sequence`` and ``number`` the places the event
    would take. ``holders`` maps each reservation to who holds which key, ``related`` how many others hold a related key.
    ``law`` is the edition's own subject: confirmations and registered bases. ``latest`` is the day of the centre's last move.
    ``duties`` are the ids of all duties the subject ever had, and ``since`` the latest day on which each fact was recorded,
    whatever day they count from. ``answers`` are what plugins proposed
    for this act; ``persons`` the salted digests of the personal data it brought. ``texts`` are the digests of the interpretation
    files in force; ``strict`` asks of every act what the law asks of an adverse one: that it rest on confirmed readings alone.
    ``past`` are the subject's events, for an act that corrects one of them. ``linked`` are, by link, the subjects that the centre
    names, as of the act's day; ``followed`` is the centre that an act names as the one the new centre follows. ``register`` are
    the centres that a cohort is put together from, ``turn`` its turn; ``graded`` what cohorts gave the centre, by ``[[cohort]]``.
    ``laws`` are the other editions that ``past`` events were decided under: an entry is put right under its own law.
    """

    today: date
    recorded: str = ""
    sequence: int = 1
    number: int = 1
    holders: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    related: Mapping[str, int] = attrs.field(factory=dict)
    law: Centre = attrs.field(factory=lambda: Centre("edition"))
    latest: date | None = None
    duties: frozenset[str] = frozenset()
    since: Mapping[str, date] = attrs.field(factory=dict)
    answers: tuple[Sourced, ...] = ()
    persons: Mapping[str, str] = attrs.field(factory=dict)
    texts: Mapping[str, str] = attrs.field(factory=dict)
    strict: bool = False
    past: Sequence[Event] = ()
    linked: Mapping[str, Sequence[Centre]] = attrs.field(factory=dict)
    followed: Centre | None = None
    register: Sequence[Listed] = ()
    graded: Mapping[str, CohortGrade] = attrs.field(factory=dict)
    turn: str = ""
    laws: Mapping[str, Lawbook] = attrs.field(factory=dict)


@attrs.frozen
class Ill:
    """A fact of an act that does not fit: its id, what is wrong, what was expected."""

    fact: str
    what: Text
    expected: Text


@attrs.define
class Context:
    """What a decision looks at: the centre as of the act's day, the facts rules read (``vector`` as the compiled rules read them),
    the effects of recording what the act brings, and what is ill-formed in it. ``usual`` when the act is simple and
    its form, office and dates are in order: then nothing but its rules is left to decide it.
    """

    centre: Centre
    stage: str
    world: World
    facts: Mapping[str, Any]
    vector: Vector
    recording: tuple[Effect, ...]
    ill: tuple[Ill, ...]
    usual: bool = False


def gather(lawbook: Lawbook, centre: Centre, act: Act, world: World) -> Context:
    """Put the context of ``act`` together: ``centre`` as of the act's day, plus what the act brings, plus what follows from it."""
    plan = lawbook.plans.get(act.kind)
    if plan is None:
        return Context(centre, centre.stage, world, {}, (), (), ())
    brought, ill = _brought(lawbook, plan.act, act, correctable(lawbook, plan.act, act, world))
    standing = {name: fact.value for name, fact in centre.facts.items() if name not in plan.act.clears + plan.act.records}
    for name in plan.act.adds:
        if name in brought:
            brought[name] = (*standing.get(name, ()), *brought[name])
            ill += _repeated(lawbook, name, brought[name])
    known = {**_given(lawbook, centre, act, world), **standing, **brought}
    facts = derive({**_turns_due(lawbook, plan.act, centre, act, known), **known}, lawbook.edition.derived)
    recording = () if plan.act.corrects else _recording(lawbook, plan.act, brought, facts)
    usual = plan.simple and not ill and _usual(lawbook, plan, act, world)
    usual = usual and not (plan.past and any(True for _ in dates_ahead(lawbook, plan, act, facts)))
    return Context(centre, centre.stage, world, facts, plan.compiled.vector(facts), recording, tuple(ill), usual)


def standing(lawbook: Lawbook, centre: Centre, day: date, world: World) -> dict[str, Any]:
    """The facts of a centre as rules read them on a day on which nothing is asked: what is on record, supplied and derived."""
    nothing = Act(id="", kind="", on=day, by="", centre=centre.id)
    recorded = {name: fact.value for name, fact in centre.facts.items()}
    return derive({**_given(lawbook, centre, nothing, world), **recorded}, lawbook.edition.derived)


def _usual(lawbook: Lawbook, plan: Plan, act: Act, world: World) -> bool:
    """Whether the act's form, office and dates are in order as they stand: what can fail of the core's checks for a simple act."""
    dated = lawbook.first <= act.on <= min(lawbook.last, world.today) and (world.latest is None or act.on >= world.latest)
    said = act.effective or act.basis or act.determinations or act.about or act.signed or world.law.facts or world.strict
    return dated and act.by in plan.offices and not said


def dates_ahead(lawbook: Lawbook, plan: Plan, act: Act, facts: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    """The dates that an act brings and that lie after its day, though they tell of what has happened: (fact, date)."""
    for name in plan.past:
        value: Any = facts.get(name) if name in act.facts else None
        fields = days_past(lawbook.facts[name]) if value is not None else ()
        days = (row.get(field) if field else row for field in fields for row in (value if field else (value,)))
        yield from ((name, day) for day in days if day is not None and day > act.on)


def correctable(lawbook: Lawbook, kind: ActKind, act: Act, world: World) -> frozenset[str]:
    """The facts that an act which puts an entry right may bring: those that the entry brought (others follow).

    Whom a centre follows is not put right: an opening that named the wrong one is voided, and the centre opened anew.
    """
    if kind.corrects != "correct":
        return frozenset()
    past = (event for event in world.past if event.act == act.about)
    meant = [(event, world.laws.get(event.law.edition, lawbook).plans.get(event.kind)) for event in past]
    told = ((plan.act, name) for event, plan in meant if plan for name in recorded_by(event))
    return frozenset(name for kind, name in told if _may_bring(kind, name) and name != kind.continues)


def reservation_key(lawbook: Lawbook, name: str, facts: Mapping[str, Any]) -> str:
    """The key under which ``facts`` would hold a reservation; empty while a part of it is unknown."""
    parts = [facts.get(fact) for fact in lawbook.edition.tables["reservations"][name].key]
    return "" if any(part is None for part in parts) else key_text(parts)


def kind_of(lawbook: Lawbook, name: str) -> FactKind | None:
    """The declaration of a fact an act may bring; the readings of an interpretation count as one (``interpretation.Q7``)."""
    if name.startswith("interpretation."):
        found = lawbook.edition.tables["interpretations"].get(name.partition(".")[2])
        return FactKind(name, found.question, "term", vocabulary=name) if found else None
    return lawbook.facts.get(name)


def _brought(lawbook: Lawbook, kind: ActKind, act: Act, more: frozenset[str]) -> tuple[dict[str, Any], list[Ill]]:
    """The act's facts in exact form, and everything wrong with them."""
    known: dict[str, Any] = {}
    ill = [
        Ill(name, MESSAGES["lacking"].fill(fact=_named(lawbook, name)), MESSAGES["bring"])
        for name in kind.brings
        if name not in act.facts
    ]
    for name, value in act.facts.items():
        declared = kind_of(lawbook, name)
        if declared is None or not (_may_bring(kind, name) or name in more):
            told = MESSAGES["stray"].fill(fact=_named(lawbook, name), act=kind.name)
            ill.append(Ill(name, told, MESSAGES["allowed"].fill(facts=[*kind.facts, *sorted(more)])))
            continue
        try:
            known[name] = exact(declared, value, lawbook.words)
        except Misfit as misfit:
            ill.append(
                Ill(name, Text("{fact}：{what}", "{fact}: {what}").fill(fact=declared.name, what=misfit.what), misfit.expected)
            )
    return known, ill


def _repeated(lawbook: Lawbook, name: str, rows: Any) -> list[Ill]:
    """A record added to a list that has one of its kind already: nobody stands in it twice."""
    declared = lawbook.facts[name]
    if not declared.distinct:
        return []
    try:
        exact(declared, plain(rows), lawbook.words)
    except Misfit as misfit:
        return [Ill(name, Text("{fact}：{what}", "{fact}: {what}").fill(fact=declared.name, what=misfit.what), misfit.expected)]
    return []


def _may_bring(kind: ActKind, name: str) -> bool:
    return name in kind.facts or (name.startswith("interpretation.") and "interpretation.*" in kind.facts)


def _named(lawbook: Lawbook, name: str) -> Text:
    declared = kind_of(lawbook, name)
    return declared.name if declared else Text(f"“{name}”", f"“{name}”")


def _given(lawbook: Lawbook, centre: Centre, act: Act, world: World) -> dict[str, Any]:
    """The facts the core itself supplies (see ``docs/facts.md``)."""
    given: dict[str, Any] = {**lawbook.given, "act.on": act.on, "act.effective": act.counts_from, "stage.since": centre.since}
    given |= {"centre.id": centre.id, "centre.stage": centre.stage}
    for name, fact in world.law.facts.items():
        given[name], question = fact.value, name.removeprefix("interpretation.")
        if f"confirmed.{question}" in given:
            given[f"confirmed.{question}"] = confirmed(lawbook, world, question)
    for proceeding in centre.proceedings.values():
        name = f"running.{proceeding.kind}"
        given[name] = given.get(name, 0) + proceeding.runs(act.on)
        if proceeding.last is not None:
            given[f"until.{proceeding.kind}"] = until([centre], proceeding.kind, act.on)
    given |= {f"graded.{name}": each.grade for name, each in world.graded.items() if each.grade}
    if world.turn:
        given |= {TURN: world.turn} | ({YEAR: int(world.turn)} if world.turn.isdecimal() else {})
    if world.linked:
        given |= linked_facts(lawbook.links, world.linked, act.on)
    for duty in _meant(centre):
        if duty.state == "open" and not duty.recurs:
            given |= {f"due.{duty.kind}": duty.due, f"opens.{duty.kind}": duty.opens}
    given |= {f"held.{name}": keys for name, keys in world.holders.items()}
    given |= {f"related.{name}": count for name, count in world.related.items()}
    return given


def _meant(centre: Centre) -> list[Duty]:
    """Of each kind the duty that is meant by its name."""
    found = (duty_meant(centre, kind) for kind in dict.fromkeys(duty.kind for duty in centre.duties.values()))
    return [duty for duty in found if duty is not None]


def _turns_due(lawbook: Lawbook, kind: ActKind, centre: Centre, act: Act, known: Mapping[str, Any]) -> dict[str, Any]:
    """``due.<duty>`` of recurring duties: the last day of the turn the act names, else of the oldest that runs."""
    keys = {said.duty: said.key for said in kind.touches if said.key}
    found: dict[str, Any] = {}
    for duty in _meant(centre):
        if duty.state == "open" and duty.recurs:
            running = running_turns(duty, centre, act.counts_from, lawbook.calendar)
            named = turn_named(kind, act, keys.get(duty.kind, ""), known)
            deadline = running.get(named) if named is not None else next(iter(running.values()), None)
            found[f"due.{duty.kind}"] = deadline.last if deadline else None
    return found


def turn_named(kind: ActKind, act: Act, key: str, facts: Mapping[str, Any]) -> str | None:
    """Which turn of a recurring duty an act names by the fact ``key``, or None where it leaves that open.

    An act that may say which year and does not means the oldest one, not the year that the last act left on record.
    """
    silent = key in kind.facts and key not in act.facts
    named = None if silent else facts.get(key)
    return None if named is None else str(named)


def confirmed(lawbook: Lawbook, world: World, question: str) -> bool:
    """Whether the authority has confirmed the reading that the edition takes."""
    found = lawbook.edition.tables["interpretations"][question]
    said = world.law.value(f"interpretation.{question}")
    return bool(said == found.taken if said is not None else found.status == "confirmed")


def _recording(lawbook: Lawbook, kind: ActKind, brought: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Effect, ...]:
    """The effects of withdrawing and recording facts: cleared ones first, then what was brought, then what the act fixes."""
    effects = [Effect("fact", name) for name in kind.clears if name not in brought]
    for name, value in brought.items():
        declared = kind_of(lawbook, name)
        effects.append(Effect("fact", name, plain(value), type=type_name(declared) if declared else "code"))
    fixed = [name for name in kind.records if facts.get(name) is not None]
    return (*effects, *(Effect("fact", name, plain(facts[name]), type=_type_of(lawbook, name)) for name in fixed))


def _type_of(lawbook: Lawbook, name: str) -> str:
    """The type of a derived fact as events carry it; the first known of several facts has their type."""
    found = kind_of_any(lawbook, name)
    return type_name(found) if found else "date"  # what the core supplies by itself are days


def kind_of_any(lawbook: Lawbook, name: str) -> FactKind | None:
    """The declaration of a fact, recorded or derived, as it comes out."""
    derived = lawbook.edition.tables["derived"].get(name)
    if derived is None:
        return kind_of(lawbook, name)
    found: FactKind | None = derived.result(lambda part: kind_of_any(lawbook, part))
    return found


MESSAGES = {
    "lacking": Text("缺少事实：{fact}", "the fact is missing: {fact}"),
    "bring": Text("在该行为中提交此事实", "bring it with the act"),
    "stray": Text("行为“{act}”不提交事实 {fact}", "the act “{act}” does not bring the fact {fact}"),
    "allowed": Text("可提交：{facts}", "it may bring: {facts}"),
}
