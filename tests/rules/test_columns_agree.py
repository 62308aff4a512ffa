"""The column form of every rule finds what the plain reading finds: random rules over registers of random facts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules.rulebooks import DERIVED, facts_at, rulebooks

from tic_core.model.facts import Facts
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.rules import columns as form
from tic_core.rules.derived import Bands
from tic_core.rules.kinds import Comparison, FactRef, Share, kinds_by_name
from tic_core.rules.reference import derive
from tic_core.testing.forms import in_columns
from tic_core.text import Text

pl = pytest.importorskip("polars", reason="the column form needs polars: pip install 'tic-core[columns]'")

NAME = Text("名", "name")
SEEN: Counter[str] = Counter()


def register(chance: random.Random, centres: int) -> list[Facts]:
    return [derive(facts_at(chance), DERIVED) for _ in range(centres)]


def bits_of(columns: form.Columns, wanted: tuple[str, ...]) -> list[int]:
    bits = columns.broken(wanted)
    found: list[int] = columns.laid().select(bits).collect()[:, 0].to_list()
    return found


def compare(rules: Mapping[str, Rule], rows: list[Facts]) -> None:
    """Every rule over a whole register, in both forms."""
    found = list(in_columns(rules, rows))
    for each in found:
        kind = rules[each.rule].kind
        assert each.found is each.plain, each
        SEEN.update({"cross-checks": 1, "opaque": each.opaque, kind: 1, f"opaque {kind}": each.opaque})
    bits, width = bits_of(form.columns_of(rules, tuple(rules), rows), tuple(rules)), len(rules)
    broken = [each.plain is Verdict.NOT_MET for each in found]
    assert bits == [sum(1 << place for place in range(width) if broken[row * width + place]) for row in range(len(rows))]


@settings(max_examples=150, phases=(Phase.generate,))
@given(rulebooks(), st.integers(0, 2**32))
def test_the_column_form_finds_what_the_plain_reading_finds(rules: dict[str, Rule], seed: int) -> None:
    chance = random.Random(seed)
    compare(rules, register(chance, chance.choice((1, 7, 120))))


def test_of_the_core_only_values_that_no_column_can_hold_are_opaque() -> None:
    SEEN.clear()
    search = settings(max_examples=60, database=None, phases=(Phase.generate,), derandomize=True)
    search(given(rulebooks(), st.integers(0, 9))(lambda rules, seed: compare(rules, register(random.Random(seed), 60))))()

    assert SEEN["cross-checks"] >= 10_000
    for kind in kinds_by_name():
        # A share held against a share that is itself a fact has no column form.
        assert SEEN[f"opaque {kind}"] <= SEEN[kind] * (0.7 if kind == "share" else 0.25), kind


@pytest.mark.parametrize("scale", ["0.000000000001", "1", "1e20"])
def test_numbers_of_any_size_and_fineness_are_compared_exactly(scale: str) -> None:
    unit = Decimal(scale)
    rows: list[Facts] = [{"a": unit * a, "b": unit * b} for a in range(-3, 4) for b in range(-3, 4)]
    rules: dict[str, Rule] = {
        "less": Comparison(id="less", name=NAME, fact="a", below=FactRef("b")),
        "third": Share(id="third", name=NAME, part="a", whole="b", at_most=Fraction(1, 3)),
        "bound": Comparison(id="bound", name=NAME, fact="a", at_least="0.000000000002"),
    }
    compare(rules, rows)


def test_a_number_that_no_column_can_hold_is_judged_one_by_one_and_counted() -> None:
    rows: list[Facts] = [{"a": Decimal(10) ** 40}, {"a": Decimal(0)}, {}]
    rules: dict[str, Rule] = {"much": Comparison(id="much", name=NAME, fact="a", at_least=1)}
    columns = form.columns_of(rules, ("much",), rows)

    assert columns.verdicts(("much",))["much"].to_list() == [Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN]
    assert list(columns.opaque) == ["much"]


def test_a_band_is_the_one_that_the_plain_reading_finds(chance: random.Random) -> None:
    rows = register(chance, 400)
    for derived in (each for each in DERIVED if isinstance(each, Bands)):
        columns = form.columns_of({}, (), rows, (derived,))
        lowest_first = [band.term for band in reversed(derived.bands)]
        found = columns.frame.table.select(columns.bands(derived))[:, 0].to_list()
        assert [None if place is None else lowest_first[place] for place in found] == [facts[derived.id] for facts in rows]


def test_an_empty_register_has_no_verdicts() -> None:
    rules: dict[str, Rule] = {"much": Comparison(id="much", name=NAME, fact="a", at_least=1)}

    assert form.columns_of(rules, ("much",), []).verdicts(("much",)).height == 0


@pytest.mark.parametrize("kind", [Comparison, Share], ids=lambda kind: kind.kind)
def test_control_a_kind_whose_column_form_is_broken_is_found_out(kind: type[Rule]) -> None:
    def broken(rule: Any, columns: Any) -> Any:
        return attrs.evolve(true(rule, columns), broken=pl.lit(value=False))

    true = form.plainly.dispatch(kind)
    form.plainly.register(kind, broken)
    try:
        search = settings(max_examples=300, database=None, phases=(Phase.generate,), print_blob=False)
        with pytest.raises(AssertionError):
            search(
                given(rulebooks(), st.integers(0, 2**32))(lambda rules, seed: compare(rules, register(random.Random(seed), 40)))
            )()
    finally:
        form.plainly.register(kind, true)
