"""The tables of tic-core 0.1.0. A ledger that was made before there were migrations has just these and is taken as being here.

Written out, not taken from ``schema``: a migration says what was, and stays as it is when the schema goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
YES_NO = sa.Boolean().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _ledger()
    _event()
    _follows()
    _beside()


def _law() -> sa.Column[str]:
    return sa.Column("jurisdiction", WORDS, sa.ForeignKey("tic_ledger.jurisdiction"), primary_key=True)


def _words(*names: str, **how: bool) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, **({"nullable": False} | how)) for name in names]  # type: ignore[arg-type]


def _ledger() -> None:
    op.create_table(
        "tic_ledger",
        *_words("jurisdiction", primary_key=True),
        sa.Column("format", sa.Integer, nullable=False),
        *_words("hash"),
        sa.Column("sequence", WHOLE, nullable=False),
        sqlite_with_rowid=False,
    )


def _event() -> None:
    op.create_table(
        "tic_event",
        _law(),
        sa.Column("sequence", WHOLE, primary_key=True, autoincrement=False),
        *_words("subject"),
        sa.Column("number", WHOLE, nullable=False),
        *_words("act", "act_digest", "kind", "on", "effective", "recorded"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *_words("prev", "hash"),
        sa.UniqueConstraint("jurisdiction", "act", name="tic_event_act"),
        sa.UniqueConstraint("jurisdiction", "subject", "number", name="tic_event_number"),
        sqlite_with_rowid=False,
    )


def _follows() -> None:
    op.create_table(
        "tic_head",
        _law(),
        *_words("subject", primary_key=True),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        *_words("hash", "edition", "stage", "kind"),
        *_words("since", nullable=True),
        *_words("name_zh", "name_en"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tic_duty",
        _law(),
        *_words("subject", "id", primary_key=True),
        *_words("kind", "owner", "state"),
        *_words("opens", "due", nullable=True),
        sa.Column("provisional", YES_NO, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("tic_duty_due", "tic_duty", ["jurisdiction", "state", "due"])
    op.create_table(
        "tic_reservation", _law(), *_words("scope", "key", primary_key=True), *_words("subject"), sqlite_with_rowid=False
    )
    op.create_index("tic_reservation_subject", "tic_reservation", ["jurisdiction", "subject"])


def _beside() -> None:
    body = sa.Column("body", sa.LargeBinary, nullable=False)
    op.create_table("tic_text", *_words("digest", primary_key=True), *_words("kind", "id"), body)
    op.create_table(
        "tic_published",
        _law(),
        *_words("kind", "id", primary_key=True),
        sa.Column("digest", WORDS, sa.ForeignKey("tic_text.digest"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tic_refusal",
        _law(),
        sa.Column("id", WHOLE, primary_key=True, autoincrement=False),
        *_words("act", "act_digest", "subject", "recorded"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tic_person",
        _law(),
        *_words("id", primary_key=True),
        *_words("salt"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
