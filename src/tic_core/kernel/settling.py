"""Determinations (判定) that an act carries: which of them settles a rule that is open, and which settles it in its favour."""

from __future__ import annotations

from tic_core.kernel.asked import Asked
from tic_core.model.act import Act, Determination
from tic_core.model.rule import DEPART, Option, Rule
from tic_core.model.verdict import OPEN, Verdict


def options_of(rule: Rule) -> tuple[Option, ...]:
    """What may be determined on a rule; one that holds *generally* (一般) may also be departed from."""
    return (*rule.options(), DEPART) if rule.force == "generally" else rule.options()


def determination(act: Act, rule: Rule, verdict: Verdict) -> Determination | None:
    """The recorded determination that settles an open rule, or the departure from a broken one that holds only generally."""
    for said in act.determinations:
        departs = verdict is Verdict.NOT_MET and said.choice == DEPART.id and rule.force == "generally"
        if said.rule == rule.id and (verdict in OPEN or departs):
            return said
    return None


def settles(rule: Rule, said: Determination | None) -> bool:
    """Whether a determination is one with which the act may go on."""
    return said is not None and any(option.id == said.choice and option.permits for option in options_of(rule))


def settled(asked: Asked, name: str) -> bool:
    """Whether the act carries a determination that settles a rule in its favour."""
    rule = asked.lawbook.rules[name]
    return settles(rule, determination(asked.act, rule, asked.outcome.verdicts[name]))
