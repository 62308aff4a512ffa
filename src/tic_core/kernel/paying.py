"""What an edition says of the sums: how much is approved, when an instalment is paid and by whom, on what ground money comes back.

:mod:`tic_core.kernel.money` keeps the order of the steps and that no more is paid than was approved. Here the sums of the document
are held to: people decide, and no decision gives what the text does not. What was divided at the approval stands in its event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.kernel.awards import Uneven, Unknown, instalments_of, most, owed, payers_of
from tic_core.kernel.breaches import breach
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.money import Moved, moved_lines
from tic_core.kernel.settling import settled
from tic_core.model.dates import Deadline, Period, due_by, last_day
from tic_core.model.facts import Money
from tic_core.model.money import Incentive, Recovery
from tic_core.model.receipt import Finding
from tic_core.model.subject import IncentiveLine
from tic_core.model.verdict import PERMITS
from tic_core.text import Text


def award_findings(asked: Asked) -> Iterator[Finding]:
    """Everything that the edition's own sums have against the lines an act moves."""
    for moved in moved_lines(asked):
        check, declared = _CHECKS.get(moved.move.to), moved.declared
        if check is not None and declared is not None and moved.lawful and not moved.unread:
            yield from check(asked, moved, declared)


# ── approved ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _approved(asked: Asked, moved: Moved, declared: Incentive) -> Iterator[Finding]:
    yield from _referred(asked, moved, declared)
    amount: Money | None = moved.said.get("amount")
    if amount is None:
        return
    try:
        yield from _sum(asked, moved, declared, amount)
        instalments_of(declared, amount)
        payers_of(declared, amount)
    except Unknown as unknown:
        name = asked.lawbook.names.name(str(unknown.args[0]))
        yield breach(asked, "incentive-figure", {unknown.args[0]: None}, cite=declared.cite, incentive=declared.name, fact=name)
    except Uneven:
        yield breach(
            asked, "incentive-parts", {moved.move.amount: amount}, cite=declared.cite, amount=amount, incentive=declared.name
        )


def _referred(asked: Asked, moved: Moved, declared: Incentive) -> Iterator[Finding]:
    """What was proposed is approved on the line of its proposal: a sum that the text gives does not come into the ledger twice.

    Where the decision alone says how much, it may open a line of its own (for Weihai's Art. 19 a register may be kept elsewhere).
    """
    given = (declared.amount, declared.cap, declared.instalments, declared.payers)
    if moved.standing is not None or not any(given):
        return
    proposed = [
        line.id for line in asked.centre.incentives.values() if (line.incentive, line.state) == (moved.incentive, "proposed")
    ]
    if proposed:
        told: dict[str, Any] = {"line": moved.line, "proposed": proposed}
        yield breach(asked, "incentive-line", {moved.move.line: moved.line}, limit=proposed, **told)


def _sum(asked: Asked, moved: Moved, declared: Incentive, amount: Money) -> Iterator[Finding]:
    """What is approved: no more than the text allows; of an entitlement exactly what is owed."""
    told: dict[str, Any] = {"line": moved.line, "amount": amount, "incentive": declared.name}
    exact, exactly = most(declared, asked.context.facts), owed(declared, asked.context.facts)
    if exact is not None and exact.currency != amount.currency:
        told |= {"most": exact.currency}
        yield breach(asked, "incentive-cap", {moved.move.amount: amount}, cite=declared.cite, limit=exact.currency, **told)
    elif exactly is not None and exactly != amount:
        margin = amount.amount - exactly.amount
        yield breach(
            asked,
            "incentive-owed",
            {moved.move.amount: amount},
            cite=declared.cite,
            limit=exactly,
            margin=margin,
            **told,
            owed=exactly,
        )
    elif exactly is None and exact is not None and Fraction(amount.amount) > exact.amount:
        yield breach(
            asked,
            "incentive-cap",
            {moved.move.amount: amount},
            cite=declared.cite,
            limit=_read(exact.amount),
            **told,
            most=_read(exact.amount),
        )


def _read(amount: Fraction) -> str:
    """A bound as people read it: a decimal where it is one, else the fraction."""
    return str(Decimal(amount.numerator) / amount.denominator) if (10**12) % amount.denominator == 0 else str(amount)


# ── disbursed ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _disbursed(asked: Asked, moved: Moved, declared: Incentive) -> Iterator[Finding]:
    line, amount = moved.standing, moved.said.get("amount")
    if line is None:
        return
    last = lapses(asked.lawbook, line, declared)
    if last is not None and asked.act.counts_from > last:
        told: dict[str, Any] = {"line": line.id, "last": last}
        yield breach(asked, "incentive-lapsed", {"act.effective": asked.act.counts_from}, cite=declared.cite, limit=last, **told)
    if line.instalments:
        yield from _instalment(asked, moved, line, declared, amount)
    if line.payers:
        yield from _payer(asked, moved, line, declared, amount)


def lapses(lawbook: Lawbook, line: IncentiveLine, declared: Incentive) -> date | None:
    """The last day on which an award may still be drawn; None where the text sets none."""
    if declared.validity is None or line.awarded is None:
        return None
    return due_by(line.awarded, declared.validity, lawbook.edition.convention.roll, lawbook.calendar).last


def _instalment(asked: Asked, moved: Moved, line: IncentiveLine, declared: Incentive, amount: Money | None) -> Iterator[Finding]:
    """One instalment at a time, once what it waits for has come about, and no more than is left of it."""
    said = str(moved.said.get("instalment") or "")
    part = next((each for each in declared.instalments if each.id == said), None)
    left = _left(line.instalments.get(said), line.drawn(instalment=said))
    from_ = first_day(asked.lawbook, line, part.after) if part is not None and part.after is not None else None
    wrong = {
        "unnamed": said not in line.instalments,
        "early": from_ is not None and asked.act.counts_from < from_,
        "waits": part is not None and bool(part.when) and not _holds(asked, part.when),
        "more": amount is not None and left is not None and amount.amount > left.amount,
    }
    for why in (
        [why for why, found in wrong.items() if found][:1] if wrong["unnamed"] else [why for why, found in wrong.items() if found]
    ):
        rule = asked.lawbook.rules[part.when] if part is not None and part.when else None
        told: dict[str, Any] = {"line": line.id, "instalment": part.name if part else said, "left": left, "from_": from_}
        told |= {"parts": list(line.instalments), "rule": rule.name if rule else "", "id": rule.id if rule else ""}
        what, cure = WAITS[why]
        cite = (part.cite if part else None) or declared.cite
        values = {moved.move.instalment or "instalment": said or None}
        yield breach(asked, "incentive-instalment", values, cite=cite, **told, why=what.fill(**told), cure=cure.fill(**told))


def first_day(lawbook: Lawbook, line: IncentiveLine, after: Period) -> date | None:
    """The day after a period counted from the approval."""
    if line.awarded is None:
        return None
    ends: Deadline = last_day(line.awarded, after, lawbook.calendar)
    return ends.last + timedelta(days=1) if ends.last < date.max else ends.last


def _holds(asked: Asked, rule: str) -> bool:
    """Whether a rule is met (or does not apply), or was determined so by the act."""
    return asked.outcome.verdicts[rule] in PERMITS or settled(asked, rule)


def _payer(asked: Asked, moved: Moved, line: IncentiveLine, declared: Incentive, amount: Money | None) -> Iterator[Finding]:
    """Each payer pays its own part of the award, and no more."""
    said = moved.said.get("payer")
    if said is None:
        return
    left = _left(line.payers.get(str(said)), line.drawn(payer=str(said)))
    if left is None or (amount is not None and amount.amount > left.amount):
        told: dict[str, Any] = {"line": line.id, "payer": said, "parts": [f"{name} {part}" for name, part in line.payers.items()]}
        told |= {"left": left if left is not None else Decimal(0)}
        yield breach(asked, "incentive-payer", {moved.move.payer: said}, cite=declared.cite, limit=list(line.payers), **told)


def _left(whole: Money | None, drawn: Decimal) -> Money | None:
    return None if whole is None else Money(whole.amount - drawn, whole.currency)


# ── recovered ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _recovered(asked: Asked, moved: Moved, declared: Incentive) -> Iterator[Finding]:
    """Where the text lists the grounds, money comes back on one of them, when its rule is met, and to no greater part."""
    line, amount = moved.standing, moved.said.get("amount")
    if line is None or not declared.recovery:
        return
    said = str(moved.said.get("ground") or "")
    ground = next((each for each in declared.recovery if each.id == said), None)
    bound = recoverable(line, ground) if ground is not None else Fraction(0)
    wrong = {
        "unnamed": ground is None,
        "waits": ground is not None and not _holds(asked, ground.when),
        "more": amount is not None and Fraction(amount.amount) > bound,
    }
    why = next((why for why, found in wrong.items() if found), "")
    if why:
        rule = asked.lawbook.rules[ground.when] if ground is not None else None
        told: dict[str, Any] = {"line": line.id, "ground": ground.name if ground else said, "left": _read(bound)}
        told |= {
            "grounds": [each.id for each in declared.recovery],
            "rule": rule.name if rule else "",
            "id": rule.id if rule else "",
        }
        what, cure = GROUNDS[why]
        cite = (ground.cite if ground else None) or declared.cite
        values = {moved.move.ground or "ground": said or None}
        yield breach(asked, "incentive-ground", values, cite=cite, **told, why=what.fill(**told), cure=cure.fill(**told))


def recoverable(line: IncentiveLine, ground: Recovery) -> Fraction:
    """How much of what was paid may still come back on a ground."""
    paid, back = (Fraction(each.amount) if each is not None else Fraction(0) for each in (line.disbursed, line.recovered))
    return max(paid * (1 if ground.share is None else ground.share) - back, Fraction(0))


_CHECKS: Mapping[str, Callable[[Asked, Moved, Incentive], Iterator[Finding]]] = {
    "approved": _approved,
    "disbursed": _disbursed,
    "recovered": _recovered,
}

WAITS: Mapping[str, tuple[Text, Text]] = {
    "unnamed": (
        Text("没有写明是哪一期，或没有这一期", "it does not say which instalment, or there is no such"),
        Text("写明其中一期：{parts}", "name one of: {parts}"),
    ),
    "early": (
        Text("“{instalment}”自 {from_} 起方可拨付", "“{instalment}” may be paid from {from_} on"),
        Text("于 {from_} 或之后拨付", "pay it on {from_} or later"),
    ),
    "waits": (
        Text("“{instalment}”的条件尚未满足：{rule}", "what “{instalment}” waits for has not come about: {rule}"),
        Text(
            "先使条件满足，或由有权机关就规则 {id} 作出判定；否则暂缓", "meet it, or have the rule {id} determined; else withhold"
        ),
    ),
    "more": (
        Text("“{instalment}”尚余 {left}", "of “{instalment}” {left} is left"),
        Text("至多 {left}", "at most {left}"),
    ),
}
GROUNDS: Mapping[str, tuple[Text, Text]] = {
    "unnamed": (
        Text("没有写明收回的事由，或没有这一事由", "it does not say on what ground, or there is no such"),
        Text("写明其中一项：{grounds}", "name one of: {grounds}"),
    ),
    "waits": (
        Text("事由“{ground}”未成立：{rule}", "the ground “{ground}” is not there: {rule}"),
        Text("核对事实，或由有权机关就规则 {id} 作出判定", "check the facts, or have the rule {id} determined"),
    ),
    "more": (
        Text("依“{ground}”尚可收回 {left}", "on the ground “{ground}” {left} may still be asked back"),
        Text("至多 {left}", "at most {left}"),
    ),
}
