"""Where rules change their mind: the facts they rest on, and the values of each at which a verdict can turn.

For a fact that rules compare with constants, the values given here stand for all others: every value gives the same verdicts as
one of them. What rules compare with each other, or read through a list, is covered by :mod:`tic_core.packs.compare.cases`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.model.facts import NUMBER, FactKind, Money, Value, Vocabulary
from tic_core.model.rule import Rule
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Elapsed, FactRef, Holders
from tic_core.text import Text, both

Rules = Mapping[str, Rule]
Derivations = Mapping[str, Derived]

SUPPLIED: Mapping[str, str] = {
    "act.on": "date",
    "act.effective": "date",
    "stage.since": "date",
    "centre.id": "code",
    "centre.stage": "code",
    "due.": "date",
    "opens.": "date",
    "running.": "whole",
    "until.": "date",
    "related.": "whole",
    "confirmed.": "yes-no",
    "held.": "holders",
}
"""The types of the facts that the core itself supplies, by name or by the beginning of the name."""

MIDDAY = date(2024, 3, 1)  # a day for rules that name none
SMALLEST = Decimal("0.01")
OTHER = "other"


def reached(wanted: Iterable[str], rules: Rules) -> tuple[str, ...]:
    """The rules named and all they are made of or stand under, each once, in that order."""
    found: dict[str, None] = {}
    waiting = [name for name in wanted if name in rules]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += [each for each in (*rules[name].parts(), rules[name].when) if each in rules]
    return tuple(found)


def slots(rule: Rule) -> Iterator[str]:
    """The facts a rule reads itself, derived ones by their own name."""
    for slot in rule.reads():
        if isinstance(slot, Elapsed):
            yield from slot.start
        elif isinstance(slot, Holders):
            yield f"held.{slot.reservation}"
        else:
            yield str(slot)


def base(name: str, derived: Derivations) -> Iterator[str]:
    """The recorded or supplied facts a fact comes down to: itself where it is not derived."""
    if name not in derived:
        yield name
        return
    for part in derived[name].reads():
        yield from base(part, derived)


def base_of(rule: Rule, derived: Derivations) -> tuple[str, ...]:
    """The recorded or supplied facts a rule itself rests on."""
    return tuple(dict.fromkeys(fact for slot in slots(rule) for fact in base(slot, derived)))


def through(rule: Rule, derived: Derivations) -> tuple[Derived, ...]:
    """The derived facts a rule itself reads, with those they are made from."""
    found: dict[str, Derived] = {}
    waiting = [slot for slot in slots(rule) if slot in derived]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = derived[name]
            waiting += [part for part in derived[name].reads() if part in derived]
    return tuple(found.values())


def kind_of(name: str, facts: Mapping[str, FactKind]) -> FactKind:
    """The declaration of a fact; for one that the core supplies a declaration of its type."""
    if name in facts:
        return facts[name]
    family = name.partition(".")[0] + "."
    return FactKind(name, both(name), SUPPLIED.get(name, SUPPLIED.get(family, "text")), least=0 if family in COUNTED else None)


COUNTED = ("running.", "related.")


def constants(item: Any) -> Iterator[Any]:
    """Every constant written in a rule or derived fact: its limits, values, bands and conditions, not its names."""
    for field in attrs.fields(type(item)):
        value = getattr(item, field.name)
        names = field.name in NAMING or (field.name == "when" and isinstance(value, str))  # a row's conditions stand under it, too
        if not names:
            yield from _within(value)


NAMING = frozenset(
    (
        *("id", "name", "cite", "assumed", "force", "unconfirmed", "judge", "question"),
        *("fact", "facts", "of", "part", "whole", "start", "end", "until", "reservation", "key", "rule", "field", "vocabulary"),
    )
)
"""Attributes that name something and hold no constant."""


def _within(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _within(each)
    elif isinstance(value, Mapping):
        yield from _within(tuple(value.values()))
    elif attrs.has(type(value)) and not isinstance(value, FactRef | Text | Cite):
        yield from constants(value)
    elif value is not None and not isinstance(value, FactRef | Text | Cite):
        yield value


def values(kind: FactKind, constant: Iterable[Any], words: Mapping[str, Vocabulary]) -> list[Value]:
    """The values of a fact that stand for all of them, where rules compare it with these constants and with nothing else.

    The middle ones come first, so that what is shown as an example looks ordinary. Lists are left out.
    """
    return _VALUES[kind.type](kind, list(constant), words) if kind.type in _VALUES else []


def _yes_no(*_: Any) -> list[Value]:
    return [True, False]


def _terms(kind: FactKind, constant: list[Any], words: Mapping[str, Vocabulary]) -> list[Value]:
    known = (
        [term.id for term in words[kind.vocabulary].terms] if kind.vocabulary in words else [c for c in constant if type(c) is str]
    )
    if not kind.many:
        return list(known)
    return [(term,) for term in known] + [(a, b) for a in known for b in known if a < b]


def _codes(kind: FactKind, constant: list[Any], _: Any) -> list[Value]:
    named = sorted({each for each in constant if type(each) is str})
    fits = [each for each in named if not kind.digits or (each.isdigit() and len(each) in kind.digits)]
    stranger = next(each for each in _strangers(kind) if each not in named)
    return [*fits, stranger]


def _strangers(kind: FactKind) -> Iterator[str]:
    """Codes or texts that no rule has heard of."""
    if kind.digits:
        yield from (str(number).rjust(kind.digits[0], "9") for number in range(10 ** kind.digits[0]))
    yield OTHER
    yield from (f"{OTHER}-{number}" for number in range(1, 1000))


def numbers(constant: Iterable[Any]) -> list[Decimal]:
    """The numbers among constants, exact: whole ones, decimals and amounts; no dates, shares or yes/no."""
    found = {number_of(each) for each in constant}
    return sorted(each for each in found if each is not None)


def number_of(value: Any) -> Decimal | None:
    """A constant as a number, or None where it is none."""
    if isinstance(value, bool | date | Fraction):
        return None
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = str(value).partition(" ")[0]
    return Decimal(text) if NUMBER.fullmatch(text) else None


def _wholes(kind: FactKind, constant: list[Any], _: Any) -> list[Value]:
    around = [int(each) + step for each in numbers(constant) or [Decimal(1)] for step in (0, 1, -1)]
    found = [each for each in dict.fromkeys(around) if inside(kind, Decimal(each))]
    return [*(found or [int(end) for end in (kind.least, kind.most) if end is not None])]


def _decimals(kind: FactKind, constant: list[Any], _: Any) -> list[Value]:
    return [amount(kind, each) for each in points(numbers(constant) or [Decimal(1)]) if inside(kind, each)]


def points(ends: list[Decimal]) -> list[Decimal]:
    """The ends, a point close to each side of each, so close that it passes no other end."""
    gaps = [b - a for a, b in pairwise(ends)]
    step = min([SMALLEST, *(gap / 4 for gap in gaps)])
    return list(dict.fromkeys(each + off for each in ends for off in (Decimal(0), step, -step)))


def inside(kind: FactKind, value: Decimal) -> bool:
    """Whether a number lies in the domain of a fact."""
    low, high = (None if end is None else Decimal(end) for end in (kind.least, kind.most))
    return (low is None or value >= low) and (high is None or value <= high)


def amount(kind: FactKind, value: Decimal) -> Value:
    """A number as a value of the fact: money with its currency."""
    return Money(value, kind.currency) if kind.type == "money" else value


def _days(_: FactKind, constant: list[Any], __: Any) -> list[Value]:
    named = sorted({each for each in constant if isinstance(each, date)}) or [MIDDAY]
    return list(dict.fromkeys(each + timedelta(days=step) for each in named for step in (0, 1, -1)))


_VALUES = {
    "yes-no": _yes_no,
    "term": _terms,
    "code": _codes,
    "text": _codes,
    "whole": _wholes,
    "decimal": _decimals,
    "money": _decimals,
    "date": _days,
}
