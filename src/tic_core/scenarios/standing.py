"""Where a case begins: a life replayed up to an act, or a centre put down in a stage; and all that a decision then looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.consult import answered, as_said, name_subjects, with_files
from tic_core.errors import UsageError
from tic_core.kernel.cohorts import given_by
from tic_core.kernel.context import Context, Listed, World, gather, kind_of, reservation_key
from tic_core.kernel.decide import Receipt, decide
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.linked import SUCCESSION, own_code
from tic_core.kernel.owing import opened
from tic_core.model.act import Act, Determination
from tic_core.model.cohort import SUBJECT as COHORT
from tic_core.model.cohort import CohortGrade
from tic_core.model.edition import ActKind
from tic_core.model.event import Effect, Event, Law
from tic_core.model.facts import exact, plain
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre, Proceeding, Recorded
from tic_core.model.wire import type_name
from tic_core.packs import load_acts
from tic_core.rules.kinds import seats
from tic_core.scenarios.document import Casebook, Done, Standing, Usual
from tic_core.shelf import Book
from tic_core.text import Text

CENTRE = "case"  # the id of a centre put down by a case
TODAY = "act.on"  # in a case's facts: the day of the act
ALL = "*"  # among the confirmed: every reading the edition takes
SOME = "…"  # an office's reason or document number where the case does not depend on it


@attrs.define
class Life:
    """A centre on its way through a case: its events, those of the law, and what other centres hold.

    ``beside`` are the chains of other subjects, ``linked`` what is put down of those that the centre names, ``graded`` of
    the grades that cohorts gave it.
    """

    book: Book
    subject: str
    events: list[Event]
    law: Sequence[Event]
    held: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    linked: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    graded: Mapping[str, str] = attrs.field(factory=dict)
    beside: Mapping[str, Sequence[Event]] = attrs.field(factory=dict)

    def centre(self, day: date | None = None) -> Centre:
        """The centre as of a day."""
        return fold(self.subject, self.events, day)

    def standing(self, chain: str) -> Centre:
        """The subject of a chain as of now; the centre for none."""
        return fold(chain or self.subject, self._of(chain or self.subject))

    def about(self, act: Act) -> Centre:
        """What an act is about, as of now: the centre, or another subject."""
        return fold(self._chain(act), self._events(act))

    def keep(self, act: Act, event: Event) -> None:
        """Go on from an accepted act."""
        if _about_law(self.book.lawbook, act):
            self.law = [*self.law, event]
        elif self._chain(act) == self.subject:
            self.events.append(event)
        else:
            self.beside = {**self.beside, act.centre: [*self.beside.get(act.centre, ()), event]}

    def _chain(self, act: Act) -> str:
        return "edition" if _about_law(self.book.lawbook, act) else act.centre or self.subject

    def _events(self, act: Act) -> Sequence[Event]:
        return self.law if _about_law(self.book.lawbook, act) else self._of(act.centre or self.subject)

    def _of(self, chain: str) -> Sequence[Event]:
        return self.events if chain == self.subject else self.beside.get(chain, ())

    def asked(self, act: Act, today: date | None = None) -> tuple[Act, Context, Lawbook]:
        """The act as it is decided, with the plugins' answers in it, its context, and the law as it is read on that day."""
        world = self._world(act, today or act.on)
        book = as_said(self.book, world.law)
        centre = fold(self._chain(act), self._events(act), act.on)
        act = answered(book, centre, act, world)
        return act, gather(book.lawbook, centre, act, world), book.lawbook

    def take(self, act: Act) -> Receipt:
        """Decide an act and go on from there."""
        act, context, lawbook = self.asked(act)
        receipt = decide(lawbook, context, act)
        if receipt.event is not None:
            self.keep(act, receipt.event)
        return receipt

    def _world(self, act: Act, today: date) -> World:
        lawbook, past = self.book.lawbook, self._events(act)
        count = len(self.events) + sum(map(len, self.beside.values()))
        own = past if past is not self.law else self.events
        moves = [event.effective for event in own if any(effect.kind == "stage" for effect in event.effects)]
        law = with_files(fold("edition", self.law, act.on), self.book, act.on)
        world = World(today, "", count + 1, count + 1, law=law, latest=max(moves, default=None), past=tuple(past))
        facts = {name: fact.value for name, fact in self.centre(act.on).facts.items()} | dict(act.facts)
        keys = {each.id: reservation_key(lawbook, each.id, facts) for each in lawbook.edition.reservations}
        world.holders = {name: self._holders(name, key) for name, key in keys.items()}
        world.related = {name: self._related(name, key) for name, key in keys.items() if key and name in lawbook.relations}
        self._name(act, world)
        plan = lawbook.plans.get(act.kind)
        if plan is not None and plan.cohorts:
            put = {name: CohortGrade(f"{COHORT}{name}-{CENTRE}", grade) for name, grade in self.graded.items()}
            chains = [fold(chain, events, act.on) for chain, events in self.beside.items() if chain.startswith(COHORT)]
            found = {name: given_by(lawbook, name, self._chain(act), chains) for name in plan.cohorts}
            world.graded = {**put, **{name: each for name, each in found.items() if each is not None}}
        if plan is not None and plan.act.cohort is not None:
            world.register = (Listed(self.centre(act.on)),) if self.events else ()
        return world

    def _name(self, act: Act, world: World) -> None:
        """The subjects that the centre names, as their chains have them or as they are put down; who follows the one it follows."""
        lawbook, plan = self.book.lawbook, self.book.lawbook.plans.get(act.kind)
        if plan is None or plan.act.subject != "centre" or not (lawbook.links or plan.act.continues):
            return
        name_subjects(self._of, lawbook, plan, fold(self._chain(act), self._events(act), act.on), act, world)
        put = {link: [_put_down(lawbook, link, told, act.on)] for link, told in self.linked.items()}
        world.linked = {**world.linked, **put}
        held = {key: chain for chain in (self.subject, *self.beside) for key in _followed(fold(chain, self._of(chain)))}
        world.holders = {**world.holders, SUCCESSION: {**self.held.get(SUCCESSION, {}), **held}}

    def _holders(self, name: str, key: str) -> Mapping[str, str]:
        own = self.centre().reservations.get(name)
        held = {**self.held.get(name, {}), **({own: self.subject} if own else {})}
        most = self.book.lawbook.edition.tables["reservations"][name].most
        return {place: held[place] for place in seats(key, most) if place in held}

    def _related(self, name: str, key: str) -> int:
        """How many others hold a class above or below ``key``."""
        if self.book.lawbook.relations[name].kind != "prefix":
            return 0
        return sum(other != key and (key.startswith(other) or other.startswith(key)) for other in self.held.get(name, {}))


def _about_law(lawbook: Lawbook, act: Act) -> bool:
    plan = lawbook.plans.get(act.kind)
    return plan is not None and plan.act.subject == "edition"


def _followed(centre: Centre) -> Iterator[str]:
    """The centre that a centre follows, if any."""
    yield from ([centre.reservations[SUCCESSION]] if SUCCESSION in centre.reservations else [])


def _put_down(lawbook: Lawbook, link: str, told: Mapping[str, Any], day: date) -> Centre:
    """A linked subject as a case says it stands: its facts, how many of its proceedings run, and until when."""
    known = {name: _exact(lawbook, f"{link}.{name}", value) for name, value in told.items()}
    found = Centre(f"{lawbook.edition.tables['linked'][link].subject}:{CENTRE}")
    found.stage, found.since = known.pop("centre.stage", ""), known.pop("stage.since", None)
    for name, value in known.items():
        family, _, rest = name.partition(".")
        if family == "running":
            keys, last = [f"{rest}-{number}" for number in range(value)], known.get(f"until.{rest}")
            found.proceedings |= {key: Proceeding(key, rest, "", True, day, 0, last) for key in keys}
        elif family != "until":
            found.facts[name] = Recorded(value, type_name(lawbook.facts[f"{link}.{name}"]), day, 0)
    return found


class Beginnings:
    """Where cases of one edition begin. The sample lives are replayed once each, and only when a case asks for one."""

    def __init__(self, book: Book, casebook: Casebook) -> None:
        self.book = book
        self.casebook = casebook
        self._samples: list[Act] | None = None
        self._lives: dict[str, list[tuple[str, Event | None]]] = {}

    def life(self, said: Standing) -> Life:
        """The centre of a case, before its act."""
        standing = self.casebook.standing(said)
        law = [*_said(self.book.lawbook, standing), *(self._notes() if standing.after else ())]
        if standing.after:
            subject, events = self._lived(standing.after)
            return Life(self.book, subject, events, law, standing.held, standing.linked, standing.graded)
        events = list(_put(self.book.lawbook, standing))
        return Life(self.book, CENTRE, events, law, standing.held, standing.linked, standing.graded)

    def act(self, life: Life, done: Done) -> Act:
        """The act of a case in full: what is usual, what the case says, and the form in order where it is silent."""
        kind = self.book.lawbook.edition.tables["acts"][done.kind]
        usual = self.casebook.usual.get(done.kind, Usual())
        facts = {name: done.on if value == TODAY else value for name, value in {**usual.facts, **done.facts}.items()}
        facts = {name: value for name, value in facts.items() if name not in done.without}
        determined = {rule: choice for rule, choice in {**usual.determined, **done.determined}.items() if rule not in done.without}
        reason = "" if "reason" in done.without else done.reason or SOME
        return Act(
            id="case-act",
            kind=done.kind,
            on=done.on,
            by=done.by or self._office(life, kind, done.subject, facts),
            centre="" if kind.subject == "edition" else done.subject or life.subject,
            document="" if "document" in done.without or not kind.documents else done.document or SOME,
            facts=facts,
            determinations=(*(Determination(rule, choice, SOME) for rule, choice in determined.items()), *done.determinations),
            reason=reason if kind.reason else done.reason,
            effective=done.effective,
            basis=done.basis,
            about=done.about,
            person=done.person,
            signed=done.signed,
        )

    def _office(self, life: Life, kind: ActKind, subject: str, facts: Mapping[str, Any]) -> str:
        """Who plays the act's first role: by the fact that names him, else the first office; on its own chain a unit itself."""
        edition, role = self.book.lawbook.edition, kind.roles[0]
        held_by = edition.tables["roles"][role].held_by
        if held_by:
            own = own_code(edition, kind.subject, held_by, subject)
            return own or str(life.standing(subject).value(held_by) or facts.get(held_by, ""))
        return min(self.book.lawbook.offices_of(role), default="")

    def _acts(self) -> list[Act]:
        if self._samples is None:
            self._samples = [act for file in self.book.found.acts for act in load_acts(file)]
        return self._samples

    def _lived(self, last: str) -> tuple[str, list[Event]]:
        """The events of a sample centre up to one of its acts."""
        centre = next((act.centre for act in self._acts() if act.id == last), None)
        if centre is None:
            raise UsageError(MESSAGES["no-sample"].fill(act=last))
        if centre not in self._lives:
            life = Life(self.book, centre, [], self._notes())
            own = [act for act in self._acts() if act.centre == centre]
            self._lives[centre] = [(act.id, life.take(act).event) for act in own]
        names = [name for name, _ in self._lives[centre]]
        return centre, [event for _, event in self._lives[centre][: names.index(last) + 1] if event]

    def _notes(self) -> list[Event]:
        """The sample acts on the texts themselves: notes of interpretation, registered bases."""
        if "" not in self._lives:
            life = Life(self.book, "edition", [], [])
            own = [act for act in self._acts() if _about_law(self.book.lawbook, act)]
            self._lives[""] = [(act.id, life.take(act).event) for act in own]
        return [event for _, event in self._lives[""] if event]


def _event(lawbook: Lawbook, number: int, day: date, effects: Sequence[Effect]) -> Event:
    law = Law(lawbook.edition.id, lawbook.edition.id, (), (), {})
    return Event(number, number, CENTRE, f"put-{number}", "put", "procedural", day, day, SOME, "", law, tuple(effects))


def _put(lawbook: Lawbook, standing: Standing) -> Iterator[Event]:
    """The events that bring a centre to where the case puts it, and nothing more."""
    if not standing.stage or standing.since is None:
        return
    facts = {name: _exact(lawbook, name, value) for name, value in standing.facts.items()}
    first = min([standing.since, *standing.been.values(), *standing.duties.values()])
    yield _event(lawbook, 1, first, [Effect("edition", lawbook.edition.id), *_facts(lawbook, facts)])
    steps: list[tuple[date, Callable[[], Effect]]] = [
        *((day, _stage(lawbook, stage)) for stage, day in standing.been.items()),
        (standing.since, _stage(lawbook, standing.stage)),
        *((day, _duty(lawbook, duty, day, facts)) for duty, day in standing.duties.items()),
        *((standing.since, _proceeding(lawbook, name, step)) for name, step in standing.proceedings.items()),
        *((standing.since, _reserved(name, key)) for name, key in standing.reserved.items()),
    ]
    for number, (day, effect) in enumerate(steps, start=2):
        yield _event(lawbook, number, day, [effect()])


def _exact(lawbook: Lawbook, name: str, value: Any) -> Any:
    declared = kind_of(lawbook, name)
    if declared is None:
        raise UsageError(MESSAGES["no-fact"].fill(fact=name))
    return exact(declared, value, lawbook.words)


def _facts(lawbook: Lawbook, facts: Mapping[str, Any]) -> Iterator[Effect]:
    for name, value in facts.items():
        declared = kind_of(lawbook, name)
        yield Effect("fact", name, plain(value), type=type_name(declared) if declared else "code")


def _stage(lawbook: Lawbook, stage: str) -> Callable[[], Effect]:
    return lambda: Effect("stage", stage, type=lawbook.stage_kinds[stage])


def _duty(lawbook: Lawbook, duty: str, day: date, facts: Mapping[str, Any]) -> Callable[[], Effect]:
    return lambda: opened(lawbook, lawbook.edition.tables["duties"][duty], day, facts, duty)


def _proceeding(lawbook: Lawbook, key: str, step: str) -> Callable[[], Effect]:
    """A proceeding at a step; one of several of a kind is written ``kind/its name``."""
    kind, _, name = key.partition("/")
    steps = {each.id: each for each in lawbook.edition.tables["proceedings"][kind].steps}
    return lambda: Effect("proceeding", kind, steps[step].open, key=name or kind, type=step)


def _reserved(name: str, key: str) -> Callable[[], Effect]:
    return lambda: Effect("reserved", name, key=key)


def _said(lawbook: Lawbook, standing: Standing) -> Iterator[Event]:
    """What the authority has said by the first day of the measure: readings, and other texts in force."""
    questions = lawbook.edition.tables["interpretations"]
    confirmed = questions if ALL in standing.confirmed else standing.confirmed
    readings = {name: questions[name].taken for name in confirmed} | dict(standing.readings)
    facts = {f"interpretation.{name}": reading for name, reading in readings.items()}
    facts |= {"basis": list(standing.bases)} if standing.bases else {}
    if facts:
        exactly = {name: _exact(lawbook, name, value) for name, value in facts.items()}
        yield _event(lawbook, 1, lawbook.first, list(_facts(lawbook, exactly)))


def accepted(receipt: Receipt) -> bool:
    """Whether the act was accepted."""
    return receipt.status is Status.ACCEPTED


MESSAGES = {
    "no-sample": Text("示例中没有行为“{act}”", "there is no sample act “{act}”"),
    "no-fact": Text("版本没有事实“{fact}”", "the edition has no fact “{fact}”"),
}
