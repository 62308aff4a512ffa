"""The four forms of a rule side by side: the plain reading, and the compiled, column and solver forms held against it.

Every form yields what it found of every rule on every set of facts, next to what the plain reading finds; equal or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import Facts
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import compile_rules
from tic_core.rules.operation import Derived
from tic_core.rules.reference import evaluate

Rules = Mapping[str, Rule]


class Compared(NamedTuple):
    """What one form and the plain reading find of a rule on some facts; ``opaque`` where the form only repeats the reading."""

    rule: str
    facts: Facts
    plain: Verdict
    found: Verdict | None
    opaque: bool = False


def plainly(rules: Rules, facts: Facts, calendar: Calendar) -> dict[str, Verdict]:
    """What the plain reading finds of every rule."""
    return {name: evaluate(rule, facts, rules, calendar).verdict for name, rule in rules.items()}


def compiled(
    rules: Rules,
    derived: Sequence[Derived],
    rows: Iterable[Facts],
    calendar: Calendar = WEEKENDS_ONLY,
    fixes: Sequence[str] = (),
) -> Iterator[Compared]:
    """The compiled form. ``rows`` have what is derived worked out; ``fixes`` are derived facts whose value it must hand out."""
    made = compile_rules(tuple(rules), rules, {each.id: each for each in derived}, tuple(fixes), calendar)
    for facts in rows:
        key = made.run(made.vector(facts))
        quick, plain = made.verdicts(key), plainly(rules, facts, calendar)
        yield from (Compared(name, facts, plain[name], quick[name], rules[name].opaque) for name in rules)
        if fixes and key[1:] != tuple(facts[name] for name in fixes):
            yield Compared(", ".join(fixes), facts, Verdict.MET, Verdict.UNKNOWN)


def in_columns(rules: Rules, rows: Sequence[Facts], calendar: Calendar = WEEKENDS_ONLY) -> Iterator[Compared]:
    """The column form over the whole register at once; needs polars."""
    from tic_core.rules.columns import columns_of

    columns = columns_of(rules, tuple(rules), rows, calendar=calendar)
    found = {name: list(map(Verdict, column.to_list())) for name, column in columns.verdicts(tuple(rules)).to_dict().items()}
    for place, facts in enumerate(rows):
        plain = plainly(rules, facts, calendar)
        yield from (Compared(name, facts, plain[name], found[name][place], name in columns.opaque) for name in rules)


def in_formulas(rules: Rules, symbols: Any, rows: Iterable[Facts], calendar: Calendar = WEEKENDS_ONLY) -> Iterator[Compared]:
    """The solver's form; needs z3. Of a rule without a formula the solver is told what it finds, so that rules made of it count."""
    import z3

    from tic_core.rules.formulas import Formulas

    made = Formulas(rules, symbols, calendar)
    verdicts = {name: made.verdict(name) for name in rules}
    solver = z3.Solver()
    solver.add(*made.domain())
    for facts in rows:
        solver.push()
        solver.add(*made.given(facts), *(_told(rules[name], facts, calendar) for name in made.opaque))
        answer = solver.check()
        model = solver.model() if answer == z3.sat else None
        solver.pop()
        plain = plainly(rules, facts, calendar)
        for name, verdict in verdicts.items():
            found = Verdict(model.eval(verdict, model_completion=True).as_long()) if model is not None else None
            yield Compared(name, facts, plain[name], found, name in made.opaque)


def _told(rule: Rule, facts: Facts, calendar: Calendar) -> Any:
    import z3

    bare = attrs.evolve(rule, when="", unconfirmed="not-met")
    return z3.Int(f"opaque {rule.id}") == int(evaluate(bare, facts, {}, calendar).verdict)
