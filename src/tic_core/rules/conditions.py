"""What is demanded of one value: of a field of a record (``where``) or of a fact (``when`` in a row of a table). Three-valued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.model.dates import Period, last_day
from tic_core.model.facts import Facts
from tic_core.model.rule import Emit, Names
from tic_core.rules.bounds import BOUNDS, Bounded, FactRef, Limit, emitted, keeps, limit_in
from tic_core.rules.spans import Elapsed
from tic_core.text import Text


@attrs.frozen(kw_only=True)
class Demand(Bounded):
    """All that is demanded of one value; each part that is written must hold.

    ``one_of``: the term, code or number is among these, or one of several terms is. ``is``: the yes-no is so. The bounds are those
    of a comparison. ``within``: the day ``until`` (a fact) lies in the period counted from this date, neither before nor past it.
    """

    one_of: tuple[str | int, ...] = ()
    is_: bool | None = None
    at_least: Limit | None = None
    at_most: Limit | None = None
    above: Limit | None = None
    below: Limit | None = None
    equals: Limit | None = None
    first: Limit | None = None
    last: Limit | None = None
    after: Limit | None = None
    before: Limit | None = None
    within: Period | None = None
    until: str = "act.on"

    def asks(self) -> bool:
        """Whether anything is demanded at all."""
        return bool(self.one_of or self.is_ is not None or self.bounds() or self.within)

    def limits(self) -> tuple[str, ...]:
        """The facts that the demand names beside the one it is made on."""
        return (*super().limits(), *((self.until,) if self.within else ()))

    def kept(self, value: Any, facts: Facts) -> bool | None:
        """Whether a value fulfils it; None where that turns on something not known. A list of no terms says nothing."""
        if value is None or value == ():
            return None
        return kleene(*self._parts(value, facts))

    def _parts(self, value: Any, facts: Facts) -> Iterable[bool | None]:
        if self.one_of:
            yield among(value, self.one_of)
        if self.is_ is not None:
            yield value is self.is_
        for name, limit in self.bounds():
            held = limit_in(limit, facts)
            yield None if held is None else keeps(name, value, held)
        if self.within:
            yield lasts(value, self.within, facts.get(self.until))

    def told(self, subject: Text, names: Names, fact: str) -> Text:
        """The demand as a clause: ``the grade is excellent``."""
        parts: list[Text] = []
        if self.one_of:
            listed = [names.term(fact, value) for value in self.one_of]
            parts.append((ONE if len(listed) == 1 else SEVERAL).fill(values=listed))
        if self.is_ is not None:
            parts.append(ONE.fill(values=self.is_))
        for name, limit in self.bounds():
            parts.append(BOUND.fill(bound=BOUNDS[name][2], limit=names.name(limit.fact) if isinstance(limit, FactRef) else limit))
        if self.within:
            parts.append(RECENT.fill(period=self.within.text, until=names.name(self.until)))
        return CLAUSE.fill(subject=subject, parts=parts)


@attrs.frozen
class Where(Demand):
    """A demand on one field of the records of a list: ``{ field = "months", below = 9 }``."""

    field: str
    one_of: tuple[str | int, ...] = ()

    def holds(self, row: Mapping[str, Any], facts: Facts = {}) -> bool | None:  # noqa: B006 - never written to
        """Whether the row fulfils it; None where the field, or a limit, is not known."""
        return self.kept(row.get(self.field), facts)


@attrs.frozen
class Condition(Demand):
    """A demand on one fact, in a row of a table: ``{ fact = "grade", one_of = ["excellent"] }``."""

    fact: str
    one_of: tuple[str | int, ...] = ()

    def reads(self) -> tuple[Any, ...]:
        """The facts and slots it looks at."""
        return (self.fact, *self.limits(), *((Elapsed((self.fact,), self.within),) if self.within else ()))

    def holds(self, facts: Facts) -> bool | None:
        """Whether the facts fulfil it; None where that turns on something not known."""
        return self.kept(facts.get(self.fact), facts)

    def expression(self, slot: Emit) -> str:
        """The compiled form: a Python expression for True, False or None."""
        value = slot(self.fact)
        parts = [f"among({value}, {self.one_of!r})"] if self.one_of else []
        parts += [f"(None if {value} is None else {value} is {self.is_})"] if self.is_ is not None else []
        parts += [self._bound(name, limit, value, slot) for name, limit in self.bounds()]
        if self.within:
            until, last = slot(self.until), slot(Elapsed((self.fact,), self.within))
            parts.append(f"(None if {value} is None or {until} is None else {value} <= {until} <= {last})")
        return parts[0] if len(parts) == 1 else f"kleene({', '.join(parts)})"

    def _bound(self, name: str, limit: Any, value: str, slot: Emit) -> str:
        held = emitted(limit, slot)
        test = f"{value} {BOUNDS[name][0]} {held}"
        if name == "equals" and isinstance(limit, str):  # as a number, or as the code that it is
            test = f"({test} or {value} == {limit!r})"
        absent = f"{value} is None or {held} is None" if isinstance(limit, FactRef) else f"{value} is None"
        return f"(None if {absent} else {test})"


def kleene(*found: bool | None) -> bool | None:
    """All of some conditions: one that fails settles it; else one that is not known leaves it open."""
    if False in found:
        return False
    return None if None in found else True


def among(value: Any, listed: tuple[Any, ...]) -> bool | None:
    """Whether a value is one of those listed, or one of several terms is; None where there is no value, or no term."""
    if value is None or value == ():
        return None
    return not set(value).isdisjoint(listed) if isinstance(value, tuple) else value in listed


def lasts(start: date, period: Period, until: date | None) -> bool | None:
    """Whether ``until`` lies in the period counted from ``start``: neither before it began nor past its last day."""
    return None if until is None else start <= until <= last_day(start, period).last


def all_hold(conditions: tuple[Where, ...], row: Mapping[str, Any], facts: Facts = {}) -> bool | None:  # noqa: B006
    """Whether a row fulfils every condition; None where that turns on something not known."""
    return kleene(*(condition.holds(row, facts) for condition in conditions))


ONE = Text("为{values}", "is {values}")
SEVERAL = Text("为{values}之一", "is one of {values}")
BOUND = Text("{bound} {limit}", "is {bound} {limit}")
RECENT = Text("至{until}未满 {period}", "lies within {period} up to {until}")
CLAUSE = Text("{subject}{parts}", "{subject} {parts}")
