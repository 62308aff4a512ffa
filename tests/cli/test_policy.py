"""``ticctl policy`` and ``plugin``: the drafter's bench."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main
from tic_core.cli.editions import TABLES

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
LINHU = Path(__file__).parent / "linhu"


def test_the_list_tells_installed_and_given_editions_with_their_window(told: Told) -> None:
    found = {each["id"]: each for each in told("policy", "list")["editions"]}

    assert {"linhu-2024", "weihai-2022"} <= found.keys()
    assert (found["linhu-2024"]["first"], found["linhu-2024"]["last"]) == ("2024-01-01", "2026-12-31")
    assert found["linhu-2024"]["sample_acts"] == 2
    assert found["weihai-2022"]["pack"] == "tic-policies"


def test_folders_are_named_by_a_variable_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIC_POLICIES", str(LINHU))

    assert "linhu-2024" in CliRunner().invoke(main, ["policy", "list"]).stdout


def test_a_faulty_draft_does_not_hide_the_other_editions(tmp_path: Path) -> None:
    shutil.copytree(LINHU, tmp_path / "drafts")
    draft = tmp_path / "drafts" / "linhu-2024" / "edition.toml"
    draft.write_text(draft.read_text(encoding="utf-8").replace("nature = ", "natur = "), encoding="utf-8")

    result = CliRunner().invoke(main, ["policy", "list", "--policies", str(tmp_path / "drafts"), "--lang", "en"])

    assert result.exit_code == 0
    assert "(faulty: see ticctl policy check linhu-2024)" in result.stdout
    assert "weihai-2022" in result.stdout


def test_an_edition_is_shown_whole_or_one_table_of_it(ticctl: Ticctl, told: Told) -> None:
    whole = ticctl("policy", "show", "linhu-2024").stdout

    assert whole.startswith("linhu-2024  Measure of Linhu County on boatyards\nLinhu County Science Bureau, LH-2024-1")
    assert "in force 2024-01-01 to 2026-12-31, both included (Art. 9)" in whole
    assert "inspectors of the yard make up at most 1/3 of number of inspectors" in whole
    assert list(told("policy", "show", "linhu-2024")["tables"]) == list(TABLES)
    assert list(told("policy", "show", "linhu-2024", "--table", "rules")["tables"]) == ["rules"]


@pytest.mark.parametrize("name", ["linhu-2024", str(LINHU / "linhu-2024"), str(LINHU / "linhu-2024" / "edition.toml")])
def test_an_edition_is_checked_by_its_id_its_folder_or_its_file(ticctl: Ticctl, name: str) -> None:
    result = ticctl("policy", "check", name)

    assert result.exit_code == 0
    assert result.stdout.endswith("no fault. linhu-2024: stages 4, acts 11, rules 5, duties 3, readings 1\n")


def test_everything_wrong_in_all_of_several_documents_is_told(told: Told, tmp_path: Path) -> None:
    text = (LINHU / "linhu-2024" / "edition.toml").read_text(encoding="utf-8")
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(text.replace('judge = "bureau"\nsyn', 'judge = "judge"\nsyn').replace('"1/3"', "0.33"), encoding="utf-8")
    two.write_bytes(text.encode("gb18030"))

    document = told("policy", "check", one, "linhu-2024", two)

    assert not document["ok"]
    assert [each["ok"] for each in document["documents"]] == [False, True, False]
    assert [fault["key"] for fault in document["documents"][0]["faults"]] == ["identity.judge", "rule[third].at_most"]
    assert [fault["code"] for fault in document["documents"][2]["faults"]] == ["not-utf-8"]


def test_a_draft_with_a_broken_head_is_told_by_its_faults(ticctl: Ticctl, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    for wrong in ("jurisdiction = 7", "jurisdiction", ""):
        text = (LINHU / "linhu-2024" / "edition.toml").read_text(encoding="utf-8")
        draft.write_text(text.replace('jurisdiction = "cn-xx-linhu"', wrong), encoding="utf-8")

        result = ticctl("policy", "check", draft)

        assert result.exit_code == 3, wrong
        assert str(draft) in result.stdout


@pytest.mark.parametrize(("form", "begins"), [("mermaid", "flowchart TD\n"), ("dot", 'digraph "linhu-2024" {\n')])
def test_the_stages_are_drawn_with_their_articles(ticctl: Ticctl, form: str, begins: str) -> None:
    picture = ticctl("policy", "graph", "linhu-2024", "--format", form, lang="zh").stdout

    assert picture.startswith(begins)
    assert "责令整改（第八条）" in picture


def test_plugins_are_listed_with_their_hooks(told: Told) -> None:
    found = {each["jurisdiction"]: each for each in told("plugin", "list")["plugins"]}

    weihai = found["cn-sd-weihai"]
    assert (weihai["name"], weihai["where"], weihai["problem"]) == ("tic-weihai", "tic_weihai", None)
    assert {"tic_aggregate_scores", "tic_conflict_relation", "tic_incentives"} <= set(weihai["hooks"])
