"""Awards: what they come to, how they are divided, and that no act pays, shares or asks back other than the edition says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import yunling
from tests.editions import altered, codes

from tic_core.kernel import awards, paying
from tic_core.kernel.awards import Uneven, divided, instalments_of, payers_of, rounded
from tic_core.model.act import Act
from tic_core.model.facts import Money
from tic_core.model.money import Figure, Incentive, Instalment, Payer, Rounding
from tic_core.model.receipt import Status
from tic_core.telling import incentive
from tic_core.text import both

CENTS = st.integers(1, 10**12).map(lambda cents: Money(Decimal(cents).scaleb(-2), "CNY"))
UNITS = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100), Decimal("0.05")])
WAYS = st.sampled_from(["down", "up", "half-up", "half-even"])
ROUNDINGS = st.builds(Rounding, UNITS, WAYS)
SHARES = st.lists(st.integers(1, 9), min_size=1, max_size=6).map(lambda parts: [Fraction(part, sum(parts)) for part in parts])


def founding() -> Incentive:
    found: Incentive = yunling.lawbook().edition.tables["incentives"]["founding"]
    return found


# ── sums against plain fractions ─────────────────────────────────────────────────────────────────────────────────────────


def plainly(amount: Fraction, unit: Decimal, way: str) -> Fraction:
    """An amount rounded, as it is done with pencil and paper."""
    size = Fraction(unit)
    low = floor(amount / size) * size
    high = low + size
    if amount == low:
        return low
    if way in ("down", "up"):
        return low if way == "down" else high
    nearest = [each for each in (low, high) if abs(amount - each) == min(amount - low, high - amount)]
    even = [each for each in nearest if (each / size) % 2 == 0]
    return nearest[0] if len(nearest) == 1 else high if way == "half-up" else even[0]


@given(amount=st.fractions(0, 10**10, max_denominator=10**6), rounding=ROUNDINGS)
def test_an_amount_is_rounded_as_with_pencil_and_paper(amount: Fraction, rounding: Rounding) -> None:
    assert Fraction(rounded(amount, rounding)) == plainly(amount, rounding.unit, rounding.way)


@given(award=CENTS, shares=SHARES, rounding=ROUNDINGS, rest=st.integers(0, 5))
def test_the_parts_of_an_award_add_up_to_it_exactly_and_each_is_its_share_rounded(
    award: Money, shares: list[Fraction], rounding: Rounding, rest: int
) -> None:
    names = {str(index): share for index, share in enumerate(shares)}
    last = str(rest % len(shares))
    wanted = {name: plainly(Fraction(award.amount) * share, rounding.unit, rounding.way) for name, share in names.items()}
    left = Fraction(award.amount) - sum((each for name, each in wanted.items() if name != last), Fraction(0))
    if left < 0:
        with pytest.raises(Uneven):
            divided(award, names, rounding, last)
        return
    found = divided(award, names, rounding, last)
    assert {name: Fraction(part.amount) for name, part in found.items()} == {**wanted, last: left}
    assert sum(part.amount for part in found.values()) == award.amount


@given(award=CENTS, shares=SHARES)
def test_without_a_rounding_only_what_divides_evenly_is_divided(award: Money, shares: list[Fraction]) -> None:
    names = {str(index): share for index, share in enumerate(shares)}
    evenly = all((Fraction(award.amount) * share * 100).denominator == 1 for share in shares[:-1])
    try:
        parts = divided(award, names, None, str(len(shares) - 1))
        assert evenly
        assert sum(part.amount for part in parts.values()) == award.amount
    except Uneven:
        assert not evenly


def test_shares_that_make_no_whole_divide_nothing_and_sums_that_are_not_the_award_neither() -> None:
    award = Money(Decimal("100.00"), "CNY")
    with pytest.raises(Uneven):
        divided(award, {"a": Fraction(1, 2), "b": Fraction(1, 3)}, None, "a")
    sums = tuple(Instalment(name, both(name), sum=f"{amount} CNY") for name, amount in (("a", "60.00"), ("b", "40.00")))
    printed = attrs.evolve(founding(), instalments=sums)
    assert instalments_of(printed, award) == {"a": Money(Decimal("60.00"), "CNY"), "b": Money(Decimal("40.00"), "CNY")}
    for wrong in ("99.99", "100.01"):
        with pytest.raises(Uneven):
            instalments_of(printed, Money(Decimal(wrong), "CNY"))
    with pytest.raises(Uneven):
        instalments_of(printed, Money(Decimal("100.00"), "EUR"))


def test_a_very_large_award_loses_no_digit() -> None:
    award = Money(Decimal("123456789012345678901234567890.01"), "CNY")
    two = (Payer("a", both("a"), Fraction(1, 3)), Payer("b", both("b"), Fraction(2, 3)))
    shared = attrs.evolve(founding(), payers=two, rounding=Rounding(Decimal("0.01"), "down", "b"))
    parts = payers_of(shared, award)
    assert parts["a"].amount == Decimal("41152263004115226300411522630.00")
    assert awards.total(part.amount for part in parts.values()) == award.amount
    with pytest.raises(Uneven):  # what is left over goes to a payer that is not there
        payers_of(attrs.evolve(shared, rounding=founding().rounding), award)


# ── what is approved ─────────────────────────────────────────────────────────────────────────────────────────────────────


def granting(amount: str, line: str = "oak-1", kind: str = "founding") -> Act:
    facts = {"award.line": line, "award.kind": kind, "award.sum": f"{amount} CNY", "award.payer": "p", "award.budget": "206"}
    return yunling.act("oak-grant", on=date(2025, 10, 1), facts=facts)


@pytest.mark.parametrize(("kind", "owed"), [("enterprise", "5000000.00"), ("institute", "10000000.00")])
def test_an_award_follows_the_kind_of_its_lead_unit(kind: str, owed: str) -> None:
    asked_for = yunling.act("oak-ask", facts={"lead.kind": kind})
    desk = yunling.desk()
    for name, each in yunling.acts().items():
        if name == "oak-grant":
            break
        assert desk.take(asked_for if name == "oak-ask" else each).status is Status.ACCEPTED
    assert codes(desk.ask(yunling.act("oak-grant", facts={"award.sum": f"{owed} CNY"}))) == []
    (finding,) = desk.ask(yunling.act("oak-grant", facts={"award.sum": "1.00 CNY"})).refusals
    assert (finding.rule, finding.cite, str(finding.limit)) == ("core.incentive-owed", "10", f"{owed} CNY")


AUDITED = yunling.oak()


@given(
    audited=st.integers(0, 10**9),
    share=st.fractions(0, 1, max_denominator=7),
    amount=st.integers(1, 4 * 10**8),
    printed=st.integers(1, 3 * 10**8),
)
@settings(max_examples=60, deadline=None)
def test_no_more_is_approved_than_the_cap_and_the_sum_allow(audited: int, share: Fraction, amount: int, printed: int) -> None:
    sum_ = Figure(sum=f"{Decimal(printed).scaleb(-2)} CNY")
    edition = altered(yunling.lawbook().edition, "incentives", "matching", amount=sum_, cap=Figure(fact="audited", share=share))
    desk = yunling.desk(edition)
    desk.events = [each for each in AUDITED.events if each.act != "oak-audit"]
    told = {"audited": f"{Decimal(audited).scaleb(-2)} CNY", "misused": False}
    assert desk.take(yunling.act("oak-audit", facts=told)).status is Status.ACCEPTED
    found = codes(desk.ask(granting(str(Decimal(amount).scaleb(-2)), "oak-2", "matching")))
    allowed = min(Fraction(audited, 100) * share, Fraction(printed, 100))
    assert found == ([] if Fraction(amount, 100) <= allowed else ["core.incentive-cap"])


def test_control_without_the_check_of_the_sum_more_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    over = granting("1333333.34", "oak-2", "matching")
    assert codes(AUDITED.ask(over)) == ["core.incentive-cap"]
    monkeypatch.setattr(paying, "_sum", lambda *told: iter(()))
    assert codes(AUDITED.ask(over)) == []


def test_what_is_discretionary_and_has_no_sum_is_what_the_decision_says() -> None:
    assert codes(yunling.oak().ask(granting("77.77", "oak-3", "prize"))) == []


def test_a_proposal_that_was_withheld_does_not_stand_in_the_way_of_another_line() -> None:
    desk = yunling.oak("oak-grant")
    assert codes(desk.ask(yunling.act("oak-grant", facts={"award.line": "oak-9"}))) == ["core.incentive-line"]
    withheld = Act("w", "withhold", date(2024, 3, 6), "yl-science", centre="oak", reason="另议", facts={"award.line": "oak-1"})
    assert desk.take(withheld).status is Status.ACCEPTED
    assert codes(desk.ask(yunling.act("oak-grant", facts={"award.line": "oak-9"}))) == []


# ── what is paid ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_line_keeps_its_parts_and_tells_what_is_drawn_of_each() -> None:
    (line,) = yunling.oak().centre("oak").incentives.values()
    third = Decimal("1666666.66")
    assert {name: part.amount for name, part in line.instalments.items()} == {
        "start": third,
        "middle": third,
        "end": third + Decimal("0.02"),
    }
    assert {name: part.amount for name, part in line.payers.items()} == {"province": Decimal(3500000), "city": Decimal(1500000)}
    told = incentive(line)
    assert told["instalments"] == [
        {"id": "start", "amount": "1666666.66 CNY", "drawn": "1666666.66 CNY"},
        {"id": "middle", "amount": "1666666.66 CNY", "drawn": "1166666.66 CNY"},
        {"id": "end", "amount": "1666666.68 CNY", "drawn": "0.00 CNY"},
    ]
    assert told["payers"][1] == {"id": "city", "amount": "1500000.00 CNY", "drawn": "500000.00 CNY"}
    assert [step["instalment"] for step in told["steps"]] == [None, None, "start", "start", "middle", None]
    assert told["steps"][-1]["ground"] == "half"


PAID = yunling.oak("oak-audit", without=("oak-pay-start-province", "oak-pay-start-city", "oak-pay-middle"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["start", "middle", "end", "x"]), st.sampled_from(["province", "city", "x"]), st.integers(1, 4 * 10**8)
    ),
    max_size=6,
)


@given(steps=STEPS, used=st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_no_instalment_and_no_payer_pays_more_than_its_part(
    steps: list[tuple[str, str, int]], used: bool
) -> None:
    """Against a plain tally: by the end all three instalments may be paid, the middle one only when it was determined."""
    desk = yunling.desk()
    desk.events = list(PAID.events)
    (line,) = desk.centre("oak").incentives.values()
    left = {name: Fraction(part.amount) for name, part in (*line.instalments.items(), *line.payers.items())}
    for number, (part, payer, cents) in enumerate(steps):
        amount = Decimal(cents).scaleb(-2)
        facts = {"award.part": part, "award.payer": payer, "award.sum": f"{amount} CNY"}
        said: dict[str, Any] = {"id": f"pay-{number}", "on": date(2025, 7, 1 + number), "facts": facts}
        said |= {} if used else {"determinations": ()}
        receipt = desk.take(yunling.act("oak-pay-middle", **said))
        lawful = "x" not in (part, payer) and amount <= min(left.get(part, 0), left.get(payer, 0)) and (used or part != "middle")
        assert (receipt.status is Status.ACCEPTED) is lawful, codes(receipt)
        if lawful:
            left[part] -= Fraction(amount)
            left[payer] -= Fraction(amount)
    (line,) = desk.centre("oak").incentives.values()
    drawn = {name: part.amount - line.drawn(instalment=name) for name, part in line.instalments.items()}
    drawn |= {name: part.amount - line.drawn(payer=name) for name, part in line.payers.items()}
    assert {name: Fraction(each) for name, each in drawn.items()} == left


@pytest.mark.parametrize(("check", "amount"), [("_instalment", "1666666.67"), ("_payer", "3500000.01")])
def test_control_without_the_check_of_the_parts_more_is_paid(check: str, amount: str, monkeypatch: pytest.MonkeyPatch) -> None:
    over = yunling.act("oak-pay-start-province", on=date(2025, 7, 1), facts={"award.sum": f"{amount} CNY"})
    before = codes(PAID.ask(over))
    monkeypatch.setattr(paying, check, lambda *told: iter(()))
    assert len(codes(PAID.ask(over))) == len(before) - 1


@given(amount=st.integers(1, 4 * 10**8), ground=st.sampled_from(["misuse", "half"]), misused=st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_more_is_asked_back_than_the_part_of_what_was_paid_that_its_ground_names(
    amount: int, ground: str, misused: bool
) -> None:
    desk = yunling.desk()
    desk.events = [each for each in AUDITED.events if each.act not in ("oak-claw-back", "oak-audit")]
    assert desk.take(yunling.act("oak-audit", facts={"misused": misused})).status is Status.ACCEPTED
    facts = {"award.sum": f"{Decimal(amount).scaleb(-2)} CNY", "award.ground": ground}
    paid = Fraction("2833333.32")
    lawful = misused and Fraction(amount, 100) <= (paid if ground == "misuse" else paid / 2)
    assert (desk.ask(yunling.act("oak-claw-back", facts=facts)).status is Status.ACCEPTED) is lawful
