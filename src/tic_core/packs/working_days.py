"""Calendars: the statutory days off of some years, from dated notices. A small file that an office can add to without waiting.

Files with the same id, whatever pack they lie in, make one calendar; so next year's notice is a file of fifteen lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.model.dates import Calendar
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw, whole
from tic_core.packs.locate import Path
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import structurer
from tic_core.text import Text, both

SCHEMA = "tic/calendar/1"


@attrs.frozen
class CalendarYear:
    """One year of a calendar: the ``notice`` that fixed it, weekdays that are ``off``, weekend days that are worked."""

    year: int
    notice: str
    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()


@attrs.frozen
class CalendarDocument:
    """A calendar file as written."""

    schema: str
    id: str
    year: tuple[CalendarYear, ...]


def load_calendar(source: File | str | bytes, file: str = "") -> Calendar:
    """The calendar in a file, or in bytes called ``file`` in messages; DocumentError with everything that is wrong in it."""
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    written, flaws = structurer().patient(document.table, CalendarDocument, ())
    if written is not None:
        flaws = list(_wrong(written))
    if told or flaws:
        raise document.error(merged(told, flaws))
    return _calendar(written, document.digest)


def _calendar(written: CalendarDocument, digest: str) -> Calendar:
    return Calendar(
        id=written.id,
        sources={each.year: each.notice for each in written.year},
        off=frozenset(day for each in written.year for day in each.off),
        work=frozenset(day for each in written.year for day in each.work),
        digest=digest,
    )


def _wrong(written: CalendarDocument) -> Iterator[Flaw]:
    years: set[int] = set()
    for index, each in enumerate(written.year):
        path: Path = ("year", index)
        if each.year in years:
            yield flaw(MESSAGES, "year-twice", (*path, "year"), year=each.year)
        if not each.notice.strip():
            yield flaw(MESSAGES, "no-notice", (*path, "notice"), year=each.year)
        years.add(each.year)
        for key in ("off", "work"):
            for place, day in enumerate(getattr(each, key)):
                yield from _wrong_day(each, key, day, (*path, key, place))


def _wrong_day(each: CalendarYear, key: str, day: date, path: Path) -> Iterator[Flaw]:
    if day.year != each.year:
        yield flaw(MESSAGES, "other-year", path, day=day, year=each.year)
    elif key == "work" and day.weekday() < 5:
        yield flaw(MESSAGES, "weekday-worked", path, day=day)
    elif key == "work" and day in each.off:
        yield flaw(MESSAGES, "off-and-worked", path, day=day)


def joined(files: Iterable[File]) -> list[tuple[Calendar, bytes]]:
    """The calendars of some files, those with one id as one, in order of id; each with the bytes that its digest names."""
    found: dict[str, tuple[Calendar, bytes, File]] = {}
    for file in files:
        data, name = bytes_of(file)
        calendar = load_calendar(data, name)
        before = found.get(calendar.id)
        found[calendar.id] = (*(_one(before, calendar, data, file) if before else (calendar, data)), file)
    return [(calendar, data) for calendar, data, _ in (found[name] for name in sorted(found))]


def _one(before: tuple[Calendar, bytes, File], calendar: Calendar, data: bytes, file: File) -> tuple[Calendar, bytes]:
    """Two files as one calendar: the bytes of the one that says it all, where one does, so that its digest stays what it was."""
    all_of_it = _together(before[0], calendar, before[2], file)
    for known, body in (before[:2], (calendar, data)):
        if attrs.evolve(known, digest="") == all_of_it:
            return known, body
    body = rendered(all_of_it)
    return attrs.evolve(all_of_it, digest=hashlib.sha256(body).hexdigest()), body


def _together(one: Calendar, other: Calendar, first: File, second: File) -> Calendar:
    for year in sorted(one.sources.keys() & other.sources.keys()):
        if _year(one, year) != _year(other, year):
            raise whole(
                "calendars-differ", str(second), MESSAGES, id=one.id, year=year, first=both(str(first)), second=both(str(second))
            )
    return Calendar(one.id, {**one.sources, **other.sources}, one.off | other.off, one.work | other.work)


def _year(calendar: Calendar, year: int) -> tuple[Any, ...]:
    days = (frozenset(day for day in some if day.year == year) for some in (calendar.off, calendar.work))
    return (calendar.sources[year], *days)


def rendered(calendar: Calendar) -> bytes:
    """A calendar as a file of its own, always the same for the same days: what the ledger keeps of one made from several."""
    lines = [f'schema = "{SCHEMA}"', f"id = {_quoted(calendar.id)}"]
    for year in sorted(calendar.sources):
        notice, off, work = _year(calendar, year)
        lines += ["", "[[year]]", f"year = {year}", f"notice = {_quoted(notice)}"]
        lines += [f"{key} = [{', '.join(day.isoformat() for day in sorted(days))}]" for key, days in (("off", off), ("work", work))]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    escaped = "".join(char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08X}" for char in text)
    return f'"{escaped}"'


MESSAGES: Messages = {
    "year-twice": (Text("{year} 年写了两次", "the year {year} is written twice"), Text("每年应只写一次", "each year once")),
    "no-notice": (
        Text("{year} 年没有写明依据的通知", "the year {year} names no notice"),
        Text("应为通知的文号", "the number of the notice"),
    ),
    "other-year": (Text("{day} 不在 {year} 年", "{day} does not lie in {year}"), Text("应为该年的日期", "a day of that year")),
    "weekday-worked": (
        Text("{day} 本来就是工作日", "{day} is a working day anyway"),
        Text("work 应只列周六、周日", "only Saturdays and Sundays in work"),
    ),
    "off-and-worked": (
        Text("{day} 同时是放假日和上班日", "{day} is both a day off and a day worked"),
        Text("应只在其一", "one of them"),
    ),
    "calendars-differ": (
        Text(
            "日历 {id} 的 {year} 年在 {first} 与 {second} 中不一致",
            "the year {year} of the calendar {id} differs between {first} and {second}",
        ),
        Text("应一致，或只在一个文件中", "the same in both, or in one file only"),
    ),
}
