"""Corrections are events: what is struck out stays on record and moves nothing, and the past of what was known never changes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.editions import CORRECTING, PATHS, Desk, codes, correctable, desk_at, extended, funded, right

from tic_core.kernel import corrections
from tic_core.kernel.corrections import struck
from tic_core.kernel.evolve import fold
from tic_core.model.act import Act
from tic_core.model.event import Effect, Event, Law
from tic_core.model.facts import Money
from tic_core.model.receipt import Status

LAW = Law("lake-1", "lake-1", (), (), {})
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(5)]


def event(number: int, day: date, *effects: Effect, nature: str = "procedural") -> Event:
    return Event(number, number, "c-1", f"act-{number}", "kind", nature, day, day, "office", "", LAW, effects)


def plain_event(number: int, chance: random.Random) -> Event:
    """Something that happens to a centre: a fact, a stage, a reservation, a duty opened or done."""
    day, name = chance.choice(DAYS), chance.choice("xyz")
    owed = {"owner": "unit", "anchor": day.isoformat(), "cite": "1", "due": DAYS[-1].isoformat()}
    effect = chance.choice(
        [
            Effect("fact", name, number, type="whole"),
            Effect("fact", name),
            Effect("stage", name, type="CANDIDATE"),
            Effect("reserved", name, key=str(number)),
            Effect("freed", name),
            Effect("duty-opened", name, owed, key=name),
            Effect("duty-changed", name, {"period": ""}, key=name, type="discharged"),
        ]
    )
    return event(number, day, effect)


def voiding(number: int, gone: int, day: date) -> Event:
    return event(number, day, Effect("voided", f"act-{gone}", key=str(gone)), nature="corrective")


def correcting(number: int, wrong: int, day: date, *effects: Effect, effective: date | None = None) -> Event:
    told: dict[str, Any] = {"effects": [attrs.asdict(each) for each in effects]}
    told |= {"effective": effective.isoformat()} if effective else {}
    return event(number, day, Effect("corrected", f"act-{wrong}", told, key=str(wrong)), nature="corrective")


def life(chance: random.Random, length: int = 9) -> list[Event]:
    return [plain_event(number, chance) for number in range(1, length + 1)]


def same(one: Sequence[Event], other: Sequence[Event], day: date | None = None) -> bool:
    """Whether two histories leave the centre alike; how much of them is known may differ."""
    found = [attrs.evolve(fold("c-1", events, day), sequence=0, number=0) for events in (one, other)]
    return found[0] == found[1]


def test_what_is_voided_is_as_if_it_had_never_happened_on_any_day(chance: random.Random) -> None:
    for _ in range(300):
        events = life(chance)
        gone = chance.choice(events)
        corrected = [*events, voiding(10, gone.sequence, chance.choice(DAYS))]
        never = [each for each in events if each is not gone]
        assert all(same(corrected, never, day) for day in (*DAYS, None))
        assert fold("c-1", corrected).number == 10


def test_voiding_the_voiding_brings_the_first_back(chance: random.Random) -> None:
    for _ in range(200):
        events = life(chance)
        gone = chance.choice(events).sequence
        corrected = [*events, voiding(10, gone, DAYS[0]), voiding(11, 10, DAYS[0])]
        assert same(corrected, events)
        assert struck(corrected) == {10: 11}


def test_a_correction_commutes_with_what_has_nothing_to_do_with_it(chance: random.Random) -> None:
    for _ in range(200):
        events, day = life(chance), chance.choice(DAYS)
        gone = chance.choice(events).sequence
        beside = Effect("fact", "beside", 1, type="whole")
        before = [*events, event(10, day, beside), voiding(11, gone, day)]
        after = [*events, voiding(10, gone, day), event(11, day, beside)]
        told = [attrs.evolve(fold("c-1", each), sequence=0, number=0) for each in (before, after)]
        for each in told:
            each.facts["beside"] = attrs.evolve(each.facts["beside"], sequence=0)
        assert told[0] == told[1]


def test_what_was_known_at_a_moment_never_changes_afterwards(chance: random.Random) -> None:
    for _ in range(100):
        events = life(chance)
        for number in range(10, 16):
            wrong = chance.randrange(1, number)
            value = Effect("fact", "x", number, type="whole")
            more = chance.choice([voiding(number, wrong, DAYS[1]), correcting(number, wrong, DAYS[2], value)])
            events.append(more)
        known = [fold("c-1", events[:size]) for size in range(len(events) + 1)]
        assert known == [fold("c-1", [each for each in events if each.sequence <= size]) for size in range(len(events) + 1)]


def test_a_corrected_fact_counts_from_the_day_and_by_the_event_that_first_recorded_it() -> None:
    wrong = event(1, DAYS[1], Effect("fact", "x", 3, type="whole"))
    centre = fold("c-1", [wrong, correcting(2, 1, DAYS[3], Effect("fact", "x", 5, type="whole"))], DAYS[2])

    assert (centre.value("x"), centre.facts["x"].on, centre.facts["x"].sequence) == (5, DAYS[1], 1)


def test_a_day_can_be_corrected_too_and_the_order_of_events_follows_it() -> None:
    first, second = (event(n, DAYS[n], Effect("fact", "x", n, type="whole")) for n in (1, 2))
    earlier = correcting(3, 2, DAYS[3], *second.effects, effective=DAYS[0])

    assert fold("c-1", [first, second, earlier]).value("x") == 1
    assert fold("c-1", [first, second, earlier], DAYS[0]).value("x") == 2


def test_of_two_corrections_the_last_counts_and_when_it_is_voided_the_first() -> None:
    events = [event(1, DAYS[0], Effect("fact", "x", 1, type="whole"))]
    events += [correcting(n, 1, DAYS[0], Effect("fact", "x", n, type="whole")) for n in (2, 3)]

    assert fold("c-1", events).value("x") == 3
    assert fold("c-1", [*events, voiding(4, 3, DAYS[0])]).value("x") == 2


def test_control_a_fold_that_forgets_corrections_is_found_out(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "struck", lambda events: {})
    with pytest.raises(AssertionError):
        test_what_is_voided_is_as_if_it_had_never_happened_on_any_day(chance)


# ── acts that correct ────────────────────────────────────────────────────────────────────────────────────────────────────────

JUNE_9 = date(2023, 6, 9)
APPROVED = "approve-2023-06-03"


def desk(stage: str = "preparing") -> Desk:
    return desk_at(stage, correctable())


def entry(way: str, about: str, on: date = JUNE_9, **facts: Any) -> Act:
    return right(f"{way}-entry", on, about=about, reason="录入有误", facts=facts)


def open_consequences(at: Desk) -> list[str]:
    return sorted(key for key, each in at.centre().proceedings.items() if each.kind == "consequence" and each.open)


def test_a_voided_entry_leaves_the_centre_where_it_was_before_it_and_frees_what_it_held() -> None:
    at = desk()
    before = desk_at("review", correctable()).centre()
    assert at.centre().reservations

    assert at.take(entry("void", APPROVED)).status is Status.ACCEPTED

    centre = at.centre()
    assert (centre.stage, centre.reservations, centre.duties) == (before.stage, {}, {})


def test_a_corrected_fact_moves_the_duty_that_was_counted_from_it_and_leaves_the_stage_alone() -> None:
    at = desk()
    served = at.centre().duties["plan"].due
    assert at.take(entry("correct", APPROVED, served="2023-06-03")).status is Status.REFUSED  # it recorded no such fact

    at = desk_at("preparing", correctable(), approve={"facts": {**right("approve").facts, "served": date(2023, 6, 3)}})
    assert at.take(entry("correct", APPROVED, served=date(2023, 6, 1))).status is Status.ACCEPTED
    plan = at.centre().duties["plan"]
    assert (plan.anchor, at.centre().stage) == (date(2023, 6, 1), "preparing")
    assert plan.due is not None
    assert served is not None
    assert (served - plan.due).days == 2


def test_later_acts_of_offices_that_rested_on_it_are_listed_and_each_is_closed_by_a_person() -> None:
    at = desk("recognised")
    at.take(entry("void", APPROVED))
    left = open_consequences(at)
    assert left == ["consequence:conclude-2023-06-06", "consequence:grade-2023-06-05"]

    assert at.take(entry("uphold", "conclude-2023-06-06", date(2023, 6, 10))).status is Status.ACCEPTED
    assert at.take(entry("void", "grade-2023-06-05", date(2023, 6, 11))).status is Status.ACCEPTED
    assert open_consequences(at) == [
        "consequence:conclude-2023-06-06"
    ]  # the grade was annulled, and what rested on it is asked anew
    assert at.take(entry("redo", "conclude-2023-06-06", date(2023, 6, 12))).status is Status.ACCEPTED
    assert open_consequences(at) == []


def test_a_correction_of_one_fact_touches_only_acts_whose_rules_look_at_it() -> None:
    at = desk("recognised")
    at.take(entry("correct", APPROVED, budget="8.00 CNY"))

    assert at.centre().value("budget") == Money(Decimal("8.00"), "CNY")
    assert open_consequences(at) == []


def test_when_the_correction_is_voided_what_it_left_open_is_gone_with_it() -> None:
    at = desk("recognised")
    before = at.centre()
    at.take(entry("void", APPROVED))
    wrong = at.events[-1].act
    at.take(entry("void", wrong, date(2023, 6, 10)))

    after = at.centre()
    assert attrs.evolve(after, sequence=0, number=0) == attrs.evolve(before, sequence=0, number=0)


def test_a_wrong_value_is_corrected_by_one_that_fits_its_declaration_or_not_at_all() -> None:
    receipt = desk().ask(entry("correct", APPROVED, budget="8.00 EUR"))

    assert [finding.rule for finding in receipt.refusals] == ["core.fact"]


def test_a_correction_is_not_dated_before_the_entry_it_corrects() -> None:
    for way in ("void", "correct"):
        told = {} if way == "void" else {"budget": "7 CNY"}
        assert codes(desk().ask(entry(way, APPROVED, date(2023, 6, 2), **told))) == ["core.early"]
        assert desk().ask(entry(way, APPROVED, date(2023, 6, 3), **told)).status is Status.ACCEPTED


def test_a_day_put_right_does_not_lie_after_the_act_that_tells_of_it() -> None:
    served = {"facts": {**right("approve").facts, "served": date(2023, 6, 1)}}
    at = desk_at("preparing", correctable(), approve=served)

    assert codes(at.ask(entry("correct", APPROVED, served=date(2023, 6, 4)))) == ["core.ahead"]
    assert at.ask(entry("correct", APPROVED, served=date(2023, 6, 3))).status is Status.ACCEPTED


def test_a_second_correction_of_an_entry_keeps_what_the_first_put_right() -> None:
    served = {"facts": {**right("approve").facts, "served": date(2023, 6, 3)}}
    at = desk_at("preparing", correctable(), approve=served)
    at.take(entry("correct", APPROVED, budget="7.00 CNY"))
    at.take(entry("correct", APPROVED, date(2023, 6, 10), served=date(2023, 6, 1)))

    assert (at.centre().value("budget"), at.centre().value("served")) == (Money(Decimal("7.00"), "CNY"), date(2023, 6, 1))


def test_a_class_that_another_centre_holds_is_not_taken_by_a_correction() -> None:
    at = desk()
    at.take(right("swap-class", date(2023, 6, 5)))
    for kind in ("apply", "forward", "approve"):
        assert at.take(right(kind, date(2023, 6, 20), centre="c-2")).status is Status.ACCEPTED
    theirs = at.centre("c-2").value("class.code")

    refused = at.ask(entry("correct", "swap-class-2023-06-05", **{"class.code": theirs}))
    assert [(found.rule, found.cite) for found in refused.refusals] == [("core.held", "7")]
    assert "c-2" in refused.refusals[0].text.zh
    assert at.ask(entry("correct", "swap-class-2023-06-05", **{"class.code": "3629"})).status is Status.ACCEPTED


def paid() -> Desk:
    """A grant of 100, paid in two parts of 60 and 40, under an edition that corrects."""
    at = Desk(extended(funded(), "acts", *CORRECTING)).lead(*PATHS["recognised"])
    told = {"fund.line": "1", "fund.prize": "prize", "fund.payer": "财政局", "fund.budget": "206"}
    for day, kind, amount in ((7, "grant", 100), (8, "pay", 60), (9, "pay", 40)):
        act = right(kind, date(2023, 6, day), facts={**told, "fund.sum": f"{amount}.00 CNY"}, reason="考评优秀")
        assert at.take(act).status is Status.ACCEPTED
    return at


def test_a_corrected_payment_moves_the_incentive_ledger_and_a_later_payment_on_the_line_is_for_a_person() -> None:
    at = paid()
    assert at.take(entry("correct", "pay-2023-06-08", date(2023, 6, 10), **{"fund.sum": "6.00 CNY"})).status is Status.ACCEPTED
    assert at.centre().incentives["1"].disbursed == Money(Decimal("46.00"), "CNY")
    assert open_consequences(at) == ["consequence:pay-2023-06-09"]

    for wrong in ("0.00 CNY", "100.01 CNY"):
        refused = at.ask(entry("correct", "pay-2023-06-08", date(2023, 6, 10), **{"fund.sum": wrong}))
        assert codes(refused) == ["core.incentive-amount"]


def test_when_a_grant_is_struck_out_what_was_paid_on_it_is_for_a_person() -> None:
    at = paid()
    at.take(entry("void", "grant-2023-06-07", date(2023, 6, 10)))
    assert open_consequences(at) == ["consequence:pay-2023-06-08", "consequence:pay-2023-06-09"]
