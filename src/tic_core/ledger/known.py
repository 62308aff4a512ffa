"""What was known at a moment: a reader that sees only what had been recorded up to a sequence, as far as a decision looks.

Heads, duties and reservations are tables of today; who held what at an earlier moment is folded from the events up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tic_core.kernel.evolve import fold
from tic_core.ledger.reading import Reader
from tic_core.model.event import Event


class Known(Reader):
    """What ``reader`` saw when sequence ``known_at`` was the last. What it asks of the tables of today, it does not answer."""

    def __init__(self, reader: Reader, known_at: int) -> None:
        super().__init__(*reader.place)
        self._known_at = known_at
        self._held: dict[str, dict[str, str]] | None = None

    def header(self, jurisdiction: str | None = None) -> tuple[int, str, int]:
        """Format, hash function, and the sequence that was the last then."""
        form, algorithm, last = super().header(jurisdiction)
        return form, algorithm, min(last, self._known_at)

    def events(self, subject: str, known_at: int | None = None, *, jurisdiction: str | None = None) -> list[Event]:
        """The events of a subject, as known then."""
        return super().events(subject, self._at(known_at), jurisdiction=jurisdiction)

    def feed(self, jurisdiction: str | None = None, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """What had been recorded then."""
        left = max(0, self._known_at - after)
        return super().feed(jurisdiction, after, left if limit is None else min(limit, left))

    def accepted(self, act: str, jurisdiction: str | None = None) -> tuple[str, Event] | None:
        """The digest and the event of an act accepted by then, or None."""
        found = super().accepted(act, jurisdiction)
        return found if found is not None and found[1].sequence <= self._known_at else None

    def lives(self, known_at: int | None = None, *, jurisdiction: str | None = None) -> Iterator[tuple[str, list[Event]]]:
        """Every subject with its events, as known then."""
        return super().lives(self._at(known_at), jurisdiction=jurisdiction)

    def holders(self, scope: str, keys: Iterable[str], jurisdiction: str | None = None) -> dict[str, str]:
        """Who held each of ``keys`` then."""
        held = self._all(jurisdiction).get(scope, {})
        return {key: held[key] for key in keys if key in held}

    def held_under(self, scope: str, prefix: str, jurisdiction: str | None = None) -> dict[str, str]:
        """Who held a key that begins with ``prefix`` then."""
        return {key: holder for key, holder in self._all(jurisdiction).get(scope, {}).items() if key.startswith(prefix)}

    def _at(self, known_at: int | None) -> int:
        return self._known_at if known_at is None else min(known_at, self._known_at)

    def _all(self, jurisdiction: str | None) -> Mapping[str, Mapping[str, str]]:
        if self._held is None:
            self._held = {}
            for subject, events in self.lives(jurisdiction=jurisdiction):
                for scope, key in fold(subject, events).reservations.items():
                    self._held.setdefault(scope, {})[key] = subject
        return self._held
