"""Cutting the power at every operation of the disk: what was answered for must be there, and nothing by half.

    python -m benchmarks.cuts --cuts 1000000                    at each operation of scripts of acts, many disks each
    python -m benchmarks.cuts --cuts 3000 --control off         synchronous=OFF: must end with exit code 1
    python -m benchmarks.cuts --cuts 3000 --control normal      synchronous=NORMAL: must end with exit code 1
    python -m benchmarks.cuts --cuts 3000 --control early       answered before it is durable: must end with exit code 1

A ledger on a disk in memory (:mod:`benchmarks.disk`) is opened and written by the product's own code. For each operation of the
disk it is asked what could be found if the power failed there: what was flushed, and of the rest any part. Each disk found is
opened anew, as SQLite recovers it, and must hold the state after the last act that was answered for, or after the one under way:
all its tables, byte for byte. Every hundredth is verified whole and written on, and has its power cut once more when it is opened.
Exit code 1 when an act was lost or half applied, and the seed to repeat it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw
import attrs
from benchmarks.disk import Disk, engine_on
from benchmarks.kills import record

from tic_core.errors import TicError
from tic_core.ledger import Ledger, connect, verify

ACTS = 12
SUBJECTS = 5
CHECKPOINTS = (4, 25, 1000)  # pages after which the write-ahead log is moved into the file
CLOSELY = 100  # one disk in so many is verified whole
CONTROLS = ("", "off", "normal", "early")


@attrs.define
class Tally:
    """How many cuts were made, how many different disks they left, and everything wrong."""

    cuts: int = 0
    disks: int = 0
    closely: int = 0
    wrong: list[str] = attrs.field(factory=list)


@contextmanager
def opened(disk: Disk, checkpoint: int = 1000) -> Iterator[Ledger]:
    """The ledger on a disk, made where there is none, as the product opens it; the power fails before it is closed."""
    engine = engine_on(disk, checkpoint=checkpoint)
    with Ledger.open(engine) as ledger:
        yield ledger


@contextmanager
def weakened(control: str) -> Iterator[None]:
    """The product without what keeps acts through a power cut."""
    wanted = {"off": ("OFF", "0"), "normal": ("NORMAL", "1")}.get(control)
    safe = connect.SETTINGS
    if wanted:
        connect.SETTINGS = (("synchronous", *wanted), *safe[1:])
    try:
        yield
    finally:
        connect.SETTINGS = safe


def written(chance: random.Random, control: str) -> tuple[Disk, list[str]]:
    """A disk on which a script of acts was recorded, and the content after none of them, the first, the second …"""
    disk = Disk()
    with weakened(control), opened(disk, chance.choice(CHECKPOINTS)) as ledger:
        after = [content(disk)]
        for number in range(ACTS):
            act, subject = f"0-{number}", f"c-{chance.randrange(SUBJECTS)}"
            if control == "early":
                disk.answered(act)
            record(ledger, act, subject)
            if control != "early":
                disk.answered(act)
            after.append(content(disk))
    return disk, after


def content(disk: Disk) -> str:
    """A digest of every row of every table, as SQLite recovers the disk; empty without a ledger."""
    copy = Disk({name: bytes(body) for name, body in disk.files.items()})
    connection = apsw.Connection("ledger.db", vfs=copy.name)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        return _content(connection)
    finally:
        connection.close(True)


def _content(connection: Any) -> str:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    if "tic_ledger" not in tables:
        return ""
    found = hashlib.sha256()
    for name in tables:
        rows = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of its own tables
        found.update(repr((name, sorted(map(repr, rows)))).encode())
    sound = connection.execute("PRAGMA quick_check").fetchall()
    return found.hexdigest() if sound == [("ok",)] else f"damaged: {sound[0][0]}"


def wrong_with(files: dict[str, bytes], answered: int, after: list[str]) -> str:
    """What is wrong with a disk as it was found, after so many acts were answered for; empty when nothing is."""
    try:
        found = content(Disk(files))
    except apsw.Error as error:
        return f"cannot be read: {error}"
    if found in after[answered : answered + 2] or (found == "" and not answered):
        return ""
    if found in after:
        return f"lost: {answered - after.index(found)} acts of {answered} answered for"
    return f"half applied: {found[:60] or 'no ledger'}"


def closely(files: dict[str, bytes], answered: int, chance: random.Random) -> str:
    """The same disk opened, verified and written on by the product, with the power cut once more on the way."""
    disk = Disk(files)
    try:
        with opened(disk) as ledger:
            found = verify(ledger)
            if not found.ok or found.events not in (answered, answered + 1):
                return f"does not verify: {found.events} events, {[each.text.en for each in found.problems[:2]]}"
            again = [body for *_, body in disk.states(chance, 1)]
            record(ledger, "1-0", "c-0")
            if not verify(ledger).ok:
                return "cannot be written on"
    except TicError as error:
        return f"cannot be opened: {error}"
    before = content(Disk(files))
    for twice in chance.sample(again, min(2, len(again))):
        then = content(Disk(twice))
        if before and then != before:
            return "a second cut, while it was opened, changed it"
    return ""


def cut(cuts: int, seed: int, control: str = "") -> Tally:
    """Cut the power so many times; everything that was wrong."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - repeatable, not secret
    while tally.cuts < cuts:
        disk, after = written(chance, control)
        seen: dict[tuple[str, int], str] = {}
        images = max(1, min(40, (cuts - tally.cuts) // max(1, len(disk.done))))
        for number, answers, files in disk.states(chance, images):
            tally.cuts += 1
            key = (_digest(files), len(answers))
            if key not in seen:
                seen[key] = wrong_with(files, len(answers), after)
                tally.disks += 1
                if not seen[key] and not control and tally.disks % CLOSELY == 0:
                    tally.closely += 1
                    seen[key] = closely(files, len(answers), chance)
            if seen[key]:
                tally.wrong.append(f"operation {number}: {seen[key]}")
            if tally.cuts >= cuts:
                break
        _tell(tally)
    return tally


def _digest(files: dict[str, bytes]) -> str:
    found = hashlib.sha1(usedforsecurity=False)
    for name in sorted(files):
        found.update(f"{name} {len(files[name])}\n".encode())
        found.update(files[name])
    return found.hexdigest()


def _tell(tally: Tally) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{tally.cuts:,} cuts, {tally.disks:,} disks, {len(tally.wrong)} wrong ")


def main() -> int:
    """Run, and print a summary."""
    parser = argparse.ArgumentParser(description="Cut the power at every operation of the disk.")
    parser.add_argument("--cuts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--control", choices=CONTROLS, default="")
    asked = parser.parse_args()
    began = time.monotonic()
    tally = cut(asked.cuts, asked.seed, asked.control)
    sys.stdout.write("".join(f"{each}\n" for each in tally.wrong[:20]))
    sys.stdout.write(
        f"seed {asked.seed}: {tally.cuts:,} power cuts, {tally.disks:,} different disks, {tally.closely:,} verified whole and "
        f"written on, {len(tally.wrong)} lost or half applied, {time.monotonic() - began:.0f} s\n"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
