"""A list of records in a solver: how many rows there are of each kind that the conditions over the list can tell apart.

That is exact, not a bound: a count under conditions is the sum over the kinds of row that fulfil them, and any number of rows of
any kind can stand in a document. Of a field that is summed each kind of row has a total of its own, within the field's bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import attrs

from tic_core.model.facts import FactKind, Words
from tic_core.rules import edges
from tic_core.rules.bounds import number
from tic_core.rules.conditions import Where, all_hold

Term = Any
Row = Mapping[str, Any]
Cell = tuple[tuple[str, Any], ...]  # one kind of row: a value that stands for its like in each field; None where it is absent

OTHER = "…"
"""Stands in a field for every value that no condition names."""


@attrs.define(eq=False)
class Rows:
    """The rows of one list fact, told apart by the ``conditions`` over it and by whether the ``summed`` fields are there."""

    fact: str
    kind: FactKind
    words: Words
    conditions: tuple[Where, ...] = ()
    summed: tuple[str, ...] = ()
    cells: dict[Cell, Term] = attrs.field(factory=dict, init=False)
    totals: dict[tuple[str, Cell], Term] = attrs.field(factory=dict, init=False)

    _seen: dict[str, dict[Any, Any]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        import z3

        fields = dict.fromkeys((*(each.field for each in self.conditions), *self.summed))
        cases = [[(field, case) for case in self._cases(field)] for field in fields]
        self.cells = {cell: z3.Int(f"{self.fact} rows {dict(cell)}") for cell in product(*cases)}
        for field in self.summed:
            sort = z3.Int if self._type(field) == "whole" else z3.Real
            there = [cell for cell in self.cells if dict(cell)[field] is not None]
            self.totals |= {(field, cell): sort(f"{self.fact} {field} of {dict(cell)}") for cell in there}

    def size(self) -> Term:
        """How many rows there are."""
        import z3

        return z3.Sum(list(self.cells.values()))

    def count(self, where: tuple[Where, ...]) -> tuple[Term, Term]:
        """Whether it can be known how many rows fulfil every condition, and how many do."""
        import z3

        chosen, unsure = self._chosen(where)
        return z3.And([self.cells[cell] == 0 for cell in unsure]), z3.Sum([z3.IntVal(0), *(self.cells[cell] for cell in chosen)])

    def total(self, field: str, where: tuple[Where, ...] = ()) -> tuple[Term, Term]:
        """Whether the sum of a field over the rows that fulfil every condition can be known, and that sum."""
        import z3

        chosen, unsure = self._chosen(where)
        lacking = [cell for cell in chosen if (field, cell) not in self.totals]
        there = [self.totals[field, cell] for cell in chosen if (field, cell) in self.totals]
        known = z3.And([self.cells[cell] == 0 for cell in (*unsure, *lacking)])
        return known, z3.Sum([z3.RealVal(0), *(z3.ToReal(each) if z3.is_int(each) else each for each in there)])

    def _chosen(self, where: tuple[Where, ...]) -> tuple[list[Cell], list[Cell]]:
        held = {cell: all_hold(where, dict(cell)) for cell in self.cells}
        return [cell for cell, holds in held.items() if holds], [cell for cell, holds in held.items() if holds is None]

    def counts(self, rows: Sequence[Row]) -> dict[Cell, int]:
        """How many of some rows are of each kind."""
        fields = [field for field, _ in next(iter(self.cells))]
        return Counter(tuple((field, self._like(field, row.get(field))) for field in fields) for row in rows)

    def limits(self) -> Iterator[Term]:
        """No number of rows is less than none; totals lie within what their rows can hold."""
        yield from (count >= 0 for count in self.cells.values())
        for (field, cell), total in self.totals.items():
            declared, count = self._field(field), self.cells[cell]
            least, most = (declared.least, declared.most) if declared else (None, None)
            yield _when_none(count, total)
            yield from ([total >= count * _exactly(least)] if least is not None else [])
            yield from ([total <= count * _exactly(most)] if most is not None else [])

    def equal(self, rows: Sequence[Row]) -> list[Term]:
        """That the list has these rows."""
        import z3

        found, sums = self.counts(rows), dict.fromkeys(self.totals, z3.RealVal(0))
        for row in rows:
            (cell,) = self.counts([row])
            there = [field for field in self.summed if row.get(field) is not None]
            sums |= {(field, cell): sums[field, cell] + _exactly(number(row[field])) for field in there}
        counts = [count == found.get(cell, 0) for cell, count in self.cells.items()]
        return [*counts, *(self.totals[key] == total for key, total in sums.items())]

    # ── the cases of one field ───────────────────────────────────────────────────────────────────────────────────────────

    def _cases(self, field: str) -> list[Any]:
        """One value of each kind that can stand in a field, as far as a condition can see it; None where it may be absent."""
        declared = self._field(field)
        absent = [None] if declared is None or declared.optional else []
        return [*absent, *dict.fromkeys(self._like(field, value) for value in self._values(field, declared))]

    def _values(self, field: str, declared: FactKind | None) -> Iterable[Any]:
        """Values enough to show everything that the conditions can tell apart; ``OTHER`` where none asks for the value."""
        asked = [each for each in self.conditions if each.field == field]
        if declared is None or not asked:
            return [OTHER]
        if declared.many:
            vocabulary = self.words.get(declared.vocabulary)
            terms = [term.id for term in vocabulary.terms] if vocabulary else []
            return _sets(terms, lambda value: self._like(field, value))
        return edges.values(declared, [each for where in asked for each in edges.constants(where)], self.words)

    def _like(self, field: str, value: Any) -> Any:
        """The value that stands for all that no condition can tell from this one: the first of its like."""
        if value is None or value == ():
            return None
        held = tuple(each.holds({field: value}) for each in self.conditions if each.field == field)
        known = self._seen.setdefault(field, {})
        return known.setdefault((held, isinstance(value, tuple)), value)

    def _field(self, field: str) -> FactKind | None:
        return next((each for each in self.kind.fields if each.id == field), None)

    def _type(self, field: str) -> str:
        declared = self._field(field)
        return declared.type if declared else ""


def _sets(terms: Sequence[str], like: Callable[[Any], Any]) -> list[tuple[str, ...]]:
    """Sets of terms, one of each kind that can be told apart: those of one term, and every union that is new."""
    found = list(dict.fromkeys(like((term,)) for term in terms))
    for one in found:  # grows while it is read: unions of unions
        for other in list(found):
            both = tuple(term for term in terms if term in one or term in other)
            if like(both) not in found:
                found.append(like(both))
    return found


def _exactly(value: Any) -> Term:
    import z3

    return z3.IntVal(value) if isinstance(value, int) else z3.RealVal(str(value).partition(" ")[0])


def _when_none(count: Term, total: Term) -> Term:
    import z3

    return z3.Implies(count == 0, total == 0)


__all__ = ["OTHER", "Rows"]
