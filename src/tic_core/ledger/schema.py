"""The tables of the ledger. Plain SQL types only, dates as ISO text: the same on SQLite, PostgreSQL and what speaks like it.

Every key begins with the jurisdiction, so that many share one server side by side. The names begin with ``tic_``, so that they
can live in somebody else's database.

``tic_event`` is the record and is only ever appended to. ``tic_ledger``, ``tic_head``, ``tic_duty`` and ``tic_reservation``
follow from it, in the same transaction, and can be rebuilt. ``tic_text`` keeps the bytes that were decided under,
``tic_published`` what a published name stands for, ``tic_refusal`` the acts that were refused. ``tic_person`` alone may be
erased. ``tic_consumer`` says how far each follower of the feed has come, ``tic_notice`` what was put on record because a day
passed, ``tic_scan`` up to which day each subject was looked at, ``tic_checkpoint`` the checkpoint that the notices from a number
on carry: no answer rests on these four. ``tic_version``, a table apart, says by which migration the tables were last changed.
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
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

FORMAT = 1
"""The form of these tables. A ledger of a newer form is refused, never guessed at."""

REVISIONS = ("0001", "0002", "0003", "0004")
"""The migrations of the tables, oldest first: see the folder ``migrations``. New tables are made in the last form."""

NEEDED = "0001"
"""The oldest form that this program can work with; a ledger of an older one must be upgraded first, on request."""

metadata = MetaData()
versions = MetaData()

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
YES_NO = Boolean().with_variant(Integer(), "sqlite")
WORDS = Text().with_variant(Text(collation="C"), "postgresql")  # sorted by code point everywhere


def _law() -> Column[str]:
    """The jurisdiction, first in every key."""
    return Column("jurisdiction", WORDS, ForeignKey("tic_ledger.jurisdiction"), primary_key=True)


ledger = Table(
    "tic_ledger",
    metadata,
    Column("jurisdiction", WORDS, primary_key=True),
    Column("format", Integer, nullable=False),
    Column("hash", WORDS, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    sqlite_with_rowid=False,
)

event = Table(
    "tic_event",
    metadata,
    _law(),
    Column("sequence", WHOLE, primary_key=True, autoincrement=False),
    Column("subject", WORDS, nullable=False),
    Column("number", WHOLE, nullable=False),
    Column("act", WORDS, nullable=False),
    Column("act_digest", WORDS, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("on", WORDS, nullable=False),
    Column("effective", WORDS, nullable=False),
    Column("recorded", WORDS, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("prev", WORDS, nullable=False),
    Column("hash", WORDS, nullable=False),
    UniqueConstraint("jurisdiction", "act", name="tic_event_act"),
    UniqueConstraint("jurisdiction", "subject", "number", name="tic_event_number"),
    sqlite_with_rowid=False,
)

head = Table(
    "tic_head",
    metadata,
    _law(),
    Column("subject", WORDS, primary_key=True),
    Column("number", WHOLE, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("hash", WORDS, nullable=False),
    Column("edition", WORDS, nullable=False),
    Column("stage", WORDS, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("since", WORDS),
    Column("name_zh", WORDS, nullable=False),
    Column("name_en", WORDS, nullable=False),
    sqlite_with_rowid=False,
)

duty = Table(
    "tic_duty",
    metadata,
    _law(),
    Column("subject", WORDS, primary_key=True),
    Column("id", WORDS, primary_key=True),
    Column("kind", WORDS, nullable=False),
    Column("owner", WORDS, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("opens", WORDS),
    Column("due", WORDS),
    Column("provisional", YES_NO, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("tic_duty_due", "jurisdiction", "state", "due"),
    sqlite_with_rowid=False,
)

reservation = Table(
    "tic_reservation",
    metadata,
    _law(),
    Column("scope", WORDS, primary_key=True),
    Column("key", WORDS, primary_key=True),
    Column("subject", WORDS, nullable=False),
    Index("tic_reservation_subject", "jurisdiction", "subject"),
    sqlite_with_rowid=False,
)

text = Table(
    "tic_text",
    metadata,
    Column("digest", WORDS, primary_key=True),
    Column("kind", WORDS, nullable=False),
    Column("id", WORDS, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

published = Table(
    "tic_published",
    metadata,
    _law(),
    Column("kind", WORDS, primary_key=True),
    Column("id", WORDS, primary_key=True),
    Column("digest", WORDS, ForeignKey("tic_text.digest"), nullable=False),
    sqlite_with_rowid=False,
)

refusal = Table(
    "tic_refusal",
    metadata,
    _law(),
    Column("id", WHOLE, primary_key=True, autoincrement=False),
    Column("act", WORDS, nullable=False),
    Column("act_digest", WORDS, nullable=False),
    Column("subject", WORDS, nullable=False),
    Column("recorded", WORDS, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

person = Table(
    "tic_person",
    metadata,
    _law(),
    Column("id", WORDS, primary_key=True),
    Column("salt", WORDS, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

consumer = Table(
    "tic_consumer",
    metadata,
    _law(),
    Column("stream", WORDS, primary_key=True),
    Column("name", WORDS, primary_key=True),
    Column("position", WHOLE, nullable=False),
    sqlite_with_rowid=False,
)

notice = Table(
    "tic_notice",
    metadata,
    _law(),
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    Column("day", WORDS, nullable=False),
    Column("subject", WORDS, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("name", WORDS, nullable=False),
    Column("key", WORDS, nullable=False),
    Column("period", WORDS, nullable=False),
    Column("last", WORDS),
    Column("owner", WORDS, nullable=False),
    Column("cite", WORDS, nullable=False),
    Column("edition", WORDS, nullable=False),
    Column("known_at", WHOLE, nullable=False),
    UniqueConstraint("jurisdiction", "subject", "kind", "name", "key", "period", "day", name="tic_notice_once"),
    sqlite_with_rowid=False,
)

scan = Table(
    "tic_scan",
    metadata,
    _law(),
    Column("subject", WORDS, primary_key=True),
    Column("day", WORDS, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    sqlite_with_rowid=False,
)

checkpoint = Table(
    "tic_checkpoint",
    metadata,
    _law(),
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    Column("size", WHOLE, nullable=False),
    Column("root", WORDS, nullable=False),
    sqlite_with_rowid=False,
)

LATER = {"tic_consumer": "0003", "tic_notice": "0003", "tic_scan": "0003", "tic_checkpoint": "0004"}
"""Tables that a ledger of an older form does without, each with the form that brought it: what needs one asks for it."""

version = Table(
    "tic_version",
    versions,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="tic_version_pkc"),  # as Alembic itself makes it
)
