"""Art. 19: eligibility with its article and its reason; never an amount."""

from __future__ import annotations

import re

import attrs
import pytest

from tic_core.hooks.facade import Answers
from tic_core.model.cite import Cite
from tic_core.model.edition import Identity
from tic_core.model.money import Incentive
from tic_core.text import Text
from tic_weihai.incentives import REASONS

SUPPORT = Incentive("support", Text("资金或项目支持", "money or projects"), "discretionary", "w", Cite(19))
PRIORITY = Incentive("priority", Text("优先承担", "priority"), "entitlement", "w", Cite(19), ("Q35",))
BIDS = Incentive("bids", Text("支持争创", "support for bids"), "promotional", "w", Cite(19))
TALENT = Incentive("talent", Text("人才", "talent"), "discretionary", "w", Cite(20))


def test_every_eligible_entry_of_article_19_is_proposed_with_its_reason(answers: Answers, edition: Identity) -> None:
    told = answers.incentives({}, (SUPPORT, PRIORITY, BIDS), edition)
    assert [each.answer.incentive for each in told] == ["bids", "priority", "support"]
    assert {each.answer.cite for each in told} == {"19"}
    assert told[1].answer.assumed == ("Q35",)
    assert told[2].answer.why.zh == "资金或项目支持：条件已满足；是否支持、支持多少，由市科技局视情况决定"
    assert told[1].answer.why.en == "priority: its conditions are met, so priority is owed"


def test_nothing_is_proposed_that_is_not_eligible(answers: Answers, edition: Identity) -> None:
    assert answers.incentives({}, (), edition) == ()
    assert [each.answer.incentive for each in answers.incentives({}, (BIDS,), edition)] == ["bids"]


def test_what_rests_on_another_article_or_on_none_is_left_to_the_office(answers: Answers, edition: Identity) -> None:
    assert answers.incentives({}, (TALENT, attrs.evolve(SUPPORT, cite=None)), edition) == ()


def test_it_does_not_speak_about_another_edition(answers: Answers, edition: Identity) -> None:
    assert answers.incentives({}, (SUPPORT,), attrs.evolve(edition, id="weihai-2027")) == ()


@pytest.mark.parametrize("nature", REASONS)
def test_no_reason_holds_a_number_or_a_currency(nature: str) -> None:
    said = REASONS[nature].zh + REASONS[nature].en
    assert not re.search(r"\d|元|yuan|CNY|RMB", said)
