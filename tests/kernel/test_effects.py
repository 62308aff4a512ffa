"""What an accepted act changes, what an event makes of a centre, and in which order events count."""

from __future__ import annotations

import copy
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.editions import DISTRICT, UNIT, Desk, altered, cite, committee, desk_at, extended, lake, right

from tic_core.kernel import corrections
from tic_core.kernel import evolve as evolving
from tic_core.kernel.context import reservation_key
from tic_core.kernel.corrections import legal_order
from tic_core.kernel.effects import titled
from tic_core.kernel.evolve import evolve, fold
from tic_core.model.answer import Proposal, ScoreResult, Sourced
from tic_core.model.edition import ActKind, Move, ProceedingKind, Step, Stepping
from tic_core.model.event import EFFECTS, Effect, Event, Law
from tic_core.model.facts import Money
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre, IncentiveStep, Moved, Proceeding
from tic_core.rules.kinds import AtMostPerKey
from tic_core.text import Text

NAME = Text("名", "name")
LAW = Law("lake-1", "lake-1", (), (), {})
JUNE_9 = date(2023, 6, 9)


def event(sequence: int, effective: date, *effects: Effect, precedence: int = 0, on: date | None = None) -> Event:
    return Event(
        sequence,
        sequence,
        "c-1",
        f"a-{sequence}",
        "act",
        "procedural",
        on or effective,
        effective,
        "o",
        "",
        LAW,
        effects,
        precedence=precedence,
    )


# ── one part after the other ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_a_centre_puts_it_under_its_edition_with_the_facts_as_brought() -> None:
    desk = desk_at("asked")
    assert [(effect.kind, effect.name) for effect in desk.events[0].effects] == [
        ("edition", "lake-1"),
        ("fact", "lead.code"),
        ("fact", "department"),
        ("fact", "name"),
        ("fact", "class.code"),
        ("stage", "asked"),
    ]
    centre = desk.centre()
    assert (centre.edition, centre.stage, centre.kind, centre.since) == ("lake-1", "asked", "CANDIDATE", date(2023, 6, 1))
    assert centre.path == [Moved("asked", "CANDIDATE", date(2023, 6, 1), 1, "apply")]
    assert {name: fact.value for name, fact in centre.facts.items()} == right("apply").facts
    assert centre.facts["class.code"].sequence == 1


def test_facts_are_exact_again_after_the_replay() -> None:
    centre = desk_at("preparing").centre()
    assert centre.value("budget") == Money(Decimal("800000.00"), "CNY")
    assert centre.value("committee")[0] == {"name": "n0", "ties": ("lead",)}
    assert centre.value("never") is None


def test_a_derived_fact_that_is_recorded_keeps_the_type_of_what_it_was_found_in() -> None:
    edition = altered(lake(), "acts", "sign-plan", records=("counted.from",), may_bring=("served",))
    desk = desk_at("preparing", edition)
    desk.take(right("sign-plan", JUNE_9, facts={"served": date(2023, 6, 5)}))
    assert desk.centre().value("counted.from") == date(2023, 6, 5)
    assert desk.ask(right("sign-plan", date(2023, 6, 10))).status is Status.ACCEPTED


def test_a_derived_fact_of_days_that_the_core_supplies_is_recorded_as_a_day() -> None:
    edition = altered(lake(), "acts", "sign-plan", records=("counted.from",))
    edition = altered(edition, "derived", "counted.from", of=("act.effective",))
    desk = desk_at("preparing", edition)
    desk.take(right("sign-plan", JUNE_9))
    assert desk.centre().value("counted.from") == JUNE_9


def test_facts_may_be_withdrawn_and_are_gone_for_the_rules_of_the_same_act() -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "visit", clears=("budget", "visited")))
    desk.take(right("visit", JUNE_9))
    centre = desk.centre()
    assert centre.value("budget") is None
    assert centre.value("visited") is True


def test_a_class_is_taken_exchanged_and_given_back() -> None:
    desk = desk_at("preparing")
    assert desk.centre().reservations == {"class": "3511"}
    desk.take(right("swap-class", JUNE_9))
    assert [effect.kind for effect in desk.events[-1].effects] == ["fact", "freed", "reserved"]
    assert desk.centre().reservations == {"class": "3621"}
    desk.take(right("withdraw", date(2023, 6, 10)))
    assert desk.centre().reservations == {}


def test_a_class_held_by_another_centre_cannot_be_taken() -> None:
    desk = desk_at("preparing").lead("apply", "forward", on=date(2023, 7, 1), apply={"centre": "c-2"}, forward={"centre": "c-2"})
    (finding,) = desk.ask(right("approve", date(2023, 7, 5), centre="c-2")).refusals
    assert (finding.rule, finding.values["holder"]) == ("class-free", "c-1")
    desk.take(right("withdraw", date(2023, 7, 6)))
    assert desk.ask(right("approve", date(2023, 7, 7), centre="c-2")).status is Status.ACCEPTED


def test_where_two_may_hold_a_class_each_takes_a_place_of_its_own_and_a_third_waits() -> None:
    shared = altered(lake(), "reservations", "class", most=2)
    rule = shared.tables["rules"]["class-free"]
    two = AtMostPerKey(id=rule.id, name=rule.name, cite=rule.cite, reservation="class", key=rule.key, most=2)
    desk = desk_at("preparing", attrs.evolve(shared, rules=tuple(two if each is rule else each for each in shared.rules)))
    for name in ("c-2", "c-3"):
        desk.lead("apply", "forward", on=date(2023, 7, 1), apply={"centre": name}, forward={"centre": name})
    desk.take(right("approve", date(2023, 7, 5), centre="c-2"))
    assert [desk.centre(name).reservations["class"] for name in ("c-1", "c-2")] == ["3511", "3511|#2"]
    (finding,) = desk.ask(right("approve", date(2023, 7, 7), centre="c-3")).refusals
    assert (finding.rule, finding.values["holder"], finding.margin) == ("class-free", ["c-1", "c-2"], -1)
    desk.take(right("withdraw", date(2023, 7, 8)))
    assert desk.take(right("approve", date(2023, 7, 9), centre="c-3")).status is Status.ACCEPTED
    assert desk.centre("c-3").reservations == {"class": "3511"}


def test_the_key_of_a_reservation_is_empty_while_a_part_of_it_is_unknown() -> None:
    lawbook = Desk(altered(lake(), "reservations", "class", key=("class.code", "department"))).lawbook
    assert reservation_key(lawbook, "class", {"class.code": "3511", "department": DISTRICT}) == "3511|north-shore"
    assert reservation_key(lawbook, "class", {"class.code": "3511"}) == ""


def test_a_centre_bears_the_name_of_its_stage_and_bears_it_anew_when_a_fact_in_it_changes() -> None:
    title = Text("湖区{name}中心（筹）", "lake {name} centre (preparing)")
    desk = desk_at("preparing", altered(lake(), "stages", "preparing", title=title))
    assert desk.centre().name == {"zh": "湖区芦苇中心（筹）", "en": "lake 芦苇 centre (preparing)"}
    desk.take(right("rename", JUNE_9))
    assert desk.centre().name["zh"] == "湖区菖蒲中心（筹）"
    desk.take(right("visit", date(2023, 6, 10)))
    assert [effect.kind for effect in desk.events[-1].effects] == ["fact"]


def test_a_fact_that_looks_like_a_place_is_put_in_as_it_is() -> None:
    assert titled("{a} of {b}, {c} and {d}", {"a": "{b}", "b": "{a}", "d": 3}) == "{b} of {a}, {c} and {d}"


def test_a_proceeding_is_opened_stepped_and_ended_beside_the_stage() -> None:
    desk = desk_at("review")
    desk.take(right("object", JUNE_9))
    desk.take(right("object", date(2023, 6, 10), about="second", by=DISTRICT))
    assert desk.centre().proceedings["second"] == Proceeding("second", "objection", "received", True, date(2023, 6, 10), 4)
    assert desk.context(right("visit", date(2023, 6, 11))).facts["running.objection"] == 2
    desk.take(right("answer", date(2023, 6, 12)))
    assert [(each.key, each.step, each.open) for each in desk.centre().proceedings.values()] == [
        ("objection", "dismissed", False),
        ("second", "received", True),
    ]
    assert desk.context(right("visit", date(2023, 6, 13))).facts["running.objection"] == 1
    assert desk.ask(right("object", date(2023, 6, 13))).status is Status.ACCEPTED


def test_about_names_a_proceeding_of_the_kind_the_act_steps_and_of_no_other() -> None:
    hearing = ProceedingKind("hearing", "appeal", NAME, (Step("received", NAME), Step("held", NAME, open=False)), cite("3"))
    summon = ActKind("summon", NAME, "procedural", ("bureau",), cite("3"), at=("review",), steps=(Stepping("hearing", "received"),))
    desk = desk_at("review", extended(extended(lake(), "proceedings", hearing), "acts", summon))
    desk.take(right("summon", JUNE_9))
    assert [finding.rule for finding in desk.ask(right("answer", JUNE_9, about="hearing")).refusals] == ["core.proceeding"]


def test_what_has_been_answered_is_not_answered_again() -> None:
    desk = desk_at("review")
    desk.take(right("object", JUNE_9))
    desk.take(right("answer", date(2023, 6, 10)))
    assert [finding.rule for finding in desk.ask(right("answer", date(2023, 6, 11))).refusals] == ["core.proceeding"]


def test_proposals_of_plugins_become_lines_of_the_incentive_ledger_with_their_source() -> None:
    desk = desk_at("accepting", altered(lake(), "acts", "grade", proposes=True))
    act = right("grade", JUNE_9)
    world = desk.world(act)
    world.answers = (
        Sourced(Proposal("prize", NAME, "19"), "tic-lake 1.0"),
        Sourced(ScoreResult({}, NAME, "17", ("Q2",)), "tic-lake 1.0"),
    )
    from tic_core.kernel.context import gather
    from tic_core.kernel.decide import decide

    receipt = decide(desk.lawbook, gather(desk.lawbook, desk.centre(), act, world), act)
    assert receipt.event is not None
    assert receipt.event.law.plugins == ("tic-lake 1.0",)
    assert receipt.event.law.assumptions == ("Q2",)
    centre = evolve(desk.centre(), receipt.event)
    (line,) = centre.incentives.values()
    assert (line.id, line.incentive, line.state, line.on, line.sequence) == ("prize#5", "prize", "proposed", JUNE_9, 5)
    assert line.steps == [IncentiveStep("proposed", JUNE_9, 5, act.id, cite="19", source="tic-lake 1.0")]
    assert line.approved is None


def test_an_act_that_does_not_move_leaves_the_stage_and_its_day_alone() -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "submit", moves=(Move(("preparing", "rectifying"), "preparing"),)))
    desk.take(right("submit", JUNE_9))
    assert desk.events[-1].effects == ()
    assert desk.centre().since == date(2023, 6, 3)


# ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_effect_of_the_closed_list_is_applied_and_an_unknown_one_changes_nothing() -> None:
    told = {"voided", "corrected", "signed", "delegation"}  # who decided too, and on whose delegation: on record, and no state
    assert set(evolving._APPLY) | told == set(EFFECTS)
    before = desk_at("preparing").centre()
    after = evolve(copy.deepcopy(before), event(9, JUNE_9, Effect("of-a-later-release", "x", {"deep": [1]}, "k", "t")))
    assert (after.sequence, after.number) == (9, 9)
    assert attrs.evolve(after, sequence=before.sequence, number=before.number) == before


def test_a_link_is_kept_by_its_name() -> None:
    assert evolve(Centre("c-1"), event(1, JUNE_9, Effect("link", "successor", key="c-2"))).links == {"successor": "c-2"}


def test_events_count_by_their_day_then_their_precedence_then_the_order_in_which_they_became_known() -> None:
    day, before = date(2024, 1, 2), date(2024, 1, 1)
    told = [
        event(1, day, precedence=1),
        event(2, day),
        event(3, day),
        event(4, before, precedence=5, on=day),
        event(5, day, precedence=-1),
    ]
    assert [each.sequence for each in sorted(told, key=legal_order)] == [4, 5, 2, 3, 1]


def test_the_last_event_in_that_order_has_the_last_word_however_they_come_in(chance: random.Random) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(4)]
    for _ in range(200):
        told = [
            event(n, chance.choice(days), Effect("fact", "x", n, type="whole"), precedence=chance.choice((-1, 0, 1)))
            for n in range(1, 9)
        ]
        last = max(told, key=lambda each: (each.effective, each.precedence, each.sequence))
        shuffled = chance.sample(told, len(told))
        assert fold("c-1", shuffled).value("x") == last.sequence
        assert fold("c-1", shuffled) == fold("c-1", told)
        assert fold("c-1", told).sequence == 8
        middle = [each for each in told if each.effective <= days[1]]
        assert fold("c-1", told, days[1]) == fold("c-1", middle)


def test_control_a_fold_in_the_order_of_knowledge_alone_is_found_out(
    monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    monkeypatch.setattr(corrections, "legal_order", lambda each: each.sequence)
    with pytest.raises(AssertionError):
        test_the_last_event_in_that_order_has_the_last_word_however_they_come_in(chance)


def test_an_act_that_counts_from_an_earlier_day_is_seen_from_that_day_on() -> None:
    desk = desk_at("preparing")
    desk.take(right("rename", date(2023, 6, 20), effective=date(2023, 6, 10)))
    assert desk.centre("c-1", date(2023, 6, 9)).value("name") == "芦苇"
    assert desk.centre("c-1", date(2023, 6, 10)).value("name") == "菖蒲"
    assert desk.centre().facts["name"].on == date(2023, 6, 10)


def test_nothing_known_is_a_subject_without_a_stage() -> None:
    centre = fold("c-9", [])
    assert (centre.id, centre.stage, centre.edition, centre.final) == ("c-9", "", "", False)


def test_replaying_an_event_leaves_the_event_as_it_was() -> None:
    for each in desk_at("recognised").events:
        kept = copy.deepcopy(each)
        centre = evolve(Centre("c-1"), each)
        centre.facts.clear()
        for duty in centre.duties.values():
            duty.done["x"] = JUNE_9
        assert each == kept


def test_the_fact_that_opens_a_role_is_the_one_on_record() -> None:
    desk = desk_at("asked")
    assert desk.centre().value("lead.code") == UNIT
    assert desk.ask(right("forward", JUNE_9)).status is Status.ACCEPTED


def test_a_centre_keeps_its_own_law_when_the_committee_grows(chance: random.Random) -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "visit", brings=("committee",), adds=("committee",)))
    for number in range(5):
        desk.take(right("visit", JUNE_9 + timedelta(days=number), facts={"committee": committee(0, chance.randint(0, 3))}))
    rows: Any = desk.centre().value("committee")
    assert len(rows) >= 6
    assert rows[:2] == ({"name": "n0", "ties": ("lead",)}, {"name": "n1", "ties": ("lead",)})
