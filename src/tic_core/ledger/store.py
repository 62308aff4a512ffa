"""The ledger (账本): where events are kept for good, in SQLite for one office or PostgreSQL for many."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from tic_core.errors import LedgerError, RaceLost, TicError, UsageError
from tic_core.ledger.chain import digester
from tic_core.ledger.connect import begin, engine_at, hold_safe, make_safe
from tic_core.ledger.foundation import Found, bring, hold, hold_later, lay, look, read_only
from tic_core.ledger.reading import HEADER, Reader
from tic_core.ledger.schema import REVISIONS
from tic_core.ledger.session import Session, Statements
from tic_core.ledger.trouble import BrokenOff, Dropped, explained
from tic_core.ledger.writing import Writer, hold_format
from tic_core.text import Text

MESSAGES = {
    "locked": Text("账本被另一个程序锁住：{where}", "another program has locked the ledger: {where}"),
    "locked-remedy": Text("请关闭该程序后重试", "close that program and try again"),
    "autocommit": Text(
        "该连接逐句自动提交，一件行为可能只写入一半",
        "this connection commits each statement by itself; an act could be written by half",
    ),
    "autocommit-remedy": Text("请交来一个普通事务的连接", "give a connection with an ordinary transaction"),
}

T = TypeVar("T")

ATTEMPTS = 5
"""How often an act is tried that the database breaks off for the sake of another."""

PAUSE = 0.01  # seconds, longer with each attempt


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
        self._write, self._read = begin(engine.dialect.name, patience, own=own)
        self._statements = Statements(engine.dialect)
        self._errors: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._keeps = own and isinstance(engine.pool, NullPool)  # a file of our own: connections wait here, not in a pool
        self._idle: list[PoolProxiedConnection] = []
        self.read_only: LedgerError | None = None
        """Why nothing can be written: its tables are newer than this program. None where it can."""
        self._tables: frozenset[str] = frozenset()  # those that were seen to be there, once somebody asks for one

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

        LedgerError when it cannot be reached, read or made safe against a power cut, is no ledger, or is of a newer format. One
        whose tables alone are newer is opened for reading: ``read_only`` says so, and is what a writer gets.
        """
        digester(algorithm)
        engine = engine_at(target, create=create, patience=patience)
        made = cls(engine, own=not isinstance(target, Engine), algorithm=algorithm, patience=patience)
        try:
            made._prepare(create=create)
        except BaseException:
            made.close()
            raise
        return made

    @classmethod
    def upgrade(cls, target: str | Engine, *, patience: float = 5.0, dry_run: bool = False) -> tuple[str, str]:
        """Bring a ledger's tables to the form of this program, in one transaction; gives the form before and the form after.

        Nothing that is recorded changes, and no event is read. Make a backup first: there is no way back. LedgerError where
        there is no ledger or one of a newer form.
        """
        engine = engine_at(target, create=False, patience=patience)
        where = engine.url.render_as_string(hide_password=True)
        try:
            found = look(engine, patience, where)
            hold(found, where, create=False, own=True, upgrading=True)
            if found.revision != REVISIONS[-1] and not dry_run:
                bring(engine, found, patience, where)
        finally:
            if not isinstance(target, Engine):
                engine.dispose()
        return found.form, REVISIONS[-1]

    @contextmanager
    def writing(self, jurisdiction: str) -> Iterator[Writer]:
        """One transaction on a jurisdiction's ledger: durable when the block ends, undone whole when it raises.

        Other writers wait; RaceLost (exit 6) when they wait in vain.
        """
        with self._session(self._write) as session:
            yield Writer(session, jurisdiction, self._algorithm)
            session.commit()

    def write(self, jurisdiction: str, work: Callable[[Writer], T], *, attempts: int = ATTEMPTS) -> T:
        """What ``work`` gives, done in one transaction of :meth:`writing` and done again where the database asks for that.

        A distributed database may break off a transaction that it cannot put in order with another (SQLSTATE 40001): nothing
        was written then, and ``work`` is called once more with a writer that sees what the other wrote. It must do nothing that
        cannot be done twice.
        """
        for left in reversed(range(attempts)):
            try:
                with self.writing(jurisdiction) as writer:
                    return work(writer)
            except BrokenOff:
                if not left:
                    raise
                time.sleep(PAUSE * (attempts - left) * (1 + random.random()))  # noqa: S311 - to come apart, not to be secret
        raise AssertionError  # unreachable: the last attempt returns or raises

    @contextmanager
    def reading(self, jurisdiction: str | None = None) -> Iterator[Reader]:
        """One consistent snapshot, of all jurisdictions or with one as the default; never writes, never blocks a writer."""
        with self._session(self._read) as session:
            session.rows(HEADER, jurisdiction=jurisdiction or "")  # the snapshot is taken now, not at the first question
            yield Reader(session, jurisdiction)

    def transaction(self, *, writing: bool) -> AbstractContextManager[Session]:
        """The same for the ledger's own rooms: a bare session. It must say ``commit`` itself; else all is taken back."""
        return self._session(self._write if writing else self._read)

    def hold_tables(self, *names: str) -> None:
        """LedgerError where the ledger is of a form from before these tables: it must be upgraded first, on request."""
        if not self.has_tables(*names):
            hold_later(frozenset(names) - self._tables, self.where)

    def has_tables(self, *names: str) -> bool:
        """Whether these tables are there: a ledger of an older form may do without some."""
        if not self._tables.issuperset(names):
            self._tables = self.tables()
        return self._tables.issuperset(names)

    def tables(self) -> frozenset[str]:
        """The tables that there are in the database, by name."""
        return look(self._engine, self._patience, self.where).tables

    def bind(self, connection: Connection) -> Bound:
        """The same inside a platform's own transaction: nothing is durable until the platform commits."""
        return Bound(connection, self._statements, self.where, self._algorithm, self.read_only)

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
    def _session(self, begin: Sequence[str] = ()) -> Iterator[Session]:
        """A connection made safe, in a transaction; what was not committed at the end is taken back."""
        if begin == self._write and self.read_only:
            raise self.read_only
        pooled, session = self._begun(begin)
        try:
            yield session
        finally:
            if begin:
                session.rollback()
            session.close()
            self._give_back(pooled, dead=session.dead)

    def _begun(self, begin: Sequence[str]) -> tuple[PoolProxiedConnection, Session]:
        """A session that has begun. A connection that the server let go of in the meantime is replaced, once."""
        try:
            return self._begin(begin)
        except Dropped:
            if self._own:
                self._engine.dispose()  # the others in the pool were let go of, too
            return self._begin(begin)

    def _begin(self, begin: Sequence[str]) -> tuple[PoolProxiedConnection, Session]:
        pooled = self._connection()
        session = Session(pooled.driver_connection, self._statements, self.where, self._errors)
        try:
            session.say(*begin)
        except BaseException as error:
            lost = session.lost
            session.rollback()
            session.close()
            self._give_back(pooled, dead=session.dead or lost)
            if lost and isinstance(error, TicError):
                raise Dropped(error.what, error.remedy) from error
            raise
        return pooled, session

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
        if "tic_core.safe" not in pooled.info:
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
            make_safe(driver, self._engine.dialect.name, self._patience, own=self._own)
        except self._errors as error:
            raise explained(error, self.where) from error

    def _prepare(self, *, create: bool) -> None:
        """Make the tables where there are none, and hold that the format is one we know."""
        try:
            if not self._is_there(create=create):
                self._make_tables()
            with self.reading() as reader:
                hold_format(max(reader.formats(), default=0))
        except RaceLost as error:
            raise LedgerError(MESSAGES["locked"].fill(where=self.where), MESSAGES["locked-remedy"]) from error

    def _is_there(self, *, create: bool = True) -> bool:
        found = look(self._engine, self._patience, self.where)
        self.read_only = read_only(found, self.where)
        return hold(found, self.where, create=create, own=self._own)

    def _make_tables(self) -> None:
        try:
            if self._lite:
                with self._session(self._write) as session:
                    lay(session)
                    session.commit()
            else:
                bring(self._engine, Found(frozenset()), self._patience, self.where)
        except RaceLost:
            if not self._is_there():  # else another process was just making them
                raise


class Bound:
    """The ledger over a connection of the platform's, within the platform's transaction. Made by :meth:`Ledger.bind`.

    It never commits. When a block of :meth:`writing` raises, what it wrote is taken back and the platform's own work stays.
    """

    def __init__(
        self, connection: Connection, statements: Statements, where: str, algorithm: str, read_only: LedgerError | None
    ) -> None:
        self._read_only = read_only
        self._connection = connection
        self._statements = statements
        self._where = where
        self._algorithm = algorithm

    @contextmanager
    def writing(self, jurisdiction: str) -> Iterator[Writer]:
        """The jurisdiction's ledger for writing; durable when, and only when, the platform commits."""
        if self._read_only:
            raise self._read_only
        session = self._session("BEGIN IMMEDIATE")
        session.say("SAVEPOINT tic_core")
        try:
            yield Writer(session, jurisdiction, self._algorithm)
            session.hold_whole()
        except BaseException:
            session.say("ROLLBACK TO SAVEPOINT tic_core", "RELEASE SAVEPOINT tic_core")
            raise
        session.say("RELEASE SAVEPOINT tic_core")

    def write(self, jurisdiction: str, work: Callable[[Writer], T]) -> T:
        """What ``work`` gives, done in :meth:`writing`; once: whether to try again is the platform's to say."""
        with self.writing(jurisdiction) as writer:
            return work(writer)

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
        try:
            hold_safe(driver, self._connection.dialect.name)
        except session.errors as error:
            raise explained(error, self._where) from error
        if self._connection.dialect.name == "sqlite" and not driver.in_transaction:
            session.say(begin)  # Python's driver begins only with the first change, which is too late
        return session


def _errors(connection: Connection) -> type[Exception]:
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found
