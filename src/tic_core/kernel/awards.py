"""What an award comes to: the sum the text gives, the most it allows, its instalments and who pays which part. All of it exact.

A sum is worked out in fractions. Only where the edition says how is a part rounded, and what that leaves over goes where it says;
a part that no rounding makes a sum is no part (:class:`Uneven`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

import attrs

from tic_core.model.facts import Money
from tic_core.model.money import Figure, Incentive, Rounding
from tic_core.rules.bounds import EXACT

CENT = Decimal("0.01")  # the smallest sum that is paid where the edition names no other


class Uneven(ValueError):
    """A part is no whole number of what can be paid and the edition does not say how to round it, or the parts make no whole."""


class Unknown(ValueError):
    """A sum that rests on a fact which is not known; its argument is that fact."""


@attrs.frozen
class Exact:
    """An amount as a fraction, with its currency."""

    amount: Fraction
    currency: str


def printed(text: str) -> Money:
    """A sum as an edition prints it: ``"5000000.00 CNY"``."""
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency)


def figure(given: Figure, facts: Mapping[str, Any]) -> Exact:
    """The sum that a figure stands for. :class:`Unknown` where its fact is not known."""
    found = printed(given.sum) if given.sum else facts.get(given.fact)
    if not isinstance(found, Money):
        raise Unknown(given.fact)
    return Exact(Fraction(found.amount) * (1 if given.share is None else given.share), found.currency)


def most(incentive: Incentive, facts: Mapping[str, Any]) -> Exact | None:
    """The most that may be approved: the amount or the cap, whichever is less; None where the text names neither."""
    found = [figure(each, facts) for each in (incentive.amount, incentive.cap) if each is not None]
    if len({each.currency for each in found}) > 1:
        raise Uneven
    return min(found, key=lambda each: each.amount, default=None)


def owed(incentive: Incentive, facts: Mapping[str, Any]) -> Money | None:
    """What an entitlement comes to, rounded as the edition says; None where no amount is named, or it is not owed as such."""
    exact = most(incentive, facts)
    if exact is None or incentive.amount is None or incentive.nature != "entitlement":
        return None
    return Money(rounded(exact.amount, incentive.rounding), exact.currency)


def rounded(amount: Fraction, rounding: Rounding | None) -> Decimal:
    """An amount as it can be paid. :class:`Uneven` where it is no whole number of cents and no rounding is given."""
    unit = rounding.unit if rounding is not None else CENT
    count = amount / Fraction(unit)
    if rounding is None:
        if count.denominator != 1:
            raise Uneven
        return EXACT.multiply(unit, Decimal(int(count)))
    below = count.numerator // count.denominator
    return EXACT.multiply(unit, Decimal(below + _up(count - below, below, rounding.way)))


def rounded_down(amount: Fraction, like: Money) -> Decimal:
    """The most that can be paid of an amount, with as many decimals as another sum has."""
    exponent = like.amount.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return rounded(amount, Rounding(unit, "down"))


def _up(rest: Fraction, below: int, way: str) -> int:
    """Whether what lies above the whole number ``below`` makes one more of it."""
    half = Fraction(1, 2)
    if rest == 0 or way == "down":
        return 0
    return int(way == "up" or rest > half or (rest == half and (way == "half-up" or below % 2 == 1)))


def divided(whole: Money, shares: Mapping[str, Fraction], rounding: Rounding | None, rest: str) -> dict[str, Money]:
    """An amount in its shares, which add up to it exactly: each is rounded but that of ``rest``, which takes what is left."""
    if sum(shares.values(), Fraction(0)) != 1 or rest not in shares:
        raise Uneven
    parts = {name: rounded(Fraction(whole.amount) * share, rounding) for name, share in shares.items() if name != rest}
    left = EXACT.subtract(whole.amount, total(parts.values()))
    if left < 0:
        raise Uneven
    return {name: Money(left if name == rest else parts[name], whole.currency) for name in shares}


def instalments_of(incentive: Incentive, award: Money) -> dict[str, Money]:
    """The instalments of an award, which add up to it exactly; none where it is paid as it comes."""
    given = incentive.instalments
    if not given:
        return {}
    if all(each.share is not None for each in given):
        shares = {each.id: each.share for each in given if each.share is not None}
        return divided(award, shares, incentive.rounding, given[-1].id)
    parts = {each.id: printed(each.sum) for each in given}
    whole = total(each.amount for each in parts.values())
    if any(each.currency != award.currency for each in parts.values()) or whole != award.amount:
        raise Uneven
    return parts


def payers_of(incentive: Incentive, award: Money) -> dict[str, Money]:
    """What each payer pays of an award, which adds up to it exactly; none where the decision names who pays."""
    given = incentive.payers
    if not given:
        return {}
    rest = (incentive.rounding.rest if incentive.rounding else "") or given[0].id
    return divided(award, {each.id: each.share for each in given}, incentive.rounding, rest)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of some amounts, every digit of it."""
    return reduce(EXACT.add, amounts, Decimal(0))
