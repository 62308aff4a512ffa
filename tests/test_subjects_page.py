"""``docs/subjects.md``: every example stands in the worked measure word for word, and the command answers as the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from click.testing import CliRunner

from tic_core.cli import main

ROOT = Path(__file__).parents[1]
SONGHE = ROOT / "examples" / "songhe"
PACK = SONGHE / "songhe-2026"
PAGES = {"zh": ROOT / "docs" / "subjects.md", "en": ROOT / "docs" / "en" / "subjects.md"}
KNOWN = [tomli.loads(file.read_text(encoding="utf-8")) for file in (PACK / "edition.toml", *sorted(PACK.glob("cases/*.toml")))]


def blocks(lang: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)\n```", PAGES[lang].read_text(encoding="utf-8"), re.DOTALL)


def items(lang: str) -> Iterator[tuple[str, Any]]:
    """Every table that an example shows: what it is, and its content."""
    for block in blocks(lang, "toml"):
        yield from ((table, item) for table, listed in tomli.loads(block).items() for item in listed)


@pytest.mark.parametrize("lang", PAGES)
def test_every_example_stands_in_the_worked_measure(lang: str) -> None:
    shown = list(items(lang))
    strange = [(table, item) for table, item in shown if not any(item in known.get(table, ()) for known in KNOWN)]

    assert strange == []
    assert len(shown) >= 13


def test_both_pages_show_the_same_examples_in_the_same_order() -> None:
    assert list(items("zh")) == list(items("en"))


@pytest.mark.parametrize("lang", PAGES)
def test_the_command_answers_as_the_page_shows(lang: str, tmp_path: Path) -> None:
    rest = ["--ledger", str(tmp_path / "songhe.db"), "--policies", str(SONGHE), "--lang", lang]
    CliRunner().invoke(main, ["submit", str(PACK / "acts" / "1-sanctions-follow.toml"), *rest])
    (block,) = blocks(lang, "console")
    command, *expected = block.splitlines()

    answer = CliRunner().invoke(main, [*command.removeprefix("$ ticctl ").split(), *rest]).stdout.splitlines()

    for wanted, line in zip(expected, answer, strict=False):
        assert line.startswith(wanted.partition("…")[0]), line


def test_control_an_example_that_differs_in_one_word_is_noticed() -> None:
    table, item = next(items("zh"))

    assert not any({**item, "by": "other.unit"} in known.get(table, ()) for known in KNOWN)
