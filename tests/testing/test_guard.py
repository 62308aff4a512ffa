"""The watch over pure code: a clock, chance, a file, a socket, a process and the environment are seen; arithmetic is not."""

from __future__ import annotations

import os
import random
import secrets
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tic_core.testing.guard import watched


def _socket() -> None:
    socket.socket().close()


IMPURE: dict[str, Callable[[], Any]] = {
    "today": date.today,
    "now": lambda: datetime.now(UTC),
    "time": time.time,
    "random": random.random,
    "randint": lambda: random.randint(1, 3),
    "a generator of one's own": lambda: random.Random(3).random(),
    "secrets": secrets.token_hex,
    "uuid": uuid.uuid4,
    "read": lambda: Path(__file__).read_text(encoding="utf-8"),
    "list": lambda: list(Path().iterdir()),
    "environ": lambda: os.environ.get("HOME"),
    "getenv": lambda: os.getenv("HOME"),
    "print": lambda: print(end=""),  # noqa: T201 - seen by the guard
    "socket": _socket,
    "process": lambda: subprocess.run(["true"], check=False),
}
PURE: dict[str, Callable[[], Any]] = {
    "arithmetic": lambda: Decimal(1) / 3,
    "dates": lambda: date(2024, 2, 29).isoformat(),
    "texts": lambda: "、".join(sorted({"b", "a"})),
    "an import": lambda: __import__("colorsys"),
}


@pytest.mark.parametrize("what", IMPURE)
def test_what_reaches_outside_is_seen(what: str) -> None:
    with watched() as calls:
        IMPURE[what]()

    assert calls


@pytest.mark.parametrize("what", PURE)
def test_what_only_works_something_out_is_let_pass(what: str) -> None:
    with watched() as calls:
        PURE[what]()

    assert calls == []


def test_only_what_the_functions_under_watch_call_counts() -> None:
    def ours() -> float:
        return time.time()

    with watched([(lambda: None).__code__]) as calls:
        ours()
    assert calls == []
    with watched([ours.__code__]) as calls:
        ours()
    assert calls == ["time.time"]
