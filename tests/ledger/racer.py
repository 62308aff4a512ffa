"""A process that writes until it is told how it fared or is killed. Run by test_race.py, not by pytest.

``racer.py URL race WORKER KEYS``: tries to take each key for itself; prints the keys it got, then what it met otherwise.
``racer.py URL write WORKER 0``: records acts for ever, printing each id once it is durable.
``racer.py URL early WORKER 0``: the same, but answers before it is durable, as the product must not.
"""

import itertools
import sys
from datetime import date

from tic_core.errors import RaceLost
from tic_core.kernel.evolve import fold
from tic_core.ledger import Ledger, Taken
from tic_core.model.event import Effect, Event, Law

DAY = date(2023, 3, 1)


def write(ledger: Ledger, subject: str, act: str, *effects: Effect) -> None:
    with ledger.writing("cn-sd-weihai") as writer:
        number = len(writer.events(subject)) + 1
        law = Law("weihai-2022", "weihai-2022", (), (), {})
        place = (writer.sequence + 1, number, subject, act, "approve", "favourable", DAY, DAY, "bureau", "2023-03-01T00:00:00Z")
        event = Event(*place, law=law, effects=effects)
        writer.append(event, "0" * 64, fold(subject, [*writer.events(subject), event]))


def race(ledger: Ledger, worker: str, keys: int) -> None:
    for key in map(str, range(keys)):
        try:
            write(ledger, f"{worker}-{key}", f"{worker}-{key}", Effect("reserved", "industry", key=key))
        except Taken as taken:
            sys.stdout.write(f"taken {key}\n" if taken.holder.endswith(f"-{key}") else f"strange {taken}\n")
        except RaceLost:
            sys.stdout.write(f"busy {key}\n")
        else:
            sys.stdout.write(f"won {key}\n")


def endless(ledger: Ledger, worker: str) -> None:
    for number in itertools.count():
        write(ledger, f"{worker}-{number % 3}", f"{worker}-{number}", Effect("reserved", f"slot-{number}", key=worker))
        sys.stdout.write(f"{worker}-{number}\n")
        sys.stdout.flush()


def early(ledger: Ledger, worker: str) -> None:
    with ledger.writing("cn-sd-weihai"):
        sys.stdout.write(f"{worker}-0\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    url, what, name, count = sys.argv[1:]
    with Ledger.open(url, patience=20) as opened:
        sys.stdin.readline()  # everybody begins at once
        if what == "race":
            race(opened, name, int(count))
        else:
            (early if what == "early" else endless)(opened, name)
