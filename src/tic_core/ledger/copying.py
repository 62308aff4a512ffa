"""A ledger moved to another store, byte by byte: the same events, the same hashes, the same root.

All of it or nothing: everything is written in one transaction, verified inside it, compared with the verification of the
source, and only then made durable. A ledger that is not whole is not copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.sql.expression import ClauseElement

from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import schema
from tic_core.ledger.problems import Verification
from tic_core.ledger.reading import PAGE, Reader
from tic_core.ledger.session import Row, Session
from tic_core.ledger.store import Ledger
from tic_core.ledger.verify import audited
from tic_core.text import Text

MESSAGES = {
    "not-empty": Text("目标已有记录，不能复制到其中：{where}", "there are records in the target already: {where}"),
    "not-empty-remedy": Text("请指明一个新文件或空的数据库", "name a new file or an empty database"),
    "not-whole": Text(
        "来源账本不完整，未复制：{jurisdiction} 第 {sequence} 号，{why}",
        "the source is not whole and was not copied: {jurisdiction}, event {sequence}: {why}",
    ),
    "not-whole-remedy": Text(
        "请对来源运行 ticctl verify，并从备份恢复", "run ticctl verify on the source, and restore it from a backup"
    ),
    "differs": Text(
        "复制结果与来源的存证不符，已全部撤回", "the copy does not have the source's checkpoints; all of it was taken back"
    ),
    "differs-remedy": Text("请重试；仍不行请报告缺陷", "try again; if it happens again, report a defect"),
}

# What an event refers to stands before it; what follows from events, after.
TABLES = (
    schema.ledger,
    schema.text,
    schema.published,
    schema.event,
    schema.head,
    schema.duty,
    schema.reservation,
    schema.refusal,
    schema.person,
    schema.consumer,
    schema.notice,
    schema.checkpoint,
    schema.scan,
)
NEW: Mapping[str, ClauseElement] = {table.name: insert(table) for table in TABLES}
ROWS: Mapping[str, ClauseElement] = {table.name: select(*table.c).order_by(*table.primary_key) for table in TABLES}
EVENTS = (
    select(*schema.event.c)
    .where(schema.event.c.jurisdiction == bindparam("jurisdiction"), schema.event.c.sequence > bindparam("after"))
    .order_by(schema.event.c.sequence)
    .limit(bindparam("most"))
)
SEQUENCE = list(schema.event.c.keys()).index("sequence")


def copy(source: Ledger, target: Ledger) -> Verification:
    """Copy all that ``source`` holds into the empty ``target``; gives the verification of the copy.

    UsageError when the target is not empty, LedgerError when the source is not whole. In both cases nothing was written.
    """
    held = source.tables()  # one of an older form does without some
    target.hold_tables(*(held & schema.LATER.keys()))
    with source.transaction(writing=False) as here, target.transaction(writing=True) as there:
        if Reader(there).recorded() or Reader(there).texts():
            raise UsageError(MESSAGES["not-empty"].fill(where=target.where), MESSAGES["not-empty-remedy"])
        source_found = audited(Reader(here))
        _hold_whole(source_found)
        for table in (table for table in TABLES if table.name in held):
            for page in _pages(here, table):
                there.put_all(NEW[table.name], _fitting(table, page))
        found = audited(Reader(there))
        if found != source_found:
            raise LedgerError(MESSAGES["differs"], MESSAGES["differs-remedy"])
        here.hold_whole()  # what could not be read was not copied
        there.commit()
    return found


def _pages(session: Session, table: Table) -> Iterator[list[Row]]:
    """The rows of a table; of the events, which alone grow without end, a page at a time."""
    if table is not schema.event:
        yield session.rows(ROWS[table.name])
        return
    for law in Reader(session).recorded():
        page, after = [()] * PAGE, 0
        while len(page) == PAGE:
            page = session.rows(EVENTS, jurisdiction=law, after=after, most=PAGE)
            yield page
            after = page[-1][SEQUENCE] if page else after


def _fitting(table: Table, page: list[Row]) -> list[Row]:
    """SQLite keeps yes and no as 1 and 0, which a server does not take for such."""
    if table is not schema.duty:
        return page
    place = list(schema.duty.c.keys()).index("provisional")
    return [(*row[:place], bool(row[place]), *row[place + 1 :]) for row in page]


def _hold_whole(found: Verification) -> None:
    if found.problems:
        first = found.problems[0]
        values = {"jurisdiction": first.jurisdiction, "sequence": first.sequence, "why": first.text}
        raise LedgerError(MESSAGES["not-whole"].fill(**values), MESSAGES["not-whole-remedy"])
