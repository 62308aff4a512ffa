"""Duties: how one is opened with its derivation, and what is due on a day. Nothing here happens because time passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.dates import Calendar, Deadline, Period, due_by, last_day, month_end, rolled
from tic_core.model.edition import DutyKind
from tic_core.model.event import Effect
from tic_core.model.facts import plain
from tic_core.model.subject import Centre, Duty
from tic_core.text import Text

SOON = 30  # days before the last day from which a duty is shown as due rather than pending
HORIZON = 400  # days ahead in which the next turn of a recurring duty is shown


@attrs.frozen
class DutyLine:
    """One line of what is due: ``due`` the last day (None while none is fixed), ``opens`` the first day it can be done.

    ``status`` is ``pending``, ``due``, ``overdue``, ``suspended`` or ``no-basis``; ``days_left`` is negative when overdue and None
    without a last day; ``period`` names the year of a recurring duty; ``provisional`` when a year's holidays are not yet known.
    """

    centre: str
    kind: str
    period: str
    owner: str
    opens: date | None
    due: date | None
    status: str
    days_left: int | None
    cite: str
    provisional: bool


STATUSES: Mapping[str, Text] = {
    "pending": Text("未到期", "pending"),
    "due": Text("到期", "due"),
    "overdue": Text("逾期", "overdue"),
    "suspended": Text("中止", "suspended"),
    "no-basis": Text("无有效依据", "no basis in force"),
}


def opened(lawbook: Lawbook, kind: DutyKind, day: date, facts: Mapping[str, Any], key: str) -> Effect:
    """The effect that opens a duty on ``day``: the duty with everything its dates follow from."""
    anchor = next((facts[name] for name in kind.after if name != "act" and facts.get(name) is not None), day)
    convention = lawbook.edition.convention
    told: dict[str, Any] = {"owner": kind.owner, "anchor": anchor, "cite": str(kind.cite or ""), "own": kind.own}
    told |= {"holds_in": list(kind.holds_in), "convention": convention.id, "calendar": lawbook.calendar.digest}
    if kind.every or kind.yearly:
        told |= _schedule(kind, anchor) | {"roll": convention.fixed_roll if kind.yearly else convention.roll}
    else:
        told |= _once(lawbook, kind, anchor, day, facts) | {"roll": convention.roll}
    return Effect("duty-opened", kind.id, {name: plain(value) for name, value in told.items()}, key=key)


def _schedule(kind: DutyKind, anchor: date) -> dict[str, Any]:
    if kind.yearly:
        day = kind.yearly.day if isinstance(kind.yearly.day, int) else 0
        return {"yearly": [kind.yearly.month, day], "first_year": anchor.year + kind.first_year}
    every = kind.every
    return {"every": every.years * 12 + every.months if every else 0}


def _once(lawbook: Lawbook, kind: DutyKind, anchor: date, day: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    waiting = facts.get(kind.printed_opens) or (last_day(anchor, kind.opens).last if kind.opens else None)
    if waiting:
        # It can first be done once that time has run out: on the day after its last.
        told["opens"] = last_day(waiting, Period(days=1)).last
    printed = facts.get(kind.printed)
    if printed and kind.printed.startswith("due.") and printed < day:
        printed = None  # another duty's day that has passed: nobody is late with what has only just come to him
    if printed:
        told["due"] = printed
        told["provisional"] = kind.printed.startswith("due.") and not lawbook.calendar.knows(printed)
    elif kind.period:
        last = due_by(anchor, kind.period, lawbook.edition.convention.roll, lawbook.calendar)
        told |= {"due": last.last, "provisional": last.provisional}
    return told


def turns(duty: Duty, until: date, calendar: Calendar) -> Iterator[tuple[str, Deadline, date]]:
    """The turns of a recurring duty up to ``until``: its year, its rolled last day, its nominal day. Always from the anchor."""
    if duty.yearly:
        month, day = duty.yearly
        for year in range(duty.first_year, until.year + 1):
            nominal = date(year, month, day) if day else month_end(year, month)
            if nominal >= duty.anchor:
                yield str(year), rolled(Deadline(nominal), duty.roll, calendar), nominal
        return
    count = 1
    while duty.every and (nominal := last_day(duty.anchor, Period(months=duty.every * count)).last) <= until:
        # Turns less than a year apart are told apart by their month.
        period = f"{nominal.year}" if duty.every % 12 == 0 else f"{nominal.year}-{nominal.month:02}"
        yield period, rolled(Deadline(nominal), duty.roll, calendar), nominal
        if nominal == date.max:
            return
        count += 1


def due_lines(centre: Centre, as_of: date, calendar: Calendar, lapse: date) -> list[DutyLine]:
    """What ``centre`` (as of the same day) owes on ``as_of``; ``lapse`` is the last day on which the measure is in force."""
    if centre.final:
        return []
    return [line for duty in centre.duties.values() for line in _lines(centre, duty, as_of, calendar, lapse)]


def _lines(centre: Centre, duty: Duty, as_of: date, calendar: Calendar, lapse: date) -> Iterator[DutyLine]:
    if duty.state == "closed":
        return
    if not (duty.every or duty.yearly):
        if not duty.holds_in or centre.stage in duty.holds_in:
            yield _line(centre, duty, "", Deadline(duty.due, duty.provisional) if duty.due else None, as_of, lapse)
        return
    ahead = last_day(as_of, Period(days=HORIZON)).last
    for period, deadline, nominal in turns(duty, ahead, calendar):
        if period not in duty.done and _held(centre, duty, min(nominal, as_of)):
            yield _line(centre, duty, period, deadline, as_of, lapse)
            if nominal > as_of:
                return


def _held(centre: Centre, duty: Duty, day: date) -> bool:
    """Whether the duty held on ``day``: the centre was in one of its stages then."""
    if not duty.holds_in:
        return True
    stage = next((stop.stage for stop in reversed(centre.path) if stop.on <= day), "")
    return stage in duty.holds_in


def _line(centre: Centre, duty: Duty, period: str, deadline: Deadline | None, as_of: date, lapse: date) -> DutyLine:
    last = deadline.last if deadline else None
    left = (last - as_of).days if last else None
    provisional = bool(deadline and deadline.provisional)
    status = _status(duty, last, as_of, lapse)
    return DutyLine(centre.id, duty.kind, period, duty.owner, duty.opens, last, status, left, duty.cite, provisional)


def _status(duty: Duty, last: date | None, as_of: date, lapse: date) -> str:
    if duty.state == "suspended":
        return "suspended"
    if duty.own and as_of > lapse and (last is None or last > lapse):
        # After the lapse a duty that rests on the measure alone has no basis and cannot be breached (Q19).
        return "no-basis"
    if last is not None and as_of > last:
        return "overdue"
    if duty.opens is not None and as_of < duty.opens:
        return "pending"
    return "due" if last is None or (last - as_of).days <= SOON else "pending"


def running_turns(duty: Duty, centre: Centre, day: date, calendar: Calendar) -> dict[str, Deadline]:
    """The turns of a recurring duty that can be fulfilled on ``day``, oldest first: those past and not done, and the present one.

    The turn after the present one does not run yet: doing this year's twice never takes away next year's.
    """
    found: dict[str, Deadline] = {}
    for period, deadline, nominal in turns(duty, last_day(day, Period(days=HORIZON)).last, calendar):
        if period not in duty.done and _held(centre, duty, min(nominal, day)):
            found[period] = deadline
        if deadline.last >= day:
            break
    return found


__all__ = ["DutyLine", "due_lines", "opened", "running_turns", "turns"]
