"""The rule kinds of the core. Each is a small table of fields with one meaning in several forms.

A new kind needs two cited provisions from two jurisdictions that no kind expresses. ``check`` is the plain reading,
``branches`` or ``expression`` the compiled one; a property test holds them equal on random facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, ClassVar

import attrs

from tic_core.model.dates import Period, last_day
from tic_core.model.facts import NUMBER, Facts, Money
from tic_core.model.rule import DEPART, MET, NOT_MET, Check, Emit, Names, Option, Rule
from tic_core.model.verdict import Verdict, all_of, any_of, negated
from tic_core.text import Text, both


@attrs.frozen
class FactRef:
    """A limit that is itself a fact: ``{ fact = "notice.last-day" }``."""

    fact: str


Limit = int | str | date | FactRef


@attrs.frozen
class Elapsed:
    """A slot: the last day of ``period`` counted from the first known of ``start``."""

    start: tuple[str, ...]
    period: Period

    def value(self, facts: Facts) -> date | None:
        """The day, or None where no starting day is known."""
        anchor = first_known(self.start, facts)
        return None if anchor is None else last_day(anchor, self.period).last


@attrs.frozen
class Holders:
    """A slot: who holds the things of one reservation, as a mapping from key to centre."""

    reservation: str


def first_known(names: tuple[str, ...], facts: Facts) -> Any:
    """The value of the first of ``names`` that is known."""
    return next((facts[name] for name in names if facts.get(name) is not None), None)


def number(value: Any) -> Any:
    """What comparisons compare: a date as its day number, money as its amount, any other exact value as it is."""
    if isinstance(value, date):
        return value.toordinal()
    return value.amount if isinstance(value, Money) else value


def literal(value: Any) -> Any:
    """The number a limit in a document stands for: ``"59.5"`` and ``"100.00 CNY"`` as Decimal, a date as its day number."""
    if isinstance(value, str) and NUMBER.fullmatch(value.partition(" ")[0]):
        return Decimal(value.partition(" ")[0])
    return number(value)


def constant(value: Any) -> str:
    """A limit as a Python literal for the compiled form; whole decimals become integers, which compare faster."""
    exact = literal(value)
    if isinstance(exact, Decimal):
        return str(int(exact)) if exact == exact.to_integral_value() else f"Decimal({str(exact)!r})"
    return repr(exact)


BOUNDS: Mapping[str, tuple[str, Callable[[Any, Any], bool], Text]] = {
    "at_least": (">=", lambda a, b: a >= b, Text("不小于", "at least")),
    "at_most": ("<=", lambda a, b: a <= b, Text("不超过", "at most")),
    "above": (">", lambda a, b: a > b, Text("大于", "above")),
    "below": ("<", lambda a, b: a < b, Text("小于", "below")),
    "equals": ("==", lambda a, b: a == b, Text("等于", "equal to")),
    "first": (">=", lambda a, b: a >= b, Text("不早于", "not before")),
    "last": ("<=", lambda a, b: a <= b, Text("不晚于", "not after")),
    "after": (">", lambda a, b: a > b, Text("晚于", "after")),
    "before": ("<", lambda a, b: a < b, Text("早于", "before")),
}


INVERSE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!="}


@attrs.frozen(kw_only=True)
class Comparison(Rule):
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

    def bounds(self) -> tuple[tuple[str, Limit], ...]:
        """The bounds that are set, by name."""
        return tuple((name, getattr(self, name)) for name in BOUNDS if getattr(self, name) is not None)

    def reads(self) -> tuple[Any, ...]:
        return (self.fact, *(limit.fact for _, limit in self.bounds() if isinstance(limit, FactRef)))

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        value = facts.get(self.fact)
        limits = [(name, facts.get(limit.fact) if isinstance(limit, FactRef) else limit) for name, limit in self.bounds()]
        values = {name: facts.get(name) for name in self.reads()}
        told = limits[0][1] if len(limits) == 1 else [limit for _, limit in limits]
        if value is None or any(limit is None for _, limit in limits):
            return Check(Verdict.UNKNOWN, values, told)
        # Codes and terms are compared as they stand: the class "3492" is no number.
        exact = number if isinstance(value, str) else literal
        failed = [(name, limit) for name, limit in limits if not BOUNDS[name][1](number(value), exact(limit))]
        margin = min(_margin(name, number(value), exact(limit)) for name, limit in limits)
        if not failed:
            return Check(Verdict.MET, values, told, margin)
        name, limit = failed[0]
        return Check(Verdict.NOT_MET, values, told, margin, cure=CURES["comparison"].fill(bound=BOUNDS[name][2], limit=limit))

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in dict.fromkeys(self.reads()))

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        terms = [(name, slot(limit.fact) if isinstance(limit, FactRef) else constant(limit)) for name, limit in self.bounds()]
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


def _margin(name: str, value: Any, limit: Any) -> Any:
    """How far inside (positive or zero) or outside (negative) ``value`` lies."""
    if not isinstance(value, int | Decimal) or not isinstance(limit, int | Decimal):
        return 0
    distance: Any = value - limit if name in ("at_least", "above", "first", "after") else limit - value
    if name == "equals":
        return -abs(distance)
    # A bound that excludes its end is broken on the end itself; whole numbers and days are one short there.
    exclusive = name in ("above", "below", "after", "before")
    return distance - 1 if exclusive and isinstance(distance, int) else distance


@attrs.frozen(kw_only=True)
class Share(Rule):
    """A part of a whole, exactly: ``at_most = "1/3"`` compares part × 3 with whole × 1.

    An empty whole is unknown, never satisfied.
    """

    kind: ClassVar[str] = "share"
    part: str
    whole: str
    at_most: Fraction | None = None
    at_least: Fraction | None = None

    def reads(self) -> tuple[Any, ...]:
        return (self.part, self.whole)

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        values = {self.part: facts.get(self.part), self.whole: facts.get(self.whole)}
        part, whole = number(values[self.part]), number(values[self.whole])
        if part is None or whole is None or whole <= 0:
            limit = self.at_most if self.at_most is not None else self.at_least
            return Check(Verdict.UNKNOWN, values, limit, note=NOTES["empty"] if whole == 0 else None)
        margin, limit, cure = min(self._margins(part, whole), key=lambda found: found[0])
        told = int(margin) if margin.denominator == 1 else margin
        if margin >= 0:
            return Check(Verdict.MET, values, limit, told)
        return Check(Verdict.NOT_MET, values, limit, told, cure=cure)

    def _margins(self, part: Any, whole: Any) -> Iterator[tuple[Fraction, Fraction, Text]]:
        """For each bound: how far inside it the part lies, the bound, and the cure. Of persons and things only whole ones count."""
        counted = isinstance(part, int) and isinstance(whole, int)
        if self.at_most is not None:
            most = Fraction(whole) * self.at_most
            most = Fraction(floor(most)) if counted else most
            over = Fraction(part) - most
            text = CURES["share-many" if counted else "share-much"]
            yield -over, self.at_most, text.fill(part=part, whole=whole, limit=self.at_most, allowed=most, over=over)
        if self.at_least is not None:
            least = Fraction(whole) * self.at_least
            least = Fraction(ceil(least)) if counted else least
            short = least - Fraction(part)
            text = CURES["share-few"]
            yield -short, self.at_least, text.fill(part=part, whole=whole, limit=self.at_least, needed=least, short=short)

    def absent(self, slot: Emit) -> str:
        return f"{slot(self.part)} is None or {slot(self.whole)} is None"

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        part, whole = slot(self.part), slot(self.whole)
        broken = []
        if self.at_most is not None:
            broken.append(f"{_times(part, self.at_most.denominator)} > {_times(whole, self.at_most.numerator)}")
        if self.at_least is not None:
            broken.append(f"{_times(part, self.at_least.denominator)} < {_times(whole, self.at_least.numerator)}")
        return ((f"{whole} <= 0", Verdict.UNKNOWN), (" or ".join(broken), Verdict.NOT_MET))

    def sentence(self, names: Names) -> Text:
        limits = [
            Text("不超过{share}", "at most {share}").fill(share=fraction_text(self.at_most)) if self.at_most is not None else None,
            Text("不低于{share}", "at least {share}").fill(share=fraction_text(self.at_least))
            if self.at_least is not None
            else None,
        ]
        return Text("{part}占{whole}的比例{limits}", "{part} make up {limits} of {whole}").fill(
            part=names.name(self.part), whole=names.name(self.whole), limits=[limit for limit in limits if limit]
        )


def _times(name: str, factor: int) -> str:
    # A Decimal product is rounded to the digits of whatever context is current; a fraction is not.
    return name if factor == 1 else f"({name} if type({name}) is int else Fraction({name})) * {factor}"


def fraction_text(share: Fraction) -> Text:
    """``三分之一`` is printed as ``1/3`` in both languages: exact and unmistakable."""
    return both(f"{share.numerator}/{share.denominator}")


@attrs.frozen(kw_only=True)
class Within(Rule):
    """Two days and a period: ``end`` lies ``within`` the period counted from ``start``, or ``past`` its last day.

    The last day is within. ``start`` lists facts in order of preference; the first known one counts.
    """

    kind: ClassVar[str] = "within"
    start: tuple[str, ...]
    end: str
    within: Period | None = None
    past: Period | None = None

    def periods(self) -> tuple[tuple[str, Period], ...]:
        """The periods that are set, by name."""
        return tuple((name, period) for name, period in (("within", self.within), ("past", self.past)) if period is not None)

    def reads(self) -> tuple[Any, ...]:
        return (self.end, *(Elapsed(self.start, period) for _, period in self.periods()))

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        anchor, end = first_known(self.start, facts), facts.get(self.end)
        values = {name: facts.get(name) for name in (*self.start, self.end)}
        if anchor is None or end is None:
            return Check(Verdict.UNKNOWN, values, self.within or self.past)
        limits = {name: last_day(anchor, period).last for name, period in self.periods()}
        if self.within is not None and end > limits["within"]:
            last = limits["within"]
            return Check(Verdict.NOT_MET, values, last, (last - end).days, cure=CURES["within"].fill(last=last))
        if self.past is not None and end <= limits["past"]:
            last = limits["past"]
            return Check(Verdict.NOT_MET, values, last, (end - last).days - 1, cure=CURES["past"].fill(last=last))
        margins = {"within": lambda last: (last - end).days, "past": lambda last: (end - last).days - 1}
        name, last = min(limits.items(), key=lambda item: margins[item[0]](item[1]))
        return Check(Verdict.MET, values, last, margins[name](last))

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in self.reads())

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        end, spans = slot(self.end), {name: slot(Elapsed(self.start, period)) for name, period in self.periods()}
        broken = [f"{end} > {spans['within']}"] if self.within else []
        broken += [f"{end} <= {spans['past']}"] if self.past else []
        return ((" or ".join(broken), Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        starts = [names.name(name) for name in self.start]
        texts = {
            "within": Text("{end}应在自{start}起 {period}内", "{end} lies within {period} of {start}"),
            "past": Text("{end}应在自{start}起满 {period}之后", "{end} lies after {period} counted from {start}"),
        }
        said = [texts[name].fill(end=names.name(self.end), start=starts, period=period.text) for name, period in self.periods()]
        return said[0] if len(said) == 1 else Text("{a}；{b}", "{a}; {b}").fill(a=said[0], b=said[1])


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
class All(Rule):
    """Every one of the rules."""

    kind: ClassVar[str] = "all"
    of: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return self.of

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        return _joined([peer(name) for name in self.of], all_of)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        # NOT_APPLICABLE is the highest number, so the least of them drops it by itself.
        return f"min({', '.join(peer(name) for name in self.of)}, {Verdict.NOT_APPLICABLE:d})"

    def sentence(self, names: Names) -> Text:
        return Text("同时满足：{rules}", "all of: {rules}").fill(rules=[_named(names, name) for name in self.of])


@attrs.frozen(kw_only=True)
class Any_(Rule):  # noqa: N801 - the kind is called any; the name is taken by typing
    """At least one of the rules."""

    kind: ClassVar[str] = "any"
    of: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        return self.of

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        return _joined([peer(name) for name in self.of], any_of)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        return f"highest({', '.join(peer(name) for name in self.of)})"

    def sentence(self, names: Names) -> Text:
        return Text("满足其一：{rules}", "any of: {rules}").fill(rules=[_named(names, name) for name in self.of])


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


NAMESPACE = {"Decimal": Decimal, "Fraction": Fraction, "highest": highest, "key_text": key_text}

NOTES = {"empty": Text("尚无成员，无从计算比例", "there are no members yet, so there is no share")}

CURES = {
    "comparison": Text("应{bound} {limit}", "make it {bound} {limit}"),
    "share-many": Text(
        "{whole} 人中有 {part} 人，超过 {limit}（上限 {allowed} 人），多 {over} 人",
        "{part} of {whole} is more than {limit}: at most {allowed}, {over} too many",
    ),
    "share-much": Text(
        "{whole} 中有 {part}，超过 {limit}（上限 {allowed}），多 {over}",
        "{part} of {whole} is more than {limit}: at most {allowed}, {over} too much",
    ),
    "share-few": Text(
        "{whole} 中仅 {part}，低于 {limit}（至少 {needed}），少 {short}",
        "{part} of {whole} is less than {limit}: at least {needed}, {short} too few",
    ),
    "within": Text("最后一日为 {last}", "the last day was {last}"),
    "past": Text("须在 {last} 之后", "only after {last}"),
    "one-of": Text("应为：{values}", "make it one of: {values}"),
    "present": Text("补充：{facts}", "bring: {facts}"),
    "unique": Text("已由 {holder} 占用；选择其他类别或等其释放", "held by {holder}: choose another, or wait until it is freed"),
    "not": Text("“{rule}”不得成立", "“{rule}” must not hold"),
}

CORE_KINDS: tuple[type[Rule], ...] = (Comparison, Share, Within, OneOf, Present, Unique, All, Any_, Not, Discretion)


def kinds_by_name(kinds: tuple[type[Rule], ...] = CORE_KINDS) -> dict[str, type[Rule]]:
    """Rule kinds by the word that stands in ``kind = "…"``."""
    return {kind.kind: kind for kind in kinds}


__all__ = ["CORE_KINDS", "DEPART", "Elapsed", "FactRef", "Holders", "kinds_by_name", "literal", "number"]
