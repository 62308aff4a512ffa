"""Grading a cohort: the product against the long way round, and the properties a lawyer would ask for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.naive_grading import by_hand, completions, whole

from tic_core.model.verdict import Verdict
from tic_core.rules import grading, quota
from tic_core.rules.banded import Band
from tic_core.rules.cohort import Cap, CohortKind, Deemed, Floor, Key, Lowest, Memory, NoShow, Quota, Turn
from tic_core.rules.grading import Graded, Member, graded
from tic_core.rules.quota import places
from tic_core.text import Text

ORDER = ("fail", "weak", "fair", "good", "top")
BANDS = (Band("top", 85), Band("good", 75), Band("fair", 60), Band("weak", above=44), Band("fail", 0))
BY = (Key("score"), Key("patents"), Key("spent", "lowest"))
SCORES = tuple(map(Decimal, ("0", "44", "44.5", "59.5", "60", "74.9", "75", "85", "86", "86", "95")))
KEY = "results.grade"


def kind(**changes: Any) -> CohortKind:
    """A cohort graded on a score in five bands."""
    told: dict[str, Any] = {"score": "score", "bands": BANDS, **changes}
    return CohortKind("round", Text("批次", "round"), "result", ("serving",), Turn("year"), proceeding="evaluation", **told)


PLAIN = kind()
QUOTAS = st.builds(
    Quota,
    term=st.sampled_from(("top", "good")),
    most=st.sampled_from((0, 1, 2, "1/5", "1/3", "1/2", "2/3", "1/1")),
    by=st.sampled_from((BY[:1], BY[:2], BY, BY[1:])),
    ties=st.sampled_from(("all-in", "all-out")),
    rounding=st.sampled_from(("down", "up", "half-up")),
    of=st.sampled_from(("", "weak", "fair")),
    or_better=st.booleans(),
    per=st.sampled_from(("", "town")),
    each=st.sampled_from(({}, {"north": 1})),
)
LOWESTS = st.builds(
    Lowest,
    term=st.sampled_from(("weak", "fair")),
    share=st.sampled_from((1, "1/5", "1/3")),
    by=st.just(BY[:2]),
    ties=st.sampled_from(("all-in", "all-out")),
    rounding=st.sampled_from(("down", "up", "half-up")),
    per=st.sampled_from(("", "town")),
)
MEMORIES = st.sampled_from(
    (
        Memory("results", "year", "grade", ("weak",), 2, 2, "fail"),
        Memory("results", "year", "grade", ("weak", "fair"), 2, 3, "weak"),
        Memory("results", "year", "grade", ("weak", "fail"), 3, 3, "fail"),
    )
)
KINDS = st.builds(
    kind,
    quotas=st.lists(QUOTAS, max_size=2).map(tuple),
    lowest=st.lists(LOWESTS, max_size=1).map(tuple),
    memory=st.lists(MEMORIES, max_size=1).map(tuple),
    floors=st.sampled_from(((), (Floor("research", 15, "fair"),))),
    caps=st.sampled_from(((), (Cap("late", "good"),))),
    deemed=st.sampled_from(((), (Deemed("province", "top"),))),
    no_show=st.sampled_from((None, NoShow("absent", "fail"), NoShow("absent"))),
)
FACTS = st.fixed_dictionaries(
    {
        "score": st.sampled_from(SCORES),
        "research": st.sampled_from((Decimal(14), Decimal(15))),
        "patents": st.integers(0, 2),
        "spent": st.integers(0, 1),
        "town": st.sampled_from(("north", "south")),
    }
)
SURE = st.sampled_from((Verdict.MET, Verdict.NOT_MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE))
RULES = ("late", "province", "absent")


def members(facts: st.SearchStrategy[dict[str, Any]], verdicts: st.SearchStrategy[Verdict], most: int) -> Any:
    """Cohorts of up to ``most`` centres."""
    one = st.builds(
        lambda facts, found, past: Member("", facts, dict(zip(RULES, found, strict=True)), {KEY: past}),
        facts,
        st.tuples(verdicts, verdicts, verdicts),
        st.lists(st.sampled_from(ORDER), max_size=2).map(tuple),
    )
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [attrs.evolve(each, centre=f"c-{number}") for number, each in enumerate(found)]
    )


WHOLE = members(FACTS, SURE, 9)


def told(found: Sequence[Graded]) -> dict[str, str]:
    assert not [each.centre for each in found if each.open]
    return {each.centre: each.grade for each in found}


def scored(*scores: Any, **facts: Sequence[Any]) -> list[Member]:
    """Centres with these scores; further facts one for each."""
    rows = [{"score": Decimal(str(score))} for score in scores]
    for name, values in facts.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    return [Member(f"c-{place}", row, {}, {KEY: ()}) for place, row in enumerate(rows)]


def grades(kind: CohortKind, cohort: Sequence[Member]) -> list[str]:
    return [each.grade for each in graded(kind, ORDER, cohort)]


# ── against the long way round ───────────────────────────────────────────────────────────────────────────────────────────────


@given(KINDS, WHOLE)
@settings(max_examples=150, deadline=None)
def test_a_cohort_in_which_everything_is_known_is_graded_as_by_hand(kind: CohortKind, cohort: list[Member]) -> None:
    assert told(graded(kind, ORDER, cohort)) == by_hand(kind, ORDER, cohort)


FEW = {"score": SCORES[::3], "research": (Decimal(14), Decimal(15)), "patents": (0, 2)}
HOLES = members(
    st.fixed_dictionaries(
        {"spent": st.just(0), "town": st.sampled_from(("north", "south"))},
        optional={
            "score": st.sampled_from(FEW["score"]),
            "research": st.sampled_from(FEW["research"]),
            "patents": st.sampled_from(FEW["patents"]),
        },
    ),
    st.sampled_from((Verdict.MET, *(Verdict.NOT_MET,) * 6, Verdict.UNKNOWN)),
    3,
)


def ways(cohort: Sequence[Member]) -> int:
    count = 1
    for member in cohort:
        for name, values in FEW.items():
            count *= 1 if name in member.facts else len(values)
        count *= 2 ** sum(verdict is Verdict.UNKNOWN for verdict in member.verdicts.values())
    return count


@given(KINDS, HOLES.filter(lambda cohort: ways(cohort) <= 64))
@settings(max_examples=80, deadline=None)
def test_what_is_said_of_a_cohort_with_unknowns_holds_however_they_turn_out(kind: CohortKind, cohort: list[Member]) -> None:
    found = {each.centre: each for each in graded(kind, ORDER, cohort)}
    for complete in completions(cohort, FEW):
        for centre, grade in by_hand(kind, ORDER, complete).items():
            assert grade in found[centre].possible
            assert found[centre].open or grade == found[centre].grade


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(KINDS, WHOLE, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_members_changes_no_grade_and_no_reason(kind: CohortKind, cohort: list[Member], die: Any) -> None:
    mixed = list(cohort)
    die.shuffle(mixed)
    found, again = ({each.centre: each for each in graded(kind, ORDER, those)} for those in (cohort, mixed))
    assert again == found


@given(QUOTAS, WHOLE)
@settings(max_examples=150, deadline=None)
def test_a_quota_is_never_exceeded_except_by_equals_where_the_text_lets_them_all_in(quota: Quota, cohort: list[Member]) -> None:
    quota = attrs.evolve(quota, per="", each={}, of="", or_better=False)
    holding = [member for member in cohort if told(graded(kind(quotas=(quota,)), ORDER, cohort))[member.centre] == quota.term]
    there = places(quota.most, len(cohort), quota.rounding)
    if quota.ties == "all-out":
        assert len(holding) <= there
    elif len(holding) > there:
        keys = [quota_key(member, quota) for member in holding]
        assert keys.count(min(keys)) > len(holding) - there, "beyond the places stand only equals of the last"


def quota_key(member: Member, of: Quota) -> tuple[Any, ...]:
    return tuple(member.facts[key.fact] * (1 if key.best == "highest" else -1) for key in of.by)


@given(KINDS, WHOLE, st.integers(0, 8), st.sampled_from(SCORES))
@settings(max_examples=100, deadline=None)
def test_a_higher_score_never_brings_a_lower_grade(kind: CohortKind, cohort: list[Member], who: int, score: Decimal) -> None:
    who %= len(cohort)
    if score <= cohort[who].facts["score"] or any(key.fact != "score" for each in kind.quotas for key in each.by[:1]):
        return
    raised = [*cohort]
    raised[who] = attrs.evolve(raised[who], facts={**raised[who].facts, "score": score})
    name = cohort[who].centre
    before, after = (told(graded(kind, ORDER, each))[name] for each in (cohort, raised))
    assert rank(after) >= rank(before)


def rank(grade: str) -> int:
    return ORDER.index(grade) if grade else -1


@given(st.sampled_from(SCORES))
def test_every_score_lies_in_exactly_one_band(score: Decimal) -> None:
    (found,) = graded(PLAIN, ORDER, scored(score))
    ends = {"fail": 0, "weak": 44, "fair": 60, "good": 75, "top": 85}
    fitting = [term for term, end in ends.items() if score >= end and not (term == "weak" and score == 44)]
    assert found.grade == max(fitting, key=rank)


@pytest.mark.parametrize("rounding", ["down", "up", "half-up"])
def test_places_are_rounded_exactly_for_every_size(rounding: str) -> None:
    for share in ("1/5", "1/3", "2/7", "3/20", "1/2", "999999999/1000000000"):
        for size in range(64):
            assert places(share, size, rounding) == whole(share, size, rounding)  # type: ignore[arg-type]


def test_a_number_of_places_is_never_rounded() -> None:
    assert [places(3, size, "none") for size in (0, 2, 100)] == [3, 3, 3]


# ── cases a lawyer would draw ────────────────────────────────────────────────────────────────────────────────────────────────

FIFTH = Quota("top", "1/5", BY[:2], "all-out", "down")


def test_a_fifth_of_nine_is_one_place_and_who_misses_it_is_graded_next_lower() -> None:
    cohort = scored(95, 90, 80, 70, 70, 70, 70, 70, 70, patents=range(9))
    assert grades(kind(quotas=(FIFTH,)), cohort)[:3] == ["top", "good", "good"]


@pytest.mark.parametrize(("ties", "expected"), [("all-in", ["top", "top", "good"]), ("all-out", ["good", "good", "good"])])
def test_equals_at_the_cut_all_go_in_or_all_stay_out(ties: str, expected: list[str]) -> None:
    cohort = scored(90, 90, 88, 50, 50, patents=[3, 3, 9, 0, 0])
    assert grades(kind(quotas=(attrs.evolve(FIFTH, ties=ties),)), cohort)[:3] == expected


def test_a_further_fact_breaks_a_tie() -> None:
    cohort = scored(90, 90, 50, 50, 50, patents=[2, 3, 0, 0, 0])
    assert grades(kind(quotas=(FIFTH,)), cohort)[:2] == ["good", "top"]


def test_a_tie_whose_further_fact_is_missing_stays_open_and_nobody_elses_grade_does() -> None:
    cohort = scored(90, 90, 50, 50, 50)
    found = graded(kind(quotas=(FIFTH,)), ORDER, cohort)
    assert [each.possible for each in found[:2]] == [("good", "top"), ("good", "top")]
    assert [each.grade for each in found[2:]] == ["weak"] * 3


def test_a_missing_score_leaves_open_only_what_it_could_change() -> None:
    cohort = [*scored(95, 90, 70, 70, patents=[1, 1, 1, 1]), Member("c-x", {}, {}, {KEY: ()})]
    found = {each.centre: each for each in graded(kind(quotas=(attrs.evolve(FIFTH, most=2),)), ORDER, cohort)}
    assert found["c-0"].grade == "top", "of two places one is his whatever the missing score is"
    assert found["c-1"].possible == ("good", "top")
    assert found["c-x"].possible == ORDER
    assert found["c-2"].grade == "fair"


def test_a_town_has_places_of_its_own() -> None:
    quota = Quota("top", 1, BY[:1], "all-out", per="town", each={"south": 2})
    cohort = scored(95, 90, 89, 88, 87, town=["north", "north", "south", "south", "south"])
    assert grades(kind(quotas=(quota,)), cohort) == ["top", "good", "top", "top", "good"]


def test_a_part_below_its_floor_holds_the_grade_down() -> None:
    floors = (Floor("research", "15.5", "fair"),)
    cohort = scored(95, 95, 50, research=[Decimal("15.4"), Decimal("15.5"), Decimal(1)])
    assert grades(kind(floors=floors), cohort) == ["fair", "top", "weak"]


TWICE = Memory("results", "year", "grade", ("weak",), 2, 2, "fail")


@pytest.mark.parametrize(
    ("score", "past", "expected"),
    [
        (50, ("weak",), "fail"),
        (50, ("fair", "weak"), "weak"),
        (50, (), "weak"),
        (70, ("weak", "weak"), "fair"),
        (50, ("weak", "top"), "fail"),
    ],
)
def test_two_weak_results_running_count_only_one_after_the_other(score: int, past: tuple[str, ...], expected: str) -> None:
    cohort = [attrs.evolve(each, history={KEY: past}) for each in scored(score)]
    assert grades(kind(memory=(TWICE,)), cohort) == [expected]


def test_two_of_three_results_count_across_a_better_one() -> None:
    cohort = [attrs.evolve(each, history={KEY: ("fair", "weak")}) for each in scored(50)]
    assert grades(kind(memory=(attrs.evolve(TWICE, among=3),)), cohort) == ["fail"]


def test_an_unknown_history_leaves_open_a_weak_result_and_no_other() -> None:
    cohort = [attrs.evolve(each, history={}) for each in scored(50, 70)]
    weak, fair = graded(kind(memory=(TWICE,)), ORDER, cohort)
    assert (weak.possible, fair.grade) == (("fail", "weak"), "fair")


def test_a_no_show_has_the_stated_effect_and_without_one_no_grade_at_all() -> None:
    absent = Member("c-0", {}, {"absent": Verdict.MET}, {KEY: ()})
    (failed,) = graded(kind(no_show=NoShow("absent", "fail")), ORDER, [absent])
    (ungraded,) = graded(kind(no_show=NoShow("absent")), ORDER, [absent])
    assert (failed.grade, failed.open) == ("fail", False)
    assert (ungraded.grade, ungraded.open) == ("", False)


def test_a_deemed_grade_takes_up_a_place_of_the_quota() -> None:
    first, *rest = scored(0, 95, 50, 50, 50, patents=[0, 1, 0, 0, 0])
    cohort = [attrs.evolve(first, verdicts={"province": Verdict.MET}), *rest]
    cohort[1:] = [attrs.evolve(each, verdicts={"province": Verdict.NOT_MET}) for each in rest]
    assert grades(kind(deemed=(Deemed("province", "top"),), quotas=(FIFTH,)), cohort)[:2] == ["top", "good"]


def test_the_lowest_tenth_is_weak_whatever_it_scored() -> None:
    lowest = Lowest("weak", "1/10", BY[:1], "all-out", "down")
    assert grades(kind(lowest=(lowest,)), scored(*range(86, 96)))[:2] == ["weak", "top"]


def test_a_grade_of_the_panel_needs_no_score() -> None:
    panel = kind(score="", bands=(), grade="opinion")
    cohort = [Member("c-0", {"opinion": "good"}, {}, {KEY: ()}), Member("c-1", {}, {}, {KEY: ()})]
    found = graded(panel, ORDER, cohort)
    assert (found[0].grade, found[1].possible) == ("good", ORDER)


def test_binary_three_and_four_grades_are_graded_as_five_are() -> None:
    for order, ends in ((("no", "yes"), (60,)), (("c", "b", "a"), (60, 85)), (("d", "c", "b", "a"), (60, 75, 85))):
        bands = tuple(Band(term, end) for term, end in zip(reversed(order), (*reversed(ends), 0), strict=True))
        found = graded(kind(bands=bands), order, scored(*ends, 0, Decimal(ends[-1]) - Decimal("0.01")))
        assert [each.grade for each in found] == [*order[1:], order[0], order[-2]]


def test_every_grade_comes_with_its_reasons_in_order() -> None:
    cohort = [attrs.evolve(each, history={KEY: ("weak",)}) for each in scored(90, patents=[1])]
    (found,) = graded(kind(quotas=(attrs.evolve(FIFTH, otherwise="weak"),), memory=(TWICE,)), ORDER, cohort)
    assert [(each.step, each.high) for each in found.why] == [("bands", "top"), ("quota", "weak"), ("memory", "fail")]
    assert found.why[1].told["places"] == 0


# ── controls: each breaks the product in one place, and the long way round must notice ───────────────────────────────────────────


def disagrees(cases: Sequence[tuple[CohortKind, Sequence[Member]]]) -> bool:
    return any(told(graded(kind, ORDER, cohort)) != by_hand(kind, ORDER, cohort) for kind, cohort in cases)


TIED = scored(90, 90, 88, 70, 70, 70, patents=[3, 3, 1, 0, 0, 0])
CASES = [
    (kind(quotas=(FIFTH,)), TIED),
    (kind(quotas=(attrs.evolve(FIFTH, ties="all-in"),)), TIED),
    (kind(memory=(TWICE,)), [attrs.evolve(each, history={KEY: ("weak",)}) for each in scored(50, 70)]),
]


def test_the_cases_of_the_controls_agree_while_nothing_is_broken() -> None:
    assert not disagrees(CASES)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (quota, "_fits", lambda before, equal, there, ties: before <= there),
        (quota, "_fits", lambda before, equal, there, ties: before < there),
        (grading, "places", lambda most, of, rounding: 1 + int(Fraction(most) * of)),
        (grading, "band_of", lambda bands, size: 0),
        (grading, "_remember", lambda memory, ranks, hand: None),
    ],
)
def test_control_a_broken_grading_is_noticed(module: Any, name: str, broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, name, broken)
    assert disagrees(CASES)


def test_control_an_unknown_taken_for_the_worst_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = [*scored(90, 88, 50, 50, 50)[1:], Member("c-x", {}, {}, {KEY: ()})]
    kept = kind(quotas=(attrs.evolve(FIFTH, by=BY[:1]),))
    assert graded(kept, ORDER, cohort)[0].open
    monkeypatch.setattr(quota, "ABOVE", quota.BELOW)
    found = {each.centre: each for each in graded(kept, ORDER, cohort)}
    sound = all(
        grade in found[centre].possible
        for complete in completions(cohort, {"score": SCORES})
        for centre, grade in by_hand(kept, ORDER, complete).items()
    )
    assert not sound
