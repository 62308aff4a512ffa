"""Tables and exceptions: no case that two rows or two exceptions claim, none that falls between the rows, none never reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.packs.check.cells import Literals, Undecided, asked_by, asked_in, cases
from tic_core.packs.check.demands import check_demand
from tic_core.packs.check.types import kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.rules.kinds import ExceptionTo
from tic_core.rules.reference import evaluate
from tic_core.rules.tables import fits
from tic_core.text import Text, both


def check_rows(draft: Draft, rows: Sequence[Any], hit: str, path: Path) -> Iterator[Flaw]:
    """The rows of a table: what each demands, and then what they leave open or claim twice."""
    if not rows:
        yield flaw(MESSAGES, "no-rows", (*path, "rows"))
        return
    wrong = [
        found
        for index, row in enumerate(rows)
        for place, condition in enumerate(row.when)
        for found in check_demand(draft, kind_of(draft, condition.fact), condition, (*path, "rows", index, "when", place))
    ]
    yield from wrong
    if not wrong:
        yield from _covered(draft, rows, hit, path)


def _covered(draft: Draft, rows: Sequence[Any], hit: str, path: Path) -> Iterator[Flaw]:
    """The first case that two rows claim, the first that none does, and rows that are left nothing; where that is decided."""
    literals: Literals = {}
    reached: set[int] = set()
    gap: dict[str, Any] | None = None
    try:
        asked_in(rows, literals)
        for case, outside in cases(draft, literals):
            fitting = [place for place, row in enumerate(rows) if fits(row.when, case)]
            if not fitting and not outside and gap is None:
                gap = case
            if hit == "unique" and len(fitting) > 1:
                told = {"first": fitting[0] + 1, "second": fitting[1] + 1, "case": told_of(case)}
                yield flaw(MESSAGES, "rows-overlap", (*path, "rows", fitting[1]), **told)
                return
            reached.update(fitting[:1])
    except Undecided:
        return
    if gap is not None:
        yield flaw(MESSAGES, "rows-leave-a-gap", (*path, "rows"), case=told_of(gap))
    for place in range(len(rows)):
        if place not in reached:
            yield flaw(MESSAGES, "row-never-reached", (*path, "rows", place), row=place + 1)


def check_exceptions(draft: Draft, rule: ExceptionTo, path: Path) -> Iterator[Flaw]:
    """Two exceptions that can both apply contradict each other: the first case in which they do."""
    for index, each in enumerate(rule.exceptions):
        for other in rule.exceptions[:index]:
            case = _both_apply(draft, (other.when, each.when))
            if case is not None:
                told = {"first": other.cite.text(), "second": each.cite.text(), "case": told_of(case)}
                yield flaw(MESSAGES, "exceptions-overlap", (*path, "exceptions", index, "when"), **told)


def _both_apply(draft: Draft, names: tuple[str, str]) -> Mapping[str, Any] | None:
    rules = {each.id: each for _, each in draft.each("rule")}
    found: list[Rule] = [rules[name] for name in names if name in rules]
    literals: Literals = {}
    try:
        for rule in found:
            asked_by(draft, rule, literals)
        for case, _ in cases(draft, literals) if len(found) == len(names) else ():
            if all(evaluate(rule, case, rules).verdict is Verdict.MET for rule in found):
                return case
    except (Undecided, RecursionError):
        pass
    return None


def told_of(case: Mapping[str, Any]) -> list[Text]:
    """A case as a person reads it: ``grade = good, score = 60``."""
    return [_IS.fill(fact=both(name), value=value) for name, value in case.items()] or [ANY]


ANY = Text("任何情形", "any case")
_IS = Text("{fact}＝{value}", "{fact} = {value}")

MESSAGES: Messages = {
    "no-rows": (Text("表中没有行", "the table has no rows"), Text("应至少有一行", "at least one")),
    "rows-overlap": (
        Text("第 {first} 行与第 {second} 行都与此情形相符：{case}", "rows {first} and {second} both fit one case: {case}"),
        Text(
            '应互不相容；或写 hit = "first"，以先者为准',
            'rows that exclude each other, or hit = "first", which takes the first of them',
        ),
    ),
    "rows-leave-a-gap": (
        Text("没有一行与此情形相符：{case}", "no row fits this case: {case}"),
        Text("各行应覆盖每一种情形", "rows for every case"),
    ),
    "row-never-reached": (
        Text("第 {row} 行永远轮不到", "row {row} is never reached"),
        Text("应删除该行，或移到前面", "no such row, or a place further up"),
    ),
    "exceptions-overlap": (
        Text(
            "{first}与{second}的例外会同时适用：{case}",
            "the exceptions of {first} and of {second} can both apply: {case}",
        ),
        Text("应使两个例外互不相容", "exceptions that exclude each other"),
    ),
}
