"""The compiled form of every rule finds what the plain reading finds: on random rules, random facts, many times over."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tic_core.model.dates import Period
from tic_core.model.facts import Facts, Money
from tic_core.model.rule import Check, Option, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import _Writer, compile_rules
from tic_core.rules.derived import Band, Bands, Count, Derived, FirstKnown, Sum, Where
from tic_core.rules.kinds import (
    CORE_KINDS,
    All,
    Any_,
    Comparison,
    Discretion,
    FactRef,
    Not,
    OneOf,
    Present,
    Share,
    Unique,
    Within,
    key_text,
)
from tic_core.rules.reference import derive, evaluate
from tic_core.text import Text

NAME = Text("名", "name")
QUESTIONS = ("Q1", "Q2")
DAYS = [date(2024, 1, 31) + timedelta(days=offset) for offset in (0, 1, 28, 29, 30, 31, 60, 90, 365, 366, 396, 1095, 1096)]
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
    "centre.id": ("c-1",),
    **{f"confirmed.{name}": (True, False) for name in QUESTIONS},
    "held.class": tuple({key: holder} for key in ("3511", "3511|a") for holder in ("c-1", "c-2")),
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
)
WHOLE_NAMES = ("whole1", "whole2", "whole3", "count", "highs")
NUMBER_NAMES = ("decimal1", "decimal2", "sum", *WHOLE_NAMES)
DAY_NAMES = ("day1", "day2", "day3", "either")
TERM_NAMES = ("term1", "term2", "band", "band2")

some = st.sampled_from


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    """Bounds by the facts' types, as the checker of documents lets them pass."""
    family = draw(some(("whole", "number", "money", "day", "code")))
    names: Mapping[str, tuple[str, ...]] = {
        "whole": WHOLE_NAMES,
        "number": NUMBER_NAMES,
        "money": ("money1", "money2"),
        "day": DAY_NAMES,
        "code": ("code1", "code2", "term1"),
    }
    literals = {
        "whole": some(WHOLES),
        "number": some(WHOLES) | some(DECIMALS),
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
    numbers = draw(some((WHOLE_NAMES, NUMBER_NAMES, ("money1", "money2"))))
    limits = sorted(draw(st.tuples(*[some([Fraction(n, d) for d in (1, 2, 3, 4, 7) for n in range(d + 1)])] * 2)))
    low, high = draw(some(((True, False), (False, True), (True, True))))
    return {
        "part": draw(some(numbers)),
        "whole": draw(some(numbers)),
        "at_least": limits[0] if low else None,
        "at_most": limits[1] if high else None,
    }


@st.composite
def periods_between(draw: st.DrawFn) -> dict[str, Any]:
    within, past = draw(some(((True, False), (False, True), (True, True))))
    return {
        "start": tuple(draw(st.lists(some(DAY_NAMES), min_size=1, max_size=3, unique=True))),
        "end": draw(some(DAY_NAMES)),
        "within": draw(some(PERIODS)) if within else None,
        "past": draw(some(PERIODS)) if past else None,
    }


def listings() -> st.SearchStrategy[dict[str, Any]]:
    pools: Mapping[tuple[str, ...], tuple[Any, ...]] = {
        (*TERM_NAMES, "terms"): TERMS,
        ("code1", "code2"): CODES,
        ("yes",): (True, False),
        WHOLE_NAMES: WHOLES,
    }
    return st.one_of(
        st.fixed_dictionaries({"fact": some(names), "values": st.lists(some(pool), min_size=1, unique=True).map(tuple)})
        for names, pool in pools.items()
    )


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


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, Rule]:
    """Rules of every kind; those made of others, or gated by another, come after it."""
    rules: dict[str, Rule] = {}
    for index in range(draw(st.integers(1, 9))):
        name, earlier = f"r{index}", tuple(rules)
        assumed = draw(some(((), (), ("Q1",), QUESTIONS)))
        common = {
            "id": name,
            "name": NAME,
            "assumed": assumed,
            "when": draw(some(("", "", "", *earlier))),
            "unconfirmed": draw(some(("not-met", "unknown"))),
        }
        kind = draw(some(KINDS if earlier else KINDS[:7]))
        rules[name] = kind(**common, **draw(OWN[kind](earlier)))
    return rules


PRESENT = (*POOLS, "rows", "count", "sum", "band")
OWN: Mapping[type[Rule], Callable[[tuple[str, ...]], st.SearchStrategy[dict[str, Any]]]] = {
    InCode: lambda _: st.fixed_dictionaries({"fact": some(WHOLE_NAMES)}),
    Comparison: lambda _: comparisons(),
    Share: lambda _: shares(),
    Within: lambda _: periods_between(),
    OneOf: lambda _: listings(),
    Present: lambda _: st.fixed_dictionaries({"facts": st.lists(some(PRESENT), min_size=1, max_size=3, unique=True).map(tuple)}),
    Unique: lambda _: st.fixed_dictionaries(
        {"reservation": st.just("class"), "key": some((("code1",), ("code1", "code2"), ("code1", "term1")))}
    ),
    All: lambda earlier: st.fixed_dictionaries({"of": st.lists(some(earlier), min_size=1, max_size=4).map(tuple)}),
    Any_: lambda earlier: st.fixed_dictionaries({"of": st.lists(some(earlier), min_size=1, max_size=4).map(tuple)}),
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
    whole = {"part": Decimal(chance.choice(DECIMALS)), "term": chance.choice(TERMS), "ties": chance.choice(POOLS["terms"])}
    return {name: value for name, value in whole.items() if chance.random() >= holes / 4}


SEEN: Counter[str] = Counter()
FIXES = (("band",), ("band", "band2"), (), ())


def compare(rules: Mapping[str, Rule], seed: int, rounds: int = 80) -> None:
    """Every rule on ``rounds`` random sets of facts, in both forms."""
    chance = random.Random(seed)
    fixes = chance.choice(FIXES)
    compiled = compile_rules(tuple(rules), rules, {each.id: each for each in DERIVED}, fixes)
    for _ in range(rounds):
        facts = derive(facts_at(chance), DERIVED)
        vector = compiled.vector(facts)
        key = compiled.run(vector)
        quick = compiled.verdicts(key)
        plain = {name: evaluate(rule, facts, rules).verdict for name, rule in rules.items()}
        assert quick == plain, (facts, compiled.source)
        assert not fixes or key[1:] == tuple(facts[name] for name in fixes)
        SEEN.update(f"{rules[name].kind} {verdict.word}" for name, verdict in plain.items())
        SEEN["cross-checks"] += len(rules)
        SEEN["complete" if vector[0] else "holes"] += 1


@settings(max_examples=200)
@given(rulebooks(), st.integers(0, 2**32))
def test_the_compiled_form_finds_what_the_plain_reading_finds(rules: dict[str, Rule], seed: int) -> None:
    compare(rules, seed)


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
        Unique(id="unique", reservation="class", key=("code1",), **gate),
        InCode(id="in code", fact="whole3", **gate),
        Discretion(id="discretion", name=NAME, question=NAME, when="open"),
        All(id="all", of=("one-of", "discretion"), **gate),
        Any_(id="any", of=("one-of", "discretion", "comparison"), **gate),
        Not(id="not", rule="all", **gate),
        Not(id="not not", name=NAME, rule="not", assumed=QUESTIONS, unconfirmed="unknown"),
    )
    return {rule.id: rule for rule in rules}


def test_every_kind_finds_everything_that_it_can_find_in_both_forms(chance: random.Random) -> None:
    SEEN.clear()
    compare(every_kind(), chance.getrandbits(32), 2000)
    assert SEEN["cross-checks"] >= 20_000
    assert min(SEEN["complete"], SEEN["holes"]) >= 500
    for kind in CORE_KINDS:
        words = {"unknown", "not-applicable"}
        words |= set() if kind is Discretion else {"met", "not-met"}
        words |= {"discretion"} if kind in (All, Any_, Not, Discretion) else set()
        assert {word for word in words if not SEEN[f"{kind.kind} {word}"]} == set(), kind.kind


def breaks(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, broken: Any) -> None:
    """A control: with one form of one kind broken, the cross-check must fail."""
    monkeypatch.setattr(owner, name, broken)
    check = settings(max_examples=400, database=None, phases=(Phase.generate,), print_blob=False)(
        given(rulebooks(), st.integers(0, 2**32))(lambda rules, seed: compare(rules, seed, 30))
    )
    with pytest.raises(AssertionError):
        check()


@pytest.mark.parametrize("kind", [kind for kind in CORE_KINDS if kind.branches is not Rule.branches], ids=lambda kind: kind.kind)
def test_control_a_kind_whose_compiled_branches_are_broken_is_found_out(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, kind, "branches", lambda self, slot: (("False", Verdict.NOT_MET),))


@pytest.mark.parametrize("kind", [Comparison, Share, Within, OneOf, Unique], ids=lambda kind: kind.kind)
def test_control_a_kind_that_takes_the_unknown_for_known_is_found_out(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(
        monkeypatch,
        kind,
        "tests",
        lambda self, slot, *, complete=False: ((self.absent(slot), Verdict.NOT_MET), *self.branches(slot)),
    )


@pytest.mark.parametrize(
    ("kind", "expression"),
    [(All, "highest({})"), (Any_, "min({}, 4)"), (Not, "(3, 1, 2, 3, 4)[{}]")],
    ids=["all", "any", "not"],
)
def test_control_a_broken_combination_is_found_out(kind: type[Rule], expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, slot: Any, peer: Any, *, complete: bool = False) -> str:
        return expression.format(", ".join(peer(name) for name in self.parts()))

    breaks(monkeypatch, kind, "expression", broken)


def test_control_a_when_that_is_not_asked_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = _Writer.guarded
    breaks(monkeypatch, _Writer, "guarded", lambda self, rule: guarded(self, attrs.evolve(rule, when="")))


def test_control_a_reading_taken_for_confirmed_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = _Writer.guarded
    breaks(monkeypatch, _Writer, "guarded", lambda self, rule: guarded(self, attrs.evolve(rule, unconfirmed="not-met")))


def test_control_a_rule_in_code_that_sees_more_than_it_declares_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InCode, "opaque", False)
    facts = {"whole1": 1, "day1": DAYS[0], "whole3": 1}
    assert evaluate(InCode(id="r", name=NAME, fact="whole1"), facts, {}).verdict is Verdict.DISCRETION
    monkeypatch.undo()
    assert evaluate(InCode(id="r", name=NAME, fact="whole1"), facts, {}).verdict is Verdict.MET


def test_control_bands_whose_ends_are_mistaken_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    inline = Bands.inline
    breaks(monkeypatch, Bands, "inline", lambda self, slot: inline(self, slot).replace(">=", ">"))


def test_a_share_of_long_amounts_is_not_rounded_whatever_the_callers_decimal_context() -> None:
    rule = Share(id="r", name=NAME, part="part", whole="whole", at_most=Fraction(1, 3))
    compiled = compile_rules(["r"], {"r": rule}, {})
    whole = Decimal("9" * 30 + "." + "9" * 12)
    for digits in (3, 28, 100):
        with localcontext() as context:
            context.prec = digits
            for part, verdict in (
                (Decimal("3" * 30 + "." + "3" * 12), Verdict.MET),
                (Decimal("3" * 30 + "." + "3" * 11 + "4"), Verdict.NOT_MET),
            ):
                facts = {"part": part, "whole": whole}
                assert compiled.verdicts(compiled.run(compiled.vector(facts))) == {"r": verdict}
                assert evaluate(rule, facts, {}).verdict is verdict


def test_a_rule_asked_twice_or_used_by_others_is_judged_once_and_the_same() -> None:
    rules: dict[str, Rule] = {
        "a": Comparison(id="a", name=NAME, fact="whole1", at_least=2),
        "b": Not(id="b", name=NAME, rule="a"),
        "c": Any_(id="c", name=NAME, of=("a", "b")),
    }
    compiled = compile_rules(["a", "c", "a", "b"], rules, {})
    assert compiled.rules == ("a", "c", "b")
    found = compiled.verdicts(compiled.run(compiled.vector({"whole1": 2})))
    assert found == {"a": Verdict.MET, "c": Verdict.MET, "b": Verdict.NOT_MET}


def test_an_act_without_rules_compiles_to_nothing_found() -> None:
    compiled = compile_rules([], {}, {})
    assert compiled.verdicts(compiled.run(compiled.vector({}))) == {}


def test_no_word_of_a_document_becomes_code() -> None:
    word = "'] or __import__('os').abort() or ['"
    rules: dict[str, Rule] = {
        "a": OneOf(id="a", name=NAME, fact="text", values=(word, "b")),
        "b": OneOf(id="b", name=NAME, fact="text", values=(word,)),
        "c": Present(id="c", name=NAME, facts=(word,)),
        "d": Unique(id="d", name=NAME, reservation=word, key=(word, "text")),
    }
    bands = Bands(id="band", name=NAME, of="whole1", vocabulary="v", bands=(Band(word, from_=0),))
    compiled = compile_rules(tuple(rules), rules, {"band": bands}, ("band",))
    key = compiled.run(compiled.vector({"text": word, "whole1": 1}))
    assert compiled.verdicts(key) == {"a": Verdict.MET, "b": Verdict.MET, "c": Verdict.NOT_MET, "d": Verdict.UNKNOWN}
    assert key[1] == word


def test_the_parts_of_a_key_are_kept_apart() -> None:
    assert key_text(("a",)) == "a"
    assert key_text(("a", "b")) == "a|b"
