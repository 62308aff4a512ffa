"""The core's stage kinds, and the eight rules that every policy's graph obeys: each broken once, each control mended again."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import attrs
import pytest
from tests.editions import ACTS, altered, cite, extended, lake, without

from tic_core.kernel.stages import FINAL, LIVE, MESSAGES, STAGE_KINDS, Graph, wiring
from tic_core.model.dates import Period
from tic_core.model.edition import ActKind, Edition, Move, Stage
from tic_core.model.subject import FINAL_KINDS, Centre
from tic_core.text import Text

NAME = Text("名", "name")


def act(name: str, moves: tuple[Move, ...], nature: str = "procedural", **more: Any) -> ActKind:
    return ActKind(name, NAME, nature, ("bureau",), cite("1"), moves=moves, **more)


def test_every_stage_kind_is_live_or_final_and_none_is_both() -> None:
    assert set(STAGE_KINDS) == LIVE | FINAL
    assert not LIVE & FINAL
    assert FINAL == FINAL_KINDS
    assert len(STAGE_KINDS) == 19


def test_a_centre_is_final_exactly_in_a_final_kind_of_stage() -> None:
    assert {kind for kind in STAGE_KINDS if Centre("c", kind=kind).final} == FINAL


def test_the_law_of_the_lake_is_wired_right() -> None:
    assert wiring(lake()) == []


STRAY = Stage("stray", "SUSPENDED", NAME)

# The code of the rule that is broken, the document key it is told at, how it is broken.
BROKEN: list[tuple[str, tuple[str | int, ...], Edition]] = [
    ("stage-unreachable", ("stage", 10, "id"), extended(without(lake(), "acts", "adopt"), "stages", Stage("shut", "CLOSED", NAME))),
    (
        "stage-without-end",
        ("stage", 10, "id"),
        extended(extended(lake(), "stages", STRAY), "acts", act("pause", (Move(("preparing",), "stray"),))),
    ),
    ("final-left", ("act", len(ACTS), "moves"), extended(lake(), "acts", act("revive", (Move(("gone",), "asked"),)))),
    ("recognition-undecided", ("act", 21, "nature"), altered(lake(), "acts", "conclude", roles=("unit",))),
    ("recognition-undecided", ("act", 21, "nature"), altered(lake(), "acts", "conclude", nature="opening")),
    ("recognition-undecided", ("act", 21, "nature"), altered(lake(), "acts", "conclude", requires=())),
    ("rectification-without-end", ("stage", 4, "id"), altered(lake(), "duties", "rectify", printed="")),
    ("rectification-without-end", ("stage", 4, "id"), altered(lake(), "duties", "rectify", holds_in=("preparing",))),
    # No way out for failure; none for success but withdrawal; success only back to where it is; both to one stage.
    ("rectification-one-way", ("stage", 4, "id"), altered(lake(), "acts", "cancel", nature="corrective")),
    ("rectification-one-way", ("stage", 4, "id"), altered(lake(), "acts", "submit", moves=(Move(("preparing",), "accepting"),))),
    (
        "rectification-one-way",
        ("stage", 4, "id"),
        altered(lake(), "acts", "submit", moves=(Move(("preparing",), "accepting"), Move(("rectifying",), "rectifying"))),
    ),
    ("rectification-one-way", ("stage", 4, "id"), altered(lake(), "acts", "cancel", moves=(Move(("rectifying",), "accepting"),))),
    (
        "fork-without-rule",
        ("act", 21, "moves"),
        altered(
            lake(),
            "acts",
            "conclude",
            moves=(Move(("accepting",), "recognised", when="passed"), Move(("accepting",), "rectifying")),
        ),
    ),
    ("fork-without-rule", ("act", 0, "moves"), altered(lake(), "acts", "apply", moves=(Move(to="asked"), Move(to="review")))),
    (
        "rectification-end-unset",
        ("stage", 4, "id"),
        altered(altered(lake(), "acts", "conclude", opens=()), "acts", "visit", opens=("rectify",)),
    ),
    ("adverse-without-reason", ("act", 3, "reason"), altered(lake(), "acts", "refuse", reason=False)),
]


@pytest.mark.parametrize(
    ("code", "path", "edition"), BROKEN, ids=[f"{code} {number}" for number, (code, _, _) in enumerate(BROKEN)]
)
def test_a_graph_that_breaks_one_rule_is_refused_with_that_rule_and_its_place(
    code: str, path: tuple[Any, ...], edition: Edition
) -> None:
    (fault,) = [fault for fault in wiring(edition) if fault.code == code]
    assert fault.path == path
    for text in (fault.what, fault.expected):
        assert "{" not in text.zh + text.en
    others = {fault.code for fault in wiring(edition)} - {code}
    # Taking the only way out of a rectification away also leaves nowhere to arrive at.
    assert others <= {"stage-unreachable"}


def ways_out(*moves: tuple[str, str]) -> list[str]:
    """What is said of a rectification that is left in these ways, each a nature and a target, and in no others."""
    edition = without(lake(), "acts", "cancel", "withdraw")
    edition = altered(edition, "acts", "submit", moves=(Move(("preparing",), "accepting"),))
    made = (act(f"out-{number}", (Move(("rectifying",), to),), nature, reason=True) for number, (nature, to) in enumerate(moves))
    return [fault.code for fault in wiring(extended(edition, "acts", *made)) if fault.code == "rectification-one-way"]


def test_a_rectification_needs_both_ways_out_however_many_there_are_of_one() -> None:
    one_way = ["rectification-one-way"]
    assert ways_out(("adverse", "cancelled"), ("adverse", "revoked")) == one_way
    assert ways_out(("favourable", "recognised"), ("procedural", "accepting")) == one_way
    assert ways_out(("corrective", "recognised"), ("adverse", "cancelled")) == one_way
    assert ways_out(("favourable", "recognised"), ("adverse", "cancelled")) == []
    assert ways_out(("procedural", "accepting"), ("adverse", "revoked")) == []


def test_the_end_of_a_rectification_may_be_a_period_of_the_edition() -> None:
    assert wiring(altered(lake(), "duties", "rectify", printed="", period=Period(years=1))) == []


def test_recognition_may_be_for_any_office_and_is_for_none_but_offices() -> None:
    assert wiring(altered(lake(), "acts", "conclude", roles=("bureau", "district"))) == []
    assert [fault.code for fault in wiring(altered(lake(), "acts", "conclude", roles=("bureau", "unit")))] == [
        "recognition-undecided"
    ]


def test_an_act_that_recognises_from_two_stages_without_a_decision_is_told_once() -> None:
    from_both = tuple(Move((stage,), "recognised") for stage in ("accepting", "rectifying"))
    edition = altered(lake(), "acts", "conclude", moves=from_both, requires=())
    assert [fault.code for fault in wiring(edition)] == ["recognition-undecided"]


def test_every_rule_of_the_graph_is_broken_here() -> None:
    assert {code for code, _, _ in BROKEN} == set(MESSAGES)


def test_recognition_by_adoption_of_what_is_found_needs_no_decision() -> None:
    assert "adopt" in lake().tables["acts"]
    assert not lake().tables["acts"]["adopt"].requires
    assert wiring(lake()) == []


def test_an_act_may_lead_to_several_places_when_each_says_by_which_rule_also_when_it_opens() -> None:
    forked = (Move(to="asked", when="passed"), Move(to="review", when="failed"))
    assert wiring(altered(lake(), "acts", "apply", moves=forked)) == []


def test_a_recognised_life_may_stay_recognised_by_a_procedural_decision() -> None:
    stays = act("keep", (Move(("recognised",), "recognised"),), requires=("rated",))
    assert wiring(extended(lake(), "acts", stays)) == []


def test_everything_wrong_is_told_at_once() -> None:
    broken = altered(altered(lake(), "acts", "refuse", reason=False), "duties", "rectify", printed="")
    assert [fault.code for fault in wiring(broken)] == ["rectification-without-end", "adverse-without-reason"]


def graphs(chance: random.Random) -> Edition:
    """Stages and moves at random; some targets do not exist, as in a draft."""
    stages = tuple(Stage(f"s{n}", chance.choice(sorted(STAGE_KINDS)), NAME) for n in range(chance.randint(1, 7)))
    names = [stage.id for stage in stages] + ["nowhere"]
    moves = [
        Move(tuple(chance.sample(names, chance.randint(0, 2))), chance.choice(names), chance.choice(("", "", "", "fact")))
        for _ in range(chance.randint(0, 7))
    ]
    acts = tuple(act(f"a{n}", (move if not move.to_fact else attrs.evolve(move, to=""),)) for n, move in enumerate(moves))
    return lake(stages=stages, acts=acts, duties=())


def test_what_can_be_reached_is_what_a_slow_search_reaches(chance: random.Random) -> None:
    for _ in range(500):
        edition = graphs(chance)
        kinds = {stage.id: stage.kind for stage in edition.stages}
        arrows = {
            (source, target)
            for each in edition.acts
            for move in each.moves
            for source in move.from_ or ("",)
            for target in ([move.to] if move.to else kinds)
            if target in kinds
        }
        reach = set(arrows)
        for middle, one, other in product(["", *kinds], repeat=3):
            if (one, middle) in reach and (middle, other) in reach:
                reach.add((one, other))
        unreached = [stage for stage in kinds if ("", stage) not in reach]
        caught = [
            stage
            for stage in kinds
            if kinds[stage] not in FINAL and not any((stage, end) in reach and kinds[end] in FINAL for end in kinds)
        ]
        left = any(kinds.get(source) in FINAL for each in edition.acts for move in each.moves for source in move.from_)
        found = wiring(edition)
        told = {code: [fault.path[1] for fault in found if fault.code == code] for code in MESSAGES}
        order = list(kinds)
        assert told["stage-unreachable"] == [order.index(stage) for stage in unreached]
        assert told["stage-without-end"] == [order.index(stage) for stage in caught]
        assert bool(told["final-left"]) == left


def test_control_a_search_that_stops_after_one_step_is_found_out(monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
    monkeypatch.setattr(
        Graph, "reachable", lambda self, starts: {near for start in starts for near in (start, *self.next.get(start, ()))}
    )
    with pytest.raises(AssertionError):
        test_what_can_be_reached_is_what_a_slow_search_reaches(chance)
