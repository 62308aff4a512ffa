"""A register the size of a city: the lives of the sample programme again and again, and how long an officer waits.

    python -m benchmarks.city --centres 2000 --events 200000 --ledger city.db      builds it where it is not there yet, and measures

Every copy of a life has a name, acts and reserved keys of its own; where more events are asked for than the lives have, visits are
added that record one fact each. Timed are whole commands (a new process each), the best of ``--rounds``, with the machine's load.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
from tests.programme import filled

from tic_core.kernel.corrections import points
from tic_core.kernel.evolve import evolve, fold
from tic_core.ledger import Ledger, digest
from tic_core.model.event import Effect, Event
from tic_core.model.subject import Centre

HELD = ("reserved", "freed")
BATCH = 2000
VISIT = "bench-visit"
DAY = "2026-11-23"

Life = list[Event]


def main() -> None:
    """Build what is missing, measure, print."""
    asked = arguments()
    if not asked.ledger.exists():
        began = time.monotonic()
        build(asked.ledger, asked.centres, asked.events)
        say(f"built in {time.monotonic() - began:.0f} s")
    for name, words in commands(asked.ledger).items():
        best = min(timed(words) for _ in range(asked.rounds))
        say(f"{name:24} {best:6.2f} s   load {os.getloadavg()[0]:.1f}")


def commands(ledger: Path) -> dict[str, list[str]]:
    """What is measured: the words after ``ticctl``."""
    at = ["--ledger", str(ledger)]
    with Ledger.open(f"sqlite:///{ledger}", create=False) as opened, opened.reading() as reader:
        head = next(each for each in reader.heads() if each.kind == "PREPARING")
    act = ["explain", head.subject, "record-acceptance-application", "--on", DAY]
    return {
        "--help": ["--help"],
        "verify": ["verify", *at],
        "list": ["list", *at],
        "list --as-of": ["list", "--as-of", DAY, *at],
        "list --as-of 2024": ["list", "--as-of", "2024-06-30", *at],
        "due": ["due", *at],
        "due --as-of": ["due", "--as-of", DAY, *at],
        "due --centre": ["due", "--centre", head.subject, *at],
        "show": ["show", head.subject, *at],
        "explain one act": [*act, *at],
    }


def timed(words: list[str]) -> float:
    """Seconds of one command in a process of its own."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "tic_core", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
    return time.monotonic() - began


def build(file: Path, centres: int, events: int) -> None:
    """A ledger of so many centres and about so many events."""
    registry, _ = filled()
    with registry.ledger.reading() as reader:
        lives = [(name, life) for name, life in reader.lives() if not name.startswith("edition:")]
        laws = [(name, life) for name, life in reader.lives() if name.startswith("edition:")]
        law = reader.jurisdictions()[0]
        texts = [(reader.text(key), kind, name) for key, kind, name in reader.texts()]
    plain = [(name, life) for name, life in lives if not any(points(event) for event in life)]
    with Ledger.open(f"sqlite:///{file}") as ledger:
        with ledger.writing(law) as writer:
            for text, kind, name in texts:
                writer.keep(kind, name, text.body, published=kind == "edition")
        waiting: list[Life] = [life for _, life in laws]
        waiting += [copied(name, life, number // len(plain)) for number, (name, life) in enumerate(cycle(plain, centres))]
        extra = max(0, events - sum(map(len, waiting)))
        for number, life in enumerate(waiting[len(laws) :]):
            share = extra // centres + (number < extra % centres)
            life.extend(visits(life[-1], share))
        append(ledger, law, waiting)


def append(ledger: Ledger, law: str, lives: list[Life]) -> None:
    """Write the lives one after another, in large transactions."""
    sequence, queue = 0, list(lives)
    while queue:
        with ledger.writing(law) as writer:
            done = 0
            while queue and done < BATCH:
                life, new = queue.pop(0), list[Event]()
                for event in life:
                    sequence, done = sequence + 1, done + 1
                    new.append(attrs.evolve(event, sequence=sequence, number=len(new) + 1))
                for event, centre in standing(new):
                    writer.append(event, digest(event.act.encode()), centre)


def standing(life: Life) -> Iterator[tuple[Event, Centre]]:
    """Each event with the centre after it; a visit adds to what stands, anything else may have counted from an earlier day."""
    centre = Centre("")
    for place, event in enumerate(life, 1):
        centre = evolve(centre, event) if event.kind == VISIT else fold(event.subject, life[:place])
        yield event, centre


def cycle(lives: list[tuple[str, Life]], count: int) -> Iterator[tuple[str, Life]]:
    """So many lives, from the first again when they are used up."""
    for number in range(count):
        yield lives[number % len(lives)]


def copied(name: str, life: Life, number: int) -> Life:
    """A life under a name of its own, with acts and reserved keys of its own."""
    return [attrs.evolve(each, subject=f"{name}-{number}", act=f"{each.act}~{number}", effects=own(each, number)) for each in life]


def own(event: Event, number: int) -> tuple[Effect, ...]:
    """The effects, but for what only one centre can hold."""
    return tuple(attrs.evolve(each, key=f"{each.key}.{number}") if each.kind in HELD else each for each in event.effects)


def visits(last: Event, count: int) -> Life:
    """Events that record one fact each, after the last of a life."""
    fact = (Effect("fact", "visited", True, type="yes-no"),)
    told = {"kind": VISIT, "nature": "procedural", "effects": fact, "on": date(2026, 11, 1), "effective": last.effective}
    return [attrs.evolve(last, act=f"{last.act}+{number}", **told) for number in range(count)]


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    """What was asked."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--centres", type=int, default=2000)
    told.add_argument("--events", type=int, default=200_000)
    told.add_argument("--ledger", type=Path, default=Path("city.db"))
    told.add_argument("--rounds", type=int, default=1)
    return told.parse_args()


if __name__ == "__main__":
    main()
