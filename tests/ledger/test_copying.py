"""A ledger goes from one store to another without a hash changing, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.conftest import STORES, WEIHAI, Scribe
from tests.ledger.faults import failing_at
from tests.ledger.test_writing import everything

from tic_core.errors import LedgerError, TicError, UsageError
from tic_core.ledger import Ledger, verify
from tic_core.ledger.copying import TABLES, copy
from tic_core.ledger.schema import metadata

EVERY_STORE = True


@pytest.fixture(params=STORES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of every kind."""
    where = {"memory": "sqlite://", "file": f"sqlite:///{tmp_path}/copy.db"}.get(request.param)
    if where is None:
        running = request.getfixturevalue("postgres")
        where = running.url(running.new_schema())
    with Ledger.open(where) as opened:
        yield opened


def test_a_copy_holds_the_same_bytes_hashes_and_root(register: Any, ledger: Ledger, target: Ledger) -> None:
    Scribe(ledger, "cn-sd-yantai").write("c-1", "a-1", register.industry("3511"))
    with ledger.writing(WEIHAI) as writer:
        writer.refuse("a-9", "0" * 64, "wh-1", "2023-03-02T00:00:00Z", b"{}")

    found = copy(ledger, target)

    assert found.ok
    assert everything(target) == everything(ledger)
    assert verify(target) == verify(ledger) == found
    type(register)(target).write("wh-1", "a-7")  # and life goes on there
    assert verify(target).ok


def test_every_table_is_copied() -> None:
    assert {table.name for table in TABLES} == set(metadata.tables)


def test_a_target_that_holds_anything_is_refused_and_stays_as_it_is(register: Any, ledger: Ledger, target: Ledger) -> None:
    Scribe(target, "cn-sd-yantai").write("c-1", "a-1")
    before = everything(target)
    with pytest.raises(UsageError, match="records in the target"):
        copy(ledger, target)
    assert everything(target) == before


@pytest.mark.usefixtures("many_connections")
def test_a_ledger_is_not_copied_into_itself(register: Any, ledger: Ledger, address: str) -> None:
    with Ledger.open(address) as same, pytest.raises(UsageError):
        copy(ledger, same)


def test_a_copy_that_fails_at_any_call_of_the_target_leaves_it_empty(
    register: Any, ledger: Ledger, target: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, call, failed = everything(target), 0, True
    while failed:
        call += 1
        with failing_at(call, monkeypatch) as calls:
            try:
                copy(ledger, target)
            except TicError:
                assert calls.failed
        failed = calls.failed
        assert (everything(target) == empty) is failed, call
        if call > 12 and failed:
            call += 7  # the verification makes many calls, all alike
    assert verify(target) == verify(ledger)


def test_a_ledger_that_is_not_whole_is_not_copied(register: Any, ledger: Ledger, target: Ledger, tamper: Any) -> None:
    tamper("UPDATE tic_event SET body = replace(body, ':85', ':95') WHERE sequence = 4")
    with pytest.raises(LedgerError, match="event 4"):
        copy(ledger, target)
    with pytest.raises(LedgerError, match="event 4"), ledger.reading() as reader:
        reader.checkpoint()
    assert everything(target) == everything(Ledger.open("sqlite://"))
