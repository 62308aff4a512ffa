"""A transition plan: what becomes of running centres when one edition of a policy follows another.

These classes *are* the document (``tic/transition/1``): every attribute is a key that a drafter writes. Each line names ids of the
edition in force until now and what becomes of them; nothing is carried over because nobody thought of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.text import Text

TRANSITION = "core.transition"
"""The kind of the act that moves one centre to another edition: the core's own, which no edition declares."""


@attrs.frozen
class Passage:
    """From which edition to which, from which day, by which office, on which document and article of the new edition.

    ``names``: a centre keeps its name, or takes the title of its stage in the new edition. ``basis`` is a registered text that the
    act rests on beside the new edition.
    """

    id: str
    from_: str
    to: str
    on: date
    by: str
    document: str
    names: Literal["keep", "retitle"]
    cite: Cite | None = None
    basis: str = ""
    reason: str = ""
    synthetic: bool = False


@attrs.frozen
class StageFate:
    """Stages: ``keep``, ``move`` to another, or ``wait`` until the centre has left them under the old edition.

    A move that takes a title, or ends the centre, is adverse: it names its ``basis`` and gives its ``reason``. What waits is ended
    on the ``basis`` that is in force for that when the old edition no longer is.
    """

    ids: tuple[str, ...]
    fate: Literal["keep", "move", "wait"]
    to: str = ""
    cite: Cite | None = None
    basis: str = ""
    reason: str = ""


@attrs.frozen
class DutyFate:
    """Kinds of duties that run. ``to`` is their kind in the new edition, where it has another id.

    ``keep``: as it stands, days and all. ``re-derive``: counted anew under the new edition, from what it was counted from.
    ``restart``: counted anew from the day of the transition. ``earlier`` and ``later``: of the day it has and the day re-derived
    the one or the other. ``drop``: owed no more. ``least`` is how long after the transition its last day lies at least.
    """

    ids: tuple[str, ...]
    fate: Literal["keep", "re-derive", "restart", "earlier", "later", "drop"]
    to: str = ""
    least: Period | None = None
    cite: Cite | None = None


@attrs.frozen
class DutyBegun:
    """A duty of the new edition that begins with the transition for centres in some ``stages`` (of the new edition)."""

    duty: str
    stages: tuple[str, ...]
    least: Period | None = None
    cite: Cite | None = None


@attrs.frozen
class ProceedingFate:
    """Kinds of proceedings: ``keep`` goes on under the new edition (as ``to``, its ``steps`` by their new names); ``wait``: the
    centre stays under the old edition until it is over, on the ``basis`` that is in force for that.
    """

    ids: tuple[str, ...]
    fate: Literal["keep", "wait"]
    to: str = ""
    steps: Mapping[str, str] = attrs.field(factory=dict)
    cite: Cite | None = None
    basis: str = ""


@attrs.frozen
class ReservationFate:
    """What centres hold: they ``keep`` it (as ``to``), or it is set ``free``."""

    ids: tuple[str, ...]
    fate: Literal["keep", "free"]
    to: str = ""
    cite: Cite | None = None


@attrs.frozen
class IncentiveFate:
    """Kinds of incentives: ``keep``, lines go on and what was approved is paid; ``end``: nothing further, what is paid stays so.

    A kind ends only where nothing that was approved is still to be paid.
    """

    ids: tuple[str, ...]
    fate: Literal["keep", "end"]
    cite: Cite | None = None


@attrs.frozen
class FactFate:
    """Facts that the new edition declares otherwise, or not at all: ``convert`` (to the fact ``to``, its ``terms`` by their new
    names), ``leave`` on record, where the new edition reads nothing of it, or ``withdraw``. One declared alike needs no line.
    """

    ids: tuple[str, ...]
    fate: Literal["convert", "leave", "withdraw"]
    to: str = ""
    terms: Mapping[str, str] = attrs.field(factory=dict)
    cite: Cite | None = None


@attrs.frozen
class Undetermined:
    """A question that the plan leaves open, and whom it concerns: centres in ``stages``, or that owe one of ``duties``."""

    id: str
    question: Text
    stages: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@attrs.frozen
class TransitionPlan:
    """A plan, whole. ``digest`` is the hash of the document's bytes, which the ledger keeps."""

    plan: Passage
    stage: tuple[StageFate, ...]
    duty: tuple[DutyFate, ...] = ()
    begins: tuple[DutyBegun, ...] = ()
    proceeding: tuple[ProceedingFate, ...] = ()
    reservation: tuple[ReservationFate, ...] = ()
    incentive: tuple[IncentiveFate, ...] = ()
    fact: tuple[FactFate, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    digest: str = attrs.field(default="", eq=False)
