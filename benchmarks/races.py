"""Many processes on one register: each class goes to exactly one centre, each act is recorded once, nobody writes on what is stale.

    python -m benchmarks.races --classes 10000 --workers 8                        a file
    python -m benchmarks.races --classes 10000 --workers 8 --store server         PostgreSQL, started for the run
    python -m benchmarks.races --classes 10000 --workers 2 --url postgresql+psycopg://…
    python -m benchmarks.races --classes 200 --workers 4 --broken check           the check is gone, the key still holds: no fault
    python -m benchmarks.races --classes 200 --workers 4 --broken key             check and key gone: must end with exit code 1
    python -m benchmarks.races --classes 200 --workers 4 --broken lock            appends not serialised: must end with exit code 1

Every worker is a process with a register of its own. All of them begin at once and try for every class in the same order; then all
send the same acts; then each records a remark on the sequence that all of them have seen. Exit code 1 when a class has not exactly
one winner, an act has more than one acceptance or other receipts than duplicates of it, a remark on a stale sequence was accepted,
there was any error, or the ledger does not verify.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.postgres import server

from tic_core import Act, Registry
from tic_core.errors import TicError
from tic_core.ledger import Ledger, Reader, store, verify, writing
from tic_core.ledger.connect import begin
from tic_core.shelf import Shelf

POLICIES = Path(__file__).with_name("policies")
LAW = "xx-races"
DAY = date(2023, 3, 1)
PATIENCE = 300.0  # seconds: nobody gives up because the machine is busy
SAME = 50  # one act in so many classes is sent by all workers

# What each worker met: of each class, act or remark the status and, where there is an event, its sequence.
Met = dict[str, tuple[str, int]]
Broken = Callable[[], None]


def registry_at(url: str) -> Registry:
    """A register of its own, as each process has one."""
    moment = datetime(2023, 3, 1, 4, tzinfo=UTC)
    return Registry(Ledger.open(url, patience=PATIENCE), Shelf([POLICIES]), lambda: moment)


def _met(registry: Registry, act: Act) -> tuple[str, int]:
    try:
        receipt = registry.submit(act)
    except TicError as error:
        return f"error: {error}", 0
    why = receipt.findings[0].rule if receipt.findings and receipt.status.value in ("conflict", "refused") else ""
    return f"{receipt.status.value} {why}".rstrip(), receipt.event.sequence if receipt.event else 0


def take(name: str, centre: str, key: str) -> Act:
    """The act by which a centre takes a class."""
    return Act(id=name, kind="take", centre=centre, policy="races", on=DAY, by="office", facts={"class": key})


def remark(name: str, centre: str, expected: int) -> Act:
    """An act on what somebody has seen of a centre."""
    return Act(id=name, kind="note", centre=centre, on=DAY, by="office", facts={"remark": "x"}, expected=expected)


def compete(worker: int, url: str, classes: int, broken: str, together: Any) -> dict[str, Met]:
    """All that one worker does."""
    BROKEN[broken]()
    registry, met = registry_at(url), dict[str, Met]()
    shared = range(max(classes // SAME, 5))
    with registry.ledger:
        together.wait()
        met["class"] = {f"{key}": _met(registry, take(f"{worker}-{key}", f"w{worker}-{key}", f"{key}")) for key in range(classes)}
        together.wait()
        met["same"] = {f"{key}": _met(registry, take(f"same-{key}", f"same-{key}", f"S{key}")) for key in shared}
        together.wait()
        for key in shared:
            seen = met["same"][f"{key}"][1]
            met.setdefault("stale", {})[f"{key}"] = _met(registry, remark(f"{worker}-remark-{key}", f"same-{key}", seen))
    return met


# ── the product, broken on purpose ───────────────────────────────────────────────────────────────────────────────────────────────


def _whole() -> None:
    """Nothing is broken."""


def _without_check() -> None:
    """Nobody looks who holds a class: what a program does that skips the check."""
    Reader.holders = lambda *_, **__: {}  # type: ignore[method-assign]


def _without_lock() -> None:
    """Nobody waits for his turn: the head row is read without a lock, and a file is locked only when it is written."""
    unlocked: Any = writing.TAKE_LEDGER
    unlocked._for_update_arg = None  # noqa: SLF001 - the statement as it would be without FOR UPDATE
    real = begin
    store.begin = lambda *given, **how: (("BEGIN",), real(*given, **how)[1])  # type: ignore[attr-defined]


BROKEN: dict[str, Broken] = {"": _whole, "check": _without_check, "key": _without_check, "lock": _without_lock}
KEYLESS = "CREATE TABLE tic_reservation (jurisdiction TEXT, scope TEXT, key TEXT, subject TEXT)"


def _prepare(url: str, broken: str) -> None:
    with Ledger.open(url) as ledger:
        if broken == "key":
            with ledger.transaction(writing=True) as session:
                session.say("DROP TABLE tic_reservation", KEYLESS)
                session.commit()


# ── what it comes to ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def faults(met: list[dict[str, Met]], workers: int) -> Iterator[str]:
    """Everything that is not as promised, one line each."""
    wanted = {"class": ("refused class-free", "conflict core.taken"), "same": ("duplicate",), "stale": ("conflict core.stale",)}
    for what, others in wanted.items():
        for key in met[0][what]:
            said = [each[what][key] for each in met]
            won = [sequence for status, sequence in said if status == "accepted"]
            lost = [status for status, _ in said if status.startswith(others)]
            if (len(won), len(lost)) != (1, workers - 1):
                yield f"{what} {key}: {Counter(status for status, _ in said)}"
            if what == "same" and {sequence for _, sequence in said} != set(won):
                yield f"{what} {key}: receipts of different events {said}"


def raced(url: str, classes: int, workers: int, broken: str = "") -> tuple[list[str], Counter[str], int]:
    """Everything wrong, how often each answer was given, and how many events there are."""
    _prepare(url, broken)
    context = get_context("fork")
    with context.Manager() as manager, context.Pool(workers) as pool:
        together: Any = manager.Barrier(workers)
        met = pool.starmap(compete, [(worker, url, classes, broken, together) for worker in range(workers)], chunksize=1)
    answers = Counter(f"{what}: {said[0]}" for each in met for what, keys in each.items() for said in keys.values())
    wrong = list(faults(met, workers))
    with Ledger.open(url) as ledger:
        found = verify(ledger)
        wrong += [f"verify: {problem.text.en}" for problem in found.problems[:3]]
        with ledger.reading(LAW) as reader:
            holders = Counter((held.scope, held.key) for held in reader.reservations())
    wrong += [f"{key} is held {count} times" for key, count in holders.items() if count > 1][:3]
    return wrong, answers, found.events


@contextmanager
def _address(url: str, kind: str) -> Iterator[str]:
    if url:
        yield url
    elif kind == "server":
        with server() as running:
            yield running.url(running.new_schema())
    else:
        with tempfile.TemporaryDirectory(prefix="tic-races-") as folder:
            yield f"sqlite:///{folder}/races.db"


def main() -> int:
    """Run, and print a summary."""
    parser = argparse.ArgumentParser(description="Many processes race for the same classes on one register.")
    parser.add_argument("--classes", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--url", default="", help="the ledger; a new one, as the register is filled")
    parser.add_argument("--store", choices=("file", "server"), default="file")
    parser.add_argument("--broken", choices=tuple(BROKEN), default="")
    asked = parser.parse_args()
    began = time.monotonic()
    with _address(asked.url, asked.store) as url:
        wrong, answers, events = raced(url, asked.classes, asked.workers, asked.broken)
    sys.stdout.write("".join(f"{each}\n" for each in wrong[:20]))
    sys.stdout.write("".join(f"{count:>9,}  {answer}\n" for answer, count in sorted(answers.items())))
    took = time.monotonic() - began
    told = (
        f"{asked.classes:,} classes, {asked.workers} workers, {asked.store}: {events:,} events, {len(wrong)} faults, {took:.0f} s\n"
    )
    sys.stdout.write(told)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
