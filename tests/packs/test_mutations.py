"""Editions broken at random, in their structure and in their bytes: never anything but faults with file, line and key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, time
from typing import Any

import pytest
import tomli

from tic_core.errors import DocumentError, Fault
from tic_core.packs import load
from tic_core.packs.structure import structurer
from tic_core.text import both

HOW_MANY = 1_000  # of each kind
SEED = 20220707
VALUES: list[Any] = [
    0,
    -1,
    10**18,
    10**25,
    True,
    "",
    "x",
    "威海",
    "\0",
    "1/3",
    [],
    [[]],
    {},
    {"zh": 1},
    ["x"],
    [1, "x"],
    {"id": "x"},
]
VALUES += [date(2022, 7, 7), datetime(2022, 7, 7, 8), time(8), float("inf"), 1.5, {"fact": "act.on"}, "2022-07-07", "a\nb", "{"]  # noqa: DTZ001


def written(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(sign):04X}" if ord(sign) < 32 or sign in '"\\' else sign for sign in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{written(key)} = {written(item)}" for key, item in value.items()) + " }"
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def document(table: dict[str, Any]) -> str:
    """A whole document, one line for each item so that places can be told apart."""
    lines = []
    for key, value in table.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            lines += [f"{written(key)} = [", *(f"  {written(item)}," for item in value), "]"]
        else:
            lines.append(f"{written(key)} = {written(value)}")
    return "\n".join(lines) + "\n"


def containers(node: Any) -> Iterator[Any]:
    if isinstance(node, dict | list):
        yield node
        for value in node.values() if isinstance(node, dict) else node:
            yield from containers(value)


def mutate(table: dict[str, Any], dice: random.Random) -> None:
    """One to three things changed: a value replaced, taken from elsewhere, removed, doubled or renamed."""
    for _ in range(dice.randint(1, 3)):
        places = [node for node in containers(table) if node]
        node, other = dice.choice(places), dice.choice(places)
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = dice.choice(list(keys))
        change = dice.randrange(5)
        if change == 0:
            node[key] = deepcopy(dice.choice(VALUES))
        elif change == 1:
            del node[key]
        elif change == 2:
            node[key] = deepcopy(dice.choice([*other.values()] if isinstance(other, dict) else other))
        elif change == 3 and isinstance(node, dict):
            node[dice.choice(["x", "kind", "id", "cite", str(key) + "s", "from", "fact"])] = node.pop(key)
        elif isinstance(node, list):
            node.append(deepcopy(node[key]))


def scramble(data: bytes, dice: random.Random) -> bytes:
    """One to four bytes or stretches changed, cut out, doubled or moved."""
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(data)), dice.choice((1, 1, 1, 3, 40))
        piece = data[at : at + length]
        fresh = dice.choice(
            (bytes([dice.randrange(256)]), b"", piece * 2, b'"', b"[", b"]\n", b"=", b"\n", b"'''", b"1.5", b"{", b"\xff")
        )
        data = data[:at] + fresh + data[at + length :]
    return data


def found_in(data: bytes) -> tuple[Fault, ...]:
    try:
        load(data, "edition.toml")
    except DocumentError as error:
        return error.faults or (NAMELESS,)
    return ()


NAMELESS = Fault("", "", -1, -1, "", both(""), both(""))  # an error without a fault


def assert_clear(data: bytes, faults: tuple[Fault, ...]) -> None:
    """Each fault names the file, a line of it and a key, and speaks both languages."""
    lines = data.count(b"\n") + 1
    for fault in faults:
        assert fault.file == "edition.toml"
        assert fault.key
        assert 0 <= fault.line <= lines
        assert (fault.line == 0) == (fault.column == 0)
        assert fault.line or fault.code in WHOLE, fault("en")
        for lang in ("zh", "en"):
            assert fault(lang).isprintable(), fault(lang)


WHOLE = {"missing-key", "empty", "too-deep"}
"""Faults that may concern the document as such."""


@pytest.fixture(scope="module")
def small_and_real(base: str, weihai: str) -> tuple[str, ...]:
    return base, weihai


def test_structured_mutations_give_faults_and_nothing_else(small_and_real) -> None:
    dice = random.Random(SEED)
    broken = 0
    for number in range(HOW_MANY):
        table = tomli.loads(small_and_real[number % 40 == 0])
        mutate(table, dice)
        data = document(table).encode()
        faults = found_in(data)
        broken += bool(faults)
        assert_clear(data, faults)
    assert broken > HOW_MANY * 0.8, f"{broken} of {HOW_MANY} mutations were noticed (seed {SEED})"


def test_mutations_of_bytes_give_faults_and_nothing_else(small_and_real) -> None:
    dice = random.Random(SEED + 1)
    for number in range(HOW_MANY):
        data = scramble(small_and_real[number % 40 == 0].encode(), dice)
        assert_clear(data, found_in(data))


def test_a_loader_without_the_guard_would_raise(base: str) -> None:
    """The control: the same mutations, read without what stands between them and a person."""
    from tic_core.packs.draft import LISTED

    dice, raised = random.Random(SEED), set()
    for _ in range(200):
        table = tomli.loads(base)
        mutate(table, dice)
        for name, wanted in LISTED.items():
            try:
                structurer().quick(table.get(name, []), tuple[wanted, ...])
            except Exception as error:  # noqa: BLE001
                raised.add(type(error).__name__)
    assert {"KeyError", "Wrong", "ForbiddenExtraKeysError"} <= raised
