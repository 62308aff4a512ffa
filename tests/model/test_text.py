"""Two languages side by side: a sentence takes its values in the language it is said in."""

from __future__ import annotations

from typing import Any

import pytest

from tic_core.errors import DocumentError, Fault, LedgerError, PluginError, RaceLost, TicError, UsageError
from tic_core.model.receipt import CONFLICTS, Status, conflict
from tic_core.text import Text, both, say


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (True, "是", "yes"),
        (False, "否", "no"),
        (None, "未知", "unknown"),
        ((), "无", "none"),
        (["a", True, Text("甲", "b")], "a、是、甲", "a, yes, b"),
        (3, "3", "3"),
        (Text("甲", "a"), "甲", "a"),
        (both("x"), "x", "x"),
    ],
)
def test_a_value_is_said_in_the_language_of_its_sentence(value: Any, zh: str, en: str) -> None:
    assert (say(value, "zh"), say(value, "en")) == (zh, en)
    filled = Text("值：{v}", "value: {v}").fill(v=value)
    assert (filled("zh"), filled("en")) == (f"值：{zh}", f"value: {en}")


def test_what_a_person_wrote_is_put_in_as_it_is_and_never_filled_again() -> None:
    assert Text("{a}", "{a}").fill(a="{b}", b="secret").en == "{b}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 faults"), (1, "1 fault"), (2, "2 faults"), ("1", "1 fault")])
def test_one_thing_is_told_in_the_singular(count: Any, said: str) -> None:
    assert Text("{count} 处", "{count} {count:fault|faults}").fill(count=count).en == said


def test_every_error_has_its_exit_code_and_says_what_to_do_next() -> None:
    what, remedy = Text("坏了", "broken"), Text("修好", "mend it")
    errors = (TicError(what), UsageError(what), DocumentError([]), LedgerError(what), PluginError("p", "h", what), RaceLost(what))
    assert [error.exit_code for error in errors] == [1, 2, 3, 4, 5, 6]
    assert UsageError(what, remedy).message("zh") == "坏了 — 修好"
    assert UsageError(what).message("en") == "broken"
    assert str(UsageError(what, remedy)) == "broken — mend it"


def test_a_document_error_lists_every_fault_with_its_place() -> None:
    faults = [Fault("code", "edition.toml", line, 1, "act", Text("错", "wrong"), Text("应为", "expected")) for line in (3, 9)]
    error = DocumentError(iter(faults))  # type: ignore[arg-type]
    assert error.faults == tuple(faults)
    assert error.message("en").splitlines() == [
        "edition.toml:3:1 act — wrong — expected",
        "edition.toml:9:1 act — wrong — expected",
    ]
    assert error.message("zh").splitlines()[0] == "edition.toml:3:1 act — 错 — 应为"


@pytest.mark.parametrize("code", CONFLICTS)
def test_a_conflict_is_a_finding_that_blocks_and_says_what_to_do(code: str) -> None:
    told = {"act": "1", "sequence": 3, "expected": 3, "found": 4, "key": "3511", "holder": None}
    found = conflict(code, {"act": "1"}, **told)
    assert found.rule == f"core.{code}"
    assert found.blocks
    assert found.remedy is not None
    assert "{" not in found.text.zh + found.text.en


def test_the_four_answers_have_their_words() -> None:
    assert [status.value for status in Status] == ["accepted", "refused", "conflict", "duplicate"]
    assert all(status.text.zh and status.text.en for status in Status)
