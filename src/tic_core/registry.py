"""The registry: what an embedding platform opens, binds to its own transaction, follows and verifies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
from sqlalchemy import Connection, Engine

from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.kernel.decide import Receipt
from tic_core.kernel.notices import Noted
from tic_core.ledger import (
    Bound,
    Ledger,
    Verification,
    verify,
)
from tic_core.ledger.feed import Consumer, events, feed, notices
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.register import Clock, Register
from tic_core.shelf import Book, Shelf
from tic_core.worker import Scanned, by_day, law_meant, scan


class Registry(Register):
    """A register of centres kept in a ledger of its own, or beside a platform's tables in the platform's database.

    ``jurisdiction`` says whose register is meant where a ledger holds several; it may stay empty for a ledger of one. One registry
    may be used by any number of threads at once; from a coroutine call it in a thread (``asyncio.to_thread``).
    """

    def __init__(self, ledger: Ledger, shelf: Shelf, clock: Clock, jurisdiction: str = "", *, strict: bool = False) -> None:
        super().__init__(ledger, shelf, clock, jurisdiction, strict=strict)
        self.ledger: Ledger = ledger

    @classmethod
    def open(
        cls,
        target: str | Engine,
        *,
        policies: Sequence[Path] = (),
        jurisdiction: str = "",
        clock: Clock | None = None,
        jurisdictions: Jurisdictions | None = None,
        create: bool = True,
        strict: bool = False,
    ) -> Registry:
        """Open a register at a database URL (``sqlite:///tic.db``) or on a SQLAlchemy engine; created when new.

        ``policies`` are folders of policy packs beside the installed ones. ``clock`` gives the moment of recording (aware
        datetime; the system's UTC clock unless given). ``strict`` lets no act at all rest on a reading that is not confirmed;
        otherwise that is asked of adverse acts only. Raises LedgerError where the data cannot be reached or trusted.
        """
        now = clock or (lambda: datetime.now(UTC))
        return cls(Ledger.open(target, create=create), Shelf(policies, jurisdictions), now, jurisdiction, strict=strict)

    def bind(self, connection: Connection) -> BoundRegister:
        """The same register inside a platform's own transaction: see :class:`BoundRegister`."""
        bound = self.ledger.bind(connection)
        return BoundRegister(bound, self.shelf, self.clock, self.jurisdiction, strict=self.strict)

    def verify(self) -> Verification:
        """Recompute every chain and replay every table of the ledger; see :mod:`tic_core.ledger.verify`."""
        return verify(self.ledger, self._home())

    # ── beside the register: who follows it, and what the clock makes known ──────────────────────────────────────────────

    def feed(self, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """The events after a sequence, in the order in which they were committed, without a gap.

        An event's lasting name is its jurisdiction and its sequence.
        """
        return feed(events, self.ledger, law_meant(self.ledger, self._home()), after, limit)

    def follow(self, consumer: str, limit: int | None = None) -> Iterator[Event]:
        """The events since this consumer's own position, which is kept in the ledger's database under its name.

        At least once: an event counts as dealt with when the next is asked for or the end is reached; after a crash the last
        ones come again, under the same sequence.
        """
        return self.consumer(consumer).follow(events, limit)

    def consumer(self, name: str, stream: str = "events") -> Consumer:
        """A consumer's position in the feed of ``events`` or of ``notices``: to be read, and confirmed by hand."""
        return Consumer(self.ledger, law_meant(self.ledger, self._home()), name, stream)

    def scan(self, day: date | None = None) -> Scanned:
        """Put on record what has fallen due, become overdue or ended up to ``day`` (today when None), once each.

        Any number of processes may do it at once; what was missed is caught up on; no answer of the register rests on it.
        UsageError for a day that has not come.
        """
        return scan(self.ledger, self.shelf, law_meant(self.ledger, self._home()), self.today, day)

    def notices(self, centre: str = "") -> list[Noted]:
        """What scans have put on record, of one ``centre`` or all, by day."""
        return by_day(self.ledger, law_meant(self.ledger, self._home()), centre)

    def feed_notices(self, after: int = 0, limit: int | None = None) -> Iterator[Noted]:
        """The same in order of their numbers, those after a number: a feed of their own."""
        return feed(notices, self.ledger, law_meant(self.ledger, self._home()), after, limit)

    def follow_notices(self, consumer: str, limit: int | None = None) -> Iterator[Noted]:
        """The notices since this consumer's position, in order of their numbers; at least once, as :meth:`follow`."""
        return self.consumer(consumer, "notices").follow(notices, limit)


class BoundRegister(Register):
    """A register within a transaction of the platform's. Made by :meth:`Registry.bind`.

    What is submitted is recorded when, and only when, the platform commits: until then a receipt says *uncommitted*, and what is
    asked sees it already. The ledger of the jurisdiction is held from the first act to the commit: keep that short.
    """

    def __init__(self, ledger: Bound, shelf: Shelf, clock: Clock, jurisdiction: str = "", *, strict: bool = False) -> None:
        super().__init__(ledger, shelf, clock, jurisdiction, strict=strict)
        self._recorded: list[tuple[Book, Event]] = []

    def submit(self, act: Act, *, dry_run: bool = False) -> Receipt:
        """As :meth:`Register.submit`; the receipt of what was recorded is *uncommitted*."""
        receipt = super().submit(act, dry_run=dry_run)
        return attrs.evolve(receipt, uncommitted=receipt.event is not None and not dry_run)

    def committed(self) -> None:
        """Tell the plugins of what was recorded; call it after the commit. Who must miss nothing follows the feed instead."""
        recorded, self._recorded = self._recorded, []
        for book, event in recorded:
            super()._announce(book, event)

    def _announce(self, book: Book, event: Event) -> None:
        self._recorded.append((book, event))
