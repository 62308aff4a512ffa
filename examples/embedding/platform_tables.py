"""The platform's own tables and users. It knows nothing of tic-core but that it shares a database with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, create_engine, event, insert, select

metadata = MetaData()

user = Table(
    "user",
    metadata,
    Column("token", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("office", String, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("act", String, nullable=False, unique=True),
    Column("by", String, nullable=False),
    Column("sequence", Integer),
)

board = Table(
    "board",
    metadata,
    Column("centre", String, primary_key=True),
    Column("stage", String, nullable=False),
    Column("sequence", Integer, nullable=False),
)


def engine_at(url: str) -> Engine:
    """The platform's engine. A ledger in the same SQLite file asks of every connection what keeps acts through a power cut."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _safe(driver: Any, _: Any) -> None:
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("PRAGMA synchronous = FULL")

    metadata.create_all(engine)
    return engine


def who(connection: Connection, token: str) -> tuple[str, str] | None:
    """The person and the office behind a token, or None."""
    row = connection.execute(select(user.c.person, user.c.office).where(user.c.token == token)).first()
    return (row.person, row.office) if row else None


def enrol(connection: Connection, token: str, person: str, office: str) -> None:
    """A user of the platform."""
    connection.execute(insert(user).values(token=token, person=person, office=office))
