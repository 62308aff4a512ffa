"""The tables have one form, whichever way they were made; opening never changes it, and nothing older or newer is guessed at."""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import ProgrammingError
from tests.ledger.conftest import WEIHAI, Scribe

from tic_core.errors import LedgerError
from tic_core.ledger import Ledger, schema, verify
from tic_core.ledger.foundation import Found, bring
from tic_core.ledger.migrate import SCRIPTS


def shape(file: Path) -> list[tuple[str, str, str]]:
    """Every table and index of a file, in the words in which it was made."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(kind, name, " ".join(sql.replace("IF NOT EXISTS ", "").split())) for kind, name, sql in rows]


def unmigrated(file: Path) -> None:
    """As a ledger of 0.1.0 was before there were migrations."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for table in ("tic_version", *schema.LATER):
            connection.execute(f"DROP TABLE {table}")


def form(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("SELECT version_num FROM tic_version").fetchone()[0])


def test_the_forms_that_the_program_knows_are_the_migrations_in_their_order() -> None:
    script = ScriptDirectory(SCRIPTS, version_locations=[SCRIPTS / "versions"])
    assert tuple(each.revision for each in script.walk_revisions())[::-1] == schema.REVISIONS
    assert schema.NEEDED in schema.REVISIONS
    assert script.get_heads() == [schema.REVISIONS[-1]]


def test_tables_made_at_once_are_those_that_the_migrations_lead_to(path: Path, ledger: Ledger, tmp_path: Path) -> None:
    step_by_step = tmp_path / "steps.db"
    engine = create_engine(f"sqlite:///{step_by_step}")
    bring(engine, Found(frozenset()), 5.0, "")
    engine.dispose()
    assert shape(step_by_step) == shape(path)
    assert form(step_by_step) == form(path) == schema.REVISIONS[-1]


@pytest.mark.parametrize("address", ["file", "server"], indirect=True)
def test_the_tables_are_those_of_the_schema(ledger: Ledger, address: str) -> None:
    engine = create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "tic_version", "compare_type": False})
        found = [each for each in compare_metadata(context, schema.metadata) if "tic_admitted" not in str(each)]
    engine.dispose()
    assert found == []


def test_a_ledger_from_before_the_migrations_is_opened_as_it_is_and_adopted_when_asked(register: Any, path: Path) -> None:
    register.ledger.close()
    unmigrated(path)
    before = shape(path)
    with Ledger.open(f"sqlite:///{path}") as old:
        type(register)(old).write("wh-1", "a-7")
        found = verify(old)
    assert found.ok
    assert shape(path) == before  # opening and writing changed no table

    assert Ledger.upgrade(f"sqlite:///{path}", dry_run=True) == ("0001", schema.REVISIONS[-1])
    assert shape(path) == before
    assert Ledger.upgrade(f"sqlite:///{path}") == ("0001", schema.REVISIONS[-1])
    assert form(path) == schema.REVISIONS[-1]
    assert Ledger.upgrade(f"sqlite:///{path}") == (schema.REVISIONS[-1],) * 2
    with Ledger.open(f"sqlite:///{path}") as new:
        assert verify(new) == found


@pytest.mark.parametrize("address", ["server"], indirect=True)
def test_tables_on_a_server_that_no_migration_made_are_adopted_and_get_their_guard(address: str) -> None:
    engine = create_engine(address)
    schema.metadata.create_all(engine, [table for name, table in schema.metadata.tables.items() if name not in schema.LATER])
    with Ledger.open(address) as old:
        Scribe(old).write("wh-1", "a-1")
        found = verify(old)
    assert Ledger.upgrade(address) == ("0001", schema.REVISIONS[-1])
    with Ledger.open(address) as new, engine.connect() as connection:
        assert verify(new) == found
        with pytest.raises(ProgrammingError, match="only ever appended to"):
            connection.exec_driver_sql("DELETE FROM tic_event")
    engine.dispose()


def test_a_ledger_whose_tables_are_of_an_unknown_form_is_refused_and_not_touched(register: Any, path: Path, tamper: Any) -> None:
    tamper("UPDATE tic_version SET version_num = 'x'")
    register.ledger.close()
    before = path.read_bytes()
    for attempt in (Ledger.open, Ledger.upgrade):
        with pytest.raises(LedgerError, match="newer tic-core"):
            attempt(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_ledger_whose_tables_are_newer_is_read_and_never_written(register: Any, path: Path, tamper: Any) -> None:
    wanted = verify(register.ledger)
    tamper("UPDATE tic_version SET version_num = '9999'")
    tamper("ALTER TABLE tic_head ADD COLUMN colour TEXT")
    tamper("CREATE TABLE tic_invented_later (x)")
    register.ledger.close()
    before = path.read_bytes()
    with Ledger.open(f"sqlite:///{path}") as newer:
        assert newer.read_only is not None
        assert "9999" in newer.read_only.what.en
        assert verify(newer) == wanted
        with newer.reading(WEIHAI) as reader:
            assert [event.sequence for event in reader.feed()] == list(range(1, wanted.events + 1))
        with pytest.raises(LedgerError, match="newer tic-core"):
            Scribe(newer).write("wh-1", "a-99")
        with pytest.raises(LedgerError, match="newer tic-core"):
            newer.erase(WEIHAI, ["p-1"])
    with pytest.raises(LedgerError, match="newer tic-core"):
        Ledger.upgrade(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_platform_that_shares_its_transaction_does_not_write_into_a_newer_ledger(register: Any, path: Path, tamper: Any) -> None:
    tamper("UPDATE tic_version SET version_num = '9999'")
    register.ledger.close()
    engine = create_engine(f"sqlite:///{path}")
    with Ledger.open(engine) as newer, engine.connect() as connection:
        with pytest.raises(LedgerError, match="newer tic-core"), newer.bind(connection).writing(WEIHAI):
            pass
        with newer.bind(connection).reading(WEIHAI) as reader:
            assert list(reader.feed())
    engine.dispose()


def test_a_ledger_whose_tables_are_too_old_is_refused_with_the_command_that_upgrades_it(
    register: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.ledger.close()
    unmigrated(path)
    monkeypatch.setattr(schema, "NEEDED", "0002")
    with pytest.raises(LedgerError, match="ticctl ledger upgrade"):
        Ledger.open(f"sqlite:///{path}")
    Ledger.upgrade(f"sqlite:///{path}")
    with Ledger.open(f"sqlite:///{path}") as upgraded:
        assert verify(upgraded).ok


def test_what_is_no_ledger_is_not_upgraded(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (x)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="holds no ledger"):
        Ledger.upgrade(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_an_upgrade_that_fails_changes_nothing(register: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    def fail(*_: Any) -> None:
        raise RuntimeError("the power is gone")

    register.ledger.close()
    unmigrated(path)
    before = shape(path)
    monkeypatch.setattr(command, "upgrade", fail)  # after the ledger was stamped as adopted
    with pytest.raises(RuntimeError):
        Ledger.upgrade(f"sqlite:///{path}")
    assert shape(path) == before


def test_neither_the_package_nor_a_ledger_in_a_file_loads_alembic(path: Path) -> None:
    program = (
        "import sys, tic_core; from tic_core import Registry; from tic_core.ledger import Ledger;"
        f"Ledger.open('sqlite:///{path}').close(); Ledger.open('sqlite:///{path}').close();"
        "print('alembic' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_no_migration_leans_on_the_schema_of_today() -> None:
    """A migration says what was; it must say the same when the schema has gone on."""
    for file in (SCRIPTS / "versions").glob("*.py"):
        named = {node.module for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)}
        assert not any(str(module).startswith("tic_core") for module in named), file
