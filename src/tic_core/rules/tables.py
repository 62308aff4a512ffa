"""Tables: rows of conditions on facts, and what follows from the row that fits. One reading for rules and for look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.conditions import Condition, kleene
from tic_core.rules.cures import CURES, NOTES
from tic_core.text import Text

Hit = Literal["unique", "first"]
VERDICTS = {"met": Verdict.MET, "not-met": Verdict.NOT_MET, "not-applicable": Verdict.NOT_APPLICABLE}


@attrs.frozen
class Row:
    """One row of a table: where all of ``when`` holds, the rule is met, not met or not applicable. No condition: always."""

    when: tuple[Condition, ...]
    then: Literal["met", "not-met", "not-applicable"]


def fits(when: tuple[Condition, ...], facts: Facts) -> bool | None:
    """Whether a row fits: every condition holds, one fails, or it turns on something not known."""
    return kleene(*(condition.holds(facts) for condition in when))


def row_hit(hit: Hit, found: Sequence[bool | None]) -> int | None:
    """Which row counts, of rows that fit, do not, or may: None where that is not certain.

    ``first``: the first that is not ruled out, when it is certain to fit. ``unique``: the one that fits, when no other may.
    """
    possible = [place for place, each in enumerate(found) if each is not False]
    if not possible or (hit == "unique" and len(possible) > 1):
        return None
    return possible[0] if found[possible[0]] else None


def columns(rows: Sequence[Any]) -> tuple[Any, ...]:
    """Everything that the conditions of some rows read, each once."""
    return tuple(dict.fromkeys(read for row in rows for condition in row.when for read in condition.reads()))


def written(hit: Hit, rows: Sequence[Any], slot: Emit) -> str:
    """The compiled form of the question which row counts."""
    tests = [f"kleene({', '.join(condition.expression(slot) for condition in row.when)})" for row in rows]
    return f"row_hit({hit!r}, ({', '.join(tests)},))"


def clause(when: tuple[Condition, ...], names: Names) -> Text:
    """The conditions of a row in words."""
    if not when:
        return Text("任何情形", "in any case")
    parts = [condition.told(names.name(condition.fact), names, condition.fact) for condition in when]
    return Text("，且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


@attrs.frozen(kw_only=True)
class Table(Rule):
    """A table of decisions. ``hit = "unique"``: at most one row may fit; ``"first"``: rows are read from the top.

    Where no row fits, or more than one of a table whose rows should not meet, the answer is unknown and the check says so.
    """

    kind: ClassVar[str] = "table"
    rows: tuple[Row, ...]
    hit: Hit

    def reads(self) -> tuple[Any, ...]:
        return columns(self.rows)

    def check(self, facts: Facts, peer: Peers) -> Check:
        values = {name: facts.get(name) for name in self.reads() if isinstance(name, str)}
        found = [fits(row.when, facts) for row in self.rows]
        place = row_hit(self.hit, found)
        if place is None:
            return Check(Verdict.UNKNOWN, values, note=why_none(self.hit, found))
        verdict = VERDICTS[self.rows[place].then]
        cure = CURES["table"].fill(row=place + 1) if verdict is Verdict.NOT_MET else None
        return Check(verdict, values, cure=cure)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        told = {None: int(Verdict.UNKNOWN)} | {place: int(VERDICTS[row.then]) for place, row in enumerate(self.rows)}
        return f"{told}[{written(self.hit, self.rows, slot)}]"

    def sentence(self, names: Names) -> Text:
        rows = [_ROW.fill(when=clause(row.when, names), then=VERDICTS[row.then].text) for row in self.rows]
        return _READ[self.hit].fill(rows=Text("；".join(row.zh for row in rows), "; ".join(row.en for row in rows)))


def why_none(hit: Hit, found: Sequence[bool | None]) -> Text | None:
    """Why no row counts although nothing is missing: none fits, or several do."""
    if not any(each is not False for each in found):
        return NOTES["no-row"]
    certain = [str(place + 1) for place, each in enumerate(found) if each]
    return NOTES["rows-overlap"].fill(rows=certain) if hit == "unique" and len(certain) > 1 else None


_ROW = Text("{when}的，{then}", "where {when}: {then}")
_READ = {
    "unique": Text("按表（各行互斥）：{rows}", "by the table, whose rows exclude each other: {rows}"),
    "first": Text("按表（自上而下，先符合者为准）：{rows}", "by the table, from the top: {rows}"),
}
