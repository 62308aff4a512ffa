"""Articles are read and printed as lawyers print them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.cite import Cite, chinese


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("22", "第二十二条", "Art. 22"),
        ("9(3)", "第九条第（三）项", "Art. 9(3)"),
        ("5(2)", "第五条第（2）项", "Art. 5(2)"),
        ("12(1)", "第十二条第1项", "Art. 12(1)"),
        ("14(11)", "第十四条第十一项", "Art. 14(11)"),
        ("annex", "附件", "Annex"),
        ("annex(2)", "附件第（二）项", "Annex(2)"),
        ("notice", "印发通知", "Notice"),
        ("S11", "材料S11", "Source S11"),
        ("S11(3)", "材料S11第（三）项", "Source S11(3)"),
        ("103", "第一百零三条", "Art. 103"),
        ("110", "第一百一十条", "Art. 110"),
    ],
)
def test_an_article_reads_as_the_measure_prints_it(written: str, zh: str, en: str) -> None:
    text = Cite.parse(written).text({"5": "（1）", "12": "1.", "14": "一、"})
    assert (text.zh, text.en) == (zh, en)


articles = st.integers(1, 999).map(str) | st.sampled_from(["annex", "notice", "S1", "S99"])


@given(articles, st.integers(0, 99))
def test_what_is_read_is_printed_again_in_the_same_form(article: str, item: int) -> None:
    written = f"{article}({item})" if item else article
    assert str(Cite.parse(written)) == written
    assert Cite.parse(written).text().zh


@pytest.mark.parametrize(
    "written",
    [
        "",
        "9(",
        "9(3",
        "(3)",
        "9.3",
        "第九条",
        "9(3)\n",
        "22\n",
        "annex3",
        "0",
        "09",
        "9(0)",
        "9(03)",
        "２２",
        "1000",
        "9(100)",
        " 9",
        "-1",
    ],
)
def test_what_is_no_article_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(written)}\Z"):
        Cite.parse(written)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (22, "二十二"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (119, "一百一十九"),
        (250, "二百五十"),
    ],
)
def test_numbers_of_articles_are_written_in_chinese(number: int, words: str) -> None:
    assert chinese(number) == words


def test_no_two_numbers_are_written_alike() -> None:
    assert len({chinese(number) for number in range(1, 1000)}) == 999


def test_articles_stand_in_their_order() -> None:
    written = ["9(3)", "2", "9", "22", "9(1)"]
    assert [str(cite) for cite in sorted(map(Cite.parse, written))] == ["2", "9", "9(1)", "9(3)", "22"]
