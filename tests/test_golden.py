"""For ever readable, everywhere the same: golden ledgers of each release, and one digest in every environment."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from tests.golden.replay import digest, lives
from tests.programme import acts

from tic_core import LedgerError, Registry
from tic_core.ledger import Checkpoint, Tree, codec, decode, encode
from tic_core.model.event import Effect

HERE = Path(__file__).parent / "golden"
GOLDEN = sorted(HERE.glob("*.jsonl"))
REPLAY = HERE / "replay.py"


def bodies(file: Path) -> list[bytes]:
    lines = [line for line in file.read_bytes().splitlines() if line.startswith(b'{"event":')]
    return [line[len(b'{"event":') : line.rindex(b',"hash":')] for line in lines]


def expected(file: Path) -> str:
    return str(json.loads(file.with_suffix(".json").read_text("utf-8"))["digest"])


def test_there_is_a_golden_ledger() -> None:
    assert GOLDEN


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_what_an_earlier_release_recorded_comes_to_what_it_came_to_then(file: Path) -> None:
    assert digest(file) == expected(file)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_the_bytes_of_a_golden_ledger_have_the_root_that_was_printed_with_them(file: Path) -> None:
    printed = next(json.loads(line)["checkpoint"] for line in file.read_bytes().splitlines() if line.startswith(b'{"checkpoint"'))
    tree = Tree("sha256")
    for body in bodies(file):
        tree.push(body)
    assert tree.root() == Checkpoint.parse(printed).root


def test_what_this_program_does_not_know_goes_round_byte_for_byte_and_moves_nothing() -> None:
    event = decode(bodies(GOLDEN[-1])[0])
    strange = attrs.evolve(event, kind="of-a-later-release", effects=(*event.effects, Effect("halo", "x", {"a": [1]}, "k", "t")))
    assert decode(encode(strange)) == strange
    assert encode(decode(encode(strange))) == encode(strange)


def test_an_event_of_an_older_form_is_read_as_it_is_written_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented history of forms: in the first the day was called ``day``, in the second there was no precedence."""
    body = next(each for each in bodies(GOLDEN[-1]))
    told = json.loads(body)
    first = {name: value for name, value in told.items() if name not in ("on", "precedence")} | {"day": told["on"], "schema": 1}

    def second(old: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in old.items() if name != "day"} | {"on": old["day"]}

    monkeypatch.setattr(codec, "SCHEMA", 3)
    monkeypatch.setattr(codec, "UPCASTERS", {1: second, 2: lambda old: old | {"precedence": 7}})
    read = decode(codec.encode_plain(first))
    assert read == attrs.evolve(decode(codec.encode_plain(told | {"schema": 3})), precedence=7)
    with pytest.raises(LedgerError):
        decode(codec.encode_plain(first | {"schema": 4}))
    monkeypatch.setattr(codec, "UPCASTERS", {})
    with pytest.raises(LedgerError):
        decode(codec.encode_plain(first))


# ── determinism ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

SEEDS, ZONES, LOCALES = ("0", "1", "2", "4294967295"), ("UTC", "Asia/Shanghai", "America/Los_Angeles"), ("C", "zh_CN.UTF-8")
CACHE = tempfile.mkdtemp(prefix="tic-golden-")
ENVIRONMENTS = list(itertools.product(SEEDS, ZONES, LOCALES, ((), ("-O",))))


def said(*words: str, seed: str = "0", zone: str = "UTC", locale: str = "C", python: str = sys.executable) -> str:
    env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONPYCACHEPREFIX": CACHE}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # else every one of them compiles everything anew
    return subprocess.run([python, *words], env=env, capture_output=True, encoding="utf-8", check=True).stdout


def test_replay_has_one_digest_in_48_environments() -> None:
    file = GOLDEN[-1]
    assert len(ENVIRONMENTS) == 48
    found = {
        json.loads(said(*options, str(REPLAY), str(file), seed=seed, zone=zone, locale=locale))
        for seed, zone, locale, options in ENVIRONMENTS
    }
    assert found == {expected(file)}


def test_control_what_follows_the_order_of_a_set_differs_between_environments() -> None:
    program = "print([each for each in {'a', 'b', 'c', 'd', 'e', 'f'}])"
    assert len({said("-c", program, seed=seed) for seed in SEEDS}) > 1


@pytest.mark.parametrize("python", ["python3.11", "python3.12", "python3.13"])
def test_replay_has_the_same_digest_under_every_python_at_hand(python: str) -> None:
    there = shutil.which(python)
    if (
        there is None
        or subprocess.run([there, "-c", "import attrs, msgspec, tic_core"], capture_output=True, check=False).returncode
    ):
        pytest.skip(f"{python} with tic-core installed is not at hand: python -m venv, then pip install -e .")
    assert json.loads(said(str(REPLAY), str(GOLDEN[-1]), python=there)) == expected(GOLDEN[-1])


@pytest.mark.parametrize("how", ["frozen", "ahead", "back", "jumping"])
def test_a_wrong_clock_faults_neither_chain_nor_state(how: str) -> None:
    steady, step, chance = datetime(2026, 11, 23, 4, tzinfo=UTC), itertools.count(), random.Random(4)
    moved = {
        "frozen": lambda: steady,
        "ahead": lambda: steady + timedelta(days=30 * next(step)),
        "back": lambda: steady + timedelta(days=1000) - timedelta(hours=next(step)),
        "jumping": lambda: steady + timedelta(minutes=chance.randrange(10**6)),
    }
    wanted = [each for each in acts() if each.centre in ("wh-0013", "wh-0020", "")]
    registers = [Registry.open("sqlite://", clock=clock) for clock in (lambda: steady, moved[how])]
    for register in registers:
        for act in wanted:
            register.submit(act)
    assert registers[1].verify().ok
    assert registers[1].centres() == registers[0].centres()
    assert len(registers[0].centres()) == 2
    assert {each.subject for each in registers[0].history("wh-0013")} == set(lives(GOLDEN[-1])) & {"wh-0013"}
