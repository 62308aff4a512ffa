"""The drafter's page is done along, step by step, in both languages: every command runs, every line shown is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.along import ROOT, Bench, done_along, steps

PAGES = {"zh": ROOT / "docs/drafting.md", "en": ROOT / "docs/en/drafting.md"}


def bench_in(folder: Path, lang: str) -> Bench:
    return Bench(folder, lang, "--policies", "draft")


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_can_be_done_along_from_the_first_line_to_the_last(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TIC_LEDGER", raising=False)
    bench = bench_in(tmp_path, lang)

    done_along(PAGES[lang], bench)

    assert bench.ran >= 9


def test_both_pages_have_the_same_steps() -> None:
    assert steps(PAGES["zh"]) == steps(PAGES["en"])


def test_control_a_line_that_is_not_printed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bench = bench_in(tmp_path, "en")
    bench.console("$ cp -r examples/smallest draft\n")

    with pytest.raises(AssertionError):
        bench.console("$ ticctl policy wording binhai-2026\nArt. 4  half-at-least\n")
    with pytest.raises(AssertionError):
        bench.console("$ ticctl policy wording binhai-2026\n[exit 1]\n")
