"""Cases that stand for all others: for each fact, one value between every two limits that are put on it, and each word once.

Rules over such facts find on these cases all that they can find on any. So overlaps and gaps are seen without a solver, wherever
what decides is a list of words or a number against literals; elsewhere (a fact against a fact, periods, shares, judgement)
nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, islice, product
from typing import Any

import attrs

from tic_core.model.facts import NUMBER, FactKind, Money, Vocabulary
from tic_core.model.rule import Rule
from tic_core.packs.check.types import NUMBERS, kind_of
from tic_core.packs.draft import Draft
from tic_core.rules.conditions import Condition
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Comparison, Discretion, FactRef, InBands, OneOf, Table, literal

MOST_CASES = 20_000
MOST_TERMS = 6  # of a fact that holds several: all its subsets are looked at
OTHER = "other"  # a code that no rule names

Literals = dict[str, set[Any]]


class Undecided(Exception):
    """What is asked does not turn on words and literals alone, or there are too many cases."""


@attrs.frozen
class Point:
    """One value of a fact; ``outside`` where it lies beyond all that is written, in a domain without an end."""

    value: Any
    outside: bool = False


def cases(draft: Draft, literals: Mapping[str, Iterable[Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Cases over the facts that have literals put on them, each with whether any value lies outside; Undecided where that fails."""
    _independent(draft, literals)
    axes = {name: _points(draft, name, list(values)) for name, values in literals.items()}
    count = 1
    for points in axes.values():
        count *= len(points)
    if count > MOST_CASES:
        raise Undecided
    for chosen in product(*axes.values()):
        yield {name: point.value for name, point in zip(axes, chosen, strict=True)}, any(point.outside for point in chosen)


def _independent(draft: Draft, names: Iterable[str]) -> None:
    """Undecided where one fact is worked out from another, or both from the same: they do not vary freely."""
    seen: set[str] = set()
    for name in names:
        sources = _sources(draft, name)
        if sources & seen:
            raise Undecided
        seen |= sources


def _sources(draft: Draft, name: str) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        item = draft.get("derived", waiting.pop())
        parts = set(item.reads()) - found if isinstance(item, Derived) else set()
        found |= parts
        waiting += parts
    return found


def asked_by(draft: Draft, rule: Rule, literals: Literals) -> None:
    """Add the literals that a rule, and all it is made of, puts on facts; Undecided where it looks at anything else."""
    if isinstance(rule, Comparison) and not rule.limits():
        literals.setdefault(rule.fact, set()).update(literal(limit) for _, limit in rule.bounds())
    elif isinstance(rule, OneOf):
        literals.setdefault(rule.fact, set()).update(rule.values)
    elif isinstance(rule, InBands):
        literals.setdefault(rule.fact, set()).update(band.end for band in rule.bands)
    elif isinstance(rule, Table):
        asked_in(rule.rows, literals)
    elif not (rule.parts() or isinstance(rule, Discretion)) or rule.opaque:
        raise Undecided
    for name in (*rule.parts(), *([rule.when] if rule.when else [])):
        part = draft.get("rule", name)
        if not isinstance(part, Rule):
            raise Undecided
        asked_by(draft, part, literals)


def asked_in(rows: Iterable[Any], literals: Literals) -> None:
    """Add the literals that the rows of a table put on facts; Undecided where a row looks at anything else."""
    for condition in (condition for row in rows for condition in row.when):
        _demanded(condition, literals)


def _demanded(condition: Condition, literals: Literals) -> None:
    if condition.within or any(isinstance(limit, FactRef) for _, limit in condition.bounds()):
        raise Undecided
    found = literals.setdefault(condition.fact, set())
    found.update(condition.one_of)
    found.update(literal(limit) for _, limit in condition.bounds())


def _points(draft: Draft, name: str, values: list[Any]) -> list[Point]:
    kind = kind_of(draft, name)
    if kind is None:
        raise Undecided
    if kind.type == "yes-no":
        return [Point(True), Point(False)]
    if kind.type == "term":
        return [Point(value) for value in _terms(draft, kind)]
    if kind.type == "code":
        return [*(Point(value) for value in sorted(map(str, values))), Point(OTHER, outside=True)]
    if kind.type in (*NUMBERS, "share", "date"):
        return list(_numbers(kind, sorted({_scaled(value) for value in values})))
    raise Undecided


def _terms(draft: Draft, kind: FactKind) -> list[Any]:
    words = draft.get("vocabulary", kind.vocabulary)
    terms = [term.id for term in words.terms] if isinstance(words, Vocabulary) else []
    if not terms or (kind.many and len(terms) > MOST_TERMS):
        raise Undecided
    return [some for size in range(1, len(terms) + 1) for some in combinations(terms, size)] if kind.many else list(terms)


def _scaled(value: Any) -> Fraction:
    try:
        return Fraction(value)
    except (TypeError, ValueError) as error:
        raise Undecided from error


def _numbers(kind: FactKind, limits: list[Fraction]) -> Iterator[Point]:
    """A value on every limit, one between every two, and one beyond the outermost where the domain reaches there."""
    step = Fraction(1) if kind.type in ("whole", "date") else Fraction(1, 2)
    least, most = _ends(kind)
    beside = {limit + shift for limit in limits for shift in (-step, Fraction(0), step)}
    middles = {(low + high) / 2 for low, high in zip(limits, islice(limits, 1, None), strict=False)}
    found = beside | (middles if kind.type not in ("whole", "date") else set()) | {end for end in (least, most) if end is not None}
    for size in sorted(found):
        if (least is None or size >= least) and (most is None or size <= most):
            below, above = bool(limits) and size < limits[0] and least is None, bool(limits) and size > limits[-1] and most is None
            yield Point(_exactly(kind, size), outside=below or above)


def _ends(kind: FactKind) -> tuple[Fraction | None, Fraction | None]:
    if kind.type == "share":
        return Fraction(0), Fraction(1)
    least, most = (_end(end) for end in (kind.least, kind.most))
    # Ends that cannot be ends are a fault of the fact, told there: here they bound nothing.
    return (None, None) if least is not None and most is not None and least > most else (least, most)


def _end(written: str | int | None) -> Fraction | None:
    return Fraction(str(written)) if written is not None and NUMBER.fullmatch(str(written)) else None


def _exactly(kind: FactKind, size: Fraction) -> Any:
    if kind.type == "date":
        return date.min + timedelta(days=int(size) - 1)
    if kind.type in ("whole", "share"):
        return int(size) if kind.type == "whole" else size
    number = Decimal(size.numerator) / Decimal(size.denominator)
    return Money(number, kind.currency) if kind.type == "money" else number
