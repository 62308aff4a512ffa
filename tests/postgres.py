"""A real PostgreSQL server for tests and long runs: the distribution's own programs, on loopback, its data in a folder of its own.

No service is used and none is changed. On a machine without the programs :data:`MISSING` says how to get them.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

MISSING = "no PostgreSQL server here; to have it: apt-get install postgresql (Debian, Ubuntu), or put initdb and pg_ctl on the path"

PREFIX = "tic-postgres-"

SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "shared_buffers": "'16MB'",
    "max_connections": "60",
    "logging_collector": "off",
    "autovacuum": "off",
}


def programs() -> Path | None:
    """The folder with the newest server's programs, or None."""
    named = shutil.which("pg_ctl")
    found = [Path(named).resolve().parent] if named else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


class Server:
    """One server. It can be stopped as a crash stops it, and started again on the same data."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.data, self._bin = folder / "data", bin_folder
        self._log = folder / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._numbers = itertools.count(1)
        self._run("initdb", "-D", self.data, "-U", "tic", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        told = "".join(f"{name} = {value}\n" for name, value in (SETTINGS | {"port": self.port}).items())
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(told)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._run("pg_ctl", "-D", self.data, "-l", self._log, "-w", "-t", "60", "start")

    def kill(self) -> None:
        """``kill -9`` of the server and all its processes, as losing its machine would look to them."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for each in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        for each in map(int, children):
            _gone(each)
        _gone(postmaster)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def url(self, schema: str = "public", user: str = "tic") -> str:
        """The address of one schema."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/postgres?options=-csearch_path%3D{schema}"

    def connect(self, schema: str = "public", user: str = "tic") -> psycopg.Connection[Any]:
        """The driver's own connection, for doing what the product does not."""
        import psycopg

        where = f"host=127.0.0.1 port={self.port} dbname=postgres user={user} options=-csearch_path={schema}"
        return psycopg.connect(where, autocommit=True)

    def new_schema(self) -> str:
        """The name of an empty schema: as good as a database of its own, and made at once."""
        name = f"t{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return name

    def _run(self, program: str, *words: str | Path | int) -> None:
        command = [str(self._bin / program), *map(str, words)]
        done = subprocess.run(
            [*_as_nobody(), *command],
            capture_output=True,
            text=True,
            cwd=self.data.parent,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            log = self._log.read_text() if self._log.exists() else ""
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{log[-2000:]}")


@contextmanager
def server() -> Iterator[Server]:
    """A running server, gone with all its data afterwards."""
    found = programs()
    if found is None:
        raise FileNotFoundError(MISSING)
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / "owner").write_text(str(os.getpid()))
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    try:
        made = Server(folder, found)
        made.start()
        try:
            yield made
        finally:
            made.kill()  # at once: what it holds goes with it
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """End the servers of runs that were themselves killed, and clear away what they left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError):
            if _alive(int((folder / "owner").read_text())):
                continue
            with suppress(OSError, ValueError):
                os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def _as_nobody() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _gone(process: int) -> None:
    """Wait until a killed process has really gone: its sockets and its shared memory with it."""
    for _ in range(2000):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.002)
