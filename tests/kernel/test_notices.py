"""What the clock makes known, against a plain walk through the calendar: every day asked, and told when something is new."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

import attrs
import pytest
from tests.editions import ACTS, FIRST, LAST, Desk, altered, cite, desk_at, lake, right

from tic_core.kernel import notices as module
from tic_core.kernel.duties import due_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.notices import REMINDERS, Notice, in_order, lapses, notices
from tic_core.model.dates import Period
from tic_core.model.subject import Centre, Recorded

DAY = timedelta(days=1)
EDITION = altered(altered(lake(), "duties", "plan", grace=Period(days=7)), "duties", "rectify", opens=Period(days=5))


def walked(desk: Desk, centre: str, until: date) -> Iterator[tuple[date, str, str, str]]:
    """Day, kind, duty and year of every notice, by asking on every single day."""
    events, was = desk.about(centre), dict[tuple[str, str], str]()
    moved = {event.effective for event in events}
    day, standing = min(moved), Centre(centre)
    while day <= until:
        standing = fold(centre, events, day) if day in moved else standing
        lines = due_lines(standing, day, desk.lawbook.calendar, desk.lawbook.last)
        now = {(line.duty.id, line.period): line.status for line in lines if line.duty}
        yield from ((day, now[each], *each) for each in now if now[each] in REMINDERS and was.get(each) != now[each])
        over = {line.duty.id for line in lines if line.duty and line.opens == day and (line.duty.opened or day) < day}
        yield from ((day, "ended", duty, "") for duty in over)
        was, day = now, day + DAY


def told(found: Sequence[Notice]) -> list[tuple[date, str, str, str]]:
    """The same of what the product says; terms that acts recorded have no duty."""
    return sorted((each.day, each.kind, each.key, each.period) for each in found if each.key)


def lived(chance: random.Random, acts: int = 14) -> Desk:
    """One centre in a stage in which something is owed, and then right acts on days that only go forward."""
    desk = desk_at(chance.choice(("preparing", "preparing", "recognised", "rectifying")), EDITION)
    day = max(event.effective for event in desk.events)
    for number in range(acts):
        day += timedelta(days=chance.choice((0, 1, 5, 20, 60, 150, 400)))
        stage = desk.centre().stage
        here = [act.id for act in ACTS if stage in act.stages() and act.nature != "adverse" and act.id != "withdraw"]
        if day <= LAST and here:
            facts = {"report.year": day.year} if chance.random() < 0.5 else {}
            desk.take(attrs.evolve(right(chance.choice(here), day, reason="理由"), id=f"n-{number}"))
            desk.take(attrs.evolve(right("report", day, facts=facts), id=f"r-{number}"))
    return desk


def test_a_notice_is_told_on_the_very_day_on_which_something_is_new(chance: random.Random) -> None:
    seen = set[str]()
    for _ in range(12):
        desk, until = lived(chance), LAST + timedelta(days=chance.randrange(60))
        found = notices("c-1", desk.events, {"lake-1": desk.lawbook}.__getitem__, None, until)
        assert told(found) == sorted(walked(desk, "c-1", until))
        assert found == in_order(found)
        seen |= {each.kind for each in found}
    assert {"due", "overdue", "ended"} <= seen


def test_the_days_before_and_after_any_pause_make_up_the_whole(chance: random.Random) -> None:
    for _ in range(4):
        desk = lived(chance)
        days = sorted(FIRST + timedelta(days=chance.randrange(2000)) for _ in range(5))
        told = partial(notices, "c-1", desk.events, {"lake-1": desk.lawbook}.__getitem__)
        parts = [told(since, until) for since, until in zip((None, *days), days, strict=False)]
        assert [each for part in parts for each in part] == told(None, days[-1])


def test_control_a_turning_day_that_is_left_out_is_missed(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SOON", 29)
    with pytest.raises(AssertionError):
        test_a_notice_is_told_on_the_very_day_on_which_something_is_new(chance)


def test_the_end_of_the_measures_validity_is_told_once_on_the_day_after_its_last() -> None:
    lawbook, law = Desk(EDITION).lawbook, Centre("edition:lake-1")
    [lapse] = lapses("edition:lake-1", lawbook, law, None, LAST + DAY)
    assert (lapse.day, lapse.kind, lapse.name, lapse.last) == (LAST + DAY, "ended", "lake-1", LAST)
    assert lapses("edition:lake-1", lawbook, law, None, LAST) == []
    assert lapses("edition:lake-1", lawbook, law, LAST + DAY, LAST + 9 * DAY) == []


def test_a_basis_registered_beside_the_measure_ends_on_its_own_day() -> None:
    desk = Desk(EDITION)
    desk.take(right("register"))
    law = fold("edition:lake-1", desk.about("edition:lake-1"))
    found = lapses("edition:lake-1", desk.lawbook, law, None, date(2036, 1, 1))
    assert [(each.name, each.day) for each in found] == [("lake-1", LAST + DAY), ("fraud-law", date(2036, 1, 1))]


@pytest.mark.parametrize(("carried", "cited", "told"), [(True, True, 0), (False, True, 1), (False, False, 0)])
def test_a_term_that_the_edition_names_and_an_act_recorded_is_told_when_it_has_ended_unless_a_duty_carries_it(
    carried: bool, cited: bool, told: int
) -> None:
    edition = altered(EDITION, "facts", "end", cite=cite("11") if cited else None)
    if not carried:
        edition = altered(edition, "duties", "rectify", printed="")
        edition = attrs.evolve(edition, acts=tuple(attrs.evolve(act, changes=()) for act in edition.acts))
    centre = Centre("c-1", edition="lake-1", facts={"end": Recorded(date(2024, 6, 1), "date", date(2024, 3, 1), 1)})
    found = list(module._facts_ended(centre, Desk(edition).lawbook, date(2024, 3, 1), date(2024, 12, 31)))
    assert [each.day for each in found] == [date(2024, 6, 2)] * told
