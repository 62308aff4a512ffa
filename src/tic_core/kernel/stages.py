"""The stage kinds of the core, and what a policy's own graph of stages must obey. Read this file first.

A policy lists its stages in its own words; each is of one of the kinds below. The kinds are closed, the graph is the policy's:
it may leave kinds out (no preparation), repeat them (phase I, phase II) or loop. What follows holds for every graph, and
:func:`wiring` refuses a document that breaks it:

1. Every stage can be reached from an opening act (or is a stage that adoption may find).
2. Every stage that is not final can reach a final one. A centre is never caught.
3. Nothing leaves a final stage. A new title is a new centre, linked to the old one.
4. Recognition is reached only by an act of an office, favourable or corrective, that requires at least one rule; or by
   adoption of what is found. Never because a date passed.
5. A rectification has an end: a duty that holds in it and whose last day is a period or printed in the decision.
6. A rectification has a way out for success and one for failure: it is left by a favourable or procedural act that does not
   end the centre for the worse, and by an adverse one, to different stages.
7. An act that moves from one stage to several places says by which rule each is chosen.
8. An adverse act gives a reason. People decide; the clock only makes things due.
9. The end of a rectification is opened by an act that leads into it or may be taken in it: an end that nobody can set is none.

Warning to whoever adds a kind: :data:`LIVE` and :data:`FINAL` must stay a partition, and ``docs/stages.md`` is drawn from
these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from tic_core.model.edition import ActKind, DutyKind, Edition, Stage
from tic_core.model.subject import FINAL_KINDS
from tic_core.text import Text

STAGE_KINDS: Mapping[str, Text] = {
    "CANDIDATE": Text("候选", "candidate"),
    "UNDER_REVIEW": Text("论证中", "under review"),
    "HELD": Text("待成熟", "held"),
    "IN_NOTICE": Text("公示中", "in public notice"),
    "PREPARING": Text("筹建", "preparing"),
    "IN_ACCEPTANCE": Text("验收中", "in acceptance"),
    "RECOGNISED": Text("已认定", "recognised"),
    "IN_EVALUATION": Text("考评中", "in evaluation"),
    "RECTIFYING": Text("整改", "rectifying"),
    "SUSPENDED": Text("中止", "suspended"),
    "EXPIRED": Text("届满", "expired"),
    "CLOSED": Text("终结", "closed"),
    "CANCELLED": Text("取消筹建资格", "cancelled"),
    "REVOKED": Text("撤销", "revoked"),
    "WITHDRAWN": Text("退出", "withdrawn"),
    "MERGED": Text("合并", "merged"),
    "CONVERTED": Text("转换", "converted"),
    "PROMOTED": Text("升级", "promoted"),
    "GRADUATED": Text("期满结束", "graduated"),
}

FINAL, RECOGNISED = FINAL_KINDS, "RECOGNISED"
LIVE = frozenset(STAGE_KINDS) - FINAL

FAILED = frozenset({"CLOSED", "CANCELLED", "REVOKED", "WITHDRAWN"})
"""Ends that are no success: leaving a rectification for one of these is not the way out for success."""

Path = tuple[str | int, ...]


@attrs.frozen
class Wiring:
    """A rule of the graph that a document breaks: its ``code``, the key ``path`` where, what, and what was expected."""

    code: str
    path: Path
    what: Text
    expected: Text


def wiring(edition: Edition) -> list[Wiring]:
    """Everything wrong with the graph of ``edition``, in the order of the numbered rules."""
    graph = Graph(edition)
    return [fault for rule in _RULES for fault in rule(graph)]


class Graph:
    """The stages of an edition as nodes and its moves as arrows."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.kinds = {stage.id: stage.kind for stage in edition.stages}
        self.next: dict[str, set[str]] = {stage.id: set() for stage in edition.stages}
        self.openings: set[str] = set()
        for _, _, source, target in self.arrows():
            if source is None:
                self.openings.add(target)
            elif source in self.next and target in self.next:
                self.next[source].add(target)

    def arrows(self) -> Iterator[tuple[int, ActKind, str | None, str]]:
        """Every move as (index of the act, act, from or None, to); an adoption goes to every stage."""
        for index, act in enumerate(self.edition.acts):
            for move in act.moves:
                targets = [move.to] if move.to else list(self.kinds)
                yield from ((index, act, source, target) for source in move.from_ or (None,) for target in targets)

    def reachable(self, starts: Iterable[str]) -> set[str]:
        """All stages that can be reached from ``starts``, themselves included."""
        seen: set[str] = set()
        waiting = [start for start in starts if start in self.next]
        while waiting:
            stage = waiting.pop()
            if stage not in seen:
                seen.add(stage)
                waiting.extend(self.next[stage] - seen)
        return seen

    def stages(self) -> Iterator[tuple[int, Stage]]:
        """The stages with their place in the document."""
        return enumerate(self.edition.stages)


def _unreached(graph: Graph) -> Iterator[Wiring]:
    reached = graph.reachable(graph.openings)
    for index, stage in graph.stages():
        if stage.id not in reached:
            yield _fault("stage-unreachable", ("stage", index, "id"), stage=stage.id)


def _caught(graph: Graph) -> Iterator[Wiring]:
    for index, stage in graph.stages():
        if not any(graph.kinds.get(target) in FINAL for target in graph.reachable([stage.id])):
            yield _fault("stage-without-end", ("stage", index, "id"), stage=stage.id)


def _left_final(graph: Graph) -> Iterator[Wiring]:
    for index, act, source, _ in graph.arrows():
        if source is not None and graph.kinds.get(source) in FINAL:
            yield _fault("final-left", ("act", index, "moves"), act=act.id, stage=source)


def _undecided(graph: Graph) -> Iterator[Wiring]:
    offices = {kind.role for kind in graph.edition.office_kinds}
    seen = set()
    for index, act, _, target in graph.arrows():
        adopting = any(move.to_fact for move in act.moves)
        if graph.kinds.get(target) != "RECOGNISED" or adopting or act.id in seen:
            continue
        seen.add(act.id)
        # A stay inside the recognised life (evaluation passed, rectification accepted) is a decision all the same.
        if not set(act.roles) <= offices or act.nature not in ("favourable", "corrective", "procedural") or not act.requires:
            yield _fault("recognition-undecided", ("act", index, "nature"), act=act.id, stage=target)


def ends(edition: Edition, stage: str) -> list[DutyKind]:
    """The duties that give a rectification its end: they hold in the stage, and have a last day."""
    return [duty for duty in edition.duties if stage in duty.holds_in and (duty.period or duty.before or duty.printed)]


def _endless(graph: Graph) -> Iterator[Wiring]:
    for index, stage in graph.stages():
        if stage.kind == "RECTIFYING" and not ends(graph.edition, stage.id):
            yield _fault("rectification-without-end", ("stage", index, "id"), stage=stage.id)


def _one_way(graph: Graph) -> Iterator[Wiring]:
    for index, stage in graph.stages():
        if stage.kind != "RECTIFYING":
            continue
        out = {
            nature: {to for _, act, source, to in graph.arrows() if source == stage.id != to and act.nature == nature}
            for nature in ("favourable", "procedural", "adverse")
        }
        good = {to for to in out["favourable"] | out["procedural"] if graph.kinds.get(to) not in FAILED}
        bad = out["adverse"]
        if not good or not bad or len(good | bad) == 1:
            yield _fault("rectification-one-way", ("stage", index, "id"), stage=stage.id)


def _forked(graph: Graph) -> Iterator[Wiring]:
    for index, act in enumerate(graph.edition.acts):
        sources = [source for move in act.moves for source in move.from_ or ("",)]
        double = {source for source in sources if sources.count(source) > 1}
        if any(double & set(move.from_ or ("",)) and not move.when for move in act.moves):
            yield _fault("fork-without-rule", ("act", index, "moves"), act=act.id)


def _silent(graph: Graph) -> Iterator[Wiring]:
    for index, act in enumerate(graph.edition.acts):
        if act.nature == "adverse" and not act.reason:
            yield _fault("adverse-without-reason", ("act", index, "reason"), act=act.id)


def _unset(graph: Graph) -> Iterator[Wiring]:
    into = [(act, target) for _, act, _, target in graph.arrows()]
    for index, stage in graph.stages():
        wanted = {duty.id for duty in ends(graph.edition, stage.id)} if stage.kind == "RECTIFYING" else set()
        acts = [act for act, target in into if target == stage.id]
        acts += [act for act in graph.edition.acts if stage.id in act.stages()]
        if wanted and not any(wanted & set(act.opens) for act in acts):
            yield _fault("rectification-end-unset", ("stage", index, "id"), stage=stage.id, duties=sorted(wanted))


_RULES: tuple[Callable[[Graph], Iterator[Wiring]], ...] = (
    _unreached,
    _caught,
    _left_final,
    _undecided,
    _endless,
    _one_way,
    _forked,
    _silent,
    _unset,
)


def _fault(code: str, path: Path, **values: Any) -> Wiring:
    what, expected = MESSAGES[code]
    return Wiring(code, path, what.fill(**values), expected.fill(**values))


MESSAGES: Mapping[str, tuple[Text, Text]] = {
    "stage-unreachable": (
        Text("没有任何行为到达阶段 {stage}", "no act leads to the stage {stage}"),
        Text("应有一个行为以其为 to，或删除该阶段", "an act with it as `to`, or no such stage"),
    ),
    "stage-without-end": (
        Text("阶段 {stage} 无法到达任何终结阶段", "the stage {stage} cannot reach a final stage"),
        Text("应有行为使其最终到达终结阶段", "acts that lead from it to a final stage"),
    ),
    "final-left": (
        Text("行为 {act} 离开终结阶段 {stage}", "the act {act} leaves the final stage {stage}"),
        Text("终结阶段不得离开；应开立新的中心并关联", "nothing leaves a final stage: open a new centre and link it"),
    ),
    "recognition-undecided": (
        Text(
            "行为 {act} 未经机关的决定即到达认定阶段 {stage}",
            "the act {act} reaches the recognised stage {stage} without a decision",
        ),
        Text(
            "应由机关作出、性质为 favourable / corrective / procedural 并至少要求一条规则",
            "an act of an office, favourable, corrective or procedural, that requires at least one rule",
        ),
    ),
    "rectification-without-end": (
        Text("整改阶段 {stage} 没有期限", "the rectification {stage} has no end"),
        Text(
            "应有 holds_in 含该阶段、带 period 或 printed 的义务",
            "a duty with a `period` or `printed` last day whose `holds_in` has this stage",
        ),
    ),
    "rectification-end-unset": (
        Text(
            "没有进入整改阶段 {stage} 或在其中作出的行为产生其期限（{duties}）",
            "no act that leads into the rectification {stage} or is taken in it opens its end ({duties})",
        ),
        Text("应有这样的行为，其 opens 含该义务", "such an act with that duty in `opens`"),
    ),
    "rectification-one-way": (
        Text("整改阶段 {stage} 缺少成功或失败的出口", "the rectification {stage} lacks a way out for success or for failure"),
        Text("应有一个有利或程序性行为和一个不利行为离开该阶段", "a favourable or procedural act and an adverse act that leave it"),
    ),
    "fork-without-rule": (
        Text(
            "行为 {act} 从同一阶段去往多处而未说明依据哪条规则",
            "the act {act} leads from one stage to several without saying by which rule",
        ),
        Text("每个分支应有 when", "a `when` on each of these moves"),
    ),
    "adverse-without-reason": (
        Text("不利行为 {act} 未要求说明理由", "the adverse act {act} asks for no reason"),
        Text("应为 reason = true", "reason = true"),
    ),
}
