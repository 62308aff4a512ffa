"""``decide`` is pure, tells everything, and its quick answer is the full one: on random lives, and by example."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.editions import BUREAU, DISTRICT, UNIT, Desk, altered, codes, committee, desk_at, found, lake, only, right
from tests.lives import steps

from tic_core.kernel import context, decide
from tic_core.kernel.asked import Asked
from tic_core.kernel.context import gather
from tic_core.kernel.corrections import legal_order
from tic_core.kernel.effects import effects_of
from tic_core.kernel.evolve import evolve, fold
from tic_core.kernel.findings import weigh
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act
from tic_core.model.event import EFFECTS, Effect, Event
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre

SEEN: Counter[str] = Counter()


def sorted_effects(effects: tuple[Effect, ...]) -> list[str]:
    return sorted(map(repr, effects))


def answered_in_full(desk: Desk, act: Act) -> None:
    """The quick answer against every finding weighed and every effect worked out."""
    where = desk.context(act)
    receipt = decide.decide(desk.lawbook, where, act)
    findings = weigh(desk.lawbook, where, act)
    blocking = tuple(finding for finding in findings if finding.blocks)
    SEEN["quick" if receipt.event and where.usual and receipt.outcome.clear else receipt.status.value] += 1
    assert (receipt.status is Status.ACCEPTED) == (not blocking), (act, blocking)
    assert receipt.refusals == blocking
    assert receipt.findings == findings
    assert (receipt.event is None) == bool(blocking)
    if receipt.event is not None:
        plan = desk.lawbook.plans[act.kind]
        outcome = plan.outcomes[plan.compiled.run(where.vector)]
        full = effects_of(Asked(desk.lawbook, where, act, plan, outcome))
        assert sorted_effects(receipt.event.effects) == sorted_effects(full), act


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_the_quick_answer_is_the_full_one_and_an_act_is_accepted_exactly_when_nothing_blocks_it(seed: int) -> None:
    for desk, act in steps(seed, 50):
        answered_in_full(desk, act)
        desk.take(act)


def test_the_random_lives_meet_quick_answers_full_answers_and_refusals() -> None:
    SEEN.clear()
    for seed in range(12):
        for desk, act in steps(seed, 50):
            answered_in_full(desk, act)
            desk.take(act)
    assert min(SEEN["quick"], SEEN["accepted"], SEEN["refused"]) >= 10, SEEN


CONTROLS: list[tuple[Any, str, Any]] = [
    (Lawbook, "_is_simple", lambda self, act: True),
    (context, "_usual", lambda lawbook, plan, act, world: True),
    (decide, "effects_of", lambda asked: ()),
    (decide, "blocking", lambda asked: iter(())),
]


@pytest.mark.parametrize(("owner", "name", "broken"), CONTROLS, ids=[name for _, name, _ in CONTROLS])
def test_control_a_quick_path_that_looks_away_is_found_out(
    owner: Any, name: str, broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, broken)

    def lives(seed: int) -> None:
        for desk, act in steps(seed, 50):
            answered_in_full(desk, act)
            desk.take(act)

    check = settings(max_examples=60, database=None, phases=(Phase.generate,), print_blob=False)(
        given(st.integers(0, 2**32))(lives)
    )
    with pytest.raises((AssertionError, KeyError)):
        check()


def answered_alike(desk: Desk, act: Act, fresh: Lawbook) -> None:
    """Twice from equal inputs, and by a lawbook that was asked other things before."""
    where = desk.context(act)
    kept = copy.deepcopy((where, act))
    first = decide.decide(desk.lawbook, where, act)
    told = first.findings
    assert (where, act) == kept
    for again in (decide.decide(desk.lawbook, *kept), decide.decide(fresh, where, act)):
        assert (first.status, first.event, told) == (again.status, again.event, again.findings)


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_the_same_inputs_give_the_same_answer_and_are_left_as_they_were(seed: int) -> None:
    fresh = Lawbook(lake())
    for number, (desk, act) in enumerate(steps(seed, 40)):
        fresh = fresh if number % 10 else Lawbook(lake())
        answered_alike(desk, act, fresh)
        desk.take(act)


def test_control_an_answer_that_depends_on_what_was_asked_before_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, counted, event = desk_at("preparing"), iter(range(10**9)), decide._event
    monkeypatch.setattr(decide, "_event", lambda *told: attrs.evolve(event(*told), reason=str(next(counted))))
    with pytest.raises(AssertionError):
        answered_alike(desk, right("visit", date(2023, 6, 9)), desk.lawbook)


def test_control_an_answer_that_changes_what_it_looks_at_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_at("preparing")
    monkeypatch.setattr(decide, "_event", lambda plan, where, *told: where.centre.facts.clear())
    with pytest.raises(AssertionError):
        answered_alike(desk, right("visit", date(2023, 6, 9)), desk.lawbook)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_a_refused_act_changes_nothing_and_replay_gives_the_live_state(seed: int) -> None:
    live: dict[str, Centre] = {}
    for desk, act in steps(seed, 50):
        subject = desk.subject(act)
        before = desk.centre(subject)
        receipt = desk.take(act)
        after = desk.centre(subject)
        if receipt.event is None:
            assert after == before
            continue
        assert {effect.kind for effect in receipt.event.effects} <= set(EFFECTS)
        mine = desk.about(subject)
        in_order = mine == sorted(mine, key=legal_order)
        live[subject] = evolve(live.get(subject, Centre(subject)), receipt.event) if in_order else after
        assert live[subject] == fold(subject, reversed(mine)) == after
        live[subject] = copy.deepcopy(live[subject])


# ── by example ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_accepted_act_says_who_when_on_what_basis_under_which_law() -> None:
    desk = desk_at("review")
    act = right("approve", date(2023, 6, 5), person="p-1", reason="条件成熟")
    receipt = desk.take(act)
    event = receipt.event
    assert isinstance(event, Event)
    assert receipt.status is Status.ACCEPTED
    assert receipt.sequence == event.sequence == 3
    assert (event.number, event.subject, event.act, event.kind, event.nature) == (3, "c-1", act.id, "approve", "favourable")
    assert (event.on, event.effective, event.by, event.document) == (act.on, act.on, BUREAU, "湖科〔2023〕5号")
    assert (event.reason, event.person) == ("条件成熟", "p-1")
    assert (event.law.edition, event.law.basis) == ("lake-1", "lake-1")
    assert event.law.articles == ("9(3)", "12(2)", "7", "8", "13")
    assert event.law.assumptions == ("Q1",)
    assert event.law.digests == {"edition": "0" * 64, "calendar": ""}
    assert event.determinations == ({"rule": "sound", "choice": "met", "reason": "as the file shows", "basis": "", "by": ""},)
    assert receipt.refusals == ()


def test_a_refusal_tells_everything_that_is_wrong_and_not_the_first_thing_alone() -> None:
    desk = desk_at("review")
    act = right(
        "approve",
        date(2028, 3, 5),
        by=DISTRICT,
        document="",
        facts={"committee": committee(3, 8), "budget": "2000000 CNY", "visited": True},
        determinations=(found("other"),),
        about="x",
    )
    receipt = desk.ask(act)
    assert receipt.status is Status.REFUSED
    assert receipt.event is None
    assert codes(receipt) == [
        "core.window",
        "core.office",
        "core.fact",
        "core.document",
        "core.about",
        "core.determination",
        "one-third",
        "sound",
        "modest",
    ]
    assert [finding.rule for finding in receipt.findings if not finding.blocks] == ["class-free"]


def test_a_finding_carries_article_values_limit_margin_sentence_and_remedy() -> None:
    receipt = desk_at("review").ask(right("approve", date(2023, 6, 5), facts={"committee": committee(3, 8), "budget": "1 CNY"}))
    finding = only(receipt)
    assert (finding.rule, finding.verdict.word, finding.cite) == ("one-third", "not-met", "12(2)")
    assert finding.cite_text.zh == "第十二条第（二）项"
    assert finding.values == {"insiders": 3, "members": 8}
    assert (str(finding.limit), finding.margin) == ("1/3", -1)
    assert finding.text.zh == "内部委员不超过三分之一：不符合（内部委员＝3、委员总数＝8）"
    assert finding.text.en == "at most one third insiders: not met (insiders = 3, members = 8)"
    assert finding.remedy is not None
    assert finding.remedy.zh == "8 人中有 3 人，超过 1/3（上限 2 人），多 1 人"
    assert finding.assumed == ("Q1",)


def test_every_finding_of_a_rule_that_permits_has_no_remedy_and_every_other_has_one() -> None:
    for seed in range(10):
        for desk, act in steps(seed, 30):
            for finding in desk.take(act).findings:
                permits = finding.verdict.word in ("met", "not-applicable")
                assert (finding.remedy is None) == permits
                for text in (finding.text, finding.remedy or finding.text):
                    assert text.zh
                    assert text.en
                    assert "Text(" not in text.zh + text.en


def test_an_act_the_edition_does_not_know_is_refused_with_the_acts_it_knows() -> None:
    finding = only(desk_at("review").ask(right("dance")))
    assert finding.rule == "core.act"
    assert "approve" in (finding.remedy or finding.text).en


def test_noted_rules_are_told_and_never_refuse() -> None:
    desk = desk_at("preparing")
    late = desk.ask(right("sign-plan", date(2024, 1, 1)))
    assert late.status is Status.ACCEPTED
    (note,) = late.findings
    assert (note.rule, note.noted, note.blocks, note.verdict.word) == ("in-time", True, False, "not-met")


def test_an_act_counts_for_the_days_before_it_as_the_centre_stood_then() -> None:
    desk = desk_at("preparing")
    assert desk.centre("c-1", date(2023, 6, 1)).stage == "asked"
    assert desk.centre("c-1", date(2023, 6, 2)).stage == "review"
    assert desk.ask(right("visit", date(2023, 6, 2))).status is Status.ACCEPTED
    assert codes(desk.ask(right("visit", date(2023, 6, 1)))) == ["core.stage"]


def test_what_an_act_clears_and_adds_is_seen_by_its_own_rules() -> None:
    edition = altered(lake(), "acts", "visit", brings=("committee",), adds=("committee",), requires=("one-third",))
    desk = desk_at("preparing", edition)
    more = right("visit", date(2023, 7, 1), facts={"committee": committee(1, 1)})
    assert only(desk.ask(more)).values == {"insiders": 3, "members": 7}
    cleared = altered(
        edition, "acts", "visit", brings=("committee",), adds=("committee",), clears=("committee",), requires=("one-third",)
    )
    again = Desk(cleared)
    again.events = desk.events
    assert only(again.ask(more)).values == {"insiders": 1, "members": 1}


def test_a_unit_cannot_name_itself_to_a_role_by_the_act_it_takes() -> None:
    desk = desk_at("preparing")
    stranger = "91110000600037341L"
    usurped = right("hand-over", date(2023, 7, 1), by=stranger, facts={"lead.code": stranger})
    assert codes(desk.ask(usurped)) == ["core.office"]
    assert desk.take(right("hand-over", date(2023, 7, 1), facts={"lead.code": stranger})).status is Status.ACCEPTED
    assert codes(desk.ask(right("rename", date(2023, 7, 2), by=UNIT))) == ["core.office"]
    assert desk.take(right("rename", date(2023, 7, 2), by=stranger)).status is Status.ACCEPTED


def test_a_grade_is_worked_out_anew_by_the_act_that_fixes_it_and_stands_for_every_other() -> None:
    desk = desk_at("accepting")
    desk.take(right("grade", date(2023, 6, 10), facts={"score": "59.999"}))
    assert desk.centre().value("grade") == "poor"
    desk.take(right("grade", date(2023, 6, 11), facts={"score": "60"}))
    assert desk.centre().value("grade") == "fair"
    assert desk.take(right("conclude", date(2023, 6, 12))).event is not None
    assert desk.centre().stage == "recognised"


def test_the_context_says_where_a_fact_comes_from_and_what_is_wrong_with_it() -> None:
    desk = desk_at("preparing")
    where = desk.context(right("visit", date(2023, 7, 1), facts={"visited": "no", "score": "3"}))
    assert [ill.fact for ill in where.ill] == ["visited", "score"]
    given = gather(desk.lawbook, desk.centre(), right("visit", date(2023, 7, 1)), desk.world(right("visit"))).facts
    assert given["centre.id"] == "c-1"
    assert given["centre.stage"] == "preparing"
    assert given["stage.since"] == date(2023, 6, 3)
    assert given["due.plan"] == date(2023, 7, 3)
    assert given["opens.acceptance"] == date(2026, 6, 4)
    assert given["running.objection"] == 0
    assert given["confirmed.Q1"] is False
    assert given["held.class"] == {"3511": "c-1"}


def test_the_day_of_a_plain_act_does_not_reach_into_the_future() -> None:
    desk = desk_at("preparing")
    desk.today = date(2023, 7, 1)
    assert desk.ask(right("visit", desk.today)).status is Status.ACCEPTED
    assert codes(desk.ask(right("visit", desk.today + timedelta(days=1)))) == ["core.future"]
