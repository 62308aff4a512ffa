"""Acts that point at an earlier entry of the same subject: they strike it out, put it right, or close what that left open.

What a correction changes is worked out once and written into its event: the effects that now stand in the place of the wrong
ones, and which later acts of offices rested on them. Those are listed for a person to uphold, redo or annul; none is undone here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.context import World, gather
from tic_core.kernel.corrections import CONSEQUENCE, POINTING, consequence_key, counted, points, recorded_by, struck, target
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.linked import SUCCESSION
from tic_core.model.act import Act, Determination, signature
from tic_core.model.edition import ActKind
from tic_core.model.event import Effect, Event
from tic_core.model.subject import Centre
from tic_core.model.transition import TRANSITION

ENDS = {"uphold": "upheld", "redo": "redone", "void": "annulled"}
REWORKED = ("fact", "duty-opened", "name", "reserved", "incentive")
"""Effects that follow from the facts of an act and are worked out anew when these are corrected; a stage is never moved so."""
FOLLOWS = {"duty-changed": "duty-opened", "incentive": "incentive"}
FOLLOWED = frozenset(FOLLOWS.values())
"""What a later act may follow up under the same key: a duty it changes, a line of the incentive ledger that it moves."""


def pointed_at(asked: Asked) -> Event | None:
    """The entry an act points at by its id in ``about``; None where the subject has none, or it is struck out already."""
    gone = struck(asked.world.past)
    found = (event for event in asked.world.past if event.act == asked.act.about and event.sequence not in gone)
    return next(found, None)


def open_consequence(asked: Asked) -> bool:
    """Whether the entry an act points at rested on something corrected, and nobody has yet said what becomes of it."""
    standing = asked.centre.proceedings.get(consequence_key(asked.act.about))
    return standing is not None and standing.open


def pointing(asked: Asked, effects_of: Callable[[Asked], tuple[Effect, ...]]) -> Iterator[Effect]:
    """What an act that points at another does; ``effects_of`` works out the effects of any act."""
    wrong, way = pointed_at(asked), asked.kind.corrects
    if wrong is None:
        return
    if way in ENDS and open_consequence(asked):
        yield Effect("proceeding", CONSEQUENCE, value=False, key=consequence_key(wrong.act), type=ENDS[way])
    if way == "void":
        told: dict[str, Any] = {"touched": list(touched(asked, wrong, frozenset(recorded_by(wrong)), moved=moves(wrong)))}
        yield Effect("voided", wrong.act, told, key=str(wrong.sequence))
    elif way == "correct":
        anew = reworked(asked, wrong, effects_of)
        later = touched(asked, wrong, frozenset(asked.act.facts), moved=False, stays=anew)
        told = {"effects": [attrs.asdict(effect) for effect in anew], "touched": list(later)}
        yield Effect("corrected", wrong.act, told, key=str(wrong.sequence))


def moves(event: Event) -> bool:
    """Whether an entry moved the subject to another stage."""
    return any(effect.kind == "stage" for effect in event.effects)


def touched(asked: Asked, wrong: Event, facts: frozenset[str], *, moved: bool, stays: Collection[Effect] = ()) -> Iterator[str]:
    """The ids of later acts of offices that rested on an entry: on the stage it moved to, on some facts, on a duty it opened, on
    what it decided of an incentive. ``stays`` are the effects of a corrected entry: what is among them is as it was.
    """
    begun = {(effect.kind, effect.key) for effect in wrong.effects if effect.kind in FOLLOWED and effect not in stays}
    for event in _after(asked.world.past, wrong):
        lawbook, follows = law_of(asked, event), any((FOLLOWS.get(each.kind), each.key) in begun for each in event.effects)
        plan = lawbook.plans.get(event.kind)
        if event.kind == TRANSITION and (follows or moved):
            yield event.act
        if plan is None or not plan.offices or plan.act.corrects:
            continue
        read = (lawbook.reads_of(rule) for rule in (*plan.act.requires, *plan.act.notes))
        if moved or follows or not facts.isdisjoint(frozenset().union(*read)):
            yield event.act


def _after(events: Sequence[Event], wrong: Event) -> list[Event]:
    """The entries that count after one, in legal order."""
    known = counted(events)
    place = next((place for place, each in enumerate(known) if each.sequence == wrong.sequence), len(known))
    return known[place + 1 :]


def law_of(asked: Asked, event: Event) -> Lawbook:
    """The law an entry was decided under: no later edition is applied to it."""
    return asked.world.laws.get(event.law.edition, asked.lawbook)


def as_corrected(asked: Asked, wrong: Event) -> Asked | None:
    """The act of an entry as it would be asked with the corrected facts, on the record as it stood; None where its kind is gone."""
    lawbook = law_of(asked, wrong)
    plan = lawbook.plans.get(wrong.kind)
    if plan is None:
        return None
    standing = as_it_stands(asked, wrong)
    before = fold(wrong.subject, [event for event in asked.world.past if _earlier(event, wrong)], wrong.on)
    act = act_of(standing, plan.act, before)
    act = attrs.evolve(act, facts={**act.facts, **asked.act.facts})
    seen = asked.world
    world = World(
        seen.today, wrong.recorded, wrong.sequence, wrong.number, holders=seen.holders, related=seen.related, law=seen.law
    )
    world.linked, world.followed = seen.linked, seen.followed
    context = gather(lawbook, before, act, world)
    return Asked(lawbook, context, act, plan, plan.outcomes[plan.compiled.run(context.vector)])


def as_it_stands(asked: Asked, wrong: Event) -> Event:
    """An entry as earlier corrections left it: a second one does not bring the first error back."""
    return next(each for each in counted(asked.world.past) if each.sequence == wrong.sequence)


def _earlier(event: Event, wrong: Event) -> bool:
    """Whether an event is part of the record before an entry: what came before it, and what later put that right."""
    about_others = points(event) and all(target(effect) < wrong.sequence for effect in event.effects if effect.kind in POINTING)
    return event.sequence < wrong.sequence or about_others


def reworked(asked: Asked, wrong: Event, effects_of: Callable[[Asked], tuple[Effect, ...]]) -> tuple[Effect, ...]:
    """The effects of an entry as they stand with the corrected facts: what follows from them anew, the rest as it was."""
    again, standing = as_corrected(asked, wrong), as_it_stands(asked, wrong)
    if again is None:
        return standing.effects
    anew = [effect for effect in effects_of(again) if _reworked(effect)]
    return (*(effect for effect in standing.effects if not _reworked(effect)), *anew)


def _reworked(effect: Effect) -> bool:
    """Whether an effect follows from facts: also how long a proceeding lasts; no plugin's proposal, nor who follows whom."""
    told = isinstance(effect.value, Mapping)
    if effect.kind == "proceeding":
        return told
    proposed = effect.kind == "incentive" and told and "source" in effect.value
    return effect.kind in REWORKED and not proposed and effect.name != SUCCESSION


def act_of(event: Event, kind: ActKind, centre: Centre) -> Act:
    """The act that an event came from; ``centre`` is as it stood before."""
    facts = {name: effect.value for name, effect in recorded_by(event).items()}
    brought = {name: value for name, value in facts.items() if name in kind.facts or name.startswith("interpretation.")}
    for name in kind.adds:
        if name in brought:
            brought[name] = brought[name][len(centre.value(name) or ()) :]
    return Act(
        id=event.act,
        kind=event.kind,
        on=event.on,
        by=event.by,
        centre="" if kind.subject == "edition" else event.subject,
        document=event.document,
        facts=brought,
        determinations=tuple(Determination(**said) for said in event.determinations),
        reason=event.reason,
        effective=event.effective if event.effective != event.on else None,
        basis=event.law.basis if event.law.basis != event.law.edition else "",
        about=_about(event, kind),
        person=event.person,
        signed=tuple(signature(each) for each in event.signed),
    )


def _about(event: Event, kind: ActKind) -> str:
    """What the act said it was about: an earlier entry, or a proceeding with a name of its own."""
    pointing_at = next((effect.name for effect in event.effects if effect.kind in ("voided", "corrected")), "")
    keys = [effect.key for effect in event.effects if effect.kind == "proceeding"]
    ends: Mapping[str, str] = {key: key.removeprefix(f"{CONSEQUENCE}:") for key in keys if key.startswith(f"{CONSEQUENCE}:")}
    named = keys[0] if keys and keys[0] not in [stepping.proceeding for stepping in kind.steps] else ""
    return pointing_at or ends.get(named, named)
