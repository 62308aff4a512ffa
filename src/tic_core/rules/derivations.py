"""Derived facts as formulas of a solver: whether the result is known, and what it is.

Counts, sums, portions, weights, bands and tables are exact. What depends on which record comes first, on a rank or on a share of
records has no formula: it is *opaque*, any value of its type, and every report names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce, singledispatch
from typing import Any

from tic_core.rules.bounds import literal
from tic_core.rules.derived import Bands, Count, Derived, FirstKnown, Greatest, Least, LookUp, Portion, ShareOf, Sum, Weighted
from tic_core.rules.rows import Rows
from tic_core.rules.symbols import NUMBERS, WORDED, Symbol, Symbols, Term
from tic_core.rules.terms import exactly, first_of, in_band, limit_of, rows_hit


@singledispatch
def followed(derived: Derived, symbols: Symbols) -> Symbol | None:  # noqa: ARG001 - what every operation is given
    """Whether a derived fact is known, and its value; None where its operation has no formula, or not over these facts."""
    return None


@followed.register
def _(derived: Count, symbols: Symbols) -> Symbol | None:
    import z3

    known, rows = symbols[derived.of]
    if not _told(rows, derived.where):
        return None
    sure, count = rows.count(derived.where)
    return z3.And(known, sure), count


@followed.register
def _(derived: Sum, symbols: Symbols) -> Symbol | None:
    import z3

    known, rows = symbols[derived.of]
    if not _told(rows, derived.where):
        return None
    sure, total = rows.total(derived.field, derived.where)
    return z3.And(known, sure), total


def _told(rows: Any, where: Sequence[Any]) -> bool:
    return isinstance(rows, Rows) and set(where) <= set(rows.conditions)


def as_ratio(symbols: Symbols, fact: str) -> tuple[Term, Term, Term] | None:
    """Of a share of records whether it is known, the part and the whole: as these it can be held against a fraction."""
    import z3

    derived = symbols.derived.get(fact)
    if not isinstance(derived, ShareOf) or fact in symbols.fixed:
        return None
    known, rows = symbols[derived.of]
    if not _told(rows, (*derived.among, *derived.where)):
        return None
    sure, whole = rows.count(derived.among)
    sure_too, part = rows.count((*derived.among, *derived.where))
    return z3.And(known, sure, sure_too, whole > 0), part, whole


@followed.register
def _(derived: FirstKnown, symbols: Symbols) -> Symbol | None:
    return first_of(symbols, derived.of) if _alike(symbols, derived.of) else None


@followed.register
def _(derived: Least, symbols: Symbols) -> Symbol | None:
    return _extreme(derived, symbols, lambda a, b: a <= b)


@followed.register
def _(derived: Greatest, symbols: Symbols) -> Symbol | None:
    return _extreme(derived, symbols, lambda a, b: a >= b)


def _extreme(derived: Least, symbols: Symbols, before: Any) -> Symbol | None:
    import z3

    if not _alike(symbols, derived.of):
        return None
    parts = [symbols[name] for name in derived.of]
    return z3.And([known for known, _ in parts]), reduce(lambda a, b: z3.If(before(a, b), a, b), [value for _, value in parts])


def _alike(symbols: Symbols, names: Sequence[str]) -> bool:
    """Whether the values of some facts are of one sort: all numbers, all words, or all of one type; and no lists."""
    kinds = [symbols.kind(name) for name in names]
    types = {kind.type if kind else "" for kind in kinds}
    many = any(kind is None or kind.many or kind.type == "list" for kind in kinds)
    return not many and (len(types) == 1 or types <= set(NUMBERS) or types <= set(WORDED))


@followed.register
def _(derived: Weighted, symbols: Symbols) -> Symbol:
    import z3

    known, total = list[Term](), z3.RealVal(0)
    for part in derived.parts:
        there, value = symbols[part.fact]
        size = z3.If(value, z3.IntVal(1), z3.IntVal(0)) if z3.is_bool(value) else value
        caps, points = _capped(symbols, exactly(part.weight) * size, part.at_most)
        known, total = [*known, there, *caps], total + points
    caps, total = _capped(symbols, total, derived.at_most)
    return z3.And([*known, *caps]), total


def _capped(symbols: Symbols, size: Term, most: Any) -> tuple[list[Term], Term]:
    import z3

    if most is None:
        return [], size
    known, limit = limit_of(symbols, most)
    return [known], z3.If(size <= limit, size, limit)


@followed.register
def _(derived: Portion, symbols: Symbols) -> Symbol:
    import z3

    known, value = symbols[derived.of]
    part, sure = value * exactly(derived.portion), [known]
    if derived.at_least is not None:
        there, floor = limit_of(symbols, derived.at_least)
        part, sure = z3.If(part >= floor, part, floor), [*sure, there]
    if derived.at_most is not None:
        there, ceiling = limit_of(symbols, derived.at_most)
        part, sure = z3.If(part <= ceiling, part, ceiling), [*sure, there]
    return z3.And(sure), part


@followed.register
def _(derived: Bands, symbols: Symbols) -> Symbol:
    import z3

    known, value = symbols[derived.of]
    inside, found = in_band(derived.bands, value), z3.IntVal(-1)
    for condition, band in reversed(list(zip(inside, derived.bands, strict=True))):
        found = z3.If(condition, z3.IntVal(symbols.word(band.term)), found)
    return z3.And(known, z3.Or(inside)), found


@followed.register
def _(derived: LookUp, symbols: Symbols) -> Symbol | None:
    import z3

    hits = rows_hit(symbols, derived.hit, derived.rows)
    if hits is None:
        return None
    values = [_said(symbols, derived, row.then) for row in derived.rows]
    found = values[-1]
    for hit, value in reversed(list(zip(hits, values, strict=True))):
        found = z3.If(hit, value, found)
    return z3.Or(hits), found


def _said(symbols: Symbols, derived: LookUp, then: Any) -> Term:
    """What a row of a look-up gives, of the sort of its type."""
    if derived.gives in ("term", "code"):
        return exactly(symbols.word(str(then)))
    if derived.gives in ("decimal", "money", "share"):
        import z3

        return z3.ToReal(exactly(number)) if isinstance(number := literal(then), int) else exactly(number)
    return exactly(literal(then))
