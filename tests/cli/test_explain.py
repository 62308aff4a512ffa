"""``ticctl explain``: a refused act from the log, an accepted one as then known, or one that is only supposed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
LINHU = Path(__file__).parent / "linhu"
THIRD = "at most one third of the inspectors are the yard's own"


def found(document: dict[str, Any], rule: str) -> dict[str, Any]:
    (finding,) = [each for each in document["findings"] if each["rule"] == rule]
    return dict(finding)


def test_a_refused_act_is_told_from_the_log_in_the_language_asked_for(ticctl: Ticctl, ledger: Path) -> None:
    pages = {lang: ticctl("explain", "y-1", "y-1-recognise-too-early", lang=lang) for lang in ("zh", "en")}

    assert {page.exit_code for page in pages.values()} == {1}
    assert pages["zh"].stdout.splitlines()[3:] == [
        "  ✗ 本厂验船人不超过三分之一：不符合（本厂验船人数＝2、验船人总数＝3）",
        "    第四条 · 限值 1/3 · 多 1",
        "    补救：3 人中有 2 人，超过 1/3（上限 1 人），多 1 人",
        "    规则：本厂验船人数占验船人总数的比例不超过1/3",
        "    事实：验船人（2024-02-01，y-1-propose，#1）",
    ]
    assert pages["en"].stdout.splitlines()[3:] == [
        f"  ✗ {THIRD}: not met (inspectors of the yard = 2, number of inspectors = 3)",
        "    Art. 4 · limit 1/3 · 1 too many",
        "    remedy: 2 of 3 is more than 1/3: at most 1, 1 too many",
        "    rule: inspectors of the yard make up at most 1/3 of number of inspectors",
        "    facts: inspectors (2024-02-01, y-1-propose, #1)",
    ]


def test_an_accepted_act_is_weighed_again_on_what_was_known_then(told: Told, ledger: Path) -> None:
    document = told("explain", "y-1", "y-1-recognise")

    assert (document["how"], document["status"], document["sequence"]) == ("recorded", "accepted", 3)
    assert document["law"]["edition"] == "linhu-2024"
    assert found(document, "third")["values"] == {"inspectors.own": 2, "inspectors.all": 6}
    assert found(document, "berth-free")["verdict"] == "met"  # though the centre itself holds the berth by now
    assert found(document, "sound")["determined"] == "met"
    assert found(document, "three")["noted"]
    assert not any(each["blocks"] for each in document["findings"])


def test_what_an_act_added_to_a_list_is_told_apart_from_what_stood_there(told: Told, ledger: Path) -> None:
    act = told("explain", "y-1", "y-1-amend")["act"]

    assert [row["person"] for row in act["facts"]["inspectors"]] == ["p-4", "p-5", "p-6"]


def test_every_accepted_act_is_lawful_again_when_weighed_as_then_known(told: Told, ledger: Path) -> None:
    for centre in ("y-1", "y-2", "edition:linhu-2024"):
        for event in told("history", centre)["events"]:
            document = told("explain", centre, event["act"])
            assert (document["status"], [each["rule"] for each in document["findings"] if each["blocks"]]) == ("accepted", [])


def test_a_supposed_act_is_decided_and_not_recorded(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    before = told("verify")["root"]

    result = ticctl("explain", "y-1", "report", "--on", "2025-02-01", "--fact", "report.year=2025")

    assert (result.exit_code, result.stdout.splitlines()[2]) == (0, "if it were submitted: accepted")
    assert told("verify")["root"] == before


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ([], {"core.document", "sound", "berth-free"}),
        (["--document", "LH-10"], {"sound", "berth-free"}),
        (["--document", "LH-10", "--determine", "sound=met", "--reason", "seen"], {"berth-free"}),
        (["--document", "LH-10", "--determine", "sound=not-met", "--reason", "seen"], {"sound", "berth-free"}),
        (["--document", "LH-10", "--by", "nobody"], {"core.office", "sound", "berth-free"}),
        (["--document", "LH-10", "--on", "2027-01-01"], {"core.window", "core.future", "sound", "berth-free"}),
    ],
)
def test_what_is_supposed_of_it_changes_what_stands_against_it(told: Told, ledger: Path, more: list[str], rules: set[str]) -> None:
    words = more if "--on" in more else [*more, "--on", "2025-02-01"]

    document = told("explain", "y-2", "recognise", *words)

    assert {each["rule"] for each in document["findings"] if each["blocks"]} - {"core.future"} == rules - {"core.future"}


def test_a_centre_that_is_not_there_yet_is_explained_under_the_policy_named(told: Told, ledger: Path) -> None:
    code = "91371000MA3C0LR219"
    facts = [f"owner.code={code}", "yard.name=Newt", "berth=C1", "insured=yes", 'inspectors=[{"person": "p-1", "side": "other"}]']

    document = told("explain", "y-7", "propose", "--policy", "linhu", "--on", "2025-02-01", *(f"--fact={fact}" for fact in facts))

    assert document["status"] == "accepted"
    assert document["act"]["by"] == code
    assert document["act"]["facts"]["insured"] is True


def test_facts_come_from_a_file_too(told: Told, ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text('"report.year" = 2025\n', encoding="utf-8")

    assert told("explain", "y-1", "report", "--on", "2025-02-01", "--facts", file)["status"] == "accepted"


def test_a_bad_file_of_facts_exits_3(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text('"report.year" = 2025.5\n', encoding="utf-8")

    result = ticctl("explain", "y-1", "report", "--facts", file)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"{file}:1:1 ")


def test_a_fact_of_the_wrong_type_is_for_the_decision_to_tell(told: Told, ledger: Path) -> None:
    document = told("explain", "y-1", "report", "--on", "2025-02-01", "--fact", "report.year=soon")

    assert [each["rule"] for each in document["findings"] if each["blocks"]] == ["core.fact"]


def test_a_name_that_is_neither_id_nor_kind_is_told_with_what_might_be_meant(ticctl: Ticctl, ledger: Path) -> None:
    result = ticctl("explain", "y-1", "recognize")

    assert result.exit_code == 2
    assert result.stderr.startswith("y-1 has no act of the id or kind “recognize” — did you mean recognise")


def test_that_the_document_was_changed_since_is_told(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> None:
    shutil.copytree(LINHU, tmp_path / "linhu")
    edition = tmp_path / "linhu" / "linhu-2024" / "edition.toml"
    edition.write_text(edition.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    from click.testing import CliRunner

    from tic_core.cli import main

    words = ["explain", "y-1", "y-1-recognise", "--policies", str(tmp_path / "linhu"), "--lang", "en"]
    result = CliRunner().invoke(main, words)

    assert "is not the one that was decided under" in result.stderr


def test_a_refusal_can_be_told_when_its_edition_is_gone(ledger: Path) -> None:
    from click.testing import CliRunner

    from tic_core.cli import main

    result = CliRunner().invoke(main, ["explain", "y-1", "y-1-recognise-too-early", "--json", "--lang", "en"])

    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"][0]["remedy"] == "2 of 3 is more than 1/3: at most 1, 1 too many"


# ── the chain, the repair, and what to ask ───────────────────────────────────────────────────────────────────────────────────


def test_each_finding_has_its_sentence_and_the_facts_with_the_act_that_recorded_them(told: Told, ledger: Path) -> None:
    finding = found(told("explain", "y-1", "y-1-recognise"), "third")

    assert finding["sentence"] == "inspectors of the yard make up at most 1/3 of number of inspectors"
    assert finding["article"] == "Art. 4"
    assert finding["facts"] == [
        {"fact": "inspectors", "how": "recorded", "on": "2024-03-01", "act": "y-1-amend", "sequence": 2, "name": "inspectors"}
    ]


def test_what_the_act_itself_brings_is_told_apart_from_what_stood_on_record(told: Told, ledger: Path) -> None:
    document = told("explain", "y-1", "report", "--on", "2025-02-01", "--fact", "report.year=2025")

    hows = {each["fact"]: each["how"] for finding in document["findings"] for each in finding["facts"]}
    assert set(hows.values()) <= {"brought", "recorded", "supplied", "unknown"}
    assert document["repair"] is None
    assert document["ask"] == []


def test_a_refused_act_is_repaired_as_things_stood_when_it_was_refused(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    document = told("explain", "y-1", "y-1-recognise-too-early", "--repair")
    (change,) = document["repair"]["changes"]

    assert document["repair"]["possible"]
    assert (change["fact"], change["by"]) == ("inspectors", ["amend"])
    assert change["value"][:3] == change["was"]  # the act that records it only adds
    assert [row["side"] for row in change["value"][3:]] == ["other"] * 3
    page = ticctl("explain", "y-1", "y-1-recognise-too-early", "--repair", lang="zh").stdout
    assert "最小的合法改变（已重新裁决核实）" in page
    assert "先由以下行为记录：补充" in page


def test_where_no_fact_helps_it_says_which_finding_stands_in_the_way(told: Told, ledger: Path) -> None:
    document = told("explain", "y-2", "recognise", "--on", "2025-02-01", "--repair")

    assert not document["repair"]["possible"]
    assert [each["rule"] for each in document["repair"]["incurable"]] == ["berth-free"]
    assert {each["rule"] for each in document["repair"]["needs"]} == {"core.document", "sound"}
    assert document["ask"] == []


def test_facts_that_are_still_unknown_are_asked_for(told: Told, ticctl: Ticctl, ledger: Path) -> None:
    words = ["explain", "y-7", "propose", "--policy", "linhu", "--on", "2025-02-01", "--by", "91371000MA3C0LR219"]
    words += ["--fact", "owner.code=91371000MA3C0LR219", "--fact", "yard.name=Newt"]
    document = told(*words)

    assert {each["fact"] for each in document["ask"]} == {"berth"}  # what it may bring beside that opens no rule
    assert all(each["owed"] for each in document["ask"])
    assert "facts still to be asked for, in this order" in ticctl(*words).stdout
