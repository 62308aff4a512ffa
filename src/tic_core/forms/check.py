"""A paper held against its outline, part by part. It finds and counts; whether a paper is good enough is for people.

A length that the text calls approximate is remarked on and nothing more. A part that is missing, or shorter than its floor, is a
warning, and so the answer of the whole; whether even that stops anything is said by the edition's reading of its outline, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from tic_core.forms.count import characters
from tic_core.forms.headings import OTHER, Finder, Heading
from tic_core.forms.outline import Form, Part
from tic_core.text import Lang, Text

MISSING, TOO_SHORT = "missing", "below-floor"
SHORTER, LONGER, EMPTY = "shorter", "longer", "empty"
WARNINGS, REMARKS = (MISSING, TOO_SHORT), (SHORTER, LONGER, EMPTY)


@attrs.frozen
class Result:
    """What was found of one part: its ``headings`` as they stand in the paper, how many characters, and the ``verdict``.

    ``verdict`` is ``missing`` or ``below-floor`` (warnings), ``shorter``, ``longer`` or ``empty`` (remarks), ``as-advised``, or
    ``found`` where the outline gives no length. ``notes`` are further remarks.
    """

    part: Part
    number: int
    headings: tuple[str, ...]
    count: int | None
    verdict: str
    text: Text
    notes: tuple[Text, ...] = ()

    @property
    def level(self) -> str:
        """``warning``, ``remark``, or ``ok``."""
        return "warning" if self.verdict in WARNINGS else "remark" if self.verdict in REMARKS or self.notes else "ok"


@attrs.frozen
class Report:
    """A paper against a form. ``outside`` counts the characters before the first heading, which belong to no part."""

    form: Form
    results: tuple[Result, ...]
    order: tuple[str, ...]
    outside: int

    @property
    def ok(self) -> bool:
        """Whether no part is missing and every floor is met."""
        return all(result.verdict not in WARNINGS for result in self.results)

    @property
    def in_order(self) -> bool:
        """Whether the parts found stand in the order of the outline."""
        return list(self.order) == [result.part.id for result in self.results if result.headings]

    @property
    def facts(self) -> dict[str, int]:
        """What the paper tells of the facts that the form fills, as an act may carry them."""
        found = {self.form.fact: sum(bool(result.headings) for result in self.results)} if self.form.fact else {}
        return found | {result.part.fact: result.count or 0 for result in self.results if result.part.fact}

    def told(self, lang: Lang) -> list[dict[str, Any]]:
        """The parts as JSON holds them.

        ``{id, number, name, found, headings[], count, advice, verdict, level, text, notes[], cite, assumed[]}``; ``advice`` is
        ``{about, from, to}``, ``{at_least}`` or None, ``count`` None for a missing part.
        """
        return [
            {
                "id": result.part.id,
                "number": result.number,
                "name": result.part.name(lang),
                "found": bool(result.headings),
                "headings": list(result.headings),
                "count": result.count,
                "advice": self.advice(result.part),
                "verdict": result.verdict,
                "level": result.level,
                "text": result.text(lang),
                "notes": [note(lang) for note in result.notes],
                "cite": str(result.part.cite),
                "assumed": list(result.part.assumed),
            }
            for result in self.results
        ]

    def advice(self, part: Part) -> dict[str, int] | None:
        """What the outline says of a part's length."""
        if part.about is not None:
            least, most = self.form.within(part)
            return {"about": part.about, "from": least, "to": most}
        return {"at_least": part.at_least} if part.at_least is not None else None


def check(form: Form, lines: Sequence[str]) -> Report:
    """Hold the lines of a paper against a form."""
    headings = Finder(form.part).headings(lines)
    counts = _counts(headings, lines)
    results = tuple(_result(form, number, part, headings, counts) for number, part in enumerate(form.part, 1))
    last = {heading.part: heading.line for heading in headings}
    outside = sum(map(characters, lines[: headings[0].line] if headings else lines))
    return Report(form, results, tuple(sorted(last, key=last.__getitem__)), outside)


def _counts(headings: Sequence[Heading], lines: Sequence[str]) -> list[int]:
    """The characters below each heading, up to the next; the heading itself does not count."""
    ends = [*(heading.line for heading in headings[1:]), len(lines)]
    return [
        characters(heading.rest) + sum(map(characters, lines[heading.line + 1 : end]))
        for heading, end in zip(headings, ends, strict=False)  # without a heading there is one end
    ]


def _result(form: Form, number: int, part: Part, headings: Sequence[Heading], counts: Sequence[int]) -> Result:
    own = [(heading, count) for heading, count in zip(headings, counts, strict=True) if heading.part == part.id]
    if not own:
        return Result(part, number, (), None, MISSING, MESSAGES[MISSING].fill(name=part.name))
    count = sum(each for _, each in own)
    verdict = _verdict(form, part, count)
    least, most = form.within(part)
    text = MESSAGES[verdict].fill(count=count, floor=part.at_least, about=part.about, least=least, most=most)
    return Result(part, number, tuple(heading.text for heading, _ in own), count, verdict, text, tuple(_notes(own)))


def _verdict(form: Form, part: Part, count: int) -> str:
    if part.at_least is not None:
        return TOO_SHORT if count < part.at_least else "as-advised"
    if part.about is None:
        return "found" if count else EMPTY
    least, most = form.within(part)
    return SHORTER if count < least else LONGER if count > most else "as-advised"


def _notes(own: Sequence[tuple[Heading, int]]) -> list[Text]:
    several = sum(bool(count) for _, count in own) > 1
    other = own[0][0].rank == OTHER
    return [MESSAGES["several"].fill(times=len(own))] * several + [MESSAGES["other-number"]] * other


MESSAGES = {
    "missing": Text("没有找到“{name}”的标题", "no heading found for “{name}”"),
    "below-floor": Text("{count} 字，不足 {floor} 字", "{count} characters, fewer than the {floor} asked for"),
    "shorter": Text("{count} 字，少于 {least} 字（{about} 字左右）", "{count} characters, fewer than {least} (about {about})"),
    "longer": Text("{count} 字，多于 {most} 字（{about} 字左右）", "{count} characters, more than {most} (about {about})"),
    "empty": Text("标题之下没有文字", "nothing is written below the heading"),
    "as-advised": Text("{count} 字，符合", "{count} characters, as advised"),
    "found": Text("有，{count} 字（提纲未定字数）", "there, {count} characters (the outline names no length)"),
    "several": Text("标题出现 {times} 次，字数相加", "its heading stands {times} times; the lengths are added up"),
    "other-number": Text(
        "标题的编号与提纲不同，请看是否即此部分", "its heading is numbered otherwise: see whether it is this part"
    ),
}
