"""What surrounds a plugin while it is asked: what belongs to the whole process is as before when it has answered.

A plugin computes with its own decimal context, always. The rest (environment, time zone, folder, locale, where ``print`` goes,
threads) belongs to all threads alike, so it is watched only where there is one thread: with several nobody can tell whose change
it was. A platform of many threads gives plugins processes of their own instead (:mod:`tic_core.hooks.apart`).
"""

from __future__ import annotations

import locale
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from decimal import Context, localcontext
from typing import Any

from tic_core.hooks.exchange import Failed
from tic_core.text import Text

_own = False


@contextmanager
def held() -> Iterator[None]:
    """What is done inside leaves nothing changed; raises :class:`Failed` where it had tried. What it prints goes to stderr."""
    with localcontext(Context()):
        if not alone():
            yield
            return
        before, threads = {name: look() for name, (look, _) in WATCHED.items()}, set(threading.enumerate())
        changed: list[Text] = []
        try:
            with redirect_stdout(sys.stderr), redirect_stderr(sys.stderr):
                yield
        finally:
            changed += _put_back(before)
    if set(threading.enumerate()) - threads:
        changed.append(MESSAGES["threads"])
    if changed:
        raise Failed(MESSAGES["changed"].fill(what=changed))


@contextmanager
def quiet() -> Iterator[None]:
    """Only what is printed goes to stderr: a module that is imported may have reasons to set what it likes."""
    if not alone():
        yield
        return
    with redirect_stdout(sys.stderr):
        yield


def alone() -> bool:
    """Whether this is the only thread there is, or the process is the plugin's own, and every other thread too."""
    return _own or threading.active_count() == 1


def own_process() -> None:
    """From now on this process is there for one plugin alone."""
    global _own  # noqa: PLW0603 - it is about the process, and is said once
    _own = True


def _put_back(before: Mapping[str, Any]) -> list[Text]:
    """Restore what is otherwise than ``before``; what that was."""
    changed = [name for name, (look, _) in WATCHED.items() if look() != before[name]]
    for name in changed:
        WATCHED[name][1](before[name])
    return [MESSAGES[name] for name in changed]


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - a string compares faster
    except OSError:  # the folder itself was taken away
        return ""


def _enter(folder: str) -> None:
    if folder:
        os.chdir(folder)


def _surround(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()


WATCHED: Mapping[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "environment": (lambda: dict(os.environ), _surround),
    "folder": (_folder, _enter),
    "locale": (lambda: locale.setlocale(locale.LC_ALL), lambda kept: locale.setlocale(locale.LC_ALL, kept)),
    "recursion": (sys.getrecursionlimit, sys.setrecursionlimit),
}

MESSAGES = {
    "changed": Text("它改动了整个进程的东西（已恢复）：{what}", "it changed what belongs to the whole process (put back): {what}"),
    "environment": Text("环境变量", "the environment"),
    "folder": Text("当前文件夹", "the current folder"),
    "locale": Text("区域设置", "the locale"),
    "recursion": Text("递归深度", "the recursion limit"),
    "threads": Text("留下了线程（无法恢复）", "a thread left running (which stays)"),
}
