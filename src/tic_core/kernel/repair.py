"""The smallest lawful change that would let an act pass: fewest facts first, then the nearest values; proved by deciding it again.

Only facts that an act can record may change: those the act itself brings, or that another act possible in the same stage records
(it says which). Who holds a role is no matter of repair. What people must still give, a document, a reason, a judgement, is listed
and not invented. Where no change of facts helps, it says which finding no fact can cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.kernel.nearby import Tried, nearby, placeholder
from tic_core.kernel.prospect import FORM, entitled
from tic_core.model.act import Act
from tic_core.model.facts import Facts, Value, plain
from tic_core.model.receipt import Finding
from tic_core.model.rule import Rule
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, Verdict
from tic_core.rules import edges

Look = Callable[[Act, Facts], tuple[Finding, ...]]
"""All findings on an act, with facts on record in place of those that are."""

MOST = 600  # decisions taken to find a repair
MOST_FACTS = 3  # facts changed at once


@attrs.frozen
class Case:
    """An act as it would be decided: the law, the centre, the facts its rules read, and a way to decide it again."""

    lawbook: Lawbook
    centre: Centre
    act: Act
    facts: Facts
    look: Look

    @property
    def plan(self) -> Plan:
        """What the edition says of acts of this kind."""
        return self.lawbook.plans[self.act.kind]


@attrs.frozen
class Alteration:
    """A fact that changes: its present value and the new one in exact form, and the other acts that would record it (none: the act
    itself brings it). ``free``: any other value will do.
    """

    fact: str
    was: Value
    value: Value
    by: tuple[str, ...] = ()
    free: bool = False


@attrs.frozen
class Repair:
    """The smallest change that lets an act pass, or why there is none.

    ``needs`` are findings that remain for people: a document, a reason, a judgement. ``incurable`` are those that no fact cures;
    where each alone could be cured but not all at once, ``together`` lists them. Where there is no centre yet, ``first`` are the
    acts that open one.
    """

    alterations: tuple[Alteration, ...] = ()
    needs: tuple[Finding, ...] = ()
    incurable: tuple[Finding, ...] = ()
    together: tuple[Finding, ...] = ()
    first: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether the act passes with these changes, once what it needs is given."""
        return not self.incurable and not self.together


def repair(case: Case) -> Repair:
    """The smallest change of facts with which the act is accepted, as far as facts can bring that about."""
    blocking = [finding for finding in case.look(case.act, {}) if finding.blocks]
    wrong = [finding for finding in blocking if not for_people(finding)]
    if not case.centre.stage and any(finding.rule == "core.stage" for finding in wrong):
        # What the rules lack is no matter before there is a centre.
        form = tuple(each for each in wrong if each.rule.startswith("core.") and each.rule != "core.fact")
        return Repair(incurable=form, first=tuple(name for name, plan in case.lawbook.plans.items() if plan.act.begins))
    if not wrong:
        return Repair(needs=tuple(blocking))
    offered = {fact: values for fact, values in _offered(case, wrong).items() if values}
    found = _smallest(case, wrong, offered)
    if found is not None:
        return found
    incurable = [finding for finding in wrong if not _curable(case, finding, offered)]
    needs = tuple(each for each in blocking if for_people(each))
    return Repair(needs=needs, incurable=tuple(incurable), together=() if incurable else tuple(wrong))


def for_people(finding: Finding) -> bool:
    """Whether a finding asks for something that is no fact: a document, a reason, grounds, or a judgement."""
    if finding.rule in FORM:
        return finding.rule != "core.fact"
    lacking = any(value is None for value in finding.values.values())
    return finding.verdict is Verdict.DISCRETION or (finding.verdict in OPEN and not lacking)


# ── what may change ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def recorded_by(case: Case) -> Mapping[str, tuple[str, ...]]:
    """Every fact that may change, with the other acts that can record it in this stage; none where the act itself brings it."""
    kind, roles = case.plan.act, {role.held_by for role in case.lawbook.edition.roles}
    found: dict[str, tuple[str, ...]] = dict.fromkeys(kind.facts, ())
    for plan in case.lawbook.plans.values():
        other = plan.act
        if other.id != kind.id and other.subject == "centre" and case.centre.stage in other.at:
            for fact in other.facts:
                if fact not in kind.facts:
                    found[fact] = (*found.get(fact, ()), other.id)
    brought = set(kind.brings)
    return {fact: by for fact, by in found.items() if fact in case.lawbook.facts and (fact not in roles or fact in brought)}


def rules_of(case: Case, finding: Finding) -> tuple[Rule, ...]:
    """The rules behind a finding, down to those made of no other."""
    rules = case.lawbook.rules
    return tuple(rules[name] for name in edges.reached([finding.rule], rules))


def facts_of(case: Case, finding: Finding) -> tuple[str, ...]:
    """The recorded or supplied facts a finding turns on."""
    derived = case.lawbook.edition.tables["derived"]
    rules = rules_of(case, finding)
    return tuple(dict.fromkeys(fact for rule in rules for fact in edges.base_of(rule, derived))) if rules else tuple(finding.values)


def _offered(case: Case, wrong: Sequence[Finding]) -> dict[str, tuple[Alteration, ...]]:
    """The facts that may change and that some finding turns on, each with the values to try."""
    rules = [rule for finding in wrong for rule in rules_of(case, finding)]
    turning = dict.fromkeys(fact for finding in wrong for fact in facts_of(case, finding))
    limits = {fact: [each.limit for each in wrong if fact in each.values] for fact in turning}
    return {fact: tuple(_values(case, fact, by, rules, limits[fact])) for fact, by in recorded_by(case).items() if fact in turning}


def _values(case: Case, fact: str, by: tuple[str, ...], rules: Sequence[Rule], limits: Sequence[Value]) -> Iterator[Alteration]:
    """The values to try; of a code or text that no rule names only that it is another one."""
    standing, kind = case.facts.get(fact), case.lawbook.facts[fact]
    tried: Sequence[Tried] = nearby(case.lawbook, fact, case.facts, rules, limits)
    if standing is not None and fact in case.plan.act.brings and fact not in case.act.facts:
        yield Alteration(fact, standing, standing)  # brought anew as it stands on record
    named = {each for rule in rules for each in edges.constants(rule) if isinstance(each, str)}
    for each in tried:
        yield Alteration(fact, standing, each.value, by, free=kind.type in ("code", "text") and each.value not in named)
    read = any(fact in edges.base_of(rule, case.lawbook.edition.tables["derived"]) for rule in rules)
    if standing is None and not (read and tried):
        value = placeholder(case.lawbook, case.lawbook.facts[fact])
        yield from [Alteration(fact, standing, value, by, free=True)] if value is not None else []


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _smallest(case: Case, wrong: Sequence[Finding], offered: Mapping[str, Sequence[Alteration]]) -> Repair | None:
    turning = [set(facts_of(case, finding)) & set(offered) for finding in wrong]
    if not all(turning):
        return None
    for chosen in islice(_sets(turning, offered), MOST):
        found = _tried(case, chosen)
        if found is not None and all(_lawful(case, each) for each in chosen):
            return found
    return None


def _sets(turning: Sequence[set[str]], offered: Mapping[str, Sequence[Alteration]]) -> Iterator[tuple[Alteration, ...]]:
    """Sets of changes that touch every finding: one fact, then two, …; of each number the nearest first."""
    for size in range(1, min(len(offered), MOST_FACTS + len(turning)) + 1):
        facts = [each for each in combinations(offered, size) if all(set(each) & of for of in turning)]
        ranked = (
            (sum(place for place, _ in chosen), tuple(each for _, each in chosen))
            for names in islice(facts, MOST)
            for chosen in islice(product(*(list(enumerate(offered[name])) for name in names)), MOST)
        )
        yield from (chosen for _, chosen in sorted(ranked, key=lambda each: (each[0], sum(bool(one.by) for one in each[1]))))


def _tried(case: Case, chosen: Sequence[Alteration]) -> Repair | None:
    """The act with these changes, decided again: a repair where nothing is left but what people give."""
    left = [finding for finding in case.look(*_changed(case, chosen)) if finding.blocks]
    return Repair(tuple(chosen), tuple(left)) if all(map(for_people, left)) else None


def _changed(case: Case, chosen: Sequence[Alteration]) -> tuple[Act, Facts]:
    own = {each.fact: brought(case, each.fact, each.value) for each in chosen if not each.by}
    return attrs.evolve(case.act, facts={**case.act.facts, **own}), {each.fact: each.value for each in chosen if each.by}


def brought(case: Case, fact: str, value: Value) -> Any:
    """What the act must bring, in plain form, so that a fact has a value: of a list it adds to, only what is not there yet."""
    standing = case.centre.value(fact) if fact in case.plan.act.adds else None
    if standing and isinstance(value, tuple):
        return plain(tuple(row for row in value if row not in standing))
    return plain(value)


def _lawful(case: Case, each: Alteration) -> bool:
    """Whether another act that is to record the fact could lawfully be taken now, once its own form is in order."""
    return not each.by or any(_may_be_taken(case, name, each) for name in each.by)


def lawful_acts(case: Case, each: Alteration) -> tuple[str, ...]:
    """Those of the other acts that could lawfully record a change now."""
    return tuple(name for name in each.by if _may_be_taken(case, name, each))


def _may_be_taken(case: Case, name: str, each: Alteration) -> bool:
    """Whether the other act could record the value: one that only adds to a list cannot take a record out of it."""
    plan, standing = case.lawbook.plans[name], case.centre.value(each.fact) or ()
    adds = each.fact in plan.act.adds
    if adds and not all(row in each.value for row in standing):
        return False
    value = tuple(row for row in each.value if row not in standing) if adds else each.value
    by = entitled(case.lawbook, plan, case.centre)
    owed = [case.lawbook.facts[fact] for fact in plan.act.brings if fact in case.lawbook.facts]
    others = {kind.id: plain(placeholder(case.lawbook, kind)) for kind in owed}
    act = Act("", name, case.act.on, by[0] if by else "", case.centre.id, facts={**others, each.fact: plain(value)})
    return not any(finding.blocks and not _formal(finding, each.fact) for finding in case.look(act, {}))


def _formal(finding: Finding, fact: str) -> bool:
    """Whether a finding is for people to settle, or of another fact that was only filled in."""
    return for_people(finding) or (finding.rule == "core.fact" and fact not in finding.values)


def _curable(case: Case, finding: Finding, offered: Mapping[str, Sequence[Alteration]]) -> bool:
    """Whether some change of facts makes this one finding go away, whatever becomes of the others."""
    facts = [fact for fact in facts_of(case, finding) if fact in offered]
    for chosen in islice(_sets([set(facts)], {fact: offered[fact] for fact in facts}), MOST // 4):
        again = case.look(*_changed(case, chosen))
        if not any(each.blocks and _same(each, finding) and not for_people(each) for each in again):
            return True
    return False


def _same(one: Finding, other: Finding) -> bool:
    """Whether two findings are of one rule, and of one fact where the core checks several alike."""
    return one.rule == other.rule and (not one.rule.startswith("core.") or one.values.keys() == other.values.keys())
