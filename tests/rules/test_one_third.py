"""At most one third insiders (Art. 12): exact for every committee of 0 to 300 members, counted from the list of its members."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions import altered, committee, lake

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.facts import Misfit, exact
from tic_core.model.verdict import Verdict
from tic_core.rules.derived import Count
from tic_core.rules.kinds import CURES, NOTES, Share
from tic_core.rules.reference import derive, evaluate

THIRD = Fraction(1, 3)
MOST = 300
BARE = attrs.evolve(lake().tables["acts"]["approve"], requires=("one-third",))
LAWBOOK = Lawbook(attrs.evolve(lake(), acts=(BARE,)))

Rows = tuple[dict[str, Any], ...]


def committees(size: int) -> Iterator[tuple[int, Rows]]:
    """Every committee of ``size``, from nobody inside to everybody: one list, in which one member after the other turns."""
    rows = [{"name": f"n{index}", "ties": ("none",)} for index in range(size)]
    for insiders in range(size + 1):
        if insiders:
            # Not from the front: the turned ones are spread over the list.
            rows[insiders * 7 % size if size % 7 else insiders - 1] = {"name": "m", "ties": ("partner",)}
        yield insiders, tuple(rows)


def law(insiders: int, size: int) -> Verdict:
    """What the article says, said once more by an exact fraction."""
    if not size:
        return Verdict.UNKNOWN
    return Verdict.MET if Fraction(insiders, size) <= THIRD else Verdict.NOT_MET


def judged(lawbook: Lawbook, rows: Any) -> tuple[Verdict, Verdict]:
    """The compiled form's answer and the plain reading's, both from the list."""
    facts = derive({"committee": rows}, lawbook.edition.derived)
    outcome = lawbook.verdict("approve", lawbook.plans["approve"].compiled.vector(facts))
    return outcome.verdicts["one-third"], evaluate(lawbook.rules["one-third"], facts, lawbook.rules).verdict


def wrong(lawbook: Lawbook, sizes: range) -> list[tuple[int, int]]:
    """The committees on which an answer is not the law."""
    return [
        (insiders, size)
        for size in sizes
        for insiders, rows in committees(size)
        if judged(lawbook, rows) != (law(insiders, size),) * 2
    ]


def test_the_lists_hold_as_many_insiders_as_they_say() -> None:
    for size in (0, 1, 6, 7, 14, 90, 91, 300):
        counted = [(insiders, sum(row["ties"] == ("partner",) for row in rows), len(rows)) for insiders, rows in committees(size)]
        assert counted == [(insiders, insiders, size) for insiders in range(size + 1)]


@pytest.mark.parametrize("sizes", [range(180), range(180, 250), range(250, MOST + 1)], ids=str)
def test_one_third_is_exact_for_every_committee_of_0_to_300_members(sizes: range) -> None:
    assert wrong(LAWBOOK, sizes) == []


def test_these_are_all_45451_committees() -> None:
    assert sum(size + 1 for size in range(MOST + 1)) == 45_451


@pytest.mark.parametrize(
    ("insiders", "size", "verdict"),
    [
        (0, 1, Verdict.MET),
        (1, 1, Verdict.NOT_MET),
        (1, 3, Verdict.MET),
        (2, 6, Verdict.MET),
        (3, 8, Verdict.NOT_MET),
        (3, 9, Verdict.MET),
        (33, 100, Verdict.MET),
        (34, 100, Verdict.NOT_MET),
        (100, 300, Verdict.MET),
        (101, 300, Verdict.NOT_MET),
    ],
)
def test_two_of_six_may_be_insiders_and_three_of_eight_may_not(insiders: int, size: int, verdict: Verdict) -> None:
    assert judged(LAWBOOK, exact(LAWBOOK.facts["committee"], committee(insiders, size), LAWBOOK.words)) == (verdict, verdict)


def test_no_committee_is_a_missing_one_and_neither_keeps_nor_breaks_the_rule() -> None:
    assert judged(LAWBOOK, None) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert judged(LAWBOOK, ()) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    found = evaluate(LAWBOOK.rules["one-third"], derive({"committee": ()}, LAWBOOK.edition.derived), LAWBOOK.rules)
    assert found.note == NOTES["empty"]


def test_a_member_whose_ties_are_not_known_leaves_the_rule_open() -> None:
    for unknown in ({"name": "a"}, {"name": "a", "ties": ()}):
        rows = (unknown, *({"name": "b", "ties": ("none",)} for _ in range(8)))
        assert judged(LAWBOOK, rows) == (Verdict.UNKNOWN, Verdict.UNKNOWN)


def test_a_member_is_said_to_have_a_tie_or_none_and_is_never_left_empty() -> None:
    with pytest.raises(Misfit):
        exact(LAWBOOK.facts["committee"], [{"name": "a", "ties": []}], LAWBOOK.words)


members = st.fixed_dictionaries(
    {"name": st.just("n"), "ties": st.lists(st.sampled_from(("lead", "partner", "none")), min_size=1, max_size=3)}
)


@given(st.lists(members, max_size=40).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_the_members_changes_nothing(both: tuple[list[Any], list[Any]]) -> None:
    one, other = (exact(LAWBOOK.facts["committee"], rows, LAWBOOK.words) for rows in both)
    assert judged(LAWBOOK, one) == judged(LAWBOOK, other)


@given(st.lists(members, max_size=40))
def test_a_member_with_several_ties_counts_once(rows: list[dict[str, Any]]) -> None:
    insiders = sum(bool({"lead", "partner"} & set(row["ties"])) for row in rows)
    assert judged(LAWBOOK, exact(LAWBOOK.facts["committee"], rows, LAWBOOK.words)) == (law(insiders, len(rows)),) * 2


@given(st.integers(1, 10**6), st.data())
def test_the_margin_is_the_number_of_persons_to_spare_or_too_many(size: int, data: st.DataObject) -> None:
    insiders = data.draw(st.integers(0, size))
    found = LAWBOOK.rules["one-third"].check({"insiders": insiders, "members": size}, lambda name: None)
    assert found.margin == size // 3 - insiders
    assert type(found.margin) is int
    assert (found.margin >= 0) == (found.verdict is Verdict.MET)


def test_the_remedy_says_how_many_are_too_many() -> None:
    found = LAWBOOK.rules["one-third"].check({"insiders": 3, "members": 8}, lambda name: None)
    assert found.cure == CURES["share-many"].fill(part=3, whole=8, limit="1/3", allowed=2, over=1)
    assert found.limit == THIRD


# Controls: a law that is nearly the law is found out.


def test_control_a_share_that_excludes_the_third_itself_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Share, "branches", lambda self, slot: ((f"{slot('insiders')} * 3 >= {slot('members')}", Verdict.NOT_MET),))
    broken = Lawbook(attrs.evolve(lake(), acts=(BARE,)))
    assert (1, 3) in wrong(broken, range(1, 10))


def test_control_a_share_of_33_percent_is_found_out() -> None:
    broken = Lawbook(altered(LAWBOOK.edition, "rules", "one-third", at_most=Fraction(33, 100)))
    assert (1, 3) in wrong(broken, range(10))


def test_control_counting_ties_and_not_persons_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ({"name": "a", "ties": ("lead", "partner")}, *({"name": "b", "ties": ("none",)} for _ in range(2)))
    assert judged(LAWBOOK, rows)[0] is Verdict.MET

    def ties(self: Count, facts: dict[str, Any]) -> int:
        known = [tie for row in facts[self.of] for tie in row["ties"]]
        return len(facts[self.of]) if not self.where else sum(tie in self.where[0].one_of for tie in known)

    monkeypatch.setattr(Count, "value", ties)
    assert judged(LAWBOOK, rows)[0] is Verdict.NOT_MET
