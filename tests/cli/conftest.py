"""``ticctl`` over an invented county whose names are never the same in both languages (``linhu``), in a home of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main

LINHU = Path(__file__).parent / "linhu"

Ticctl = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No variable of the machine reaches a test; data that nobody gave a place goes to a folder of the test."""
    for name in ("TIC_LEDGER", "TIC_POLICIES", "TIC_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TIC_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "home"


@pytest.fixture
def ticctl() -> Ticctl:
    """Run ``ticctl`` over the editions of Linhu: ``ticctl("due", lang="en")``."""

    def run(*args: object, lang: str = "en", stdin: bytes | None = None) -> Result:
        words = [*map(str, args), "--policies", str(LINHU), "--lang", lang]
        return CliRunner().invoke(main, words, input=stdin)

    return run


@pytest.fixture
def told(ticctl: Ticctl) -> Callable[..., dict[str, Any]]:
    """The JSON document of a command."""

    def run(*args: object, lang: str = "en") -> dict[str, Any]:
        result = ticctl(*args, "--json", lang=lang)
        document: dict[str, Any] = json.loads(result.stdout)
        return document

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger after all sample acts, for copying."""
    file = tmp_path_factory.mktemp("linhu") / "ledger.db"
    words = ["demo", "linhu-2024", "--ledger", str(file), "--policies", str(LINHU), "--lang", "en"]
    assert CliRunner().invoke(main, words).exit_code == 0
    return file


@pytest.fixture
def ledger(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the ledger after all sample acts, named by ``TIC_LEDGER``."""
    file = tmp_path / "linhu.db"
    shutil.copy(built, file)
    monkeypatch.setenv("TIC_LEDGER", f"sqlite:///{file}")
    return file
