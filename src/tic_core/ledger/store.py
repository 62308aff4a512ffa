"""The ledger (账本): where events are kept for good, in SQLite for one office or PostgreSQL for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, PoolProxiedConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from tic_core.errors import LedgerError, RaceLost, UsageError
from tic_core.ledger import schema
from tic_core.ledger.chain import digester
from tic_core.ledger.connect import begin, engine_at, hold_safe, make_safe
from tic_core.ledger.reading import LEDGERS, Reader
from tic_core.ledger.session import Session, Statements
from tic_core.ledger.trouble import explained
from tic_core.ledger.writing import Writer, hold_format
from tic_core.text import Text

MESSAGES = {
    "no-ledger": Text("该数据库中没有账本：{where}", "this database holds no ledger: {where}"),
    "no-ledger-remedy": Text("请核对地址；新建账本须写明", "check the address; a new ledger must be asked for"),
    "foreign": Text(
        "该数据库属于另一程序（有表 {names}），不在其中新建账本：{where}",
        "this database belongs to another program (it has the tables {names}); no ledger is made in it: {where}",
    ),
    "foreign-remedy": Text(
        "请为账本另指一个新文件或空的数据库；平台若要把账本放进自己的数据库，请交来它的 Engine",
        "name a new file or an empty database for the ledger; a platform that wants it in its own database gives its Engine",
    ),
    "tables": Text("账本已损坏：缺少表 {names}（{where}）", "the ledger is damaged: the tables {names} are missing ({where})"),
    "tables-remedy": Text("请从备份恢复，再运行 ticctl verify", "restore it from a backup, then run ticctl verify"),
    "locked": Text("账本被另一个程序锁住：{where}", "another program has locked the ledger: {where}"),
    "locked-remedy": Text("请关闭该程序后重试", "close that program and try again"),
    "autocommit": Text(
        "该连接逐句自动提交，一件行为可能只写入一半",
        "this connection commits each statement by itself; an act could be written by half",
    ),
    "autocommit-remedy": Text("请交来一个普通事务的连接", "give a connection with an ordinary transaction"),
}

SHOWN = 3
"""How many tables of another program are named."""


class Ledger:
    """An append-only record of official acts, with what follows from them, for one or many jurisdictions.

    ``with Ledger.open("sqlite:///tic.db") as ledger:`` opens one; then ``ledger.writing("cn-sd-weihai")`` and
    ``ledger.reading()`` each give one transaction.
    """

    def __init__(self, engine: Engine, *, own: bool, algorithm: str, patience: float) -> None:
        self.where = engine.url.render_as_string(hide_password=True)
        """The address, without its password."""
        self._engine = engine
        self._own = own
        self._algorithm = algorithm
        self._patience = patience
        self._lite = engine.dialect.name == "sqlite"
        self._write, self._read = begin(engine.dialect.name, patience)
        self._statements = Statements(engine.dialect)
        self._errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._keeps = own and isinstance(engine.pool, NullPool)  # a file of our own: connections wait here, not in a pool
        self._idle: list[PoolProxiedConnection] = []

    @classmethod
    def open(
        cls,
        target: str | Engine,
        *,
        create: bool = True,
        algorithm: str = "sha256",
        patience: float = 5.0,
    ) -> Ledger:
        """Open the ledger at an address (``sqlite:///tic.db``, ``sqlite://`` for memory) or behind your own Engine.

        ``create`` makes the tables where there are none. ``algorithm`` names the hash of jurisdictions that are new in it
        (``sha256`` or ``sm3``). ``patience`` is how many seconds a writer waits for another before it has lost the race.

        LedgerError when it cannot be reached, read or made safe against a power cut, is no ledger, or is of a newer format.
        """
        digester(algorithm)
        engine = engine_at(target, create=create)
        made = cls(engine, own=not isinstance(target, Engine), algorithm=algorithm, patience=patience)
        try:
            made._prepare(create=create)
        except BaseException:
            made.close()
            raise
        return made

    @contextmanager
    def writing(self, jurisdiction: str) -> Iterator[Writer]:
        """One transaction on a jurisdiction's ledger: durable when the block ends, undone whole when it raises.

        Other writers wait; RaceLost (exit 6) when they wait in vain.
        """
        with self._session() as session:
            session.say(*self._write)
            try:
                yield Writer(session, jurisdiction, self._algorithm)
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def reading(self, jurisdiction: str | None = None) -> Iterator[Reader]:
        """One consistent snapshot, of all jurisdictions or with one as the default; never writes, never blocks a writer."""
        with self._session() as session:
            session.say(*self._read)
            try:
                session.rows(LEDGERS)  # the snapshot is taken now, not at the first question
                yield Reader(session, jurisdiction)
            finally:
                session.rollback()

    def bind(self, connection: Connection) -> Bound:
        """The same inside a platform's own transaction: nothing is durable until the platform commits."""
        return Bound(connection, self._statements, self.where, self._algorithm)

    def erase(self, jurisdiction: str, people: Iterable[str]) -> int:
        """Erase personal data of these ids for good, in the file and its write-ahead log too; how many there were."""
        with self.writing(jurisdiction) as writer:
            count = writer.erase(people)
        if self._lite:
            with self._session() as session:
                session.say("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def close(self) -> None:
        """Let go of the connections; an Engine that was given stays as it is."""
        while self._idle:
            self._idle.pop().close()
        if self._own:
            self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """A connection made safe, on which transactions begin and end by our own word only."""
        pooled = self._connection()
        session = Session(pooled.driver_connection, self._statements, self.where, self._errors)
        try:
            yield session
        finally:
            session.close()
            self._give_back(pooled, dead=session.dead)

    def _connection(self) -> PoolProxiedConnection:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            pooled = self._engine.raw_connection()
        except (SQLAlchemyError, self._errors) as error:
            raise explained(error, self.where) from error
        try:
            self._make_ready(pooled)
        except BaseException:
            pooled.close()
            raise
        return pooled

    def _make_ready(self, pooled: PoolProxiedConnection) -> None:
        driver: Any = pooled.driver_connection
        if not self._own:
            self._engine.dialect.set_isolation_level(driver, "AUTOCOMMIT")
        if self._lite and "tic_core.safe" not in pooled.info:
            self._make_safe(driver)
            pooled.info["tic_core.safe"] = True

    def _give_back(self, pooled: PoolProxiedConnection, *, dead: bool) -> None:
        if self._keeps and not dead:
            self._idle.append(pooled)
            return
        if dead:
            pooled.invalidate()
        elif not self._own:
            driver: Any = pooled.driver_connection
            self._engine.dialect.reset_isolation_level(driver)
        pooled.close()

    def _make_safe(self, driver: Any) -> None:
        try:
            make_safe(driver, self._patience)
        except driver.Error as error:
            raise explained(error, self.where) from error

    def _prepare(self, *, create: bool) -> None:
        """Make the tables where there are none, and hold that the format is one we know."""
        try:
            if not self._has_tables(create=create):
                self._make_tables()
            with self.reading() as reader:
                hold_format(max(reader.formats(), default=0))
        except RaceLost as error:
            raise LedgerError(MESSAGES["locked"].fill(where=self.where), MESSAGES["locked-remedy"]) from error

    def _has_tables(self, *, create: bool = True) -> bool:
        """Whether this is a ledger already; LedgerError when it is none and must not become one."""
        ours, found = set(schema.metadata.tables), self._tables()
        missing, strange = sorted(ours - found), sorted(found - ours)
        if missing and ours & found:
            raise LedgerError(MESSAGES["tables"].fill(names=missing, where=self.where), MESSAGES["tables-remedy"])
        if missing and not create:
            raise LedgerError(MESSAGES["no-ledger"].fill(where=self.where), MESSAGES["no-ledger-remedy"])
        if missing and strange and self._own:
            raise LedgerError(MESSAGES["foreign"].fill(names=strange[:SHOWN], where=self.where), MESSAGES["foreign-remedy"])
        return not missing

    def _tables(self) -> set[str]:
        """The tables that are there: looked at before anything is set, so that another program's file stays as it is."""
        try:
            with self._engine.connect() as connection:
                if self._lite:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")
                return set(inspect(connection).get_table_names())
        except SQLAlchemyError as error:
            raise explained(error, self.where) from error

    def _make_tables(self) -> None:
        try:
            self._write_tables()
        except RaceLost:
            if not self._has_tables():  # else another process was just making them
                raise

    def _write_tables(self) -> None:
        tables = schema.metadata.sorted_tables
        indexes = [index for table in tables for index in sorted(table.indexes, key=lambda index: str(index.name))]
        with self._session() as session:
            session.say(*self._write)
            try:
                for table in tables:
                    session.run(CreateTable(table, if_not_exists=True))
                for index in indexes:
                    session.run(CreateIndex(index, if_not_exists=True))
                session.commit()
            except BaseException:
                session.rollback()
                raise


class Bound:
    """The ledger over a connection of the platform's, within the platform's transaction. Made by :meth:`Ledger.bind`.

    It never commits. When a block of :meth:`writing` raises, what it wrote is taken back and the platform's own work stays.
    """

    def __init__(self, connection: Connection, statements: Statements, where: str, algorithm: str) -> None:
        self._connection = connection
        self._statements = statements
        self._where = where
        self._algorithm = algorithm

    @contextmanager
    def writing(self, jurisdiction: str) -> Iterator[Writer]:
        """The jurisdiction's ledger for writing; durable when, and only when, the platform commits."""
        session = self._session("BEGIN IMMEDIATE")
        session.say("SAVEPOINT tic_core")
        try:
            yield Writer(session, jurisdiction, self._algorithm)
            session.hold_whole()
        except BaseException:
            session.say("ROLLBACK TO SAVEPOINT tic_core", "RELEASE SAVEPOINT tic_core")
            raise
        session.say("RELEASE SAVEPOINT tic_core")

    @contextmanager
    def reading(self, jurisdiction: str | None = None) -> Iterator[Reader]:
        """What the platform's transaction sees, its own uncommitted acts included."""
        yield Reader(self._session("BEGIN"), jurisdiction)

    def _session(self, begin: str) -> Session:
        if not self._connection.in_transaction():
            self._connection.begin()
        driver: Any = self._connection.connection.driver_connection
        if self._connection.dialect.detect_autocommit_setting(driver):
            raise UsageError(MESSAGES["autocommit"], MESSAGES["autocommit-remedy"])
        session = Session(driver, self._statements, self._where, _errors(self._connection))
        if self._connection.dialect.name == "sqlite":
            hold_safe(driver)
            if not driver.in_transaction:
                session.say(begin)  # Python's driver begins only with the first change, which is too late
        return session


def _errors(connection: Connection) -> type[Exception]:
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found
