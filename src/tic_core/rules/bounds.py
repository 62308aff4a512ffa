"""Limits: what a number, a date, an amount or a share is held against, exactly, and named for the end it includes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

import attrs

from tic_core.model.facts import NUMBER, Facts, Money
from tic_core.model.rule import Emit
from tic_core.text import Text

EXACT = Context(prec=200, traps=[Inexact])  # never the caller's context, which may round


@attrs.frozen
class FactRef:
    """A limit that is itself a fact, recorded or derived (a look-up in a table): ``{ fact = "notice.last-day" }``."""

    fact: str


Limit = int | str | date | FactRef

_SHARE = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})")


def first_known(names: tuple[str, ...], facts: Facts) -> Any:
    """The value of the first of ``names`` that is known."""
    return next((facts[name] for name in names if facts.get(name) is not None), None)


def number(value: Any) -> Any:
    """What comparisons compare: a date as its day number, money as its amount, any other exact value as it is."""
    if isinstance(value, date):
        return value.toordinal()
    return value.amount if isinstance(value, Money) else value


def literal(value: Any) -> Any:
    """The number a limit in a document stands for: ``"59.5"`` and ``"100.00 CNY"`` as Decimal, ``"1/3"``, a date's day number."""
    if isinstance(value, str) and NUMBER.fullmatch(value.partition(" ")[0]):
        return Decimal(value.partition(" ")[0])
    if isinstance(value, str) and (share := _SHARE.fullmatch(value)):
        return Fraction(int(share[1]), int(share[2]))
    return number(value)


def constant(value: Any) -> str:
    """A limit as a Python literal for the compiled form; whole decimals become integers, which compare faster."""
    exact = literal(value)
    if isinstance(exact, Decimal):
        return str(int(exact)) if exact == exact.to_integral_value() else f"Decimal({str(exact)!r})"
    return repr(exact)


def limit_in(limit: Any, facts: Facts) -> Any:
    """The value of a limit: of the fact it names, or as it stands."""
    return facts.get(limit.fact) if isinstance(limit, FactRef) else limit


def emitted(limit: Any, slot: Emit) -> str:
    """A limit in the compiled form: the slot of the fact it names, or a constant."""
    return slot(limit.fact) if isinstance(limit, FactRef) else constant(limit)


def named_in(limits: Iterable[Any]) -> tuple[str, ...]:
    """The facts that some limits name."""
    return tuple(limit.fact for limit in limits if isinstance(limit, FactRef))


def keeps(name: str, value: Any, limit: Any) -> bool:
    """Whether a value keeps a bound. Codes and terms are compared as they stand: the class "3492" is no number."""
    exact = number if isinstance(value, str) else literal
    return BOUNDS[name][1](number(value), exact(limit))


def difference(one: Any, other: Any) -> Any:
    """One number less another, never rounded."""
    if isinstance(one, Fraction) or isinstance(other, Fraction):
        return plainest(Fraction(one) - Fraction(other))
    return EXACT.subtract(one, other) if isinstance(one, Decimal) or isinstance(other, Decimal) else one - other


def plainest(share: Fraction) -> int | Fraction:
    """A fraction as a whole number where it is one."""
    return share.numerator if share.denominator == 1 else share


BOUNDS: Mapping[str, tuple[str, Callable[[Any, Any], bool], Text]] = {
    "at_least": (">=", lambda a, b: a >= b, Text("不小于", "at least")),
    "at_most": ("<=", lambda a, b: a <= b, Text("不超过", "at most")),
    "above": (">", lambda a, b: a > b, Text("大于", "above")),
    "below": ("<", lambda a, b: a < b, Text("小于", "below")),
    "equals": ("==", lambda a, b: a == b, Text("等于", "equal to")),
    "first": (">=", lambda a, b: a >= b, Text("不早于", "not before")),
    "last": ("<=", lambda a, b: a <= b, Text("不晚于", "not after")),
    "after": (">", lambda a, b: a > b, Text("晚于", "after")),
    "before": ("<", lambda a, b: a < b, Text("早于", "before")),
}

INVERSE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!="}

FROM_BELOW = ("at_least", "above", "first", "after")
EXCLUDING = ("above", "below", "after", "before")


class Bounded:
    """What has bounds by name as its attributes: numbers take the first five of :data:`BOUNDS`, dates the others and ``equals``."""

    __slots__ = ()

    def bounds(self) -> tuple[tuple[str, Limit], ...]:
        """The bounds that are set, by name."""
        return tuple((name, getattr(self, name)) for name in BOUNDS if getattr(self, name) is not None)

    def limits(self) -> tuple[str, ...]:
        """The facts that the bounds name."""
        return named_in(limit for _, limit in self.bounds())


def margin(name: str, value: Any, limit: Any) -> Any:
    """How far inside a bound (positive or zero) or outside it (negative) a number lies."""
    if not isinstance(value, int | Decimal | Fraction) or not isinstance(limit, int | Decimal | Fraction):
        return 0
    distance = difference(value, limit) if name in FROM_BELOW else difference(limit, value)
    if name == "equals":
        return -abs(distance)
    # A bound that excludes its end is broken on the end itself; whole numbers and days are one short there.
    return distance - 1 if name in EXCLUDING and isinstance(distance, int) and isinstance(value, int) else distance
