"""Interpretation files: dated answers to the questions a measure leaves open, set beside a policy and not into it.

An authority that reads its measure otherwise than the edition takes it writes a file of a few lines (``tic/interpretations/1``)
into ``interpretations/`` of any pack. What the chosen reading changes stands with the reading, in the edition
(:class:`~tic_core.model.edition.Setting`), and is put into the document before anything in it is read: so the same checks hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.model.act import visible
from tic_core.model.edition import Edition
from tic_core.packs.draft import TABLES, merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.structure import structurer
from tic_core.text import Text

SCHEMA = "tic/interpretations/1"

Chosen = Mapping[str, str]
"""Readings by question: ``{"Q16": "year-end"}``."""

AS_WRITTEN: Chosen = {}
"""No reading but those that the document takes."""


@attrs.frozen
class Answer:
    """One answer: to which ``question`` which ``reading``, from which day on (the day of the file's document unless given)."""

    question: str
    reading: str
    first: date | None = None


@attrs.frozen
class Answers:
    """A file of answers as written: ``by`` is the office that gives them, in its ``document`` of the day ``on``."""

    schema: str
    id: str
    edition: str
    by: str
    document: str
    on: date
    answer: tuple[Answer, ...]


@attrs.frozen
class Given:
    """One answer with the file it stands in: what was said, from which day, on which document; ``digest`` of the file's bytes."""

    question: str
    reading: str
    first: date
    document: str
    file: str
    digest: str
    body: bytes = attrs.field(repr=False)


@attrs.frozen
class Read:
    """A file of answers that could be read, not yet held against its edition."""

    document: Document
    written: Answers
    body: bytes

    def given(self) -> tuple[Given, ...]:
        """Its answers, in their order."""
        said, digest = self.written, self.document.digest
        return tuple(
            Given(each.question, each.reading, each.first or said.on, said.document, said.id, digest, self.body)
            for each in said.answer
        )


def load_answers(source: File | str | bytes, file: str = "") -> Read:
    """A file of answers; :class:`~tic_core.errors.DocumentError` with everything that is wrong in its form."""
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    written, flaws = structurer().patient(document.table, Answers, ())
    if told or flaws:
        raise document.error(merged(told, flaws))
    return Read(document, written, data)


def in_order(files: Iterable[Read], edition: Edition) -> tuple[Given, ...]:
    """The answers for an edition, the earliest first. DocumentError for one that cannot be an answer to its questions."""
    found: dict[tuple[str, date], Given] = {}
    for each in files:
        flaws = list(_wrong(each.written, edition))
        for index, given in enumerate(each.given()):
            other = found.setdefault((given.question, given.first), given)
            if other.reading != given.reading or (other is not given and other.file == given.file):
                path: Path = ("answer", index, "reading")
                flaws.append(flaw(MESSAGES, "two-answers", path, question=given.question, first=given.first, other=other.file))
        if flaws:
            raise each.document.error(flaws)
    return tuple(sorted(found.values(), key=lambda given: (given.first, given.question)))


def _wrong(written: Answers, edition: Edition) -> Iterator[Flaw]:
    """Questions, readings and the office have to be the edition's own; nobody answers before there is a measure."""
    questions, kinds = edition.tables["interpretations"], edition.tables["office_kinds"]
    office = edition.tables["offices"].get(written.by)
    role = kinds[office.kind].role if office else ""
    if office is None:
        yield unknown(("by",), written.by, edition.tables["offices"])
    for key in ("id", "document"):
        if not visible(getattr(written, key)):
            yield flaw(MESSAGES, "empty-text", (key,))
    for index, each in enumerate(written.answer):
        path: Path = ("answer", index)
        question = questions.get(each.question)
        if question is None:
            yield unknown((*path, "question"), each.question, questions)
            continue
        if office and role != question.by:
            yield flaw(MESSAGES, "other-office", ("by",), question=each.question, role=question.by)
        readings = [reading.id for reading in question.readings]
        if each.reading not in readings:
            yield unknown((*path, "reading"), each.reading, readings)
        if (each.first or written.on) < edition.identity.in_force.first:
            yield flaw(MESSAGES, "before-edition", (*path, "first"), first=edition.identity.in_force.first)


def unknown(path: Path, name: str, known: Iterable[str]) -> Flaw:
    """The flaw of a name in a file of answers that the edition, or the shelf, does not know."""
    return Flaw("unknown-reference", path, MISSING.fill(name=shown(name)), offered(name, known))


def adjusted(document: Document, chosen: Chosen) -> tuple[Document, list[Flaw]]:
    """The document as these readings have it, and what stands in their way. Only readings that are encoded can be chosen."""
    if not chosen:
        return document, []
    table, flaws = _copy(document.table), list[Flaw]()
    for index, question in enumerate(_tables(table.get("interpretation"))):
        reading = chosen.get(str(question.get("id")))
        if reading is None:
            continue
        for place, each in enumerate(_tables(question.get("readings"))):
            if each.get("id") == reading:
                path: Path = ("interpretation", index, "readings", place, "sets")
                flaws += _put(table, each.get("sets") or [], path)
        question["taken"] = reading
    return attrs.evolve(document, table=table), flaws


def _put(table: dict[str, Any], sets: Sequence[Any], path: Path) -> Iterator[Flaw]:
    for place, each in enumerate(_tables(sets)):
        item = _item(table, str(each.get("table")), each.get("id"))
        *way, last = str(each.get("key")).split(".")
        for step in way:
            item = item.get(step) if isinstance(item, dict) else None
        if not isinstance(item, dict):
            told = {"table": each.get("table"), "id": each.get("id", ""), "key": each.get("key")}
            yield flaw(MESSAGES, "set-nowhere", (*path, place), **told)
        elif "value" in each:
            item[last] = each["value"]
        elif "adds" in each or "drops" in each:
            yield from _edit(item, last, each, (*path, place))
        else:
            item.pop(last, None)


def _edit(item: dict[str, Any], key: str, each: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
    """A list with some things taken out and some put at its end. Readings of two questions may agree in that."""
    now, drops, adds = item.get(key, []), list(each.get("drops", [])), list(each.get("adds", []))
    if not isinstance(now, list):
        yield flaw(MESSAGES, "set-no-list", path, id=each.get("id", ""), key=key)
        return
    item[key] = [*(one for one in now if one not in drops), *(one for one in adds if one not in now or one in drops)]


def _item(table: Mapping[str, Any], name: str, wanted: Any) -> Any:
    if name not in TABLES:
        return table.get(name) if name == "convention" else None
    return next((item for item in _tables(table.get(name)) if item.get("id") == wanted), None)


def _tables(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _copy(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _copy(value) for key, value in plain.items()}
    return [_copy(value) for value in plain] if isinstance(plain, list) else plain


MISSING = Text("没有“{name}”", "there is no “{name}”")

MESSAGES: Messages = {
    "two-answers": (
        Text("{question} 自 {first} 起已有另一答复（{other}）", "{question} already has another answer from {first} on ({other})"),
        Text("同一问题同一日只能有一个答复", "one answer to a question from one day"),
    ),
    "empty-text": (
        Text("文字为空", "the text is empty"),
        Text("写明答复的文件号和本文件的标识", "the number of the document that answers, and an id for the file"),
    ),
    "other-office": (
        Text("{question} 不由该机关答复", "{question} is not for this office to answer"),
        Text("应由角色 {role} 的机关答复", "an office with the role {role}"),
    ),
    "before-edition": (
        Text("答复的起始日早于办法生效", "the answer would begin before the measure is in force"),
        Text("应为 {first} 或以后", "{first} or later"),
    ),
    "set-no-list": (
        Text("{id} 的 {key} 不是列表，不能增减", "{key} of {id} is no list that something could be added to"),
        Text("应指一个列表，或用 value", "the key of a list, or `value`"),
    ),
    "set-nowhere": (
        Text("{table} {id} 的 {key} 无处可设", "{key} of {table} {id} is nowhere to be set"),
        Text("table、id 应指文件中的一项，key 为其中的键", "table and id of an item of the document, and a key in it"),
    ),
}
