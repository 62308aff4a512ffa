"""Derived facts: a closed list of operations over recorded facts, so that rules are not handed totals.

An unknown part makes the result unknown. No operation rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact
from functools import reduce
from typing import Any, ClassVar

import attrs

from tic_core.model.cite import Cite
from tic_core.model.facts import Facts
from tic_core.model.rule import Emit
from tic_core.rules.kinds import constant, first_known, literal, number
from tic_core.text import Text

EXACT = Context(prec=200, traps=[Inexact])  # never the caller's context, which may round


@attrs.frozen
class Where:
    """A condition on the rows of a list: the field's term, or one of its terms, is among ``one_of``."""

    field: str
    one_of: tuple[str, ...]

    def holds(self, row: Mapping[str, Any]) -> bool | None:
        """Whether the row fulfils it; None where the field is not known, or names no term at all."""
        value = row.get(self.field)
        if value is None or value == ():
            return None
        return not set(value).isdisjoint(self.one_of) if isinstance(value, tuple) else value in self.one_of


@attrs.frozen(kw_only=True)
class Derived:
    """A fact computed from others. ``type`` is the type of its result."""

    op: ClassVar[str]
    type: ClassVar[str]

    id: str
    name: Text
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()

    def reads(self) -> tuple[str, ...]:
        """The facts it is computed from."""
        raise NotImplementedError(type(self))

    def value(self, facts: Facts) -> Any:
        """The result, or None where it cannot be known."""
        raise NotImplementedError(type(self))

    def inline(self, slot: Emit) -> str | None:
        """A Python expression for the compiled form, or None when the value is computed beforehand."""
        return None


def all_hold(conditions: tuple[Where, ...], row: Mapping[str, Any]) -> bool | None:
    """Whether a row fulfils every condition; None where that turns on something not known."""
    unsure = False
    for condition in conditions:
        held = condition.holds(row)
        if held is False:
            return False
        unsure = unsure or held is None
    return None if unsure else True


@attrs.frozen(kw_only=True)
class Count(Derived):
    """How many rows of a list there are, or fulfil every condition of ``where``."""

    op: ClassVar[str] = "count"
    type: ClassVar[str] = "whole"
    of: str
    where: tuple[Where, ...] = ()

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def value(self, facts: Facts) -> int | None:
        rows = facts.get(self.of)
        if rows is None or not self.where:
            return None if rows is None else len(rows)
        found = [all_hold(self.where, row) for row in rows]
        return None if None in found else found.count(True)


@attrs.frozen(kw_only=True)
class Sum(Derived):
    """The sum of one field over the rows of a list."""

    op: ClassVar[str] = "sum"
    type: ClassVar[str] = "decimal"
    of: str
    field: str

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def value(self, facts: Facts) -> Decimal | None:
        rows = facts.get(self.of)
        if rows is None or any(row.get(self.field) is None for row in rows):
            return None
        return reduce(EXACT.add, (Decimal(number(row[self.field])) for row in rows), Decimal(0))


@attrs.frozen(kw_only=True)
class FirstKnown(Derived):
    """The first of several facts that is known: the day of service, else the day of the document."""

    op: ClassVar[str] = "first-known"
    type: ClassVar[str] = "any"
    of: tuple[str, ...]

    def reads(self) -> tuple[str, ...]:
        return self.of

    def value(self, facts: Facts) -> Any:
        return first_known(self.of, facts)


@attrs.frozen
class Band:
    """One band: its lower end is ``from`` (included) or ``above`` (excluded), so no gap or overlap can be written."""

    term: str
    from_: str | int | None = None
    above: str | int | None = None


@attrs.frozen(kw_only=True)
class Bands(Derived):
    """A number put into bands, highest first in the document; below the last band the result is unknown."""

    op: ClassVar[str] = "bands"
    type: ClassVar[str] = "term"
    of: str
    vocabulary: str
    bands: tuple[Band, ...]

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def value(self, facts: Facts) -> str | None:
        score = facts.get(self.of)
        if score is None:
            return None
        exact = number(score)
        for band in self.bands:
            if exact >= literal(band.from_) if band.from_ is not None else exact > literal(band.above):
                return band.term
        return None

    def inline(self, slot: Emit) -> str:
        of = slot(self.of)
        tests = [f">= {constant(band.from_)}" if band.from_ is not None else f"> {constant(band.above)}" for band in self.bands]
        chain = "".join(f"{band.term!r} if {of} {test} else " for band, test in zip(self.bands, tests, strict=True))
        return f"(None if {of} is None else {chain}None)"


CORE_OPERATIONS: tuple[type[Derived], ...] = (Count, Sum, FirstKnown, Bands)
