"""Whatever a store runs into, a person is told what it means and what to do, in both languages."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tic_core.errors import LedgerError, RaceLost, TicError
from tic_core.ledger import Ledger, verify
from tic_core.ledger.codec import decode_duty, decode_plain
from tic_core.ledger.trouble import MESSAGES, BrokenOff, explained

WEIHAI = "cn-sd-weihai"


class ServerError(Exception):
    """As a server's driver raises it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("the server's own words")
        self.sqlstate = sqlstate


class OperationalError(ServerError):
    """The server cannot be talked to."""


CASES = [
    (ServerError("40001"), BrokenOff, "broke this off"),
    (ServerError("40P01"), BrokenOff, "broke this off"),
    (ServerError("42P07"), RaceLost, "another writer holds"),
    (ServerError("55P03"), RaceLost, "another writer holds"),
    (ServerError("23505"), RaceLost, "another writer was first"),
    (ServerError("25006"), LedgerError, "not written"),
    (ServerError("42501"), LedgerError, "not written"),
    (ServerError("53100"), LedgerError, "full"),
    (ServerError("08006"), LedgerError, "reached"),
    (ServerError("57P01"), LedgerError, "reached"),
    (ServerError("XX001"), LedgerError, "damaged"),
    (ServerError("42P01"), LedgerError, "the server's own words"),
    (OperationalError(None), LedgerError, "reached"),
    (sqlite3.ProgrammingError("closed"), LedgerError, "closed"),
    (TimeoutError(), RaceLost, "another writer holds"),
]


@pytest.mark.parametrize(("error", "kind", "words"), CASES)
def test_a_drivers_error_is_explained(error: Exception, kind: type[TicError], words: str) -> None:
    told = explained(error, "somewhere")
    assert type(told) is kind
    assert words in told.message("en")
    assert told.remedy is not None
    assert told.message("zh") != told.message("en")


def test_an_explained_error_is_not_explained_again() -> None:
    told = LedgerError(MESSAGES["busy"])
    assert explained(told, "somewhere") is told


@pytest.mark.parametrize("reader", [decode_duty, decode_plain])
@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"1.5", b'{"id":1}'])
def test_damaged_bytes_beside_the_events_are_a_ledger_error(reader: Any, body: bytes) -> None:
    if reader is decode_plain and body == b'{"id":1}':
        assert reader(body) == {"id": 1}
    else:
        with pytest.raises(LedgerError, match="cannot be read"):
            reader(body)


def test_a_connection_that_cannot_even_take_back_is_thrown_away(
    register: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ledger: Ledger) -> None:
        with ledger.writing(WEIHAI) as writer:
            register.add(writer, "wh-1", "a-7")
            writer._session._driver = Stubborn()

    with pytest.raises(LedgerError, match="the disk is gone"):
        broken(ledger)
    with ledger.reading() as reader:
        assert reader.checkpoint().size == 6
    register.write("wh-1", "a-8")
    assert verify(ledger).head == 7


class Stubborn:
    """A driver that can do nothing any more."""

    def __getattr__(self, name: str) -> Any:
        raise sqlite3.DatabaseError("the disk is gone")
