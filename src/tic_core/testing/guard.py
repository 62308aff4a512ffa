"""A watch over code that has to be pure: whatever it calls of clocks, chance or the world outside is noted by its name.

Python tells of every call of a function written in C while it happens, and everything that reaches a clock, a file or a source of
chance ends in one; what reaches the world by other ways (a socket, a process) is an event of its audit. Modules that the code
imports on its way are let pass: loading is not asking.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

FORBIDDEN_MODULES = ("time", "_random", "_socket", "_sqlite3", "_ssl", "_posixsubprocess", "select", "_ctypes", "signal", "fcntl")
"""Modules of which nothing may be called; ``posix`` and ``io`` are told apart by name below."""

FORBIDDEN_NAMES = frozenset(
    (
        *("now", "today", "utcnow", "urandom", "getrandom", "getpid", "getenv", "system", "fork", "execv", "_exit"),
        *("open", "open_code", "listdir", "scandir", "stat", "lstat", "mkdir", "remove", "unlink", "rename", "chdir"),
        *("write", "writelines", "read", "readline", "readlines", "putenv", "getcwd", "getlogin", "uname", "kill"),
    )
)
"""Names that are forbidden where their owner is a clock, a file or the operating system."""

OWNERS = ("posix", "nt", "io", "_io", "datetime", "date", "TextIOWrapper", "FileIO", "BufferedReader", "BufferedWriter", "Random")


AUDITED = ("open", "socket.", "subprocess.", "os.", "sqlite3.", "urllib.", "ctypes.", "shutil.")
ENVIRON = (os._Environ.__getitem__.__code__, os._Environ.__iter__.__code__, os._Environ.__setitem__.__code__)  # noqa: SLF001

_listening: list[Callable[[str, FrameType], None]] = []
_hooked: list[bool] = []


@contextmanager
def watched(codes: Collection[CodeType] = ()) -> Iterator[list[str]]:
    """What is called in the block that pure code may not call, each name once, in the order of the calls.

    ``codes`` are the functions that have to be pure: only what they call counts, directly or not; without any everything does.
    """
    calls: list[str] = []

    def note(name: str, frame: FrameType) -> None:
        if name not in calls and _counts(frame, codes):
            calls.append(name)

    def look(frame: FrameType, event: str, called: Any) -> None:
        name = forbidden(called) if event == "c_call" else "os.environ" if event == "call" and frame.f_code in ENVIRON else ""
        if name:
            note(name, frame)

    if not _hooked:  # an audit hook stays for good, so there is one, and it is silent unless somebody listens
        sys.addaudithook(_heard)
        _hooked.append(True)
    before = sys.getprofile()
    _listening.append(note)
    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(before)
        _listening.pop()


def _heard(event: str, _: Any) -> None:
    if _listening and event.startswith(AUDITED):
        _listening[-1](f"audit: {event}", sys._getframe(1))  # noqa: SLF001 - by whom, nothing else tells


def forbidden(called: Callable[..., Any]) -> str:
    """The name of a function that pure code may not call; empty for any other."""
    name = getattr(called, "__name__", "")
    module = getattr(called, "__module__", None) or ""
    owner = getattr(called, "__self__", None)
    kind = owner.__name__ if isinstance(owner, type) else type(owner).__name__
    if module in FORBIDDEN_MODULES or (module == "builtins" and name in ("print", "input", "breakpoint", "open")):
        return f"{module}.{name}"
    if isinstance(owner, _chance()):
        return f"random.{name}"
    if name in FORBIDDEN_NAMES and (module in OWNERS or kind in OWNERS):
        return f"{module or kind}.{name}"
    return ""


def _chance() -> type:
    import _random

    return _random.Random


def _counts(frame: FrameType | None, codes: Collection[CodeType]) -> bool:
    """Whether a call is made by code that has to be pure, and is no part of loading a module."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return False
        if frame.f_code in codes:
            return True
        frame = frame.f_back
    return not codes
