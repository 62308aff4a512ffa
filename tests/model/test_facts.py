"""Facts fit their declaration exactly or are refused with what was expected; nothing is rounded or guessed on the way."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

from tic_core.model.facts import EXPECTED, FACT_TYPES, WRONG_CODES, FactKind, Misfit, Money, Term, Vocabulary, exact, plain
from tic_core.model.wire import restore, type_name
from tic_core.text import Text

NAME = Text("名", "name")
WORDS = {"v": Vocabulary("v", NAME, (Term("a", NAME), Term("b", NAME)))}


def kind(type_: str, **more: Any) -> FactKind:
    if type_ == "term":
        more = {"vocabulary": "v"} | more
    if type_ == "money":
        more = {"currency": "CNY"} | more
    return FactKind("x", NAME, type_, **more)


FIELDS = (
    kind("whole"),
    FactKind("day", NAME, "date", optional=True),
    FactKind("sums", NAME, "money", currency="CNY", optional=True),
)

FITTING: list[tuple[FactKind, Any, Any]] = [
    (kind("yes-no"), True, True),
    (kind("whole"), 3, 3),
    (kind("whole", least=3, most=3), 3, 3),
    (kind("decimal"), "12.50", Decimal("12.50")),
    (kind("decimal"), 12, Decimal(12)),
    (kind("decimal"), Decimal("-0.1"), Decimal("-0.1")),
    (kind("decimal", least="0", most="100"), "100.0", Decimal("100.0")),
    (kind("money"), "120000.00 CNY", Money(Decimal("120000.00"), "CNY")),
    (kind("money"), Money(Decimal(3), "CNY"), Money(Decimal(3), "CNY")),
    (kind("date"), date(2023, 3, 1), date(2023, 3, 1)),
    (kind("date"), "2024-02-29", date(2024, 2, 29)),
    (kind("text"), " 两端空白 ", "两端空白"),
    (kind("code"), "3511", "3511"),
    (kind("code", digits=(3, 4)), "351", "351"),
    (kind("code", check="uscc"), "9144 0300 MA5D A1234 X".replace(" ", ""), None),
    (kind("term"), "a", "a"),
    (kind("term", many=True), ["b", "a"], ("b", "a")),
    (kind("list", fields=FIELDS), [{"x": 1}, {"x": 2, "day": "2023-03-01"}], ({"x": 1}, {"x": 2, "day": date(2023, 3, 1)})),
    (kind("list", fields=FIELDS), (), ()),
]

STRANGE: list[tuple[FactKind, Any]] = [
    (kind("yes-no"), "false"),
    (kind("yes-no"), 0),
    (kind("whole"), True),
    (kind("whole"), "3"),
    (kind("whole"), 3.0),
    (kind("whole", least=3), 2),
    (kind("whole", most=3), 4),
    (kind("decimal"), 1.5),
    (kind("decimal"), "1e3"),
    (kind("decimal"), "NaN"),
    (kind("decimal"), Decimal("NaN")),
    (kind("decimal"), Decimal("Infinity")),
    (kind("decimal"), "1."),
    (kind("decimal"), "１２"),
    (kind("decimal"), "5\n"),
    (kind("decimal"), ""),
    (kind("decimal", most="100"), "100.01"),
    (kind("money"), "100"),
    (kind("money"), "100 USD"),
    (kind("money"), "CNY 100"),
    (kind("money"), "100 cny"),
    (kind("money", least="0"), "-0.01 CNY"),
    (kind("money"), 100),
    (kind("date"), datetime(2023, 3, 1, tzinfo=UTC)),
    (kind("date"), "2023-02-29"),
    (kind("date"), "2023-3-1"),
    (kind("date"), "2022-W30-1"),
    (kind("date"), "２０２３-03-01"),
    (kind("date"), "2023-03-01\n"),
    (kind("date"), 20230301),
    (kind("text"), "   "),
    (kind("text"), 3),
    (kind("text"), None),
    (kind("code"), "3511\n"),
    (kind("code"), "35 11"),
    (kind("code"), "a|b"),
    (kind("code"), "-a"),
    (kind("code", digits=(4,)), "351"),
    (kind("code", digits=(4,)), "３５１１"),
    (kind("code", check="uscc"), "91440300MA5DA12340"),
    (kind("term"), "c"),
    (kind("term"), ["a"]),
    (kind("term", many=True), "a"),
    (kind("term", many=True), ["a", "c"]),
    (kind("term", many=True), [1]),
    (kind("term", many=True), []),
    (kind("list", fields=FIELDS), {"x": 1}),
    (kind("list", fields=FIELDS), [1]),
    (kind("list", fields=FIELDS), [{}]),
    (kind("list", fields=FIELDS), [{"x": 1, "y": 2}]),
    (kind("list", fields=FIELDS), [{"x": "1"}]),
]


def told(each: Any) -> str:
    return f"{each[0].type} {each[1]!r}"[:60]


@pytest.mark.parametrize(
    ("declared", "given", "value"), [each for each in FITTING if each[2] is not None], ids=lambda each: str(each)[:40]
)
def test_a_value_that_fits_is_taken_exactly(declared: FactKind, given: Any, value: Any) -> None:
    found = exact(declared, given, WORDS)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("declared", "given"), STRANGE, ids=[told(each) for each in STRANGE])
def test_a_value_that_does_not_fit_is_refused_with_what_was_expected(declared: FactKind, given: Any) -> None:
    with pytest.raises(Misfit) as refused:
        exact(declared, given, WORDS)
    for text in (refused.value.what, refused.value.expected):
        assert text.zh
        assert text.en
        assert not re.search(r"\{\w+\}", text.zh + text.en)


def refusal(declared: FactKind, given: Any) -> Misfit:
    with pytest.raises(Misfit) as refused:
        exact(declared, given, WORDS)
    return refused.value


def test_no_term_at_all_is_said_to_be_missing_and_not_to_be_none() -> None:
    misfit = refusal(kind("term", many=True), [])
    assert (misfit.what.zh, misfit.what.en) == ("列表是空的，没有写明任何一项", "the list is empty and names no term")
    assert (misfit.expected.zh, misfit.expected.en) == ("应至少写明以下之一：a、b", "at least one of: a, b")


MEMBERS = kind(
    "list",
    distinct="person",
    fields=(FactKind("person", Text("人员", "person"), "code"), FactKind("votes", NAME, "whole", optional=True)),
)


def test_a_person_who_stands_in_a_list_twice_is_refused_by_name() -> None:
    members = [{"person": "p1"}, {"person": "p2", "votes": 1}, {"person": "p1", "votes": 3}, {"person": "p3"}]
    misfit = refusal(MEMBERS, members)
    assert misfit.what.zh == '人员 "p1" 出现不止一次'
    assert misfit.what.en == 'the person "p1" stands there more than once'
    assert misfit.expected.en == "records that each have a person of their own"
    assert len(exact(MEMBERS, members[:2], WORDS)) == 2


def test_records_that_leave_out_what_should_differ_do_not_repeat_it() -> None:
    votes = kind("list", distinct="day", fields=FIELDS)
    assert len(exact(votes, [{"x": 1}, {"x": 1}, {"x": 1, "day": "2023-03-01"}], WORDS)) == 3
    assert "2023-03-01" in refusal(votes, [{"x": 1, "day": "2023-03-01"}, {"x": 2, "day": date(2023, 3, 1)}]).what.en


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("true", '"true"'),
        (True, "true"),
        (3, "3"),
        ([], "[ ]"),
        ([1], "[ … ]"),
        ({"a": 1}, "{ … }"),
        ("x" * 500, '"' + "x" * 80 + "…" + '"'),
    ],
)
def test_a_value_is_shown_as_a_document_writes_it(given: Any, shown: str) -> None:
    misfit = refusal(kind("date"), given)
    assert misfit.what.en == f"the value {shown} is of the wrong type"
    assert misfit.what.zh == f"值 {shown} 的类型不对"


def test_a_value_that_is_not_known_is_told_in_the_language_of_the_sentence() -> None:
    misfit = refusal(kind("whole"), None)
    assert (misfit.what.zh, misfit.what.en) == ("值 未知 的类型不对", "the value unknown is of the wrong type")


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("123", "长度不对", "its length is wrong"),
        ("A1110000600037341L", "有不允许的字符", "it has characters that do not belong there"),
        ("91110000600037341M", "校验码不符", "its check character does not match"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_said_in_both_languages(code: str, zh: str, en: str) -> None:
    misfit = refusal(kind("code", check="uscc"), code)
    assert misfit.what.zh == f'统一社会信用代码 "{code}" 不正确：{zh}'
    assert misfit.what.en == f'the unified social credit code "{code}" is wrong: {en}'


def test_everything_that_the_check_of_credit_codes_can_find_has_its_words() -> None:
    assert {each.__name__ for each in (InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength)} == set(WRONG_CODES)


def test_a_credit_code_with_its_check_character_is_taken_in_one_spelling() -> None:
    declared = kind("code", check="uscc")
    full_width = "９１１１００００　６０００３７３４１ｌ"
    for spelling in ("91110000600037341L", "91110000600037341l", " 91110000 600037341-L", full_width):
        assert exact(declared, spelling, WORDS) == "91110000600037341L"


def test_every_type_is_tried_here_and_says_what_it_expects() -> None:
    assert (
        {declared.type for declared, *_ in FITTING}
        == {declared.type for declared, _ in STRANGE}
        == set(FACT_TYPES)
        == set(EXPECTED)
    )


amounts = st.decimals(-(10**20), 10**20, places=6, allow_nan=False)
values = st.one_of(
    st.tuples(st.just(kind("yes-no")), st.booleans()),
    st.tuples(st.just(kind("whole")), st.integers()),
    st.tuples(st.just(kind("decimal")), amounts),
    st.tuples(st.just(kind("money")), amounts.map(lambda amount: Money(amount, "CNY"))),
    st.tuples(st.just(kind("date")), st.dates()),
    st.tuples(st.just(kind("text")), st.text(min_size=1).map(str.strip).filter(bool)),
    st.tuples(st.just(kind("term", many=True)), st.lists(st.sampled_from("ab"), min_size=1).map(tuple)),
    st.tuples(
        st.just(kind("list", fields=FIELDS)),
        st.lists(
            st.fixed_dictionaries(
                {"x": st.integers()}, optional={"day": st.dates(), "sums": amounts.map(lambda a: Money(a, "CNY"))}
            )
        ).map(tuple),
    ),
)


@given(values)
def test_a_value_comes_back_from_the_wire_as_it_went(case: tuple[FactKind, Any]) -> None:
    declared, value = case
    wire = json.loads(json.dumps(plain(value)))
    back = restore(type_name(declared), wire)
    assert back == value
    assert type(back) is type(value)
    assert exact(declared, plain(value), WORDS) == value


def test_the_type_on_the_wire_says_enough_to_read_a_list_without_its_policy() -> None:
    assert type_name(kind("list", fields=FIELDS)) == "list(x:whole,day:date,sums:money)"
    assert type_name(kind("date")) == "date"
    assert restore("list()", []) == ()
    assert restore("list(x:whole)", [{"x": 1, "later": "kept"}]) == ({"x": 1, "later": "kept"},)


def test_an_amount_is_printed_with_its_currency() -> None:
    assert str(Money(Decimal("3.50"), "CNY")) == "3.50 CNY"
