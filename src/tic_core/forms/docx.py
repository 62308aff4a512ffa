"""The text of a .docx as people see it: line by line, with what was inserted under tracking and without what was deleted.

Counted are paragraphs, tables in tables, text boxes (once), hyperlinks and content controls of the document's body. Not counted are
headers and footers, footnotes, comments, formulas, field codes, and text deleted, moved away or hidden. The XML is read by the
standard library's expat; a document type declaration, and with it every entity, is refused before anything in it is looked at.
"""

from __future__ import annotations

from pathlib import Path as File
from posixpath import normpath
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from tic_core.forms.archive import Archive

RELATIONS = "_rels/.rels"
USUAL = "word/document.xml"
MOST_ELEMENTS = 500_000
DEEPEST = 1_000  # elements inside one another
MOST_SIGNS = 2_000_000  # characters of text

_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_GONE = ("del", "moveFrom")  # deleted, or moved away, under tracking
_SAYS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO = ("0", "false", "off")


def lines_of_docx(path: File, file: str) -> list[str]:
    """The lines of a .docx that have text. Raises DocumentError for whatever is no sound .docx."""
    with Archive(path, file) as archive:
        main = _main(archive) if archive.has(RELATIONS) else USUAL
        body = _Body()
        _parse(archive, main, body)
        if body.root != "document":
            raise archive.wrong("not-word")
        return [line for text in body.texts for line in text.splitlines() if line.strip()]


class _Reader:
    """What is done with each element of a part; elements go by ``namespace name``."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Characters in it."""


class _Main(_Reader):
    """Where the main part lies, as the archive's relationships tell it."""

    def __init__(self) -> None:
        self.target = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "")
        if name == _RELATION and kind.endswith("/officeDocument") and attributes.get("TargetMode") != "External":
            self.target = self.target or normpath(attributes.get("Target", "").lstrip("/"))


def _main(archive: Archive) -> str:
    found = _Main()
    _parse(archive, RELATIONS, found)
    return found.target or USUAL


class _Body(_Reader):
    """Collects the text of paragraphs. A paragraph may stand in another's text box: it then is a line of its own."""

    def __init__(self) -> None:
        self.root = ""
        self.texts: list[str] = []
        self._open: list[list[str]] = []  # the paragraphs that have begun
        self._gone = 0  # how deep in what is not shown
        self._in_text = self._in_run = self._hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        word = _word(name)
        self.root = self.root or word or name
        if self._gone or word in _GONE or name == _FALLBACK:
            self._gone += 1
        elif word == "p":
            self._open.append([])
        elif word == "r":
            self._in_run, self._hidden = True, False
        elif word == "vanish":
            self._hidden = self._in_run and not any(value in _NO for value in attributes.values())
        elif word == "t":
            self._in_text = True
        elif word in _SAYS and self._in_run:
            self._add(_SAYS[word])

    def end(self, name: str) -> None:
        word = _word(name)
        if self._gone:
            self._gone -= 1
        elif word == "p":
            self.texts.append("".join(self._open.pop()))
        elif word == "r":
            self._in_run = self._hidden = False
        elif word == "t":
            self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text and not self._gone:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._open and not self._hidden:
            self._open[-1].append(text)


def _word(name: str) -> str:
    """The name of an element of a Word document; nothing for any other."""
    space, _, word = name.rpartition(" ")
    return word if space in _SPACES else ""


class _Refused(Exception):
    """Something no sound file has; its word is the message's."""


def _parse(archive: Archive, part: str, reader: _Reader) -> None:
    """Read a part as XML, within limits."""
    data = archive.read(part)
    # The encoding is told by the mark and not by the declaration: Word writes UTF-8, the standard allows UTF-16 beside it.
    parser = ParserCreate("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", " ")
    _watch(parser, reader)
    try:
        parser.Parse(data, True)
    except _Refused as refused:
        raise archive.wrong(str(refused)) from None
    except (ExpatError, ValueError):
        raise archive.wrong("broken") from None


def _watch(parser: XMLParserType, reader: _Reader) -> None:
    left = {"elements": MOST_ELEMENTS, "signs": MOST_SIGNS, "depth": DEEPEST}

    def spend(what: str, count: int) -> None:
        left[what] -= count
        if left[what] < 0:
            raise _Refused("too-long")

    def start(name: str, attributes: dict[str, str]) -> None:
        spend("elements", 1)
        spend("depth", 1)
        reader.start(name, attributes)

    def end(name: str) -> None:
        left["depth"] += 1
        reader.end(name)

    def text(text: str) -> None:
        spend("signs", len(text))
        reader.text(text)

    def declared(*_: object) -> None:
        raise _Refused("declared")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
