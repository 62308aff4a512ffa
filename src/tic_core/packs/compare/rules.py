"""Two readings of one rule: is the new one stricter, looser, the same, or neither? With facts that show it.

What counts is how far a rule lets an act pass: it stands in the way, may be departed from, is open to a determination, or permits.
A rule is *stricter* where on some facts it lets less pass and on none more; that a fact is not known yet leaves either rule open
and says nothing. The answer is proved by trying every case where the cases stand for all facts
(:mod:`tic_core.packs.compare.cases`), or by comparing the parts of rules that are put together in the same way; otherwise it says
openly that it is *not decided*. Every example has been run through the reference evaluator under both. Working days are counted
without holidays; where these could turn the answer nothing is proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import ceil, prod
from typing import Any

import attrs

from tic_core.model.edition import Edition
from tic_core.model.facts import FactKind
from tic_core.model.rule import Rule
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.packs.canonical import canonical_of, meaning
from tic_core.packs.compare.cases import MOST, Group, groups
from tic_core.packs.compare.leaves import Facts, Leaf, known, leaves
from tic_core.rules.derived import Derived
from tic_core.rules.edges import reached
from tic_core.rules.reference import derive, evaluate
from tic_core.text import Text

RELATIONS: Mapping[str, Text] = {
    "stricter": Text("更严", "stricter"),
    "looser": Text("更宽", "looser"),
    "equivalent": Text("等同", "equivalent"),
    "incomparable": Text("不可比", "incomparable"),
    "not-decided": Text("未能判定", "not decided"),
}

MIRROR = {"stricter": "looser", "looser": "stricter"}


@attrs.frozen
class Witness:
    """Facts on which two rules part: the verdict of each, and which of them lets more pass (``old`` or ``new``)."""

    facts: Facts
    old: Verdict
    new: Verdict
    allows: str


@attrs.frozen
class Compared:
    """How a rule stands to its predecessor. ``open_`` says why nothing more could be decided, or None."""

    relation: str
    witnesses: tuple[Witness, ...] = ()
    why: Text | None = None


@attrs.frozen(slots=False, eq=False)
class Side:
    """One edition's reading of a rule."""

    edition: Edition
    rule: Rule

    def __attrs_post_init__(self) -> None:
        rules = self.edition.tables["rules"]
        told = leaves(self.edition, self.rule.id)
        needed = {each.id for leaf in told for each in leaf.through}
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "leaves", told)
        object.__setattr__(self, "derived", [each for each in self.edition.derived if each.id in needed])
        object.__setattr__(self, "facts", frozenset(fact for leaf in told for fact in leaf.facts))

    rules: Mapping[str, Rule] = attrs.field(init=False, repr=False)
    leaves: tuple[Leaf, ...] = attrs.field(init=False, repr=False)
    derived: Sequence[Any] = attrs.field(init=False, repr=False)
    facts: frozenset[str] = attrs.field(init=False, repr=False)

    def verdict(self, facts: Facts) -> Verdict:
        """What the rule finds."""
        return evaluate(self.rule, derive(facts, self.derived), self.rules).verdict

    def passes(self, verdict: Verdict) -> int:
        """How far the rule lets an act pass that has this verdict: the higher the further."""
        if verdict in PERMITS:
            return 3
        if verdict in OPEN:
            return 2
        return 1 if self.rule.force == "generally" else 0


def compare_rules(old: Edition, new: Edition, name: str, as_: str = "") -> Compared:
    """The rule ``name`` of the old edition against the rule ``as_`` (the same id unless given) of the new one."""
    before, after = Side(old, old.tables["rules"][name]), Side(new, new.tables["rules"][as_ or name])
    if meaning(old, name) == meaning(new, as_ or name):
        return Compared("equivalent")
    confirmed = [reading for side in (before, after) for reading in _doubted(side)]
    found = groups(old, new, (*before.leaves, *after.leaves), confirmed)
    stricter, looser, tried = _tried(before, after, found)
    reworded = _reworded(before, after)
    whole = tried and all(each.whole for each in found) and not reworded
    witnesses = tuple(each for each in (stricter, looser) if each)
    if len(witnesses) == len(("stricter", "looser")):
        return Compared("incomparable", witnesses)
    seen = "stricter" if stricter else "looser" if looser else "equivalent"
    if whole or (not reworded and _proved(before, after) == seen):
        return Compared(seen, witnesses)
    why = reworded or WHY["stricter-tried" if stricter else "looser-tried" if looser else "same-tried"]
    return Compared("not-decided", witnesses, why)


def _doubted(side: Side) -> Iterator[str]:
    """The readings whose confirmation the rule waits for."""
    for name in reached([side.rule.id], side.rules):
        if side.rules[name].unconfirmed == "unknown":
            yield from side.rules[name].assumed


def _reworded(before: Side, after: Side) -> Text | None:
    """What no case can show: another question to judge, or code."""
    parts = [[side.rules[name] for name in reached([side.rule.id], side.rules)] for side in (before, after)]
    asked = [{str(getattr(rule, "question", "")) for rule in side if rule.kind == "discretion"} for side in parts]
    if any(rule.opaque for side in parts for rule in side):
        return WHY["opaque"]
    return WHY["question"] if asked[0] != asked[1] else None


# ── trying ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tried(before: Side, after: Side, found: Sequence[Group]) -> tuple[Witness | None, Witness | None, bool]:
    """The best example of each direction, and whether every case was tried."""
    offered = [_distinct(before, after, group) for group in found]
    total = prod(len(each) for each in offered)
    stricter: Witness | None = None
    looser: Witness | None = None
    for chosen in islice(product(*offered), 0, None, ceil(total / MOST)):
        facts = {name: value for case in chosen for name, value in case.items()}
        seen = _seen(before, after, facts)
        if seen is None:
            continue
        if seen.allows == "old":
            stricter = _plainer(stricter, seen)
        else:
            looser = _plainer(looser, seen)
    return _bare(before, after, stricter), _bare(before, after, looser), total <= MOST


def _distinct(before: Side, after: Side, group: Group) -> list[Facts]:
    """The cases of a group, one for each way in which the rules over it can come out."""
    sides = [(side, [_alone(leaf.rule) for leaf in side.leaves if set(leaf.facts) & set(group.facts)]) for side in (before, after)]
    if not any(over for _, over in sides):
        return list(group.cases)
    like: dict[tuple[Any, ...], Facts] = {}
    for case in group.cases:
        absent = tuple(name for name in group.facts if name not in case)
        outcome = tuple(verdict for side, over in sides for verdict in _verdicts(side, over, case))
        like.setdefault((outcome, absent), case)
    return list(like.values())


def _alone(rule: Rule) -> Rule:
    """A rule without the one it stands under, and without its doubt: both are tried for themselves."""
    return attrs.evolve(rule, when="", unconfirmed="not-met")


def _verdicts(side: Side, over: Sequence[Rule], case: Facts) -> list[Verdict]:
    facts = derive(case, side.derived)
    return [evaluate(rule, facts, side.rules).verdict for rule in over]


def _seen(before: Side, after: Side, facts: Facts) -> Witness | None:
    """What a case shows: None where both rules let the same pass, or where one is open only because a fact is not known yet."""
    old, new = before.verdict(facts), after.verdict(facts)
    if any(verdict is Verdict.UNKNOWN and not side.facts <= facts.keys() for side, verdict in ((before, old), (after, new))):
        return None
    if before.passes(old) == after.passes(new):
        return None
    return Witness(facts, old, new, "old" if before.passes(old) > after.passes(new) else "new")


def _plainer(one: Witness | None, other: Witness) -> Witness:
    """The example that people see at once: one rule met, the other not; then the one with fewer facts."""
    return other if one is None or _plain(other) < _plain(one) else one


def _plain(witness: Witness) -> tuple[int, int]:
    doubtful = sum(verdict in OPEN for verdict in (witness.old, witness.new))
    return doubtful, len(witness.facts)


def _bare(before: Side, after: Side, witness: Witness | None) -> Witness | None:
    """An example without the facts that make no difference to either verdict."""
    if witness is None:
        return None
    facts = dict(witness.facts)
    for name in witness.facts:
        fewer = {key: value for key, value in facts.items() if key != name}
        again = _seen(before, after, fewer)
        if again is not None and (again.old, again.new) == (witness.old, witness.new):
            facts = fewer
    return attrs.evolve(witness, facts=known(facts))


# ── proving by parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _proved(before: Side, after: Side) -> str:
    """What follows for two rules from how their parts compare; empty where nothing follows.

    ``equivalent`` and the strict words as in :data:`RELATIONS`: of a strict word only that the other direction never occurs, so
    that an example decides it.
    """
    old, new = before.rule, after.rule
    same = (old.kind, old.force, old.unconfirmed, old.when) == (new.kind, new.force, new.unconfirmed, new.when)
    gates = not old.when or meaning(before.edition, old.when) == meaning(after.edition, new.when)
    if same and gates and not old.parts():
        return _freed(before, after)
    if not same or not gates or old.kind not in JOINING or (old.kind == "any" and _may_drop_out(before, after)):
        return ""
    kept = [name for name in old.parts() if name in new.parts()]
    found = {compare_rules(before.edition, after.edition, name).relation for name in kept} - {"equivalent"}
    found = {MIRROR.get(each, each) for each in found} if old.kind == "not" else found
    removed, added = set(old.parts()) - set(kept), set(new.parts()) - set(kept)
    found |= {JOINING[old.kind][0]} if added else set()
    found |= {JOINING[old.kind][1]} if removed else set()
    if not found:
        return "equivalent"
    return next(iter(found)) if len(found) == 1 and found <= set(MIRROR) else ""


def _freed(before: Side, after: Side) -> str:
    """What follows where both rules read derived facts that are worked out alike: these are then compared as if they were recorded.

    They can be no more than all values of their type, so what holds of all values holds of them.
    """
    read = {
        each.id: each for side in (before, after) for leaf in side.leaves if leaf.rule.id == side.rule.id for each in leaf.through
    }
    alike = [side.edition.tables["derived"].get(name) for name in read for side in (before, after)]
    if not read or any(each is None for each in alike) or any(_type(before.edition, each) not in FREE for each in read.values()):
        return ""
    if any(canonical_of(before.edition, name) != canonical_of(after.edition, name) for name in read):
        return ""
    editions = [_loosened(side, read) for side in (before, after)]
    relation = compare_rules(editions[0], editions[1], before.rule.id, after.rule.id).relation
    return relation if relation in (*MIRROR, "equivalent") else ""


def _type(edition: Edition, derived: Derived) -> str:
    """The type of a derived fact; of a record's column that column's."""
    rows = edition.tables["facts"].get(getattr(derived, "of", ""))
    columns = {field.id: field.type for field in rows.fields} if rows is not None else {}
    return derived.type if derived.type != "any" else columns.get(getattr(derived, "field", ""), "any")


FREE = ("whole", "decimal", "money", "date", "term", "yes-no")


def _loosened(side: Side, read: Mapping[str, Derived]) -> Edition:
    """An edition in which some derived facts are recorded ones, and the rule stands under no other."""
    edition = side.edition
    kinds = [(each, _type(edition, each)) for each in read.values()]
    facts = tuple(FactKind(each.id, each.name, kind, vocabulary=getattr(each, "vocabulary", "")) for each, kind in kinds)
    rules = tuple(attrs.evolve(rule, when="") if rule.id == side.rule.id else rule for rule in edition.rules)
    derived = tuple(each for each in edition.derived if each.id not in read)
    return attrs.evolve(edition, facts=(*edition.facts, *facts), derived=derived, rules=rules)


JOINING: Mapping[str, tuple[str, str]] = {"all": ("stricter", "looser"), "any": ("looser", "stricter"), "not": ("", "")}
"""What a further part does to rules put together of parts, and what one part less."""


def _may_drop_out(before: Side, after: Side) -> bool:
    """Whether a part may not apply at all: then ``any`` of the parts asks for more when one that held drops out."""
    return any(side.rules[name].when for side in (before, after) for name in reached(side.rule.parts(), side.rules))


WHY = {
    "opaque": Text("其中有插件代码，无从推演", "a part of it is a plugin's code, which cannot be followed"),
    "question": Text(
        "留待判断的问题措辞有变，由人比较", "the question left to judgement is worded differently: for people to compare"
    ),
    "stricter-tried": Text("所试各例只见更严，但未能证明总是如此", "only stricter in the cases tried, which do not stand for all"),
    "looser-tried": Text("所试各例只见更宽，但未能证明总是如此", "only looser in the cases tried, which do not stand for all"),
    "same-tried": Text("所试各例结果相同，但未能证明总是如此", "the same in the cases tried, which do not stand for all"),
}
