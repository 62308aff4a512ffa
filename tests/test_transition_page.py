"""The page on transitions is run: its commands answer what it says, and what it shows of the plan stands in the plan."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.programme import register

from tic_core.cli import main

ROOT = Path(__file__).parents[1]
PAGES = {"zh": ROOT / "docs" / "transition.md", "en": ROOT / "docs" / "en" / "transition.md"}
PLAN = (ROOT / "examples" / "weihai-2027-draft" / "plan.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's register: built once, instead of by the first command of the page."""
    return Path(shutil.copy(register(), tmp_path_factory.mktemp("page") / "demo.db"))


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def left_out(shown: str, said: str) -> str:
    """The first shown line that is not said, or not in that order; "" where all are. A line of dots stands for some left out."""
    place, whole = 0, True
    lines = [line.rstrip() for line in said.splitlines()]
    for line in (each.rstrip() for each in shown.splitlines()):
        if line == "…":
            whole = False
            continue
        found = next((index for index in range(place, len(lines)) if lines[index] == line), None)
        if found is None or (whole and found != place):
            return line
        place, whole = found + 1, True
    return "" if not whole or place == len(lines) else lines[place]


@pytest.mark.parametrize("lang", PAGES)
def test_every_command_of_the_page_answers_what_the_page_says(lang: str, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    count = 0
    for block in blocks(PAGES[lang], "console"):
        for told in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = told.partition("\n")
            words = [str(ledger) if word == "demo.db" else word for word in shlex.split(command)]
            assert words[0] == "ticctl"
            if words[1] == "demo":
                continue
            result = CliRunner().invoke(main, [*words[1:], "--lang", lang])
            assert left_out(shown, result.stdout) == "", command
            count += 1
    assert count == 4


@pytest.mark.parametrize("lang", PAGES)
def test_what_the_page_shows_of_the_plan_stands_in_it(lang: str) -> None:
    shown = blocks(PAGES[lang], "toml")
    assert len(shown) == 3
    assert [block for block in shown if block not in PLAN] == []


def test_control_a_line_that_is_not_said_is_noticed() -> None:
    assert left_out("a\n…\nc", "a\nb\nc") == ""
    assert left_out("a\nc", "a\nb\nc") == "c"
    assert left_out("a\n…\nd", "a\nb\nc") == "d"
    assert left_out("a", "a\nb") == "b"
