"""A process that writes and says how it fared. Run by test_race.py, not by pytest.

``racer.py URL WORKER KEYS``: tries to take each key for itself; prints of each whether it got it, or what it met otherwise.
"""

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


if __name__ == "__main__":
    url, name, count = sys.argv[1:]
    with Ledger.open(url, patience=20) as opened:
        sys.stdin.readline()  # everybody begins at once
        race(opened, name, int(count))
