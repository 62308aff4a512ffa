"""Weihai's edition, broken in one place at a time: one fault, at its place, in words a drafter can use, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import tomli

CASES = tomli.loads(Path(__file__).with_name("broken").joinpath("weihai.toml").read_text(encoding="utf-8"))["case"]


def pattern(text: str) -> str:
    """Finds a text whatever its layout: runs of blanks match each other."""
    return " +".join(re.escape(word) for word in text.split(" "))


def broken(document: str, case: Mapping[str, str]) -> str:
    """The document with the one slip."""
    (start,) = [found.end() for found in re.finditer(pattern(case["after"]), document)] if "after" in case else [0]
    behind = document[start:]
    assert "after" in case or len(re.findall(pattern(case["old"]), behind)) == 1, case["old"]
    found, count = re.subn(pattern(case["old"]), lambda _: case["new"], behind, count=1)
    assert count == 1, case["old"]
    return document[:start] + found


def test_the_real_document_has_no_fault(weihai, faults) -> None:
    assert [fault("en") for fault in faults(weihai)] == []


def test_there_are_twenty_slips_or_more() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']}:{case['key']}")
def test_one_slip_is_one_fault_where_it_was_made(case, weihai, faults) -> None:
    document = broken(weihai, case)
    found = faults(document)
    assert [(fault.code, fault.key) for fault in found] == [(case["code"], case["key"])], [fault("en") for fault in found]
    (fault,) = found
    assert document.splitlines()[fault.line - 1][fault.column - 1 :].startswith(case["at"])
    assert case["zh"] in fault("zh")
    assert case["en"] in fault("en")


def test_slips_in_many_items_are_told_together(weihai, faults) -> None:
    """One in each item: what is ill-formed in an item hides what else is wrong in that item, and nothing beyond it."""
    document, expected = weihai, {}
    alone = {"syntax", "unknown-schema", "final-left", "adverse-without-reason"}  # judged where the rest is in order
    for case in CASES:
        item = case["key"].partition(".")[0]
        if case["code"] not in alone and item not in expected:
            document = broken(document, case)
            expected[item] = (case["code"], case["key"])
    assert len(expected) >= 10
    assert {(fault.code, fault.key) for fault in faults(document)} == set(expected.values())
