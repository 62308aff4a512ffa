"""How a store is opened and made safe: an acknowledged act must survive a crash and a power cut.

On SQLite only the WAL journal with ``synchronous=FULL`` keeps that promise (``DELETE`` and ``NORMAL`` lose acknowledged acts),
so both are set at every connection and read back; a store where they do not stick is refused. On PostgreSQL the same holds for
``synchronous_commit``, and for a server that runs without ``fsync`` or ``full_page_writes``.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from tic_core.errors import LedgerError, UsageError
from tic_core.text import Text

MESSAGES = {
    "address": Text("账本地址写法不对：{target}", "this is not the address of a ledger: {target}"),
    "address-remedy": Text(
        "例如 sqlite:///tic.db（相对路径）、sqlite:////data/tic.db（绝对路径）",
        "write for example sqlite:///tic.db (relative path) or sqlite:////data/tic.db (absolute path)",
    ),
    "driver": Text("没有安装该数据库的驱动：{why}", "the driver of this database is not installed: {why}"),
    "driver-remedy": Text("请安装驱动（PostgreSQL：psycopg）", "install the driver (PostgreSQL: psycopg)"),
    "no-folder": Text("文件夹不存在：{folder}", "the folder does not exist: {folder}"),
    "no-folder-remedy": Text("请先建立该文件夹，或改用别的路径", "make the folder first, or use another path"),
    "no-file": Text("账本文件不存在：{file}", "the ledger's file does not exist: {file}"),
    "no-file-remedy": Text("请核对路径", "check the path"),
    "no-regular-file": Text("不是普通文件，不能作账本：{file}", "this is not a regular file and cannot be a ledger: {file}"),
    "no-regular-file-remedy": Text("请改用普通文件的路径；新文件会自动建立", "name an ordinary file; a new one is made"),
    "options": Text("账本地址中的 {names} 不起作用：{target}", "{names} has no effect in the ledger's address {target}"),
    "options-remedy": Text(
        "只读打开请写 sqlite:///file:/data/tic.db?mode=ro&uri=true；可用：{known}，均须同时写 uri=true 并以 file: 开头",
        "to open one for reading only, write sqlite:///file:/data/tic.db?mode=ro&uri=true; known are {known}, each with file: "
        "before the path and uri=true",
    ),
    "setting": Text(
        "数据库设置 {name} 应为 {wanted}，实为 {found}：已回执的行为可能因断电丢失",
        "the database setting {name} should be {wanted} but is {found}: acknowledged acts could be lost in a power cut",
    ),
    "setting-remedy": Text(
        "请把账本放在本机磁盘的普通文件系统上（网络盘不支持）；数据库服务器则请改其设置",
        "put the ledger on an ordinary file system of a local disk (network drives do not support this); on a server, set it there",
    ),
}


BUSY = 5  # SQLite's primary result code

# Name, value as set, value as read back. Deleted personal data is overwritten (secure_delete), not just let go.
SETTINGS = (
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("secure_delete", "ON", "1"),
)


SERVER = ("fsync", "full_page_writes")
"""What a PostgreSQL server must not have turned off."""

# What a SQLite address may add: SQLite's own options of a file: URI that leave the ledger safe.
OPTIONS = ("mode", "cache", "immutable", "psow", "vfs")
_YES = frozenset({"true", "yes", "on", "y", "t", "1"})  # as SQLAlchemy reads uri=


def engine_at(target: str | Engine, *, create: bool, patience: float) -> Engine:
    """The engine for an address, or over the caller's own; each of our transactions begins and ends by our own word."""
    if isinstance(target, Engine):
        _hold_file(target.url.database, target.dialect.name, create=create)
        return target
    try:
        url = make_url(target)
        _hold_options(url)
        _hold_file(url.database, url.get_backend_name(), create=create)
        own = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
        return create_engine(url, **own, **_pool(url.database, url.get_backend_name(), patience))
    except (ArgumentError, NoSuchModuleError, ValueError, TypeError) as error:
        raise UsageError(MESSAGES["address"].fill(target=str(target)), MESSAGES["address-remedy"]) from error
    except ImportError as error:
        raise UsageError(MESSAGES["driver"].fill(why=str(error)), MESSAGES["driver-remedy"]) from error


def begin(kind: str, patience: float, *, own: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How a writing and a reading transaction begin in one kind of database.

    On a platform's own Engine the settings hold for the transaction alone; our own connections have them from the start.
    """
    if kind == "sqlite":
        return ("BEGIN IMMEDIATE",), ("BEGIN",)
    if kind == "postgresql":
        # Said in full: a server may have other defaults, and the lock of the head row asks for what stands after waiting.
        writing, reading = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        return (writing, *(() if own else _server_settings("SET LOCAL", patience))), (reading,)
    return ("BEGIN",), ("BEGIN",)


def make_safe(driver: Any, kind: str, patience: float, *, own: bool) -> None:
    """Set what durability needs on a new connection and read it back; LedgerError when something does not stick."""
    if kind == "sqlite":
        _make_file_safe(driver, patience)
    elif kind == "postgresql":
        _hold_server_safe(driver)
        if own:
            for command in _server_settings("SET", patience):
                driver.execute(command)


def hold_safe(driver: Any, kind: str) -> None:
    """LedgerError when a platform's own connection would lose acknowledged acts; changes nothing on it."""
    if kind == "postgresql":
        _hold_server_safe(driver, "synchronous_commit")
    if kind != "sqlite":
        return
    durable = int(_read(driver, "synchronous")) >= 2
    if not durable:
        raise _not_set("synchronous", "FULL", _read(driver, "synchronous"))
    if driver.execute("PRAGMA database_list").fetchone()[2] and _read(driver, "journal_mode") != "wal":
        raise _not_set("journal_mode", "wal", _read(driver, "journal_mode"))


def _make_file_safe(driver: Any, patience: float) -> None:
    wait = str(int(patience * 1000))
    _set(driver, "busy_timeout", wait, wait)
    if driver.execute("PRAGMA database_list").fetchone()[2]:  # in a file, not in memory
        _journal(driver, time.monotonic() + patience)
    for name, told, wanted in SETTINGS:
        _set(driver, name, told, wanted)


def _server_settings(verb: str, patience: float) -> tuple[str, ...]:
    return (f"{verb} synchronous_commit = on", f"{verb} lock_timeout = {int(patience * 1000)}")


def _hold_server_safe(driver: Any, *also: str) -> None:
    """LedgerError for a server that does not flush what it acknowledges. A setting that a relative does not have is no matter."""
    names = [*SERVER, *also]
    found = dict(driver.execute("SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY(%s)", [names]).fetchall())
    for name in names:
        if found.get(name) == "off":
            raise _not_set(name, "on", "off")


def _pool(database: str | None, backend: str, patience: float) -> dict[str, Any]:
    """A file needs no pool: the ledger keeps its own. A store in memory lives in one connection, handed from thread to thread."""
    if backend != "sqlite":
        return {"pool_timeout": patience}
    if database and database != ":memory:":
        return {"poolclass": NullPool, "connect_args": {"check_same_thread": False}}
    one = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": patience}
    return one | {"connect_args": {"check_same_thread": False}}


def _hold_options(url: URL) -> None:
    """UsageError for an option that the driver would pass over: ``mode=ro`` without ``uri=true`` would open for writing."""
    if url.get_backend_name() != "sqlite":
        return
    uri, named = str(url.query.get("uri", "")).lower() in _YES, str(url.database or "").startswith("file:")
    known = {"uri", *OPTIONS} if uri and named else set()
    strange = sorted(set(url.query) - known) or (["file:"] if named and not uri else [])
    if strange:
        what = MESSAGES["options"].fill(names=strange, target=url.render_as_string(hide_password=True))
        raise UsageError(what, MESSAGES["options-remedy"].fill(known=OPTIONS))


def _hold_file(database: str | None, backend: str, *, create: bool) -> None:
    if backend != "sqlite" or not database or database == ":memory:" or database.startswith("file:"):
        return
    file = Path(database)
    if not file.absolute().parent.is_dir():
        raise LedgerError(MESSAGES["no-folder"].fill(folder=file.absolute().parent), MESSAGES["no-folder-remedy"])
    if file.exists() and not file.is_file():
        raise LedgerError(MESSAGES["no-regular-file"].fill(file=file), MESSAGES["no-regular-file-remedy"])
    if not create and not file.exists():
        raise LedgerError(MESSAGES["no-file"].fill(file=file), MESSAGES["no-file-remedy"])


def _journal(driver: Any, until: float) -> None:
    """Turn the write-ahead log on; SQLite does not wait by itself when another process is just doing the same."""
    while _read(driver, "journal_mode") != "wal":
        try:
            driver.execute("PRAGMA journal_mode = WAL").fetchone()
        except driver.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            break
    if _read(driver, "journal_mode") != "wal":
        raise _not_set("journal_mode", "wal", _read(driver, "journal_mode"))


def _set(driver: Any, name: str, told: str, wanted: str) -> None:
    driver.execute(f"PRAGMA {name} = {told}").fetchall()
    found = _read(driver, name)
    if found != wanted:
        raise _not_set(name, told, found)


def _read(driver: Any, name: str) -> str:
    found = driver.execute(f"PRAGMA {name}").fetchone()
    return str(found[0]).lower() if found else ""


def _not_set(name: str, wanted: str, found: str) -> LedgerError:
    values = {"name": name, "wanted": wanted, "found": found or "—"}
    return LedgerError(MESSAGES["setting"].fill(**values), MESSAGES["setting-remedy"])
