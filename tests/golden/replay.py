"""Fold the events of an export and print one digest of all subjects: run in many environments, it must always say the same.

It loads no more of the program than reading old events takes: no policy, no plugin, no store.
"""

import json
import sys
from pathlib import Path

from tic_core.kernel.evolve import fold
from tic_core.ledger.codec import decode
from tic_core.model.event import Event
from tic_core.telling import state_digest


def lives(file: Path) -> dict[str, list[Event]]:
    """The events of an export by subject."""
    found: dict[str, list[Event]] = {}
    for line in file.read_bytes().splitlines():
        if line.startswith(b'{"event":'):
            event = decode(line[len(b'{"event":') : line.rindex(b',"hash":')])
            found.setdefault(event.subject, []).append(event)
    return found


def digest(file: Path) -> str:
    """The digest of every subject after all its events."""
    return state_digest(fold(subject, events) for subject, events in sorted(lives(file).items()))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(digest(Path(sys.argv[1]))))
