"""``ticctl form check``: part by part, in both languages, as a page and as a document, with its exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.forms.conftest import docx, p, paper

from tic_core.cli import main

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ROOT = Path(__file__).parents[2]
Checked = Callable[..., Result]


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    """Run the command over a text in a file."""
    for name in ("TIC_POLICIES", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(data: str | bytes, *more: str, lang: str = "zh", name: str = "plan.md") -> Result:
        Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
        return CliRunner().invoke(main, ["form", "check", "weihai-2022", "plan", name, "--lang", lang, *more])

    return run


def test_a_whole_plan_is_told_part_by_part(checked: Checked) -> None:
    result = checked(paper())

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "plan.md：威海市技术创新中心建设方案编写提纲（附件）"
    assert lines[2].split() == ["1", "背景意义", "1000", "1000", "左右（800", "至", "1200）", "符合", "附件第一项"]
    assert lines[6].split() == ["5", "基础条件", "1000", "1000", "以上", "符合", "附件第五项"]
    assert lines[8].split() == ["7", "相关附件", "1", "未定", "有", "附件第七项"]
    assert "Q48：附件提纲有无约束力？" in result.stdout
    assert lines[-1] == "可填入行为的事实：--fact plan.parts=7 --fact plan.basis-length=1000"
    assert "警告" not in result.stdout
    assert "提示" not in result.stdout


def test_the_same_in_english_has_no_chinese_in_it(checked: Checked) -> None:
    result = checked("封面\n" + paper(p1=1, p5=999, p7=0).replace("二、总体思路\n", ""), lang="en")

    assert result.exit_code == 1
    assert not CHINESE.search(result.output)
    assert "warning: existing basis: 999 characters, fewer than the 1000 asked for" in result.stdout
    assert "warning: overall approach: no heading found for “overall approach”" in result.stdout
    assert "remark: attachments: nothing is written below the heading" in result.stdout
    assert "remark: 2 characters stand before the first heading and belong to no part" in result.stdout


@pytest.mark.parametrize(("count", "code"), [(999, 1), (1000, 0), (1001, 0)])
def test_the_floor_of_part_five_decides_the_exit_code(checked: Checked, count: int, code: int) -> None:
    assert checked(paper(p5=count)).exit_code == code


@pytest.mark.parametrize("count", [0, 1, 999, 3000])
def test_an_approximate_length_never_does(checked: Checked, count: int) -> None:
    assert checked(paper(p1=count, p2=count, p3=count, p4=count)).exit_code == 0


def test_a_missing_part_does(checked: Checked) -> None:
    result = checked(paper().replace("七、相关附件", ""))

    assert result.exit_code == 1
    assert "警告：相关附件：没有找到“相关附件”的标题" in result.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_has_the_promised_keys(checked: Checked, lang: str) -> None:
    told: dict[str, Any] = json.loads(checked(paper(p5=999), "--json", lang=lang).stdout)

    assert (told["schema"], told["lang"], told["edition"], told["form"], told["ok"]) == (
        "tic/form/1",
        lang,
        "weihai-2022",
        "plan",
        False,
    )
    assert [part["number"] for part in told["parts"]] == list(range(1, 8))
    basis = told["parts"][4]
    assert {key: basis[key] for key in ("id", "found", "count", "advice", "verdict", "level", "cite", "assumed")} == {
        "id": "basis",
        "found": True,
        "count": 999,
        "advice": {"at_least": 1000},
        "verdict": "below-floor",
        "level": "warning",
        "cite": "annex(5)",
        "assumed": ["Q48"],
    }
    assert (told["in_order"], told["outside"], told["facts"]) == (True, 0, {"plan.parts": 7, "plan.basis-length": 999})


def test_a_docx_is_read(checked: Checked) -> None:
    result = checked(docx(p("一、背景意义") + p("字" * 1000)), name="plan.docx")

    assert result.exit_code == 1
    assert "1 背景意义  1000" in result.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "data"), [("plan.doc", b""), ("plan.docx", b"PK"), ("plan.txt", "方案".encode("gbk")), ("plan.md", b"")]
)
def test_a_bad_file_is_one_line_and_exit_code_3(checked: Checked, name: str, data: bytes, lang: str) -> None:
    result = checked(data, lang=lang, name=name)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{name}:")
    assert result.stderr.count("\n") == 1
    assert bool(CHINESE.search(result.stderr)) is (lang == "zh")


def test_a_form_there_is_not_is_wrong_use() -> None:
    for form in ("plans", "../edition", "plan.toml"):
        result = CliRunner().invoke(main, ["form", "check", "weihai-2022", form, "plan.md", "--lang", "en"])

        assert result.exit_code == 2
        assert result.stderr == f"the edition weihai-2022 has no form “{form}” — there are: plan\n"


@pytest.mark.parametrize("page", ["docs/forms.md", "docs/en/forms.md"])
def test_every_verdict_is_described(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    for verdict in ("missing", "below-floor", "shorter", "longer", "empty", "as-advised", "found"):
        assert f"`{verdict}`" in text
