"""What an award still waits for: each instalment that may be paid or why not yet, and each ground on which money may be asked back.

Nothing here decides. An instalment that may be paid is paid by an act, and money comes back when an office says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.awards import rounded_down
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.paying import first_day, lapses, recoverable
from tic_core.model.facts import Money
from tic_core.model.money import Incentive
from tic_core.model.subject import Centre, IncentiveLine
from tic_core.model.verdict import PERMITS, Verdict
from tic_core.rules.reference import evaluate
from tic_core.text import Text

STATES: Mapping[str, Text] = {
    "payable": Text("可拨付", "may be paid"),
    "early": Text("尚未到期", "not before its day"),
    "waits": Text("条件尚未满足", "its condition is not met yet"),
    "held": Text("已暂缓", "withheld"),
    "lapsed": Text("已过期限", "could be drawn no longer"),
    "paid": Text("已付清", "paid"),
    "recoverable": Text("可以决定收回", "may be asked back, if so decided"),
}


@attrs.frozen
class Awaited:
    """One part of one line: an instalment, or a ground of recovery. ``state`` is one of :data:`STATES`; ``left`` what is still to
    pay, or could come back; ``rule`` what it waits for with its ``verdict``; ``first`` and ``last`` the days between which it is
    paid.
    """

    line: str
    incentive: str
    part: str
    name: Text
    state: str
    left: Money
    rule: str = ""
    verdict: Verdict | None = None
    first: date | None = None
    last: date | None = None
    cite: str = ""


def awaited(lawbook: Lawbook, centre: Centre, facts: Mapping[str, Any], day: date) -> list[Awaited]:
    """Everything that lines of the incentive ledger wait for on a day; ``facts`` as rules read them then."""
    declared: Mapping[str, Incentive] = lawbook.edition.tables["incentives"]
    lines = [(line, declared[line.incentive]) for line in centre.incentives.values() if line.incentive in declared]
    return [
        each
        for line, incentive in lines
        for look in (_instalments, _grounds)
        for each in look(lawbook, line, incentive, facts, day)
    ]


def _instalments(
    lawbook: Lawbook, line: IncentiveLine, declared: Incentive, facts: Mapping[str, Any], day: date
) -> Iterator[Awaited]:
    for part in declared.instalments:
        whole = line.instalments.get(part.id)
        if whole is None or line.state == "recovered":
            continue
        left = Money(whole.amount - line.drawn(instalment=part.id), whole.currency)
        first = first_day(lawbook, line, part.after) if part.after is not None else None
        last, verdict = lapses(lawbook, line, declared), _found(lawbook, part.when, facts)
        wrong = {
            "paid": left.amount == 0,
            "lapsed": last is not None and day > last,
            "held": line.state == "withheld",
            "early": first is not None and day < first,
            "waits": verdict is not None and verdict not in PERMITS,
        }
        state = next((why for why, found in wrong.items() if found), "payable")
        cite = str(part.cite or declared.cite or "")
        yield Awaited(line.id, declared.id, part.id, part.name, state, left, part.when, verdict, first, last, cite)


def _grounds(lawbook: Lawbook, line: IncentiveLine, declared: Incentive, facts: Mapping[str, Any], _: date) -> Iterator[Awaited]:
    if line.disbursed is None:
        return
    for ground in declared.recovery:
        verdict = _found(lawbook, ground.when, facts)
        bound = recoverable(line, ground)
        if verdict is Verdict.MET and bound > 0:
            left = Money(rounded_down(bound, line.disbursed), line.disbursed.currency)
            cite = str(ground.cite or declared.cite or "")
            yield Awaited(line.id, declared.id, ground.id, ground.name, "recoverable", left, ground.when, verdict, cite=cite)


def _found(lawbook: Lawbook, rule: str, facts: Mapping[str, Any]) -> Verdict | None:
    return evaluate(lawbook.rules[rule], facts, lawbook.rules, lawbook.calendar).verdict if rule else None
