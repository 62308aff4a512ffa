"""Art. 17: the panel's mean is exact, its printing is a stated convention, and nothing is guessed."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.hooks.facade import Answers
from tic_core.model.answer import ScoreResult
from tic_core.model.edition import Identity
from tic_core.text import Text
from tic_weihai.scoring import BANDS, GRADE, MESSAGES, SCORE, printed, tic_aggregate_scores

SCHEME = (
    {"grade": "excellent", "from": Decimal(90)},
    {"grade": "good", "from": Decimal(75)},
    {"grade": "qualified", "from": Decimal(60)},
    {"grade": "unqualified", "from": Decimal(0)},
)


def sheets(*scores: str | None, tied: tuple[int, ...] = (), to: str = "lead") -> tuple[dict[str, Any], ...]:
    """One sheet for each score; ``tied`` are the places of experts who must stand aside, being tied ``to`` somebody."""
    rows = []
    for place, score in enumerate(scores):
        row: dict[str, Any] = {"expert": f"e{place}", "ties": ("outside", to) if place in tied else ("outside",)}
        rows.append(row if score is None else row | {"score": Decimal(score)})
    return tuple(rows)


@pytest.fixture
def ask(answers: Answers, edition: Identity) -> Any:
    def result(rows: Any, bands: Any = SCHEME) -> Any:
        facts = {} if bands is None else {BANDS: bands}
        told = answers.aggregate_scores("fix-result", rows, facts, edition)
        return None if told is None else told.answer

    return result


def proposed(result: ScoreResult) -> tuple[Any, Any]:
    return result.facts[SCORE], result.facts[GRADE]


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "excellent"),
        ("90.01", "excellent"),
        ("90.00", "excellent"),
        ("89.99", "good"),
        ("75.01", "good"),
        ("75", "good"),
        ("74.99", "qualified"),
        ("60.01", "qualified"),
        ("60", "qualified"),
        ("59.99", "unqualified"),
        ("0", "unqualified"),
    ],
)
def test_a_band_begins_exactly_at_its_lower_end(ask: Any, score: str, grade: str) -> None:
    assert proposed(ask(sheets(score))) == (f"{Decimal(score):.2f}", grade)
    assert proposed(ask(sheets(score, score, score))) == (f"{Decimal(score):.2f}", grade)


def test_the_mean_is_that_of_the_exact_scores(ask: Any) -> None:
    result = ask(sheets("85", "86", "86"))
    assert result.facts[SCORE] == "85.67"
    assert "257/3" in result.why.en
    assert "四舍五入" in result.why.zh


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (Fraction(899949, 10000), "89.99"),
        (Fraction(89995, 1000), "90.00"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1000000), "0.00"),
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(200, 3), "66.67"),
        (Fraction(100, 3), "33.33"),
        (Fraction(1015, 1000), "1.02"),  # a float would say 1.01
        (Fraction(1025, 1000), "1.03"),  # half to even would say 1.02
    ],
)
def test_the_mean_is_printed_with_two_decimals_half_up(mean: Fraction, said: str) -> None:
    assert printed(mean) == said


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=30))
def test_the_printed_mean_is_the_exact_one_rounded_half_up(scores: list[Decimal]) -> None:
    mean = Fraction(sum(map(Fraction, scores)), len(scores))
    with localcontext() as context:
        context.prec = 60
        expected = (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert printed(mean) == str(expected)


@given(st.permutations(["85", "86.5", "91.25", "77", "60"]))
def test_the_order_of_the_sheets_does_not_count(scores: list[str]) -> None:
    identity: Any = attrs.make_class("Identity", ["id"])("weihai-2022")
    told = tic_aggregate_scores(sheets(*scores), {}, identity)
    assert told is not None
    assert told.facts[SCORE] == "79.95"


@pytest.mark.parametrize(("scores", "mean"), [(("89.99", "90", "90"), "90.00"), (("59.995",), "60.00")])
def test_no_grade_hangs_on_the_rounding(ask: Any, scores: tuple[str, ...], mean: str) -> None:
    result = ask(sheets(*scores))
    assert proposed(result) == (mean, None)
    assert "different bands" in result.why.en


def test_the_mean_of_89_99_and_90_01_is_excellent(ask: Any) -> None:
    assert proposed(ask(sheets("89.99", "90.01"))) == ("90.00", "excellent")


@pytest.mark.parametrize("to", ["lead", "co-builder", "host", "own-staff"])
def test_experts_who_must_stand_aside_are_left_out_and_that_is_said(ask: Any, to: str) -> None:
    result = ask(sheets("95", "10", "91", tied=(1,), to=to))
    assert proposed(result) == ("93.00", "excellent")
    assert "(2; 1 left out, as their experts must stand aside)" in result.why.en
    assert "另 1 份因应回避未计" in result.why.zh


def test_an_expert_who_stands_aside_needs_no_score(ask: Any) -> None:
    assert proposed(ask(sheets("95", None, tied=(1,)))) == ("95.00", "excellent")


@pytest.mark.parametrize("rows", [(), sheets("95", tied=(0,)), sheets(None, None, tied=(0, 1))])
def test_without_a_single_sheet_that_counts_there_is_no_answer(ask: Any, rows: Any) -> None:
    assert ask(rows) is None


def test_a_missing_score_is_said_and_not_guessed(ask: Any) -> None:
    result = ask(sheets("95", None, "91"))
    assert proposed(result) == (None, None)
    assert "no score from e1" in result.why.en
    assert "e1" in result.why.zh


def test_a_score_of_zero_is_a_score(ask: Any) -> None:
    assert proposed(ask(sheets("0", "90"))) == ("45.00", "unqualified")


def test_two_sheets_of_one_expert_are_said_and_not_counted_twice(ask: Any) -> None:
    rows = (*sheets("95"), *sheets("96"))
    result = ask(rows)
    assert proposed(result) == (None, None)
    assert "more than one sheet from e0" in result.why.en


@pytest.mark.parametrize("bands", [None, ()])
def test_without_a_published_scheme_no_grade_is_proposed(ask: Any, bands: Any) -> None:
    result = ask(sheets("95"), bands)
    assert proposed(result) == ("95.00", None)
    assert "no thresholds" in result.why.en


def test_the_order_of_the_bands_does_not_count(ask: Any) -> None:
    assert proposed(ask(sheets("76"), tuple(reversed(SCHEME)))) == ("76.00", "good")


def test_below_the_lowest_band_no_grade_is_proposed(ask: Any) -> None:
    assert proposed(ask(sheets("59.99"), SCHEME[:3])) == ("59.99", None)


def test_two_bands_with_one_lower_end_give_no_grade(ask: Any) -> None:
    overlapping = (*SCHEME, {"grade": "superb", "from": Decimal("90.0")})
    result = ask(sheets("95"), overlapping)
    assert proposed(result) == ("95.00", None)
    assert "overlap" in result.why.en


def test_every_answer_cites_article_17_and_the_readings_it_rests_on(ask: Any) -> None:
    for result in (ask(sheets("95")), ask(sheets("95"), None), ask(sheets(None))):
        assert result.cite == "17"
        assert "Q29" in result.assumed


def test_it_does_not_speak_about_another_edition(answers: Answers, edition: Identity) -> None:
    later = attrs.evolve(edition, id="weihai-2027")
    assert answers.aggregate_scores("fix-result", sheets("95"), {}, later) is None


@pytest.mark.parametrize("text", MESSAGES.values(), ids=list(MESSAGES))
def test_every_message_says_the_same_in_both_languages(text: Text) -> None:
    assert text.zh
    assert text.en
    assert sorted(re.findall(r"\{\w+\}", text.zh)) == sorted(re.findall(r"\{\w+\}", text.en))
