"""The formula of every rule finds what the plain reading finds: on random rules and random facts, unknowns and dates included."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.rulebooks import CALENDAR, DERIVED, NAME, POOLS, TERMS, InCode, every_kind, facts_at, rulebooks

from tic_core.model.dates import Period, last_day
from tic_core.model.facts import FactKind, Term, Vocabulary
from tic_core.model.rule import Rule
from tic_core.rules import days, derivations, formulas, terms
from tic_core.rules.formulas import Formulas
from tic_core.rules.kinds import CORE_KINDS
from tic_core.rules.reference import derive
from tic_core.rules.rows import Rows
from tic_core.rules.symbols import Symbols
from tic_core.testing.forms import in_formulas

z3 = pytest.importorskip("z3", reason="the solver is an extra: pip install 'tic-core[proofs]'")

WORDS = {"v": Vocabulary("v", NAME, tuple(Term(each, NAME) for each in TERMS))}
FIELDS = (
    FactKind("part", NAME, "decimal", optional=True),
    FactKind("term", NAME, "term", vocabulary="v", optional=True),
    FactKind("ties", NAME, "term", vocabulary="v", many=True, optional=True),
    FactKind("on", NAME, "yes-no", optional=True),
    FactKind("year", NAME, "whole", optional=True),
    FactKind("begun", NAME, "date", optional=True),
    FactKind("ended", NAME, "date", optional=True),
    FactKind("code", NAME, "code", optional=True),
)
TYPES = {
    "whole": "whole",
    "length": "whole",
    "year": "whole",
    "decimal": "decimal",
    "money": "money",
    "ratio": "share",
    "day": "date",
    "term": "term",
    "code": "code",
    "yes": "yes-no",
}
FACTS = {
    **{
        name: FactKind(name, NAME, TYPES.get(name.rstrip("123"), "text"), vocabulary="v")
        for name in POOLS
        if not name.startswith(("confirmed.", "centre."))
    },
    "terms": FactKind("terms", NAME, "term", vocabulary="v", many=True),
    "rows": FactKind("rows", NAME, "list", fields=FIELDS),
}
OPAQUE = {"share", "running", "first", "last", "that-year", "rank"}  # which record comes first, and shares of records
SEEN: Counter[str] = Counter()
LEAST = 10_000


def compare(rules: Mapping[str, Rule], seed: int, rounds: int) -> None:
    """Every rule on ``rounds`` random sets of facts, by the solver and by the plain reading."""
    chance = random.Random(seed)
    symbols = Symbols(FACTS, WORDS, {each.id: each for each in DERIVED})
    bare = [{name: value for name, value in facts_at(chance).items() if value != ()} for _ in range(rounds)]
    opaque: dict[str, str] = {}
    for each in in_formulas(rules, symbols, [derive(facts, DERIVED) for facts in bare], CALENDAR):
        assert each.found is each.plain, (rules[each.rule], each.facts)
        SEEN[f"{rules[each.rule].kind} {each.plain.word}"] += not each.opaque
        SEEN["cross-checks"] += not each.opaque
        opaque |= {each.rule: rules[each.rule].kind} if each.opaque else {}
    SEEN.update(f"opaque {kind}" for kind in opaque.values())
    SEEN.update(f"opaque {name}" for name in symbols.opaque)


def test_the_formula_of_a_rule_finds_what_the_plain_reading_finds_on_ten_thousand_cases() -> None:
    SEEN.clear()

    @settings(max_examples=60, deadline=None)
    @given(rulebooks(), st.integers(0, 2**32))
    def over_and_over(rules: dict[str, Rule], seed: int) -> None:
        compare(rules, seed, 60)

    over_and_over()
    assert SEEN["cross-checks"] >= LEAST


def test_every_kind_finds_everything_that_it_can_find_as_a_formula(chance: random.Random) -> None:
    SEEN.clear()
    compare(every_kind(), chance.getrandbits(32), 400)
    for kind in CORE_KINDS:
        assert any(SEEN[f"{kind.kind} {word}"] for word in ("met", "not-applicable", "discretion")), kind.kind
    assert SEEN["opaque in-code"]


def test_what_has_no_formula_is_counted_and_named() -> None:
    rules: dict[str, Rule] = {"r": InCode(id="r", name=NAME, fact="whole1")}
    found = Formulas(rules, Symbols(FACTS, WORDS, {each.id: each for each in DERIVED}))
    found.verdict("r")
    for each in DERIVED:
        assert found.symbols[each.id]
    assert found.opaque == {"r": "in-code"}
    assert set(found.symbols.opaque) == OPAQUE


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "period",
    [Period(days=30), Period(months=1), Period(months=6), Period(years=1), Period(years=3), Period(working_days=5)],
    ids=lambda period: period.text.en,
)
def test_the_last_day_of_a_period_is_the_calendars_from_any_day(period: Period, chance: random.Random) -> None:
    anchors = [date(2024, 1, 31), date(2024, 2, 29), date(2023, 12, 31), date(2024, 9, 28), date(9999, 12, 1), date(1, 1, 1)]
    anchors += [date(1900, 1, 1) + timedelta(days=chance.randrange(80_000)) for _ in range(60)]
    anchors += [date(2024, 9, 1) + timedelta(days=offset) for offset in range(60)]
    day, solver = z3.Int("day"), z3.Solver()
    last, beside = days.last_day_of(day, period, "p", CALENDAR)
    solver.add(*beside)
    for anchor in anchors:
        solver.push()
        solver.add(day == anchor.toordinal(), *(days.apart(anchor, "p") if beside else ()))
        assert solver.check() == z3.sat
        assert solver.model().eval(last).as_long() == last_day(anchor, period, CALENDAR).last.toordinal(), anchor
        solver.pop()


# ── controls: one form of one kind broken ────────────────────────────────────────────────────────────────────────────────────


def finds(broken: Callable[[], None]) -> None:
    """With something broken the comparison must fail."""
    broken()
    with pytest.raises(AssertionError):
        compare(every_kind(), 1, 400)


@pytest.mark.parametrize("kind", [kind for kind in CORE_KINDS if kind.kind != "discretion"], ids=lambda kind: kind.kind)
def test_control_a_kind_whose_formula_is_broken_is_found_out(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    right = formulas.verdict_of

    def wrong(rule: Rule, made: Formulas) -> Any:
        verdict = right(rule, made)
        return z3.If(verdict == 3, z3.IntVal(0), verdict) if type(rule) is kind and verdict is not None else verdict

    finds(lambda: monkeypatch.setattr(formulas, "verdict_of", wrong))


@pytest.mark.parametrize("where", ["when", "confirmed"])
def test_control_a_rule_read_without_its_when_or_its_confirmation_is_found_out(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded, changed = Formulas._guarded, {"when": {"when": ""}, "confirmed": {"unconfirmed": "not-met"}}[where]
    finds(lambda: monkeypatch.setattr(Formulas, "_guarded", lambda self, rule: guarded(self, attrs.evolve(rule, **changed))))


def test_control_an_operation_that_takes_the_unknown_for_known_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = derivations.followed

    def known(derived: Any, symbols: Symbols) -> Any:
        found = right(derived, symbols)
        return None if found is None else (z3.BoolVal(True), found[1])

    finds(lambda: monkeypatch.setattr(derivations, "followed", known))


def test_control_rows_that_cannot_be_told_apart_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows, "count", lambda self, where: (z3.BoolVal(True), self.size()))
    finds(lambda: None)


def test_control_a_bound_that_excludes_its_end_by_mistake_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = terms.in_band
    finds(lambda: monkeypatch.setattr(formulas, "in_band", lambda bands, value: inside(bands, value - 1)))
