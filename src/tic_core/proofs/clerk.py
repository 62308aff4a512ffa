"""Acts written out in full: what is brought, by which office, on which proceeding, with which determinations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act, Determination
from tic_core.model.edition import ActKind
from tic_core.model.facts import plain
from tic_core.model.receipt import Finding
from tic_core.model.rule import DEPART
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, Verdict
from tic_core.proofs.taking import Taking
from tic_core.proofs.trail import Trail, Wish
from tic_core.proofs.values import SAID, Values
from tic_core.rules.reference import evaluate
from tic_core.scenarios.standing import accepted

READING = "interpretation."
BASIS = "basis-1"  # another text in force, where an act needs one
TEN_YEARS = timedelta(days=3650)


@attrs.define(eq=False)
class Clerk:
    """Writes acts for one edition. The clerk decides nothing: what a model of the solver leaves open is filled in plainly."""

    lawbook: Lawbook
    values: Values

    def act(self, trail: Trail, taking: Taking, model: Any, day: date, wish: Wish, brings: Sequence[str]) -> Act:
        """The act that a model stands for, bringing of the facts it may bring those in ``brings`` and those wished for."""
        kind, facts = taking.act, dict[str, Any]()
        for name in kind.facts:
            if name in (*kind.brings, *brings, *wish.facts) and name in self.lawbook.facts and name not in kind.adds:
                value = self._brought(trail, taking, model, day, wish, name)
                facts |= {name: value} if value is not None else {}
        facts |= {name: [] for name in kind.adds if name in kind.brings}
        made = self._form(trail, kind, day, facts)
        made = attrs.evolve(made, about=self._about(trail.centre, kind))
        return attrs.evolve(made, determinations=tuple(self._determined(trail, kind, made)))

    def numbered(self, trail: Trail, act: Act) -> Act:
        """The act under the number that comes next."""
        return attrs.evolve(act, id=f"{len(trail.acts) + 1:03d}-{act.kind}")

    def _form(self, trail: Trail, kind: ActKind, day: date, facts: Mapping[str, Any]) -> Act:
        about_law = kind.subject == "edition"
        made = Act("", kind.id, day, "", "" if about_law else trail.life.subject, self.lawbook.edition.identity.policy)
        made = attrs.evolve(made, facts=facts, by=self._office(trail.centre, kind.roles, facts))
        made = attrs.evolve(made, document=SAID if kind.documents else "", reason=SAID if kind.reason else "")
        return self.numbered(trail, made)

    def _brought(self, trail: Trail, taking: Taking, model: Any, day: date, wish: Wish, name: str) -> Any:
        """What is brought of one fact: what is wished, what the model says, else what is usual; nothing where it stays as it is."""
        standing = plain(trail.centre.value(name))
        value = wish.facts[name] if name in wish.facts else self.values.found(model, taking.symbols, name, day)
        needed = name in taking.act.brings
        if value is None and (needed or name in wish.any):
            holding = {role.held_by for role in self.lawbook.edition.roles}
            value = standing if name in holding and standing else self.values.usual(self.lawbook.facts[name], day)
        return value if needed or plain(value) != standing else None

    def _office(self, centre: Centre, roles: tuple[str, ...], facts: Mapping[str, Any]) -> str:
        """Who plays one of the roles: an office where there is one, else whom the fact names."""
        declared = [self.lawbook.edition.tables["roles"][role] for role in roles]
        free = [min(self.lawbook.offices_of(role.id), default="") for role in declared if not role.held_by]
        named = [centre.value(role.held_by) or facts.get(role.held_by, "") for role in declared if role.held_by]
        return next((str(who) for who in (*free, *named) if who), "")

    def _about(self, centre: Centre, kind: ActKind) -> str:
        """The proceeding meant: the one at the step, or a name of its own for a second of a kind."""
        running = centre.proceedings
        for step in kind.steps:
            at = [each.key for each in running.values() if each.kind == step.proceeding and each.step in step.from_]
            if at and at[0] != step.proceeding:
                return at[0]
            if not step.from_ and step.proceeding in running and running[step.proceeding].open:
                return f"{step.proceeding}-{len(running) + 1}"
        return ""

    def _determined(self, trail: Trail, kind: ActKind, made: Act) -> Iterator[Determination]:
        """What the entitled office determines where a rule stays open, or departs from where that is allowed."""
        _, context, lawbook = trail.life.asked(made)
        for name in kind.requires:
            rule = lawbook.rules[name]
            verdict = evaluate(rule, context.facts, lawbook.rules, lawbook.calendar).verdict
            choice = next((option.id for option in rule.options() if option.permits), "") if verdict in OPEN else ""
            choice = DEPART.id if verdict is Verdict.NOT_MET and rule.force == "generally" else choice
            if choice:
                by = self._office(trail.centre, (rule.judge or lawbook.edition.identity.judge,), made.facts)
                lent = by != made.by
                yield Determination(name, choice, SAID, basis=SAID if lent else "", by=by if lent else "")

    # ── acts on the texts themselves ─────────────────────────────────────────────────────────────────────────────────────

    def on_texts(self, trail: Trail, refusals: Sequence[Finding]) -> Trail | None:
        """The life with the act on the texts that was lacking: readings confirmed, another basis registered. None: none was."""
        codes = {each.rule for each in refusals}
        if "core.unconfirmed" in codes:
            questions = self.lawbook.edition.tables["interpretations"]
            open_ = sorted({name for each in refusals if each.rule == "core.unconfirmed" for name in each.values})
            return self._taken(trail, f"{READING}*", {f"{READING}{name}": questions[name].taken for name in open_})
        if codes & {"core.grounds", "core.basis"} and "basis" in self.lawbook.facts and not trail.based:
            return self._taken(trail, "basis", {"basis": [self._basis(trail.day)]})
        return None

    def _basis(self, day: date) -> dict[str, Any]:
        """Another text in force, from the measure's first day to long after its last."""
        told = {"id": BASIS, "first": self.lawbook.first, "last": self.lawbook.horizon + TEN_YEARS}
        fields = [each for each in self.lawbook.facts["basis"].fields if not each.optional]
        return {each.id: told.get(each.id) or self.values.usual(each, day) for each in fields}

    def _taken(self, trail: Trail, brings: str, facts: Mapping[str, Any]) -> Trail | None:
        acts = self.lawbook.edition.acts
        kind = next((act for act in acts if act.subject == "edition" and brings in act.facts), None)
        if kind is None:
            return None
        made, life = self._form(trail, kind, trail.day, facts), trail.again()
        return attrs.evolve(trail, life=life, acts=(*trail.acts, made)) if accepted(life.take(made)) else None
