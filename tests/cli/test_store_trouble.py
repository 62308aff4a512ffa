"""A store that cannot be used: exit code 4, one message with what to do, and nothing half done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.conftest import LINHU

Ticctl = Callable[..., Result]

ACTS = LINHU / "linhu-2024" / "acts" / "1-heron.toml"


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.execute(sql)


@pytest.mark.parametrize(
    ("sql", "remedy"),
    [
        ("UPDATE tic_ledger SET format = 9", "install a newer tic-core"),
        ("UPDATE tic_version SET version_num = 'x'", "install a newer tic-core"),
        ("DROP TABLE tic_duty", "restore it from a backup"),
    ],
)
@pytest.mark.parametrize("command", [["list"], ["verify"], ["submit", str(ACTS)], ["export"], ["checkpoint"], ["due"]])
def test_a_ledger_of_another_version_or_without_its_tables_is_left_alone(
    ticctl: Ticctl, ledger: Path, command: list[str], sql: str, remedy: str
) -> None:
    change(ledger, sql)
    before = ledger.read_bytes()
    result = ticctl(*command)
    assert result.exit_code == 4
    assert remedy in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert ledger.read_bytes() == before


def test_a_ledger_whose_tables_are_newer_is_read_with_a_remark_and_not_written(
    ticctl: Ticctl, ledger: Path, tmp_path: Path
) -> None:
    told = ticctl("list").stdout
    change(ledger, "UPDATE tic_version SET version_num = '9999'")
    before = ledger.read_bytes()
    result = ticctl("list")
    assert (result.exit_code, result.stdout) == (0, told)
    assert "it reads them and writes nothing" in result.stderr
    more = tmp_path / "more.toml"
    more.write_text(ACTS.read_text(encoding="utf-8").replace('id = "', 'id = "again-'), encoding="utf-8")
    refused = ticctl("submit", more)
    assert refused.exit_code == 4
    assert "install a newer tic-core" in refused.stderr
    assert ledger.read_bytes() == before


def test_a_ledger_that_may_only_be_read_is_read_and_not_written(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> None:
    only_read = f"sqlite:///file:{ledger}?mode=ro&uri=true"
    more = tmp_path / "more.toml"
    more.write_text(ACTS.read_text(encoding="utf-8").replace('id = "', 'id = "again-'), encoding="utf-8")
    assert ticctl("verify", "--ledger", only_read).exit_code == 0
    result = ticctl("submit", more, "--ledger", only_read)
    assert result.exit_code == 4
    assert "check that the file and its folder may be written" in result.stderr


def test_a_ledger_that_another_program_has_locked_says_so(ticctl: Ticctl, ledger: Path) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        result = ticctl("list")
    assert result.exit_code == 4
    assert "close that program and try again" in result.stderr


@pytest.mark.parametrize("blocks", [0, 40, 160, 200])
def test_a_disk_that_is_full_leaves_whole_acts_only(ticctl: Ticctl, tmp_path: Path, blocks: int) -> None:
    """A limit on the size of every file, in blocks of 512 bytes, stands for the disk."""
    file = tmp_path / "small.db"
    words = [
        sys.executable,
        "-m",
        "tic_core",
        "demo",
        "linhu-2024",
        "--ledger",
        str(file),
        "--policies",
        str(LINHU),
        "--lang",
        "en",
    ]
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *words]
    done = subprocess.run(limited, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 4, done.stdout + done.stderr
    assert " — " in done.stderr.splitlines()[-1]  # what to do
    again = ticctl("demo", "linhu-2024", "--ledger", file)  # there is room again
    assert again.exit_code == 0
    assert "8 events, no problem" in again.stdout
