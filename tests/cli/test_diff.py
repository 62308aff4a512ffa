"""``ticctl policy diff``: a page that a lawyer reads, in both languages, and whom the draft would see otherwise."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
LINHU = Path(__file__).parent / "linhu"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft successor in a folder of its own: fewer inspectors of the yard's own, and more of them in all."""
    folder = tmp_path / "draft"
    shutil.copytree(LINHU / "linhu-2024", folder)
    file = folder / "edition.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count('at_most = "1/3"') == text.count("at_least = 3") == 1
    file.write_text(text.replace('at_most = "1/3"', 'at_most = "1/4"').replace("at_least = 3", "at_least = 2"), encoding="utf-8")
    return folder


def test_an_edition_does_not_differ_from_itself(ticctl: Ticctl, told: Told) -> None:
    assert ticctl("policy", "diff", "linhu-2024", "linhu-2024").stdout.splitlines()[1] == "the two editions do not differ"
    assert told("policy", "diff", "linhu-2024", "linhu-2024")["articles"] == []


def test_each_rule_is_stricter_or_looser_with_an_example(ticctl: Ticctl, draft: Path) -> None:
    pages = {lang: ticctl("policy", "diff", "linhu-2024", draft, lang=lang) for lang in ("zh", "en")}

    assert {page.exit_code for page in pages.values()} == {0}
    lines = {lang: page.stdout.splitlines() for lang, page in pages.items()}
    assert lines["zh"][3:7] == [
        "第四条",
        "  ~ 规则 · 本厂验船人不超过三分之一 · [third] · 更严",
        "    原为：本厂验船人数占验船人总数的比例不超过1/3；现为：本厂验船人数占验船人总数的比例不超过1/4",
        "    例：验船人＝1 条（所属：本厂）、2 条（所属：外厂）：旧 符合，新 不符合",
    ]
    assert "  ~ rule · at least three inspectors · [three] · looser" in lines["en"]
    assert not re.search("[\u3400-\u9fff]", pages["en"].stdout)


def test_with_a_ledger_the_centres_that_change_side_are_told_by_district(told: Told, draft: Path, ledger: Path) -> None:
    centres = told("policy", "diff", "linhu-2024", draft, "--as-of", "2025-06-01")["centres"]

    assert {(each["centre"], each["rule"], each["old"], each["new"]) for each in centres["turned"]} == {
        ("y-1", "third", "met", "not-met")
    }
    assert sum(centres["districts"].values()) == 1
    assert centres["counted"] >= 1


def test_what_changed_is_counted_by_kind_and_direction(told: Told, draft: Path, ledger: Path) -> None:
    there = told("policy", "diff", "linhu-2024", draft, "--as-of", "2025-06-01")
    assert [change["relation"] for article in there["articles"] for change in article["changes"]] == ["stricter", "looser"]
    assert there["counts"] == {
        "added": 0, "removed": 0, "changed": 2, "stricter": 1, "looser": 1, "equivalent": 0, "incomparable": 0, "not-decided": 0,
        "earlier": 0, "later": 0, "either": 0,
    }  # fmt: skip


def test_without_a_ledger_no_register_is_looked_at(told: Told, draft: Path) -> None:
    assert told("policy", "diff", "linhu-2024", draft)["centres"] is None


def test_an_edition_that_is_nowhere_is_wrong_use(ticctl: Ticctl) -> None:
    result = ticctl("policy", "diff", "linhu-2024", "linhu-2099")

    assert result.exit_code == 2
    assert "linhu-2099" in result.stderr


def test_two_measures_are_compared_with_a_remark_that_they_are_two(ticctl: Ticctl, told: Told, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(LINHU / "linhu-2024", other)
    file = other / "edition.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count('policy = "linhu"') == 1
    file.write_text(text.replace('policy = "linhu"', 'policy = "elsewhere"'), encoding="utf-8")

    assert "two measures" in ticctl("policy", "diff", "linhu-2024", other).stdout.splitlines()[1]
    assert told("policy", "diff", "linhu-2024", other)["same_policy"] is False
    assert told("policy", "diff", "linhu-2024", "linhu-2024")["same_policy"] is True
