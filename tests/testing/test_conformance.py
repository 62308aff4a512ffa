"""The kit as a class: every check is a test, none can be taken away, and one expected to fail says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest

from tic_core.errors import UsageError
from tic_core.testing import Conformance
from tic_core.testing.kit import CHECKS

SMALLEST = Path(__file__).parents[2] / "examples" / "smallest"


def smallest(**said: Any) -> Any:
    return type("Smallest", (Conformance,), {"edition": "binhai-2026", "policies": (SMALLEST,), **said})()


def test_every_check_is_a_test_that_says_what_to_do_if_it_fails() -> None:
    for check in CHECKS.values():
        test = getattr(Conformance, f"test_{check.id.replace('-', '_')}")
        assert "If this fails" in test.__doc__, check.id
    assert "If this fails" in (Conformance.test_lives.__doc__ or "")


@pytest.mark.parametrize("name", ["test_account", "test_lives", "test_own_centre"])
def test_no_check_can_be_taken_away_or_written_anew(name: str) -> None:
    for instead in (None, lambda self: None):
        with pytest.raises(UsageError, match="taken away"):
            smallest(**{name: instead})


def test_tests_of_ones_own_may_stand_beside_them() -> None:
    assert smallest(test_our_own=lambda self: True).test_our_own()


def test_a_check_that_holds_passes_and_one_that_says_nothing_is_skipped() -> None:
    made = smallest()

    made.test_documents()
    with pytest.raises(SkipTest, match="no account"):
        made.test_account()


def test_a_check_that_is_expected_to_fail_is_told_so_and_one_that_passes_is_a_failure(tmp_path: Path) -> None:
    text = (SMALLEST / "binhai-2026" / "edition.toml").read_text(encoding="utf-8")
    folder = tmp_path / "binhai-2026"
    folder.mkdir()
    folder.joinpath("edition.toml").write_text(text.replace('en = "applied"', 'en = "申报"'), encoding="utf-8")

    with pytest.raises(pytest.xfail.Exception, match="translated next week"):
        smallest(policies=(tmp_path,), expected={"languages": "translated next week"}).test_languages()
    with pytest.raises(AssertionError, match="take the expectation away"):
        smallest(expected={"languages": "translated next week"}).test_languages()


def test_an_expectation_of_a_check_there_is_not_is_refused_when_the_class_is_written() -> None:
    with pytest.raises(UsageError, match="no check"):
        smallest(expected={"langauges": "a slip"})
