"""What is owed and until when, what the edition calls itself and how long it holds, what the text leaves open."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from tic_core.model.edition import DutyKind, YearDay
from tic_core.packs.check.bounds import longer_or_same
from tic_core.packs.check.facts import wrong_type
from tic_core.packs.check.names import unknown
from tic_core.packs.check.types import NAMES
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.text import Text

PLACE = re.compile(r"\{([^{}]*)\}")
"""A place for a fact in the name a centre bears: ``威海市{centre.field}技术创新中心``."""


def check_duties(draft: Draft) -> Iterator[Flaw]:
    """Duties, interpretations, the identity, names by stage, reservations."""
    opened = {name for _, act in draft.each("act") for name in act.opens}
    for path, duty in draft.each("duty"):
        yield from _schedule(duty, path)
        yield from _days(draft, duty, path)
        if duty.id not in opened and draft.whole("act"):
            yield flaw(MESSAGES, "duty-never-opened", (*path, "id"), duty=duty.id)
    for path, question in draft.each("interpretation"):
        yield from _interpretation(question, path)
    for path, identity in draft.each("identity"):
        yield from _identity(identity, path)
    for path, stage in draft.each("stage"):
        yield from _title(draft, stage, path)
    for path, reservation in draft.each("reservation"):
        # A number or a day can be a part of a key, written out; alone it would have to be looked up as what it is.
        types = NAMES if len(reservation.key) == 1 else (*NAMES, "whole", "date")
        for index, name in enumerate(reservation.key):
            yield from wrong_type(draft, name, types, (*path, "key", index))


def _schedule(duty: DutyKind, path: Path) -> Iterator[Flaw]:
    """A duty is done once, by a period or a printed day if the text has one, or again and again, by one schedule."""
    once = [key for key in ("period", "before", "printed", "opens", "printed_opens") if getattr(duty, key)]
    again = [key for key in ("every", "yearly") if getattr(duty, key)]
    if len(again) > 1 or (once and again):
        yield flaw(MESSAGES, "schedule-contradicts", (*path, again[-1]), keys=[*once, *again])
    if duty.period and duty.before:
        yield flaw(MESSAGES, "schedule-contradicts", (*path, "before"), keys=["period", "before"])
    if duty.grace and not (once or again):
        yield flaw(MESSAGES, "grace-without-end", (*path, "grace"), duty=duty.id)
    if duty.every and not (duty.every.years or duty.every.months):
        yield flaw(MESSAGES, "bad-interval", (*path, "every"), period=duty.every.text)
    if duty.yearly:
        yield from _year_day(duty.yearly, (*path, "yearly"))
    if not 0 <= duty.first_year <= 100:
        yield flaw(MESSAGES, "bad-first-year", (*path, "first_year"), years=duty.first_year)
    if duty.opens and duty.period and duty.opens != duty.period and longer_or_same(duty.opens, duty.period):
        yield flaw(MESSAGES, "window-backwards", (*path, "opens"), first=duty.opens.text, last=duty.period.text)


def _year_day(yearly: YearDay, path: Path) -> Iterator[Flaw]:
    if not 1 <= yearly.month <= 12:
        yield flaw(MESSAGES, "no-such-month", (*path, "month"), month=yearly.month)
        return
    most = monthrange(2023, yearly.month)[1]  # a common year: 29 February is no day of every year
    if yearly.day != "last" and not (isinstance(yearly.day, int) and 1 <= yearly.day <= most):
        yield flaw(MESSAGES, "no-such-day", (*path, "day"), day=yearly.day, most=most)


def _days(draft: Draft, duty: DutyKind, path: Path) -> Iterator[Flaw]:
    for index, name in enumerate(duty.after):
        if name != "act":
            yield from wrong_type(draft, name, ("date",), (*path, "after", index))
    for key in ("printed", "printed_opens"):
        if getattr(duty, key):
            yield from wrong_type(draft, getattr(duty, key), ("date",), (*path, key))
    if not duty.after:
        yield flaw(MESSAGES, "duty-without-anchor", (*path, "after"), duty=duty.id)


def _interpretation(question: Any, path: Path) -> Iterator[Flaw]:
    readings = [reading.id for reading in question.readings]
    if readings and question.taken not in readings:
        yield flaw(MESSAGES, "unknown-reading", (*path, "taken"), taken=question.taken, offer=offered(question.taken, readings))
    if question.status == "confirmed":
        for key in ("document", "on"):
            if not getattr(question, key):
                yield flaw(MESSAGES, "confirmed-without-document", (*path, key), id=question.id, key=key)


def _identity(identity: Any, path: Path) -> Iterator[Flaw]:
    window = identity.in_force
    if window.last < window.first:
        yield flaw(MESSAGES, "window-backwards", (*path, "in_force", "last"), first=window.first, last=window.last)
    if not _zone_exists(identity.time_zone):
        yield flaw(MESSAGES, "unknown-time-zone", (*path, "time_zone"), zone=identity.time_zone)


def _zone_exists(name: str) -> bool:
    """Whether the machine knows a time zone; where it knows none at all, every one passes."""
    for zone in (name, "UTC"):
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            continue
        return zone == name
    return True


def _title(draft: Draft, stage: Any, path: Path) -> Iterator[Flaw]:
    for lang in ("zh", "en") if stage.title else ():
        template, at = getattr(stage.title, lang), (*path, "title", lang)
        for name in PLACE.findall(template):
            for found in unknown(draft, "known", name, at):
                yield flaw(MESSAGES, "unknown-place", at, place=name, offer=found.expected)
            yield from wrong_type(draft, name, NAMES, at)
        if "{" in PLACE.sub("", template) or "}" in PLACE.sub("", template):
            yield flaw(MESSAGES, "bad-template", at, template=template)


MESSAGES: Messages = {
    "schedule-contradicts": (
        Text("{keys} 不能并用", "{keys} do not go together"),
        Text(
            "应为一次性（period 或 before、printed、opens、printed_opens）或周期性（every 或 yearly）之一",
            "either once (period or before, printed, opens, printed_opens) or recurring (every or yearly)",
        ),
    ),
    "duty-never-opened": (
        Text("没有行为产生义务 {duty}", "no act opens the duty {duty}"),
        Text("应有 opens 含它的行为", "an act with it in opens"),
    ),
    "duty-without-anchor": (
        Text("义务 {duty} 没有起算点", "the duty {duty} is counted from nothing"),
        Text('应如 ["act"]', 'a list such as ["act"]'),
    ),
    "grace-without-end": (
        Text("义务 {duty} 有宽限而没有期限", "the duty {duty} has a grace and no last day for it to follow"),
        Text("应写明期限，或删除 grace", "a last day, or no grace"),
    ),
    "bad-interval": (
        Text("周期不能以{period}计", "a recurring duty does not come every {period}"),
        Text("应以年或月计", "years or months"),
    ),
    "bad-first-year": (
        Text("首次年份 {years} 超出范围", "the first year {years} is out of range"),
        Text("应在 0 至 100 之间", "from 0 to 100"),
    ),
    "no-such-month": (Text("没有 {month} 月", "there is no month {month}"), Text("应在 1 至 12 之间", "from 1 to 12")),
    "no-such-day": (
        Text("不是每年该月都有 {day} 日", "not every year has a day {day} in this month"),
        Text('应在 1 至 {most} 之间，或 "last"', 'from 1 to {most}, or "last"'),
    ),
    "window-backwards": (
        Text("末日 {last} 早于首日 {first}", "the last day, {last}, lies before the first, {first}"),
        Text("末日应不早于首日", "a last day that is not before the first"),
    ),
    "unknown-reading": (Text("没有读法 {taken}", "there is no reading {taken}"), Text("{offer}", "{offer}")),
    "confirmed-without-document": (
        Text("解释 {id} 已确认而没有 {key}", "the interpretation {id} is confirmed without {key}"),
        Text("应写明确认的文件和日期", "the document that confirms it and its day"),
    ),
    "unknown-time-zone": (
        Text("没有时区 {zone}", "there is no time zone {zone}"),
        Text("应如 Asia/Shanghai", "one such as Asia/Shanghai"),
    ),
    "unknown-place": (
        Text("名称中的 {{{place}}} 不是事实", "the place {{{place}}} in the name stands for no fact"),
        Text("{offer}", "{offer}"),
    ),
    "bad-template": (
        Text("名称模板 {template} 的花括号不配对", "the braces of the name {template} do not pair"),
        Text("应如 {{事实}}", "places such as {{fact}}"),
    ),
}
