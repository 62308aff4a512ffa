"""Rule kinds made of other rules: all of them, any of them, at least so many, not the one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict, all_of, any_of, negated
from tic_core.rules.cures import CURES, PHRASES
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

    def check(self, facts: Facts, peer: Peers) -> Check:
        inner = [peer(name) for name in self.of]
        applying = sum(check.verdict is not Verdict.NOT_APPLICABLE for check in inner)
        return _joined(inner, self.combine([check.verdict for check in inner]), self.needed(applying), None)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"{self.called}({', '.join(peer(name) for name in self.of)}, {Verdict.NOT_APPLICABLE:d})"

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        """The verdict of the whole from those of the parts."""
        raise NotImplementedError(type(self))

    def needed(self, applying: int) -> int:
        """How many of the rules that apply must be met."""
        raise NotImplementedError(type(self))

    def sentence(self, names: Names) -> Text:
        return self.told.fill(rules=[named(names, name) for name in self.of])


@attrs.frozen(kw_only=True)
class All(Joined):
    """Every one of the rules."""

    kind: ClassVar[str] = "all"
    called: ClassVar[str] = "min"  # NOT_APPLICABLE is the highest number, so the least of them drops it by itself
    told: ClassVar[Text] = Text("同时满足：{rules}", "all of: {rules}")

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        return all_of(verdicts)

    def needed(self, applying: int) -> int:
        return applying


@attrs.frozen(kw_only=True)
class Any_(Joined):  # noqa: N801 - the kind is called any; the name is taken by typing
    """At least one of the rules."""

    kind: ClassVar[str] = "any"
    called: ClassVar[str] = "highest"
    told: ClassVar[Text] = Text("满足其一：{rules}", "any of: {rules}")

    def combine(self, verdicts: Iterable[Verdict]) -> Verdict:
        return any_of(verdicts)

    def needed(self, applying: int) -> int:
        return 1


@attrs.frozen(kw_only=True)
class AtLeast(Rule):
    """At least ``n`` of the rules: the n-th highest of what applies. Fewer than ``n`` that apply cannot meet it."""

    kind: ClassVar[str] = "at-least-n"
    n: int
    of: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return self.of

    def check(self, facts: Facts, peer: Peers) -> Check:
        inner = [peer(name) for name in self.of]
        verdict = at_least(self.n, [check.verdict for check in inner])
        return _joined(inner, verdict, self.n, self.n)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"nth_highest({self.n}, {', '.join(peer(name) for name in self.of)})"

    def sentence(self, names: Names) -> Text:
        rules = [named(names, name) for name in self.of]
        return Text("至少满足 {n} 项：{rules}", "at least {n} of: {rules}").fill(n=self.n, rules=rules)


@attrs.frozen(kw_only=True)
class Not(Rule):
    """The rule turned round: met and not met change places; unknown, discretion and not applicable stay."""

    kind: ClassVar[str] = "not"
    rule: str

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return (self.rule,)

    def check(self, facts: Facts, peer: Peers) -> Check:
        inner = peer(self.rule)
        verdict = negated(inner.verdict)
        met = verdict is Verdict.MET
        margin = _turned(inner.margin) if met or verdict is Verdict.NOT_MET else None
        phrase = PHRASES[f"not-{'kept' if met else 'broken'}"] if inner.phrase else None
        cure = None if met else CURES["not"].fill(rule=self.rule)
        return Check(verdict, inner.values, inner.limit, margin, inner.note, cure, phrase, inner.unit)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"(3, 1, 2, 0, 4)[{peer(self.rule)}]"

    def sentence(self, names: Names) -> Text:
        return Text("不得：{rule}", "not: {rule}").fill(rule=named(names, self.rule))


def _joined(inner: list[Check], verdict: Verdict, needed: int, limit: int | None) -> Check:
    """Several checks as one: the margin is by how many more than needed, or how many fewer, are met."""
    values = {name: value for check in inner for name, value in check.values.items()}
    cures = [check.cure for check in inner if check.verdict is verdict and check.cure]
    cure = Text("；".join(c.zh for c in cures), "; ".join(c.en for c in cures)) if cures else None
    if verdict not in (Verdict.MET, Verdict.NOT_MET):
        return Check(verdict, values, limit, cure=cure)
    margin = sum(check.verdict is Verdict.MET for check in inner) - needed
    return Check(
        verdict,
        values,
        limit,
        margin,
        cure=cure,
        phrase=PHRASES["just" if margin == 0 else f"rules-{'broken' if margin < 0 else 'kept'}"],
    )


def _turned(margin: Any) -> Any:
    """The margin of the opposite: what lies on the end of one lies one outside the other where only whole steps count."""
    if margin is None:
        return None
    return -margin - 1 if isinstance(margin, int) else -margin


def named(names: Names, rule: str) -> Text:
    """The name of another rule, in quotation marks."""
    return Text("“{name}”", "“{name}”").fill(name=names.rules[rule].name) if rule in names.rules else both(rule)


def highest(*verdicts: int) -> int:
    """``any`` in the compiled form: the highest verdict that applies."""
    return max((verdict for verdict in verdicts if verdict != Verdict.NOT_APPLICABLE), default=int(Verdict.NOT_APPLICABLE))


def at_least(n: int, verdicts: Iterable[Verdict]) -> Verdict:
    """The n-th highest of what applies; not applicable when nothing does, not met when fewer than ``n`` do."""
    applying = sorted((v for v in verdicts if v is not Verdict.NOT_APPLICABLE), reverse=True)
    if not applying:
        return Verdict.NOT_APPLICABLE
    return applying[n - 1] if len(applying) >= n else Verdict.NOT_MET


def nth_highest(n: int, *verdicts: int) -> int:
    """``at-least-n`` in the compiled form."""
    applying = sorted(verdict for verdict in verdicts if verdict != Verdict.NOT_APPLICABLE)
    return int(Verdict.NOT_APPLICABLE) if not applying else applying[-n] if len(applying) >= n else int(Verdict.NOT_MET)
