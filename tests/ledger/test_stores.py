"""What every store must do alike: random interleavings of writers and readers against a model, and a death at every statement."""

from __future__ import annotations

import random
import shutil
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.conftest import WEIHAI, Scribe
from tests.ledger.faults import watched
from tests.ledger.test_writing import everything

from tic_core.errors import RaceLost
from tic_core.ledger import Ledger, Reader, Writer, verify

EVERY_STORE = True

LAWS = (WEIHAI, "cn-sd-yantai")
Model = dict[str, list[str]]


class Gone(Exception):
    """What ends a block before it is finished."""


class Interleaved:
    """Two ledgers on one store, any of whose transactions may be open at once; beside them what the record must be.

    ``begins`` says whether a second transaction may begin while others are open: on a server a writer waits for its own
    jurisdiction only, in a file for every writer, in memory for everybody.
    """

    def __init__(self, address: str, first: Ledger, chance: random.Random) -> None:
        self.chance = chance
        self.kind = "memory" if address == "sqlite://" else address.partition(":")[0]
        self.ledgers = [first] if self.kind == "memory" else [first, Ledger.open(address, patience=0.02)]
        self.record: Model = {law: [] for law in LAWS}
        self.writers: dict[str, tuple[AbstractContextManager[Writer], Writer, list[str]]] = {}
        self.readers: list[tuple[AbstractContextManager[Reader], Reader, Model]] = []
        self.acts = 0
        self.refused = 0

    def may_begin(self, law: str | None) -> bool:
        if self.kind == "memory":
            return not (self.writers or self.readers)
        if law is None:
            return True
        return law not in self.writers if self.kind.startswith("postgresql") else not self.writers

    def begin_writing(self) -> None:
        law = self.chance.choice(LAWS)
        block = self.chance.choice(self.ledgers).writing(law)
        if self.may_begin(law):
            self.writers[law] = (block, block.__enter__(), [])
            return
        with pytest.raises(RaceLost):
            block.__enter__()
        self.refused += 1

    def add(self) -> None:
        if self.writers:
            law = self.chance.choice(sorted(self.writers))
            _, writer, added = self.writers[law]
            self.acts += 1
            act, subject = f"a-{self.acts}", f"c-{self.chance.randrange(3)}"
            Scribe(self.ledgers[0], law).add(writer, subject, act, Scribe.duty(f"d-{self.acts}", "2024-02-29"))
            added.append(act)

    def end_writing(self) -> None:
        if self.writers:
            law = self.chance.choice(sorted(self.writers))
            block, _, added = self.writers.pop(law)
            if self.chance.random() < 0.3:
                assert not block.__exit__(Gone, Gone(), None)
            else:
                block.__exit__(None, None, None)
                self.record[law] += added

    def begin_reading(self) -> None:
        block = self.chance.choice(self.ledgers).reading()
        if self.may_begin(None):
            self.readers.append((block, block.__enter__(), {law: list(acts) for law, acts in self.record.items()}))
            return
        with pytest.raises(RaceLost):
            block.__enter__()
        self.refused += 1

    def read(self) -> None:
        for _, reader, wanted in self.readers:
            found = {law: [event.act for event in reader.feed(law)] for law in LAWS}
            assert found == wanted

    def end_reading(self) -> None:
        if self.readers:
            block, _, _ = self.readers.pop(self.chance.randrange(len(self.readers)))
            block.__exit__(None, None, None)

    def step(self) -> None:
        """One random step of one of them."""
        steps = (self.begin_writing, self.add, self.add, self.end_writing, self.begin_reading, self.read, self.end_reading)
        self.chance.choice(steps)()

    def end(self) -> None:
        while self.writers:
            self.end_writing()
        while self.readers:
            self.end_reading()
        for extra in self.ledgers[1:]:
            extra.close()


def test_however_writers_and_readers_come_together_the_record_is_what_was_committed(address: str, chance: random.Random) -> None:
    with Ledger.open(address, patience=0.02) as ledger:
        lived = Interleaved(address, ledger, chance)
        with ExitStack() as closing:
            closing.callback(lived.end)
            for _ in range(150):
                lived.step()
        with ledger.reading() as reader:
            assert {law: [event.act for event in reader.feed(law)] for law in LAWS} == lived.record
        assert verify(ledger).ok
    assert lived.refused
    assert any(lived.record.values())


@pytest.fixture
def before(register: Any, ledger: Ledger) -> list[Any]:
    return everything(ledger)


def many_sided(register: Any) -> None:
    """An act that touches every kind of row."""
    with register.ledger.writing(WEIHAI) as writer:
        named = writer.persons({"p-2": {"name": "李某"}})
        writer.keep("calendar", "cn", b"2024", published=False)
        effects = register.industry("3511", "freed"), register.industry("3514"), register.duty("report", "2023-06-01")
        register.add(writer, "wh-1", "a-7", *effects, persons=named)


def test_a_process_that_dies_before_any_statement_leaves_all_of_an_act_or_nothing(
    register: Any, before: list[Any], ledger: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are what they were at that moment: the log of the database is all that the next process has."""
    copies: list[tuple[str, Path]] = []

    def keep(name: str, _: object) -> None:
        folder = tmp_path / f"dead-{len(copies)}"
        folder.mkdir()
        for file in path.parent.glob(path.name + "*"):
            if not file.name.endswith("-shm"):  # made anew by the next who opens it
                shutil.copy(file, folder / file.name)
        copies.append((name, folder / path.name))

    with watched(keep, monkeypatch):
        many_sided(register)
    keep("afterwards", None)
    after = everything(ledger)
    found = [(name, everything_in(copy)) for name, copy in copies]
    assert len(found) > 12
    assert [state for name, state in found[:-1]] == [before] * (len(found) - 1)
    assert found[-1] == ("afterwards", after)
    assert after != before


def everything_in(file: Path) -> list[Any]:
    with Ledger.open(f"sqlite:///{file}", create=False) as left:
        assert verify(left).ok
        return everything(left)
