"""A store that fails at the n-th call: every statement, and the commit, is a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest

from tic_core.ledger import store
from tic_core.ledger.session import Session


class Calls:
    """How many calls may still pass; after that one fails, and those after it pass again."""

    def __init__(self, passing: int) -> None:
        self.left = passing

    @property
    def failed(self) -> bool:
        """Whether the call that was to fail has been made."""
        return self.left <= 0


CALLS = ("execute", "executemany", "commit")


class _Watched:
    """A cursor or connection of which each call is announced before anything is done."""

    def __init__(self, whole: Any, announce: Callable[[str, Any], None]) -> None:
        self._whole, self._announce = whole, announce

    def __getattr__(self, name: str) -> Any:
        if name in CALLS:
            self._announce(name, self._whole)
        return getattr(self._whole, name)


@contextmanager
def watched(announce: Callable[[str, Any], None], patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every call of every store is announced: what is called, and on which cursor or connection of the driver."""

    class Watched(Session):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self._cursor, self._driver = _Watched(self._cursor, announce), _Watched(self._driver, announce)

    with patch.context() as within:
        within.setattr(store, "Session", Watched)
        yield


@contextmanager
def failing_at(call: int, patch: pytest.MonkeyPatch) -> Iterator[Calls]:
    """Every store fails at the ``call``-th call from here on, in the words of its own driver."""
    calls = Calls(call)

    def fail(_: str, whole: Any) -> None:
        calls.left -= 1
        if calls.left == 0:
            raise driver_error(whole)

    with watched(fail, patch):
        yield calls


def driver_error(whole: Any) -> Exception:
    """An error of the store, as the driver of this cursor or connection raises it."""
    module = "sqlite3" if type(whole).__module__.startswith("sqlite3") else "psycopg"
    error: type[Exception] = import_module(module).OperationalError
    return error("the disk failed")
