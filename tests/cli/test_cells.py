"""Chinese characters take two cells: columns stay aligned, lines stay short, words stay whole."""

from __future__ import annotations

import pytest

from tic_core.cli.cells import listed, pad, spaced, table, width, wrap


@pytest.mark.parametrize(("text", "cells"), [("abc", 3), ("中心", 4), ("a中b", 4), ("", 0), ("e\u0301", 1), ("（筹）", 6)])
def test_width_counts_cells_and_not_characters(text: str, cells: int) -> None:
    assert width(text) == cells
    assert width(pad(text, 10)) == 10


@pytest.mark.parametrize("cells", [8, 13, 20, 33, 60])
@pytest.mark.parametrize(
    "text",
    [
        "牵头单位和共建单位的人员不超过三分之一（第十二条）。",
        "at most one third of the inspectors are the yard's own",
        "第十二条第2项 · limit 1/3 · 余量 -1",
        "sqlite:////a/very/long/path/without/any/space/ledger.db",
    ],
)
def test_wrapping_loses_nothing_and_keeps_within_its_width(text: str, cells: int) -> None:
    lines = wrap(text, cells)

    assert max(map(width, lines)) <= cells
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_never_begins_with_closing_punctuation() -> None:
    for cells in range(6, 30):
        assert not any(line[0] in "。，）；" for line in wrap("甲乙（丙丁），戊己。庚辛；壬癸。", cells))


def test_columns_are_aligned_by_cells() -> None:
    lines = table(["编号", "名称"], [("a", "中心一"), ("long-id", "x")], None)

    assert lines == ["编号     名称", "a        中心一", "long-id  x"]


def test_the_widest_column_is_wrapped_to_fit() -> None:
    lines = table(["id", "name"], [("wh-1", "Weihai Carbon Fibre Composites Centre")], 24)

    assert max(map(width, lines)) <= 24
    assert lines == ["id    name", "wh-1  Weihai Carbon", "      Fibre Composites", "      Centre"]


def test_what_cannot_fit_is_told_line_by_line() -> None:
    lines = table(["day", "kind", "owner"], [("2024-03-01", "rectification", "municipality")], 24)

    assert lines == ["2024-03-01", "  kind: rectification", "  owner: municipality"]


def test_a_long_term_stands_above_its_explanation() -> None:
    assert list(listed([("--a", "one"), ("--a-very-long-name VALUE", "two")], 40)) == [
        "  --a                 one",
        "  --a-very-long-name VALUE",
        "                      two",
    ]


def test_empty_blocks_leave_no_gap() -> None:
    assert list(spaced([[], ["a", "b"], [], ["c"], []])) == ["a", "b", "", "c"]
