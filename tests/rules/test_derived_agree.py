"""Every operation of derived facts gives what a plain reading of its words gives: on random records and facts, many times over.

The plain reading below is written from the page in ``docs/rules.md``, without the product: loops and ifs over dicts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tic_core.model.dates import Period, last_day
from tic_core.model.facts import Money
from tic_core.rules import amounts, records
from tic_core.rules.conditions import Condition, Where
from tic_core.rules.derived import (
    CORE_OPERATIONS,
    Band,
    Bands,
    ByYear,
    Count,
    Derived,
    Entry,
    First,
    FirstKnown,
    Greatest,
    Last,
    Least,
    LookUp,
    Part,
    Portion,
    Rank,
    Running,
    ShareOf,
    Sum,
    Weighted,
)
from tic_core.rules.kinds import FactRef
from tic_core.text import Text

NAME = Text("名", "name")
TERMS = ("low", "mid", "high")
DAYS = [date(2024, 2, 29) + timedelta(days=each) for each in (-400, -365, -30, -1, 0, 1, 30, 365, 366, 730, 1096)]
FACTS: Mapping[str, tuple[Any, ...]] = {
    "n": (0, 1, 2, 7),
    "d": tuple(map(Decimal, ("0", "0.5", "10", "33.3"))),
    "m": tuple(Money(Decimal(each), "CNY") for each in ("0", "0.01", "99.99", "1000")),
    "cap": tuple(Money(Decimal(each), "CNY") for each in ("1", "50")),
    "t": TERMS,
    "b": (True, False),
    "day": tuple(DAYS),
    "since": tuple(DAYS),
    "year": (2023, 2024),
    "me": ("a", "b", "z"),
}
PERIODS = (Period(days=30), Period(years=1), Period(months=12), Period(years=3))
Facts = dict[str, Any]
Record = Mapping[str, Any]


# ── what may be asked ────────────────────────────────────────────────────────────────────────────────────────────────────────


def conditions(chance: random.Random, count: int = 2) -> tuple[Where, ...]:
    pool = (
        Where("t", (chance.choice(TERMS), "mid")),
        Where("many", (chance.choice(TERMS),)),
        Where("b", is_=chance.choice((True, False))),
        Where("x", at_least=chance.choice((1, "0.5", FactRef("n"))), below=FactRef("d") if chance.random() < 0.3 else None),
        Where("m", above="0.50 CNY"),
        Where("begun", last=FactRef("day")),
        Where("begun", within=chance.choice(PERIODS), until="day"),
        Where("year", equals=chance.choice((2023, FactRef("year")))),
    )
    return tuple(chance.sample(pool, chance.randint(0, count)))


def items(chance: random.Random) -> tuple[Derived, ...]:
    """One of each operation, with what it takes at random."""
    common: dict[str, Any] = {"id": "it", "name": NAME}
    over = {**common, "of": "rows"}
    cut = lambda: conditions(chance)  # noqa: E731 - said eight times below
    when = lambda: tuple(  # noqa: E731
        chance.sample(
            (
                Condition("t", (chance.choice(TERMS),)),
                Condition("b", is_=True),
                Condition("n", at_most=chance.choice((1, FactRef("year")))),
                Condition("m", at_least="50.00 CNY"),
            ),
            chance.randint(0, 2),
        )
    )
    return (
        Count(**over, where=cut()),
        ShareOf(**over, where=cut(), among=conditions(chance, 1)),
        Sum(**over, where=cut(), field="x"),
        Sum(**over, where=cut(), field="m", currency="CNY"),
        Running(**over, where=cut(), began="begun", ended="ended", on="day"),
        First(
            **over, where=cut(), by=chance.choice(("begun", "year")), field=chance.choice(("x", "t")), skip=chance.choice((0, 0, 1))
        ),
        Last(
            **over, where=cut(), by=chance.choice(("begun", "year")), field=chance.choice(("x", "t")), skip=chance.choice((0, 0, 1))
        ),
        ByYear(
            **over,
            where=cut(),
            by=chance.choice(("begun", "year")),
            field="x",
            year=chance.choice((2024, FactRef("year"), FactRef("day"))),
            before=chance.choice((0, 1)),
        ),
        Rank(**over, where=cut(), by=chance.choice(("x", "m")), key="key", who="me", best=chance.choice(("highest", "lowest"))),
        Weighted(
            **common,
            parts=(Part("n", Decimal("1.5"), Decimal(3)), Part("b", Decimal(2)), Part("d", Decimal("0.1"), FactRef("n"))),
            at_most=chance.choice((None, Decimal(4), FactRef("d"))),
        ),
        Least(**common, of=chance.choice((("n", "d"), ("day", "since"), ("m", "cap")))),
        Greatest(**common, of=chance.choice((("n", "d"), ("day", "since"), ("m", "cap")))),
        Portion(
            **common,
            of=chance.choice(("m", "n", "d")),
            portion=chance.choice((Fraction(3, 10), Fraction(1, 8), Fraction(2))),
            at_least=chance.choice((None, "0.30")),
            at_most=chance.choice((None, FactRef("cap"))),
        ),
        LookUp(
            **common,
            gives="whole",
            hit=chance.choice(("unique", "first")),
            rows=tuple(Entry(when(), number) for number in range(chance.randint(1, 3))),
        ),
        FirstKnown(**common, of=("since", "day")),
        Bands(
            **common, of=chance.choice(("n", "d", "m")), vocabulary="v", bands=(Band("high", from_=10), Band("low", above="0.5"))
        ),
    )


def facts_at(chance: random.Random) -> Facts:
    holes = chance.choice((0, 0, 0.2))
    facts = {name: chance.choice(pool) for name, pool in FACTS.items() if chance.random() >= holes}
    if chance.random() >= holes:
        facts["rows"] = tuple(record(chance, holes / 6) for _ in range(chance.choice((0, 1, 2, 3, 5))))
    return facts


def record(chance: random.Random, holes: float) -> Facts:
    whole = {
        "x": chance.choice((Decimal("0.5"), Decimal(1), 2, 7)),
        "m": chance.choice(FACTS["m"]),
        "t": chance.choice(TERMS),
        "many": chance.choice(((), ("low",), ("low", "high"))),
        "b": chance.choice((True, False)),
        "begun": chance.choice(DAYS),
        "ended": chance.choice((None, *DAYS)),
        "year": chance.choice((2022, 2023, 2024)),
        "key": chance.choice(("a", "b", "c")),
    }
    return {name: value for name, value in whole.items() if value is not None and chance.random() >= holes}


# ── the plain reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def size(value: Any) -> Any:
    """A number as a fraction; days and words as they are."""
    if isinstance(value, Money):
        return Fraction(value.amount)
    if isinstance(value, str):
        head = value.split(" ")[0]
        return Fraction(head) if head.replace(".", "").isdigit() else value
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool) else value


SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda a, b: a >= b,
    "first": lambda a, b: a >= b,
    "at_most": lambda a, b: a <= b,
    "last": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "after": lambda a, b: a > b,
    "below": lambda a, b: a < b,
    "before": lambda a, b: a < b,
    "equals": lambda a, b: a == b,
}


def holds(demand: Any, value: Any, facts: Facts) -> str:
    """``yes``, ``no`` or ``maybe``."""
    if value is None or value == ():
        return "maybe"
    answers = []
    if demand.one_of:
        mine = value if isinstance(value, tuple) else (value,)
        answers.append("yes" if [term for term in mine if term in demand.one_of] else "no")
    if demand.is_ is not None:
        answers.append("yes" if value == demand.is_ else "no")
    for name, sign in SIGNS.items():
        limit = getattr(demand, name)
        if limit is not None:
            if isinstance(limit, FactRef):
                limit = facts.get(limit.fact)
            answers.append("maybe" if limit is None else "yes" if sign(size(value), size(limit)) else "no")
    if demand.within is not None:
        until = facts.get(demand.until)
        inside = until is not None and value <= until <= last_day(value, demand.within).last
        answers.append("maybe" if until is None else "yes" if inside else "no")
    return "no" if "no" in answers else "maybe" if "maybe" in answers else "yes"


def every(answers: list[str]) -> str:
    return "no" if "no" in answers else "maybe" if "maybe" in answers else "yes"


def picked(rows: Any, where: Any, facts: Facts) -> list[Record] | None:
    if rows is None:
        return None
    found = []
    for row in rows:
        answer = every([holds(each, row.get(each.field), facts) for each in where])
        if answer == "maybe":
            return None
        if answer == "yes":
            found.append(row)
    return found


def whole_year(value: Any) -> Any:
    return value.year if isinstance(value, date) else value


def one_voice(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    return known[0] if known and len(known) == len(values) and all(value == known[0] for value in known) else None


def naive(item: Any, facts: Facts) -> Any:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one paragraph for each operation, as the page has it
    """What the operation gives, read plainly."""
    rows = picked(facts.get("rows"), item.where, facts) if hasattr(item, "where") else None
    match item.op:
        case "count":
            return None if rows is None else len(rows)
        case "share":
            whole = picked(facts.get("rows"), item.among, facts)
            part = None if whole is None else picked(whole, item.where, facts)
            return None if not whole or part is None else Fraction(len(part), len(whole))
        case "sum":
            if rows is None or [row for row in rows if item.field not in row]:
                return None
            total = sum((size(row[item.field]) for row in rows), Fraction(0))
            return (total, item.currency) if item.currency else total
        case "running":
            day = facts.get(item.on)
            if rows is None or day is None or [row for row in rows if item.began not in row]:
                return None
            return len([row for row in rows if row[item.began] <= day and (item.ended not in row or day <= row[item.ended])])
        case "first" | "last":
            if rows is None or [row for row in rows if item.by not in row]:
                return None
            steps = sorted({row[item.by] for row in rows})
            steps = steps if item.op == "first" else steps[::-1]
            return one_voice([row.get(item.field) for row in rows if len(steps) > item.skip and row[item.by] == steps[item.skip]])
        case "by-year":
            year = whole_year(facts.get(item.year.fact) if isinstance(item.year, FactRef) else item.year)
            if rows is None or year is None or [row for row in rows if item.by not in row]:
                return None
            return one_voice([row.get(item.field) for row in rows if whole_year(row[item.by]) == year - item.before])
        case "rank":
            me = facts.get(item.who)
            if rows is None or me is None or [row for row in rows if item.by not in row or item.key not in row]:
                return None
            mine = [size(row[item.by]) for row in rows if row[item.key] == me]
            sizes = sorted((size(row[item.by]) for row in rows), reverse=item.best == "highest")
            return sizes.index(mine[0]) + 1 if len(mine) == 1 else None
        case "weighted":
            total = Fraction(0)
            for part in (*item.parts, None):
                cap = item.at_most if part is None else part.at_most
                cap = facts.get(cap.fact, "nothing") if isinstance(cap, FactRef) else cap
                if cap == "nothing" or (part is not None and facts.get(part.fact) is None):
                    return None
                if part is not None:
                    points = Fraction(part.weight) * Fraction(facts[part.fact])
                    total += points if cap is None or points < Fraction(cap) else Fraction(cap)
                elif cap is not None and total > Fraction(cap):
                    total = Fraction(cap)
            return total
        case "least" | "greatest":
            found = [facts.get(name) for name in item.of]
            if None in found:
                return None
            ordered = sorted(found, key=size)
            return size(ordered[0] if item.op == "least" else ordered[-1])
        case "portion":
            of, cap = facts.get(item.of), facts.get("cap") if item.at_most is not None else None
            if of is None or (item.at_most is not None and cap is None):
                return None
            part = size(of) * item.portion
            part = part if item.at_least is None else max(part, Fraction(item.at_least))
            return part if cap is None else min(part, size(cap))
        case "look-up":
            answers = [every([holds(each, facts.get(each.fact), facts) for each in row.when]) for row in item.rows]
            left = [(answer, row) for answer, row in zip(answers, item.rows, strict=True) if answer != "no"]
            settled = left and left[0][0] == "yes" and (item.hit == "first" or len(left) == 1)
            return left[0][1].then if settled else None
        case "first-known":
            return next((facts[name] for name in item.of if name in facts), None)
        case "bands":
            of = facts.get(item.of)
            return None if of is None else "high" if size(of) >= 10 else "low" if size(of) > Fraction(1, 2) else None
    raise LookupError(item.op)


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, tuple):
        return isinstance(found, Money) and (Fraction(found.amount), found.currency) == expected
    return bool(size(found) == size(expected)) and (found is None) == (expected is None)


SEEN: Counter[str] = Counter()


def compare(chance: random.Random, rounds: int) -> None:
    SEEN.clear()
    for _ in range(rounds):
        asked = items(chance)
        for facts in (facts_at(chance), facts_at(chance), facts_at(chance)):
            for item in asked:
                found, expected = item.value(facts), naive(item, facts)
                assert same(found, expected), (item, facts, found, expected)
                SEEN[f"{item.op} {'unknown' if found is None else 'known'}"] += 1


def test_every_operation_gives_what_its_words_say_on_random_records(chance: random.Random) -> None:
    compare(chance, 500)
    assert sum(SEEN.values()) >= 24_000
    for operation in CORE_OPERATIONS:
        assert min(SEEN[f"{operation.op} known"], SEEN[f"{operation.op} unknown"]) >= 5, (operation.op, SEEN)


@pytest.mark.parametrize(
    ("owner", "name", "broken"),
    [
        (records, "filtered", lambda rows, where, facts: None if rows is None else list(rows)),
        (records, "agreed", lambda values: values[0] if values else None),
        (records, "year_of", lambda value: value if isinstance(value, int) else 2024 if value else None),
        (amounts, "capped", lambda size, most: size),
        (amounts, "row_hit", lambda hit, found: 0),
    ],
    ids=["conditions", "records that differ", "years", "caps", "rows"],
)
def test_control_an_operation_that_reads_carelessly_is_found_out(
    owner: Any, name: str, broken: Any, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(AssertionError):
        compare(chance, 200)


@pytest.mark.parametrize("operation", CORE_OPERATIONS, ids=lambda operation: operation.op)
def test_control_an_operation_that_takes_the_unknown_for_something_is_found_out(
    operation: type[Derived], chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = operation.value
    monkeypatch.setattr(operation, "value", lambda self, facts: 0 if value(self, facts) is None else value(self, facts))
    with pytest.raises(AssertionError):
        compare(chance, 200)
