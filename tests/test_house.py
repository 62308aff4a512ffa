"""The house: imports point one way, every name is told, every message stands in both languages."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tic_core
from tic_core.text import Text

SOURCE = Path(tic_core.__file__).parent
MODULES = sorted(each.name for each in pkgutil.walk_packages([str(SOURCE)], "tic_core.") if not each.name.endswith("__main__"))
Reads = Callable[[str], str]


def written(module: str) -> str:
    """The source of a module."""
    path = SOURCE.joinpath(*module.split(".")[1:])
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


def test_there_are_modules_to_look_at() -> None:
    assert {
        "tic_core.text",
        "tic_core.model.act",
        "tic_core.kernel.stages",
        "tic_core.packs.check.rules",
        "tic_core.cli.frame",
    } <= set(MODULES)


# ── which way imports point ──────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = ("text", "errors")
LAW = (*WORDS, "model", "rules", "kernel")

# Room → the rooms it may look into. Packs, hooks and ledger stand side by side above the kernel.
LAYERS: Mapping[str, tuple[str, ...]] = {
    "text": (),
    "errors": ("text",),
    "model": WORDS,
    "rules": (*WORDS, "model"),
    "kernel": (*WORDS, "model", "rules"),
    "packs": LAW,
    "hooks": LAW,
    "ledger": LAW,
    "forms": (*LAW, "packs"),
    "telling": LAW,
    "shelf": (*LAW, "packs", "hooks"),
    "cohorts": (*LAW, "ledger"),
    "consult": (*LAW, "ledger", "shelf", "cohorts"),
    "survey": LAW,
    "worker": (*LAW, "ledger", "shelf", "consult"),
    "register": (*LAW, "hooks", "ledger", "shelf", "consult", "recall", "outlook", "survey", "telling", "cohorts"),
    "registry": (*LAW, "worker", "hooks", "ledger", "shelf", "register"),
    "scenarios": (*LAW, "packs", "shelf", "consult"),
    "proofs": (*LAW, "packs", "shelf", "scenarios"),
    "recall": (*LAW, "ledger", "shelf", "consult"),
    "outlook": (*LAW, "ledger", "shelf", "consult"),
    "counsel": (*LAW, "ledger", "consult", "registry"),
    "oversight": (*LAW, "registry"),
    "transitions": (*LAW, "packs", "ledger", "shelf", "consult", "registry"),
    "affected": (*LAW, "packs", "ledger", "shelf", "consult", "registry"),
    "testing": (*LAW, "packs", "hooks", "ledger", "shelf", "consult", "telling", "register", "registry", "scenarios", "proofs"),
    "template": (*WORDS,),
    "cli": (
        *(*LAW, "packs", "forms", "hooks", "ledger", "shelf", "consult", "telling", "register", "registry", "scenarios"),
        *("cohorts", "recall", "outlook", "oversight", "counsel", "affected", "proofs", "transitions", "template"),
    ),
    "__main__": ("cli",),
}

# Modules that only one room may load, and those that the law itself never loads: I/O, clocks, chance, processes.
OWNERS: Mapping[str, tuple[str, ...]] = {
    "pluggy": ("hooks",),
    "sqlalchemy": ("ledger", "registry", "cli"),
    "alembic": ("ledger",),
    "cryptography": ("ledger",),
    "click": ("cli",),
    "rich": ("cli",),
    "copier": ("template",),
    "tomli": ("packs",),
    "cattrs": ("packs",),
}
PURE = ("text", "errors", "model", "rules", "kernel")
WORLD = {
    "os",
    "io",
    "pathlib",
    "sys",
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "threading",
    "asyncio",
    "logging",
    "locale",
}
CLOCKS = {"now", "utcnow", "today"}


def room(module: str) -> str:
    """``kernel`` of ``tic_core.kernel.stages``."""
    return module.split(".")[1] if "." in module else ""


def imports(source: str) -> Iterator[tuple[str, bool]]:
    """Every module imported anywhere in a module, and whether inside a function."""
    tree = ast.parse(source)
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            if node.module == "tic_core":
                names = [alias.name for alias in node.names if not alias.name.startswith("__")]
                yield from ((tic_core._HOME.get(name, f"tic_core.{name}"), id(node) in inside) for name in names)
            else:
                yield node.module or "", id(node) in inside


def strayed(modules: list[str], read: Reads = written) -> list[str]:
    """Imports that point the wrong way, as ``from → to``."""
    found = []
    for module in modules:
        here = room(module)
        for target, inside in imports(read(module)):
            there = room(target) if target.split(".")[0] == "tic_core" else ""
            # Only the body of `plugin check` loads the conformance kit.
            kit = there == "testing" and module == "tic_core.cli.conformance" and inside
            if there and there != here and there not in LAYERS[here] and not kit:
                found.append(f"{module} → {target}")
    return found


def outside(modules: list[str], read: Reads = written) -> list[str]:
    """Foreign modules loaded where they do not belong."""
    found = []
    for module in modules:
        here = room(module)
        for target, _ in imports(read(module)):
            head = target.split(".")[0]
            if here not in OWNERS.get(head, (here,)) or (here in PURE and head in WORLD):
                found.append(f"{module} → {target}")
    return found


def clocked(modules: list[str], read: Reads = written) -> list[str]:
    """Calls of a clock in the law."""
    return [
        f"{module}:{node.lineno}"
        for module in modules
        if room(module) in PURE
        for node in ast.walk(ast.parse(read(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]


def test_every_room_has_its_place() -> None:
    assert {room(module) for module in MODULES} <= set(LAYERS)
    for here, below in LAYERS.items():
        for there in below:
            assert here not in LAYERS[there], f"{here} and {there} look into each other"


def test_imports_point_one_way() -> None:
    assert strayed(MODULES) == []


def test_only_hooks_load_pluggy_and_the_law_touches_neither_disk_nor_clock_nor_chance() -> None:
    assert outside(MODULES) == []
    assert clocked(MODULES) == []


def test_the_package_itself_loads_nothing_but_itself() -> None:
    tree = ast.parse(written("tic_core.__init__"))
    loaded = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {node.module for node in loaded if isinstance(node, ast.ImportFrom)} == {"__future__", "importlib", "typing"}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tic_core.kernel.x", "from tic_core.packs import load"),
        ("tic_core.packs.x", "import tic_core.ledger.store"),
        ("tic_core.ledger.x", "def f():\n    from tic_core.hooks.facade import Answers"),
        ("tic_core.model.x", "from tic_core import registry"),
        ("tic_core.ledger.x", "from tic_core import Registry"),
        ("tic_core.rules.x", "from tic_core.kernel.stages import FINAL"),
        ("tic_core.registry", "from tic_core.cli.run import Run"),
        ("tic_core.cli.conformance", "from tic_core.testing import kit"),
        ("tic_core.text", "from tic_core.errors import TicError"),
    ],
)
def test_control_an_import_that_points_the_wrong_way_is_found(module: str, source: str) -> None:
    assert len(strayed([module], lambda _: source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tic_core.shelf", "import pluggy"),
        ("tic_core.kernel.x", "from sqlalchemy import text"),
        ("tic_core.kernel.x", "import random"),
        ("tic_core.model.x", "from pathlib import Path"),
    ],
)
def test_control_a_foreign_module_in_the_wrong_room_is_found(module: str, source: str) -> None:
    assert len(outside([module], lambda _: source)) == 1


def test_control_a_clock_in_the_kernel_is_found() -> None:
    assert clocked(["tic_core.kernel.x"], lambda _: "day = date.today()") == ["tic_core.kernel.x:1"]


def test_the_kit_may_be_loaded_in_the_body_of_the_command_that_runs_it() -> None:
    assert strayed(["tic_core.cli.conformance"], lambda _: "def f():\n    from tic_core.testing import kit") == []


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

VAGUE = re.compile(r"(^|_)(utils?|helpers?|misc|stuff)(_|$)", re.IGNORECASE)
PLUGIN = re.compile(r"tic[-_]weihai", re.IGNORECASE)
PLACE = re.compile(r"[\w.-]*weihai[\w.-]*", re.IGNORECASE)


def identifiers(source: str) -> Iterator[str]:
    """Every name a module gives or uses, and every text in it that could be the name of something."""
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "attr", "name", "arg", "module"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield value
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACE.fullmatch(node.value):
            yield node.value


def test_nothing_is_called_utils_or_helpers() -> None:
    named_here = [(module, node) for module in MODULES for node in ast.walk(ast.parse(written(module)))]
    vague = [
        f"{module}.{node.name}"
        for module, node in named_here
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert vague + [module for module in MODULES if VAGUE.search(module.split(".")[-1])] == []


def test_no_module_names_a_plugin_or_a_city() -> None:
    for module in MODULES:
        source = written(module)
        assert not PLUGIN.search(source), module
        assert not [name for name in identifiers(source) if PLACE.fullmatch(name)], module


def test_control_a_module_that_names_a_city_is_found() -> None:
    for source in ("import tic_weihai", "if code == 'cn-sd-weihai': pass", "def weihai_rule(): pass", "x.weihai = 1"):
        assert any(PLACE.fullmatch(name) for name in identifiers(source)) or PLUGIN.search(source)
    assert not any(PLACE.fullmatch(name) for name in identifiers("'an id, such as weihai-2022'"))


def named(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The public classes, functions and methods of a module, with the objects that carry their docstrings."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(value):
            yield name, value
            yield from ((f"{name}.{each}", getattr(value, each)) for each in members(value))
        elif inspect.isfunction(value) and value.__name__ != "<lambda>":
            yield name, value


def members(owner: type) -> Iterator[str]:
    for name, value in vars(owner).items():
        written_here = (
            inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod) or hasattr(value, "func")
        )
        if written_here and not name.startswith("_"):
            yield name


def untold(module: ModuleType) -> list[str]:
    """Public names without a docstring; a method that overrides another may inherit its."""
    lacking = [] if module.__doc__ else [module.__name__]
    return lacking + [f"{module.__name__}.{name}" for name, value in named(module) if not (inspect.getdoc(value) or "").strip()]


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_documented(module: str) -> None:
    assert untold(importlib.import_module(module)) == []


def test_control_a_name_without_its_sentence_is_found() -> None:
    module = ModuleType("told", "A module.")

    class Told:
        """A class."""

        def untold(self) -> None: ...

    def silent() -> None: ...

    for value in (Told, silent):
        value.__module__ = "told"
        setattr(module, value.__name__, value)
    assert untold(module) == ["told.Told.untold", "told.silent"]


# ── two languages ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CHINESE = re.compile("[\u3400-\u9fff]")
CHINESE_MARKS = re.compile("[\u3000-\u303f\uff01-\uff5e]")
BLANK = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def incomplete(zh: str, en: str) -> str:
    """What is wrong with a pair of sentences; empty when nothing is."""
    if sorted(set(BLANK.findall(zh))) != sorted(set(BLANK.findall(en))):
        return "different places"
    if not zh.strip() or not en.strip():
        return "empty"
    if CHINESE.search(en) or CHINESE_MARKS.search(en):
        return "Chinese in the English"
    # What is all places and punctuation is the same in every language.
    bare = BLANK.sub("", zh)
    if not CHINESE.search(bare) and any(letter.isalpha() for letter in bare):
        return "no Chinese in the Chinese"
    return ""


def texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Every Text in a table, however deep."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, f"{path}[{key!r}]")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{index}]")


def catalogue() -> Iterator[tuple[str, Text]]:
    """Every Text in every table of every module: MESSAGES, CORE, CURES, NOTES, NAMES and whatever else holds one."""
    for module in MODULES:
        for name, value in vars(importlib.import_module(module)).items():
            if not name.startswith("__"):
                yield from texts(value, f"{module}.{name}")


def literals(source: str) -> Iterator[tuple[int, str, str]]:
    """Every ``Text("…", "…")`` written out in a module, wherever it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            said = [*node.args, *(keyword.value for keyword in node.keywords)]
            if len(said) == 2 and all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in said):
                yield node.lineno, said[0].value, said[1].value  # type: ignore[attr-defined]


def pairs(source: str) -> Iterator[tuple[int, str, str]]:
    """Every pair ``("中文", "English")``, as the command line writes its help."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            values = [each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(values) == 2 and any(CHINESE.search(value) for value in values):
                yield node.lineno, values[0], values[1]


def test_every_message_of_every_table_is_complete_in_both_languages() -> None:
    found = dict(catalogue())
    assert len(found) > 300
    wrong = {path: why for path, text in found.items() if (why := incomplete(text.zh, text.en))}
    assert wrong == {}


@pytest.mark.parametrize(
    "table", ["kernel.breaches.CORE", "rules.kinds.CURES", "rules.kinds.NOTES", "model.verdict.NAMES", "kernel.stages.MESSAGES"]
)
def test_the_tables_are_found(table: str) -> None:
    assert any(path.startswith(f"tic_core.{table}[") for path, _ in catalogue())


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_written_in_a_module_is_complete_in_both_languages(module: str) -> None:
    source = written(module)
    said = [*literals(source), *(pairs(source) if room(module) == "cli" else ())]
    wrong = [(line, why) for line, zh, en in said if (zh or en) and (why := incomplete(zh, en))]
    assert wrong == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("", "empty"),
        ("空", " "),
        ("缺少 {fact}", "missing {facts}"),
        ("缺少 {fact}", "missing"),
        ("English only", "English only"),
        ("中文", "中文"),
        ("句号", "a full stop。"),
    ],
)
def test_control_a_message_with_a_hole_is_found(zh: str, en: str) -> None:
    assert incomplete(zh, en)
    assert [incomplete(*pair) for _, *pair in literals(f"Text({zh!r}, {en!r})")] == [incomplete(zh, en)]
    assert [path for path, text in texts({"a": (Text(zh, en), Text("好", "good"))}, "t") if incomplete(text.zh, text.en)] == [
        "t['a'][0]"
    ]


def test_what_is_all_places_and_punctuation_may_be_the_same_in_both() -> None:
    assert incomplete("{bound} {limit}", "{bound} {limit}") == ""
    assert incomplete("“{name}”", "“{name}”") == ""
