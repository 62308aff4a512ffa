"""What a transition plan makes of one centre: nothing forgotten, nothing applied backwards, and back again where it came from."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.crossing import but, crossed, day_after, kept, renumbered
from tests.editions import LIVING, altered, desk_at, extended, lake, right, without

from tic_core.kernel.duties import due_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.transition import Migrated
from tic_core.model.dates import WEEKENDS_ONLY, Period
from tic_core.model.edition import DutyKind, Edition, ProceedingKind, Step
from tic_core.model.event import Event
from tic_core.model.facts import FactKind, Money, Term, Vocabulary
from tic_core.model.subject import Centre, Duty, IncentiveLine, Proceeding
from tic_core.model.transition import (
    DutyBegun,
    FactFate,
    IncentiveFate,
    ProceedingFate,
    ReservationFate,
    StageFate,
    TransitionPlan,
    Undetermined,
)
from tic_core.text import Text

OLD = lake()
ON = day_after(OLD)
NEXT = renumbered(OLD, "lake-2", ON, ON + timedelta(days=1800))


def at(stage: str) -> Centre:
    return fold("c-1", _led(stage))


@cache
def _led(stage: str) -> tuple[Event, ...]:
    return tuple(desk_at(stage).events)


def due(centre: Centre, kind: str) -> date | None:
    return next((duty.due for duty in centre.duties.values() if duty.kind == kind and duty.state == "open"), None)


def unfit(found: Migrated) -> list[str]:
    return [each.code for each in found.unfit]


# ── the plan that keeps everything ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", LIVING)
def test_a_plan_that_keeps_everything_changes_nothing_but_the_edition(stage: str) -> None:
    before = at(stage)

    found, after = crossed(kept(OLD, NEXT, ON), OLD, NEXT, copy.deepcopy(before))

    assert [(effect.kind, effect.name) for effect in found.effects] == [("edition", "lake-2")]
    assert attrs.evolve(after, edition="lake-1", sequence=before.sequence, number=before.number) == before


@pytest.mark.parametrize("stage", LIVING)
def test_there_and_back_again_the_centre_is_what_it_was(stage: str) -> None:
    """Names of stages and duties change and change back: days, turns and what is owed are untouched."""
    other = _renamed(NEXT, "preparing", "building", "plan", "task-book")
    there = _renaming(OLD, other, "preparing", "building", "plan", "task-book", ON)
    back = _renaming(other, OLD, "building", "preparing", "task-book", "plan", ON)
    before = at(stage)
    owed = [_owed(before, day) for day in DAYS]

    _, middle = crossed(there, OLD, other, copy.deepcopy(before))
    assert middle.stage == ("building" if stage == "preparing" else stage)
    _, after = crossed(back, other, OLD, middle)

    assert (after.stage, after.kind, after.since, after.name, after.facts) == (
        before.stage, before.kind, before.since, before.name, before.facts,
    )  # fmt: skip
    assert [_owed(after, day) for day in DAYS] == owed
    assert {key: (duty.due, duty.ended, duty.kind) for key, duty in after.duties.items()} == {
        key: (duty.due, duty.ended, duty.kind) for key, duty in before.duties.items()
    }


DAYS = [date(2023, 6, 10) + timedelta(days=200 * step) for step in range(10)]


def _owed(centre: Centre, day: date) -> list[tuple[object, ...]]:
    lines = due_lines(centre, day, WEEKENDS_ONLY, date(2040, 1, 1))
    return [(line.kind, line.period, line.due, line.opens, line.status) for line in lines]


def _renamed(edition: Edition, stage: str, as_stage: str, duty: str, as_duty: str) -> Edition:
    """Another id for a stage and a duty; acts are left alone, for no act is taken."""
    changed = altered(altered(edition, "stages", stage, id=as_stage), "duties", duty, id=as_duty)
    duties = tuple(
        attrs.evolve(each, holds_in=tuple(as_stage if name == stage else name for name in each.holds_in)) for each in changed.duties
    )
    return attrs.evolve(changed, duties=duties, acts=())


def _renaming(old: Edition, new: Edition, stage: str, as_stage: str, duty: str, as_duty: str, on: date) -> TransitionPlan:
    plan = but(kept(attrs.evolve(old, acts=OLD.acts), new, on), duty, "keep", to=as_duty)
    others = tuple(name for name in plan.stage[0].ids if name != stage)
    return attrs.evolve(plan, stage=(StageFate(others, "keep"), StageFate((stage,), "move", to=as_stage)))


@settings(max_examples=12)
@given(st.integers(1, 4), st.sampled_from(("preparing", "recognised", "rectifying")))
def test_however_often_it_goes_to_and_fro_days_and_turns_stay(times: int, stage: str) -> None:
    before = at(stage)
    centre = copy.deepcopy(before)
    for _ in range(times):
        _, centre = crossed(kept(OLD, NEXT, ON), OLD, NEXT, centre)
        _, centre = crossed(kept(NEXT, OLD, ON), NEXT, OLD, centre)
    assert centre.duties == before.duties
    assert centre.edition == "lake-1"


# ── duties ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_duty_counted_anew_is_counted_from_where_it_was_under_the_new_law() -> None:
    """Thirty days from the letter of approval; now five years."""
    longer = altered(NEXT, "duties", "plan", period=Period(years=5))
    before = at("preparing")
    opened = next(duty for duty in before.duties.values() if duty.kind == "plan")

    found, after = crossed(but(kept(OLD, longer, ON), "plan", "re-derive"), OLD, longer, before)

    assert due(after, "plan") == opened.anchor.replace(year=opened.anchor.year + 5)
    assert found.duties[0].due_before == opened.due
    assert after.duties["plan"].ended[""].how == "superseded"


def test_no_duty_gets_a_last_day_before_the_transition() -> None:
    shorter = altered(NEXT, "duties", "plan", period=Period(days=10))
    before = at("preparing")

    found, after = crossed(but(kept(OLD, shorter, ON), "plan", "re-derive"), OLD, shorter, copy.deepcopy(before))
    assert (found.outcome, unfit(found), found.effects) == ("fails", ["backwards"], ())
    assert after == before

    found, after = crossed(but(kept(OLD, shorter, ON), "plan", "re-derive", least=Period(months=2)), OLD, shorter, before)
    assert due(after, "plan") == date(2028, 5, 1)


def test_a_restarted_duty_runs_from_the_day_of_the_transition() -> None:
    _, after = crossed(but(kept(OLD, NEXT, ON), "plan", "restart"), OLD, NEXT, at("preparing"))
    assert due(after, "plan") == ON + timedelta(days=30)
    assert next(duty for duty in after.duties.values() if duty.state == "open" and duty.kind == "plan").anchor == ON


@settings(max_examples=40)  # each compiles an edition
@given(st.integers(1, 4000), st.sampled_from(("earlier", "later")), st.one_of(st.none(), st.integers(1, 400)))
def test_of_two_days_the_one_that_the_plan_prefers_and_none_that_has_passed(days: int, fate: str, least: int | None) -> None:
    other = altered(NEXT, "duties", "plan", period=Period(days=days))
    before = at("preparing")
    standing = due(before, "plan")
    assert standing is not None
    floor = Period(days=least) if least else None
    anew = max(before.duties["plan"].anchor + timedelta(days=days), ON + timedelta(days=least or 0) if least else date.min)

    found, after = crossed(but(kept(OLD, other, ON), "plan", fate, least=floor), OLD, other, before)

    wanted = min(standing, anew) if fate == "earlier" else max(standing, anew)
    if wanted == anew != standing and anew < ON:
        assert unfit(found) == ["backwards"]
    else:
        assert due(after, "plan") == wanted


def test_a_dropped_duty_is_owed_no_more_and_stays_on_record() -> None:
    found, after = crossed(but(kept(OLD, NEXT, ON), "acceptance", "drop"), OLD, NEXT, at("preparing"))
    assert [each.after for each in found.duties if each.fate == "drop"] == [""]
    assert after.duties["acceptance"].ended[""].how == "superseded"
    assert "acceptance" not in [line.kind for line in due_lines(after, ON, WEEKENDS_ONLY, date.max)]


def test_a_kept_duty_keeps_its_last_day_and_its_article() -> None:
    before = at("preparing")
    _, after = crossed(but(kept(OLD, NEXT, ON), "plan", "keep"), OLD, NEXT, copy.deepcopy(before))
    assert after.duties["plan"] == before.duties["plan"]


def test_a_duty_that_stands_still_or_is_behindhand_is_not_counted_anew() -> None:
    desk = desk_at("preparing")
    desk.take(right("plan-suspended", date(2023, 6, 10)))
    found, _ = crossed(but(kept(OLD, NEXT, ON), "plan", "re-derive"), OLD, NEXT, desk.centre())
    assert unfit(found) == ["suspended"]

    found, _ = crossed(but(kept(OLD, NEXT, ON), "report", "re-derive"), OLD, NEXT, at("recognised"))
    assert unfit(found) == ["behindhand"]
    assert "2024" in found.unfit[0].what.en


def test_a_schedule_counted_anew_asks_for_no_turn_twice() -> None:
    """Reports due by the end of February; from now on by the last of October: what was handed in for a year is not asked again."""
    desk = desk_at("recognised")
    for year in range(2024, 2029):
        desk.take(right("report", date(year, 2, 1), facts={"report.year": year}))
    autumn = altered(NEXT, "duties", "report", yearly=attrs.evolve(OLD.tables["duties"]["report"].yearly, month=10))

    _, after = crossed(but(kept(OLD, autumn, ON), "report", "re-derive"), OLD, autumn, desk.centre())

    lines = [line for line in due_lines(after, date(2028, 12, 1), WEEKENDS_ONLY, date.max) if line.kind == "report"]
    assert [(line.period, line.due) for line in lines] == [("2029", date(2029, 10, 31))]


def test_a_duty_of_the_new_law_begins_with_the_transition_where_the_plan_says_so() -> None:
    new = extended(NEXT, "duties", DutyKind("audit", Text("审计", "audit"), "unit", period=Period(months=6)))
    plan = attrs.evolve(kept(OLD, new, ON), begins=(DutyBegun("audit", ("recognised",)),))
    found, after = crossed(plan, OLD, new, at("recognised"))
    assert (due(after, "audit"), found.duties[-1].fate) == (date(2028, 9, 1), "begins")
    found, after = crossed(plan, OLD, new, at("preparing"))
    assert due(after, "audit") is None


# ── stages, names, facts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_renamed_stage_goes_on_since_the_day_it_was_reached() -> None:
    other = _renamed(NEXT, "preparing", "building", "plan", "task-book")
    before = at("preparing")
    _, after = crossed(_renaming(OLD, other, "preparing", "building", "plan", "task-book", ON), OLD, other, copy.deepcopy(before))
    assert (after.stage, after.kind, after.since) == ("building", "PREPARING", before.since)
    assert "building" in after.duties["plan"].holds_in


def test_what_is_to_end_first_waits_and_is_moved_once_it_has_ended() -> None:
    plan = kept(OLD, NEXT, ON)
    waiting = attrs.evolve(plan, proceeding=(ProceedingFate(("objection",), "wait"),))
    desk = desk_at("review")
    desk.take(right("object", date(2023, 6, 20)))
    found, after = crossed(waiting, OLD, NEXT, desk.centre())
    assert (found.outcome, found.waits_for, after.edition) == ("waits", ("objection",), "lake-1")
    desk.take(right("answer", date(2023, 6, 21)))
    assert crossed(waiting, OLD, NEXT, desk.centre())[0].outcome == "moves"

    stages = tuple(name for name in plan.stage[0].ids if name != "accepting")
    by_stage = attrs.evolve(plan, stage=(StageFate(stages, "keep"), StageFate(("accepting",), "wait")))
    assert crossed(by_stage, OLD, NEXT, at("accepting"))[0].waits_for == ("accepting",)


def test_a_proceeding_goes_on_under_its_new_name_at_its_new_step() -> None:
    steps = (Step("lodged", Text("已提出", "lodged")), Step("over", Text("了结", "over"), open=False))
    new = extended(NEXT, "proceedings", ProceedingKind("complaint", "objection", Text("投诉", "complaint"), steps))
    plan = attrs.evolve(
        kept(OLD, new, ON), proceeding=(ProceedingFate(("objection",), "keep", "complaint", {"received": "lodged"}),)
    )
    desk = desk_at("review")
    desk.take(right("object", date(2023, 6, 20)))

    _, after = crossed(plan, OLD, new, desk.centre())

    assert {key: (each.kind, each.step, each.open) for key, each in after.proceedings.items()} == {
        "objection": ("objection", "received", False),
        "complaint": ("complaint", "lodged", True),
    }
    stuck = attrs.evolve(plan, proceeding=(ProceedingFate(("objection",), "keep", "complaint"),))
    assert unfit(crossed(stuck, OLD, new, desk.centre())[0]) == ["step"]


def test_facts_are_converted_withdrawn_or_left_as_the_plan_says() -> None:
    scale = Vocabulary("grade", Text("等次", "grade"), (Term("C", Text("丙", "C")), Term("B", Text("乙", "B"))))
    fewer = extended(without(NEXT, "facts", "visited", "opinion"), "facts", FactKind("remark", Text("意见", "remark"), "text"))
    new = altered(fewer, "vocabularies", "grade", terms=scale.terms)
    facts = (FactFate(("opinion",), "convert", "remark"), FactFate(("visited",), "withdraw"), FactFate(("budget",), "leave"))
    plan = attrs.evolve(kept(OLD, new, ON), fact=facts)
    desk = desk_at("preparing")
    desk.take(right("visit", date(2023, 6, 20)))

    _, after = crossed(plan, OLD, new, desk.centre())

    assert after.value("remark") == "同意"
    assert not {"opinion", "visited"} & set(after.facts)
    assert isinstance(after.value("budget"), Money)


def test_a_record_that_the_new_law_cannot_read_stops_the_centre_and_no_other() -> None:
    narrow = altered(NEXT, "facts", "class.code", digits=(3,))
    found, _ = crossed(kept(OLD, narrow, ON), OLD, narrow, at("preparing"))
    assert unfit(found) == ["fact"]
    gone = without(NEXT, "facts", "visited")
    desk = desk_at("preparing")
    desk.take(right("visit", date(2023, 6, 20)))
    assert unfit(crossed(kept(OLD, gone, ON), OLD, gone, desk.centre())[0]) == ["fact-gone"]
    assert crossed(kept(OLD, gone, ON), OLD, gone, at("preparing"))[0].outcome == "moves"


def test_a_centre_takes_the_new_title_only_where_the_plan_retitles_and_the_title_is_whole() -> None:
    titled = altered(NEXT, "stages", "recognised", title=Text("湖区{name}中心", "Lake centre {name}"))
    plan = kept(OLD, titled, ON)
    assert crossed(plan, OLD, titled, at("recognised"))[1].name == {}
    renaming = attrs.evolve(plan, plan=attrs.evolve(plan.plan, names="retitle"))
    assert crossed(renaming, OLD, titled, at("recognised"))[1].name == {"zh": "湖区芦苇中心", "en": "Lake centre 芦苇"}
    holed = altered(NEXT, "stages", "recognised", title=Text("{nothing}", "{nothing}"))
    assert unfit(crossed(renaming, OLD, holed, at("recognised"))[0]) == ["title"]


def test_what_a_centre_holds_goes_on_under_its_new_name_or_is_set_free() -> None:
    new = altered(NEXT, "reservations", "class", id="trade")
    plan = attrs.evolve(kept(OLD, new, ON), reservation=(ReservationFate(("class",), "keep", "trade"),))
    assert crossed(plan, OLD, new, at("preparing"))[1].reservations == {"trade": "3511"}
    free = attrs.evolve(plan, reservation=(ReservationFate(("class",), "free"),))
    assert crossed(free, OLD, new, at("preparing"))[1].reservations == {}


def test_an_incentive_ends_only_once_what_was_approved_is_paid() -> None:
    plan = attrs.evolve(kept(OLD, NEXT, ON), incentive=(IncentiveFate(("prize",), "end"),))
    centre = at("recognised")
    sum_ = Money(Decimal("100.00"), "CNY")
    line = IncentiveLine("p-1", "prize", "approved", ON, 1, approved=sum_)
    centre.incentives["p-1"] = line
    assert unfit(crossed(plan, OLD, NEXT, copy.deepcopy(centre))[0]) == ["promised"]
    line.disbursed = sum_
    assert crossed(plan, OLD, NEXT, copy.deepcopy(centre))[0].outcome == "moves"
    keeping = kept(OLD, NEXT, ON)
    assert crossed(keeping, OLD, NEXT, copy.deepcopy(centre))[1].incentives == centre.incentives


def test_questions_left_open_are_told_of_the_centres_that_they_concern() -> None:
    open_ = (
        Undetermined("staged", Text("问", "?"), stages=("preparing",)),
        Undetermined("owing", Text("问", "?"), duties=("evaluation",)),
        Undetermined("everybody", Text("问", "?")),
    )
    plan = attrs.evolve(kept(OLD, NEXT, ON), undetermined=open_)
    assert crossed(plan, OLD, NEXT, at("preparing"))[0].undetermined == ("staged", "everybody")
    assert crossed(plan, OLD, NEXT, at("recognised"))[0].undetermined == ("owing", "everybody")


def test_everything_that_a_plan_forgets_is_told_at_once() -> None:
    desk = desk_at("review")
    desk.take(right("object", date(2023, 6, 20)))
    centre = desk.centre()
    centre.duties["x"] = Duty("x", "plan", "bureau", ON, "9(3)", due=ON)
    centre.reservations["class"] = "3511"
    centre.incentives["p"] = IncentiveLine("p", "prize", "proposed", ON, 1)
    plan = attrs.evolve(kept(OLD, NEXT, ON), duty=(), proceeding=(), reservation=(), incentive=())
    found, _ = crossed(plan, OLD, NEXT, centre)
    assert unfit(found) == ["reservation", "proceeding", "duty", "incentive"]
    lost = attrs.evolve(kept(OLD, NEXT, ON), stage=())
    assert unfit(crossed(lost, OLD, NEXT, at("review"))[0]) == ["stage"]


def test_the_cores_own_proceedings_and_what_has_ended_are_left_alone() -> None:
    centre = at("review")
    centre.proceedings["consequence:a"] = Proceeding("consequence:a", "consequence", "open", True, ON, 1)
    centre.proceedings["old"] = Proceeding("old", "objection", "dismissed", False, ON, 1)
    found, after = crossed(attrs.evolve(kept(OLD, NEXT, ON), proceeding=()), OLD, NEXT, centre)
    assert found.outcome == "moves"
    assert set(after.proceedings) == {"consequence:a", "old"}
