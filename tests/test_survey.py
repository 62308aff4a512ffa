"""All rules of an edition over the whole register at once: what they find is what they find centre by centre."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.programme import filled

from tic_core import Registry
from tic_core.consult import as_said, law_of
from tic_core.errors import UsageError
from tic_core.ledger import Known
from tic_core.model.verdict import Verdict
from tic_core.rules.reference import evaluate
from tic_core.survey import facts_of

pytest.importorskip("polars", reason="the register as columns needs polars: pip install 'tic-core[columns]'")

DAYS = (date(2023, 6, 30), date(2026, 11, 23))


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return filled(f"sqlite:///{tmp_path_factory.mktemp('survey')}/tic.db")[0]


def one_by_one(registry: Registry, day: date, known_at: int | None = None) -> tuple[list[str], list[dict[str, Any]]]:
    book = registry.shelf.book("weihai-2022")
    with registry.ledger.reading(book.identity.jurisdiction) as reader:
        law = law_of(reader if known_at is None else Known(reader, known_at), book, day)
        known = sorted({event.subject for event in reader.feed(limit=known_at)})
    centres = [centre for centre in (registry.view(each, day, known_at) for each in known) if centre.stage]
    lawbook = as_said(book, law).lawbook
    facts = list(facts_of(lawbook, centres, law, day))
    found = [
        {name: int(evaluate(rule, each, lawbook.rules, lawbook.calendar).verdict) for name, rule in lawbook.rules.items()}
        for each in facts
    ]
    return [centre.id for centre in centres], found


@pytest.mark.parametrize(("day", "known_at"), [(DAYS[0], None), (DAYS[1], None), (DAYS[1], 500), (DAYS[0], 120)], ids=str)
def test_every_rule_of_the_measure_finds_in_columns_what_it_finds_centre_by_centre(
    programme: Registry, day: date, known_at: int | None
) -> None:
    centres, plain = one_by_one(programme, day, known_at)
    survey = programme.columns("weihai-2022", day, known_at)
    table = survey.verdicts()

    assert table["centre"].to_list() == centres
    assert len(centres) >= 5
    for rule in survey.rules:
        assert table[rule].to_list() == [found[rule] for found in plain], rule
    assert survey.opaque == {}
    assert known_at is None or plain != one_by_one(programme, day)[1]  # by then it was not as it is now


def test_uniqueness_comes_from_one_index_and_tells_who_shares_a_class(programme: Registry) -> None:
    table = programme.columns("weihai-2022", as_of=DAYS[1], rules=("class-unique",)).verdicts()

    assert set(table["class-unique"].to_list()) <= {Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET, Verdict.NOT_APPLICABLE}
    assert Verdict.MET in table["class-unique"].to_list()


def test_a_register_without_centres_has_a_row_for_none() -> None:
    assert Registry.open("sqlite://").columns("weihai-2022", as_of=DAYS[1]).verdicts().height == 0


def test_without_polars_it_is_said_what_to_install(programme: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tic_core.survey.find_spec", lambda name: None)

    with pytest.raises(UsageError, match="polars") as refused:
        programme.columns("weihai-2022", DAYS[0])
    assert "tic-core[columns]" in refused.value.remedy.en
