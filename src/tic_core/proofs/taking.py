"""When an act may be taken, as a formula: its required rules pass, or are open and somebody may determine them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.settling import options_of
from tic_core.model.edition import ActKind, Move
from tic_core.model.rule import DEPART, Rule
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.rules.formulas import Formulas
from tic_core.rules.symbols import Symbols

Term = Any

EMPTY: frozenset[str] = frozenset()


@attrs.frozen
class Flow:
    """What can be on record in a stage: ``may`` be there on some way to it, ``must`` be there on every way."""

    may: frozenset[str] = EMPTY
    must: frozenset[str] = EMPTY


@attrs.define(eq=False, slots=False)
class Taking:
    """One kind of act: its rules, and those of claims about it, as formulas over symbols of their own."""

    lawbook: Lawbook
    act: ActKind
    claimed: Mapping[str, Rule] = attrs.field(factory=dict)
    _domain: tuple[Any, list[Term]] = attrs.field(default=((), []), init=False)

    @cached_property
    def formulas(self) -> Formulas:
        """The formulas of the rules that the act asks, and of what is claimed."""
        edition = self.lawbook.edition
        recorded = frozenset(name for act in edition.acts for name in act.records)
        symbols = Symbols(
            self.lawbook.facts, self.lawbook.words, edition.tables["derived"], tuple(edition.tables["stages"]), recorded
        )
        symbols.ask("act.on")  # every act has its day, whether a rule asks for it or not
        made = Formulas({**self.lawbook.rules, **self.claimed}, symbols, self.lawbook.calendar)
        for rule in (*self.act.requires, *(move.when for move in self.act.moves if move.when), *self.claimed):
            made.verdict(rule)
        return made

    @property
    def symbols(self) -> Symbols:
        """The symbols its formulas are over."""
        return self.formulas.symbols

    @property
    def opaque(self) -> tuple[str, ...]:
        """What in its formulas may be anything at all."""
        given = (fact for fact in self.symbols.kinds if fact.startswith("graded."))
        return tuple(sorted({*self.formulas.opaque, *self.symbols.opaque, *given}))

    def lawful(self, stage: str, move: Move | None = None, to: str = "") -> list[Term]:
        """What holds when the act is accepted in ``stage``, by one of its moves (to where a fact says, for an adoption)."""
        verdict, rules = self.formulas.verdict, self.lawbook.rules
        told = [passes(verdict(name), rules[name]) for name in self.act.requires]
        told += [verdict(move.when) == int(Verdict.MET)] if move is not None and move.when else []
        told += self.symbols.equal_to(move.to_fact, to) if move is not None and move.to_fact and to else []
        return [*told, *self._formed(stage)]

    def _formed(self, stage: str) -> Iterator[Term]:
        """Its form in order: what it must bring is known, what it clears or works out anew is not there from before."""
        import z3

        symbols = self.symbols
        if "centre.stage" in symbols.kinds:
            yield symbols["centre.stage"][1] == symbols.word(stage)
        yield from (symbols.plain_of(fact)[0] for fact in self.act.brings if fact in symbols.kinds)
        yield from self.past(self.act.brings)
        gone = [fact for fact in (*self.act.clears, *self.act.records) if fact in symbols.kinds and fact not in self.act.facts]
        yield from (z3.Not(symbols.plain_of(fact)[0]) for fact in gone)
        if self.act.differing is None and {"act.on", "act.effective"} <= symbols.kinds.keys():
            yield symbols["act.effective"][1] == symbols["act.on"][1]
        yield from symbols.supplied()

    def past(self, brought: Iterable[str]) -> Iterator[Term]:
        """What an act says has happened has happened by its day; only what may look ahead lies after it."""
        symbols = self.symbols
        for fact in brought:
            kind = symbols.kinds.get(fact)
            if kind is not None and kind.type == "date" and not kind.ahead:
                yield symbols.plain_of(fact)[1] <= symbols["act.on"][1]

    def within(self, flow: Flow, never: Collection[str] = ()) -> Iterator[Term]:
        """What can be on record when the act is taken: what some way here brings (nothing of ``never``), what it brings itself."""
        import z3

        supplied = ("act.on", "act.effective", "centre.id", "centre.stage", *(["stage.since"] if flow.may else []))
        for fact in self.symbols.kinds:
            known, value = self.symbols.plain_of(fact)
            family = fact.partition(".")[0]
            if fact in supplied or family in ("confirmed", "related", "graded") or fact in self.lawbook.linked:
                continue
            if family == "running":
                yield from ([value == 0] if fact not in flow.may else [])
            elif fact not in self.act.facts and (fact in never or fact not in flow.may):
                yield z3.Not(known)
            elif fact in flow.must:
                yield known

    def domain(self) -> list[Term]:
        """What holds of its symbols anyway; made anew only when there are more of them, or more words."""
        symbols = self.symbols
        size = len(symbols.kinds), len(symbols.listed), len(symbols.taken), len(self.formulas.beside)
        if self._domain[0] != size:
            self._domain = (size, self.formulas.domain())
        return self._domain[1]

    def possible(self, told: Iterable[Term]) -> Any:
        """A solver's model of these together with what holds anyway; None where there is none. Raises :class:`GaveUp`."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", PATIENCE)
        solver.add(*told, *self.domain())
        answer = solver.check()
        if answer == z3.unknown:
            raise GaveUp(self.act.id)
        return solver.model() if answer == z3.sat else None

    def model(self, told: Iterable[Term]) -> Any:
        """The same for a life that is only looked for: where the solver gave up, none was found."""
        try:
            return self.possible(told)
        except GaveUp:
            return None


class GaveUp(Exception):
    """The solver found no answer in its time: neither proved nor refuted."""


def passes(verdict: Term, rule: Rule) -> Term:
    """That a required rule does not stand in the way: it permits, or a determination may settle it, or it may be departed from."""
    import z3

    fine = set(PERMITS) | (set(OPEN) if any(option.permits for option in rule.options()) else set())
    fine |= {Verdict.NOT_MET} if DEPART in options_of(rule) else set()
    return z3.Or([verdict == int(each) for each in sorted(fine)])


def is_not_met(verdict: Term) -> Term:
    """That a verdict is neither met nor not applicable: nothing says that the condition holds."""
    import z3

    return z3.And([verdict != int(each) for each in sorted(PERMITS)])


PATIENCE = 10_000  # milliseconds for one question
