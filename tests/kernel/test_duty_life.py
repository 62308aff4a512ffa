"""The life of a duty: grace, waived, excused, missed, superseded, suspended and resumed; and whether it comes about at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.editions import LAST, Desk, altered, cite, codes, desk_at, extended, found, lake, only, right

from tic_core.kernel.duties import DutyLine, due_lines, waiting_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.turns import duty_meant
from tic_core.ledger.codec import decode, decode_duty, encode, encode_duty
from tic_core.model.dates import Calendar, Period
from tic_core.model.edition import ActKind, Convention, Discharge, DutyMove, Edition
from tic_core.model.event import Effect, Event, Law
from tic_core.model.receipt import Status
from tic_core.model.subject import Ended
from tic_core.rules.kinds import Comparison
from tic_core.text import Text

APPROVED, PLAN_DUE = date(2023, 6, 3), date(2023, 7, 3)  # desk_at approves on the first and gives thirty days
NAME = Text("名", "name")
DAY = timedelta(days=1)
KNOWN = Calendar("known", dict.fromkeys(range(2023, 2028), "notice"), digest="d" * 64)
ROLLING = Convention("civil", "next-working-day", "next-working-day", "known", ("Q2",))


def line(desk: Desk, as_of: date, kind: str = "plan", lapse: date = LAST) -> DutyLine:
    (one,) = lines(desk, as_of, kind, lapse)
    return one


def lines(desk: Desk, as_of: date, kind: str = "plan", lapse: date = LAST) -> list[DutyLine]:
    told = due_lines(desk.centre("c-1", as_of), as_of, desk.lawbook.calendar, lapse)
    return [one for one in told if one.kind == kind]


def statuses(desk: Desk, kind: str, *days: date) -> list[str]:
    return [line(desk, day, kind).status for day in days]


def doing(*changes: tuple[str, DutyMove | Discharge], **more: Any) -> Edition:
    """The lake with further acts, each of which does one thing to a duty."""
    acts = [
        ActKind(
            name,
            NAME,
            "corrective",
            ("bureau",),
            cite("15"),
            at=("preparing", "recognised", "accepting"),
            may_bring=("report.year", "end"),
            changes=(said,) if isinstance(said, DutyMove) else (),
            discharges=(said,) if isinstance(said, Discharge) else (),
        )
        for name, said in changes
    ]
    return extended(attrs.evolve(lake(), **more), "acts", *acts)


def years(change: str) -> tuple[str, DutyMove]:
    """An act that changes one year of the report."""
    return f"report-{change}", DutyMove("report", change, key="report.year")


# ── grace ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_its_last_day_a_duty_is_in_grace_and_overdue_only_when_that_has_run_out() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "plan", grace=Period(days=10)))
    days = (PLAN_DUE, PLAN_DUE + DAY, date(2023, 7, 13), date(2023, 7, 14))
    assert statuses(desk, "plan", *days) == ["due", "grace", "grace", "overdue"]
    late = line(desk, date(2023, 7, 13))
    assert (late.due, late.grace, late.days_left) == (PLAN_DUE, date(2023, 7, 13), -10)
    assert desk.centre().duties["plan"].grace == Period(days=10)


def test_grace_rolls_as_its_last_day_does_and_each_year_has_its_own() -> None:
    edition = altered(lake(convention=ROLLING), "duties", "report", grace=Period(days=14))
    desk = Desk(edition, calendar=KNOWN).lead("apply", "forward", "approve")
    by_year = {each.period: each.grace for each in lines(desk, date(2026, 1, 1), "report")}
    assert by_year == {
        "2024": date(2024, 3, 14),
        "2025": date(2025, 3, 14),
        "2026": date(2026, 3, 16),
    }  # 14 March 2026 is a Saturday


# ── counted back ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (Period(days=30), date(2025, 12, 1)),
        (Period(months=1), date(2025, 11, 30)),
        (Period(years=1), date(2024, 12, 31)),
        (Period(working_days=3), date(2025, 12, 26)),
    ],
)
def test_a_duty_may_be_owed_some_time_before_a_printed_day(before: Period, last: date) -> None:
    edition = altered(lake(), "duties", "plan", after=("end",), period=None, before=before)
    edition = altered(edition, "acts", "approve", may_bring=("served", "dated", "end"))
    desk = desk_at("preparing", edition, approve={"facts": {**right("approve").facts, "end": date(2025, 12, 31)}})
    duty = desk.centre().duties["plan"]
    assert (duty.due, duty.anchor, duty.counted_from, duty.before) == (last, date(2025, 12, 31), "end", before)


def test_counted_back_it_rolls_forward_and_never_past_the_day_it_comes_before() -> None:
    edition = altered(lake(convention=ROLLING), "duties", "plan", after=("end",), period=None, before=Period(days=1))
    edition = altered(edition, "acts", "approve", may_bring=("served", "dated", "end"))

    def due(end: date) -> date | None:
        desk = Desk(edition, calendar=KNOWN).lead(
            "apply", "forward", "approve", approve={"facts": {**right("approve").facts, "end": end}}
        )
        return desk.centre().duties["plan"].due

    assert due(date(2024, 6, 12)) == date(2024, 6, 11)
    assert due(date(2024, 6, 10)) == date(2024, 6, 10)  # the 9th is a Sunday
    assert due(date(2024, 6, 9)) == date(2024, 6, 9)  # the 8th is a Saturday and Monday comes after the day itself


def test_counted_back_from_a_day_that_is_not_fixed_it_has_no_last_day() -> None:
    desk = desk_at("preparing", altered(lake(), "duties", "plan", after=("end",), period=None, before=Period(days=30)))
    assert desk.centre().duties["plan"].due is None


def test_a_duty_may_be_counted_from_the_last_day_of_another() -> None:
    edition = altered(lake(), "duties", "evaluation", every=None, period=Period(days=5), after=("due.plan", "act"), holds_in=())
    edition = altered(edition, "acts", "visit", opens=("evaluation",))
    desk = desk_at("preparing", edition)
    desk.take(right("visit", date(2023, 6, 10)))
    duty = desk.centre().duties["evaluation"]
    assert (duty.anchor, duty.counted_from, duty.due) == (PLAN_DUE, "due.plan", PLAN_DUE + 5 * DAY)


# ── under a rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def conditional(**rule: Any) -> Edition:
    """The lake where the plan is owed only by centres with a large budget."""
    told = {"fact": "budget", "at_least": "500000.00 CNY", **rule}
    large = Comparison(id="large", name=Text("预算较大", "a large budget"), cite=cite("13"), **told)
    return altered(extended(lake(), "rules", large), "duties", "plan", when="large")


def approved(edition: Edition, *said: Any, **facts: Any) -> tuple[Desk, Any]:
    desk = desk_at("review", edition)
    act = right("approve", date(2023, 6, 3))
    act = attrs.evolve(act, facts={**act.facts, **facts}, determinations=(*act.determinations, *said))
    return desk, desk.take(act)


def test_a_duty_under_a_rule_comes_about_only_where_the_rule_is_met() -> None:
    for budget, owed in (("500000.00 CNY", True), ("499999.99 CNY", False)):
        desk, receipt = approved(conditional(), budget=budget)
        assert receipt.status is Status.ACCEPTED
        assert ("plan" in desk.centre().duties) is owed
        assert "large" not in [finding.rule for finding in receipt.findings]


def test_where_the_rule_is_open_that_is_said_and_the_duty_waits_for_a_determination() -> None:
    open_rule = conditional(fact="own")
    desk, receipt = approved(open_rule)
    (noted,) = [finding for finding in receipt.findings if finding.rule == "large"]
    assert (noted.verdict.word, noted.blocks, noted.noted) == ("unknown", False, True)
    assert noted.remedy is not None
    assert "plan" not in desk.centre().duties
    for choice, owed in (("met", True), ("not-met", False)):
        desk, receipt = approved(open_rule, found("large", choice))
        assert receipt.status is Status.ACCEPTED
        assert ("plan" in desk.centre().duties) is owed


def test_a_determination_against_the_facts_of_such_a_rule_is_refused() -> None:
    _, receipt = approved(conditional(), found("large", "not-met"))
    assert codes(receipt) == ["core.needless"]


# ── the derivation ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duty_keeps_what_opened_it_and_the_readings_it_rests_on() -> None:
    rule = Comparison(id="large", name=NAME, fact="budget", at_least="1 CNY", assumed=("Q3",))
    edition = extended(lake(convention=ROLLING), "rules", rule)
    edition = altered(edition, "duties", "plan", assumed=("Q1",), when="large")
    desk = Desk(edition, calendar=KNOWN).lead("apply", "forward", "approve")
    duty = desk.centre().duties["plan"]
    assert (duty.act, duty.act_kind, duty.opened, duty.counted_from) == ("approve-2023-06-03", "approve", APPROVED, "act")
    assert (duty.period, duty.convention, duty.calendar_id, duty.calendar) == (Period(days=30), "civil", "known", "d" * 64)
    assert duty.assumed == ("Q1", "Q3", "Q2")  # its own, its rule's, and that of how days are counted
    assert line(desk, APPROVED).assumed == duty.assumed


def test_where_no_period_is_counted_the_convention_is_not_relied_on() -> None:
    desk = Desk(lake(convention=ROLLING), calendar=KNOWN).lead(
        "apply", "forward", "approve", "submit", "grade", "conclude", grade={"facts": {"score": "40"}}
    )
    duty = desk.centre().duties["rectify"]
    assert (duty.printed, duty.period, duty.assumed) == ("end", None, ())


def test_an_event_written_before_duties_kept_their_derivation_is_still_read() -> None:
    told = {"anchor": "2023-06-03", "cite": "9(3)", "due": "2023-07-03", "owner": "bureau", "provisional": False, "own": True}
    law = Law("lake-1", "lake-1", (), (), {})
    effects = [
        Effect(
            "duty-opened",
            "plan",
            {**told, "holds_in": ["preparing"], "roll": "none", "convention": "plain", "calendar": ""},
            "plan",
        ),
        Effect("duty-changed", "plan", {"period": ""}, "plan", "discharged"),
    ]
    events = [
        Event(number, number, "c-1", "a", "k", "procedural", APPROVED, APPROVED, "o", "", law, (effect,))
        for number, effect in enumerate(effects, start=1)
    ]
    again = [decode(encode(event)) for event in events]
    duty = fold("c-1", again).duties["plan"]
    assert (duty.state, duty.due, duty.ended) == ("closed", PLAN_DUE, {"": Ended("discharged", APPROVED, 2, None)})
    assert decode_duty(encode_duty(duty)) == duty


def test_a_duty_with_all_there_is_to_keep_is_the_same_after_it_was_stored() -> None:
    edition = altered(lake(convention=ROLLING), "duties", "plan", grace=Period(working_days=5), assumed=("Q1",))
    desk = Desk(edition, calendar=KNOWN).lead("apply", "forward", "approve", "plan-suspended", "plan-resumed", "sign-plan")
    duty = desk.centre().duties["plan"]
    assert duty.still
    assert duty.ended
    assert decode_duty(encode_duty(duty)) == duty


# ── how it ends ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "late"), [(PLAN_DUE, 0), (PLAN_DUE + DAY, 1), (date(2023, 9, 1), 60)])
def test_a_fulfilled_duty_keeps_how_many_days_late_it_was(day: date, late: int) -> None:
    desk = desk_at("preparing")
    desk.take(right("sign-plan", day))
    assert desk.centre().duties["plan"].ended == {"": Ended("discharged", day, 4, late)}


def test_what_has_no_last_day_is_fulfilled_neither_in_time_nor_late() -> None:
    edition = doing(("apply-now", Discharge("acceptance")))
    desk = desk_at("preparing", edition)
    desk.take(right("apply-now", date(2026, 7, 1)))
    assert desk.centre().duties["acceptance"].ended[""].late is None


@pytest.mark.parametrize("how", ["waived", "excused", "missed"])
def test_one_year_is_waived_excused_or_missed_and_the_others_stay_owed(how: str) -> None:
    desk = desk_at("preparing", doing(years(how)))
    assert desk.take(right(f"report-{how}", date(2026, 5, 1), facts={"report.year": 2025})).status is Status.ACCEPTED
    duty = desk.centre().duties["report"]
    assert {turn: end.how for turn, end in duty.ended.items()} == {"2025": how}
    assert (duty.state, duty.done) == ("open", {})
    assert [each.period for each in lines(desk, date(2026, 5, 1), "report")] == ["2024", "2026", "2027"]
    assert desk.take(right(f"report-{how}", date(2026, 5, 2))).status is Status.ACCEPTED  # no year given: the oldest that runs
    assert list(desk.centre().duties["report"].ended) == ["2025", "2024"]


def test_to_supersede_without_naming_a_year_ends_the_whole_schedule() -> None:
    edition = doing(("replace", DutyMove("report", "superseded")), years("superseded"))
    desk = desk_at("preparing", edition)
    desk.take(right("report-superseded", date(2026, 5, 1), facts={"report.year": 2025}))
    assert desk.centre().duties["report"].state == "open"
    desk.take(right("replace", date(2026, 5, 2)))
    assert desk.centre().duties["report"].state == "closed"
    assert lines(desk, date(2026, 5, 2), "report") == []
    assert len(lines(desk, date(2026, 5, 1), "report")) == 3


def test_a_year_that_does_not_run_is_not_waived() -> None:
    desk = desk_at("preparing", doing(years("waived")))
    assert codes(desk.ask(right("report-waived", date(2023, 6, 9), facts={"report.year": 2030}))) == ["core.turn"]


def test_several_missed_years_are_several_findings_each_by_an_act() -> None:
    desk = desk_at("preparing", doing(years("missed")))
    for day, year in ((date(2026, 5, 1), 2024), (date(2026, 5, 2), 2026)):
        desk.take(right("report-missed", day, facts={"report.year": year}))
    ended = desk.centre().duties["report"].ended
    assert {turn: (end.how, end.on) for turn, end in ended.items()} == {
        "2024": ("missed", date(2026, 5, 1)),
        "2026": ("missed", date(2026, 5, 2)),
    }
    assert [each.period for each in lines(desk, date(2026, 5, 2), "report")] == ["2025", "2027"]


def test_nothing_is_found_missed_while_it_can_still_be_done() -> None:
    edition = altered(doing(years("missed")), "duties", "report", grace=Period(days=10))
    desk = desk_at("preparing", edition)
    for day, refused in ((date(2024, 2, 29), True), (date(2024, 3, 10), True), (date(2024, 3, 11), False)):
        asked = desk.ask(right("report-missed", day, facts={"report.year": 2024}))
        assert codes(asked) == (["core.not-missed"] if refused else [])
    without_a_day = desk_at("preparing", doing(("never", DutyMove("acceptance", "missed"))))
    assert only(without_a_day.ask(right("never", date(2027, 1, 1)))).rule == "core.not-missed"


def test_a_year_found_missed_may_still_be_reported_and_the_finding_stands() -> None:
    desk = desk_at("preparing", doing(years("missed")))
    desk.take(right("report-missed", date(2024, 5, 1), facts={"report.year": 2024}))
    assert desk.take(right("report", date(2024, 6, 1), facts={"report.year": 2024})).status is Status.ACCEPTED
    assert desk.centre().duties["report"].ended["2024"].how == "missed"


def test_what_ended_first_stays_so_whatever_becomes_known_later() -> None:
    desk = desk_at("preparing")
    desk.take(right("plan-waived", date(2023, 6, 20)))
    desk.take(right("sign-plan", date(2023, 6, 15)))  # entered later, of an earlier day
    assert desk.centre().duties["plan"].ended[""].how == "discharged"
    assert [each.status for each in lines(desk, date(2023, 6, 14))] == ["due"]


# ── standing still ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def still(first: date, until: date, edition: Edition | None = None, **lawbook: Any) -> Desk:
    """A plan that stood still between two days."""
    desk = Desk(edition, **lawbook).lead("apply", "forward", "approve")
    for kind, day in (("plan-suspended", first), ("plan-resumed", until)):
        assert desk.take(right(kind, day)).status is Status.ACCEPTED
    return desk


@pytest.mark.parametrize(
    ("first", "until", "due"),
    [
        (date(2023, 6, 20), date(2023, 6, 21), PLAN_DUE + DAY),
        (date(2023, 6, 20), date(2023, 6, 20), PLAN_DUE),
        (PLAN_DUE, date(2023, 7, 13), date(2023, 7, 13)),  # the day of suspension had one day left, and so has that of resumption
        (PLAN_DUE + DAY, date(2023, 8, 1), PLAN_DUE),  # it was late already: what has run out does not come back
    ],
)
def test_the_last_day_moves_by_the_days_it_stood_still(first: date, until: date, due: date) -> None:
    assert still(first, until).centre().duties["plan"].due == due


def test_a_moved_last_day_rolls_unless_a_decision_printed_it() -> None:
    weekend = (date(2023, 6, 20), date(2023, 6, 25))  # 3 July and five days: Saturday, 8 July 2023
    rolled = still(*weekend, lake(convention=ROLLING), calendar=KNOWN)
    assert rolled.centre().duties["plan"].due == date(2023, 7, 10)
    desk = Desk(lake(convention=ROLLING), calendar=KNOWN).lead("apply", "forward", "approve")
    desk.take(right("change-plan", date(2023, 6, 19), facts={"end": PLAN_DUE}))
    for kind, day in zip(("plan-suspended", "plan-resumed"), weekend, strict=True):
        desk.take(right(kind, day))
    assert desk.centre().duties["plan"].due == date(2023, 7, 8)


def test_the_page_of_any_day_says_how_it_stood_then() -> None:
    desk = still(date(2023, 6, 20), date(2023, 8, 2))
    days = (date(2023, 6, 19), date(2023, 6, 20), date(2023, 8, 1), date(2023, 8, 2), date(2023, 8, 15), date(2023, 8, 16))
    assert statuses(desk, "plan", *days) == ["due", "suspended", "suspended", "due", "due", "overdue"]
    assert [line(desk, day).due for day in days[:4]] == [PLAN_DUE] * 3 + [date(2023, 8, 15)]


def test_a_new_last_day_ends_the_standstill() -> None:
    desk = desk_at("preparing")
    desk.take(right("plan-suspended", date(2023, 6, 20)))
    desk.take(right("change-plan", date(2023, 6, 30)))
    duty = desk.centre().duties["plan"]
    assert (duty.state, duty.due, duty.still) == ("open", date(2023, 12, 30), [(date(2023, 6, 20), date(2023, 6, 30))])


def test_to_suspend_twice_or_to_resume_what_runs_changes_nothing() -> None:
    desk = desk_at("preparing")
    desk.take(right("plan-resumed", date(2023, 6, 10)))
    assert desk.centre().duties["plan"].due == PLAN_DUE
    for day in (date(2023, 6, 20), date(2023, 6, 25)):
        desk.take(right("plan-suspended", day))
    desk.take(right("plan-resumed", date(2023, 6, 30)))
    assert desk.centre().duties["plan"].due == PLAN_DUE + 10 * DAY


def test_years_whose_last_day_falls_in_a_standstill_are_not_owed() -> None:
    edition = doing(("halt", DutyMove("report", "suspended")), ("go-on", DutyMove("report", "resumed")))
    desk = desk_at("preparing", edition)
    desk.take(right("halt", date(2025, 2, 28)))
    assert [(each.period, each.status) for each in lines(desk, date(2025, 3, 1), "report")] == [
        ("2024", "suspended"),
        ("2026", "suspended"),
    ]
    desk.take(right("go-on", date(2027, 2, 28)))
    found = [(each.period, each.status) for each in lines(desk, date(2027, 2, 28), "report")]
    assert found == [
        ("2024", "overdue"),
        ("2027", "due"),
        ("2028", "pending"),
    ]  # the day of resumption is not one of standing still


# ── nobody is late before it came to him ─────────────────────────────────────────────────────────────────────────────────────


def test_on_the_day_it_comes_about_a_duty_is_not_overdue_and_its_last_day_stays_what_it_is() -> None:
    desk = desk_at("preparing", approve={"facts": {**right("approve").facts, "served": date(2023, 4, 1)}})
    assert desk.centre().duties["plan"].due == date(2023, 5, 1)
    assert statuses(desk, "plan", APPROVED, APPROVED + DAY) == ["due", "overdue"]
    assert line(desk, APPROVED).days_left == -33


def test_a_recurring_duty_owes_no_turn_whose_last_day_had_passed_when_it_came_about() -> None:
    edition = altered(lake(), "duties", "report", after=("dated", "act"), first_year=0, holds_in=())
    desk = desk_at("preparing", edition, approve={"facts": {**right("approve").facts, "dated": date(2020, 1, 1)}})
    assert [each.period for each in lines(desk, date(2024, 1, 1), "report")] == ["2024"]


# ── which of several ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def two_plans() -> Desk:
    edition = altered(lake(), "acts", "visit", opens=("plan",))
    desk = desk_at("preparing", edition)
    assert desk.take(right("visit", date(2023, 6, 20))).status is Status.ACCEPTED
    return desk


def test_of_two_open_duties_of_a_kind_acts_and_rules_mean_the_oldest() -> None:
    desk = two_plans()
    assert desk.context(right("sign-plan", date(2023, 6, 21))).facts["due.plan"] == PLAN_DUE
    desk.take(right("sign-plan", date(2023, 6, 21)))
    centre = desk.centre()
    assert [centre.duties[key].state for key in ("plan", "plan#4")] == ["closed", "open"]
    assert desk.context(right("sign-plan", date(2023, 6, 22))).facts["due.plan"] == date(2023, 7, 20)


def test_while_the_oldest_stands_still_rules_know_no_last_day() -> None:
    desk = two_plans()
    desk.take(right("plan-suspended", date(2023, 6, 21)))
    assert [desk.centre().duties[key].state for key in ("plan", "plan#4")] == ["suspended", "open"]
    assert "due.plan" not in desk.context(right("sign-plan", date(2023, 6, 22))).facts
    desk.take(right("plan-resumed", date(2023, 6, 22)))
    assert desk.centre().duties["plan"].state == "open"


def test_the_oldest_is_told_by_the_day_it_came_about_then_by_the_event() -> None:
    centre = two_plans().centre()
    first, second = centre.duties["plan"], centre.duties["plan#4"]
    centre.duties = {"plan#4": second, "plan": first}
    meant = duty_meant(centre, "plan")
    assert meant is first
    second.opened = first.opened
    second.sequence = 1
    assert duty_meant(centre, "plan") is second


# ── a rectification whose end nobody has set ─────────────────────────────────────────────────────────────────────────────────


def test_a_rectification_without_a_running_duty_is_shown_as_not_running_yet() -> None:
    edition = altered(lake(), "acts", "conclude", opens=())
    serve = ActKind("serve", NAME, "procedural", ("bureau",), cite("11"), at=("rectifying",), brings=("end",), opens=("rectify",))
    desk = desk_at("rectifying", extended(edition, "acts", serve))
    (waiting,) = waiting_lines(desk.lawbook, desk.centre())
    assert (waiting.kind, waiting.status, waiting.due, waiting.owner, waiting.cite) == ("rectify", "not-begun", None, "unit", "11")
    desk.take(right("serve", date(2023, 6, 10), facts={"end": date(2024, 6, 10)}))
    assert list(waiting_lines(desk.lawbook, desk.centre())) == []
    assert list(waiting_lines(desk.lawbook, desk_at("recognised").centre())) == []


def test_after_the_lapse_only_the_first_turn_without_a_basis_is_told() -> None:
    found = [(each.period, each.status) for each in lines(desk_at("preparing"), date(9999, 12, 31), "report")]
    assert found[-1] == ("2029", "no-basis")  # the lake's measure runs until 29 February 2028
    assert [status for _, status in found[:-1]] == ["overdue"] * 5
