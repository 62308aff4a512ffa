"""A lawbook is an edition compiled: what it judges, on which readings it rests, who may take an act, what it is called."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.editions import BUREAU, DISTRICT, FIRST, LAST, altered, committee, desk_at, extended, lake, only, right

from tic_core.errors import UsageError
from tic_core.kernel.findings import finding
from tic_core.kernel.lawbook import Lawbook, Outcome
from tic_core.model.answer import Relation
from tic_core.model.dates import Calendar, Period, Window
from tic_core.model.edition import Stage
from tic_core.model.facts import Money, exact
from tic_core.model.verdict import Verdict
from tic_core.rules.kinds import Present, Within
from tic_core.rules.reference import evaluate
from tic_core.text import Text

NAME = Text("名", "name")
LAW = Lawbook(lake())


def outcome(**facts: object) -> Outcome:
    return LAW.verdict("approve", LAW.prepare("approve", facts))


def members(insiders: int, size: int) -> object:
    return exact(LAW.facts["committee"], committee(insiders, size), LAW.words)


def test_facts_are_prepared_once_and_judged_by_the_rules_of_the_act() -> None:
    budget = Money(2_000_000, "CNY")  # type: ignore[arg-type]
    found = outcome(committee=members(3, 8), budget=budget)
    assert (found.broken, found.open, found.clear) == (("one-third", "modest"), ("class-free", "sound"), False)
    assert found.verdicts["class-free"] is Verdict.UNKNOWN
    assert found.targets == {"review": "preparing"}
    assert found.law.articles == ("9(3)", "12(2)", "7", "8", "13")


def test_the_same_findings_are_the_same_outcome() -> None:
    assert outcome(committee=members(2, 6)) is outcome(committee=members(1, 9))
    assert outcome(committee=members(2, 6)) is not outcome(committee=members(3, 6))


def test_an_act_fixes_the_derived_facts_it_records_with_its_verdicts() -> None:
    for score, grade in ((95, "good"), (60, "fair"), (3, "poor"), (None, None)):
        assert LAW.verdict("grade", LAW.prepare("grade", {"score": score})).fixed == (grade,)


HOLIDAYS = Calendar("days off", {2022: "notice"}, frozenset(date(2022, 10, day) for day in range(1, 8)))


def test_working_days_in_rules_are_those_of_the_lawbooks_calendar_in_both_forms_and_a_year_without_one_is_provisional() -> None:
    rule = Within(
        id="a-week",
        name=Text("满一周", "a week past"),
        start=("stage.since",),
        end="act.on",
        past=Period(working_days=5),
        assumed=("Q1",),
    )
    noting = extended(altered(lake(), "acts", "approve", notes=("a-week",)), "rules", rule)
    short = {"stage.since": date(2022, 9, 29), "act.on": date(2022, 10, 11)}
    for calendar, verdict in ((HOLIDAYS, Verdict.NOT_MET), (Calendar("none"), Verdict.MET)):
        lawbook = Lawbook(noting, calendar)
        assert lawbook.verdict("approve", lawbook.prepare("approve", short)).verdicts["a-week"] is verdict
        found = finding(lawbook, rule, evaluate(rule, short, lawbook.rules, lawbook.calendar))
        assert found.verdict is verdict
        assert ("provisional" in found.text.en) == (verdict is Verdict.MET)
    told = finding(Lawbook(noting, HOLIDAYS), rule, evaluate(rule, short, {}, HOLIDAYS))
    assert (told.margin, told.margin_text) == (-3, Text("早 3 日", "3 days too early"))


def test_only_an_act_of_the_edition_can_be_judged() -> None:
    with pytest.raises(UsageError, match="no act “dance”"):
        LAW.prepare("dance", {})
    with pytest.raises(KeyError):
        LAW.verdict("dance", ())


def test_a_plan_tells_which_offices_and_which_facts_entitle() -> None:
    plan = LAW.plans["conclude"]
    assert (plan.offices, plan.holders) == (frozenset({BUREAU}), ())
    assert (LAW.plans["forward"].offices, LAW.plans["forward"].holders) == (frozenset(), ("district",))


@pytest.mark.parametrize(
    ("kind", "simple"),
    [
        ("visit", True),
        ("grade", True),
        ("forward", True),
        ("apply", False),
        ("approve", False),
        ("refuse", False),
        ("rename", False),
        ("adopt", False),
    ],
)
def test_only_an_act_that_moves_or_records_and_no_more_is_settled_at_once(kind: str, simple: bool) -> None:
    assert LAW.plans[kind].simple == simple


def test_names_by_stage_make_every_act_work_out_the_name() -> None:
    titled = altered(lake(), "stages", "recognised", title=NAME)
    assert not any(plan.simple for plan in Lawbook(titled).plans.values())


def test_an_act_rests_on_its_own_readings_its_rules_its_reservations_and_the_relations_between_their_keys() -> None:
    edition = altered(altered(lake(), "acts", "approve", assumed=("Q2",)), "reservations", "class", assumed=("Q3",))
    lawbook = Lawbook(edition, relations={"class": Relation("class", "prefix", "7", ("Q7",))})
    assert lawbook.assumptions(edition.tables["acts"]["approve"]) == ("Q2", "Q1", "Q3", "Q7")
    assert lawbook.assumptions(edition.tables["acts"]["visit"]) == ()


def test_an_office_plays_the_role_of_its_kind() -> None:
    assert LAW.offices_of("bureau") == {BUREAU}
    assert LAW.offices_of("district") == {DISTRICT, "south-shore"}
    assert LAW.offices_of("unit") == frozenset()


def test_the_window_of_the_edition_is_printed_and_both_its_days_are_in_it() -> None:
    assert LAW.edition.identity.in_force.window == Window(FIRST, LAST)
    assert (LAW.first, LAW.last) == (FIRST, LAST)


def test_facts_that_the_core_supplies_or_derives_have_names_in_sentences() -> None:
    for fact, zh, en in (
        ("members", "委员总数", "members"),
        ("due.plan", "“签订任务书”的最后一日", "last day of “sign the plan”"),
        ("running.objection", "未结的异议件数", "objection still running"),
        ("confirmed.Q1", "解释 Q1 已获确认", "Q1 confirmed"),
        ("act.on", "作出之日", "day decided"),
        ("strange", "“strange”", "“strange”"),
    ):
        assert LAW.names.name(fact) == Text(zh, en)


def test_a_list_stands_in_a_sentence_by_its_length_and_everything_else_as_it_is() -> None:
    noted = Present(id="told", name=Text("已报", "all is told"), facts=("committee", "opinion", "visited", "score"))
    edition = altered(extended(lake(), "rules", noted), "acts", "visit", requires=("told",))
    edition = altered(edition, "acts", "sign-plan", may_bring=("committee",), requires=("told",))
    desk = desk_at("preparing", edition)
    full = only(desk.ask(right("visit", date(2023, 6, 9))))
    assert full.text.en == "all is told: not met (committee = 6 records, opinion = 同意, visited = yes, score = unknown)"
    empty = only(desk.ask(right("sign-plan", date(2023, 6, 9), facts={"committee": []})))
    assert empty.text.en == "all is told: not met (committee = none, opinion = 同意, visited = unknown, score = unknown)"


def test_a_reservation_whose_key_is_not_known_is_not_made() -> None:
    edition = altered(lake(), "acts", "apply", brings=("lead.code", "department", "name"), may_bring=("class.code",))
    edition = altered(edition, "acts", "approve", requires=("sound",))
    facts = {name: value for name, value in right("apply").facts.items() if name != "class.code"}
    assert desk_at("preparing", edition, apply={"facts": facts}).centre().reservations == {}


def test_an_edition_is_one_value_and_its_digest_is_not_part_of_what_it_says() -> None:
    assert attrs.evolve(lake(), digest="other") == lake()
    assert lake() != lake(last=FIRST)
    assert lake().tables["stages"]["gone"] == Stage(
        "gone", "WITHDRAWN", Text("退出", "withdrawn"), lake().tables["acts"]["withdraw"].cite
    )


def test_a_period_that_starts_from_a_derived_day_is_judged_from_it() -> None:
    rule = Within(id="soon", name=NAME, start=("counted.from",), end="act.on", within=Period(days=10))
    edition = altered(extended(lake(), "rules", rule), "acts", "sign-plan", requires=("soon",))
    desk = desk_at("preparing", edition, approve={"facts": {**right("approve").facts, "dated": date(2023, 6, 1)}})
    assert desk.ask(right("sign-plan", date(2023, 6, 11))).event is not None
    assert only(desk.ask(right("sign-plan", date(2023, 6, 12)))).margin == -1
