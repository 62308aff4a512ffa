"""A new edition over running centres: a plan is held against its editions, tried over the register, then followed centre by centre.

Trying and following ask the same pure function (:func:`~tic_core.kernel.transition.migrated`). Each centre is one act in one
transaction, and the act's id follows from the plan and the centre: whatever breaks off, following the plan again goes on where it
stopped and does nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date

import attrs

from tic_core.consult import as_said, law_of
from tic_core.errors import LedgerError, UsageError
from tic_core.kernel.carrying import Unfit
from tic_core.kernel.context import World, confirmed
from tic_core.kernel.corrections import struck
from tic_core.kernel.evolve import fold
from tic_core.kernel.transition import Migrated, Route, migrated
from tic_core.ledger import Known, Reader, Taken, Writer, act_digest
from tic_core.model.act import Act
from tic_core.model.event import Event, Law
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre
from tic_core.model.transition import TRANSITION
from tic_core.model.verdict import Verdict
from tic_core.packs import unknown
from tic_core.packs.faults import Flaw
from tic_core.packs.transition import Written, faults_of, load_plan
from tic_core.registry import Registry
from tic_core.shelf import Book, Shelf
from tic_core.text import Text

OUTCOMES: Mapping[str, Text] = {
    "moves": Text("可以衔接", "would move"),
    "moved": Text("已衔接", "moved"),
    "already": Text("此前已衔接", "moved before"),
    "waits": Text("待办结", "waits"),
    "fails": Text("不能衔接", "fails"),
}
"""What becomes of a centre: where a trial says ``moves``, following the plan says ``moved``."""


@attrs.frozen
class Line:
    """One centre: its ``outcome`` of :data:`OUTCOMES`, what the plan makes of it, and the sequence of the event that did it."""

    found: Migrated
    outcome: str
    sequence: int | None = None


@attrs.frozen
class Crossing:
    """A plan between two editions on the shelf, on one day: ``law`` and ``past`` are what the authority has said of the new edition
    and of the old by then, and ``new`` is read accordingly.
    """

    written: Written
    old: Book
    new: Book
    law: Centre
    past: Centre
    day: date

    @property
    def route(self) -> Route:
        """The plan with its two lawbooks."""
        return Route(self.written.plan, self.old.lawbook, self.new.lawbook)

    @property
    def home(self) -> str:
        """Whose register it is."""
        return self.new.identity.jurisdiction

    def name(self, centre: str) -> str:
        """The id of the act that moves one centre: it follows from the plan's bytes and the centre, and from nothing else."""
        return f"transition:{self.written.plan.digest[:16]}:{centre}"

    def act(self, centre: str) -> Act:
        """The act that moves one centre."""
        passage = self.written.plan.plan
        told = {"plan": self.written.plan.digest, "from": passage.from_, "to": passage.to}
        act = Act(self.name(centre), TRANSITION, self.day, passage.by, centre)
        return attrs.evolve(act, document=passage.document, facts=told, reason=passage.reason)


def checked(shelf: Shelf, written: Written, occupied: Collection[str] | None = None) -> list[Flaw]:
    """Everything wrong with a plan between two editions of the shelf; see :func:`tic_core.packs.transition.faults_of`.

    Raises DocumentError where it names an edition that is not on the shelf.
    """
    old, new = _books(shelf, written)
    return faults_of(written.plan, old.lawbook, new.lawbook, occupied)


def occupied(registry: Registry, written: Written, day: date | None = None) -> frozenset[str]:
    """The stages in which centres under the plan's old edition stand on a day (that of the plan when None)."""
    passage = written.plan.plan
    centres = registry.centres(day or passage.on)
    return frozenset(centre.stage for centre in centres if centre.edition == passage.from_ and not centre.final)


def tried(registry: Registry, written: Written, day: date | None = None) -> list[Line]:
    """What following the plan on ``day`` (its own when None) would make of each centre under the old edition; writes nothing.

    Raises DocumentError for a plan with a fault in it, UsageError for a day on which it cannot be followed.
    """
    crossing = _crossing(registry, written, day)
    return _over(registry, crossing, crossing.route)


def followed(registry: Registry, written: Written, day: date | None = None) -> Iterator[Line]:
    """Follow the plan: one act for each centre, each in its own transaction, in order of id. Sent again it does nothing twice.

    As :func:`tried` otherwise; the day may not lie ahead.
    """
    crossing = _crossing(registry, written, day)
    today = registry.today(crossing.new.lawbook)
    if crossing.day > today:
        raise UsageError(MESSAGES["ahead"].fill(day=crossing.day, today=today), MESSAGES["ahead-remedy"])
    route = crossing.route
    for line in _over(registry, crossing, route):
        yield _follow(registry, crossing, route, line.found.centre) if line.outcome == "moves" else line


def recalled(registry: Registry, event: Event) -> tuple[Crossing, Migrated]:
    """The move of one centre worked out again from the plan as the ledger keeps it: on what was known, under the law of then.

    LedgerError where the ledger does not keep the plan.
    """
    digest = next((told for name, told in event.law.digests.items() if name.startswith("transition:")), "")
    with registry.ledger.reading(registry.jurisdiction or None) as reader:
        kept = reader.text(digest)
        if kept is None:
            raise LedgerError(MESSAGES["no-plan"].fill(sequence=event.sequence))
        written = load_plan(kept.body, kept.id)
        old, new = _books(registry.shelf, written)
        then = Known(reader, event.sequence - 1)
        crossing, events = _read(then, written, old, new, event.on), then.events(event.subject)
    return crossing, migrated(crossing.route, fold(event.subject, events, event.on), event.on)


def retold(crossing: Crossing, found: Migrated, event: Event) -> Finding:
    """What an auditor is told of a move: by which plan, between which editions, and whether it comes out the same again."""
    passage, same = crossing.written.plan.plan, found.effects == event.effects
    told = {"old": passage.from_, "new": passage.to, "plan": passage.id, "digest": crossing.written.plan.digest[:12]}
    cite = passage.cite
    return Finding(
        rule=TRANSITION,
        verdict=Verdict.MET if same else Verdict.NOT_MET,
        cite=str(cite or ""),
        cite_text=crossing.new.lawbook.edition.cite_text(cite),
        values={"from": passage.from_, "to": passage.to},
        limit=None,
        margin=None,
        text=MESSAGES["same" if same else "other"].fill(**told),
        assumed=event.law.assumptions,
    )


def _books(shelf: Shelf, written: Written) -> tuple[Book, Book]:
    passage = written.plan.plan
    names = (("from", passage.from_), ("to", passage.to))
    flaws = [unknown(("plan", key), name, shelf.found) for key, name in names if name not in shelf.found]
    if flaws:
        raise written.document.error(flaws)
    return shelf.book(passage.from_), shelf.book(passage.to)


def _crossing(registry: Registry, written: Written, day: date | None) -> Crossing:
    """The plan ready to be followed on a day: nothing wrong in it, its editions read as the authority reads them."""
    old, new = _books(registry.shelf, written)
    first = written.plan.plan.on
    on = day or first
    flaws = [each for each in checked(registry.shelf, written, occupied(registry, written, on)) if each.severity == "error"]
    if flaws:
        raise written.document.error(flaws)
    if not first <= on <= new.lawbook.last:
        raise UsageError(MESSAGES["day"].fill(day=on), MESSAGES["day-remedy"].fill(first=first, last=new.lawbook.last))
    with registry.ledger.reading(new.identity.jurisdiction) as reader:
        return _read(reader, written, old, new, on)


def _read(reader: Reader, written: Written, old: Book, new: Book, day: date) -> Crossing:
    law = law_of(reader, new, day)
    return Crossing(written, old, as_said(new, law), law, law_of(reader, old, day), day)


def _over(registry: Registry, crossing: Crossing, route: Route) -> list[Line]:
    with registry.ledger.reading(crossing.home) as reader:
        lines = [_weighed(registry, crossing, route, subject, events) for subject, events in reader.lives()]
    return sorted((line for line in lines if line is not None), key=lambda line: line.found.centre)


def _weighed(registry: Registry, crossing: Crossing, route: Route, subject: str, events: Sequence[Event]) -> Line | None:
    """What the plan makes of one subject; None where it is no business of the plan's."""
    centre = fold(subject, events, crossing.day)
    done = next((event for event in events if event.act == crossing.name(subject)), None)
    if done is not None:
        found = Migrated(subject, "already", done.effects, stage=(centre.stage, centre.stage), name=(centre.name, centre.name))
        if done.sequence not in struck(events):
            return Line(found, "already", done.sequence)
        return _fails(found, Unfit("voided", *UNFIT["voided"]))
    if centre.edition != crossing.old.identity.id or not centre.stage or centre.final:
        return None
    found = migrated(route, centre, crossing.day)
    unfit = list(_hindered(registry, crossing, found, events)) if found.outcome == "moves" else []
    return _fails(found, *unfit) if unfit else Line(found, found.outcome)


def _fails(found: Migrated, *unfit: Unfit) -> Line:
    return Line(attrs.evolve(found, outcome="fails", effects=(), unfit=(*found.unfit, *unfit)), "fails")


def _hindered(registry: Registry, crossing: Crossing, found: Migrated, events: Sequence[Event]) -> Iterator[Unfit]:
    """What stands against the act itself: later events, a basis that is not registered, readings that nobody confirmed."""
    later = [event.act for event in events if event.effective > crossing.day]
    if later:
        yield Unfit("later", UNFIT["later"][0].fill(acts=later, day=crossing.day), UNFIT["later"][1])
    for basis in dict.fromkeys(_bases(crossing, found)):
        if not any(_in_force(law, basis, crossing.day) for law in (crossing.law, crossing.past)):
            yield Unfit("basis", UNFIT["basis"][0].fill(basis=basis, day=crossing.day), UNFIT["basis"][1])
    if found.nature == "adverse" or registry.strict:
        world = World(crossing.day, law=crossing.law)
        for name in _assumed(found):
            if not confirmed(crossing.new.lawbook, world, name):
                yield Unfit("unconfirmed", UNFIT["unconfirmed"][0].fill(name=name), UNFIT["unconfirmed"][1])


def _bases(crossing: Crossing, found: Migrated) -> Iterator[str]:
    """The texts that the act rests on beside the new edition."""
    line = crossing.route.stages.get(found.stage[0])
    yield from (basis for basis in (line.basis if line else "", crossing.written.plan.plan.basis) if basis)


def _in_force(law: Centre, basis: str, day: date) -> bool:
    texts = law.value("basis")
    rows = [text for text in texts if isinstance(text, Mapping)] if isinstance(texts, tuple) else []
    return any(text["id"] == basis and text["first"] <= day <= text["last"] for text in rows)


def _assumed(found: Migrated) -> tuple[str, ...]:
    """The interpretations that the days of duties counted anew rest on."""
    told = (name for effect in found.effects if effect.kind == "duty-opened" for name in effect.value.get("assumed", ()))
    return tuple(dict.fromkeys(told))


def _follow(registry: Registry, crossing: Crossing, route: Route, subject: str) -> Line:
    """Move one centre, in one transaction; what it rests on is kept with it. It is weighed again: others write, too."""
    written: list[Event] = []

    def work(writer: Writer) -> Line:
        written.clear()
        events = writer.events(subject)
        line = _weighed(registry, crossing, route, subject, events)
        if line is None:  # it has ended, or come under another edition, since it was looked at
            return _fails(Migrated(subject, "fails"), Unfit("gone", *UNFIT["gone"]))
        if line.outcome == "moves":
            written.append(_event(registry, crossing, line.found, writer.sequence + 1, len(events) + 1))
            _keep(writer, crossing)
            writer.append(written[0], act_digest(crossing.act(subject)), fold(subject, [*events, *written]))
            line = attrs.evolve(line, outcome="moved", sequence=written[0].sequence)
        return line

    try:
        line = registry.ledger.write(crossing.home, work)
    except Taken as taken:
        told = UNFIT["taken"][0].fill(scope=taken.scope, key=taken.key, holder=taken.holder or None)
        return _fails(Migrated(subject, "fails"), Unfit("taken", told, UNFIT["taken"][1]))
    for event in written:
        registry.unheard += crossing.new.answers.after_event(event)
    return line


def _event(registry: Registry, crossing: Crossing, found: Migrated, sequence: int, number: int) -> Event:
    passage, line = crossing.written.plan.plan, crossing.route.stages[found.stage[0]]
    act, recorded = crossing.act(found.centre), registry.clock().astimezone(UTC).isoformat(timespec="seconds")
    place = (sequence, number, found.centre, act.id, act.kind, found.nature, act.on, act.on, act.by, recorded)
    reason = " ".join(part for part in (passage.reason, line.reason) if part)
    return Event(*place, _law(crossing, found), found.effects, act.document, reason)


def _law(crossing: Crossing, found: Migrated) -> Law:
    """The new edition, the plan and the old edition, each by the digest of its bytes."""
    plan, lawbook = crossing.written.plan, crossing.new.lawbook
    line = crossing.route.stages[found.stage[0]]
    articles = tuple(dict.fromkeys(str(cite) for cite in (plan.plan.cite, line.cite) if cite))
    before = {f"edition:{crossing.old.identity.id}": crossing.old.lawbook.edition.digest}
    digests = {**lawbook.digests, **before, f"transition:{plan.plan.id}": plan.digest}
    basis = line.basis or plan.plan.basis or lawbook.edition.id
    return Law(lawbook.edition.id, basis, articles, _assumed(found), digests, lawbook.plugins)


def _keep(writer: Writer, crossing: Crossing) -> None:
    """The bytes of both editions, of what they are counted by, and of the plan: an id stands for the same plan for ever."""
    writer.keep("transition", crossing.written.plan.plan.id, crossing.written.body)
    for book in (crossing.old, crossing.new):
        writer.keep("edition", book.identity.id, book.body)
    if crossing.new.calendar_body:
        writer.keep("calendar", crossing.new.lawbook.calendar.id, crossing.new.calendar_body, published=False)
    for table in crossing.new.tables:
        writer.keep("classification", table.id, table.body)


UNFIT: Mapping[str, tuple[Text, Text]] = {
    "later": (
        Text("{day} 以后已有事件：{acts}", "there are events after {day}: {acts}"),
        Text("用 --on 指明其后的一日", "name a later day with --on"),
    ),
    "basis": (
        Text("依据“{basis}”未登记，或 {day} 不在其有效期内", "the basis “{basis}” is not registered, or not in force on {day}"),
        Text("先由机关登记该依据及其有效期", "have the office register that text with its dates first"),
    ),
    "unconfirmed": (
        Text("所依的解释 {name} 尚未经有权机关确认", "it rests on {name}, which the authority has not confirmed"),
        Text("先由有权机关确认", "have the authority confirm it first"),
    ),
    "taken": (
        Text("{scope}“{key}”已由 {holder} 占用", "{scope} “{key}” is held by {holder}"),
        Text("先处理占用的冲突", "settle first who holds it"),
    ),
    "gone": (
        Text("该中心已终结，或已适用其他版本", "the centre has ended, or come under another edition"),
        Text("无须衔接", "there is nothing to do"),
    ),
    "voided": (
        Text("按本方案的衔接已被撤销", "the move by this plan was struck out"),
        Text("另立一份方案（另一 id）", "write another plan, with another id"),
    ),
}

MESSAGES = {
    "ahead": Text("衔接之日 {day} 晚于今日 {today}", "the transition is on {day}, after today, {today}"),
    "ahead-remedy": Text("可先用 dry-run 演算", "try it with dry-run until then"),
    "day": Text("{day} 不能按本方案衔接", "the plan cannot be followed on {day}"),
    "day-remedy": Text("应在 {first} 至 {last} 之间", "a day from {first} to {last}"),
    "same": Text(
        "自 {old} 衔接至 {new}；按账本保存的方案 {plan}（{digest}）重新推算，结果相同",
        "moved from {old} to {new}; worked out again from the plan {plan} ({digest}) that the ledger keeps, it comes out the same",
    ),
    "other": Text(
        "自 {old} 衔接至 {new}；按账本保存的方案 {plan}（{digest}）重新推算，结果与所记不同",
        "moved from {old} to {new}; worked out again from the plan {plan} ({digest}) that the ledger keeps, it comes out otherwise",
    ),
    "no-plan": Text("账本没有保存第 {sequence} 号事件所依的衔接方案", "the ledger does not keep the plan of event {sequence}"),
}
