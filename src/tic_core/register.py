"""A register of centres: where I/O, the clock and the kernel meet. :class:`~tic_core.registry.Registry` opens one.

Submitting is one transaction: what the decision looks at is read, the act is decided, and the event is committed together with
everything it changes; the receipt goes out after the commit. Reading never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import attrs

from tic_core.cohorts import Round, round_of
from tic_core.consult import answered, as_said, law_of, subject_of, world_of
from tic_core.errors import PluginError, UsageError
from tic_core.kernel.awaiting import Awaited
from tic_core.kernel.context import World, gather
from tic_core.kernel.decide import Receipt, decide
from tic_core.kernel.duties import DutyLine, due_lines, waiting_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.linked import SUCCESSION, is_linked
from tic_core.kernel.prospect import Prospect
from tic_core.ledger import (
    Bound,
    Head,
    Known,
    Ledger,
    Reader,
    Refused,
    Taken,
    Writer,
    act_digest,
    encode_plain,
    nfc,
)
from tic_core.ledger.standing import stands_as_told
from tic_core.model.act import Act, well_formed
from tic_core.model.cohort import SUBJECT as COHORT
from tic_core.model.event import Event
from tic_core.model.receipt import Status, conflict
from tic_core.model.subject import Centre, IncentiveLine
from tic_core.outlook import MESSAGES as OUTLOOK
from tic_core.outlook import Outlook
from tic_core.recall import Recalled, recalled
from tic_core.shelf import Book, Shelf
from tic_core.survey import Survey, surveyed
from tic_core.telling import refusal
from tic_core.text import Text

Clock = Callable[[], datetime]


class Register:
    """A register of centres under the editions on its shelf: acts are decided and recorded in it, and it is asked.

    ``jurisdiction`` says whose register is meant where a ledger holds several; it may stay empty for a ledger of one.
    """

    def __init__(self, ledger: Ledger | Bound, shelf: Shelf, clock: Clock, jurisdiction: str = "", *, strict: bool = False) -> None:
        self.ledger = ledger
        self.shelf = shelf
        self.clock = clock
        self.jurisdiction = jurisdiction
        self.strict = strict
        self.unheard: list[PluginError] = []

    def today(self, lawbook: Lawbook) -> date:
        """Today where the law of ``lawbook`` holds."""
        return self.clock().astimezone(ZoneInfo(lawbook.edition.identity.time_zone)).date()

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def submit(self, act: Act, *, dry_run: bool = False) -> Receipt:
        """Decide an act and, when accepted, record it. Sent again it gives the first receipt (*duplicate*).

        ``dry_run`` decides and writes nothing. Raises UsageError when no edition can be told, PluginError when a plugin of
        the chain fails, LedgerError and RaceLost for storage; in each of these nothing was written.
        """
        if dry_run:
            return self.explain(act)
        act = nfc(well_formed(act))
        book = self._book_for(act)

        def work(writer: Writer) -> Receipt:
            events = writer.events(subject_of(book, act))
            own = self._own(book, act, events)
            receipt = self._decided(writer, own, act, events, writer.persons(act.persons))
            self._keep(writer, own, receipt, events)
            return receipt

        try:
            receipt = self.ledger.write(book.identity.jurisdiction, work)
        except Taken as taken:
            told = conflict("taken", {taken.scope: taken.key}, key=taken.key, holder=taken.holder or None)
            return Receipt(Status.CONFLICT, act, told=(told,))
        if receipt.status is Status.ACCEPTED and receipt.event is not None:
            self._announce(book, receipt.event)
        return receipt

    def submit_all(self, acts: Iterable[Act], *, dry_run: bool = False) -> Iterator[Receipt]:
        """Submit acts in the order given, each in its own transaction."""
        return (self.submit(act, dry_run=dry_run) for act in acts)

    def explain(self, act: Act, known_at: int | None = None) -> Receipt:
        """What :meth:`submit` would answer to ``act`` now, or by what was known at ``known_at``; writes nothing."""
        act = nfc(well_formed(act))
        book = self._book_for(act, known_at)
        with self.ledger.reading(book.identity.jurisdiction) as present:
            reader = present if known_at is None else Known(present, known_at)
            events = reader.events(subject_of(book, act))
            return self._decided(reader, self._own(book, act, events), act, events, {})

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def view(self, centre: str, as_of: date | None = None, known_at: int | None = None) -> Centre:
        """A centre as of a day (all days when None), as known at a ledger sequence (all that is known when None).

        Raises UsageError where nothing is known of it.
        """
        events = self.history(centre, known_at)
        found = fold(centre, events, as_of)
        if not events:
            raise UsageError(OUTLOOK["no-centre"].fill(centre=centre))
        return found

    def history(self, centre: str, known_at: int | None = None) -> list[Event]:
        """The events of a centre in the order in which they became known."""
        with self.ledger.reading(self._home()) as reader:
            return reader.events(centre, known_at)

    def centres(self, as_of: date | None = None, known_at: int | None = None) -> list[Centre]:
        """The register: every centre that exists on ``as_of`` as known at ``known_at``, in order of id."""
        with self.ledger.reading(self._home()) as reader:
            found = [fold(subject, events, as_of) for subject, events in reader.lives(known_at)]
        return sorted((centre for centre in found if centre.stage), key=lambda centre: centre.id)

    def linked(self, subject: str = "", as_of: date | None = None, known_at: int | None = None) -> list[Centre]:
        """Linked subjects of which something is recorded by ``as_of``: units, persons, offices, cohorts, or one kind of them."""
        with self.ledger.reading(self._home()) as reader:
            chains = [each.subject for each in reader.heads() if is_linked(each.subject) and each.subject.startswith(subject)]
            found = [fold(chain, reader.events(chain, known_at), as_of) for chain in chains]
        return sorted((each for each in found if each.edition), key=lambda each: each.id)

    def follower(self, centre: str, as_of: date | None = None, known_at: int | None = None) -> str | None:
        """The centre that follows one which was converted, promoted or merged; None while none does on ``as_of``."""
        with self.ledger.reading(self._home()) as present:
            reader = present if known_at is None else Known(present, known_at)
            found = reader.holders(SUCCESSION, [centre]).get(centre)
            begun = found and fold(found, reader.events(found), as_of).links.get("continues") == centre
        return found if begun else None

    def outline(self) -> list[Centre]:
        """The register after everything that is known, as far as a list shows it: id, name, stage and since when, edition.

        Read from the heads that stand beside the events (``verify`` holds them to the events), so that a long register is there at
        once. Of a centre without a name the one it bore is told; all else is left empty: ask :meth:`view` for a centre.
        """
        with self.ledger.reading(self._home()) as reader:
            return [_outlined(reader, head) for head in reader.heads() if head.stage and not is_linked(head.subject)]

    def due(
        self,
        as_of: date | None = None,
        known_at: int | None = None,
        centre: str = "",
        among: Iterable[Centre] | None = None,
    ) -> list[DutyLine]:
        """What is owed on ``as_of`` (today when None), the most urgent first; of one ``centre`` (or linked subject) when named.

        ``among`` are the centres as they stand on that day, where the caller has them already.
        """
        if among is None:
            everyone = [] if centre else [*self.centres(as_of, known_at), *self.linked("", as_of, known_at)]
            among = [self.view(centre, as_of, known_at)] if centre else everyone
        lines = [line for each in among if each.stage or (is_linked(each.id) and each.edition) for line in self._due(each, as_of)]
        return sorted(lines, key=lambda line: (line.due is None, line.due or line.opens or date.max, line.centre, line.kind))

    def incentives(
        self, as_of: date | None = None, known_at: int | None = None, centre: str = ""
    ) -> dict[str, list[IncentiveLine]]:
        """The incentive ledger on a day: for each centre that has any (or the one named) its lines with their sums and steps."""
        centres = [self.view(centre, as_of, known_at)] if centre else self.centres(as_of, known_at)
        return {each.id: list(each.incentives.values()) for each in centres if each.incentives}

    def lawbook_of(self, centre: Centre) -> Lawbook:
        """The law a centre is under."""
        return self.shelf.lawbook(centre.edition)

    def next(
        self, centre: str, on: date | None = None, toward: DutyLine | None = None, known_at: int | None = None
    ) -> list[Prospect]:
        """What may lawfully happen next to a centre on a day (today when None), and what each act still needs or is blocked by.

        ``toward`` asks only for the acts that discharge what is owed, or, where none can be taken yet, for those that lead there.
        ``known_at`` asks what could have been told when that sequence was the last.
        """
        with self.outlook(known_at) as outlook:
            return outlook.next(centre, on, toward)

    def awaited(self, centre: str, on: date | None = None, known_at: int | None = None) -> list[Awaited]:
        """What the awards of a centre wait for on a day (today when None): each instalment that may be paid, or why not yet, and
        each ground on which money may be asked back. People decide; nothing is paid or recovered by itself.
        """
        with self.outlook(known_at) as outlook:
            return outlook.awaited(centre, on)

    @contextmanager
    def outlook(self, known_at: int | None = None) -> Iterator[Outlook]:
        """The same for many centres in one snapshot: what they have in common is looked up once. It holds while the block does."""
        with self.ledger.reading(self._home()) as reader:
            yield Outlook(reader, self.shelf, self.clock, known_at, strict=self.strict)

    def columns(self, edition: str, as_of: date | None = None, known_at: int | None = None, rules: Sequence[str] = ()) -> Survey:
        """All rules of an edition (or those named) over the whole register at once, on a day: needs the extra ``columns``.

        What it finds is what :func:`~tic_core.rules.reference.evaluate` finds centre by centre on what stands on record that day.
        Raises UsageError for an unknown edition, or without polars.
        """
        book = self.shelf.book(edition)
        day = as_of or self.today(book.lawbook)
        with self.ledger.reading(book.identity.jurisdiction) as present:
            law = law_of(present if known_at is None else Known(present, known_at), book, day)
        beside = self.linked("", day, known_at) if book.lawbook.links or book.lawbook.edition.cohorts else ()
        return surveyed(as_said(book, law).lawbook, self.centres(day, known_at), law, day, rules, beside)

    def recall(self, event: Event) -> Recalled:
        """The act of an event weighed again: on what was known then, under the law it was decided under; writes nothing."""
        book = self.shelf.book(event.law.edition)
        with self.ledger.reading(book.identity.jurisdiction) as reader:
            return recalled(reader, book, event)

    def cohort(self, cohort: str, policy: str = "", as_of: date | None = None, known_at: int | None = None) -> Round:
        """A cohort (``cohort:dynamic-2026``) on a day: its members, their grades and why; not yet frozen, who would belong.

        ``policy`` says under which law where nothing is recorded of it yet. UsageError for what is no cohort of that edition.
        """
        with self.ledger.reading(self._home()) as present:
            reader = present if known_at is None else Known(present, known_at)
            subject = fold(cohort, reader.events(cohort), as_of)
            known = subject.edition or policy
            book = self.shelf.in_force(known, as_of or self.clock().date())
            day = as_of or self.today(book.lawbook)
            law = law_of(reader, book, day)
            return round_of(reader, as_said(book, law).lawbook, subject, day, law)

    def differing(self, centres: Iterable[Centre]) -> list[str]:
        """The centres that the tables (heads, duties, reservations) tell otherwise than ``centres``, folded from all events, do."""
        with self.ledger.reading(self._home()) as reader:
            return [each.id for each in centres if not stands_as_told(reader, each)]

    def refusals(self, centre: str = "") -> list[Refused]:
        """The log of refused acts, beside the ledger: of one centre, or all."""
        with self.ledger.reading(self._home()) as reader:
            return [refused for refused in reader.refusals() if centre in ("", refused.subject)]

    # ── how ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _announce(self, book: Book, event: Event) -> None:
        self.unheard += book.answers.after_event(event)

    def _home(self) -> str | None:
        return self.jurisdiction or None

    def _moment(self) -> str:
        return self.clock().astimezone(UTC).isoformat(timespec="seconds")

    def _due(self, centre: Centre, as_of: date | None) -> list[DutyLine]:
        lawbook = self.lawbook_of(centre)
        lines = due_lines(centre, as_of or self.today(lawbook), lawbook.calendar, lawbook.last)
        return [*lines, *waiting_lines(lawbook, centre)]

    def _book_for(self, act: Act, known_at: int | None = None) -> Book:
        """The law an act is decided under: the centre's own, else that of the policy the act names on the act's day."""
        if act.centre:
            with self.ledger.reading(self._home()) as reader:
                head = reader.head(act.centre)
                standing = fold(act.centre, reader.events(act.centre, known_at)) if known_at is not None else head
            if standing is not None and standing.edition:
                book = self.shelf.book(standing.edition)
                # A cohort is graded under the edition that it was frozen under; other linked subjects are under none of their own:
                # for them it is the law of the day, of the policy that is meant.
                if is_linked(act.centre) and not act.centre.startswith(COHORT):
                    return self.shelf.in_force(act.policy or book.identity.policy, act.on)
                if act.policy in ("", *self.shelf.editions_of(book.identity.policy), book.identity.policy):
                    return book
                raise UsageError(MESSAGES["other-policy"].fill(centre=act.centre, edition=standing.edition, policy=act.policy))
        return self.shelf.in_force(act.policy, act.on)

    def _own(self, book: Book, act: Act, events: Sequence[Event]) -> Book:
        """The edition that the centre is under on the act's day: it may have come under another since, or only later."""
        applied = sum(effect.kind == "edition" for event in events for effect in event.effects)
        found = fold(act.centre, events, act.on).edition if applied > 1 and act.centre and not is_linked(act.centre) else ""
        return self.shelf.book(found) if found else book

    def _decided(self, reader: Reader, book: Book, act: Act, events: Sequence[Event], persons: Mapping[str, str]) -> Receipt:
        known = self._known(reader, act, events)
        if known is not None:
            return known
        law = law_of(reader, book, act.on)
        book, centre = as_said(book, law), fold(subject_of(book, act), events, act.on)
        world = self._world(reader, book, act, centre, events, law)
        world.persons = persons
        asked = answered(book, centre, act, world)
        receipt = decide(book.lawbook, gather(book.lawbook, centre, asked, world), asked)
        return attrs.evolve(receipt, act=act)

    def _world(self, reader: Reader, book: Book, act: Act, centre: Centre, events: Sequence[Event], law: Centre) -> World:
        world = world_of(reader, book, act, centre, events, self.clock(), law)
        world.strict = self.strict
        editions = {event.law.edition for event in world.past} & set(self.shelf.found) - {book.identity.id}
        world.laws = {edition: self.shelf.lawbook(edition) for edition in sorted(editions)}
        return world

    def _known(self, reader: Reader, act: Act, events: Sequence[Event]) -> Receipt | None:
        """The receipt of an act sent before, or of one that no longer meets the subject it was written for."""
        first = reader.accepted(act.id)
        if first is not None and first[0] == act_digest(act):
            return Receipt(Status.DUPLICATE, act, first[1], told=())
        if first is not None:
            told = conflict("id", {"act": act.id}, act=act.id, sequence=first[1].sequence)
            return Receipt(Status.CONFLICT, act, told=(told,))
        found = max((event.sequence for event in events), default=0)
        if act.expected is not None and act.expected != found:
            told = conflict("stale", {"expected": act.expected}, expected=act.expected, found=found)
            return Receipt(Status.CONFLICT, act, told=(told,))
        return None

    def _keep(self, writer: Writer, book: Book, receipt: Receipt, events: Sequence[Event]) -> None:
        """Write what was decided: the event with all it changes, or the refusal into its log."""
        act, event = receipt.act, receipt.event
        if receipt.status is Status.REFUSED:
            writer.refuse(act.id, act_digest(act), subject_of(book, act), self._moment(), encode_plain(refusal(receipt)))
        elif receipt.status is Status.ACCEPTED and event is not None:
            writer.keep("edition", book.identity.id, book.body)
            if book.calendar_body:
                # A calendar grows by a year when its notice comes; the digest says which one was used.
                writer.keep("calendar", book.lawbook.calendar.id, book.calendar_body, published=False)
            for table in book.tables:
                writer.keep("classification", table.id, table.body)
            for name, body in book.mandate_bodies.items():
                writer.keep("mandate", name, body)
            for given in book.given:
                if f"interpretation:{given.file}" in event.law.digests:
                    writer.keep("interpretation", given.file, given.body)
            writer.append(event, act_digest(act), fold(event.subject, [*events, event]))


def _outlined(reader: Reader, head: Head) -> Centre:
    """A centre as a list shows it. The name that an ended one bore stands in its events alone."""
    found = Centre(head.subject, head.edition, head.stage, head.kind, head.since, dict(head.name))
    if not head.name:
        found.former = fold(head.subject, reader.events(head.subject)).former
    found.sequence, found.number = head.sequence, head.number
    return found


MESSAGES = {
    "other-policy": Text("{centre} 依 {edition} 管理，不依“{policy}”", "{centre} is under {edition}, not under “{policy}”"),
}
