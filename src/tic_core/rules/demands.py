"""What is demanded of the values in a column, as expressions: bounds, shares, periods, lists, and the conditions of tables.

Every function answers null only where a value is not known: the callers ask for that first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from tic_core.rules.banded import Band
from tic_core.rules.bounds import INVERSE
from tic_core.rules.conditions import Condition
from tic_core.rules.frame import LARGEST, Column, Opaque, at_scale, places
from tic_core.rules.kinds import BOUNDS, Elapsed, Within, literal

Find = Callable[[Any], Column]
OPERATORS = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq, "!=": ne}


def never_known(*columns: Column) -> Any:
    """A column in which nothing is known, if one of these is: what is asked of it has no answer in any row."""
    import polars as pl

    return next((pl.col(column.name) for column in columns if column.sort == "absent"), None)


def breaks(column: Column, name: str, limit: Any) -> Any:
    """Whether the values of a column break a bound; ``limit`` is another column, or as a document writes it."""
    return _held(column, INVERSE[BOUNDS[name][0]], limit)


def keeps(column: Column, name: str, limit: Any) -> Any:
    """Whether the values of a column keep a bound."""
    return _held(column, BOUNDS[name][0], limit)


def _held(column: Column, sign: str, limit: Any) -> Any:
    """The values of a column held against a limit; words are the same or they are not."""
    import polars as pl

    silent = never_known(column, *([limit] if isinstance(limit, Column) else []))
    if silent is not None:
        return silent
    if column.sort == "number":
        one, other = _aligned(column, limit)
    elif sign in ("==", "!="):
        one, other = pl.col(column.name), pl.col(limit.name) if isinstance(limit, Column) else pl.lit(limit)
    else:
        raise Opaque(column.sort)
    return OPERATORS[sign](one, other)


def _aligned(column: Column, limit: Any) -> tuple[Any, Any]:
    """A column and a limit as whole numbers of one scale, wide enough for both."""
    import polars as pl

    if isinstance(limit, Column):
        if limit.sort != "number":
            raise Opaque(limit.sort)
        scale = max(column.scale, limit.scale)
        return _raised(column, scale), _raised(limit, scale)
    exact = literal(limit)
    if not isinstance(exact, int | Decimal):
        raise Opaque(str(limit))
    scale = max(column.scale, places(exact))
    return _raised(column, scale), _whole(at_scale(exact, scale), pl)


def _raised(column: Column, scale: int) -> Any:
    """A column's numbers at a scale at least its own."""
    return times(column, 10 ** (scale - column.scale))


def times(column: Column, factor: int) -> Any:
    """A column's numbers times a factor, never out of range."""
    import polars as pl

    cell, bound = pl.col(column.name), column.bound * abs(factor)
    if factor == 1:
        return cell
    if bound > 2**126:
        raise Opaque(str(bound))
    wide = pl.Int32 if bound < 2**31 else pl.Int64 if bound < 2**63 else pl.Int128
    return (cell if bound < 2**15 else cell.cast(wide)) * _whole(factor, pl)


def _whole(value: int, pl: Any) -> Any:
    if abs(value) > LARGEST * 2**6:
        raise Opaque(str(value))
    # A small number takes the type of the column it meets, where that is wide enough.
    return pl.lit(value) if abs(value) < 2**31 else pl.lit(value, dtype=pl.Int64 if abs(value) < 2**63 else pl.Int128)


def ratio_breaks(part: Column, whole: Column, name: str, limit: Any) -> Any:
    """Whether a part of a whole breaks ``at_most`` or ``at_least`` of it, multiplied out."""

    silent = never_known(part, whole)
    if silent is not None:
        return silent
    if not isinstance(limit, Fraction) or (part.sort, whole.sort) != ("number", "number"):
        raise Opaque(str(limit))
    scale = max(part.scale, whole.scale)
    left = times(part, limit.denominator * 10 ** (scale - part.scale))
    right = times(whole, limit.numerator * 10 ** (scale - whole.scale))
    return left > right if name == "at_most" else left < right


def within_breaks(rule: Within, find: Find) -> Any:
    """Whether a day lies outside the period, or not past it."""
    import polars as pl

    end, spans = pl.col(find(rule.end).name), {name: find(Elapsed(rule.start, span)) for name, span in rule.periods()}
    began = find(Elapsed(rule.start, None)) if "within" in spans else find(rule.end)
    silent = never_known(find(rule.end), began, *spans.values())
    if silent is not None:
        return silent
    broken = []
    if "within" in spans:
        broken += [end < pl.col(began.name), end > pl.col(spans["within"].name)]
    if "past" in spans:
        broken.append(end <= pl.col(spans["past"].name))
    return pl.any_horizontal(broken)


def listed(column: Column, values: Sequence[Any], many: str = "any") -> Any:
    """Whether a value is one of those listed; of several terms at least one (``any``), or each (``all``)."""
    import polars as pl

    cell = pl.col(column.name)
    if column.sort == "absent":
        return cell
    if column.sort == "words":
        words = pl.lit(pl.Series([[value for value in values if isinstance(value, str)]], dtype=pl.List(pl.String)))
        common = cell.list.set_intersection(words).list.len()
        return common > 0 if many != "all" else common == cell.list.unique().list.len()
    if column.sort == "records":
        raise Opaque(column.sort)
    return cell.is_in(_alike(column, values))


def _alike(column: Column, values: Sequence[Any]) -> list[Any]:
    """Those of the values listed that a column of this sort can hold, as it holds them."""
    if column.sort == "word":
        return [value for value in values if isinstance(value, str)]
    if column.sort == "yes-no":  # in Python True is 1, so a listed 1 means yes
        return [bool(value) for value in values if isinstance(value, bool | int) and value in (0, 1)]
    return [at_scale(int(value), column.scale) for value in values if isinstance(value, int)]


def under_lowest(lowest: Band, column: Column) -> Any:
    """Whether a number lies below the lowest band; None where every one is known to reach it."""
    reached = column.sort == "number" and not column.gaps and Decimal(column.least).scaleb(-column.scale) > lowest.end
    return None if reached else breaks(column, "at_least" if lowest.from_ is not None else "above", lowest.end)


def holds(condition: Condition, find: Find) -> Any:
    """A condition of a table: true, false, or null where it turns on something not known."""
    import polars as pl

    column = find(condition.fact)
    parts = [_of_some(column, listed(column, condition.one_of))] if condition.one_of else []
    if condition.is_ is not None:
        parts.append(_is(column, condition.is_))
    for name, limit in condition.bounds():
        parts.append(keeps(column, name, find(limit.fact) if hasattr(limit, "fact") else limit))
    if condition.within:
        parts.append(_lasts(condition, find))
    return _of_some(column, pl.all_horizontal(parts))


def _of_some(column: Column, found: Any) -> Any:
    """Nothing is said by a list of no terms."""
    import polars as pl

    cell = pl.col(column.name)
    if column.sort == "absent":
        return cell
    known = cell.list.len() > 0 if column.sort == "words" else cell if column.sort == "records" else cell.is_not_null()
    return pl.when(known).then(found) if column.gaps or column.sort in ("words", "records") else found


def _is(column: Column, wanted: bool) -> Any:
    import polars as pl

    if column.sort == "absent":
        return pl.col(column.name)
    return pl.col(column.name) == wanted if column.sort == "yes-no" else pl.lit(value=False)


def _lasts(condition: Condition, find: Find) -> Any:
    import polars as pl

    until, last = find(condition.until), find(Elapsed((condition.fact,), condition.within))
    start = find(condition.fact)
    silent = never_known(until, last, start)
    if silent is not None:
        return silent
    day = pl.col(until.name)
    return (pl.col(start.name) <= day) & (day <= pl.col(last.name))
