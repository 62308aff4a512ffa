"""The incentive ledger: no money without a decision that names it, every step in its order, and sums a person can check."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.editions import PATHS, Desk, codes, funded, right

from tic_core.kernel import money
from tic_core.kernel.evolve import fold
from tic_core.kernel.money import LAWFUL, NEEDED, STATES
from tic_core.ledger.codec import decode, encode
from tic_core.model.act import Act
from tic_core.model.event import Effect, Event, Law
from tic_core.model.facts import Money
from tic_core.model.money import INCENTIVE_STEPS
from tic_core.model.receipt import Status

ACTS = {"propose": "proposed", "grant": "approved", "pay": "disbursed", "hold-back": "withheld", "claw-back": "recovered"}
DAY = date(2023, 6, 20)


def recognised() -> Desk:
    """A centre that is eligible for the prize."""
    return Desk(funded()).lead(*PATHS["recognised"])


def fund(kind: str, amount: str = "100.00", line: str = "2023-1", day: date = DAY, **facts: Any) -> Act:
    """An act on a line with everything in it that a decision names; a proposal names no amount."""
    told = {"fund.line": line, "fund.prize": "prize", "fund.payer": "财政局", "fund.budget": "2060499", **facts}
    told |= {} if kind in ("propose", "hold-back") else {"fund.sum": f"{amount} CNY"}
    return right(kind, day, facts=told, reason="考评优秀", document="湖科〔2023〕9号")


def taken(desk: Desk, *acts: Act) -> Desk:
    for act in acts:
        receipt = desk.take(act)
        assert receipt.status is Status.ACCEPTED, [finding.text.en for finding in receipt.refusals]
    return desk


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_line_keeps_each_step_with_its_money_its_payer_and_its_papers() -> None:
    desk = taken(
        recognised(), fund("propose"), fund("grant"), fund("pay", "60.00"), fund("pay", "40.00"), fund("claw-back", "25.50")
    )
    (line,) = desk.centre().incentives.values()
    assert (line.id, line.incentive, line.state) == ("2023-1", "prize", "recovered")
    assert (line.approved, line.disbursed, line.recovered) == (yuan("100.00"), yuan("100.00"), yuan("25.50"))
    assert (line.payer, line.budget) == ("财政局", "2060499")
    assert [(step.state, step.amount) for step in line.steps] == [
        ("proposed", None),
        ("approved", yuan("100.00")),
        ("disbursed", yuan("60.00")),
        ("disbursed", yuan("40.00")),
        ("recovered", yuan("25.50")),
    ]
    granted = line.steps[1]
    assert (granted.reason, granted.document, granted.payer) == ("考评优秀", "湖科〔2023〕9号", "财政局")
    assert (granted.act, granted.on, granted.budget) == ("grant-2023-06-20", DAY, "2060499")


def test_several_lines_of_one_incentive_are_told_apart() -> None:
    desk = taken(recognised(), fund("grant"), fund("grant", "7.00", "2023-2"), fund("pay", "7.00", "2023-2"))
    lines = desk.centre().incentives
    assert {name: (line.state, line.approved, line.disbursed) for name, line in lines.items()} == {
        "2023-1": ("approved", yuan("100.00"), None),
        "2023-2": ("disbursed", yuan("7.00"), yuan("7.00")),
    }


def test_nothing_is_moved_where_the_act_names_no_line() -> None:
    assert money.moved_lines(asked(recognised(), "visit")) == []


def asked(desk: Desk, kind: str) -> Any:
    from tic_core.kernel.asked import Asked

    act = right(kind, DAY)
    plan, context = desk.lawbook.plans[kind], desk.context(act)
    return Asked(desk.lawbook, context, act, plan, plan.outcomes[plan.compiled.run(context.vector)])


def test_the_table_of_lawful_steps_knows_every_step_and_every_state() -> None:
    assert set(NEEDED) == set(INCENTIVE_STEPS) == set(STATES) - {""} == set(LAWFUL) - {""}
    assert {step for steps in LAWFUL.values() for step in steps} == set(INCENTIVE_STEPS)


TO = {
    "": [],
    "proposed": ["propose"],
    "approved": ["grant"],
    "withheld": ["grant", "hold-back"],
    "disbursed": ["grant", "pay"],
    "recovered": ["grant", "pay", "claw-back"],
}


@pytest.mark.parametrize("state", TO)
@pytest.mark.parametrize("kind", ACTS)
def test_from_each_state_only_the_lawful_steps_are_taken(state: str, kind: str) -> None:
    desk = taken(recognised(), *(fund(each, "40.00") for each in TO[state]))
    found = codes(desk.ask(fund(kind, "1.00")))
    assert ("core.incentive-step" not in found) is (ACTS[kind] in LAWFUL[state])


@pytest.mark.parametrize(
    ("before", "act", "codes_"),
    [
        (["grant"], fund("pay", "100.00"), []),
        (["grant"], fund("pay", "100.01"), ["core.incentive-amount"]),
        (["grant", "pay"], fund("claw-back", "100.01"), ["core.incentive-amount"]),
        (["grant", "pay"], fund("claw-back", "100.00"), []),
        (["grant", "pay"], fund("pay", "0.01"), ["core.incentive-amount"]),
        (["grant", "hold-back"], fund("claw-back", "0.01"), ["core.incentive-amount"]),
        (["grant"], fund("pay", "-1"), ["core.incentive-amount"]),
        ([], fund("propose", **{"fund.sum": "1 CNY"}), ["core.incentive-amount"]),
    ],
)
def test_no_more_is_paid_than_was_granted_and_no_more_recovered_than_was_paid(
    before: list[str], act: Act, codes_: list[str]
) -> None:
    assert codes(taken(recognised(), *(fund(each) for each in before)).ask(act)) == codes_


@pytest.mark.parametrize("part", ["fund.sum", "fund.payer", "fund.budget"])
def test_no_amount_is_granted_unless_the_decision_names_it_its_payer_and_its_budget_line(part: str) -> None:
    act = fund("grant")
    without = {name: value for name, value in act.facts.items() if name != part}
    (finding,) = recognised().ask(right("grant", DAY, facts=without, reason="考评优秀")).refusals
    assert (finding.rule, dict(finding.values)) == ("core.incentive-basis", {part: None})


def test_what_was_proposed_may_be_granted_without_being_eligible_and_the_edition_may_let_an_act_go_beyond() -> None:
    preparing = Desk(funded()).lead(*PATHS["preparing"])
    assert codes(preparing.ask(fund("grant"))) == ["core.incentive-eligible"]
    assert codes(preparing.ask(fund("grant-anyway"))) == []
    assert codes(taken(preparing, fund("propose")).ask(fund("grant"))) == []


def test_a_step_counts_from_no_day_before_the_last_one_of_its_line() -> None:
    desk = taken(recognised(), fund("grant"))
    assert codes(desk.ask(fund("pay", day=date(2023, 6, 19)))) == ["core.incentive-step"]  # on that day nothing was granted


def test_a_proposal_recorded_before_lines_had_ids_is_still_read() -> None:
    law = Law("lake-1", "lake-1", (), (), {})
    old = Effect("incentive", "prize", {"cite": "19", "source": "tic-lake 1.0"}, type="proposed")
    event = Event(7, 3, "c-1", "a", "k", "favourable", DAY, DAY, "o", "", law, (old,))
    (line,) = fold("c-1", [decode(encode(event))]).incentives.values()
    assert (line.id, line.state, line.approved, line.steps[0].source) == ("prize#7", "proposed", None, "tic-lake 1.0")


# ── the sums against a plain tally ───────────────────────────────────────────────────────────────────────────────────────────

STEPS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 60)), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_is_asked_the_sums_never_leave_their_bounds(steps: list[tuple[str, int]]) -> None:
    desk, granted, paid, back = recognised(), 0, 0, 0
    for number, (kind, amount) in enumerate(steps):
        receipt = desk.take(fund(kind, f"{amount}.00", day=date(2023, 7, 1 + number)))
        if receipt.status is Status.ACCEPTED:
            granted += amount if kind == "grant" else 0
            paid += amount if kind == "pay" else 0
            back += amount if kind == "claw-back" else 0
            line = desk.centre().incentives["2023-1"]
            sums = [0 if each is None else each.amount for each in (line.approved, line.disbursed, line.recovered)]
            assert sums == [granted, paid, back]
            assert back <= paid <= granted


def test_control_without_the_check_of_the_sums_more_is_paid_than_was_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money, "_sums", lambda *told: iter(()))
    with pytest.raises(AssertionError):
        test_no_more_is_paid_than_was_granted_and_no_more_recovered_than_was_paid(
            ["grant"], fund("pay", "100.01"), ["core.incentive-amount"]
        )


def test_an_amount_that_cannot_be_read_is_told_as_such_and_an_earlier_one_is_not_weighed_in_its_place() -> None:
    desk = taken(recognised(), fund("grant"), fund("pay", "60.00"))
    for name, wrong in (("fund.sum", "40.00 EUR"), ("fund.sum", "forty"), ("fund.payer", 7), ("fund.prize", 7), ("fund.line", 7)):
        act = fund("pay", "40.00")
        assert codes(desk.ask(attrs.evolve(act, facts={**act.facts, name: wrong}))) == ["core.fact"]
