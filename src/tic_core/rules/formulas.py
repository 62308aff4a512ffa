"""Rules as formulas of a solver (extra ``proofs``): one more form of every kind, which a test holds equal to the plain reading.

A verdict is a number, 0 to 4, as in :class:`~tic_core.model.verdict.Verdict`. A kind or operation that has no formula here is
*opaque*: its verdict may be any, and every report names it. A plugin adds its own with ``verdict_of.register``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import Facts
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.bounds import BOUNDS, FactRef, first_known, literal
from tic_core.rules.days import apart, counts, last_day_by, last_day_of
from tic_core.rules.derivations import as_ratio
from tic_core.rules.kinds import (
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Comparison,
    CountedBy,
    Discretion,
    ExceptionTo,
    InBands,
    Not,
    OneOf,
    Present,
    Share,
    Table,
    Unique,
    Within,
)
from tic_core.rules.symbols import Symbols, Term
from tic_core.rules.tables import VERDICTS
from tic_core.rules.terms import absent, can_be_said, exactly, first_of, in_band, is_worded, limit_of, rows_hit, there

NOT_MET, UNKNOWN, DISCRETION, MET, NOT_APPLICABLE = (int(each) for each in Verdict)


@attrs.define(eq=False)
class Formulas:
    """The rules of an edition over one set of symbols; each formula is made once, when first asked for.

    ``opaque`` holds the rules that have none, by kind; ``symbols.opaque`` the facts whose operation has none.
    """

    rules: Mapping[str, Rule]
    symbols: Symbols
    calendar: Calendar = WEEKENDS_ONLY
    opaque: dict[str, str] = attrs.field(factory=dict, init=False)
    made: dict[str, Term] = attrs.field(factory=dict, init=False)
    beside: list[Term] = attrs.field(factory=list, init=False)
    anchors: dict[str, tuple[str, ...]] = attrs.field(factory=dict, init=False)

    def verdict(self, rule: str) -> Term:
        """The verdict of a rule, inside its ``when`` and its confirmation."""
        if rule not in self.made:
            self.made[rule] = self._guarded(self.rules[rule])
        return self.made[rule]

    def domain(self) -> list[Term]:
        """What holds of everything that was made so far: see :meth:`Symbols.domain`. Ask last."""
        return [*self.symbols.domain(), *self.beside]

    def given(self, facts: Facts, free: Collection[str] = ()) -> list[Term]:
        """That the facts are these (derived ones worked out): see :meth:`Symbols.given`; with the days that periods run from."""
        settled = {name: starts for name, starts in self.anchors.items() if not set(starts) & set(free)}
        days = {name: first_known(starts, facts) for name, starts in settled.items()}
        return [*self.symbols.given(facts, free), *(same for name, day in days.items() if day for same in apart(day, name))]

    def _guarded(self, rule: Rule) -> Term:
        import z3

        found = verdict_of(rule, self)
        if found is None:
            found = self._any(rule)
        if rule.unconfirmed == "unknown" and rule.assumed:
            said = [self.symbols[f"confirmed.{name}"] for name in rule.assumed]
            sure = z3.And([z3.And(known, value) for known, value in said])
            found = z3.If(z3.And(found == NOT_MET, z3.Not(sure)), z3.IntVal(UNKNOWN), found)
        if rule.when:
            gate = self.verdict(rule.when)
            off = z3.Or(gate == NOT_MET, gate == NOT_APPLICABLE)
            found = z3.If(gate == MET, found, z3.If(off, z3.IntVal(NOT_APPLICABLE), z3.IntVal(UNKNOWN)))
        return found

    def _any(self, rule: Rule) -> Term:
        """Of an opaque rule nothing is known: what is proved holds whatever it finds."""
        import z3

        self.opaque[rule.id] = rule.kind
        found = z3.Int(f"opaque {rule.id}")
        self.beside.append(z3.And(found >= NOT_MET, found <= NOT_APPLICABLE))
        return found


def chain(tests: Sequence[tuple[Term, int]], otherwise: int = MET) -> Term:
    """Conditions tried in order, each with its verdict."""
    import z3

    found = z3.IntVal(otherwise)
    for condition, verdict in reversed(tests):
        found = z3.If(condition, z3.IntVal(verdict), found)
    return found


@singledispatch
def verdict_of(rule: Rule, formulas: Formulas) -> Term | None:  # noqa: ARG001 - what every kind is given
    """The verdict of one rule without its ``when``; None where its kind has no formula, or not over these facts."""
    return None


# ── numbers, dates, words ────────────────────────────────────────────────────────────────────────────────────────────────────


@verdict_of.register
def _(rule: Comparison, formulas: Formulas) -> Term | None:
    import z3

    symbols, names = formulas.symbols, [name for name, _ in rule.bounds()]
    ratio = as_ratio(symbols, rule.fact)
    if ratio is not None and not rule.limits():
        return _held_ratio(rule, *ratio)
    fact = symbols[rule.fact]
    if not can_be_said(symbols, rule.fact, names):
        return None
    limits = [limit_of(symbols, limit, worded=is_worded(symbols, rule.fact)) for _, limit in rule.bounds()]
    holds = [BOUNDS[name][1](fact[1], limit) for name, (_, limit) in zip(names, limits, strict=True)]
    return chain([(absent(fact, *limits), UNKNOWN), (z3.Not(z3.And(holds)), NOT_MET)])


def _held_ratio(rule: Comparison, known: Term, part: Term, whole: Term) -> Term:
    """A share of records against fractions: part times denominator against whole times numerator."""
    import z3

    limits = {name: Fraction(literal(limit)) for name, limit in rule.bounds()}
    holds = [BOUNDS[name][1](part * limit.denominator, whole * limit.numerator) for name, limit in limits.items()]
    return chain([(z3.Not(known), UNKNOWN), (z3.Not(z3.And(holds)), NOT_MET)])


@verdict_of.register
def _(rule: Share, formulas: Formulas) -> Term | None:
    import z3

    part, whole = formulas.symbols[rule.part], formulas.symbols[rule.whole]
    broken = []
    for name, limit in rule.limits():
        if isinstance(limit, FactRef):
            return None  # one unknown times another
        most, least = part[1] * limit.denominator, whole[1] * limit.numerator
        broken.append(most > least if name == "at_most" else most < least)
    return chain([(absent(part, whole), UNKNOWN), (whole[1] <= 0, UNKNOWN), (z3.Or(broken), NOT_MET)])


@verdict_of.register
def _(rule: Within, formulas: Formulas) -> Term | None:
    import z3

    symbols, calendar = formulas.symbols, formulas.calendar
    if not all(counts(span, calendar) for _, span in rule.periods()):
        return None
    start, end = first_of(symbols, rule.start), symbols[rule.end]
    needed, broken = [start, end], list[Term]()
    for side, span in rule.periods():
        name = f"{rule.id} {side}"
        if isinstance(span, CountedBy):
            known, length = symbols[span.fact]
            needed.append((z3.And(known, length >= 1), length))
            last, beside = last_day_by(start[1], span.unit, length, name)
            beside = [z3.Implies(z3.And(known, length >= 1), each) for each in beside]
        else:
            last, beside = last_day_of(start[1], span, name, calendar)
        formulas.beside += [z3.Implies(start[0], each) for each in beside]
        formulas.anchors |= {name: rule.start} if beside else {}
        broken += [end[1] < start[1], end[1] > last] if side == "within" else [end[1] <= last]
    return chain([(absent(*needed), UNKNOWN), (z3.Or(broken), NOT_MET)])


@verdict_of.register
def _(rule: OneOf, formulas: Formulas) -> Term:
    import z3

    symbols = formulas.symbols
    known, value = symbols[rule.fact]
    if isinstance(value, dict):  # several terms at once: at least one of them is listed, or none is not
        listed = [symbol for term, symbol in value.items() if term in rule.values]
        strange = [symbol for term, symbol in value.items() if term not in rule.values]
        met = z3.Or(listed) if rule.many == "any" else z3.Not(z3.Or(strange)) if rule.many == "all" else z3.BoolVal(False)
    else:
        met = z3.Or([value == (symbols.word(each) if isinstance(each, str) else each) for each in rule.values])
    return chain([(z3.Not(known), UNKNOWN), (z3.Not(met), NOT_MET)])


@verdict_of.register
def _(rule: Present, formulas: Formulas) -> Term:
    import z3

    return chain([(z3.Or([z3.Not(there(formulas.symbols, name)) for name in rule.facts]), NOT_MET)])


@verdict_of.register
def _(rule: Discretion, formulas: Formulas) -> Term:  # noqa: ARG001
    return chain([], DISCRETION)


# ── bands and tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@verdict_of.register
def _(rule: InBands, formulas: Formulas) -> Term:
    import z3

    known, value = formulas.symbols[rule.fact]
    inside = in_band(rule.bands, value)
    verdicts = [MET if band.term in rule.values else NOT_MET for band in rule.bands]
    return chain([(z3.Not(known), UNKNOWN), *zip(inside, verdicts, strict=True)], UNKNOWN)


@verdict_of.register
def _(rule: Table, formulas: Formulas) -> Term | None:
    hits = rows_hit(formulas.symbols, rule.hit, rule.rows)
    if hits is None:
        return None
    return chain([(hit, int(VERDICTS[row.then])) for hit, row in zip(hits, rule.rows, strict=True)], UNKNOWN)


# ── what centres hold ────────────────────────────────────────────────────────────────────────────────────────────────────────


@verdict_of.register
def _(rule: Unique, formulas: Formulas) -> Term:
    return _places(formulas, rule.reservation, rule.key, 1)


@verdict_of.register
def _(rule: AtMostPerKey, formulas: Formulas) -> Term:
    return _places(formulas, rule.reservation, rule.key, rule.most)


def _places(formulas: Formulas, reservation: str, key: tuple[str, ...], most: int) -> Term:
    import z3

    known, others = formulas.symbols.others(reservation, key, most)
    return chain([(z3.Not(known), UNKNOWN), (others >= most, NOT_MET)])


# ── rules made of rules ──────────────────────────────────────────────────────────────────────────────────────────────────────


@verdict_of.register
def _(rule: All, formulas: Formulas) -> Term:
    import z3

    return _folded(formulas, rule.of, lambda a, b: z3.If(a <= b, a, b))


@verdict_of.register
def _(rule: Any_, formulas: Formulas) -> Term:
    import z3

    return _folded(
        formulas, rule.of, lambda a, b: z3.If(a == NOT_APPLICABLE, b, z3.If(b == NOT_APPLICABLE, a, z3.If(a >= b, a, b)))
    )


def _folded(formulas: Formulas, rules: Iterable[str], join: Callable[[Term, Term], Term]) -> Term:
    found = exactly(NOT_APPLICABLE)  # nothing that applies
    for rule in rules:
        found = join(found, formulas.verdict(rule))
    return found


@verdict_of.register
def _(rule: AtLeast, formulas: Formulas) -> Term:
    import z3

    verdicts = [formulas.verdict(name) for name in rule.of]

    def applying(least: int) -> Term:
        held = [z3.And(verdict >= least, verdict != NOT_APPLICABLE) for verdict in verdicts]
        return z3.Sum([z3.If(each, z3.IntVal(1), z3.IntVal(0)) for each in held])

    ranks = [(applying(least) >= rule.n, least) for least in (MET, DISCRETION, UNKNOWN)]
    return chain([(applying(NOT_MET) == 0, NOT_APPLICABLE), *ranks], NOT_MET)


@verdict_of.register
def _(rule: Not, formulas: Formulas) -> Term:
    import z3

    inner = formulas.verdict(rule.rule)
    return z3.If(inner == MET, z3.IntVal(NOT_MET), z3.If(inner == NOT_MET, z3.IntVal(MET), inner))


@verdict_of.register
def _(rule: ExceptionTo, formulas: Formulas) -> Term:
    import z3

    gates = [formulas.verdict(each.when) for each in rule.exceptions]
    applying = z3.Sum([z3.If(gate == MET, z3.IntVal(1), z3.IntVal(0)) for gate in gates])
    open_ = z3.Or([z3.Or(gate == UNKNOWN, gate == DISCRETION) for gate in gates])
    found = formulas.verdict(rule.rule)
    for gate, each in zip(gates, rule.exceptions, strict=True):
        found = z3.If(gate == MET, formulas.verdict(each.rule) if each.rule else z3.IntVal(NOT_APPLICABLE), found)
    return z3.If(z3.Or(applying > 1, open_), z3.IntVal(UNKNOWN), found)
