"""Art. 7: one centre in each group or class of industry, as Q7 reads it."""

from __future__ import annotations

import attrs
import pytest

from tic_core.hooks.facade import Answers
from tic_core.model.answer import Relation
from tic_core.model.cite import Cite
from tic_core.model.edition import Identity, Reservation
from tic_core.text import Text

INDUSTRY = Reservation("industry", Text("行业类别", "industry class"), ("industry.class",), Cite(7))


def test_a_group_conflicts_with_its_classes(answers: Answers, edition: Identity) -> None:
    told = answers.conflict_relation(INDUSTRY, edition)
    assert told is not None
    assert told.answer == Relation("industry", "prefix", "7", ("Q7",))
    assert told.source.startswith("tic_weihai")


@pytest.mark.parametrize("key", [("name",), ("industry.class", "route"), ()])
def test_about_another_reservation_it_says_nothing(answers: Answers, edition: Identity, key: tuple[str, ...]) -> None:
    assert answers.conflict_relation(attrs.evolve(INDUSTRY, key=key), edition) is None


def test_it_does_not_speak_about_another_edition(answers: Answers, edition: Identity) -> None:
    assert answers.conflict_relation(INDUSTRY, attrs.evolve(edition, id="weihai-2018")) is None
