"""What is changed in a document, and by how much: every figure by one step, nothing that only names or describes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import tomli
from tests.scenarios.bench import SMALLEST

from tic_core.scenarios.mutants import Mutant, mutants

DOCUMENT = tomli.loads(SMALLEST.joinpath("edition.toml").read_text("utf-8"))


def of(table: str, **item: Any) -> set[tuple[str, str, str]]:
    """The changes of one item, as (key, old, new)."""
    document = {**DOCUMENT, table: [{"id": "x", **item}]}
    return {(each.key.removeprefix(f"{table}.x."), each.old, each.new) for each in mutants(document) if each.place[0] == table}


@pytest.mark.parametrize(
    ("table", "item", "wanted"),
    [
        ("rule", {"at_most": 3}, {("at_most", "3", "4"), ("at_most", "3", "2"), ("at_most", "at_most", "below")}),
        ("rule", {"at_most": "1/3"}, {("at_most", "1/3", "1/4"), ("at_most", "1/3", "1/2"), ("at_most", "at_most", "below")}),
        ("rule", {"above": "59.5"}, {("above", "59.5", "59.6"), ("above", "59.5", "59.4"), ("above", "above", "at_least")}),
        ("duty", {"amount": "100.00 CNY"}, {("amount", "100.00 CNY", "100.01 CNY"), ("amount", "100.00 CNY", "99.99 CNY")}),
        ("duty", {"on": date(2024, 2, 29)}, {("on", "2024-02-29", "2024-03-01"), ("on", "2024-02-29", "2024-02-28")}),
        (
            "duty",
            {"period": {"days": 0}},
            {("period", "days", "months"), ("period", "days", "working_days"), ("period.days", "0", "1")},
        ),
        ("act", {"roles": ["unit"]}, {("roles.0", "unit", "bureau")}),
        ("act", {"cite": "9(3)"}, {("cite", "9(3)", "9(4)")}),
        ("act", {"cite": "9"}, {("cite", "9", "8")}),
        ("rule", {"cite": "annex"}, {("cite", "annex", "notice")}),
        ("act", {"notes": ["r"]}, {("notes.0", "r", "—"), ("notes.0", "notes: r", "requires: r")}),
        ("rule", {"values": ["a", "b"]}, {("values.0", "a", "—"), ("values.1", "b", "—")}),
        ("rule", {"force": "generally"}, {("force", "generally", "—")}),
        ("rule", {"assumed": ["Q1"]}, {("assumed.0", "Q1", "—")}),
        (
            "derived",
            {"bands": [{"from": 60}]},
            {("bands.0.from", "60", "61"), ("bands.0.from", "60", "59"), ("bands.0.from", "from", "above")},
        ),
        ("act", {"name": {"zh": "甲", "en": "a"}, "at": ["s"], "nature": "adverse"}, set()),
    ],
)
def test_a_value_is_changed_by_one_step_either_way(table: str, item: dict[str, Any], wanted: set[tuple[str, str, str]]) -> None:
    assert of(table, **item) - {("bands.0", "{ from = 60 }", "—")} == wanted


def test_a_mutant_differs_from_the_document_in_one_place_and_leaves_the_document_alone() -> None:
    before = copy.deepcopy(DOCUMENT)
    for each in mutants(DOCUMENT):
        changed = each.put(DOCUMENT)
        assert changed != before, each.key
        assert [name for name in before if changed[name] != before[name]] == [each.place[0]]
        assert len(differing(each, changed)) <= 1
    assert before == DOCUMENT


def differing(each: Mutant, changed: dict[str, Any]) -> list[int]:
    """Which items of the changed table differ."""
    old, new = DOCUMENT[str(each.place[0])], changed[str(each.place[0])]
    return [index for index in range(len(old)) if old[index] != new[index]] if isinstance(old, list) else []


def test_a_mutant_stands_under_the_article_of_what_it_changes() -> None:
    articles = {each.key: each.article for each in mutants(DOCUMENT)}
    assert articles["rule.half-at-most.at_most"] == "4"
    assert articles["duty.yearly-report.yearly.month"] == "6"
    assert articles["identity.in_force.last"] == "8"
    assert articles["convention.roll"] == "Q1"


def test_names_texts_and_descriptions_are_never_changed() -> None:
    assert set(silent(DOCUMENT)).isdisjoint({each.inside[-1] for each in mutants(DOCUMENT)})


def silent(document: dict[str, Any]) -> Iterator[str]:
    yield from ("zh", "en", "name", "title", "question", "id", "kind", "type")
    yield from (key for key in document["identity"] if key not in ("in_force", "judge"))
