"""The context of a decision: all that ``decide`` may look at, put together by a pure function from what the registry looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.duties import running_turns
from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.model.act import Act
from tic_core.model.answer import Sourced
from tic_core.model.edition import ActKind
from tic_core.model.event import Effect
from tic_core.model.facts import FactKind, Misfit, exact, plain
from tic_core.model.subject import Centre
from tic_core.model.wire import type_name
from tic_core.rules.compile import Vector
from tic_core.rules.reference import derive
from tic_core.text import Text


@attrs.define
class World:
    """What the registry looked up: nothing of it is fetched later.

    ``today`` is the policy's local date; ``recorded`` the moment of recording; ``sequence`` and ``number`` the places the event
    would take. ``holders`` maps each reservation to who holds which key, ``related`` how many others hold a related key.
    ``law`` is the edition's own subject: confirmations and registered bases. ``latest`` is the day of the centre's last move.
    ``duties`` are the ids of all duties the subject ever had, and ``since`` the latest day on which each fact was recorded,
    whatever day they count from. ``answers`` are what plugins proposed
    for this act; ``persons`` the salted digests of the personal data it brought.
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
    brought, ill = _brought(lawbook, plan.act, act)
    standing = {name: fact.value for name, fact in centre.facts.items() if name not in plan.act.clears + plan.act.records}
    for name in plan.act.adds:
        if name in brought:
            brought[name] = (*standing.get(name, ()), *brought[name])
            ill += _repeated(lawbook, name, brought[name])
    known = {**_given(lawbook, centre, act, world), **standing, **brought}
    facts = derive({**_turns_due(lawbook, plan.act, centre, act, known), **known}, lawbook.edition.derived)
    recording = _recording(lawbook, plan.act, brought, facts)
    usual = plan.simple and not ill and _usual(lawbook, plan, act, world)
    return Context(centre, centre.stage, world, facts, plan.compiled.vector(facts), recording, tuple(ill), usual)


def _usual(lawbook: Lawbook, plan: Plan, act: Act, world: World) -> bool:
    """Whether the act's form, office and dates are in order as they stand: what can fail of the core's checks for a simple act."""
    dated = lawbook.first <= act.on <= min(lawbook.last, world.today) and (world.latest is None or act.on >= world.latest)
    return (
        dated and act.by in plan.offices and not (act.effective or act.basis or act.determinations or act.about or world.law.facts)
    )


def kind_of(lawbook: Lawbook, name: str) -> FactKind | None:
    """The declaration of a fact an act may bring; the readings of an interpretation count as one (``interpretation.Q7``)."""
    if name.startswith("interpretation."):
        found = lawbook.edition.tables["interpretations"].get(name.partition(".")[2])
        return FactKind(name, found.question, "term", vocabulary=name) if found else None
    return lawbook.facts.get(name)


def _brought(lawbook: Lawbook, kind: ActKind, act: Act) -> tuple[dict[str, Any], list[Ill]]:
    """The act's facts in exact form, and everything wrong with them."""
    known: dict[str, Any] = {}
    ill = [
        Ill(name, MESSAGES["lacking"].fill(fact=_named(lawbook, name)), MESSAGES["bring"])
        for name in kind.brings
        if name not in act.facts
    ]
    for name, value in act.facts.items():
        declared = kind_of(lawbook, name)
        if declared is None or not _may_bring(kind, name):
            ill.append(
                Ill(
                    name,
                    MESSAGES["stray"].fill(fact=_named(lawbook, name), act=kind.name),
                    MESSAGES["allowed"].fill(facts=list(kind.facts)),
                )
            )
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
    edition = lawbook.edition
    given: dict[str, Any] = {"act.on": act.on, "act.effective": act.counts_from, "stage.since": centre.since}
    given |= {"centre.id": centre.id, "centre.stage": centre.stage}
    given |= {name: fact.value for name, fact in world.law.facts.items()}
    given |= {f"running.{kind.id}": 0 for kind in edition.proceedings}
    for proceeding in centre.proceedings.values():
        name = f"running.{proceeding.kind}"
        given[name] = given.get(name, 0) + proceeding.open
    for duty in centre.duties.values():
        if duty.state == "open" and not (duty.every or duty.yearly):
            given |= {f"due.{duty.kind}": duty.due, f"opens.{duty.kind}": duty.opens}
    given |= {f"held.{name}": keys for name, keys in world.holders.items()}
    given |= {f"related.{name}": count for name, count in world.related.items()}
    given |= {f"confirmed.{each.id}": confirmed(lawbook, world, each.id) for each in edition.interpretations}
    return given


def _turns_due(lawbook: Lawbook, kind: ActKind, centre: Centre, act: Act, known: Mapping[str, Any]) -> dict[str, Any]:
    """``due.<duty>`` of recurring duties: the last day of the turn the act names, else of the oldest that runs."""
    keys = {discharge.duty: discharge.key for discharge in kind.discharges if discharge.key}
    found: dict[str, Any] = {}
    for duty in centre.duties.values():
        if duty.state == "open" and (duty.every or duty.yearly):
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
    derived = lawbook.edition.tables["derived"].get(name)
    if derived is None:
        declared = kind_of(lawbook, name)
        return type_name(declared) if declared else "any"
    if derived.type != "any":
        return str(derived.type)
    found = (_type_of(lawbook, part) for part in derived.reads())
    return next((each for each in found if each != "any"), "date")  # what the core supplies by itself are days


MESSAGES = {
    "lacking": Text("缺少事实：{fact}", "the fact is missing: {fact}"),
    "bring": Text("在该行为中提交此事实", "bring it with the act"),
    "stray": Text("行为“{act}”不提交事实 {fact}", "the act “{act}” does not bring the fact {fact}"),
    "allowed": Text("可提交：{facts}", "it may bring: {facts}"),
}
