"""``ticctl policy check`` and ``policy schema``: what is told, at which severity, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.generated import DRAFTS, FOLDERS, FaultyDraft, drafts

from tic_core.cli import main
from tic_core.packs.lint import SEVERITIES

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
UNUSED = DRAFTS / "22-unused-rule.toml"
CLEAN = DRAFTS / "clean-harbour.toml"


@pytest.mark.parametrize("draft", drafts(), ids=lambda draft: draft.file.stem)
def test_a_document_refused_exits_3_and_one_under_suspicion_1(ticctl: Ticctl, draft: FaultyDraft) -> None:
    result = ticctl("policy", "check", draft.file)

    severity = SEVERITIES.get(draft.code, "error")
    assert result.exit_code == {"error": 3, "warning": 1}[severity]
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{draft.file}:")
    assert line.endswith(f"[{severity} {draft.code}]")
    assert f" {draft.key} — " in line


def test_the_real_measure_is_quiet(ticctl: Ticctl) -> None:
    result = ticctl("policy", "check", "weihai-2022")

    assert result.exit_code == 0
    assert "no fault. weihai-2022:" in result.stdout
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_notes_are_told_where_they_are_asked_for_and_change_no_exit_code(ticctl: Ticctl, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    question = CLEAN.read_text(encoding="utf-8").split("[[interpretation]]\n")[1].replace('id = "Q1"', 'id = "Q2"')
    draft.write_text(f"{CLEAN.read_text(encoding='utf-8')}\n[[interpretation]]\n{question}", encoding="utf-8")

    assert ticctl("policy", "check", draft).stdout.endswith("readings 2\n")
    told = ticctl("policy", "check", draft, "--severity", "note")
    assert told.exit_code == 0
    assert "[note unused-interpretation]" in told.stdout
    assert told.stderr == f"{draft}: 1 note\n"


def test_warnings_can_be_left_out(ticctl: Ticctl) -> None:
    assert ticctl("policy", "check", UNUSED, "--severity", "error").exit_code == 0
    assert ticctl("policy", "check", DRAFTS / "05-float.toml", "--severity", "error").exit_code == 3


def test_each_fault_has_its_severity_place_article_and_page(told: Told) -> None:
    (document,) = told("policy", "check", UNUSED, lang="zh")["documents"]

    assert document["ok"]
    (fault,) = document["faults"]
    assert (fault["code"], fault["severity"], fault["key"], fault["cite"]) == (
        "unused-rule",
        "warning",
        "rule[berths-enough].id",
        "3",
    )
    assert (fault["line"], fault["column"]) == (109, 1)
    assert FOLDERS["zh"].parent.joinpath(fault["page"]).is_file()


def test_drafts_named_together_are_held_against_one_another(ticctl: Ticctl, tmp_path: Path) -> None:
    later = tmp_path / "later.toml"
    text = CLEAN.read_text(encoding="utf-8").replace('id = "baisha-2027"', 'id = "baisha-2033"')
    later.write_text(
        text.replace("first = 2027-01-01, last = 2031-12-31", "first = 2033-01-01, last = 2037-12-31"), encoding="utf-8"
    )

    alone, both = ticctl("policy", "check", later), ticctl("policy", "check", CLEAN, later)

    assert alone.exit_code == 0
    assert both.exit_code == 1
    assert both.stdout.count("from 2032-01-01 to 2032-12-31 no edition of the measure is in force") == 2


def test_a_folder_of_thirty_drafts_is_checked_draft_by_draft_and_each_has_its_one_fault(told: Told) -> None:
    """In one go: every draft its one code, and nothing else in any of them."""
    found = told("policy", "check", DRAFTS)
    codes = {Path(each["file"]).name: [fault["code"] for fault in each["faults"]] for each in found["documents"]}

    assert {draft.file.name: [draft.code] for draft in drafts()} == {name: each for name, each in codes.items() if each}
    assert len(drafts()) >= 30
    assert sorted(name for name, each in codes.items() if not each) == ["clean-harbour.toml", "clean-workshop.toml"]


def test_of_a_project_its_editions_are_checked_and_nothing_that_is_none(ticctl: Ticctl, tmp_path: Path) -> None:
    text = CLEAN.read_text(encoding="utf-8")
    for folder in ("src/harbour/harbour-1", ".venv/lib/other-1"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "edition.toml").write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    result = ticctl("policy", "check", tmp_path)

    assert result.exit_code == 0
    assert [line.partition(": ")[0] for line in result.stdout.splitlines()] == [
        str(tmp_path / "src/harbour/harbour-1/edition.toml")
    ]


def test_the_account_beside_an_edition_is_checked_with_it(told: Told, tmp_path: Path) -> None:
    samples = Path(__file__).parents[2] / "src/tic_core/packs/codes"
    for name, written in (("sample.toml", "edition.toml"), ("account.toml", "account.toml")):
        text = samples.joinpath(name).read_text(encoding="utf-8")
        text = text.replace('by = ["act:confirm"]', 'by = ["act:conform"]').replace(
            'digits = [4]\ncite = "3"', 'digits = [4]\ncite = "13"'
        )
        tmp_path.joinpath(written).write_text(text, encoding="utf-8")

    (document,) = told("policy", "check", tmp_path)["documents"]

    assert document["account"] == str(tmp_path / "account.toml")
    found = {(fault["code"], fault["severity"], Path(fault["file"]).name) for fault in document["faults"]}
    assert found == {("no-such-article", "warning", "edition.toml"), ("points-to-nothing", "error", "account.toml")}
    assert not document["ok"]


# ── pages and schemas ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_code_is_explained_as_its_page_does(ticctl: Ticctl, lang: str) -> None:
    page = FOLDERS[lang] / "codes" / "rule-shadowed.md"  # type: ignore[index]
    assert ticctl("policy", "check", "--explain", "rule-shadowed", lang=lang).stdout == page.read_text(encoding="utf-8")


def test_a_code_is_explained_in_json(told: Told) -> None:
    document = told("policy", "check", "--explain", "float")
    assert (document["schema"], document["code"], document["severity"]) == ("tic/code/1", "float", "error")
    assert document["wrong"] != document["right"]


def test_without_a_document_or_a_code_there_is_nothing_to_check(ticctl: Ticctl) -> None:
    assert ticctl("policy", "check").exit_code == 2
    assert ticctl("policy", "check", "--explain", "unused-rules").exit_code == 2
    assert "did you mean unused-rule" in ticctl("policy", "check", "--explain", "unused-rules").stderr


@pytest.mark.parametrize("form", ["edition", "acts", "account", "cases", "interpretations", "signatures"])
def test_a_schema_is_printed_as_it_is_committed(ticctl: Ticctl, form: str) -> None:
    for lang, folder in FOLDERS.items():
        printed = ticctl("policy", "schema", form, lang=lang).stdout
        assert printed == folder.joinpath("schemas", f"{form}.json").read_text(encoding="utf-8")


def test_the_schema_of_an_edition_is_what_is_meant_where_none_is_named(ticctl: Ticctl, told: Told) -> None:
    assert json.loads(ticctl("policy", "schema").stdout)["title"] == "An edition of a measure"
    assert told("policy", "schema")["form"] == "edition"
    assert CliRunner().invoke(main, ["policy", "schema", "law"]).exit_code == 2
