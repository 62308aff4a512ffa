"""Classifications: the official table of an industry classification, which a bureau loads; the project ships none.

A table lies in ``classifications/<id>.csv`` of any pack: a header with ``code``, ``level``, ``parent`` and a name, one line a code.
Where the table that an edition's facts name is at hand, a code that is not in it is refused; where it is not, codes are held to
their form alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path as File

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.model.facts import CODE
from tic_core.packs.faults import Messages, flaw, whole
from tic_core.packs.read import bytes_of, decode
from tic_core.text import Text

COLUMNS = ("code", "level", "parent")


@attrs.frozen
class Classification:
    """A table of codes: its ``id``, the ``codes``, and the bytes that its ``digest`` names."""

    id: str
    codes: frozenset[str]
    digest: str
    body: bytes = attrs.field(repr=False)


def load_classification(source: File | str | bytes, name: str, file: str = "") -> Classification:
    """The table in a CSV file as the classification ``name``; DocumentError with everything that is wrong in it."""
    data, called = bytes_of(source, file)
    rows = list(csv.DictReader(io.StringIO(decode(data, called))))
    if not rows or any(column not in rows[0] for column in COLUMNS):
        raise whole("no-columns", called, MESSAGES, 1, 1, columns=list(COLUMNS))
    faults = list(_wrong(rows, called))
    if faults:
        raise DocumentError(faults)
    return Classification(name, frozenset(row["code"] for row in rows), hashlib.sha256(data).hexdigest(), data)


def _wrong(rows: list[dict[str, str]], file: str) -> Iterator[Fault]:
    """Every code stands once, is a code, and its parent, where it names one, stands in the table."""
    codes = [row["code"] for row in rows]
    known, seen = set(codes), set[str]()
    for line, row in enumerate(rows, start=2):
        code, parent = row["code"], row["parent"] or ""
        found = "code-twice" if code in seen else "bad-code" if not CODE.fullmatch(code or "") else ""
        found = found or ("no-parent" if parent and parent not in known else "")
        if found:
            told = flaw(MESSAGES, found, (), code=code, parent=parent)
            yield Fault(found, file, line, 1, "code", told.what, told.expected)
        seen.add(code)


def named(files: Iterable[File]) -> dict[str, Classification]:
    """The classifications of some files, each called by its file's name; DocumentError where two of one name differ."""
    found: dict[str, Classification] = {}
    for file in files:
        each = load_classification(file, file.stem)
        other = found.setdefault(each.id, each)
        if other.digest != each.digest:
            raise whole("classifications-differ", str(file), MESSAGES, id=each.id)
    return found


MESSAGES: Messages = {
    "no-columns": (
        Text("分类表没有所需的列", "the table lacks columns"),
        Text("首行应有：{columns}", "a header with: {columns}"),
    ),
    "code-twice": (Text("代码 {code} 出现两次", "the code {code} stands twice"), Text("每个代码一行", "one line for each code")),
    "bad-code": (Text("{code} 不是代码", "{code} is no code"), Text("应为字母、数字组成的代码", "letters and digits")),
    "no-parent": (
        Text("{code} 的上级 {parent} 不在表中", "the parent {parent} of {code} is not in the table"),
        Text("应先列上级", "its parent in the table"),
    ),
    "classifications-differ": (
        Text("分类 {id} 有两份不同的表", "there are two different tables of the classification {id}"),
        Text("应只保留一份", "only one of them"),
    ),
}
