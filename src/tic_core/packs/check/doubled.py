"""Nothing stands twice in a list: of two, one was meant to be another, and where things are counted it would count twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, shown
from tic_core.packs.locate import Path
from tic_core.text import Text


def check_doubled(draft: Draft) -> Iterator[Flaw]:
    """Words, codes and numbers that a list has already, wherever in the document the list stands."""
    for key, node in draft.table.items():
        yield from _within(node, (key,))


def _within(node: Any, path: Path) -> Iterator[Flaw]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, list):
        yield from _doubled(node, path)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from _within(value, (*path, key))


def _doubled(members: list[Any], path: Path) -> Iterator[Flaw]:
    if len(members) < 2 or not all(isinstance(member, str | int) for member in members) or len(set(members)) == len(members):
        return
    for index, member in enumerate(members):
        if member in members[:index]:
            yield flaw(MESSAGES, "doubled-entry", (*path, index), entry=shown(member), key=path[-1])


MESSAGES: Messages = {
    "doubled-entry": (
        Text("{key} 中 {entry} 写了两次", "{entry} stands twice in {key}"),
        Text("应只写一次，或另有所指", "once; or another was meant"),
    ),
}
