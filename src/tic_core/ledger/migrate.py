"""The tables brought to the form of this program: by Alembic, in one transaction, and only when somebody asks for it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection

SCRIPTS = Path(__file__).with_name("migrations")

_ALONE = Lock()  # what Alembic's scripts speak to is one for the whole process


def migrate(connection: Connection, begin: str, *, adopt: bool = False) -> None:
    """Run every migration that is not there yet, on a connection that commits by itself otherwise: all of them or none.

    ``adopt`` takes tables that no migration made as those of the first.
    """
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with _ALONE:
        connection.exec_driver_sql(begin)
        try:
            if adopt:
                command.stamp(config, "0001")
            command.upgrade(config, "head")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
