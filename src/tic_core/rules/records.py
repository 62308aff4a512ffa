"""Derived facts over a list of records: counted, summed, the first, the last, that of a year, what runs, and a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any, ClassVar, Literal

import attrs

from tic_core.model.facts import FactKind, Facts, Money
from tic_core.rules.bounds import EXACT, FactRef, limit_in, named_in, number
from tic_core.rules.conditions import Where, all_hold
from tic_core.rules.operation import Derived, KindOf, as_its_own

Record = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class OverRecords(Derived):
    """What operations over a list have in common: the list ``of``, and the conditions ``where`` that its records must fulfil."""

    of: str
    where: tuple[Where, ...] = ()

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.of, *(name for each in self.where for name in each.limits()))))

    def chosen(self, facts: Facts) -> list[Record] | None:
        """The records that fulfil the conditions; None where that is not known of one of them, or there is no list."""
        return filtered(facts.get(self.of), self.where, facts)

    def field_kind(self, kind_of: KindOf, field: str) -> FactKind | None:
        """The declaration of a field of the list."""
        kind = kind_of(self.of)
        return next((each for each in kind.fields if each.id == field), None) if kind else None


def filtered(rows: Sequence[Record] | None, where: tuple[Where, ...], facts: Facts) -> list[Record] | None:
    """The rows that fulfil all conditions; None where there are no rows at all, or one of them is unsure."""
    if rows is None:
        return None
    held = [all_hold(where, row, facts) for row in rows]
    return None if None in held else [row for row, each in zip(rows, held, strict=True) if each]


@attrs.frozen(kw_only=True)
class Count(OverRecords):
    """How many records of a list there are, or fulfil every condition of ``where``."""

    op: ClassVar[str] = "count"
    type = "whole"

    def value(self, facts: Facts) -> int | None:
        rows = self.chosen(facts)
        return None if rows is None else len(rows)


@attrs.frozen(kw_only=True)
class ShareOf(OverRecords):
    """Which share of the records fulfils ``where``, as an exact fraction; ``among`` says which records are the whole (else: all).

    Of no records there is no share.
    """

    op: ClassVar[str] = "share"
    type = "share"
    among: tuple[Where, ...] = ()

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*OverRecords.reads(self), *(name for each in self.among for name in each.limits()))))

    def value(self, facts: Facts) -> Fraction | None:
        whole = filtered(facts.get(self.of), self.among, facts)
        part = None if whole is None else filtered(whole, self.where, facts)
        return Fraction(len(part), len(whole)) if part is not None and whole else None


@attrs.frozen(kw_only=True)
class Sum(OverRecords):
    """The sum of one field over the records; ``currency`` is that of a field of money, whose sum is money too."""

    op: ClassVar[str] = "sum"
    field: str
    currency: str = ""

    @property
    def type(self) -> str:
        return "money" if self.currency else "decimal"

    def value(self, facts: Facts) -> Decimal | Money | None:
        rows = self.chosen(facts)
        if rows is None or any(row.get(self.field) is None for row in rows):
            return None
        total = reduce(EXACT.add, (Decimal(number(row[self.field])) for row in rows), Decimal(0))
        return Money(total, self.currency) if self.currency else total

    def result(self, kind_of: KindOf) -> FactKind | None:
        return FactKind(self.id, self.name, self.type, currency=self.currency)


@attrs.frozen(kw_only=True)
class Running(OverRecords):
    """How many records run on a day: begun by then, and not ended before it. A record without an end still runs."""

    op: ClassVar[str] = "running"
    type = "whole"
    began: str
    ended: str
    on: str = "act.on"

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*OverRecords.reads(self), self.on)))

    def value(self, facts: Facts) -> int | None:
        rows, day = self.chosen(facts), facts.get(self.on)
        if rows is None or day is None or any(row.get(self.began) is None for row in rows):
            return None
        return len([row for row in rows if row[self.began] <= day <= (row.get(self.ended) or date.max)])


@attrs.frozen(kw_only=True)
class First(OverRecords):
    """One field of the record that stands first in order of ``by`` (a date, a year), or, after ``skip`` dates, of the next.

    Several records of one date must say the same; else it is not known which is meant.
    """

    op: ClassVar[str] = "first"
    type = "any"
    backwards: ClassVar[bool] = False
    by: str
    field: str
    skip: int = 0

    def value(self, facts: Facts) -> Any:
        rows = self.chosen(facts)
        if rows is None or any(row.get(self.by) is None for row in rows):
            return None
        places = sorted({number(row[self.by]) for row in rows}, reverse=self.backwards)
        if len(places) <= self.skip:
            return None
        return agreed([row.get(self.field) for row in rows if number(row[self.by]) == places[self.skip]])

    def result(self, kind_of: KindOf) -> FactKind | None:
        return as_its_own(self, self.field_kind(kind_of, self.field))


@attrs.frozen(kw_only=True)
class Last(First):
    """One field of the record that stands last in order of ``by``, or, after ``skip`` dates, of the one before."""

    op: ClassVar[str] = "last"
    backwards: ClassVar[bool] = True


@attrs.frozen(kw_only=True)
class ByYear(OverRecords):
    """One field of the record of a year: of the ``year`` written or named by a fact, ``before`` years back.

    ``by`` is the field that holds the year; a day stands for its year, there and in the fact.
    """

    op: ClassVar[str] = "by-year"
    type = "any"
    by: str
    year: int | FactRef
    field: str
    before: int = 0

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*OverRecords.reads(self), *named_in((self.year,)))))

    def value(self, facts: Facts) -> Any:
        rows, year = self.chosen(facts), year_of(limit_in(self.year, facts))
        if rows is None or year is None or any(row.get(self.by) is None for row in rows):
            return None
        return agreed([row.get(self.field) for row in rows if year_of(row[self.by]) == year - self.before])

    def result(self, kind_of: KindOf) -> FactKind | None:
        return as_its_own(self, self.field_kind(kind_of, self.field))


@attrs.frozen(kw_only=True)
class Rank(OverRecords):
    """The place of one record among all, by a number: 1 is the best, and equal numbers share the better place.

    The record is the one whose ``key`` is what the fact ``who`` says. ``best``: whether the highest number leads, or the lowest.
    """

    op: ClassVar[str] = "rank"
    type = "whole"
    by: str
    key: str
    who: str = "centre.id"
    best: Literal["highest", "lowest"] = "highest"

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*OverRecords.reads(self), self.who)))

    def value(self, facts: Facts) -> int | None:
        rows, who = self.chosen(facts), facts.get(self.who)
        if rows is None or who is None or any(row.get(name) is None for row in rows for name in (self.by, self.key)):
            return None
        own = [number(row[self.by]) for row in rows if row[self.key] == who]
        if len(own) != 1:
            return None
        sizes = [number(row[self.by]) for row in rows]
        return 1 + len([size for size in sizes if (size > own[0] if self.best == "highest" else size < own[0])])


def agreed(values: list[Any]) -> Any:
    """What several records say, where they all say the same and none is silent."""
    return values[0] if values and None not in values and all(value == values[0] for value in values) else None


def year_of(value: Any) -> int | None:
    """A year: as it stands, or of a day."""
    return value.year if isinstance(value, date) else value
