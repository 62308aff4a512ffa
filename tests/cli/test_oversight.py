"""``ticctl replay · exceptions · sample``, and the two axes of time on every command that reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tic_core.oversight import KINDS

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


def test_replay_says_what_the_tables_say(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    document = told("replay")
    assert (document["compared"], document["differing"]) == (True, [])
    assert document["centres"] == told("list")["centres"]
    assert document["digest"] == told("replay", "--known-at", 8)["digest"] != told("replay", "--known-at", 3)["digest"]
    assert told("replay", "--known-at", 3)["compared"] is False
    assert "the tables say the same" in ticctl("replay").stdout


def test_a_table_that_was_touched_is_named_and_replay_exits_4(ticctl: Ticctl, ledger: Path) -> None:
    with sqlite3.connect(ledger) as store:
        store.execute("UPDATE tic_head SET stage = 'elsewhere' WHERE stage <> ''")
    store.close()
    found = ticctl("replay")
    assert found.exit_code == 4
    assert "the tables differ" in found.stdout


def test_the_report_counts_every_kind_and_can_be_narrowed(told: Told, ledger: Path) -> None:
    document = told("exceptions", "--late", 0)
    assert list(document["counts"]) == list(KINDS)
    assert sum(document["counts"].values()) == len(document["exceptions"]) > 0
    late = told("exceptions", "--late", 0, "--kind", "late")["exceptions"]
    assert {each["code"] for each in late} == {"late"}
    assert all(each["centre"] and each["act"] and each["text"] for each in late)


def test_a_sample_is_the_same_each_time_and_says_from_how_many(ticctl: Ticctl, told: Told, ledger: Path) -> None:
    first = told("sample", "--seed", "a", "--size", 3)
    assert first == told("sample", "--seed", "a", "--size", 3)
    assert (len(first["events"]), first["population"]) == (3, 8)
    assert ticctl("sample").exit_code == 2


@pytest.mark.parametrize("command", ["list", "show", "history", "next", "due", "replay", "exceptions", "sample"])
def test_every_reading_command_takes_both_axes(told: Told, ledger: Path, command: str) -> None:
    centre = told("list")["centres"][0]["id"]
    words = {"sample": ["--seed", "x"]}.get(command, [centre] if command in ("show", "history", "next") else [])
    document = told(command, *words, "--as-of", "2026-11-23", "--known-at", 2)
    assert (document["as_of"], document["known_at"]) == ("2026-11-23", 2)
