"""What the formulas of rules and of derived facts share: limits, conditions and rows of a table as terms of a solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.rules.banded import Band
from tic_core.rules.bounds import BOUNDS, FactRef, literal
from tic_core.rules.conditions import Condition
from tic_core.rules.days import last_day_of
from tic_core.rules.symbols import WORDED, Symbol, Symbols, Term

Kept = tuple[Term, Term]  # that a condition certainly holds, and that it certainly fails


def exactly(value: Any) -> Term:
    """An exact number as a term."""
    import z3

    if isinstance(value, bool):
        return z3.BoolVal(value)
    if isinstance(value, Fraction):
        return z3.Q(value.numerator, value.denominator)
    return z3.RealVal(str(value)) if isinstance(value, Decimal) else z3.IntVal(value)


def limit_of(symbols: Symbols, limit: Any, *, worded: bool = False) -> Symbol:
    """A limit: of the fact it names, or as it stands; among words as the word that it is."""
    import z3

    if isinstance(limit, FactRef):
        return symbols[limit.fact]
    if worded and isinstance(limit, str):
        return z3.BoolVal(True), z3.IntVal(symbols.word(limit))
    return z3.BoolVal(True), exactly(literal(limit))


def first_of(symbols: Symbols, names: Sequence[str]) -> Symbol:
    """The first of several facts that is known."""
    import z3

    parts = [symbols[name] for name in names]
    value = parts[-1][1]
    for known, other in reversed(parts[:-1]):
        value = z3.If(known, other, value)
    return z3.Or([known for known, _ in parts]), value


def there(symbols: Symbols, fact: str) -> Term:
    """That a fact is on record: known, and no empty list."""
    import z3

    known, value = symbols[fact]
    return known if z3.is_expr(value) or isinstance(value, dict) else z3.And(known, value.size() > 0)


def absent(*symbols: Symbol) -> Term:
    """That one of these is not known."""
    import z3

    return z3.Or([z3.Not(known) for known, _ in symbols])


def is_worded(symbols: Symbols, fact: str) -> bool:
    """Whether a fact's values are words."""
    kind = symbols.kind(fact)
    return kind is not None and kind.type in WORDED


def can_be_said(symbols: Symbols, fact: str, names: Iterable[str]) -> bool:
    """Whether these bounds on a fact have a formula: words are only the same or not, and lists are no numbers."""
    import z3

    value = symbols[fact][1]
    return z3.is_expr(value) and not z3.is_bool(value) and (not is_worded(symbols, fact) or set(names) <= {"equals"})


# ── bands, conditions, tables ────────────────────────────────────────────────────────────────────────────────────────────────


def in_band(bands: Sequence[Band], value: Term) -> list[Term]:
    """For each band that the number lies in it, or in a higher one."""
    return [value >= exactly(band.end) if band.from_ is not None else value > exactly(band.end) for band in bands]


def kept(symbols: Symbols, condition: Condition) -> Kept | None:
    """Whether a condition on a fact certainly holds, and whether it certainly fails; None where it has no formula."""
    import z3

    known, value = symbols[condition.fact]
    parts: list[Kept] = []
    if condition.one_of:
        parts.append(_sure(known, _among(symbols, value, condition.one_of)))
    if condition.is_ is not None:
        parts.append(_sure(known, value == condition.is_))
    worded = is_worded(symbols, condition.fact)
    if condition.bounds() and not can_be_said(symbols, condition.fact, (name for name, _ in condition.bounds())):
        return None
    for name, limit in condition.bounds():
        there_too, held = limit_of(symbols, limit, worded=worded)
        parts.append(_sure(z3.And(known, there_too), BOUNDS[name][1](value, held)))
    if condition.within:
        until = symbols[condition.until]
        last, beside = last_day_of(value, condition.within, f"{condition.fact} {condition.within}")
        symbols.beside += [z3.Implies(known, each) for each in beside]
        parts.append(_sure(z3.And(known, until[0]), z3.And(value <= until[1], until[1] <= last)))
    return both_ways(parts)


def _sure(known: Term, holds: Term) -> Kept:
    import z3

    return z3.And(known, holds), z3.And(known, z3.Not(holds))


def _among(symbols: Symbols, value: Any, listed: Sequence[Any]) -> Term:
    import z3

    if isinstance(value, dict):
        return z3.Or([symbol for term, symbol in value.items() if term in listed])
    return z3.Or([value == (symbols.word(each) if isinstance(each, str) else each) for each in listed])


def both_ways(parts: Sequence[Kept]) -> Kept:
    """All of some conditions: certain where each is, failing where one certainly fails."""
    import z3

    return z3.And([holds for holds, _ in parts]), z3.Or([fails for _, fails in parts])


def rows_hit(symbols: Symbols, hit: str, rows: Sequence[Any]) -> list[Term] | None:
    """For each row of a table that it is the one that counts; None where a condition has no formula."""
    import z3

    told = [[kept(symbols, condition) for condition in row.when] for row in rows]
    if any(each is None for conditions in told for each in conditions):
        return None
    fits = [both_ways([each for each in conditions if each is not None]) for conditions in told]
    out = [fails for _, fails in fits]
    later = out if hit == "unique" else []  # read from the top, what stands below does not matter
    return [z3.And(holds, *out[:place], *later[place + 1 :]) for place, (holds, _) in enumerate(fits)]
