"""Rule kinds over words and presence, and what the text leaves to judgement."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import MET, NOT_MET, Check, Emit, Names, Option, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.cures import CURES, PHRASES
from tic_core.text import Text


@attrs.frozen(kw_only=True)
class OneOf(Rule):
    """A fact's value is one of a list.

    Of a fact that holds several terms, ``many`` says what is meant: ``"any"``: at least one of its terms is in the list; ``"all"``:
    each of them is. No terms at all say nothing.
    """

    kind: ClassVar[str] = "one-of"
    fact: str
    values: tuple[str | int | bool, ...]
    many: Literal["", "any", "all"] = ""

    def reads(self) -> tuple[Any, ...]:
        return (self.fact,)

    def check(self, facts: Facts, peer: Peers) -> Check:
        value = facts.get(self.fact)
        if value is None or (self.many and value == ()):
            return Check(Verdict.UNKNOWN, {self.fact: value}, list(self.values))
        met = any(term in self.values for term in value) if self.many == "any" else self._all_listed(value)
        if met:
            return Check(Verdict.MET, {self.fact: value}, list(self.values))
        cure = CURES["one-of"].fill(values=list(self.values))
        return Check(Verdict.NOT_MET, {self.fact: value}, list(self.values), cure=cure)

    def _all_listed(self, value: Any) -> bool:
        return all(term in self.values for term in value) if self.many == "all" else value in self.values

    def absent(self, slot: Emit) -> str:
        return f"{slot(self.fact)} is None"

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        fact, listed = slot(self.fact), tuple(self.values)
        if self.many:
            misses = f"{set(listed)!r}.isdisjoint({fact})" if self.many == "any" else f"not {set(listed)!r}.issuperset({fact})"
            return ((f"{fact} == ()", Verdict.UNKNOWN), (misses, Verdict.NOT_MET))
        test = f"{fact} != {self.values[0]!r}" if len(self.values) == 1 else f"{fact} not in {listed!r}"
        return ((test, Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        listed = [names.term(self.fact, value) for value in self.values]
        if self.many or len(listed) > 1:
            return SAID[self.many].fill(fact=names.name(self.fact), values=listed)
        return Text("{fact}应为{values}", "{fact} is {values}").fill(fact=names.name(self.fact), values=listed)


SAID = {
    "": Text("{fact}应为以下之一：{values}", "{fact} is one of: {values}"),
    "any": Text("{fact}中至少有一项为：{values}", "at least one of {fact} is among: {values}"),
    "all": Text("{fact}中每一项均为以下之一：{values}", "each of {fact} is among: {values}"),
}


@attrs.frozen(kw_only=True)
class Present(Rule):
    """The facts are on record. Absence is the answer here, so it is *not met*, not *unknown*."""

    kind: ClassVar[str] = "present"
    facts: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return self.facts

    def check(self, facts: Facts, peer: Peers) -> Check:
        lacking = [name for name in self.facts if facts.get(name) in (None, ())]
        values = {name: facts.get(name) for name in self.facts}
        if not lacking:
            return Check(Verdict.MET, values)
        cure = CURES["present"].fill(facts=lacking)
        return Check(Verdict.NOT_MET, values, margin=-len(lacking), cure=cure, phrase=PHRASES["facts-broken"])

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        return ((" or ".join(f"{slot(name)} in (None, ())" for name in self.facts), Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        return Text("已记录：{facts}", "on record: {facts}").fill(facts=[names.name(name) for name in self.facts])


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

    def check(self, facts: Facts, peer: Peers) -> Check:
        return Check(Verdict.DISCRETION, {}, note=self.question)

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        return (("True", Verdict.DISCRETION),)

    def sentence(self, names: Names) -> Text:
        return Text("由有权机关判断：{question}", "for the competent office to judge: {question}").fill(question=self.question)
