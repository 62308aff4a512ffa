"""An export that was touched anywhere is found out, by the program and by the verifier that does without it."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.conftest import STORES, WEIHAI, Scribe
from tests.ledger.test_chain import needs_sm3
from tests.ledger.test_codec import GOLDEN_BYTES

from tic_core.errors import LedgerError
from tic_core.ledger import GENESIS, Checkpoint, Ledger, encode_plain, link, root
from tic_core.ledger.export import check, lines

TOOL = Path(__file__).parents[2] / "tools" / "verify_export.py"


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("verify_export", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


independent = loaded()


def by_program(data: bytes, *anchors: Checkpoint) -> list[int]:
    """The events that the program names, in order; -1 where it says that this is no export."""
    try:
        return [problem.sequence for problem in check(data.splitlines(keepends=True), anchors).problems]
    except LedgerError:
        return [-1]


def by_tool(data: bytes, *anchors: Checkpoint) -> list[int]:
    """The same of the independent verifier."""
    held = [(anchor.origin, anchor.size, bytes.fromhex(anchor.root)) for anchor in anchors]
    said = independent.Export(held).check(data).problems
    return [int(each.split()[1].rstrip(":")) if each.startswith("event ") else 0 for each in said]


Verifier = Callable[..., list[int]]
VERIFIERS: list[Verifier] = [by_program, by_tool]


@pytest.fixture
def exported(register: Scribe, ledger: Ledger) -> bytes:
    with ledger.reading() as reader:
        return b"".join(lines(reader))


@pytest.fixture
def anchor(register: Scribe, ledger: Ledger) -> Checkpoint:
    with ledger.reading() as reader:
        return reader.checkpoint()


def sealed(values: list[dict[str, Any]]) -> bytes:
    """An export with everything computed anew that can be: chain, checkpoint, last line. As a forger with the program would."""
    chains: dict[str, str] = {}
    bodies = []
    for value in values:
        if "event" in value:
            subject, body = value["event"]["subject"], encode_plain(value["event"])
            chains[subject] = value["hash"] = link(chains.get(subject, GENESIS), body)
            bodies.append(body)
    values = [value for value in values if "end" not in value and "checkpoint" not in value]
    values.append({"checkpoint": Checkpoint(WEIHAI, len(bodies), root(bodies)).text})
    return ended(values)


def ended(values: list[dict[str, Any]]) -> bytes:
    data = b"".join(encode_plain(value) + b"\n" for value in values if "end" not in value)
    return data + encode_plain({"end": {"digest": hashlib.sha256(data).hexdigest(), "lines": data.count(b"\n")}}) + b"\n"


def told(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("address", STORES, indirect=True)
@pytest.mark.parametrize("verifier", VERIFIERS)
def test_an_honest_export_holds_whichever_store_it_comes_from(exported: bytes, anchor: Checkpoint, verifier: Verifier) -> None:
    assert verifier(exported) == []
    assert verifier(exported, anchor) == []
    assert [next(iter(value)) for value in told(exported)] == [
        "event" if at in range(1, 7) else kind for at, kind in enumerate(["export", *["event"] * 6, "text", "checkpoint", "end"])
    ]
    assert b"13800000000" not in exported
    assert "王某".encode() not in exported


def test_an_export_holds_what_was_decided_under_and_the_form_of_its_events(exported: bytes) -> None:
    values = told(exported)
    assert values[0]["export"]["event"]["$ref"] == "#/$defs/Event"
    assert base64.b64decode(values[7]["text"]["body"]).startswith(b"[edition]")
    assert Checkpoint.parse(values[8]["checkpoint"]).size == 6


def test_the_independent_verifier_spells_the_golden_event_as_we_do() -> None:
    assert independent.spelled(json.loads(GOLDEN_BYTES)) == GOLDEN_BYTES
    assert independent.read(GOLDEN_BYTES)["number"] == 2


def test_an_export_of_what_was_known_earlier_has_the_checkpoint_of_then(
    register: Scribe, ledger: Ledger, anchor: Checkpoint
) -> None:
    with ledger.reading() as reader:
        earlier = b"".join(lines(reader, known_at=4))
        assert Checkpoint.parse(told(earlier)[-2]["checkpoint"]) == reader.checkpoint(known_at=4)
    for verifier in VERIFIERS:
        assert verifier(earlier) == []
        assert verifier(earlier, anchor) == [5]  # who holds a later checkpoint sees that this is not all


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_every_byte_flipped_three_ways_is_found(path: Path, verifier: Verifier, chance: random.Random) -> None:
    """The program's own reading is the slower: of its flips a part is tried, chosen by chance; the tool's are all."""
    with Ledger.open(f"sqlite:///{path}") as ledger:
        Scribe(ledger).write("甲", "a-1", Scribe.industry("3511"))
        Scribe(ledger).write("甲", "a-2")
        with ledger.reading() as reader:
            exported = b"".join(lines(reader))
    assert verifier(exported) == []
    places = range(len(exported)) if verifier is by_tool else chance.sample(range(len(exported)), 700)
    for place in places:
        for bit in (1, 32, 1 << chance.randrange(8)):
            flipped = bytearray(exported)
            flipped[place] ^= bit
            assert verifier(bytes(flipped)), (place, bit)


def moved(values: list[dict[str, Any]], how: str) -> list[dict[str, Any]]:
    """The lines with the third event swapped with the next, dropped, doubled, or one of its own slipped in before it."""
    values = deepcopy(values)
    if how == "swapped":
        values[3], values[4] = values[4], values[3]
    elif how == "dropped":
        values.pop(3)
    elif how == "doubled":
        values.insert(4, deepcopy(values[3]))
    else:
        values.insert(3, {"event": values[3]["event"] | {"act": "a-x", "reason": "补记"}, "hash": values[3]["hash"]})
    return values


FIRST_BAD = {"swapped": 3, "dropped": 3, "doubled": 4, "inserted": 3}


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("how", FIRST_BAD)
def test_an_event_moved_dropped_doubled_or_slipped_in_is_named(exported: bytes, how: str, verifier: Verifier) -> None:
    assert verifier(ended(told(exported))) == []
    assert verifier(ended(moved(told(exported), how)))[0] == FIRST_BAD[how]
    bad = verifier(sealed(moved(told(exported), how)))  # even when every hash was computed anew
    assert bad[0] == (4 if how == "inserted" else FIRST_BAD[how])


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("sequence", range(1, 7))
def test_an_altered_event_is_named(exported: bytes, sequence: int, verifier: Verifier) -> None:
    values = told(exported)
    values[sequence]["event"]["reason"] = "改"
    assert verifier(ended(values))[0] == sequence


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("left", range(6))
def test_a_cut_end_is_seen_by_whoever_holds_a_checkpoint_and_by_nobody_else(
    exported: bytes, anchor: Checkpoint, left: int, verifier: Verifier
) -> None:
    values = told(exported)
    cut = sealed([*values[: left + 1], *values[7:]])
    assert verifier(cut) == []
    assert verifier(cut, anchor) == [left + 1]


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("sequence", range(1, 7))
def test_a_rewritten_history_is_seen_by_whoever_holds_a_checkpoint_and_by_nobody_else(
    exported: bytes, anchor: Checkpoint, sequence: int, verifier: Verifier
) -> None:
    values = told(exported)
    values[sequence]["event"]["reason"] = "改写"
    assert verifier(sealed(values)) == []
    assert verifier(sealed(values), anchor) == [6]


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("keep", [0, 10, 0.5, -1, -2])
def test_a_file_that_ends_too_early_is_found(exported: bytes, keep: float, verifier: Verifier) -> None:
    assert verifier(exported[: int(len(exported) * keep) if isinstance(keep, float) else keep])


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_a_text_decided_under_that_is_altered_or_missing_is_told_at_the_first_event_that_rests_on_it(
    exported: bytes, verifier: Verifier
) -> None:
    values = told(exported)
    values[7]["text"]["body"] = base64.b64encode(b"another").decode()
    assert verifier(ended(values)) == [2]
    values.pop(7)
    assert verifier(ended(values)) == [2]


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_a_checkpoint_of_another_ledger_does_not_vouch_for_this_one(exported: bytes, verifier: Verifier) -> None:
    assert verifier(exported, Checkpoint("elsewhere", 6, "0" * 64)) == [0]


@needs_sm3
@pytest.mark.parametrize("verifier", VERIFIERS)
def test_an_export_in_sm3_is_checked_in_sm3(path: Path, verifier: Verifier) -> None:
    with Ledger.open(f"sqlite:///{path}", algorithm="sm3") as ledger:
        Scribe(ledger).write("wh-1", "a-1")
        with ledger.reading() as reader:
            exported = b"".join(lines(reader))
    assert verifier(exported) == []
    assert verifier(exported.replace(b'"hash":"sm3"', b'"hash":"sha256"'))


def test_control_a_verifier_that_does_not_look_at_the_chain_is_caught(exported: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    values = told(exported)
    values[3]["hash"] = "0" * 64
    assert by_tool(ended(values))[0] == 3
    monkeypatch.setattr(independent.Export, "wrong", lambda *_: None)
    assert by_tool(ended(values)) == []


def test_the_independent_verifier_needs_the_standard_library_alone_and_can_be_read_in_ten_minutes() -> None:
    source = TOOL.read_text(encoding="utf-8")
    assert {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))} == {
        "argparse",
        "base64",
        "hashlib",
        "json",
        "pathlib",
        "sys",
    }
    assert len(source.splitlines()) < 300
