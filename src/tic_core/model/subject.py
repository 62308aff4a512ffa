"""What a chain of events is about, folded: a centre (or another subject) as it stands after some of its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.model.facts import Value

FINAL_KINDS = frozenset({"CLOSED", "CANCELLED", "REVOKED", "WITHDRAWN", "MERGED", "CONVERTED", "PROMOTED", "GRADUATED"})


@attrs.define
class Recorded:
    """A fact as recorded: its exact value, its type, from which day it counts, and the event that brought it."""

    value: Value
    type: str
    on: date
    sequence: int


@attrs.define
class Duty:
    """Something owed, with the derivation it was stored with. ``due`` and ``overdue`` follow from it and the day asked.

    ``anchor`` is the day it is counted from, ``opens`` the first day it can be done, ``due`` the last day (None while none is
    fixed). A recurring duty is one schedule: ``every`` in months from the anchor, or ``yearly`` = (month, day or 0 for the
    month's last) from ``first_year`` on. ``done`` maps the period fulfilled ("" for a single duty) to the day; ``state`` is what
    acts made of it: ``open``, ``suspended``, ``closed``.
    """

    id: str
    kind: str
    owner: str
    anchor: date
    cite: str
    opens: date | None = None
    due: date | None = None
    provisional: bool = False
    every: int = 0
    yearly: tuple[int, int] | None = None
    first_year: int = 0
    holds_in: tuple[str, ...] = ()
    own: bool = True
    roll: str = "none"
    convention: str = ""
    calendar: str = ""
    state: str = "open"
    opened: date | None = None
    closed: date | None = None
    done: dict[str, date] = attrs.field(factory=dict)
    sequence: int = 0


@attrs.define
class Proceeding:
    """A proceeding as it stands: its kind, its step, whether it still runs, since when."""

    key: str
    kind: str
    step: str
    open: bool
    since: date
    sequence: int


@attrs.define
class IncentiveLine:
    """One line of the incentive ledger: proposed, approved, disbursed, withheld, recovered."""

    incentive: str
    state: str
    on: date
    sequence: int
    details: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.define
class Moved:
    """One stop on a centre's way: the stage it came to, when, by which event."""

    stage: str
    kind: str
    on: date
    sequence: int
    act: str


@attrs.define
class Centre:
    """A centre (中心) as it stands: neither its lead unit nor its legal entity. Also any other subject that has events.

    ``stage`` is the edition's own word and ``kind`` the core's; ``since`` the day it counts from. ``edition`` is the law the
    centre is under. ``sequence`` is the ledger number of the last event seen, ``number`` its place in the centre's chain.
    """

    id: str
    edition: str = ""
    stage: str = ""
    kind: str = ""
    since: date | None = None
    name: dict[str, str] = attrs.field(factory=dict)
    facts: dict[str, Recorded] = attrs.field(factory=dict)
    reservations: dict[str, str] = attrs.field(factory=dict)
    duties: dict[str, Duty] = attrs.field(factory=dict)
    proceedings: dict[str, Proceeding] = attrs.field(factory=dict)
    incentives: list[IncentiveLine] = attrs.field(factory=list)
    links: dict[str, str] = attrs.field(factory=dict)
    path: list[Moved] = attrs.field(factory=list)
    sequence: int = 0
    number: int = 0

    @property
    def final(self) -> bool:
        """Whether the centre has come to its end; nothing leaves a final stage."""
        return self.kind in FINAL_KINDS

    def value(self, fact: str) -> Value:
        """The value of a recorded fact, or None where it is not known."""
        found = self.facts.get(fact)
        return None if found is None else found.value
