"""Every code has its page, in both languages; the wrong example gives exactly that code, and the right one none."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import attrs
import pytest
from tests.generated import files, stale

import tic_core
from tic_core.errors import UsageError
from tic_core.kernel import stages
from tic_core.packs.codes import SEVERITY, Entry, entries, entry, found_in, page, sample
from tic_core.packs.lint import SEVERITIES

SHOWN = [each for each in entries().values() if each.shown]
ROOMS = ("tic_core.packs", "tic_core.scenarios.document", "tic_core.forms.outline")
SPOKEN = ("tic_core.packs.codes",)  # rooms whose messages are no faults of a document


def codes() -> Iterator[str]:
    """Every code that a document can be given, as the modules that find them list them."""
    yield from stages.MESSAGES
    for module in pkgutil.walk_packages(tic_core.__path__, "tic_core."):
        if module.name.startswith(ROOMS) and not module.name.startswith(SPOKEN):
            yield from getattr(importlib.import_module(module.name), "MESSAGES", {})


def test_every_code_has_its_entry_and_every_entry_a_code() -> None:
    there = {*codes(), "two-editions"}
    assert sorted(there - set(entries())) == []
    assert sorted(set(entries()) - there) == []


def test_most_codes_are_shown_by_an_example() -> None:
    assert len(SHOWN) >= 120
    assert sorted(set(SEVERITIES) - {each.code for each in SHOWN}) == [], "the linter's"


def test_the_samples_have_no_fault() -> None:
    for document in ("edition", "kinds", "account", "acts"):
        assert found_in(document, sample(document)) == ()


@pytest.mark.parametrize("each", SHOWN, ids=lambda each: each.code)
def test_the_wrong_example_gives_exactly_that_code(each: Entry) -> None:
    assert sample(each.document).count(each.right) == 1, "what is right stands in the sample once"
    # What stands in an article that is not there is claimed by no sentence of it, either.
    follows = {"cited-elsewhere"} if each.code in ("no-such-article", "no-such-item") else set()
    assert {fault.code for fault in each.faults()} - follows == {each.code}
    assert {fault.severity for fault in each.faults() if fault.code == each.code} == {each.severity}


@pytest.mark.parametrize("each", SHOWN, ids=lambda each: each.code)
def test_the_blocks_of_a_page_differ_in_what_is_wrong(each: Entry) -> None:
    wrong, right = each.blocks()
    assert wrong != right
    assert len(right.splitlines()) <= 60
    assert right in sample(each.document)


def test_control_an_example_that_is_not_wrong_is_noticed() -> None:
    harmless = attrs.evolve(entry("unused-rule"), wrong=entry("unused-rule").right + "\n# a remark")
    assert {fault.code for fault in harmless.faults()} != {harmless.code}


@pytest.mark.parametrize("code", entries())
def test_a_page_says_how_grave_it_is_and_why_in_one_language(code: str) -> None:
    for lang in ("zh", "en"):
        head, _, severity, _, why = page(code, lang)[:5]  # type: ignore[arg-type]
        assert head == f"# {code}"
        assert severity.startswith(SEVERITY[entry(code).severity](lang))  # type: ignore[arg-type]
        assert len(why) > 5
    assert re.search("[\u3400-\u9fff]", entry(code).why.zh)
    assert not re.search(
        "[\u3400-\u9fff]", entry(code).why.en.replace("一般", "").replace("元", "").replace("第九条第（三）项", "")
    )


def test_a_code_there_is_not_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean unused-rule"):
        entry("unused-rules")


# ── what is written into the project ─────────────────────────────────────────────────────────────────────────────────────────


def test_pages_schemas_and_drafts_are_what_the_program_writes() -> None:
    wanted = dict(files())
    wrong = [file.name for file, text in wanted.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    assert wrong == [], "run: python -m tests.generated"
    assert stale(wanted) == [], "run: python -m tests.generated"
