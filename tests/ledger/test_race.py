"""Several processes on one ledger, and processes that die."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tic_core.ledger import Ledger, verify

RACER = Path(__file__).with_name("racer.py")


def racer(address: str, what: str, name: str, count: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, str(RACER), address, what, name, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("address", ["file", "server"], indirect=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_of_all_that_race_for_a_class_exactly_one_gets_it(address: str, workers: int) -> None:
    keys = 60
    racers = [racer(address, "race", f"w{number}", keys) for number in range(workers)]
    for each in racers:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate()[0].split("\n")[:-1] for each in racers]
    assert [each.returncode for each in racers] == [0] * workers
    for key in range(keys):
        met = sorted(line.split()[0] for lines in said for line in lines if line.split()[1] == str(key))
        assert met == ["taken"] * (workers - 1) + ["won"]
    with Ledger.open(address, create=False) as ledger:
        found = verify(ledger)
        assert (found.ok, found.head) == (True, keys)


def killed(path: Path, what: str, name: str, after: int) -> list[str]:
    """The acts a process answered for before it was killed, ``after`` of them at least."""
    process = racer(f"sqlite:///{path}", what, name)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    answered = [process.stdout.readline().strip() for _ in range(after)]
    process.kill()
    return answered + process.communicate()[0].split()


def recorded(path: Path) -> list[str]:
    with Ledger.open(f"sqlite:///{path}", create=False) as ledger:
        assert verify(ledger).ok
        with ledger.reading() as reader:
            return [event.act for event in reader.feed()] if reader.jurisdictions() else []


def test_an_act_that_was_answered_for_survives_the_death_of_its_process(path: Path) -> None:
    answered = [act for turn in range(5) for act in killed(path, "write", f"w{turn}", after=7 + turn)]
    found = recorded(path)
    assert [act for act in found if act in set(answered)] == answered
    assert len(found) <= len(answered) + 5  # at most the one act each process was just writing


def test_an_answer_given_too_early_would_be_seen(path: Path) -> None:
    """The control of the test above."""
    answered = killed(path, "early", "w0", after=1)
    assert answered == ["w0-0"]
    assert recorded(path) == []
