"""The next act toward what is owed; dates that come after the act that tells of them; which step ``about`` names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.editions import Desk, altered, cite, codes, desk_at, extended, lake, only, right

from tic_core.kernel import context
from tic_core.kernel.duties import DutyLine, due_lines, waiting_lines
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.prospect import towards
from tic_core.model.edition import ActKind, Discharge, ProceedingKind, Step, Stepping
from tic_core.model.facts import FactKind
from tic_core.model.receipt import Status
from tic_core.text import Text

NAME = Text("名", "name")
JUNE_9 = date(2023, 6, 9)


def line(desk: Desk, kind: str, day: date = JUNE_9) -> DutyLine:
    found = due_lines(desk.centre(), day, desk.lawbook.calendar, desk.lawbook.last)
    return next(each for each in found if each.kind == kind)


def test_the_acts_that_discharge_a_duty_in_this_stage_are_the_next_ones() -> None:
    desk = desk_at("preparing")
    assert towards(desk.lawbook, desk.centre(), line(desk, "plan")) == ("sign-plan",)


def test_where_none_can_be_taken_yet_the_shortest_way_there_begins_and_never_by_an_adverse_act() -> None:
    edition = altered(lake(), "duties", "plan", holds_in=())
    edition = altered(edition, "acts", "sign-plan", at=("recognised",))
    desk = desk_at("preparing", edition)
    assert towards(desk.lawbook, desk.centre(), line(desk, "plan")) == ("submit",)
    later = desk_at("accepting", edition)
    assert towards(later.lawbook, later.centre(), line(later, "plan")) == ("conclude",)


def test_where_no_act_discharges_it_there_is_no_next_one() -> None:
    desk = desk_at("preparing", altered(lake(), "acts", "sign-plan", discharges=()))
    assert towards(desk.lawbook, desk.centre(), line(desk, "plan")) == ()


def test_toward_the_end_of_a_rectification_leads_the_act_that_opens_it() -> None:
    edition = altered(lake(), "acts", "conclude", opens=())
    serve = ActKind("serve", NAME, "procedural", ("bureau",), cite("11"), at=("rectifying",), brings=("end",), opens=("rectify",))
    desk = desk_at("rectifying", extended(edition, "acts", serve))
    (waiting,) = waiting_lines(desk.lawbook, desk.centre())
    assert towards(desk.lawbook, desk.centre(), waiting) == ("serve",)


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

VISITS = FactKind(
    "visits",
    Text("历次考察", "visits"),
    "list",
    fields=(FactKind("on", NAME, "date"), FactKind("next", NAME, "date", optional=True, ahead=True)),
)


def visiting() -> Desk:
    edition = altered(extended(lake(), "facts", VISITS), "acts", "visit", brings=(), may_bring=("visits", "served", "end"))
    return desk_at("preparing", edition)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"served": JUNE_9}, []),
        ({"served": date(2023, 6, 10)}, ["core.ahead"]),
        ({"end": date(2030, 1, 1)}, []),  # a last day that is printed looks ahead
        ({"visits": [{"on": date(2023, 6, 1)}, {"on": JUNE_9}]}, []),
        ({"visits": [{"on": date(2023, 6, 1)}, {"on": date(2023, 6, 10)}]}, ["core.ahead"]),
        ({"visits": [{"on": JUNE_9, "next": date(2024, 1, 1)}]}, []),
        ({}, []),
    ],
)
def test_a_date_an_act_brings_never_lies_after_it_unless_the_fact_looks_ahead(facts: dict[str, Any], refused: list[str]) -> None:
    receipt = visiting().ask(right("visit", JUNE_9, facts=facts))
    assert codes(receipt) == refused
    assert (receipt.status is Status.ACCEPTED) is not bool(refused)


def test_such_a_refusal_tells_the_fact_the_day_and_how_far_off_it_is() -> None:
    finding = only(visiting().ask(right("visit", JUNE_9, facts={"served": date(2023, 6, 19)})))
    assert (dict(finding.values), finding.limit, finding.margin) == ({"served": date(2023, 6, 19)}, JUNE_9, -10)
    assert finding.remedy is not None


def test_the_quick_way_through_refuses_it_too_and_is_still_taken_by_all_other_acts() -> None:
    desk = visiting()
    assert desk.lawbook.plans["visit"].simple
    for facts, usual in (({"served": JUNE_9}, True), ({"served": date(2023, 6, 10)}, False), ({"end": date(2030, 1, 1)}, True)):
        assert desk.context(right("visit", JUNE_9, facts=facts)).usual is usual


def test_control_without_looking_at_the_dates_the_quick_way_lets_it_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "dates_ahead", lambda *told: iter(()))
    desk = visiting()
    assert desk.ask(right("visit", JUNE_9, facts={"served": date(2023, 6, 10)})).status is Status.ACCEPTED


# ── about ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_about_names_the_proceeding_of_the_first_step_and_the_others_go_by_their_kind() -> None:
    hearing = ProceedingKind("hearing", "appeal", NAME, (Step("held", NAME), Step("over", NAME, open=False)), cite("3"))
    both = (Stepping("objection", "received"), Stepping("hearing", "held"))
    hear = ActKind("hear", NAME, "procedural", ("bureau",), cite("3"), at=("review",), steps=both)
    desk = desk_at("review", extended(extended(lake(), "proceedings", hearing), "acts", hear))
    assert desk.take(right("hear", JUNE_9, about="second")).status is Status.ACCEPTED
    assert {key: each.kind for key, each in desk.centre().proceedings.items()} == {"second": "objection", "hearing": "hearing"}


def test_an_act_that_discharges_two_duties_discharges_each() -> None:
    edition = altered(lake(), "acts", "sign-plan", discharges=(Discharge("plan"), Discharge("acceptance")))
    desk = desk_at("preparing", edition)
    desk.take(right("sign-plan", JUNE_9))
    assert [desk.centre().duties[name].state for name in ("plan", "acceptance")] == ["closed", "closed"]
    assert Lawbook(edition).plans["sign-plan"].conditions == ()
