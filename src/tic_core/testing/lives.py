"""Random lives under any edition, and what holds after every act of them: the same acts for reports and for Hypothesis.

Lives begin with stories (the sample acts beside the edition, told of other centres) and go on with acts drawn from what the edition
declares: by the right office and by others, on right and odd days, with facts at which rules turn, half of them spoiled.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

import attrs

from tic_core.errors import UsageError
from tic_core.kernel.decide import Receipt
from tic_core.kernel.duties import due_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act, Determination
from tic_core.model.edition import ActKind
from tic_core.model.facts import plain
from tic_core.model.receipt import Status
from tic_core.model.rule import DEPART
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, Verdict
from tic_core.registry import Registry
from tic_core.testing.subject import Subject
from tic_core.testing.values import Values, spoiled
from tic_core.text import Text

CENTRES = ("a-1", "a-2", "b-1")
STRANGER = "nobody"
SAID = "…"
STORIES = 6
"""How many sample centres lend their lives."""

DRAWS = 3
"""How often an act is drawn anew when what was drawn would be refused."""


@attrs.frozen
class Breach:
    """Something that must hold and does not: by which check, and what was seen."""

    check: str
    what: Text


@attrs.define(eq=False, slots=False)
class Teller:
    """Draws acts for one edition; ``lent`` are stories told already, where they are not to be told anew."""

    subject: Subject
    lent: Mapping[str, tuple[Act, ...]] | None = None

    @cached_property
    def values(self) -> Values:
        """What may stand in facts."""
        return Values(self.subject.lawbook)

    @property
    def lawbook(self) -> Lawbook:
        """The law the acts are for."""
        return self.subject.lawbook

    @cached_property
    def stories(self) -> Mapping[str, tuple[Act, ...]]:
        """The sample acts of the first few centres that are accepted; those about the edition itself under no name."""
        if self.lent is not None:
            return self.lent
        registry, found = self.subject.registry(), dict[str, list[Act]]()
        chosen = {"", *sorted({act.centre for act in self.subject.samples})[: STORIES + 1]}
        for act in self.subject.samples:
            if act.centre in chosen and registry.submit(act).status is Status.ACCEPTED:
                found.setdefault(act.centre, []).append(act)
        registry.ledger.close()
        return {centre: tuple(acts) for centre, acts in found.items()}

    def told_of(self, sample: Act, centre: str, number: int, by: int = 0) -> Act:
        """An act of a story told of another centre, its days moved by so many."""
        moved = {name: _later(value, by) for name, value in sample.facts.items()}
        effective = sample.effective and sample.effective + timedelta(days=by)
        own: dict[str, Any] = {"id": f"{centre}-{number}", "centre": centre, "persons": {}, "expected": None}
        return attrs.evolve(sample, on=sample.on + timedelta(days=by), effective=effective, facts=moved, **own)

    def drawn(self, chance: random.Random, registry: Registry, centre: Centre, today: date, number: int) -> Act:
        """An act on a centre: mostly one its stage allows, in order as far as a few draws bring it; some then spoiled."""
        for _ in range(DRAWS):
            act = self._filled(registry, self._act(chance, centre, today, number))
            if act is not None and (chance.random() < 0.2 or self._passes(registry, act)):
                break
        act = act or self._act(chance, centre, today, number)
        return self._spoiled(chance, act, today) if chance.random() < 0.4 else act

    def _act(self, chance: random.Random, centre: Centre, today: date, number: int) -> Act:
        kinds = [kind for kind in self.lawbook.edition.acts if kind.subject != "edition"]
        here = [kind for kind in kinds if (centre.stage in kind.stages() if centre.stage else kind.begins)]
        kind = chance.choice(here) if here and chance.random() < 0.9 else chance.choice(kinds)
        facts = self._facts(chance, kind, centre, today)
        return Act(
            id=f"{centre.id}-{number}",
            kind=kind.id,
            on=today,
            by=self._office(chance, kind.roles, centre, facts),
            centre=centre.id,
            policy=self.lawbook.edition.identity.policy,
            document=SAID if kind.documents else "",
            facts=facts,
            reason=SAID if kind.reason else "",
            about=_about(chance, kind, centre),
        )

    def _facts(self, chance: random.Random, kind: ActKind, centre: Centre, today: date) -> dict[str, Any]:
        wanted = [*kind.brings, *(name for name in kind.may_bring if chance.random() < 0.4)]
        found: dict[str, Any] = {}
        for name in dict.fromkeys(wanted):
            if name in self.lawbook.facts:
                holds = any(role.held_by == name for role in self.lawbook.edition.roles) and centre.value(name) is not None
                value = centre.value(name) if holds else self.values.brought(chance, self.lawbook.facts[name], today)
                found[name] = value if isinstance(value, date) else plain(value)
        return found

    def _office(self, chance: random.Random, roles: tuple[str, ...], centre: Centre, facts: Mapping[str, Any]) -> str:
        found: list[str] = []
        for role in (self.lawbook.edition.tables["roles"][name] for name in roles):
            named = centre.value(role.held_by) or facts.get(role.held_by) if role.held_by else None
            found += [str(named)] if named else [] if role.held_by else sorted(self.lawbook.offices_of(role.id))
        return chance.choice(found) if found else STRANGER

    def _filled(self, registry: Registry, act: Act) -> Act | None:
        """The act with what people must determine; None where it cannot even be asked."""
        try:
            findings = registry.explain(act).findings
        except UsageError:
            return None
        said = [each for each in findings if each.rule in self.lawbook.rules and not each.noted]
        return attrs.evolve(act, determinations=tuple(each for found in said for each in self._determined(act, found)))

    def _determined(self, act: Act, finding: Any) -> Iterator[Determination]:
        rule = self.lawbook.rules[finding.rule]
        choice = next((each.id for each in rule.options() if each.permits), "") if finding.verdict in OPEN else ""
        choice = DEPART.id if finding.verdict is Verdict.NOT_MET and rule.force == "generally" else choice
        if choice:
            judges = self.lawbook.offices_of(rule.judge or self.lawbook.edition.identity.judge)
            by = "" if act.by in judges or not judges else min(judges)
            yield Determination(rule.id, choice, SAID, SAID if by else "", by)

    def _passes(self, registry: Registry, act: Act) -> bool:
        return registry.explain(act).status is Status.ACCEPTED

    def _spoiled(self, chance: random.Random, act: Act, today: date) -> Act:
        """The act with one thing changed, mostly for the worse."""
        first, last = self.lawbook.first, self.lawbook.last
        days = (today - timedelta(days=900), first - timedelta(days=1), last, last + timedelta(days=1))
        offices = [*(office.id for office in self.lawbook.edition.offices), STRANGER]
        acts = [kind.id for kind in self.lawbook.edition.acts]
        changes: tuple[Callable[[], dict[str, Any]], ...] = (
            lambda: {"by": chance.choice(offices)},
            lambda: {"on": chance.choice(days), "effective": None},
            lambda: {"effective": today + timedelta(days=chance.choice((-31, -1, 1, 11)))},
            lambda: {"kind": chance.choice(acts)},
            lambda: {"document": "", "reason": ""},
            lambda: {"basis": "no-such-text"},
            lambda: {"determinations": ()},
            lambda: {"facts": dict(spoiled(chance, act.facts, list(self.lawbook.facts)))},
        )
        return attrs.evolve(act, **chance.choice(changes)())


@cache
def teller_of(subject: Subject) -> Teller:
    """The teller of a subject, whose stories are told once."""
    return Teller(subject)


def _about(chance: random.Random, kind: ActKind, centre: Centre) -> str:
    """One of the open proceedings that the act steps on, where it has a name of its own."""
    kinds = {step.proceeding for step in kind.steps}
    keys = sorted(each.key for each in centre.proceedings.values() if each.kind in kinds and each.key != each.kind)
    return chance.choice(keys) if keys and chance.random() < 0.8 else ""


def _later(value: Any, days: int) -> Any:
    return value + timedelta(days=days) if type(value) is date else value


@attrs.define(eq=False)
class Watch:
    """A register, and everything seen in it that must not be: each act is looked at from before and after."""

    teller: Teller
    registry: Registry
    seen: dict[str, Centre] = attrs.field(factory=dict)
    answers: list[Receipt] = attrs.field(factory=list)
    breaches: list[Breach] = attrs.field(factory=list)

    @classmethod
    def over(cls, teller: Teller) -> Watch:
        """An empty register, with what the samples tell of the texts themselves."""
        watch = cls(teller, teller.subject.registry())
        for act in teller.stories.get("", ()):
            watch.registry.submit(act)
        return watch

    def centre(self, name: str) -> Centre:
        """A centre as it was last seen; one without a stage where it is not there yet."""
        return self.seen.get(name) or Centre(name)

    def submit(self, act: Act) -> Receipt | None:
        """Ask, look at everybody, and note what does not hold. None where the act cannot even be asked."""
        before = dict(self.seen)
        try:
            receipt = self.registry.submit(act)
        except UsageError:
            return None
        self.seen = {each.id: each for each in self.registry.centres()}
        self.answers.append(receipt)
        others = {name for name in {*before, *self.seen} if name != act.centre}
        if any(before.get(name) != self.seen.get(name) for name in others):
            self._note("own-centre", "changed", act=act.kind)
        if receipt.event is None:
            self._refused(receipt, before.get(act.centre))
        else:
            self._accepted(receipt, before.get(act.centre) or Centre(act.centre))
        return receipt

    def _refused(self, receipt: Receipt, before: Centre | None) -> None:
        if before != self.seen.get(receipt.act.centre) or receipt.status is Status.ACCEPTED:
            self._note("refused", "refused", act=receipt.act.kind)
        if receipt.status is Status.REFUSED and not receipt.refusals:
            self._note("refused", "silent", act=receipt.act.kind)
        for each in receipt.refusals:
            if not (each.cite or each.assumed or each.rule.startswith("core.")):
                self._note("refused", "sourceless", act=receipt.act.kind, rule=each.rule)

    def _accepted(self, receipt: Receipt, before: Centre) -> None:
        event, act = receipt.event, receipt.act
        moves = [effect.name for effect in event.effects if effect.kind == "stage"] if event else []
        if act.centre not in self.seen and self.teller.lawbook.plans[act.kind].act.subject != "edition":
            self._note("replay", "nobody", act=act.kind)
        if not self._in_place(act):
            self._note("final", "misplaced", act=act.kind)
        if before.final and moves:
            self._note("final", "left", act=act.kind, stage=before.stage)
        if not set(moves) <= set(self._leads(act)):
            self._note("final", "no-move", act=act.kind, stage=moves)
        self._replayed(act)

    def _stage(self, act: Act) -> str:
        """Where the centre was on the act's day, without the act."""
        events = [event for event in self.registry.history(act.centre) if event.act != act.id] if act.centre else []
        return fold(act.centre, events, act.on).stage

    def _in_place(self, act: Act) -> bool:
        """Whether the edition has the act in that stage at all."""
        kind, stage = self.teller.lawbook.plans[act.kind].act, self._stage(act)
        return kind.subject == "edition" or (stage in kind.stages() if stage else kind.begins)

    def _leads(self, act: Act) -> Iterator[str]:
        """The stages to which the edition lets an act lead from where the centre was on its day."""
        stage = self._stage(act)
        for move in self.teller.lawbook.plans[act.kind].act.moves:
            if stage in (move.from_ or ("",)):
                yield move.to or str(act.facts[move.to_fact])

    def _replayed(self, act: Act) -> None:
        live = self.seen.get(act.centre)
        if live is None:
            return
        events = self.registry.history(act.centre)
        if fold(act.centre, reversed(events)) != live:
            self._note("replay", "replay", centre=act.centre, act=act.kind)
        lawbook, day = self.teller.lawbook, act.on + timedelta(days=30)
        fresh = due_lines(fold(act.centre, events, day), day, lawbook.calendar, lawbook.last)
        owed = [line for line in self.registry.due(day, centre=act.centre) if line.status != "not-begun"]
        if sorted(map(repr, owed)) != sorted(map(repr, fresh)):
            self._note("replay", "owed", centre=act.centre, day=day)

    def close(self) -> None:
        """Verify the whole ledger, and let go of it."""
        found = self.registry.verify()
        if not found.ok:
            self._note("replay", "verify", problems=[str(each) for each in found.problems[:3]])
        self.registry.ledger.close()

    def _note(self, check: str, message: str, **told: Any) -> None:
        self.breaches.append(Breach(check, MESSAGES[message].fill(**told)))


def lives(teller: Teller, seed: int, count: int) -> Watch:
    """``count`` acts on a few centres: stories told anew, then whatever can be drawn."""
    chance, watch = random.Random(seed), Watch.over(teller)  # noqa: S311 - a seed, so that it can be done again
    names = sorted(name for name in teller.stories if name)
    today = {name: teller.lawbook.first + timedelta(days=chance.randrange(60)) for name in CENTRES}
    number = 0
    for name in CENTRES:
        told = teller.stories[chance.choice(names)] if names else ()
        for sample in told[: chance.randrange(len(told) + 1)]:
            number += 1
            watch.submit(teller.told_of(sample, name, number))
            today[name] = max(today[name], sample.on)
    for _ in range(count):
        number += 1
        name = chance.choice(CENTRES)
        today[name] += timedelta(days=chance.choice((0, 1, 1, 8, 40, 130)))
        watch.submit(teller.drawn(chance, watch.registry, watch.centre(name), today[name], number))
    watch.close()
    return watch


MESSAGES = {
    "changed": Text("行为“{act}”改变了别的中心", "the act “{act}” changed another centre"),
    "refused": Text("不予受理的行为“{act}”改变了中心", "the refused act “{act}” changed its centre"),
    "silent": Text("行为“{act}”不予受理而没有理由", "the act “{act}” was refused without a finding"),
    "sourceless": Text("不予受理“{act}”的 {rule} 没有来源", "{rule}, for which “{act}” was refused, names no source"),
    "nobody": Text("受理了行为“{act}”，却没有那个中心", "the act “{act}” was accepted, and there is no such centre"),
    "misplaced": Text("行为“{act}”在不该作出的阶段受理", "the act “{act}” was accepted in a stage in which there is no such act"),
    "left": Text("行为“{act}”离开了最终阶段“{stage}”", "the act “{act}” left the final stage “{stage}”"),
    "no-move": Text("行为“{act}”到了版本没有写的阶段：{stage}", "the act “{act}” led where the edition does not: {stage}"),
    "replay": Text("{centre} 在“{act}”之后重放与现状不同", "after “{act}” {centre} replays otherwise than it stands"),
    "owed": Text("{centre} 在 {day} 应尽的义务，重算后不同", "worked out anew {centre} owes other things on {day}"),
    "verify": Text("账本核验不通过：{problems}", "the ledger does not verify: {problems}"),
}
