"""The events themselves, one by one in the order of the ledger: bytes, columns, chain, tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from tic_core.errors import TicError
from tic_core.ledger.chain import GENESIS, Checkpoint, Tree, link
from tic_core.ledger.codec import decode, is_canonical, is_digest
from tic_core.ledger.problems import Problems
from tic_core.ledger.reading import PAGE, Reader
from tic_core.ledger.rows import Stored
from tic_core.model.event import Event

# Columns that repeat what the event says.
_REPEATED = ("sequence", "subject", "number", "act", "kind", "recorded")

EDITION = "edition"
"""The kind of text that every event names by its id as well as by its digest."""


@attrs.frozen
class Link:
    """Where a subject's chain stands: number, hash and sequence of its last event, and whether all its events can be read."""

    number: int = 0
    hash: str = GENESIS
    sequence: int = 0
    whole: bool = True


class Audit:
    """One pass over the events of a jurisdiction. It keeps no event, only where each subject's chain stands.

    ``named`` maps a text (kind, id, digest) to the first event that rests on it; only of an edition does an event tell the id.
    ``people`` maps a person to the digest in the last event that names them and that event's sequence.
    """

    def __init__(self, reader: Reader, problems: Problems, algorithm: str, anchors: Sequence[Checkpoint]) -> None:
        self.tree = Tree(algorithm)
        self.read = 0
        self.chains: dict[str, Link] = {}
        self.named: dict[tuple[str, str, str], int] = {}
        self.people: dict[str, tuple[str, int]] = {}
        self._reader = reader
        self._problems = problems
        self._law = problems.jurisdiction
        self._algorithm = algorithm
        self._anchors = anchors
        self._next = 1

    def run(self, last: int) -> None:
        """Look at every event; ``last`` is the sequence that the header says is the last."""
        for row in self._rows(last):
            self._row(row)
        try:
            self._whole(last)
        except TicError as error:
            self._problems.tell("unreadable", self._next, "", why=error.what)

    def _row(self, row: Stored) -> None:
        self.read += 1
        if row.sequence != self._next:
            self._problems.tell("gap", self._next, "", wanted=self._next, found=str(row.sequence))
        self._next = row.sequence + 1 if type(row.sequence) is int else self._next + 1
        readable = self._said(row)
        self._linked(row, whole=readable)
        self.tree.push(as_bytes(row.body))
        for anchor in self._anchors:
            if anchor.size == self.tree.size and anchor.root != self.tree.root():
                self._problems.tell("rewritten", anchor.size, "", wanted=anchor.size)

    def _said(self, row: Stored) -> bool:
        """What the event says, against its columns and its one spelling; False when it cannot be read at all."""
        try:
            event = decode(row.body)
        except TicError as error:
            self._problems.tell("unreadable", row.sequence, row.subject, why=error.what)
            return False
        if not is_canonical(row.body):
            self._problems.tell("spelling", row.sequence, row.subject)
        self._columns(row, event)
        for each, digest in event.law.digests.items():
            kind, _, name = each.partition(":")  # an interpretation file is named with its id
            self.named.setdefault((kind, name or (event.law.edition if kind == EDITION else ""), digest), event.sequence)
        for person, digest in event.persons.items():
            self.people[person] = (digest, event.sequence)
        return True

    def _columns(self, row: Stored, event: Event) -> None:
        pairs = [(name, getattr(row, name), getattr(event, name)) for name in _REPEATED]
        pairs += [(name, getattr(row, name), getattr(event, name).isoformat()) for name in ("on", "effective")]
        for column, found, wanted in pairs:
            if found != wanted:
                told = {"column": column, "found": str(found), "wanted": str(wanted)}
                self._problems.tell("column", row.sequence, row.subject, **told)
        if not is_digest(row.act_digest):
            self._problems.tell("act-digest", row.sequence, row.subject, found=str(row.act_digest))

    def _linked(self, row: Stored, *, whole: bool) -> None:
        """The place in the subject's chain. It goes on from what the row says, so that one fault is told once."""
        before = self.chains.get(row.subject, Link())
        if row.number != before.number + 1:
            self._problems.tell("number", row.sequence, row.subject, wanted=before.number + 1, found=str(row.number))
        if row.prev != before.hash:
            self._problems.tell("link", row.sequence, row.subject)
        if _hashed(row, before.hash, self._algorithm) != row.hash:
            self._problems.tell("hash", row.sequence, row.subject)
        number = row.number if type(row.number) is int else before.number + 1
        self.chains[row.subject] = Link(number, str(row.hash), row.sequence, before.whole and whole)

    def _rows(self, last: int) -> Iterator[Stored]:
        """All rows in order; where a page cannot be read, its rows singly, so that the one bad row is named."""
        after, more = 0, True
        while more:
            try:
                rows = list(self._reader.stored(self._law, after, PAGE))
                more = len(rows) == PAGE
            except TicError:
                rows = list(self._singly(after, last))
                more = after + PAGE < last
            yield from rows
            after = rows[-1].sequence if rows else after + PAGE

    def _singly(self, after: int, last: int) -> Iterator[Stored]:
        for sequence in range(after + 1, min(after + PAGE, last) + 1):
            try:
                row = next(self._reader.stored(self._law, sequence - 1, 1), None)
            except TicError as error:
                self._problems.tell("unreadable", sequence, "", why=error.what)
                continue
            if row is not None and row.sequence == sequence:
                yield row

    def _whole(self, last: int) -> None:
        found = self._next - 1
        if last != found:
            self._problems.tell("end", min(last, found) + 1, "", found=str(last), wanted=found)
        count = self._reader.count(self._law)
        if count != self.read:
            self._problems.tell("rows", 0, "", found=count, wanted=self.read)
        for act, sequence in self._reader.acts_recorded_twice(self._law):
            self._problems.tell("twice", sequence, "", act=act)
        for anchor in self._anchors:
            if anchor.size > self.tree.size:
                self._problems.tell("cut", self.tree.size + 1, "", wanted=anchor.size, found=self.tree.size)


def as_bytes(found: object) -> bytes:
    """What a column of bytes holds, or nothing when a stranger put something else there."""
    return found if isinstance(found, bytes) else b""


def _hashed(row: Stored, prev: str, algorithm: str) -> str:
    try:
        return link(prev, row.body, algorithm)
    except (ValueError, TypeError):  # the bytes are no bytes, the hash before is no hash
        return ""
