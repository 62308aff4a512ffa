"""Bounds and literals: of the type of what they bound, and not against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.model.dates import Period
from tic_core.model.facts import NUMBER, FactKind
from tic_core.packs.check.facts import unknown_term
from tic_core.packs.check.names import unknown
from tic_core.packs.check.types import TYPE_NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.rules.kinds import FactRef, literal
from tic_core.text import Text

FOR_NUMBERS = ("at_least", "at_most", "above", "below")
FOR_DATES = ("first", "last", "after", "before")
LOWER = {"at_least": True, "above": False, "first": True, "after": False}
UPPER = {"at_most": True, "below": False, "last": True, "before": False}
"""Bounds from below and from above, and whether each includes its end."""


def bound(draft: Draft, fact: FactKind, name: str, limit: Any, path: Path) -> Iterator[Flaw]:
    """A bound that is not for the type of the fact, or a limit that is of another type."""
    foreign = FOR_NUMBERS if fact.type == "date" else FOR_DATES
    if name in foreign:
        meant = [*(FOR_DATES if fact.type == "date" else FOR_NUMBERS), "equals"]
        yield flaw(MESSAGES, "bound-for-other-type", path, bound=name, type=TYPE_NAMES[fact.type], meant=meant)
    elif isinstance(limit, FactRef):
        other = kind_of(draft, limit.fact)
        if other is not None and not comparable(fact, other):
            told = {"fact": fact.id, "type": TYPE_NAMES[fact.type], "other": TYPE_NAMES[other.type]}
            yield flaw(MESSAGES, "limit-of-other-type", (*path, "fact"), **told)
    elif not fits(fact, limit):
        yield misfit(fact, limit, path)


def misfit(fact: FactKind, limit: Any, path: Path) -> Flaw:
    """The flaw of a literal that is not of the type of a fact."""
    told = {"limit": limit, "fact": fact.id, "type": TYPE_NAMES[fact.type], "example": EXAMPLES[fact.type]}
    return flaw(MESSAGES, "limit-of-wrong-type", path, **told)


def comparable(one: FactKind, other: FactKind) -> bool:
    """Whether two facts can be held against each other."""
    plain = ("whole", "decimal", "share")
    if one.type in plain and other.type in plain:
        return True
    return (one.type, one.currency, one.vocabulary) == (other.type, other.currency, other.vocabulary)


def fits(fact: FactKind, limit: Any) -> bool:
    """Whether a literal can be compared with a fact of this type."""
    if fact.type == "date":
        return type(limit) is date
    if fact.type == "whole" or type(limit) is not str:
        return type(limit) is int
    if fact.type == "share" and isinstance(literal(limit), Fraction):
        return True
    number, _, currency = limit.partition(" ")
    return bool(NUMBER.fullmatch(number)) and currency in ("", fact.currency)


def together(bounds: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
    """Bounds that say the same thing twice, or leave no value at all."""
    for side in (LOWER, UPPER):
        named = [name for name in bounds if name in side]
        if len(named) > 1 or (named and "equals" in bounds):
            yield flaw(
                MESSAGES,
                "bounds-contradict",
                (*path, named[-1]),
                first=("equals" if "equals" in bounds else named[0]),
                second=named[-1],
            )
            return
    low, high = next((n for n in bounds if n in LOWER), None), next((n for n in bounds if n in UPPER), None)
    if low is None or high is None:
        return
    bottom, top = measured(bounds[low]), measured(bounds[high])
    if bottom is None or top is None or type(bottom) is not type(top):
        return
    if bottom > top or (bottom == top and not (LOWER[low] and UPPER[high])):
        yield flaw(MESSAGES, "bounds-contradict", (*path, high), first=low, second=high)


def measured(limit: Any) -> Decimal | None:
    """A literal on the scale of its type; None where it is a fact or no number."""
    if isinstance(limit, date):
        return Decimal(limit.toordinal())
    head = str(limit).partition(" ")[0] if isinstance(limit, str | int) else ""
    return Decimal(head) if NUMBER.fullmatch(head) else None


def longer_or_same(one: Period, other: Period) -> bool:
    """Whether a period is at least as long as another; periods in units that cannot be compared are not."""
    months = [period.years * 12 + period.months for period in (one, other)]
    if all(months):
        return months[0] >= months[1]
    pairs = ((one.days, other.days), (one.working_days, other.working_days))
    return any(left and right and left >= right for left, right in pairs)


LISTABLE = {"term": str, "code": str, "yes-no": bool, "whole": int}
"""Types whose values can be listed, and how each is written."""


def listed(draft: Draft, fact: FactKind, values: Sequence[Any], path: Path) -> Iterator[Flaw]:
    """Values in a list that the fact can never have."""
    if fact.type not in LISTABLE:
        yield flaw(MESSAGES, "not-listable", path, fact=fact.id, type=TYPE_NAMES[fact.type])
        return
    for index, value in enumerate(values):
        at = (*path, index)
        if type(value) is not LISTABLE[fact.type]:
            yield misfit(fact, value, at)
        elif fact.type == "term":
            yield from unknown_term(draft, fact.vocabulary, str(value), at)
        elif fact.id == "centre.stage":
            yield from unknown(draft, "stage", str(value), at)
        elif fact.digits and len(str(value)) not in fact.digits:
            yield flaw(MESSAGES, "wrong-length", at, value=value, digits=list(fact.digits))


EXAMPLES = {
    "whole": "3",
    "decimal": '"12.5"',
    "money": '"100.00 CNY"',
    "date": "2023-03-01",
    "term": '"…"',
    "code": '"…"',
    "yes-no": "true",
    "share": '"1/3"',
}

MESSAGES: Messages = {
    "bound-for-other-type": (
        Text("{bound} 不用于{type}", "{bound} is not for the type {type}"),
        Text("应为以下之一：{meant}", "one of {meant}"),
    ),
    "limit-of-other-type": (
        Text(
            "{fact} 的类型是{type}，不能与{other}比较", "{fact} is of the type {type}, which is not compared with the type {other}"
        ),
        Text("应为同一类型的事实", "a fact of the same type"),
    ),
    "limit-of-wrong-type": (
        Text("{limit} 不是{type}，而 {fact} 是", "{limit} is not of the type {type}, as {fact} is"),
        Text("应写作 {example} 的形式", "a value written like {example}"),
    ),
    "bounds-contradict": (
        Text("{first} 与 {second} 相互矛盾", "{first} and {second} contradict each other"),
        Text(
            "应至多各有一个上限和下限，且两者之间有值", "at most one bound from below and one from above, with values between them"
        ),
    ),
    "not-listable": (
        Text("{fact} 的类型是{type}，不能逐个列举", "{fact} is of the type {type}, whose values cannot be listed"),
        Text(
            "应为词、代码、整数或是否；数、金额和日期用 comparison",
            "a term, a code, a whole number or yes-no; for amounts and dates use comparison",
        ),
    ),
    "wrong-length": (
        Text("{value} 的位数不对", "{value} has the wrong number of digits"),
        Text("应为 {digits} 位", "{digits} digits"),
    ),
}
