"""Killing a writer, or the server under it, at random moments: what was answered for must be there, and nothing by half.

    python -m benchmarks.kills --kills 5000                     a file, the writing process killed (kill -9)
    python -m benchmarks.kills --kills 2000 --store server      PostgreSQL, the writing process killed
    python -m benchmarks.kills --kills 200 --store server --victim server      PostgreSQL, the server killed with all its processes
    python -m benchmarks.kills --kills 50 --control early       answered before it is durable: must end with exit code 1
    python -m benchmarks.kills --kills 50 --control half        an act in two transactions: must end with exit code 1

A writer records acts one after another and says each act's id once the ledger has answered. It is killed after a random time; then
the ledger is opened anew, every act that was said must be there, at most one that was not said may be, and the whole must verify.
Exit code 1 when an act was lost or half applied, and the seed to repeat it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from tests.postgres import Server, server

from tic_core.errors import TicError
from tic_core.kernel.evolve import evolve
from tic_core.ledger import Ledger, verify
from tic_core.model.event import Effect, Event, Law
from tic_core.model.subject import Centre

LAW = "cn-xx-kills"
DAY = date(2023, 3, 1)
LIFE = 25  # kills on one ledger before a new one is begun
SPELL = 0.03  # seconds at most that a writer goes on after its first acts
SUBJECTS = 5


class Writer:
    """A process that writes until it is killed."""

    def __init__(self, url: str, turn: int, control: str) -> None:
        self.reader, says = os.pipe()
        self.process = os.fork()
        if not self.process:
            os.close(self.reader)
            with suppress(BaseException):
                _write(url, turn, control, says)
            os._exit(0)
        os.close(says)
        self.heard = b""

    def listen(self, acts: int | None, seconds: float) -> None:
        """Hear what it says until it has said so many acts, and for so long after that."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if acts is not None and self.heard.count(b"\n") >= acts:
                until, acts = time.monotonic() + seconds, None
            if select.select([self.reader], [], [], max(0.0, until - time.monotonic()))[0]:
                part = os.read(self.reader, 65536)
                if not part:
                    return
                self.heard += part

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.process, signal.SIGKILL)

    def said(self) -> list[str]:
        """All that it ever said, once it is dead."""
        os.waitpid(self.process, 0)
        with os.fdopen(self.reader, "rb") as rest:
            told = (self.heard + rest.read()).decode()
        return told[: told.rfind("\n") + 1].split()


def _write(url: str, turn: int, control: str, says: int) -> None:
    with Ledger.open(url, patience=30) as ledger:
        for count in itertools.count():
            act, subject = f"{turn}-{count}", f"c-{count % SUBJECTS}"
            if control == "early":
                os.write(says, f"{act}\n".encode())
            record(ledger, act, subject, control)
            if control != "early":
                os.write(says, f"{act}\n".encode())


def record(ledger: Ledger, act: str, subject: str, control: str = "") -> None:
    """One act with everything that follows from one: an event, a head, a duty, something reserved and something freed."""
    with ledger.writing(LAW) as writer:
        centre = Centre(subject)
        for earlier in writer.events(subject):
            evolve(centre, earlier)
        due = {"owner": "unit", "anchor": "2023-03-01", "cite": "10", "due": "2023-04-01"}
        effects = [Effect("duty-opened", act, due, key=act), Effect("reserved", f"slot-{subject}", key=act)]
        place = (
            writer.sequence + 1,
            centre.number + 1,
            subject,
            act,
            "record",
            "favourable",
            DAY,
            DAY,
            "bureau",
            "2023-03-01T00:00:00Z",
        )
        event = Event(*place, law=Law("x", "x", (), (), {}), effects=tuple(effects))
        if control == "half":  # what is taken is written in a transaction of its own, after the event
            writer.append(event, "0" * 64, Centre(subject, sequence=event.sequence, number=event.number))
        else:
            writer.append(event, "0" * 64, evolve(centre, event))
    if control == "half":
        with ledger.writing(LAW) as writer:
            writer._owe(evolve(centre, event))  # noqa: SLF001 - breaking the product on purpose
            writer._hold(subject, set(), set(centre.reservations.items()))  # noqa: SLF001


def _look(url: str, answered: list[str]) -> tuple[int, str]:
    """How many events there are, and what is wrong with them; empty when nothing is."""
    with Ledger.open(url, patience=30) as ledger:
        found = verify(ledger)
        if not found.ok:
            return found.events, f"half applied: {found.problems[0].text.en}"
        with ledger.reading() as reader:
            there = {event.act for event in reader.feed(LAW)} if found.events else set()
    lost = [act for act in answered if act not in there]
    if lost:
        return found.events, f"lost: {' '.join(lost[:3])} ({len(lost)} acts)"
    unsaid = Counter(act.split("-")[0] for act in there - set(answered))
    return found.events, f"more than the one act that was under way: {unsaid}" if max(unsaid.values(), default=0) > 1 else ""


@contextmanager
def _stores(kind: str) -> Iterator[tuple[Iterator[str], Server | None]]:
    """Addresses of new ledgers, and the server that they lie on."""
    if kind == "server":
        with server() as running:
            yield (running.url(running.new_schema()) for _ in itertools.count()), running
    else:
        with tempfile.TemporaryDirectory(prefix="tic-kills-") as folder:
            yield (f"sqlite:///{Path(folder)}/{number}.db" for number in itertools.count()), None


def killed(kills: int, seed: int, kind: str = "file", victim: str = "writer", control: str = "") -> tuple[int, int, list[str]]:
    """How many acts were answered for, how many events were found after the last kills, and everything wrong."""
    chance, total, events, wrong = random.Random(seed), 0, 0, list[str]()  # noqa: S311
    with _stores(kind) as (addresses, running):
        for turn in range(kills):
            if turn % LIFE == 0:
                url, answered = next(addresses), list[str]()
                Ledger.open(url).close()
            before = len(answered)
            writer = Writer(url, turn, control)
            writer.listen(chance.randrange(3), chance.random() * SPELL)
            if victim == "server" and running:
                running.kill()
                running.start()
            writer.kill()
            answered += writer.said()
            total += len(answered) - before
            try:
                there, differs = _look(url, answered)
            except TicError as error:
                there, differs = 0, f"cannot be read: {error}"
            events += there if turn % LIFE == LIFE - 1 or turn == kills - 1 else 0
            wrong += [f"kill {turn}: {differs}"] if differs else []
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{turn + 1:,} kills, {total:,} acts answered for, {len(wrong)} wrong ")
    return total, events, wrong


def main() -> int:
    """Run, and print a summary."""
    parser = argparse.ArgumentParser(description="Kill a writer, or the server under it, at random moments.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--store", choices=("file", "server"), default="file")
    parser.add_argument("--victim", choices=("writer", "server"), default="writer")
    parser.add_argument("--control", choices=("", "early", "half"), default="")
    asked = parser.parse_args()
    began = time.monotonic()
    total, events, wrong = killed(asked.kills, asked.seed, asked.store, asked.victim, asked.control)
    sys.stdout.write("".join(f"{each}\n" for each in wrong[:20]))
    took = time.monotonic() - began
    sys.stdout.write(
        f"seed {asked.seed}: {asked.kills:,} kills of the {asked.victim} on a {asked.store}, {total:,} acts answered for, "
        f"{events:,} events found, {len(wrong)} lost or half applied, {took:.0f} s\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
