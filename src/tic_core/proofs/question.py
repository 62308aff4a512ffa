"""A question to the solver over the declared domains alone: facts of which something holds, as the plain reading has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.facts import exact
from tic_core.proofs.taking import PATIENCE, GaveUp
from tic_core.proofs.values import Values
from tic_core.rules.formulas import Formulas
from tic_core.rules.places import key_text, seats
from tic_core.rules.symbols import Symbols

Term = Any


class Question:
    """A question about rules or derived facts of an edition: only the facts they read have symbols, and only their domains hold."""

    def __init__(self, lawbook: Lawbook) -> None:
        self.lawbook = lawbook
        tables = lawbook.edition.tables
        self.symbols = Symbols(lawbook.facts, lawbook.words, tables["derived"], tuple(tables["stages"]))
        self.formulas = Formulas(lawbook.rules, self.symbols, lawbook.calendar)

    @property
    def opaque(self) -> tuple[str, ...]:
        """What the solver cannot look into."""
        return tuple(sorted({*self.formulas.opaque, *self.symbols.opaque}))

    def facts(self, told: Sequence[Term]) -> dict[str, Any] | None:
        """Facts of which these hold, in exact form; None where there are none. Raises :class:`GaveUp`."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", PATIENCE)
        solver.add(*told, *self.formulas.domain(), *self.symbols.supplied())
        answer = solver.check()
        if answer == z3.unknown:
            raise GaveUp(str(told))
        return self._exactly(solver.model()) if answer == z3.sat else None

    def _exactly(self, model: Any) -> dict[str, Any]:
        values, found = Values(self.lawbook), dict[str, Any]()
        for name, kind in self.symbols.kinds.items():
            plain = values.found(model, self.symbols, name, self.lawbook.first)
            if plain is not None and name not in self.symbols.derived:
                found[name] = exact(kind, plain, self.lawbook.words) if name in self.lawbook.facts else plain
        for (reservation, key, _), symbol in self.symbols.taken.items():
            found |= _holding(model, reservation, [found.get(name) for name in key], *symbol)
        return found


def _holding(model: Any, reservation: str, key: Sequence[Any], known: Term, others: Term) -> Mapping[str, Any]:
    """Who holds what, as a rule over keys reads it: as many other centres as the model says."""
    import z3

    if not z3.is_true(model.eval(known, model_completion=True)) or any(part is None for part in key):
        return {}
    count = model.eval(others, model_completion=True).as_long()
    return {f"held.{reservation}": {seat: f"other-{seat}" for seat in seats(key_text(key), count)[:count]}}
