"""From an accepted act to its effects: what changes, worked out once and written into the event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.kernel.duties import opened
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.answer import Proposal
from tic_core.model.edition import DutyMove, Stage
from tic_core.model.event import Effect
from tic_core.model.facts import plain
from tic_core.rules.kinds import key_text


def effects_of(asked: Asked) -> tuple[Effect, ...]:
    """Everything an accepted act changes, in the order in which ``evolve`` applies it."""
    return tuple(effect for part in _PARTS for effect in part(asked))


def _edition(asked: Asked) -> Iterator[Effect]:
    if not asked.centre.edition:
        yield Effect("edition", asked.lawbook.edition.id)


def _recorded(asked: Asked) -> Iterator[Effect]:
    yield from asked.context.recording


def _stage(asked: Asked) -> Iterator[Effect]:
    if asked.target and asked.target != asked.context.stage:
        yield Effect("stage", asked.target, type=asked.lawbook.stage_kinds[asked.target])


def _name(asked: Asked) -> Iterator[Effect]:
    """The name the centre bears in its new stage, or bears anew because a fact in it changed."""
    stage: Stage | None = asked.tables["stages"].get(asked.target or "")
    if stage is None or stage.title is None:
        return
    name = {lang: titled(template, asked.context.facts) for lang, template in (("zh", stage.title.zh), ("en", stage.title.en))}
    if name != asked.centre.name:
        yield Effect("name", name["zh"], name)


def titled(template: str, facts: Mapping[str, Any]) -> str:
    """A title template with its ``{fact}`` places filled from the facts."""
    found = {fact: value for fact, value in facts.items() if isinstance(value, str)}
    return re.sub(r"\{([^{}]+)\}", lambda place: found.get(place[1], place[0]), template)


def _reservations(asked: Asked) -> Iterator[Effect]:
    for name in dict.fromkeys((*asked.kind.frees, *asked.kind.reserves)):
        if name in asked.centre.reservations:
            yield Effect("freed", name, key=asked.centre.reservations[name])
    for name in asked.kind.reserves:
        key = reservation_key(asked.lawbook, name, asked.context.facts)
        if key:
            yield Effect("reserved", name, key=key)


def reservation_key(lawbook: Lawbook, name: str, facts: Mapping[str, Any]) -> str:
    """The key under which ``facts`` would hold a reservation; empty while a part of it is unknown."""
    parts = [facts.get(fact) for fact in lawbook.edition.tables["reservations"][name].key]
    return "" if any(part is None for part in parts) else key_text(parts)


def _proceedings(asked: Asked) -> Iterator[Effect]:
    for stepping in asked.kind.steps:
        step = next(step for step in asked.tables["proceedings"][stepping.proceeding].steps if step.id == stepping.to)
        key = asked.proceeding_meant(stepping.proceeding, stepping.from_)
        if key:
            yield Effect("proceeding", stepping.proceeding, step.open, key=key, type=step.id)


def _discharged(asked: Asked) -> Iterator[Effect]:
    for discharge in asked.kind.discharges:
        duty = asked.running_duty(discharge.duty)
        if duty is None:
            continue
        period = asked.turn_meant(duty, discharge) if duty.every or duty.yearly else ""
        if period is not None:
            yield Effect("duty-changed", duty.kind, {"period": period}, key=duty.id, type="discharged")


def _duty_moves(asked: Asked) -> Iterator[Effect]:
    for move in asked.kind.changes:
        duty = asked.running_duty(move.duty)
        if duty is not None:
            yield Effect("duty-changed", duty.kind, _told(asked, move), key=duty.id, type=move.change)


def _told(asked: Asked, move: DutyMove) -> dict[str, Any]:
    # A date printed in a decision stands as printed: it is not rolled.
    return {"due": plain(asked.context.facts.get(move.date))} if move.change == "reset" else {}


def _duties(asked: Asked) -> Iterator[Effect]:
    for name in asked.kind.opens:
        # Told apart by the event that opened it, so that a late entry never takes the name of another duty.
        key = f"{name}#{asked.world.sequence}" if name in asked.world.duties else name
        yield opened(asked.lawbook, asked.tables["duties"][name], asked.act.counts_from, asked.context.facts, key)


def _incentives(asked: Asked) -> Iterator[Effect]:
    for sourced in asked.world.answers:
        if isinstance(sourced.answer, Proposal):
            told = {"cite": sourced.answer.cite, "source": sourced.source}
            yield Effect("incentive", sourced.answer.incentive, told, type="proposed")


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
    _incentives,
)
