"""Chinese first, English beside it; what a command prints in one language has nothing of the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main
from tic_core.cli.run import language
from tic_core.packs import load

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./:-]*")

COMMANDS = {
    "list": ["list"],
    "list of a day before all": ["list", "--as-of", "2023-12-31"],
    "show": ["show", "y-1"],
    "show before it was": ["show", "y-1", "--as-of", "2023-12-31"],
    "history": ["history", "y-1"],
    "next": ["next", "y-1", "--as-of", "2025-02-01"],
    "next, blocked": ["next", "y-2", "--as-of", "2025-02-01"],
    "due": ["due", "--as-of", "2025-05-01", "--all"],
    "due after the lapse": ["due", "--as-of", "2027-05-01", "--all"],
    "due, most left out": ["due", "--as-of", "2024-03-12"],
    "explain a refusal": ["explain", "y-1", "y-1-recognise-too-early"],
    "explain an acceptance": ["explain", "y-1", "y-1-recognise"],
    "explain a supposition": ["explain", "y-2", "recognise", "--on", "2025-02-01"],
    "explain an act on the edition": ["explain", "edition:linhu-2024", "confirm-Q1"],
    "policy list": ["policy", "list"],
    "policy show": ["policy", "show", "linhu-2024"],
    "policy check": ["policy", "check", "linhu-2024"],
    "policy graph": ["policy", "graph", "linhu-2024"],
    "policy graph in DOT": ["policy", "graph", "linhu-2024", "--format", "dot"],
    "plugin list": ["plugin", "list"],
    "verify": ["verify"],
    "ledger upgrade": ["ledger", "upgrade"],
    "ledger erase": ["ledger", "erase", "p-1"],
    "scan": ["scan", "--show"],
    "demo": ["demo", "linhu-2024", "--as-of", "2025-05-01"],
    "an unknown centre": ["show", "y-9"],
    "an unknown edition": ["policy", "show", "linhu-1999"],
    "an unknown act": ["explain", "y-1", "recognize"],
    "an unknown command": ["shw"],
    "an unknown option": ["list", "--as-off", "2025-01-01"],
    "a missing argument": ["show"],
    "too many arguments": ["show", "y-1", "y-2"],
    "a bad day": ["list", "--as-of", "1st of May"],
    "a bad number": ["list", "--known-at", "-1"],
    "a bad choice": ["due", "--status", "late"],
    "a missing value": ["list", "--as-of"],
    "a value that is not wanted": ["list", "--json=yes"],
    "a command missing": ["policy"],
    "a file that is not there": ["submit", "nowhere.toml"],
}

# What is the same in both languages: ids, data of the sample, keys and names that stand in files and on the command line.
NAMES = {
    "Heron",
    "Otter",
    "TOML",
    "JSON",
    "ticctl",
    "reason",
    "about",
    "basis",
    "submit",
    "demo",
    "verify",
    "depart",
    "sqlite",
    "sha",
}
NAMES |= {"list", "seen", "on", "site", "nothing", "found", "met", "not-met", "cn-sd-weihai", "cn-sd", "cn-cq", "cn-sd-qingdao"}
NAMES |= {
    "overdue",
    "due",
    "pending",
    "suspended",
    "no-basis",
    "grace",
    "not-begun",
    "blocked",
    "show",
    "policy",
    "check",
    "graph",
    "plugin",
    "of",
    "May",
    "late",
}


WRITTEN = re.compile(r'(?:id|kind|person|document|by|centre|policy|_no|jurisdiction) = "([^"]+)"')


def ids(folder: Path) -> set[str]:
    found = {word for file in folder.rglob("*.toml") for word in WRITTEN.findall(file.read_text(encoding="utf-8"))}
    edition = load(folder / "linhu-2024" / "edition.toml")
    return found | {fact.id for fact in edition.facts} | {edition.digest}


@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
def test_english_output_has_no_chinese_in_it(ticctl: Callable[..., Result], ledger: Path, args: list[str]) -> None:
    result = ticctl(*args, lang="en")

    assert "defect" not in result.stderr
    assert result.output
    assert not CHINESE.search(result.output), result.output


TALKING = {name: args for name, args in COMMANDS.items() if "graph" not in args}  # a picture has the words of its format


@pytest.mark.parametrize("args", TALKING.values(), ids=TALKING)
def test_chinese_output_has_no_english_words_in_it(ticctl: Callable[..., Result], ledger: Path, args: list[str]) -> None:
    result = ticctl(*args, lang="zh")

    known = {word for name in (ids(Path(__file__).parent / "linhu") | NAMES) for word in [name, *re.split(r"[-.]", name)]}
    given = {word for arg in args for word in WORD.findall(arg)}
    said = re.sub(r"--[a-z-]+", "", result.output)
    strange = {word for word in WORD.findall(said) if not known & {word, word.rstrip(".:")}} - given
    strange = {word for word in strange if not re.search(r"[\d/]|tic_|linhu|^s$|^T$|^[a-z]$|^tic-|\.toml|\.db", word)}
    assert "缺陷" not in result.stderr
    assert CHINESE.search(result.output) or args[0] == "plugin"
    assert not strange, result.output


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
    ],
)
def test_without_a_word_the_locale_decides_and_chinese_where_it_says_nothing(env: dict[str, str], lang: str) -> None:
    assert language(["list"], env) == lang


@pytest.mark.parametrize(
    ("args", "lang"),
    [
        (["--lang", "en", "list"], "en"),
        (["list", "--lang", "en"], "en"),
        (["list", "--lang=en"], "en"),
        (["--lang", "zh", "list", "--lang", "en"], "en"),
        (["--lang=en", "list", "--lang=zh"], "zh"),
        (["show", "--", "--lang", "en"], "zh"),
        (["list", "--lang"], "zh"),
        (["list", "--lang", "fr"], "zh"),
    ],
)
def test_lang_stands_anywhere_and_the_last_word_counts(args: list[str], lang: str) -> None:
    assert language(args, {"LANG": "zh_CN.UTF-8"}) == lang


def test_a_language_there_is_not_is_wrong_use() -> None:
    result = CliRunner(env={"LANG": "en_US.UTF-8"}).invoke(main, ["list", "--lang", "fr"])

    assert result.exit_code == 2
    assert result.stderr == "ticctl list: the value of --lang is wrong: “fr” is none of: zh en — see ticctl list --help\n"
