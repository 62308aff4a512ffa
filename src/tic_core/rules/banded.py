"""Bands: a number put into one of several, by their lower ends alone, so that no gap and no overlap can be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.bounds import constant, difference, literal, number
from tic_core.rules.cures import CURES, NOTES, PHRASES
from tic_core.text import Text


@attrs.frozen
class Band:
    """One band: its lower end is ``from`` (included) or ``above`` (excluded). "Up to and including 60" is the next band's above."""

    term: str
    from_: str | int | None = None
    above: str | int | None = None

    @property
    def end(self) -> Any:
        """The number its lower end lies at."""
        return literal(self.from_ if self.from_ is not None else self.above)

    def reached(self, size: Any) -> bool:
        """Whether a number lies in this band or in a higher one."""
        return bool(size >= self.end if self.from_ is not None else size > self.end)


def band_of(bands: Sequence[Band], size: Any) -> int | None:
    """The place of the band that a number lies in (bands stand from the highest to the lowest); None below the last."""
    return next((place for place, band in enumerate(bands) if band.reached(size)), None)


def written(bands: Sequence[Band], of: str, results: Sequence[Any], otherwise: str) -> str:
    """The compiled form: what stands for the band that ``of`` lies in."""
    tests = [f">= {constant(band.from_)}" if band.from_ is not None else f"> {constant(band.above)}" for band in bands]
    return "".join(f"{result!r} if {of} {test} else " for result, test in zip(results, tests, strict=True)) + otherwise


@attrs.frozen(kw_only=True)
class InBands(Rule):
    """A number lies in one of the bands that ``values`` names; below the lowest band it lies in none, and the answer is unknown."""

    kind: ClassVar[str] = "bands"
    fact: str
    vocabulary: str
    bands: tuple[Band, ...]
    values: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return (self.fact,)

    def check(self, facts: Facts, peer: Peers) -> Check:
        size, limit = number(facts.get(self.fact)), list(self.values)
        place = None if size is None else band_of(self.bands, size)
        values = {self.fact: facts.get(self.fact)}
        if place is None:
            return Check(Verdict.UNKNOWN, values, limit, note=None if size is None else NOTES["no-band"])
        margin, side = self._margin(size, place)
        if self.bands[place].term in self.values:
            return Check(Verdict.MET, values, limit, margin, phrase=PHRASES["band-kept"], unit=self.fact)
        cure = CURES["bands"].fill(terms=limit)
        return Check(Verdict.NOT_MET, values, limit, margin, cure=cure, phrase=PHRASES[side], unit=self.fact)

    def _margin(self, size: Any, place: int) -> tuple[Any, str]:
        """How far above the lower end of the accepted bands it lies, or how far (negative) from the nearest of them."""
        wanted = [band.term in self.values for band in self.bands]
        if wanted[place]:
            lowest = next((after for after in range(place, len(wanted)) if not wanted[after]), len(wanted)) - 1
            return difference(size, self.bands[lowest].end), "band-kept"
        above = next((higher for higher in range(place - 1, -1, -1) if wanted[higher]), None)
        if above is not None:
            distance = difference(size, self.bands[above].end)
            return distance, "band-broken" if distance else "on-the-end"
        # Above the accepted bands: over the lower end of the one that stands on them.
        upper = self.bands[next(lower for lower in range(place, len(wanted)) if wanted[lower]) - 1]
        distance = difference(upper.end, size)
        return distance, "band-over" if distance else "on-the-end"

    def margin_text(self, found: Check, names: Names) -> Text | None:
        """Beside the margin, how far it is to the next band: ``3.5 points to “excellent”``."""
        said = Rule.margin_text(self, found, names)
        size = number(found.values.get(self.fact))
        place = None if size is None else band_of(self.bands, size)
        if said is None or not place or found.verdict is not Verdict.MET:
            return said
        higher = self.bands[place - 1]
        amount = names.amount(difference(higher.end, size), self.fact)
        further = PHRASES["band-next"].fill(term=names.word(self.vocabulary, higher.term), amount=amount)
        return Text("{said}；{further}", "{said}; {further}").fill(said=said, further=further)

    def absent(self, slot: Emit) -> str:
        return f"{slot(self.fact)} is None"

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        fact, lowest = slot(self.fact), self.bands[-1]
        below = f"{fact} < {constant(lowest.from_)}" if lowest.from_ is not None else f"{fact} <= {constant(lowest.above)}"
        accepted = written(self.bands, fact, [band.term in self.values for band in self.bands], "False")
        return ((below, Verdict.UNKNOWN), (f"not ({accepted})", Verdict.NOT_MET))

    def sentence(self, names: Names) -> Text:
        terms = [names.word(self.vocabulary, term) for term in self.values]
        said = [
            (_FROM if band.from_ is not None else _ABOVE).fill(term=names.word(self.vocabulary, band.term), end=band.end)
            for band in self.bands
        ]
        return _IN.fill(fact=names.name(self.fact), terms=terms, bands=said)


_IN = Text("{fact}应属于：{terms}（{bands}）", "{fact} lies in: {terms} ({bands})")
_FROM = Text("{term} {end} 及以上", "{term} from {end}")
_ABOVE = Text("{term} {end} 以上（不含）", "{term} above {end}")
