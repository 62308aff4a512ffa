"""Whose law the tables speak of, with or without a header: what finds a header that somebody took away."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.sql.expression import ClauseElement

from tic_core.errors import LedgerError, TicError
from tic_core.ledger import schema
from tic_core.ledger.session import Session
from tic_core.text import Text

MESSAGES = {
    "headless": Text(
        "账本已损坏：{law} 有记录，而账头（tic_ledger 中的一行）缺失",
        "the ledger is damaged: there are records of {law}, but its header (its row in tic_ledger) is missing",
    ),
    "headless-remedy": Text(
        "请勿继续写入；请运行 ticctl verify，并从备份恢复",
        "write nothing more; run ticctl verify, and restore the ledger from a backup",
    ),
}

# The least jurisdiction of a table, and the least after another: a step by key each, however many rows there are.
_Steps = tuple[ClauseElement, ClauseElement]


def _steps(table: Table) -> _Steps:
    least = select(func.min(table.c.jurisdiction))
    return least, least.where(table.c.jurisdiction > bindparam("after"))


LEAST, NEXT = _steps(schema.event)
BESIDE = {
    table.name: _steps(table)
    for table in schema.metadata.sorted_tables
    if "jurisdiction" in table.c and table.name not in {"tic_ledger", "tic_event", *schema.LATER}
}


def with_events(session: Session) -> Iterator[str]:
    """The jurisdictions under which events lie, in order of code."""
    return _each(session, (LEAST, NEXT))


def with_records(session: Session) -> set[str]:
    """The jurisdictions under which anything lies: events, what follows from them, or what stands beside them."""
    return {law for steps in ((LEAST, NEXT), *BESIDE.values()) for law in _each(session, steps)}


def as_far_as_readable(session: Session) -> set[str]:
    """The same past tables that cannot be read, which an audit names later; the error where none can."""
    found: set[str] = set()
    broken: TicError | None = None
    for steps in ((LEAST, NEXT), *BESIDE.values()):
        try:
            found.update(_each(session, steps))
        except TicError as error:
            broken = error
    if broken is not None and not found:
        raise broken
    return found


def headless(law: str) -> LedgerError:
    """There are records of ``law`` but its header is gone."""
    return LedgerError(MESSAGES["headless"].fill(law=law), MESSAGES["headless-remedy"])


def _each(session: Session, steps: _Steps) -> Iterator[str]:
    first, following = steps
    row = session.row(first)
    while row is not None and row[0] is not None:
        yield row[0]
        row = session.row(following, after=row[0])
