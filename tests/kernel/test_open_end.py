"""A measure without a last day: it does not lapse, and nobody is told an invented one."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from tic_core.model.cite import Cite
from tic_core.model.edition import NO_END, InForce, told_last


def test_a_window_without_a_last_day_has_no_end_and_looks_a_fair_way_ahead() -> None:
    window = InForce(date(2023, 6, 2), cite=Cite.parse("S2"))
    assert (window.ends, window.last) == (False, NO_END)
    assert date(2040, 1, 1) < window.horizon < date(2050, 1, 1)
    assert attrs.evolve(window, last=date(2026, 1, 1)).horizon == date(2026, 1, 1)


@pytest.mark.parametrize(("day", "told"), [(NO_END, "(no last day)"), (date(2027, 7, 6), "2027-07-06")])
def test_a_last_day_is_told_as_it_is(day: date, told: str) -> None:
    assert told_last(day).en == told
