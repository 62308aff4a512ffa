"""A small web platform with tic-core inside: a WSGI application without a framework, to be read from top to bottom.

    POST /acts              an act in JSON; the user's office is who acts. The platform's own row and the act stand or fall together
    GET  /centres/ID/next   what may lawfully happen next to a centre
    GET  /board             where every centre stands: a table of the platform's, kept up by following the feed of events

The platform answers for *who* somebody is, tic-core for *what* an office may do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from platform_tables import board, inbox, who
from sqlalchemy import Engine, delete, insert, select

from tic_core import DocumentError, Registry, Status, TicError, telling
from tic_core.packs import load_acts

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]

ANSWERS = {Status.ACCEPTED: HTTPStatus.CREATED, Status.DUPLICATE: HTTPStatus.OK, Status.REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY}


class Portal:
    """The platform: its engine and tables, and a register in the same database."""

    def __init__(self, engine: Engine, policies: Path) -> None:
        self.engine = engine
        self.registry = Registry.open(engine, policies=[policies])

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request. Errors of tic-core say what is wrong and what to do: they go to the caller as they are."""
        try:
            status, told = self._answer(environ)
        except TicError as error:
            status = HTTPStatus.BAD_REQUEST if isinstance(error, DocumentError) else HTTPStatus.CONFLICT
            told = {"error": error.message("en")}
        start(f"{status.value} {status.phrase}", [("Content-Type", "application/json; charset=utf-8")])
        return [json.dumps(told, ensure_ascii=False).encode()]

    def _answer(self, environ: Environ) -> tuple[HTTPStatus, Any]:
        path = [part for part in str(environ["PATH_INFO"]).split("/") if part]
        match environ["REQUEST_METHOD"], path:
            case "POST", ["acts"]:
                return self._submitted(environ)
            case "GET", ["centres", centre, "next"]:
                return HTTPStatus.OK, [telling.prospect(each, "en") for each in self.registry.next(centre)]
            case "GET", ["board"]:
                return HTTPStatus.OK, self.board()
        return HTTPStatus.NOT_FOUND, {"error": "no such page"}

    def _submitted(self, environ: Environ) -> tuple[HTTPStatus, Any]:
        """One transaction of the platform's: its row in the inbox, and the act."""
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        with self.engine.connect() as connection, connection.begin():
            found = who(connection, str(environ.get("HTTP_X_TOKEN", "")))
            if found is None:
                return HTTPStatus.UNAUTHORIZED, {"error": "who are you?"}
            person, office = found
            bound = self.registry.bind(connection)
            line = json.dumps({**body, "by": office, "person": person}, ensure_ascii=False)
            [act] = load_acts(line.encode(), "the request")  # strict: all its faults at once
            receipt = bound.submit(act)
            if receipt.status is Status.ACCEPTED:
                connection.execute(insert(inbox).values(act=receipt.act.id, by=person, sequence=receipt.sequence))
        bound.committed()  # the plugins are told after the commit
        return ANSWERS.get(receipt.status, HTTPStatus.CONFLICT), telling.receipt(receipt, "en")

    def board(self) -> dict[str, str]:
        """Where every centre stands, after all events that were not yet looked at."""
        self.follow()
        with self.engine.connect() as connection:
            return {row.centre: row.stage for row in connection.execute(select(board).order_by(board.c.centre))}

    def follow(self) -> int:
        """Bring the board up to date from where it stopped; how many events there were. The position outlives a restart.

        An event may come twice after a crash: putting the same stage into the board again changes nothing.
        """
        count = 0
        for happened in self.registry.follow("board"):
            stage = self.registry.view(happened.subject, known_at=happened.sequence).stage
            with self.engine.begin() as connection:
                connection.execute(delete(board).where(board.c.centre == happened.subject))
                connection.execute(insert(board).values(centre=happened.subject, stage=stage, sequence=happened.sequence))
            count += 1
        return count
