"""``docs/rules.md``, executed: every example is a rule or a derived fact of a sound edition, reads and finds what the page says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli

import tic_core.packs
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.facts import exact
from tic_core.packs import load
from tic_core.rules.derived import CORE_OPERATIONS
from tic_core.rules.kinds import CORE_KINDS
from tic_core.rules.reference import derive, evaluate
from tic_core.text import Lang, say

DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[Lang, Path] = {"zh": DOCS / "rules.md", "en": DOCS / "en" / "rules.md"}
SAMPLE = Path(tic_core.packs.__file__).parent / "codes" / "sample.toml"
BLOCK = re.compile(r"```toml\n(.*?)```\n([^#]*)", re.DOTALL)
TRY = re.compile(r"^- `(.*)` → (.+)$|^- → (.+)$", re.MULTILINE)


@attrs.frozen
class Example:
    """One example of the page: its TOML, the sentence it reads as, and what it gives on some facts."""

    table: str
    item: Mapping[str, Any]
    sentence: str
    tries: tuple[tuple[str, str], ...]


@cache
def page(lang: Lang) -> str:
    return PAGES[lang].read_text(encoding="utf-8")


def blocks(lang: Lang) -> list[tuple[str, str]]:
    return BLOCK.findall(page(lang))


@cache
def examples(lang: Lang) -> tuple[Example, ...]:
    found = []
    for toml, below in blocks(lang):
        ((table, (item, *more)), *others) = tomli.loads(toml).items()
        if below.strip() and not more and not others:
            tries = tuple((facts, answer or bare) for facts, answer, bare in TRY.findall(below))
            sentence = "".join(line[2:] for line in below.splitlines() if line.startswith("> "))
            found.append(Example(table, item, sentence, tries))
    return tuple(found)


@cache
def lawbook(lang: Lang) -> Lawbook:
    """The sample edition with everything on the page added to it; a fault of any example would be raised here."""
    text = SAMPLE.read_text(encoding="utf-8") + "\n" + "\n".join(toml for toml, _ in blocks(lang))
    return Lawbook(load(text.encode(), "rules.md"))


def facts_of(book: Lawbook, written: str) -> dict[str, Any]:
    plain = tomli.loads(written.replace("; ", "\n"))
    return {name: exact(book.facts[name], value, book.words) if name in book.facts else value for name, value in plain.items()}


def answer(book: Lawbook, example: Example, written: str, lang: Lang) -> str:
    """What an example gives on these facts, as the page says it."""
    facts = derive(facts_of(book, written), book.edition.derived)
    name = example.item["id"]
    if example.table == "derived":
        kind = book.edition.tables["derived"][name].result(book.facts.get)
        words = {term.id: term.name for term in book.words[kind.vocabulary].terms} if kind and kind.vocabulary else {}
        return say(words.get(facts[name], facts[name]), lang)
    rule = book.rules[name]
    found = evaluate(rule, facts, book.rules, book.calendar)
    margin = rule.margin_text(found, book.names)
    parts = [found.verdict.text, *([margin] if margin else [])]
    return {"zh": "：", "en": ": "}[lang].join(part(lang) for part in parts)


EVERY = [pytest.param(lang, each, id=f"{lang} {each.item['id']}") for lang in PAGES for each in examples(lang)]


@pytest.mark.parametrize(("lang", "example"), EVERY)
def test_an_example_of_the_page_reads_and_finds_what_the_page_says(lang: Lang, example: Example) -> None:
    book = lawbook(lang)
    if example.table == "rule":
        assert example.sentence == book.rules[example.item["id"]].sentence(book.names)(lang)
    assert example.tries
    assert [said for _, said in example.tries] == [answer(book, example, written, lang) for written, _ in example.tries]


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_has_an_example_of_every_kind_and_every_operation(lang: Lang) -> None:
    found = {(each.table, each.item.get("kind") or each.item["op"]) for each in examples(lang)}
    assert found == {("rule", kind.kind) for kind in CORE_KINDS} | {("derived", each.op) for each in CORE_OPERATIONS}


def test_both_languages_show_the_same_examples() -> None:
    assert [toml for toml, _ in blocks("zh")] == [toml for toml, _ in blocks("en")]
