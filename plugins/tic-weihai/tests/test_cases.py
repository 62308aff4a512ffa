"""Weihai's measure and plugin held to the conformance kit; its scenarios: many enough, and nothing of the measure left out."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import settings

from tic_core.packs.account import DOCUMENT, load_account
from tic_core.scenarios import Results, uncovered
from tic_core.shelf import Book
from tic_core.testing import Conformance
from tic_core.testing.documents import results_of
from tic_core.testing.machine import SETTINGS

WINDOW = {date(2022, 7, 6), date(2022, 7, 7), date(2027, 7, 6), date(2027, 7, 7)}


class TestWeihai(Conformance):
    edition = "weihai-2022"
    # Whole lives under this measure have a machine of their own, with two districts and the one-third rule.
    lives_settings = settings(SETTINGS, max_examples=2)


def book() -> Book:
    return TestWeihai.subject().book


def results() -> Results:
    return results_of(TestWeihai.subject())


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
