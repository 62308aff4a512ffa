"""``ticctl policy wording``: what is put before a signer, and what became of the signatures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
LINHU = Path(__file__).parent / "linhu"


@pytest.fixture
def signed(ticctl: Ticctl, tmp_path: Path) -> Path:
    """Signatures under every rule, from the records that the command prints."""
    records = ticctl(
        "policy", "wording", "linhu-2024", "--sign", "--who", "法规科", "--on", "2024-01-02", "--document", "临法〔2024〕1号"
    )
    file = tmp_path / "signatures.toml"
    file.write_text(records.stdout, encoding="utf-8")
    return file


def test_every_rule_is_one_sentence_with_article_and_state(ticctl: Ticctl) -> None:
    pages = {lang: ticctl("policy", "wording", "linhu-2024", "--rule", "third", lang=lang) for lang in ("zh", "en")}

    assert pages["zh"].stdout.splitlines()[:2] == ["第四条  third", "  本厂验船人数占验船人总数的比例不超过1/3。"]
    assert pages["en"].stdout.splitlines()[:2] == [
        "Art. 4  third",
        "  inspectors of the yard make up at most 1/3 of number of inspectors.",
    ]
    assert "unsigned" in pages["en"].stdout
    assert {page.exit_code for page in pages.values()} == {0}


def test_what_was_signed_is_signed_and_no_record_is_left_to_sign(ticctl: Ticctl, told: Told, signed: Path) -> None:
    document = told("policy", "wording", "linhu-2024", "--signatures", signed)

    assert document["counts"] == {"signed": 5, "lapsed": 0, "unsigned": 0}
    assert document["rules"][0]["signature"] | {"digest": ""} == {
        "who": "法规科", "on": "2024-01-02", "document": "临法〔2024〕1号", "digest": "",
    }  # fmt: skip
    assert ticctl("policy", "wording", "linhu-2024", "--signatures", signed, "--sign").stdout == ""


def test_a_changed_rule_is_told_as_lapsed_with_exit_1(signed: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(LINHU, pack)
    file = pack / "linhu-2024" / "edition.toml"
    shutil.copy(signed, file.with_name("signatures.toml"))
    file.write_text(file.read_text(encoding="utf-8").replace("at_least = 3", "at_least = 4"), encoding="utf-8")

    result = CliRunner().invoke(main, ["policy", "wording", "linhu-2024", "--policies", str(pack), "--lang", "en"])

    assert result.exit_code == 1
    assert "4 signed, 1 lapsed, 0 unsigned" in result.stderr
    assert "lapsed (法规科, 2024-01-02, 临法〔2024〕1号)" in result.stdout
