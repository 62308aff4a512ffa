"""Rules of every kind at random, and facts for them: what every form of a rule is tried on."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs
from hypothesis import strategies as st

from tic_core.model.cite import Cite
from tic_core.model.dates import Calendar, Period
from tic_core.model.facts import Facts, Money
from tic_core.model.rule import Check, Option, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.conditions import Condition
from tic_core.rules.derived import (
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
    Where,
)
from tic_core.rules.kinds import (
    CORE_KINDS,
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Comparison,
    CountedBy,
    Discretion,
    ExceptionTo,
    Exempt,
    FactRef,
    InBands,
    Not,
    OneOf,
    Present,
    Row,
    Share,
    Table,
    Unique,
    Within,
)
from tic_core.text import Text

NAME = Text("名", "name")
QUESTIONS = ("Q1", "Q2")
DAYS = [date(2024, 1, 31) + timedelta(days=offset) for offset in (0, 1, 28, 29, 30, 31, 60, 90, 365, 366, 396, 1095, 1096)]
DAYS += [date(2024, 9, 27), date(2024, 9, 30), date(2024, 10, 8), date(2024, 10, 11), date(2024, 10, 12), date(2024, 10, 14)]
CALENDAR = Calendar(  # a week off, and two weekend days worked for it
    "holidays",
    {2024: "notice"},
    frozenset(date(2024, 10, day) for day in range(1, 8)),
    frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
)
WHOLES = (0, 1, 2, 3, 5, 6, 59, 60, 61)
DECIMALS = ("0", "0.5", "1.25", "59.5", "60", "60.0", "89.999", "90", "100")
TERMS, CODES = ("low", "mid", "high"), ("3511", "3512", "a")
AMOUNTS = ("0.00", "0.01", "99.99", "100", "100.00", "300.00")
PERIODS = (
    Period(days=30),
    Period(days=1),
    Period(months=1),
    Period(months=6),
    Period(years=1),
    Period(years=3),
    Period(working_days=5),
)

# What may stand in each fact: a value or nothing.
POOLS: Mapping[str, tuple[Any, ...]] = {
    **{f"whole{n}": WHOLES for n in (1, 2, 3)},
    **{f"decimal{n}": tuple(map(Decimal, DECIMALS)) for n in (1, 2)},
    **{f"money{n}": tuple(Money(Decimal(amount), "CNY") for amount in AMOUNTS) for n in (1, 2)},
    **{f"day{n}": tuple(DAYS) for n in (1, 2, 3)},
    **{f"term{n}": TERMS for n in (1, 2)},
    "terms": ((), ("low",), ("low", "high"), TERMS),
    **{f"code{n}": CODES for n in (1, 2)},
    "yes": (True, False),
    "text": ("words",),
    "ratio": (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)),
    "length": (-1, 0, 1, 5, 30),
    "year": (2023, 2024, 2025),
    "centre.id": ("c-1",),
    **{f"confirmed.{name}": (True, False) for name in QUESTIONS},
    "held.class": (
        {},
        *({key: holder} for key in ("3511", "3511|a", "3511|#2", "3511|a|#2") for holder in ("c-1", "c-2")),
        {"3511": "c-2", "3511|#2": "c-2"},
        {"3511": "c-2", "3511|#2": "c-3", "3511|#3": "c-4"},
    ),
}

DERIVED: tuple[Derived, ...] = (
    Count(id="count", name=NAME, of="rows"),
    Count(id="highs", name=NAME, of="rows", where=(Where("ties", ("high",)), Where("term", ("low", "mid")))),
    Sum(id="sum", name=NAME, of="rows", field="part"),
    FirstKnown(id="either", name=NAME, of=("day1", "day2")),
    Bands(
        id="band",
        name=NAME,
        of="decimal1",
        vocabulary="v",
        bands=(Band("high", from_="90"), Band("mid", above="59.5"), Band("low", from_=1)),
    ),
    Bands(id="band2", name=NAME, of="sum", vocabulary="v", bands=(Band("high", above=60), Band("low", from_="0.5"))),
    ShareOf(id="share", name=NAME, of="rows", where=(Where("part", at_least=60),), among=(Where("on", is_=True),)),
    Running(id="running", name=NAME, of="rows", began="begun", ended="ended", on="day3"),
    First(id="first", name=NAME, of="rows", by="year", field="begun", skip=1),
    Last(id="last", name=NAME, of="rows", by="begun", field="part"),
    ByYear(id="that-year", name=NAME, of="rows", by="year", year=FactRef("year"), before=1, field="term"),
    Rank(id="rank", name=NAME, of="rows", by="part", key="code", who="code1"),
    Weighted(
        id="points",
        name=NAME,
        parts=(
            Part("whole1", Decimal("0.5"), Decimal(20)),
            Part("yes", Decimal(5)),
            Part("decimal1", Decimal(1), FactRef("decimal2")),
        ),
        at_most=Decimal(60),
    ),
    Least(id="earlier", name=NAME, of=("day1", "day2")),
    Greatest(id="most", name=NAME, of=("whole1", "decimal2")),
    Portion(id="portion", name=NAME, of="money1", portion=Fraction(3, 10), at_least="1.00 CNY", at_most=FactRef("money2")),
    LookUp(
        id="looked",
        name=NAME,
        gives="term",
        vocabulary="v",
        hit="first",
        rows=(
            Entry((Condition("term1", ("high",)), Condition("whole1", at_least=3)), "high"),
            Entry((Condition("whole2", below=FactRef("whole3")),), "mid"),
            Entry((Condition("yes", is_=True),), "low"),
        ),
    ),
)
WHOLE_NAMES = ("whole1", "whole2", "whole3", "count", "highs", "running", "rank")
NUMBER_NAMES = ("decimal1", "decimal2", "sum", "share", "ratio", "last", "points", "most", *WHOLE_NAMES)
MONEY_NAMES = ("money1", "money2", "portion")
DAY_NAMES = ("day1", "day2", "day3", "either", "first", "earlier")
TERM_NAMES = ("term1", "term2", "band", "band2", "that-year", "looked")

some = st.sampled_from


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    """Bounds by the facts' types, as the checker of documents lets them pass."""
    family = draw(some(("whole", "number", "money", "day", "code")))
    names: Mapping[str, tuple[str, ...]] = {
        "whole": WHOLE_NAMES,
        "number": NUMBER_NAMES,
        "money": MONEY_NAMES,
        "day": DAY_NAMES,
        "code": ("code1", "code2", "term1"),
    }
    literals = {
        "whole": some(WHOLES),
        "number": some(WHOLES) | some(DECIMALS) | some(("1/3", "1/2")),
        "money": some(AMOUNTS).map(lambda amount: f"{amount} CNY"),
        "day": some(DAYS),
        "code": some((*CODES, *TERMS)),
    }
    low, high = (("first", "after"), ("last", "before")) if family == "day" else (("at_least", "above"), ("at_most", "below"))
    bounds = (
        ("equals",)
        if family == "code"
        else draw(some([*((name,) for name in (*low, *high, "equals")), *((a, b) for a in low for b in high)]))
    )
    limits = literals[family] | some(names[family]).map(FactRef)
    return {"fact": draw(some(names[family])), **{bound: draw(limits) for bound in bounds}}


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    numbers = draw(some((WHOLE_NAMES, NUMBER_NAMES, MONEY_NAMES)))
    limits = sorted(draw(st.tuples(*[some([Fraction(n, d) for d in (1, 2, 3, 4, 7) for n in range(d + 1)])] * 2)))
    low, high = draw(some(((True, False), (False, True), (True, True))))
    named = some((False, False, True))
    return {
        "part": draw(some(numbers)),
        "whole": draw(some(numbers)),
        "at_least": (FactRef("share") if draw(named) else limits[0]) if low else None,
        "at_most": (FactRef("ratio") if draw(named) else limits[1]) if high else None,
    }


@st.composite
def periods_between(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {
        "start": tuple(draw(st.lists(some(DAY_NAMES), min_size=1, max_size=3, unique=True))),
        "end": draw(some(DAY_NAMES)),
    }
    for side in draw(some((("within",), ("past",), ("within", "past")))):
        if draw(some((False, False, True))):
            found[f"{side}_by"] = CountedBy("length", draw(some(("days", "months", "working_days"))))
        else:
            found[side] = draw(some(PERIODS))
    return found


def listings() -> st.SearchStrategy[dict[str, Any]]:
    pools: Mapping[tuple[str, ...], tuple[Any, ...]] = {
        TERM_NAMES: TERMS,
        ("terms",): TERMS,
        ("code1", "code2"): CODES,
        ("yes",): (True, False),
        WHOLE_NAMES: WHOLES,
    }
    return st.one_of(
        st.fixed_dictionaries(
            {
                "fact": some(names),
                "values": st.lists(some(pool), min_size=1, unique=True).map(tuple),
                "many": some(("any", "all")) if names == ("terms",) else st.just(""),
            }
        )
        for names, pool in pools.items()
    )


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """What a row of a table can demand of a fact: words, a yes-no, bounds, or a day not too long ago."""
    sort = draw(some(("words", "yes", "bound", "bounds", "recent")))
    if sort == "words":
        names, pool = draw(some((((*TERM_NAMES, "terms"), TERMS), (("code1", "code2"), CODES), (WHOLE_NAMES, WHOLES))))
        return Condition(draw(some(names)), tuple(draw(st.lists(some(pool), min_size=1, max_size=2, unique=True))))
    if sort == "yes":
        return Condition("yes", is_=draw(st.booleans()))
    if sort == "recent":
        return Condition(draw(some(DAY_NAMES)), within=draw(some(PERIODS[:-1])), until=draw(some(DAY_NAMES)))
    found = draw(comparisons())
    fact, bounds = found.pop("fact"), list(found.items())
    return Condition(fact, **dict(bounds if sort == "bounds" else bounds[:1]))


def tables() -> st.SearchStrategy[dict[str, Any]]:
    rows = st.builds(Row, st.lists(conditions(), max_size=3).map(tuple), some(("met", "not-met", "not-applicable")))
    return st.fixed_dictionaries({"rows": st.lists(rows, min_size=1, max_size=4).map(tuple), "hit": some(("unique", "first"))})


@st.composite
def in_bands(draw: st.DrawFn) -> dict[str, Any]:
    bands = draw(
        some(
            (
                (Band("high", from_=60), Band("mid", above="0.5"), Band("low", from_=0)),
                (Band("high", above=3), Band("low", above=0)),
            )
        )
    )
    terms = [band.term for band in bands]
    values = draw(st.lists(some(terms), min_size=1, unique=True))
    return {"fact": draw(some((*NUMBER_NAMES, *MONEY_NAMES))), "vocabulary": "v", "bands": bands, "values": tuple(values)}


@attrs.frozen(kw_only=True)
class InCode(Rule):
    """A rule in a plugin's code. It looks at a fact that it does not declare, which it must never get to see."""

    kind: ClassVar[str] = "in-code"
    opaque: ClassVar[bool] = True
    fact: str

    def reads(self) -> tuple[Any, ...]:
        return (self.fact, "day1")

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        if facts.get("whole3") is not None and "whole3" not in self.reads():
            return Check(Verdict.DISCRETION, {})
        if facts.get(self.fact) is None or facts.get("day1") is None:
            return Check(Verdict.UNKNOWN, {})
        return Check(Verdict.MET if facts["day1"].day % 2 == facts[self.fact] % 2 else Verdict.NOT_MET, {})


KINDS = (InCode, *CORE_KINDS)
MADE_OF_OTHERS = (All, Any_, AtLeast, Not, ExceptionTo)
ALONE = tuple(kind for kind in KINDS if kind not in MADE_OF_OTHERS)


@st.composite
def rulebooks(draw: st.DrawFn, last: Any = None) -> dict[str, Rule]:
    """Rules of every kind; those made of others, or gated by another, come after it. ``last`` is the kind of the last of them."""
    rules: dict[str, Rule] = {}
    count = draw(st.integers(3, 10))
    for index in range(count):
        name, earlier = f"r{index}", tuple(rules)
        assumed = draw(some(((), (), ("Q1",), QUESTIONS)))
        common = {
            "id": name,
            "name": NAME,
            "assumed": assumed,
            "when": draw(some(("", "", "", *earlier))),
            "unconfirmed": draw(some(("not-met", "unknown"))),
        }
        kind = last if last in KINDS and index == count - 1 else draw(some(KINDS if earlier else ALONE))
        rules[name] = kind(**common, **draw(OWN[kind](earlier)))
    return rules


PRESENT = (*POOLS, "rows", "count", "sum", "band")


def others(earlier: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(some(earlier), min_size=1, max_size=4).map(tuple)


KEYS = some((("code1",), ("code1", "code2"), ("code1", "term1")))
OWN: Mapping[type[Rule], Callable[[tuple[str, ...]], st.SearchStrategy[dict[str, Any]]]] = {
    InCode: lambda _: st.fixed_dictionaries({"fact": some(WHOLE_NAMES)}),
    Comparison: lambda _: comparisons(),
    Share: lambda _: shares(),
    Within: lambda _: periods_between(),
    OneOf: lambda _: listings(),
    Present: lambda _: st.fixed_dictionaries({"facts": st.lists(some(PRESENT), min_size=1, max_size=3, unique=True).map(tuple)}),
    InBands: lambda _: in_bands(),
    Table: lambda _: tables(),
    Unique: lambda _: st.fixed_dictionaries({"reservation": st.just("class"), "key": KEYS}),
    AtMostPerKey: lambda _: st.fixed_dictionaries({"reservation": st.just("class"), "key": KEYS, "most": some((1, 2, 3))}),
    All: lambda earlier: st.fixed_dictionaries({"of": others(earlier)}),
    Any_: lambda earlier: st.fixed_dictionaries({"of": others(earlier)}),
    AtLeast: lambda earlier: st.fixed_dictionaries({"of": others(earlier), "n": some((1, 2, 3))}),
    ExceptionTo: lambda earlier: st.fixed_dictionaries(
        {
            "rule": some(earlier),
            "exceptions": st.lists(
                st.builds(Exempt, some(earlier), st.just(Cite(9)), some(("", *earlier))), min_size=1, max_size=3
            ).map(tuple),
        }
    ),
    Not: lambda earlier: st.fixed_dictionaries({"rule": some(earlier)}),
    Discretion: lambda _: st.just({"question": NAME, "choices": (Option("yes", NAME),)}),
}


def facts_at(chance: random.Random) -> dict[str, Any]:
    """Facts at random; in half of the cases nothing is missing, so that both bodies of the compiled form are run."""
    holes = chance.choice((0, 0, 0.1, 0.4))
    facts = {name: None if chance.random() < holes else chance.choice(pool) for name, pool in POOLS.items()}
    if chance.random() >= holes:
        facts["rows"] = tuple(row(chance, holes) for _ in range(chance.choice((0, 1, 2, 3, 6))))
    return {name: value for name, value in facts.items() if value is not None}


def row(chance: random.Random, holes: float) -> dict[str, Any]:
    whole = {
        "part": Decimal(chance.choice(DECIMALS)),
        "term": chance.choice(TERMS),
        "ties": chance.choice(POOLS["terms"]),
        "on": chance.choice((True, False)),
        "year": chance.choice(POOLS["year"]),
        "begun": chance.choice(DAYS),
        "ended": chance.choice((None, *DAYS)),
        "code": chance.choice(CODES),
    }
    return {name: value for name, value in whole.items() if value is not None and chance.random() >= holes / 4}


def every_kind() -> dict[str, Rule]:
    """A rulebook in which each kind can find everything that it can find at all."""
    gate: dict[str, Any] = {"name": NAME, "when": "gate"}
    rules = (
        OneOf(id="gate", name=NAME, fact="yes", values=(True,)),
        OneOf(id="open", name=NAME, fact="term2", values=("low", "mid")),
        Comparison(id="comparison", fact="whole1", at_least=2, below=60, **gate),
        Share(id="share", part="highs", whole="count", at_most=Fraction(1, 3), at_least=Fraction(1, 7), **gate),
        Within(id="within", start=("day1", "day2"), end="day3", within=Period(months=1), **gate),
        OneOf(id="one-of", fact="term1", values=("low",), **gate),
        Present(id="present", facts=("text", "terms"), **gate),
        InBands(
            id="bands", fact="decimal1", vocabulary="v", bands=(Band("a", above=60), Band("b", above=0)), values=("a",), **gate
        ),
        Table(
            id="table",
            hit="unique",
            rows=(Row((Condition("whole1", below=3),), "not-met"), Row((Condition("whole1", at_least=3),), "met")),
            **gate,
        ),
        Unique(id="unique", reservation="class", key=("code1",), **gate),
        AtMostPerKey(id="at most", reservation="class", key=("code1",), most=2, **gate),
        InCode(id="in code", fact="whole3", **gate),
        Discretion(id="discretion", name=NAME, question=NAME, when="open"),
        All(id="all", of=("one-of", "discretion"), **gate),
        Any_(id="any", of=("one-of", "discretion", "comparison"), **gate),
        AtLeast(id="at least", n=2, of=("one-of", "discretion", "comparison"), **gate),
        ExceptionTo(
            id="exception",
            rule="discretion",
            exceptions=(Exempt("one-of", Cite(9), "comparison"), Exempt("table", Cite(8))),
            **gate,
        ),
        Not(id="not", rule="all", **gate),
        Not(id="not not", name=NAME, rule="not", assumed=QUESTIONS, unconfirmed="unknown"),
    )
    return {rule.id: rule for rule in rules}
