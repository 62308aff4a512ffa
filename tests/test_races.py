"""Processes race for the same classes, send the same acts, write on what is stale. By hand: ``python -m benchmarks.races``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres import MISSING, programs

ROOT = Path(__file__).parents[1]

needs_server = pytest.mark.skipif(programs() is None, reason=MISSING)
on_every_store = pytest.mark.parametrize("store", ["file", pytest.param("server", marks=needs_server)])


def run(*words: object) -> tuple[int, dict[str, int], str]:
    """The exit code, how often each answer was given, and all that was said."""
    command = [sys.executable, "-m", "benchmarks.races", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    answers = re.findall(r"^ +([\d,]+)  (\w+: .+)$", done.stdout, re.MULTILINE)
    assert answers, done.stdout + done.stderr
    return done.returncode, {name: int(count.replace(",", "")) for count, name in answers}, done.stdout


@on_every_store
@pytest.mark.parametrize("workers", [2, 8])
def test_each_class_has_one_winner_each_act_one_acceptance_and_a_stale_sequence_is_a_conflict(store: str, workers: int) -> None:
    code, answers, said = run("--classes", 40, "--workers", workers, "--store", store)
    assert code == 0, said
    assert answers == {
        "class: accepted": 40,
        "class: refused class-free": 40 * (workers - 1),
        "same: accepted": 5,
        "same: duplicate": 5 * (workers - 1),
        "stale: accepted": 5,
        "stale: conflict core.stale": 5 * (workers - 1),
    }


@on_every_store
def test_where_nobody_looks_who_holds_a_class_the_key_still_gives_it_to_one(store: str) -> None:
    code, answers, said = run("--classes", 10, "--workers", 4, "--store", store, "--broken", "check")
    assert code == 0, said
    assert (answers["class: accepted"], answers["class: conflict core.taken"]) == (10, 30)


@on_every_store
@pytest.mark.parametrize("broken", ["key", "lock"])
def test_control_without_the_key_or_without_the_serialisation_of_appends_it_turns_red(store: str, broken: str) -> None:
    code, answers, said = run("--classes", 15, "--workers", 4, "--store", store, "--broken", broken)
    assert code == 1, said
    if broken == "key":
        assert answers["class: accepted"] == 60
    else:
        assert any("error" in answer for answer in answers)
