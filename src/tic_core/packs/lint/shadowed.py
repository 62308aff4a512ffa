"""Rules that decide nothing: whenever another rule of the same act is met, they are met as well.

Told only where it is certain from the two rules as written: same facts, wider limits. What follows from several rules together,
or from the domains of facts, is for ``ticctl policy prove``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import attrs

from tic_core.model.rule import Rule
from tic_core.packs.check.bounds import LOWER, UPPER, longer_or_same, measured
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.rules.kinds import BOUNDS, All, Any_, Comparison, Discretion, OneOf, Present, Share, Within
from tic_core.text import Text


def shadowed(bench: Bench) -> Iterator[Flaw]:
    """Required rules that another required rule of the act already implies."""
    rules = {rule.id: rule for rule in bench.edition.rules}
    for path, act in bench.draft.each("act"):
        told: set[str] = set()
        for wide, narrow in permutations(dict.fromkeys(act.requires), 2):
            if wide not in told and narrow not in told and implies(rules[narrow], rules[wide]):
                told.add(wide)
                at = (*path, "requires", act.requires.index(wide))
                yield flaw(MESSAGES, "rule-shadowed", at, rule=wide, other=narrow, act=act.id)


def implies(narrow: Rule, wide: Rule) -> bool:
    """Whether ``wide`` is met whenever ``narrow`` lets an act pass."""
    if narrow.force != "shall" or narrow.unconfirmed != "not-met" or (narrow.when and narrow.when != wide.when):
        return False  # it may be departed from, stay open, or not apply where the other does
    if isinstance(narrow, All) and wide.id in narrow.of and not wide.when:
        return True
    if isinstance(wide, Any_) and narrow.id in wide.of:
        return True
    if type(narrow) is not type(wide) or isinstance(wide, Discretion):
        return False
    varied, implied = _IMPLIED.get(type(wide), ((), _alike))
    return _body(narrow, varied) == _body(wide, varied) and implied(narrow, wide)


_COMMON = {field.name for field in attrs.fields(Rule)}


def _body(rule: Rule, varied: tuple[str, ...]) -> dict[str, Any]:
    """What a rule asks, without its name, its sources and the limits that are compared one by one."""
    told = attrs.asdict(rule, recurse=False)
    return {name: value for name, value in told.items() if name not in _COMMON and name not in varied}


def _alike(_: Rule, __: Rule) -> bool:
    return True


def _comparison(narrow: Comparison, wide: Comparison) -> bool:
    return all(_bounded(narrow, name, limit) for name, limit in wide.bounds())


def _bounded(narrow: Comparison, name: str, limit: Any) -> bool:
    """Whether ``narrow`` keeps the fact inside one bound of the other."""
    if (name, limit) in narrow.bounds():
        return True
    end = measured(limit)
    if name == "equals" or end is None:
        return False
    side, sign = (LOWER, 1) if name in LOWER else (UPPER, -1)
    return any(
        _inside(end, side[name], side.get(other, True), measured(own), sign)
        for other, own in narrow.bounds()
        if other in (*side, "equals")
    )


def _inside(end: Decimal, included: bool, own_included: bool, own: Decimal | None, sign: int) -> bool:
    """Whether a bound at ``own`` lies inside one at ``end``, or on it without letting its end in where the other does not."""
    if own is None:
        return False
    distance = (own - end) * sign
    return distance > 0 or (distance == 0 and (included or not own_included))


def _share(narrow: Share, wide: Share) -> bool:
    return _at_most(narrow.at_most, wide.at_most, 1) and _at_most(narrow.at_least, wide.at_least, -1)


def _at_most(narrow: Any, wide: Any, sign: int) -> bool:
    if wide is None or narrow == wide:
        return True
    return isinstance(narrow, Fraction) and isinstance(wide, Fraction) and narrow * sign <= wide * sign


def _within(narrow: Within, wide: Within) -> bool:
    soon = wide.within is None or (narrow.within is not None and longer_or_same(wide.within, narrow.within))
    late = wide.past is None or (narrow.past is not None and longer_or_same(narrow.past, wide.past))
    return soon and late


def _one_of(narrow: OneOf, wide: OneOf) -> bool:
    return set(narrow.values) <= set(wide.values)


def _present(narrow: Present, wide: Present) -> bool:
    return set(wide.facts) <= set(narrow.facts)


_IMPLIED: Mapping[type[Rule], tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = {
    Comparison: (tuple(BOUNDS), _comparison),
    Share: (("at_most", "at_least"), _share),
    Within: (("within", "past"), _within),
    OneOf: (("values",), _one_of),
    Present: (("facts",), _present),
}
"""For kinds with limits of their own: the keys that may differ, and whether what one says there implies what the other does."""

MESSAGES: Messages = {
    "rule-shadowed": (
        Text(
            "规则 {rule} 不起作用：行为 {act} 所要求的 {other} 满足时它必然满足",
            "the rule {rule} decides nothing: {act} requires {other}, which implies it",
        ),
        Text("应从 requires 中删除较宽的一条，或更正其界限", "only the stricter of the two in requires, or another limit"),
    ),
}
