"""A form as data: the parts a paper should have, the words that head them, and how long each should be, with where that is said.

It stands beside the edition, as ``forms/plan.toml``, and is held to it: what it cites as assumed is a question of the edition, what
it fills in is a fact of the edition. ``about`` is a length the text calls approximate (左右): it is only remarked on, within a
``tolerance`` that is ours and stands under an interpretation. ``at_least`` is a floor (以上).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path as File
from unicodedata import normalize

import attrs

from tic_core.model.cite import Cite
from tic_core.model.edition import Edition
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import structurer
from tic_core.text import Text

SCHEMA = "tic/form/1"
FOLDER = "forms"
LONGEST = 1_000_000  # characters that a part may be asked to have


@attrs.frozen
class Part:
    """One part of a paper: the spellings of its ``heading``, and its length, ``about`` or ``at_least`` so many characters.

    ``fact`` is what its length fills.
    """

    id: str
    name: Text
    heading: tuple[str, ...]
    cite: Cite
    about: int | None = None
    at_least: int | None = None
    fact: str = ""
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Form:
    """An outline: its parts in order. ``fact`` is what the number of parts found fills.

    ``counting`` says how characters are counted, ``tolerance`` is the share by which an approximate length may be missed without
    a remark; both rest on the interpretations in ``assumed``.
    """

    schema: str
    id: str
    edition: str
    name: Text
    cite: Cite
    counting: Text
    tolerance: Fraction
    assumed: tuple[str, ...]
    part: tuple[Part, ...]
    fact: str = ""

    def within(self, part: Part) -> tuple[int, int]:
        """The least and the greatest length that an approximate one passes as, both included."""
        about = part.about or 0
        return -int(-about * (1 - self.tolerance) // 1), int(about * (1 + self.tolerance) // 1)


def forms_in(folder: File) -> dict[str, File]:
    """The forms of an edition's folder, by name."""
    return {file.stem: file for file in sorted(folder.joinpath(FOLDER).glob("*.toml"))}


def load_form(source: File | str | bytes, edition: Edition, file: str = "") -> Form:
    """The form in a file, or in bytes called ``file`` in messages; DocumentError with everything that is wrong in it."""
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    form, flaws = structurer().patient(document.table, Form, ())
    if form is not None:
        flaws = [found for check in CHECKS for found in check(form, edition)]
    if told or flaws:
        raise document.error(merged(told, flaws))
    loaded: Form = form
    return loaded


def _about(form: Form, edition: Edition) -> Iterator[Flaw]:
    """It is a form of this edition, and has parts."""
    if form.edition != edition.id:
        yield flaw(MESSAGES, "other-edition", ("edition",), named=form.edition, edition=edition.id)
    if not form.part:
        yield flaw(MESSAGES, "no-parts", ("part",))
    if not 0 <= form.tolerance < 1:
        yield flaw(MESSAGES, "bad-tolerance", ("tolerance",), value=form.tolerance)
    if not form.assumed:
        yield flaw(MESSAGES, "no-source", ("assumed",))


def _once(form: Form, _: Edition) -> Iterator[Flaw]:
    """A part has an id of its own and words of its own."""
    ids, words = Counter(part.id for part in form.part), Counter(spelt(word) for part in form.part for word in part.heading)
    for index, part in enumerate(form.part):
        path: Path = ("part", index)
        if ids[part.id] > 1:
            yield flaw(MESSAGES, "twice", (*path, "id"), value=part.id)
        if not part.heading:
            yield flaw(MESSAGES, "no-words", (*path, "heading"), value=part.id)
        for place, word in enumerate(part.heading):
            if not spelt(word):
                yield flaw(MESSAGES, "no-words", (*path, "heading", place), value=part.id)
            elif words[spelt(word)] > 1:
                yield flaw(MESSAGES, "twice", (*path, "heading", place), value=word)


def spelt(word: str) -> str:
    """A heading's words whatever their spacing and width."""
    return "".join(normalize("NFKC", word).split())


def _lengths(form: Form, _: Edition) -> Iterator[Flaw]:
    """A length is approximate or a floor, and some number of characters."""
    for index, part in enumerate(form.part):
        path: Path = ("part", index)
        if part.about is not None and part.at_least is not None:
            yield flaw(MESSAGES, "two-lengths", (*path, "at_least"), value=part.id)
        for key in ("about", "at_least"):
            length = getattr(part, key)
            if length is not None and not 0 < length <= LONGEST:
                yield flaw(MESSAGES, "bad-length", (*path, key), value=length, most=LONGEST)


def _known(form: Form, edition: Edition) -> Iterator[Flaw]:
    """What it assumes is a question of the edition, and what it fills a fact that takes a whole number."""
    questions = edition.tables["interpretations"]
    facts = {fact.id for fact in edition.facts if fact.type == "whole"}
    parts: list[tuple[Path, Form | Part]] = [((), form), *((("part", index), part) for index, part in enumerate(form.part))]
    for path, each in parts:
        for place, name in enumerate(each.assumed):
            if name not in questions:
                yield flaw(MESSAGES, "no-question", (*path, "assumed", place), name=name, offer=offered(name, questions))
        if each.fact and each.fact not in facts:
            yield flaw(MESSAGES, "no-fact", (*path, "fact"), name=each.fact, offer=offered(each.fact, facts))


CHECKS = (_about, _once, _lengths, _known)

MESSAGES: Messages = {
    "other-edition": (
        Text("这是版本 {named} 的表式", "this is a form of the edition {named}"),
        Text("应为 {edition}", "{edition}"),
    ),
    "no-parts": (Text("没有任何部分", "it has no part"), Text("至少一个 [[part]]", "at least one [[part]]")),
    "bad-tolerance": (
        Text("{value} 不能作“左右”的幅度", "{value} cannot be the margin of an approximate length"),
        Text("应为从 0 起、小于 1 的分数", "a fraction from 0, below 1"),
    ),
    "no-source": (
        Text("计数方法和幅度没有依据", "the way of counting and the margin rest on nothing"),
        Text("应以 assumed 指明所依解释", "assumed = […] with the reading they rest on"),
    ),
    "twice": (Text("“{value}”写了两次", "“{value}” is written twice"), Text("应只写一次", "each once")),
    "no-words": (
        Text("部分 {value} 没有可找的标题", "the part {value} has no heading to look for"),
        Text("应为标题文字", "the words of its heading"),
    ),
    "two-lengths": (
        Text("部分 {value} 既有 about 又有 at_least", "the part {value} has both about and at_least"),
        Text("应只取其一：左右，或以上", "one of them: approximate, or a floor"),
    ),
    "bad-length": (Text("字数不能是 {value}", "a length cannot be {value}"), Text("应在 1 至 {most} 之间", "from 1 to {most}")),
    "no-question": (Text("版本中没有解释 {name}", "the edition has no interpretation {name}"), Text("{offer}", "{offer}")),
    "no-fact": (
        Text("版本中没有取整数的事实 {name}", "the edition has no fact {name} that takes a whole number"),
        Text("{offer}", "{offer}"),
    ),
}
