"""Several processes on one ledger. What happens when they die: see ``test_kills``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tic_core.ledger import Ledger, verify

RACER = Path(__file__).with_name("racer.py")


def racer(address: str, name: str, keys: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(RACER), address, name, str(keys)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("address", ["file", "server"], indirect=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_of_all_that_race_for_a_class_exactly_one_gets_it(address: str, workers: int) -> None:
    keys = 20 if address.startswith("postgresql") else 60
    racers = [racer(address, f"w{number}", keys) for number in range(workers)]
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
