"""What a transition plan makes of one centre: the effects of moving it to another edition, worked out from what stands on record.

Pure, and the same for a dry run and for the act itself. Nothing of the new edition is applied backwards: what has been done stays
done, and no duty gets a last day that has passed before the transition. Where the plan cannot be followed for a centre, that is
told and the centre stays where it is; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.carrying import Carried, Unfit, begun, carried
from tic_core.kernel.corrections import CONSEQUENCE
from tic_core.kernel.effects import titled
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.event import Effect
from tic_core.model.facts import FactKind, Misfit, exact, plain
from tic_core.model.subject import FINAL_KINDS, Centre, IncentiveLine, Proceeding
from tic_core.model.transition import (
    DutyFate,
    FactFate,
    IncentiveFate,
    ProceedingFate,
    ReservationFate,
    StageFate,
    TransitionPlan,
)
from tic_core.model.wire import type_name
from tic_core.text import Text


@attrs.define(eq=False, slots=False)
class Route:
    """A plan with the two lawbooks it leads between: what its lines say, by what they are about."""

    plan: TransitionPlan
    old: Lawbook
    new: Lawbook

    @cached_property
    def stages(self) -> Mapping[str, StageFate]:
        """What becomes of each stage."""
        return {name: line for line in self.plan.stage for name in line.ids}

    @cached_property
    def duties(self) -> Mapping[str, DutyFate]:
        """What becomes of each kind of duty."""
        return {name: line for line in self.plan.duty for name in line.ids}

    @cached_property
    def proceedings(self) -> Mapping[str, ProceedingFate]:
        """What becomes of each kind of proceeding."""
        return {name: line for line in self.plan.proceeding for name in line.ids}

    @cached_property
    def reservations(self) -> Mapping[str, ReservationFate]:
        """What becomes of each thing that is held."""
        return {name: line for line in self.plan.reservation for name in line.ids}

    @cached_property
    def incentives(self) -> Mapping[str, IncentiveFate]:
        """What becomes of each kind of incentive."""
        return {name: line for line in self.plan.incentive for name in line.ids}

    @cached_property
    def facts(self) -> Mapping[str, FactFate]:
        """What becomes of facts that have a line of their own."""
        return {name: line for line in self.plan.fact for name in line.ids}

    @cached_property
    def read_alike(self) -> frozenset[str]:
        """The facts that both editions declare alike, words included: their values need no second look."""
        return frozenset(name for name, kind in self.old.edition.tables["facts"].items() if alike(kind, self.old, self.new))

    def stage(self, stage: str) -> str:
        """The stage that one becomes."""
        line = self.stages.get(stage)
        return line.to if line is not None and line.fate == "move" else stage


def alike(kind: FactKind, old: Lawbook, new: Lawbook) -> bool:
    """Whether both editions read a fact alike: same type, unit, domain and words, whatever article they cite."""
    other = new.facts.get(kind.id)
    if other is None or _bare(kind) != _bare(other):
        return False
    words = (each.vocabulary for each in (kind, *kind.fields) if each.vocabulary)
    return all(_terms(old, name) <= _terms(new, name) for name in words)


def _bare(kind: FactKind) -> FactKind:
    bare = attrs.evolve(kind, name=Text("", ""), cite=None, assumed=())
    return attrs.evolve(bare, fields=tuple(_bare(each) for each in kind.fields)) if kind.fields else bare


def _terms(lawbook: Lawbook, vocabulary: str) -> frozenset[str]:
    found = lawbook.words.get(vocabulary)
    return frozenset(term.id for term in found.terms) if found else frozenset()


@attrs.frozen
class Migrated:
    """What the plan makes of one centre on a day: it ``moves``, it ``waits`` for something to end first, or it ``fails``.

    ``stage`` and ``name`` are before and after; ``duties`` each running duty with its last day before and after; ``waits_for`` the
    stages and proceedings that have to end first; ``undetermined`` the questions of the plan that concern it.
    """

    centre: str
    outcome: str
    effects: tuple[Effect, ...] = ()
    nature: str = "procedural"
    stage: tuple[str, str] = ("", "")
    name: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
    duties: tuple[Carried, ...] = ()
    waits_for: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    unfit: tuple[Unfit, ...] = ()


def migrated(route: Route, centre: Centre, day: date) -> Migrated:
    """What ``route`` makes of ``centre`` (as it stands on ``day``). It is for centres under the old edition that still live."""
    plan, here = route.plan, route.stages.get(centre.stage)
    told: dict[str, Any] = {"undetermined": tuple(_concerned(plan, centre))}
    waits = tuple(_waiting(route, centre, day))
    if here is not None and waits:
        return Migrated(centre.id, "waits", stage=(centre.stage, centre.stage), waits_for=waits, **told)
    passing = _Passing(route, centre, day)
    effects = tuple(passing.effects()) if here is not None else ()
    if here is None:
        passing.unfit.append(Unfit.of("stage", stage=centre.stage))
    name = next((dict(effect.value) for effect in effects if effect.kind == "name"), dict(centre.name))
    told |= {"stage": (centre.stage, route.stage(centre.stage)), "name": (dict(centre.name), name), "duties": tuple(passing.duties)}
    if passing.unfit:
        return Migrated(centre.id, "fails", unfit=tuple(passing.unfit), **told)
    return Migrated(centre.id, "moves", effects, "adverse" if here and here.reason else "procedural", **told)


def _concerned(plan: TransitionPlan, centre: Centre) -> Iterator[str]:
    owed = {duty.kind for duty in centre.duties.values() if duty.state != "closed"}
    for each in plan.undetermined:
        if centre.stage in each.stages or owed & set(each.duties) or not (each.stages or each.duties):
            yield each.id


def _waiting(route: Route, centre: Centre, day: date) -> Iterator[str]:
    here = route.stages.get(centre.stage)
    if here is not None and here.fate == "wait":
        yield centre.stage
    for each in running(centre, day):
        line = route.proceedings.get(each.kind)
        if line is not None and line.fate == "wait":
            yield each.key


def running(centre: Centre, day: date) -> Iterator[Proceeding]:
    """The proceedings of a centre that an edition's acts step and that still run on ``day``."""
    return (each for each in centre.proceedings.values() if each.runs(day) and each.kind != CONSEQUENCE)


@attrs.define(eq=False)
class _Passing:
    """One centre on its way from one edition to the other; what does not fit is collected, so that all of it is told at once."""

    route: Route
    centre: Centre
    day: date
    duties: list[Carried] = attrs.field(factory=list)
    unfit: list[Unfit] = attrs.field(factory=list)
    facts: dict[str, Any] = attrs.field(factory=dict)

    def effects(self) -> Iterator[Effect]:
        """Everything the move changes, in the order in which ``evolve`` applies it."""
        yield Effect("edition", self.route.plan.plan.to)
        for part in _PARTS:
            yield from part(self)


def _facts(passing: _Passing) -> Iterator[Effect]:
    """Values stay; those that the new edition declares otherwise are read anew, renamed or withdrawn as the plan says."""
    route = passing.route
    for name, recorded in passing.centre.facts.items():
        line = route.facts.get(name)
        if line is None and name in route.read_alike:
            passing.facts[name] = recorded.value
        elif line is not None and line.fate in ("leave", "withdraw"):
            if line.fate == "withdraw":
                yield Effect("fact", name)
        elif (
            line is None and name not in route.old.edition.tables["facts"]
        ):  # what an act fixed of a derived fact, an answer to a question
            passing.facts[name] = recorded.value
        else:
            yield from _converted(passing, name, recorded.value, line)


def _converted(passing: _Passing, name: str, value: Any, line: FactFate | None) -> Iterator[Effect]:
    new, wanted = passing.route.new, line.to or name if line else name
    kind, said = new.facts.get(wanted), plain(value)
    if line is not None and line.terms:
        said = [line.terms.get(each, each) for each in said] if isinstance(said, list) else line.terms.get(said, said)
    if kind is None:
        passing.unfit.append(Unfit.of("fact-gone", fact=name))
        return
    try:
        passing.facts[wanted] = exact(kind, said, new.words)
    except Misfit as misfit:
        passing.unfit.append(Unfit.of("fact", fact=kind.name, what=misfit.what, expected=misfit.expected))
        return
    if wanted != name:
        yield Effect("fact", name)
    if (wanted, said) != (name, plain(value)):
        yield Effect("fact", wanted, said, type=type_name(kind))


def _stage(passing: _Passing) -> Iterator[Effect]:
    """Another stage; the centre has been in it since it came to the one that it becomes."""
    to, since = passing.route.stage(passing.centre.stage), passing.centre.since
    if to != passing.centre.stage:
        kind = passing.route.new.stage_kinds[to]
        told = {"since": since.isoformat()} if since and kind not in FINAL_KINDS else None
        yield Effect("stage", to, told, type=kind)


def _name(passing: _Passing) -> Iterator[Effect]:
    if passing.route.plan.plan.names == "keep":
        return
    title = passing.route.new.edition.tables["stages"][passing.route.stage(passing.centre.stage)].title
    if title is None:
        return
    name = {"zh": titled(title.zh, passing.facts), "en": titled(title.en, passing.facts)}
    if "{" in name["zh"] + name["en"]:
        passing.unfit.append(Unfit.of("title", name=name["zh"]))
    elif name != passing.centre.name:
        yield Effect("name", name["zh"], name)


def _reservations(passing: _Passing) -> Iterator[Effect]:
    for name, key in passing.centre.reservations.items():
        line = passing.route.reservations.get(name)
        if name not in passing.route.old.edition.tables["reservations"]:
            continue  # the core's own
        if line is None:
            passing.unfit.append(Unfit.of("reservation", reservation=name))
        elif line.fate == "free":
            yield Effect("freed", name, key=key)
        elif line.to not in ("", name):
            yield Effect("freed", name, key=key)
            yield Effect("reserved", line.to, key=key)


def _proceedings(passing: _Passing) -> Iterator[Effect]:
    """What runs goes on; under another name it ends under the one and goes on under the other."""
    for each in running(passing.centre, passing.day):
        line = passing.route.proceedings.get(each.kind)
        if line is None:
            passing.unfit.append(Unfit.of("proceeding", proceeding=each.key))
            continue
        kind, step = line.to or each.kind, line.steps.get(each.step, each.step)
        declared = passing.route.new.edition.tables["proceedings"].get(kind)
        if declared is None or not any(known.id == step and known.open for known in declared.steps):
            passing.unfit.append(Unfit.of("step", proceeding=each.key, step=each.step))
        elif (kind, step) != (each.kind, each.step):
            key = kind if each.key == each.kind else each.key
            if key != each.key:
                yield Effect("proceeding", each.kind, value=False, key=each.key, type=each.step)
            goes_on = True if each.last is None else {"open": True, "last": each.last.isoformat()}
            yield Effect("proceeding", kind, goes_on, key=key, type=step)


def _duties(passing: _Passing) -> Iterator[Effect]:
    route, day = passing.route, passing.day
    for duty in passing.centre.duties.values():
        if duty.state == "closed":
            continue
        line = route.duties.get(duty.kind)
        if line is None:
            passing.unfit.append(Unfit.of("duty", duty=duty.kind))
            continue
        found, effects = carried(line, duty, passing.centre, route.new, passing.facts, day, route.stage)
        passing.duties.append(found)
        passing.unfit += found.unfit
        yield from effects
    for begins in route.plan.begins:
        if route.stage(passing.centre.stage) in begins.stages:
            found, effects = begun(begins, route.new, passing.facts, day)
            passing.duties.append(found)
            yield from effects


def _incentives(passing: _Passing) -> Iterator[Effect]:
    """Lines stay as they are: nothing of them changes. A kind that ends must owe nothing any more: what was approved is paid."""
    fates = passing.route.incentives
    for line in passing.centre.incentives.values():
        if line.incentive not in fates:
            passing.unfit.append(Unfit.of("incentive", line=line.id))
        elif fates[line.incentive].fate == "end" and _owes(line):
            passing.unfit.append(Unfit.of("promised", line=line.id, approved=str(line.approved), paid=str(line.disbursed or 0)))
    return iter(())


def _owes(line: IncentiveLine) -> bool:
    """Whether something that was approved is still to be paid."""
    if line.approved is None or line.recovered is not None:
        return False
    return line.disbursed is None or line.disbursed.amount < line.approved.amount


_PARTS: tuple[Callable[[_Passing], Iterator[Effect]], ...] = (
    _facts,
    _stage,
    _name,
    _reservations,
    _proceedings,
    _duties,
    _incentives,
)
