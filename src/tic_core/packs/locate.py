"""Where a key stands: from a key path to its line and column. The TOML reader keeps no positions, so the text is read again.

The text has been accepted as TOML before (or as JSON: inside a value the two differ only in the sign between key and value),
so this reader only has to know where things begin. It reads no value and holds no state but a stack: nesting cannot exhaust it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

import tomli

Path = tuple[str | int, ...]
"""A place in a document: the keys and the places in lists (from 0) that lead to it."""

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_KEY = re.compile(r'[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'')
_PLAIN_KEY = re.compile(r"([A-Za-z0-9_-]+)[ \t]*=")  # by far the most common form
_SCALAR = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'  # up to two quotation marks may stand right before the closing three
    r"|'''(?:[^']++|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|[^,\]}#\n]+",
    re.DOTALL,
)


class Lost(Exception):
    """The text is not what was promised; what was found before stays."""


class TooDeep(Exception):
    """Nesting passed the limit; ``at`` is the line and column where."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.at = line, column


class _Deep(Exception):
    pass


class Places:
    """The line and column of every key and list item of one text."""

    def __init__(self, text: str, *, json_value: bool = False, first_line: int = 1, deepest: int | None = None) -> None:
        """``json_value``: the text is one JSON value; ``first_line`` its line in the file; ``deepest`` raises :class:`TooDeep`."""
        self.text = text.replace("\r\n", "\n")
        self.first_line = first_line
        self.lines = [0, *(found.end() for found in re.finditer("\n", self.text))]
        scanner = _Scanner(self.text, deepest)
        self.found = scanner.found
        try:
            scanner.value(()) if json_value else scanner.document()
        except Lost:
            pass
        except _Deep:
            raise TooDeep(*self.at(scanner.pos)) from None

    def of(self, path: Path) -> tuple[int, int]:
        """Line and column (from 1) of a key, or of the nearest thing around it that is written; (0, 0) for the document."""
        for length in range(len(path), -1, -1):
            offset = self.found.get(path[:length])
            if offset is not None:
                return self.at(offset)
        return 0, 0

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1) of a place in the text."""
        line = bisect_right(self.lines, offset)
        return line + self.first_line - 1, offset - self.lines[line - 1] + 1


class _Scanner:
    """Goes through the text once and notes where each path begins."""

    def __init__(self, text: str, deepest: int | None) -> None:
        self.text, self.pos, self.deepest = text, 0, deepest
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # how many tables an array of tables has so far

    def document(self) -> None:
        """Tables, arrays of tables, and keys with their values, one after the other."""
        table: Path = ()
        self.skip(_BLANK)
        while self.pos < len(self.text):
            table = self._header() if self.peek() == "[" else self._pair(table)
            self.skip(_BLANK)

    def value(self, path: Path) -> None:
        """One value, with all that is inside it."""
        self.found.setdefault(path, self.pos)
        frames: list[tuple[Path, int]] = []  # what is open: its path, and the place of its next item (-1: a table)
        current: Path | None = path
        while current is not None:
            self.skip(_BLANK)
            if self.peek() in "[{":
                frames.append((current, 0 if self.peek() == "[" else -1))
                self._enter(frames)
            else:
                self.skip(_SCALAR)
            current = self._next(frames)

    def _enter(self, frames: list[tuple[Path, int]]) -> None:
        if self.deepest is not None and len(frames) > self.deepest:
            raise _Deep
        self.pos += 1

    def _next(self, frames: list[tuple[Path, int]]) -> Path | None:
        """The path of the next value inside what is open; None when all is closed."""
        while frames:
            self.skip(_BETWEEN)
            if self.peek() in "]}":
                frames.pop()
                self.pos += 1
                continue
            around, index = frames.pop()
            frames.append((around, index + 1 if index >= 0 else index))
            return self._named(around) if index < 0 else self._noted((*around, index), self.pos)
        return None

    def _pair(self, table: Path) -> Path:
        self.value(self._named(table))
        return table

    def _named(self, table: Path) -> Path:
        """A key and the sign after it; each part of a dotted key is noted where it stands."""
        plain = _PLAIN_KEY.match(self.text, self.pos)
        if plain is not None:
            path = self._noted((*table, plain[1]), self.pos)
            self.pos = plain.end()
            return path
        path = table
        for part, offset in self._parts():
            path = self._noted((*path, part), offset)
        if self.peek() not in "=:":
            raise Lost
        self.pos += 1
        return path

    def _header(self) -> Path:
        start, double = self.pos, self.text.startswith("[[", self.pos)
        self.pos += 1 + double
        parts = [part for part, _ in self._parts()]
        self.pos += 1 + double
        path: Path = ()
        for part in parts[:-1]:
            path = self._last(self._noted((*path, part), start))
        path = self._noted((*path, parts[-1]), start)
        return self._another(path, start) if double else path

    def _another(self, path: Path, start: int) -> Path:
        """One more table of an array of tables."""
        self.counts[path] = self.counts.get(path, 0) + 1
        return self._noted(self._last(path), start)

    def _last(self, path: Path) -> Path:
        """An array of tables stands for the last of its tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _parts(self) -> list[tuple[str, int]]:
        """The parts of a key that may be dotted, each with where it stands."""
        parts = []
        while True:
            self.skip(_SPACE)
            start, token = self.pos, self.skip(_KEY)
            parts.append((_unquoted(token), start))
            self.skip(_SPACE)
            if self.peek() != ".":
                return parts
            self.pos += 1

    def _noted(self, path: Path, offset: int) -> Path:
        self.found.setdefault(path, offset)
        return path

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Move past what the pattern matches and return it."""
        found = pattern.match(self.text, self.pos)
        if found is None:
            raise Lost
        self.pos = found.end()
        return found[0]

    def peek(self) -> str:
        """The character at hand."""
        if self.pos >= len(self.text):
            raise Lost
        return self.text[self.pos]


def _unquoted(token: str) -> str:
    """What a key is called, its quotation marks and escapes taken away."""
    if token[0] not in "\"'":
        return token
    if token[0] == "'" or "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        pass
    try:
        return str(tomli.loads(f"key = {token}")["key"])
    except ValueError:
        raise Lost from None
