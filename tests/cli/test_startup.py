"""``ticctl --help`` answers before anything heavy is imported, and every command has its help in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from tic_core.cli import COMMANDS, main
from tic_core.cli.frame import WORDS, Argument, Command, Group, Option, Pair

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
HEAVY = {
    "attr",
    "attrs",
    "cattrs",
    "sqlalchemy",
    "msgspec",
    "pluggy",
    "tomli",
    "rich",
    "stdnum",
    "hypothesis",
    "importlib.metadata",
}

LOADED = """
import sys
from tic_core.cli import main
try:
    main({args!r})
except SystemExit as end:
    assert not end.code, end.code
print(*sorted(sys.modules), file=sys.stderr)
"""


def loaded(*args: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED.format(args=list(args))], capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["--lang", "en", "--help"], ["--version"], []])
def test_help_loads_click_and_nothing_else_that_is_heavy(args: list[str]) -> None:
    modules = loaded(*args)

    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("tic_core")} == {
        "tic_core",
        "tic_core.cli",
        "tic_core.cli.cells",
        "tic_core.cli.frame",
        "tic_core.cli.options",
        "tic_core.cli.run",
    }


def commands(group: Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, (place, _) in group.table.items():
        module, _, attribute = place.partition(":")
        found = getattr(import_module(module), attribute)
        yield (*path, name), found
        if isinstance(found, Group):
            yield from commands(found, (*path, name))


ALL = dict(commands(main))


def test_the_commands_of_the_design_are_there_in_its_order() -> None:
    wanted = ["demo", "submit", "list", "show", "history", "next", "due", "explain", "policy", "plugin", "verify"]
    assert [name for name in COMMANDS if name in wanted] == wanted
    below = [("policy", "list"), ("policy", "show"), ("policy", "check"), ("policy", "graph"), ("plugin", "list")]
    assert [path for path in ALL if path in below] == below


def pairs() -> Iterator[tuple[str, Pair]]:
    yield from WORDS.items()
    for path, found in [((), main), *ALL.items()]:
        assert isinstance(found, Command | Group)
        yield from ((" ".join(path), pair) for pair in (found.told, found.more) if pair != ("", ""))
        yield from ((f"{' '.join(path)} {name}", told) for name, (_, told) in getattr(found, "table", {}).items())
        for param in found.params:
            assert isinstance(param, Option | Argument)
            yield f"{' '.join(path)} {param.name}", param.told
            assert bool(param.value[0]) == bool(param.value[1])


@pytest.mark.parametrize(("where", "pair"), list(pairs()))
def test_every_word_of_help_is_there_in_both_languages(where: str, pair: Pair) -> None:
    zh, en = pair
    assert CHINESE.search(zh)
    assert en
    assert not CHINESE.search(en)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_each_command_explains_itself_in_one_language(path: tuple[str, ...]) -> None:
    pages = {lang: CliRunner().invoke(main, [*path, "--help", "--lang", lang]) for lang in ("zh", "en")}

    assert {page.exit_code for page in pages.values()} == {0}
    assert pages["zh"].stdout.startswith(f"用法：ticctl {' '.join(path)}")
    assert pages["en"].stdout.startswith(f"Usage: ticctl {' '.join(path)}")
    assert not CHINESE.search(pages["en"].stdout)
    assert not re.search(r"Usage|Options|Arguments|Show ", pages["zh"].stdout)


def test_a_line_of_help_is_no_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from tic_core.cli.cells import width

    monkeypatch.setenv("COLUMNS", "72")
    for lang in ("zh", "en"):
        page = CliRunner().invoke(main, ["submit", "--help", "--lang", lang]).stdout
        assert max(map(width, page.splitlines())) <= 72


def test_the_version_is_told() -> None:
    from tic_core import __version__

    assert CliRunner().invoke(main, ["--version"]).stdout == f"ticctl {__version__}\n"


def test_python_dash_m_tic_core_is_ticctl() -> None:
    done = subprocess.run([sys.executable, "-m", "tic_core", "--version"], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("ticctl ")
