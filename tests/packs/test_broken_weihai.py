"""Weihai's edition, broken in one place at a time: one fault, at its place, in words a drafter can use, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import tomli

CASES = tomli.loads(Path(__file__).with_name("broken").joinpath("weihai.toml").read_text(encoding="utf-8"))["case"]


def broken(document: str, case: Mapping[str, str]) -> str:
    """The document with the one slip; runs of blanks match each other."""
    pattern = " +".join(re.escape(word) for word in case["old"].split(" "))
    found, count = re.subn(pattern, lambda _: case["new"], document)
    assert count == 1, f"{case['old']!r} stands in the document {count} times"
    return found


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


def test_slips_made_together_are_told_together(weihai, faults) -> None:
    document, expected = weihai, []
    told_alone = {"syntax", "unknown-schema", "final-left", "adverse-without-reason"}
    for case in CASES:
        if case["code"] not in told_alone and case["key"] not in [key for _, key in expected]:
            try:
                document = broken(document, case)
            except AssertionError:  # another slip has taken its place
                continue
            expected.append((case["code"], case["key"]))
    assert len(expected) >= 16
    assert sorted((fault.code, fault.key) for fault in faults(document)) == sorted(expected)
