"""Chance is repeatable in all tests.

Every random test follows one seed, printed at the top of the run: ``pytest --hypothesis-seed=N`` runs the same examples again.
A failing example is printed with the decorator that repeats it.
"""

from __future__ import annotations

import os
import random

import hypothesis
import hypothesis.core
import pytest

hypothesis.settings.register_profile("tic", deadline=None, print_blob=True)
hypothesis.settings.load_profile("tic")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop("COLUMNS", None)  # what a page looks like must not hang on the window that the tests were started in
    # Workers of pytest-xdist inherit the seed by the environment.
    if config.getoption("--hypothesis-seed", None) is None:
        seed = os.environ.setdefault("TIC_TEST_SEED", str(random.SystemRandom().randrange(10**9)))
        hypothesis.core.global_force_seed = int(seed)


def pytest_report_header() -> str:
    return f"chance: --hypothesis-seed={hypothesis.core.global_force_seed}"


@pytest.fixture
def chance() -> random.Random:
    """A source of chance that follows the seed of the run."""
    return random.Random(str(hypothesis.core.global_force_seed))
