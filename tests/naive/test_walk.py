"""Every act from every stage, and every sequence of moves to a stated depth: no dead end, and no refusal without its source."""

from __future__ import annotations

from datetime import date

import pytest
from tests.naive.acts import ACTS
from tests.naive.duties import HOLDS
from tests.naive.measure import FINAL
from tests.naive.product import LAW, book

from tic_core import Act
from tic_core.kernel.context import World, gather
from tic_core.kernel.decide import decide
from tic_core.model.subject import Centre

DEPTH = 12  # 83,567 sequences of moves
DAY = date(2024, 1, 9)


def moves():
    """The edition's graph: from each stage, the acts that move a centre, and where to (an adoption to all it may find)."""
    edition, found = book().lawbook.edition, {}
    adopted = [term.id for term in edition.tables["vocabularies"]["adoption-stage"].terms]
    for act in edition.acts:
        for move in act.moves:
            for stage in move.from_ or ("",):
                found.setdefault(stage, []).extend((act.id, to) for to in ([move.to] if move.to else adopted))
    return found


def reached(graph, start):
    """Every stage that can be come to from one."""
    seen, waiting = {start}, [start]
    while waiting:
        new = {to for _, to in graph.get(waiting.pop(), ())} - seen
        seen |= new
        waiting += new
    return seen


def test_every_sequence_of_moves_to_the_stated_depth_can_go_on_to_an_end():
    graph, ends = moves(), {stage: reached(moves(), stage) & FINAL for stage in {"", *moves()}}
    waiting, walked = [("", 0)], 0
    while waiting:
        stage, depth = waiting.pop()
        walked += 1
        assert stage in FINAL or ends[stage], stage
        if depth < DEPTH:
            waiting += [(to, depth + 1) for _, to in graph.get(stage, ())]
    assert walked > 50_000


def test_every_stage_of_the_measure_is_reached_and_nothing_leaves_an_end():
    stages = {stage.id for stage in book().lawbook.edition.stages}
    assert reached(moves(), "") - {""} == stages
    assert FINAL & set(moves()) == set()


def test_model_and_edition_have_the_same_graph():
    mine = {(kind, stage, to) for kind, told in ACTS.items() for stage, to in told["to"].items() if to not in ("found", stage)}
    theirs = {(kind, stage, to) for stage, found in moves().items() for kind, to in found if not kind.startswith("adopt")}
    assert mine == {move for move in theirs if move[1] != move[2]}


@pytest.mark.parametrize("duty", [each.id for each in book().lawbook.edition.duties])
def test_every_duty_can_be_fulfilled_or_ends_with_its_stages(duty):
    acts = book().lawbook.edition.acts
    assert any(each.duty == duty for act in acts for each in act.discharges) or all(
        reached(moves(), stage) & FINAL for stage in HOLDS[duty]
    )
    assert any(duty in act.opens for act in acts)


def test_every_refusal_of_every_act_from_every_stage_names_an_article_or_an_interpretation():
    law = book().lawbook
    silent = set()
    for stage in ("", *law.stage_kinds):
        for kind, plan in law.plans.items():
            name = LAW if plan.act.subject == "edition" else "wh-1"
            centre = Centre(name, "weihai-2022", stage, law.stage_kinds.get(stage, ""), DAY)
            act = Act(f"{kind}-{stage}", kind, DAY, "nobody", "" if name == LAW else name, "weihai-2022")
            receipt = decide(law, gather(law, centre, act, World(DAY)), act)
            assert receipt.event is None
            silent |= {(kind, found.rule) for found in receipt.refusals if not (found.cite or found.assumed)}
    assert silent == set()
