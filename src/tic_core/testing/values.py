"""Values for the facts of any edition, drawn from its own declarations: those at which some rule turns, usual ones, and misfits."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.nearby import fits
from tic_core.model.dates import Period, last_day
from tic_core.model.facts import FactKind, Value
from tic_core.proofs.values import new_code
from tic_core.rules import edges
from tic_core.rules.kinds import Elapsed
from tic_core.rules.records import OverRecords
from tic_core.rules.reference import derive

ROWS = (0, 1, 1, 2, 3, 4, 7)
"""How many records a list is given."""

MISFITS: tuple[Any, ...] = (None, 1.5, "", " ", "false", -1, [], [{"name": "x"}], {}, "2023-02-30")
"""Plain values that hardly any fact takes; what does take one of them takes it."""


@attrs.define(eq=False, slots=False)
class Values:
    """What may stand in the facts of one edition."""

    lawbook: Lawbook

    @cached_property
    def read(self) -> tuple[str, ...]:
        """Every fact that some rule rests on, recorded or supplied by the core."""
        derived = self.lawbook.edition.tables["derived"]
        return tuple(dict.fromkeys(fact for rule in self.lawbook.rules.values() for fact in edges.base_of(rule, derived)))

    @cached_property
    def constants(self) -> Mapping[str, tuple[Any, ...]]:
        """What the rules compare each fact with, through derived facts too; the fields of lists as ``list.field``."""
        derived = self.lawbook.edition.tables["derived"]
        found: dict[str, list[Any]] = {}
        for rule in self.lawbook.rules.values():
            told = [each for item in (rule, *edges.through(rule, derived)) for each in edges.constants(item)]
            for fact in edges.base_of(rule, derived):
                found.setdefault(fact, []).extend(told)
        for each in self.lawbook.edition.derived:
            if isinstance(each, OverRecords):
                found.setdefault(each.of, []).extend(edges.constants(each))
        return {name: tuple(dict.fromkeys(map(_hashable, told))) for name, told in found.items()}

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Days on which something turns: the ends of the law, a day in it, and where the periods of the rules end from there."""
        first, last = self.lawbook.first, self.lawbook.last
        middle = first + (last - first) / 2
        periods = [slot.period for rule in self.lawbook.rules.values() for slot in rule.reads() if isinstance(slot, Elapsed)]
        ends = [last_day(middle, each, self.lawbook.calendar).last for each in periods if isinstance(each, Period)]
        return tuple(dict.fromkeys(day + timedelta(days=step) for day in (first, last, middle, *ends) for step in (0, 1, -1)))

    def pool(self, kind: FactKind, place: str = "") -> list[Value]:
        """Values of a fact, or of a field of a list, that stand for all that the rules can tell apart; records are left out."""
        if kind.type == "date":
            return list(self.days)
        named = self.offices_for(kind.id)
        found = edges.values(kind, self.constants.get(place or kind.id, ()), self.lawbook.words)
        found = [*named, *(new_code(kind, number) for number in (1, 2))] if kind.type == "code" and (named or kind.check) else found
        return [each for each in found if fits(self.lawbook, kind, each)] or found

    def offices_for(self, fact: str) -> list[str]:
        """The offices a fact may name: those whose role is held by it."""
        roles = [role.id for role in self.lawbook.edition.roles if role.held_by == fact]
        return sorted({office for role in roles for office in self.lawbook.offices_of(role)})

    # ── what an act brings ───────────────────────────────────────────────────────────────────────────────────────────────

    def brought(self, chance: random.Random, kind: FactKind, today: date) -> Any:
        """A value in exact form that an act of ``today`` may bring: days mostly of today, lists with records of their own."""
        if kind.type == "list":
            return self._rows(chance, kind, today)
        if kind.type == "date":
            return today + timedelta(days=chance.choice((0, 0, 0, -1, -40, -400, *((30, 365) if kind.ahead else ()))))
        pool = self._numbers(chance, kind) if kind.type in NUMBERS else self.pool(kind)
        return chance.choice(pool) if pool else "…"

    def _numbers(self, chance: random.Random, kind: FactKind) -> list[Value]:
        """Mostly large numbers: what a measure asks for is more often a least than a most."""
        pool = self.pool(kind)
        best = max(pool, key=edges.number_of, default=None)  # type: ignore[arg-type]
        return [best] if pool and chance.random() < 0.4 else pool

    def _rows(self, chance: random.Random, kind: FactKind, today: date, holes: float = 0.0) -> tuple[dict[str, Any], ...]:
        rows = []
        for number in range(chance.choice(ROWS)):
            row = {}
            for field in kind.fields:
                if field.optional and chance.random() < max(0.3, holes):
                    continue
                row[field.id] = self._cell(chance, kind, field, today, number)
            rows.append({name: value for name, value in row.items() if value is not None})
        return tuple(rows)

    def _cell(self, chance: random.Random, kind: FactKind, field: FactKind, today: date, number: int) -> Any:
        if field.id == kind.distinct:
            return new_code(field, number) if field.type == "code" else self._word(field, number)
        if field.type == "date":
            return today - timedelta(days=chance.choice((0, 1, 100, 500)))
        return self._word(field, number) if not (pool := self.pool(field, kind.id)) else chance.choice(pool)

    def _word(self, field: FactKind, number: int) -> Any:
        return number if field.type == "whole" else f"x-{number}"

    # ── what rules read ──────────────────────────────────────────────────────────────────────────────────────────────────

    def facts(self, chance: random.Random) -> dict[str, Value]:
        """Facts in exact form for every rule of the edition; in half of the cases nothing is missing."""
        holes = chance.choice((0, 0, 0.1, 0.4))
        today = chance.choice(self.days)
        found = {name: self._read(chance, name, today) for name in self.read if chance.random() >= holes}
        return {name: value for name, value in found.items() if value is not None}

    def rows(self, chance: random.Random, count: int) -> list[dict[str, Value]]:
        """So many sets of facts, what is derived worked out."""
        return [dict(derive(self.facts(chance), self.lawbook.edition.derived)) for _ in range(count)]

    def _read(self, chance: random.Random, name: str, today: date) -> Any:
        family, _, rest = name.partition(".")
        if family == "held" and name not in self.lawbook.facts:
            return chance.choice(({}, {each: chance.choice(("c-1", "c-2")) for each in self._keys(rest)}))
        if name == "centre.id":
            return "c-1"
        if name == "centre.stage":
            return chance.choice(sorted(self.lawbook.stage_kinds))
        kind = edges.kind_of(name, self.lawbook.facts)
        if kind.type == "list":
            return self._rows(chance, kind, today, 0.1)
        pool = self.pool(kind)
        return chance.choice(pool) if pool else "…"

    def _keys(self, reservation: str) -> list[str]:
        found = self.lawbook.edition.tables["reservations"].get(reservation)
        kinds = [edges.kind_of(name, self.lawbook.facts) for name in (found.key if found else ())]
        return [str(each) for kind in kinds[:1] for each in self.pool(kind)]


NUMBERS = ("whole", "decimal", "money")


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def spoiled(chance: random.Random, facts: Mapping[str, Any], known: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The facts of an act with one of them missing, strange, or not to be brought at all."""
    told, how = dict(facts), chance.choice(("lack", "misfit", "stray"))
    if how == "lack" and told:
        told.pop(chance.choice(sorted(told)))
    elif how == "misfit" and told:
        told[chance.choice(sorted(told))] = chance.choice(MISFITS)
    elif known:
        told[chance.choice(sorted(known))] = chance.choice(MISFITS)
    yield from told.items()
