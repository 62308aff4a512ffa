"""One act asked of one lawbook in one context: what every check and every effect looks at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.context import Context, World, turn_named
from tic_core.kernel.delegation import handed_down
from tic_core.kernel.lawbook import Lawbook, Outcome, Plan
from tic_core.kernel.linked import own_code
from tic_core.kernel.turns import duty_meant, running_turns
from tic_core.model.act import Act
from tic_core.model.cite import Cite
from tic_core.model.dates import Deadline
from tic_core.model.edition import ActKind, Discharge, DutyMove, Stepping
from tic_core.model.subject import Centre, Duty
from tic_core.model.verdict import Verdict


@attrs.define(eq=False, slots=False)
class Asked:
    """The act, the law, the context, and what the act's rules found."""

    lawbook: Lawbook
    context: Context
    act: Act
    plan: Plan
    outcome: Outcome

    @property
    def kind(self) -> ActKind:
        """The act's declaration in the edition."""
        return self.plan.act

    @property
    def cite(self) -> Cite | None:
        """The article the act rests on."""
        return self.plan.act.cite

    @property
    def world(self) -> World:
        """What the registry looked up."""
        return self.context.world

    @property
    def centre(self) -> Centre:
        """The centre as of the act's day."""
        return self.context.centre

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """The edition's tables by id."""
        return self.lawbook.edition.tables

    @cached_property
    def target(self) -> str | None:
        """The stage the act leads to (the present one where it does not move), or None where it may not be taken here."""
        found = self.outcome.targets.get(self.context.stage)
        if found is None or not found.startswith("="):
            return found
        # Adoption: the fact names the stage that was found.
        named = self.context.facts.get(found[1:])
        return named if named in self.tables["stages"] else None

    def holds_role(self, who: str, roles: tuple[str, ...]) -> bool:
        """Whether an office or unit plays one of ``roles`` for this centre."""
        declared = self.tables["roles"]
        return any(
            self.holder(declared[role].held_by) == who if declared[role].held_by else who in self.lawbook.offices_of(role)
            for role in roles
        )

    def may_act(self, who: str, roles: tuple[str, ...]) -> bool:
        """Whether an office plays one of ``roles``, or stands in for one that does: the act is handed down to it."""
        return self.holds_role(who, roles) or (
            who == self.act.by and bool(self.delegation) and not {*roles}.isdisjoint(self.kind.roles)
        )

    @cached_property
    def delegation(self) -> str:
        """The delegation on record by which the office acts in another's place; empty where it needs none or has none."""
        roles = tuple(role for each in self.kind.delegable for role in each.roles)
        if not roles or self.holds_role(self.act.by, self.kind.roles) or not self.holds_role(self.act.by, roles):
            return ""
        return handed_down(self.world.law, self.kind.id, self.act.on).get(self.act.by, "")

    def holder(self, fact: str) -> Any:
        """Who holds a role by a fact: what is on record, so that nobody names himself; else what the act brings."""
        own = own_code(self.lawbook.edition, self.kind.subject, fact, self.centre.id)
        standing = self.centre.value(fact)
        return own or (self.context.facts.get(fact) if standing is None else standing)

    def proceeding_key(self, stepping: Stepping) -> str:
        """The name of the proceeding a step is about: ``about`` names that of the act's first step, its kind names any other."""
        return (self.act.about if stepping is self.kind.steps[0] else "") or stepping.proceeding

    def proceeding_meant(self, stepping: Stepping) -> str | None:
        """The key of the proceeding a step is about; None where none of that name stands at such a step."""
        key = self.proceeding_key(stepping)
        if not stepping.from_:
            return key
        found = self.centre.proceedings.get(key)
        stands = found is not None and found.kind == stepping.proceeding and found.step in stepping.from_
        # What has ended by itself stands at no step any more.
        return key if found is not None and stands and found.runs(self.act.on) is found.open else None

    def turn_meant(self, duty: Duty, said: Discharge | DutyMove) -> str | None:
        """Which turn of a recurring duty the act names, or else the oldest that runs; None where none runs."""
        named = turn_named(self.kind, self.act, said.key, self.context.facts)
        return named if named is not None else next(iter(self.running_turns(duty)), None)

    def last_day_of(self, duty: Duty, turn: str | None) -> date | None:
        """The last day of a duty, or of a turn of it that runs."""
        deadline = self.running_turns(duty).get(turn or "") if duty.recurs else None
        return deadline.last if deadline else None if duty.recurs else duty.due

    def running_turns(self, duty: Duty) -> dict[str, Deadline]:
        """The turns of a recurring duty that the act could fulfil on its day."""
        return running_turns(duty, self.centre, self.act.counts_from, self.lawbook.calendar)

    def running_duty(self, kind: str) -> Duty | None:
        """The duty of a kind that the act is about, or None."""
        return duty_meant(self.centre, kind)

    @cached_property
    def conditions(self) -> dict[str, Verdict]:
        """The rules under which alone the act opens some of its duties, with what was found."""
        return {name: self.outcome.verdicts[name] for name in self.plan.conditions}
