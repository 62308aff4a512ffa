"""PostgreSQL proper only: what is recorded cannot be changed by mistake, and an office sees its own jurisdictions.

Belt and braces. That an event stays as it is, and that one class has one holder, rests on the chain, the keys and the lock of the
head row, on every store alike; who owns the tables or is superuser can lift everything made here.

``SELECT tic_admit('weihai_app', 'cn-sd-weihai')`` lets a role write one jurisdiction (``'*'``: all; a third argument ``false``:
read only). The owner of the tables is not bound by the policies, so that a server with a single role works without any of it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

OWNED = ("ledger", "event", "head", "duty", "reservation", "published", "refusal", "person")
"""The tables that lie under a jurisdiction."""

KEPT = ("event", "text", "published", "refusal")
"""The tables that are only ever appended to."""

GRANTS = {
    "ledger": "INSERT, UPDATE",
    "event": "INSERT",
    "head": "INSERT, UPDATE",
    "duty": "INSERT, DELETE",
    "reservation": "INSERT, DELETE",
    "text": "INSERT",
    "published": "INSERT",
    "refusal": "INSERT",
    "person": "INSERT, DELETE",
    "version": "",
}

FUNCTIONS = (
    """
    CREATE FUNCTION tic_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'tic-core: % is only ever appended to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE FUNCTION tic_hold_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.jurisdiction = OLD.jurisdiction AND NEW.hash = OLD.hash
            AND NEW.format >= OLD.format AND NEW.sequence >= OLD.sequence THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'tic-core: a ledger only goes on' USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TABLE tic_admitted (
        who name NOT NULL, jurisdiction text COLLATE "C" NOT NULL, PRIMARY KEY (who, jurisdiction)
    )
    """,
    """
    CREATE FUNCTION tic_laws() RETURNS SETOF text LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
        SELECT a.jurisdiction FROM tic_admitted a JOIN pg_catalog.pg_roles r ON r.rolname = a.who
        WHERE pg_catalog.pg_has_role(r.oid, 'USAGE')
    $$
    """,
)

ADMIT = """
    CREATE FUNCTION tic_admit(whom name, law text, writes boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), whom);
        EXECUTE format('GRANT SELECT ON tic_admitted TO %I', whom);
        """
ADMIT_END = """
        INSERT INTO tic_admitted VALUES (whom, law) ON CONFLICT DO NOTHING;
    END $$
    """


def upgrade() -> None:
    """Add the guard where the server is PostgreSQL itself; elsewhere the step only counts."""
    if not _is_proper():
        return
    for function in (*FUNCTIONS, _admit()):
        op.execute(function)
    for table in KEPT:
        _guard(f"tic_{table}", "tic_hold", "UPDATE OR DELETE")
    _guard("tic_ledger", "tic_hold_ledger", "UPDATE OR DELETE")
    for table in OWNED:
        op.execute(f"ALTER TABLE tic_{table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tic_own ON tic_{table} USING ('*' IN (SELECT tic_laws()) OR jurisdiction IN (SELECT tic_laws()))"
        )


def _is_proper() -> bool:
    """Whether the server is PostgreSQL itself, not one of its relatives and without Citus."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return False
    said = bind.exec_driver_sql("SELECT version()").scalar() or ""
    citus = bind.exec_driver_sql("SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus'").scalar()
    return said.startswith("PostgreSQL") and "-YB-" not in said and not citus


def _guard(table: str, function: str, when: str) -> None:
    op.execute(f"CREATE TRIGGER tic_guard BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")
    op.execute(f"CREATE TRIGGER tic_guard_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tic_hold()")


def _admit() -> str:
    """The function that grants: appending where the record is, changing only what follows from it."""
    reads = "".join(f"EXECUTE format('GRANT SELECT ON tic_{table} TO %I', whom);\n" for table in GRANTS)
    writes = "".join(f"EXECUTE format('GRANT {what} ON tic_{table} TO %I', whom);\n" for table, what in GRANTS.items() if what)
    return f"{ADMIT}{reads} IF writes THEN {writes} END IF;{ADMIT_END}"
