"""The slow, plain reading of rules: what every other form is tested against, and what explanations are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.derived import Derived


def derive(facts: Facts, derived: Sequence[Derived]) -> dict[str, Any]:
    """``facts`` with every derived fact worked out, in the order of the document (the checker has refused cycles)."""
    known = dict(facts)
    for each in derived:
        if known.get(each.id) is None:
            known[each.id] = each.value(known)
    return known


def evaluate(rule: Rule, facts: Facts, rules: Mapping[str, Rule], calendar: Calendar = WEEKENDS_ONLY) -> Check:
    """What the rule finds on these facts (derived ones included), with values, limit and margin; ``calendar`` says what is worked.

    A rule whose ``when`` is not met does not apply; one whose ``when`` is open is unknown. *Not met* under a reading that only
    the software takes is *unknown* where the rule says ``unconfirmed = "unknown"``.
    """
    if rule.when:
        gate = evaluate(rules[rule.when], facts, rules, calendar)
        if gate.verdict in (Verdict.NOT_MET, Verdict.NOT_APPLICABLE):
            return Check(Verdict.NOT_APPLICABLE, gate.values)
        if gate.verdict is not Verdict.MET:
            return attrs.evolve(gate, verdict=Verdict.UNKNOWN)
    # A rule in a plugin's code sees what it declares and nothing else, here as in the compiled form.
    seen = {name: facts.get(name) for name in rule.reads()} if rule.opaque else facts
    found = rule.check(seen, Peers(lambda name: evaluate(rules[name], facts, rules, calendar), calendar))
    if found.verdict is Verdict.NOT_MET and leaves_open(rule, facts):
        return attrs.evolve(found, verdict=Verdict.UNKNOWN)
    return found


def leaves_open(rule: Rule, facts: Facts) -> bool:
    """Whether a breach stays *unknown* because a reading it rests on is not yet confirmed by the authority."""
    return rule.unconfirmed == "unknown" and not all(facts.get(f"confirmed.{name}") for name in rule.assumed)
