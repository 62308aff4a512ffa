"""The rule kind over periods: a day lies within a period counted from another day, or past it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal

import attrs

from tic_core.model.dates import WEEKENDS_ONLY, Calendar, Deadline, Period, last_day
from tic_core.model.facts import Facts
from tic_core.model.rule import DAYS, Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.bounds import first_known
from tic_core.rules.cures import CURES, NOTES, PHRASES
from tic_core.text import Text

UNITS: dict[str, Text] = {
    "years": Text("年数", "years"),
    "months": Text("月数", "months"),
    "days": Text("日数", "days"),
    "working_days": Text("工作日数", "working days"),
}


@attrs.frozen
class CountedBy:
    """A period whose length is itself a fact, a look-up for one: ``{ fact = "term.months", unit = "months" }``."""

    fact: str
    unit: Literal["years", "months", "days", "working_days"]

    def period(self, facts: Facts) -> Period | None:
        """The period, or None where its length is not known, or none."""
        count = facts.get(self.fact)
        return Period(**{self.unit: count}) if isinstance(count, int) and count > 0 else None


Span = Period | CountedBy


def period_of(span: Span, facts: Facts) -> Period | None:
    """The period that a span stands for on these facts."""
    return span.period(facts) if isinstance(span, CountedBy) else span


@attrs.frozen
class Elapsed:
    """A slot: the last day of ``period`` counted from the first known of ``start``; without a period that starting day itself."""

    start: tuple[str, ...]
    period: Span | None

    def value(self, facts: Facts, calendar: Calendar = WEEKENDS_ONLY) -> date | None:
        """The day, or None where no starting day, or no length, is known."""
        anchor = first_known(self.start, facts)
        if anchor is None or self.period is None:
            return anchor  # type: ignore[no-any-return]
        period = period_of(self.period, facts)
        return None if period is None else last_day(anchor, period, calendar).last


@attrs.frozen(kw_only=True)
class Within(Rule):
    """Two days and a period: ``end`` lies ``within`` the period counted from ``start``, or ``past`` its last day.

    The last day is within, and so is the first: a day before ``start`` is not within its period. ``start`` lists facts in order
    of preference; the first known one counts. ``within_by`` and ``past_by`` take the length from a fact. Working days are those of
    the calendar; in a year it does not know they are Monday to Friday, and the check says that it is provisional.
    """

    kind: ClassVar[str] = "within"
    start: tuple[str, ...]
    end: str
    within: Period | None = None
    past: Period | None = None
    within_by: CountedBy | None = None
    past_by: CountedBy | None = None

    def periods(self) -> tuple[tuple[str, Span], ...]:
        """The periods that are set, by name."""
        spans = (("within", self.within or self.within_by), ("past", self.past or self.past_by))
        return tuple((name, span) for name, span in spans if span is not None)

    def _bounded_above(self) -> bool:
        return self.within is not None or self.within_by is not None

    def reads(self) -> tuple[Any, ...]:
        began = (Elapsed(self.start, None),) if self._bounded_above() else ()
        lengths = [span.fact for _, span in self.periods() if isinstance(span, CountedBy)]
        return (self.end, *began, *(Elapsed(self.start, period) for _, period in self.periods()), *lengths)

    def check(self, facts: Facts, peer: Peers) -> Check:
        anchor, end = first_known(self.start, facts), facts.get(self.end)
        lengths = {name: period_of(span, facts) for name, span in self.periods()}
        read = [span.fact for _, span in self.periods() if isinstance(span, CountedBy)]
        values = {name: facts.get(name) for name in (*self.start, self.end, *read)}
        if anchor is None or end is None or None in lengths.values():
            return Check(Verdict.UNKNOWN, values, next((period for period in lengths.values() if period), None))
        ends = {name: last_day(anchor, period, peer.calendar) for name, period in lengths.items() if period}
        sides = list(self._sides(anchor, end, ends, values))
        broken = (side for side in sides if side.verdict is Verdict.NOT_MET)
        found = next(broken, None) or min(sides, key=lambda side: side.margin)
        unsure = any(deadline.provisional for deadline in ends.values())
        return attrs.evolve(found, note=NOTES["provisional"]) if unsure else found

    def _sides(self, anchor: date, end: date, ends: dict[str, Deadline], values: dict[str, Any]) -> Iterator[Check]:
        """What each side of the rule finds: the first that is broken speaks for it, else the one with least to spare."""
        if "within" in ends:
            last = ends["within"].last
            yield (
                _check(values, anchor, (end - anchor).days, "before", first=anchor)
                if end < anchor
                else _check(values, last, (last - end).days, "within", last=last)
            )
        if "past" in ends:
            last = ends["past"].last
            yield _check(values, last, (end - last).days - 1, "past", last=last)

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in self.reads())

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        end, spans = slot(self.end), {name: slot(Elapsed(self.start, period)) for name, period in self.periods()}
        broken = [f"not {slot(Elapsed(self.start, None))} <= {end} <= {spans['within']}"] if "within" in spans else []
        broken += [f"{end} <= {spans['past']}"] if "past" in spans else []
        return ((" or ".join(broken), Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        starts = [names.name(name) for name in self.start]
        texts = {
            "within": Text("{end}应在自{start}起 {period}内", "{end} lies within {period} of {start}"),
            "past": Text("{end}应在自{start}起满 {period}之后", "{end} lies after {period} counted from {start}"),
        }
        said = [
            texts[name].fill(end=names.name(self.end), start=starts, period=_length(span, names)) for name, span in self.periods()
        ]
        return said[0] if len(said) == 1 else Text("{a}；{b}", "{a}; {b}").fill(a=said[0], b=said[1])


def _check(values: dict[str, Any], limit: date, margin: int, side: str, **told: Any) -> Check:
    met = margin >= 0
    phrase = PHRASES[f"{side}-{'kept' if met else 'broken'}"]
    cure = None if met else CURES[side].fill(**told)
    return Check(Verdict.MET if met else Verdict.NOT_MET, values, limit, margin, cure=cure, phrase=phrase, unit=DAYS)


def _length(span: Span, names: Names) -> Text:
    if isinstance(span, CountedBy):
        return Text("“{fact}”所定的{unit}", "the {unit} of “{fact}”").fill(fact=names.name(span.fact), unit=UNITS[span.unit])
    return span.text
