"""stdout is data, stderr is talk; UTF-8 whatever the locale; plain text in a pipe; a reader that goes away is no trouble."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

Ticctl = Callable[..., Result]
LINHU = Path(__file__).parent / "linhu"


def ticctl(*args: str, env: Mapping[str, str], stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tic_core", *args, "--policies", str(LINHU)]
    return subprocess.Popen(words, stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, **env})


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}])
def test_output_is_utf_8_whatever_the_locale(ledger: Path, env: dict[str, str]) -> None:
    with ticctl("list", env=env) as running:
        out, err = running.communicate()

    assert (running.returncode, err) == (0, b"")
    assert "临湖县 Heron 船厂" in out.decode("utf-8")


def test_errors_are_utf_8_too() -> None:
    with ticctl("show", "无此中心", env={"LC_ALL": "C", "TIC_LEDGER": "sqlite://"}) as running:
        _, err = running.communicate()

    assert "账本" in err.decode("utf-8")


@pytest.mark.parametrize("args", [["list"], ["policy", "show", "linhu-2024"], ["--help"], ["list", "--json"], ["verify"]])
def test_a_reader_that_has_gone_away_is_met_with_silence(ledger: Path, args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with ticctl(*args, env={"LANG": "en_US.UTF-8"}, stdout=writing) as running:
            _, err = running.communicate()
    finally:
        os.close(writing)

    assert (running.returncode, err) == (0, b"")


def test_acts_are_submitted_to_the_end_though_nobody_reads_the_receipts(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    acts = [str(file) for file in sorted((LINHU / "linhu-2024" / "acts").iterdir())]
    env = {"TIC_LEDGER": str(tmp_path / "new.db"), "LANG": "en_US.UTF-8"}
    try:
        with ticctl("submit", *acts, env=env, stdout=writing) as running:
            _, err = running.communicate()
    finally:
        os.close(writing)

    assert (running.returncode, err) == (1, b"accepted 8, refused 2\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(ledger: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with ticctl("list", env={"LANG": "en_US.UTF-8"}, stdout=full) as running:
            _, err = running.communicate()
    finally:
        os.close(full)

    assert running.returncode == 4
    assert err.startswith(b"the output cannot be read or written: the disk is full")
    assert b"Traceback" not in err


@pytest.mark.parametrize(
    ("env", "bold"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
)
def test_output_is_plain_text_unless_a_terminal_or_somebody_asks_for_more(
    ticctl: Ticctl, ledger: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], bold: bool
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[1m" in ticctl("show", "y-1").stdout) is bold


def test_no_command_waits_for_an_answer(ticctl: Ticctl, ledger: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tic_core", "verify"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.communicate(timeout=60)

    assert running.returncode == 0
