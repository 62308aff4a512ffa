"""What may come next: every act possible in the stage, what each still needs, and what stands in its way whatever it brings."""

from __future__ import annotations

from datetime import date

import pytest
from tests.editions import ACTS, BUREAU, DISTRICT, PATHS, UNIT, Desk, desk_at, right

from tic_core.kernel.findings import weigh
from tic_core.kernel.prospect import Prospect, prospects
from tic_core.model.receipt import Status

DAY = date(2023, 6, 20)


def next_at(desk: Desk, day: date = DAY) -> dict[str, Prospect]:
    found = prospects(desk.lawbook, desk.centre(), day, lambda act: weigh(desk.lawbook, desk.context(act), act))
    blocked = [bool(each.blocked) for each in found]
    assert blocked == sorted(blocked)  # what is lawful stands first
    return {each.kind.id: each for each in found}


@pytest.mark.parametrize("stage", PATHS)
def test_the_prospects_of_a_stage_are_the_acts_the_edition_allows_there(stage: str) -> None:
    found = next_at(desk_at(stage))
    assert set(found) == {act.id for act in ACTS if act.subject == "centre" and stage in act.stages()}


def test_a_final_centre_has_no_prospects() -> None:
    assert next_at(desk_at("gone")) == {}


def test_a_prospect_says_who_may_take_it_and_where_it_leads() -> None:
    found = next_at(desk_at("asked"))
    assert (found["forward"].by, found["forward"].leads_to) == ((DISTRICT,), ("review",))
    assert (found["withdraw"].by, found["withdraw"].leads_to) == ((UNIT,), ("gone",))
    both = next_at(desk_at("review"))["object"]
    assert set(both.by) == {UNIT, DISTRICT}
    assert both.leads_to == ()
    assert next_at(desk_at("accepting"))["conclude"].leads_to == ("recognised", "rectifying")


def test_what_the_act_can_bring_is_a_need_and_what_it_cannot_stands_in_its_way() -> None:
    found = next_at(desk_at("review"))
    approve = found["approve"]
    assert approve.by == (BUREAU,)
    assert {finding.rule for finding in approve.needs} == {"core.fact", "core.document", "one-third", "modest", "sound"}
    assert approve.blocked == ()
    assert [finding.rule for finding in found["answer"].blocked] == ["core.proceeding"]


def test_once_its_needs_are_met_the_act_is_accepted() -> None:
    for stage in ("asked", "review", "preparing", "accepting", "recognised"):
        desk = desk_at(stage)
        for kind, prospect in next_at(desk).items():
            receipt = desk.ask(right(kind, DAY))
            if not prospect.blocked and kind != "revoke":
                assert receipt.status is Status.ACCEPTED, (stage, kind, [finding.text.en for finding in receipt.refusals])


def test_a_class_that_another_holds_blocks_only_where_the_act_cannot_bring_another() -> None:
    desk = desk_at("preparing").lead("apply", "forward", on=date(2023, 6, 10), apply={"centre": "c-2"}, forward={"centre": "c-2"})
    found = prospects(desk.lawbook, desk.centre("c-2"), DAY, lambda act: weigh(desk.lawbook, desk.context(act), act))
    approve = next(each for each in found if each.kind.id == "approve")
    assert [finding.rule for finding in approve.blocked] == ["class-free"]
    swap = next_at(desk)["swap-class"]
    assert swap.blocked == ()


def test_an_act_that_must_name_another_basis_needs_it() -> None:
    revoke = next_at(desk_at("recognised"))["revoke"]
    assert {finding.rule for finding in revoke.needs} == {"core.grounds", "core.reason"}


def test_after_the_lapse_everything_is_blocked_by_the_window() -> None:
    for prospect in next_at(desk_at("preparing"), date(2029, 1, 1)).values():
        assert "core.window" in {finding.rule for finding in prospect.blocked}
