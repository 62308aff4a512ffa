"""What the solver is told of one centre as it stands: what is on record, what an act may bring, what would help."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from tic_core.kernel.context import Context
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act
from tic_core.model.edition import ActKind, Move
from tic_core.model.facts import exact
from tic_core.model.rule import Rule
from tic_core.proofs.taking import PATIENCE, Taking, Term, is_not_met
from tic_core.proofs.trail import Trail, Wish
from tic_core.proofs.values import Values
from tic_core.rules import edges

MOST_ROWS = 30  # records of one kind in a list: a committee is no crowd
TEN_YEARS = 3650
ELSEWHERE = ("related.", "held.")
GRADED = "graded."
"""What a cohort gave a centre: other centres are no part of a life, so it may be anything, and every report says so."""

ITS_DAY = frozenset({"act.on", "act.effective"})


@attrs.define(eq=False)
class Case:
    """One act about to be put in one life: the act's formulas, what it may bring (``free``), what is wished."""

    lawbook: Lawbook
    values: Values
    trail: Trail
    taking: Taking
    wish: Wish
    move: Move | None = None
    to: str = ""

    def first_day(self, free: Collection[str]) -> tuple[date, Any] | None:
        """The first day on which the act's rules can pass, with a model of what it brings; None where there is no such day."""
        told = self._told(free)
        low, high = self.trail.day, self.lawbook.horizon
        model = self._on(told, low)
        if model is not None:
            return low, model
        if self._on(told, low, high) is None:
            return None
        while (high - low).days > 1:  # low is too early, high is not
            middle = low + timedelta(days=(high - low).days // 2)
            low, high = (low, middle) if self._on(told, low, middle) is not None else (middle, high)
        return high, self._on(told, high)

    def wanted(self, others: Sequence[ActKind]) -> dict[str, Any] | None:
        """The fewest facts, of those that ``others`` can bring, that would have to be otherwise for the act's rules to pass, with
        what they would have to be; None where nothing would help.
        """
        import z3

        symbols, facts = self.taking.symbols, self._context().facts
        could = {name for act in others for name in brought_by(self.lawbook, act)} & symbols.kinds.keys() - set(
            self.taking.act.facts
        )
        told = [*self._told({*could, *self.taking.act.facts}), *self._between(self.trail.day, self.lawbook.horizon)]
        same = {fact: z3.And(symbols.equal_to(fact, facts.get(fact))) for fact in sorted(could)}
        solver = z3.Optimize()
        solver.set("timeout", PATIENCE)
        solver.add(*told, *self.taking.domain(), *self._kept_known(facts, same))
        self._prefer(solver, same)
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        other = [fact for fact, kept in same.items() if not z3.is_true(model.eval(kept, model_completion=True))]
        return {fact: self.values.found(model, symbols, fact, self.trail.day) for fact in other}

    def _kept_known(self, facts: Mapping[str, Any], same: Mapping[str, Term]) -> Iterator[Term]:
        """What is known stays known; only the last day of a duty can go."""
        yield from (
            self.taking.symbols.plain_of(fact)[0] for fact in same if facts.get(fact) is not None and not fact.startswith("due.")
        )

    def _prefer(self, solver: Any, same: Mapping[str, Term]) -> None:
        """First that facts show what the rules ask and nobody must determine it; then what is hoped for; then that all stays."""
        import z3

        symbols, hope = self.taking.symbols, self.trail.hope
        for name in self.taking.act.requires:
            solver.add_soft(z3.Not(is_not_met(self.taking.formulas.verdict(name))), 100)
        for fact, kept in same.items():
            solver.add_soft(kept, 10)
            if fact in hope:
                solver.add_soft(z3.And(symbols.equal_to(fact, self._exactly(fact, hope[fact]))), 15)
            if symbols.kinds[fact].type == "date":
                solver.add_soft(symbols.plain_of(fact)[1] == self.trail.day.toordinal(), 1)

    # ── how it stands ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _told(self, free: Collection[str]) -> list[Term]:
        """That the act is lawful, and everything as it stands but what is ``free``, with the wish for the rest."""
        wish, taking, symbols = self.wish, self.taking, self.taking.symbols
        asked = list(wish.also(taking)) if wish.also else []  # first: it may bring symbols of its own
        loose = {*free, *wish.facts} - set(taking.act.adds)
        elsewhere = {fact for fact in symbols.kinds if fact.startswith((*ELSEWHERE, GRADED)) or fact in self.lawbook.linked}
        told = [*taking.lawful(self.trail.centre.stage, self.move, self.to), *asked]
        told += taking.formulas.given(self._context().facts, loose | elsewhere | ITS_DAY)
        told += [same for fact, value in wish.facts.items() for same in symbols.equal_to(fact, self._exactly(fact, value))]
        told += [symbols.plain_of(fact)[0] for fact in sorted(wish.any) if fact in symbols.kinds]
        told += taking.past(sorted(loose))
        return [*told, *self._alone(), *self._bounded(), *self._worded(loose - set(wish.facts))]

    def graded(self, model: Any, day: date) -> dict[str, str]:
        """The grades that cohorts would have to have given, by cohort."""
        asked = [fact for fact in self.taking.symbols.kinds if fact.startswith(GRADED)]
        found = {fact.removeprefix(GRADED): self.values.found(model, self.taking.symbols, fact, day) for fact in asked}
        return {cohort: grade for cohort, grade in found.items() if grade is not None}

    def _context(self) -> Context:
        act, subject = self.taking.act, self.trail.life.subject
        _, context, _ = self.trail.life.asked(Act("look", act.id, self.trail.day, "", "" if act.subject == "edition" else subject))
        return context

    def _alone(self) -> Iterator[Term]:
        """There is no other centre: every key that is known is free, and nothing is recorded of the subjects that it names."""
        import z3

        symbols = self.taking.symbols
        for (_, key, _), (known, others) in symbols.taken.items():
            yield from (known == z3.And([symbols[name][0] for name in key]), others == 0)
        for fact in [each for each in symbols.kinds if each.startswith(ELSEWHERE)]:
            known, value = symbols.plain_of(fact)
            yield from (known == z3.BoolVal(fact.partition(".")[2] in self.lawbook.relations), value == 0)
        for fact in [each for each in symbols.kinds if each in self.lawbook.linked]:
            runs = fact.partition(".")[2].startswith("running.")
            yield symbols.plain_of(fact)[0] == z3.BoolVal(runs)
            yield from ([symbols.plain_of(fact)[1] == 0] if runs else [])

    def _bounded(self) -> Iterator[Term]:
        """Days and lists that a person would write: near the measure's own days, and no crowd."""
        first, last = self.lawbook.first.toordinal() - TEN_YEARS, self.lawbook.horizon.toordinal() + TEN_YEARS
        symbols = self.taking.symbols
        for fact in [each for each, kind in symbols.kinds.items() if kind.type == "date"]:
            yield from (symbols.plain_of(fact)[1] >= first, symbols.plain_of(fact)[1] <= last)
        yield from (count <= MOST_ROWS for rows in symbols.lists.values() for count in rows.cells.values())

    def _worded(self, free: Collection[str]) -> Iterator[Term]:
        """Words as a person would write them: an office where one is meant, else one that a rule names for the fact, or new."""
        import z3

        symbols, rules = self.taking.symbols, self.lawbook.rules.values()
        for fact in [each for each, kind in symbols.kinds.items() if kind.type in ("code", "text") and each in free]:
            offices, value = self.values.offices(fact), symbols.plain_of(fact)[1]
            places = [symbols.word(word) for word in offices or sorted({word for rule in rules for word in named_by(rule, fact)})]
            beyond = [] if offices else [value >= len(symbols.listed)]
            yield z3.Or([*(value == place for place in places), *beyond])

    def _exactly(self, fact: str, value: Any) -> Any:
        return None if value is None else exact(self.lawbook.facts[fact], value, self.lawbook.words)

    def _between(self, first: date, last: date) -> list[Term]:
        """That the act is decided on one of these days."""
        day = self.taking.symbols["act.on"][1]
        return [day >= first.toordinal(), day <= last.toordinal()]

    def _on(self, told: Sequence[Term], first: date, last: date | None = None) -> Any:
        return self.taking.model([*told, *self._between(first, last or first)])


def named_by(rule: Rule, fact: str) -> set[str]:
    """The words that a rule compares a fact with."""
    return {each for each in edges.constants(rule) if isinstance(each, str)} if fact in edges.slots(rule) else set()


def brought_by(lawbook: Lawbook, act: ActKind) -> set[str]:
    """What an act can change of what rules read: facts, last days of duties it opens, proceedings it ends."""
    kinds = lawbook.edition.tables["proceedings"]
    stands = {(kind.id, step.id): step.open for kind in kinds.values() for step in kind.steps}
    ends = {f"running.{step.proceeding}" for step in act.steps if step.from_ and not stands[step.proceeding, step.to]}
    return {name for name in act.facts if name not in act.adds} | {f"due.{name}" for name in act.opens} | ends
