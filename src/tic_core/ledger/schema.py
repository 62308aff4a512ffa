"""The tables of the ledger. Plain SQL types only, dates as ISO text: the same on SQLite, PostgreSQL and what speaks like it.

Every key begins with the jurisdiction, so that many share one server side by side. The names begin with ``tic_``, so that they
can live in somebody else's database.

``tic_event`` is the record and is only ever appended to. ``tic_ledger``, ``tic_head``, ``tic_duty`` and ``tic_reservation``
follow from it, in the same transaction, and can be rebuilt. ``tic_text`` keeps the bytes that were decided under,
``tic_published`` what a published name stands for, ``tic_refusal`` the acts that were refused. ``tic_person`` alone may be
erased.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

FORMAT = 1
"""The form of these tables. A ledger of a newer form is refused, never guessed at."""

metadata = MetaData()

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
YES_NO = Boolean().with_variant(Integer(), "sqlite")
ORDERED = Text().with_variant(Text(collation="C"), "postgresql")  # sorted by code point, as the search by prefix needs


def _law() -> Column[str]:
    """The jurisdiction, first in every key."""
    return Column("jurisdiction", Text, ForeignKey("tic_ledger.jurisdiction"), primary_key=True)


ledger = Table(
    "tic_ledger",
    metadata,
    Column("jurisdiction", Text, primary_key=True),
    Column("format", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    sqlite_with_rowid=False,
)

event = Table(
    "tic_event",
    metadata,
    _law(),
    Column("sequence", WHOLE, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("number", WHOLE, nullable=False),
    Column("act", Text, nullable=False),
    Column("act_digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("on", Text, nullable=False),
    Column("effective", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("jurisdiction", "act", name="tic_event_act"),
    UniqueConstraint("jurisdiction", "subject", "number", name="tic_event_number"),
    sqlite_with_rowid=False,
)

head = Table(
    "tic_head",
    metadata,
    _law(),
    Column("subject", Text, primary_key=True),
    Column("number", WHOLE, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("hash", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Text),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    sqlite_with_rowid=False,
)

duty = Table(
    "tic_duty",
    metadata,
    _law(),
    Column("subject", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opens", Text),
    Column("due", Text),
    Column("provisional", YES_NO, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("tic_duty_due", "jurisdiction", "state", "due"),
    sqlite_with_rowid=False,
)

reservation = Table(
    "tic_reservation",
    metadata,
    _law(),
    Column("scope", Text, primary_key=True),
    Column("key", ORDERED, primary_key=True),
    Column("subject", Text, nullable=False),
    Index("tic_reservation_subject", "jurisdiction", "subject"),
    sqlite_with_rowid=False,
)

text = Table(
    "tic_text",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

published = Table(
    "tic_published",
    metadata,
    _law(),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("digest", Text, ForeignKey("tic_text.digest"), nullable=False),
    sqlite_with_rowid=False,
)

refusal = Table(
    "tic_refusal",
    metadata,
    _law(),
    Column("id", WHOLE, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("act_digest", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

person = Table(
    "tic_person",
    metadata,
    _law(),
    Column("id", Text, primary_key=True),
    Column("salt", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
