"""The feed: the events in order of commit, for those who follow them, and how far each of these has come.

Appends to one jurisdiction are serialised, so the sequence has no gap, and an event of a later number is never there before one of
an earlier: whoever goes on from the last number that he has seen misses nothing, however slowly the writers commit. An event's
lasting name is its jurisdiction and its sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import bindparam, insert, select, update

from tic_core.errors import UsageError
from tic_core.kernel.notices import Noted
from tic_core.ledger import schema
from tic_core.ledger.notices import stored
from tic_core.ledger.reading import PAGE
from tic_core.ledger.store import Ledger
from tic_core.model.event import Event
from tic_core.text import Text

MESSAGES = {
    "name": Text("消费者须有名称", "a consumer must have a name"),
    "name-remedy": Text("请用不变的名称：位置记在该名称之下", "give a name that stays: the position is kept under it"),
}

KEPT_EVERY = 100
"""After so many items a follower's position is kept; at most so many come again after its process has died."""

_C = schema.consumer.c
_WHO = (_C.jurisdiction == bindparam("law"), _C.stream == bindparam("of"), _C.name == bindparam("who"))
POSITION = select(_C.position).where(*_WHO)
MOVE = update(schema.consumer).where(*_WHO, _C.position < bindparam("to")).values(position=bindparam("to"))
CONSUMERS = select(*_C).order_by(_C.jurisdiction, _C.stream, _C.name)
BEGIN = insert(schema.consumer)


class Numbered(Protocol):
    """What a feed gives: each item with its number, which is its place."""

    @property
    def sequence(self) -> int:
        """The number in the feed: dense, in order of commit."""


Item = TypeVar("Item", bound=Numbered)
Source = Callable[[Ledger, str, int, int], list[Item]]


def events(ledger: Ledger, law: str, after: int, most: int) -> list[Event]:
    """A page of events."""
    with ledger.reading(law) as reader:
        return list(reader.feed(after=after, limit=most)) if law in reader.jurisdictions() else []


def notices(ledger: Ledger, law: str, after: int, most: int) -> list[Noted]:
    """A page of notices."""
    ledger.hold_tables("tic_notice")
    carrying = ledger.has_tables("tic_checkpoint")
    with ledger.transaction(writing=False) as session:
        return stored(session, law, after, most, carrying=carrying)


STREAMS: dict[str, Source[Event] | Source[Noted]] = {"events": events, "notices": notices}


def feed(source: Source[Item], ledger: Ledger, law: str, after: int = 0, limit: int | None = None) -> Iterator[Item]:
    """The items after number ``after``, page by page: no lock and no snapshot is held between pages."""
    return islice(_pages(source, ledger, law, after), limit)


def _pages(source: Source[Item], ledger: Ledger, law: str, after: int) -> Iterator[Item]:
    page = source(ledger, law, after, PAGE)
    while page:
        yield from page
        page = source(ledger, law, page[-1].sequence, PAGE) if len(page) == PAGE else []


class Consumer:
    """One follower of a stream, by a name under which its position is kept in the ledger's database.

    Each item is given at least once: the position moves on when the next item is asked for, and is kept every :data:`KEPT_EVERY`
    items and at the end. What was given before a crash may come again, under the same number.
    """

    def __init__(self, ledger: Ledger, law: str, name: str, stream: str = "events") -> None:
        if not name.strip():
            raise UsageError(MESSAGES["name"], MESSAGES["name-remedy"])
        ledger.hold_tables("tic_consumer")
        self._ledger, self._law, self.name, self.stream = ledger, law, name, stream
        self._place = {"law": law, "of": stream, "who": name}

    @property
    def position(self) -> int:
        """The number of the last item that was dealt with; 0 before the first."""
        with self._ledger.transaction(writing=False) as session:
            row = session.row(POSITION, **self._place)
        return row[0] if row else 0

    def confirm(self, sequence: int) -> None:
        """Everything up to this number was dealt with. Never goes back."""
        with self._ledger.transaction(writing=True) as session:
            known = session.row(POSITION, **self._place)
            if known is None:
                session.run(BEGIN, jurisdiction=self._law, stream=self.stream, name=self.name, position=sequence)
            elif known[0] < sequence:
                session.run(MOVE, to=sequence, **self._place)
            session.commit()

    def follow(self, source: Source[Item], limit: int | None = None) -> Iterator[Item]:
        """What has come since the kept position. An item counts as dealt with when the next is asked for, or the end is reached."""
        done = kept = self.position
        try:
            for item in feed(source, self._ledger, self._law, done, limit):
                yield item
                done = item.sequence
                if done - kept >= KEPT_EVERY:
                    self.confirm(done)
                    kept = done
        finally:
            if done > kept:
                self.confirm(done)


def consumers(ledger: Ledger) -> list[tuple[str, str, str, int]]:
    """Jurisdiction, stream, name and position of every follower."""
    ledger.hold_tables("tic_consumer")
    with ledger.transaction(writing=False) as session:
        return [(row[0], row[1], row[2], row[3]) for row in session.rows(CONSUMERS)]
