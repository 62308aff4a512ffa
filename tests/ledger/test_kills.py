"""``kill -9`` at random moments: what was answered for is there, and nothing by half. By hand: ``python -m benchmarks.kills``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import hypothesis.core
import pytest
from tests.postgres import MISSING, programs

ROOT = Path(__file__).parents[2]

needs_server = pytest.mark.skipif(programs() is None, reason=MISSING)


def run(*words: object) -> tuple[int, int, str]:
    """The exit code, how many acts were answered for, and what was said."""
    seed = ("--seed", hypothesis.core.global_force_seed)
    command = [sys.executable, "-m", "benchmarks.kills", *map(str, (*words, *seed))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    answered = re.search(r"([\d,]+) acts answered for", done.stdout)
    assert answered, done.stdout + done.stderr
    return done.returncode, int(answered[1].replace(",", "")), done.stdout


def test_a_writer_killed_two_hundred_times_loses_nothing_it_answered_for() -> None:
    code, answered, said = run("--kills", 200)
    assert code == 0, said
    assert answered > 200


@needs_server
def test_a_writer_on_a_server_killed_again_and_again_loses_nothing_it_answered_for() -> None:
    code, answered, said = run("--kills", 20, "--store", "server")
    assert code == 0, said
    assert answered


@needs_server
def test_a_server_killed_with_all_its_processes_loses_nothing_it_acknowledged() -> None:
    code, answered, said = run("--kills", 4, "--store", "server", "--victim", "server")
    assert code == 0, said
    assert answered


@pytest.mark.parametrize("broken", ["early", "half"])
def test_control_an_answer_before_it_is_durable_or_an_act_in_two_transactions_turns_it_red(broken: str) -> None:
    code, _, said = run("--kills", 25, "--control", broken)
    assert code == 1
    assert ("lost:" if broken == "early" else "half applied:") in said
