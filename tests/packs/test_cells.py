"""Cases that stand for all others: what the checker finds in a table is what trying every value would find."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tic_core.packs.check import cells
from tic_core.rules.conditions import Condition
from tic_core.rules.tables import fits

HEAD = '[[rule]]\nid = "independent"\n'
BOUNDS = ("at_least", "at_most", "above", "below")


def rule(body: str) -> str:
    return f'[[rule]]\nid = "new"\nname = {{ zh = "新", en = "new" }}\ncite = "3"\n{body}\n\n'


def some_rows(chance: random.Random) -> list[tuple[Condition, ...]]:
    """Rows on a yes-no and a score from 0 to 100."""
    rows = []
    for _ in range(chance.randint(1, 4)):
        row = [Condition("independent", is_=chance.choice((True, False)))] if chance.random() < 0.6 else []
        if chance.random() < 0.8:
            low, high = sorted(chance.sample((0, 20, 50, 80, 100), 2))
            asked: dict[str, Any] = {chance.choice(("at_least", "above")): low} if chance.random() < 0.7 else {}
            asked |= {chance.choice(("at_most", "below")): high} if not asked or chance.random() < 0.7 else {}
            row.append(Condition("score", **asked))
        rows.append(tuple(row))
    return rows


def written(rows: list[tuple[Condition, ...]], hit: str) -> str:
    lines = []
    for row in rows:
        parts = [
            f'{{ fact = "independent", is = {str(each.is_).lower()} }}'
            if each.fact == "independent"
            else '{ fact = "score", ' + ", ".join(f"{name} = {limit}" for name, limit in each.bounds()) + " }"
            for each in row
        ]
        lines.append(f'{{ when = [{", ".join(parts)}], then = "met" }}')
    return f'kind = "table"\nhit = "{hit}"\nrows = [{", ".join(lines)}]'


def tried(rows: list[tuple[Condition, ...]], hit: str) -> set[str]:
    """What trying every quarter of a point finds."""
    found: set[str] = set()
    reached: set[int] = set()
    for independent, quarter in product((True, False), range(401)):
        case = {"independent": independent, "score": Decimal(quarter) / 4}
        fitting = [place for place, row in enumerate(rows) if fits(row, case)]
        reached.update(fitting[:1])
        if not fitting:
            found.add("rows-leave-a-gap")
        if hit == "unique" and len(fitting) > 1:
            return {"rows-overlap"}
    return found | ({"row-never-reached"} if len(reached) < len(rows) else set())


def test_overlaps_gaps_and_rows_never_reached_are_found_where_trying_every_value_finds_them(
    base: str, faults: Any, break_: Any, chance: random.Random
) -> None:
    seen: set[str] = set()
    for _ in range(60):
        rows, hit = some_rows(chance), chance.choice(("unique", "first"))
        found = {fault.code for fault in faults(break_(base, HEAD, rule(written(rows, hit)) + HEAD))}
        expected = tried(rows, hit)
        assert found == expected, written(rows, hit)
        seen |= expected
    assert seen == {"rows-overlap", "rows-leave-a-gap", "row-never-reached"}


def test_control_cases_without_the_limits_themselves_miss_what_is_wrong(
    base: str, faults: Any, break_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    touching = [(Condition("score", at_most=50),), (Condition("score", at_least=50),)]
    broken = break_(base, HEAD, rule(written(touching, "unique")) + HEAD)
    assert {fault.code for fault in faults(broken)} == {"rows-overlap"}
    numbers = cells._numbers
    monkeypatch.setattr(
        cells, "_numbers", lambda kind, limits: (each for each in numbers(kind, limits) if each.value not in limits)
    )
    assert faults(broken) == ()


TWO = 'kind = "exception-to"\nrule = "papers"\nexceptions = [{{ when = "{}", cite = "4" }}, {{ when = "{}", cite = "5" }}]'
GATES = {
    "low": 'kind = "comparison"\nfact = "staff"\nbelow = 10',
    "high": 'kind = "comparison"\nfact = "staff"\nat_least = 10',
    "named": 'kind = "one-of"\nfact = "class.code"\nvalues = ["3511"]',
    "graded": 'kind = "one-of"\nfact = "grade"\nvalues = ["good"]',
    "scored": 'kind = "comparison"\nfact = "score"\nat_least = 60',
    "timed": 'kind = "within"\nstart = ["notice.last-day"]\nend = "act.on"\nwithin = { days = 3 }',
    "other": 'kind = "not"\nrule = "named"',
}


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("low", "high", []),
        ("low", "low", ["exceptions-overlap"]),
        ("low", "named", ["exceptions-overlap"]),
        ("named", "other", []),
        ("graded", "scored", []),  # the grade comes from the score: whether both can be is not decided here
        ("low", "timed", []),  # nor is what turns on days between two facts
    ],
)
def test_exceptions_that_can_both_apply_are_found_where_words_and_numbers_decide(
    first: str, second: str, codes: list[str], base: str, faults: Any, break_: Any
) -> None:
    gates = "".join(rule(body).replace('id = "new"', f'id = "{name}"') for name, body in GATES.items())
    draft = break_(base, HEAD, gates + rule(TWO.format(first, second)) + HEAD)
    assert [fault.code for fault in faults(draft)] == codes
