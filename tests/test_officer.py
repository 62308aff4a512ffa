"""The officer's page is done along on the sample programme, in both languages: every command runs, every line shown is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.along import ROOT, Bench, done_along, steps

PAGES = {"zh": ROOT / "docs/officer.md", "en": ROOT / "docs/en/officer.md"}


@pytest.mark.parametrize("lang", PAGES)
def test_an_officers_morning_can_be_done_along(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TIC_LEDGER", raising=False)
    bench = Bench(tmp_path, lang)

    done_along(PAGES[lang], bench)

    assert bench.ran >= 10


def test_both_pages_have_the_same_steps() -> None:
    assert steps(PAGES["zh"]) == steps(PAGES["en"])
