"""Money as an edition prints it: how much a centre gets, at most how much, in which instalments, out of whose purse."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.text import Text

INCENTIVE_STEPS = ("proposed", "approved", "disbursed", "withheld", "recovered")


@attrs.frozen
class Figure:
    """A sum of money: a printed ``sum``, or what a ``fact`` says (recorded, or looked up in a table), or a ``share`` of that."""

    sum: str = ""
    fact: str = ""
    share: Fraction | None = None


@attrs.frozen
class Instalment:
    """A part of an award: a ``share`` of it or a printed ``sum``, paid once the rule ``when`` is met and ``after`` so long a time
    from the approval (both where both are given).
    """

    id: str
    name: Text
    share: Fraction | None = None
    sum: str = ""
    when: str = ""
    after: Period | None = None
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Payer:
    """Who pays which ``share`` of an award. Acts name it by its ``id``."""

    id: str
    name: Text
    share: Fraction
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Rounding:
    """How a part that is no whole number of ``unit`` is made one. What that leaves over goes to the payer ``rest`` (the first one
    unless given), and of instalments to the last.
    """

    unit: Decimal
    way: Literal["down", "up", "half-up", "half-even"]
    rest: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Recovery:
    """A ground on which money is asked back, or a ``share`` of what was paid. Its rule proposes; an office decides."""

    id: str
    name: Text
    when: str
    share: Fraction | None = None
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Incentive:
    """What a centre may get. ``nature`` is ``entitlement`` (owed once the trigger is met), ``discretionary`` or ``promotional``.

    ``amount`` is what the text gives, ``cap`` the most it allows; an entitlement is approved at its amount (the cap where that is
    less), whatever is discretionary at no more. ``instalments`` and ``payers`` divide it; ``validity`` is how long after the
    approval it may be drawn. ``recovery`` are the grounds on which it is asked back. All of this may be left out: then the decision
    alone says how much.
    """

    id: str
    name: Text
    nature: str
    when: str
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    amount: Figure | None = None
    cap: Figure | None = None
    instalments: tuple[Instalment, ...] = ()
    payers: tuple[Payer, ...] = ()
    rounding: Rounding | None = None
    validity: Period | None = None
    recovery: tuple[Recovery, ...] = ()


@attrs.frozen
class IncentiveMove:
    """How an act moves a line of the incentive ledger. All but ``to`` and ``beyond`` name facts that the act brings.

    ``line`` is the line's id, ``incentive`` which incentive it is of, ``amount`` a sum of money, ``payer`` and ``budget`` who pays
    it and from which budget line, ``instalment`` which part of it is paid, ``ground`` why it is asked back. ``beyond``: the act may
    approve what was neither proposed nor found eligible. Where the act does not bring ``line``, nothing moves.
    """

    to: str
    line: str
    incentive: str = ""
    amount: str = ""
    payer: str = ""
    budget: str = ""
    instalment: str = ""
    ground: str = ""
    beyond: bool = False
