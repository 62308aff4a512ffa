"""Rule kinds over numbers and dates: a comparison, a share, a period between two days. Exact, and named for their ends."""

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
from tic_core.model.rule import Check, Emit, Names, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.cures import CURES, NOTES
from tic_core.text import Text, both


@attrs.frozen
class FactRef:
    """A limit that is itself a fact: ``{ fact = "notice.last-day" }``."""

    fact: str


Limit = int | str | date | FactRef


@attrs.frozen
class Elapsed:
    """A slot: the last day of ``period`` counted from the first known of ``start``; without a period that starting day itself."""

    start: tuple[str, ...]
    period: Period | None

    def value(self, facts: Facts) -> date | None:
        """The day, or None where no starting day is known."""
        anchor = first_known(self.start, facts)
        if anchor is None or self.period is None:
            return anchor  # type: ignore[no-any-return]
        return last_day(anchor, self.period).last


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

    The last day is within, and so is the first: a day before ``start`` is not within its period. ``start`` lists facts in order
    of preference; the first known one counts.
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
        began = (Elapsed(self.start, None),) if self.within else ()
        return (self.end, *began, *(Elapsed(self.start, period) for _, period in self.periods()))

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        anchor, end = first_known(self.start, facts), facts.get(self.end)
        values = {name: facts.get(name) for name in (*self.start, self.end)}
        if anchor is None or end is None:
            return Check(Verdict.UNKNOWN, values, self.within or self.past)
        limits = {name: last_day(anchor, period).last for name, period in self.periods()}
        if self.within is not None and end < anchor:
            return Check(Verdict.NOT_MET, values, anchor, (end - anchor).days, cure=CURES["before"].fill(first=anchor))
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
        broken = [f"not {slot(Elapsed(self.start, None))} <= {end} <= {spans['within']}"] if self.within else []
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
