"""What can be had when it is wanted: facts somebody brings, duties somebody can discharge, steps that lead on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tic_core.model.edition import ActKind, DutyKind, ProceedingKind
from tic_core.packs.check.lens import path_to
from tic_core.packs.check.names import reads
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.text import Text

ENDING = ("waived", "excused", "superseded", "missed")
"""Changes of a duty after which nothing is owed any more."""


def never_known(bench: Bench) -> Iterator[Flaw]:
    """Rules that read a fact which no act brings: they stay unknown for ever."""
    brought = {name for act in bench.edition.acts for name in act.facts}
    for table in ("rule", "derived"):
        for path, item in bench.draft.each(table):
            for target, name in dict.fromkeys(reads(item)):
                if target == "known" and name in bench.draft.ids["fact"] and name not in brought:
                    yield flaw(MESSAGES, "never-brought", path_to(item, name, path, besides="reservation"), fact=name, id=item.id)


def duties(bench: Bench) -> Iterator[Flaw]:
    """Duties that nobody can fulfil, or not while they hold."""
    for path, duty in bench.draft.each("duty"):
        acts = [act for act in bench.edition.acts if _ends(act, duty)]
        holding = frozenset(duty.holds_in) or bench.live
        if not acts:
            yield flaw(MESSAGES, "never-discharged", (*path, "id"), duty=duty.id)
        elif not any(act.subject != "centre" or act.stages() & holding for act in acts):
            told = {"duty": duty.id, "acts": [act.id for act in acts], "stages": sorted(holding)}
            yield flaw(MESSAGES, "discharged-too-late", (*path, "holds_in" if duty.holds_in else "id"), **told)


def _ends(act: ActKind, duty: DutyKind) -> bool:
    done = any(each.duty == duty.id for each in act.discharges)
    return done or any(each.duty == duty.id and each.change in ENDING for each in act.changes)


def proceedings(bench: Bench) -> Iterator[Flaw]:
    """Steps of a proceeding that no act leads to, and open ones from which no act leads to the end."""
    for path, proceeding in bench.draft.each("proceeding"):
        arrows = _arrows(bench, proceeding)
        reached = {to for targets in arrows.values() for to in targets}
        for index, step in enumerate(proceeding.steps):
            at = (*path, "steps", index, "id")
            if step.id not in reached:
                yield flaw(MESSAGES, "step-unreachable", at, proceeding=proceeding.id, step=step.id)
            elif step.open and not _closes(proceeding, step.id, arrows):
                yield flaw(MESSAGES, "step-without-end", at, proceeding=proceeding.id, step=step.id)


def _arrows(bench: Bench, proceeding: ProceedingKind) -> Mapping[str, set[str]]:
    """Where acts lead from each step; under ``""`` where they begin."""
    arrows: dict[str, set[str]] = {"": set(), **{step.id: set() for step in proceeding.steps}}
    for stepping in (step for act in bench.edition.acts for step in act.steps if step.proceeding == proceeding.id):
        for source in stepping.from_ or ("",):
            arrows[source].add(stepping.to)
    return arrows


def _closes(proceeding: ProceedingKind, start: str, arrows: Mapping[str, set[str]]) -> bool:
    open_ = {step.id for step in proceeding.steps if step.open}
    seen, waiting = set[str](), [start]
    while waiting:
        step = waiting.pop()
        if step not in open_:
            return True
        if step not in seen:
            seen.add(step)
            waiting += arrows[step]
    return False


MESSAGES: Messages = {
    "never-brought": (
        Text("{id} 读取 {fact}，而没有行为提交它", "{id} reads {fact}, which no act brings"),
        Text("应有行为在 brings 或 may_bring 中写明它", "an act with it in brings or may_bring"),
    ),
    "never-discharged": (
        Text("没有行为可以履行或了结义务 {duty}", "no act discharges the duty {duty} or ends it otherwise"),
        Text("应有 discharges 含它的行为", "an act with it in discharges"),
    ),
    "discharged-too-late": (
        Text(
            "义务 {duty} 在阶段 {stages} 有效，而履行它的行为 {acts} 在这些阶段都不能作出",
            "the duty {duty} holds in {stages}, where none of the acts that discharge it can be taken: {acts}",
        ),
        Text("应有行为在其有效的阶段履行它", "an act that discharges it in a stage in which it holds"),
    ),
    "step-unreachable": (
        Text("没有行为到达程序 {proceeding} 的步骤 {step}", "no act leads to the step {step} of the proceeding {proceeding}"),
        Text("应有行为的 steps 以其为 to，或删除该步骤", "an act with it as `to` in its steps, or no such step"),
    ),
    "step-without-end": (
        Text("程序 {proceeding} 到了步骤 {step} 就无法终结", "from its step {step} the proceeding {proceeding} cannot end"),
        Text("应有行为使其最终到达 open = false 的步骤", "acts that lead from it to a step with open = false"),
    ),
}
