"""The product on the same plain acts: its kernel with everything in memory, and its registry on a database."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from tests.naive.lives import TODAY

from tic_core import Act, Registry
from tic_core.consult import answered, world_of
from tic_core.kernel.context import gather
from tic_core.kernel.decide import decide
from tic_core.kernel.duties import due_lines
from tic_core.kernel.evolve import evolve, fold
from tic_core.model.act import Determination, well_formed
from tic_core.model.subject import Centre
from tic_core.shelf import Shelf

LAW = "edition:weihai-2022"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)


@lru_cache
def book():
    """Weihai's edition with its calendar and its plugin."""
    return Shelf().book("weihai-2022")


def as_act(plain):
    """A plain act as the product's."""
    said = tuple(
        Determination(each["rule"], each["choice"], each["reason"], each.get("basis", ""), each.get("by", ""))
        for each in plain["said"]
    )
    return well_formed(
        Act(
            plain["id"],
            plain["kind"],
            plain["on"],
            plain["by"],
            plain["centre"],
            "weihai-2022",
            plain["document"],
            plain["facts"],
            said,
            plain["reason"],
            basis=plain.get("basis", ""),
            about=plain.get("about", ""),
        )
    )


class Memory:
    """The product's kernel with its events in memory, read by the product as it reads a ledger."""

    def __init__(self):
        self.book, self.taken, self.events_of, self.states = book(), [], {}, {}

    def submit(self, plain):
        """Decide a plain act; an accepted one is kept."""
        act = as_act(plain)
        plan = self.book.lawbook.plans.get(act.kind)
        subject = LAW if plan is not None and plan.act.subject == "edition" else act.centre
        centre = self.view(subject, act.on)
        world = world_of(self, self.book, act, centre, self.events(subject), NOON, self.view(LAW, act.on))
        asked = answered(self.book, centre, act, world)
        receipt = decide(self.book.lawbook, gather(self.book.lawbook, centre, asked, world), asked)
        if receipt.event is not None:
            self._keep(subject, receipt.event)
        return {"status": receipt.status.value, "reasons": set() if receipt.event else reasons(receipt)}

    def view(self, subject, day=None):
        """A subject on a day."""
        events = self.events(subject)
        if day is None or not events or max(event.effective for event in events) <= day:
            return self.states.get(subject) or Centre(subject)
        return fold(subject, events, day)

    def due(self, subject, day):
        """What a centre owes on a day."""
        return told(due_lines(self.view(subject, day), day, self.book.lawbook.calendar, self.book.lawbook.last))

    def _keep(self, subject, event):
        known = self.events_of.setdefault(subject, [])
        late = any(each.effective > event.effective for each in known)
        known.append(event)
        self.taken.append(event)
        self.states[subject] = fold(subject, known) if late else evolve(self.view(subject), event)

    # What the product asks of a ledger before it decides.

    def events(self, subject):
        """The events of a subject."""
        return self.events_of.get(subject, [])

    def feed(self):
        """All events."""
        return iter(self.taken)

    def jurisdictions(self):
        """Whose registers there are."""
        return [self.book.identity.jurisdiction]

    def header(self, home):
        """The ledger's head: the last sequence stands third."""
        return home, "", len(self.taken)

    def holders(self, scope, keys):
        """Who holds which of some keys."""
        held = self.held_under(scope, "")
        return {key: held[key] for key in keys if key in held}

    def held_under(self, scope, prefix):
        """Who holds a key that begins so."""
        held = {state.reservations[scope]: name for name, state in self.states.items() if scope in state.reservations}
        return {key: name for key, name in held.items() if key.startswith(prefix)}


class Stored:
    """The product's registry on a database of its own."""

    def __init__(self):
        self.registry = Registry.open("sqlite://", clock=lambda: NOON)

    def submit(self, plain):
        """Decide a plain act."""
        receipt = self.registry.submit(as_act(plain))
        return {"status": receipt.status.value, "reasons": set() if receipt.event else reasons(receipt)}

    def view(self, subject, day=None):
        """A subject on a day."""
        with self.registry.ledger.reading(None) as reader:
            return fold(subject, reader.events(subject), day)

    def due(self, subject, day):
        """What a centre owes on a day."""
        return told(self.registry.due(day, centre=subject))


def told(lines):
    """The product's due lines as the model has them."""
    running = (each for each in lines if each.status != "not-begun")
    return {(each.kind, each.period, each.opens, each.due, each.status, each.provisional) for each in running}


def reasons(receipt):
    """For what an act was refused: rule ids; with the fact or the interpretation where one is meant."""
    found = set()
    for finding in receipt.refusals:
        named = finding.rule in ("core.fact", "core.unconfirmed", "core.overruled")
        found |= {f"{finding.rule}:{value}" for value in finding.values} if named else {finding.rule}
    return found
