"""Derived facts: counted, summed, found first and put into bands, exactly; what is not known stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.dates import Period
from tic_core.model.facts import FactKind, Money
from tic_core.rules.amounts import exactly
from tic_core.rules.derived import (
    CORE_OPERATIONS,
    Band,
    Bands,
    ByYear,
    Condition,
    Count,
    Derived,
    Entry,
    First,
    FirstKnown,
    Greatest,
    Last,
    Least,
    LookUp,
    Part,
    Portion,
    Rank,
    Running,
    ShareOf,
    Sum,
    Weighted,
    Where,
)
from tic_core.rules.kinds import FactRef
from tic_core.rules.reference import derive
from tic_core.text import Text

NAME = Text("名", "name")
INSIDE = Where("ties", ("lead", "partner"))
OLD = Where("age", ("old",))


def count(*where: Where) -> Count:
    return Count(id="n", name=NAME, of="rows", where=where)


def test_a_count_without_conditions_is_the_length_of_the_list() -> None:
    assert count().value({"rows": ({}, {}, {})}) == 3
    assert count().value({"rows": ()}) == 0
    assert count().value({}) is None


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        ({"ties": "lead", "age": "old"}, 1),
        ({"ties": ("none", "partner"), "age": "old"}, 1),
        ({"ties": (), "age": "old"}, None),  # a list of no terms says nothing
        ({"ties": (), "age": "young"}, 0),
        ({"ties": (), "age": ()}, None),
        ({"ties": "lead", "age": "young"}, 0),
        ({"ties": "none"}, 0),  # that the age is unknown changes nothing: the row is out already
        ({"ties": "lead"}, None),
        ({}, None),
    ],
)
def test_a_row_counts_when_it_fulfils_every_condition_and_is_unknown_where_it_turns_on_an_unknown(
    row: Any, counted: int | None
) -> None:
    assert count(INSIDE, OLD).value({"rows": (row,)}) == counted


def test_one_row_that_is_unknown_makes_the_count_unknown() -> None:
    assert count(INSIDE).value({"rows": ({"ties": "lead"}, {})}) is None


rows = st.lists(
    st.fixed_dictionaries({}, optional={"ties": st.sampled_from(["lead", "none", ("lead", "partner"), ()])}), max_size=20
)


@given(rows)
def test_counting_what_is_and_what_is_not_comes_to_the_whole(found: list[Any]) -> None:
    inside = count(Where("ties", ("lead", "partner"))).value({"rows": tuple(found)})
    known = all(row.get("ties", ()) != () for row in found)
    assert (inside is not None) == known
    if known:
        assert inside == sum(row["ties"] == "lead" or "lead" in row["ties"] for row in found)


def total(*parts: Any) -> Any:
    return Sum(id="s", name=NAME, of="rows", field="part").value({"rows": tuple({"part": part} for part in parts)})


def test_a_sum_is_exact_and_an_unknown_part_makes_it_unknown() -> None:
    assert total() == 0
    assert total(Decimal("0.1"), Decimal("0.2")) == Decimal("0.3")
    assert total(Money(Decimal("1.50"), "CNY"), Money(Decimal(2), "CNY")) == Decimal("3.50")
    assert total(1, None) is None
    assert Sum(id="s", name=NAME, of="rows", field="part").value({}) is None
    assert Sum(id="s", name=NAME, of="rows", field="part").value({"rows": ({},)}) is None


@given(st.lists(st.integers(-(10**42), 10**42), max_size=30), st.integers(1, 30))
def test_no_sum_is_rounded_whatever_the_callers_decimal_context(parts: list[int], digits: int) -> None:
    with localcontext() as context:
        context.prec = digits
        found = total(*(Decimal(part).scaleb(-12, getcontext().__class__(prec=60)) for part in parts))
    assert found.scaleb(12, getcontext().__class__(prec=60)) == sum(parts)


def test_the_first_known_fact_counts_even_when_it_says_no_or_nothing_much() -> None:
    first = FirstKnown(id="f", name=NAME, of=("served", "dated"))
    assert first.value({"served": date(2023, 3, 2), "dated": date(2023, 3, 1)}) == date(2023, 3, 2)
    assert first.value({"served": None, "dated": date(2023, 3, 1)}) == date(2023, 3, 1)
    assert first.value({"served": False, "dated": True}) is False
    assert first.value({}) is None


GRADES = Bands(
    id="grade",
    name=NAME,
    of="score",
    vocabulary="grade",
    bands=(Band("excellent", from_="90"), Band("good", above="79.5"), Band("pass", from_=60)),
)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "excellent"),
        ("90", "excellent"),
        ("90.000", "excellent"),
        ("89.999", "good"),
        ("79.501", "good"),
        ("79.5", "pass"),
        ("60", "pass"),
        ("59.999", None),
        ("0", None),
    ],
)
def test_a_band_holds_its_end_where_it_is_from_and_not_where_it_is_above(score: str, grade: str | None) -> None:
    assert GRADES.value({"score": Decimal(score)}) == grade


def test_without_a_score_there_is_no_grade() -> None:
    assert GRADES.value({}) is None


@given(st.decimals(0, 100, places=3) | st.integers(0, 100))
def test_bands_leave_no_gap_and_no_overlap_and_their_compiled_form_agrees(score: Any) -> None:
    ends = [
        band
        for band in GRADES.bands
        if (score >= Decimal(band.from_) if band.from_ is not None else score > Decimal(band.above or 0))
    ]
    expected = ends[0].term if ends else None
    assert GRADES.value({"score": score}) == expected
    inline = GRADES.inline(lambda name: name)
    assert eval(inline, {"score": score, "Decimal": Decimal}) == expected  # noqa: S307 - our own text, held to the plain reading


def test_amounts_are_banded_by_their_amount() -> None:
    assert GRADES.value({"score": Money(Decimal(90), "CNY")}) == "excellent"


def test_derived_facts_are_worked_out_in_order_and_never_over_what_is_on_record() -> None:
    chain = (
        Sum(id="score", name=NAME, of="rows", field="part"),
        GRADES,
        FirstKnown(id="final", name=NAME, of=("changed", "grade")),
    )
    facts = {"rows": ({"part": 50}, {"part": 45})}
    assert derive(facts, chain) == {**facts, "score": 95, "grade": "excellent", "final": "excellent"}
    assert derive({**facts, "grade": "pass"}, chain)["final"] == "pass"
    assert facts == {"rows": ({"part": 50}, {"part": 45})}


IT: dict[str, Any] = {"id": "it", "name": NAME}
ROWS: dict[str, Any] = {**IT, "of": "rows"}
KINDS = {
    "rows": FactKind(
        "rows",
        NAME,
        "list",
        fields=(FactKind("cost", NAME, "money", currency="CNY"), FactKind("grade", NAME, "term", vocabulary="v")),
    ),
    "n": FactKind("n", NAME, "whole"),
    "m": FactKind("m", NAME, "money", currency="CNY"),
    "day": FactKind("day", NAME, "date"),
}


def test_money_keeps_its_currency_when_it_is_summed_also_where_there_is_nothing_to_sum() -> None:
    spent = Sum(**ROWS, field="cost", currency="CNY")
    assert spent.value({"rows": ({"cost": Money(Decimal("1.50"), "CNY")}, {"cost": Money(Decimal(2), "CNY")})}) == Money(
        Decimal("3.50"), "CNY"
    )
    assert spent.value({"rows": ()}) == Money(Decimal(0), "CNY")


def test_a_sum_is_of_the_records_that_fulfil_the_conditions() -> None:
    recent = Sum(**ROWS, field="cost", where=(Where("year", at_least=2023),))
    assert recent.value({"rows": ({"cost": 1, "year": 2022}, {"cost": 2, "year": 2023}, {"cost": 4, "year": 2024})}) == 6
    assert recent.value({"rows": ({"cost": 1},)}) is None


def test_a_share_of_a_list_is_exact_and_of_no_records_there_is_none() -> None:
    share = ShareOf(**ROWS, where=(Where("months", below=9),), among=(Where("full-year", is_=True),))
    rows = ({"months": 8, "full-year": True}, {"months": 9, "full-year": True}, {"months": 1, "full-year": False})
    assert share.value({"rows": (*rows, rows[1])}) == Fraction(1, 3)
    assert share.value({"rows": rows[2:]}) is None


def test_what_began_by_the_day_and_has_not_ended_before_it_runs() -> None:
    day = date(2024, 5, 1)
    rows = (
        {"from": date(2024, 5, 1), "to": date(2024, 6, 1)},
        {"from": date(2024, 1, 1), "to": date(2024, 5, 1)},
        {"from": date(2024, 1, 1)},
        {"from": date(2024, 5, 2)},
        {"from": date(2024, 1, 1), "to": date(2024, 4, 30)},
    )
    assert Running(**ROWS, began="from", ended="to").value({"rows": rows, "act.on": day}) == 3


def test_a_record_counts_while_the_day_lies_in_the_term_counted_from_it() -> None:
    recent = Count(**ROWS, where=(Where("granted", within=Period(years=3)),))
    rows = tuple({"granted": day} for day in (date(2021, 3, 1), date(2021, 3, 2), date(2024, 3, 1), date(2024, 3, 2)))
    assert recent.value({"rows": rows, "act.on": date(2024, 3, 1)}) == 3
    assert recent.value({"rows": rows}) is None


GRADED = ({"year": 2021, "grade": "good"}, {"year": 2023, "grade": "poor"}, {"year": 2022, "grade": "good"})


def test_the_first_and_the_last_are_told_by_year_whatever_the_order_of_the_records() -> None:
    assert First(**ROWS, by="year", field="grade").value({"rows": GRADED}) == "good"
    assert Last(**ROWS, by="year", field="grade").value({"rows": GRADED}) == "poor"
    assert Last(**ROWS, by="year", field="grade", skip=1).value({"rows": GRADED}) == "good"
    assert Last(**ROWS, by="year", field="grade", skip=3).value({"rows": GRADED}) is None


def test_two_records_of_one_year_that_differ_leave_it_open_which_is_meant() -> None:
    twice = (*GRADED, {"year": 2023, "grade": "good"})
    assert Last(**ROWS, by="year", field="grade").value({"rows": twice}) is None
    assert Last(**ROWS, by="year", field="grade", skip=1).value({"rows": twice}) == "good"
    assert ByYear(**ROWS, by="year", year=2023, field="grade").value({"rows": twice}) is None


def test_the_year_before_that_of_a_day_is_found_by_its_number() -> None:
    before = ByYear(**ROWS, by="year", year=FactRef("act.on"), before=1, field="grade")
    assert before.value({"rows": GRADED, "act.on": date(2024, 2, 29)}) == "poor"
    assert before.value({"rows": GRADED, "act.on": date(2030, 1, 1)}) is None


def test_equal_scores_share_the_better_rank() -> None:
    rows = tuple({"centre": name, "score": score} for name, score in (("a", 90), ("b", 85), ("c", 85), ("d", 60)))
    ranks = [Rank(**ROWS, by="score", key="centre").value({"rows": rows, "centre.id": name}) for name in "abcdz"]
    assert ranks == [1, 2, 2, 4, None]
    assert Rank(**ROWS, by="score", key="centre", best="lowest").value({"rows": rows, "centre.id": "d"}) == 1


@given(st.permutations([{"centre": name, "score": score} for name, score in (("a", 1), ("b", 2), ("c", 2), ("d", 3))]))
def test_a_rank_does_not_depend_on_the_order_of_the_cohort(rows: list[Any]) -> None:
    assert Rank(**ROWS, by="score", key="centre").value({"rows": tuple(rows), "centre.id": "b"}) == 2


def test_points_are_weighted_and_capped_part_by_part_and_then_as_a_whole() -> None:
    points = Weighted(
        **IT,
        parts=(Part("papers", Decimal(2), Decimal(30)), Part("income", Decimal("0.4")), Part("award", Decimal(5))),
        at_most=Decimal(100),
    )
    facts = {"papers": 20, "income": Decimal("12.5"), "award": True}
    assert points.value(facts) == Decimal("40.0")
    assert points.value({**facts, "income": 1000}) == 100
    assert points.value({**facts, "award": None}) is None


def test_the_least_and_the_greatest_need_every_part() -> None:
    amounts = {"a": Money(Decimal(5), "CNY"), "b": Money(Decimal(3), "CNY")}
    assert Least(**IT, of=("a", "b")).value(amounts) == amounts["b"]
    assert Greatest(**IT, of=("a", "b")).value({"a": date(2024, 1, 1), "b": date(2023, 1, 1)}) == date(2024, 1, 1)
    assert Greatest(**IT, of=("a", "c")).value(amounts) is None


def test_a_portion_has_a_floor_and_a_ceiling_and_is_never_rounded() -> None:
    grant = Portion(**IT, of="spent", portion=Fraction(3, 10), at_least="1.00 CNY", at_most=FactRef("ceiling"))
    ceiling = Money(Decimal(500000), "CNY")
    for spent, granted in (("0.01", "1.00"), ("10.01", "3.003"), ("9000000", "500000")):
        found = grant.value({"spent": Money(Decimal(spent), "CNY"), "ceiling": ceiling})
        assert found == Money(Decimal(granted), "CNY")
    assert grant.value({"spent": Money(Decimal(1), "CNY")}) is None


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_portion_is_exact_where_its_denominator_has_no_factors_but_two_and_five(numerator: int, denominator: int) -> None:
    share = Fraction(numerator, denominator)
    finite = 10**20 % share.denominator == 0
    assert exactly(share) == finite


def test_a_look_up_gives_what_the_row_that_fits_says_in_exact_form() -> None:
    award = LookUp(
        **IT,
        gives="money",
        currency="CNY",
        hit="unique",
        rows=(Entry((Condition("grade", ("good",)),), "5.00 CNY"), Entry((Condition("grade", ("poor",)),), "0 CNY")),
    )
    assert award.value({"grade": "good"}) == Money(Decimal("5.00"), "CNY")
    assert award.value({"grade": "none"}) is award.value({}) is None
    limit = LookUp(**IT, gives="share", hit="first", rows=(Entry((), "1/3"),))
    assert limit.value({}) == Fraction(1, 3)


def test_every_operation_names_what_it_reads_and_the_type_of_its_result() -> None:
    cut = (Where("grade", one_of=("good",)), Where("cost", below=FactRef("m")))
    made = (
        (Count(**ROWS, where=cut), "whole", ("rows", "m")),
        (ShareOf(**ROWS, among=cut), "share", ("rows", "m")),
        (Sum(**ROWS, field="cost", currency="CNY"), "money", ("rows",)),
        (Running(**ROWS, began="a", ended="b"), "whole", ("rows", "act.on")),
        (First(**ROWS, by="year", field="grade"), "term", ("rows",)),
        (Last(**ROWS, by="year", field="cost"), "money", ("rows",)),
        (ByYear(**ROWS, by="year", field="cost", year=FactRef("n")), "money", ("rows", "n")),
        (Rank(**ROWS, by="cost", key="x"), "whole", ("rows", "centre.id")),
        (Weighted(**IT, parts=(Part("n", Decimal(1), FactRef("cap")),)), "decimal", ("n", "cap")),
        (Least(**IT, of=("day", "other")), "date", ("day", "other")),
        (Greatest(**IT, of=("m",)), "money", ("m",)),
        (Portion(**IT, of="n", portion=Fraction(1, 2)), "decimal", ("n",)),
        (LookUp(**IT, gives="code", hit="first", rows=(Entry((Condition("n", above=FactRef("m")),), "a"),)), "code", ("n", "m")),
        (FirstKnown(**IT, of=("other", "n")), "whole", ("other", "n")),
        (GRADES, "term", ("score",)),
    )
    assert tuple(type(each) for each, _, _ in made) == CORE_OPERATIONS
    for each, kind, reads in made:
        found = each.result(KINDS.get)
        assert (found.type if found else None, each.reads()) == (kind, reads), each.op
        assert bool(found and found.currency) == (kind == "money")
        assert each.type in (kind, "any")
    assert [each.op for each, _, _ in made if each.inline(str) is not None] == ["bands"]


def test_a_result_whose_type_nobody_knows_is_not_made_up() -> None:
    for each in (FirstKnown(**IT, of=("x",)), Least(**IT, of=("x",)), Portion(**IT, of="x", portion=Fraction(1))):
        assert each.result(KINDS.get) is None
    assert First(**ROWS, by="x", field="nothing").result(KINDS.get) is None


def test_an_operation_that_forgets_a_form_says_so() -> None:
    bare = Derived(id="d", name=NAME)
    for form in (bare.reads, lambda: bare.value({})):
        with pytest.raises(NotImplementedError):
            form()
