"""Which duty is meant, and the turns of a recurring one: always from the anchor, never step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tic_core.model.dates import DAY, Calendar, Deadline, Period, due_by, last_day, month_end, rolled
from tic_core.model.subject import Centre, Duty

LONGEST_ROLL = timedelta(days=30)  # no run of days off is longer
HORIZON = 400  # days ahead in which the next turn of a recurring duty is shown


def duty_meant(centre: Centre, kind: str) -> Duty | None:
    """The duty of a kind that acts, rules and ``due.<duty>`` mean where there are several: the oldest that is not closed."""
    running = [duty for duty in centre.duties.values() if duty.kind == kind and duty.state != "closed"]
    return min(running, key=lambda duty: (duty.opened or date.min, duty.sequence), default=None)


def turns(duty: Duty, until: date, calendar: Calendar, first: date = date.min) -> Iterator[tuple[str, Deadline, date]]:
    """The turns of a recurring duty up to ``until``: its year, its rolled last day, its nominal day.

    Those long before ``first`` are passed over; that saves counting them and changes nothing about the others.
    """
    if duty.yearly:
        month, day = duty.yearly
        for year in range(max(duty.first_year, first.year - 1), until.year + 1):
            nominal = date(year, month, day) if day else month_end(year, month)
            if nominal >= duty.anchor:
                yield str(year), rolled(Deadline(nominal), duty.roll, calendar), nominal
        return
    count = max(1, (first.year - duty.anchor.year - 1) * 12 // duty.every) if duty.every else 1
    while duty.every and (nominal := last_day(duty.anchor, Period(months=duty.every * count)).last) <= until:
        # Turns less than a year apart are told apart by their month.
        period = f"{nominal.year}" if duty.every % 12 == 0 else f"{nominal.year}-{nominal.month:02}"
        yield period, rolled(Deadline(nominal), duty.roll, calendar), nominal
        if nominal == date.max:
            return
        count += 1


def owed_turns(duty: Duty, centre: Centre, day: date, calendar: Calendar) -> Iterator[tuple[str, Deadline, date]]:
    """The turns that are owed as of ``day`` and have not ended, oldest first, with those of the year to come."""
    for first, until in _spans(duty, centre, day):
        for turn, deadline, nominal in turns(duty, until, calendar, first):
            if first <= nominal and _owed(duty, centre, day, turn, deadline, nominal):
                yield turn, deadline, nominal


def _spans(duty: Duty, centre: Centre, day: date) -> Iterator[tuple[date, date]]:
    """The days between which turns may be owed as of ``day``: centuries in which there can be none are not gone through."""
    if duty.holds_in and centre.stage not in duty.holds_in and centre.path:
        yield date.min, min(centre.path[-1].on, day)
    elif duty.suspended is not None:
        yield date.min, min(duty.suspended, day)
        # A turn whose day has passed may have rolled to one that has not.
        yield max(duty.suspended + DAY, day - min(LONGEST_ROLL, day - date.min)), _ahead(day)
    else:
        yield date.min, _ahead(day)


def running_turns(duty: Duty, centre: Centre, day: date, calendar: Calendar) -> dict[str, Deadline]:
    """The turns of a recurring duty that can be fulfilled on ``day``, oldest first: those past and not ended, and the present one.

    The turn after the present one does not run yet: doing this year's twice never takes away next year's.
    """
    found: dict[str, Deadline] = {}
    for turn, deadline, nominal in turns(duty, _ahead(day), calendar):
        if _owed(duty, centre, day, turn, deadline, nominal):
            found[turn] = deadline
        if deadline.last >= day:
            break
    return found


def _ahead(day: date) -> date:
    return last_day(day, Period(days=HORIZON)).last


def _owed(duty: Duty, centre: Centre, day: date, turn: str, deadline: Deadline, nominal: date) -> bool:
    """Whether a turn is owed and has not ended.

    Not owed is a turn in no stage of the duty, one whose last day had passed when the duty was opened, and one whose last day
    fell in a time in which the duty stood still.
    """
    passed = duty.opened is not None and deadline.last < duty.opened
    return (
        turn not in duty.ended
        and not passed
        and not _stood_still(duty, deadline.last, day)
        and _held(centre, duty, min(nominal, day))
    )


def grace_of(duty: Duty, last: date, calendar: Calendar) -> date | None:
    """The last day on which what was owed by ``last`` is late but in grace, or None where there is no grace."""
    return due_by(last, duty.grace, duty.roll, calendar).last if duty.grace else None


def _held(centre: Centre, duty: Duty, day: date) -> bool:
    """Whether the duty held on ``day``: the centre was in one of its stages then."""
    if not duty.holds_in:
        return True
    stage = next((stop.stage for stop in reversed(centre.path) if stop.on <= day), "")
    return stage in duty.holds_in


def _stood_still(duty: Duty, last: date, day: date) -> bool:
    """Whether a last day fell in a time in which the duty stood still; the day of resumption is not counted."""
    still = any(first <= last < until for first, until in duty.still)
    return still or (duty.suspended is not None and duty.suspended <= last <= day)
