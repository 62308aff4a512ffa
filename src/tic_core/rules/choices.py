"""Rule kinds over words, presence and possession, and what the text leaves to judgement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import MET, NOT_MET, Check, Emit, Names, Option, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.cures import CURES
from tic_core.text import Text


@attrs.frozen
class Holders:
    """A slot: who holds the things of one reservation, as a mapping from key to centre."""

    reservation: str


@attrs.frozen(kw_only=True)
class OneOf(Rule):
    """A fact's value is one of a list."""

    kind: ClassVar[str] = "one-of"
    fact: str
    values: tuple[str | int | bool, ...]

    def reads(self) -> tuple[Any, ...]:
        return (self.fact,)

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        value = facts.get(self.fact)
        if value is None:
            return Check(Verdict.UNKNOWN, {self.fact: None}, list(self.values))
        verdict = Verdict.MET if value in self.values else Verdict.NOT_MET
        return Check(verdict, {self.fact: value}, list(self.values), cure=CURES["one-of"].fill(values=list(self.values)))

    def absent(self, slot: Emit) -> str:
        return f"{slot(self.fact)} is None"

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        fact = slot(self.fact)
        test = f"{fact} != {self.values[0]!r}" if len(self.values) == 1 else f"{fact} not in {tuple(self.values)!r}"
        return ((test, Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        listed = [names.term(self.fact, value) for value in self.values]
        if len(listed) == 1:
            return Text("{fact}应为{values}", "{fact} is {values}").fill(fact=names.name(self.fact), values=listed)
        return Text("{fact}应为以下之一：{values}", "{fact} is one of: {values}").fill(fact=names.name(self.fact), values=listed)


@attrs.frozen(kw_only=True)
class Present(Rule):
    """The facts are on record. Absence is the answer here, so it is *not met*, not *unknown*."""

    kind: ClassVar[str] = "present"
    facts: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return self.facts

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        lacking = [name for name in self.facts if facts.get(name) in (None, ())]
        values = {name: facts.get(name) for name in self.facts}
        if not lacking:
            return Check(Verdict.MET, values)
        return Check(Verdict.NOT_MET, values, margin=-len(lacking), cure=CURES["present"].fill(facts=lacking))

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        return ((" or ".join(f"{slot(name)} in (None, ())" for name in self.facts), Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        return Text("已记录：{facts}", "on record: {facts}").fill(facts=[names.name(name) for name in self.facts])


@attrs.frozen(kw_only=True)
class Unique(Rule):
    """Nobody else holds what the act would reserve. The store's unique key stands behind the check."""

    kind: ClassVar[str] = "unique"
    reservation: str
    key: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return (*self.key, Holders(self.reservation), "centre.id")

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        parts = [facts.get(name) for name in self.key]
        values = dict(zip(self.key, parts, strict=True))
        held = facts.get(f"held.{self.reservation}")
        if any(part is None for part in parts) or held is None:
            return Check(Verdict.UNKNOWN, values)
        holder = held.get(key_text(parts))
        if holder is None or holder == facts.get("centre.id"):
            return Check(Verdict.MET, values)
        return Check(Verdict.NOT_MET, {**values, "holder": holder}, margin=-1, cure=CURES["unique"].fill(holder=holder))

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in (*self.key, Holders(self.reservation)))

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        parts, held, me = [slot(name) for name in self.key], slot(Holders(self.reservation)), slot("centre.id")
        key = parts[0] if len(parts) == 1 else f"key_text(({', '.join(parts)}))"
        return ((f"{held}.get({key}, {me}) != {me}", Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        return Text("同一{key}只能有一个中心", "only one centre for each {key}").fill(key=[names.name(name) for name in self.key])


def key_text(parts: Any) -> str:
    """The parts of a reservation's key as one string."""
    return parts[0] if len(parts) == 1 else "|".join(str(part) for part in parts)


@attrs.frozen(kw_only=True)
class Discretion(Rule):
    """What the text leaves to judgement: the engine shows the permitted options and records the choice; it never chooses."""

    kind: ClassVar[str] = "discretion"
    question: Text
    choices: tuple[Option, ...] = (MET, NOT_MET)

    def reads(self) -> tuple[Any, ...]:
        return ()

    def options(self) -> tuple[Option, ...]:
        return self.choices

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        return Check(Verdict.DISCRETION, {}, note=self.question)

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        return (("True", Verdict.DISCRETION),)

    def sentence(self, names: Names) -> Text:
        return Text("由有权机关判断：{question}", "for the competent office to judge: {question}").fill(question=self.question)
