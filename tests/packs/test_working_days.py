"""Calendars: days off from dated notices, in small files that join by their id."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from tic_core.errors import DocumentError
from tic_core.packs import calendars, find, load_calendar
from tic_core.packs.working_days import joined, rendered

CN = Path(__file__).parents[2] / "policies/tic_policies/calendars/cn.toml"
MINE = """schema = "tic/calendar/1"
id = "cn"

[[year]]
year = 2027
notice = "国办发明电〔2026〕0号"
off = [2027-01-01]
work = [2027-01-03]
"""

# As the notices put it: first and last day off of each festival, then the days worked. Typed from their text, not from the file.
NOTICES = {
    2022: (
        ["01-01/01-03", "01-31/02-06", "04-03/04-05", "04-30/05-04", "06-03/06-05", "09-10/09-12", "10-01/10-07"],
        ["01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"],
    ),
    2023: (
        ["01-01/01-02", "01-21/01-27", "04-05/04-05", "04-29/05-03", "06-22/06-24", "09-29/10-06"],
        ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    ),
    2024: (
        ["01-01/01-01", "02-10/02-17", "04-04/04-06", "05-01/05-05", "06-10/06-10", "09-15/09-17", "10-01/10-07"],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        ["01-01/01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        ["01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}


@pytest.mark.parametrize("year", NOTICES)
def test_the_state_councils_days_are_those_of_its_notices(year: int) -> None:
    calendar = load_calendar(CN)
    spans, worked = NOTICES[year]
    off = set()
    for span in spans:
        first, last = (date.fromisoformat(f"{year}-{end}") for end in span.split("/"))
        off |= {first + timedelta(days) for days in range((last - first).days + 1)}
    work = {date.fromisoformat(f"{year}-{day}") for day in worked}
    assert {day for day in calendar.off if day.year == year} == {day for day in off if day.weekday() < 5}
    assert {day for day in calendar.work if day.year == year} == work
    days = [date(year, 1, 1) + timedelta(number) for number in range(365)]
    assert [calendar.is_working(day) for day in days] == [day in work or (day.weekday() < 5 and day not in off) for day in days]


def test_every_year_names_its_notice_and_none_is_missing() -> None:
    calendar = load_calendar(CN)
    assert list(calendar.sources) == list(NOTICES)
    assert all(notice.startswith("国办发明电〔") and f"〔{year - 1}〕" in notice for year, notice in calendar.sources.items())
    assert not calendar.knows(date(2027, 1, 1))
    assert calendar.digest == hashlib.sha256(CN.read_bytes()).hexdigest()


def test_the_published_calendar_is_found_where_it_is_installed() -> None:
    assert "cn" in [calendar.id for calendar, _ in calendars()]


def test_next_years_notice_is_a_small_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "entry_points", lambda group: ())
    for name, text in (("theirs", CN.read_text(encoding="utf-8")), ("mine", MINE)):
        folder = tmp_path / name / "calendars"
        folder.mkdir(parents=True)
        folder.joinpath("cn.toml").write_text(text, encoding="utf-8")
    ((calendar, body),) = calendars([tmp_path / "theirs", tmp_path / "mine"])
    assert list(calendar.sources) == [2022, 2023, 2024, 2025, 2026, 2027]
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 3))
    assert calendar.digest == hashlib.sha256(body).hexdigest()
    assert load_calendar(body) == calendar
    ((again, _),) = calendars([tmp_path / "mine", tmp_path / "theirs"])
    assert again.digest == calendar.digest


def test_a_rendered_calendar_reads_back_as_itself() -> None:
    calendar = load_calendar(CN)
    again = load_calendar(rendered(calendar))
    assert (again.id, again.sources, again.off, again.work) == (calendar.id, calendar.sources, calendar.off, calendar.work)


def test_two_files_that_differ_about_a_year_are_an_error_that_names_both(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(MINE, encoding="utf-8")
    two.write_text(MINE.replace("off = [2027-01-01]", "off = []"), encoding="utf-8")
    assert joined([one, one]) == joined([one])
    both = tmp_path / "both.toml"
    both.write_text(MINE + '[[year]]\nyear = 2028\nnotice = "x"\n', encoding="utf-8")
    assert joined([one, both]) == joined([both, one]) == joined([both])
    with pytest.raises(DocumentError) as error:
        joined([one, two])
    (fault,) = error.value.faults
    assert fault.code == "calendars-differ"
    assert f"{one} 与 {two} 中不一致" in fault("zh")
    assert f"between {one} and {two}" in fault("en")


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "line", "zh", "en"),
    [
        (
            "off = [2027-01-01]",
            "off = [2026-01-01]",
            "other-year",
            "year[1].off[1]",
            7,
            "2026-01-01 不在 2027 年",
            "does not lie in 2027",
        ),
        (
            "work = [2027-01-03]",
            "work = [2027-01-04]",
            "weekday-worked",
            "year[1].work[1]",
            8,
            "本来就是工作日",
            "a working day anyway",
        ),
        (
            "off = [2027-01-01]",
            "off = [2027-01-03]",
            "off-and-worked",
            "year[1].work[1]",
            8,
            "同时是放假日和上班日",
            "both a day off",
        ),
        ('"国办发明电〔2026〕0号"', '""', "no-notice", "year[1].notice", 6, "没有写明依据的通知", "names no notice"),
        ("work = [", "[[year]]\nyear = 2027\nnotice = 'x'\nwork = [", "year-twice", "year[2].year", 9, "写了两次", "written twice"),
        ("year = 2027", 'year = "2027"', "wrong-type", "year[1].year", 5, "应为整数", "a whole number"),
        ("off = [2027-01-01]", 'off = ["2027-01-01"]', "wrong-type", "year[1].off[1]", 7, "应为日期", "a date"),
        ("off = ", "of = ", "unknown-key", "year[1].of", 7, "是否想写 off", "did you mean off"),
        ("calendar/1", "calendar/9", "unknown-schema", "schema", 1, "tic/calendar/9", "tic/calendar/1"),
        ("off = [2027-01-01]", "off = [2027-01-01T00:00:00]", "moment", "year[1].off[1]", 7, "带有时刻", "time of day"),
    ],
)
def test_one_thing_wrong_is_one_fault_at_its_place(old, new, code, key, line, zh, en) -> None:
    assert MINE.count(old) == 1
    with pytest.raises(DocumentError) as error:
        load_calendar(MINE.replace(old, new).encode(), "cn.toml")
    (fault,) = error.value.faults
    assert (fault.code, fault.key, fault.line) == (code, key, line)
    assert zh in fault("zh")
    assert en in fault("en")
