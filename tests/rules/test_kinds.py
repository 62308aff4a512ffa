"""Each kind of rule by example: what it finds, how far off, and what would cure it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.dates import Calendar, Period, last_day
from tic_core.model.facts import Money
from tic_core.model.rule import DEPART, MET, NOT_MET, Check, Option, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.kinds import (
    BOUNDS,
    CORE_KINDS,
    CURES,
    NOTES,
    All,
    Any_,
    Comparison,
    CountedBy,
    Discretion,
    FactRef,
    Not,
    OneOf,
    Present,
    Share,
    Unique,
    Within,
    constant,
    kinds_by_name,
    literal,
)
from tic_core.rules.reference import evaluate
from tic_core.text import Text

NAME = Text("名", "name")


def check(rule: Rule, facts: dict[str, Any] | None = None, *others: Rule) -> Check:
    return evaluate(rule, facts or {}, {each.id: each for each in (rule, *others)})


def comparison(**bounds: Any) -> Comparison:
    return Comparison(id="r", name=NAME, fact="x", **bounds)


@pytest.mark.parametrize(
    ("bound", "included", "inside"),
    [
        ("at_least", True, 1),
        ("at_most", True, -1),
        ("above", False, 1),
        ("below", False, -1),
        ("first", True, 1),
        ("last", True, -1),
        ("after", False, 1),
        ("before", False, -1),
    ],
)
def test_the_name_of_a_bound_says_whether_its_end_is_included(bound: str, included: bool, inside: int) -> None:
    on_the_end = check(comparison(**{bound: 60}), {"x": 60})
    assert (on_the_end.verdict is Verdict.MET) == included
    assert on_the_end.margin == (0 if included else -1)
    assert check(comparison(**{bound: 60}), {"x": 60 + inside}).verdict is Verdict.MET
    assert check(comparison(**{bound: 60}), {"x": 60 - inside}).verdict is Verdict.NOT_MET


@given(st.sampled_from(sorted(BOUNDS)), st.integers(-100, 100), st.integers(-100, 100))
def test_the_margin_of_a_whole_number_or_a_day_is_negative_exactly_when_the_bound_is_broken(
    bound: str, value: int, limit: int
) -> None:
    found = check(comparison(**{bound: limit}), {"x": value})
    assert (found.margin < 0) == (found.verdict is Verdict.NOT_MET)
    assert (found.margin >= 0) == (found.verdict is Verdict.MET)


@given(st.sampled_from(sorted(BOUNDS)), st.decimals(-9, 9, places=2), st.decimals(-9, 9, places=2))
def test_the_margin_of_a_decimal_is_never_positive_when_the_bound_is_broken(bound: str, value: Decimal, limit: Decimal) -> None:
    found = check(comparison(**{bound: str(limit)}), {"x": value})
    # On an end that is excluded a decimal is broken by no measurable amount.
    assert found.margin >= 0 if found.verdict is Verdict.MET else found.margin <= 0
    assert found.verdict is Verdict.MET or found.margin < 0 or value == limit


def test_days_are_compared_as_days_and_the_margin_is_in_days() -> None:
    found = check(comparison(last=date(2024, 3, 1)), {"x": date(2024, 3, 3)})
    assert (found.verdict, found.margin) == (Verdict.NOT_MET, -2)
    assert found.cure == CURES["comparison"].fill(bound=BOUNDS["last"][2], limit=date(2024, 3, 1))


def test_amounts_are_compared_exactly() -> None:
    assert check(comparison(at_most="0.30 CNY"), {"x": Money(Decimal("0.1") + Decimal("0.2"), "CNY")}).verdict is Verdict.MET
    assert check(comparison(at_most="0.30 CNY"), {"x": Money(Decimal("0.301"), "CNY")}).verdict is Verdict.NOT_MET


def test_two_bounds_make_a_range_and_the_nearer_end_gives_the_margin() -> None:
    score = comparison(at_least=60, below=90)
    assert [check(score, {"x": x}).verdict for x in (59, 60, 89, 90)] == [
        Verdict.NOT_MET,
        Verdict.MET,
        Verdict.MET,
        Verdict.NOT_MET,
    ]
    assert [check(score, {"x": x}).margin for x in (59, 62, 88, 90)] == [-1, 2, 1, -1]


def test_a_limit_may_itself_be_a_fact_and_is_unknown_with_it() -> None:
    rule = comparison(last=FactRef("limit"))
    assert check(rule, {"x": date(2024, 3, 1), "limit": date(2024, 3, 1)}).verdict is Verdict.MET
    assert check(rule, {"x": date(2024, 3, 1)}).verdict is Verdict.UNKNOWN
    assert check(rule, {"limit": date(2024, 3, 1)}).verdict is Verdict.UNKNOWN
    assert check(rule, {"x": date(2024, 3, 1)}).values == {"x": date(2024, 3, 1), "limit": None}


@pytest.mark.parametrize(
    ("written", "meant", "compiled"),
    [
        (60, 60, "60"),
        ("60", Decimal(60), "60"),
        ("60.0", Decimal(60), "60"),
        ("59.5", Decimal("59.5"), "Decimal('59.5')"),
        ("-0.50", Decimal("-0.5"), "Decimal('-0.50')"),
        ("100.00 CNY", Decimal(100), "100"),
        (date(2024, 2, 29), date(2024, 2, 29).toordinal(), str(date(2024, 2, 29).toordinal())),
    ],
)
def test_a_limit_in_a_document_stands_for_one_exact_number(written: Any, meant: Any, compiled: str) -> None:
    assert literal(written) == meant
    assert constant(written) == compiled


def share(**bounds: Fraction) -> Share:
    return Share(id="r", name=NAME, part="part", whole="whole", **bounds)


def test_a_share_has_an_upper_bound_a_lower_bound_or_both_and_names_the_one_that_is_broken() -> None:
    both = share(at_least=Fraction(1, 4), at_most=Fraction(1, 2))
    assert [check(both, {"part": n, "whole": 8}).verdict for n in (1, 2, 4, 5)] == [
        Verdict.NOT_MET,
        Verdict.MET,
        Verdict.MET,
        Verdict.NOT_MET,
    ]
    few, many = check(both, {"part": 1, "whole": 8}), check(both, {"part": 5, "whole": 8})
    assert (few.limit, few.margin, many.limit, many.margin) == (Fraction(1, 4), -1, Fraction(1, 2), -1)
    assert few.cure == CURES["share-few"].fill(part=1, whole=8, limit="1/4", needed=2, short=1)


@given(
    st.integers(0, 50),
    st.integers(1, 50),
    st.fractions(0, 1, max_denominator=12),
    st.sampled_from(["at_most", "at_least"]),
)
def test_the_margin_of_a_share_is_in_whole_persons_and_negative_exactly_when_it_is_broken(
    part: int, whole: int, limit: Fraction, bound: str
) -> None:
    found = check(share(**{bound: limit}), {"part": part, "whole": whole})
    assert type(found.margin) is int
    assert (found.margin < 0) == (found.verdict is Verdict.NOT_MET)
    kept = Fraction(part, whole) <= limit if bound == "at_most" else Fraction(part, whole) >= limit
    assert kept == (found.verdict is Verdict.MET)


def test_a_share_of_money_is_exact_and_its_margin_is_money() -> None:
    rule = share(at_least=Fraction(1, 2))
    found = check(rule, {"part": Money(Decimal("49.99"), "CNY"), "whole": Money(Decimal(100), "CNY")})
    assert (found.verdict, found.margin) == (Verdict.NOT_MET, Fraction(-1, 100))
    assert check(rule, {"part": Money(Decimal(50), "CNY"), "whole": Money(Decimal(100), "CNY")}).verdict is Verdict.MET
    assert check(rule, {"part": Money(Decimal(0), "CNY"), "whole": Money(Decimal(0), "CNY")}).verdict is Verdict.UNKNOWN
    upper = check(share(at_most=Fraction(1, 3)), {"part": Decimal("1.2"), "whole": Decimal(4)})
    assert (upper.verdict, upper.margin) == (Verdict.MET, Fraction(2, 15))
    too_much = check(share(at_most=Fraction(1, 3)), {"part": Decimal(2), "whole": Decimal(4)})
    assert too_much.cure == CURES["share-much"].fill(part="2", whole="4", limit="1/3", allowed="4/3", over="2/3")


@pytest.mark.parametrize("whole", [None, 0, -3])
def test_a_share_of_nothing_is_unknown_never_satisfied(whole: int | None) -> None:
    found = check(share(at_most=Fraction(1, 3)), {"part": 0, "whole": whole})
    assert found.verdict is Verdict.UNKNOWN
    assert found.note == (NOTES["empty"] if whole == 0 else None)


def within(**periods: Period) -> Within:
    return Within(id="r", name=NAME, start=("served", "dated"), end="end", **periods)


def test_the_last_day_of_a_period_is_still_within_it_and_the_anchor_is_not_counted() -> None:
    rule = within(within=Period(days=30))
    days = [date(2023, 3, 30), date(2023, 3, 31), date(2023, 4, 1)]
    found = [check(rule, {"served": date(2023, 3, 1), "end": day}) for day in days]
    assert [each.verdict for each in found] == [Verdict.MET, Verdict.MET, Verdict.NOT_MET]
    assert [each.margin for each in found] == [1, 0, -1]
    assert found[2].cure == CURES["within"].fill(last=date(2023, 3, 31))


def test_past_a_period_means_after_its_last_day() -> None:
    rule = within(past=Period(years=1))
    days = [date(2027, 3, 9), date(2027, 3, 10), date(2027, 3, 11)]
    found = [check(rule, {"served": date(2026, 3, 10), "end": day}) for day in days]
    assert [each.verdict for each in found] == [Verdict.NOT_MET, Verdict.NOT_MET, Verdict.MET]
    assert [each.margin for each in found] == [-2, -1, 0]
    assert found[1].cure == CURES["past"].fill(last=date(2027, 3, 10))


def test_a_day_before_the_start_is_not_within_its_period() -> None:
    found = check(within(within=Period(days=30)), {"served": date(2023, 3, 10), "end": date(2023, 3, 8)})
    assert (found.verdict, found.margin, found.limit) == (Verdict.NOT_MET, -2, date(2023, 3, 10))
    assert found.cure == CURES["before"].fill(first=date(2023, 3, 10))
    assert check(within(within=Period(days=30)), {"served": date(2023, 3, 10), "end": date(2023, 3, 10)}).verdict is Verdict.MET


def test_the_first_known_start_counts_and_without_one_nothing_is_known() -> None:
    rule = within(within=Period(days=1))
    served, dated = date(2023, 3, 5), date(2023, 3, 1)
    assert check(rule, {"served": served, "dated": dated, "end": date(2023, 3, 6)}).verdict is Verdict.MET
    assert check(rule, {"dated": dated, "end": date(2023, 3, 6)}).verdict is Verdict.NOT_MET
    assert check(rule, {"end": dated}).verdict is Verdict.UNKNOWN
    assert check(rule, {"served": served}).verdict is Verdict.UNKNOWN


@given(
    st.dates(date(2019, 1, 1), date(2029, 12, 31)),
    st.integers(-800, 1600),
    st.sampled_from([Period(days=30), Period(months=1), Period(years=1), Period(years=3)]),
    st.sampled_from(["within", "past"]),
)
def test_the_margin_in_days_is_negative_exactly_when_the_period_is_not_kept(
    start: date, offset: int, period: Period, bound: str
) -> None:
    end = date.fromordinal(start.toordinal() + offset)
    found = check(within(**{bound: period}), {"served": start, "end": end})
    assert (found.margin < 0) == (found.verdict is Verdict.NOT_MET)
    last = last_day(start, period).last
    assert (found.verdict is Verdict.MET) == (start <= end <= last if bound == "within" else end > last)


def test_a_period_beyond_the_last_year_of_the_calendar_ends_with_it() -> None:
    facts = {"served": date(9998, 1, 1), "end": date(9999, 12, 31)}
    assert check(within(within=Period(years=3)), facts).verdict is Verdict.MET
    assert check(within(past=Period(years=3)), facts).verdict is Verdict.NOT_MET


def test_one_of_finds_the_value_in_the_list_or_says_what_it_should_be() -> None:
    rule = OneOf(id="r", name=NAME, fact="x", values=("a", "b"))
    assert check(rule, {"x": "b"}).verdict is Verdict.MET
    assert check(rule, {"x": "c"}).verdict is Verdict.NOT_MET
    assert check(rule, {"x": "c"}).cure == CURES["one-of"].fill(values=["a", "b"])
    assert check(rule, {}).verdict is Verdict.UNKNOWN


def test_absence_is_an_answer_to_present_and_an_empty_list_is_absence() -> None:
    rule = Present(id="r", name=NAME, facts=("a", "b"))
    assert check(rule, {"a": False, "b": 0}).verdict is Verdict.MET
    assert check(rule, {"a": (), "b": 0}).verdict is Verdict.NOT_MET
    missing = check(rule, {})
    assert (missing.verdict, missing.margin, missing.cure) == (Verdict.NOT_MET, -2, CURES["present"].fill(facts=["a", "b"]))


def test_a_class_is_free_for_its_own_holder_and_taken_for_everybody_else() -> None:
    rule = Unique(id="r", name=NAME, reservation="class", key=("code",))
    facts = {"code": "3511", "held.class": {"3511": "c-1"}}
    assert check(rule, {**facts, "centre.id": "c-1"}).verdict is Verdict.MET
    assert check(rule, {**facts, "centre.id": "c-2", "code": "3512"}).verdict is Verdict.MET
    taken = check(rule, {**facts, "centre.id": "c-2"})
    assert (taken.verdict, taken.values["holder"], taken.cure) == (Verdict.NOT_MET, "c-1", CURES["unique"].fill(holder="c-1"))
    assert check(rule, {"held.class": {}}).verdict is Verdict.UNKNOWN
    assert check(rule, {"code": "3511"}).verdict is Verdict.UNKNOWN


YES = OneOf(id="yes", name=NAME, fact="x", values=(1,))
NO = OneOf(id="no", name=NAME, fact="x", values=(2,))
OPEN = OneOf(id="open", name=NAME, fact="y", values=(1,))
JUDGED = Discretion(id="judged", name=NAME, question=NAME)


def test_all_tells_the_cure_of_every_part_that_is_broken() -> None:
    rule = All(id="r", name=NAME, of=("yes", "no", "open"))
    found = check(rule, {"x": 1}, YES, NO, OPEN)
    assert (found.verdict, found.values) == (Verdict.NOT_MET, {"x": 1, "y": None})
    assert found.cure == CURES["one-of"].fill(values=[2])


def test_any_is_met_by_one_of_its_parts() -> None:
    assert check(Any_(id="r", name=NAME, of=("no", "open", "yes")), {"x": 1}, YES, NO, OPEN).verdict is Verdict.MET


def test_not_turns_met_and_not_met_round_and_nothing_else() -> None:
    for other, verdict in ((YES, Verdict.NOT_MET), (NO, Verdict.MET), (OPEN, Verdict.UNKNOWN), (JUDGED, Verdict.DISCRETION)):
        assert check(Not(id="r", name=NAME, rule=other.id), {"x": 1}, other).verdict is verdict


def test_what_the_text_leaves_to_judgement_stays_open_and_shows_the_permitted_options() -> None:
    options = (Option("rectify", NAME), Option("revoke", NAME, permits=False))
    rule = Discretion(id="r", name=NAME, question=Text("问", "q"), choices=options)
    assert check(rule).verdict is Verdict.DISCRETION
    assert check(rule).note == Text("问", "q")
    assert rule.options() == options
    assert JUDGED.options() == YES.options() == (MET, NOT_MET)
    assert DEPART.permits


@pytest.mark.parametrize(
    ("gate", "verdict"),
    [(YES, Verdict.NOT_MET), (NO, Verdict.NOT_APPLICABLE), (OPEN, Verdict.UNKNOWN), (JUDGED, Verdict.UNKNOWN)],
)
def test_a_rule_applies_only_when_its_condition_is_met_and_stays_open_while_that_is_open(gate: Rule, verdict: Verdict) -> None:
    rule = OneOf(id="r", name=NAME, fact="x", values=(3,), when=gate.id)
    assert check(rule, {"x": 1}, gate).verdict is verdict


def test_a_condition_that_does_not_apply_leaves_its_rule_not_applicable() -> None:
    gate = OneOf(id="gate", name=NAME, fact="x", values=(1,), when="no")
    rule = OneOf(id="r", name=NAME, fact="x", values=(3,), when="gate")
    assert check(rule, {"x": 1}, gate, NO).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("said", "verdict"),
    [({}, Verdict.UNKNOWN), ({"Q1": True}, Verdict.UNKNOWN), ({"Q1": True, "Q2": True}, Verdict.NOT_MET)],
)
def test_a_breach_of_a_reading_not_yet_confirmed_is_unknown_where_the_rule_says_so(said: dict[str, bool], verdict: Verdict) -> None:
    rule = OneOf(id="r", name=NAME, fact="x", values=(3,), assumed=("Q1", "Q2"), unconfirmed="unknown")
    facts = {f"confirmed.{name}": value for name, value in said.items()}
    assert check(rule, {"x": 1, **facts}).verdict is verdict
    assert check(rule, {"x": 3, **facts}).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("many", "terms", "verdict"),
    [
        ("any", ("a", "c"), Verdict.MET),
        ("any", ("c", "d"), Verdict.NOT_MET),
        ("all", ("a", "b"), Verdict.MET),
        ("all", ("a", "c"), Verdict.NOT_MET),
        ("any", (), Verdict.UNKNOWN),
        ("all", (), Verdict.UNKNOWN),
        ("all", None, Verdict.UNKNOWN),
    ],
)
def test_of_several_terms_any_or_each_must_be_listed_as_the_rule_says(many: Any, terms: Any, verdict: Verdict) -> None:
    assert check(OneOf(id="r", name=NAME, fact="x", values=("a", "b"), many=many), {"x": terms}).verdict is verdict


# ── periods whose length is a fact, and working days ─────────────────────────────────────────────────────────────────────────


def test_the_length_of_a_period_may_be_a_fact_and_without_it_nothing_is_known() -> None:
    rule = within(within_by=CountedBy("months", "months"))
    dates = {"served": date(2024, 1, 31), "end": date(2024, 3, 1)}
    found = [check(rule, {**dates, "months": months}) for months in (1, 2, 0, -1, None)]
    assert [each.verdict for each in found] == [Verdict.NOT_MET, Verdict.MET, *[Verdict.UNKNOWN] * 3]
    assert found[0].limit == date(2024, 2, 29)
    assert found[4].values == {"served": date(2024, 1, 31), "dated": None, "end": date(2024, 3, 1), "months": None}


HOLIDAYS = Calendar(
    "days off", {2022: "notice"}, frozenset(date(2022, 10, day) for day in range(1, 8)), frozenset({date(2022, 10, 8)})
)


def test_working_days_are_those_of_the_calendar_and_of_a_year_without_one_provisionally_monday_to_friday() -> None:
    rule = within(past=Period(working_days=5))
    short = {"served": date(2022, 9, 29), "end": date(2022, 10, 11)}
    over = {"r": rule}
    assert evaluate(rule, short, over, HOLIDAYS).verdict is Verdict.NOT_MET
    assert evaluate(rule, {**short, "end": date(2022, 10, 13)}, over, HOLIDAYS).verdict is Verdict.MET
    assert evaluate(rule, short, over, HOLIDAYS).note is None
    next_year = evaluate(rule, {"served": date(2023, 9, 29), "end": date(2023, 10, 11)}, over, HOLIDAYS)
    assert (next_year.verdict, next_year.note) == (Verdict.MET, NOTES["provisional"])


def test_the_kinds_have_different_words_and_tell_what_they_read() -> None:
    assert len(kinds_by_name()) == len(CORE_KINDS) == 15
    assert comparison(at_least=FactRef("y"), below=3).reads() == ("x", "y")
    assert share(at_most=Fraction(1)).reads() == ("part", "whole")
    assert All(id="r", name=NAME, of=("a", "b")).parts() == ("a", "b")
    assert Not(id="r", name=NAME, rule="a").parts() == ("a",)
    assert YES.parts() == ()


def test_a_kind_that_forgets_a_form_says_so() -> None:
    bare = Rule(id="r", name=NAME)
    for form in (bare.reads, lambda: bare.check({}, check), lambda: bare.branches(str), lambda: bare.sentence(None)):  # type: ignore[arg-type]
        with pytest.raises(NotImplementedError):
            form()
