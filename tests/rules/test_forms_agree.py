"""The compiled form of every rule finds what the plain reading finds: on random rules, random facts, many times over."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules.rulebooks import CALENDAR, DAYS, DERIVED, MADE_OF_OTHERS, NAME, InCode, every_kind, facts_at, rulebooks

from tic_core.model.dates import Calendar, Period
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import _Writer, compile_rules
from tic_core.rules.derived import (
    Band,
    Bands,
)
from tic_core.rules.kinds import (
    CORE_KINDS,
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Comparison,
    Discretion,
    ExceptionTo,
    InBands,
    Not,
    OneOf,
    Present,
    Share,
    Table,
    Unique,
    Within,
    key_text,
)
from tic_core.rules.reference import derive, evaluate
from tic_core.testing.forms import compiled

SEEN: Counter[str] = Counter()
LEAST = 100_000
FIXES = (("band",), ("band", "band2"), (), ())


def compare(rules: Mapping[str, Rule], seed: int, rounds: int = 80) -> None:
    """Every rule on ``rounds`` random sets of facts, in both forms."""
    chance = random.Random(seed)
    fixes = chance.choice(FIXES)
    rows = [derive(facts_at(chance), DERIVED) for _ in range(rounds)]
    for each in compiled(rules, DERIVED, rows, CALENDAR, fixes):
        assert each.found is each.plain, each
        SEEN[f"{rules[each.rule].kind} {each.plain.word}"] += 1
    SEEN["cross-checks"] += len(rules) * rounds
    made = compile_rules(tuple(rules), rules, {each.id: each for each in DERIVED}, fixes, CALENDAR)
    SEEN.update("complete" if made.vector(facts)[0] else "holes" for facts in rows)


def test_the_compiled_form_finds_what_the_plain_reading_finds_on_a_hundred_thousand_cases() -> None:
    SEEN.clear()

    @settings(max_examples=260)
    @given(rulebooks(), st.integers(0, 2**32))
    def over_and_over(rules: dict[str, Rule], seed: int) -> None:
        compare(rules, seed)

    over_and_over()
    assert SEEN["cross-checks"] >= LEAST


def test_every_kind_finds_everything_that_it_can_find_in_both_forms(chance: random.Random) -> None:
    SEEN.clear()
    compare(every_kind(), chance.getrandbits(32), 2000)
    assert SEEN["cross-checks"] >= 20_000
    assert min(SEEN["complete"], SEEN["holes"]) >= 500
    for kind in CORE_KINDS:
        words = {"unknown", "not-applicable"}
        words |= set() if kind is Discretion else {"met", "not-met"}
        words |= {"discretion"} if kind in (*MADE_OF_OTHERS, Discretion) else set()
        assert {word for word in words if not SEEN[f"{kind.kind} {word}"]} == set(), kind.kind


def breaks(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, broken: Any) -> None:
    """A control: with one form of one kind broken, the cross-check must fail."""
    monkeypatch.setattr(owner, name, broken)
    check = settings(max_examples=400, database=None, phases=(Phase.generate,), print_blob=False)(
        given(rulebooks(owner), st.integers(0, 2**32))(lambda rules, seed: compare(rules, seed, 30))
    )
    with pytest.raises(AssertionError):
        check()


@pytest.mark.parametrize("kind", [kind for kind in CORE_KINDS if kind.branches is not Rule.branches], ids=lambda kind: kind.kind)
def test_control_a_kind_whose_compiled_branches_are_broken_is_found_out(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, kind, "branches", lambda self, slot: (("False", Verdict.NOT_MET),))


@pytest.mark.parametrize("kind", [Comparison, Share, Within, OneOf, InBands, Unique, AtMostPerKey], ids=lambda kind: kind.kind)
def test_control_a_kind_that_takes_the_unknown_for_known_is_found_out(kind: type[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(
        monkeypatch,
        kind,
        "tests",
        lambda self, slot, *, complete=False: ((self.absent(slot), Verdict.NOT_MET), *self.branches(slot)),
    )


@pytest.mark.parametrize(
    ("kind", "expression"),
    [
        (All, "highest({})"),
        (Any_, "min({}, 4)"),
        (AtLeast, "highest({})"),
        (Not, "(3, 1, 2, 3, 4)[{}]"),
        (ExceptionTo, "min({}, 4)"),
    ],
    ids=["all", "any", "at-least-n", "not", "exception-to"],
)
def test_control_a_broken_combination_is_found_out(kind: type[Rule], expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, slot: Any, peer: Any, *, complete: bool = False) -> str:
        return expression.format(", ".join(peer(name) for name in self.parts()))

    breaks(monkeypatch, kind, "expression", broken)


def test_control_a_table_whose_first_row_is_always_taken_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(
        monkeypatch,
        Table,
        "expression",
        lambda self, slot, peer, *, complete=False: str({"met": 3, "not-met": 0}.get(self.rows[0].then, 4)),
    )


def test_control_working_days_counted_without_the_calendar_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Within(id="r", name=NAME, start=("day1",), end="day2", within=Period(working_days=5))
    facts = {"day1": date(2024, 9, 27), "day2": date(2024, 10, 10)}
    counted = [compile_rules(["r"], {"r": rule}, {}, calendar=calendar) for calendar in (CALENDAR, Calendar("none"))]
    found = [each.verdicts(each.run(each.vector(facts)))["r"] for each in counted]
    assert found == [Verdict.MET, Verdict.NOT_MET]
    assert found == [evaluate(rule, facts, {}, each.calendar).verdict for each in counted]


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
