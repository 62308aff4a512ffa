"""Days, periods and windows: pure calendar arithmetic with named conventions.

Source: Civil Code of China, Art. 201–204, applied by analogy (an interpretation of the policy): the day of the act is not
counted; a period of months or years ends on the corresponding day, or on the month's last day where there is none; a last day
that is a statutory day off moves to the next working day. Always from the anchor, never step by step.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from tic_core.text import Text

DAY = timedelta(days=1)


@attrs.frozen
class Window:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@attrs.frozen
class Period:
    """A length of time as a measure states it. Exactly one unit is not zero."""

    years: int = 0
    months: int = 0
    days: int = 0
    working_days: int = 0

    def __attrs_post_init__(self) -> None:
        if (
            sum(bool(n) for n in (self.years, self.months, self.days, self.working_days)) != 1
            or min(self.years, self.months, self.days, self.working_days) < 0
        ):
            raise ValueError("a period has exactly one positive unit")

    @property
    def text(self) -> Text:
        """``3 年`` / ``3 years``."""
        names = (
            ("years", "年", "year"),
            ("months", "个月", "month"),
            ("days", "日", "day"),
            ("working_days", "个工作日", "working day"),
        )
        count, zh, en = next((getattr(self, field), zh, en) for field, zh, en in names if getattr(self, field))
        return Text(f"{count} {zh}", f"{count} {en}" + ("" if count == 1 else "s"))


@attrs.frozen
class Calendar:
    """The statutory days off of some years, from dated notices; outside those years it does not know.

    ``off`` are weekdays declared days off, ``work`` weekend days declared working days, ``sources`` maps a year to the notice
    that fixed it. ``digest`` names the file's bytes.
    """

    id: str
    sources: Mapping[int, str] = attrs.field(factory=dict)
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    digest: str = ""

    def knows(self, day: date) -> bool:
        """Whether a notice covers the year of ``day``."""
        return day.year in self.sources

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day: the notice's word, else Monday to Friday."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)


WEEKENDS_ONLY = Calendar("weekends-only")


@attrs.frozen
class Deadline:
    """The last day of a period, and whether a year without a holiday notice makes it provisional."""

    last: date
    provisional: bool = False


def corresponding(anchor: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day where there is none: 29 February + 12 → 28 February."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """The last day of a month: "end of February" is a rule, not a date."""
    return date(year, month, monthrange(year, month)[1])


def last_day(anchor: date, period: Period, calendar: Calendar = WEEKENDS_ONLY) -> Deadline:
    """The last day of ``period`` counted from ``anchor``, the anchor's day not counted, before any roll.

    A period that runs past the year 9999 ends with it.
    """
    try:
        if period.working_days:
            return _working(anchor, period.working_days, calendar)
        if period.days:
            return Deadline(anchor + period.days * DAY)
        return Deadline(corresponding(anchor, period.years * 12 + period.months))
    except (OverflowError, ValueError):
        return Deadline(date.max)


def rolled(deadline: Deadline, roll: str, calendar: Calendar) -> Deadline:
    """``deadline`` moved to the next working day when ``roll`` says so; provisional where the calendar does not know."""
    if roll == "none":
        return deadline
    day, unsure = deadline.last, deadline.provisional or not calendar.knows(deadline.last)
    while not calendar.is_working(day):
        day += DAY
        unsure = unsure or not calendar.knows(day)
    return Deadline(day, unsure)


def counted_back(anchor: date, period: Period, calendar: Calendar = WEEKENDS_ONLY) -> Deadline:
    """The day that lies ``period`` before ``anchor``, the anchor's day not counted, before any roll."""
    try:
        if period.working_days:
            return _working(anchor, -period.working_days, calendar)
        if period.days:
            return Deadline(anchor - period.days * DAY)
        return Deadline(corresponding(anchor, -(period.years * 12 + period.months)))
    except (OverflowError, ValueError):
        return Deadline(date.min)


def due_before(anchor: date, period: Period, roll: str = "none", calendar: Calendar = WEEKENDS_ONLY) -> Deadline:
    """The last day of what is owed ``period`` before ``anchor``: rolled as the convention says, and never past the anchor."""
    found = rolled(counted_back(anchor, period, calendar), roll, calendar)
    return attrs.evolve(found, last=min(found.last, anchor))


def due_by(anchor: date, period: Period, roll: str = "none", calendar: Calendar = WEEKENDS_ONLY) -> Deadline:
    """The day by which something is due: the period's last day, rolled as the convention says."""
    return rolled(last_day(anchor, period, calendar), roll, calendar)


def _working(anchor: date, count: int, calendar: Calendar) -> Deadline:
    """``count`` working days after ``anchor``, or before it where the count is negative."""
    day, unsure, step = anchor, False, DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        unsure = unsure or not calendar.knows(day)
        left -= calendar.is_working(day)
    return Deadline(day, unsure)
