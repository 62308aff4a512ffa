"""The edition among its neighbours: the editions before and after it, what becomes of running centres, the account of its text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tic_core.model.cite import Cite
from tic_core.model.dates import DAY
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.packs.locate import Path
from tic_core.packs.succession import replaces
from tic_core.text import Text


def windows(bench: Bench) -> Iterator[Flaw]:
    """Days between two editions of the policy on which neither is in force, and days on which both are."""
    mine = bench.edition.identity.in_force
    for other in bench.others:
        theirs = other.identity.in_force
        if max(mine.first, theirs.first) <= min(mine.last, theirs.last) and not replaces(bench.edition.identity, other.identity):
            told = {"other": other.id, "first": max(mine.first, theirs.first), "last": min(mine.last, theirs.last)}
            yield flaw(MESSAGES, "window-overlap", ("identity", "in_force"), **told)
    before = max(
        (other.identity.in_force.last for other in bench.others if other.identity.in_force.first < mine.first), default=None
    )
    after = min(
        (other.identity.in_force.first for other in bench.others if other.identity.in_force.first > mine.first), default=None
    )
    if before is not None and before + DAY < mine.first:
        yield _gap("first", before + DAY, mine.first - DAY)
    if after is not None and mine.last + DAY < after:
        yield _gap("last", mine.last + DAY, after - DAY)


def _gap(key: str, first: date, last: date) -> Flaw:
    return flaw(MESSAGES, "window-gap", ("identity", "in_force", key), first=first, last=last)


def transition(bench: Bench) -> Iterator[Flaw]:
    """An edition that replaces another says how running centres come under it: by an act of adoption."""
    identity = bench.edition.identity
    if identity.supersedes and not any(move.to_fact for act in bench.edition.acts for move in act.moves):
        yield flaw(MESSAGES, "no-transition", ("identity", "supersedes"), supersedes=list(identity.supersedes))


def articles(bench: Bench) -> Iterator[Flaw]:
    """Articles and items cited that the account of the text does not have."""
    items = bench.items
    if items is None:
        return
    for path, cite in _cites(bench.draft.table, ()):
        place = str(cite.article) if cite.part == "article" else cite.part
        if place not in items:
            yield flaw(MESSAGES, "no-such-article", path, cite=cite.text(), places=list(items))
        elif cite.item and cite.item not in items[place]:
            yield flaw(MESSAGES, "no-such-item", path, cite=cite.text(), items=sorted(items[place] - {0}))


def _cites(node: Any, path: Path) -> Iterator[tuple[Path, Cite]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if key == "cite" and isinstance(value, str):
            yield (*path, key), Cite.parse(value)
        elif isinstance(value, dict | list):
            yield from _cites(value, (*path, key))


MESSAGES: Messages = {
    "window-gap": (
        Text("{first} 至 {last} 没有版本有效", "from {first} to {last} no edition of the measure is in force"),
        Text("相邻版本的有效期应前后相接", "windows of neighbouring editions that meet"),
    ),
    "window-overlap": (
        Text("{first} 至 {last} 与版本 {other} 同时有效", "from {first} to {last} the edition {other} is in force as well"),
        Text(
            "有效期应不重叠，或以 supersedes 写明取代哪一版本", "windows that do not overlap, or supersedes with the one replaced"
        ),
    ),
    "no-transition": (
        Text(
            "取代 {supersedes}，却没有承接既有中心的行为", "{supersedes} is replaced, yet no act takes over the centres there are"
        ),
        Text("应有移动带 to_fact 的行为（承接）", "an act whose move has to_fact (adoption)"),
    ),
    "no-such-article": (
        Text("逐句说明中没有{cite}", "the account has no {cite}"),
        Text("应为以下之一：{places}", "one of: {places}"),
    ),
    "no-such-item": (
        Text("逐句说明中没有{cite}", "the account has no {cite}"),
        Text("该条所列的项：{items}", "the items there: {items}"),
    ),
}
