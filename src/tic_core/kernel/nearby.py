"""Values near a fact's present one at which some rule turns: what may be tried to cure an act, the nearest first.

Numbers and days move to the edges of what rules compare them with; words to the other words; of a list records go, come, or are
replaced. A record that comes has values only where a condition looks; the rest is for people to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.dates import Period, last_day
from tic_core.model.facts import FactKind, Facts, Misfit, Value, exact, plain
from tic_core.model.rule import Rule
from tic_core.rules import edges
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Elapsed, Share, first_known, number

MOST = 24  # values of one fact
MOST_CHANGED = 3  # records of one list

Record = Mapping[str, Value]


@attrs.frozen
class Tried:
    """A value a fact might have instead, in exact form, and how far it is from the present one (in the fact's own measure)."""

    value: Value
    distance: Decimal


def nearby(lawbook: Lawbook, fact: str, facts: Facts, rules: Sequence[Rule], limits: Sequence[Value] = ()) -> tuple[Tried, ...]:
    """The values of a fact worth trying for ``rules`` (with all they are made of), the nearest to its present one first.

    ``limits`` are what the core's own checks hold the fact against.
    """
    kind = lawbook.facts[fact]
    over = [rule for rule in rules if fact in edges.base_of(rule, lawbook.edition.tables["derived"])]
    standing = facts.get(fact)
    if kind.type == "list":
        tried = [Tried(value, Decimal(cost)) for value, cost in _lists(lawbook, kind, standing, over)]
    else:
        same = [each for each in limits if type(each) is type(standing)]
        values = [*same, *_compared(kind, facts, over), *edges.values(kind, _constants(lawbook, over), lawbook.words)]
        tried = [Tried(value, distance(kind, lawbook, standing, value)) for value in _each_once(values) if value != standing]
    fitting = (each for each in tried if fits(lawbook, kind, each.value))
    return tuple(islice(sorted(fitting, key=lambda each: each.distance), MOST))


def fits(lawbook: Lawbook, kind: FactKind, value: Value) -> bool:
    """Whether a value can be recorded at all."""
    try:
        exact(kind, plain(value), lawbook.words)
    except Misfit:
        return False
    return True


def _each_once(values: Iterable[Value]) -> list[Value]:
    found: list[Value] = []
    found += (value for value in values if value not in found)
    return found


def _constants(lawbook: Lawbook, rules: Iterable[Rule]) -> list[Any]:
    derived = lawbook.edition.tables["derived"]
    items = [item for rule in rules for item in (rule, *edges.through(rule, derived))]
    return [each for item in items for each in edges.constants(item)]


def distance(kind: FactKind, lawbook: Lawbook, standing: Value, value: Value) -> Decimal:
    """How far a value is from another: days, the number's own unit, ranks of an ordered word, else one."""
    if standing is None:
        return Decimal(1)
    if kind.type in ("whole", "decimal", "money", "date"):
        return abs(Decimal(number(value)) - Decimal(number(standing)))
    words = lawbook.words.get(kind.vocabulary)
    if words is not None and words.ordered and isinstance(value, str):
        ranks = [term.id for term in words.terms]
        return Decimal(abs(ranks.index(value) - ranks.index(standing))) if standing in ranks else Decimal(1)
    return Decimal(1)


# ── what a fact is compared with ─────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(kind: FactKind, facts: Facts, rules: Iterable[Rule]) -> Iterator[Value]:
    """The values about those of the other facts that rules hold this one against."""
    for rule in rules:
        if kind.type == "date":
            yield from _about_days(facts, rule)
        elif kind.type in ("whole", "decimal", "money"):
            yield from (_typed(kind, each) for each in _about_numbers(kind, facts, rule))


def _about_days(facts: Facts, rule: Rule) -> Iterator[date]:
    known = [facts.get(name) for name in edges.slots(rule)]
    days = [each for each in known if isinstance(each, date)]
    for slot in rule.reads():
        if isinstance(slot, Elapsed) and isinstance(slot.period, Period):
            anchor = first_known(slot.start, facts)
            days += [last_day(anchor, slot.period).last] if anchor is not None else []
            days += [started(day, slot.period) for day in known if isinstance(day, date)]
    yield from (day + timedelta(days=step) for day in dict.fromkeys(days) for step in (0, 1, -1))


def started(end: date, period: Period) -> date:
    """The first day from which a period still reaches ``end``."""
    low, high = end - timedelta(days=LONGEST), end
    while low < high:
        middle = low + (high - low) // 2
        low, high = (low, middle) if last_day(middle, period).last >= end else (middle + timedelta(days=1), high)
    return low


LONGEST = 366 * 100  # days that a period is looked for


def _about_numbers(kind: FactKind, facts: Facts, rule: Rule) -> Iterator[Decimal]:
    if isinstance(rule, Share):
        yield from _shares(kind, facts, rule)
    step = Decimal(1) if kind.type == "whole" else edges.SMALLEST
    for name in edges.slots(rule):
        value = facts.get(name)
        found = None if value is None else edges.number_of(value)
        if name != kind.id and found is not None:
            yield from (found, found + step, found - step)


def _shares(kind: FactKind, facts: Facts, rule: Share) -> Iterator[Decimal]:
    """The part, or the whole, with which a share is just kept."""
    part, whole = (edges.number_of(facts[name]) if facts.get(name) is not None else None for name in (rule.part, rule.whole))
    for share, upper in ((rule.at_most, True), (rule.at_least, False)):
        if not isinstance(share, Fraction) or not share:
            continue
        if kind.id == rule.part and whole is not None:
            yield _rounded(kind, Fraction(whole) * share, up=not upper)
        if kind.id == rule.whole and part is not None:
            yield _rounded(kind, Fraction(part) / share, up=upper)


def _rounded(kind: FactKind, value: Fraction, *, up: bool) -> Decimal:
    units = 1 if kind.type == "whole" else 100
    return Decimal((ceil if up else floor)(value * units)) / units


def _typed(kind: FactKind, value: Decimal) -> Value:
    return int(value) if kind.type == "whole" else edges.amount(kind, value)


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

Shape = tuple[tuple[tuple[bool | None, ...], int], ...]  # how many records there are of each kind


def _lists(lawbook: Lawbook, kind: FactKind, standing: Value, rules: Sequence[Rule]) -> list[tuple[Value, int]]:
    """Lists that differ in a few records, one of each make-up that conditions can tell, with how many records are touched."""
    wheres = _wheres(lawbook.edition.tables["derived"], kind, rules)
    fresh = list(_fresh(lawbook, kind, wheres))
    reached: list[tuple[Record, ...]] = [tuple(standing or ())]
    found: dict[Shape, tuple[Value, int]] = {}
    for cost in range(1, MOST_CHANGED + 1):
        seen: dict[Shape, tuple[Record, ...]] = {}
        for before in reached:
            for other in _one_off(before, fresh, kind, cost):
                seen.setdefault(_shape(other, wheres), other)
        reached = list(seen.values())
        found = {**{shape: (rows, cost) for shape, rows in seen.items()}, **found}
    return list(found.values())


def _wheres(derived: Mapping[str, Derived], kind: FactKind, rules: Iterable[Rule]) -> list[Any]:
    over = [each for rule in rules for each in edges.through(rule, derived) if kind.id in each.reads()]
    return list(dict.fromkeys(where for each in over for where in getattr(each, "where", ())))


def _fresh(lawbook: Lawbook, kind: FactKind, wheres: Sequence[Any]) -> Iterator[Record]:
    """One new record of each kind that conditions tell apart."""
    offered: dict[str, list[Value]] = {}
    fields = {field.id: field for field in kind.fields}
    for name in dict.fromkeys(where.field for where in wheres if where.field in fields):
        constants = [each for where in wheres if where.field == name for each in edges.constants(where)]
        offered[name] = edges.values(fields[name], constants, lawbook.words)
    like: dict[tuple[bool | None, ...], Record] = {}
    for chosen in islice(product(*offered.values()), MOST * MOST):
        row = dict(zip(offered, chosen, strict=True))
        like.setdefault(_held(row, wheres), row)
    yield from (filled(lawbook, kind, row) for row in like.values())


def filled(lawbook: Lawbook, kind: FactKind, row: Record) -> Record:
    """A record with something in every column that it must have: what people fill in is marked by :data:`TO_FILL_IN`."""
    lacking = [field for field in kind.fields if field.id not in row and not field.optional]
    return {**row, **{field.id: placeholder(lawbook, field) for field in lacking}}


TO_FILL_IN = "to-fill-in"


def placeholder(lawbook: Lawbook, kind: FactKind) -> Value:
    """Some value that a fact can have, where it does not matter which."""
    if kind.type in ("text", "code") and not kind.digits and not kind.check:
        return TO_FILL_IN
    if kind.check == "uscc":
        return "91350100M000100Y43"
    if kind.type == "list":
        return ()
    found = edges.values(kind, [kind.least] if kind.least is not None else [], lawbook.words)
    return found[0] if found else None


def _one_off(rows: tuple[Record, ...], fresh: Sequence[Record], kind: FactKind, turn: int) -> Iterator[tuple[Record, ...]]:
    """The list with one record less, replaced, or more."""
    named = [_named(row, kind, turn) for row in fresh]
    for index in range(len(rows)):
        rest = (*rows[:index], *rows[index + 1 :])
        yield rest
        yield from ((*rest, row) for row in named)
    yield from ((*rows, row) for row in named)


def _named(row: Record, kind: FactKind, turn: int) -> Record:
    """A new record told apart from others that are new."""
    if kind.distinct and row.get(kind.distinct) == TO_FILL_IN:
        return {**row, kind.distinct: f"{TO_FILL_IN}-{turn}"}
    return row


def _held(row: Record, wheres: Sequence[Any]) -> tuple[bool | None, ...]:
    return tuple(where.holds(row) for where in wheres)


def _shape(rows: Sequence[Record], wheres: Sequence[Any]) -> Shape:
    counts: dict[tuple[bool | None, ...], int] = {}
    for row in rows:
        held = _held(row, wheres)
        counts[held] = counts.get(held, 0) + 1
    return tuple(sorted(counts.items(), key=str))
