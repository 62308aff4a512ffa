"""``list · show · history · next · due``: the register, on any day and as known at any moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


def test_the_register_is_a_table(ticctl: Ticctl, ledger: Path) -> None:
    assert ticctl("list", lang="zh").stdout.splitlines() == [
        "编号  名称               阶段    自          版本",
        "y-1   临湖县 Heron 船厂  船厂    2024-03-11  linhu-2024",
        "y-2   —                  已提出  2024-04-02  linhu-2024",
    ]


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        ([], {"y-1": "yard", "y-2": "proposed"}),
        (["--as-of", "2024-03-10"], {"y-1": "proposed"}),
        (["--as-of", "2024-03-11"], {"y-1": "yard"}),
        (["--known-at", "2"], {"y-1": "proposed"}),
        (["--known-at", "0"], {}),
        (["--as-of", "2024-03-10", "--known-at", "6"], {"y-1": "proposed"}),
    ],
)
def test_it_is_told_for_any_day_and_as_known_at_any_sequence(told: Told, ledger: Path, words: list[str], stages: object) -> None:
    assert {each["id"]: each["stage"] for each in told("list", *words)["centres"]} == stages


def test_an_empty_register_is_talk_and_no_data(ticctl: Ticctl, ledger: Path) -> None:
    result = ticctl("list", "--as-of", "2020-01-01")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "the register holds no centre\n")


def test_options_may_stand_before_the_command(ledger: Path) -> None:
    from click.testing import CliRunner

    from tic_core.cli import main

    linhu = str(Path(__file__).parent / "linhu")
    result = CliRunner().invoke(main, ["--lang", "en", "--json", "--policies", linhu, "--ledger", str(ledger), "list"])

    assert '"schema": "tic/centres/1"' in result.stdout


def test_one_centre_is_shown_with_all_that_stands_of_it(ticctl: Ticctl, ledger: Path) -> None:
    page = ticctl("show", "y-1").stdout

    assert page.splitlines()[:2] == ["y-1  Linhu Boatyard Heron", "boatyard since 2024-03-11, under linhu-2024"]
    assert "  2024-02-01  proposed · propose" in page
    assert "    - person: p-4, side: from elsewhere" in page
    assert "  berth held  B7" in page
    assert "  2024-09-20  complaint · settled" in page
    assert "  suspended  2024-04-10" in page


def test_the_history_tells_each_event_with_its_act_its_office_and_its_articles(ticctl: Ticctl, ledger: Path) -> None:
    page = ticctl("history", "y-1", lang="zh").stdout

    assert "   3  2024-03-11  认定 → 船厂  [y-1-recognise]\n" in page
    assert "      临湖县科技局 · LH-8 · 第五条、第三条第（一）项、第四条、第三条第（二）项\n" in page
    assert "      判定：船台稳固——认定符合（seen on site）\n" in page


def test_the_history_ends_where_the_day_or_the_knowledge_ends(told: Told, ledger: Path) -> None:
    assert [each["sequence"] for each in told("history", "y-1", "--as-of", "2024-03-11")["events"]] == [1, 2, 3]
    assert [each["sequence"] for each in told("history", "y-1", "--known-at", "4")["events"]] == [1, 2, 3, 4]


def test_what_may_come_next_is_told_apart_from_what_is_blocked(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    page = ticctl("next", "y-2", "--as-of", "2025-02-01").stdout
    acts = {each["act"]: each for each in told("next", "y-2", "--as-of", "2025-02-01")["acts"]}

    assert page.index("lawful now (2)") < page.index("blocked (1)") < page.index("the berth is free: not met")
    assert "shut down → shut down  [shut]\n    Art. 8 · Linhu County Science Bureau\n    needs: fill in `reason`" in page
    assert {name: each["lawful"] for name, each in acts.items()} == {"amend": True, "shut": True, "recognise": False}
    assert [each["rule"] for each in acts["recognise"]["blocked"]] == ["berth-free"]


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        ("2024-03-12", [("plaque", "due", 29), ("report", "pending", 384)]),
        ("2025-03-15", [("plaque", "suspended", -339), ("report", "due", 16)]),
        ("2025-04-01", [("plaque", "suspended", -356), ("report", "overdue", -1), ("report", "pending", 364)]),
        ("2027-04-01", [("plaque", "suspended", -1086), ("report", "no-basis", -1)]),
    ],
)
def test_duties_are_told_by_status_with_the_days_left(told: Told, ledger: Path, day: str, statuses: list[Any]) -> None:
    found = [(each["kind"], each["status"], each["days_left"]) for each in told("due", "--as-of", day)["duties"]]

    assert [each for each in sorted(found) if each[0] == "plaque" or each[2] >= -1] == statuses


def test_the_page_has_a_block_for_each_status_and_leaves_out_what_is_far_off(ticctl: Ticctl, ledger: Path) -> None:
    page = ticctl("due", "--as-of", "2025-05-01").stdout

    assert page.splitlines() == [
        "overdue (1)",
        "last day    days left  duty                owner  article  centre  name                  next act",
        "2025-03-31  -31        yearly report 2025  owner  Art. 7   y-1     Linhu Boatyard Heron  file the report (owner)",
        "",
        "suspended (1)",
        "last day    days left  duty    owner  article  centre  name",
        "2024-04-10  -386       plaque  owner  Art. 7   y-1     Linhu Boatyard Heron",
        "",
        "1 more fall due more than 90 days from now (--all lists them)",
    ]
    assert "yearly report 2026" in ticctl("due", "--as-of", "2025-05-01", "--all").stdout


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (["--kind", "report"], {"report"}),
        (["--status", "suspended"], {"plaque"}),
        (["--centre", "y-1"], {"report", "plaque"}),
        (["--centre", "y-2"], set()),
        (["--kind", "report", "--status", "suspended"], set()),
    ],
)
def test_duties_can_be_chosen(told: Told, ledger: Path, words: list[str], kinds: set[str]) -> None:
    assert {each["kind"] for each in told("due", "--as-of", "2025-05-01", *words)["duties"]} == kinds


def test_nothing_owed_is_talk_and_no_data(ticctl: Ticctl, ledger: Path) -> None:
    result = ticctl("due", "--as-of", "2023-05-01")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing is owed\n")


def test_a_narrow_terminal_gets_rows_told_line_by_line(ticctl: Ticctl, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    assert ticctl("due", "--as-of", "2025-05-01").stdout.splitlines()[:3] == ["overdue (1)", "2025-03-31", "  days left: -31"]


def test_without_its_edition_a_centre_is_still_listed_and_shown_by_ids(ledger: Path) -> None:
    from click.testing import CliRunner

    from tic_core.cli import main

    for words in (["list"], ["history", "y-1"]):
        result = CliRunner().invoke(main, [*words, "--lang", "en"])
        assert result.exit_code == 0, result.output
        assert "recognised" in result.stdout or "recognise" in result.stdout
