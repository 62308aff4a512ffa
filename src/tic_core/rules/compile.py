"""An act's rules as one Python function: facts in slots, a bit per finding, outcomes made once.

The function reads a tuple (whether every slot is filled, then the slots, dates as day numbers) and returns one integer: for
``n`` rules, bit ``i`` says that rule ``i`` is not met, bit ``n + i`` that it is unknown, ``2n + i`` left to discretion,
``3n + i`` not applicable. Where the act fixes derived terms (a grade from its bands) they follow the integer in a tuple. The
source is made from the kinds' own expressions over declared facts; no text of a document becomes code other than by ``repr``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import NAMESPACE, Elapsed, Holders, number

Slot = Any  # a fact id, an Elapsed or a Holders
Vector = tuple[Any, ...]

_SHIFT = {Verdict.NOT_MET: 0, Verdict.UNKNOWN: 1, Verdict.DISCRETION: 2, Verdict.NOT_APPLICABLE: 3}


@attrs.define
class Compiled:
    """The rules of one act, compiled. ``run(vector)`` gives the key described above; ``source`` is what was compiled."""

    rules: tuple[str, ...]
    slots: tuple[Slot, ...]
    fixes: tuple[str, ...]
    run: Callable[[Vector], Any]
    source: str
    calendar: Calendar = WEEKENDS_ONLY

    def vector(self, facts: Facts) -> Vector:
        """Whether all is known, then the slots filled from ``facts`` (derived facts included); what is absent is None."""
        calendar = self.calendar
        values = [fill(slot, facts, calendar) for slot in self.slots]
        return (not any(value is None for value in values), *values)

    def verdicts(self, key: Any) -> dict[str, Verdict]:
        """The key read back: each rule's verdict."""
        bits = key[0] if self.fixes else key
        count = len(self.rules)
        found = dict.fromkeys(self.rules, Verdict.MET)
        for index, rule in enumerate(self.rules):
            for verdict, shift in _SHIFT.items():
                if bits >> (index + shift * count) & 1:
                    found[rule] = verdict
        return found


@attrs.frozen
class Exact:
    """A slot that holds a fact as it is, for rules in code: dates stay dates."""

    fact: str


def fill(slot: Slot, facts: Facts, calendar: Calendar) -> Any:
    """What stands in a slot for these facts: a number, a day number, a word …; None where it is not known."""
    if isinstance(slot, Exact):
        return facts.get(slot.fact)
    if isinstance(slot, Elapsed):
        return number(slot.value(facts, calendar))
    if isinstance(slot, Holders):
        return facts.get(f"held.{slot.reservation}")
    return number(facts.get(slot))


def compile_rules(
    wanted: Sequence[str],
    rules: Mapping[str, Rule],
    derived: Mapping[str, Derived],
    fixes: Sequence[str] = (),
    calendar: Calendar = WEEKENDS_ONLY,
) -> Compiled:
    """Compile the rules named in ``wanted`` with all they are made of; ``fixes`` are derived facts to return with the key.

    Periods in working days are counted by ``calendar`` when the slots are filled.
    """
    inline = {name: derived[name] for name in fixes if derived[name].inline(str) is not None}
    names, slots = tuple(dict.fromkeys(wanted)), dict[Slot, str]()
    bodies = [_Writer(names, rules, inline, slots, complete=complete).body() for complete in (True, False)]
    unpacked = f"{', '.join(('complete', *slots.values()))}{'' if slots else ','} = s"
    whole = "\n    ".join(
        ["def verdicts(s):", unpacked, "if complete:", *(f"    {line}" for line in bodies[0]), "return partly(s)"]
    )
    partly = "\n    ".join(["def partly(s):", unpacked, *bodies[1]])
    space: dict[str, Any] = {**NAMESPACE, "in_code": {rule.id: _in_code(rule) for rule in rules.values() if rule.opaque}}
    space["partly"] = _when_needed(partly, space)
    _define(whole, space)
    return Compiled(names, tuple(slots), tuple(inline), space["verdicts"], f"{whole}\n\n{partly}", calendar)


def _define(source: str, space: dict[str, Any]) -> None:
    exec(compile(source, "<lawbook>", "exec"), space)  # noqa: S102 - our own text over slots and constants, nothing of a document


def _when_needed(source: str, space: dict[str, Any]) -> Callable[[Vector], Any]:
    """The function for facts that are not all known, compiled when it is first called: many acts never meet such facts."""

    def first(vector: Vector) -> Any:
        _define(source, space)  # takes the place of this one
        return space["partly"](vector)

    return first


def _in_code(rule: Rule) -> Callable[[Vector], int]:
    """A rule of a plugin's own kind: its ``check`` is its only form, over the facts it has declared."""
    names = [str(name) for name in rule.reads()]

    def no_peers(name: str) -> Check:
        raise LookupError(name)

    peers = Peers(no_peers)
    return lambda values: int(rule.check(dict(zip(names, values, strict=True)), peers).verdict)


class _Writer:
    """Writes the function: one variable per slot, per inline derived fact and per shared rule, then the tests."""

    def __init__(
        self,
        wanted: tuple[str, ...],
        rules: Mapping[str, Rule],
        derived: Mapping[str, Derived],
        slots: dict[Slot, str],
        *,
        complete: bool,
    ) -> None:
        self.wanted, self.rules, self.derived, self.slots, self.complete = wanted, rules, derived, slots, complete
        self.inlined: dict[str, str] = {}
        self.shared: dict[str, str] = {}
        self.lines: list[str] = []

    def slot(self, what: Slot) -> str:
        """The variable that holds a slot; a derived fact that the act fixes is worked out in place, once."""
        if isinstance(what, str) and what in self.derived:
            if what not in self.inlined:
                expression = self.derived[what].inline(self.slot)
                self.inlined[what] = f"d{len(self.inlined)}"
                self.lines.append(f"{self.inlined[what]} = {expression}")
            return self.inlined[what]
        return self.slots.setdefault(what, f"s{len(self.slots)}")

    def peer(self, name: str) -> str:
        """The variable that holds the verdict of a rule used by another rule."""
        if name not in self.shared:
            expression = self.guarded(self.rules[name])
            self.shared[name] = f"r{len(self.shared)}"
            self.lines.append(f"{self.shared[name]} = {expression}")
        return self.shared[name]

    def filled(self, rule: Rule) -> bool:
        """Whether nothing the rule reads can be absent here; a derived fact can be, though its own slots are filled."""
        return self.complete and not any(read in self.derived for read in rule.reads() if isinstance(read, str))

    def guarded(self, rule: Rule) -> str:
        """The rule's expression inside its ``when`` and its confirmation."""
        inner = self.called(rule) if rule.opaque else rule.expression(self.slot, self.peer, complete=self.filled(rule))
        if rule.unconfirmed == "unknown" and rule.assumed:
            doubt = " or ".join(f"not {self.slot(f'confirmed.{name}')}" for name in rule.assumed)
            inner = f"({Verdict.UNKNOWN:d} if ({doubt}) and {inner} == {Verdict.NOT_MET:d} else {inner})"
        if rule.when:
            gate = self.peer(rule.when)
            other = f"{Verdict.UNKNOWN:d} if {gate} in (1, 2) else {Verdict.NOT_APPLICABLE:d}"
            inner = f"({inner} if {gate} == {Verdict.MET:d} else {other})"
        return inner

    def called(self, rule: Rule) -> str:
        """The call of a rule in code."""
        return f"in_code[{rule.id!r}](({''.join(f'{self.slot(Exact(str(name)))}, ' for name in rule.reads())}))"

    def judge(self, name: str) -> None:
        """Set the bits of one wanted rule."""
        rule, index, count = self.rules[name], self.wanted.index(name), len(self.wanted)
        bits = {verdict: 1 << (index + shift * count) for verdict, shift in _SHIFT.items()}
        in_one = rule.opaque or type(rule).branches is Rule.branches  # a kind without branches is one expression
        if in_one or rule.when or rule.parts() or name in self.shared or (rule.unconfirmed == "unknown" and rule.assumed):
            table = tuple(bits.get(verdict, 0) for verdict in Verdict)
            self.lines.append(f"k |= {table}[{self.peer(name)}]")
            return
        for word, (condition, verdict) in zip(
            ("if", *["elif"] * 9), rule.tests(self.slot, complete=self.filled(rule)), strict=False
        ):
            self.lines.append(f"{word} {condition}: k |= {bits[verdict]}")

    def body(self) -> list[str]:
        """The lines of the function for facts that are all known, or for any."""
        for name in self.wanted:
            self.judge(name)
        fixed = ", ".join(self.slot(name) for name in self.derived)
        return ["k = 0", *self.lines, f"return (k, {fixed})" if fixed else "return k"]
