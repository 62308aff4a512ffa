"""Facts as symbols of a solver (extra ``proofs``): each with a flag that says whether it is known, for unknown is not false.

A date is its day number, a word (code, term, text) a number in one list of words, a list of records as many rows of each kind
as the conditions over it can tell apart. What holds of the symbols whatever the facts are stands in :meth:`Symbols.domain`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from tic_core.model.facts import FactKind, Facts, Misfit, Words, exact
from tic_core.rules import edges
from tic_core.rules.bounds import number
from tic_core.rules.operation import Derived
from tic_core.rules.places import key_text, others
from tic_core.rules.records import Count, OverRecords, ShareOf, Sum
from tic_core.rules.rows import Rows
from tic_core.text import both

Term = Any  # an expression of the solver
Symbol = tuple[Term, Term]  # whether it is known, and its value

ALWAYS = ("act.on", "act.effective", "centre.id", "centre.stage")
COUNTED = ("running", "confirmed")
"""Facts and families that the core always supplies."""

WORDED = ("text", "code", "term")
MEASURED = ("decimal", "money", "share")
NUMBERS = ("whole", *MEASURED)


@attrs.define(eq=False)
class Symbols:
    """The symbols of one edition's facts, made when first asked for.

    ``derived`` are its derived facts, ``stages`` the words ``centre.stage`` may be, ``fixed`` the derived facts that acts put on
    record: their value on a later day is what was recorded, or else what follows.
    """

    facts: Mapping[str, FactKind]
    words: Words = attrs.field(factory=dict)
    derived: Mapping[str, Derived] = attrs.field(factory=dict)
    stages: tuple[str, ...] = ()
    fixed: frozenset[str] = frozenset()
    known: dict[str, Symbol] = attrs.field(factory=dict, init=False)
    kinds: dict[str, FactKind] = attrs.field(factory=dict, init=False)
    lists: dict[str, Rows] = attrs.field(factory=dict, init=False)
    taken: dict[tuple[str, tuple[str, ...], int], Symbol] = attrs.field(factory=dict, init=False)
    listed: dict[str, int] = attrs.field(factory=dict, init=False)
    beside: list[Term] = attrs.field(factory=list, init=False)
    opaque: dict[str, str] = attrs.field(factory=dict, init=False)

    def __getitem__(self, fact: str) -> Symbol:
        """Whether a fact is known, and its value. A list's value is its :class:`~tic_core.rules.rows.Rows`."""
        if fact not in self.known:
            self.known[fact] = self._made(fact)
        return self.known[fact]

    def ask(self, *facts: str) -> None:
        """Make symbols for facts that no formula has asked for."""
        for fact in facts:
            self.known[fact] = self[fact]

    def kind(self, fact: str) -> FactKind | None:
        """What is declared of a fact, be it derived or supplied by the core; None where that cannot be told."""
        return self.derived[fact].result(self.kind) if fact in self.derived else edges.kind_of(fact, self.facts)

    # ── making them ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _made(self, fact: str) -> Symbol:
        from tic_core.rules.derivations import followed

        if fact not in self.derived:
            return self.plain(fact, edges.kind_of(fact, self.facts))
        kind = self.kind(fact) or FactKind(fact, both(fact), "text")
        found = followed(self.derived[fact], self)
        if found is None:
            self.opaque[fact] = self.derived[fact].op
            return self.plain(fact, kind)
        return self._or_recorded(fact, kind, found) if fact in self.fixed else found

    def _or_recorded(self, fact: str, kind: FactKind, found: Symbol) -> Symbol:
        import z3

        recorded = self.plain(fact, kind)
        return z3.Or(recorded[0], found[0]), z3.If(recorded[0], recorded[1], found[1])

    def plain(self, fact: str, kind: FactKind) -> Symbol:
        """A symbol for a fact that is what acts or the core say it is."""
        import z3

        known = z3.Bool(f"known {fact}")
        self.kinds[fact] = kind
        if kind.type == "list":
            self.lists[fact] = self._rows(fact, kind)
            return known, self.lists[fact]
        if kind.many:
            chosen = {term: z3.Bool(f"{fact} has {term}") for term in self._terms(kind)}
            self.beside.append(z3.Implies(known, z3.Or(*chosen.values())))
            return known, chosen
        return known, symbol_of(kind.type, fact)

    def _rows(self, fact: str, kind: FactKind) -> Rows:
        """The rows of a list, told apart by everything that derived facts ask of it."""
        asked = [each for each in self.derived.values() if isinstance(each, OverRecords) and each.of == fact]
        told = [where for each in asked if isinstance(each, Count | Sum | ShareOf) for where in each.where]
        told += [where for each in asked if isinstance(each, ShareOf) for where in each.among]
        conditions = dict.fromkeys(where for where in told if not where.limits())
        summed = dict.fromkeys(each.field for each in asked if isinstance(each, Sum))
        return Rows(fact, kind, self.words, tuple(conditions), tuple(summed))

    def word(self, text: str) -> int:
        """The number that stands for a word; a number beyond the list is a word that no rule names."""
        return self.listed.setdefault(text, len(self.listed))

    def others(self, reservation: str, key: tuple[str, ...], most: int) -> Symbol:
        """Whether it is known who holds a key, and how many other centres do (of at most so many that could)."""
        import z3

        if (reservation, key, most) not in self.taken:
            name = f"{reservation} by {', '.join(key)}"
            known, count = z3.Bool(f"known {name}"), z3.Int(f"others hold {name} ({most})")
            self.taken[reservation, key, most] = known, count
            self.beside += [count >= 0, count <= most, *(z3.Implies(known, self[fact][0]) for fact in key)]
        return self.taken[reservation, key, most]

    # ── what holds of them ───────────────────────────────────────────────────────────────────────────────────────────────

    def domain(self) -> list[Term]:
        """What holds of the symbols made so far: declared bounds and words, days that the calendar has, rows that there can be."""
        told = [limit for fact, kind in self.kinds.items() for limit in self._limits(fact, kind)]
        return [*told, *(limit for rows in self.lists.values() for limit in rows.limits()), *self.beside]

    def supplied(self) -> list[Term]:
        """That what the core always supplies is known."""
        names = [fact for fact in self.kinds if fact in ALWAYS or fact.partition(".")[0] in COUNTED]
        return [self.plain_of(fact)[0] for fact in names]

    def _limits(self, fact: str, kind: FactKind) -> Iterator[Term]:
        import z3

        value = z3.Int(fact)
        if kind.type == "date":
            yield z3.And(value >= date.min.toordinal(), value <= date.max.toordinal())
        elif kind.type in NUMBERS:
            value = symbol_of(kind.type, fact)
            yield from ([value >= z3.RealVal(str(kind.least))] if kind.least is not None else [])
            yield from ([value <= z3.RealVal(str(kind.most))] if kind.most is not None else [])
        elif fact == "centre.stage":
            yield z3.Or(value == self.word(""), *(value == self.word(stage) for stage in self.stages))
        elif kind.type == "term" and not kind.many:
            yield z3.Or(*(value == self.word(term) for term in self._terms(kind)))
        elif kind.type in WORDED:
            yield value >= 0
            yield from (value != place for word, place in self.listed.items() if not self._fits(kind, word))

    def _terms(self, kind: FactKind) -> tuple[str, ...]:
        declared = self.words.get(kind.vocabulary)
        return tuple(term.id for term in declared.terms) if declared else ()

    def _fits(self, kind: FactKind, word: str) -> bool:
        try:
            return bool(exact(kind, word, self.words) == word)
        except Misfit:
            return False

    # ── facts as they are ────────────────────────────────────────────────────────────────────────────────────────────────

    def given(self, facts: Facts, free: Collection[str] = ()) -> list[Term]:
        """That the facts are these, exactly (derived ones are left to follow; so are those in ``free``), as far as there are
        symbols for them.
        """
        import z3

        told = [each for fact in self.kinds if fact not in free for each in self.equal_to(fact, facts.get(fact))]
        for (reservation, key, most), (known, count) in self.taken.items():
            if not set(key) & set(free):
                found = _held(facts, reservation, key, most)
                told += [known == z3.BoolVal(found is not None), *([count == found] if found is not None else [])]
        return told

    def equal_to(self, fact: str, found: Any) -> list[Term]:
        """That a fact has this exact value, or is not known (None); nothing where there is no symbol for it."""
        import z3

        if fact not in self.kinds:
            return []
        known, value = self.plain_of(fact)
        return [known == z3.BoolVal(found is not None), *(self._equal(value, found) if found is not None else [])]

    def plain_of(self, fact: str) -> Symbol:
        """The symbol of a fact as acts or the core say it, not as it follows."""
        import z3

        if fact in self.lists:
            return z3.Bool(f"known {fact}"), self.lists[fact]
        if fact not in self.derived:
            return self[fact]
        kind = self.kinds[fact]
        return z3.Bool(f"known {fact}"), symbol_of(kind.type, fact)

    def _equal(self, value: Any, found: Any) -> list[Term]:
        import z3

        if isinstance(found, Mapping):
            return []  # who holds what is told by the keys that rules ask for
        if isinstance(value, Rows):
            return value.equal(found)
        if isinstance(value, dict):
            return [symbol == z3.BoolVal(term in found) for term, symbol in value.items()]
        if isinstance(found, str):
            return [value == self.word(found)]
        exactly = number(found)
        if isinstance(exactly, Decimal | Fraction):
            exactly = z3.RealVal(str(exactly))
        return [value == exactly]


def symbol_of(type_: str, name: str) -> Term:
    """A symbol for a value of a type: words and days are numbers."""
    import z3

    return {"yes-no": z3.Bool, **dict.fromkeys(MEASURED, z3.Real)}.get(type_, z3.Int)(name)


def _held(facts: Facts, reservation: str, key: tuple[str, ...], most: int) -> int | None:
    """How many other centres hold a key; None where that cannot be told."""
    parts, held = [facts.get(name) for name in key], facts.get(f"held.{reservation}")
    if held is None or any(part is None for part in parts):
        return None
    return others(held, key_text(parts), most, facts.get("centre.id"))
