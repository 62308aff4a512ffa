"""People judge, the core records: who may determine, what may be chosen, and what no determination can mend."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.editions import BUREAU, DISTRICT, UNIT, altered, cite, codes, committee, desk_at, extended, found, lake, only, right

from tic_core.kernel.settling import options_of
from tic_core.model.receipt import Status
from tic_core.model.rule import Option
from tic_core.model.verdict import OPEN, Verdict
from tic_core.rules.kinds import Any_, Comparison
from tic_core.text import Text

DAY = date(2023, 6, 9)


def approve(*said: Any, **changes: Any) -> Any:
    return right("approve", DAY, determinations=said, **changes)


def test_what_the_text_leaves_open_blocks_until_the_entitled_office_has_determined_it() -> None:
    desk = desk_at("review")
    finding = only(desk.ask(approve()))
    assert (finding.rule, finding.verdict, finding.determined) == ("sound", Verdict.DISCRETION, "")
    assert finding.remedy is not None
    assert (
        finding.remedy.en
        == "the lake bureau determines “whether the plan is sound” with a reason (rule sound, options: met, not-met)"
    )
    receipt = desk.ask(approve(found("sound")))
    assert receipt.status is Status.ACCEPTED
    assert [finding.determined for finding in receipt.findings if finding.rule == "sound"] == ["met"]


def test_a_determination_against_the_centre_refuses_the_act() -> None:
    finding = only(desk_at("review").ask(approve(found("sound", "not-met"))))
    assert (finding.rule, finding.determined) == ("sound", "not-met")


@pytest.mark.parametrize("office", [DISTRICT, UNIT, "nobody"])
def test_only_the_judge_may_determine_whoever_takes_the_act(office: str) -> None:
    assert codes(desk_at("review").ask(approve(found("sound", by=office, basis="文1")))) == ["core.judge"]
    assert codes(desk_at("review").ask(approve(found("sound", by=office)))) == ["core.lent", "core.judge"]


def test_a_rule_may_name_a_judge_of_its_own() -> None:
    desk = desk_at("review", altered(lake(), "rules", "sound", judge="district"))
    assert codes(desk.ask(approve(found("sound")))) == ["core.judge"]
    receipt = desk.ask(approve(found("sound", by=DISTRICT, basis="北岸〔2023〕1号")))
    assert receipt.status is Status.ACCEPTED
    assert receipt.event is not None
    assert receipt.event.determinations[0]["by"] == DISTRICT
    assert receipt.event.determinations[0]["basis"] == "北岸〔2023〕1号"


def test_the_options_are_the_rules_own_and_no_others() -> None:
    options = (Option("support", Text("支持", "support")), Option("reject", Text("不支持", "reject"), permits=False))
    desk = desk_at("review", altered(lake(), "rules", "sound", choices=options))
    assert codes(desk.ask(approve(found("sound", "met")))) == ["core.choice", "sound"]
    assert codes(desk.ask(approve(found("sound", "reject")))) == ["sound"]
    assert desk.ask(approve(found("sound", "support"))).status is Status.ACCEPTED


def test_a_determination_without_a_reason_is_none() -> None:
    assert codes(desk_at("review").ask(approve(found("sound", reason="  ")))) == ["core.reason"]


def test_what_is_unknown_may_be_determined() -> None:
    desk = desk_at("review")
    facts = {"committee": [], "budget": "1 CNY"}
    finding = only(desk.ask(approve(found("sound"), facts=facts)))
    assert (finding.rule, finding.verdict) == ("one-third", Verdict.UNKNOWN)
    assert desk.ask(approve(found("sound"), found("one-third"), facts=facts)).status is Status.ACCEPTED


def test_a_missing_fact_is_named_in_the_remedy_beside_the_determination() -> None:
    desk = desk_at("review", altered(lake(), "acts", "approve", brings=("committee",), may_bring=("budget",)))
    finding = only(desk.ask(approve(found("sound"), facts={"committee": committee(2, 6)})))
    assert finding.rule == "modest"
    assert finding.remedy is not None
    assert finding.remedy.en.startswith("supply: budget; failing that, the lake bureau determines")


def test_not_met_cannot_be_determined_away() -> None:
    facts = {"committee": committee(3, 8), "budget": "1 CNY"}
    receipt = desk_at("review").ask(approve(found("sound"), found("one-third"), facts=facts))
    assert codes(receipt) == ["one-third", "core.needless"]
    needless = receipt.refusals[-1]
    assert (needless.cite, needless.values) == ("12(2)", {"choice": "met"})
    assert needless.text.en == "the rule “at most one third insiders” is not met on the facts; it cannot be determined as “met”"


def test_only_a_rule_that_holds_generally_may_be_departed_from_and_only_by_saying_so() -> None:
    desk = desk_at("review")
    facts = {"committee": committee(2, 6), "budget": "2000000 CNY"}
    refused = only(desk.ask(approve(found("sound"), facts=facts)))
    assert refused.rule == "modest"
    assert refused.remedy is not None
    assert refused.remedy.en.endswith("or the competent office records a departure (rule modest, option depart)")
    assert codes(desk.ask(approve(found("sound"), found("modest", "met"), facts=facts))) == ["modest", "core.needless"]
    departed = desk.ask(approve(found("sound"), found("modest", "depart"), facts=facts))
    assert departed.status is Status.ACCEPTED
    assert [(each.verdict, each.determined) for each in departed.findings if each.rule == "modest"] == [(Verdict.NOT_MET, "depart")]
    strict = {"committee": committee(3, 8), "budget": "1 CNY"}
    refusal = desk.ask(approve(found("sound"), found("one-third", "depart"), facts=strict))
    assert codes(refusal) == ["core.choice", "one-third", "core.needless"]


def test_a_departure_needs_the_judge_and_a_reason() -> None:
    desk, facts = desk_at("review"), {"committee": committee(2, 6), "budget": "2000000 CNY"}
    assert codes(desk.ask(approve(found("sound"), found("modest", "depart", by=DISTRICT, basis="文1"), facts=facts))) == [
        "core.judge"
    ]
    assert codes(desk.ask(approve(found("sound"), found("modest", "depart", reason=""), facts=facts))) == ["core.reason"]


def test_a_determination_that_contradicts_clear_facts_is_refused_and_one_that_repeats_them_is_idle() -> None:
    desk = desk_at("review")
    refused = desk.ask(approve(found("sound"), found("one-third", "not-met")))
    assert codes(refused) == ["core.needless"]
    assert [finding.determined for finding in refused.findings if finding.rule == "one-third"] == [""]
    idle = desk.ask(approve(found("sound"), found("one-third")))
    assert idle.status is Status.ACCEPTED
    assert [finding.determined for finding in idle.findings if finding.rule == "one-third"] == [""]
    broken = {"committee": committee(3, 8), "budget": "1 CNY"}
    assert codes(desk.ask(approve(found("sound"), found("one-third", "not-met"), facts=broken))) == ["one-third"]


@pytest.mark.parametrize("choices", [("met", "not-met"), ("not-met", "met"), ("met", "met"), ("met", "met", "met")])
def test_two_determinations_of_one_rule_are_one_too_many_also_when_they_agree(choices: tuple[str, ...]) -> None:
    receipt = desk_at("review").ask(approve(*(found("sound", choice) for choice in choices)))
    assert codes(receipt).count("core.twice") == 1
    assert receipt.event is None


def test_a_rule_of_another_act_determined_twice_is_told_as_both() -> None:
    said = (found("sound"), found("year-over"), found("year-over"))
    assert codes(desk_at("review").ask(approve(*said))) == ["core.twice", "core.determination", "core.determination"]


def test_an_office_that_judges_for_another_names_its_document() -> None:
    desk = desk_at("review", altered(lake(), "rules", "sound", judge="district"))
    for basis in ("", "  "):
        finding = only(desk.ask(approve(found("sound", by=DISTRICT, basis=basis))))
        assert (finding.rule, finding.cite, finding.values) == ("core.lent", "8", {"by": DISTRICT})
    own = desk_at("review")
    assert own.ask(approve(found("sound", by=BUREAU))).status is Status.ACCEPTED  # the office that acts, named: nothing is lent


def test_a_rule_that_does_not_apply_is_not_determined_either_way() -> None:
    edition = altered(lake(), "rules", "one-third", when="large")
    large = Comparison(id="large", name=Text("大项目", "large"), fact="budget", above="900000 CNY", cite=cite("13"))
    desk = desk_at("review", extended(edition, "rules", large))
    assert desk.ask(approve(found("sound"))).status is Status.ACCEPTED
    for choice in ("met", "not-met"):
        receipt = desk.ask(approve(found("sound"), found("one-third", choice)))
        assert codes(receipt) == ["core.needless"]
        assert [each.verdict for each in receipt.findings if each.rule == "one-third"] == [Verdict.NOT_APPLICABLE]


def test_also_a_noted_rule_is_not_determined_against_the_facts() -> None:
    desk, late = desk_at("preparing"), date(2024, 1, 1)
    assert codes(desk.ask(right("sign-plan", late, determinations=(found("in-time"),)))) == ["core.needless"]
    assert desk.ask(right("sign-plan", late, determinations=(found("in-time", "not-met"),))).status is Status.ACCEPTED


@pytest.mark.parametrize("facts", [{}, {"committee": committee(3, 8)}, {"committee": []}, {"budget": "2000000 CNY"}], ids=list)
def test_no_determination_but_a_lawful_departure_stands_against_the_facts(facts: dict[str, Any]) -> None:
    desk, brought = desk_at("review"), {**right("approve").facts, **facts}
    for rule in ("one-third", "class-free", "modest"):
        for choice in ("met", "not-met", "depart", "maybe"):
            receipt = desk.ask(approve(found("sound"), found(rule, choice), facts=brought))
            (finding,) = [each for each in receipt.findings if each.rule == rule]
            open_one = finding.verdict in OPEN
            departs = choice == "depart" and rule == "modest" and finding.verdict is Verdict.NOT_MET
            agrees = choice == finding.verdict.word
            assert ("core.needless" in codes(receipt)) == (not (agrees or departs or open_one)), (rule, choice)
            lawful = choice in {option.id for option in options_of(desk.lawbook.rules[rule])}
            assert ("core.choice" in codes(receipt)) == (not lawful)
            assert bool(finding.determined) == (open_one or departs)


def test_a_departure_from_what_is_kept_or_may_not_be_departed_from_is_refused() -> None:
    desk = desk_at("review")
    kept = desk.ask(approve(found("sound"), found("modest", "depart")))
    assert codes(kept) == ["core.needless"]
    assert [finding.determined for finding in kept.findings if finding.rule == "modest"] == [""]
    strict = desk.ask(
        approve(found("sound"), found("one-third", "depart"), facts={"committee": committee(3, 8), "budget": "1 CNY"})
    )
    assert [finding.determined for finding in strict.findings if finding.rule == "one-third"] == [""]


def test_a_judgement_that_also_lacks_a_fact_asks_for_the_judgement() -> None:
    both = Any_(id="both", name=Text("两者之一", "either"), of=("sound", "passed"))
    edition = altered(extended(lake(), "rules", both), "acts", "approve", requires=("both",))
    finding = only(desk_at("review", edition).ask(approve()))
    assert (finding.verdict, finding.values) == (Verdict.DISCRETION, {"grade": None})
    assert finding.remedy is not None
    assert finding.remedy.en.startswith("the lake bureau determines")


def test_the_determination_is_recorded_with_choice_reason_and_basis() -> None:
    receipt = desk_at("review").ask(approve(found("sound", reason="会议纪要", basis="第3次会议", by=BUREAU)))
    assert receipt.event is not None
    assert receipt.event.determinations == (
        {"rule": "sound", "choice": "met", "reason": "会议纪要", "basis": "第3次会议", "by": BUREAU},
    )


# ── readings of the text ─────────────────────────────────────────────────────────────────────────────────────────────────────

CANCEL = right("cancel", date(2025, 7, 1))


def test_an_adverse_act_rests_only_on_readings_that_the_authority_has_confirmed() -> None:
    desk = desk_at("rectifying")
    finding = only(desk.ask(CANCEL))
    assert (finding.rule, finding.cite, finding.values) == ("core.unconfirmed", "21", {"Q3": "default"})
    desk.take(right("confirm", date(2025, 7, 2)))
    assert codes(desk.ask(CANCEL)) == ["core.unconfirmed"]  # confirmed a day too late for it
    assert desk.ask(right("cancel", date(2025, 7, 2))).status is Status.ACCEPTED


def test_a_reading_confirmed_in_the_document_itself_needs_no_further_act() -> None:
    confirmed = altered(lake(), "interpretations", "Q3", status="confirmed", document="湖科〔2023〕2号", on=date(2023, 3, 2))
    assert desk_at("rectifying", confirmed).ask(CANCEL).status is Status.ACCEPTED


def test_a_favourable_act_may_rest_on_the_softwares_reading_and_says_that_it_does() -> None:
    desk = desk_at("review")
    receipt = desk.ask(right("approve", DAY))
    assert receipt.status is Status.ACCEPTED
    assert receipt.event is not None
    assert receipt.event.law.assumptions == ("Q1",)


def test_no_act_of_any_nature_rests_on_a_reading_that_was_turned_down() -> None:
    desk = desk_at("review")
    desk.take(right("confirm", DAY, facts={"interpretation.Q1": "narrow"}))
    finding = only(desk.ask(right("approve", DAY)))
    assert (finding.rule, finding.values) == ("core.overruled", {"Q1": "narrow"})


def test_a_later_answer_of_the_authority_overrules_an_earlier_one() -> None:
    desk = desk_at("rectifying")
    desk.take(right("confirm", date(2025, 6, 1), facts={"interpretation.Q3": "narrow"}))
    assert codes(desk.ask(CANCEL)) == ["core.overruled"]
    desk.take(right("confirm", date(2025, 6, 2)))
    assert desk.ask(CANCEL).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("table", "name", "changes"),
    [
        ("acts", "cancel", {"assumed": ("Q2",)}),
        ("rules", "year-over", {"assumed": ("Q2",)}),
        ("rules", "year-over", {"when": "passed"}),
        ("derived", "grade", {"assumed": ("Q2",)}),
    ],
    ids=["the act", "its rule", "what its rule depends on", "a derived fact"],
)
def test_whatever_an_adverse_act_rests_on_counts(table: str, name: str, changes: dict[str, Any]) -> None:
    edition = altered(lake(), "acts", "cancel", requires=("year-over", "failed"))
    edition = altered(edition, "rules", "year-over", assumed=())
    desk = desk_at("rectifying", altered(edition, table, name, **changes))
    assert "core.unconfirmed" in codes(desk.ask(CANCEL))


def test_the_readings_behind_derived_facts_are_found_however_deep_and_behind_the_start_of_a_period() -> None:
    edition = altered(lake(), "derived", "counted.from", of=("served", "dated", "first.day"), assumed=())

    from tic_core.kernel.lawbook import Lawbook
    from tic_core.rules.derived import FirstKnown

    deep = FirstKnown(id="first.day", name=Text("首日", "first day"), of=("end",), assumed=("Q3",))
    lawbook = Lawbook(extended(edition, "derived", deep))
    assert lawbook.assumed_by("in-time") == ("Q3",)
    assert lawbook.assumed_by("failed") == ("Q2",)
    assert lawbook.assumed_by("one-third") == ("Q1",)


def test_a_breach_of_a_reading_not_yet_confirmed_may_be_left_to_the_office() -> None:
    edition = altered(lake(), "rules", "one-third", assumed=("Q1",), unconfirmed="unknown")
    desk = desk_at("review", edition)
    facts = {"committee": committee(3, 8), "budget": "1 CNY"}
    finding = only(desk.ask(approve(found("sound"), facts=facts)))
    assert (finding.verdict, finding.margin) == (Verdict.UNKNOWN, -1)
    assert finding.remedy is not None
    assert finding.remedy.en.startswith("the lake bureau determines")  # no fact is missing
    assert desk.ask(approve(found("sound"), found("one-third"), facts=facts)).status is Status.ACCEPTED
    desk.take(right("confirm", date(2023, 6, 8), facts={"interpretation.Q1": "wide"}))
    assert codes(desk.ask(approve(found("sound"), found("one-third"), facts=facts))) == ["one-third", "core.needless"]
    assert codes(desk.ask(approve(found("sound"), facts=facts))) == ["one-third"]
