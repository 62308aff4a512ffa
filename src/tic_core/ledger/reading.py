"""The read side: one consistent snapshot of the ledger. A reader never writes, not even by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, tuple_, union
from sqlalchemy.sql.expression import ClauseElement

from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import laws, schema
from tic_core.ledger.chain import Checkpoint, Tree
from tic_core.ledger.codec import decode, decode_duty, decode_plain, is_digest
from tic_core.ledger.rows import Head, Kept, Owed, Refused, Reserved, Stored, head_of
from tic_core.ledger.session import Row, Session
from tic_core.model.event import Event
from tic_core.text import Text

MESSAGES = {
    "no-jurisdiction": Text("账本中没有辖区 {name}", "the ledger holds no jurisdiction {name}"),
    "no-jurisdiction-remedy": Text("现有辖区：{names}", "it holds: {names}"),
    "which": Text("账本中有多个辖区（{names}），须指明一个", "the ledger holds several jurisdictions ({names}); name one"),
    "event": Text("第 {sequence} 号事件：{why}", "event {sequence}: {why}"),
    "no-bytes": Text("第 {sequence} 号事件的内容不是字节", "event {sequence}: its content is not bytes"),
    "event-remedy": Text("请运行 ticctl verify", "run ticctl verify"),
    "accepted": Text(
        "第 {sequence} 号事件的列与其内容不符，无法判断行为 {act} 是否已提交",
        "the columns of event {sequence} do not fit what it says; whether act {act} was sent before cannot be told",
    ),
}

HEAD_COLUMNS = tuple(column.name for column in schema.head.c)[2:]
DUTY_COLUMNS = tuple(column.name for column in schema.duty.c)[3:]
END = 2**62
PAGE = 500

_E, _H, _D, _R = schema.event.c, schema.head.c, schema.duty.c, schema.reservation.c
_T, _P, _N, _X = schema.text.c, schema.published.c, schema.person.c, schema.refusal.c
_LAW: BindParameter[str] = bindparam("jurisdiction")
_SUBJECT: BindParameter[str] = bindparam("subject")
_SCOPE: BindParameter[str] = bindparam("scope")
_NAME: BindParameter[str] = bindparam("id")
_WINDOW = (_E.jurisdiction == _LAW, _E.sequence > bindparam("after"))

LEDGERS = select(*schema.ledger.c).order_by(schema.ledger.c.jurisdiction)
HEADER = select(*schema.ledger.c).where(schema.ledger.c.jurisdiction == _LAW)
# What was known when is told apart afterwards: a bound on the sequence would lure SQLite into reading the whole ledger.
EVENTS = select(_E.sequence, _E.body).where(_E.jurisdiction == _LAW, _E.subject == _SUBJECT).order_by(_E.number)
LIVES = (
    select(_E.subject, _E.number, _E.sequence, _E.body)
    .where(_E.jurisdiction == _LAW, tuple_(_E.subject, _E.number) > tuple_(_SUBJECT, bindparam("number")))
    .order_by(_E.subject, _E.number)
    .limit(bindparam("most"))
)
FEED = select(_E.sequence, _E.body).where(*_WINDOW).order_by(_E.sequence).limit(bindparam("most"))
STORED = select(*list(_E)[1:]).where(*_WINDOW).order_by(_E.sequence).limit(bindparam("most"))
ACCEPTED = select(_E.sequence, _E.body, _E.act_digest).where(_E.jurisdiction == _LAW, _E.act == bindparam("act"))
HEADS = select(*_H).where(_H.jurisdiction == _LAW).order_by(_H.subject)
HEAD = select(*_H).where(_H.jurisdiction == _LAW, _H.subject == _SUBJECT)
DUTIES = select(_D.subject, _D.body).where(_D.jurisdiction == _LAW).order_by(_D.subject, _D.id)
DUTIES_OF = select(_D.subject, _D.body).where(_D.jurisdiction == _LAW, _D.subject == _SUBJECT).order_by(_D.id)
DUTY_ROWS = select(*list(_D)[2:]).where(_D.jurisdiction == _LAW, _D.subject == _SUBJECT).order_by(_D.id)
SUBJECTS = union(*(select(each.subject).where(each.jurisdiction == _LAW) for each in (_H, _D, _R))).order_by("subject")
DUTIES_IN = (
    select(_D.subject, _D.body)
    .where(_D.jurisdiction == _LAW, _D.state == bindparam("state"))
    .order_by(_D.due.nulls_last(), _D.subject, _D.id)
)
RESERVATIONS = select(*_R).where(_R.jurisdiction == _LAW).order_by(_R.scope, _R.key)
RESERVED_BY = select(*_R).where(_R.jurisdiction == _LAW, _R.subject == _SUBJECT).order_by(_R.scope, _R.key)
NAMED = (
    select(_H.subject)
    .where(_H.jurisdiction == _LAW, _H.subject >= bindparam("first"), _H.subject < bindparam("past"))
    .order_by(_H.subject)
)
HOLDER = select(_R.subject).where(_R.jurisdiction == _LAW, _R.scope == _SCOPE, _R.key == bindparam("key"))
UNDER = (
    select(_R.key, _R.subject)
    .where(_R.jurisdiction == _LAW, _R.scope == _SCOPE, _R.key >= bindparam("first"), _R.key < bindparam("past"))
    .order_by(_R.key)
)
TEXT = select(_T.kind, _T.id, _T.body).where(_T.digest == bindparam("digest"))
TEXTS = select(_T.digest, _T.kind, _T.id).order_by(_T.kind, _T.id, _T.digest)
PUBLISHED = select(_P.digest).where(_P.jurisdiction == _LAW, _P.kind == bindparam("kind"), _P.id == _NAME)
PUBLICATIONS = select(_P.kind, _P.id, _P.digest).where(_P.jurisdiction == _LAW).order_by(_P.kind, _P.id)
REFUSALS = select(*_X).where(_X.jurisdiction == _LAW).order_by(_X.id)
PERSON = select(_N.salt, _N.body).where(_N.jurisdiction == _LAW, _N.id == _NAME)
PEOPLE = select(_N.id, _N.salt, _N.body).where(_N.jurisdiction == _LAW).order_by(_N.id)
LAST = select(_E.sequence).where(_E.jurisdiction == _LAW).order_by(_E.sequence.desc()).limit(1)
COUNT = select(func.count()).select_from(schema.event).where(_E.jurisdiction == _LAW)
TWICE = (
    select(_E.act, func.max(_E.sequence)).where(_E.jurisdiction == _LAW).group_by(_E.act).having(func.count() > 1).order_by(_E.act)
)
HELD_TWICE = select(_R.scope, _R.key).where(_R.jurisdiction == _LAW).group_by(_R.scope, _R.key).having(func.count() > 1)


class Reader:
    """What stands in the ledger, at one moment. Made by :meth:`Ledger.reading`; of no use after its block has ended.

    Where a method takes a ``jurisdiction``, None means the reader's own, or the only one in the ledger; listings then go over
    all. ``known_at`` is a ledger sequence: only what had been recorded up to it is seen.
    """

    def __init__(self, session: Session, jurisdiction: str | None = None) -> None:
        self._session = session
        self._own = jurisdiction

    def jurisdictions(self) -> tuple[str, ...]:
        """Whose law the ledger holds, in order of code; LedgerError when events lie there without the header of their law."""
        found = list(laws.with_events(self._session))
        headed = self._headed()  # asked last: a law that is just beginning has its header by now
        for law in found:
            if law not in headed:
                raise laws.headless(law)
        return headed

    def recorded(self) -> tuple[str, ...]:
        """Every jurisdiction that any table speaks of, with a header or without: what an auditor goes by."""
        return tuple(sorted({*self._headed(), *laws.as_far_as_readable(self._session)}, key=str))

    def formats(self) -> tuple[int, ...]:
        """The formats that the headers name."""
        return tuple(row[1] for row in self._session.rows(LEDGERS))

    def header(self, jurisdiction: str | None = None) -> tuple[int, str, int]:
        """Format, name of the hash function, and sequence of the last event.

        UsageError for an unknown jurisdiction, LedgerError for one whose header is gone while its records are there.
        """
        wanted = self._one(jurisdiction)
        row = self._session.row(HEADER, jurisdiction=wanted)
        if row is not None:
            return row[1], row[2], row[3]
        if wanted in laws.with_records(self._session) and wanted not in self._headed():
            raise laws.headless(wanted)
        raise self._unknown(wanted)

    def events(self, subject: str, known_at: int | None = None, *, jurisdiction: str | None = None) -> list[Event]:
        """The events of a subject in the order in which they were recorded; none for a subject that is not known."""
        found: list[Event] = []
        end = END if known_at is None else known_at
        for law in self._laws(jurisdiction):
            rows = self._session.rows(EVENTS, jurisdiction=law, subject=subject)
            if rows and found:
                raise self._ambiguous()
            found += [event_of(*row) for row in rows if row[0] <= end]
        return found

    @property
    def place(self) -> tuple[Session, str | None]:
        """The transaction it reads in and whose law it reads: what another reader of the same moment is made of."""
        return self._session, self._own

    def lives(self, known_at: int | None = None, *, jurisdiction: str | None = None) -> Iterator[tuple[str, list[Event]]]:
        """Every subject with its events up to ``known_at`` in the order recorded, subject by subject: one walk, read in pages."""
        end = END if known_at is None else known_at
        for law in self._laws(jurisdiction):
            for subject, rows in groupby(self._walk(law), key=itemgetter(0)):
                events = [event_of(sequence, body) for _, _, sequence, body in rows if sequence <= end]
                if events:
                    yield subject, events

    def feed(self, jurisdiction: str | None = None, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """The events after sequence ``after``, in order, read in pages: a million of them need no list of all."""
        return (event_of(*row) for row in self._pages(FEED, jurisdiction, after, limit))

    def stored(self, jurisdiction: str | None = None, after: int = 0, limit: int | None = None) -> Iterator[Stored]:
        """The same as they lie there, undecoded: what an export or an auditor needs."""
        return (Stored(*row) for row in self._pages(STORED, jurisdiction, after, limit))

    def accepted(self, act: str, jurisdiction: str | None = None) -> tuple[str, Event] | None:
        """The digest and the event of an act already accepted under this id, or None.

        LedgerError where the columns that it is found by were altered, as far as that shows: better no answer than a wrong one.
        """
        row = self._session.row(ACCEPTED, jurisdiction=self._one(jurisdiction), act=act)
        if row is None:
            return None
        event = event_of(row[0], row[1])
        if (event.sequence, event.act) != (row[0], act) or not is_digest(row[2]):
            raise LedgerError(MESSAGES["accepted"].fill(sequence=row[0], act=act), MESSAGES["event-remedy"])
        return row[2], event

    def heads(self, jurisdiction: str | None = None) -> Iterator[Head]:
        """Every subject after its last event, in order of id."""
        for law in self._laws(jurisdiction):
            yield from map(head_of, self._session.rows(HEADS, jurisdiction=law))

    def head(self, subject: str, jurisdiction: str | None = None) -> Head | None:
        """One subject after its last event, or None; UsageError when several jurisdictions know one of that name."""
        laws = self._laws(jurisdiction)
        rows = [row for law in laws if (row := self._session.row(HEAD, jurisdiction=law, subject=subject))]
        if len(rows) > 1:
            raise self._ambiguous()
        return head_of(rows[0]) if rows else None

    def named(self, prefix: str, jurisdiction: str | None = None) -> list[str]:
        """Every subject whose id begins with ``prefix``, in order of id."""
        past = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        rows = (self._session.rows(NAMED, jurisdiction=law, first=prefix, past=past) for law in self._laws(jurisdiction))
        return [row[0] for each in rows for row in each]

    def duties(self, jurisdiction: str | None = None, *, subject: str | None = None, state: str | None = None) -> Iterator[Owed]:
        """The duties: all, of one subject, or in one state (``open``: in order of last day)."""
        for law in self._laws(jurisdiction):
            for whose, body in self._duty_rows(law, subject, state):
                duty = decode_duty(body)
                if state in {None, duty.state}:
                    yield Owed(law, whose, duty)

    def reservations(self, jurisdiction: str | None = None, *, subject: str | None = None) -> Iterator[Reserved]:
        """Who holds what, in order of scope and key: all, or what one subject holds."""
        for law in self._laws(jurisdiction):
            wanted = {"jurisdiction": law, "subject": subject}
            for row in self._session.rows(RESERVATIONS if subject is None else RESERVED_BY, **wanted):
                yield Reserved(*row)

    def holders(self, scope: str, keys: Iterable[str], jurisdiction: str | None = None) -> dict[str, str]:
        """Who holds each of ``keys``; a key that is free is left out."""
        look = partial(self._session.row, HOLDER, jurisdiction=self._one(jurisdiction), scope=scope)
        return {key: row[0] for key in keys if (row := look(key=key))}

    def held_under(self, scope: str, prefix: str, jurisdiction: str | None = None) -> dict[str, str]:
        """Who holds a key that begins with ``prefix`` (the prefix itself among them), by key: the classes under a class."""
        law, past = self._one(jurisdiction), _past(prefix)
        rows = self._session.rows(UNDER, jurisdiction=law, scope=scope, first=prefix, past=past)
        return {key: subject for key, subject in rows if key.startswith(prefix)}

    def text(self, digest: str) -> Kept | None:
        """The bytes kept under that digest, with kind and id, or None."""
        row = self._session.row(TEXT, digest=digest)
        return None if row is None else Kept(*row)

    def texts(self) -> list[tuple[str, str, str]]:
        """Digest, kind and id of every text that was decided under."""
        return [(row[0], row[1], row[2]) for row in self._session.rows(TEXTS)]

    def published(self, kind: str, name: str, jurisdiction: str | None = None) -> str | None:
        """The digest that a published id stands for here, or None while it is not published."""
        row = self._session.row(PUBLISHED, jurisdiction=self._one(jurisdiction), kind=kind, id=name)
        return None if row is None else str(row[0])

    def publications(self, jurisdiction: str | None = None) -> dict[tuple[str, str], str]:
        """Every published (kind, id) with its digest."""
        rows = self._session.rows(PUBLICATIONS, jurisdiction=self._one(jurisdiction))
        return {(kind, name): digest for kind, name, digest in rows}

    def refusals(self, jurisdiction: str | None = None) -> Iterator[Refused]:
        """The log of refused acts, oldest first."""
        for law in self._laws(jurisdiction):
            for row in self._session.rows(REFUSALS, jurisdiction=law):
                yield Refused(*row)

    def person(self, person: str, jurisdiction: str | None = None) -> dict[str, str] | None:
        """The personal data kept for an id, or None when there is none or it was erased."""
        row = self._session.row(PERSON, jurisdiction=self._one(jurisdiction), id=person)
        return None if row is None else dict(decode_plain(row[1]))

    def people(self, jurisdiction: str | None = None) -> list[tuple[str, str, bytes]]:
        """Id, salt and data of every person not erased; the salted digest in the events is made of the last two."""
        rows = self._session.rows(PEOPLE, jurisdiction=self._one(jurisdiction))
        return [(row[0], row[1], row[2]) for row in rows]

    def checkpoint(self, jurisdiction: str | None = None, known_at: int | None = None) -> Checkpoint:
        """Size and root of the ledger now, or after event ``known_at``: print it where it cannot be taken back."""
        law = self._one(jurisdiction)
        tree = Tree(self.header(law)[1])
        for body in self.bodies(law, known_at):
            tree.push(body)
        return Checkpoint(law, tree.size, tree.root())

    def bodies(self, jurisdiction: str | None = None, known_at: int | None = None) -> Iterator[bytes]:
        """The canonical bytes of the events in order, up to ``known_at``: the leaves of the tree."""
        for sequence, body in self._pages(FEED, jurisdiction, 0, known_at):
            if not isinstance(body, bytes):
                raise LedgerError(MESSAGES["no-bytes"].fill(sequence=sequence), MESSAGES["event-remedy"])
            yield body

    def subjects(self, jurisdiction: str | None = None) -> list[str]:
        """Every subject that stands in the tables beside the events."""
        return [row[0] for row in self._session.rows(SUBJECTS, jurisdiction=self._one(jurisdiction))]

    def head_rows(self, jurisdiction: str, subject: str) -> dict[str, dict[str, Any]]:
        """The columns of a subject's head as they lie there, under the empty name; nothing where there is none."""
        row = self._session.row(HEAD, jurisdiction=jurisdiction, subject=subject)
        return {} if row is None else {"": dict(zip(HEAD_COLUMNS, row[2:], strict=True))}

    def duty_rows(self, jurisdiction: str, subject: str) -> dict[str, dict[str, Any]]:
        """The columns of a subject's duties as they lie there, by id."""
        rows = self._session.rows(DUTY_ROWS, jurisdiction=jurisdiction, subject=subject)
        return {row[0]: dict(zip(DUTY_COLUMNS, row[1:], strict=True)) for row in rows}

    def acts_recorded_twice(self, jurisdiction: str | None = None) -> list[tuple[str, int]]:
        """Acts with more than one event, with the later sequence: none, unless the store was forged."""
        rows = self._session.rows(TWICE, jurisdiction=self._one(jurisdiction))
        return [(row[0], row[1]) for row in rows]

    def keys_held_twice(self, jurisdiction: str | None = None) -> list[tuple[str, str]]:
        """Scope and key of what two subjects hold at once: none, unless the store was forged."""
        rows = self._session.rows(HELD_TWICE, jurisdiction=self._one(jurisdiction))
        return [(row[0], row[1]) for row in rows]

    def count(self, jurisdiction: str | None = None) -> int:
        """How many events there are."""
        row = self._session.row(COUNT, jurisdiction=self._one(jurisdiction))
        return int(row[0]) if row else 0

    def last(self, jurisdiction: str | None = None) -> int:
        """The sequence of the last event that lies there, whatever the header says; 0 without events."""
        row = self._session.row(LAST, jurisdiction=self._one(jurisdiction))
        return row[0] if row else 0

    def _pages(self, query: ClauseElement, jurisdiction: str | None, after: int, limit: int | None) -> Iterator[Row]:
        law, left = self._one(jurisdiction), END if limit is None else limit
        while left > 0:
            rows = self._session.rows(query, jurisdiction=law, after=after, most=min(left, PAGE))
            yield from rows
            if len(rows) < min(left, PAGE):
                return
            left -= len(rows)
            after = rows[-1][0]

    def _walk(self, law: str) -> Iterator[Row]:
        """The rows of all events by subject; what is still to come is asked for by the place reached, never by an offset."""
        subject, number = "", 0
        while rows := self._session.rows(LIVES, jurisdiction=law, subject=subject, number=number, most=PAGE):
            yield from rows
            subject, number = rows[-1][:2]

    def _duty_rows(self, law: str, subject: str | None, state: str | None) -> list[Row]:
        if subject is not None:
            return self._session.rows(DUTIES_OF, jurisdiction=law, subject=subject)
        if state is not None:
            return self._session.rows(DUTIES_IN, jurisdiction=law, state=state)
        return self._session.rows(DUTIES, jurisdiction=law)

    def _laws(self, jurisdiction: str | None) -> tuple[str, ...]:
        named = self._own if jurisdiction is None else jurisdiction
        return self.jurisdictions() if named is None else (named,)

    def _headed(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.rows(LEDGERS))

    def _one(self, jurisdiction: str | None) -> str:
        laws = self._laws(jurisdiction)
        if len(laws) > 1:
            raise self._ambiguous()
        return laws[0] if laws else ""

    def _ambiguous(self) -> UsageError:
        return UsageError(MESSAGES["which"].fill(names=self._headed()))

    def _unknown(self, name: str) -> UsageError:
        remedy = MESSAGES["no-jurisdiction-remedy"].fill(names=self._headed())
        return UsageError(MESSAGES["no-jurisdiction"].fill(name=name), remedy)


def event_of(sequence: int, body: bytes) -> Event:
    """The event of a row; LedgerError naming its sequence when the bytes are damaged."""
    return _named(sequence, body, decode)


def _named(sequence: int, body: bytes, read: Callable[[bytes], Event]) -> Event:
    try:
        return read(body)
    except LedgerError as error:
        remedy = error.remedy or MESSAGES["event-remedy"]
        raise LedgerError(MESSAGES["event"].fill(sequence=sequence, why=error.what), remedy) from error


def _past(prefix: str) -> str:
    """The least text greater than all that begin with ``prefix``, in order of code points."""
    if not prefix:
        return "\U0010ffff"
    last = ord(prefix[-1])
    return prefix[:-1] + chr(0xE000 if last == 0xD7FF else min(last + 1, 0x10FFFF))
