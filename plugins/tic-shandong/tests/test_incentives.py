"""What the province proposes: each with its reason and where its sum was read, and nothing for another measure."""

from __future__ import annotations

import pytest

from tic_core.model.edition import Identity
from tic_core.shelf import Shelf
from tic_shandong import tic_incentives


@pytest.mark.parametrize(
    ("kind", "said"),
    [("enterprise", "企业牵头"), ("university", "高等学校牵头"), ("institute", "科研院所牵头"), (None, "未记录")],
)
def test_the_support_for_preparing_says_who_leads(kind: str | None, said: str, shelf: Shelf, edition: Identity) -> None:
    eligible = shelf.book("shandong-2022").lawbook.edition.incentives
    first, *_ = tic_incentives({"lead.kind": kind}, eligible, edition)
    assert (first.incentive, first.cite, first.assumed) == ("preparation-support", "S4", ("Q7",))
    assert said in first.why.zh
    assert "未核对原文" in first.why.zh


def test_every_incentive_of_the_edition_has_a_reason(shelf: Shelf, edition: Identity) -> None:
    eligible = shelf.book("shandong-2022").lawbook.edition.incentives
    assert [each.incentive for each in tic_incentives({}, eligible, edition)] == [each.id for each in eligible]


def test_nothing_is_proposed_for_weihai(shelf: Shelf, another: Identity) -> None:
    assert tic_incentives({}, shelf.book("weihai-2022").lawbook.edition.incentives, another) == []
