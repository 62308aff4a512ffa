"""``ticctl feed`` and ``ticctl scan``: followers go on where they were, and scans say once what fell due."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import LINHU, Ticctl

pytestmark = pytest.mark.usefixtures("ledger")


def lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_consumer_is_given_each_event_once_and_goes_on_where_it_was(ticctl: Ticctl) -> None:
    first = ticctl("feed", "--consumer", "mirror", "--lines", "--limit", 3)
    rest = ticctl("feed", "--consumer", "mirror", "--lines")
    assert [each["sequence"] for each in lines(first.stdout)] == [1, 2, 3]
    assert [each["sequence"] for each in lines(rest.stdout)] == [4, 5, 6, 7, 8]
    assert ticctl("feed", "--consumer", "mirror", "--lines").stdout == ""


def test_without_a_consumer_nothing_is_kept(ticctl: Ticctl) -> None:
    for _ in range(2):
        assert [each["sequence"] for each in lines(ticctl("feed", "--after", 6, "--lines").stdout)] == [7, 8]


def test_what_nobody_read_does_not_count_as_read(ticctl: Ticctl, ledger: Path) -> None:
    words = ["feed", "--consumer", "mirror", "--lines", "--policies", str(LINHU), "--ledger", str(ledger)]
    process = subprocess.Popen([sys.executable, "-m", "tic_core", *words], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()  # the reader is gone before anything was written
    assert process.wait(timeout=60) == 0
    assert next(each["sequence"] for each in lines(ticctl("feed", "--consumer", "mirror", "--lines").stdout)) == 1


def test_a_consumer_and_a_sequence_are_not_both_given(ticctl: Ticctl) -> None:
    result = ticctl("feed", "--consumer", "mirror", "--after", 3)
    assert (result.exit_code, "not both" in result.stderr) == (2, True)


def test_a_scan_says_what_was_new_and_the_second_finds_nothing(ticctl: Ticctl) -> None:
    first, second = (json.loads(ticctl("scan", "--day", "2026-11-01", "--show", "--json").stdout) for _ in range(2))
    assert (first["new"], second["new"], second["subjects"]) == (5, 0, 0)
    assert first["notices"] == second["notices"]
    told = json.loads(ticctl("feed", "--notices", "--consumer", "mailer", "--json").stdout)["notices"]
    assert [each["number"] for each in told] == [1, 2, 3, 4, 5]
    assert ticctl("feed", "--notices", "--consumer", "mailer", "--lines").stdout == ""
