"""Rules of the core's kinds: each bound can be kept and broken, and is of the type of the fact it bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.model.dates import Period
from tic_core.model.facts import NUMBER, FactKind
from tic_core.model.rule import Rule
from tic_core.packs.check.cycles import DEEPEST, cycles, too_deep
from tic_core.packs.check.facts import unknown_term, wrong_type
from tic_core.packs.check.names import unknown
from tic_core.packs.check.types import NUMBERS, ORDERED, TYPE_NAMES, kind_of
from tic_core.packs.check.words import repeated
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.rules.kinds import BOUNDS, All, Any_, Comparison, Discretion, FactRef, OneOf, Present, Share, Unique, Within
from tic_core.text import Text

FOR_NUMBERS = ("at_least", "at_most", "above", "below")
FOR_DATES = ("first", "last", "after", "before")
LOWER = {"at_least": True, "above": False, "first": True, "after": False}
UPPER = {"at_most": True, "below": False, "last": True, "before": False}
"""Bounds from below and from above, and whether each includes its end."""


def check_rules(draft: Draft) -> Iterator[Flaw]:
    """Each rule by its kind, then circles of rules."""
    for path, rule in draft.each("rule"):
        checked = _CHECKS.get(type(rule))
        if checked is not None:
            yield from checked(draft, rule, path)
    places = {rule.id: path for path, rule in draft.each("rule")}
    links = {rule.id: [*rule.parts(), *([rule.when] if rule.when else [])] for _, rule in draft.each("rule")}
    caught = cycles(links)
    for cycle in caught:
        yield flaw(MESSAGES, "rule-cycle", places[cycle[0]], cycle=" → ".join((*cycle, cycle[0])))
    for name in () if caught else too_deep(links):
        yield flaw(MESSAGES, "rules-too-deep", places[name], id=name, most=DEEPEST)


def _comparison(draft: Draft, rule: Comparison, path: Path) -> Iterator[Flaw]:
    bounds = rule.bounds()
    if not bounds:
        yield flaw(MESSAGES, "no-bound", path, id=rule.id, bounds=list(BOUNDS))
    fact = kind_of(draft, rule.fact)
    if fact is not None and fact.type not in ORDERED and not _is_sameness(fact, bounds):
        yield flaw(MESSAGES, "not-comparable", (*path, "fact"), fact=rule.fact, type=TYPE_NAMES[fact.type])
    elif fact is not None:
        for name, limit in bounds:
            yield from _limit(draft, fact, name, limit, (*path, name))
    yield from _together(dict(bounds), path)


def _is_sameness(fact: FactKind, bounds: tuple[tuple[str, Any], ...]) -> bool:
    """Whether a rule says that a word is the same as that of another fact: of words, this alone can be compared."""
    return fact.type != "list" and all(name == "equals" and isinstance(limit, FactRef) for name, limit in bounds)


def _limit(draft: Draft, fact: FactKind, name: str, limit: Any, path: Path) -> Iterator[Flaw]:
    foreign = FOR_NUMBERS if fact.type == "date" else FOR_DATES
    if name in foreign:
        meant = [*(FOR_DATES if fact.type == "date" else FOR_NUMBERS), "equals"]
        yield flaw(MESSAGES, "bound-for-other-type", path, bound=name, type=TYPE_NAMES[fact.type], meant=meant)
    elif isinstance(limit, FactRef):
        other = kind_of(draft, limit.fact)
        if other is not None and not _comparable(fact, other):
            told = {"fact": fact.id, "type": TYPE_NAMES[fact.type], "other": TYPE_NAMES[other.type]}
            yield flaw(MESSAGES, "limit-of-other-type", (*path, "fact"), **told)
    elif not _fits(fact, limit):
        yield flaw(
            MESSAGES,
            "limit-of-wrong-type",
            path,
            limit=limit,
            fact=fact.id,
            type=TYPE_NAMES[fact.type],
            example=EXAMPLES[fact.type],
        )


def _comparable(one: FactKind, other: FactKind) -> bool:
    plain = ("whole", "decimal")
    if one.type in plain and other.type in plain:
        return True
    return (one.type, one.currency, one.vocabulary) == (other.type, other.currency, other.vocabulary)


def _fits(fact: FactKind, limit: Any) -> bool:
    """Whether a literal can be compared with a fact of this type."""
    if fact.type == "date":
        return type(limit) is date
    if fact.type == "whole" or type(limit) is not str:
        return type(limit) is int
    number, _, currency = limit.partition(" ")
    return bool(NUMBER.fullmatch(number)) and currency in ("", fact.currency)


def _together(bounds: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
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
    bottom, top = _measured(bounds[low]), _measured(bounds[high])
    if bottom is None or top is None or type(bottom) is not type(top):
        return
    if bottom > top or (bottom == top and not (LOWER[low] and UPPER[high])):
        yield flaw(MESSAGES, "bounds-contradict", (*path, high), first=low, second=high)


def _measured(limit: Any) -> Decimal | None:
    """A literal on the scale of its type; None where it is a fact or no number."""
    if isinstance(limit, date):
        return Decimal(limit.toordinal())
    head = str(limit).partition(" ")[0] if isinstance(limit, str | int) else ""
    return Decimal(head) if NUMBER.fullmatch(head) else None


def _share(draft: Draft, rule: Share, path: Path) -> Iterator[Flaw]:
    for key in ("part", "whole"):
        yield from wrong_type(draft, getattr(rule, key), NUMBERS, (*path, key))
    part, whole = kind_of(draft, rule.part), kind_of(draft, rule.whole)
    if part and whole and part.type in NUMBERS and whole.type in NUMBERS and not _comparable(part, whole):
        told = {"fact": rule.part, "type": TYPE_NAMES[part.type], "other": TYPE_NAMES[whole.type]}
        yield flaw(MESSAGES, "limit-of-other-type", (*path, "whole"), **told)
    limits = {key: getattr(rule, key) for key in ("at_least", "at_most") if getattr(rule, key) is not None}
    if not limits:
        yield flaw(MESSAGES, "no-bound", path, id=rule.id, bounds=["at_least", "at_most"])
    for key, limit in limits.items():
        if not 0 <= limit <= 1:
            yield flaw(MESSAGES, "share-out-of-range", (*path, key), share=_fraction(limit))
    if len(limits) == 2 and limits["at_least"] > limits["at_most"]:
        yield flaw(MESSAGES, "bounds-contradict", (*path, "at_most"), first="at_least", second="at_most")


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _within(draft: Draft, rule: Within, path: Path) -> Iterator[Flaw]:
    for index, name in enumerate(rule.start):
        yield from wrong_type(draft, name, ("date",), (*path, "start", index))
    yield from wrong_type(draft, rule.end, ("date",), (*path, "end"))
    if not rule.start:
        yield flaw(MESSAGES, "empty-list", (*path, "start"), key="start")
    if rule.within is None and rule.past is None:
        yield flaw(MESSAGES, "no-bound", path, id=rule.id, bounds=["within", "past"])
    if rule.within and rule.past and longer_or_same(rule.past, rule.within):
        yield flaw(MESSAGES, "bounds-contradict", (*path, "past"), first="within", second="past")


def longer_or_same(one: Period, other: Period) -> bool:
    """Whether a period is at least as long as another; periods in units that cannot be compared are not."""
    months = [period.years * 12 + period.months for period in (one, other)]
    if all(months):
        return months[0] >= months[1]
    pairs = ((one.days, other.days), (one.working_days, other.working_days))
    return any(left and right and left >= right for left, right in pairs)


def _one_of(draft: Draft, rule: OneOf, path: Path) -> Iterator[Flaw]:
    if not rule.values:
        yield flaw(MESSAGES, "empty-list", (*path, "values"), key="values")
    fact = kind_of(draft, rule.fact)
    if fact is None:
        return
    if fact.type not in LISTABLE:
        yield flaw(MESSAGES, "not-listable", (*path, "fact"), fact=rule.fact, type=TYPE_NAMES[fact.type])
        return
    for index, value in enumerate(rule.values):
        at = (*path, "values", index)
        if type(value) is not LISTABLE[fact.type]:
            yield flaw(
                MESSAGES,
                "limit-of-wrong-type",
                at,
                limit=value,
                fact=fact.id,
                type=TYPE_NAMES[fact.type],
                example=EXAMPLES[fact.type],
            )
        elif fact.type == "term":
            yield from unknown_term(draft, fact.vocabulary, str(value), at)
        elif rule.fact == "centre.stage":
            yield from unknown(draft, "stage", str(value), at)
        elif fact.digits and len(str(value)) not in fact.digits:
            yield flaw(MESSAGES, "wrong-length", at, value=value, digits=list(fact.digits))


LISTABLE = {"term": str, "code": str, "yes-no": bool, "whole": int}


def _present(_: Draft, rule: Present, path: Path) -> Iterator[Flaw]:
    if not rule.facts:
        yield flaw(MESSAGES, "empty-list", (*path, "facts"), key="facts")


def _unique(draft: Draft, rule: Unique, path: Path) -> Iterator[Flaw]:
    reservation = draft.get("reservation", rule.reservation)
    if reservation is not None and reservation.key != rule.key:
        yield flaw(MESSAGES, "key-differs", (*path, "key"), key=list(rule.key), reserved=list(reservation.key))


def _joined(_: Draft, rule: All | Any_, path: Path) -> Iterator[Flaw]:
    if not rule.of:
        yield flaw(MESSAGES, "empty-list", (*path, "of"), key="of")


def _discretion(_: Draft, rule: Discretion, path: Path) -> Iterator[Flaw]:
    if not any(choice.permits for choice in rule.choices):
        offer = offered("", ["permits = true"])
        yield flaw(MESSAGES, "no-permitting-choice", (*path, "choices"), id=shown(rule.id), offer=offer)
    yield from repeated(rule.choices, (*path, "choices"))


_CHECKS: Mapping[type[Rule], Callable[[Draft, Any, Path], Iterator[Flaw]]] = {
    Comparison: _comparison,
    Share: _share,
    Within: _within,
    OneOf: _one_of,
    Present: _present,
    Unique: _unique,
    All: _joined,
    Any_: _joined,
    Discretion: _discretion,
}

EXAMPLES = {
    "whole": "3",
    "decimal": '"12.5"',
    "money": '"100.00 CNY"',
    "date": "2023-03-01",
    "term": '"…"',
    "code": '"…"',
    "yes-no": "true",
}

MESSAGES: Messages = {
    "rule-cycle": (Text("规则互相依赖：{cycle}", "rules lead back to themselves: {cycle}"), Text("应无循环", "no circle")),
    "rules-too-deep": (
        Text("规则 {id} 由超过 {most} 层的规则组成", "the rule {id} is made of more than {most} levels of rules"),
        Text("应至多 {most} 层", "at most {most} levels"),
    ),
    "no-bound": (
        Text("规则 {id} 没有界限", "the rule {id} has no bound"),
        Text("应至少有一个：{bounds}", "at least one of {bounds}"),
    ),
    "not-comparable": (
        Text("{fact} 的类型是{type}，不能比较大小", "{fact} is of the type {type}, which has no order"),
        Text(
            "应为数、金额或日期；词和代码用 one-of，或与另一事实 equals",
            "a number, an amount or a date; for words and codes use one-of, or equals with a fact",
        ),
    ),
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
    "share-out-of-range": (
        Text("比例 {share} 不在 0 与 1 之间", "the share {share} does not lie between 0 and 1"),
        Text('应为 "0/1" 至 "1/1"', 'from "0/1" to "1/1"'),
    ),
    "empty-list": (Text("{key} 是空的", "{key} is empty"), Text("应至少有一项", "at least one")),
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
    "key-differs": (
        Text("键 {key} 与占用的键不同", "the key {key} is not the key of the reservation"),
        Text("应为 {reserved}", "{reserved}"),
    ),
    "no-permitting-choice": (
        Text("裁量 {id} 没有可以准予的选项", "no choice of the discretion {id} lets the act go on"),
        Text("{offer}", "{offer}"),
    ),
}
