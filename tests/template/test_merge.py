"""Three texts become one, and nothing anybody wrote is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tic_core.template.merge import merged

lines = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8).map(lambda each: "".join(f"{line}\n" for line in each))


@given(lines, lines)
def test_where_only_one_side_changed_its_text_stands(base: str, other: str) -> None:
    assert merged(base, base, other) == other
    assert merged(base, other, base) == other
    assert merged(base, other, other) == other


@given(lines, lines, lines)
def test_the_sides_may_be_exchanged(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


@given(st.lists(st.integers(), min_size=8, max_size=20, unique=True), st.data())
def test_edits_far_apart_are_both_there(numbers: list[int], chosen: st.DataObject) -> None:
    first = chosen.draw(st.integers(0, len(numbers) // 2 - 2))
    second = chosen.draw(st.integers(len(numbers) // 2 + 1, len(numbers) - 1))
    base = [f"{number}\n" for number in numbers]
    mine, theirs = base[:], base[:]
    mine[first], theirs[second] = "mine\n", "theirs\n"

    both = base[:]
    both[first], both[second] = "mine\n", "theirs\n"
    assert merged("".join(base), "".join(mine), "".join(theirs)) == "".join(both)


def test_two_edits_of_one_line_or_of_neighbours_are_a_conflict() -> None:
    assert merged("a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n") is None
    assert merged("a\nb\nc\n", "a\nX\nc\n", "a\nb\nY\n") is None
    assert merged("", "mine\n", "theirs\n") is None
