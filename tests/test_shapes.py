"""Measures of quite another shape than Weihai's, in TOML alone: two phases with a planned end; a title that expires."""

from __future__ import annotations

from pathlib import Path

import pytest

from tic_core.model.subject import FINAL_KINDS
from tic_core.scenarios import case_files, load_cases, run_cases, uncovered
from tic_core.shelf import Shelf

SHELF = Shelf([Path(__file__).parent / "shapes"])
SHAPES = {"two-phases-2025": "GRADUATED", "renewal-2025": "EXPIRED"}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_said_without_a_fault_and_exercised_whole(name: str) -> None:
    assert [str(fault) for fault in SHELF.review(SHELF.found[name]).faults] == []
    results = run_cases(SHELF.book(name), load_cases(case_files(SHELF.found[name]), SHELF.lawbook(name).edition))
    assert {each.case.title.en: each.differing() for each in results.failed} == {}
    assert uncovered(results, SHELF.lawbook(name).edition) == ()


@pytest.mark.parametrize(("name", "kind"), SHAPES.items())
def test_it_has_the_kind_of_stage_that_weihai_does_without(name: str, kind: str) -> None:
    assert kind in SHELF.lawbook(name).stage_kinds.values()
    assert kind not in SHELF.lawbook("weihai-2022").stage_kinds.values()


def test_an_expired_title_is_no_end_and_a_graduated_one_is() -> None:
    assert "EXPIRED" not in FINAL_KINDS
    assert "GRADUATED" in FINAL_KINDS


def test_neither_says_money_and_only_one_has_a_last_day() -> None:
    editions = {name: SHELF.lawbook(name).edition for name in SHAPES}
    assert {name: each.incentives for name, each in editions.items()} == dict.fromkeys(SHAPES, ())
    assert {name: each.identity.in_force.ends for name, each in editions.items()} == {
        "two-phases-2025": False,
        "renewal-2025": True,
    }
