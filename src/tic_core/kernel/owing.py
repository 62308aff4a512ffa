"""How a duty comes about and what acts make of it: worked out once, by an act, and written into the event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.dates import Calendar, Deadline, Period, due_before, due_by, last_day, rolled
from tic_core.model.edition import DutyKind
from tic_core.model.event import Effect
from tic_core.model.facts import plain
from tic_core.model.subject import Duty


def opened(lawbook: Lawbook, kind: DutyKind, day: date, facts: Mapping[str, Any], key: str) -> Effect:
    """The effect that opens a duty on ``day``: the duty with everything its dates follow from."""
    source = next((name for name in kind.after if name != "act" and facts.get(name) is not None), "act")
    anchor = day if source == "act" else facts[source]
    convention = lawbook.edition.convention
    told: dict[str, Any] = {"owner": kind.owner, "anchor": anchor, "cite": str(kind.cite or ""), "own": kind.own}
    told |= {"holds_in": list(kind.holds_in), "convention": convention.id, "calendar": lawbook.calendar.digest}
    if kind.every or kind.yearly:
        told |= _schedule(kind, anchor) | {"roll": convention.fixed_roll if kind.yearly else convention.roll}
    else:
        told |= _once(lawbook, kind, anchor, day, facts) | {"roll": convention.roll}
    told |= {name: each for name, each in _derived(lawbook, kind, source).items() if each}
    return Effect("duty-opened", kind.id, {name: plain(value) for name, value in told.items()}, key=key)


def _derived(lawbook: Lawbook, kind: DutyKind, source: str) -> dict[str, Any]:
    """The rest of the derivation: what it was counted from and by which lengths of time, and what all of it rests on."""
    periods = {"period": kind.period, "before": kind.before, "waits": kind.opens, "grace": kind.grace}
    counted = kind.every or kind.yearly or any(periods.values())
    assumed = (*kind.assumed, *(lawbook.assumed_by(kind.when) if kind.when else ()))
    assumed = (*assumed, *(lawbook.edition.convention.assumed if counted else ()))
    return {
        "counted_from": source if source != "act" else "",
        "calendar_id": lawbook.calendar.id,
        "assumed": list(dict.fromkeys(assumed)),
        **{name: lasting(each) for name, each in periods.items() if each},
    }


def lasting(period: Period) -> dict[str, int]:
    """A period in plain form: ``{"days": 30}``."""
    return {unit: count for unit, count in attrs.asdict(period).items() if count}


def _schedule(kind: DutyKind, anchor: date) -> dict[str, Any]:
    if kind.yearly:
        day = kind.yearly.day if isinstance(kind.yearly.day, int) else 0
        return {"yearly": [kind.yearly.month, day], "first_year": anchor.year + kind.first_year}
    every = kind.every
    return {"every": every.years * 12 + every.months if every else 0}


def _once(lawbook: Lawbook, kind: DutyKind, anchor: date, day: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    waiting = facts.get(kind.printed_opens) or (last_day(anchor, kind.opens).last if kind.opens else None)
    if waiting:
        # It can first be done once that time has run out: on the day after its last.
        told["opens"] = last_day(waiting, Period(days=1)).last
    printed = facts.get(kind.printed)
    if printed and kind.printed.startswith("due.") and printed < day:
        printed = None  # another duty's day that has passed: nobody is late with what has only just come to him
    if printed:
        provisional = kind.printed.startswith("due.") and not lawbook.calendar.knows(printed)
        return told | {"due": printed, "provisional": provisional, "printed": kind.printed}
    last = _last(lawbook, kind, anchor, known=any(facts.get(name) is not None for name in kind.after))
    return told if last is None else told | {"due": last.last, "provisional": last.provisional}


def _last(lawbook: Lawbook, kind: DutyKind, anchor: date, *, known: bool) -> Deadline | None:
    roll = lawbook.edition.convention.roll
    if kind.before:
        # Nothing lies before a day that is not fixed: it has no last day until an act sets one.
        return due_before(anchor, kind.before, roll, lawbook.calendar) if known else None
    return due_by(anchor, kind.period, roll, lawbook.calendar) if kind.period else None


def lateness(last: date | None, day: date) -> dict[str, int]:
    """How many days after the last day something was done on ``day``: 0 in time; nothing where no last day was fixed."""
    return {} if last is None else {"late": max((day - last).days, 0)}


def moved_by(duty: Duty, day: date, calendar: Calendar) -> dict[str, Any]:
    """What resuming a duty on ``day`` makes of its last day: later by the days it stood still, if it had not passed before.

    Counted is the day of suspension and not the day of resumption. A computed last day is rolled anew; a printed one is not.
    """
    since, due = duty.suspended, duty.due
    if since is None or due is None or due < since:
        return {}
    moved = last_day(due, Period(days=(day - since).days)) if day > since else Deadline(due)
    found = moved if duty.printed else rolled(moved, duty.roll, calendar)
    return {"due": plain(found.last), "provisional": found.provisional or duty.provisional}
