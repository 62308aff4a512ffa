"""A plugin in a process of its own: asked over two pipes, given so long for each answer, ended when it takes longer.

The process is started anew (never forked), when it is first needed, and again for the next question after it had to be ended.
It gets neither the program's environment nor its folder. That holds accidents and keeps faults apart from the program; it is no
prison: the process runs with the same user's rights.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock, Thread
from typing import Any, NoReturn

import attrs

from tic_core.errors import PluginError
from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.admission import Plugin, refusal, specified
from tic_core.hooks.apart import Apart
from tic_core.hooks.exchange import Failed, Untrue
from tic_core.hooks.frames import BadFrame, pack, receive, send, unpack
from tic_core.hooks.history import outdated, warn
from tic_core.text import Text

START = 30.0  # seconds for it to come up and import the plugin, however busy the machine
REAPED = 5.0  # seconds for a process that was killed to be gone
KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "VIRTUAL_ENV")
LONGEST = 2000  # characters of what it says about itself
BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tic_core.hooks.serving import serve; serve(sys.argv[2])"

Process = subprocess.Popen[bytes]


class Speaker:
    """Stands in the manager for a plugin that is elsewhere: one function for each of its hooks."""

    HOOK_API = HOOK_API


class Worker:
    """The process of one plugin. Not two threads at a time; a process that was forked off asks one of its own."""

    def __init__(self, plugin: Plugin, where: str, limits: Apart) -> None:
        self.plugin = plugin
        self.where = where
        self.limits = limits
        self._lock = RLock()
        self._process: Process | None = None
        self._owner = 0
        self._told: Mapping[str, Any] = {}
        self._finally: weakref.finalize[..., Worker] | None = None

    @property
    def pid(self) -> int:
        """The number of its process; 0 while there is none."""
        return self._process.pid if self._process is not None and self._owner == os.getpid() else 0

    def admitted(self) -> tuple[Plugin, object]:
        """The plugin as its process let it in, and who speaks for it here. Raises PluginError where it was not let in."""
        with self._lock:
            self._running()
            told = self._told
        for each in outdated(told["hooks"]):
            warn(refusal(self.plugin, each.hook, each.remark).what)
        speaker = Speaker()
        for hook, takes in told["hooks"].items():
            setattr(speaker, hook, self._voice(hook, tuple(takes)))
        remarks = tuple(_text(each) for each in told["remarks"])
        return attrs.evolve(self.plugin, hooks=tuple(told["hooks"]), remarks=remarks, apart=True), speaker

    def ask(self, hook: str, given: Mapping[str, Any]) -> Any:
        """What the plugin answers, as it said it. Raises Failed or Untrue for whatever it does instead."""
        question = {"hook": hook, "given": {name: pack(value) for name, value in given.items()}}
        with self._lock:
            told = self._talk(self._running(), question, self.limits.seconds)
            try:
                if "untrue" in told:
                    raise Untrue(_text(told["untrue"]))
                return unpack(told["told"]) if "told" in told else _fail(_text(told["failed"]))
            except (BadFrame, KeyError, TypeError):
                raise self._ended("garbage") from None

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._finally is not None:
                self._finally()
            self._process = None

    def _voice(self, hook: str, takes: tuple[str, ...]) -> Callable[..., Any]:
        @hookimpl
        def voice(**given: Any) -> Any:
            return self.ask(hook, given)

        voice.takes = takes  # type: ignore[attr-defined]
        return voice

    def _running(self) -> Process:
        """The process, started where there is none that is ours and alive."""
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.close()
        process = self._process = _started(self.plugin, self.where, self.limits)
        self._owner = os.getpid()
        self._finally = weakref.finalize(self, _end, process, self._owner)
        self._told = self._let_in(self._talk(process, None, START))
        return process

    def _let_in(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """What it says of itself, believed as far as it fits our hooks."""
        try:
            if "refused" in told:
                self.close()
                what, remedy = told["refused"]
                raise PluginError(self.plugin.source, str(told["hook"]), _text(what), _text(remedy) if remedy else None)
            unknown = [hook for hook, takes in told["hooks"].items() if not set(takes) <= set(specified()[hook].parameters)]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._ended("garbage") from None
        if unknown:
            raise self._ended("garbage")
        return told

    def _talk(self, process: Process, question: Any, seconds: float) -> Mapping[str, Any]:
        """Send a question, if any, and wait for a frame so long. Whoever does not keep to that is ended."""
        found: list[Any] = []
        thread = Thread(target=_converse, args=(process, question, found), daemon=True, name=f"plugin {self.plugin.source}")
        try:
            thread.start()
            thread.join(seconds)
        except BaseException:  # an interrupt from the keyboard: the answer to come would be taken for the next one
            self.close()
            raise
        if thread.is_alive():
            raise self._ended("late", seconds=f"{seconds:g}")
        [told] = found
        if isinstance(told, BadFrame):
            raise self._ended("garbage")
        if isinstance(told, Exception):
            raise self._ended("gone")
        return told if isinstance(told, dict) else _fail(self._ended("garbage").what)

    def _ended(self, why: str, **values: Any) -> Failed:
        process = self._process
        if why == "gone" and process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(REAPED)
            values = {"code": process.poll()}
        self.close()
        return Failed(MESSAGES[why].fill(**values))


def _started(plugin: Plugin, where: str, limits: Apart) -> Process:
    what = {"name": plugin.name, "version": plugin.version, "jurisdiction": plugin.jurisdiction}
    path = [str(Path(place).absolute()) for place in sys.path]
    settings = json.dumps({"plugin": what, "where": where, "memory": limits.memory, "seconds": limits.seconds})
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-I", "-X", "utf8", "-c", BOOT, json.dumps(path), settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=tempfile.gettempdir(),
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        start_new_session=True,  # so that whatever it starts can be ended with it
    )


def _converse(process: Process, question: Any, found: list[Any]) -> None:
    try:
        if question is not None:
            send(process.stdin, question)  # type: ignore[arg-type]
        found.append(receive(process.stdout))  # type: ignore[arg-type]
    except (OSError, EOFError, ValueError) as error:
        found.append(error)


def _end(process: Process, owner: int) -> None:
    """Kill a process with all that it started, and wait until it is gone. Only who started it may."""
    if os.getpid() != owner:
        return
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(REAPED)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _text(told: Any) -> Text:
    zh, en = told
    return Text(str(zh)[:LONGEST], str(en)[:LONGEST])


def _fail(what: Text) -> NoReturn:
    raise Failed(what)


MESSAGES = {
    "late": Text("{seconds} 秒内没有答复，其进程已终止", "no answer within {seconds} seconds; its process was ended"),
    "gone": Text("其进程自行结束（{code}）", "its process ended by itself ({code})"),
    "garbage": Text("其进程送来的不是答复，已终止", "its process sent something that is no answer, and was ended"),
}
