"""Demands on a field of a record or on a fact: there is one, it fits the type, and it can be fulfilled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.model.facts import FactKind
from tic_core.packs.check.bounds import bound, listed, together
from tic_core.packs.check.facts import field_of, wrong_type
from tic_core.packs.check.types import ORDERED, TYPE_NAMES
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.rules.conditions import Demand, Where
from tic_core.rules.kinds import FactRef
from tic_core.text import Text


def check_where(draft: Draft, of: str, conditions: tuple[Where, ...], path: Path) -> Iterator[Flaw]:
    """The conditions on the records of a list: each on a field that they have, and of its type."""
    for index, where in enumerate(conditions):
        at = (*path, index)
        field = yield from field_of(draft, of, where.field, (*at, "field"))
        yield from check_demand(draft, field, where, at)


def check_demand(draft: Draft, fact: FactKind | None, demand: Demand, path: Path) -> Iterator[Flaw]:
    """A demand that asks nothing, or what a value of that type never answers. What ``fact`` is may not be known."""
    if not demand.asks():
        yield flaw(MESSAGES, "nothing-demanded", path)
    if fact is None:
        return
    if demand.one_of:
        yield from listed(draft, fact, demand.one_of, (*path, "one_of"))
    for key, asked, types in (("is", demand.is_ is not None, ("yes-no",)), ("within", bool(demand.within), ("date",))):
        if asked and fact.type not in types:
            wanted = [TYPE_NAMES[each] for each in types]
            yield flaw(MESSAGES, "demand-misfits", (*path, key), key=key, fact=fact.id, type=TYPE_NAMES[fact.type], wanted=wanted)
    if demand.within:
        yield from wrong_type(draft, demand.until, ("date",), (*path, "until"))
        if demand.within.working_days:
            yield flaw(MESSAGES, "working-days-here", (*path, "within"))
    yield from _bounds(draft, fact, demand, path)


def _bounds(draft: Draft, fact: FactKind, demand: Demand, path: Path) -> Iterator[Flaw]:
    bounds: tuple[tuple[str, Any], ...] = demand.bounds()
    same = all(name == "equals" and isinstance(limit, FactRef) for name, limit in bounds)
    if bounds and fact.type not in (*ORDERED, "share") and (fact.type == "list" or not same):
        wanted = [TYPE_NAMES[each] for each in ORDERED]
        told = {"key": bounds[0][0], "fact": fact.id, "type": TYPE_NAMES[fact.type], "wanted": wanted}
        yield flaw(MESSAGES, "demand-misfits", (*path, bounds[0][0]), **told)
        return
    for name, limit in bounds:
        yield from bound(draft, fact, name, limit, (*path, name))
    yield from together(dict(bounds), path)


MESSAGES: Messages = {
    "nothing-demanded": (
        Text("此处没有写明任何条件", "nothing is demanded here"),
        Text(
            "应有 one_of、is、within 或界限（at_least、below、first 等）之一",
            "one of one_of, is, within, or a bound (at_least, below, first …)",
        ),
    ),
    "demand-misfits": (
        Text("{fact} 的类型是{type}，{key} 不适用", "{fact} is of the type {type}, which {key} is not for"),
        Text("应用于以下类型：{wanted}", "a value of the types {wanted}"),
    ),
    "working-days-here": (
        Text("此处的期限不能以工作日计", "a period here is not counted in working days"),
        Text("应以日、月或年计", "days, months or years"),
    ),
}
