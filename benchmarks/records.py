"""The ledger's side of the benchmarks: events appended (b2) and read back (b3), through the public API of the ledger."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from tic_core.kernel.evolve import evolve
from tic_core.ledger import Ledger, Writer, decode, encode
from tic_core.model.event import Effect, Event, Law
from tic_core.model.subject import Centre

HOME = "cn-xx-bench"
EDITION = Law("bench-1", "bench-1", ("12",), (), {"edition": "0" * 64})
START = date(2025, 3, 1).toordinal()
DIGEST = "0" * 64
GROUP = 100

Run = Callable[[int], None]
Contender = tuple[str, str, Callable[[], tuple[Run, Callable[[], int]]]]


def event(sequence: int, number: int, subject: str, kind: str, day: date, effects: tuple[Effect, ...]) -> Event:
    """One event of a bench, with the fields that every event has."""
    act = f"{subject}-{number}"
    moment = "2025-03-01T01:00:00Z"
    return Event(sequence, number, subject, act, kind, "procedural", day, day, "bureau", moment, EDITION, effects)


# ── b2 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def appended(bench: ModuleType) -> list[Contender]:
    """Two events a command: encoded, chained, with act id and head, in one durable transaction; or a hundred commands in one."""
    file = f"sqlite:///{bench.DIR}/tic.db"
    found = [
        ("full", "tic-core append", lambda: _appending(bench, file)),
        ("full-grouped", f"tic-core append, {GROUP} commands per txn", lambda: _appending(bench, f"{file}g", GROUP)),
    ]
    server = _server(bench)
    if server:
        found.append(("pg-full", "tic-core append, PostgreSQL", lambda: _appending(bench, server)))
    return found


def _server(bench: ModuleType) -> str:
    """The address of the server that the script knows, or nothing where it does not answer."""
    try:
        import psycopg

        given = psycopg.conninfo.conninfo_to_dict(bench.PG)
        psycopg.connect(bench.PG, connect_timeout=2).close()
    except Exception:  # noqa: BLE001 - no driver, no server: the script says so itself
        return ""
    return "postgresql+psycopg://{user}:{password}@{host}:{port}/{dbname}".format(**given)


def _appending(bench: ModuleType, address: str, group: int = 1) -> tuple[Run, Callable[[], int]]:
    ledger = Ledger.open(address)
    feed, centres = bench.Feed(), dict[str, Centre]()
    with ledger.writing(HOME) as writer:
        before = writer.sequence

    def command(writer: Writer, case: Any, payloads: tuple[Any, Any]) -> None:
        subject = case.hex
        centre = centres.get(subject) or centres.setdefault(subject, Centre(subject))
        for payload in payloads:
            effects = (Effect("fact", payload["kind"], payload, type="record"),)
            day = date.fromordinal(START + payload["at"] % 100)
            happened = event(writer.sequence + 1, centre.number + 1, subject, payload["kind"], day, effects)
            writer.append(happened, DIGEST, evolve(centre, happened))

    def run(count: int) -> None:
        taken = feed.take(count)
        while some := list(itertools.islice(taken, group)):
            with ledger.writing(HOME) as writer:
                for case, _, payloads in some:
                    command(writer, case, payloads)

    def rows() -> int:
        with ledger.reading(HOME) as reader:
            return reader.header()[2] - before

    return run, rows


# ── b3 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def replayed(bench: ModuleType) -> dict[str, Callable[[], Any]]:
    """The lives of the bench as events of the ledger: read back by our codec and ``evolve``, and by hand from the same bytes."""
    file = Path(bench.DIR) / "tic-events.bin"
    if not file.exists():
        file.write_bytes(b"".join(len(body).to_bytes(4, "little") + body for body in map(encode, _lives(bench))))
    return {
        "tic-core replay: our codec and evolve": lambda: _folded(file),
        "by hand, the same bytes: msgspec structs and a fold": lambda: _by_hand(file),
    }


def _lives(bench: ModuleType) -> Iterator[Event]:
    """Every event of the bench, its counters as facts; the days are real ones, the bench's own number stands as a fact."""
    numbers, reports = dict[int, int](), dict[int, int]()
    for sequence, each in enumerate(bench.gen(), 1):
        case, kind = each["case"], each["kind"]
        numbers[case] = numbers.get(case, 0) + 1
        reports[case] = reports.get(case, 0) + (kind == "report_filed")
        effects = [Effect("fact", "last", each["at"], type="whole"), *_told(bench, each, reports[case])]
        day = date.fromordinal(START + each["v"])
        yield event(sequence, numbers[case], str(case), kind, day, tuple(effects))


def _told(bench: ModuleType, each: dict[str, Any], reports: int) -> Iterator[Effect]:
    kind, a, b, s = each["kind"], each["a"], each["b"], each["s"]
    if kind == "assessed":
        yield Effect("stage", "accredited" if a >= PASS else "rectifying", type="RECOGNISED")
        yield from (Effect("fact", "score", a, type="whole"), Effect("fact", "grade", s, type="code"))
    elif kind in bench.TARGET:
        yield Effect("stage", bench.TARGET[kind], type="PREPARING")
    told = {
        "report_filed": {"reports": reports},
        "committee_set": {"total": a, "inside": b},
        "task_book_signed": {"book": s},
        "approved": {"approved": each["at"]},
        "plan_reviewed": {"plan": a},
    }.get(kind, {})
    yield from (Effect("fact", name, value, type="code" if name == "book" else "whole") for name, value in told.items())


PASS = 60
FACTS = ("approved", "book", "total", "inside", "reports", "plan", "score", "grade", "last")
EMPTY = {"book": "", "grade": ""}


def _bodies(file: Path) -> Iterator[bytes]:
    whole = memoryview(file.read_bytes())
    at = 0
    while at < len(whole):
        size = int.from_bytes(whole[at : at + 4], "little")
        yield bytes(whole[at + 4 : at + 4 + size])
        at += 4 + size


def _folded(file: Path) -> dict[int, tuple[Any, ...]]:
    centres: dict[str, Centre] = {}
    for body in _bodies(file):
        happened = decode(body)
        centre = centres.get(happened.subject)
        if centre is None:
            centre = centres[happened.subject] = Centre(happened.subject)
        evolve(centre, happened)
    return {int(name): _state(centre) for name, centre in centres.items()}


def _state(centre: Centre) -> tuple[Any, ...]:
    facts = {name: fact.value for name, fact in centre.facts.items()}
    told = [facts.get(name, EMPTY.get(name, 0)) for name in FACTS]
    return (centre.stage, centre.number, *told)


class Change(msgspec.Struct, gc=False):
    """What one effect says, as a hand-written reader of these bytes would declare it."""

    kind: str
    name: str
    value: Any = None
    key: str = ""
    type: str = ""


class Happened(msgspec.Struct, gc=False):
    """The same of an event; what the fold does not need is still checked for its type."""

    sequence: int
    number: int
    subject: str
    act: str
    kind: str
    nature: str
    on: date
    effective: date
    by: str
    recorded: str
    law: dict[str, Any]
    effects: tuple[Change, ...]
    document: str = ""
    reason: str = ""
    person: str = ""
    precedence: int = 0
    determinations: tuple[dict[str, str], ...] = ()
    persons: dict[str, str] = {}
    schema: int = 1


def _by_hand(file: Path) -> dict[int, tuple[Any, ...]]:
    read = msgspec.json.Decoder(Happened).decode
    states: dict[str, dict[str, Any]] = {}
    for body in _bodies(file):
        happened = read(body)
        state = states.get(happened.subject)
        if state is None:
            state = states[happened.subject] = {}
        for change in happened.effects:
            state["stage" if change.kind == "stage" else change.name] = change.name if change.kind == "stage" else change.value
        state["number"] = happened.number
    told = {name: (each.get("stage", ""), each["number"]) for name, each in states.items()}
    return {int(name): (*told[name], *(each.get(fact, EMPTY.get(fact, 0)) for fact in FACTS)) for name, each in states.items()}
