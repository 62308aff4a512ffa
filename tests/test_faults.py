"""A store that fails at any one of its calls, at any act of a life: the act is refused whole, and sent again it is done once."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest
from tests.ledger.conftest import address, path, postgres
from tests.ledger.faults import Calls, failing_at
from tests.ledger.test_writing import everything
from tests.programme import acts, clock

from tic_core import Act, Receipt, Registry, Status
from tic_core.errors import LedgerError, TicError
from tic_core.ledger.session import Session

__all__ = ["address", "path", "postgres"]  # fixtures

CENTRE = "wh-0002"


def life() -> list[Act]:
    """The first acts of one centre, and one that comes too early and is refused."""
    first = [each for each in acts() if each.centre == CENTRE][:8]
    return [first[0], attrs.evolve(first[-1], id="too-early"), *first[1:]]


@pytest.fixture
def registry(address: str) -> Iterator[Registry]:
    opened = Registry.open(address, clock=clock)
    with opened.ledger:
        yield opened


def submitted(registry: Registry, act: Act, call: int, patch: pytest.MonkeyPatch) -> tuple[Receipt | TicError, Calls]:
    """What comes of an act when the store fails at that call of it."""
    with failing_at(call, patch) as calls:
        try:
            return registry.submit(act), calls
        except TicError as error:
            return error, calls


@pytest.mark.parametrize("address", ["file", "server"], indirect=True)
def test_a_fault_at_any_call_of_any_act_changes_nothing_and_the_act_can_be_sent_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, met = 0, set()
    for act in life():
        before, call, failed = everything(registry.ledger), 0, True
        while failed:
            call += 1
            found, calls = submitted(registry, act, call, monkeypatch)
            failed = calls.failed
            assert isinstance(found, LedgerError if failed else Receipt), (act.id, call)  # a fault is never swallowed
            assert (everything(registry.ledger) == before) is failed, (act.id, call)
        tried += call
        assert isinstance(found, Receipt)
        met.add(found.status)
        again = registry.submit(act).status
        assert again is {Status.ACCEPTED: Status.DUPLICATE}.get(found.status, found.status)
    assert tried > 150
    assert met == {Status.ACCEPTED, Status.REFUSED}
    assert registry.verify().ok


def test_control_a_store_that_keeps_what_it_should_take_back_is_caught(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    act, before = life()[0], everything(registry.ledger)
    monkeypatch.setattr(Session, "rollback", lambda session: getattr(session._driver, "_whole", session._driver).commit())
    kept = []
    for call in range(1, 40):
        found, _ = submitted(registry, act, call, monkeypatch)
        kept.append(isinstance(found, LedgerError) and everything(registry.ledger) != before)
    assert any(kept)
