"""Derived facts over single facts: weighted, the least and the greatest, a portion, the first known, bands, and a look-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal

import attrs

from tic_core.model.facts import FactKind, Facts, Money
from tic_core.model.rule import Emit
from tic_core.rules import banded
from tic_core.rules.banded import Band, band_of
from tic_core.rules.bounds import EXACT, FactRef, Limit, first_known, limit_in, literal, named_in, number
from tic_core.rules.conditions import Condition
from tic_core.rules.operation import Derived, KindOf, same_as
from tic_core.rules.tables import Hit, columns, fits, row_hit


@attrs.frozen
class Part:
    """One part of a weighted sum: ``weight`` times a fact, but no more than ``at_most``; a yes-no counts one or nothing."""

    fact: str
    weight: Decimal
    at_most: Decimal | FactRef | None = None


@attrs.frozen(kw_only=True)
class Weighted(Derived):
    """The sum of weighted facts, each capped where it says so, and the whole capped by ``at_most``."""

    op: ClassVar[str] = "weighted"
    type = "decimal"
    parts: tuple[Part, ...]
    at_most: Decimal | FactRef | None = None

    def reads(self) -> tuple[str, ...]:
        caps = named_in((*(part.at_most for part in self.parts), self.at_most))
        return tuple(dict.fromkeys((*(part.fact for part in self.parts), *caps)))

    def value(self, facts: Facts) -> Decimal | None:
        if any(facts.get(name) is None for name in self.reads()):
            return None
        total = Decimal(0)
        for part in self.parts:
            size = facts[part.fact]
            points = EXACT.multiply(part.weight, Decimal(int(size) if isinstance(size, bool) else size))
            total = EXACT.add(total, capped(points, limit_in(part.at_most, facts)))
        return capped(total, limit_in(self.at_most, facts))


def capped(size: Decimal, most: Any) -> Decimal:
    """A number, or the most it may be."""
    return size if most is None else min(size, Decimal(most))


@attrs.frozen(kw_only=True)
class Least(Derived):
    """The least of several facts: numbers, amounts of one currency, or days (the earliest)."""

    op: ClassVar[str] = "least"
    type = "any"
    pick: ClassVar[Callable[..., Any]] = min
    of: tuple[str, ...]

    def reads(self) -> tuple[str, ...]:
        return self.of

    def value(self, facts: Facts) -> Any:
        found = [facts.get(name) for name in self.of]
        return None if None in found else type(self).pick(found, key=number)

    def result(self, kind_of: KindOf) -> FactKind | None:
        return same_as(self, self.of, kind_of)


@attrs.frozen(kw_only=True)
class Greatest(Least):
    """The greatest of several facts: numbers, amounts of one currency, or days (the latest)."""

    op: ClassVar[str] = "greatest"
    pick: ClassVar[Callable[..., Any]] = max


@attrs.frozen(kw_only=True)
class Portion(Derived):
    """A fixed portion of a number or an amount, but no less than ``at_least`` and no more than ``at_most``.

    The portion is one that decimals can say exactly (``"3/10"``, not ``"1/3"``): nothing is rounded.
    """

    op: ClassVar[str] = "portion"
    type = "any"
    of: str
    portion: Fraction
    at_least: Limit | None = None
    at_most: Limit | None = None

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.of, *named_in((self.at_least, self.at_most)))))

    def value(self, facts: Facts) -> Decimal | Money | None:
        whole = facts.get(self.of)
        limits = [(limit, literal(limit_in(limit, facts))) for limit in (self.at_least, self.at_most)]
        if whole is None or any(limit is not None and held is None for limit, held in limits):
            return None
        part = EXACT.divide(EXACT.multiply(Decimal(number(whole)), self.portion.numerator), Decimal(self.portion.denominator))
        floor, ceiling = (held for _, held in limits)
        part = part if floor is None else max(part, Decimal(floor))
        part = part if ceiling is None else min(part, Decimal(ceiling))
        return Money(part, whole.currency) if isinstance(whole, Money) else part

    def result(self, kind_of: KindOf) -> FactKind | None:
        kind = kind_of(self.of)
        if kind is None:
            return None
        return FactKind(self.id, self.name, "money" if kind.type == "money" else "decimal", currency=kind.currency, unit=kind.unit)


@attrs.frozen(kw_only=True)
class FirstKnown(Derived):
    """The first of several facts that is known: the day of service, else the day of the document."""

    op: ClassVar[str] = "first-known"
    type = "any"
    of: tuple[str, ...]

    def reads(self) -> tuple[str, ...]:
        return self.of

    def value(self, facts: Facts) -> Any:
        return first_known(self.of, facts)

    def result(self, kind_of: KindOf) -> FactKind | None:
        return same_as(self, self.of, kind_of)


@attrs.frozen(kw_only=True)
class Bands(Derived):
    """A number put into bands, highest first in the document; below the last band the result is unknown."""

    op: ClassVar[str] = "bands"
    type = "term"
    of: str
    vocabulary: str
    bands: tuple[Band, ...]

    def reads(self) -> tuple[str, ...]:
        return (self.of,)

    def value(self, facts: Facts) -> str | None:
        size = number(facts.get(self.of))
        place = None if size is None else band_of(self.bands, size)
        return None if place is None else self.bands[place].term

    def result(self, kind_of: KindOf) -> FactKind | None:
        return FactKind(self.id, self.name, "term", vocabulary=self.vocabulary)

    def inline(self, slot: Emit) -> str:
        of = slot(self.of)
        return f"(None if {of} is None else {banded.written(self.bands, of, [band.term for band in self.bands], 'None')})"


@attrs.frozen
class Entry:
    """One row of a look-up: where all of ``when`` holds, the result is ``then``. No condition: always."""

    when: tuple[Condition, ...]
    then: str | int | bool | date


@attrs.frozen(kw_only=True)
class LookUp(Derived):
    """What a table gives for these facts; ``gives`` is the type of what its rows say, which stands in them as in a document.

    Rows are read as in a rule of the kind ``table``: where none counts for certain the result is unknown.
    """

    op: ClassVar[str] = "look-up"
    gives: Literal["whole", "decimal", "money", "date", "term", "code", "yes-no", "share"]
    rows: tuple[Entry, ...]
    hit: Hit
    vocabulary: str = ""
    currency: str = ""

    @property
    def type(self) -> str:
        return self.gives

    def reads(self) -> tuple[str, ...]:
        return tuple(read for read in columns(self.rows) if isinstance(read, str))

    def value(self, facts: Facts) -> Any:
        place = row_hit(self.hit, [fits(row.when, facts) for row in self.rows])
        return None if place is None else self.exact(self.rows[place].then)

    def exact(self, said: Any) -> Any:
        """What a row says, in exact form."""
        if self.gives == "money":
            return Money(Decimal(str(said).partition(" ")[0]), self.currency)
        return Decimal(said) if self.gives == "decimal" else literal(said) if self.gives == "share" else said

    def result(self, kind_of: KindOf) -> FactKind | None:
        return FactKind(self.id, self.name, self.type, vocabulary=self.vocabulary, currency=self.currency)


def exactly(portion: Fraction) -> bool:
    """Whether decimals can say a portion: its denominator has no factors but 2 and 5."""
    rest = portion.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return rest == 1
