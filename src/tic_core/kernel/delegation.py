"""Delegations (委托): an act handed down to another office for a while, on record beside the edition as registered texts are.

An act on the texts brings the list ``delegation`` (``id``, ``act``, ``to``, ``first``, ``last``), another ends one early by
``delegation.ended`` (``id``, ``last``: its new last day). All days are included. What counts is what stood on the act's day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tic_core.model.subject import Centre

GIVEN, ENDED = "delegation", "delegation.ended"
FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    GIVEN: {"id": ("code", "text"), "act": ("code", "text"), "to": ("code", "text"), "first": ("date",), "last": ("date",)},
    ENDED: {"id": ("code", "text"), "last": ("date",)},
}
"""The fields of the two lists and the types each may have."""


def delegations(law: Centre) -> Iterator[Mapping[str, Any]]:
    """All delegations on record, each with the last day it has now."""
    ended: dict[str, date] = {}
    rows: Any = law.value(ENDED) or ()
    for row in rows:
        ended[row["id"]] = min(row["last"], ended.get(row["id"], row["last"]))
    given: Any = law.value(GIVEN) or ()
    for row in given:
        yield {**row, "last": min(row["last"], ended.get(row["id"], row["last"]))}


def handed_down(law: Centre, act: str, day: date) -> dict[str, str]:
    """To which offices an act is handed down on a day, each with the delegation (the first on record, of several)."""
    found: dict[str, str] = {}
    for row in delegations(law):
        if row["act"] == act and row["first"] <= day <= row["last"]:
            found.setdefault(row["to"], row["id"])
    return found
