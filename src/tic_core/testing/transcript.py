"""Everything an edition and its plugins answer, written down as one digest: run again elsewhere it must come out the same.

``python -m tic_core.testing.transcript`` prints the digests of this process; :func:`elsewhere` runs that in another one, with
another hash seed, time zone and locale, and with what is installed found in the opposite order.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from tic_core.ledger import encode
from tic_core.packs.canonical import digest
from tic_core.testing.lives import lives, teller_of
from tic_core.testing.subject import Subject

SEEDS = (1, 2)
ACTS = 20
REVERSED = "TIC_TESTING_REVERSED"
"""Set in a process that is to find what is installed in the opposite order."""

PLACES: Mapping[str, Mapping[str, str]] = {
    "hash seed": {"PYTHONHASHSEED": "1"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "order of installation": {REVERSED: "1"},
}
"""Where the same must come out: what is different there, and the variables that make it so."""


def transcript(subject: Subject) -> dict[str, str]:
    """The digests of what the edition answers: its rules' canonical forms, its stories' events, its random lives' events."""
    book, teller = subject.book, teller_of(subject)
    rules = [digest(subject.law, each.id, subject.lawbook.plugins) for each in subject.law.rules]
    told = {f"life {seed}": _answers(lives(teller, seed, ACTS).answers) for seed in SEEDS}
    relations = sorted(repr(each) for each in book.lawbook.relations.values())
    law = [book.lawbook.digests["edition"], *book.lawbook.plugins, *relations]
    return {name: _digest(each) for name, each in {"law": law, "rules": rules, **told}.items()}


def _answers(receipts: Iterable[Any]) -> list[str]:
    """Events as the ledger has them; refusals by what they rest on."""
    return [
        encode(each.event).hex() if each.event else " ".join((each.act.id, *(finding.rule for finding in each.refusals)))
        for each in receipts
    ]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def elsewhere(subject: Subject, places: tuple[str, ...] = tuple(PLACES)) -> dict[str, str]:
    """The transcript of a process of its own, with all this different; under ``error`` what that process said, where it failed.

    Under ``patched`` stand the names of the core that were other things after the plugins had spoken, if any.
    """
    told = {"edition": subject.edition, "policies": list(map(str, subject.policies)), "plugins": dict(subject.plugins)}
    words = [sys.executable, "-m", "tic_core.testing.transcript", json.dumps(told)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIC_", "LC_"))}
    other = {"PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    other |= {name: value for place in places for name, value in PLACES[place].items()}
    done = subprocess.run(words, env=kept | other, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own words
    if done.returncode:
        return {"error": done.stderr.strip().rpartition("\n")[2]}
    found: dict[str, str] = json.loads(done.stdout)
    return found


def differing(subject: Subject) -> dict[str, str]:
    """Where something else comes out, each with what does. All is tried at once; only where that differs, one by one."""
    here = transcript(subject)
    if not _other(here, elsewhere(subject)):
        return {}
    told = {place: elsewhere(subject, (place,)) for place in PLACES}
    parts = {place: _other(here, found) for place, found in told.items()}
    singly = {place: told[place].get("error") or ", ".join(names) for place, names in parts.items() if names}
    return singly or {", ".join(PLACES): "…"}


def _other(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    return [name for name in there if name != "patched" and here.get(name) != there[name]]


def main(words: list[str]) -> None:
    """Print the transcript of a subject; what is installed is found in the opposite order where the environment says so."""
    if os.environ.get(REVERSED):
        _reverse()
    told = json.loads(words[0])
    subject = Subject(told["edition"], tuple(map(Path, told["policies"])), told["plugins"])
    _load()
    before = core()
    found = transcript(subject)
    patched = [name for name, thing in core().items() if before.get(name, thing) is not thing]
    sys.stdout.write(json.dumps(found | ({"patched": ", ".join(patched)} if patched else {})))


def _load() -> None:
    """Load the rooms of the core, so that what they hold is known before a plugin does anything."""
    for room in ROOMS:
        package = import_module(f"tic_core.{room}")
        for each in walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in each.name:
                import_module(each.name)


ROOMS = ("model", "rules", "kernel", "packs", "hooks", "ledger", "scenarios")


def core() -> dict[str, Any]:
    """Everything in the core that a plugin could put something else in the place of: names of modules, and of their classes."""
    found: dict[str, Any] = {}
    for module in [each for name, each in sys.modules.items() if name.startswith("tic_core") and each is not None]:
        for name, thing in vars(module).items():
            found[f"{module.__name__}.{name}"] = thing
            if isinstance(thing, type) and thing.__module__ == module.__name__:
                found |= {f"{module.__name__}.{name}.{each}": value for each, value in vars(thing).items() if callable(value)}
    return {name: thing for name, thing in found.items() if not name.rpartition(".")[2].startswith("__")}


def _reverse() -> None:
    """Let whoever asks for what is installed hear it from the last to the first."""
    from tic_core.hooks import jurisdiction

    found = vars(jurisdiction)["distributions"]
    vars(jurisdiction)["distributions"] = lambda: reversed(list(found()))


if __name__ == "__main__":
    main(sys.argv[1:])
