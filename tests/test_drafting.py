"""The drafter's page is done along, step by step, in both languages: every command runs, every line shown is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from tic_core.cli import main

ROOT = Path(__file__).parents[1]
PAGES = {"zh": ROOT / "docs/drafting.md", "en": ROOT / "docs/en/drafting.md"}
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
EXIT = re.compile(r"\[(?:退出码|exit) (\d+)\]")


class Bench:
    """A place to do the page along in: it runs ``ticctl``, copies folders and puts texts where the page says."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder, self.lang, self.ran = folder, lang, 0

    def text(self, block: str) -> None:
        """A document that begins with its own file name."""
        file = self.folder / block.partition("\n")[0].removeprefix("# ")
        file.parent.mkdir(exist_ok=True)
        file.write_text(block, encoding="utf-8")

    def change(self, block: str) -> None:
        """Lines taken out and put in, in the next edition."""
        file = self.folder / "next" / "edition.toml"
        text, lines = file.read_text(encoding="utf-8"), block.splitlines()
        for old, new in zip(lines[::2], lines[1::2], strict=True):
            assert (old[0], new[0], text.count(old[1:])) == ("-", "+", 1)
            text = text.replace(old[1:], new[1:])
        file.write_text(text, encoding="utf-8")

    def console(self, block: str) -> None:
        """Commands, each with some of the lines it prints, in their order."""
        for command, shown in commands(block):
            words = shlex.split(command)
            if words[0] == "cp":
                source = ROOT / words[2] if words[2].startswith("examples/") else self.folder / words[2]
                shutil.copytree(source, self.folder / words[3], ignore=shutil.ignore_patterns("__pycache__"))
            elif words[0] == "ticctl":
                self.run(words[1:], shown)
            else:
                assert words[0] == "export"

    def run(self, words: list[str], shown: list[str]) -> None:
        if "prove" in words and find_spec("z3") is None:
            return
        words, file = (words[:-2], words[-1]) if words[-2] == ">" else (words, "")
        result = CliRunner().invoke(main, [*words, "--policies", "draft", "--lang", self.lang])
        self.ran += 1
        codes = [int(found[1]) for line in shown if (found := EXIT.fullmatch(line))]
        assert result.exit_code == (codes[0] if codes else 0), (words, result.output)
        if file:
            (self.folder / file).write_text(result.stdout, encoding="utf-8")
        printed = iter(result.stdout.splitlines())
        for line in (line for line in shown if not EXIT.fullmatch(line)):
            assert any(alike(line, each) for each in printed), (line, result.stdout)


def alike(shown: str, printed: str) -> bool:
    """Whether a line is the one that is shown; an ellipsis stands for whatever is there."""
    return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed) is not None


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    for part in re.split(r"(?m)^\$ ", block)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield command, shown


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_can_be_done_along_from_the_first_line_to_the_last(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TIC_LEDGER", raising=False)
    bench = Bench(tmp_path, lang)
    does = {"console": bench.console, "toml": bench.text, "diff": bench.change}

    for kind, block in FENCE.findall(PAGES[lang].read_text(encoding="utf-8")):
        does[kind](block)

    assert bench.ran >= 9


def test_both_pages_have_the_same_steps() -> None:
    def steps(lang: str) -> list[tuple[str, list[str]]]:
        blocks = FENCE.findall(PAGES[lang].read_text(encoding="utf-8"))
        return [(kind, [command.split(" --who")[0] for command, _ in commands(block)]) for kind, block in blocks]

    assert steps("zh") == steps("en")


def test_control_a_line_that_is_not_printed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, "en")
    bench.console("$ cp -r examples/smallest draft\n")

    with pytest.raises(AssertionError):
        bench.console("$ ticctl policy wording binhai-2026\nArt. 4  half-at-least\n")
    with pytest.raises(AssertionError):
        bench.console("$ ticctl policy wording binhai-2026\n[exit 1]\n")
