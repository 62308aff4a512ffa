"""A plugin in a process of its own: the same answers, and what only such a process can hold: hangs, exits, floods, memory."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.errors import PluginError, UsageError
from tic_core.hooks import frames, process
from tic_core.hooks.admission import Plugin
from tic_core.hooks.apart import INSIDE, Apart
from tic_core.hooks.frames import BadFrame, pack, unpack
from tic_core.hooks.jurisdiction import Claim, Jurisdictions
from tic_core.hooks.process import Worker
from tic_core.model.facts import Money
from tic_core.testing.questions import BERTH, EDITION, EVENT, FACTS, HOME, QUESTIONS, SHEETS, SUPPORT
from tic_core.testing.zoo import NAMED, REFUSED, ZOO, fate

GOOD = """
    from decimal import Decimal
    from tic_core.hooks import hookimpl
    from tic_core.model.answer import Proposal, Relation, ScoreResult
    from tic_core.text import Text
    HOOK_API = (1, 0)

    @hookimpl
    def tic_conflict_relation(reservation, edition):
        return Relation(reservation.id, "prefix", "7", (edition.judge,))

    @hookimpl
    def tic_aggregate_scores(sheets, facts, edition):
        total = sum((sheet["score"] for sheet in sheets), Decimal(0))
        why = Text("合计", "sum on " + str(facts["approved.on"].year) + edition.item_styles["5"])
        return ScoreResult({"sum": str(total), "rows": [{"expert": sheet["expert"]} for sheet in sheets]}, why, "17")

    @hookimpl
    def tic_incentives(eligible):
        return [Proposal(each.id, each.name, str(each.cite)) for each in eligible]

    @hookimpl
    def tic_after_event(event):
        if event.effects[0].type != "RECOGNISED" or not event.on.year:
            raise ValueError(event)
"""

KILLED = ("hangs", "spins", "dies", "cracks")
SLOW = (*KILLED, "hogs")
REFUSALS = ("wraps", "class_", "fails", "quits", "sleeps", "vanishes")  # the others are refused by the same words of code
QUICK = ("hangs", "spins", "sleeps")


@pytest.fixture
def house() -> Iterator[Any]:
    """Makes jurisdictions whose plugin runs apart, and sees to it that no process stays."""
    made: list[Jurisdictions] = []

    def make(where: str, **limits: Any) -> Jurisdictions:
        claim = Claim(Plugin("tic-beast", "6", HOME), where, lambda: pytest.fail("imported inside"))
        made.append(Jurisdictions([claim], apart=Apart(**{"seconds": 10, "memory": 512} | limits)))
        return made[-1]

    yield make
    for each in made:
        pids = [worker.pid for worker in each._workers.values()]
        each.close()
        assert [pid for pid in pids if pid and alive(pid)] == []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def children() -> set[int]:
    """The processes that this one has started and that are not gone, zombies too."""
    place = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(pid) for pid in place.read_text().split()} if place.exists() else set()


@pytest.mark.parametrize("name", [name for name, beast in ZOO.items() if beast.apart != REFUSED or name in REFUSALS])
def test_what_becomes_of_every_beast_in_a_process_of_its_own(name: str, house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    beast = ZOO[name]
    if name == "sleeps":
        monkeypatch.setattr(process, "START", 1.0)
    found = house(f"tic_core.testing.zoo:{name}.all", seconds=0.3 if name in QUICK else 10)
    first = next(iter(QUESTIONS))
    hooks = [first] if beast.apart == REFUSED else ["tic_incentives", "tic_after_event"] if name in SLOW else list(QUESTIONS)

    for hook in hooks:
        became, error = fate(lambda: found.answers([HOME]), hook)
        assert (hook, became) == (hook, beast.fate(hook, apart=True))
        if became in (REFUSED, NAMED):
            assert isinstance(error, PluginError)
            assert (error.plugin, error.exit_code) == ("tic-beast 6", 5)
        if became == NAMED:
            assert error.hook == hook  # type: ignore[union-attr]
        if became == NAMED and name in KILLED:
            assert found._workers[HOME].pid == 0


def test_the_same_fault_bears_the_same_words_inside_and_apart(house: Any) -> None:
    for name in ("misspelt", "raises", "words", "huge"):
        inside = Jurisdictions([Claim(Plugin("tic-beast", "6", HOME), name, lambda name=name: ZOO[name].speaker("tic_incentives"))])
        told = fate(lambda inside=inside: inside.answers([HOME]), "tic_incentives")
        away = house(f"tic_core.testing.zoo:{name}.tic_incentives")
        assert [str(each) for each in told] == [
            str(each) for each in fate(lambda away=away: away.answers([HOME]), "tic_incentives")
        ]


def everything(found: Jurisdictions) -> list[Any]:
    answers = found.answers([HOME, "zz"])
    return [
        answers.conflict_relation(BERTH, EDITION),
        answers.aggregate_scores("act", SHEETS, FACTS, EDITION),
        answers.incentives(FACTS, (SUPPORT,), EDITION),
        answers.after_event(EVENT),
        answers.rule_kinds(),
        answers.plugins,
    ]


def test_the_answers_are_the_same_inside_and_apart(install: Any) -> None:
    install(HOME, GOOD, name="tic-harbour", version="1.2")
    inside = everything(Jurisdictions.installed(INSIDE))
    sys.modules.pop("plugin_zz_harbour")
    there = Jurisdictions.installed(Apart())

    apart = everything(there)
    there.close()

    assert apart == inside
    assert apart[1].answer.why.en == "sum on 2023（1）"
    assert [plugin.apart for plugin in apart[-1]] == [True]
    assert "plugin_zz_harbour" not in sys.modules


def test_a_process_that_had_to_be_ended_is_started_again_for_the_next_question(house: Any) -> None:
    found = house("tic_core.testing.zoo:dies.tic_incentives")
    answers = found.answers([HOME])
    first = found._workers[HOME].pid
    for _ in range(2):
        with pytest.raises(PluginError, match="its process ended by itself"):
            QUESTIONS["tic_incentives"].ask(answers)
        assert not alive(first)
    assert found._workers[HOME].pid == 0


def test_a_hang_is_ended_on_time_and_nothing_of_it_stays(house: Any) -> None:
    before = children()
    found = house("tic_core.testing.zoo:hangs.tic_incentives", seconds=0.3)
    answers = found.answers([HOME])
    pid = found._workers[HOME].pid
    began = time.monotonic()

    with pytest.raises(PluginError, match=r"no answer within 0\.3 seconds; its process was ended"):
        QUESTIONS["tic_incentives"].ask(answers)

    assert 0.3 <= time.monotonic() - began < 5
    assert not alive(pid)
    assert children() == before


def test_control_a_process_that_is_not_ended_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    end = process._end
    monkeypatch.setattr(process, "_end", lambda *_: None)
    before, worker = children(), Worker(Plugin("tic-beast", "6", HOME), "tic_core.testing.zoo:prints.all", Apart())
    worker.admitted()
    started, pid = worker._process, worker.pid

    worker.close()

    assert alive(pid)
    assert children() - before in ({pid}, set())  # where the system has no such list there is nothing to compare
    assert started is not None
    end(started, os.getpid())
    assert not alive(pid)


def test_what_a_plugin_starts_is_ended_with_it(install: Any, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    source = f"""
        import subprocess, time
        from tic_core.hooks import hookimpl
        HOOK_API = (1, 0)

        @hookimpl
        def tic_incentives(eligible):
            child = subprocess.Popen(["sleep", "600"])
            open({str(note)!r}, "w").write(str(child.pid))
            time.sleep(600)
    """
    install(HOME, source)
    found = Jurisdictions.installed(Apart(seconds=2))
    with pytest.raises(PluginError, match="no answer within"):
        QUESTIONS["tic_incentives"].ask(found.answers([HOME]))
    for _ in range(100):  # whoever adopted it reaps it
        if not running(int(note.read_text())):
            break
        time.sleep(0.05)
    assert not running(int(note.read_text()))


def running(pid: int) -> bool:
    """Whether a process is there and no mere zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_process_ends_with_whoever_asked_it(house: Any) -> None:
    worker = Worker(Plugin("tic-beast", "6", HOME), "tic_core.testing.zoo:prints.all", Apart())
    worker.admitted()
    pid = worker.pid
    assert alive(pid)
    del worker
    gc.collect()
    assert not alive(pid)


ORPHAN = """
import os, signal, threading, time
from tic_core.hooks.admission import Plugin
from tic_core.hooks.apart import Apart
from tic_core.hooks.process import Worker
worker = Worker(Plugin("tic-beast", "6", "zz-harbour"), "tic_core.testing.zoo:spins.all", Apart(seconds=1))
worker.admitted()
threading.Thread(target=worker.ask, args=("tic_rule_kinds", {}), daemon=True).start()
time.sleep(0.2)
print(worker.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_hangs_ends_even_when_whoever_asked_it_was_killed() -> None:
    asked = subprocess.run([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True, check=False)
    pid = int(asked.stdout)
    for _ in range(200):
        if not running(pid):
            break
        time.sleep(0.05)
    assert not running(pid)


def test_a_plugin_apart_sees_neither_the_environment_nor_the_folder_of_the_program(install: Any, monkeypatch: Any) -> None:
    source = """
        import os
        from pathlib import Path
        from tic_core.hooks import hookimpl
        from tic_core.model.answer import Relation
        HOOK_API = (1, 0)

        @hookimpl
        def tic_conflict_relation(reservation):
            return Relation(reservation.id, "equal", "7", (str(os.environ.get("TIC_LEDGER")), str(Path.cwd())))
    """
    monkeypatch.setenv("TIC_LEDGER", "postgresql://secret")
    install(HOME, source)
    found = Jurisdictions.installed(Apart())
    told = found.answers([HOME]).conflict_relation(BERTH, EDITION)
    found.close()
    assert told is not None
    assert told.answer.assumed[0] == "None"
    assert told.answer.assumed[1] != str(Path.cwd())


def test_rule_kinds_cannot_come_from_a_process_apart(install: Any) -> None:
    source = """
        from tic_core.hooks import hookimpl
        HOOK_API = (1, 0)

        @hookimpl
        def tic_rule_kinds():
            return [int]
    """
    install(HOME, source)
    found = Jurisdictions.installed(Apart())
    with pytest.raises(PluginError, match="cannot come from a process apart"):
        found.answers([HOME]).rule_kinds()
    found.close()


# ── who runs apart ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_environment_says_who_runs_apart(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Jurisdictions.installed().apart == INSIDE
    monkeypatch.setenv("TIC_PLUGINS", "zz, zz-harbour")
    monkeypatch.setenv("TIC_PLUGIN_SECONDS", "0.5")
    monkeypatch.setenv("TIC_PLUGIN_MEMORY", "256")
    told = Jurisdictions.installed().apart
    assert (told.seconds, told.memory) == (0.5, 256)
    assert [told.holds(code) for code in ("zz", HOME, "zz-hill", "cn")] == [True, True, False, False]
    monkeypatch.setenv("TIC_PLUGINS", "worker")
    assert Jurisdictions.installed().apart.holds("zz-hill")


@pytest.mark.parametrize(
    "said",
    [
        {"TIC_PLUGINS": "Worker"},
        {"TIC_PLUGINS": "zz,"},
        {"TIC_PLUGINS": "all"},
        {"TIC_PLUGIN_SECONDS": "0"},
        {"TIC_PLUGIN_SECONDS": "five"},
        {"TIC_PLUGIN_SECONDS": "1e3"},
        {"TIC_PLUGIN_SECONDS": "inf"},
        {"TIC_PLUGIN_MEMORY": "-1"},
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_meant_is_wrong_use(said: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Apart.told(said)


# ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.floats(allow_nan=False),
)
nested = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(), inner, max_size=3),
    ),
    max_leaves=8,
)


class Loop:
    """A pipe that gives back what was written, a few bytes at a time."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    def write(self, data: memoryview) -> int:
        self.data += data[:7]
        return len(data[:7])

    def read(self, size: int) -> bytes:
        taken = bytes(self.data[: min(size, 5)])
        del self.data[: len(taken)]
        return taken


def through(value: Any) -> Any:
    pipe = Loop()
    frames.send(pipe, pack(value))
    return unpack(frames.receive(pipe))


def kinds(value: Any) -> Any:
    """The types of a value, all the way down."""
    if isinstance(value, list | tuple):
        return type(value), [kinds(item) for item in value]
    return (dict, [kinds(item) for item in value.values()]) if isinstance(value, dict) else type(value)


@given(nested)
def test_a_value_comes_out_of_a_frame_as_it_went_in(value: Any) -> None:
    assert through(value) == value
    assert kinds(through(value)) == kinds(value)


@pytest.mark.parametrize(
    "value", [EDITION, BERTH, SUPPORT, EVENT, FACTS, SHEETS, Money(Decimal("1.50"), "CNY"), Fraction(1, 3)], ids=repr
)
def test_the_values_of_the_law_come_out_as_they_went_in(value: Any) -> None:
    assert through(value) == value
    assert type(through(value)) is type(value)


def test_a_read_only_mapping_comes_out_as_a_mapping() -> None:
    assert through(MappingProxyType({"a": date(2023, 3, 1)})) == {"a": date(2023, 3, 1)}


ODD = [object(), b"x", {1}, datetime(2023, 3, 1, tzinfo=UTC), ..., int, iter(())]


@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_what_has_no_place_in_an_answer_comes_out_under_the_name_of_its_type(value: Any) -> None:
    assert type(through(value)).__name__ == type(value).__name__
    assert type(through(value)) is not type(value)


@pytest.mark.parametrize(
    "body", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{]", b"\x00\x00\x00\x01\xff", b"\x00\x01\x00\x00" + b"[" * 65536], ids=range(4)
)
def test_what_is_no_frame_is_told_from_one(body: bytes) -> None:
    with pytest.raises(BadFrame):
        frames.receive(Loop(body))


@pytest.mark.parametrize(
    "packed",
    [
        {},
        {"$": "value", "of": "Popen", "v": {}},
        {"$": "value", "of": "Relation", "v": {}},
        {"$": "value", "of": "Relation", "v": {"reservation": "x", "kind": "x", "cite": "7", "more": 1}},
        {"$": "Decimal", "v": "ten"},
        {"$": "date", "v": 3},
        {"$": "stranger", "v": 3},
        {"$": "stranger", "v": "a\0b"},
        {"$": "mapping", "v": [[1]]},
        {"$": "mapping", "v": [[[], 1]]},
        {"$": "pickle", "v": "x"},
        {"$": [], "v": "x"},
    ],
    ids=str,
)
def test_what_nothing_packs_like_is_told_from_a_value(packed: Any) -> None:
    with pytest.raises(BadFrame):
        unpack(packed)


def test_an_end_in_the_middle_of_a_frame_is_an_end() -> None:
    with pytest.raises(EOFError):
        frames.receive(Loop(b"\x00\x00\x00\x09[1"))
