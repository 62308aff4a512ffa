"""The synthesis: an exact mean, the two ends left out of five sheets or more, in any order; and for no other measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.edition import Identity
from tic_shandong import tic_aggregate_scores
from tic_shandong.scoring import SCORE, printed


def sheets(*scores: str) -> tuple[dict[str, object], ...]:
    return tuple({"expert": f"e-{number}", "score": Decimal(score)} for number, score in enumerate(scores))


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        (("80",), "80.00"),
        (("99", "85", "84", "10"), "69.50"),  # four sheets: all count
        (("99", "85", "84", "86", "10"), "85.00"),  # five: the two ends do not
        (("89.99", "90"), "90.00"),  # half up
        (("0", "0"), "0.00"),
    ],
)
def test_the_mean_is_of_all_sheets_or_of_all_but_the_ends(scores: tuple[str, ...], told: str, edition: Identity) -> None:
    result = tic_aggregate_scores(sheets(*scores), edition)
    assert result is not None
    assert dict(result.facts) == {SCORE: told}


def test_every_answer_says_that_its_method_is_an_illustration(edition: Identity) -> None:
    result = tic_aggregate_scores(sheets("80"), edition)
    assert result is not None
    assert (result.cite, result.assumed) == ("S2", ("Q5",))
    assert "示例方法" in result.why.zh
    assert "an illustration" in result.why.en


def test_the_order_of_the_sheets_does_not_matter(edition: Identity) -> None:
    found = {str(tic_aggregate_scores(order, edition)) for order in permutations(sheets("70", "81.5", "90", "66.1", "88"))}
    assert len(found) == 1


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9))
def test_the_score_lies_between_the_lowest_and_the_highest_sheet(scores: list[Decimal]) -> None:
    kept = sorted(map(Fraction, scores))[1:-1] if len(scores) >= 5 else list(map(Fraction, scores))
    mean = Fraction(sum(kept), len(kept))
    assert min(scores) <= Decimal(printed(mean)) <= max(scores)
    assert abs(Fraction(printed(mean)) - mean) <= Fraction(1, 200)


def test_of_another_measure_nothing_is_said(edition: Identity, another: Identity) -> None:
    assert tic_aggregate_scores(sheets("80"), another) is None
    assert tic_aggregate_scores((), edition) is None
