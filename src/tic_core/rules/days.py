"""The calendar in a solver: the last day of a period from a day that is itself unknown. Exact for every day of every year.

The same conventions as :mod:`tic_core.model.dates`, written as arithmetic over day numbers; a test holds the two equal. Working
days are Monday to Friday, corrected on those days where a calendar of days off says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from tic_core.model.dates import WEEKENDS_ONLY, Calendar, Period, last_day
from tic_core.rules.spans import CountedBy

Term = Any

LAST = date.max.toordinal()
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PARTS = ("year", "month", "day")
BEFORE = tuple(sum(LENGTHS[:month]) for month in range(12))
IN_A_YEAR = 366


def last_day_of(anchor: Term, period: Period, name: str, calendar: Calendar = WEEKENDS_ONLY) -> tuple[Term, list[Term]]:
    """The last day of ``period`` from ``anchor``, and what must hold beside it; ``name`` tells its own symbols apart.

    As in the calendar, a period that runs past the year 9999 ends with it.
    """
    import z3

    if period.working_days:
        corrected = z3.Sum([_weekdays(anchor, z3.IntVal(period.working_days)), *_corrections(anchor, period, calendar)])
        return _at_most_ever(corrected), []
    return last_day_by(anchor, _counted(period), z3.IntVal(sum((period.years, period.months, period.days))), name)


def last_day_by(anchor: Term, unit: str, length: Term, name: str) -> tuple[Term, list[Term]]:
    """The same for a period whose length, too, is not known: so many ``days``, ``working_days``, ``months`` or ``years``."""
    if unit == "working_days":
        return _at_most_ever(_weekdays(anchor, length)), []
    if unit == "days":
        return _at_most_ever(anchor + length), []
    last, same = _corresponding(anchor, length * 12 if unit == "years" else length, name)
    return _at_most_ever(last), same


def counts(span: Period | CountedBy, calendar: Calendar) -> bool:
    """Whether a span can be said in full: not so many working days as a fact says, where the calendar knows of days off."""
    return isinstance(span, Period) or span.unit != "working_days" or not (calendar.off or calendar.work)


def apart(anchor: date, name: str) -> list[Term]:
    """The day from which the period called ``name`` runs, where it is known: then nothing is left to search."""
    import z3

    return [z3.Int(f"{part} of {name}") == getattr(anchor, part) for part in PARTS]


def _counted(period: Period) -> str:
    return next(unit for unit in ("years", "months", "days") if getattr(period, unit))


def _at_most_ever(last: Term) -> Term:
    import z3

    return z3.If(last > LAST, z3.IntVal(LAST), last)


def _corresponding(anchor: Term, months: Term, name: str) -> tuple[Term, list[Term]]:
    """The same day of a later month, or that month's last day; with the anchor taken apart into year, month and day."""
    import z3

    year, month, day = (z3.Int(f"{part} of {name}") for part in PARTS)
    same = [
        z3.And(year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1, day <= _length(year, month)),
        _ordinal(year, month, day) == anchor,
    ]
    whole = year * 12 + month - 1 + months
    then, in_month = whole / 12, whole % 12 + 1
    most = _length(then, in_month)
    return _ordinal(then, in_month, z3.If(day < most, day, most)), same


def _weekdays(anchor: Term, count: Term) -> Term:
    """So many days from Monday to Friday later; from a Saturday or Sunday they are counted as from the Friday before."""
    import z3

    weekday = (anchor + 6) % 7
    since = z3.If(weekday > 4, anchor - (weekday - 4), anchor)
    at = z3.If(weekday > 4, z3.IntVal(4), weekday)
    over = z3.If(at + count % 5 > 4, z3.IntVal(2), z3.IntVal(0))
    return since + 7 * (count / 5) + count % 5 + over


def _corrections(anchor: Term, period: Period, calendar: Calendar) -> Iterator[Term]:
    """By how many days the calendar differs from Monday to Friday, for the days from which a period can run into it."""
    import z3

    days = sorted({*calendar.off, *calendar.work})
    if not days:
        return
    reach = timedelta(days=2 * period.working_days + IN_A_YEAR)
    span = range((days[0] - reach).toordinal(), days[-1].toordinal() + 1)
    differing = ((day, _differs(date.fromordinal(day), period, calendar)) for day in span)
    for size, run in groupby(differing, key=lambda each: each[1]):
        found = [day for day, _ in run]
        if size:
            yield z3.If(z3.And(anchor >= found[0], anchor <= found[-1]), z3.IntVal(size), z3.IntVal(0))


def _differs(day: date, period: Period, calendar: Calendar) -> int:
    return (last_day(day, period, calendar).last - last_day(day, period).last).days


def _ordinal(year: Term, month: Term, day: Term) -> Term:
    import z3

    past = year - 1
    leap = z3.If(z3.And(month > 2, _leap(year)), z3.IntVal(1), z3.IntVal(0))
    return 365 * past + past / 4 - past / 100 + past / 400 + _of_month(month, BEFORE) + leap + day


def _length(year: Term, month: Term) -> Term:
    import z3

    return _of_month(month, LENGTHS) + z3.If(z3.And(month == 2, _leap(year)), z3.IntVal(1), z3.IntVal(0))


def _leap(year: Term) -> Term:
    import z3

    return z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))


def _of_month(month: Term, values: Sequence[int]) -> Term:
    import z3

    found = z3.IntVal(values[-1])
    for index, value in reversed(list(enumerate(values[:-1], start=1))):
        found = z3.If(month == index, z3.IntVal(value), found)
    return found
