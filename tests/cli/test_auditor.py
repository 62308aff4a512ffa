"""The auditor's bench: checkpoints, exports and proofs, checked by the program and by the verifier that does without it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric import ed25519
from tests.ledger.test_signing import pems

from tic_core.ledger import parquet
from tic_core.ledger.schema import LATER, REVISIONS

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
TOOL = Path(__file__).parents[2] / "tools" / "verify_export.py"


def independent(*words: object) -> tuple[int, str]:
    """What the verifier says that needs nothing of ours: not even the environment."""
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, words)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def anchor(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> Path:
    file = tmp_path / "checkpoint.txt"
    assert ticctl("checkpoint", "--output", file).exit_code == 0
    return file


@pytest.fixture
def exported(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> Path:
    file = tmp_path / "export.jsonl"
    assert ticctl("export", "--format", "jsonl", "--output", file).exit_code == 0
    return file


def rewrite(ledger: Path, sequence: int) -> None:
    """Cut the ledger off before an event, cleanly."""
    with sqlite3.connect(ledger) as store:
        store.execute("DELETE FROM tic_event WHERE sequence >= ?", (sequence,))
        store.execute("UPDATE tic_ledger SET sequence = ?", (sequence - 1,))
    store.close()


def test_a_checkpoint_is_three_lines_and_the_same_in_json(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    text = ticctl("checkpoint").stdout
    document = told("checkpoint")
    assert text == document["text"]
    assert text.splitlines()[:2] == ["cn-xx-linhu", "8"]
    assert (document["size"], document["hash"], len(document["root"])) == (8, "sha256", 64)
    assert told("verify")["root"] == document["root"]
    assert told("checkpoint", "--known-at", 3)["size"] == 3


def test_an_honest_ledger_and_its_export_hold_against_an_old_checkpoint(
    ticctl: Ticctl, ledger: Path, anchor: Path, exported: Path
) -> None:
    assert ticctl("verify", "--anchor", anchor).exit_code == 0
    assert ticctl("verify", exported, "--anchor", anchor).exit_code == 0
    assert independent(exported, "--anchor", anchor) == (0, "8 events: everything holds\n")
    assert "no checkpoint was given" in independent(exported)[1]


def test_an_end_cut_off_is_seen_with_the_old_checkpoint(ticctl: Ticctl, ledger: Path, anchor: Path, tmp_path: Path) -> None:
    rewrite(ledger, 7)
    cut = ticctl("verify", "--anchor", anchor)
    assert cut.exit_code == 4
    assert "the end was cut" in cut.stdout
    assert ticctl("proof", "consistency", "--anchor", anchor).exit_code == 4
    shorter = tmp_path / "shorter.jsonl"
    ticctl("export", "--output", shorter)
    assert ticctl("verify", shorter).exit_code == 0  # without a checkpoint it does not show
    assert ticctl("verify", shorter, "--anchor", anchor).exit_code == 4
    assert independent(shorter, "--anchor", anchor)[0] == 1


def test_an_export_that_was_touched_exits_4_and_names_the_event(ticctl: Ticctl, exported: Path) -> None:
    exported.write_bytes(exported.read_bytes().replace(b"LH-8", b"LH-9", 1))
    found = ticctl("verify", exported)
    assert found.exit_code == 4
    assert independent(exported)[0] == 1
    assert found.stdout.split("at ")[1].split()[0] == independent(exported)[1].split("event ")[1].split(":")[0]


def test_an_export_goes_to_stdout_and_never_over_a_file_that_is_there(ticctl: Ticctl, exported: Path) -> None:
    before = exported.read_bytes()
    assert ticctl("export").stdout.encode() == before
    again = ticctl("export", "--output", exported)
    assert again.exit_code == 4
    assert exported.read_bytes() == before
    assert [each.name for each in exported.parent.glob(".*")] == []


def test_an_export_in_parquet_is_verified_like_the_other(
    ticctl: Ticctl, told: Told, ledger: Path, anchor: Path, tmp_path: Path
) -> None:
    table = tmp_path / "export.parquet"
    assert told("export", "--format", "parquet", "--output", table)["format"] == "tic/export/1 parquet"
    assert ticctl("verify", table, "--anchor", anchor).exit_code == 0
    assert told("verify", table)["root"] == told("checkpoint")["root"]
    assert ticctl("export", "--format", "parquet", "--output", table).exit_code == 4  # never over a file that is there
    earlier = tmp_path / "earlier.parquet"
    assert ticctl("export", "--format", "parquet", "--output", earlier, "--known-at", 5).exit_code == 0
    assert told("verify", earlier)["head"] == 5
    assert "the end was cut" in ticctl("verify", earlier, "--anchor", anchor).stdout
    table.write_bytes(table.read_bytes()[:-1] + b"X")
    assert ticctl("verify", table).exit_code == 4
    assert [each.name for each in tmp_path.glob(".*.part")] == []


def test_parquet_goes_into_a_file_and_needs_its_extra(
    ticctl: Ticctl, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ticctl("export", "--format", "parquet").exit_code == 2
    monkeypatch.setattr(parquet, "find_spec", lambda _: None)
    refused = ticctl("export", "--format", "parquet", "--output", tmp_path / "x")
    assert (refused.exit_code, "pip install 'tic-core[parquet]'" in refused.stderr) == (2, True)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"\xff\n", b'{"export":{"format":"tic/export/9","hash":"sha256","jurisdiction":"x"}}\n']
)
def test_what_is_no_export_is_told_as_such(ticctl: Ticctl, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(content)
    assert ticctl("verify", file).exit_code == 4
    assert independent(file)[0] == 1


@pytest.mark.parametrize("sequence", [1, 5, 8])
def test_an_event_is_proved_to_be_in_the_checkpoint(told: Told, ledger: Path, anchor: Path, tmp_path: Path, sequence: int) -> None:
    document = told("proof", "inclusion", sequence)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert independent(file, "--proof", "--anchor", anchor) == (0, "the proof holds\n")
    document["event"]["reason"] = "another"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert independent(file, "--proof", "--anchor", anchor)[0] == 1


@pytest.mark.parametrize("size", [1, 3, 4, 7, 8])
def test_a_ledger_is_proved_to_go_on_from_an_old_checkpoint(
    ticctl: Ticctl, told: Told, ledger: Path, tmp_path: Path, size: int
) -> None:
    old, file = tmp_path / "old.txt", tmp_path / "proof.json"
    ticctl("checkpoint", "--known-at", size, "--output", old)
    document = told("proof", "consistency", "--anchor", old)
    file.write_text(json.dumps(document), encoding="utf-8")
    assert independent(file, "--proof")[0] == 0
    document["path"] = ["0" * 64, *document["path"]]
    file.write_text(json.dumps(document), encoding="utf-8")
    assert independent(file, "--proof")[0] == 1


def test_an_event_that_there_is_not_has_no_proof(ticctl: Ticctl, ledger: Path) -> None:
    assert ticctl("proof", "inclusion", 9).exit_code == 2
    assert ticctl("proof", "inclusion", 0).exit_code == 2


def test_a_signed_checkpoint_vouches_only_under_its_own_key(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> None:
    secret, public = pems(tmp_path, ed25519.Ed25519PrivateKey.generate())
    _, other = pems(tmp_path, ed25519.Ed25519PrivateKey.generate(), "other")
    anchor = tmp_path / "signed.txt"
    assert ticctl("checkpoint", "--sign", secret, "--name", "linhu", "--output", anchor).exit_code == 0
    assert ticctl("verify", "--anchor", anchor, "--public-key", public, "--name", "linhu").exit_code == 0
    assert ticctl("verify", "--anchor", anchor, "--public-key", other, "--name", "linhu").exit_code == 4
    assert ticctl("verify", "--anchor", anchor, "--public-key", public).exit_code == 2
    assert ticctl("checkpoint", "--sign", secret).exit_code == 2
    export = tmp_path / "signed.jsonl"
    ticctl("export", "--sign", secret, "--name", "linhu", "--output", export)
    assert "— linhu " in export.read_text(encoding="utf-8")
    assert ticctl("verify", export, "--anchor", anchor).exit_code == 0
    assert independent(export, "--anchor", anchor)[0] == 0


def test_a_file_that_is_no_checkpoint_is_a_bad_document(ticctl: Ticctl, ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("hello")
    assert ticctl("verify", "--anchor", tmp_path / "x.txt").exit_code == 3


def test_the_independent_verifier_says_what_it_cannot_read(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("hello\nworld\n!")
    for words in ((tmp_path / "none",), (exported, "--anchor", tmp_path / "none"), (exported, "--anchor", tmp_path / "x.txt")):
        code, said = independent(*words)
        assert code == 2
        assert "Traceback" not in said


def test_a_ledger_is_copied_with_its_root_and_never_over_another(ticctl: Ticctl, told: Told, ledger: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    document = told("ledger", "copy", ledger, copy)
    assert document["verification"]["root"] == told("verify")["root"]
    assert ticctl("verify", "--ledger", copy).exit_code == 0
    assert ticctl("ledger", "copy", ledger, copy).exit_code == 2
    assert ticctl("ledger", "copy", tmp_path / "nowhere.db", tmp_path / "new.db").exit_code == 4


def test_a_ledger_from_before_the_migrations_is_upgraded_when_asked(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    with sqlite3.connect(ledger) as store:
        for table in ("tic_version", *LATER):
            store.execute(f"DROP TABLE {table}")
    store.close()
    root = told("verify")["root"]
    assert told("ledger", "upgrade", "--dry-run")["before"] == "0001"
    assert (told("ledger", "upgrade")["before"], told("ledger", "upgrade")["before"]) == ("0001", REVISIONS[-1])
    assert "already" in ticctl("ledger", "upgrade").stdout
    assert told("verify")["root"] == root
