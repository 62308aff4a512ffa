"""The jurisdictions shipped from public facts: clean, exercised whole, honest about what was not seen, apart from each other."""

from __future__ import annotations

from functools import cache

import pytest

from tic_core.model.edition import Edition
from tic_core.packs.account import DOCUMENT, Account, load_account
from tic_core.scenarios import case_files, load_cases, run_cases, uncovered
from tic_core.shelf import Book, Shelf

UNSEEN = ("chongqing-2023", "qingdao-2022", "shandong-2022")
SHELF = Shelf()


@cache
def book(name: str) -> Book:
    return SHELF.book(name)


@cache
def account(name: str) -> Account:
    return load_account(book(name).found.folder / DOCUMENT, book(name).lawbook.edition)


def edition(name: str) -> Edition:
    return book(name).lawbook.edition


@pytest.mark.parametrize("name", UNSEEN)
def test_nothing_is_wrong_with_the_documents(name: str) -> None:
    assert [str(fault) for fault in SHELF.review(SHELF.found[name]).faults] == []


@pytest.mark.parametrize("name", UNSEEN)
def test_every_scenario_is_as_it_says_and_nothing_is_left_out(name: str) -> None:
    results = run_cases(book(name), load_cases(case_files(book(name).found), edition(name)))
    assert {each.case.title.zh: each.differing() for each in results.failed} == {}
    assert [(each.what, each.id, each.lacking) for each in uncovered(results, edition(name), account(name))] == []


@pytest.mark.parametrize("name", UNSEEN)
def test_no_article_is_cited_that_nobody_has_seen(name: str) -> None:
    listed = {source.id for source in edition(name).identity.sources}
    cited = {each.cite for table in edition(name).tables.values() for each in table.values() if getattr(each, "cite", None)}
    assert cited
    assert {cite.part for cite in cited} <= listed
    assert set(account(name).units) == listed


@pytest.mark.parametrize("name", UNSEEN)
def test_what_was_not_seen_is_told_and_not_encoded(name: str) -> None:
    unseen = [each for each in account(name).sentences if each.note is not None and "未见" in each.note.zh]
    assert any(each.treatment == "not-encoded" for each in unseen)
    assert all(each.treatment in ("not-encoded", "discretionary", "encoded") for each in unseen)
    assert not edition(name).identity.in_force.ends


@pytest.mark.parametrize("name", UNSEEN)
def test_no_adverse_act_can_be_taken_before_the_authority_has_confirmed_that_the_sources_are_right(name: str) -> None:
    questions = edition(name).tables["interpretations"]
    adverse = [act for act in edition(name).acts if act.nature == "adverse"]
    assert adverse
    assert all("Q1" in act.assumed for act in adverse)
    assert {each.status for each in questions.values()} == {"default"}


@pytest.mark.parametrize("name", UNSEEN)
def test_the_sources_say_how_they_are_known(name: str) -> None:
    for source in edition(name).identity.sources:
        assert source.mark in ("read", "digest")
        assert all(source.tells(lang) and source.name(lang) for lang in ("zh", "en"))


def test_the_two_cities_of_one_province_do_not_hear_each_other() -> None:
    chains = {name: tuple(plugin.jurisdiction for plugin in book(name).answers.plugins) for name in ("qingdao-2022", "weihai-2022")}
    assert chains == {"qingdao-2022": ("cn-sd",), "weihai-2022": ("cn-sd-weihai", "cn-sd")}
