"""The rules that a rule comes down to, each with the facts it rests on and the manner in which its verdict follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from tic_core.model.dates import Period
from tic_core.model.edition import Edition
from tic_core.model.facts import Value
from tic_core.model.rule import Rule
from tic_core.rules import edges
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Elapsed, FactRef

Facts = Mapping[str, Value]
Made = tuple[tuple[Facts, ...], bool]
"""Cases, and whether they stand for all."""


@attrs.frozen
class Leaf:
    """A rule that is made of no other, in the law it belongs to: what it rests on and what is written in it."""

    rule: Rule
    facts: tuple[str, ...]
    through: tuple[Derived, ...]

    @property
    def constants(self) -> tuple[Any, ...]:
        """The constants of the rule and of the derived facts it reads."""
        return tuple(each for item in (self.rule, *self.through) for each in edges.constants(item))

    @property
    def manner(self) -> str:
        """How its verdict follows from its facts: the word by which cases are chosen."""
        ops = {each.op for each in self.through}
        kind = self.rule.kind
        if kind == "present" and not ops:
            return "there"
        if ops & LISTING:
            listed = kind in ("share", "comparison") and ops <= LISTING and not self.refers() and not self._times()
            return "listed" if listed else "other"
        if not ops <= STEPPING:
            return "other"
        if kind in STEPPED:
            return "other" if self._times() else "ordered" if self.refers() else "stepped"
        counted = kind == "within" and any(_counted(slot) for slot in self.rule.reads())
        if "look-up" in ops or counted or (kind == "share" and self.refers()):
            return "other"
        return {"share": "share", "within": "spans", "unique": "held"}.get(kind, "other")

    def refers(self) -> bool:
        """Whether a limit of it is itself a fact, and not one that a table of constants gives."""
        given = {each.id for each in self.through if each.op == "look-up" and not _holds(each, FactRef)}
        return any(name not in given for item in (self.rule, *self.through) for name in _referred(item))

    def _times(self) -> bool:
        """Whether a condition of it counts a period, and so ties its facts to a day."""
        return any(_holds(item, Period) for item in (self.rule, *self.through))


STEPPED = ("comparison", "one-of", "present", "bands", "table")
STEPPING = frozenset({"first-known", "bands", "look-up"})
LISTING = frozenset({"count"})


def _counted(slot: Any) -> bool:
    """Whether the length of a period is itself a fact."""
    return isinstance(slot, Elapsed) and slot.period is not None and not isinstance(slot.period, Period)


def _referred(value: Any) -> Iterator[str]:
    """The facts that stand as limits anywhere in a value."""
    if isinstance(value, FactRef):
        yield value.fact
    elif isinstance(value, tuple):
        yield from (name for each in value for name in _referred(each))
    elif attrs.has(type(value)):
        yield from (name for field in attrs.fields(type(value)) for name in _referred(getattr(value, field.name)))


def _holds(value: Any, wanted: type) -> bool:
    """Whether something of a kind is written anywhere in a value."""
    if isinstance(value, wanted):
        return True
    if isinstance(value, tuple):
        return any(_holds(each, wanted) for each in value)
    return attrs.has(type(value)) and any(_holds(getattr(value, field.name), wanted) for field in attrs.fields(type(value)))


def leaves(edition: Edition, wanted: str) -> tuple[Leaf, ...]:
    """The rules that a rule comes down to."""
    rules, derived = edition.tables["rules"], edition.tables["derived"]
    found = [rules[name] for name in edges.reached([wanted], rules)]
    return tuple(Leaf(rule, edges.base_of(rule, derived), edges.through(rule, derived)) for rule in found if not rule.parts())


def shares(of: Iterable[Leaf]) -> list[Fraction]:
    """The shares written in some rules."""
    return [each for leaf in of for each in leaf.constants if isinstance(each, Fraction)]


def known(case: Facts) -> Facts:
    """A case without the facts that are absent in it."""
    return {name: value for name, value in case.items() if value is not None}


def words_of(old: Edition, new: Edition) -> Mapping[str, Any]:
    """The vocabularies of both editions; of one that both have, the terms of both."""
    found = dict(old.tables["vocabularies"])
    for name, words in new.tables["vocabularies"].items():
        terms = (*found[name].terms, *words.terms) if name in found else words.terms
        found[name] = attrs.evolve(words, terms=tuple({term.id: term for term in terms}.values()))
    return found
