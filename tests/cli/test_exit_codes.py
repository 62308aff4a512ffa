"""0 done · 1 the rules say no · 2 wrong use · 3 bad file · 4 stored data · 5 a plugin · 6 a lost race · 130 interrupted.

Whatever happens, it is told in one message of the language of the run, and never as a traceback. For 6 see ``test_submit``.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from tic_core import Registry
from tic_core.cli import main
from tic_core.cli.due import _ahead
from tic_core.cli.run import escaped

Ticctl = Callable[..., Result]


@pytest.mark.parametrize("args", [["list"], ["due"], ["verify"], ["explain", "y-1", "y-1-recognise"], ["policy", "list"]])
def test_what_could_be_done_exits_0(ticctl: Ticctl, ledger: Path, args: list[str]) -> None:
    assert ticctl(*args).exit_code == 0


def test_an_act_that_the_rules_refuse_exits_1(ticctl: Ticctl, ledger: Path) -> None:
    assert ticctl("explain", "y-1", "y-1-recognise-too-early").exit_code == 1
    assert ticctl("explain", "y-2", "recognise").exit_code == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Usage: ticctl [OPTIONS] COMMAND"),
        (["--lang", "en"], "ticctl: a command is missing — see ticctl --help"),
        (["lst"], "ticctl: there is no command “lst” (did you mean list?) — see ticctl --help"),
        (["policy", "chek"], "ticctl policy: there is no command “chek” (did you mean check?) — see ticctl policy --help"),
        (["list", "--jsn"], "ticctl list: there is no option --jsn (did you mean --json?) — see ticctl list --help"),
        (["show"], "ticctl show: CENTRE is missing — see ticctl show --help"),
        (["show", "y-1", "y-2"], "ticctl show: too many arguments: y-2 — see ticctl show --help"),
        (["list", "--as-of", "31.3."], "ticctl list: the value of --as-of is wrong: “31.3.” is no date; write 2023-03-01"),
        (["list", "--as-of", "2023-W09-3"], "“2023-W09-3” is no date; write 2023-03-01"),
        (["list", "--known-at", "x"], "ticctl list: the value of --known-at is wrong: “x” is not a whole number from 0"),
        (["due", "--status", "late"], "ticctl due: the value of --status is wrong: “late” is none of: overdue grace due"),
        (["list", "--ledger", ""], "ticctl list: the value of --ledger is wrong: it is empty"),
        (["list", "--policies", " "], "ticctl list: the value of --policies is wrong: it is empty"),
        (["next", "y-1", "--as-of", "2023-12-31"], "y-1 is not on record on 2023-12-31"),
        (["list", "--as-of"], "ticctl list: the option --as-of needs a value"),
        (["list", "--json=1"], "ticctl list: the option --json takes no value"),
    ],
)
def test_wrong_use_exits_2_and_says_what_was_meant(ledger: Path, args: list[str], message: str) -> None:
    result = CliRunner(env={"LANG": "en_US.UTF-8"}).invoke(main, args)

    assert result.exit_code == (2 if args else 0)
    assert message in (result.stderr if args else result.stdout)


@pytest.mark.parametrize("args", [["show", "y-9"], ["history", "y-9"], ["next", "y-9"], ["policy", "show", "linhu-1999"]])
def test_what_there_is_not_cannot_be_shown(ticctl: Ticctl, ledger: Path, args: list[str]) -> None:
    assert ticctl(*args).exit_code == 2


def test_a_faulty_document_exits_3_with_line_and_column(ticctl: Ticctl, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(
        (Path(__file__).parent / "linhu/linhu-2024/edition.toml").read_text(encoding="utf-8").replace('"1/3"', '"1/0"')
    )

    result = ticctl("policy", "check", draft)

    assert result.exit_code == 3
    assert result.stdout.startswith(f"{draft}:")
    assert "rule[third].at_most" in result.stdout
    assert result.stderr == f"{draft}: 1 fault\n"


def test_a_folder_that_is_no_pack_exits_3(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["policy", "list", "--policies", str(tmp_path)]).exit_code == 3


def test_a_register_that_is_not_there_exits_4_and_says_what_to_do(ticctl: Ticctl, home: Path) -> None:
    result = ticctl("list")

    assert result.exit_code == 4
    assert result.stderr.startswith(f"there is no register yet: {home / 'ledger.db'} — submit acts first")


@pytest.mark.parametrize("args", [["list"], ["verify"], ["show", "y-1"], ["demo", "linhu-2024"]])
def test_a_file_that_is_no_ledger_exits_4(ticctl: Ticctl, tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "not.db").write_bytes(b"this is no database, and longer than a header would be" * 40)

    result = ticctl(*args, "--ledger", tmp_path / "not.db")

    assert result.exit_code == 4
    assert "not a database" in result.stderr


def test_a_ledger_that_was_tampered_with_exits_4_and_names_the_event(ticctl: Ticctl, ledger: Path) -> None:
    with sqlite3.connect(ledger) as store:
        (body,) = store.execute("SELECT body FROM tic_event WHERE sequence = 3").fetchone()
        store.execute("UPDATE tic_event SET body = ? WHERE sequence = 3", (body.replace(b"LH-8", b"LH-9"),))
    store.close()

    result = ticctl("verify", lang="zh")

    assert result.exit_code == 4
    assert result.stdout.startswith("账本有问题：8 件事件")
    assert "第 3 号  杂凑值与内容不符" in result.stdout


@pytest.fixture
def broken_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    (folder / "tic_broken-1.0.dist-info").mkdir(parents=True)
    (folder / "tic_broken-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: tic-broken\nVersion: 1.0\n")
    (folder / "tic_broken-1.0.dist-info" / "entry_points.txt").write_text("[tic_core.jurisdictions]\ncn-xx-linhu = tic_broken\n")
    (folder / "tic_broken.py").write_text(
        dedent("""
            from tic_core.hooks import hookimpl
            HOOK_API = (1, 0)
            @hookimpl
            def tic_conflict_relation(reservation):
                raise ZeroDivisionError("no answer")
        """)
    )
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "tic_broken", raising=False)


@pytest.mark.usefixtures("broken_plugin")
def test_a_plugin_that_fails_exits_5_under_its_own_name(ticctl: Ticctl, ledger: Path) -> None:
    result = ticctl("next", "y-2", lang="zh")

    assert result.exit_code == 5
    assert "tic-broken 1.0" in result.stderr
    assert "tic_conflict_relation" in result.stderr


@pytest.mark.usefixtures("broken_plugin")
def test_a_plugin_that_cannot_be_loaded_is_listed_with_what_is_wrong(ticctl: Ticctl, tmp_path: Path) -> None:
    (tmp_path / "site" / "tic_broken.py").write_text("HOOK_API = (99, 0)\n")

    result = ticctl("plugin", "list")

    assert result.exit_code == 5
    assert "cn-xx-linhu" in result.stdout
    assert "tic-broken 1.0" in result.stderr


@pytest.mark.usefixtures("broken_plugin")
def test_a_plugin_that_never_answers_exits_5_from_a_process_of_its_own(
    ticctl: Ticctl, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "site" / "tic_broken.py"
    module.write_text(module.read_text().replace('raise ZeroDivisionError("no answer")', "while True: pass"))
    monkeypatch.setenv("TIC_PLUGINS", "worker")
    monkeypatch.setenv("TIC_PLUGIN_SECONDS", "0.3")

    result = ticctl("next", "y-2")
    listed = ticctl("plugin", "list", "--json")

    assert result.exit_code == 5
    assert "tic-broken 1.0" in result.stderr
    assert "no answer within 0.3 seconds; its process was ended" in result.stderr
    assert {each["name"]: each["apart"] for each in json.loads(listed.stdout)["plugins"]}["tic-broken"] is True
    assert "tic_broken" not in sys.modules


def test_a_setting_of_plugins_that_cannot_be_meant_exits_2(ticctl: Ticctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIC_PLUGINS", "Everybody")
    result = ticctl("plugin", "list")
    assert result.exit_code == 2
    assert "write worker, inside, or codes of jurisdictions with commas" in result.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_defect_is_told_as_one_without_a_traceback(
    ticctl: Ticctl, ledger: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a\nfew lines")

    monkeypatch.setattr(Registry, "outline", fail)

    result = ticctl("list", lang=lang)
    assert result.exit_code == 70
    assert len(result.stderr.splitlines()) == 1
    assert "ZeroDivisionError: a few lines" in result.stderr
    assert "TIC_DEBUG=1" in result.stderr

    monkeypatch.setenv("TIC_DEBUG", "1")
    assert "Traceback" in ticctl("list", lang=lang).stderr


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "0001-01-01"])
def test_every_day_of_the_calendar_can_be_asked_about(day: str) -> None:
    assert str(_ahead(date.fromisoformat(day))) == {"0001-01-01": "0001-04-01"}.get(day, "9999-12-31")


def test_without_stdin_there_is_nothing_to_submit(ticctl: Ticctl) -> None:
    words = [sys.executable, "-m", "tic_core", "submit", "-", "--lang", "en"]
    done = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *words], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"stdin is closed \xe2\x80\x94 give it something to read, or name a file\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_error_that_cannot_be_written_either_ends_without_a_traceback(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tic_core", "show", "y-9", "--json", "--ledger", str(tmp_path / "no.db")]
    done = subprocess.run(["sh", "-c", '"$@" >/dev/full', "sh", *words], capture_output=True, timeout=60, check=False)
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr


def test_what_is_on_record_can_neither_command_a_terminal_nor_hide() -> None:
    assert escaped("红\x1b[31m\u202e\u3000\n") == "红\\x1b[31m\\u202e\u3000\n"
    assert escaped("a\nb", "") == "a\\nb"


def test_an_interrupt_exits_130(ticctl: Ticctl, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Registry, "outline", interrupt)

    result = ticctl("list")
    assert (result.exit_code, result.stderr) == (130, "\ninterrupted\n")
