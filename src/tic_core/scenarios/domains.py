"""The edges of what a fact can be: the last value that is taken, and the first that is not.

The edition says which numbers a fact can be, and how many digits a code has. An act that brings a value beyond that is refused
(``core.fact``), whatever its rules would say.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from tic_core.kernel.decide import Receipt
from tic_core.model.facts import FactKind
from tic_core.scenarios.document import Case
from tic_core.scenarios.levers import Lever, with_fact
from tic_core.scenarios.search import Edge, Search, moved
from tic_core.scenarios.titles import answered

BEYOND = "core.fact"


def domains(search: Search) -> Iterator[Edge]:
    """For each end of what a fact can be, the two scenarios on either side of it; of a fact that no accepted act brings, none."""
    for kind in search.edition.facts:
        for field, inside, outside in (each for named in (kind, *kind.fields) for each in _ends(named)):
            edge = next(_edges(search, kind, field, inside, outside), None)
            if edge is not None:
                yield edge


def _ends(kind: FactKind) -> Iterator[tuple[FactKind, Any, Any]]:
    """The last value that is taken, and the first that is not."""
    for end, way in ((kind.least, -1), (kind.most, 1)):
        if end is not None:
            value = _plain(kind, end)
            yield kind, value, moved(value, way)
    for length in kind.digits:
        for other in (length - 1, length + 1):
            if other > 0 and other not in kind.digits:
                yield kind, "3" * length, "3" * other


def _plain(kind: FactKind, end: str | int) -> Any:
    """An end of a domain as a document writes a value of the fact."""
    if kind.type == "money":
        return f"{Decimal(end)} {kind.currency}"
    return int(end) if kind.type == "whole" else str(end)


def _edges(search: Search, kind: FactKind, field: FactKind, inside: Any, outside: Any) -> Iterator[Edge]:
    """Such a pair in each accepted scenario whose act brings the fact, or may."""
    for act in search.edition.acts:
        for case in search.starts.get(act.id, ()) if kind.id in act.facts else ():
            lever = _lever(search, case, kind, field)
            sides = [(lever.put(value), value) for value in (inside, outside)] if lever else []
            told = [search.put(each) for each, _ in sides]
            if lever and told and told[0] and told[1] and not _beyond(told[0]) and _beyond(told[1]):
                met, broken = (
                    _told(search, each, attrs.evolve(lever, now=value), receipt, kind)
                    for (each, value), receipt in zip(sides, told, strict=True)
                    if receipt
                )
                yield Edge(act.id, BEYOND, kind.id, met, broken)


def _lever(search: Search, case: Case, kind: FactKind, field: FactKind) -> Lever | None:
    """The fact in the act of a case; of a list, one field of its first record."""
    brought = search.levers.facts(case).get(kind.id)
    if field is kind:
        return Lever(kind.id, brought, lambda value: with_fact(case, kind.id, value, in_act=True))
    if not isinstance(brought, list | tuple) or not brought:
        return None
    first, *rest = brought
    return Lever(kind.id, brought, lambda value: with_fact(case, kind.id, [{**first, field.id: value}, *rest], in_act=True))


def _beyond(receipt: Receipt) -> bool:
    return any(each.rule == BEYOND for each in receipt.refusals)


def _told(search: Search, case: Case, lever: Lever, receipt: Receipt, kind: FactKind) -> Case:
    title = search.titles.of_domain(case, lever, receipt, fits=not _beyond(receipt))
    return answered(case, receipt, title, (kind.cite,) if kind.cite else ())
