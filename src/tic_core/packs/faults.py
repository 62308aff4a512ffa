"""What is wrong in a document, from the key where it was noticed to the line a person looks at.

While a document is read and checked, each thing wrong is a :class:`Flaw` at a key path. Only a document that has flaws is
searched for lines and columns: :func:`placed` turns its flaws into the :class:`~tic_core.errors.Fault` list that people see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.packs.locate import Path, Places
from tic_core.text import Text

Messages = Mapping[str, tuple[Text, Text]]
LONGEST = 80  # characters of a value that are shown in a message
MOST_NAMED = 16  # names offered in full; of more, only those that resemble what was written


@attrs.frozen
class Flaw:
    """Something wrong at a key: a stable ``code``, the key ``path``, what is wrong, and what was expected.

    An ``error`` keeps a document from being loaded; the linter (:mod:`tic_core.packs.lint`) finds what is less.
    """

    code: str
    path: Path
    what: Text
    expected: Text
    severity: str = "error"


def flaw(messages: Messages, code: str, path: Path, /, **values: Any) -> Flaw:
    """The flaw ``code`` of a catalogue with its places filled; what the document wrote is made safe to print."""
    what, expected = messages[code]
    told = {name: shown(value) for name, value in values.items()}
    return Flaw(code, path, what.fill(**told), expected.fill(**told))


def shown(value: Any) -> Any:
    """A value of a document as it may stand in a message: no control characters, not endless. Texts pass as they are."""
    if isinstance(value, Text | bool | int):
        return value if isinstance(value, Text) else str(value).lower()[:LONGEST]
    if isinstance(value, list | tuple):
        return [shown(item) for item in value[:MOST_NAMED]] + ["…"] * (len(value) > MOST_NAMED)
    if isinstance(value, dict):
        return "{ … }" if value else "{ }"
    text = "".join(char if char.isprintable() else "·" for char in str(value)[: LONGEST + 1])
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def offered(word: str, known: Iterable[str]) -> Text:
    """What could have been written instead: all of a few names, or those of many that resemble ``word``."""
    names = sorted(set(known))
    close = resembling(word, names)
    if not names:
        return OFFERS["none"]
    listed = names if len(names) <= MOST_NAMED else close or names[:MOST_NAMED]
    offer = "close" if close else "listed" if listed is names else "begun"
    return OFFERS[offer].fill(close=shown(close), names=shown(listed))


def resembling(word: str, names: Iterable[str]) -> list[str]:
    """The names that a person who wrote ``word`` may have meant, the likeliest first."""
    return get_close_matches(word, names, n=2, cutoff=0.7)


OFFERS = {
    "none": Text("文件中没有声明任何此类项目", "nothing of that kind, for the document declares none"),
    "close": Text("是否想写 {close}？", "did you mean {close}?"),
    "listed": Text("应为以下之一：{names}", "one of: {names}"),
    "begun": Text("应为已声明的名称，如 {names} 等", "a declared name, such as {names} and others"),
}


def placed(flaws: Iterable[Flaw], places: Places, file: str, table: Any) -> DocumentError:
    """The flaws of one document as an error whose faults stand in the order of the document, each named once."""
    return DocumentError(in_place(flaws, places, file, table))


def in_place(flaws: Iterable[Flaw], places: Places, file: str, table: Any) -> list[Fault]:
    """The flaws of one document with their places, in the order of the document, each named once."""
    faults = {_fault(found, places, file, table) for found in flaws}
    return sorted(faults, key=lambda fault: (fault.line, fault.column, fault.key, fault.code, fault.what.en))


def _fault(found: Flaw, places: Places, file: str, table: Any) -> Fault:
    line, column = places.of(found.path)
    key, cite = key_text(found.path, table), _cite(found.path, table)
    return Fault(found.code, file, line, column, key, found.what, found.expected, found.severity, cite)


def _cite(path: Path, table: Any) -> str:
    """The article that the innermost thing around a key names."""
    node, found = table, ""
    for step in (*path, None):
        cite = node.get("cite") if isinstance(node, dict) else None
        found = cite if isinstance(cite, str) else found
        node = None if step is None else _below(node, step)
    return str(shown(found))


def whole(code: str, file: str, messages: Messages, line: int = 0, column: int = 0, /, **values: Any) -> DocumentError:
    """An error with one fault that concerns the document as such, or one point of it where no key can be told."""
    found = flaw(messages, code, (), **values)
    return DocumentError([Fault(found.code, file, line, column, WHOLE, found.what, found.expected)])


WHOLE = "."  # the key of a fault that concerns the document as such


def key_text(path: Path, table: Any) -> str:
    """A path as people read it: ``act[approve].moves[2].to``. An item goes by its id, else by its number from 1."""
    text, node = "", table
    for step in path:
        node = _below(node, step)
        text += f"[{_item(node, step)}]" if isinstance(step, int) else f".{_quoted(step)}" if text else _quoted(step)
    return text or WHOLE


def _below(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node[step] if isinstance(node, list) and step < len(node) else None
    return node.get(step) if isinstance(node, dict) else None


def _item(node: Any, step: int) -> str:
    name = node.get("id") if isinstance(node, dict) else None
    return str(shown(name)) if isinstance(name, str) and name else str(step + 1)


def _quoted(step: str) -> str:
    plain = step.replace("-", "").replace("_", "")
    return step if plain.isalnum() else f'"{shown(step)}"'
