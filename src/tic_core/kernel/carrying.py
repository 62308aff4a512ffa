"""What a transition makes of one running duty: kept, counted anew from the same day, begun again, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.owing import opened
from tic_core.kernel.turns import running_turns
from tic_core.model.dates import Period, due_by
from tic_core.model.edition import DutyKind
from tic_core.model.event import Effect
from tic_core.model.subject import Centre, Duty
from tic_core.model.transition import DutyBegun, DutyFate
from tic_core.text import Text


@attrs.frozen
class Unfit:
    """Why a plan cannot be followed for a centre: a ``code`` of :data:`MESSAGES`, what is so, and what can be done."""

    code: str
    what: Text
    remedy: Text

    @classmethod
    def of(cls, code: str, **told: Any) -> Unfit:
        """The one of that code with its places filled."""
        what, remedy = MESSAGES[code]
        return cls(code, what.fill(**told), remedy.fill(**told))


@attrs.frozen
class Carried:
    """One duty across the transition: its id, its fate, its kind and last day before and after ("" and None: there is none).

    ``provisional`` while the holidays of the year of its last day after are not known.
    """

    duty: str
    fate: str
    before: str
    after: str
    due_before: date | None
    due_after: date | None
    provisional: bool = False
    unfit: tuple[Unfit, ...] = ()


Found = tuple[Carried, tuple[Effect, ...]]


def carried(
    line: DutyFate,
    duty: Duty,
    centre: Centre,
    new: Lawbook,
    facts: Mapping[str, Any],
    day: date,
    stage: Callable[[str], str],
) -> Found:
    """What ``line`` makes of ``duty`` on the day; ``facts`` as the new edition reads them, ``stage`` tells what a stage becomes."""
    told = Carried(duty.id, line.fate, duty.kind, line.to or duty.kind, duty.due, duty.due, duty.provisional)
    if line.fate == "keep":
        return told, tuple(_kept(duty, told.after, stage))
    unfit = tuple(_unfit(duty, centre, new, day))
    if unfit:
        return attrs.evolve(told, unfit=unfit), ()
    if line.fate == "drop":
        return attrs.evolve(told, after="", due_after=None, provisional=False), (_superseded(duty),)
    return _anew(line, duty, told, new, facts, day, stage)


def begun(line: DutyBegun, new: Lawbook, facts: Mapping[str, Any], day: date) -> Found:
    """A duty of the new edition that begins for a centre on the day of the transition."""
    kind = new.edition.tables["duties"][line.duty]
    effect = _least(_from_now(new, kind, day, facts, f"{kind.id}@{new.edition.id}"), line.least, new, day)
    provisional = bool(effect.value.get("provisional"))
    return Carried(effect.key, "begins", "", kind.id, None, _due(effect), provisional), (effect,)


def _kept(duty: Duty, kind: str, stage: Callable[[str], str]) -> Iterator[Effect]:
    """As it stands. It goes on in the stages that its own become; those of before stay named, for the days that lie behind."""
    holds_in = list(dict.fromkeys((*duty.holds_in, *(stage(each) for each in duty.holds_in))))
    if kind != duty.kind or holds_in != list(duty.holds_in):
        yield Effect("duty-changed", kind, {"holds_in": holds_in}, key=duty.id, type="carried")


def _anew(
    line: DutyFate,
    duty: Duty,
    told: Carried,
    new: Lawbook,
    facts: Mapping[str, Any],
    day: date,
    stage: Callable[[str], str],
) -> Found:
    """Counted anew: from what it was counted from, or from the day of the transition; of two days the one that the plan prefers."""
    kind, key = new.edition.tables["duties"][told.after], f"{duty.id}@{new.edition.id}"
    if line.fate == "restart":
        effect = _from_now(new, kind, day, facts, key)
    else:
        act_day = duty.anchor if duty.counted_from == "act" else duty.opened or duty.anchor
        effect = opened(new, kind, act_day, facts, key)
    effect = _least(effect, line.least, new, day)
    due = _due(effect)
    if (line.fate == "earlier" and not _before(due, duty.due)) or (line.fate == "later" and not _before(duty.due, due)):
        return told, tuple(_kept(duty, told.after, stage))
    if due is not None and due < day:
        return attrs.evolve(told, due_after=due, unfit=(Unfit.of("backwards", duty=duty.id, due=due, day=day),)), ()
    turns = (Effect("duty-changed", kind.id, {"period": turn}, key=key, type="superseded") for turn in duty.ended if turn)
    ended = tuple(turns) if duty.recurs and (kind.every or kind.yearly) else ()
    provisional = bool(effect.value.get("provisional"))
    return attrs.evolve(told, due_after=due, provisional=provisional), (_superseded(duty), effect, *ended)


def _from_now(new: Lawbook, kind: DutyKind, day: date, facts: Mapping[str, Any], key: str) -> Effect:
    """The duty as it would be opened by an act of the day: nothing recorded earlier moves its days."""
    earlier = {*kind.after, kind.printed, kind.printed_opens}
    return opened(new, kind, day, {name: value for name, value in facts.items() if name not in earlier}, key)


def _least(effect: Effect, least: Period | None, new: Lawbook, day: date) -> Effect:
    """The last day no earlier than so long after the transition."""
    due = _due(effect)
    if least is None or due is None:
        return effect
    floor = due_by(day, least, new.edition.convention.roll, new.calendar)
    if due >= floor.last:
        return effect
    return attrs.evolve(effect, value={**effect.value, "due": floor.last.isoformat(), "provisional": floor.provisional})


def _unfit(duty: Duty, centre: Centre, new: Lawbook, day: date) -> Iterator[Unfit]:
    """What stands still or is behindhand cannot be counted anew: it would be forgotten."""
    if duty.state == "suspended":
        yield Unfit.of("suspended", duty=duty.id)
    elif duty.recurs:
        late = [turn for turn, deadline in running_turns(duty, centre, day, new.calendar).items() if deadline.last < day]
        if late:
            yield Unfit.of("behindhand", duty=duty.id, turns=late)


def _superseded(duty: Duty) -> Effect:
    return Effect("duty-changed", duty.kind, {}, key=duty.id, type="superseded")


def _due(effect: Effect) -> date | None:
    told = effect.value.get("due")
    return date.fromisoformat(told) if told else None


def _before(first: date | None, second: date | None) -> bool:
    """Whether one last day lies before another; no last day is later than any."""
    return first is not None and (second is None or first < second)


MESSAGES: Mapping[str, tuple[Text, Text]] = {
    "stage": (
        Text("衔接方案没有规定阶段“{stage}”", "the plan says nothing of the stage “{stage}”"),
        Text("在方案的 [[stage]] 中写明", "name it in a [[stage]] of the plan"),
    ),
    "duty": (
        Text("衔接方案没有规定义务“{duty}”", "the plan says nothing of the duty “{duty}”"),
        Text("在方案的 [[duty]] 中写明", "name it in a [[duty]] of the plan"),
    ),
    "proceeding": (
        Text("衔接方案没有规定进行中的程序“{proceeding}”", "the plan says nothing of the proceeding “{proceeding}”, which runs"),
        Text("在方案的 [[proceeding]] 中写明", "name it in a [[proceeding]] of the plan"),
    ),
    "step": (
        Text(
            "程序“{proceeding}”所处步骤“{step}”在新版本中没有对应",
            "the new edition has no open step for “{step}”, where the proceeding “{proceeding}” stands",
        ),
        Text("在方案中用 steps 对应，或先办结", "map it in `steps`, or end the proceeding first"),
    ),
    "reservation": (
        Text("衔接方案没有规定占用“{reservation}”", "the plan says nothing of “{reservation}”, which the centre holds"),
        Text("在方案的 [[reservation]] 中写明", "name it in a [[reservation]] of the plan"),
    ),
    "incentive": (
        Text("衔接方案没有规定激励“{line}”", "the plan says nothing of the incentive “{line}”"),
        Text("在方案的 [[incentive]] 中写明", "name it in an [[incentive]] of the plan"),
    ),
    "promised": (
        Text(
            "激励“{line}”已批准 {approved}，已付 {paid}，不能终止",
            "the incentive “{line}” was approved with {approved} and {paid} is paid: it cannot end",
        ),
        Text("先付清，或在方案中写 keep", "pay it first, or keep it in the plan"),
    ),
    "fact-gone": (
        Text("新版本没有事实“{fact}”，方案也没有规定", "the new edition has no fact “{fact}”, and the plan says nothing of it"),
        Text("在方案的 [[fact]] 中写明", "name it in a [[fact]] of the plan"),
    ),
    "fact": (
        Text("{fact}的记录在新版本下不能读：{what}", "the record of {fact} cannot be read under the new edition: {what}"),
        Text("应为：{expected}；在方案中转换，或先更正", "expected: {expected}; convert it in the plan, or correct it first"),
    ),
    "title": (
        Text("新名称不完整：{name}", "the new name is not complete: {name}"),
        Text('先记录名称所需的事实，或在方案中写 names = "keep"', 'record the facts it needs first, or write names = "keep"'),
    ),
    "backwards": (
        Text(
            "义务“{duty}”按新版本起算止于 {due}，早于衔接之日 {day}",
            "under the new edition the duty “{duty}” would have ended on {due}, before the transition on {day}",
        ),
        Text(
            "在方案中用 least 给出最短时间，或写 later、restart、keep",
            "give it a shortest time with `least`, or write later, restart or keep",
        ),
    ),
    "suspended": (
        Text("义务“{duty}”正在中止，不能重新起算", "the duty “{duty}” stands still and cannot be counted anew"),
        Text("先恢复，或在方案中写 keep", "resume it first, or keep it"),
    ),
    "behindhand": (
        Text("义务“{duty}”有逾期未办的各期：{turns}", "the duty “{duty}” has turns that are overdue: {turns}"),
        Text("先办理、免除或认定未履行，或在方案中写 keep", "have them done, waived or found missed first, or keep the duty"),
    ),
}
