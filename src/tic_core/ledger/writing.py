"""The write side: what one accepted act changes, all of it or nothing.

An event is written together with what follows from it: the ledger's sequence, the subject's head, its duties, what it holds.
Behind each check made here stands a key of the database that holds even against a writer who skips the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, text, update

from tic_core.errors import DocumentError, Fault, LedgerError, RaceLost, UsageError
from tic_core.ledger import laws, schema
from tic_core.ledger.chain import GENESIS, digester, link
from tic_core.ledger.codec import digest, encode, is_digest
from tic_core.ledger.persons import Sealed
from tic_core.ledger.reading import PERSON, RESERVED_BY, Reader
from tic_core.ledger.rows import duty_columns, head_row
from tic_core.ledger.session import Row, Session
from tic_core.ledger.trouble import MESSAGES as TROUBLE
from tic_core.model.event import Event
from tic_core.model.subject import Centre
from tic_core.text import Text

MESSAGES = {
    "sequence": Text("序号应为 {wanted}，实为 {found}", "the sequence should be {wanted} and is {found}"),
    "number": Text(
        "{subject} 的第 {wanted} 件事件，却写作第 {found} 件",
        "this is event {wanted} of {subject}, not {found}",
    ),
    "twice": Text("行为 {act} 已有记录", "act {act} is already recorded"),
    "taken": Text("{scope} {key} 已被 {holder} 占用", "{scope} {key} is held by {holder}"),
    "subject": Text("{found} 的状态不能随 {wanted} 的事件写入", "the state of {found} cannot be written with an event of {wanted}"),
    "subject-remedy": Text("请先对该主体应用此事件", "apply the event to its own subject first"),
    "changed": Text(
        "已公布的 {name} 内容被改动：账本中为 {known}，现为 {found}",
        "the published {name} was changed: the ledger knows {known}, this is {found}",
    ),
    "changed-expected": Text("已公布的文本不得改动；请另立新版本", "a published text stays as it is; give a changed one a new id"),
    "act-digest": Text("{found} 不是行为摘要", "{found} is no digest of an act"),
    "act-digest-remedy": Text("请用 act_digest(act)", "use act_digest(act)"),
    "behind": Text(
        "账本已损坏：{law} 的账头记载最后为第 {found} 号，实际为第 {wanted} 号",
        "the ledger is damaged: the header of {law} names {found} as the last event; it is {wanted}",
    ),
    "headed": Text(
        "账本已损坏：{subject} 的现状记到第 {found} 件事件，实际有 {wanted} 件",
        "the ledger is damaged: the state of {subject} is that after event {found}; its last is {wanted}",
    ),
    "newer-format": Text(
        "账本格式为第 {found} 版，本程序只能写第 {known} 版",
        "the ledger has format {found}; this program writes format {known}",
    ),
    "newer-format-remedy": Text("请安装更新版本的 tic-core", "install a newer tic-core"),
}

# Effects after which the rows of what is owed or held may differ.
_OWING = frozenset({"duty-opened", "duty-changed", "voided", "corrected"})
_HOLDING = frozenset({"reserved", "freed", "voided", "corrected"})

_L, _E, _H, _D = schema.ledger.c, schema.event.c, schema.head.c, schema.duty.c
_R, _P, _N, _X = schema.reservation.c, schema.published.c, schema.person.c, schema.refusal.c
_LAW: BindParameter[str] = bindparam("law")
_WHOSE: BindParameter[str] = bindparam("whose")
_NAME: BindParameter[str] = bindparam("name")

TAKE_LEDGER = select(_L.format, _L.hash, _L.sequence).where(_L.jurisdiction == bindparam("jurisdiction")).with_for_update()
# In standard SQL: SQLite, PostgreSQL and its relatives all know it, SQLAlchemy each in a form of its own.
NEW_LEDGER = text(
    "INSERT INTO tic_ledger (jurisdiction, format, hash, sequence) VALUES (:jurisdiction, :format, :hash, :sequence) "
    "ON CONFLICT DO NOTHING"
)
ADVANCE = update(schema.ledger).where(_L.jurisdiction == _LAW, _L.sequence == bindparam("old"))
ADVANCE = ADVANCE.values(sequence=bindparam("sequence"))
LAST_NUMBER = select(_E.number).where(_E.jurisdiction == bindparam("jurisdiction"), _E.subject == bindparam("subject"))
LAST_NUMBER = LAST_NUMBER.order_by(_E.number.desc()).limit(1)
PLACE = select(_H.number, _H.hash).where(_H.jurisdiction == bindparam("jurisdiction"), _H.subject == bindparam("subject"))
NEW_EVENT = insert(schema.event)
NEW_HEAD = insert(schema.head)
MOVE_HEAD = (
    update(schema.head)
    .where(_H.jurisdiction == _LAW, _H.subject == _WHOSE)
    .values({column: bindparam(column.name) for column in list(_H)[2:]})
)
NEW_DUTY = insert(schema.duty)
DROP_DUTY = delete(schema.duty).where(_D.jurisdiction == _LAW, _D.subject == _WHOSE, _D.id == _NAME)
TAKE = insert(schema.reservation)
FREE = delete(schema.reservation).where(
    _R.jurisdiction == _LAW, _R.scope == bindparam("within"), _R.key == bindparam("held"), _R.subject == _WHOSE
)
KNOWN_TEXT = select(schema.text.c.digest).where(schema.text.c.digest == bindparam("digest"))
RIVALS = select(schema.text.c.digest).where(
    schema.text.c.kind == bindparam("kind"), schema.text.c.id == bindparam("id"), schema.text.c.digest != bindparam("digest")
)
NEW_TEXT = insert(schema.text)
PUBLISH = insert(schema.published)
LAST_REFUSAL = select(func.max(_X.id)).where(_X.jurisdiction == bindparam("jurisdiction"))
NEW_REFUSAL = insert(schema.refusal)
NEW_PERSON = insert(schema.person)
ERASE = delete(schema.person).where(_N.jurisdiction == _LAW, _N.id == _NAME)


class Taken(RaceLost):
    """``key`` within ``scope`` is held by ``holder`` ("" when only the key of the database said so); nothing was written."""

    def __init__(self, scope: str, key: str, holder: str) -> None:
        self.scope, self.key, self.holder = scope, key, holder
        super().__init__(MESSAGES["taken"].fill(scope=scope, key=key, holder=holder or None), TROUBLE["outrun-remedy"])


class Writer(Reader):
    """One jurisdiction's ledger, held by this transaction alone. Made by :meth:`Ledger.writing`.

    Everything a reader sees it sees too, its own writing included. ``sequence`` is that of the last event.
    """

    def __init__(self, session: Session, jurisdiction: str, algorithm: str = "sha256") -> None:
        super().__init__(session, jurisdiction)
        self.jurisdiction = jurisdiction
        self.algorithm, self.sequence = self._take(algorithm)
        self._sealed: dict[str, Sealed] = {}

    def append(self, event: Event, act_digest: str, centre: Centre) -> str:
        """Write ``event`` and what follows from it; gives its hash in the subject's chain.

        ``centre`` is the subject after the event. RaceLost when the event is not the next in its ledger and its chain;
        :class:`Taken` when another subject holds what it would reserve. The event's number is then free for another.
        """
        if not is_digest(act_digest):
            raise UsageError(MESSAGES["act-digest"].fill(found=act_digest), MESSAGES["act-digest-remedy"])
        body = encode(event)
        prev = self._place(event, centre)
        freed, taken = self._holdings(event, centre)
        event_hash = link(prev, body, self.algorithm)
        self._record(event, act_digest, body, prev, event_hash)
        self._move_head(centre, event_hash)
        if _touches(event, _OWING):
            self._owe(centre)
        self._hold(centre.id, freed, taken)
        self._keep_persons(event)
        self.sequence = event.sequence
        return event_hash

    def keep(self, kind: str, name: str, body: bytes, *, published: bool = True) -> str:
        """Keep the bytes of a text that is decided under; gives the digest that an event's law names.

        ``kind`` is ``edition``, ``calendar``, ``classification``, ``interpretation`` or ``mandate``, ``name`` its id. A published
        id stands for the same bytes for ever: DocumentError (exit 3) when they differ.
        """
        found = _text_digest(body)
        known = self._stands_for(kind, name, found) if published else None
        if known == found:
            return found
        if known is not None:
            raise _changed(kind, name, known, found)
        if self._session.row(KNOWN_TEXT, digest=found) is None:
            self._session.run(NEW_TEXT, digest=found, kind=kind, id=name, body=body)
        if published:
            self._session.run(PUBLISH, jurisdiction=self.jurisdiction, kind=kind, id=name, digest=found)
        return found

    def persons(self, people: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Keep personal data where it can be erased; gives the salted digest of each id, for the event.

        Data already kept unchanged has its digest again; changed data takes the place of the old. It is written with the event
        that names it: data of a refused act is not kept.
        """
        self._sealed |= {person: self._seal(person, data) for person, data in people.items()}
        return {person: self._sealed[person].digest for person in people}

    def erase(self, people: Iterable[str]) -> int:
        """Erase the personal data of these ids; how many there were. The chain stays whole."""
        return sum(self._session.run(ERASE, law=self.jurisdiction, name=person) for person in people)

    def refuse(self, act: str, act_digest: str, subject: str, recorded: str, body: bytes) -> int:
        """Log a refused act beside the ledger; gives its number in the log. Its id is not used up."""
        last = self._session.row(LAST_REFUSAL, jurisdiction=self.jurisdiction)
        number = (last[0] if last and last[0] else 0) + 1
        told = {"act": act, "act_digest": act_digest, "subject": subject, "recorded": recorded, "body": body}
        self._session.run(NEW_REFUSAL, jurisdiction=self.jurisdiction, id=number, **told)
        return number

    def _take(self, algorithm: str) -> tuple[str, int]:
        """Lock the ledger's own row; a jurisdiction that is new begins with an empty ledger."""
        row = self._locked()
        if row is None and self.jurisdiction in laws.with_records(self._session):
            row = self._locked()  # another may just have made it
            if row is None:
                raise laws.headless(self.jurisdiction)
        if row is None:
            digester(algorithm)
            told = {"format": schema.FORMAT, "hash": algorithm, "sequence": 0}
            if self._session.run(NEW_LEDGER, jurisdiction=self.jurisdiction, **told):
                return algorithm, 0
            row = self._locked()  # another has just begun it
        if row is None:
            raise laws.headless(self.jurisdiction)
        hold_format(row[0])
        last = self.last()
        if row[2] != last:  # nobody else writes here now: this is no race
            values = {"law": self.jurisdiction, "found": row[2], "wanted": last}
            raise LedgerError(MESSAGES["behind"].fill(**values), laws.MESSAGES["headless-remedy"])
        return row[1], row[2]

    def _locked(self) -> Row | None:
        """The ledger's own row: locked before anything is looked at, so that what is looked at stays."""
        return self._session.row(TAKE_LEDGER, jurisdiction=self.jurisdiction)

    def _stands_for(self, kind: str, name: str, found: str) -> str | None:
        """The digest that a published id stands for. Where its row is lost the events tell: they were decided under it."""
        known = self.published(kind, name)
        if known is not None:
            return known
        rivals = {row[0] for row in self._session.rows(RIVALS, kind=kind, id=name, digest=found)}
        if not rivals:  # so it is, unless rows were lost or another jurisdiction published the same id
            return None
        named = f"{kind}:{name}" if kind in ("interpretation", "classification") else kind
        return next((told for event in self.feed() if (told := event.law.digests.get(named)) in rivals), None)

    def _place(self, event: Event, centre: Centre) -> str:
        """The hash that the event is chained to, once it is sure that the event is the next."""
        if centre.id != event.subject or centre.sequence != event.sequence or centre.number != event.number:
            values = {"found": centre.id, "wanted": event.subject}
            raise UsageError(MESSAGES["subject"].fill(**values), MESSAGES["subject-remedy"])
        if event.sequence != self.sequence + 1:
            raise _outrun(MESSAGES["sequence"].fill(wanted=self.sequence + 1, found=event.sequence))
        row = self._session.row(PLACE, jurisdiction=self.jurisdiction, subject=event.subject)
        number, prev = (0, GENESIS) if row is None else (row[0], str(row[1]))
        if event.number != number + 1:
            self._hold_head(event.subject, number)
            raise _outrun(MESSAGES["number"].fill(wanted=number + 1, found=event.number, subject=event.subject))
        return prev

    def _hold_head(self, subject: str, number: int) -> None:
        """LedgerError when a subject's head and its events differ: then it is not a race that was lost."""
        row = self._session.row(LAST_NUMBER, jurisdiction=self.jurisdiction, subject=subject)
        last = row[0] if row else 0
        if last != number:
            values = {"subject": subject, "found": number, "wanted": last}
            raise LedgerError(MESSAGES["headed"].fill(**values), laws.MESSAGES["headless-remedy"])

    def _record(self, event: Event, act_digest: str, body: bytes, prev: str, event_hash: str) -> None:
        place = (self.jurisdiction, event.sequence, event.subject, event.number, event.act, act_digest, event.kind)
        told = (event.on.isoformat(), event.effective.isoformat(), event.recorded, body, prev, event_hash)
        self._session.put(NEW_EVENT, place + told)
        moved = self._session.put(ADVANCE, (event.sequence, self.jurisdiction, self.sequence))
        if moved != 1:
            raise _outrun(MESSAGES["sequence"].fill(wanted=self.sequence + 1, found=event.sequence))

    def _move_head(self, centre: Centre, event_hash: str) -> None:
        row, place = head_row(centre, event_hash), (self.jurisdiction, centre.id)
        if centre.number == 1:
            self._session.put(NEW_HEAD, place + row)
        else:
            self._session.put(MOVE_HEAD, row + place)

    def _owe(self, centre: Centre) -> None:
        """Bring the rows of what the centre owes to what it owes now, touching only those that differ."""
        place = {"law": self.jurisdiction, "whose": centre.id}
        stored = self.duty_rows(self.jurisdiction, centre.id)
        owed = {name: duty_columns(duty) for name, duty in centre.duties.items()}
        for name, columns in stored.items():
            if columns != owed.get(name):
                self._session.run(DROP_DUTY, name=name, **place)
        for name, columns in owed.items():
            if columns != stored.get(name):
                self._session.run(NEW_DUTY, jurisdiction=self.jurisdiction, subject=centre.id, id=name, **columns)

    def _holdings(self, event: Event, centre: Centre) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """What the centre lets go and what it takes; Taken when another holds that, before anything is written."""
        if not _touches(event, _HOLDING):
            return set(), set()
        rows = self._session.rows(RESERVED_BY, jurisdiction=self.jurisdiction, subject=centre.id)
        held, wanted = {(row[1], row[2]) for row in rows}, set(centre.reservations.items())
        for scope, key in sorted(wanted - held):
            for holder in self.holders(scope, [key]).values():
                raise Taken(scope, key, holder)
        return held - wanted, wanted - held

    def _hold(self, subject: str, freed: set[tuple[str, str]], taken: set[tuple[str, str]]) -> None:
        for scope, key in sorted(freed):
            self._session.run(FREE, law=self.jurisdiction, within=scope, held=key, whose=subject)
        for scope, key in sorted(taken):
            try:
                self._session.run(TAKE, jurisdiction=self.jurisdiction, scope=scope, key=key, subject=subject)
            except RaceLost as error:
                raise Taken(scope, key, "") from error

    def _seal(self, person: str, data: Mapping[str, str]) -> Sealed:
        row = self._session.row(PERSON, jurisdiction=self.jurisdiction, id=person)
        known = None if row is None else Sealed(row[0], row[1])
        return known if known and known.holds(data) else Sealed.of(data)

    def _keep_persons(self, event: Event) -> None:
        for person in event.persons:
            sealed = self._sealed.pop(person, None)
            if sealed is not None:
                self.erase([person])
                place = {"jurisdiction": self.jurisdiction, "id": person}
                self._session.run(NEW_PERSON, salt=sealed.salt, body=sealed.body, **place)


def hold_format(found: int) -> None:
    """LedgerError when a ledger is of a newer form than this program writes: it is refused, never guessed at."""
    if found > schema.FORMAT:
        values = {"found": found, "known": schema.FORMAT}
        raise LedgerError(MESSAGES["newer-format"].fill(**values), MESSAGES["newer-format-remedy"])


@lru_cache(maxsize=16)
def _text_digest(body: bytes) -> str:
    """The digest of a long text that is kept anew with every act: computed once."""
    return digest(body)


def _touches(event: Event, kinds: frozenset[str]) -> bool:
    return any(effect.kind in kinds for effect in event.effects)


def _outrun(why: Text) -> RaceLost:
    return RaceLost(TROUBLE["outrun"].fill(why=why), TROUBLE["outrun-remedy"])


def _changed(kind: str, name: str, known: str, found: str) -> DocumentError:
    what = MESSAGES["changed"].fill(name=name, known=known[:12], found=found[:12])
    return DocumentError([Fault("published-changed", name, 0, 0, kind, what, MESSAGES["changed-expected"])])
