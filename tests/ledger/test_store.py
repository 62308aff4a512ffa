"""Opening a ledger: safe against a power cut, or refused with what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import QueuePool, StaticPool

from tic_core.errors import LedgerError, RaceLost, TicError, UsageError
from tic_core.ledger import Ledger, connect, verify
from tic_core.text import Text

WEIHAI = "cn-sd-weihai"


def refused(target: Any, **how: Any) -> TicError:
    with pytest.raises(TicError) as caught:
        Ledger.open(target, **how)
    assert isinstance(caught.value.what, Text)
    assert isinstance(caught.value.remedy, Text)
    return caught.value


def settings(ledger: Ledger) -> dict[str, str]:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with ledger._session() as session:
        return {name: str(session._cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in names}


def test_every_connection_is_durable_and_says_so_when_asked(ledger: Ledger) -> None:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000"}
    assert settings(ledger) == wanted
    with ledger.reading(), ledger.reading():
        assert settings(ledger) == wanted  # a third connection, made just now


def test_a_setting_that_does_not_stick_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "SETTINGS", (("synchronous", "OFF", "2"),))
    error = refused(f"sqlite:///{path}")
    assert isinstance(error, LedgerError)
    assert "synchronous" in error.message("zh")
    assert "power cut" in error.message("en")


def test_a_file_system_without_a_write_ahead_log_is_refused(path: Path) -> None:
    error = refused(f"sqlite:///file:{path}?vfs=unix-dotfile&uri=true")
    assert isinstance(error, LedgerError)
    assert "journal_mode" in error.message("en")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes("不是数据库".encode() * 1000)
    before = path.read_bytes()
    error = refused(f"sqlite:///{path}")
    assert error.exit_code == 4
    assert "不是数据库" in error.message("zh")
    assert path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    error = refused(f"sqlite:///{tmp_path}/nowhere/tic.db")
    assert error.exit_code == 4
    assert str(tmp_path / "nowhere") in error.message("zh")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert refused(f"sqlite:///{tmp_path}").exit_code == 4


def test_a_missing_file_is_not_made_when_only_an_existing_ledger_was_asked_for(path: Path) -> None:
    assert refused(f"sqlite:///{path}", create=False).exit_code == 4
    assert not path.exists()


def test_a_database_without_a_ledger_is_refused_when_only_an_existing_one_was_asked_for(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")
    assert "no ledger" in refused(f"sqlite:///{path}", create=False).message("en")


def test_a_file_that_may_only_be_read_can_be_read_and_verified_but_not_written(register: Any, path: Path) -> None:
    with Ledger.open(f"sqlite:///file:{path}?mode=ro&uri=true", create=False) as ledger:
        assert verify(ledger).ok
        with pytest.raises(LedgerError, match="read but not written") as caught:
            type(register)(ledger).write("wh-1", "a-7")
        assert "只能读" in caught.value.message("zh")
    with register.ledger.reading() as reader:
        assert len(list(reader.feed())) == 6


def test_no_ledger_is_made_where_nothing_may_be_written(path: Path) -> None:
    sqlite3.connect(path).close()
    path.touch()
    assert refused(f"sqlite:///file:{path}?mode=ro&uri=true").exit_code == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    assert refused(f"sqlite:///{folder}/tic.db").exit_code == 4


def test_a_ledger_locked_by_another_program_is_refused_after_the_patience(register: Any, path: Path) -> None:
    register.ledger.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        error = refused(f"sqlite:///{path}", patience=0.05)
    assert isinstance(error, LedgerError)
    assert "locked" in error.message("en")


def test_a_writer_that_waits_in_vain_has_lost_the_race(register: Any, path: Path) -> None:
    with Ledger.open(f"sqlite:///{path}", patience=0.05) as other, register.ledger.writing(WEIHAI):
        with pytest.raises(RaceLost) as caught, other.writing(WEIHAI):
            pass
        assert caught.value.exit_code == 6
        with other.reading() as reader:  # a reader never waits for a writer
            assert len(list(reader.feed())) == 6


def test_a_full_disk_writes_nothing_and_room_cures_it(register: Any, ledger: Ledger) -> None:
    def fill(limit: int) -> None:
        with ledger.writing(WEIHAI) as writer:
            writer._session.say(f"PRAGMA max_page_count = {limit}")
            for number in range(200):
                register.add(writer, "wh-1", f"b-{number}", reason="x" * 4000)

    with pytest.raises(LedgerError, match="disk is full"):
        fill(60)
    with ledger.reading() as reader:
        assert reader.checkpoint().size == 6
    fill(1_000_000)
    assert verify(ledger).head == 206


def test_a_ledger_of_a_newer_format_is_refused_and_not_touched(register: Any, tamper: Any, path: Path) -> None:
    tamper("UPDATE tic_ledger SET format = 2")
    with pytest.raises(LedgerError, match="newer tic-core"):
        register.write("wh-1", "a-7")
    register.ledger.close()
    before = path.read_bytes()
    assert "format 2" in refused(f"sqlite:///{path}").message("en")
    assert path.read_bytes() == before


def test_a_ledger_whose_tables_are_lost_says_so(register: Any, tamper: Any) -> None:
    tamper("DROP TABLE tic_head")
    with pytest.raises(LedgerError, match="tic_head"):
        register.write("wh-1", "a-7")


@pytest.mark.parametrize("target", ["tic.db", "nosuch://x", "sqlite://user@host/x", "", 7])
def test_what_is_no_address_is_wrong_use(target: Any) -> None:
    error = refused(target)
    assert isinstance(error, UsageError)
    assert "sqlite:///" in error.message("zh")


def test_a_database_whose_driver_is_not_installed_is_wrong_use() -> None:
    error = refused("oracle+oracledb://host/x")
    assert isinstance(error, UsageError)


def test_a_ledger_in_memory_works_like_any_other(scribe: Any) -> None:
    with Ledger.open("sqlite://", patience=0.05) as ledger:
        memory = type(scribe)(ledger)
        memory.write("wh-1", "a-1", memory.industry("3511"))
        threads = [Thread(target=memory.write, args=(f"wh-{number}", f"a-{number}")) for number in range(2, 6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert verify(ledger).head == 5


def test_many_threads_share_a_ledger_without_losing_an_act(ledger: Ledger, scribe: Any) -> None:
    def write(worker: int) -> None:
        for number in range(15):
            scribe.write(f"wh-{worker}", f"a-{worker}-{number}")

    threads = [Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify(ledger)
    assert (found.ok, found.head) == (True, 90)


def test_the_address_is_shown_without_its_password(ledger: Ledger, path: Path) -> None:
    assert ledger.where == f"sqlite:///{path}"


@pytest.fixture(params=[QueuePool, StaticPool])
def platform(request: pytest.FixtureRequest, path: Path) -> Iterator[Engine]:
    """Somebody else's engine with a table of its own."""
    engine = create_engine(f"sqlite:///{path.with_name('platform.db')}", poolclass=request.param)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE event (id INTEGER PRIMARY KEY, note TEXT)"))
    yield engine
    engine.dispose()


def notes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT note FROM event ORDER BY id"))]


def test_a_ledger_lives_in_a_platforms_own_database_and_leaves_its_tables_alone(platform: Engine, scribe: Any) -> None:
    with Ledger.open(platform) as ledger:
        type(scribe)(ledger).write("wh-1", "a-1")
        assert verify(ledger).ok
    with platform.begin() as connection:
        connection.execute(text("INSERT INTO event (note) VALUES ('still transactional')"))
        connection.rollback()
    assert notes(platform) == []


@pytest.mark.parametrize("commits", [True, False])
def test_inside_a_platforms_transaction_an_act_stands_or_falls_with_it(platform: Engine, scribe: Any, commits: bool) -> None:
    with Ledger.open(platform) as ledger, platform.connect() as connection:
        bound = ledger.bind(connection)
        with bound.writing(WEIHAI) as writer:
            scribe.add(writer, "wh-1", "a-1", scribe.industry("3511"))
        connection.execute(text("INSERT INTO event (note) VALUES ('paid')"))
        with bound.reading(WEIHAI) as reader:
            assert len(reader.events("wh-1")) == 1
        _ = connection.commit() if commits else connection.rollback()
    with Ledger.open(platform) as ledger:
        assert verify(ledger).events == commits
        assert verify(ledger).ok
    assert notes(platform) == ["paid"] * commits


def test_an_act_that_fails_inside_a_platforms_transaction_takes_only_itself_back(platform: Engine, scribe: Any) -> None:
    def careless(ledger: Ledger, connection: Any) -> None:
        with ledger.bind(connection).writing(WEIHAI) as writer:
            scribe.add(writer, "wh-2", "a-2")
            raise KeyError

    with Ledger.open(platform) as ledger, platform.connect() as connection:
        with ledger.bind(connection).writing(WEIHAI) as writer:
            scribe.add(writer, "wh-1", "a-1")
        connection.execute(text("INSERT INTO event (note) VALUES ('paid')"))
        with pytest.raises(KeyError):
            careless(ledger, connection)
        connection.commit()
        with ledger.reading() as reader:
            assert [event.act for event in reader.feed()] == ["a-1"]
        assert verify(ledger).ok
    assert notes(platform) == ["paid"]


def test_a_connection_that_commits_by_itself_is_refused(platform: Engine) -> None:
    with Ledger.open(platform) as ledger:
        alone = platform.execution_options(isolation_level="AUTOCOMMIT")
        with alone.connect() as connection, pytest.raises(UsageError, match="by half"), ledger.bind(connection).writing(WEIHAI):
            pass


def test_a_platforms_connection_that_would_lose_acts_is_refused(platform: Engine) -> None:
    with Ledger.open(platform) as ledger, platform.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
        with pytest.raises(LedgerError, match="synchronous"), ledger.bind(connection).writing(WEIHAI):
            pass
        connection.exec_driver_sql("PRAGMA synchronous = FULL")


# ── what a ledger is never made of ───────────────────────────────────────────────────────────────────────────────────────────


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (x)")
    before = path.read_bytes()
    error = refused(f"sqlite:///{path}")
    assert error.exit_code == 4
    assert "customers" in error.message("zh")
    assert "Engine" in error.message("en")
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    engine = create_engine(f"sqlite:///{path}")
    with Ledger.open(engine) as ledger:  # control: its owner may, by handing over the engine
        assert verify(ledger).ok
    engine.dispose()
    with Ledger.open(f"sqlite:///{path}") as ledger:  # and from then on it holds a ledger
        assert verify(ledger).ok


def test_a_ledger_that_lost_a_table_is_damaged_and_not_made_anew(register: Any, tamper: Any, path: Path) -> None:
    tamper("DROP TABLE tic_ledger")
    for create in (True, False):
        assert "tic_ledger" in refused(f"sqlite:///{path}", create=create).message("zh")


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.touch()
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert verify(ledger).ok


@pytest.mark.parametrize("target", ["{path}?mode=ro", "file:{path}?mode=ro", "file:{path}", "{path}?mode=ro&uri=true"])
def test_an_option_that_would_have_no_effect_is_refused_with_the_right_spelling(register: Any, path: Path, target: str) -> None:
    before = path.read_bytes()
    error = refused(f"sqlite:///{target.format(path=path)}")
    assert isinstance(error, UsageError)
    assert "?mode=ro&uri=true" in error.message("zh")
    assert path.read_bytes() == before


def test_an_option_nobody_knows_is_named(path: Path) -> None:
    error = refused(f"sqlite:///file:{path}?uri=true&nolock=1")
    assert "nolock" in error.message("en")
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no such device here")
@pytest.mark.parametrize("create", [True, False])
def test_a_device_is_no_regular_file(create: bool) -> None:
    error = refused("sqlite:////dev/null", create=create)
    assert error.exit_code == 4
    assert "普通文件" in error.message("zh")
