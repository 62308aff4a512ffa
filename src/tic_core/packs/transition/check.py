"""A transition plan held against the two editions it leads between: nothing forgotten, nobody led into a trap.

Where a register is given, stages that are occupied in it must have a line; where none is, every stage in which a centre can live.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.stages import FINAL, Graph, ends
from tic_core.kernel.transition import Route, alike
from tic_core.model.act import visible
from tic_core.model.transition import DutyFate, ProceedingFate, StageFate, TransitionPlan
from tic_core.packs.faults import Flaw, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.transition.messages import MESSAGES, MISSING

TABLES: Mapping[str, str] = {
    "stage": "stages",
    "duty": "duties",
    "proceeding": "proceedings",
    "reservation": "reservations",
    "incentive": "incentives",
    "fact": "facts",
}
"""The lists of a plan, each with the table of an edition whose ids it names."""

ENDS = ("wait", "drop", "free", "end", "leave", "withdraw")
"""Fates after which there is nothing under the new edition that a line could lead to."""


@attrs.define(eq=False, slots=False)
class Bench:
    """A plan beside its two editions; ``occupied`` are the stages in which a centre stands, None where no register is looked at."""

    plan: TransitionPlan
    old: Lawbook
    new: Lawbook
    occupied: Collection[str] | None = None

    @cached_property
    def lines(self) -> list[tuple[str, Path, Any]]:
        """Every line of the lists of :data:`TABLES`, with its list and its place."""
        return [(name, (name, index), line) for name in TABLES for index, line in enumerate(getattr(self.plan, name))]

    @cached_property
    def graphs(self) -> tuple[Graph, Graph]:
        """The stages of both editions."""
        return Graph(self.old.edition), Graph(self.new.edition)

    def has(self, lawbook: Lawbook, table: str) -> Mapping[str, Any]:
        """The ids of a table of one of the editions."""
        return lawbook.edition.tables[table]


def faults_of(plan: TransitionPlan, old: Lawbook, new: Lawbook, occupied: Collection[str] | None = None) -> list[Flaw]:
    """Everything wrong with a plan between two editions; warnings among it are so marked."""
    bench = Bench(plan, old, new, occupied)
    head = list(_passage(bench))
    if any(found.code == "plan-other-policy" for found in head):
        return head  # nothing of the one is anything of the other
    return [*head, *(found for look in LOOKS for found in look(bench))]


def _passage(bench: Bench) -> Iterator[Flaw]:
    """One policy of one jurisdiction; a day on which the new edition is in force; an office that may decide; a document."""
    plan, old, new = bench.plan.plan, bench.old.edition.identity, bench.new.edition.identity
    if (old.policy, old.jurisdiction) != (new.policy, new.jurisdiction):
        told = {"old": f"{old.policy} ({old.jurisdiction})", "new": f"{new.policy} ({new.jurisdiction})"}
        yield flaw(MESSAGES, "plan-other-policy", ("plan", "to"), **told)
    if not bench.new.first <= plan.on <= bench.new.last:
        yield flaw(MESSAGES, "plan-day", ("plan", "on"), edition=new.id, first=bench.new.first, last=bench.new.last)
    deciding = bench.new.offices_of(new.judge)
    if plan.by not in deciding:
        yield flaw(MESSAGES, "plan-office", ("plan", "by"), by=plan.by, offices=sorted(deciding))
    for key in ("id", "document"):
        if not visible(getattr(plan, key)):
            yield flaw(MESSAGES, "plan-empty", ("plan", key))


def _names(bench: Bench) -> Iterator[Flaw]:
    """Ids that a line names are the old edition's, what they become is the new one's, and no id has two lines."""
    seen: set[tuple[str, str]] = set()
    for name, path, line in bench.lines:
        known = bench.has(bench.old, TABLES[name])
        for place, each in enumerate(line.ids):
            if each not in known:
                yield _unknown((*path, "ids", place), each, known)
            elif (name, each) in seen:
                yield flaw(MESSAGES, "plan-twice", (*path, "ids", place), id=each)
            seen.add((name, each))
        yield from _target(bench, name, path, line)
    for index, begins in enumerate(bench.plan.begins):
        duties, stages = bench.has(bench.new, "duties"), bench.has(bench.new, "stages")
        if begins.duty not in duties:
            yield _unknown(("begins", index, "duty"), begins.duty, duties)
        yield from (
            _unknown(("begins", index, "stages", place), each, stages)
            for place, each in enumerate(begins.stages)
            if each not in stages
        )
    for index, open_ in enumerate(bench.plan.undetermined):
        for key in ("stages", "duties"):
            known = bench.has(bench.old, key)
            told = enumerate(getattr(open_, key))
            yield from (_unknown(("undetermined", index, key, place), each, known) for place, each in told if each not in known)


def _target(bench: Bench, name: str, path: Path, line: Any) -> Iterator[Flaw]:
    to, known = getattr(line, "to", ""), bench.has(bench.new, TABLES[name])
    if to and (line.fate in ENDS or (name, line.fate) == ("stage", "keep")):
        yield flaw(MESSAGES, "plan-no-target", (*path, "to"), fate=line.fate)
    elif to and to not in known:
        yield _unknown((*path, "to"), to, known)
    elif not to and line.fate == "move":
        yield flaw(MESSAGES, "plan-target", path, fate=line.fate)
    elif not to and line.fate not in ENDS:
        here = bench.has(bench.old, TABLES[name])
        gone = (place for place, each in enumerate(line.ids) if each in here and each not in known)
        yield from (flaw(MESSAGES, "plan-gone", (*path, "ids", place), id=line.ids[place]) for place in gone)


def _unknown(path: Path, name: str, known: Collection[str]) -> Flaw:
    return Flaw("unknown-reference", path, MISSING.fill(name=shown(name)), offered(name, known))


def _covered(bench: Bench) -> Iterator[Flaw]:
    """Every stage in which a centre lives, every kind of duty, proceeding, reservation and incentive has its line."""
    named: dict[str, set[str]] = {name: set() for name in TABLES}
    for name, _, line in bench.lines:
        named[name] |= set(line.ids)
    for stage in bench.old.edition.stages:
        if stage.kind not in FINAL and stage.id not in named["stage"]:
            empty = bench.occupied is not None and stage.id not in bench.occupied
            found = flaw(MESSAGES, "plan-stage-forgotten" if not empty else "plan-stage-empty", ("plan",), stage=stage.id)
            yield attrs.evolve(found, severity="warning" if empty else "error")
    for name in ("duty", "proceeding", "reservation", "incentive"):
        for each in bench.has(bench.old, TABLES[name]):
            if each not in named[name]:
                yield flaw(MESSAGES, "plan-forgotten", ("plan",), table=name, id=each)
    for each, kind in bench.has(bench.old, "facts").items():
        if each not in named["fact"] and kind.of != "edition" and not alike(kind, bench.old, bench.new):
            yield flaw(MESSAGES, "plan-fact", ("plan",), fact=each)


def _stages(bench: Bench) -> Iterator[Flaw]:
    """Where a stage leads: no trap, no end and no title taken without a ground, no title given without a decision."""
    before, after = bench.graphs
    titled = tuple(_titled(graph) for graph in bench.graphs)
    for index, line in enumerate(bench.plan.stage):
        path: Path = ("stage", index)
        for place, each in enumerate(line.ids if line.fate != "wait" else ()):
            to = line.to if line.fate == "move" else each
            if each not in before.kinds or to not in after.kinds:
                continue
            at = (*path, "to") if line.to else (*path, "ids", place)
            final = after.kinds[to] in FINAL
            if before.kinds[each] in FINAL:
                yield flaw(MESSAGES, "plan-from-final", (*path, "ids", place), stage=each)
            elif not final and each not in titled[0] and to in titled[1]:
                yield flaw(MESSAGES, "plan-promotes", at, stage=each, to=to)
            elif (final or (each in titled[0] and to not in titled[1])) and not _grounded(line):
                yield flaw(MESSAGES, "plan-adverse", at, stage=each, to=to)
            elif not final and not any(after.kinds[reached] in FINAL for reached in after.reachable([to])):
                yield flaw(MESSAGES, "plan-trap", at, stage=to)
            elif not final and after.kinds[to] == "RECTIFYING" and not _has_end(bench, each, to):
                yield flaw(MESSAGES, "plan-endless", at, stage=to)


def _grounded(line: StageFate) -> bool:
    return visible(line.basis) and visible(line.reason)


def _titled(graph: Graph) -> frozenset[str]:
    """The stages that bear the title: recognised ones, and those that only come after recognition."""
    recognised = {stage for stage, kind in graph.kinds.items() if kind == "RECOGNISED"}
    openings = {
        move.to for act in graph.edition.acts for move in act.moves if not move.from_ and move.to and move.to not in recognised
    }
    seen, waiting = set[str](), list(openings)
    while waiting:
        stage = waiting.pop()
        if stage not in seen:
            seen.add(stage)
            waiting += graph.next.get(stage, set()) - recognised - seen
    return frozenset(graph.reachable(recognised)) - seen


def _has_end(bench: Bench, stage: str, to: str) -> bool:
    """Whether what gives a rectification its end goes with the centre."""
    fates = {name: line for line in bench.plan.duty for name in line.ids}
    running = [duty.id for duty in bench.old.edition.duties if stage in duty.holds_in or not duty.holds_in]
    carried = {fates[name].to or name for name in running if name in fates and fates[name].fate != "drop"}
    carried |= {begins.duty for begins in bench.plan.begins if to in begins.stages}
    return any(duty.id in carried for duty in ends(bench.new.edition, to))


def _duties(bench: Bench) -> Iterator[Flaw]:
    """A duty that goes on can be discharged or ended by an act; only single ones have one last day to choose between."""
    touched = {said.duty for act in bench.new.edition.acts for said in act.touches}
    for index, line in enumerate(bench.plan.duty):
        for place, each in enumerate(line.ids):
            yield from _duty(bench, line, each, ("duty", index), place, touched)


def _duty(bench: Bench, line: DutyFate, each: str, path: Path, place: int, touched: Collection[str]) -> Iterator[Flaw]:
    old, new = bench.has(bench.old, "duties").get(each), bench.has(bench.new, "duties").get(line.to or each)
    if old is None or new is None or line.fate == "drop":
        if old is not None and line.fate == "drop" and line.least is not None:
            yield flaw(MESSAGES, "plan-least", (*path, "least"), fate=line.fate)
        return
    recurs = [bool(kind.every or kind.yearly) for kind in (old, new)]
    if line.fate in ("earlier", "later") and any(recurs):
        yield flaw(MESSAGES, "plan-recurring", (*path, "ids", place), duty=each, fate=line.fate)
    if line.least is not None and (line.fate == "keep" or recurs[1]):
        yield flaw(MESSAGES, "plan-least", (*path, "least"), fate=line.fate)
    was = {said.duty for act in bench.old.edition.acts for said in act.touches}
    if new.id not in touched and each in was:
        yield flaw(MESSAGES, "plan-undischarged", (*path, "ids", place), duty=new.id)


def _proceedings(bench: Bench) -> Iterator[Flaw]:
    """Every open step of a proceeding that goes on is an open step of what it becomes, or is mapped to one."""
    for index, line in enumerate(bench.plan.proceeding):
        for place, each in enumerate(line.ids if line.fate == "keep" else ()):
            yield from _steps(bench, line, each, ("proceeding", index), place)


def _steps(bench: Bench, line: ProceedingFate, each: str, path: Path, place: int) -> Iterator[Flaw]:
    old, new = bench.has(bench.old, "proceedings").get(each), bench.has(bench.new, "proceedings").get(line.to or each)
    if old is None or new is None:
        return
    open_ = {step.id for step in new.steps if step.open}
    stepped = {step for act in bench.new.edition.acts for said in act.steps if said.proceeding == new.id for step in said.from_}
    for step in (step.id for step in old.steps if step.open):
        to = line.steps.get(step, step)
        at = (*path, "steps", step) if step in line.steps else (*path, "ids", place)
        if to not in open_:
            yield flaw(MESSAGES, "plan-step", at, proceeding=each, step=to)
        elif to not in stepped and new.lasts is None:
            yield flaw(MESSAGES, "plan-step-stuck", at, proceeding=new.id, step=to)


def _reservations(bench: Bench) -> Iterator[Flaw]:
    """What is held goes on under the same key: the same facts name it, and as many may hold it."""
    route = Route(bench.plan, bench.old, bench.new)
    for index, line in enumerate(bench.plan.reservation):
        for place, each in enumerate(line.ids if line.fate == "keep" else ()):
            old, new = bench.has(bench.old, "reservations").get(each), bench.has(bench.new, "reservations").get(line.to or each)
            if old is None or new is None:
                continue
            renamed = tuple(route.facts[fact].to or fact if fact in route.facts else fact for fact in old.key)
            if renamed != new.key or new.most < old.most:
                yield flaw(MESSAGES, "plan-key", ("reservation", index, "ids", place), reservation=each)


def _facts(bench: Bench) -> Iterator[Flaw]:
    """A converted fact keeps its type, and each of its words has a place in the new vocabulary; what is left is read by nothing."""
    for index, line in enumerate(bench.plan.fact):
        for place, each in enumerate(line.ids):
            kind, path = bench.old.facts.get(each), ("fact", index, "ids", place)
            if kind is None:
                continue
            if line.fate == "leave" and each in bench.new.facts:
                yield flaw(MESSAGES, "plan-left-read", path, fact=each)
            target = bench.new.facts.get(line.to or each)
            if line.fate != "convert" or target is None:
                continue
            if (kind.type, kind.many, kind.currency) != (target.type, target.many, target.currency):
                yield flaw(MESSAGES, "plan-type", path, fact=each, old=kind.type, new=target.type)
            terms = _words(bench.old, kind.vocabulary), _words(bench.new, target.vocabulary)
            lost = sorted({line.terms.get(term, term) for term in terms[0]} - terms[1]) if kind.vocabulary else []
            if lost:
                yield flaw(MESSAGES, "plan-term", path, fact=each, terms=lost)


def _words(lawbook: Lawbook, vocabulary: str) -> set[str]:
    found = lawbook.words.get(vocabulary)
    return {term.id for term in found.terms} if found else set()


def _who(bench: Bench) -> Iterator[Flaw]:
    """Roles and offices that the new edition does not have: whoever holds them can act no more."""
    for table, code in (("roles", "plan-role-gone"), ("offices", "plan-office-gone")):
        for each in bench.has(bench.old, table):
            if each not in bench.has(bench.new, table):
                yield attrs.evolve(flaw(MESSAGES, code, ("plan", "to"), id=each), severity="warning")


def _waits(bench: Bench) -> Iterator[Flaw]:
    """What is to end under the old edition can only be ended while something is in force under which it can."""
    on, last = bench.plan.plan.on, bench.old.last
    for _, path, line in bench.lines:
        if line.fate == "wait" and last < on and not line.basis:
            found = flaw(MESSAGES, "plan-wait", (*path, "fate"), edition=bench.old.edition.id, last=last)
            yield attrs.evolve(found, severity="warning")


LOOKS: tuple[Callable[[Bench], Iterator[Flaw]], ...] = (
    _names,
    _covered,
    _stages,
    _duties,
    _proceedings,
    _reservations,
    _facts,
    _who,
    _waits,
)
