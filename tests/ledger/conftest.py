"""A small register to look at: two centres, what they owe and hold, a kept edition, one person's data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import MISSING, Server, programs, server

from tic_core.kernel.evolve import evolve
from tic_core.ledger import Ledger, Writer, digest
from tic_core.model.event import Effect, Event, Law
from tic_core.model.subject import Centre

WEIHAI = "cn-sd-weihai"
PATIENCE = 5.0
EDITION = b'[edition]\nid = "weihai-2022"\n'


class Scribe:
    """Writes acts the way the registry does: the next place in ledger and chain, the state after it, one transaction."""

    def __init__(self, ledger: Ledger, jurisdiction: str = WEIHAI) -> None:
        self.ledger = ledger
        self.jurisdiction = jurisdiction
        self.centres: dict[str, Centre] = {}

    @staticmethod
    def event(sequence: int, number: int, subject: str, act: str, *effects: Effect, **told: Any) -> Event:
        day = told.pop("on", date(2023, 3, 1))
        told = {
            "kind": "approve-preparation",
            "nature": "favourable",
            "effective": day,
            "by": "bureau",
            "recorded": "2023-03-01T02:00:00Z",
            "law": Law("weihai-2022", "weihai-2022", ("9(3)",), ("Q7",), {}),
            "document": "威科字〔2023〕5号",
        } | told
        return Event(sequence=sequence, number=number, subject=subject, act=act, on=day, effects=effects, **told)

    @staticmethod
    def duty(name: str, due: str) -> Effect:
        told = {"owner": "unit", "anchor": "2023-03-01", "cite": "10", "due": due}
        return Effect("duty-opened", name, told, key=name)

    @staticmethod
    def stage(name: str, kind: str) -> Effect:
        return Effect("stage", name, type=kind)

    @staticmethod
    def industry(code: str, kind: str = "reserved") -> Effect:
        return Effect(kind, "industry", key=code)

    def write(self, subject: str, act: str, *effects: Effect, **told: Any) -> Event:
        with self.ledger.writing(self.jurisdiction) as writer:
            return self.add(writer, subject, act, *effects, **told)

    def add(self, writer: Writer, subject: str, act: str, *effects: Effect, **told: Any) -> Event:
        centre = Centre(subject)
        for earlier in writer.events(subject):
            evolve(centre, earlier)
        event = self.event(writer.sequence + 1, centre.number + 1, subject, act, *effects, **told)
        writer.append(event, digest(act.encode()), evolve(centre, event))
        self.centres[subject] = centre
        return event


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tic.db"


STORES = ("memory", "file", "server")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In a module that says EVERY_STORE each test of a ledger runs on every store, unless it looks into the file itself."""
    names = set(metafunc.fixturenames)
    if getattr(metafunc.module, "EVERY_STORE", False) and "address" in names and not names & {"path", "tamper"}:
        metafunc.parametrize("address", STORES[1:] if "many_connections" in names else STORES, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if programs() is None:
        pytest.skip(MISSING)
    with server() as running:
        yield running


@pytest.fixture
def many_connections() -> None:
    """Asked for by a test that reads while it writes: a store in memory lives in one connection."""


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Where the ledger of a test is kept: in a file, unless the test is run on another store."""
    store = getattr(request, "param", "file")
    if store == "memory":
        return "sqlite://"
    if store == "server":
        running: Server = request.getfixturevalue("postgres")
        return running.url(running.new_schema())
    return f"sqlite:///{request.getfixturevalue('path')}"


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address, patience=PATIENCE) as opened:
        yield opened


@pytest.fixture
def scribe(ledger: Ledger) -> Scribe:
    return Scribe(ledger)


@pytest.fixture
def register(scribe: Scribe) -> Scribe:
    """Six events: wh-1 at 1, 3 and 5, wh-2 at 2, 4 and 6; wh-2 named a person, and is decided under a kept edition."""
    with scribe.ledger.writing(WEIHAI) as writer:
        law = Law("weihai-2022", "weihai-2022", ("9(3)",), (), {"edition": writer.keep("edition", "weihai-2022", EDITION)})
        named = writer.persons({"p-1": {"name": "王某", "phone": "13800000000"}})
        name = Effect("name", "甲中心", {"zh": "甲中心", "en": "Centre A"})
        scribe.add(writer, "wh-1", "a-1", scribe.stage("preparing", "PREPARING"), scribe.industry("3511"), name)
        scribe.add(writer, "wh-2", "a-2", scribe.stage("preparing", "PREPARING"), scribe.industry("3512"), law=law, persons=named)
    scribe.write("wh-1", "a-3", scribe.duty("task-book", "2023-04-01"))
    scribe.write("wh-2", "a-4", Effect("fact", "score", 85, type="whole"))
    scribe.write("wh-1", "a-5", Effect("duty-changed", "task-book", {"period": ""}, key="task-book", type="discharged"))
    scribe.write("wh-2", "a-6", scribe.duty("annual-report", "2024-02-29"), scribe.stage("recognised", "RECOGNISED"))
    return scribe


@pytest.fixture
def tamper(ledger: Ledger, path: Path) -> Callable[..., int]:
    """Change the file behind the ledger's back, as somebody with the database in hands can; gives the rows changed."""

    def change(sql: str, *values: Any) -> int:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return sum(connection.execute(each, values).rowcount for each in sql.split(";"))

    return change
