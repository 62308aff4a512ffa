"""``evolve``: what an event makes of a subject. It reads the event alone, never a policy, so the past stays readable.

The fold is into mutable state: ``evolve`` changes and returns the subject it is given; take a fresh one per replay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tic_core.model.event import Effect, Event
from tic_core.model.subject import Centre, Duty, IncentiveLine, Moved, Proceeding, Recorded
from tic_core.model.wire import restore


def fold(subject: str, events: Iterable[Event], as_of: date | None = None) -> Centre:
    """The subject after those of ``events`` that count by ``as_of`` (all when None), in :func:`legal_order`.

    An empty run gives a subject without a stage.
    """
    centre = Centre(subject)
    for event in sorted(events, key=legal_order):
        if as_of is None or event.effective <= as_of:
            evolve(centre, event)
    return centre


def legal_order(event: Event) -> tuple[date, int, int]:
    """Events by the day they count from, then their declared precedence, then the order in which they became known."""
    return event.effective, event.precedence, event.sequence


def evolve(centre: Centre, event: Event) -> Centre:
    """Apply one event to ``centre`` and return it. An effect of a later release that is not known here changes nothing."""
    for effect in event.effects:
        apply = _APPLY.get(effect.kind)
        if apply is not None:
            apply(centre, event, effect)
    centre.sequence = max(centre.sequence, event.sequence)
    centre.number = max(centre.number, event.number)
    return centre


def _stage(centre: Centre, event: Event, effect: Effect) -> None:
    centre.stage, centre.kind, centre.since = effect.name, effect.type, event.effective
    centre.path.append(Moved(effect.name, effect.type, event.effective, event.sequence, event.kind))


def _fact(centre: Centre, event: Event, effect: Effect) -> None:
    if effect.value is None:
        centre.facts.pop(effect.name, None)
    else:
        centre.facts[effect.name] = Recorded(restore(effect.type, effect.value), effect.type, event.effective, event.sequence)


def _reserved(centre: Centre, _: Event, effect: Effect) -> None:
    centre.reservations[effect.name] = effect.key


def _freed(centre: Centre, _: Event, effect: Effect) -> None:
    centre.reservations.pop(effect.name, None)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _duty_opened(centre: Centre, event: Event, effect: Effect) -> None:
    told: dict[str, Any] = dict(effect.value)
    opens, due = _day(told.pop("opens", None)), _day(told.pop("due", None))
    yearly, holds_in = told.pop("yearly", None), told.pop("holds_in", ())
    centre.duties[effect.key] = Duty(
        id=effect.key,
        kind=effect.name,
        anchor=date.fromisoformat(told.pop("anchor")),
        yearly=(yearly[0], yearly[1]) if yearly else None,
        holds_in=tuple(holds_in),
        opened=event.effective,
        sequence=event.sequence,
        opens=opens,
        due=due,
        **told,
    )


def _duty_changed(centre: Centre, event: Event, effect: Effect) -> None:
    duty = centre.duties.get(effect.key)
    if duty is None:
        return  # declared to precede what it would change: there is nothing to change
    change, told = effect.type, effect.value or {}
    if change == "discharged":
        duty.done[told.get("period", "")] = event.effective
        duty.state = duty.state if duty.every or duty.yearly else "closed"
    elif duty.state == "closed":
        return  # what is fulfilled or closed stays so, whatever was decided of it before that was known
    elif change == "reset":
        duty.due, duty.provisional, duty.state = _day(told["due"]), bool(told.get("provisional")), "open"
    else:
        duty.state = {"suspended": "suspended", "resumed": "open"}.get(change, "closed")
    duty.closed = event.effective if duty.state == "closed" else None


def _proceeding(centre: Centre, event: Event, effect: Effect) -> None:
    is_open = bool(effect.value)
    centre.proceedings[effect.key] = Proceeding(effect.key, effect.name, effect.type, is_open, event.effective, event.sequence)


def _incentive(centre: Centre, event: Event, effect: Effect) -> None:
    centre.incentives.append(IncentiveLine(effect.name, effect.type, event.effective, event.sequence, effect.value or {}))


def _name(centre: Centre, _: Event, effect: Effect) -> None:
    centre.name = dict(effect.value)


def _link(centre: Centre, _: Event, effect: Effect) -> None:
    centre.links[effect.name] = effect.key


def _edition(centre: Centre, _: Event, effect: Effect) -> None:
    centre.edition = effect.name


_APPLY: dict[str, Callable[[Centre, Event, Effect], None]] = {
    "stage": _stage,
    "fact": _fact,
    "reserved": _reserved,
    "freed": _freed,
    "duty-opened": _duty_opened,
    "duty-changed": _duty_changed,
    "proceeding": _proceeding,
    "incentive": _incentive,
    "name": _name,
    "link": _link,
    "edition": _edition,
}
