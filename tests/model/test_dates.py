"""Periods end on the right day: against a slow oracle that has its own months and counts days one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model import dates
from tic_core.model.dates import (
    DAY,
    WEEKENDS_ONLY,
    Calendar,
    Deadline,
    Period,
    Window,
    corresponding,
    due_by,
    last_day,
    month_end,
    rolled,
)

Day = tuple[int, int, int]

# ── the oracle: no datetime, no arithmetic on months, one day after the other ────────────────────────────────────────────────

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year in (2020, 2024, 2028, 2032, 2036)


def length(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else LENGTHS[month - 1]


def tomorrow(day: Day) -> Day:
    year, month, number = day
    if number < length(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def all_days(first: Day, until: Day) -> list[Day]:
    days = [first]
    while days[-1] != until:
        days.append(tomorrow(days[-1]))
    return days


DAYS = all_days((2019, 1, 1), (2036, 12, 31))
PLACE = {day: place for place, day in enumerate(DAYS)}
ANCHORS = [day for day in DAYS if day[0] <= 2029]

# A small calendar of invented notices: some weekdays off, some weekends worked, years from 2019 to 2024 known.
OFF = {(y, 2, d) for y in range(2019, 2025) for d in range(10, 17)} | {(y, 10, d) for y in range(2019, 2025) for d in range(1, 8)}
OFF |= {(2023, 3, 31), (2024, 2, 29), (2024, 12, 31)}
WORK = {(2023, 2, 18), (2023, 10, 8), (2024, 2, 4), (2024, 9, 29), (2020, 2, 29)}
KNOWN = range(2019, 2025)
CALENDAR = Calendar(
    "invented",
    {year: f"notice {year}" for year in KNOWN},
    frozenset(date(*day) for day in OFF),
    frozenset(date(*day) for day in WORK),
)


def works(day: Day) -> bool:
    # 1 January 2019 was a Tuesday.
    weekend = (PLACE[day] + 1) % 7 >= 5
    return day in WORK or not (weekend or day in OFF)


def after_days(anchor: Day, count: int) -> Day:
    day = anchor
    for _ in range(count):
        day = tomorrow(day)
    return day


def after_months(anchor: Day, count: int) -> Day:
    """Walk on day by day; each change of month is one month. Stop on the anchor's number, or on the month's last day."""
    day, months = anchor, 0
    while months < count or day[2] < min(anchor[2], length(day[0], day[1])):
        following = tomorrow(day)
        months += following[2] == 1
        day = following
    return day


def after_working_days(anchor: Day, count: int) -> tuple[Day, bool]:
    day, guessed = anchor, False
    while count:
        day = tomorrow(day)
        guessed = guessed or day[0] not in KNOWN
        count -= works(day)
    return day, guessed


def expected(anchor: Day, period: Period, *, roll: bool) -> Deadline:
    day, guessed = anchor, False
    if period.working_days:
        day, guessed = after_working_days(anchor, period.working_days)
    elif period.days:
        day = after_days(anchor, period.days)
    else:
        day = after_months(anchor, period.years * 12 + period.months)
    if roll:
        guessed = guessed or day[0] not in KNOWN
        while not works(day):
            day = tomorrow(day)
            guessed = guessed or day[0] not in KNOWN
    return Deadline(date(*day), guessed)


PERIODS = {
    "30 days": Period(days=30),
    "1 month": Period(months=1),
    "6 months": Period(months=6),
    "9 months": Period(months=9),
    "1 year": Period(years=1),
    "3 years": Period(years=3),
    "5 working days": Period(working_days=5),
    "20 working days": Period(working_days=20),
}


def wrong(period: Period, roll: str, due: Callable[..., Deadline] = due_by) -> list[Day]:
    """The anchors from 2019 to 2029 from which the product's last day is not the oracle's."""
    return [
        anchor
        for anchor in ANCHORS
        if due(date(*anchor), period, roll, CALENDAR) != expected(anchor, period, roll=roll == "next-working-day")
    ]


@pytest.mark.parametrize("roll", ["none", "next-working-day"])
@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
def test_every_last_day_from_2019_to_2029_is_the_one_counted_day_by_day(period: Period, roll: str) -> None:
    assert wrong(period, roll) == []


def test_the_oracle_has_the_days_of_the_calendar() -> None:
    assert len(DAYS) == (date(2036, 12, 31) - date(2019, 1, 1)).days + 1
    assert sum(is_leap(year) for year in range(2019, 2030)) == 3
    assert [works((2023, 2, d)) for d in (16, 17, 18, 19)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("counts the day of the act", lambda anchor, *rest: due_by(anchor - DAY, *rest)),
        ("takes a year for 365 days", lambda anchor, period, *rest: due_by(anchor, Period(days=365), *rest)),
        ("does not roll", lambda anchor, period, roll, calendar: due_by(anchor, period, "none", calendar)),
        ("rolls on weekends only", lambda anchor, period, roll, calendar: due_by(anchor, period, roll)),
    ],
)
def test_control_a_product_that_counts_otherwise_is_found_out(name: str, broken: Callable[..., Deadline]) -> None:
    assert wrong(Period(years=1), "next-working-day", broken) != []


def test_control_a_product_without_leap_years_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "monthrange", lambda year, month: (0, LENGTHS[month - 1]))
    assert (2023, 2, 28) not in wrong(Period(years=1), "none")
    assert (2024, 2, 29) not in wrong(Period(years=1), "none")
    assert wrong(Period(months=1), "none") == [(year, 1, day) for year in (2020, 2024, 2028) for day in (29, 30, 31)]


# ── the Civil Code by example ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("anchor", "period", "last"),
    [
        (date(2023, 3, 1), Period(days=30), date(2023, 3, 31)),
        (date(2026, 3, 10), Period(years=1), date(2027, 3, 10)),
        (date(2024, 2, 29), Period(years=3), date(2027, 2, 28)),
        (date(2024, 2, 29), Period(years=4), date(2028, 2, 29)),
        (date(2023, 1, 31), Period(months=1), date(2023, 2, 28)),
        (date(2024, 1, 31), Period(months=1), date(2024, 2, 29)),
        (date(2024, 1, 31), Period(months=2), date(2024, 3, 31)),
        (date(2023, 12, 31), Period(months=2), date(2024, 2, 29)),
        (date(2023, 2, 28), Period(years=1), date(2024, 2, 28)),
    ],
)
def test_the_day_of_the_act_is_not_counted_and_the_period_ends_on_the_corresponding_day(
    anchor: date, period: Period, last: date
) -> None:
    assert last_day(anchor, period) == Deadline(last)


def test_a_last_day_that_is_a_day_off_moves_to_the_next_working_day() -> None:
    assert due_by(date(2023, 3, 1), Period(days=30), "next-working-day", CALENDAR) == Deadline(date(2023, 4, 3))
    assert due_by(date(2023, 3, 1), Period(days=30), "none", CALENDAR) == Deadline(date(2023, 3, 31))
    assert due_by(date(2023, 2, 4), Period(days=14), "next-working-day", CALENDAR) == Deadline(date(2023, 2, 18))


def test_a_year_without_a_notice_makes_a_rolled_day_provisional_and_an_unrolled_one_not() -> None:
    assert due_by(date(2024, 12, 1), Period(days=29), "next-working-day", CALENDAR) == Deadline(date(2024, 12, 30))
    assert due_by(date(2024, 12, 1), Period(days=30), "next-working-day", CALENDAR) == Deadline(date(2025, 1, 1), provisional=True)
    assert due_by(date(2025, 1, 1), Period(days=1), "next-working-day", CALENDAR).provisional
    assert not due_by(date(2025, 1, 1), Period(days=1), "none", CALENDAR).provisional
    assert due_by(date(2023, 1, 1), Period(days=1), "next-working-day", WEEKENDS_ONLY).provisional


def test_a_day_of_an_unknown_year_on_the_way_makes_the_end_provisional_though_its_own_year_is_known() -> None:
    later = Calendar("later", {2024: "notice"}, frozenset({date(2024, 1, 1)}))
    assert rolled(Deadline(date(2023, 12, 30)), "next-working-day", later) == Deadline(date(2024, 1, 2), provisional=True)
    assert last_day(date(2023, 12, 28), Period(working_days=3), later) == Deadline(date(2024, 1, 3), provisional=True)
    assert last_day(date(2024, 1, 2), Period(working_days=3), later) == Deadline(date(2024, 1, 5))


def test_what_was_provisional_stays_so_when_it_rolls() -> None:
    assert rolled(Deadline(date(2024, 3, 4), provisional=True), "next-working-day", CALENDAR).provisional


def test_end_of_february_is_a_rule_and_not_a_date() -> None:
    assert [month_end(year, 2).day for year in (2023, 2024, 2100, 2000)] == [28, 29, 28, 29]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 600))
def test_the_corresponding_day_has_the_same_number_or_is_the_last_of_its_month(anchor: date, months: int) -> None:
    day = corresponding(anchor, months)
    assert (day.year * 12 + day.month) - (anchor.year * 12 + anchor.month) == months
    assert day.day == anchor.day or (day.day < anchor.day and (day + DAY).day == 1)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(1, 36), st.integers(1, 10))
def test_a_schedule_counts_from_its_anchor_and_never_step_by_step(anchor: date, months: int, turn: int) -> None:
    day = corresponding(anchor, months * turn)
    assert day.day == min(anchor.day, month_end(day.year, day.month).day)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)), st.sampled_from(list(PERIODS.values())))
def test_a_later_act_never_has_an_earlier_last_day(anchor: date, period: Period) -> None:
    for roll in ("none", "next-working-day"):
        assert due_by(anchor, period, roll, CALENDAR).last <= due_by(anchor + DAY, period, roll, CALENDAR).last
        assert due_by(anchor, period, roll, CALENDAR).last > anchor


@given(st.dates(date(2019, 1, 1), date(2024, 11, 1)))
def test_a_rolled_day_is_a_working_day_and_every_day_passed_over_is_not(day: date) -> None:
    last = rolled(Deadline(day), "next-working-day", CALENDAR).last
    assert CALENDAR.is_working(last)
    assert not any(CALENDAR.is_working(day + timedelta(days=n)) for n in range((last - day).days))


def test_a_period_beyond_the_last_year_of_the_calendar_ends_with_it() -> None:
    for period in (Period(years=3), Period(months=13), Period(days=400), Period(working_days=400), Period(years=10**9)):
        assert last_day(date(9999, 1, 1), period).last == date.max
        assert due_by(date(9999, 1, 1), period, "next-working-day", CALENDAR).last == date.max


# ── periods, windows, calendars ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.tuples(*[st.sampled_from([0, 0, 0, -1, 1, 40])] * 4))
def test_a_period_has_exactly_one_unit_and_it_is_positive(units: tuple[int, int, int, int]) -> None:
    lawful = sorted(units)[:3] == [0, 0, 0] and max(units) > 0
    if lawful:
        Period(*units)
    else:
        with pytest.raises(ValueError, match="exactly one positive unit"):
            Period(*units)


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (Period(years=1), "1 年", "1 year"),
        (Period(years=3), "3 年", "3 years"),
        (Period(months=6), "6 个月", "6 months"),
        (Period(days=30), "30 日", "30 days"),
        (Period(working_days=5), "5 个工作日", "5 working days"),
    ],
)
def test_a_period_is_told_in_both_languages(period: Period, zh: str, en: str) -> None:
    assert (period.text.zh, period.text.en) == (zh, en)


@given(st.dates(), st.dates(), st.dates())
def test_a_window_includes_both_its_ends_and_nothing_outside(first: date, last: date, day: date) -> None:
    window = Window(first, last)
    assert (day in window) == (first <= day <= last)
    assert (first in window) == (last in window) == (first <= last)
    assert "2023-01-01" not in window


def test_a_calendar_takes_the_notices_word_and_else_monday_to_friday() -> None:
    assert CALENDAR.is_working(date(2023, 2, 18))  # a Saturday declared a working day
    assert not CALENDAR.is_working(date(2024, 2, 29))  # a Thursday declared off
    assert CALENDAR.is_working(date(2023, 3, 1))
    assert not CALENDAR.is_working(date(2023, 3, 4))
    assert CALENDAR.knows(date(2024, 12, 31))
    assert not CALENDAR.knows(date(2025, 1, 1))
