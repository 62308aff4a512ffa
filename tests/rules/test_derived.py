"""Derived facts: counted, summed, found first and put into bands, exactly; what is not known stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, getcontext, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.facts import Money
from tic_core.rules.derived import CORE_OPERATIONS, Band, Bands, Count, Derived, FirstKnown, Sum, Where
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


def test_every_operation_names_what_it_reads_and_the_type_of_its_result() -> None:
    made = (count(), Sum(id="s", name=NAME, of="rows", field="part"), FirstKnown(id="f", name=NAME, of=("a", "b")), GRADES)
    assert tuple(type(each) for each in made) == CORE_OPERATIONS
    assert [(each.op, each.type, each.reads()) for each in made] == [
        ("count", "whole", ("rows",)),
        ("sum", "decimal", ("rows",)),
        ("first-known", "any", ("a", "b")),
        ("bands", "term", ("score",)),
    ]
    assert [each.inline(str) is None for each in made] == [True, True, True, False]


def test_an_operation_that_forgets_a_form_says_so() -> None:
    bare = Derived(id="d", name=NAME)
    for form in (bare.reads, lambda: bare.value({})):
        with pytest.raises(NotImplementedError):
            form()
