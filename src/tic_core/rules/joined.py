"""Rule kinds made of other rules: all of them, any of them, not the one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Rule
from tic_core.model.verdict import Verdict, all_of, any_of, negated
from tic_core.rules.cures import CURES
from tic_core.text import Text, both


@attrs.frozen(kw_only=True)
class Joined(Rule):
    """Several rules read as one: ``called`` is what joins their verdicts in the compiled form."""

    called: ClassVar[str]
    told: ClassVar[Text]

    of: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return self.of

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        return _joined([peer(name) for name in self.of], self.combine)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"{self.called}({', '.join(peer(name) for name in self.of)}, {Verdict.NOT_APPLICABLE:d})"

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        """The verdict of the whole from those of the parts."""
        raise NotImplementedError(type(self))

    def sentence(self, names: Names) -> Text:
        return self.told.fill(rules=[_named(names, name) for name in self.of])


@attrs.frozen(kw_only=True)
class All(Joined):
    """Every one of the rules."""

    kind: ClassVar[str] = "all"
    called: ClassVar[str] = "min"  # NOT_APPLICABLE is the highest number, so the least of them drops it by itself
    told: ClassVar[Text] = Text("同时满足：{rules}", "all of: {rules}")

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        return all_of(verdicts)


@attrs.frozen(kw_only=True)
class Any_(Joined):  # noqa: N801 - the kind is called any; the name is taken by typing
    """At least one of the rules."""

    kind: ClassVar[str] = "any"
    called: ClassVar[str] = "highest"
    told: ClassVar[Text] = Text("满足其一：{rules}", "any of: {rules}")

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        return any_of(verdicts)


@attrs.frozen(kw_only=True)
class Not(Rule):
    """The rule turned round: met and not met change places; unknown, discretion and not applicable stay."""

    kind: ClassVar[str] = "not"
    rule: str

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return (self.rule,)

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        inner = peer(self.rule)
        return Check(negated(inner.verdict), inner.values, inner.limit, None, cure=CURES["not"].fill(rule=self.rule))

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"(3, 1, 2, 0, 4)[{peer(self.rule)}]"

    def sentence(self, names: Names) -> Text:
        return Text("不得：{rule}", "not: {rule}").fill(rule=_named(names, self.rule))


def _joined(inner: list[Check], combine: Callable[[Any], Verdict]) -> Check:
    verdict = combine([check.verdict for check in inner])
    values = {name: value for check in inner for name, value in check.values.items()}
    cures = [check.cure for check in inner if check.verdict is verdict and check.cure]
    return Check(verdict, values, cure=Text("；".join(c.zh for c in cures), "; ".join(c.en for c in cures)) if cures else None)


def _named(names: Names, rule: str) -> Text:
    return Text("“{name}”", "“{name}”").fill(name=names.rules[rule].name) if rule in names.rules else both(rule)


def highest(*verdicts: int) -> int:
    """``any`` in the compiled form: the highest verdict that applies."""
    return max((verdict for verdict in verdicts if verdict != Verdict.NOT_APPLICABLE), default=int(Verdict.NOT_APPLICABLE))
