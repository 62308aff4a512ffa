"""From an accepted act to its effects: what changes, worked out once and written into the event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.kernel.cohorts import cohort_effects
from tic_core.kernel.context import reservation_key
from tic_core.kernel.lasting import stands
from tic_core.kernel.linked import SUCCESSION, follows, is_linked
from tic_core.kernel.money import moved_lines
from tic_core.kernel.owing import lateness, moved_by, opened
from tic_core.kernel.pointing import pointing
from tic_core.kernel.powers import taking_part
from tic_core.kernel.settling import settled
from tic_core.model.answer import Proposal
from tic_core.model.edition import Discharge, DutyKind, DutyMove, Stage
from tic_core.model.event import Effect
from tic_core.model.facts import plain
from tic_core.model.subject import FINAL_KINDS, Duty
from tic_core.model.verdict import Verdict
from tic_core.rules.kinds import seats


def effects_of(asked: Asked) -> tuple[Effect, ...]:
    """Everything an accepted act changes, in the order in which ``evolve`` applies it."""
    return tuple(effect for part in _PARTS for effect in part(asked))


def _edition(asked: Asked) -> Iterator[Effect]:
    # A centre is under one edition until a transition moves it; a linked subject is under none: the latest one names its facts.
    if not asked.centre.edition or (is_linked(asked.centre.id) and asked.centre.edition != asked.lawbook.edition.id):
        yield Effect("edition", asked.lawbook.edition.id)


def _recorded(asked: Asked) -> Iterator[Effect]:
    yield from asked.context.recording


def _stage(asked: Asked) -> Iterator[Effect]:
    if asked.target and asked.target != asked.context.stage:
        yield Effect("stage", asked.target, type=asked.lawbook.stage_kinds[asked.target])


def _name(asked: Asked) -> Iterator[Effect]:
    """The name the centre bears in its new stage, or bears anew because a fact in it changed; an end without a title takes it."""
    stage: Stage | None = asked.tables["stages"].get(asked.target or "")
    if stage is None:
        return
    if stage.title is None:
        if asked.centre.name and stage.kind in FINAL_KINDS:
            yield Effect("name", "", {})
        return
    name = {lang: titled(template, asked.context.facts) for lang, template in (("zh", stage.title.zh), ("en", stage.title.en))}
    if name != asked.centre.name:
        yield Effect("name", name["zh"], name)


def titled(template: str, facts: Mapping[str, Any]) -> str:
    """A title template with its ``{fact}`` places filled from the facts."""

    def known(place: re.Match[str]) -> str:
        value = facts.get(place[1])
        return value if isinstance(value, str) else place[0]

    return re.sub(r"\{([^{}]+)\}", known, template)


def _reservations(asked: Asked) -> Iterator[Effect]:
    for name in dict.fromkeys((*asked.kind.frees, *asked.kind.reserves)):
        if name in asked.centre.reservations:
            yield Effect("freed", name, key=asked.centre.reservations[name])
    for name in asked.kind.reserves:
        key = reservation_key(asked.lawbook, name, asked.context.facts)
        if key:
            yield Effect("reserved", name, key=_seat(asked, name, key))


def _seat(asked: Asked, name: str, key: str) -> str:
    """The place under which a centre takes a thing: the first that nobody else holds, so that the store's key guards each."""
    held, me = asked.world.holders.get(name, {}), asked.centre.id
    places = seats(key, asked.tables["reservations"][name].most)
    return next((place for place in places if held.get(place, me) == me), key)


def _proceedings(asked: Asked) -> Iterator[Effect]:
    for stepping in asked.kind.steps:
        step = next(step for step in asked.tables["proceedings"][stepping.proceeding].steps if step.id == stepping.to)
        key = asked.proceeding_meant(stepping)
        if key:
            yield Effect("proceeding", stepping.proceeding, stands(asked, stepping, key, is_open=step.open), key=key, type=step.id)


def _discharged(asked: Asked) -> Iterator[Effect]:
    for discharge in asked.kind.discharges:
        duty = asked.running_duty(discharge.duty)
        turn = None if duty is None else _turn(asked, duty, discharge)
        if duty is not None and turn is not None:
            late = lateness(asked.last_day_of(duty, turn), asked.act.counts_from)
            yield Effect("duty-changed", duty.kind, {"period": turn, **late}, key=duty.id, type="discharged")


def _turn(asked: Asked, duty: Duty, said: Discharge | DutyMove) -> str | None:
    """Which turn of a duty ends; "" for the whole of it, None where the one that is meant does not run."""
    if not duty.recurs:
        return ""
    turn = asked.turn_meant(duty, said)
    return turn if turn in asked.running_turns(duty) else None


def _duty_moves(asked: Asked) -> Iterator[Effect]:
    for move in asked.kind.changes:
        duty = asked.running_duty(move.duty)
        if duty is None:
            continue
        told = _TOLD.get(move.change, _ending)(asked, duty, move)
        if told is not None:
            yield Effect("duty-changed", duty.kind, told, key=duty.id, type=move.change)


def _reset(asked: Asked, _: Duty, move: DutyMove) -> dict[str, Any]:
    # A date printed in a decision stands as printed: it is not rolled.
    return {"due": plain(asked.context.facts.get(move.date)), "printed": move.date}


def _resumed(asked: Asked, duty: Duty, _: DutyMove) -> dict[str, Any]:
    return {} if duty.recurs else moved_by(duty, asked.act.counts_from, asked.lawbook.calendar)


def _ending(asked: Asked, duty: Duty, move: DutyMove) -> dict[str, Any] | None:
    """Waived, excused or missed is one turn of a recurring duty; superseded is the whole of it, unless a turn is named."""
    if move.change == "superseded" and not move.key:
        return {}
    turn = _turn(asked, duty, move)
    return None if turn is None else {"period": turn} if turn else {}


_TOLD: Mapping[str, Callable[[Asked, Duty, DutyMove], dict[str, Any] | None]] = {
    "reset": _reset,
    "suspended": lambda *_: {},
    "resumed": _resumed,
}


def _duties(asked: Asked) -> Iterator[Effect]:
    for name in asked.kind.opens:
        kind = asked.tables["duties"][name]
        if _comes_about(asked, kind):
            # Told apart by the event that opened it, so that a late entry never takes the name of another duty.
            key = f"{name}#{asked.world.sequence}" if name in asked.world.duties else name
            yield opened(asked.lawbook, kind, asked.act.counts_from, asked.context.facts, key)


def _comes_about(asked: Asked, kind: DutyKind) -> bool:
    """Whether the rule is met under which alone a duty is owed; where it is open, a determination may settle it."""
    return not kind.when or asked.conditions[kind.when] is Verdict.MET or settled(asked, kind.when)


def _proposals(asked: Asked) -> Iterator[Effect]:
    for sourced in asked.world.answers:
        if isinstance(sourced.answer, Proposal):
            name = sourced.answer.incentive
            told = {"cite": sourced.answer.cite, "source": sourced.source}
            yield Effect("incentive", name, told, key=f"{name}#{asked.world.sequence}", type="proposed")


def _incentives(asked: Asked) -> Iterator[Effect]:
    for each in moved_lines(asked):
        yield Effect("incentive", each.incentive, each.plain, key=each.line, type=each.move.to)


def _followed(asked: Asked) -> Iterator[Effect]:
    """The link to the centre that a new one follows, with the name that one bore; held as a key, so that no second one follows."""
    old = asked.world.followed
    if old is not None and follows(asked.kind, asked.context.facts):
        yield Effect("link", "continues", {"name": old.name or old.former}, key=old.id)
        yield Effect("reserved", SUCCESSION, key=old.id)


def _pointing(asked: Asked) -> Iterator[Effect]:
    if asked.kind.corrects:
        yield from pointing(asked, effects_of)


_PARTS: tuple[Callable[[Asked], Iterator[Effect]], ...] = (
    _edition,
    _recorded,
    _stage,
    _name,
    _reservations,
    _proceedings,
    _discharged,
    _duty_moves,
    _duties,
    _proposals,
    _incentives,
    taking_part,
    _followed,
    cohort_effects,
    _pointing,
)
