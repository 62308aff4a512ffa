"""Plans between two editions for tests: one that keeps everything, and what a centre becomes by it, with no ledger behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from tests.editions import BUREAU

from tic_core.kernel.evolve import evolve
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.stages import FINAL
from tic_core.kernel.transition import Migrated, Route, migrated
from tic_core.model.cite import Cite
from tic_core.model.dates import DAY
from tic_core.model.edition import Edition, InForce
from tic_core.model.event import Event, Law
from tic_core.model.subject import Centre
from tic_core.model.transition import (
    DutyFate,
    IncentiveFate,
    Passage,
    ProceedingFate,
    ReservationFate,
    StageFate,
    TransitionPlan,
)


def renumbered(edition: Edition, name: str, first: date, last: date) -> Edition:
    """The same edition under another id and with another window."""
    cite = Cite.parse("22")
    identity = attrs.evolve(edition.identity, id=name, in_force=InForce(first, last, cite=cite), supersedes=(edition.id,))
    return attrs.evolve(edition, identity=identity)


def kept(old: Edition, new: Edition, on: date, **parts: Any) -> TransitionPlan:
    """A plan that keeps everything of ``old`` under ``new`` as it is, but for some ``parts``."""
    ids = {name: tuple(old.tables[name]) for name in ("duties", "proceedings", "reservations", "incentives")}
    live = tuple(stage.id for stage in old.stages if stage.kind not in FINAL)
    head = Passage(f"{old.id}-to-{new.id}", old.id, new.id, on, BUREAU, "湖科〔2028〕1号", "keep", cite=Cite.parse("22"))
    plan = TransitionPlan(
        plan=head,
        stage=(StageFate(live, "keep"),),
        duty=(DutyFate(ids["duties"], "keep"),),
        proceeding=(ProceedingFate(ids["proceedings"], "keep"),),
        reservation=(ReservationFate(ids["reservations"], "keep"),),
        incentive=(IncentiveFate(ids["incentives"], "keep"),),
        digest="1" * 64,
    )
    return attrs.evolve(plan, **parts)


def but(plan: TransitionPlan, duty: str, fate: str, **more: Any) -> TransitionPlan:
    """The plan with another fate for one kind of duty."""
    others = tuple(name for name in plan.duty[0].ids if name != duty)
    return attrs.evolve(plan, duty=(attrs.evolve(plan.duty[0], ids=others), DutyFate((duty,), fate, **more)))  # type: ignore[arg-type]


_BOOKS: dict[int, tuple[Edition, Lawbook]] = {}


def lawbook(edition: Edition) -> Lawbook:
    """An edition compiled, once."""
    return _BOOKS.setdefault(id(edition), (edition, Lawbook(edition)))[1]


def crossed(plan: TransitionPlan, old: Edition, new: Edition, centre: Centre, day: date | None = None) -> tuple[Migrated, Centre]:
    """What a plan makes of a centre, and the centre as it stands after that (the centre given is changed)."""
    on = day or plan.plan.on
    found = migrated(Route(plan, lawbook(old), lawbook(new)), centre, on)
    law = Law(new.id, new.id, (), (), {})
    place = (centre.sequence + 1, centre.number + 1, centre.id, f"move-{new.id}", "core.transition", found.nature, on, on, BUREAU)
    return found, evolve(centre, Event(*place, "", law, found.effects)) if found.effects else centre


def day_after(edition: Edition) -> date:
    """The first day on which an edition is no longer in force."""
    return edition.identity.in_force.last + DAY
