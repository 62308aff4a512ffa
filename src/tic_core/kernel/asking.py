"""What to ask for next: the facts that are still unknown, as long as the answer can change.

A fact is asked for only if some value of it can still change what becomes of the act. First come those that settle most open rules,
then the order of the edition. When something stands against the act that no unknown fact touches, nothing is asked: the answer
cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, product
from math import ceil, prod

import attrs

from tic_core.kernel.nearby import nearby, placeholder
from tic_core.kernel.repair import Case, for_people, recorded_by
from tic_core.model.facts import Facts, Value
from tic_core.model.receipt import Finding
from tic_core.model.verdict import PERMITS, Verdict
from tic_core.rules import edges
from tic_core.rules.reference import derive, evaluate

MOST = 2_000  # combinations of values that are tried


@attrs.frozen
class Question:
    """A fact to ask for: which open ``rules`` turn on it, how many of them some value of it ``settles``, and which other acts would
    record it (none: the act itself brings it). ``owed``: the act must bring it in any case.
    """

    fact: str
    rules: tuple[str, ...]
    settles: int
    by: tuple[str, ...] = ()
    owed: bool = False


def questions(case: Case) -> tuple[Question, ...]:
    """The unknown facts that can still change the answer, the most telling first; none where it cannot change."""
    findings = case.look(case.act, {})
    required = [name for name in case.plan.act.requires if not _determined(findings, name)]
    owed = [fact for fact in case.plan.act.brings if fact not in case.act.facts and fact in case.lawbook.facts]
    unknown = _unknown(case, required, owed)
    lasting = [finding for finding in findings if finding.blocks and not _may_change(case, finding, (*unknown, *owed))]
    if lasting:
        return ()
    groups = list(_groups(case, required, unknown))
    if any(_hopeless(case, rules, facts) for rules, facts in groups):
        return ()
    mattering = [fact for rules, facts in groups for fact in facts if _matters(case, rules, facts, fact)]
    told = [_question(case, fact, required, fact in owed) for fact in dict.fromkeys((*mattering, *owed))]
    told = [each for each in told if each.rules or each.owed]  # where absence is an answer, nothing is open
    order = list(case.lawbook.facts)
    return tuple(sorted(told, key=lambda each: (-each.settles, order.index(each.fact))))


def _determined(findings: Sequence[Finding], rule: str) -> bool:
    return any(finding.rule == rule and finding.determined for finding in findings)


def _unknown(case: Case, required: Sequence[str], owed: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The facts that open rules turn on and that can be recorded, each with the acts that would."""
    derived, by = case.lawbook.edition.tables["derived"], recorded_by(case)
    rules = [case.lawbook.rules[name] for name in edges.reached(required, case.lawbook.rules)]
    turning = dict.fromkeys((*(fact for rule in rules for fact in edges.base_of(rule, derived)), *owed))
    return {
        fact: by.get(fact, ()) for fact in turning if case.facts.get(fact) is None and fact in case.lawbook.facts and fact in by
    }


def _may_change(case: Case, finding: Finding, unknown: Sequence[str]) -> bool:
    """Whether people, or a fact that is still unknown, can make a finding go away."""
    if for_people(finding) or finding.rule not in case.lawbook.rules:
        return for_people(finding) or all(fact in unknown for fact in finding.values)
    read = set(_facts(case, [finding.rule]))
    # What is on record of a subject turns on which one the centre names.
    read |= {link.by for link, kinds in case.lawbook.links if not read.isdisjoint(kind.id for kind in kinds.values())}
    return bool(read & set(unknown))


def _facts(case: Case, rules: Sequence[str]) -> tuple[str, ...]:
    tables = case.lawbook.edition.tables
    reached = (case.lawbook.rules[name] for name in edges.reached(rules, case.lawbook.rules))
    return tuple(dict.fromkeys(fact for rule in reached for fact in edges.base_of(rule, tables["derived"])))


Group = tuple[tuple[str, ...], tuple[str, ...]]  # rules, and the unknown facts that tie them together


def _groups(case: Case, required: Sequence[str], unknown: Mapping[str, tuple[str, ...]]) -> list[Group]:
    """Rules that unknown facts tie together; each group is tried for itself."""
    tied: list[Group] = []
    for name in required:
        facts = tuple(fact for fact in _facts(case, [name]) if fact in unknown)
        near = [each for each in tied if set(each[1]) & set(facts)]
        rules = tuple(dict.fromkeys((*(rule for each in near for rule in each[0]), name)))
        all_facts = tuple(dict.fromkeys((*(fact for each in near for fact in each[1]), *facts)))
        tied = [each for each in tied if each not in near] + [(rules, all_facts)]
    return tied


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _values(case: Case, fact: str, rules: Sequence[str]) -> list[Value]:
    """Values of an unknown fact that stand for all that rules can tell apart."""
    derived, kind = case.lawbook.edition.tables["derived"], case.lawbook.facts[fact]
    over = [case.lawbook.rules[name] for name in edges.reached(rules, case.lawbook.rules)]
    over = [rule for rule in over if fact in edges.base_of(rule, derived)]
    found = [each.value for each in nearby(case.lawbook, fact, case.facts, over)]
    return found or [placeholder(case.lawbook, kind)]


def _outcome(case: Case, rules: Sequence[str], facts: Facts) -> str:
    """What the rules of a group make of the act: ``passes``, ``open``, or ``refused`` by one that is definitely not met."""
    known = derive({name: value for name, value in facts.items() if value is not None}, case.lawbook.edition.derived)
    verdicts = [evaluate(case.lawbook.rules[name], known, case.lawbook.rules, case.lawbook.calendar).verdict for name in rules]
    if Verdict.NOT_MET in verdicts:
        return "refused"
    return "passes" if all(verdict in PERMITS for verdict in verdicts) else "open"


def _base(case: Case) -> Facts:
    """The facts as they are, without what follows from them."""
    derived = case.lawbook.edition.tables["derived"]
    return {name: value for name, value in case.facts.items() if name not in derived}


def _cases(case: Case, rules: Sequence[str], facts: Sequence[str]) -> list[Facts]:
    """Every combination of values of the unknown facts, each also unknown; spread evenly where there are too many."""
    offered = [[None, *_values(case, fact, rules)] for fact in facts]
    step = ceil(prod(len(each) for each in offered) / MOST)
    return [dict(zip(facts, chosen, strict=True)) for chosen in islice(product(*offered), 0, None, step)]


def _hopeless(case: Case, rules: Sequence[str], facts: Sequence[str]) -> bool:
    """Whether the act is refused whatever the unknown facts turn out to be."""
    base = _base(case)
    return all(_outcome(case, rules, {**base, **each}) == "refused" for each in _cases(case, rules, facts))


def _matters(case: Case, rules: Sequence[str], facts: Sequence[str], fact: str) -> bool:
    """Whether, with something supposed of the other unknown facts, knowing this one makes a difference."""
    base, others = _base(case), [each for each in facts if each != fact]
    values = _values(case, fact, rules)
    for supposed in _cases(case, rules, others):
        before = {**base, **supposed}
        unknown = _outcome(case, rules, before)
        if any(_outcome(case, rules, {**before, fact: value}) != unknown for value in values):
            return True
    return False


def _question(case: Case, fact: str, required: Sequence[str], owed: bool) -> Question:
    base = _base(case)
    turning = [name for name in required if fact in _facts(case, [name]) and _open(case, name, base)]
    values = _values(case, fact, turning or required)
    settled = [name for name in turning if any(not _open(case, name, {**base, fact: value}) for value in values)]
    return Question(fact, tuple(turning), len(settled), recorded_by(case).get(fact, ()), owed)


def _open(case: Case, name: str, facts: Facts) -> bool:
    known = derive(facts, case.lawbook.edition.derived)
    return evaluate(case.lawbook.rules[name], known, case.lawbook.rules, case.lawbook.calendar).verdict is Verdict.UNKNOWN
