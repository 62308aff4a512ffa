"""The edition's window, both ends included: every day from five before to five after either end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs
import pytest
from tests.editions import FIRST, LAST, Desk, codes, desk_at, found, lake, right

from tic_core.kernel.decide import Receipt
from tic_core.model.act import Act
from tic_core.model.receipt import Status

DAYS = [end + timedelta(days=offset) for end in (FIRST, LAST) for offset in range(-5, 6)]


def elder(stage: str) -> Desk:
    """A centre led to ``stage`` years before, under a wider window; then the window is narrowed to the edition's own."""
    wide = Desk(lake(first=date(2020, 1, 1)))
    path = {"preparing": ("apply", "forward", "approve"), "review": ("apply", "forward")}[stage]
    wide.lead(*path, on=date(2021, 6, 1))
    desk = Desk()
    desk.events = wide.events
    return desk


def opening(day: date) -> Receipt:
    return Desk().ask(right("apply", day))


def settled_at_once(day: date) -> Receipt:
    return elder("preparing").ask(right("visit", day))


def weighed(day: date) -> Receipt:
    return elder("review").ask(right("approve", day))


def adverse(day: date) -> Receipt:
    return elder("review").ask(right("refuse", day))


def broken_besides(day: date) -> Receipt:
    return elder("review").ask(right("approve", day, determinations=(found("sound", "not-met"),)))


def effective_elsewhere(day: date) -> Receipt:
    """What counts is the day it was decided, not the day from which it counts."""
    return elder("preparing").ask(right("rename", day, effective=day + timedelta(days=10 if day <= FIRST else -10)))


ASKED: list[Callable[[date], Receipt]] = [opening, settled_at_once, weighed, adverse, effective_elsewhere]


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_act_is_refused_outside_the_window_with_article_22_and_accepted_inside(
    day: date, ask: Callable[[date], Receipt]
) -> None:
    receipt = ask(day)
    inside = FIRST <= day <= LAST
    assert receipt.status is (Status.ACCEPTED if inside else Status.REFUSED)
    if not inside:
        (finding,) = [finding for finding in receipt.refusals if finding.rule == "core.window"]
        assert finding.cite == "22"
        assert finding.margin == -(min(abs(day - FIRST), abs(day - LAST)).days)
        assert finding.limit == (FIRST, LAST)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_window_is_told_beside_whatever_else_is_wrong(day: date) -> None:
    assert codes(broken_besides(day)) == ([] if FIRST <= day <= LAST else ["core.window"]) + ["sound"]


@pytest.mark.parametrize("end", ["first", "last"])
@pytest.mark.parametrize("days", [-1, 1])
def test_control_a_window_that_is_a_day_off_is_found_out(end: str, days: int) -> None:
    wrong = []
    for day in DAYS:
        desk = elder("preparing")
        setattr(desk.lawbook, end, getattr(desk.lawbook, end) + timedelta(days=days))
        wrong += [day] if (desk.ask(right("visit", day)).status is Status.ACCEPTED) != (FIRST <= day <= LAST) else []
    assert len(wrong) == 1


@pytest.mark.parametrize("day", [LAST + timedelta(days=1), date(2030, 5, 1)], ids=str)
def test_after_the_lapse_every_act_names_a_registered_basis_also_recognition(day: date) -> None:
    desk = desk_at("accepting")
    desk.take(right("grade", date(2023, 6, 20)))
    for act in (right("conclude", day), right("visit", day, centre="c-2"), right("apply", day, centre="c-3")):
        assert "core.window" in codes(desk.ask(act))
    desk.take(right("register", date(2028, 1, 1)))
    receipt = desk.ask(attrs.evolve(right("conclude", day), basis="fraud-law"))
    assert receipt.status is Status.ACCEPTED
    assert receipt.event is not None
    assert receipt.event.law.basis == "fraud-law"
    assert receipt.event.law.edition == "lake-1"


def test_a_basis_is_known_only_from_the_day_it_was_registered() -> None:
    desk = desk_at("preparing")
    desk.take(right("register", date(2028, 6, 1)))
    act: Act = right("visit", date(2028, 5, 31), basis="fraud-law")
    assert codes(desk.ask(act)) == ["core.basis"]
    assert desk.ask(attrs.evolve(act, on=date(2028, 6, 1))).status is Status.ACCEPTED


def test_several_bases_are_kept_one_beside_the_other() -> None:
    desk = desk_at("preparing")
    desk.take(right("register", date(2028, 1, 1)))
    other = [{"id": "extension", "first": date(2028, 3, 1), "last": date(2029, 2, 28)}]
    desk.take(right("register", date(2028, 1, 2), facts={"basis": other}))
    for basis in ("fraud-law", "extension"):
        assert desk.ask(right("visit", date(2029, 2, 28), basis=basis)).status is Status.ACCEPTED
    assert codes(desk.ask(right("visit", date(2029, 3, 1), basis="extension"))) == ["core.window"]
