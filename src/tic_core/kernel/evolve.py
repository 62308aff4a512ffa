"""``evolve``: what an event makes of a subject. It reads the event alone, never a policy, so the past stays readable.

The fold is into mutable state: ``evolve`` changes and returns the subject it is given; take a fresh one per replay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tic_core.kernel.corrections import CONSEQUENCE, consequence_key, counted
from tic_core.model.dates import Period
from tic_core.model.event import Effect, Event
from tic_core.model.facts import Money
from tic_core.model.subject import ENDINGS, Centre, Duty, Ended, IncentiveLine, IncentiveStep, Moved, Proceeding, Recorded
from tic_core.model.wire import restore


def fold(subject: str, events: Iterable[Event], as_of: date | None = None) -> Centre:
    """The subject after those of ``events`` that count by ``as_of`` (all when None), in legal order, corrections applied.

    An empty run gives a subject without a stage.
    """
    centre, known = Centre(subject), list(events)
    for event in counted(known):
        if as_of is None or event.effective <= as_of:
            evolve(centre, event)
    for event in known:  # what is struck out moves nothing, yet it is known
        if as_of is None or event.effective <= as_of:
            seen(centre, event)
    return centre


def evolve(centre: Centre, event: Event) -> Centre:
    """Apply one event to ``centre`` and return it. An effect of a later release that is not known here changes nothing."""
    for effect in event.effects:
        apply = _APPLY.get(effect.kind)
        if apply is not None:
            apply(centre, event, effect)
    seen(centre, event)
    return centre


def seen(centre: Centre, event: Event) -> None:
    """Note that an event is known, whatever it changes."""
    if event.sequence > centre.sequence:  # noqa: PLR1730 - on the path of every replay, where max costs more than both lines
        centre.sequence = event.sequence
    if event.number > centre.number:  # noqa: PLR1730
        centre.number = event.number


def _stage(centre: Centre, event: Event, effect: Effect) -> None:
    told = effect.value or {}  # a stage that goes on under another name: the day since when it does
    centre.stage, centre.kind, centre.since = effect.name, effect.type, _day(told.get("since")) or event.effective
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
    told |= {name: Period(**told[name]) for name in ("period", "before", "waits", "grace") if name in told}
    told |= {name: _day(told[name]) for name in ("anchor", "opens", "due") if name in told}
    told |= {name: tuple(told[name]) for name in ("yearly", "holds_in", "assumed") if name in told}
    centre.duties[effect.key] = Duty(
        id=effect.key,
        kind=effect.name,
        act=event.act,
        act_kind=event.kind,
        opened=event.effective,
        sequence=event.sequence,
        **told,
    )


def _duty_changed(centre: Centre, event: Event, effect: Effect) -> None:
    duty = centre.duties.get(effect.key)
    if duty is None or duty.state == "closed":
        return  # declared to precede what it would change, or ended by what was decided first: there is nothing to change
    change = _DUTY_CHANGES.get(effect.type)
    if change is not None:
        change(duty, event, effect)


def _ended(duty: Duty, event: Event, effect: Effect) -> None:
    """One turn of a recurring duty has ended, or the whole duty."""
    told = effect.value or {}
    turn = told.get("period") or ""
    duty.ended.setdefault(turn, Ended(effect.type, event.effective, event.sequence, told.get("late")))
    if not (turn and duty.recurs):
        duty.state, duty.closed, duty.suspended = "closed", event.effective, None


def _suspended(duty: Duty, event: Event, _: Effect) -> None:
    if duty.suspended is None:
        duty.state, duty.suspended = "suspended", event.effective


def _resumed(duty: Duty, event: Event, effect: Effect) -> None:
    """The duty runs on, with the last day that was worked out when it was resumed."""
    told = effect.value or {}
    if duty.suspended is not None and "due" in told:
        duty.due, duty.provisional = _day(told["due"]), bool(told.get("provisional"))
    _runs_on(duty, event)


def _reset(duty: Duty, event: Event, effect: Effect) -> None:
    told = effect.value
    duty.due, duty.provisional = _day(told["due"]), bool(told.get("provisional"))
    duty.printed = told.get("printed", "due")
    _runs_on(duty, event)


def _carried(duty: Duty, _: Event, effect: Effect) -> None:
    """The duty goes on under another edition, by another name or in stages of other names."""
    duty.kind, duty.holds_in = effect.name, tuple(effect.value["holds_in"])


def _runs_on(duty: Duty, event: Event) -> None:
    if duty.suspended is not None:
        duty.still.append((duty.suspended, event.effective))
    duty.state, duty.suspended = "open", None


_DUTY_CHANGES: dict[str, Callable[[Duty, Event, Effect], None]] = {
    **dict.fromkeys(ENDINGS, _ended),
    "suspended": _suspended,
    "resumed": _resumed,
    "reset": _reset,
    "carried": _carried,
}


def _proceeding(centre: Centre, event: Event, effect: Effect) -> None:
    told = effect.value if isinstance(effect.value, dict) else {"open": effect.value}
    at = (bool(told["open"]), event.effective, event.sequence, _day(told.get("last")))
    centre.proceedings[effect.key] = Proceeding(effect.key, effect.name, effect.type, *at)


def _incentive(centre: Centre, event: Event, effect: Effect) -> None:
    """A step of a line. What a plugin proposed has no id of its own: it is told apart by the event."""
    told = effect.value or {}
    key = effect.key or f"{effect.name}#{event.sequence}"
    amount = restore("money", told["amount"]) if "amount" in told else None
    words = {name: told[name] for name in ("payer", "budget", "cite", "source", "instalment", "ground") if name in told}
    at = (effect.type, event.effective, event.sequence, event.act)
    step = IncentiveStep(*at, amount, document=event.document, reason=event.reason, **words)
    line = centre.incentives.setdefault(key, IncentiveLine(key, effect.name, step.state, step.on, step.sequence))
    line.state, line.on, line.sequence = step.state, step.on, step.sequence
    line.payer, line.budget = step.payer or line.payer, step.budget or line.budget
    line.steps.append(step)
    for parts in ("instalments", "payers"):
        if parts in told:
            setattr(line, parts, {each["id"]: restore("money", each["amount"]) for each in told[parts]})
    if step.amount is not None and step.state in ("approved", "disbursed", "recovered"):
        so_far = getattr(line, step.state)
        setattr(line, step.state, step.amount if so_far is None else Money(so_far.amount + step.amount.amount, so_far.currency))


def _name(centre: Centre, _: Event, effect: Effect) -> None:
    centre.former = centre.name or centre.former
    centre.name = dict(effect.value)


def _link(centre: Centre, _: Event, effect: Effect) -> None:
    """A link to another subject; a centre that follows another bore its name before."""
    centre.links[effect.name] = effect.key
    centre.former = dict((effect.value or {}).get("name") or centre.former)


def _edition(centre: Centre, _: Event, effect: Effect) -> None:
    centre.edition = effect.name


def _corrected(centre: Centre, event: Event, effect: Effect) -> None:
    """:mod:`tic_core.kernel.corrections` applies the correction; here it leaves open what rested on the wrong entry."""
    for act in (effect.value or {}).get("touched", ()):
        key = consequence_key(act)
        centre.proceedings[key] = Proceeding(key, CONSEQUENCE, "open", True, event.effective, event.sequence)


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
    "voided": _corrected,
    "corrected": _corrected,
}
