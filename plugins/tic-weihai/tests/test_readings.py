"""The readings of the open questions: what each would change, and a scenario that tells it from the reading taken."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import attrs
import tomli

from tic_core.packs import check_readings
from tic_core.scenarios import case_files, load_cases, run_cases
from tic_core.scenarios.document import Casebook
from tic_core.shelf import Book, Shelf

NOT_ENCODED = {
    # No interpretation may add a sanction (B13): these take a new measure.
    ("Q5", "withdraw-approval"),
    ("Q11", "cancel"),
    ("Q14", "always"),
    ("Q17", "sanction"),
    ("Q37", "automatic"),
    ("Q56", "by-decision"),
    # Nor take away what was given.
    ("Q19", "all-ends"),
    ("Q20", "ended"),
    ("Q40", "ends-with-measure"),
    # Nor bar anybody whom the text lets in.
    ("Q38", "one"),
    ("Q39", "waiting"),
    # An adverse decision names its basis, and whether a remedy stays it is for the statutes.
    ("Q18", "general-law"),
    ("Q55", "stays"),
    # A change of field while preparing would hold the class all the same: that takes acts of its own.
    ("Q8", "from-recognition"),
    # The core counts no period so: it would take a day from the party.
    ("Q43", "anniversary-minus-one"),
    # It does not say when each of the four begins and ends.
    ("Q46", "four-periods"),
}

SAID_ONLY = {("Q47", "priority-owed")}  # it changes what a proposal is called, and no answer


@cache
def book() -> Book:
    return Shelf().book("weihai-2022")


def file() -> Path:
    return Path(book().found.folder) / "edition.toml"


@cache
def document() -> dict[str, Any]:
    return tomli.loads(file().read_text(encoding="utf-8"))


def encoded() -> set[tuple[str, str]]:
    return {
        (question.id, reading.id)
        for question in book().lawbook.edition.interpretations
        for reading in question.readings
        if reading.sets is not None
    }


def casebook() -> Casebook:
    return load_cases(case_files(book().found), book().lawbook.edition)


def test_what_is_not_encoded_is_named_with_its_reason() -> None:
    questions = book().lawbook.edition.interpretations
    others = {(each.id, reading.id) for each in questions for reading in each.readings if reading.id != each.taken}

    assert others - encoded() == NOT_ENCODED
    assert all(len(each.readings) > 1 for each in questions)


def test_every_setting_changes_something_that_stands_in_the_document() -> None:
    for question, reading in sorted(encoded()):
        sets = next(each["sets"] for each in item("interpretation", question)["readings"] if each["id"] == reading)
        assert sets, (question, reading)
        for each in sets:
            there = item(each["table"], each.get("id"))
            now = there.get(each["key"], [])
            assert all(one in now for one in each.get("drops", ())), each
            assert not any(one in now for one in each.get("adds", ())), each
            assert "adds" in each or "drops" in each or each.get("value") != there.get(each["key"]), each


def item(table: str, name: str | None) -> dict[str, Any]:
    found = document()[table]
    return found if isinstance(found, dict) else next(each for each in found if each["id"] == name)


def test_one_reading_of_each_question_can_be_chosen_together_with_any_of_the_others() -> None:
    check_readings(file())


def test_every_encoded_reading_has_a_scenario_that_comes_out_otherwise_under_the_reading_taken() -> None:
    cases = [each for each in casebook().cases if each.readings]
    plain = attrs.evolve(casebook(), cases=tuple(attrs.evolve(each, readings={}) for each in cases))
    otherwise = {result.case.title.zh for result in run_cases(book(), plain).failed}

    told = {(question, reading) for each in cases if each.title.zh in otherwise for question, reading in each.readings.items()}
    assert encoded() - told == SAID_ONLY
