"""A disk in memory that can lose power, with SQLite on it: what was flushed stays, of the rest any part, torn at 512 bytes.

The disk keeps every operation that SQLite asks of it. The power may fail at each of them: :meth:`Disk.after` gives the disks that
could be found then. SQLite reaches it through APSW, and the product through SQLAlchemy: :func:`engine_on` is an Engine whose
connections lie on the disk, so that the ledger under test is opened and written by its own code.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any, Self

import apsw
import attrs
from apsw.ext import query_info
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

SECTOR = 512
_NUMBERS = itertools.count(1)


@attrs.frozen
class Write:
    """Bytes put into a file at a place."""

    file: str
    at: int
    body: bytes


@attrs.frozen
class Cut:
    """A file made shorter."""

    file: str
    size: int


@attrs.frozen
class Flush:
    """A file flushed: what was done to it before is safe from now on. The first flush of a new file is that of its folder, too:
    so does SQLite on Unix with journals and logs, and what was removed from the folder before does not come back.
    """

    file: str
    folder: bool


@attrs.frozen
class Removal:
    """A file removed; ``safe`` where the folder was flushed with it."""

    file: str
    safe: bool


@attrs.frozen
class Answer:
    """The ledger has answered for an act: no operation of the disk, but what must never be taken back."""

    act: str


Operation = Write | Cut | Flush | Removal | Answer


class Disk(apsw.VFS):  # type: ignore[misc]
    """Files in memory, and everything that was done to them since the disk was made."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.name = f"disk-{next(_NUMBERS)}"
        self.start = dict(files or {})
        self.files = {name: bytearray(body) for name, body in self.start.items()}
        self.done: list[Operation] = []
        self.flushed = set(self.start)
        super().__init__(self.name, base="", iVersion=1)

    def answered(self, act: str) -> None:
        """Note that an act was answered for at this moment."""
        self.done.append(Answer(act))

    # ── what SQLite asks of a file system ────────────────────────────────────────────────────────────────────────────────

    def xOpen(self, name: Any, flags: list[int]) -> File:
        named = name.filename() if hasattr(name, "filename") else str(name or f"unnamed-{next(_NUMBERS)}")
        flags[1] = flags[0]
        self.files.setdefault(named, bytearray())
        return File(self, named)

    def xDelete(self, name: str, sync: bool) -> None:
        self.files.pop(name, None)
        self.flushed.discard(name)
        self.done.append(Removal(name, bool(sync)))

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.files

    def xFullPathname(self, name: str) -> str:
        return name

    def xRandomness(self, size: int) -> bytes:
        return bytes(size)

    def xSleep(self, microseconds: int) -> int:
        return microseconds

    def xCurrentTime(self) -> float:
        return 2460000.5

    def xGetLastError(self) -> tuple[int, str]:
        return 0, ""

    # ── and what can be found after the power failed ─────────────────────────────────────────────────────────────────────

    def states(self, chance: random.Random, images: int) -> Iterator[tuple[int, list[str], dict[str, bytes]]]:
        """For a power cut at each operation: its number, the acts answered for by then, and so many disks that may be found."""
        safe = dict(self.start)
        waiting: list[Write | Cut | Removal] = []
        answers: list[str] = []
        for number, operation in enumerate(self.done):
            if isinstance(operation, Answer):
                answers.append(operation.act)
                continue
            waiting += [] if isinstance(operation, Flush) else [operation]
            for _ in range(images):  # the power fails before a flush took effect, and in the midst of a write
                yield number, list(answers), survived(safe, waiting, chance)
            safe = applied(safe, [each for each in waiting if _makes_safe(operation, each)])
            waiting = [each for each in waiting if not _makes_safe(operation, each)]


def _makes_safe(operation: Operation, earlier: Write | Cut | Removal) -> bool:
    """Whether an operation flushes what an earlier one did."""
    if isinstance(operation, Removal):
        return operation.safe and earlier.file == operation.file
    own = isinstance(operation, Flush) and earlier.file == operation.file
    return own or (isinstance(operation, Flush) and operation.folder and isinstance(earlier, Removal))


def applied(files: dict[str, bytes], operations: Sequence[Write | Cut | Removal]) -> dict[str, bytes]:
    """The files after the operations."""
    found = {name: bytearray(body) for name, body in files.items()}
    for each in operations:
        if isinstance(each, Removal):
            found.pop(each.file, None)
        elif isinstance(each, Cut):
            del found.setdefault(each.file, bytearray())[each.size :]
        else:
            _put(found.setdefault(each.file, bytearray()), each.at, each.body)
    return {name: bytes(body) for name, body in found.items()}


def survived(files: dict[str, bytes], waiting: Sequence[Write | Cut | Removal], chance: random.Random) -> dict[str, bytes]:
    """The files with that part of what was not flushed which chance left: whole operations, or single sectors of a write."""
    likely = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    kept: list[Write | Cut | Removal] = []
    for each in waiting:
        if isinstance(each, Write):
            kept += [sector for sector in sectors(each) if chance.random() < likely]
        elif chance.random() < likely:
            kept.append(each)
    return applied(files, kept)


def sectors(write: Write) -> Iterator[Write]:
    """A write as the disk does it: up to the next border of a sector, then sector by sector."""
    at, end = write.at, write.at + len(write.body)
    while at < end:
        upto = min(end, at - at % SECTOR + SECTOR)
        yield Write(write.file, at, write.body[at - write.at : upto - write.at])
        at = upto


def _put(file: bytearray, at: int, body: bytes) -> None:
    if at > len(file):
        file.extend(bytes(at - len(file)))
    file[at : at + len(body)] = body


class File:
    """One open file of the disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        self.disk, self.name = disk, name

    @property
    def body(self) -> bytearray:
        """What the running system sees in it."""
        return self.disk.files.setdefault(self.name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.body[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        _put(self.body, offset, bytes(data))
        self.disk.done.append(Write(self.name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        del self.body[size:]
        self.disk.done.append(Cut(self.name, size))

    def xSync(self, flags: int) -> None:
        self.disk.done.append(Flush(self.name, self.name not in self.disk.flushed))
        self.disk.flushed.add(self.name)

    def xFileSize(self) -> int:
        return len(self.body)

    def xLock(self, level: int) -> None:
        """One connection alone uses the disk: there is nobody to keep out."""

    def xUnlock(self, level: int) -> None:
        """As :meth:`xLock`."""

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0

    def xClose(self) -> None:
        """What was not flushed may still be lost."""


# ── the disk under SQLAlchemy ────────────────────────────────────────────────────────────────────────────────────────────────


class Cursor:
    """A cursor as SQLAlchemy and the ledger use one."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = None

    def execute(self, sql: str, row: Sequence[Any] = ()) -> Self:
        before = self._connection.total_changes()
        self._rows = list(self._cursor.execute(sql, tuple(row)))
        self.rowcount = self._connection.total_changes() - before
        self._sql = sql
        self.description = self._described(sql)
        return self

    def _described(self, sql: str) -> Any:
        if sql.lstrip()[:6].upper() not in ("SELECT", "PRAGMA"):
            return None
        columns = query_info(self._connection, sql).description
        return [(name, kind, None, None, None, None, None) for name, kind in columns] or None

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> Self:
        self._cursor.executemany(sql, rows)
        return self

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._rows = []


class Driver:
    """A connection as the DB-API has it."""

    OperationalError = apsw.Error
    isolation_level: str | None = ""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def cursor(self) -> Cursor:
        return Cursor(self._connection)

    def execute(self, sql: str, row: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(sql, row)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def create_function(self, *_: Any, **__: Any) -> None:
        """SQLAlchemy offers a regular expression; the ledger has no use for it."""

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def close(self) -> None:
        self._connection.close()


class Module:
    """APSW as a DB-API module."""

    paramstyle = "qmark"
    sqlite_version_info = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    sqlite_version = apsw.sqlite_lib_version()
    Error = DatabaseError = OperationalError = IntegrityError = ProgrammingError = NotSupportedError = InterfaceError = apsw.Error
    PARSE_DECLTYPES = PARSE_COLNAMES = 0


def engine_on(disk: Disk, *, checkpoint: int = 1000) -> Engine:
    """An Engine with one connection on the disk; after so many pages SQLite moves its write-ahead log into the file.

    Without shared memory the write-ahead log needs the file for itself (``locking_mode``), which changes nothing in what is
    written and flushed when.
    """

    def connect() -> Driver:
        connection = apsw.Connection("ledger.db", vfs=disk.name)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute(f"PRAGMA wal_autocheckpoint = {checkpoint}")
        return Driver(connection)

    own: dict[str, Any] = {"module": Module, "creator": connect, "poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    return create_engine("sqlite:///ledger.db", pool_reset_on_return=None, **own)
