"""The page on the kit tells every check in the words of the program, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tic_core.testing.kit import CHECKS
from tic_core.text import Lang

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[Lang, Path] = {"zh": DOCS / "conformance.md", "en": DOCS / "en" / "conformance.md"}


def table(lang: Lang) -> str:
    """The table of checks as the page has it."""
    return "\n".join(f"| `{each.id}` | {each.sentence(lang)} | {each.mend(lang)} |" for each in CHECKS.values())


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_tells_every_check_and_what_to_do_if_it_fails(lang: Lang) -> None:
    assert table(lang) in PAGES[lang].read_text(encoding="utf-8"), f"put this into {PAGES[lang]}:\n{table(lang)}"
