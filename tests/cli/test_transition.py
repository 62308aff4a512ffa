"""``ticctl transition``: a plan checked, tried and followed, told in either language, with its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result

from tic_core import Act, Registry
from tic_core.cli import main
from tic_core.packs import load_acts

SMALLEST = Path(__file__).parents[2] / "examples" / "smallest"

PLAN = """schema = "tic/transition/1"

[plan]
id = "itself"
synthetic = true
from = "binhai-2026"
to = "binhai-2026"
on = 2026-10-01
by = "binhai-bureau"
document = "滨科〔2026〕9号"
names = "keep"
cite = "8"

[[stage]]
ids = ["applied", "recognised"]
fate = "keep"

[[duty]]
ids = ["yearly-report"]
fate = "restart"

[[undetermined]]
id = "who"
question = { zh = "谁来办？", en = "Who does it?" }
stages = ["recognised"]
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``ticctl transition`` over a ledger with one workshop recognised and one applied for; the plan lies in ``plan.toml``."""
    file = tmp_path / "ledger.db"
    acts = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")
    registry = Registry.open(f"sqlite:///{file}", policies=[SMALLEST])
    with registry.ledger:
        for act in (*acts, attrs.evolve(acts[0], id="bh-2-apply", centre="bh-2")):
            registry.submit(act)

    def called(*words: str, plan: str = PLAN, lang: str = "en", ledger: bool = True) -> Result:
        (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
        where = ["--ledger", str(file)] if ledger else []
        words = (*words, str(tmp_path / "plan.toml"))
        return CliRunner().invoke(main, ["transition", *words, "--policies", str(SMALLEST), "--lang", lang, *where])

    return called


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_plan_in_order_is_said_to_be_so_and_that_it_is_invented(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "itself: no fault. binhai-2026 → binhai-2026 [invented]\n")
    assert "无误" in run("check", lang="zh").stdout


def test_faults_of_a_plan_are_told_with_place_and_code(run: Run) -> None:
    result = run("check", plan=PLAN.replace('fate = "restart"', 'fate = "earlier"'))
    assert result.exit_code == 3
    assert "plan.toml:19:8 duty[1].ids[1] — “yearly-report” recurs" in result.stdout
    assert "[error plan-recurring]" in result.stdout
    told = document(run("check", "--json", plan=PLAN.replace('fate = "restart"', 'fate = "earlier"')))
    assert (told["schema"], told["ok"], [fault["code"] for fault in told["faults"]]) == (
        "tic/transition-check/1",
        False,
        ["plan-recurring"],
    )
    assert told["faults"][0]["page"] == "docs/en/codes/plan-recurring.md"


def test_a_stage_nobody_stands_in_is_a_warning_with_a_ledger_and_an_error_without(run: Run, tmp_path: Path) -> None:
    forgetful = PLAN.replace('ids = ["applied", "recognised"]', 'ids = ["recognised"]')
    assert (run("check", plan=forgetful).exit_code, run("check", plan=forgetful, ledger=False).exit_code) == (3, 3)
    registry = Registry.open(f"sqlite:///{tmp_path / 'ledger.db'}", policies=[SMALLEST])
    with registry.ledger:
        registry.submit(Act("gone", "withdraw", date(2026, 4, 1), "91371000MA3C0LR219", "bh-2"))
    assert (run("check", plan=forgetful).exit_code, run("check", plan=forgetful, ledger=False).exit_code) == (1, 3)
    assert "[warning plan-stage-empty]" in run("check", plan=forgetful).stdout
    assert run("dry-run", plan=forgetful).exit_code == 0


def test_a_dry_run_gives_counts_and_a_line_for_each_centre_and_writes_nothing(run: Run) -> None:
    result = run("dry-run")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "binhai-2026 → binhai-2026, 2026-10-01 (plan itself) [invented]"
    assert lines[1] == "would move 2"
    assert "undetermined: Who does it? It concerns: bh-1" in lines
    told = document(run("dry-run", "--json"))
    assert told["counts"] == {
        "outcomes": {"moves": 2},
        "stages": {"applied": 1, "recognised": 1},
        "duties": {"yearly-report: restart": 1},
    }
    assert [(each["centre"], each["outcome"], each["sequence"]) for each in told["centres"]] == [
        ("bh-1", "moves", None),
        ("bh-2", "moves", None),
    ]
    assert told["centres"][0]["duties"][0]["before"] == {"kind": "yearly-report", "due": None}


def test_followed_twice_it_does_nothing_the_second_time(run: Run) -> None:
    first, second = run("apply"), run("apply")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "moved 2" in first.stdout
    assert "moved before 2" in second.stdout
    assert [each["outcome"] for each in document(run("apply", "--json"))["centres"]] == ["already", "already"]


def test_a_centre_that_cannot_be_moved_is_told_with_the_reason_and_the_remedy_and_the_code_is_one(run: Run) -> None:
    early = PLAN.replace("on = 2026-10-01", "on = 2026-03-10")
    for command in ("dry-run", "apply"):
        result = run(command, plan=early)
        assert result.exit_code == 1
        assert "bh-1: there are events after 2026-03-10" in result.stdout
        assert "name a later day with --on" in result.stdout
    told = document(run("dry-run", "--json", "--on", "2026-10-01", plan=early))
    assert {each["outcome"] for each in told["centres"]} == {"moves", "already"}


def test_a_plan_that_cannot_be_read_is_refused_with_its_place(run: Run) -> None:
    result = run("apply", plan=PLAN.replace("names", "name"))
    assert result.exit_code == 3
    assert "plan.name" in result.stderr
    assert run("check", plan="schema = ").exit_code == 3


def test_a_day_that_has_not_come_is_wrong_use(run: Run) -> None:
    result = run("apply", plan=PLAN.replace("on = 2026-10-01", "on = 2028-12-31"))
    assert (result.exit_code, "after today" in result.stderr) == (2, True)


def test_chinese_and_english_do_not_mix(run: Run) -> None:
    told = run("dry-run", lang="zh").stdout
    assert "would move" not in told
    assert "可以衔接 2" in told
