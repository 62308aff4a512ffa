"""Editions of one policy side by side: gaps and overlaps are told, whatever order they are given in."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.crossing import renumbered
from tests.editions import lake

from tic_core.model.edition import Identity
from tic_core.packs.succession import Between, succession

START = date(2020, 1, 1)


def edition(name: str, first: int, last: int, **changes: object) -> Identity:
    """An edition in force from one day after the start to another."""
    made = renumbered(lake(), name, START + timedelta(days=first), START + timedelta(days=last)).identity
    return attrs.evolve(made, document_no=name, **{"supersedes": (), **changes})


def told(*editions: Identity) -> list[tuple[str, int, int, tuple[str, str]]]:
    found = succession(editions)
    assert all(succession(each) == found for each in permutations(editions))
    return [(each.kind, (each.first - START).days, (each.last - START).days, each.editions) for each in found]


def test_editions_that_follow_on_without_a_day_between_are_in_order() -> None:
    assert told(edition("a", 0, 9), edition("b", 10, 20)) == []


def test_a_day_on_which_none_is_in_force_is_told() -> None:
    assert told(edition("a", 0, 9), edition("b", 12, 20)) == [("gap", 10, 11, ("a", "b"))]


def test_days_on_which_two_are_in_force_are_told_unless_one_supersedes_the_other() -> None:
    assert told(edition("a", 0, 9), edition("b", 5, 20)) == [("overlap", 5, 9, ("a", "b"))]
    assert told(edition("a", 0, 9), edition("b", 5, 20, supersedes=("a",))) == []


def test_an_edition_that_outlasts_the_next_leaves_no_gap() -> None:
    later = edition("b", 2, 4, supersedes=("a",))
    assert told(edition("a", 0, 9), later, edition("c", 10, 20)) == []


def test_policies_do_not_fill_each_others_gaps() -> None:
    assert told(edition("a", 0, 9), edition("b", 12, 20), edition("x", 0, 30, policy="pond")) == [("gap", 10, 11, ("a", "b"))]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=5))
def test_every_day_from_the_first_to_the_last_is_covered_or_in_a_gap(spans: list[tuple[int, int]]) -> None:
    editions = [edition(f"e{number}", first, first + length) for number, (first, length) in enumerate(spans)]
    found: list[Between] = succession(editions)
    gaps = [each for each in found if each.kind == "gap"]
    for offset in range(min(first for first, _ in spans), max(first + length for first, length in spans) + 1):
        day = START + timedelta(days=offset)
        running = sum(each.in_force.first <= day <= each.in_force.last for each in editions)
        assert (running == 0) == any(gap.first <= day <= gap.last for gap in gaps)
        assert (running > 1) == any(each.first <= day <= each.last for each in found if each.kind == "overlap")
