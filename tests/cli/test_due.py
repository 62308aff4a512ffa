"""``ticctl due``: the officer's morning page over the sample programme of Weihai."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main
from tic_core.cli.due import BLOCKED, ORDER
from tic_core.kernel.duties import STATUSES

DAY = "2026-11-23"
Due = Callable[..., Result]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ledger after the sample acts of Weihai."""
    file = tmp_path_factory.mktemp("due") / "weihai.db"
    assert CliRunner().invoke(main, ["demo", "weihai-2022", "--ledger", str(file), "--as-of", DAY]).exit_code == 0
    return str(file)


@pytest.fixture
def due(programme: str) -> Due:
    """Ask what is owed."""

    def run(*words: str, lang: str = "en") -> Result:
        return CliRunner().invoke(main, ["due", "--ledger", programme, "--lang", lang, *words])

    return run


@pytest.fixture
def told(due: Due) -> Callable[..., list[dict[str, Any]]]:
    """The duties of the JSON document."""

    def run(*words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(due("--json", *words).stdout)["duties"]
        return found

    return run


def test_the_page_has_a_block_for_what_is_overdue_what_is_due_and_what_is_blocked(due: Due) -> None:
    headings = [
        line for line in due("--as-of", DAY).stdout.splitlines() if line.endswith(")") and line[0].isalpha() and "(" in line
    ]
    kinds = [heading.partition(" (")[0] for heading in headings]
    assert kinds[:3] == ["overdue", "due within 30 days, or open now", "blocked"]


def test_every_line_that_presses_names_its_article_and_the_next_act_or_what_blocks_it(told: Any) -> None:
    pressing = [each for each in told("--as-of", DAY) if each["status"] in ("overdue", "grace", "due", "not-begun")]
    assert pressing
    for each in pressing:
        assert each["cite"]
        assert each["next"], each
        assert each["blocked"] is all(way["blocked"] for way in each["next"])
        assert all(way["by"] and (way["cite"] or way["nature"]) for way in each["next"])
        assert all(finding["text"] for way in each["next"] for finding in way["blocked"])
    waiting = [each for each in told("--as-of", DAY) if each["status"] == "pending"]
    assert {each["next"] for each in waiting} == {None}


def test_what_is_blocked_is_in_one_block_with_everything_in_its_way_and_counted_where_it_belongs(due: Due, told: Any) -> None:
    blocked = told("--as-of", DAY, "--status", BLOCKED)
    page = due("--as-of", DAY).stdout
    assert blocked
    assert all(each["blocked"] for each in blocked)
    assert f"blocked ({len(blocked)})" in page
    assert "blocked, see below" in page
    assert "remedy: " in page
    for each in blocked:
        assert page.count(f" · {each['centre']} · ") == sum(other["centre"] == each["centre"] for other in blocked)


def test_the_next_act_leads_there_where_none_in_this_stage_fulfils_the_duty(told: Any) -> None:
    ways = {way["act"]: way["discharges"] for each in told("--as-of", DAY) for way in each["next"] or ()}
    assert ways["file-annual-report"] is True
    evaluation = [each for each in told("--as-of", "2026-12-01", "--duty", "dynamic-evaluation") if each["status"] == "due"]
    assert {way["act"] for each in evaluation for way in each["next"]} <= {"open-dynamic-evaluation", "open-results-notice"}
    assert evaluation
    assert not any(way["discharges"] for each in evaluation for way in each["next"])


@pytest.mark.parametrize("word", ["环翠", "huancui"])
def test_a_district_is_named_by_its_own_name_in_either_language(told: Any, word: str) -> None:
    chosen = {each["centre"] for each in told("--as-of", DAY, "--district", word)}
    everything = {each["centre"] for each in told("--as-of", DAY)}
    assert chosen
    assert chosen < everything
    assert chosen == {each["centre"] for each in told("--as-of", DAY, "--district", "环翠区")}


def test_a_district_may_be_named_by_its_department_and_one_that_is_not_there_is_told(due: Due, told: Any) -> None:
    from tic_core.shelf import Shelf

    edition = Shelf().lawbook("weihai-2022").edition
    office = next(each for each in edition.offices if each.territory.zh == "环翠区")
    assert told("--as-of", DAY, "--district", office.id) == told("--as-of", DAY, "--district", office.name.en)
    wrong = due("--district", "nowhere")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "there is no district or department “nowhere”" in wrong.stderr
    assert "环翠区" not in wrong.stderr


@pytest.mark.parametrize("option", ["--duty", "--kind"])
def test_one_kind_of_duty_is_chosen_by_either_name_of_the_option(told: Any, option: str) -> None:
    assert {each["kind"] for each in told("--as-of", DAY, option, "annual-report")} == {"annual-report"}


def test_a_status_can_be_asked_for_and_gives_nothing_else(told: Any) -> None:
    assert set(ORDER) == set(STATUSES)
    for status in ("overdue", "pending"):
        assert {each["status"] for each in told("--as-of", DAY, "--status", status)} <= {status}


def test_a_line_tells_what_its_days_follow_from_and_the_readings_it_rests_on(told: Any) -> None:
    each = next(each for each in told("--as-of", DAY) if each["kind"] == "annual-report")
    assert each["assumed"]
    assert each["derivation"]["act_kind"] in ("approve", "adopt-preparing", "adopt-recognised")
    assert each["derivation"]["yearly"] == {"month": 2, "day": "last"}
    assert len(each["derivation"]["calendar"]["digest"]) == 64
    assert each["derivation"]["counted_from"] == "approval.on"


def test_the_last_day_there_is_can_be_asked_for(told: Any) -> None:
    found = told("--as-of", "9999-12-31")
    assert 0 < len(found) < 300
    assert {each["next"] for each in found} == {None}


def test_as_known_once_the_next_act_is_what_could_be_told_then(told: Any) -> None:
    then = [each for each in told("--as-of", "2024-12-31", "--known-at", "400") if each["status"] == "overdue"]
    assert then
    assert all(each["next"] for each in then)
    assert then != [each for each in told("--as-of", "2024-12-31") if each["status"] == "overdue"]


def test_a_centre_shows_what_has_ended_and_how(programme: str) -> None:
    words = ["show", "wh-0002", "--ledger", programme, "--as-of", DAY]
    page = CliRunner().invoke(main, [*words, "--lang", "en"]).stdout
    ended = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)["centre"]["ended"]
    assert "duties that have ended" in page
    assert "discharged in time" in page
    assert {"duty", "kind", "period", "how", "on", "late", "sequence"} == set(ended[0])
    assert any(each["how"] == "discharged" and each["late"] == 0 for each in ended)


def test_a_centre_shows_its_incentive_ledger_with_every_step(programme: str) -> None:
    words = ["show", "wh-0002", "--ledger", programme, "--as-of", DAY, "--lang", "en"]
    lines = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)["centre"]["incentives"]
    page = CliRunner().invoke(main, words).stdout
    assert "incentive ledger" in page
    for line in lines:
        assert line["id"] in page
        assert line["steps"][0]["act"]


def test_the_page_is_in_one_language(due: Due, programme: str) -> None:
    page = due("--as-of", DAY, lang="zh").stdout
    for word in ("逾期", "受阻", "下一步", "补救："):
        assert word in page
    assert "blocked" not in page
    assert Path(programme).exists()
