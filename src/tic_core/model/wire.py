"""Facts on the wire: a type name that says enough to read a value back without any policy at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tic_core.model.facts import FactKind, Money, Value


def type_name(kind: FactKind) -> str:
    """The type as events carry it: ``date``, ``whole``; for a list with its fields, ``list(expert:text,score:decimal)``."""
    if kind.type != "list":
        return kind.type
    return "list(" + ",".join(f"{field.id}:{field.type}" for field in kind.fields) + ")"


def restore(name: str, plain: Any) -> Value:
    """The exact value again, from its plain form and the type name it was recorded with."""
    exact = _EXACT.get(name)
    if exact is not None:
        return exact(plain)
    if type(plain) is not list:
        return plain
    if name.startswith("list("):
        types = dict(field.split(":") for field in name[5:-1].split(",") if field)
        return tuple({key: restore(types.get(key, "text"), value) for key, value in row.items()} for row in plain)
    return tuple(plain)


def _money(plain: str) -> Money:
    amount, _space, currency = plain.partition(" ")
    return Money(Decimal(amount), currency)


_EXACT: Mapping[str, Callable[[str], Value]] = {"date": date.fromisoformat, "decimal": Decimal, "money": _money}
