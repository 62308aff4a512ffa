"""Bands, tables, exceptions, places and rules made of rules, by example; and every margin in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.facts import FactKind, Money, Term, Vocabulary
from tic_core.model.rule import Check, Names, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.kinds import (
    NOTES,
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Band,
    Comparison,
    Condition,
    Discretion,
    ExceptionTo,
    Exempt,
    InBands,
    Not,
    OneOf,
    Present,
    Row,
    Share,
    Table,
    Unique,
    Within,
    seats,
)
from tic_core.rules.reference import evaluate
from tic_core.text import Text

NAME = Text("名", "name")


def check(rule: Rule, facts: dict[str, Any] | None = None, *others: Rule) -> Check:
    return evaluate(rule, facts or {}, {each.id: each for each in (rule, *others)})


def within(**periods: Period) -> Within:
    return Within(id="r", name=NAME, start=("served", "dated"), end="end", **periods)


YES = OneOf(id="yes", name=NAME, fact="x", values=(1,))
NO = OneOf(id="no", name=NAME, fact="x", values=(2,))
OPEN = OneOf(id="open", name=NAME, fact="y", values=(1,))
JUDGED = Discretion(id="judged", name=NAME, question=NAME)


# ── bands, tables, exceptions, places ────────────────────────────────────────────────────────────────────────────────────────

GRADES = Vocabulary("grade", NAME, tuple(Term(each, Text(f"“{each}”级", each)) for each in ("poor", "pass", "good", "excellent")))
SCORE = FactKind("score", Text("分数", "the score"), "decimal", unit=Text("分", "points"))
STAFF = FactKind("staff", Text("人数", "staff"), "whole", unit=Text("人", "people"))
BUDGET = FactKind("budget", Text("预算", "the budget"), "money", currency="CNY")
NAMES = Names({each.id: each for each in (SCORE, STAFF, BUDGET)}, {"grade": GRADES}, {})
BANDS = (Band("excellent", from_=90), Band("good", above="79.5"), Band("pass", from_=60), Band("poor", from_=0))


def in_bands(*values: str) -> InBands:
    return InBands(id="r", name=NAME, fact="score", vocabulary="grade", bands=BANDS, values=values)


@pytest.mark.parametrize(
    ("score", "verdict", "margin", "said"),
    [
        ("90", Verdict.MET, "10.5", "10.5 points above the lower end of what is needed"),
        ("86.5", Verdict.MET, "7.0", "7.0 points above the lower end of what is needed; 3.5 points to “excellent”"),
        ("79.5", Verdict.NOT_MET, "0", "on the limit itself, which is not included"),
        ("60", Verdict.NOT_MET, "-19.5", "19.5 points short of what is needed"),
        ("-1", Verdict.UNKNOWN, None, None),
    ],
)
def test_a_number_lies_in_a_band_with_so_many_points_to_the_next(score: str, verdict: Verdict, margin: Any, said: Any) -> None:
    rule = in_bands("excellent", "good")
    found = check(rule, {"score": Decimal(score)})
    assert (found.verdict, found.margin) == (verdict, None if margin is None else Decimal(margin))
    text = rule.margin_text(found, NAMES)
    assert (text.en if text else None) == said


def test_a_number_above_the_accepted_bands_is_as_far_out_as_it_lies_over_their_upper_end() -> None:
    rule = in_bands("pass")
    found = check(rule, {"score": Decimal(95)})
    assert (found.verdict, found.margin) == (Verdict.NOT_MET, Decimal("-15.5"))
    assert rule.margin_text(found, NAMES) == Text("超出所需分档 15.5 分", "15.5 points above what is needed")


def table(hit: Any, *rows: Row) -> Table:
    return Table(id="r", name=NAME, hit=hit, rows=rows)


LARGE = Row((Condition("staff", at_least=50),), "met")
SMALL = Row((Condition("staff", below=50), Condition("route", ("fast",))), "not-met")
EXEMPT = Row((Condition("staff", below=50), Condition("route", ("slow",))), "not-applicable")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"staff": 50}, Verdict.MET),
        ({"staff": 3, "route": "fast"}, Verdict.NOT_MET),
        ({"staff": 3, "route": "slow"}, Verdict.NOT_APPLICABLE),
        ({"staff": 3}, Verdict.UNKNOWN),
        ({"staff": 3, "route": "third"}, Verdict.UNKNOWN),
        ({}, Verdict.UNKNOWN),
    ],
)
def test_the_row_that_fits_says_what_follows(facts: dict[str, Any], verdict: Verdict) -> None:
    for hit in ("unique", "first"):
        assert check(table(hit, LARGE, SMALL, EXEMPT), facts).verdict is verdict


def test_where_rows_meet_the_first_counts_or_nothing_is_known_and_the_check_says_why() -> None:
    rows = (LARGE, Row((Condition("staff", at_least=40),), "not-met"))
    assert check(table("first", *rows), {"staff": 60}).verdict is Verdict.MET
    found = check(table("unique", *rows), {"staff": 60})
    assert (found.verdict, found.note) == (Verdict.UNKNOWN, NOTES["rows-overlap"].fill(rows=["1", "2"]))
    assert check(table("unique", *rows), {"staff": 1}).note == NOTES["no-row"]


def test_a_row_that_may_fit_keeps_those_below_it_from_counting() -> None:
    rows = (Row((Condition("seen", is_=True),), "not-met"), Row((), "met"))
    assert [check(table("first", *rows), facts).verdict for facts in ({"seen": False}, {"seen": True}, {})] == [
        Verdict.MET,
        Verdict.NOT_MET,
        Verdict.UNKNOWN,
    ]


GATE = {name: OneOf(id=name, name=NAME, fact=name, values=(True,)) for name in ("farm", "pilot")}
GENERAL = Comparison(id="general", name=NAME, fact="months", at_most=36)
LONGER = Comparison(id="longer", name=NAME, fact="months", at_most=60)


@pytest.mark.parametrize(
    ("farm", "pilot", "months", "verdict"),
    [
        (False, False, 40, Verdict.NOT_MET),
        (True, False, 40, Verdict.MET),
        (True, False, 61, Verdict.NOT_MET),
        (False, True, 99, Verdict.NOT_APPLICABLE),
        (True, True, 1, Verdict.UNKNOWN),
        (None, False, 1, Verdict.UNKNOWN),
        (True, None, 1, Verdict.UNKNOWN),
    ],
)
def test_an_exception_stands_in_for_the_general_rule_and_two_together_leave_it_open(
    farm: Any, pilot: Any, months: int, verdict: Verdict
) -> None:
    rule = ExceptionTo(
        id="r", name=NAME, rule="general", exceptions=(Exempt("farm", Cite(11, 2), "longer"), Exempt("pilot", Cite(11, 3)))
    )
    found = check(rule, {"farm": farm, "pilot": pilot, "months": months}, GENERAL, LONGER, *GATE.values())
    assert found.verdict is verdict
    if farm and pilot:
        assert found.note == NOTES["exceptions-overlap"].fill(cites=[Cite(11, 2).text(), Cite(11, 3).text()])
    elif farm and pilot is False:
        assert found.note == NOTES["exception"].fill(cite=Cite(11, 2).text())


def places(most: int) -> AtMostPerKey:
    return AtMostPerKey(id="r", name=NAME, reservation="class", key=("code",), most=most)


@pytest.mark.parametrize(
    ("holders", "verdict", "margin"),
    [
        ((), Verdict.MET, 1),
        (("c-1",), Verdict.MET, 1),  # its own place
        (("c-2",), Verdict.MET, 0),
        (("c-2", "c-2"), Verdict.MET, 0),  # a centre counts once
        (("c-2", "c-3"), Verdict.NOT_MET, -1),
    ],
)
def test_so_many_centres_may_hold_one_thing_and_no_more(holders: tuple[str, ...], verdict: Verdict, margin: int) -> None:
    held = dict(zip(seats("3511", 2), holders, strict=False))
    found = check(places(2), {"code": "3511", "held.class": held, "centre.id": "c-1"})
    assert (found.verdict, found.margin) == (verdict, margin)


@given(st.sampled_from(["c-1", "c-2", None]), st.sampled_from(["3511", "3512", None]))
def test_at_most_one_per_key_is_unique(holder: str | None, code: str | None) -> None:
    facts = {"code": code, "held.class": {"3511": holder} if holder else {}, "centre.id": "c-1"}
    unique = Unique(id="u", name=NAME, reservation="class", key=("code",))
    assert check(places(1), facts).verdict is check(unique, facts).verdict


def test_places_of_one_key_are_never_places_of_another() -> None:
    assert seats("a", 3) == ("a", "a|#2", "a|#3")
    assert not set(seats("a|b", 9)) & set(seats("a", 9))


@pytest.mark.parametrize(
    ("n", "verdict", "margin"),
    [
        (1, Verdict.MET, 0),
        (2, Verdict.DISCRETION, None),
        (3, Verdict.UNKNOWN, None),
        (4, Verdict.NOT_MET, -3),
        (5, Verdict.NOT_MET, -4),
    ],
)
def test_at_least_n_is_the_nth_highest_of_what_applies(n: int, verdict: Verdict, margin: Any) -> None:
    never = OneOf(id="never", name=NAME, fact="x", values=(1,), when="no")
    rule = AtLeast(id="r", name=NAME, n=n, of=("never", "no", "open", "judged", "yes"))
    found = check(rule, {"x": 1}, never, YES, NO, OPEN, JUDGED)
    assert (found.verdict, found.margin) == (verdict, margin)
    assert check(AtLeast(id="r", name=NAME, n=1, of=("never",)), {"x": 1}, never, NO).verdict is Verdict.NOT_APPLICABLE


# ── margins in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def amount(rule: Rule, facts: dict[str, Any], *others: Rule) -> tuple[Any, str, str]:
    found = check(rule, facts, *others)
    said = rule.margin_text(found, NAMES)
    return found.margin, said.zh if said else "", said.en if said else ""


SHARE = Share(id="r", name=NAME, part="staff", whole="members", at_most=Fraction(1, 3))
MARGINS = [
    (SHARE, {"staff": 12, "members": 30}, (-2, "多 2 人", "2 people too many")),
    (SHARE, {"staff": 8, "members": 30}, (2, "还可增加 2 人", "room for 2 people more")),
    (Comparison(id="r", name=NAME, fact="staff", at_least=5), {"staff": 3}, (-2, "少 2 人", "2 people too few")),
    (Comparison(id="r", name=NAME, fact="staff", below=5), {"staff": 5}, (-1, "多 1 人", "1 people too many")),
    (
        Comparison(id="r", name=NAME, fact="score", at_least=60),
        {"score": Decimal("56.5")},
        (Decimal("-3.5"), "差 3.5 分", "3.5 points short"),
    ),
    (
        Comparison(id="r", name=NAME, fact="score", above=60),
        {"score": Decimal(60)},
        (0, "恰在界限上，而界限不含本数", "on the limit itself, which is not included"),
    ),
    (
        Comparison(id="r", name=NAME, fact="budget", at_most="100.00 CNY"),
        {"budget": Money(Decimal("120.50"), "CNY")},
        (Decimal("-20.50"), "超出 20.50 CNY", "20.50 CNY over"),
    ),
    (
        Comparison(id="r", name=NAME, fact="day", last=date(2024, 3, 1)),
        {"day": date(2024, 2, 29)},
        (1, "还有 1 日", "1 day left"),
    ),
    (within(within=Period(years=3)), {"served": date(2023, 1, 15), "end": date(2025, 11, 29)}, (47, "还有 47 日", "47 days left")),
    (within(within=Period(days=30)), {"served": date(2023, 3, 1), "end": date(2023, 4, 2)}, (-2, "晚 2 日", "2 days late")),
    (within(past=Period(days=30)), {"served": date(2023, 3, 1), "end": date(2023, 3, 30)}, (-2, "早 2 日", "2 days too early")),
    (Present(id="r", name=NAME, facts=("a", "b")), {"a": 1}, (-1, "缺 1 项", "1 missing")),
    (places(2), {"code": "3511", "held.class": {}, "centre.id": "c"}, (1, "还有 1 个名额（本中心之外）", "room for 1 more")),
    (OneOf(id="r", name=NAME, fact="x", values=(1,)), {"x": 2}, (None, "", "")),
]


@pytest.mark.parametrize(("rule", "facts", "expected"), MARGINS, ids=[each[2][2] or "nothing" for each in MARGINS])
def test_a_margin_is_said_in_words_with_its_unit(rule: Rule, facts: dict[str, Any], expected: tuple[Any, str, str]) -> None:
    assert amount(rule, facts) == expected


def test_of_rules_joined_the_margin_is_how_many_more_or_fewer_are_met() -> None:
    others = (YES, NO, OPEN)
    assert amount(All(id="r", name=NAME, of=("yes", "no")), {"x": 1}, *others) == (-1, "少满足 1 项", "1 too few are met")
    assert amount(Any_(id="r", name=NAME, of=("yes", "no")), {"x": 1}, *others) == (0, "刚好", "just enough")
    assert amount(All(id="r", name=NAME, of=("yes", "open")), {"x": 1}, *others)[0] is None


@given(st.integers(-5, 5), st.sampled_from(["at_least", "at_most", "above", "below"]))
def test_the_margin_of_the_opposite_is_negative_exactly_when_that_is_broken(value: int, bound: str) -> None:
    inner = Comparison(id="inner", name=NAME, fact="x", **{bound: 0})
    found = check(Not(id="r", name=NAME, rule="inner"), {"x": value}, inner)
    assert (found.margin < 0) == (found.verdict is Verdict.NOT_MET)
