"""What an office or a unit asks the registry to do, and the answer's building blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs


@attrs.define
class Determination:
    """A recorded judgement on one rule: the choice taken, the office's reason, and on what it rests.

    ``choice`` is one of the rule's options (``met``, ``not-met``, ``depart`` …); ``by`` the office, when not the one that acts.
    """

    rule: str
    choice: str
    reason: str
    basis: str = ""
    by: str = ""


@attrs.define
class Act:
    """What is asked of the registry, on a date, on a basis.

    ``id`` is the caller's own and unique in the jurisdiction: sent again, it gives the first receipt. ``by`` is the office's id or
    the unit's credit code; the caller vouches for it. ``on`` is the day it was decided; ``effective`` the day it counts from
    (the same unless given). ``basis`` names a registered text other than the edition. ``about`` names one proceeding among
    several. ``persons`` holds personal data by person id; it is kept where it can be erased, never in the chained record.
    ``expected`` is the ledger sequence the caller last saw of the subject, or None.
    """

    id: str
    kind: str
    on: date
    by: str
    centre: str = ""
    policy: str = ""
    document: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    determinations: tuple[Determination, ...] = ()
    reason: str = ""
    effective: date | None = None
    basis: str = ""
    about: str = ""
    person: str = ""
    persons: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    expected: int | None = None

    @property
    def counts_from(self) -> date:
        """The day from which the act counts."""
        return self.on if self.effective is None else self.effective
