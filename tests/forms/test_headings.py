"""Headings are found however applicants write them, and text is not taken for a heading."""

from __future__ import annotations

from typing import Any

import pytest
from tests.forms.conftest import HEADINGS, Held, paper


def result(report: Any, part: str = "background") -> Any:
    return next(each for each in report.results if each.part.id == part)


@pytest.mark.parametrize(
    "heading",
    [
        "一、背景意义",
        "一、背景意义：",
        "一. 背景意义",
        "一．背景意义",
        "一，背景意义",
        "一 背景意义",
        "一　背　景　意　义",
        "  一、 背景意义  ",
        "1、背景意义",
        "1. 背景意义",
        "１．背景意义",
        "1 背景意义",
        "Ⅰ、背景意义",
        "I. 背景意义",
        "第一部分 背景意义",
        "第1部分：背景意义",
        "第一章 背景意义",
        "（一）背景意义",
        "(1) 背景意义",
        "1)背景意义",
        "背景意义",
        "背景与意义",
        "建设背景及意义",
        "背景意义（1000字左右）",
        "一、背景意义(约1000字)：",
        "# 一、背景意义",
        "## 背景意义 ##",
        "**一、背景意义**",
        "__一、背景意义__",
        "1\\. 背景意义",
        "| 一、背景意义 |",
        "三、背景意义",
    ],
)
def test_a_heading_is_found_in_this_spelling(held: Held, heading: str) -> None:
    found = result(held(paper(p1=1000).replace("一、背景意义", heading, 1)))

    assert found.headings == (heading.strip(),)
    assert found.count == 1000


@pytest.mark.parametrize(
    "line",
    [
        "背景意义重大",
        "本中心的背景意义",
        "背景意义见下",
        "背景意义：重点说明国内外技术发展水平。",
        "一、背景意义………………1",
        "一、背景意义\t3",
        "一、背景意义 1",
        "2023背景意义",
        "一、意义",
        "字" * 200 + "一、背景意义",
        "一、",
        "：",
    ],
)
def test_this_is_no_heading(held: Held, line: str) -> None:
    found = result(held(paper().replace("一、背景意义", line, 1)))

    assert (found.verdict, found.count, found.headings) == ("missing", None, ())


@pytest.mark.parametrize("stop", ["：", ":", "。"])
def test_after_a_number_the_text_may_follow_on_the_line_of_the_heading(held: Held, stop: str) -> None:
    found = result(held(paper().replace("一、背景意义\n", f"一、背景意义{stop}", 1)))

    assert found.count == 1000


def test_below_a_part_the_same_words_are_text(held: Held) -> None:
    text = paper(p3=2000, p4=1).replace("四、运行机制", "（四）背景意义\n四、运行机制\n（一）组织架构\n（二）运行机制\n基础条件")

    report = held(text)

    assert result(report, "goals").count == 2000 + len("（四）背景意义")
    assert result(report, "mechanism").count == 1 + len("（一）组织架构（二）运行机制基础条件")
    assert result(report, "basis").headings == ("五、基础条件",)


def test_words_with_anothers_number_are_taken_where_there_is_nothing_better_and_that_is_said(held: Held) -> None:
    found = result(held(paper().replace("五、基础条件", "六、基础条件")), "basis")

    assert (found.count, found.verdict, found.level) == (1000, "as-advised", "remark")
    assert "numbered otherwise" in found.notes[0].en


def test_a_table_of_contents_is_no_part(held: Held) -> None:
    contents = "目录\n" + "\n\n".join(HEADINGS) + "\n威海市某中心建设方案\n"

    report = held(contents + paper())

    assert [each.count for each in report.results] == [1000, 800, 2000, 2000, 1000, 1, 1]
    assert [len(each.headings) for each in report.results] == [1] * 7
    assert report.in_order
    assert report.outside == len("目录") + sum(map(len, HEADINGS)) + len("威海市某中心建设方案")


def test_a_part_in_two_places_is_added_up_and_that_is_said(held: Held) -> None:
    found = result(held(paper(p1=600) + "\n一、背景意义\n" + "字" * 300))

    assert (found.count, len(found.headings)) == (900, 2)
    assert "2 times" in found.notes[0].en


def test_the_order_is_told(held: Held) -> None:
    assert held(paper()).in_order

    swapped = held("六、经费预算\n字\n" + paper().replace("六、经费预算\n字\n", ""))

    assert not swapped.in_order
    assert swapped.order[0] == "budget"
    assert swapped.ok


def test_what_stands_before_the_first_heading_belongs_to_no_part(held: Held) -> None:
    report = held("封面 2023\n" + paper())

    assert (report.outside, report.results[0].count) == (3, 1000)


def test_without_any_heading_all_parts_are_missing(held: Held) -> None:
    report = held("字" * 9000)

    assert {each.verdict for each in report.results} == {"missing"}
    assert (report.outside, report.order, report.ok) == (9000, (), False)
