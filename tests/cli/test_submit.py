"""``ticctl submit``: one receipt per act; idempotent; nothing of any file when one is bad; an exit code that tells the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tic_core import RaceLost, Registry
from tic_core.cli.run import Run
from tic_core.text import Text

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]

ACTS = sorted((Path(__file__).parent / "linhu/linhu-2024/acts").iterdir())
CODE = "91371000MA3C0LR219"
PROPOSE = {"id": "n-1", "kind": "propose", "centre": "y-7", "policy": "linhu", "on": "2024-02-01", "by": CODE}
FACTS = {"owner.code": CODE, "yard.name": "Newt", "berth": "C1", "insured": True}
GOOD = PROPOSE | {"facts": FACTS}


def lines(*acts: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(act) for act in acts).encode()


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIC_LEDGER", str(tmp_path / "new.db"))
    return tmp_path / "new.db"


def statuses(document: dict[str, Any]) -> dict[str, str]:
    return {each["act"]: each["status"] for each in document["receipts"]}


def test_each_act_gets_its_receipt_in_the_order_of_the_files(told: Told, new: Path) -> None:
    document = told("submit", *ACTS)

    assert document["schema"] == "tic/receipts/1"
    assert [each["act"] for each in document["receipts"]][:3] == ["y-1-propose", "y-1-recognise-too-early", "y-1-amend"]
    assert [each["act"] for each in document["receipts"] if each["status"] == "refused"] == [
        "y-1-recognise-too-early",
        "y-2-recognise",
    ]
    accepted = [each["sequence"] for each in document["receipts"] if each["status"] == "accepted"]
    assert accepted == list(range(1, 9))
    assert document["counts"] == {"accepted": 8, "refused": 2, "conflict": 0, "duplicate": 0}


def test_a_refusal_lists_what_stands_against_it_with_values_margin_and_remedy(told: Told, new: Path) -> None:
    refused = told("submit", *ACTS)["receipts"][1]

    (finding,) = [each for each in refused["findings"] if each["blocks"]]
    assert (finding["rule"], finding["verdict"], finding["cite"]) == ("third", "not-met", "4")
    assert finding["values"] == {"inspectors.own": 2, "inspectors.all": 3}
    assert (finding["limit"], finding["margin"]) == ("1/3", -1)
    assert finding["remedy"]


def test_sent_again_every_accepted_act_is_a_duplicate_with_its_first_sequence(told: Told, new: Path) -> None:
    first, again = told("submit", *ACTS), told("submit", *ACTS)

    sequences = {each["act"]: each["sequence"] for each in first["receipts"] if each["status"] == "accepted"}
    assert {each["act"]: each["sequence"] for each in again["receipts"] if each["status"] == "duplicate"} == sequences


def test_acts_come_as_json_lines_from_stdin_too(ticctl: Ticctl, new: Path) -> None:
    result = ticctl("submit", "-", stdin=lines(GOOD))

    assert result.exit_code == 0
    assert result.stdout == "accepted  n-1  propose  y-7  #1\n"
    assert result.stderr == "accepted 1\n"


def test_a_register_is_made_where_there_is_none(ticctl: Ticctl, home: Path) -> None:
    assert ticctl("submit", "-", stdin=lines(GOOD)).exit_code == 0

    assert (home / "ledger.db").exists()
    assert "y-7" in ticctl("list").stdout


def test_a_refused_act_exits_1_and_says_why(ticctl: Ticctl, new: Path) -> None:
    result = ticctl("submit", "-", stdin=lines(GOOD | {"by": "linhu-bureau"}), lang="zh")

    assert result.exit_code == 1
    assert result.stdout.startswith("不予受理  n-1  提出  y-7\n  ✗ linhu-bureau 无权作出“提出”\n    第三条\n    补救：由厂主作出")


def test_the_same_id_with_other_content_is_a_conflict_and_exits_6(ticctl: Ticctl, new: Path) -> None:
    ticctl("submit", "-", stdin=lines(GOOD))

    result = ticctl("submit", "-", stdin=lines(GOOD | {"on": "2024-02-02"}, GOOD | {"id": "n-2", "by": "nobody"}))

    assert result.exit_code == 6
    assert result.stdout.startswith("conflict  n-1")
    assert "refused  n-2" in result.stdout


def test_a_stale_expectation_is_a_conflict(ticctl: Ticctl, new: Path) -> None:
    ticctl("submit", "-", stdin=lines(GOOD))
    amend = {"id": "n-2", "kind": "amend", "centre": "y-7", "on": "2024-02-03", "by": CODE, "expected": 0}

    assert ticctl("submit", "-", stdin=lines(amend)).exit_code == 6
    assert ticctl("submit", "-", stdin=lines(amend | {"expected": 1})).exit_code == 0


def test_a_bad_file_stops_everything_before_anything_is_submitted(ticctl: Ticctl, new: Path, tmp_path: Path) -> None:
    good, bad, worse = tmp_path / "good.jsonl", tmp_path / "bad.toml", tmp_path / "worse.jsonl"
    good.write_bytes(lines(GOOD))
    bad.write_text('schema = "tic/acts/1"\n[[act]]\nid = "a"\nkind = 7\n', encoding="utf-8")
    worse.write_text("{]", encoding="utf-8")

    result = ticctl("submit", good, bad, worse)

    assert result.exit_code == 3
    assert result.stdout == ""
    assert f"{bad}:4:1 act[a].kind — " in result.stderr
    assert f"{worse}:1:" in result.stderr
    assert not new.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\xb2\xe2", b"{" * 3000, b"a = [" * 3000, b'{"id": 1.5}', b"\x00" * 50])
def test_no_file_whatever_ends_in_a_traceback(ticctl: Ticctl, new: Path, content: bytes) -> None:
    result = ticctl("submit", "-", stdin=content)

    assert result.exit_code == 3
    assert result.stderr.startswith("-:")
    assert "Traceback" not in result.stderr
    assert "defect" not in result.stderr


def test_a_dry_run_decides_and_writes_nothing(ticctl: Ticctl, home: Path) -> None:
    result = ticctl("submit", "-", "--dry-run", stdin=lines(GOOD))

    assert (result.exit_code, result.stdout) == (0, "accepted  n-1  propose  y-7  #1\n")
    assert not (home / "ledger.db").exists()


def test_a_dry_run_over_a_register_leaves_it_as_it_was(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    before = told("verify")["root"]

    assert ticctl("submit", "-", "--dry-run", stdin=lines(GOOD)).exit_code == 0
    assert told("verify")["root"] == before


def test_a_lost_race_ends_the_run_with_6_and_tells_what_was_done(
    ticctl: Ticctl, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = Registry.submit

    def outrun(self: Registry, act: Any, **how: Any) -> Any:
        if act.id == "n-2":
            raise RaceLost(Text("另一个写入者先行", "another writer was first"))
        return submit(self, act, **how)

    monkeypatch.setattr(Registry, "submit", outrun)
    acts = lines(GOOD, GOOD | {"id": "n-2"}, GOOD | {"id": "n-3"})

    text = ticctl("submit", "-", stdin=acts)
    document = json.loads(ticctl("submit", "-", "--json", stdin=acts).stdout)

    assert text.exit_code == 6
    assert text.stdout == "accepted  n-1  propose  y-7  #1\n"
    assert "another writer was first" in text.stderr
    assert statuses(document) == {"n-1": "duplicate"}
    assert (document["error"]["kind"], document["error"]["exit_code"]) == ("race", 6)


def test_an_act_under_a_policy_there_is_not_is_wrong_use(ticctl: Ticctl, new: Path) -> None:
    result = ticctl("submit", "-", stdin=lines(GOOD | {"policy": "nowhere"}))

    assert result.exit_code == 2
    assert "nowhere" in result.stderr


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("tic.db", "sqlite:///tic.db"),
        ("/data/tic.db", "sqlite:////data/tic.db"),
        ("sqlite:///tic.db", "sqlite:///tic.db"),
        ("postgresql+psycopg://host/tic", "postgresql+psycopg://host/tic"),
    ],
)
def test_a_ledger_goes_by_its_address_or_by_its_path(given: str, address: str) -> None:
    assert Run([], {"TIC_LEDGER": given}).address == address


def test_without_a_word_the_ledger_lies_in_the_users_data_folder() -> None:
    assert Run([], {"TIC_HOME": "/h"}).address == "sqlite:////h/ledger.db"
    assert Run([], {"XDG_DATA_HOME": "/x"}).address == "sqlite:////x/tic-core/ledger.db"
    assert Run([], {}).address == f"sqlite:///{Path.home()}/.local/share/tic-core/ledger.db"
