"""An act counts from its own day unless it says otherwise, and is refused in whole where its form cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tic_core.errors import UsageError
from tic_core.model.act import Act, Determination, well_formed

GOOD: dict[str, Any] = {"id": "1", "kind": "visit", "on": date(2023, 3, 1), "by": "lake-bureau"}


def test_an_act_counts_from_the_day_it_was_decided_unless_it_names_another() -> None:
    assert Act(**GOOD).counts_from == date(2023, 3, 1)
    assert Act(**GOOD, effective=date(2023, 4, 1)).counts_from == date(2023, 4, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"kind": ""},
        {"by": ""},
        {"id": 3},
        {"on": datetime(2023, 3, 1, tzinfo=UTC)},
        {"on": "2023-03-01"},
        {"effective": "2023-03-01"},
        {"facts": []},
        {"facts": {1: "a"}},
        {"persons": None},
        {"determinations": ("met",)},
        {"expected": "3"},
        {"reason": None},
    ],
    ids=str,
)
def test_an_act_that_cannot_be_read_is_refused_and_says_where(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as refused:
        well_formed(Act(**{**GOOD, **wrong}))
    assert next(iter(wrong)) in refused.value.what.en
    assert refused.value.exit_code == 2


def test_a_good_act_is_handed_on_as_it_is() -> None:
    act = Act(**GOOD, determinations=(Determination("sound", "met", "because"),), expected=3)
    assert well_formed(act) is act
