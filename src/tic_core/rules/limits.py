"""Rule kinds over numbers and dates: a comparison with limits, and a share of a whole. Exact, and named for their ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import DAYS, Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.bounds import (
    BOUNDS,
    FROM_BELOW,
    INVERSE,
    Bounded,
    FactRef,
    Limit,
    emitted,
    keeps,
    limit_in,
    literal,
    margin,
    named_in,
    number,
    plainest,
)
from tic_core.rules.cures import CURES, NOTES, PHRASES
from tic_core.text import Text, both


@attrs.frozen(kw_only=True)
class Comparison(Rule, Bounded):
    """A number or date against one limit or two. The name of each bound says whether it includes its end."""

    kind: ClassVar[str] = "comparison"
    fact: str
    at_least: Limit | None = None
    at_most: Limit | None = None
    above: Limit | None = None
    below: Limit | None = None
    equals: Limit | None = None
    first: Limit | None = None
    last: Limit | None = None
    after: Limit | None = None
    before: Limit | None = None

    def reads(self) -> tuple[Any, ...]:
        return (self.fact, *self.limits())

    def check(self, facts: Facts, peer: Peers) -> Check:
        value = facts.get(self.fact)
        limits = [(name, limit_in(limit, facts)) for name, limit in self.bounds()]
        values = {name: facts.get(name) for name in self.reads()}
        told = limits[0][1] if len(limits) == 1 else [limit for _, limit in limits]
        if value is None or any(limit is None for _, limit in limits):
            return Check(Verdict.UNKNOWN, values, told)
        exact = number if isinstance(value, str) else literal
        sides = [(margin(name, number(value), exact(limit)), name, limit) for name, limit in limits]
        failed = [side for side in sides if not keeps(side[1], value, side[2])]
        nearest, bound, limit = failed[0] if failed else min(sides, key=lambda side: side[0])
        least = min(side[0] for side in sides)
        phrase = None if isinstance(value, str) else _phrase(bound, nearest, value, met=not failed)
        unit = DAYS if isinstance(value, date) else self.fact
        if not failed:
            return Check(Verdict.MET, values, told, least, phrase=phrase, unit=unit)
        cure = CURES["comparison"].fill(bound=BOUNDS[bound][2], limit=limit)
        return Check(Verdict.NOT_MET, values, told, least, cure=cure, phrase=phrase, unit=unit)

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in dict.fromkeys(self.reads()))

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        terms = [(name, emitted(limit, slot)) for name, limit in self.bounds()]
        broken = [f"{slot(self.fact)} {INVERSE[BOUNDS[name][0]]} {limit}" for name, limit in terms]
        if isinstance(self.equals, str):  # as a number, or as the code that it is
            broken = [f"({test} and {slot(self.fact)} != {self.equals!r})" for test in broken]
        return ((" or ".join(broken), Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        parts = [
            Text("{bound} {limit}", "{bound} {limit}").fill(
                bound=BOUNDS[name][2], limit=names.name(limit.fact) if isinstance(limit, FactRef) else limit
            )
            for name, limit in self.bounds()
        ]
        return Text("{fact}应{bounds}", "{fact} is {bounds}").fill(fact=names.name(self.fact), bounds=parts)


def _phrase(bound: str, distance: Any, value: Any, *, met: bool) -> Text | None:
    """How a margin is said: of days, of what is counted, of what is measured; nothing where two words are the same."""
    if bound == "equals":
        return None if met else PHRASES["apart"]
    if distance == 0 and not met:
        return PHRASES["on-the-end"]
    sort = "days" if isinstance(value, date) else "many" if isinstance(value, int) else "much"
    return said(sort, "low" if bound in FROM_BELOW else "high", distance, met=met)


def said(sort: str, side: str, distance: Any, *, met: bool) -> Text:
    """The words for a margin of some sort, on one side of a limit."""
    if met and distance == 0 and side == "low" and sort != "days":
        return PHRASES["just"]
    return PHRASES[f"{sort}-{side}-{'kept' if met else 'broken'}"]


@attrs.frozen(kw_only=True)
class Share(Rule):
    """A part of a whole, exactly: ``at_most = "1/3"`` compares part × 3 with whole × 1.

    An empty whole is unknown, never satisfied. A limit may be a fact whose value is a share or a decimal.
    """

    kind: ClassVar[str] = "share"
    part: str
    whole: str
    at_most: Fraction | FactRef | None = None
    at_least: Fraction | FactRef | None = None

    def limits(self) -> tuple[tuple[str, Fraction | FactRef], ...]:
        """The limits that are set, by name."""
        both_ends = (("at_most", self.at_most), ("at_least", self.at_least))
        return tuple((name, limit) for name, limit in both_ends if limit is not None)

    def reads(self) -> tuple[Any, ...]:
        return (self.part, self.whole, *named_in(limit for _, limit in self.limits()))

    def check(self, facts: Facts, peer: Peers) -> Check:
        values = {name: facts.get(name) for name in self.reads()}
        part, whole = number(values[self.part]), number(values[self.whole])
        limits = {name: limit_in(limit, facts) for name, limit in self.limits()}
        if part is None or whole is None or whole <= 0 or None in limits.values():
            return Check(Verdict.UNKNOWN, values, next(iter(limits.values())), note=NOTES["empty"] if whole == 0 else None)
        sides = self._sides(part, whole, {name: Fraction(limit) for name, limit in limits.items()})
        least, limit, cure, bound = min(sides, key=lambda side: side[0])
        met = least >= 0
        phrase = said("many" if _counted(part, whole) else "much", bound, least, met=met)
        verdict = Verdict.MET if met else Verdict.NOT_MET
        return Check(verdict, values, limit, plainest(least), cure=None if met else cure, phrase=phrase, unit=self.part)

    def _sides(self, part: Any, whole: Any, limits: dict[str, Fraction]) -> Iterator[tuple[Fraction, Fraction, Text, str]]:
        """For each bound: how far inside it the part lies, the bound, the cure. Of persons and things only whole ones count."""
        counted = _counted(part, whole)
        if "at_most" in limits:
            most = Fraction(whole) * limits["at_most"]
            most = Fraction(floor(most)) if counted else most
            over = Fraction(part) - most
            text = CURES["share-many" if counted else "share-much"]
            told = {"part": part, "whole": whole, "limit": limits["at_most"], "allowed": most, "over": over}
            yield -over, limits["at_most"], text.fill(**told), "high"
        if "at_least" in limits:
            least = Fraction(whole) * limits["at_least"]
            least = Fraction(ceil(least)) if counted else least
            short = least - Fraction(part)
            told = {"part": part, "whole": whole, "limit": limits["at_least"], "needed": least, "short": short}
            yield -short, limits["at_least"], CURES["share-few"].fill(**told), "low"

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in dict.fromkeys(self.reads()))

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        part, whole = slot(self.part), slot(self.whole)
        broken = []
        for name, limit in self.limits():
            sign = ">" if name == "at_most" else "<"
            if isinstance(limit, FactRef):
                broken.append(f"Fraction({part}) {sign} Fraction({whole}) * Fraction({slot(limit.fact)})")
            else:
                broken.append(f"{_times(part, limit.denominator)} {sign} {_times(whole, limit.numerator)}")
        return ((f"{whole} <= 0", Verdict.UNKNOWN), (" or ".join(broken), Verdict.NOT_MET))

    def sentence(self, names: Names) -> Text:
        said = {"at_most": Text("不超过{share}", "at most {share}"), "at_least": Text("不低于{share}", "at least {share}")}
        limits = [
            said[name].fill(share=names.name(limit.fact) if isinstance(limit, FactRef) else fraction_text(limit))
            for name, limit in self.limits()
        ]
        return Text("{part}占{whole}的比例{limits}", "{part} make up {limits} of {whole}").fill(
            part=names.name(self.part), whole=names.name(self.whole), limits=limits
        )


def _counted(part: Any, whole: Any) -> bool:
    return isinstance(part, int) and isinstance(whole, int)


def _times(name: str, factor: int) -> str:
    # A Decimal product is rounded to the digits of whatever context is current; a fraction is not.
    return name if factor == 1 else f"({name} if type({name}) is int else Fraction({name})) * {factor}"


def fraction_text(share: Fraction) -> Text:
    """``三分之一`` is printed as ``1/3`` in both languages: exact and unmistakable."""
    return both(f"{share.numerator}/{share.denominator}")
