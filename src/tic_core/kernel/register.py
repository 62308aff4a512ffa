"""A whole register folded in one pass over its ledger, without holding its events.

Events mostly become known in the order in which they count, and then each is applied as it comes. A subject for which that is not
so, because an act was dated back or an entry corrected, is named in ``again``: it is to be folded from its own events.
"""

from __future__ import annotations

from datetime import date

from tic_core.kernel.corrections import legal_order, points
from tic_core.kernel.evolve import evolve, seen
from tic_core.model.event import Event
from tic_core.model.subject import Centre

OUTLINE = frozenset({"stage", "name", "edition", "duty-opened", "duty-changed", "voided", "corrected"})
"""The effects that say where every subject stands, what it is called and what it owes."""


class Register:
    """Every subject as it stands on ``as_of`` (all days when None), after the events :meth:`take` was given so far."""

    def __init__(self, as_of: date | None = None) -> None:
        self._as_of = as_of
        self._last: dict[str, tuple[date, int, int]] = {}
        self._centres: dict[str, Centre] = {}
        self.again: dict[str, None] = {}

    def take(self, event: Event) -> None:
        """The next event in order of sequence."""
        if self._as_of is not None and event.effective > self._as_of:
            if points(event):
                self.again[event.subject] = None  # its own day has not come, yet what it points at is gone
            return
        place, last = legal_order(event), self._last.get(event.subject)
        if points(event) or (last is not None and place < last):
            self.again[event.subject] = None
        centre = self._centres.get(event.subject)
        if centre is None:
            centre = self._centres[event.subject] = Centre(event.subject)
        self._last[event.subject] = place
        if event.subject in self.again:
            seen(centre, event)
        else:
            evolve(centre, event)

    def centres(self) -> dict[str, Centre]:
        """The subjects that need not be folded again, by id."""
        return {name: centre for name, centre in self._centres.items() if name not in self.again}
