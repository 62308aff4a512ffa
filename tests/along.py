"""A page done along: its commands run, its texts put where it says, and every line it shows looked for in what is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from click.testing import CliRunner

from tic_core.cli import main

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
EXIT = re.compile(r"\[(?:退出码|exit) (\d+)\]")
NEXT = "next/edition.toml"  # what a change is about that names no file

Run = Callable[[list[str], Path, Mapping[str, str]], tuple[int, str]]
"""Runs the words of a command in a folder with these variables set: the exit code, and what was printed."""


class Bench:
    """A place to do a page along in: it runs ``ticctl``, copies folders and puts texts where the page says.

    ``run`` runs the commands elsewhere; without it they run in this process, in the folder that the test is in.
    """

    def __init__(self, folder: Path, lang: str, *options: str, run: Run | None = None) -> None:
        self.folder, self.lang, self.options = folder, lang, options
        self._run = run or _here
        self.variables: dict[str, str] = {}
        self.ran = 0

    def text(self, block: str) -> None:
        """A document that begins with its own file name; ``>>`` before the name puts it at the end of that file."""
        head, _, body = block.partition("\n")
        name = head.removeprefix("# ")
        file = self.folder / name.removeprefix(">> ")
        file.parent.mkdir(exist_ok=True)
        file.write_text(file.read_text(encoding="utf-8") + body if name.startswith(">> ") else block, encoding="utf-8")

    def change(self, block: str) -> None:
        """Lines taken out and put in: wherever they stand in the file named first, else once in the next edition."""
        lines = block.splitlines()
        named = lines.pop(0).removeprefix("# ") if lines[0].startswith("# ") else ""
        file = self.folder / (named or NEXT)
        text = file.read_text(encoding="utf-8")
        for old, new in zip(lines[::2], lines[1::2], strict=True):
            assert (old[0], new[0]) == ("-", "+")
            assert text.count(old[1:]) == 1 or (named and old[1:] in text), old
            text = text.replace(old[1:], new[1:])
        file.write_text(text, encoding="utf-8")

    def console(self, block: str) -> None:
        """Commands, each with some of the lines it prints, in their order."""
        for command, shown in commands(block):
            words = shlex.split(command)
            if words[0] == "cp":
                source = ROOT / words[2] if words[2].startswith("examples/") else self.folder / words[2]
                shutil.copytree(source, self.folder / words[3], ignore=shutil.ignore_patterns("__pycache__"))
            elif words[0] == "cd":
                self.folder /= words[1]
            elif words[0] == "export":
                name, _, value = words[1].partition("=")
                self.variables[name] = value
            else:
                assert words[0] == "ticctl"
                self.run(words[1:], shown)

    def run(self, words: list[str], shown: list[str]) -> None:
        """One command, and what it must print."""
        if "prove" in words and find_spec("z3") is None:
            return
        words, file = (words[:-2], words[-1]) if words[-2] == ">" else (words, "")
        code, printed = self._run([*words, *self.options, "--lang", self.lang], self.folder, self.variables)
        self.ran += 1
        codes = [int(found[1]) for line in shown if (found := EXIT.fullmatch(line))]
        assert code == (codes[0] if codes else 0), (words, printed)
        if file:
            (self.folder / file).write_text(printed, encoding="utf-8")
        lines = iter(printed.splitlines())
        for line in (line for line in shown if not EXIT.fullmatch(line)):
            assert any(alike(line, each) for each in lines), (line, printed)


def _here(words: list[str], _: Path, __: Mapping[str, str]) -> tuple[int, str]:
    result = CliRunner().invoke(main, words)
    return result.exit_code, result.stdout


def alike(shown: str, printed: str) -> bool:
    """Whether a line is the one that is shown; an ellipsis stands for whatever is there."""
    return re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed) is not None


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the lines shown under it."""
    for part in re.split(r"(?m)^\$ ", block)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield command, shown


def done_along(page: Path, bench: Bench) -> None:
    """The whole page, block by block."""
    does = {"console": bench.console, "toml": bench.text, "diff": bench.change}
    for kind, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if kind in does:
            does[kind](block)


def steps(page: Path) -> list[tuple[str, list[str]]]:
    """The steps of a page, as far as they do not depend on its language."""
    blocks = FENCE.findall(page.read_text(encoding="utf-8"))
    return [(kind, [command.split(" --who")[0] for command, _ in commands(block)]) for kind, block in blocks]
