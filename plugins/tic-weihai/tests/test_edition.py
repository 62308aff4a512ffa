"""The plugin and the document speak of the same things: read and compiled like any other edition, then asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import tic_policies
from tic_core.hooks.facade import Answers
from tic_core.model.edition import Edition
from tic_core.model.facts import exact
from tic_core.packs import load
from tic_weihai import incentives, scoring
from tic_weihai.editions import EDITIONS

FOLDER = Path(tic_policies.__file__).parent


@pytest.fixture(scope="module", params=sorted(EDITIONS))
def measure(request: pytest.FixtureRequest) -> Edition:
    return load(FOLDER / request.param / "edition.toml")


def test_the_facts_it_proposes_are_those_the_act_with_the_scores_may_bring(measure: Edition) -> None:
    acts = [act for act in measure.acts if act.scores]
    assert acts
    for act in acts:
        assert {scoring.SCORE, scoring.GRADE} <= set(act.may_bring)


def test_the_columns_it_reads_are_those_of_the_document(measure: Edition) -> None:
    facts = measure.tables["facts"]
    fields = {name: {field.id for field in facts[name].fields} for name in ("evaluation.scores", scoring.BANDS)}
    assert {"expert", "score", "ties"} <= fields["evaluation.scores"]
    assert fields[scoring.BANDS] == {"grade", "from"}


def test_who_must_stand_aside_is_what_the_document_counts_as_tied(measure: Edition) -> None:
    [where] = [where for each in measure.derived if each.id == "evaluation.tied" for where in each.where]
    assert set(where.one_of) == scoring.TIED


def test_a_whole_record_gives_a_grade_of_the_document(measure: Edition, answers: Answers) -> None:
    facts, words = measure.tables["facts"], measure.tables["vocabularies"]
    grades = [term.id for term in words["grade"].terms]
    rows = [{"expert": "e1", "score": "91.5", "ties": ["outside"]}, {"expert": "e2", "score": "92", "ties": ["outside"]}]
    bands = [{"grade": grade, "from": str(25 * place)} for place, grade in enumerate(grades)]

    sheets = exact(facts["evaluation.scores"], rows, words)
    recorded = {scoring.BANDS: exact(facts[scoring.BANDS], bands, words)}
    told = answers.aggregate_scores("record-scores", sheets, recorded, measure.identity)

    assert told is not None
    for name, value in told.answer.facts.items():
        assert exact(facts[name], value, words) is not None
    assert dict(told.answer.facts) == {scoring.SCORE: "91.75", scoring.GRADE: grades[-1]}
    assert set(told.answer.assumed) <= measure.tables["interpretations"].keys()


def test_every_incentive_of_article_19_can_be_proposed(measure: Edition, answers: Answers) -> None:
    listed = [each for each in measure.incentives if each.cite and each.cite.article == incentives.ARTICLE]
    told = answers.incentives({}, listed, measure.identity)
    assert {each.answer.incentive for each in told} == {each.id for each in listed}
    assert {each.nature for each in listed} <= incentives.REASONS.keys()


def test_the_classes_of_industry_are_a_reservation_of_the_document(measure: Edition, answers: Answers) -> None:
    told = {each.id: answers.conflict_relation(each, measure.identity) for each in measure.reservations}
    related = {name: each.answer for name, each in told.items() if each is not None}
    assert [(name, each.kind, each.cite) for name, each in related.items()] == [("industry-class", "prefix", "7")]
    assert set(related["industry-class"].assumed) <= measure.tables["interpretations"].keys()
