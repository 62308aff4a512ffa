"""Rules of the core's kinds: each bound can be kept and broken, and is of the type of the fact it bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from tic_core.model.facts import FactKind
from tic_core.model.rule import Rule
from tic_core.packs.check import bounds
from tic_core.packs.check.bounds import LISTABLE, bound, comparable, listed, longer_or_same, together
from tic_core.packs.check.cycles import DEEPEST, cycles, too_deep
from tic_core.packs.check.derived import check_bands
from tic_core.packs.check.facts import wrong_type
from tic_core.packs.check.tables import check_exceptions, check_rows
from tic_core.packs.check.types import NUMBERS, ORDERED, TYPE_NAMES, kind_of
from tic_core.packs.check.words import repeated
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.rules.kinds import (
    BOUNDS,
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Comparison,
    Discretion,
    ExceptionTo,
    FactRef,
    InBands,
    OneOf,
    Present,
    Share,
    Table,
    Unique,
    Within,
)
from tic_core.text import Text


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
            yield from bound(draft, fact, name, limit, (*path, name))
    yield from together(dict(bounds), path)


def _is_sameness(fact: FactKind, bounds: tuple[tuple[str, Any], ...]) -> bool:
    """Whether a rule says that a word is the same as that of another fact: of words, this alone can be compared."""
    return fact.type != "list" and all(name == "equals" and isinstance(limit, FactRef) for name, limit in bounds)


def _share(draft: Draft, rule: Share, path: Path) -> Iterator[Flaw]:
    for key in ("part", "whole"):
        yield from wrong_type(draft, getattr(rule, key), NUMBERS, (*path, key))
    part, whole = kind_of(draft, rule.part), kind_of(draft, rule.whole)
    if part and whole and part.type in NUMBERS and whole.type in NUMBERS and not comparable(part, whole):
        told = {"fact": rule.part, "type": TYPE_NAMES[part.type], "other": TYPE_NAMES[whole.type]}
        yield flaw(bounds.MESSAGES, "limit-of-other-type", (*path, "whole"), **told)
    if not rule.limits():
        yield flaw(MESSAGES, "no-bound", path, id=rule.id, bounds=["at_least", "at_most"])
    limits = {key: limit for key, limit in rule.limits() if isinstance(limit, Fraction)}
    for key, limit in rule.limits():
        if isinstance(limit, FactRef):
            yield from wrong_type(draft, limit.fact, ("share", "decimal"), (*path, key, "fact"))
        elif not 0 <= limit <= 1:
            yield flaw(MESSAGES, "share-out-of-range", (*path, key), share=_fraction(limit))
    if len(limits) == 2 and limits["at_least"] > limits["at_most"]:
        yield flaw(bounds.MESSAGES, "bounds-contradict", (*path, "at_most"), first="at_least", second="at_most")


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _within(draft: Draft, rule: Within, path: Path) -> Iterator[Flaw]:
    for index, name in enumerate(rule.start):
        yield from wrong_type(draft, name, ("date",), (*path, "start", index))
    yield from wrong_type(draft, rule.end, ("date",), (*path, "end"))
    if not rule.start:
        yield flaw(MESSAGES, "empty-list", (*path, "start"), key="start")
    for key in ("within", "past"):
        counted = getattr(rule, f"{key}_by")
        if counted is not None:
            yield from wrong_type(draft, counted.fact, ("whole",), (*path, f"{key}_by", "fact"))
            if getattr(rule, key) is not None:
                yield flaw(MESSAGES, "period-twice", (*path, f"{key}_by"), key=key, by=f"{key}_by")
    if not rule.periods():
        yield flaw(MESSAGES, "no-bound", path, id=rule.id, bounds=["within", "past"])
    if rule.within and rule.past and longer_or_same(rule.past, rule.within):
        yield flaw(bounds.MESSAGES, "bounds-contradict", (*path, "past"), first="within", second="past")


def _one_of(draft: Draft, rule: OneOf, path: Path) -> Iterator[Flaw]:
    if not rule.values:
        yield flaw(MESSAGES, "empty-list", (*path, "values"), key="values")
    fact = kind_of(draft, rule.fact)
    if fact is None:
        return
    if bool(rule.many) != fact.many:
        yield flaw(MESSAGES, "many-unsaid" if fact.many else "many-misplaced", (*path, "many"), fact=fact.id)
    at = "values" if fact.type in LISTABLE else "fact"
    yield from listed(draft, fact, rule.values, (*path, at))


def _present(_: Draft, rule: Present, path: Path) -> Iterator[Flaw]:
    if not rule.facts:
        yield flaw(MESSAGES, "empty-list", (*path, "facts"), key="facts")


def _held(draft: Draft, rule: Unique | AtMostPerKey, path: Path) -> Iterator[Flaw]:
    most, at = (rule.most, (*path, "most")) if isinstance(rule, AtMostPerKey) else (1, path)
    reservation = draft.get("reservation", rule.reservation)
    if most < 1:
        yield flaw(MESSAGES, "most-below-one", at, most=most)
    elif reservation is not None and reservation.most != most:
        yield flaw(MESSAGES, "most-differs", at, id=reservation.id, most=most, reserved=reservation.most)
    if reservation is not None and reservation.key != rule.key:
        yield flaw(MESSAGES, "key-differs", (*path, "key"), key=list(rule.key), reserved=list(reservation.key))


def _in_bands(draft: Draft, rule: InBands, path: Path) -> Iterator[Flaw]:
    yield from wrong_type(draft, rule.fact, (*NUMBERS, "share"), (*path, "fact"))
    yield from check_bands(draft, rule.fact, rule.vocabulary, rule.bands, path)
    terms = [band.term for band in rule.bands]
    for index, term in enumerate(rule.values):
        if term not in terms:
            yield flaw(MESSAGES, "value-without-band", (*path, "values", index), term=term, offer=offered(term, terms))
    if not rule.values:
        yield flaw(MESSAGES, "empty-list", (*path, "values"), key="values")


def _table(draft: Draft, rule: Table, path: Path) -> Iterator[Flaw]:
    yield from check_rows(draft, rule.rows, rule.hit, path)


def _at_least(_: Draft, rule: AtLeast, path: Path) -> Iterator[Flaw]:
    if not rule.of:
        yield flaw(MESSAGES, "empty-list", (*path, "of"), key="of")
    elif not 1 <= rule.n <= len(rule.of):
        yield flaw(MESSAGES, "n-out-of-range", (*path, "n"), n=rule.n, most=len(rule.of))


def _excepted(draft: Draft, rule: ExceptionTo, path: Path) -> Iterator[Flaw]:
    if not rule.exceptions:
        yield flaw(MESSAGES, "empty-list", (*path, "exceptions"), key="exceptions")
    yield from check_exceptions(draft, rule, path)


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
    InBands: _in_bands,
    Table: _table,
    Unique: _held,
    AtMostPerKey: _held,
    All: _joined,
    Any_: _joined,
    AtLeast: _at_least,
    ExceptionTo: _excepted,
    Discretion: _discretion,
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
    "share-out-of-range": (
        Text("比例 {share} 不在 0 与 1 之间", "the share {share} does not lie between 0 and 1"),
        Text('应为 "0/1" 至 "1/1"', 'from "0/1" to "1/1"'),
    ),
    "empty-list": (Text("{key} 是空的", "{key} is empty"), Text("应至少有一项", "at least one")),
    "key-differs": (
        Text("键 {key} 与占用的键不同", "the key {key} is not the key of the reservation"),
        Text("应为 {reserved}", "{reserved}"),
    ),
    "many-unsaid": (
        Text("{fact} 可有几个词，没有写明如何相符", "{fact} may hold several terms, and the rule does not say how they are meant"),
        Text('应写 many = "any"（至少一个）或 "all"（每一个）', 'many = "any" (at least one of them) or "all" (each of them)'),
    ),
    "many-misplaced": (
        Text("{fact} 只有一个值，不能写 many", "{fact} has one value, and takes no many"),
        Text("应删除 many", "no many here"),
    ),
    "period-twice": (
        Text("{key} 与 {by} 不能并用", "{key} and {by} do not go together"),
        Text("应只写其一", "one of the two"),
    ),
    "most-below-one": (Text("名额 {most} 不足一个", "{most} is less than one place"), Text("应为 1 以上的整数", "1 or more")),
    "most-differs": (
        Text(
            "占用 {id} 的名额为 {reserved}，规则按 {most} 个", "the reservation {id} has {reserved} places, the rule counts {most}"
        ),
        Text(
            "应一致：unique 为一个，at-most-per-key 与占用的 most 相同",
            "the same: one for unique, the reservation's most for at-most-per-key",
        ),
    ),
    "value-without-band": (Text("没有名为 {term} 的分档", "there is no band {term}"), Text("{offer}", "{offer}")),
    "n-out-of-range": (
        Text("至少 {n} 项，而只列了 {most} 项规则", "at least {n} of {most} rules"),
        Text("应在 1 至 {most} 之间", "from 1 to {most}"),
    ),
    "no-permitting-choice": (
        Text("裁量 {id} 没有可以准予的选项", "no choice of the discretion {id} lets the act go on"),
        Text("{offer}", "{offer}"),
    ),
}
