"""What a correction makes of the events before it: a voided one counts no more, a corrected one counts as corrected.

Nothing is edited. A later event points at the wrong one: ``voided`` strikes it out, ``corrected`` puts other effects in the place
of its own. Voiding the correction brings the first back. What is known at a sequence follows from the events up to it alone, so
an answer for an earlier moment of knowledge never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.model.event import Effect, Event

POINTING = frozenset({"voided", "corrected"})
CONSEQUENCE = "consequence"  # the core's own kind of proceeding: an act that rested on what was corrected


def counted(events: Iterable[Event]) -> list[Event]:
    """The events that count, those corrected as they now stand, in :func:`legal_order`."""
    known = list(events)
    if any(event.nature == "corrective" and points(event) for event in known):
        gone = struck(known)
        known = [_as_corrected(event, latest) for event, latest in _corrected(known, gone) if event.sequence not in gone]
    return sorted(known, key=legal_order)


def points(event: Event) -> bool:
    """Whether an event corrects another; only acts of corrective nature can."""
    return any(effect.kind in POINTING for effect in event.effects)


def struck(events: Iterable[Event]) -> dict[int, int]:
    """The sequences of events that count no more, each with that of the event that voided it. A voided voiding voids nothing."""
    found: dict[int, int] = {}
    for event in sorted(events, key=lambda each: each.sequence, reverse=True):
        if event.sequence not in found:
            found.update({target(effect): event.sequence for effect in event.effects if effect.kind == "voided"})
    return found


def corrections(events: Sequence[Event]) -> dict[int, Event]:
    """The sequences of events that count otherwise than they were recorded, each with the last event that corrected it."""
    gone = struck(events)
    return {event.sequence: latest for event, latest in _corrected(events, gone) if latest is not None}


def target(effect: Effect) -> int:
    """The sequence of the event that a correction points at."""
    return int(effect.key)


def recorded_by(event: Event) -> dict[str, Effect]:
    """The facts an entry recorded, by id."""
    return {effect.name: effect for effect in event.effects if effect.kind == "fact" and effect.value is not None}


def consequence_key(act: str) -> str:
    """The name of the proceeding that stands for a later act which rested on what was corrected."""
    return f"{CONSEQUENCE}:{act}"


def legal_order(event: Event) -> tuple[date, int, int]:
    """Events by the day they count from, then their declared precedence, then the order in which they became known."""
    return event.effective, event.precedence, event.sequence


def _corrected(events: Iterable[Event], gone: Mapping[int, int]) -> list[tuple[Event, Event | None]]:
    """Each event with the last one that corrected it and counts."""
    known = sorted(events, key=lambda each: each.sequence)
    latest: dict[int, Event] = {}
    for event in known:
        if event.sequence not in gone:
            latest.update({target(effect): event for effect in event.effects if effect.kind == "corrected"})
    return [(event, latest.get(event.sequence)) for event in known]


def _as_corrected(event: Event, by: Event | None) -> Event:
    """An event with the effects, and from the day, that its correction gives it."""
    if by is None:
        return event
    told: Any = next(effect.value for effect in by.effects if effect.kind == "corrected" and target(effect) == event.sequence)
    effects = tuple(Effect(**each) for each in told["effects"])
    effective = date.fromisoformat(told["effective"]) if told.get("effective") else event.effective
    return attrs.evolve(event, effects=effects, effective=effective)
