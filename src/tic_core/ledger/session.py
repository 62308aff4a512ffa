"""One transaction on one driver connection. Statements are written once with SQLAlchemy Core, turned into the driver's own
text once, and run as prepared SQL: as portable as the first and as quick as the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import attrs
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import ClauseElement

from tic_core.errors import LedgerError
from tic_core.ledger.trouble import explained
from tic_core.text import Text

MESSAGES = {
    "half": Text("本次写入中途出错，已全部撤回", "the writing failed half-way and was taken back whole"),
    "half-remedy": Text("请重新提交", "submit again"),
}

Row = tuple[Any, ...]


@attrs.frozen
class Statement:
    """The driver's text of a statement, and how its named values become the row that the driver wants."""

    text: str
    ordered: Callable[[dict[str, Any]], Sequence[Any]]

    @classmethod
    def of(cls, clause: ClauseElement, dialect: Dialect) -> Statement:
        """``clause`` as this kind of database reads it."""
        compiled: Any = clause.compile(dialect=dialect)
        names = tuple(getattr(compiled, "positiontup", None) or ())
        fixed = {name: compiled.params[name] for name in names if compiled.params[name] is not None}
        return cls(str(compiled), _in_order(names, fixed))


def _in_order(names: tuple[str, ...], fixed: dict[str, Any]) -> Callable[[dict[str, Any]], Sequence[Any]]:
    if fixed:
        return lambda given: [(fixed | given)[name] for name in names]
    if len(names) < 2:
        return lambda given: [given[name] for name in names]
    return itemgetter(*names)


class Statements:
    """The statements of one kind of database, each turned into text when first used and kept."""

    def __init__(self, dialect: Dialect) -> None:
        dialect_class: Any = type(dialect)
        self._dialect: Dialect = dialect_class(paramstyle="qmark" if dialect.paramstyle == "qmark" else "format")
        self._made: dict[ClauseElement, Statement] = {}

    def __getitem__(self, clause: ClauseElement) -> Statement:
        """The text of ``clause``."""
        made = self._made.get(clause)
        if made is None:
            made = self._made[clause] = Statement.of(clause, self._dialect)
        return made


class Session:
    """All SQL of the ledger passes through here. A driver's error comes out explained, and spoils the transaction for good."""

    def __init__(self, driver: Any, statements: Statements, where: str, errors: type[Exception]) -> None:
        self._driver = driver
        self._statements = statements
        self._where = where
        self.errors = (errors, UnicodeDecodeError)
        self._cursor = driver.cursor()
        self._spoiled = False
        self.dead = False

    def rows(self, clause: ClauseElement, **values: Any) -> list[Row]:
        """All rows that a query gives."""
        statement = self._statements[clause]
        try:
            self._cursor.execute(statement.text, statement.ordered(values))
            found: list[Row] = self._cursor.fetchall()
        except self.errors as error:
            raise self._failed(error) from error
        return found

    def row(self, clause: ClauseElement, **values: Any) -> Row | None:
        """The one row that a query gives, or None."""
        found = self.rows(clause, **values)
        return found[0] if found else None

    def run(self, clause: ClauseElement, **values: Any) -> int:
        """Run a statement that changes something; how many rows it changed."""
        statement = self._statements[clause]
        try:
            self._cursor.execute(statement.text, statement.ordered(values))
        except self.errors as error:
            raise self._failed(error) from error
        return int(self._cursor.rowcount)

    def put(self, clause: ClauseElement, row: Sequence[Any]) -> int:
        """Run a statement that changes something on the hot path: its values as they are, in the order it takes them."""
        try:
            self._cursor.execute(self._statements[clause].text, row)
        except self.errors as error:
            raise self._failed(error) from error
        return int(self._cursor.rowcount)

    def put_all(self, clause: ClauseElement, rows: Sequence[Row]) -> None:
        """The same for many rows."""
        if not rows:
            return
        try:
            self._cursor.executemany(self._statements[clause].text, rows)
        except self.errors as error:
            raise self._failed(error) from error

    def say(self, *commands: str) -> None:
        """Run commands that carry no values (BEGIN, SAVEPOINT)."""
        try:
            for command in commands:
                self._cursor.execute(command)
        except self.errors as error:
            raise self._failed(error) from error

    def commit(self) -> None:
        """Make everything durable; LedgerError, and nothing written, when an error had been swallowed on the way."""
        self.hold_whole()
        try:
            self._driver.commit()
        except self.errors as error:
            raise self._failed(error) from error

    def rollback(self) -> None:
        """Take everything back. Never raises: a connection that cannot even do this is thrown away, which takes it back too."""
        try:
            self._driver.rollback()
        except self.errors:
            self.dead = True

    @property
    def lost(self) -> bool:
        """Whether the server has let go of the connection."""
        return bool(getattr(self._driver, "closed", False))

    def close(self) -> None:
        """Be of no further use: what is asked later is an error, not an answer from outside the transaction."""
        self._cursor.close()

    def hold_whole(self) -> None:
        """LedgerError when an error of the store was swallowed: what follows would be half an entry."""
        if self._spoiled:
            raise LedgerError(MESSAGES["half"], MESSAGES["half-remedy"])

    def _failed(self, error: Exception) -> Exception:
        if self._spoiled:  # some databases take nothing more once an error was swallowed
            return LedgerError(MESSAGES["half"], MESSAGES["half-remedy"])
        self._spoiled = True
        return explained(error, self._where)
