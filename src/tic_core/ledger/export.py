"""A ledger as a file that an auditor can keep and check: a line of canonical JSON each for what it is, every event, every text
that was decided under, the checkpoint, and a digest of all lines above.

``{"export":{…}}``, then ``{"event":{…},"hash":"…"}`` in order of sequence, ``{"text":{…}}``, ``{"checkpoint":"…"}`` and
``{"end":{…}}``. The event is the very bytes that were hashed when it was recorded. Personal data are not in it: of a person the
events hold an id and a salted digest. ``tools/verify_export.py`` checks such a file without this package; :func:`check` is our own
reading of it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tic_core.errors import LedgerError, TicError
from tic_core.ledger.chain import GENESIS, Checkpoint, Tree, digester, link
from tic_core.ledger.codec import SCHEMA, decode, decode_plain, digest, encode_plain, event_schema, is_canonical
from tic_core.ledger.problems import Problems, Verification
from tic_core.ledger.reading import Reader
from tic_core.text import Text

FORMAT = "tic/export/1"

MESSAGES = {
    "format": Text("不认识的导出格式 {found}", "the format {found} of the export is not known"),
    "no-export": Text("不是账本的导出文件", "this is no export of a ledger"),
    "after-end": Text("文件结束之后还有内容", "there is more after the end"),
    "kind": Text("不认识这一行", "this kind of line is not known"),
    "spelling": Text("不是规范写法", "it is not in the one canonical spelling"),
}

# What a line that was tampered with may run into.
_BROKEN = (LookupError, ValueError, TypeError, AttributeError)

Told = Callable[[str], str]


def lines(reader: Reader, jurisdiction: str | None = None, known_at: int | None = None, sign: Told = str) -> Iterator[bytes]:
    """The lines of an export, each with its end: of the events up to ``known_at``, or all.

    ``sign`` turns the checkpoint's text into the one that is printed, with signatures below it.
    """
    checkpoint = reader.checkpoint(jurisdiction, known_at)
    algorithm = reader.header(checkpoint.origin)[1]
    whole, count = hashlib.new(algorithm), 0
    for value in _values(reader, checkpoint, algorithm, sign(checkpoint.text)):
        line = value + b"\n"
        whole.update(line)
        count += 1
        yield line
    yield encode_plain({"end": {"digest": whole.hexdigest(), "lines": count}}) + b"\n"


def _values(reader: Reader, checkpoint: Checkpoint, algorithm: str, printed: str) -> Iterator[bytes]:
    head = {"format": FORMAT, "hash": algorithm, "jurisdiction": checkpoint.origin, "schema": SCHEMA, "event": event_schema()}
    yield encode_plain({"export": head})
    named: dict[str, None] = {}
    for row in reader.stored(checkpoint.origin, limit=checkpoint.size):
        yield b'{"event":' + row.body + b',"hash":' + encode_plain(row.hash) + b"}"
        named.update(dict.fromkeys(decode(row.body).law.digests.values()))
    for key in filter(None, named):
        kept = reader.text(key)
        if kept is not None:
            body = base64.b64encode(kept.body).decode()
            yield encode_plain({"text": {"body": body, "digest": key, "id": kept.id, "kind": kept.kind}})
    yield encode_plain({"checkpoint": printed})


def check(file: Iterable[bytes], anchors: Sequence[Checkpoint] = ()) -> Verification:
    """Whether an export still says what was recorded; ``anchors`` are old checkpoints held outside, as for a ledger.

    LedgerError where it is no export at all, or its hash function is not offered here.
    """
    found = _Pass(anchors)
    for line in file:
        found.line(line)
    return found.end()


class _Pass:
    """One pass over the lines of an export."""

    def __init__(self, anchors: Sequence[Checkpoint]) -> None:
        self._anchors = anchors
        self._count = 0
        self._chains: dict[str, tuple[str, int]] = {}
        self._named: dict[str, int] = {}
        self._kept: set[str] = set()
        self._told = ""
        self._ended = False
        self._problems = Problems("")

    def line(self, line: bytes) -> None:
        if not self._count:
            self._begin(line)
        else:
            try:
                self._said(line)
            except TicError as error:
                self._wrong(error.what)
            except _BROKEN as error:
                self._wrong(Text(str(error), str(error)))
        self._whole.update(line)
        self._count += 1

    def end(self) -> Verification:
        if not self._count:
            raise LedgerError(MESSAGES["no-export"])
        tell, size = self._problems.tell, self._tree.size
        for key, sequence in self._named.items():
            if key and key not in self._kept:
                tell("text-missing", sequence, "", key=key[:12])
        checkpoint = Checkpoint(self._problems.jurisdiction, size, self._tree.root())
        if self._told.split("\n\n")[0].rstrip("\n") != checkpoint.text.rstrip("\n"):
            tell("export-checkpoint", 0, "")
        if not self._ended:
            tell("export-end", 0, "")
        for anchor in self._anchors:
            if anchor.origin != self._problems.jurisdiction:
                tell("export-anchor", 0, "", found=anchor.origin)
            elif anchor.size > size:
                tell("cut", size + 1, "", wanted=anchor.size, found=size)
        return Verification(size, (checkpoint,), tuple(self._problems.found))

    def _begin(self, line: bytes) -> None:
        try:
            head = decode_plain(line)["export"]
            told, law, algorithm = head["format"], head["jurisdiction"], head["hash"]
        except (TicError, *_BROKEN) as error:
            raise LedgerError(MESSAGES["no-export"]) from error
        if told != FORMAT:
            raise LedgerError(MESSAGES["format"].fill(found=told))
        digester(algorithm)
        self._algorithm = algorithm
        self._tree, self._whole, self._problems = Tree(algorithm), hashlib.new(algorithm), Problems(law)
        if not line.endswith(b"\n") or not is_canonical(line[:-1]):
            self._wrong(MESSAGES["spelling"])
        self._met()

    def _said(self, line: bytes) -> None:
        if self._ended:
            return self._wrong(MESSAGES["after-end"])
        if not line.endswith(b"\n") or not is_canonical(line[:-1]):
            self._wrong(MESSAGES["spelling"])
        value = decode_plain(line)
        for kind, look in (("event", self._event), ("text", self._text), ("checkpoint", self._checkpoint), ("end", self._end)):
            if kind in value:
                return look(value)
        return self._wrong(MESSAGES["kind"])

    def _event(self, value: dict[str, Any]) -> None:
        body, told = encode_plain(value["event"]), value["hash"]
        sequence, subject = self._tree.size + 1, str(value["event"]["subject"])
        prev, number = self._chains.get(subject, (GENESIS, 0))
        self._tree.push(body)
        self._chains[subject] = (told, number + 1)
        event = decode(body)
        if event.sequence != sequence:
            self._problems.tell("gap", sequence, subject, wanted=sequence, found=str(event.sequence))
        if event.number != number + 1:
            self._problems.tell("number", sequence, subject, wanted=number + 1, found=str(event.number))
        if link(prev, body, self._algorithm) != told:
            self._problems.tell("hash", sequence, subject)
        for key in event.law.digests.values():
            self._named.setdefault(key, sequence)
        self._met()

    def _text(self, value: dict[str, Any]) -> None:
        text = value["text"]
        if digest(base64.b64decode(text["body"], validate=True)) != text["digest"]:
            self._problems.tell("text", self._named.get(text["digest"], 0), "", key=f"{text['kind']} {text['id']}")
        self._kept.add(text["digest"])

    def _checkpoint(self, value: dict[str, Any]) -> None:
        self._told = value["checkpoint"]

    def _end(self, value: dict[str, Any]) -> None:
        self._ended = True
        if value["end"] != {"digest": self._whole.hexdigest(), "lines": self._count}:
            self._problems.tell("export-digest", 0, "")

    def _met(self) -> None:
        for anchor in self._anchors:
            here = (anchor.origin, anchor.size) == (self._problems.jurisdiction, self._tree.size)
            if here and anchor.root != self._tree.root():
                self._problems.tell("rewritten", anchor.size, "", wanted=anchor.size)

    def _wrong(self, why: Text) -> None:
        """A line that cannot be used, told at the event that would stand there."""
        told = bool(self._told) or bool(self._kept)
        self._problems.tell("export-line", 0 if told else self._tree.size + 1, "", line=self._count + 1, why=why)
