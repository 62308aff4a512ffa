"""Notices kept beside the record, and how workers share the looking: each subject is one worker's at a time.

They are no events: a reminder that moved a centre's chain would make the sequence stale that an officer has just looked at. They
have a feed of their own, numbered without gaps under the lock of the jurisdiction, like the events. Those that are put on record
together carry the last checkpoint, which was computed before and outside of that lock: whoever was sent one holds an anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import and_, bindparam, func, insert, or_, select, text, update

from tic_core.kernel.notices import Noted, Notice
from tic_core.ledger import schema
from tic_core.ledger.chain import Checkpoint
from tic_core.ledger.session import Row, Session

_N, _S, _H, _L = schema.notice.c, schema.scan.c, schema.head.c, schema.ledger.c
_C, _EARLIER = schema.checkpoint.c, schema.checkpoint.alias("earlier").c

# What a notice is told apart by: the columns of the unique key.
_SAME = ("subject", "kind", "name", "key", "period", "day")
KNOWN = select(_N.number).where(_N.jurisdiction == bindparam("law"), *(_N[name] == bindparam(name) for name in _SAME))
NEW = insert(schema.notice)
LAST = select(func.max(_N.number)).where(_N.jurisdiction == bindparam("law"))
_CARRIED = (
    select(func.max(_EARLIER.number))
    .where(_EARLIER.jurisdiction == _N.jurisdiction, _EARLIER.number <= _N.number)
    .correlate(schema.notice)
    .scalar_subquery()
)
FEED = (
    select(*list(_N)[1:], _C.size, _C.root)
    .select_from(
        schema.notice.outerjoin(schema.checkpoint, and_(_C.jurisdiction == _N.jurisdiction, _C.number == _CARRIED)),
    )
    .where(_N.jurisdiction == bindparam("law"), _N.number > bindparam("after"))
    .order_by(_N.number)
    .limit(bindparam("most"))
)
# The same where the ledger is of a form before 0004, which keeps no checkpoints.
FEED_BEFORE = (
    select(*list(_N)[1:])
    .where(_N.jurisdiction == bindparam("law"), _N.number > bindparam("after"))
    .order_by(_N.number)
    .limit(bindparam("most"))
)
CARRY = insert(schema.checkpoint)
HOLD = select(_L.sequence).where(_L.jurisdiction == bindparam("law")).with_for_update()

ADD = text("INSERT INTO tic_scan (jurisdiction, subject, day, sequence) VALUES (:law, :subject, '', 0) ON CONFLICT DO NOTHING")
HEADS = select(_H.subject, _H.edition).where(_H.jurisdiction == bindparam("law")).order_by(_H.subject)
SCANNED = select(_S.subject).where(_S.jurisdiction == bindparam("law"))
# One worker's share: what was not looked at up to the day, or has changed since; what another holds is passed over.
OPEN = (
    select(_S.subject, _S.day, _S.sequence)
    .select_from(schema.scan.outerjoin(schema.head, and_(_H.jurisdiction == _S.jurisdiction, _H.subject == _S.subject)))
    .where(_S.jurisdiction == bindparam("law"), or_(_S.day < bindparam("until"), _S.sequence < _H.sequence))
    .order_by(_S.day, _S.subject)
    .limit(bindparam("most"))
)
CLAIM = OPEN.with_for_update(of=schema.scan, skip_locked=True)
DONE = (
    update(schema.scan)
    .where(_S.jurisdiction == bindparam("law"), _S.subject == bindparam("whose"))
    .values(day=bindparam("day"), sequence=bindparam("sequence"))
)


def subjects(session: Session, law: str) -> list[Row]:
    """Every subject that has events, with its edition."""
    return session.rows(HEADS, law=law)


def listed(session: Session, law: str) -> set[str]:
    """The subjects that are on the list of what is looked at."""
    return {row[0] for row in session.rows(SCANNED, law=law)}


def put_on_list(session: Session, law: str, names: Iterable[str]) -> None:
    """Put subjects on the list; two workers who do it at once do it in the same order."""
    for name in sorted(names):
        session.run(ADD, law=law, subject=name)


def waiting(session: Session, law: str, until: date) -> bool:
    """Whether there is a subject that was not looked at up to the day, or has changed since."""
    return bool(session.rows(OPEN, law=law, until=until.isoformat(), most=1))


def claimed(session: Session, law: str, until: date, most: int) -> list[tuple[str, date | None, int]]:
    """Subjects that are this transaction's alone now, each with the day up to which it was looked at, and as known when."""
    rows = session.rows(CLAIM, law=law, until=until.isoformat(), most=most)
    return [(row[0], date.fromisoformat(row[1]) if row[1] else None, row[2]) for row in rows]


def record(session: Session, law: str, found: Sequence[tuple[Notice, int]], checkpoint: Checkpoint | None = None) -> int:
    """Put on record what is not there yet, each with the sequence it was known at; how many were new.

    They carry ``checkpoint``, where the ledger is of a form that keeps it. The jurisdiction is held from here to the end of the
    transaction, as it is by one who appends: the numbers have no gap.
    """
    if not found:
        return 0
    session.row(HOLD, law=law)
    last = session.row(LAST, law=law)
    number = before = (last[0] or 0) if last else 0
    for notice, known_at in found:
        row = columns(notice)
        if session.row(KNOWN, law=law, **{name: row[name] for name in _SAME}) is None:
            number += 1
            session.run(NEW, jurisdiction=law, number=number, known_at=known_at, **row)
    if checkpoint and number > before:
        session.run(CARRY, jurisdiction=law, number=before + 1, size=checkpoint.size, root=checkpoint.root)
    return number - before


def done(session: Session, law: str, subject: str, day: date, sequence: int) -> None:
    """A subject was looked at up to a day, as known at a sequence."""
    session.run(DONE, law=law, whose=subject, day=day.isoformat(), sequence=sequence)


def stored(session: Session, law: str, after: int, most: int, *, carrying: bool = True) -> list[Noted]:
    """Notices after a number, in order of number; ``carrying`` their checkpoints, where the ledger keeps them."""
    rows = session.rows(FEED if carrying else FEED_BEFORE, law=law, after=after, most=most)
    return [_noted(law, row) for row in rows]


def columns(notice: Notice) -> dict[str, str | None]:
    """The columns of a notice's row."""
    words = {name: getattr(notice, name) for name in ("subject", "kind", "name", "key", "period", "owner", "cite", "edition")}
    return {**words, "day": notice.day.isoformat(), "last": notice.last.isoformat() if notice.last else None}


def _noted(law: str, row: Row) -> Noted:
    number, day, subject, kind, name, key, period, last, owner, cite, edition, known_at, *carried = row
    what = (subject, kind, name, key, period, date.fromisoformat(last) if last else None, owner, cite, edition)
    checkpoint = Checkpoint(law, *carried).text if any(carried) else ""
    return Noted(number, Notice(date.fromisoformat(day), *what), known_at, checkpoint)
