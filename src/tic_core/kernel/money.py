"""The incentive ledger: which step may follow which, and that no money moves without a decision that names it.

An act declares in the edition what it moves (:class:`~tic_core.model.money.IncentiveMove`) and brings the line, the amount, the
payer and the budget line as facts. The sums are folded from the events; how much the text itself gives, in which parts, is asked in
:mod:`tic_core.kernel.paying`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.awards import instalments_of, payers_of
from tic_core.kernel.breaches import breach
from tic_core.model.act import visible
from tic_core.model.facts import Money, plain
from tic_core.model.money import Incentive, IncentiveMove
from tic_core.model.receipt import Finding
from tic_core.model.subject import IncentiveLine
from tic_core.model.verdict import Verdict
from tic_core.rules.reference import evaluate
from tic_core.text import Text

LAWFUL: Mapping[str, tuple[str, ...]] = {
    "": ("proposed", "approved"),
    "proposed": ("approved", "withheld"),
    "approved": ("disbursed", "withheld"),
    "withheld": ("disbursed", "recovered"),
    "disbursed": ("disbursed", "withheld", "recovered"),
    "recovered": ("recovered",),
}
"""The states of a line (none before its first) and what may follow each."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "proposed": (),
    "approved": ("amount", "payer", "budget", "reason"),
    "disbursed": ("amount", "reason"),
    "withheld": ("reason",),
    "recovered": ("amount", "reason"),
}
"""What the decision names for each step."""

SHARED = ("payer", "budget")
"""What of it each payer names for itself, where the edition divides the award among several."""

MOST: Mapping[str, str] = {"disbursed": "approved", "recovered": "disbursed"}
"""No more is disbursed than was approved, and no more recovered than was disbursed."""

STATES: Mapping[str, Text] = {
    "": Text("（尚未列入）", "(not in the ledger)"),
    "proposed": Text("拟议", "proposed"),
    "approved": Text("已批准", "approved"),
    "disbursed": Text("已兑现", "disbursed"),
    "withheld": Text("暂缓", "withheld"),
    "recovered": Text("已收回", "recovered"),
}


@attrs.define(eq=False, slots=False)
class Moved:
    """One line that an act moves: its declaration, the line's id, and what the act says of it."""

    asked: Asked
    move: IncentiveMove
    line: str

    @property
    def standing(self) -> IncentiveLine | None:
        """The line as it stands before the act."""
        return self.asked.centre.incentives.get(self.line)

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """What the act brings of amount, payer and budget line, and its reason."""
        facts, act = self.asked.context.facts, self.asked.act
        named = {part: getattr(self.move, part) for part in ("amount", "payer", "budget", "instalment", "ground")}
        told = {part: facts.get(fact) for part, fact in named.items() if fact in act.facts}
        return {**told, **({"reason": act.reason} if visible(act.reason) else {})}

    @property
    def lawful(self) -> bool:
        """Whether the step may follow where the line stands."""
        return self.move.to in LAWFUL[self.standing.state if self.standing else ""]

    @property
    def unread(self) -> bool:
        """Whether some of what the act says of the line cannot be read."""
        move = self.move
        named = (move.incentive, move.amount, move.payer, move.budget, move.instalment, move.ground)
        return not ill_facts(self.asked).isdisjoint(named)

    @property
    def declared(self) -> Incentive | None:
        """What the edition says of the incentive."""
        found: Incentive | None = self.asked.tables["incentives"].get(self.incentive)
        return found

    @property
    def needed(self) -> tuple[str, ...]:
        """What the decision names: who pays, and from which budget line, where several pay only when each does."""
        shared, to = self.declared is not None and bool(self.declared.payers), self.move.to
        if shared and to == "approved":
            return tuple(part for part in NEEDED[to] if part not in SHARED)
        return NEEDED[to] + (SHARED if shared and to == "disbursed" else ())

    @property
    def incentive(self) -> str:
        """Which incentive the line is of: what the act says, else what the line has."""
        said = self.asked.context.facts.get(self.move.incentive) if self.move.incentive in self.asked.act.facts else None
        return str(said) if said is not None else self.standing.incentive if self.standing else ""

    @property
    def plain(self) -> dict[str, Any]:
        """What the event keeps of the step; of an approval also the parts into which the award is divided."""
        told = {part: plain(value) for part, value in self.said.items() if part != "reason"}
        award, declared = self.said.get("amount"), self.declared
        if self.move.to == "approved" and award is not None and declared is not None:
            parts = {"instalments": instalments_of(declared, award), "payers": payers_of(declared, award)}
            rows = {name: [{"id": each, "amount": plain(part)} for each, part in found.items()] for name, found in parts.items()}
            told |= {name: found for name, found in rows.items() if found}
        return told


def moved_lines(asked: Asked) -> list[Moved]:
    """The lines that an act moves: those of its declared moves whose line it names."""
    facts, brought = asked.context.facts, asked.act.facts.keys() - ill_facts(asked)
    named = [(move, facts.get(move.line)) for move in asked.kind.incentives if move.line in brought]
    return [Moved(asked, move, str(line)) for move, line in named if line is not None]


def ill_facts(asked: Asked) -> set[str]:
    """What the act brings and cannot be read: it is told as such, and what stood before is not taken in its place."""
    return {each.fact for each in asked.context.ill}


def incentive_findings(asked: Asked) -> Iterator[Finding]:
    """Everything that stands against the lines an act moves."""
    found = moved_lines(asked)
    for place, moved in enumerate(found):
        for check in (_stepped, _known) if moved.unread else (_stepped, _known, _eligible, _named, _sums):
            yield from check(asked, moved)
        if any(moved.line == other.line for other in found[:place]):
            yield breach(asked, "incentive-twice", {moved.move.line: moved.line}, line=moved.line)


def _stepped(asked: Asked, moved: Moved) -> Iterator[Finding]:
    standing, to = moved.standing.state if moved.standing else "", moved.move.to
    lawful = LAWFUL[standing]
    if to not in lawful:
        told: dict[str, Any] = {
            "line": moved.line,
            "standing": STATES[standing],
            "to": STATES[to],
            "lawful": [STATES[each] for each in lawful],
        }
        yield breach(asked, "incentive-step", {moved.move.line: moved.line}, limit=list(lawful), **told)


def _known(asked: Asked, moved: Moved) -> Iterator[Finding]:
    declared = asked.tables["incentives"]
    if moved.move.incentive in ill_facts(asked):
        return
    other = moved.standing is not None and moved.incentive != moved.standing.incentive
    if other or (moved.incentive not in declared and (moved.standing is None or moved.move.incentive in asked.act.facts)):
        known = [moved.standing.incentive] if moved.standing else list(declared)
        told: dict[str, Any] = {"line": moved.line, "incentive": moved.incentive, "known": known}
        yield breach(asked, "incentive-kind", {moved.move.incentive or "incentive": moved.incentive or None}, limit=known, **told)


def _eligible(asked: Asked, moved: Moved) -> Iterator[Finding]:
    """Approved is what was proposed, or what the centre is eligible for; else the act itself must be one that may go beyond."""
    declared: Incentive | None = asked.tables["incentives"].get(moved.incentive)
    if moved.move.to != "approved" or moved.move.beyond or moved.standing is not None or declared is None:
        return
    rules = asked.lawbook.rules
    found = evaluate(rules[declared.when], asked.context.facts, rules, asked.lawbook.calendar)
    if found.verdict is not Verdict.MET:
        told: dict[str, Any] = {"incentive": declared.name, "rule": rules[declared.when].name, "verdict": found.verdict.text}
        yield breach(asked, "incentive-eligible", found.values, cite=declared.cite, **told)


def _named(asked: Asked, moved: Moved) -> Iterator[Finding]:
    lacking = [part for part in moved.needed if moved.said.get(part) is None]
    if lacking:
        values = {getattr(moved.move, part, "") or part: None for part in lacking}
        told: dict[str, Any] = {"line": moved.line, "to": STATES[moved.move.to], "lacking": [PARTS[part] for part in lacking]}
        yield breach(asked, "incentive-basis", values, limit=list(moved.needed), **told)


def _sums(asked: Asked, moved: Moved) -> Iterator[Finding]:
    """An amount is above nothing, in the line's currency, and within what was decided before."""
    amount: Money | None = moved.said.get("amount")
    if amount is None:
        return
    why = "early" if moved.move.to == "proposed" else "nothing" if amount.amount <= 0 else ""
    bound, margin = _bound(moved), None
    if not why and bound is not None:
        why = "currency" if bound.currency != amount.currency else "more" if amount.amount > bound.amount else ""
        margin = bound.amount - amount.amount if why == "more" else None
    if why:
        what, cure = WHY[why]
        told: dict[str, Any] = {"line": moved.line, "amount": amount, "why": what.fill(bound=bound), "cure": cure.fill(bound=bound)}
        yield breach(asked, "incentive-amount", {moved.move.amount: amount}, limit=bound, margin=margin, **told)


def _bound(moved: Moved) -> Money | None:
    """How much may still be disbursed or recovered; None where nothing bounds it."""
    standing, most = moved.standing, MOST.get(moved.move.to)
    whole: Money | None = getattr(standing, most) if standing is not None and most else None
    if whole is None:
        return Money(moved.said["amount"].amount * 0, moved.said["amount"].currency) if most and standing is not None else None
    so_far: Money | None = getattr(standing, moved.move.to)
    return whole if so_far is None else Money(whole.amount - so_far.amount, whole.currency)


PARTS: Mapping[str, Text] = {
    "amount": Text("金额", "amount"),
    "payer": Text("支付单位", "payer"),
    "budget": Text("预算科目", "budget line"),
    "reason": Text("理由", "reason"),
}

WHY: Mapping[str, tuple[Text, Text]] = {
    "early": (
        Text("拟议不写金额", "a proposal names no amount"),
        Text("金额写在批准决定中", "leave it to the decision that approves"),
    ),
    "nothing": (Text("应大于零", "it is not above zero"), Text("写明大于零的金额", "name an amount above zero")),
    "currency": (
        Text("币种与先前的决定不同", "its currency is not that of the earlier decision"),
        Text("用同一币种", "use that currency"),
    ),
    "more": (Text("超过尚余的 {bound}", "it is more than the {bound} that is left"), Text("至多 {bound}", "at most {bound}")),
}
