"""``decide``: one act against one lawbook, in one context. Pure: no I/O, no clock, no randomness, no set order.

The answer is a :class:`Receipt`. Most acts are plain: their rules are clear, their form is right. Those are settled at once from
the compiled outcome; for all others the core's checks and the determinations are looked at too. What was found is told by
:func:`tic_core.kernel.findings.weigh` when it is first asked for. A property test holds that the quick answer is the full one.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.context import Context
from tic_core.kernel.effects import effects_of
from tic_core.kernel.findings import blocking, weigh
from tic_core.kernel.lawbook import Lawbook, Outcome, Plan
from tic_core.model.act import Act
from tic_core.model.event import Effect, Event, Law
from tic_core.model.receipt import Finding, Status

ACCEPTED, REFUSED = Status.ACCEPTED, Status.REFUSED  # looked up once: an enum's members cost more than a name


@attrs.define(eq=False)
class Receipt:
    """The answer to an act. ``event`` is what was recorded (None unless accepted, or the first event when a duplicate).

    ``sequence`` is the event's place in the ledger; ``findings`` explain, and are worked out when first asked for. ``uncommitted``:
    it was given inside a platform's own transaction, and nothing of it stands before the platform commits.
    """

    status: Status
    act: Act
    event: Event | None = None
    lawbook: Lawbook | None = None
    context: Context | None = None
    outcome: Outcome | None = None
    told: tuple[Finding, ...] | None = None
    uncommitted: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was checked: blocking findings first."""
        if self.told is None:
            self.told = weigh(self.lawbook, self.context, self.act) if self.lawbook and self.context else ()
        return self.told

    @property
    def sequence(self) -> int | None:
        """Where the ledger holds the event, or None."""
        return self.event.sequence if self.event else None

    @property
    def assumed(self) -> tuple[str, ...]:
        """The interpretations the answer rests on: the event's where there is one, else those of the act as it was asked."""
        if self.event is not None:
            return self.event.law.assumptions
        plan = self.lawbook.plans.get(self.act.kind) if self.lawbook else None
        return self.lawbook.assumptions(plan.act) if self.lawbook and plan else ()

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """The findings for which the act was refused."""
        plan = self.lawbook.plans.get(self.act.kind) if self.lawbook else None
        if self.told is None and self.lawbook and self.context and plan and self.outcome:
            return tuple(blocking(Asked(self.lawbook, self.context, self.act, plan, self.outcome)))
        return tuple(finding for finding in self.findings if finding.blocks)


def decide(lawbook: Lawbook, context: Context, act: Act) -> Receipt:
    """Decide ``act``: accepted with its event, or refused. Conflicts and duplicates are the registry's to tell."""
    plan = lawbook.plans.get(act.kind)
    if plan is None:
        return Receipt(REFUSED, act, None, lawbook, context)
    outcome = plan.outcomes[plan.compiled.run(context.vector)]
    if outcome.broken and not act.determinations:
        return Receipt(REFUSED, act, None, lawbook, context, outcome)
    if context.usual and outcome.clear and context.stage in outcome.targets:
        effects = outcome.ready.get(context.stage) or _ready(Asked(lawbook, context, act, plan, outcome))
        effects = effects + context.recording if context.recording else effects
        return Receipt(ACCEPTED, act, _event(plan, context, act, outcome.law, effects), lawbook, context, outcome)
    asked = Asked(lawbook, context, act, plan, outcome)
    if next(blocking(asked), None) is not None:
        return Receipt(REFUSED, act, None, lawbook, context, outcome)
    event = _event(plan, context, act, _law(asked), effects_of(asked))
    return Receipt(ACCEPTED, act, event, lawbook, context, outcome)


def _ready(asked: Asked) -> tuple[Effect, ...]:
    """The effects of a simple act from one stage, the recording of its facts left out: worked out once per outcome."""
    bare = attrs.evolve(asked.context, recording=())
    effects = effects_of(Asked(asked.lawbook, bare, asked.act, asked.plan, asked.outcome))
    asked.outcome.ready[asked.context.stage] = effects
    return effects


def _law(asked: Asked) -> Law:
    """The law as this act relied on it: another basis or a delegation where there is one, and the plugins that answered."""
    act, world, law = asked.act, asked.world, asked.outcome.law
    law = law if not act.basis else attrs.evolve(law, basis=act.basis)
    law = law if not world.texts else attrs.evolve(law, digests={**law.digests, **world.texts})
    if asked.delegation:
        cites = (str(each.cite) for each in asked.kind.delegable if each.cite)
        assumed = (name for each in asked.kind.delegable for name in each.assumed)
        law = attrs.evolve(law, articles=_with(law.articles, cites), assumptions=_with(law.assumptions, assumed))
    if not world.answers:
        return law
    plugins = _with(law.plugins, (each.source for each in world.answers))
    return attrs.evolve(
        law, plugins=plugins, assumptions=_with(law.assumptions, (name for each in world.answers for name in each.answer.assumed))
    )


def _with(known: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _event(plan: Plan, context: Context, act: Act, law: Law, effects: tuple[Effect, ...]) -> Event:
    world = context.world
    return Event(
        world.sequence,
        world.number,
        context.centre.id,
        act.id,
        act.kind,
        plan.act.nature,
        act.on,
        act.effective or act.on,
        act.by,
        world.recorded,
        law,
        effects,
        act.document,
        act.reason,
        act.person,
        plan.act.precedence,
        tuple(attrs.asdict(said) for said in act.determinations) if act.determinations else (),
        dict(world.persons) if world.persons else {},
    )
