"""The scenarios of the measure: all as they say, many enough, and nothing of the measure left out of them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from tic_core.packs.account import DOCUMENT, load_account
from tic_core.scenarios import Results, case_files, load_cases, run_cases, uncovered
from tic_core.shelf import Book, Shelf

WINDOW = {date(2022, 7, 6), date(2022, 7, 7), date(2027, 7, 6), date(2027, 7, 7)}


@cache
def book() -> Book:
    return Shelf().book("weihai-2022")


@cache
def results() -> Results:
    return run_cases(book(), load_cases(case_files(book().found), book().lawbook.edition))


def test_every_scenario_is_as_it_says() -> None:
    assert {each.case.title.zh: each.differing() for each in results().failed} == {}


def test_there_are_scenarios_enough() -> None:
    assert len(results().cases) >= 150
    assert results().known == ()


def test_the_scenarios_exercise_every_rule_act_duty_and_encoded_sentence() -> None:
    edition = book().lawbook.edition
    account = load_account(book().found.folder / DOCUMENT, edition)

    assert [(each.what, each.id, each.lacking) for each in uncovered(results(), edition, account)] == []


def test_acts_are_both_accepted_and_refused_under_every_article_that_binds() -> None:
    seen: Counter[tuple[int, str]] = Counter()
    for each in results().passed:
        expect = each.case.expect
        answer = "" if expect is None else "remarked" if expect.notes else expect.status
        seen.update((cite.article, "against" if answer in ("refused", "remarked") else answer) for cite in each.case.articles)

    assert {article for article in range(4, 23) if seen[article, "accepted"]} >= {
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        15,
        16,
        17,
        18,
        19,
        21,
        22,
    }
    assert {article for article in range(4, 23) if seen[article, "against"]} >= {
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        15,
        16,
        17,
        18,
        19,
        21,
        22,
    }


def test_the_four_days_of_the_window_are_each_asked() -> None:
    days = {each.case.act.on for each in results().passed if each.case.act and 22 in {cite.article for cite in each.case.articles}}

    assert days >= WINDOW
