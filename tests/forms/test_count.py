"""How characters are counted: exactly as the docs say, whatever stands in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.forms import characters

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
MARKS = st.sampled_from("，。；：、！？“”‘’（）《》〈〉【】〔〕「」…—·％＋－＝①②⑳℃×±≥→■●Ⅱ㎡々〇")
LATIN = st.sampled_from("abcXYZ0189")
SPACES = st.sampled_from(" \t\n\r\u3000\u00a0\u2003")
HALVES = st.sampled_from(",.;:!?()[]{}<>/\\'\"#$%&*+-=@^_`|~")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \t\n\u3000", 0),
        ("中心", 2),
        ("中 心", 2),
        ("中心，建设。", 6),
        ("“卡脖子”", 5),
        ("——……", 4),
        ("AI", 1),
        ("AI技术", 3),
        ("技术AI", 3),
        ("5G与AI", 3),
        ("AI 5G", 2),
        ("2023年", 2),
        ("3.5", 2),
        ("R&D", 2),
        ("1,000 万元", 4),
        ("100%", 1),
        ("１００％", 2),
        ("ＡＩ", 1),
        ("ＡI", 1),
        ("500m²", 1),
        ("500㎡", 2),
        ("①②", 2),
        ("25℃", 2),
        ("café", 1),
        ("cafe\u0301s", 1),
        ("a\u200db", 1),
        ("α粒子", 3),
        ("Миру мир", 2),
        ("-,.!", 0),
        ("\U00020000\U0002ebf0", 2),
        ("葛\U000e0100", 1),
        ("技術開発センター", 8),
        ("a\nb", 2),
    ],
)
def test_a_text_has_so_many_characters(text: str, count: int) -> None:
    assert characters(text) == count


@given(st.text(HAN))
def test_each_han_character_counts_one(text: str) -> None:
    assert characters(text) == len(text)


@given(st.text(MARKS))
def test_each_full_width_mark_counts_one(text: str) -> None:
    assert characters(text) == len(text)


@given(st.text(SPACES | HALVES))
def test_white_space_and_half_width_marks_count_nothing(text: str) -> None:
    assert characters(text) == 0


@given(st.text(HAN | MARKS | LATIN | SPACES | HALVES))
def test_a_text_is_counted_as_a_plain_expression_counts_it(text: str) -> None:
    runs = re.findall("[A-Za-z0-9]+", text)
    wide = re.sub(r"[\x00-\x7f\s]", "", text)

    assert characters(text) == len(runs) + len(wide)


@given(st.text(), st.text())
def test_two_lines_count_as_much_as_each_for_itself(one: str, other: str) -> None:
    assert characters(f"{one}\n{other}") == characters(one) + characters(other)


@given(st.text(), st.text())
def test_joining_two_texts_joins_at_most_one_run(one: str, other: str) -> None:
    assert characters(one) + characters(other) - characters(one + other) in (0, 1)


@given(st.text())
def test_no_text_counts_more_than_its_signs(text: str) -> None:
    assert 0 <= characters(text) <= len(text)


@given(st.text(HAN | MARKS), st.integers(min_value=0))
def test_white_space_between_full_width_signs_changes_nothing(text: str, place: int) -> None:
    cut = place % (len(text) + 1)

    assert characters(text[:cut] + " \u3000\n" + text[cut:]) == characters(text)
