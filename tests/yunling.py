"""The measure of an invented province, as a pack (``tests/joint``): decisions of several, delegated acceptance, awards in parts.

``oak()`` is a desk on which the acts of its one sample centre were taken, up to the one that is named; ``act()`` is any of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import attrs
from tests.editions import Desk

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act
from tic_core.model.edition import Edition
from tic_core.model.receipt import Status
from tic_core.packs import load_acts
from tic_core.shelf import Shelf

PACK = Path(__file__).parent / "joint"


@cache
def lawbook() -> Lawbook:
    """The law of Yunling, compiled."""
    return Shelf([PACK]).lawbook("yunling-1")


@cache
def acts() -> dict[str, Act]:
    """The acts of the sample, by id, in their order."""
    return {each.id: each for each in load_acts(PACK / "yunling-1" / "acts" / "01-oak.toml")}


def act(name: str, **changes: Any) -> Act:
    """One of the acts, or the same with something else in it; ``facts`` are put beside its own, None takes one out."""
    found = acts()[name]
    if "facts" in changes:
        facts = {**found.facts, **changes["facts"]}
        changes["facts"] = {fact: value for fact, value in facts.items() if value is not None}
    return attrs.evolve(found, **changes)


def desk(edition: Edition | None = None) -> Desk:
    """An empty desk under the measure, or another edition of it."""
    return Desk(edition or lawbook().edition)


def oak(before: str = "", *, without: tuple[str, ...] = (), edition: Edition | None = None) -> Desk:
    """The desk after all acts before the one named (all where none is), those ``without`` left out."""
    found = desk(edition)
    for each in acts().values():
        if each.id == before:
            break
        if each.id not in without:
            receipt = found.take(each)
            assert receipt.status is Status.ACCEPTED, (each.id, [finding.text.en for finding in receipt.refusals])
    return found
