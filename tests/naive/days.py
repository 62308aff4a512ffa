"""Days, counted one by one: an almanac walked from a Monday, with its own leap years, month ends and days off."""

from __future__ import annotations

from datetime import date

MONTHS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

# The State Council's notices: weekdays off, and weekend days worked, as month and day of each year.
OFF = {
    2022: "0103 0131 0201 0202 0203 0204 0404 0405 0502 0503 0504 0603 0912 1003 1004 1005 1006 1007",
    2023: "0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006",
    2024: "0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007",
    2025: "0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008",
    2026: "0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007",
}
WORK = {
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2023: "0128 0129 0423 0506 0625 1007 1008",
    2024: "0204 0218 0407 0428 0511 0914 0929 1012",
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def leap(year):
    """A year has a 29 February: every fourth, not every hundredth, yet every four hundredth."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year, month):
    """How many days a month has."""
    return 29 if month == 2 and leap(year) else MONTHS[month]


def tomorrow(year, month, day):
    """The day after."""
    if day < month_length(year, month):
        return year, month, day + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def walk():
    """Every day from Monday, 1 January 2018, to the end of 2059, in order."""
    now, found = (2018, 1, 1), []
    while now[0] < 2060:
        found.append(date(*now))
        now = tomorrow(*now)
    return found


ALMANAC = walk()
PLACE = {day: place for place, day in enumerate(ALMANAC)}
DAYS_OFF = {date(year, int(each[:2]), int(each[2:])) for year, listed in OFF.items() for each in listed.split()}
DAYS_WORKED = {date(year, int(each[:2]), int(each[2:])) for year, listed in WORK.items() for each in listed.split()}


def plus(day, count):
    """The day ``count`` days later (or earlier)."""
    return ALMANAC[PLACE[day] + count]


def between(first, last):
    """How many days from ``first`` to ``last``."""
    return PLACE[last] - PLACE[first]


def years_later(day, count):
    """The corresponding day, or the month's last where there is none."""
    year = day.year + count
    return date(year, day.month, min(day.day, month_length(year, day.month)))


def end_of_february(year):
    """The last day of February."""
    return date(year, 2, month_length(year, 2))


def works(day):
    """Whether a day is a working day."""
    if day in DAYS_WORKED:
        return True
    return PLACE[day] % 7 < 5 and day not in DAYS_OFF


def rolled(day):
    """The day itself, or the next working day; and whether a year without a notice makes it unsure."""
    unsure = day.year not in OFF
    while not works(day):
        day = plus(day, 1)
        unsure = unsure or day.year not in OFF
    return day, unsure
