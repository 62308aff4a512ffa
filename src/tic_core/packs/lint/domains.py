"""Limits held against the declared domain of a fact: a bound no value can break or keep, a band no value reaches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tic_core.model.facts import FactKind
from tic_core.packs.check.bounds import LOWER, UPPER, measured
from tic_core.packs.check.types import NUMBERS, kind_of
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.packs.locate import Path
from tic_core.rules.derived import Bands
from tic_core.rules.kinds import Comparison
from tic_core.text import Text


def bounds(bench: Bench) -> Iterator[Flaw]:
    """Bounds of comparisons that every value of the fact keeps, or none."""
    for path, rule in bench.draft.each("rule"):
        fact = kind_of(bench.draft, rule.fact) if isinstance(rule, Comparison) else None
        if fact is None or fact.type not in NUMBERS:
            continue
        for name, limit in rule.bounds():
            end = measured(limit)
            told = {"fact": fact.id, "id": rule.id, "bound": name, "limit": limit}
            if end is not None:
                yield from _bound(fact, name, end, (*path, name), told)


def _bound(fact: FactKind, name: str, end: Decimal, path: Path, told: dict[str, object]) -> Iterator[Flaw]:
    low, high = _domain(fact)
    near, far, included = (low, high, LOWER) if name in LOWER else (high, low, UPPER)
    sign = 1 if name in LOWER else -1
    if name in included and far is not None and ((end - far) * sign > 0 or (end == far and not included[name])):
        yield flaw(MESSAGES, "never-met", path, **told)
    elif name in included and near is not None and ((near - end) * sign > 0 or (near == end and included[name])):
        yield flaw(MESSAGES, "always-met", path, **told)
    elif name == "equals" and ((low is not None and end < low) or (high is not None and end > high)):
        yield flaw(MESSAGES, "never-met", path, **told)


def _domain(fact: FactKind) -> tuple[Decimal | None, Decimal | None]:
    return (None if fact.least is None else Decimal(fact.least), None if fact.most is None else Decimal(fact.most))


def bands(bench: Bench) -> Iterator[Flaw]:
    """Bands that begin above every value."""
    for path, item in bench.draft.each("derived"):
        fact = kind_of(bench.draft, item.of) if isinstance(item, Bands) else None
        if fact is None:
            continue
        _, high = _domain(fact)
        ends = [(Decimal(band.from_ if band.from_ is not None else band.above), band.above is not None) for band in item.bands]
        for index, (end, excluded) in enumerate(ends):
            if high is not None and (end > high or (end == high and excluded)):
                yield flaw(MESSAGES, "band-never-reached", (*path, "bands", index), term=item.bands[index].term, most=high)


MESSAGES: Messages = {
    "never-met": (
        Text(
            "规则 {id} 永远不会满足：{fact} 的取值范围内没有 {bound} {limit} 的值",
            "the rule {id} is never met: no value of {fact} is {bound} {limit}",
        ),
        Text("界限应在事实的取值范围（least、most）之内", "a limit inside the fact's domain (least, most)"),
    ),
    "always-met": (
        Text(
            "规则 {id} 总是满足：{fact} 的任何值都符合 {bound} {limit}",
            "the rule {id} is always met: every value of {fact} is {bound} {limit}",
        ),
        Text("应删除该界限，或更正事实的取值范围", "no such bound, or another domain of the fact"),
    ),
    "band-never-reached": (
        Text("分档 {term} 高于最大值 {most}，永远不会取到", "the band {term} begins above the greatest value, {most}"),
        Text("下限应在事实的取值范围之内", "a lower end inside the fact's domain"),
    ),
}
