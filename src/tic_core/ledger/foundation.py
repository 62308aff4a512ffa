"""The tables that a ledger stands on: recognised, made anew, brought up to date on request, or refused.

Opening never changes the form of a ledger. One that was made before there were migrations has no table ``tic_version`` and is
taken as it is; one whose form this program cannot work with is refused with the command that upgrades it.
"""

from __future__ import annotations

import attrs
from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from tic_core.errors import LedgerError
from tic_core.ledger import schema
from tic_core.ledger.connect import begin
from tic_core.ledger.migrate import migrate
from tic_core.ledger.session import Session
from tic_core.ledger.trouble import explained
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
    "older": Text(
        "账本的表为第 {found} 版，本程序至少需要第 {needed} 版：{where}",
        "the tables of the ledger have form {found}; this program needs {needed} at least: {where}",
    ),
    "later": Text(
        "账本的表早于第 {needed} 版，没有 {names}：{where}",
        "the tables of the ledger are of a form before {needed}, without {names}: {where}",
    ),
    "older-remedy": Text("请先备份，再运行 ticctl ledger upgrade", "back it up, then run ticctl ledger upgrade"),
    "newer": Text(
        "账本的表为第 {found} 版，本程序只认识到第 {known} 版：{where}",
        "the tables of the ledger have form {found}; this program knows those up to {known}: {where}",
    ),
    "newer-remedy": Text("请安装更新版本的 tic-core", "install a newer tic-core"),
    "read-only": Text(
        "账本的表为第 {found} 版，本程序只认识到第 {known} 版：可读，不可写（{where}）",
        "the tables of the ledger have form {found}; this program knows those up to {known}: it reads them and writes nothing "
        "({where})",
    ),
}

SHOWN = 3
"""How many tables of another program are named."""

STAMP = insert(schema.version)

_OURS = frozenset(schema.metadata.tables) - schema.LATER.keys()
_BESIDE = {schema.version.name, "tic_admitted", *schema.LATER}  # what migrations make beside the tables of the first form


@attrs.frozen
class Found:
    """What lies in a database before anything is touched: its tables, and the form that they were last brought to.

    ``revision`` is empty where no migration was ever run.
    """

    tables: frozenset[str]
    revision: str = ""

    @property
    def is_ledger(self) -> bool:
        """Whether all tables of a ledger are there."""
        return not self.missing

    @property
    def missing(self) -> frozenset[str]:
        """The tables that a ledger of this form should have and does not."""
        known, told = schema.REVISIONS, self.revision
        since = {name for name, form in schema.LATER.items() if told in known and known.index(form) <= known.index(told)}
        return (_OURS | since) - self.tables

    @property
    def newer(self) -> bool:
        """Whether later migrations were run than this program has: they only ever add, so that what it knows can be read."""
        return self.is_ledger and self.form.isdecimal() and self.form > schema.REVISIONS[-1]

    @property
    def form(self) -> str:
        """The form of its tables; those that no migration made are of the first."""
        return self.revision or schema.REVISIONS[0]


def look(engine: Engine, patience: float, where: str) -> Found:
    """What is there: looked at before anything is set, so that another program's file stays as it is."""
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            tables = frozenset(inspect(connection).get_table_names())
            if schema.version.name not in tables:
                return Found(tables)
            return Found(tables, str(connection.scalar(select(schema.version.c.version_num)) or ""))
    except SQLAlchemyError as error:
        raise explained(error, where) from error


def hold(found: Found, where: str, *, create: bool, own: bool, upgrading: bool = False) -> bool:
    """Whether this is a ledger already; LedgerError when it is none and must not become one, or is of a form we cannot work with.

    For ``upgrading`` an old form is no hindrance.
    """
    missing, strange = sorted(found.missing), sorted(found.tables - _OURS - _BESIDE)
    if missing and _OURS & found.tables:
        raise LedgerError(MESSAGES["tables"].fill(names=missing, where=where), MESSAGES["tables-remedy"])
    if missing and not create:
        raise LedgerError(MESSAGES["no-ledger"].fill(where=where), MESSAGES["no-ledger-remedy"])
    if missing and strange and own:
        raise LedgerError(MESSAGES["foreign"].fill(names=strange[:SHOWN], where=where), MESSAGES["foreign-remedy"])
    if not missing:
        hold_form(found, where, upgrading=upgrading)
    return not missing


def hold_form(found: Found, where: str, *, upgrading: bool = False) -> None:
    """LedgerError for tables of a form that this program does not know, or no longer works with; newer ones may be read."""
    if found.newer and not upgrading:
        return
    if found.form not in schema.REVISIONS:
        values = {"found": found.form, "known": schema.REVISIONS[-1], "where": where}
        raise LedgerError(MESSAGES["newer"].fill(**values), MESSAGES["newer-remedy"])
    if not upgrading and schema.REVISIONS.index(found.form) < schema.REVISIONS.index(schema.NEEDED):
        values = {"found": found.form, "needed": schema.NEEDED, "where": where}
        raise LedgerError(MESSAGES["older"].fill(**values), MESSAGES["older-remedy"])


def read_only(found: Found, where: str) -> LedgerError | None:
    """What is said of a ledger that can be read and not written, because its tables are newer; None of any other."""
    if not found.newer:
        return None
    values = {"found": found.form, "known": schema.REVISIONS[-1], "where": where}
    return LedgerError(MESSAGES["read-only"].fill(**values), MESSAGES["newer-remedy"])


def hold_later(missing: frozenset[str], where: str) -> None:
    """LedgerError where tables that a later form brought are needed and missing."""
    if missing:
        values = {"names": sorted(missing), "needed": max(schema.LATER[name] for name in missing), "where": where}
        raise LedgerError(MESSAGES["later"].fill(**values), MESSAGES["older-remedy"])


def lay(session: Session) -> None:
    """Make the tables in their last form within a transaction of SQLite: what the migrations lead to, without loading them."""
    tables = [*schema.metadata.sorted_tables, schema.version]
    for table in tables:
        session.run(CreateTable(table, if_not_exists=True))
    for table in tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            session.run(CreateIndex(index, if_not_exists=True))
    session.run(STAMP, version_num=schema.REVISIONS[-1])


def bring(engine: Engine, found: Found, patience: float, where: str) -> None:
    """Run the migrations that the tables lack: all, where there are none yet."""
    try:
        with engine.connect() as plain:
            connection: Connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            migrate(connection, begin(engine.dialect.name, patience)[0][0], adopt=found.is_ledger and not found.revision)
    except SQLAlchemyError as error:
        raise explained(error, where) from error
