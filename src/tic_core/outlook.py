"""What may come next, asked again and again within one snapshot: the law of a day, and who held what, are looked up once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tic_core.consult import as_said, law_of, world_of
from tic_core.errors import UsageError
from tic_core.kernel.awaiting import Awaited, awaited
from tic_core.kernel.context import gather
from tic_core.kernel.context import standing as facts_on
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.evolve import fold
from tic_core.kernel.findings import weigh
from tic_core.kernel.prospect import Prospect, prospects, towards
from tic_core.ledger import Known, Reader
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.subject import Centre
from tic_core.shelf import Book, Shelf
from tic_core.text import Text


class Outlook:
    """One look ahead, at one moment of knowledge. Made by :meth:`tic_core.registry.Registry.outlook`; good for one block."""

    def __init__(self, reader: Reader, shelf: Shelf, clock: Callable[[], datetime], known_at: int | None, *, strict: bool) -> None:
        self._reader = reader if known_at is None else Known(reader, known_at)
        self._shelf, self._now, self._strict = shelf, clock(), strict
        self._laws: dict[tuple[str, date], tuple[Book, Centre]] = {}
        self._last: tuple[str, list[Event]] = ("", [])

    def next(self, centre: str, on: date | None = None, toward: DutyLine | None = None) -> list[Prospect]:
        """What may lawfully happen next to a centre on a day (today when None); see :meth:`tic_core.registry.Registry.next`."""
        events = self._events(centre)
        standing = fold(centre, events, on)
        if not standing.edition:
            raise UsageError(MESSAGES["not-yet" if events else "no-centre"].fill(centre=centre, day=on))
        day = on or self._today(standing.edition)
        book, law = self._law(standing.edition, day)

        def look(act: Act) -> tuple[Any, ...]:
            world = world_of(self._reader, book, act, standing, events, self._now, law)
            world.strict = self._strict
            return weigh(book.lawbook, gather(book.lawbook, standing, act, world), act)

        acts = None if toward is None else towards(book.lawbook, standing, toward)
        return prospects(book.lawbook, standing, day, look, acts, law)

    def awaited(self, centre: str, on: date | None = None) -> list[Awaited]:
        """What the awards of a centre wait for on a day (today when None): instalments to pay, grounds to ask money back."""
        events = self._events(centre)
        standing = fold(centre, events, on)
        if not standing.edition or not standing.incentives:
            return []
        day = on or self._today(standing.edition)
        book, law = self._law(standing.edition, day)
        nothing = Act(id="", kind="", on=day, by="", centre=centre)
        world = world_of(self._reader, book, nothing, standing, events, self._now, law)
        return awaited(book.lawbook, standing, facts_on(book.lawbook, standing, day, world), day)

    def _today(self, edition: str) -> date:
        return self._now.astimezone(ZoneInfo(self._shelf.book(edition).identity.time_zone)).date()

    def _events(self, centre: str) -> list[Event]:
        if self._last[0] != centre:
            self._last = (centre, self._reader.events(centre))
        return self._last[1]

    def _law(self, edition: str, day: date) -> tuple[Book, Centre]:
        if (edition, day) not in self._laws:
            book = self._shelf.book(edition)
            law = law_of(self._reader, book, day)
            self._laws[edition, day] = (as_said(book, law), law)
        return self._laws[edition, day]


MESSAGES = {
    "not-yet": Text("{centre} 在 {day} 尚未立项", "{centre} did not exist yet on {day}"),
    "no-centre": Text("没有中心“{centre}”的记录", "nothing is recorded of “{centre}”"),
}
