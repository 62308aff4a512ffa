"""What an office or a unit asks the registry to do, and the answer's building blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.errors import UsageError
from tic_core.text import Text


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


def well_formed(act: Act) -> Act:
    """``act`` itself when it is made of the right kinds of things; else UsageError naming everything that is not.

    What the values *mean* is for the rules; this only keeps a datetime, a number or None out of places where they cannot be read.
    """
    wrong = [name for name in _TEXTS if type(getattr(act, name)) is not str]
    wrong += [name for name in ("id", "kind", "by") if getattr(act, name) == ""]
    wrong += [] if type(act.on) is date else ["on"]
    wrong += [] if act.effective is None or type(act.effective) is date else ["effective"]
    wrong += [name for name in ("facts", "persons") if not _is_table(getattr(act, name))]
    said: tuple[object, ...] = tuple(act.determinations)
    wrong += [] if all(isinstance(each, Determination) for each in said) else ["determinations"]
    wrong += [] if act.expected is None or type(act.expected) is int else ["expected"]
    if wrong:
        raise UsageError(MESSAGES["ill-formed"].fill(fields=wrong), MESSAGES["form"])
    return act


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(type(name) is str for name in value)


_TEXTS = ("id", "kind", "by", "centre", "policy", "document", "reason", "basis", "about", "person")

MESSAGES = {
    "ill-formed": Text("行为的以下各项不成形：{fields}", "these parts of the act are ill-formed: {fields}"),
    "form": Text(
        "编号、种类、机关不得为空；日期应为不带时刻的日期；事实应为名称到值的表",
        "id, kind and by are not empty; dates are dates without a time; facts is a table from names to values",
    ),
}
