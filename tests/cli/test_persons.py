"""Names, phone numbers and identity numbers stay in their side table: no command's answer, error or export holds a sign of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.cli.test_submit import GOOD, lines

from tic_core import Registry

Ticctl = Callable[..., Result]
SIGN = "赵钱孙李"
PEOPLE = {"p-1": {"name": SIGN, "phone": f"139{SIGN}", "id": f"3710{SIGN}"}}
READING = ("list", "show", "history", "next", "due", "feed", "replay", "exceptions", "sample", "verify", "checkpoint", "export")


@pytest.fixture
def filed(ledger: Path, ticctl: Ticctl) -> Path:
    assert ticctl("submit", "-", stdin=lines(GOOD | {"persons": PEOPLE})).exit_code == 0
    return ledger


def said(result: Result) -> str:
    return result.stdout + result.stderr + repr(result.exception)


def answers(ticctl: Ticctl, tmp_path: Path) -> Iterator[str]:
    """What the program says after people's data were sent to it: asked, refused, in conflict, badly written, exported."""
    for command in READING:
        words = (command, "y-7") if command in ("show", "history", "next") else (command,)
        yield said(ticctl(*words))
        yield said(ticctl(*words, "--json")) if command != "export" else ""
    sent: list[dict[str, Any]] = [
        GOOD | {"persons": PEOPLE},
        GOOD | {"persons": PEOPLE, "document": "other"},
        GOOD | {"id": "n-2", "kind": "recognise", "persons": PEOPLE},
        GOOD | {"id": "n-3", "on": "2024-13-01", "persons": PEOPLE},
        GOOD | {"id": "n-4", "persons": {"p-1": SIGN}},
        GOOD | {"id": "n-5", "persons": [SIGN]},
        GOOD | {"id": "n-6", "persons": {"p-1": {"name": [SIGN]}}},
        GOOD | {"id": "n-7", "persons": {"p-1": {"name": {"zh": SIGN}}, "p-2": {"phone": 1.5}}},
        GOOD | {"id": "n-8", "expected": 1, "persons": PEOPLE},
    ]
    toml = f'schema = "tic/acts/1"\n[[act]]\nid = "n-9"\n[act.persons]\np-1 = "{SIGN}"\np-2 = {{ name = ["{SIGN}"] }}\n'
    yield said(ticctl("submit", "-", stdin=toml.encode()))
    for act in sent:
        yield said(ticctl("submit", "-", stdin=lines(act)))
        yield said(ticctl("submit", "-", "--json", stdin=lines(act)))
    yield said(ticctl("explain", "y-7", "n-1")) + said(ticctl("explain", "y-7", "n-2", "--json"))
    ticctl("export", "--output", tmp_path / "x.jsonl")
    yield (tmp_path / "x.jsonl").read_text("utf-8")


def test_no_answer_error_or_export_holds_a_sign_of_personal_data(filed: Path, ticctl: Ticctl, tmp_path: Path) -> None:
    seen = list(answers(ticctl, tmp_path))
    assert len([each for each in seen if "y-7" in each]) > 10
    assert [each for each in seen if SIGN in each or json.dumps(SIGN)[1:-1] in each] == []
    with Registry.open(f"sqlite:///{filed}").ledger.reading() as reader:
        assert reader.person("p-1") == PEOPLE["p-1"]  # it is there, in the one place where it can be erased


def test_erased_data_are_gone_the_chain_holds_and_the_history_says_so(
    filed: Path, ticctl: Ticctl, told: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.txt"
    ticctl("checkpoint", "--output", anchor)
    (event,) = told("history", "y-7")["events"]
    assert event["persons"] == {"p-1": "kept"}
    assert told("ledger", "erase", "p-1", "p-9") == {
        "schema": "tic/erased/1",
        "lang": "en",
        "jurisdiction": "cn-xx-linhu",
        "people": ["p-1", "p-9"],
        "erased": 1,
    }
    (event,) = told("history", "y-7")["events"]
    assert event["persons"] == {"p-1": "erased"}
    assert "personal data erased: p-1" in ticctl("history", "y-7").stdout
    assert "erased" not in ticctl("history", "y-1").stdout
    assert ticctl("verify", "--anchor", anchor).exit_code == 0
    assert "of which those of 1 are erased" in ticctl("verify").stdout
    assert SIGN.encode() not in filed.read_bytes()
    assert told("ledger", "erase", "p-1")["erased"] == 0
    assert ticctl("ledger", "erase").exit_code == 2


def test_control_what_stands_in_an_ordinary_field_would_have_been_seen(ledger: Path, ticctl: Ticctl, tmp_path: Path) -> None:
    assert ticctl("submit", "-", stdin=lines(GOOD | {"document": SIGN})).exit_code == 0
    assert sum(SIGN in each for each in answers(ticctl, tmp_path)) > 3
