"""Acts: somebody may take each, it happens somewhere, and what it brings, steps and changes fits what the edition declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.model.edition import ActKind, ProceedingKind
from tic_core.packs.check.facts import wrong_type
from tic_core.packs.check.types import NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.text import Text


def check_acts(draft: Draft) -> Iterator[Flaw]:
    """Roles, acts one by one, then proceedings."""
    for path, role in draft.each("role"):
        if role.held_by:
            yield from wrong_type(draft, role.held_by, NAMES, (*path, "held_by"))
    if draft.whole("role", "office_kind", "office"):
        yield from _takers(draft)
    for path, act in draft.each("act"):
        for check in (_placed, _facts, _steps, _duties, _incentives, _differing, _late):
            yield from check(draft, act, path)
    yield from _proceedings(draft)


def _takers(draft: Draft) -> Iterator[Flaw]:
    kinds = {office.kind for _, office in draft.each("office")}
    held = {kind.role for _, kind in draft.each("office_kind") if kind.id in kinds}
    held |= {role.id for _, role in draft.each("role") if role.held_by}
    for path, act in draft.each("act"):
        declared = all(role in draft.ids["role"] for role in act.roles)
        if declared and not held & set(act.roles):
            yield flaw(MESSAGES, "nobody-may-act", (*path, "roles"), act=act.id, roles=list(act.roles))


def _placed(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """Where an act may be taken and where it leads."""
    if act.subject == "centre" and not act.moves and not act.at:
        yield flaw(MESSAGES, "act-nowhere", path, act=act.id)
    for index, move in enumerate(act.moves):
        at = (*path, "moves", index)
        if bool(move.to) == bool(move.to_fact):
            yield flaw(MESSAGES, "move-without-target", at, act=act.id)
        if move.to_fact:
            yield from wrong_type(draft, move.to_fact, NAMES, (*at, "to_fact"))
        for place, stage in enumerate(move.from_):
            if stage in act.at and not move.when:
                yield flaw(MESSAGES, "moves-and-stays", (*at, "from", place), act=act.id, stage=stage)


def _facts(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    for index, name in enumerate(act.may_bring):
        if name in act.brings:
            yield flaw(MESSAGES, "brought-twice", (*path, "may_bring", index), fact=name)
    for index, name in enumerate(act.adds):
        if name not in act.facts:
            yield flaw(MESSAGES, "not-brought", (*path, "adds", index), fact=name)
        yield from wrong_type(draft, name, ("list",), (*path, "adds", index))
    if act.scores:
        if act.scores not in act.facts:
            yield flaw(MESSAGES, "not-brought", (*path, "scores"), fact=act.scores)
        yield from wrong_type(draft, act.scores, ("list",), (*path, "scores"))


def _steps(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    for index, stepping in enumerate(act.steps):
        at, proceeding = (*path, "steps", index), draft.get("proceeding", stepping.proceeding)
        if not isinstance(proceeding, ProceedingKind):
            continue
        steps = [step.id for step in proceeding.steps]
        for key, name in ((("to",), stepping.to), *((("from", place), name) for place, name in enumerate(stepping.from_))):
            if name not in steps:
                offer = offered(name, steps)
                yield flaw(MESSAGES, "unknown-step", (*at, *key), proceeding=proceeding.id, step=name, offer=offer)
        if proceeding.kind == "notice" and not stepping.from_:
            yield from _notice_days(draft, act, at)


def _notice_days(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    kinds = [kind_of(draft, name) for name in act.facts]
    if sum(kind is not None and kind.type == "date" for kind in kinds) < 2 and None not in kinds:
        yield flaw(MESSAGES, "notice-without-days", path, act=act.id)


def _duties(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    for index, change in enumerate(act.changes):
        at = (*path, "changes", index)
        if change.date:
            yield from wrong_type(draft, change.date, ("date",), (*at, "date"))
        elif change.change == "reset":
            yield flaw(MESSAGES, "reset-without-date", (*at, "date"), duty=change.duty)


def _incentives(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """A line of the incentive ledger is told by facts that the act brings: who, how much, from which line of the budget."""
    for index, move in enumerate(act.incentives):
        for key in ("line", "incentive", "amount", "payer", "budget", "instalment", "ground"):
            name, at = getattr(move, key), (*path, "incentives", index, key)
            if name and name in draft.ids["fact"]:
                yield from wrong_type(draft, name, ("money",) if key == "amount" else NAMES, at)
                if name not in act.facts:
                    yield flaw(MESSAGES, "not-brought", at, fact=name)


def _differing(_: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    if act.differing is None:
        return
    for key in ("days_before", "days_after"):
        if not 0 <= getattr(act.differing, key) <= MOST_DAYS:
            yield flaw(MESSAGES, "bad-differing", (*path, "differing", key), most=MOST_DAYS)


def _late(_: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    for index, late in enumerate(act.late):
        if not 0 <= late.days <= MOST_DAYS:
            yield flaw(MESSAGES, "bad-late", (*path, "late", index, "days"), most=MOST_DAYS)


MOST_DAYS = 36_525


def _proceedings(draft: Draft) -> Iterator[Flaw]:
    for path, proceeding in draft.each("proceeding"):
        if proceeding.steps and all(step.open for step in proceeding.steps):
            yield flaw(MESSAGES, "proceeding-without-end", (*path, "steps"), proceeding=proceeding.id)
        if draft.whole("act") and not _opened(draft, proceeding):
            yield flaw(MESSAGES, "proceeding-never-opened", (*path, "id"), proceeding=proceeding.id)


def _opened(draft: Draft, proceeding: Any) -> bool:
    steps = (step for _, act in draft.each("act") for step in act.steps)
    return any(step.proceeding == proceeding.id and not step.from_ for step in steps)


MESSAGES: Messages = {
    "nobody-may-act": (
        Text("没有任何机关或单位可以作出行为 {act}（角色：{roles}）", "no office or unit may take the act {act} (roles: {roles})"),
        Text("应有充任该角色的机构，或角色带 held_by", "a role that an office plays, or one with held_by"),
    ),
    "act-nowhere": (
        Text("行为 {act} 既不移动阶段，也不在任何阶段作出", "the act {act} neither moves a centre nor is taken in any stage"),
        Text("应有 moves 或 at", "moves or at"),
    ),
    "move-without-target": (
        Text("行为 {act} 的移动须恰有一个去向", "a move of the act {act} has exactly one target"),
        Text("应有 to 或 to_fact 之一", "either to or to_fact"),
    ),
    "moves-and-stays": (
        Text("行为 {act} 在阶段 {stage} 既移动又停留", "the act {act} both leaves the stage {stage} and stays in it"),
        Text("应从 at 中删除该阶段，或给移动加 when", "the stage not in at, or a when on the move"),
    ),
    "brought-twice": (
        Text("{fact} 同时在 brings 和 may_bring 中", "{fact} is in brings and in may_bring"),
        Text("应只在其一", "in one of them"),
    ),
    "not-brought": (
        Text("该行为不提交 {fact}", "the act does not bring {fact}"),
        Text("应在 brings 或 may_bring 中", "in brings or may_bring too"),
    ),
    "unknown-step": (
        Text("程序 {proceeding} 没有步骤 {step}", "the proceeding {proceeding} has no step {step}"),
        Text("{offer}", "{offer}"),
    ),
    "notice-without-days": (
        Text("行为 {act} 开始公示，却不提交首日和末日", "the act {act} opens a notice without bringing its first and last day"),
        Text("应在 brings 中有两个日期事实", "two facts of the type date in brings"),
    ),
    "reset-without-date": (
        Text("重定义务 {duty} 的期限而未指明日期", "the duty {duty} is reset to no date"),
        Text("应以 date 指明日期事实", "a date fact in date"),
    ),
    "bad-differing": (
        Text("天数超出范围", "the number of days is out of range"),
        Text("应在 0 至 {most} 之间", "from 0 to {most}"),
    ),
    "bad-late": (
        Text("天数超出范围", "the number of days is out of range"),
        Text("应在 0 至 {most} 之间", "from 0 to {most}"),
    ),
    "proceeding-without-end": (
        Text("程序 {proceeding} 没有结束的步骤", "no step ends the proceeding {proceeding}"),
        Text("应至少有一步 open = false", "a step with open = false"),
    ),
    "proceeding-never-opened": (
        Text("没有行为开始程序 {proceeding}", "no act opens the proceeding {proceeding}"),
        Text("应有一个步骤不带 from 的行为", "an act with a step that has no from"),
    ),
}
