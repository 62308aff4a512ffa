"""The checkpoint that notices carry: size and root of the ledger, from the number of the first notice that carries it on.

On PostgreSQL proper it is only ever appended to, and who was admitted to a jurisdiction before is admitted to this table as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# The part of tic_admit that version 0003 added, with the new table.
GRANTS = {"consumer": "INSERT, UPDATE, DELETE", "notice": "INSERT", "scan": "INSERT, UPDATE", "checkpoint": "INSERT"}

ADMITTED = """
    SELECT tic_admit_workers(r.rolname, has_table_privilege(r.rolname, 'tic_event', 'INSERT')) FROM pg_catalog.pg_roles r
    WHERE r.rolname IN (SELECT who FROM tic_admitted)
    """


def upgrade() -> None:
    """Make the table, and guard it where version 0002 guarded the others."""
    op.create_table(
        "tic_checkpoint",
        sa.Column("jurisdiction", WORDS, sa.ForeignKey("tic_ledger.jurisdiction"), primary_key=True),
        sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("root", WORDS, nullable=False),
        sqlite_with_rowid=False,
    )
    bind = op.get_bind()
    if bind.dialect.name == "postgresql" and sa.inspect(bind).has_table("tic_admitted"):
        _guard()


def _guard() -> None:
    op.execute("CREATE TRIGGER tic_guard BEFORE UPDATE OR DELETE ON tic_checkpoint FOR EACH ROW EXECUTE FUNCTION tic_hold()")
    op.execute("CREATE TRIGGER tic_guard_all BEFORE TRUNCATE ON tic_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION tic_hold()")
    op.execute("ALTER TABLE tic_checkpoint ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY tic_own ON tic_checkpoint USING ('*' IN (SELECT tic_laws()) OR jurisdiction IN (SELECT tic_laws()))")
    op.execute(_admit_workers())
    op.execute(ADMITTED)


def _admit_workers() -> str:
    reads = "".join(f"EXECUTE format('GRANT SELECT ON tic_{table} TO %I', whom);\n" for table in GRANTS)
    writes = "".join(f"EXECUTE format('GRANT {what} ON tic_{table} TO %I', whom);\n" for table, what in GRANTS.items())
    return f"""
    CREATE OR REPLACE FUNCTION tic_admit_workers(whom name, writes boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        {reads} IF writes THEN {writes} END IF;
    END $$
    """
