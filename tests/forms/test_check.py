"""Lengths at their edges: what is approximate is remarked on, what is a floor is a warning; nothing is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forms.conftest import Held, paper

from tic_core.forms import Form


@pytest.mark.parametrize(
    ("number", "count", "verdict", "level", "ok"),
    [
        (1, 799, "shorter", "remark", True),
        (1, 800, "as-advised", "ok", True),
        (1, 999, "as-advised", "ok", True),
        (1, 1000, "as-advised", "ok", True),
        (1, 1001, "as-advised", "ok", True),
        (1, 1200, "as-advised", "ok", True),
        (1, 1201, "longer", "remark", True),
        (1, 0, "shorter", "remark", True),
        (2, 639, "shorter", "remark", True),
        (2, 640, "as-advised", "ok", True),
        (2, 960, "as-advised", "ok", True),
        (2, 961, "longer", "remark", True),
        (3, 1599, "shorter", "remark", True),
        (3, 2400, "as-advised", "ok", True),
        (4, 2401, "longer", "remark", True),
        (5, 0, "below-floor", "warning", False),
        (5, 999, "below-floor", "warning", False),
        (5, 1000, "as-advised", "ok", True),
        (5, 1001, "as-advised", "ok", True),
        (5, 9000, "as-advised", "ok", True),
        (6, 0, "empty", "remark", True),
        (6, 1, "found", "ok", True),
        (7, 0, "empty", "remark", True),
        (7, 9000, "found", "ok", True),
    ],
)
def test_a_length_at_its_edge(held: Held, number: int, count: int, verdict: str, level: str, ok: bool) -> None:
    report = held(paper(**{f"p{number}": count}))
    found = report.results[number - 1]

    assert (found.count, found.verdict, found.level) == (count, verdict, level)
    assert report.ok is ok
    assert str(count) in found.text.zh or verdict == "empty"


@pytest.mark.parametrize("number", range(1, 8))
def test_a_part_that_is_missing_is_a_warning_and_its_text_goes_to_the_part_before(held: Held, number: int) -> None:
    lines = paper().splitlines()
    del lines[2 * number - 2]

    report = held("\n".join(lines))

    assert [each.verdict == "missing" for each in report.results].index(True) == number - 1
    assert (report.ok, report.facts["plan.parts"]) == (False, 6)


def test_an_act_may_carry_what_was_counted(held: Held) -> None:
    assert held(paper(p5=1234)).facts == {"plan.parts": 7, "plan.basis-length": 1234}


def test_parts_are_told_with_advice_article_and_reading(held: Held) -> None:
    told = held(paper()).told("zh")

    assert [each["cite"] for each in told] == [f"annex({number})" for number in range(1, 8)]
    assert [each["advice"] for each in told] == [
        {"about": 1000, "from": 800, "to": 1200},
        {"about": 800, "from": 640, "to": 960},
        {"about": 2000, "from": 1600, "to": 2400},
        {"about": 2000, "from": 1600, "to": 2400},
        {"at_least": 1000},
        None,
        None,
    ]
    assert [each["assumed"] for each in told] == [["Q48"]] * 5 + [[]] * 2
    assert [each["name"] for each in told] == ["背景意义", "总体思路", "目标任务", "运行机制", "基础条件", "经费预算", "相关附件"]


@given(st.lists(st.integers(0, 3000), min_size=7, max_size=7))
def test_all_that_was_written_is_counted_somewhere(held: Held, lengths: list[int]) -> None:
    report = held(paper(**{f"p{number}": length for number, length in enumerate(lengths, 1)}))

    assert [each.count for each in report.results] == lengths
    assert report.ok is (lengths[4] >= 1000)


@given(st.text(alphabet="一二三四五六七、.（）背景意义总体思路目标任务运行机制基础条件经费预算相关附件字a1 \n:。#", max_size=200))
def test_any_text_can_be_held_against_the_outline(held: Held, plan: Form, text: str) -> None:
    report = held(text)

    assert [each.part.id for each in report.results] == [part.id for part in plan.part]
    assert all((each.count is None) == (each.verdict == "missing") for each in report.results)
