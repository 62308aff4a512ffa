"""Places and who gets them: exact rounding, an order by facts, ties all in or all out, and *cannot be told* where it cannot.

A contender stands between two keys, the best and the worst it may have: they are one where everything is known. What is said for
sure holds for every value that an unknown may turn out to have; nothing depends on the order of the contenders.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

import attrs

from tic_core.model.facts import Value
from tic_core.rules.bounds import number
from tic_core.rules.cohort import Key, Rounding, Ties, portion

Order = tuple[Any, ...]

BELOW, KNOWN, ABOVE = 0, 1, 2  # an unknown value lies somewhere from below all to above all that are known


@attrs.frozen
class Contender:
    """Who may take a place: ``sure`` where it certainly asks for one. The greater key comes first."""

    name: str
    best: Order
    worst: Order
    sure: bool = True


@attrs.frozen
class Place:
    """Whether a contender has a place (None: it cannot be told), how many stand before it for sure, how many are equal to it."""

    has: bool | None
    before: int
    equal: int


ROUNDINGS: Mapping[Rounding, Callable[[Fraction], int]] = {
    "none": int,
    "down": floor,
    "up": ceil,
    "half-up": lambda exact: floor(exact + Fraction(1, 2)),
}


def places(most: int | str, of: int, rounding: Rounding) -> int:
    """How many places there are: the number itself, or the share of ``of``, rounded as stated and never otherwise."""
    share = portion(most)
    return share if isinstance(share, int) else ROUNDINGS[rounding](share * of)


def keys(by: Sequence[Key], facts: Mapping[str, Value], *, lowest_first: bool = False) -> tuple[Order, Order]:
    """The best and the worst key a centre with these facts may have; ``lowest_first`` turns the whole order round."""
    best: list[Any] = []
    worst: list[Any] = []
    for key in by:
        value = facts.get(key.fact)
        if value is None:
            best.append((ABOVE, 0))
            worst.append((BELOW, 0))
            continue
        size = number(value)
        turned = (key.best == "lowest") is not lowest_first
        best.append((KNOWN, -size if turned else size))
        worst.append(best[-1])
    return tuple(best), tuple(worst)


def shared_out(contenders: Sequence[Contender], fewest: int, most: int, ties: Ties) -> dict[str, Place]:
    """Who has one of the places, of which there are ``fewest`` at least and ``most`` at most."""
    highest = sorted(each.best for each in contenders)
    lowest = sorted(each.worst for each in contenders if each.sure)
    return {each.name: _place(each, highest, lowest, (fewest, most), ties) for each in contenders}


def _place(one: Contender, highest: Sequence[Order], lowest: Sequence[Order], there: tuple[int, int], ties: Ties) -> Place:
    against, equals = _rivals(highest, one.worst, one.best)
    before, equal = _rivals(lowest, one.best, one.worst if one.sure else None)
    surely, possibly = _fits(against, equals, there[0], ties), _fits(before, equal, there[1], ties)
    return Place(True if surely else None if possibly else False, before, equal)


def _rivals(others: Sequence[Order], mine: Order, own: Order | None) -> tuple[int, int]:
    """How many of ``others`` come before a key, and how many are equal to it, the contender's ``own`` key left out."""
    first, past = bisect_left(others, mine), bisect_right(others, mine)
    before, equal = len(others) - past, past - first
    if own is None:
        return before, equal
    return before - (own > mine), equal - (own == mine)


def _fits(before: int, equal: int, there: int, ties: Ties) -> bool:
    return before < there if ties == "all-in" else before + equal < there
