"""Unknown is not false: five verdicts, one table that combines them, and its laws."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.model.verdict import NAMES, OPEN, PERMITS, Verdict, all_of, any_of, negated
from tic_core.rules.kinds import highest

NOT_MET, UNKNOWN, DISCRETION, MET, NOT_APPLICABLE = Verdict

# What the design says, written out: of not met < unknown < discretion < met, `all` takes the lowest and `any` the highest.
TABLE = {
    (NOT_MET, NOT_MET): (NOT_MET, NOT_MET),
    (NOT_MET, UNKNOWN): (NOT_MET, UNKNOWN),
    (NOT_MET, DISCRETION): (NOT_MET, DISCRETION),
    (NOT_MET, MET): (NOT_MET, MET),
    (NOT_MET, NOT_APPLICABLE): (NOT_MET, NOT_MET),
    (UNKNOWN, UNKNOWN): (UNKNOWN, UNKNOWN),
    (UNKNOWN, DISCRETION): (UNKNOWN, DISCRETION),
    (UNKNOWN, MET): (UNKNOWN, MET),
    (UNKNOWN, NOT_APPLICABLE): (UNKNOWN, UNKNOWN),
    (DISCRETION, DISCRETION): (DISCRETION, DISCRETION),
    (DISCRETION, MET): (DISCRETION, MET),
    (DISCRETION, NOT_APPLICABLE): (DISCRETION, DISCRETION),
    (MET, MET): (MET, MET),
    (MET, NOT_APPLICABLE): (MET, MET),
    (NOT_APPLICABLE, NOT_APPLICABLE): (NOT_APPLICABLE, NOT_APPLICABLE),
}

verdicts = st.lists(st.sampled_from(list(Verdict)), max_size=6)


@pytest.mark.parametrize("pair", TABLE, ids=lambda pair: f"{pair[0].word} and {pair[1].word}")
def test_two_verdicts_combine_by_the_table_in_either_order(pair: tuple[Verdict, Verdict]) -> None:
    for order in (pair, pair[::-1]):
        assert (all_of(order), any_of(order)) == TABLE[pair]


def test_the_table_is_whole() -> None:
    assert {frozenset(pair) for pair in TABLE} == {frozenset(pair) for pair in product(Verdict, repeat=2)}


def test_what_does_not_apply_drops_out_and_of_nothing_nothing_applies() -> None:
    assert all_of([]) is any_of([]) is NOT_APPLICABLE
    assert all_of([NOT_APPLICABLE]) is any_of([NOT_APPLICABLE]) is NOT_APPLICABLE


@given(verdicts, verdicts)
def test_combining_in_groups_or_all_at_once_is_the_same(one: list[Verdict], other: list[Verdict]) -> None:
    for combine in (all_of, any_of):
        assert combine([combine(one), combine(other)]) is combine(one + other)


@given(verdicts)
def test_order_and_repetition_change_nothing_and_what_does_not_apply_may_be_added(found: list[Verdict]) -> None:
    for combine in (all_of, any_of):
        assert combine(found) is combine(found[::-1]) is combine(found * 2) is combine([*found, NOT_APPLICABLE])


@given(verdicts)
def test_all_is_never_above_any(found: list[Verdict]) -> None:
    assert all_of(found) <= any_of(found)


@given(verdicts)
def test_one_breach_breaks_all_and_one_fulfilment_fulfils_any(found: list[Verdict]) -> None:
    assert (all_of(found) is NOT_MET) == (NOT_MET in found)
    assert (any_of(found) is MET) == (MET in found)


@given(verdicts)
def test_all_and_any_mirror_each_other_where_everything_is_known(found: list[Verdict]) -> None:
    known = [verdict for verdict in found if verdict not in OPEN]
    assert negated(all_of(known)) is any_of([negated(verdict) for verdict in known])


@given(verdicts)
def test_the_compiled_any_is_the_same_table(found: list[Verdict]) -> None:
    assert highest(*found) == any_of(found)
    assert min(*found, NOT_APPLICABLE) == all_of(found) if found else True


def test_not_swaps_met_and_not_met_only_and_twice_is_nothing() -> None:
    assert [negated(verdict) for verdict in Verdict] == [MET, UNKNOWN, DISCRETION, NOT_MET, NOT_APPLICABLE]
    assert all(negated(negated(verdict)) is verdict for verdict in Verdict)


def test_each_verdict_permits_stays_open_or_stands_against_and_has_a_word_and_a_name() -> None:
    assert PERMITS | OPEN | {NOT_MET} == set(Verdict)
    assert not PERMITS & OPEN
    assert [verdict.word for verdict in Verdict] == ["not-met", "unknown", "discretion", "met", "not-applicable"]
    assert [verdict.text for verdict in Verdict] == list(NAMES.values())
