"""``ticctl plugin new``: a project that works, and an update that loses no edit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tic_core.cli import main
from tic_core.template.project import RECORD, TEMPLATE

GIVEN = ("--data", "code=cn-yy-chahu", "--data", "place_zh=茶湖县", "--data", "place_en=Chahu", "--data", "year=2024")
EDITION = "src/tic_chahu/chahu-2024/edition.toml"


def ticctl(*words: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--lang", lang])


def told(*words: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ticctl(*words, "--json").stdout)
    return document


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "chahu"
    assert ticctl("plugin", "new", folder, "--defaults", *GIVEN).exit_code == 0
    return folder


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A newer template: the heading of the edition and the script are written otherwise, and there is one file more."""
    folder = tmp_path / "newer"
    shutil.copytree(TEMPLATE, folder)
    document = next(folder.rglob("edition.toml.jinja"))
    text = document.read_text(encoding="utf-8").replace("# 检查 check:", "# 先检查 first check:")
    document.write_text(text.replace("at_least = 60", "at_least = 61"), encoding="utf-8")
    script = next(folder.rglob("check.sh.jinja"))
    script.write_text(script.read_text(encoding="utf-8").replace("pytest -q", "pytest"), encoding="utf-8")
    script.with_name("NOTES.md.jinja").write_text("{{ place_en }}\n", encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != RECORD
    }


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("kind", ["pack", "plugin"])
@pytest.mark.parametrize("code", ["cn-yy-chahu", "cn-yy", "zz-a-b-c-d"])
def test_what_it_makes_has_no_fault_and_its_scenarios_agree(kind: str, code: str, tmp_path: Path) -> None:
    made = told("plugin", "new", tmp_path / "x", "--defaults", "--data", f"kind={kind}", "--data", f"code={code}")
    package = next((tmp_path / "x" / "src").iterdir())

    checked = ticctl("policy", "check", package / made["answers"]["edition"], "--severity", "note")
    assert (checked.exit_code, "no fault" in checked.stdout) == (0, True), checked.output
    assert (package / "scoring.py").exists() is (kind == "plugin")
    assert "://" not in "".join(files(tmp_path / "x").values())


def test_the_questions_and_messages_are_in_the_language_of_the_command(tmp_path: Path) -> None:
    for lang, said in (("zh", "如 cn-sd-weihai"), ("en", "as in cn-sd-weihai")):
        result = ticctl("plugin", "new", tmp_path / "x", "--defaults", "--data", "code=Weihai!", lang=lang)
        assert result.exit_code == 2
        assert said in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--defaults", "--data", "year"),
        ("--defaults", "--data", "year=soon"),
        ("--defaults", "--data", 'place_en=Cha"hu'),
        ("--defaults", "--template", "nowhere"),
        (),
        ("--update",),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(words: tuple[str, ...], tmp_path: Path) -> None:
    result = ticctl("plugin", "new", tmp_path / "x", *words)

    assert result.exit_code == 2, result.output
    assert not (tmp_path / "x").exists()


def test_a_folder_that_holds_something_is_left_alone(project: Path) -> None:
    before = files(project)

    assert ticctl("plugin", "new", project, "--defaults").exit_code == 2
    assert files(project) == before


def test_a_dry_run_writes_nothing(tmp_path: Path, project: Path, newer: Path) -> None:
    assert told("plugin", "new", tmp_path / "x", "--defaults", "--dry-run")["files"]
    assert not (tmp_path / "x").exists()
    before = files(project)
    assert told("plugin", "new", project, "--update", "--template", newer, "--dry-run")["changes"]
    assert files(project) == before


def test_an_update_from_the_same_template_changes_nothing(project: Path) -> None:
    edit(project / EDITION, "at_least = 60", "at_least = 75")
    before = files(project)

    assert told("plugin", "new", project, "--update")["changes"] == []
    assert files(project) == before


def test_an_update_takes_what_is_new_and_keeps_what_was_edited(project: Path, newer: Path) -> None:
    edit(project / EDITION, 'name = { zh = "已申报", en = "applied" }', 'name = { zh = "已递交", en = "handed in" }')
    edit(project / "README.md", "只有政策文件", "目前只有政策文件")
    (project / "check.sh").unlink()
    (project / "own.toml").write_text("mine\n", encoding="utf-8")

    update = told("plugin", "new", project, "--update", "--template", newer)

    assert {each["file"]: each["how"] for each in update["changes"]} == {
        "NOTES.md": "added",
        "check.sh": "kept",
        EDITION: "merged",
    }
    after = files(project)
    assert all(part in after[EDITION] for part in ("handed in", "at_least = 61", "first check:"))
    assert "目前只有政策文件" in after["README.md"]
    assert (after["own.toml"], after["NOTES.md"], "check.sh" in after) == ("mine\n", "Chahu\n", False)


def test_where_both_changed_one_place_the_file_stays_and_the_change_lies_beside_it(project: Path, newer: Path) -> None:
    edit(project / EDITION, "at_least = 60", "at_least = 75")
    mine = (project / EDITION).read_text(encoding="utf-8")

    result = ticctl("plugin", "new", project, "--update", "--template", newer)

    assert result.exit_code == 1
    assert f"conflict  {EDITION}" in result.stdout
    assert (project / EDITION).read_text(encoding="utf-8") == mine
    assert "+at_least = 61" in (project / f"{EDITION}.rej").read_text(encoding="utf-8")
    assert told("plugin", "new", project, "--update", "--template", newer)["changes"] == []


@pytest.mark.parametrize("record", ["", "{}", "[]", '{"schema": "tic/template/1", "answers": 3, "files": {}}'])
def test_a_damaged_record_is_a_faulty_file(record: str, project: Path) -> None:
    (project / RECORD).write_text(record, encoding="utf-8")

    assert ticctl("plugin", "new", project, "--update").exit_code == 3
