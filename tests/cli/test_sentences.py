"""``policy account`` and ``policy questions``: from the text to the edition and back."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tic_core.cli import main


def asked(*args: str) -> str:
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_account_has_every_sentence_of_articles_1_to_22_and_of_the_annex() -> None:
    told = json.loads(asked("policy", "account", "weihai-2022", "--json"))

    units = {(each["article"], each["number"]) for each in told["sentences"]}
    assert len([unit for unit in units if isinstance(unit[0], int)]) == 88
    assert len([unit for unit in units if unit[0] == "annex"]) == 13
    assert sum(told["counts"].values()) == len(told["sentences"])
    assert all(each["note"] for each in told["sentences"] if each["treatment"] == "not-encoded")


def test_one_treatment_alone_can_be_asked_for() -> None:
    told = json.loads(asked("policy", "account", "weihai-2022", "--treatment", "not-encoded", "--json"))

    assert {each["treatment"] for each in told["sentences"]} == {"not-encoded"}


@pytest.mark.parametrize(("lang", "heading"), [("zh", "第十二条第2项"), ("en", "Art. 12(2)")])
def test_the_account_reads_in_both_languages(lang: str, heading: str) -> None:
    assert heading in asked("policy", "account", "weihai-2022", "--lang", lang)


def test_the_register_of_questions_names_the_reading_taken_who_may_change_it_and_what_rests_on_it() -> None:
    told = {each["id"]: each for each in json.loads(asked("policy", "questions", "weihai-2022", "--json"))["questions"]}

    assert set(told) >= {f"Q{number}" for number in range(1, 43)}
    assert [reading["id"] for reading in told["Q7"]["readings"] if reading["taken"]] == [told["Q7"]["taken"]]
    assert "rules:committee-share" in told["Q6"]["resting"]
    assert {each["by"] for each in told.values()} == {"bureau"}


def test_an_edition_without_an_account_says_so() -> None:
    done = CliRunner().invoke(main, ["--policies", "examples/smallest", "policy", "account", "binhai-2026", "--lang", "en"])

    assert done.exit_code == 2
    assert "no account" in done.output
