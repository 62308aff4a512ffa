"""A hook cannot land without its contract, its heading in both handbooks, an example that runs and a test of its own."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tic_core.hooks
from tic_core.hooks import admission, apart, exchange, facade, history, jurisdiction, kinds, process, serving, spec, surroundings
from tic_core.hooks.admission import specified
from tic_core.hooks.facade import Answers
from tic_core.text import Text

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"zh": ROOT / "docs" / "hooks.md", "en": ROOT / "docs" / "en" / "hooks.md"}
KINDS = ("Decision", "Collection", "Announcement")
ORDER = ("Kind:", "Called", "Scope:", ":returns:", "Serves", "Afterwards:", ".. versionadded::")


def signature(hook: str) -> str:
    """A hook as its specification writes it, on one line."""
    bare = specified()[hook]
    shown = [f"{each.name}: {each.annotation}" for each in bare.parameters.values()]
    return f"{hook}({', '.join(shown)}) -> {bare.return_annotation}"


def section(page: str, hook: str) -> str:
    """What a handbook says under the heading of a hook, up to the next heading."""
    text = PAGES[page].read_text(encoding="utf-8")
    found = re.search(rf"^### `{hook}`$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{PAGES[page].name} has no heading for {hook}"
    return found[1]


def test_the_specification_holds_hooks_and_nothing_else() -> None:
    tree = ast.parse(inspect.getsource(spec))
    functions = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert functions == list(specified())
    assert all(name.startswith("tic_") for name in functions)


@pytest.mark.parametrize("hook", specified())
def test_the_docstring_of_a_hook_is_its_contract(hook: str) -> None:
    doc = inspect.getdoc(getattr(spec, hook)) or ""
    kind = doc.partition(":")[0]
    assert kind in KINDS
    assert f"\nKind: {kind.lower()}." in doc
    places = [doc.find(f"\n{mark}") for mark in ORDER]
    assert -1 not in places, f"{hook} lacks {ORDER[places.index(-1)]}"
    assert places == sorted(places)
    assert re.findall(r"^:param (\w+):", doc, re.MULTILINE) == list(specified()[hook].parameters)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("hook", specified())
def test_every_hook_is_documented_under_a_heading_with_its_exact_signature(hook: str, page: str) -> None:
    assert signature(hook) in section(page, hook)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("hook", specified())
def test_every_argument_of_a_hook_is_documented(hook: str, page: str) -> None:
    said = re.findall(r"^- `(\w+)`", section(page, hook), re.MULTILINE)
    assert said == list(specified()[hook].parameters)


@pytest.mark.parametrize("page", PAGES)
def test_the_handbook_has_the_hooks_in_the_order_of_the_specification_and_no_others(page: str) -> None:
    text = PAGES[page].read_text(encoding="utf-8")
    assert re.findall(r"^### `(tic_\w+)`$", text, re.MULTILINE) == list(specified())


def snippets(page: str) -> Iterator[str]:
    yield from re.findall(r"^```python\n(.*?)^```$", PAGES[page].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_the_handbook_run(page: str) -> None:
    examples = "\n".join(snippets(page))
    test = doctest.DocTestParser().get_doctest(examples, {}, page, str(PAGES[page]), 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert all(hook in examples for hook in specified())


def test_the_two_handbooks_show_the_same_examples() -> None:
    assert list(snippets("zh")) == list(snippets("en"))


def test_the_plugin_in_the_docstring_runs() -> None:
    found = doctest.testmod(tic_core.hooks)
    assert (found.failed, found.attempted > 0) == (0, True)


@pytest.mark.parametrize("hook", specified())
def test_every_hook_is_exercised_by_a_test_named_after_it(hook: str) -> None:
    functions = [
        node.name
        for path in sorted(Path(__file__).parent.glob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert any(name.startswith(f"test_{hook}_") for name in functions)


@pytest.mark.parametrize("hook", specified())
def test_every_hook_has_its_method_on_the_facade(hook: str) -> None:
    method = inspect.signature(getattr(Answers, hook.removeprefix("tic_"))).parameters
    assert [name for name in method if name not in ("self", "fall_back")] == list(specified()[hook].parameters)


def places(words: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", words))


@pytest.mark.parametrize(
    "module",
    [admission, apart, exchange, facade, history, jurisdiction, kinds, process, serving, surroundings],
    ids=lambda each: each.__name__,
)
def test_every_message_is_complete_in_both_languages_and_used(module: ModuleType) -> None:
    messages: dict[str, Any] = module.MESSAGES
    source = inspect.getsource(module)
    for key, text in messages.items():
        assert isinstance(text, Text)
        assert text.zh
        assert text.en
        assert places(text.zh) == places(text.en)
        assert f'"{key}"' in source.partition("\nMESSAGES = {")[0]
