"""The smallest lawful change that lets an act pass, proved by deciding again; and what to ask while the answer can change."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editions import BUREAU, Desk, altered, cite, committee, desk_at, extended, found, lake, right

from tic_core.kernel import repair as module
from tic_core.kernel.asking import questions
from tic_core.kernel.context import gather
from tic_core.kernel.findings import weigh
from tic_core.kernel.repair import Case, Repair, for_people, repair
from tic_core.model.act import Act
from tic_core.model.dates import Period
from tic_core.model.edition import ActKind
from tic_core.model.facts import Facts
from tic_core.model.receipt import Finding
from tic_core.model.subject import Recorded
from tic_core.rules.kinds import Comparison, OneOf, Within
from tic_core.text import Text


def case(desk: Desk, act: Act) -> Case:
    """The case of an act at a desk."""
    centre = desk.centre(desk.subject(act), act.on)

    def look(asked: Act, recorded: Facts) -> tuple[Finding, ...]:
        facts = {name: Recorded(value, "", act.on, 0) for name, value in recorded.items()}
        standing = attrs.evolve(centre, facts={**centre.facts, **facts})
        return weigh(desk.lawbook, gather(desk.lawbook, standing, asked, desk.world(asked)), asked)

    return Case(desk.lawbook, centre, act, desk.context(act).facts, look)


def approving(**changes: Any) -> Act:
    return right("approve", date(2023, 6, 5), **changes)


def facts(**changes: Any) -> dict[str, Any]:
    return {"committee": committee(2, 6), "budget": "800000.00 CNY", **changes}


def changed(repaired: Repair) -> dict[str, Any]:
    return {each.fact: each.value for each in repaired.alterations}


def proved(desk: Desk, act: Act, repaired: Repair) -> None:
    """With the changes and what people give, the act passes; the finding of the repair is never taken on trust."""
    asked = case(desk, act)
    again = asked.look(*module._changed(asked, repaired.alterations))
    assert repaired.possible
    assert [finding.rule for finding in again if finding.blocks and not for_people(finding)] == []


def test_an_act_that_passes_needs_no_repair() -> None:
    assert repair(case(desk_at("review"), approving())) == Repair()


def test_one_insider_too_many_is_cured_by_one_record() -> None:
    desk, act = desk_at("review"), approving(facts=facts(committee=committee(3, 6)))
    repaired = repair(case(desk, act))

    proved(desk, act, repaired)
    (change,) = repaired.alterations
    gone = [row for row in change.was if row not in change.value]
    assert (change.fact, change.by, len(gone)) == ("committee", (), 1)


def test_a_number_moves_to_the_nearest_value_that_passes_and_no_further() -> None:
    law = altered(lake(), "acts", "approve", requires=("modest-strict",))
    strict = Comparison(id="modest-strict", name=Text("预算", "budget"), fact="budget", at_most="1000000.00 CNY", cite=cite("13"))
    desk = desk_at("review", extended(law, "rules", strict))
    act = approving(facts=facts(budget="1300000.00 CNY"), determinations=())
    repaired = repair(case(desk, act))

    proved(desk, act, repaired)
    assert {name: str(value) for name, value in changed(repaired).items()} == {"budget": "1000000.00 CNY"}


PROMPT = Text("及时", "prompt")


def test_a_day_moves_to_the_last_day_of_the_period() -> None:
    law = extended(
        altered(lake(), "acts", "approve", requires=("prompt",)),
        "rules",
        Within(
            id="prompt", name=Text("及时", "prompt"), start=("served",), end="act.on", within=Period(months=1), cite=cite("9(3)")
        ),
    )
    desk, act = desk_at("review", law), approving(facts=facts(served=date(2023, 3, 2)), determinations=())
    repaired = repair(case(desk, act))

    proved(desk, act, repaired)
    assert changed(repaired) == {"served": date(2023, 5, 5)}


def test_two_broken_rules_over_two_facts_take_two_changes_and_over_one_fact_one() -> None:
    law = altered(lake(), "acts", "approve", requires=("one-third", "own-funds"), brings=("committee", "budget", "own"))
    desk = desk_at("review", law)
    act = approving(facts=facts(committee=committee(3, 6), own="100000.00 CNY"), determinations=())
    repaired = repair(case(desk, act))

    proved(desk, act, repaired)
    assert {each.fact for each in repaired.alterations} in ({"committee", "own"}, {"committee", "budget"})

    one = repair(case(desk, approving(facts=facts(own="100000.00 CNY"), determinations=())))
    assert len(one.alterations) == 1


def test_what_another_act_must_record_first_is_said() -> None:
    law = altered(lake(), "acts", "visit", requires=("one-third",))
    amend = ActKind(
        "amend", Text("补正", "amend"), "procedural", ("bureau",), cite("9(2)"), at=("preparing",), brings=("committee",)
    )  # fmt: skip
    desk = desk_at("preparing", extended(law, "acts", amend))
    desk.events[-1].effects = tuple(
        attrs.evolve(effect, value=committee(5, 6)) if effect.name == "committee" else effect for effect in desk.events[-1].effects
    )
    repaired = repair(case(desk, right("visit", date(2023, 6, 20))))

    proved(desk, right("visit", date(2023, 6, 20)), repaired)
    assert [(each.fact, each.by) for each in repaired.alterations] == [("committee", ("amend",))]


def test_what_people_must_give_is_listed_and_not_invented() -> None:
    repaired = repair(case(desk_at("review"), approving(document="", determinations=(), facts=facts(committee=committee(3, 6)))))

    assert {finding.rule for finding in repaired.needs} == {"core.document", "sound"}
    assert [each.fact for each in repaired.alterations] == ["committee"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"by": "nobody"}, "core.office"),
        ({"on": date(2019, 1, 1)}, "core.window"),
    ],
)
def test_what_no_fact_can_cure_is_named(changes: dict[str, Any], rule: str) -> None:
    repaired = repair(case(desk_at("review"), attrs.evolve(approving(), **changes)))

    assert not repaired.possible
    assert rule in {finding.rule for finding in repaired.incurable}
    assert repaired.alterations == ()


def test_where_there_is_no_centre_yet_the_acts_that_open_one_are_named_and_nothing_else() -> None:
    asked = case(desk_at("review"), approving(centre="y-404"))
    repaired = repair(asked)

    assert not repaired.possible
    assert [finding.rule for finding in repaired.incurable] == ["core.stage"]
    assert repaired.first
    assert all(asked.lawbook.plans[name].act.begins for name in repaired.first)
    assert repaired.needs == repaired.alterations == ()


def test_a_missing_fact_is_to_be_brought_whatever_its_value() -> None:
    desk, act = desk_at("asked"), right("forward", date(2023, 6, 5), facts={})
    repaired = repair(case(desk, act))

    proved(desk, act, repaired)
    assert [(each.fact, each.free) for each in repaired.alterations] == [("opinion", True)]


def test_who_holds_a_role_is_no_matter_of_repair() -> None:
    assert "lead.code" not in module.recorded_by(case(desk_at("review"), approving()))


@settings(max_examples=25)
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3_000_000))
def test_whatever_is_wrong_a_repair_that_is_shown_passes(insiders: int, others: int, budget: int) -> None:
    desk = desk_at("review")
    act = approving(facts=facts(committee=committee(insiders, insiders + others), budget=f"{budget}.00 CNY"))
    repaired = repair(case(desk, act))

    if repaired.possible:
        proved(desk, act, repaired)
    else:
        assert repaired.incurable or repaired.together


def test_control_a_repair_that_was_not_decided_again_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_tried", lambda _, chosen: Repair(tuple(chosen)))
    desk, act = desk_at("review"), approving(facts=facts(committee=committee(6, 6)))

    with pytest.raises(AssertionError):
        proved(desk, act, repair(case(desk, act)))


# ── what to ask for ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


ASKING = extended(
    altered(lake(), "acts", "approve", brings=(), may_bring=("visited", "score", "budget"), requires=("gate", "scored", "cheap")),
    "rules",
    OneOf(id="gate", name=Text("已考察", "visited"), fact="visited", values=(True,), cite=cite("9(2)")),
    Comparison(id="scored", name=Text("及格", "passes"), fact="score", at_least="60", when="gate", cite=cite("11")),
    Comparison(id="cheap", name=Text("节省", "cheap"), fact="budget", at_most="10.00 CNY", when="gate", cite=cite("13")),
)  # fmt: skip


def asked(law: Any = ASKING, **brought: Any) -> list[str]:
    desk = desk_at("review", law)
    return [each.fact for each in questions(case(desk, approving(facts=brought, determinations=())))]


def test_the_fact_that_settles_most_open_rules_is_asked_for_first() -> None:
    assert asked() == ["visited", "budget", "score"]  # the last two settle one rule each: the order of the edition


def test_nothing_is_asked_once_the_answer_cannot_change() -> None:
    assert asked(visited=False) == []
    assert asked(visited=True, score="59") == []
    assert asked(visited=True, score="60") == ["budget"]
    assert asked(visited=True, score="60", budget="1.00 CNY") == []


def test_a_rule_that_no_longer_applies_asks_for_nothing() -> None:
    free = altered(ASKING, "acts", "approve", requires=("scored", "cheap"))

    assert asked(free, visited=False) == []
    assert set(asked(free)) == {"visited", "budget", "score"}


def test_nothing_is_asked_where_something_stands_against_the_act_that_no_fact_touches() -> None:
    desk = desk_at("review", ASKING)

    assert questions(case(desk, attrs.evolve(approving(facts={}, determinations=()), by="nobody"))) == ()
    assert BUREAU != "nobody"


def test_a_fact_the_act_must_bring_is_asked_for_in_any_case() -> None:
    (question,) = questions(case(desk_at("asked"), right("forward", date(2023, 6, 5), facts={})))

    assert (question.fact, question.owed, question.rules) == ("opinion", True, ())


def test_a_question_says_which_rules_turn_on_it() -> None:
    first = questions(case(desk_at("review", ASKING), approving(facts={}, determinations=())))[0]

    assert (first.fact, first.settles, set(first.rules)) == ("visited", 3, {"gate", "scored", "cheap"})


def test_a_determined_rule_asks_for_nothing() -> None:
    desk = desk_at("review", ASKING)
    act = approving(facts={"visited": True, "score": "80"}, determinations=(found("cheap"),))

    assert questions(case(desk, act)) == ()
