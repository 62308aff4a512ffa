"""Proceedings that last a time of their own: a ban that ends with its last day, without anybody having to end it.

The last day is worked out once, by the act from which it can be told, and written into its event. Where a ban counts from something
that has not happened yet (a completed rectification), it goes on until an act brings that day and takes the proceeding a step on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.model.dates import Calendar, Period, last_day
from tic_core.model.edition import Stepping
from tic_core.model.facts import plain
from tic_core.model.linked import Lasting


def stands(asked: Asked, stepping: Stepping, key: str, *, is_open: bool) -> Any:
    """How a proceeding stands after a step: whether it is open, and of one that lasts a time with the day on which that ends."""
    lasts: Lasting | None = asked.tables["proceedings"][stepping.proceeding].lasts
    if lasts is None or not is_open:
        return is_open
    standing = asked.centre.proceedings.get(key) if stepping.from_ else None
    source, last = ended(lasts, asked.act.counts_from, asked.context.facts, asked.lawbook.calendar)
    if last is None and standing is not None:
        source, last = "", standing.last
    told = {"open": True, "last": last, "counted_from": source}
    return {name: plain(value) for name, value in told.items() if value}


def ended(lasts: Lasting, day: date, facts: Mapping[str, Any], calendar: Calendar) -> tuple[str, date | None]:
    """What the time is counted from and its last day, by an act that counts from ``day``; None while it cannot be told."""
    printed = facts.get(lasts.printed)
    if printed is not None:
        return lasts.printed, printed
    known = {"act": day, **{name: facts.get(name) for name in lasts.after if name != "act"}}
    source, anchor = next(((name, known[name]) for name in lasts.after if known[name] is not None), ("", None))
    period = lasts.period or _counted(lasts, facts)
    return source, last_day(anchor, period, calendar).last if anchor and period else None


def _counted(lasts: Lasting, facts: Mapping[str, Any]) -> Period | None:
    """A length that a fact tells; none for nothing or less."""
    count = facts.get(lasts.by)
    return Period(**{lasts.unit: int(count)}) if count and count > 0 else None
