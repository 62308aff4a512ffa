"""What is owed by when: opened with its derivation, fulfilled, moved and missed. Nothing happens because time passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions import LAST, Desk, altered, codes, desk_at, lake, right

from tic_core.kernel.duties import STATUSES, DutyLine, due_lines
from tic_core.kernel.turns import turns
from tic_core.model.act import Act
from tic_core.model.dates import WEEKENDS_ONLY, Calendar, Period
from tic_core.model.edition import Convention, Discharge, Edition, YearDay
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre, Duty, Moved

APPROVED = date(2023, 6, 3)  # the day on which desk_at approves
KNOWN = Calendar("known", dict.fromkeys(range(2023, 2028), "notice"), off=frozenset({date(2024, 2, 29)}), digest="d" * 64)
ROLLING = Convention("civil", "next-working-day", "next-working-day", "known", ())


def lines(desk: Desk, as_of: date, kind: str = "", lapse: date = LAST) -> list[DutyLine]:
    centre = desk.centre("c-1", as_of)
    found = due_lines(centre, as_of, desk.lawbook.calendar, lapse)
    return [line for line in found if kind in ("", line.kind)]


def line(desk: Desk, as_of: date, kind: str) -> DutyLine:
    (found,) = lines(desk, as_of, kind)
    return found


def preparing(edition: Edition | None = None, **approve: Any) -> Desk:
    facts = {**right("approve").facts, **approve}
    return desk_at("preparing", edition, approve={"facts": facts})


# ── opened with its derivation ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duty_is_stored_with_everything_its_days_follow_from() -> None:
    duty = desk_at("preparing").centre().duties["plan"]
    assert (duty.kind, duty.owner, duty.cite, duty.anchor, duty.due) == ("plan", "bureau", "9(3)", APPROVED, date(2023, 7, 3))
    assert (duty.convention, duty.calendar, duty.roll, duty.provisional) == ("plain", "", "none", False)
    assert (duty.opened, duty.sequence, duty.state, duty.own, duty.holds_in) == (APPROVED, 3, "open", True, ("preparing",))


def test_it_counts_from_the_day_of_service_else_of_the_document_else_of_the_act() -> None:
    served, dated = date(2023, 6, 2), date(2023, 6, 1)
    assert preparing(served=served, dated=dated).centre().duties["plan"].anchor == served
    assert preparing(dated=dated).centre().duties["plan"].anchor == dated
    assert preparing().centre().duties["plan"].anchor == APPROVED


def test_the_last_day_rolls_by_the_convention_and_says_when_holidays_are_not_known() -> None:
    rolling = Desk(lake(convention=ROLLING), calendar=KNOWN).lead("apply", "forward", "approve", on=date(2023, 6, 6))
    duty = rolling.centre().duties["plan"]
    assert (duty.anchor, duty.due, duty.calendar) == (date(2023, 6, 8), date(2023, 7, 10), "d" * 64)  # 8 July is a Saturday
    guessing = Desk(lake(convention=ROLLING), calendar=WEEKENDS_ONLY).lead("apply", "forward", "approve", on=date(2023, 6, 6))
    assert guessing.centre().duties["plan"].provisional
    assert line(guessing, date(2023, 6, 9), "plan").provisional


def test_a_last_day_printed_in_a_decision_stands_as_printed() -> None:
    edition = altered(lake(convention=ROLLING), "duties", "plan", printed="end")
    edition = altered(edition, "acts", "approve", may_bring=("served", "dated", "end"))
    saturday = date(2023, 7, 8)
    assert preparing(edition, end=saturday).centre().duties["plan"].due == saturday
    assert preparing(edition).centre().duties["plan"].due == date(2023, 7, 3)


def test_a_duty_with_neither_period_nor_printed_day_has_no_last_day() -> None:
    assert desk_at("preparing").centre().duties["acceptance"].due is None


def test_a_duty_can_first_be_done_on_the_day_after_the_term_has_run_out() -> None:
    desk = desk_at("preparing")
    duty = desk.centre().duties["acceptance"]
    assert duty.opens == date(2026, 6, 4)
    assert [line(desk, day, "acceptance").status for day in (date(2026, 6, 3), date(2026, 6, 4))] == ["pending", "due"]


def test_a_term_printed_in_the_approval_fixes_when_a_duty_can_first_be_done() -> None:
    edition = altered(lake(), "duties", "acceptance", printed_opens="end")
    edition = altered(edition, "acts", "approve", may_bring=("served", "dated", "end"))
    desk = preparing(edition, end=date(2025, 1, 31))
    assert desk.centre().duties["acceptance"].opens == date(2025, 2, 1)
    assert line(desk, date(2025, 1, 31), "acceptance").status == "pending"
    assert line(desk, date(2025, 2, 1), "acceptance").status == "due"


def test_a_duty_of_the_same_kind_opened_again_has_a_key_of_its_own() -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "visit", opens=("plan",)))
    desk.take(right("visit", date(2023, 7, 1)))
    assert set(desk.centre().duties) == {"plan", "report", "acceptance", "plan#4"}  # told apart by the event that opened it


def test_a_duty_entered_late_never_takes_the_key_of_one_that_counts_from_a_later_day() -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "visit", opens=("plan",)))
    for day in (20, 5, 10, 5):  # in the order in which they became known; each but the first counts from before another
        assert desk.take(right("visit", date(2023, 7, day))).status is Status.ACCEPTED
    opened = {key: duty.opened for key, duty in desk.centre().duties.items() if duty.kind == "plan"}
    assert opened == {
        "plan": APPROVED,
        "plan#4": date(2023, 7, 20),
        "plan#5": date(2023, 7, 5),
        "plan#6": date(2023, 7, 10),
        "plan#7": date(2023, 7, 5),
    }


def test_control_a_key_that_knows_nothing_of_the_other_duties_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Desk.world
    monkeypatch.setattr(Desk, "world", lambda self, act: attrs.evolve(told(self, act), duties=frozenset()))
    with pytest.raises(AssertionError):
        test_a_duty_entered_late_never_takes_the_key_of_one_that_counts_from_a_later_day()


# ── what is due on a day ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("left", "status"),
    [(31, "pending"), (30, "due"), (1, "due"), (0, "due"), (-1, "overdue"), (-400, "overdue")],
)
def test_a_duty_is_pending_then_due_and_overdue_from_the_day_after_its_last(left: int, status: str) -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "plan", period=Period(days=60)))
    due = date(2023, 8, 2)
    found = line(desk, due - timedelta(days=left), "plan")
    assert (found.due, found.days_left, found.status, found.owner, found.cite) == (due, left, status, "bureau", "9(3)")


def test_a_fulfilled_duty_is_due_no_more() -> None:
    desk = desk_at("preparing")
    assert desk.take(right("sign-plan", date(2023, 7, 20))).status is Status.ACCEPTED
    assert lines(desk, date(2023, 7, 20), "plan") == []
    duty = desk.centre().duties["plan"]
    assert (duty.state, duty.closed, duty.done) == ("closed", date(2023, 7, 20), {"": date(2023, 7, 20)})
    # On the day before it was overdue, and stays so in the past.
    assert line(desk, date(2023, 7, 19), "plan").status == "overdue"


def test_fulfilling_a_duty_that_does_not_run_changes_nothing() -> None:
    desk = desk_at("preparing")
    for day in (20, 21):
        assert desk.take(right("sign-plan", date(2023, 7, day))).status is Status.ACCEPTED
    assert desk.events[-1].effects == ()


def test_a_duty_holds_only_in_its_stages_and_a_final_centre_owes_nothing() -> None:
    desk = desk_at("preparing")
    desk.take(right("submit", date(2023, 6, 10)))
    assert lines(desk, date(2024, 1, 1)) == []
    ended = desk_at("gone", lake())
    assert lines(ended, date(2024, 1, 1)) == []
    revoked = desk_at("revoked")
    assert revoked.centre().duties
    assert lines(revoked, date(2030, 1, 1)) == []


def test_a_rectification_is_due_on_the_day_its_decision_printed() -> None:
    desk = desk_at("rectifying")
    assert line(desk, date(2025, 6, 30), "rectify").status == "due"
    assert line(desk, date(2025, 7, 1), "rectify").status == "overdue"
    assert desk.centre().stage == "rectifying"  # nobody is moved by a date


@pytest.mark.parametrize("change", ["waived", "excused", "superseded"])
def test_a_waived_excused_or_superseded_duty_is_closed(change: str) -> None:
    desk = desk_at("preparing")
    desk.take(right(f"plan-{change}", date(2023, 6, 20)))
    assert lines(desk, date(2023, 8, 1), "plan") == []
    assert desk.centre().duties["plan"].closed == date(2023, 6, 20)
    assert desk.centre().duties["plan"].done == {}


def test_a_suspended_duty_is_shown_as_suspended_and_runs_on_when_resumed() -> None:
    desk = desk_at("preparing")
    desk.take(right("plan-suspended", date(2023, 6, 20)))
    assert line(desk, date(2023, 8, 1), "plan").status == "suspended"
    assert "due.plan" not in desk.context(right("visit", date(2023, 8, 1))).facts
    desk.take(right("plan-resumed", date(2023, 8, 2)))
    found = line(desk, date(2023, 8, 2), "plan")
    assert (found.due, found.status) == (date(2023, 8, 15), "due")  # 3 July and the 43 days it stood still


def test_a_new_last_day_counts_as_printed_from_the_act_on() -> None:
    desk = desk_at("preparing", lake(convention=ROLLING))
    desk.take(right("change-plan", date(2023, 7, 10)))
    assert line(desk, date(2023, 7, 9), "plan").status == "overdue"
    found = line(desk, date(2023, 7, 10), "plan")
    assert (found.due, found.status, found.provisional) == (date(2023, 12, 30), "pending", False)  # a Saturday, as printed
    assert desk.context(right("visit", date(2023, 8, 1))).facts["due.plan"] == date(2023, 12, 30)


# ── yearly ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_end_of_february_is_the_29th_in_a_leap_year_and_the_28th_in_others() -> None:
    desk = desk_at("preparing")
    found = lines(desk, date(2026, 3, 1), "report")
    assert [(each.period, each.due, each.status) for each in found] == [
        ("2024", date(2024, 2, 29), "overdue"),
        ("2025", date(2025, 2, 28), "overdue"),
        ("2026", date(2026, 2, 28), "overdue"),
        ("2027", date(2027, 2, 28), "pending"),
    ]


def test_a_day_of_the_year_that_is_a_day_off_rolls_where_the_convention_says_so() -> None:
    desk = Desk(lake(convention=ROLLING), calendar=KNOWN).lead("apply", "forward", "approve")
    found = lines(desk, date(2024, 1, 1), "report")
    assert [(each.period, each.due, each.provisional) for each in found] == [("2024", date(2024, 3, 1), False)]
    assert [each.due for each in lines(desk, date(2026, 6, 1), "report")][-1] == date(2027, 3, 1)  # 28 February 2027 is a Sunday
    beyond = lines(desk, date(2027, 6, 1), "report", lapse=date(2099, 1, 1))
    assert [each.provisional for each in beyond] == [False, False, False, False, True]


@pytest.mark.parametrize(("first_year", "year"), [(0, "2024"), (1, "2024"), (2, "2025")])
def test_the_first_year_is_counted_from_the_anchor_and_no_turn_lies_before_it(first_year: int, year: str) -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "report", first_year=first_year, holds_in=()))
    assert lines(desk, date(2025, 12, 31), "report")[0].period == year


def test_a_turn_on_the_day_of_the_anchor_is_owed() -> None:
    duty = Duty("d", "d", "unit", date(2024, 2, 29), "15", yearly=(2, 0), first_year=2024)
    assert [period for period, _, _ in turns(duty, date(2025, 12, 31), WEEKENDS_ONLY)] == ["2024", "2025"]


def test_a_day_of_the_year_may_also_be_a_number() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "report", yearly=YearDay(6, 30)))
    assert [each.due for each in lines(desk, date(2024, 1, 1), "report")] == [date(2024, 6, 30)]


def test_each_missed_year_has_a_line_of_its_own_and_each_is_fulfilled_by_itself() -> None:
    desk = desk_at("preparing")
    desk.take(right("report", date(2026, 5, 1), facts={"report.year": 2025}))
    found = lines(desk, date(2026, 5, 1), "report")
    assert [each.period for each in found] == ["2024", "2026", "2027"]
    desk.take(right("report", date(2026, 5, 2)))  # no year given: the oldest that is open, whatever year is on record
    assert desk.centre().duties["report"].done == {"2025": date(2026, 5, 1), "2024": date(2026, 5, 2)}


def test_an_act_that_cannot_name_the_year_answers_the_year_on_record() -> None:
    edition = altered(lake(), "acts", "report", discharges=())
    edition = altered(edition, "acts", "sign-plan", discharges=(Discharge("report", "report.year"),))
    desk = desk_at("preparing", edition)
    desk.take(right("report", date(2026, 5, 1), facts={"report.year": 2025}))
    desk.take(right("sign-plan", date(2026, 5, 2)))
    assert desk.centre().duties["report"].done == {"2025": date(2026, 5, 2)}
    assert codes(desk.ask(right("sign-plan", date(2026, 5, 3)))) == ["core.turn"]  # that year is done


def test_a_report_that_names_no_year_answers_the_oldest_open_one() -> None:
    desk = desk_at("preparing")
    for day, done in ((1, ["2024"]), (2, ["2024", "2025"]), (3, ["2024", "2025", "2026"])):
        desk.take(right("report", date(2026, 5, day)))
        assert list(desk.centre().duties["report"].done) == done
    assert [each.period for each in lines(desk, date(2026, 5, 3), "report")] == ["2027"]
    desk.take(right("report", date(2026, 5, 4)))  # ahead of time: the year whose day comes next runs already
    assert [each.period for each in lines(desk, date(2026, 5, 4), "report")] == []
    assert desk.take(right("report", date(2026, 5, 5))).status is Status.ACCEPTED
    assert desk.events[-1].effects == ()  # none runs any more: the year after that is not taken away
    assert list(desk.centre().duties["report"].done) == ["2024", "2025", "2026", "2027"]


def test_doing_this_years_twice_never_takes_away_next_years() -> None:
    desk = desk_at("preparing")
    for day in (date(2024, 2, 1), date(2024, 2, 20), date(2024, 2, 29)):
        assert desk.take(right("report", day)).status is Status.ACCEPTED
    assert desk.centre().duties["report"].done == {"2024": date(2024, 2, 1)}
    assert [each.period for each in lines(desk, date(2025, 2, 1), "report")] == ["2025"]


def test_a_turn_runs_until_its_rolled_last_day_and_the_next_one_only_from_the_day_after() -> None:
    desk = Desk(lake(convention=ROLLING), calendar=KNOWN).lead("apply", "forward", "approve")
    desk.take(right("report", date(2024, 2, 20)))
    for day, turn in ((date(2024, 3, 1), None), (date(2024, 3, 2), date(2025, 2, 28))):  # 29 February 2024 is a day off
        assert desk.context(right("report", day)).facts["due.report"] == turn
        named = desk.ask(right("report", day, facts={"report.year": 2025}))
        assert codes(named) == ([] if turn else ["core.turn"])


@pytest.mark.parametrize(
    ("day", "done", "running"),
    [
        (date(2023, 6, 9), (), ["2024"]),
        (date(2024, 2, 29), (), ["2024"]),
        (date(2024, 3, 1), (), ["2024", "2025"]),
        (date(2024, 3, 1), (2024,), ["2025"]),
        (date(2024, 2, 1), (2024,), []),
        (date(2026, 3, 1), (2025,), ["2024", "2026", "2027"]),
    ],
)
def test_a_report_may_be_for_a_year_that_runs_and_for_no_other(day: date, done: tuple[int, ...], running: list[str]) -> None:
    desk = desk_at("preparing")
    for year in done:
        assert desk.take(right("report", day, facts={"report.year": year})).status is Status.ACCEPTED
    for year in range(2022, 2030):
        receipt = desk.ask(right("report", day, facts={"report.year": year}))
        assert codes(receipt) == ([] if str(year) in running else ["core.turn"])
        if receipt.event is None:
            finding = receipt.refusals[0]
            assert (finding.cite, finding.values, finding.limit) == ("15", {"report.year": str(year)}, running)
    silent = desk.ask(right("report", day)).event
    assert silent is not None
    assert [(effect.value or {})["period"] for effect in silent.effects] == running[:1]


def test_a_year_in_which_the_duty_did_not_hold_is_not_reported_for() -> None:
    desk = desk_at("preparing")
    for kind, day in (("submit", date(2024, 2, 1)), ("grade", date(2024, 3, 1)), ("conclude", date(2024, 4, 1))):
        assert desk.take(right(kind, day)).status is Status.ACCEPTED
    assert codes(desk.ask(right("report", date(2025, 5, 1), facts={"report.year": 2024}))) == ["core.turn"]
    assert desk.ask(right("report", date(2025, 5, 1), facts={"report.year": 2025})).status is Status.ACCEPTED


def test_the_last_day_of_a_recurring_duty_is_that_of_the_turn_the_act_names_else_of_the_oldest_that_runs() -> None:
    desk, day = desk_at("preparing"), date(2026, 5, 1)

    def last_day_of(act: Act) -> Any:
        return desk.context(act).facts["due.report"]

    assert last_day_of(right("report", day)) == date(2024, 2, 29)
    assert last_day_of(right("report", day, facts={"report.year": 2025})) == date(2025, 2, 28)
    assert last_day_of(right("report", day, facts={"report.year": 2028})) is None
    assert last_day_of(right("visit", day)) == date(2024, 2, 29)
    desk.take(right("report", day, facts={"report.year": 2024}))
    # The year that the last act left on record is not the one a silent act means.
    assert last_day_of(right("report", day)) == date(2025, 2, 28)
    assert last_day_of(right("visit", day)) == date(2025, 2, 28)
    for year in (2025, 2026, 2027):
        desk.take(right("report", day, facts={"report.year": year}))
    assert last_day_of(right("report", day)) is None


@given(st.lists(st.tuples(st.integers(0, 700), st.sampled_from([None, 2023, 2024, 2025, 2026])), max_size=8))
def test_whatever_is_reported_each_year_is_fulfilled_once_and_none_before_it_runs(told: list[tuple[int, int | None]]) -> None:
    desk = desk_at("preparing")
    for offset, year in sorted(told, key=lambda each: each[0]):
        day = date(2023, 6, 9) + timedelta(days=offset)
        before = dict(desk.centre().duties["report"].done)
        desk.take(right("report", day, facts={} if year is None else {"report.year": year}))
        after = desk.centre().duties["report"].done
        present = day.year if day.month <= 2 else day.year + 1
        assert before.items() <= after.items()
        assert len(after) - len(before) <= 1
        assert all(2024 <= int(each) <= present for each in set(after) - set(before))


def test_a_year_counts_only_when_the_centre_was_in_a_stage_of_the_duty_on_its_day() -> None:
    desk = desk_at("preparing")
    desk.take(right("submit", date(2024, 2, 1)))
    desk.take(right("grade", date(2024, 3, 1)))
    desk.take(right("conclude", date(2024, 4, 1)))
    assert [each.period for each in lines(desk, date(2025, 6, 1), "report")] == ["2025", "2026"]


@given(st.integers(2023, 2090), st.integers(1, 12), st.integers(0, 28) | st.just(0))
def test_the_turns_of_a_yearly_duty_come_once_a_year_on_their_day(first: int, month: int, day: int) -> None:
    duty = Duty("d", "d", "unit", date(first, 1, 1), "15", yearly=(month, day), first_year=first)
    found = list(turns(duty, date(first + 9, 12, 31), WEEKENDS_ONLY))
    assert [period for period, _, _ in found] == [str(year) for year in range(first, first + 10)]
    for _, deadline, nominal in found:
        assert deadline.last == nominal
        assert nominal.month == month
        assert nominal.day == day if day else (nominal + timedelta(days=1)).day == 1


def test_a_report_when_nothing_is_owed_is_accepted_and_fulfils_nothing() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "report", first_year=10))
    assert desk.take(right("report", date(2024, 5, 1))).status is Status.ACCEPTED
    assert desk.events[-1].effects == ()
    assert desk.centre().duties["report"].done == {}
    assert codes(desk.ask(right("report", date(2024, 5, 1), facts={"report.year": 2024}))) == ["core.turn"]


def test_periods_and_days_of_the_year_roll_each_by_its_own_convention() -> None:
    saturday, sunday = date(2025, 6, 7), date(2027, 2, 28)
    for roll, fixed_roll in (("next-working-day", "none"), ("none", "next-working-day")):
        edition = altered(
            lake(convention=Convention("mixed", roll, fixed_roll, "known", ())), "duties", "evaluation", every=Period(years=2)
        )
        desk = Desk(edition, calendar=KNOWN).lead("apply", "forward", "approve", "submit", "grade", "conclude", on=date(2023, 6, 2))
        (evaluation,) = lines(desk, date(2025, 6, 1), "evaluation")
        assert evaluation.due == (saturday if roll == "none" else date(2025, 6, 9))
        assert lines(desk, date(2026, 6, 1), "report")[-1].due == (sunday if fixed_roll == "none" else date(2027, 3, 1))


def test_a_centre_that_comes_to_the_stage_on_the_very_day_owes_that_year() -> None:
    for day, periods in ((28, ["2025", "2026"]), (27, ["2025", "2026"])):
        desk = desk_at("accepting")
        desk.take(right("grade", date(2025, 2, 1)))
        desk.take(right("conclude", date(2025, 2, day)))
        assert [each.period for each in lines(desk, date(2025, 6, 1), "report")] == periods


def test_a_duty_that_names_no_stage_holds_in_every_live_one() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "plan", holds_in=()))
    desk.take(right("submit", date(2023, 6, 10)))
    assert line(desk, date(2023, 6, 10), "plan").status == "due"
    desk.take(right("withdraw", date(2023, 6, 11)))
    assert lines(desk, date(2023, 6, 11)) == []


def test_a_report_that_names_no_year_passes_over_years_in_which_none_was_owed() -> None:
    desk = desk_at("preparing")
    for kind, day in (
        ("submit", date(2024, 2, 1)),
        ("grade", date(2024, 3, 1)),
        ("conclude", date(2024, 4, 1)),
        ("report", date(2025, 5, 1)),
    ):
        assert desk.take(right(kind, day)).status is Status.ACCEPTED
    assert desk.centre().duties["report"].done == {"2025": date(2025, 5, 1)}


def test_on_its_last_day_a_year_is_due_and_the_next_one_is_already_shown() -> None:
    found = lines(desk_at("preparing"), date(2025, 2, 28), "report")
    assert [(each.period, each.status) for each in found] == [("2024", "overdue"), ("2025", "due"), ("2026", "pending")]


def test_a_duty_that_rests_on_a_reading_alone_names_no_article() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "plan", cite=None, assumed=("Q1",)))
    assert desk.centre().duties["plan"].cite == ""


# ── every so often ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duty_every_three_years_comes_on_the_anniversaries_of_its_anchor() -> None:
    desk = desk_at("recognised")
    found = lines(desk, date(2029, 7, 1), "evaluation", lapse=date(2099, 1, 1))
    assert [(each.period, each.due) for each in found] == [("2026", date(2026, 6, 6)), ("2029", date(2029, 6, 6))]
    assert [each.period for each in lines(desk, date(2025, 6, 1), "evaluation")] == ["2026"]
    assert lines(desk, date(2025, 4, 1), "evaluation") == []  # more than four hundred days ahead


def test_a_duty_may_come_every_so_many_months() -> None:
    desk = desk_at("recognised", altered(lake(), "duties", "evaluation", every=Period(months=18)))
    found = lines(desk, date(2026, 7, 1), "evaluation")
    assert [(each.period, each.due) for each in found] == [("2024-12", date(2024, 12, 6)), ("2026-06", date(2026, 6, 6))]


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from([1, 3, 6, 12, 18, 36]))
def test_the_turns_are_counted_from_the_anchor_and_each_has_a_name_of_its_own(anchor: date, months: int) -> None:
    duty = Duty("d", "d", "bureau", anchor, "16", every=months)
    found = list(turns(duty, anchor + timedelta(days=3000), WEEKENDS_ONLY))
    assert len({period for period, _, _ in found}) == len(found) >= 2
    for number, (_, _, nominal) in enumerate(found, 1):
        assert (nominal.year - anchor.year) * 12 + nominal.month - anchor.month == months * number
        assert nominal.day <= anchor.day


def test_leap_day_comes_back_every_fourth_year() -> None:
    duty = Duty("d", "d", "bureau", date(2024, 2, 29), "16", every=12)
    days = [nominal for _, _, nominal in turns(duty, date(2028, 12, 31), WEEKENDS_ONLY)]
    assert days == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_the_calendars_last_year_is_the_end_of_every_schedule() -> None:
    for duty in (
        Duty("d", "d", "o", date(9990, 1, 1), "1", every=36),
        Duty("d", "d", "o", date(9990, 1, 1), "1", yearly=(2, 0), first_year=9998),
    ):
        centre = Centre("c", stage="s", duties={"d": duty}, path=[Moved("s", "HELD", date(9990, 1, 1), 1, "a")])
        assert due_lines(centre, date(9999, 12, 31), WEEKENDS_ONLY, date.max)


# ── after the lapse ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_the_lapse_a_duty_of_the_measure_alone_has_no_basis_and_is_not_breached() -> None:
    desk = desk_at("preparing")
    found = {each.period: each.status for each in lines(desk, date(2029, 6, 1), "report")}
    assert found["2027"] == "overdue"
    assert found["2028"] == "overdue"  # its last day, 29 February 2028, is the measure's own last day
    assert found["2029"] == "no-basis"
    on_the_last_day = {each.period: each.status for each in lines(desk, LAST, "report")}
    assert on_the_last_day["2028"] == "due"
    assert on_the_last_day["2029"] == "pending"


def test_after_the_lapse_a_duty_without_a_last_day_has_no_basis_either_unless_it_was_printed() -> None:
    own = desk_at("preparing", altered(lake(), "duties", "acceptance", own=True))
    assert line(own, LAST, "acceptance").status == "due"
    assert line(own, LAST + timedelta(days=1), "acceptance").status == "no-basis"
    assert line(desk_at("preparing"), LAST + timedelta(days=1), "acceptance").status == "due"


def test_after_the_lapse_a_duty_printed_in_an_approval_goes_on() -> None:
    desk = desk_at("preparing")
    assert line(desk, date(2030, 1, 1), "acceptance").status == "due"
    rectifying = desk_at("rectifying", lake(), conclude={"facts": {"end": date(2029, 12, 31)}})
    assert line(rectifying, date(2030, 1, 1), "rectify").status == "overdue"


@given(st.dates(date(2023, 6, 4), date(2035, 12, 31)))
def test_every_line_has_a_known_status_and_its_days_add_up(as_of: date) -> None:
    desk = WHOLE
    for each in lines(desk, as_of):
        assert each.status in STATUSES
        assert each.days_left == (None if each.due is None else (each.due - as_of).days)
        assert each.status != "overdue" or (each.days_left is not None and each.days_left < 0)
        assert each.days_left is None or each.days_left >= 0 or each.status in ("overdue", "suspended", "no-basis")


WHOLE = desk_at("preparing")
