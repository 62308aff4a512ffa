"""Headings as applicants type them: 一、背景意义, 1. 背景意义, 第一部分 背景意义, ## 背景意义, or the words alone.

Headings are found by their words, never by a style, for people type them as plain text. A line is a heading when nothing but a
number, marks and a remark in brackets stands beside the words; after a number the text may also follow on the same line. How much
it looks like a heading of the outline is its *rank*: where a part has a heading with its own number, a line of the same words
without one, or with a number in brackets, is text of the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from tic_core.forms.outline import Part, spelt
from tic_core.model.cite import chinese

LONGEST = 80  # characters of a line within which a heading must end
NUMBERED, BARE, OTHER = 0, 1, 2  # ranks: with the part's own number; without any; with another's, or one below a part's

_DRESS = re.compile(r"[#*_`~>\\|]+|^-+|-+$")  # Markdown around a heading
_NUMBER = "(?P<{}>[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}}|[IVX]{{1,4}})"
_NUMBERED = re.compile(
    rf"(?:第{_NUMBER.format('named')}(?:部分|章|节|篇)|{_NUMBER.format('plain')}(?![0-9.]*[0-9]))[、.,:]?(?!\))"
    r"|(?P<below>\([^()]{1,4}\)|(?:[0-9]{1,2}\.)+[0-9]{1,2}|[一二三四五六七八九十0-9]{1,3}\))[、.,:]?"
)
_REMARK = re.compile(r"\([^()]*\)$")
_STOPS = ":。.;、"


@attrs.frozen
class Heading:
    """A heading of ``part`` at ``line``: its ``rank``, the line as ``text``, and what of the plan follows on the same line."""

    line: int
    part: str
    rank: int
    text: str
    rest: str = ""


class Finder:
    """Finds the headings of an outline in a text."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = {spelt(word): part.id for part in parts for word in part.heading}
        self._numbers = {part.id: number for number, part in enumerate(parts, 1)}

    def headings(self, lines: Sequence[str]) -> list[Heading]:
        """The headings in their order; of each part only those that look most like one, and none of a table of contents."""
        found = [heading for index, line in enumerate(lines) for heading in self._in(index, line)]
        best: dict[str, int] = {}
        for heading in found:
            best[heading.part] = min(heading.rank, best.get(heading.part, OTHER))
        return _without_contents([heading for heading in found if heading.rank == best[heading.part]], lines)

    def _in(self, index: int, line: str) -> Iterator[Heading]:
        begun = bare(line[: 2 * LONGEST])
        for number, words in _ways(begun):
            part, rest = self._headed(number, words, line) if words else ("", "")
            if part:
                yield Heading(index, part, self._rank(number, part), line.strip()[:LONGEST], rest)
                return

    def _headed(self, number: int | None, words: str, line: str) -> tuple[str, str]:
        """The part whose words these are, and the text that follows on the line; a part of "" where they are nobody's."""
        whole = _REMARK.sub("", words.rstrip(_STOPS)).rstrip(_STOPS)
        if whole in self._parts and len(line) < 2 * LONGEST:
            return self._parts[whole], ""
        head, stop, _ = _split(words)
        named = _REMARK.sub("", head)
        if number is None or not stop or named not in self._parts:
            return "", ""
        return self._parts[named], _split(line)[2]

    def _rank(self, number: int | None, part: str) -> int:
        return BARE if number is None else NUMBERED if number == self._numbers[part] else OTHER


def bare(line: str) -> str:
    """A line without white space and Markdown, its letters and marks in one width."""
    return _DRESS.sub("", spelt(line))


def _ways(line: str) -> Iterator[tuple[int | None, str]]:
    """A line as words alone (None), and as words after a number (0 where that is a number below a part's)."""
    yield None, line
    found = _NUMBERED.match(line)
    if found:
        yield VALUES.get(found["named"] or found["plain"] or "", 0), line[found.end() :]


def _split(line: str) -> tuple[str, str, str]:
    """A line at its first colon or full stop."""
    found = re.search("[:：。]", line)
    return (line[: found.start()], found[0], line[found.end() :]) if found else (line, "", "")


def _without_contents(headings: Sequence[Heading], lines: Sequence[str]) -> list[Heading]:
    """A table of contents is a run of headings with nothing between them, all of which come again."""
    kept: list[Heading] = []
    for run in _runs(headings, lines):
        later = {heading.part for heading in headings if heading.line > run[-1].line}
        contents = len(run) > 1 and all(heading.part in later for heading in run)
        kept += [] if contents else run
    return kept


def _runs(headings: Sequence[Heading], lines: Sequence[str]) -> Iterator[list[Heading]]:
    run: list[Heading] = []
    for heading in headings:
        if run and (run[-1].rest.strip() or any(line.strip() for line in lines[run[-1].line + 1 : heading.line])):
            yield run
            run = []
        run.append(heading)
    if run:
        yield run


def _values() -> Iterator[tuple[str, int]]:
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    yield from ((roman, number) for number, roman in enumerate(romans, 1))
    for number in range(1, 40):
        yield chinese(number), number
        yield str(number), number


VALUES: Mapping[str, int] = dict(_values())
"""Numbers as headings write them."""
