"""What workers need beside the record: how far each follower has come, notices put on record, and up to which day was looked.

On PostgreSQL proper notices are only ever appended to, like the record, and who was admitted to a jurisdiction before is admitted
to these tables as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

GRANTS = {"consumer": "INSERT, UPDATE, DELETE", "notice": "INSERT", "scan": "INSERT, UPDATE"}

# tic_admit as version 0002 made it becomes the part that it now calls first.
ADMIT = """
    CREATE FUNCTION tic_admit(whom name, law text, writes boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        PERFORM tic_admit_0002(whom, law, writes);
        PERFORM tic_admit_workers(whom, writes);
    END $$
    """

ADMITTED = """
    SELECT tic_admit_workers(r.rolname, has_table_privilege(r.rolname, 'tic_event', 'INSERT')) FROM pg_catalog.pg_roles r
    WHERE r.rolname IN (SELECT who FROM tic_admitted)
    """


def upgrade() -> None:
    """Make the tables, and guard them where version 0002 guarded the others."""
    _tables()
    if _is_guarded():
        _guard()


def _tables() -> None:
    op.create_table(
        "tic_consumer",
        _law(),
        *_words("stream", "name", primary_key=True),
        sa.Column("position", WHOLE, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tic_notice",
        _law(),
        sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
        *_words("day", "subject", "kind", "name", "key", "period"),
        *_words("last", nullable=True),
        *_words("owner", "cite", "edition"),
        sa.Column("known_at", WHOLE, nullable=False),
        sa.UniqueConstraint("jurisdiction", "subject", "kind", "name", "key", "period", "day", name="tic_notice_once"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tic_scan",
        _law(),
        *_words("subject", primary_key=True),
        *_words("day"),
        sa.Column("sequence", WHOLE, nullable=False),
        sqlite_with_rowid=False,
    )


def _law() -> sa.Column[str]:
    return sa.Column("jurisdiction", WORDS, sa.ForeignKey("tic_ledger.jurisdiction"), primary_key=True)


def _words(*names: str, **how: bool) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, **({"nullable": False} | how)) for name in names]  # type: ignore[arg-type]


def _is_guarded() -> bool:
    bind = op.get_bind()
    return bind.dialect.name == "postgresql" and sa.inspect(bind).has_table("tic_admitted")


def _guard() -> None:
    op.execute("CREATE TRIGGER tic_guard BEFORE UPDATE OR DELETE ON tic_notice FOR EACH ROW EXECUTE FUNCTION tic_hold()")
    op.execute("CREATE TRIGGER tic_guard_all BEFORE TRUNCATE ON tic_notice FOR EACH STATEMENT EXECUTE FUNCTION tic_hold()")
    for table in GRANTS:
        op.execute(f"ALTER TABLE tic_{table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tic_own ON tic_{table} USING ('*' IN (SELECT tic_laws()) OR jurisdiction IN (SELECT tic_laws()))"
        )
    op.execute("ALTER FUNCTION tic_admit(name, text, boolean) RENAME TO tic_admit_0002")
    op.execute(_admit_workers())
    op.execute(ADMIT)
    op.execute(ADMITTED)


def _admit_workers() -> str:
    reads = "".join(f"EXECUTE format('GRANT SELECT ON tic_{table} TO %I', whom);\n" for table in GRANTS)
    writes = "".join(f"EXECUTE format('GRANT {what} ON tic_{table} TO %I', whom);\n" for table, what in GRANTS.items())
    return f"""
    CREATE FUNCTION tic_admit_workers(whom name, writes boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        {reads} IF writes THEN {writes} END IF;
    END $$
    """
