"""Rules over a whole register at once (extra ``columns``): the fourth form of every kind, held equal to the plain reading.

A verdict is a column of bytes, 0 to 4, as in :class:`~tic_core.model.verdict.Verdict`. A rule of a kind that has no column form,
or over values that no column can hold, is *opaque*: it is judged row by row by the reference, and every report counts it. A
plugin gives its own kind a form with ``verdict_of.register``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce, singledispatch
from typing import TYPE_CHECKING, Any

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import Facts
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import fill
from tic_core.rules.demands import breaks, holds, keeps, listed, ratio_breaks, under_lowest, within_breaks
from tic_core.rules.derived import Bands, Derived
from tic_core.rules.edges import reached
from tic_core.rules.frame import Column, Frame, Opaque, Others, framed, slots_of
from tic_core.rules.kinds import (
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Comparison,
    Discretion,
    ExceptionTo,
    InBands,
    Not,
    OneOf,
    Present,
    Share,
    Table,
    Unique,
    Within,
)
from tic_core.rules.reference import evaluate
from tic_core.rules.tables import VERDICTS

if TYPE_CHECKING:
    import polars as pl

NOT_MET, UNKNOWN, DISCRETION, MET, NOT_APPLICABLE = (int(each) for each in Verdict)


@attrs.define(eq=False)
class Columns:
    """The rules of an edition over one frame. ``opaque`` names the rules judged one by one, each with the reason."""

    rules: Mapping[str, Rule]
    frame: Frame
    calendar: Calendar = WEEKENDS_ONLY
    opaque: dict[str, str] = attrs.field(factory=dict, init=False)
    made: dict[str, tuple[int, Any]] = attrs.field(factory=dict, init=False)

    def verdicts(self, wanted: Sequence[str]) -> pl.DataFrame:
        """One column for each rule wanted, a row for each centre: its verdict as a byte."""
        cells = [self.verdict(name).alias(name) for name in wanted]
        return self.laid().select(cells).collect()

    def laid(self) -> pl.LazyFrame:
        """The table with the verdicts asked for so far: level upon level, so that a rule used by many is worked out once."""
        found, levels = self.frame.table.lazy(), sorted({level for level, _ in self.made.values()})
        for level in levels:
            found = found.with_columns([cell.alias(_cell(name)) for name, (at, cell) in self.made.items() if at == level])
        return found

    def broken(self, wanted: Sequence[str]) -> pl.Expr:
        """The rules that are not met as bits of one number: bit ``i`` for the ``i``-th of ``wanted`` (at most 64).

        To be selected from :meth:`laid`, called after it.
        """
        import polars as pl

        dtype = pl.UInt8 if len(wanted) <= 8 else pl.UInt64
        bits = [self._not_met(name).cast(dtype) * (1 << place) for place, name in enumerate(wanted)]
        found: pl.Expr = reduce(lambda one, other: one | other, bits)
        return found

    def bands(self, derived: Bands) -> pl.Expr:
        """The band a number lies in, as its place from the lowest (0) up; null where it is not known."""
        import polars as pl

        column, last = self.column(derived.of), len(derived.bands) - 1
        reached = [keeps(column, BAND_BOUND[band.from_ is None], band.end).cast(pl.UInt8) for band in derived.bands]
        found = reduce(lambda one, other: one + other, reached)  # they lie one above the other: as many are reached as lie below
        below = under_lowest(derived.bands[last], column)
        return (found - 1 if below is None else pl.when(~below).then(found - 1)).cast(pl.UInt8)

    def column(self, slot: Any) -> Column:
        """The column of a slot."""
        return self.frame.column(slot)

    def verdict(self, name: str) -> pl.Expr:
        """The verdict of a rule, inside its ``when`` and its confirmation: a cell of :meth:`laid`."""
        import polars as pl

        if name not in self.made:
            cell = self._guarded(self.rules[name]).cast(pl.UInt8)
            rule = self.rules[name]
            inner = [self.made[part][0] for part in (*rule.parts(), rule.when) if part in self.made]
            self.made[name] = max(inner, default=0) + 1, cell
        return pl.col(_cell(name))

    def _guarded(self, rule: Rule) -> pl.Expr:
        import polars as pl

        try:
            inner: pl.Expr = verdict_of(rule, self)
            if rule.unconfirmed == "unknown" and rule.assumed:
                doubt = pl.any_horizontal(
                    [~pl.col(self.column(f"confirmed.{each}").name).fill_null(value=False) for each in rule.assumed]
                )
                inner = pl.when(doubt & (inner == NOT_MET)).then(UNKNOWN).otherwise(inner)
        except Opaque as why:
            return self._one_by_one(rule, str(why))
        if not rule.when:
            return inner
        gate = self.verdict(rule.when)
        other = pl.when(gate.is_in([UNKNOWN, DISCRETION])).then(UNKNOWN).otherwise(NOT_APPLICABLE)
        return pl.when(gate == MET).then(inner).otherwise(other)

    def _one_by_one(self, rule: Rule, why: str) -> pl.Expr:
        """The verdict of an opaque rule, from the reference: a column of literal bytes."""
        import polars as pl

        self.opaque[rule.id] = why
        if not self.frame.rows:
            raise Opaque(rule.id)
        found = [int(evaluate(rule, facts, self.rules, self.calendar).verdict) for facts in self.frame.rows]
        return pl.lit(pl.Series(found, dtype=pl.UInt8))

    def _not_met(self, name: str) -> pl.Expr:
        """Whether a rule is not met. One that can only be met or not on these facts needs no verdict to tell."""
        broken: pl.Expr | None = self._decided(self.rules[name])
        return self.verdict(name) == NOT_MET if broken is None else broken

    def _decided(self, rule: Rule) -> Any:
        """Whether a rule is not met, where it is always one or the other; else None."""
        if rule.when or (rule.unconfirmed == "unknown" and rule.assumed):
            return None
        if isinstance(rule, All | Any_ | Not):
            parts = [self._decided(self.rules[name]) for name in rule.parts()]
            return None if any(part is None for part in parts) else BROKEN[type(rule)](parts)
        try:
            plain = plainly(rule, self)
        except Opaque:
            return None
        return plain.broken if plain.unknown is None else None


BROKEN: Mapping[type[Rule], Any] = {
    All: lambda parts: reduce(lambda one, other: one | other, parts),
    Any_: lambda parts: reduce(lambda one, other: one & other, parts),
    Not: lambda parts: ~parts[0],
}
"""Whether a rule made of others is not met, from whether its parts are not, where nothing is unknown or left open."""


def _cell(rule: str) -> str:
    return f"verdict of {rule}"


BAND_BOUND = ("at_least", "above")


@attrs.frozen
class Plain:
    """A rule that asks one question: when it cannot be answered (None: never), and when the answer is no."""

    unknown: Any
    broken: Any


@singledispatch
def plainly(rule: Rule, _columns: Columns) -> Plain:
    """The two questions of a rule that is not made of others."""
    raise Opaque(rule.kind)


@singledispatch
def verdict_of(rule: Rule, columns: Columns) -> Any:
    """The verdict of a rule by itself, as an expression over the frame. Raises Opaque for a kind that has none."""
    import polars as pl

    plain = plainly(rule, columns)
    answered = pl.when(plain.broken).then(NOT_MET).otherwise(MET)
    return answered if plain.unknown is None else pl.when(plain.unknown).then(UNKNOWN).otherwise(answered)


def absent(columns: Columns, *slots: Any) -> Any:
    """Whether any of some slots is not known; None where all of them always are."""
    import polars as pl

    gaps = [pl.col(column.name).is_null() for column in map(columns.column, dict.fromkeys(slots)) if column.gaps]
    return pl.any_horizontal(gaps) if gaps else None


def either(*questions: Any) -> Any:
    """Whether any of some questions is answered yes; a None is no question."""
    import polars as pl

    asked = [each for each in questions if each is not None]
    return pl.any_horizontal(asked) if asked else None


@plainly.register
def _(rule: Comparison, columns: Columns) -> Plain:
    import polars as pl

    column = columns.column(rule.fact)
    broken = [
        breaks(column, name, columns.column(limit.fact) if hasattr(limit, "fact") else limit) for name, limit in rule.bounds()
    ]
    return Plain(absent(columns, *rule.reads()), pl.any_horizontal(broken))


@plainly.register
def _(rule: Share, columns: Columns) -> Plain:
    import polars as pl

    part, whole = columns.column(rule.part), columns.column(rule.whole)
    broken = [ratio_breaks(part, whole, name, limit) for name, limit in rule.limits()]
    empty = None if whole.least > 0 else pl.col(whole.name) <= 0
    return Plain(either(absent(columns, *rule.reads()), empty), pl.any_horizontal(broken))


@plainly.register
def _(rule: Within, columns: Columns) -> Plain:
    return Plain(absent(columns, *rule.reads()), within_breaks(rule, columns.column))


@plainly.register
def _(rule: OneOf, columns: Columns) -> Plain:
    import polars as pl

    column = columns.column(rule.fact)
    empty = pl.col(column.name).list.len() == 0 if rule.many and column.sort == "words" else None
    return Plain(either(absent(columns, rule.fact), empty), ~listed(column, rule.values, rule.many))


@plainly.register
def _(rule: Present, columns: Columns) -> Plain:
    import polars as pl

    lacking = []
    for name in rule.facts:
        column = columns.column(name)
        cell = pl.col(column.name)
        lacking.append(cell.is_null())
        if column.sort in ("records", "words"):
            lacking.append(~cell if column.sort == "records" else cell.list.len() == 0)
    return Plain(None, pl.any_horizontal(lacking))


@plainly.register
def _(rule: InBands, columns: Columns) -> Plain:
    import polars as pl

    column, above = columns.column(rule.fact), None
    accepted = []
    for band in rule.bands:
        reached = keeps(column, BAND_BOUND[band.from_ is None], band.end)
        if band.term in rule.values:
            accepted.append(reached if above is None else reached & ~above)
        above = reached
    broken = ~pl.any_horizontal(accepted) if accepted else pl.lit(value=True)
    return Plain(either(absent(columns, rule.fact), under_lowest(rule.bands[-1], column)), broken)


@plainly.register
def _(rule: Unique, columns: Columns) -> Plain:
    import polars as pl

    slot = Others(rule.reservation, rule.key, 1)
    return Plain(absent(columns, slot), pl.col(columns.column(slot).name) > 0)


@plainly.register
def _(rule: AtMostPerKey, columns: Columns) -> Plain:
    import polars as pl

    slot = Others(rule.reservation, rule.key, rule.most)
    return Plain(absent(columns, slot), pl.col(columns.column(slot).name) >= rule.most)


@verdict_of.register
def _(_rule: Discretion, _columns: Columns) -> Any:
    import polars as pl

    return pl.lit(DISCRETION)


@verdict_of.register
def _(rule: All, columns: Columns) -> Any:
    import polars as pl

    return pl.min_horizontal([columns.verdict(name) for name in rule.of])  # not applicable is the highest: it drops by itself


@verdict_of.register
def _(rule: Any_, columns: Columns) -> Any:
    return _nth(1, [columns.verdict(name) for name in rule.of], too_few=NOT_APPLICABLE)


@verdict_of.register
def _(rule: AtLeast, columns: Columns) -> Any:
    return _nth(rule.n, [columns.verdict(name) for name in rule.of], too_few=NOT_MET)


def _nth(n: int, parts: Sequence[Any], too_few: int) -> Any:
    """The n-th highest of the verdicts that apply."""
    import polars as pl

    def so_many(least: int) -> Any:
        return pl.sum_horizontal([((part >= least) & (part < NOT_APPLICABLE)).cast(pl.UInt32) for part in parts]) >= n

    found = pl.when(so_many(MET)).then(MET).when(so_many(DISCRETION)).then(DISCRETION).when(so_many(UNKNOWN)).then(UNKNOWN)
    none = pl.all_horizontal([part == NOT_APPLICABLE for part in parts])
    return pl.when(none).then(NOT_APPLICABLE).otherwise(found.when(so_many(NOT_MET)).then(NOT_MET).otherwise(too_few))


@verdict_of.register
def _(rule: Not, columns: Columns) -> Any:
    import polars as pl

    inner = columns.verdict(rule.rule)
    return pl.when(inner == MET).then(NOT_MET).when(inner == NOT_MET).then(MET).otherwise(inner)


@verdict_of.register
def _(rule: Table, columns: Columns) -> Any:
    import polars as pl

    fits = [pl.all_horizontal([holds(each, columns.column) for each in row.when] or [pl.lit(value=True)]) for row in rule.rows]
    several = pl.sum_horizontal([fit.fill_null(value=True).cast(pl.UInt32) for fit in fits]) > 1
    found: Any = pl.when(several if rule.hit == "unique" else pl.lit(value=False)).then(UNKNOWN)
    for fit, row in zip(fits, rule.rows, strict=True):
        found = found.when(fit.is_null()).then(UNKNOWN).when(fit).then(int(VERDICTS[row.then]))
    return found.otherwise(UNKNOWN)


@verdict_of.register
def _(rule: ExceptionTo, columns: Columns) -> Any:
    import polars as pl

    gates = [columns.verdict(each.when) for each in rule.exceptions]
    several = pl.sum_horizontal([(gate == MET).cast(pl.UInt32) for gate in gates]) > 1
    unsure = pl.any_horizontal([gate.is_in([UNKNOWN, DISCRETION]) for gate in gates])
    found: Any = pl.when(several | unsure).then(UNKNOWN)
    for gate, each in zip(gates, rule.exceptions, strict=True):
        found = found.when(gate == MET).then(columns.verdict(each.rule) if each.rule else pl.lit(NOT_APPLICABLE))
    return found.otherwise(columns.verdict(rule.rule))


# ── the frame of some rules ──────────────────────────────────────────────────────────────────────────────────────────────────


def columns_of(
    rules: Mapping[str, Rule],
    wanted: Sequence[str],
    rows: Sequence[Facts],
    derived: Sequence[Derived] = (),
    calendar: Calendar = WEEKENDS_ONLY,
) -> Columns:
    """The rules of an edition over the facts of many centres (derived facts included); ``derived`` are further slots to keep."""
    slots = slots_of(read for name in reached(wanted, rules) for read in _reads(rules[name]))
    slots = tuple(dict.fromkeys((*slots, *(read for each in derived for read in each.reads()))))

    def filled(facts: Facts) -> tuple[Any, ...]:
        return tuple(slot.count(facts) if isinstance(slot, Others) else fill(slot, facts, calendar) for slot in slots)

    return Columns(rules, framed(slots, filled, rows), calendar)


def _reads(rule: Rule) -> tuple[Any, ...]:
    doubts = tuple(f"confirmed.{each}" for each in rule.assumed) if rule.unconfirmed == "unknown" else ()
    if isinstance(rule, Unique | AtMostPerKey):
        return (Others(rule.reservation, rule.key, getattr(rule, "most", 1)), *doubts)
    return (*rule.reads(), *doubts) if not rule.opaque else doubts
