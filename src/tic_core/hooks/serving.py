"""The other side of :mod:`tic_core.hooks.process`: lets one plugin in, then hands it questions until nobody asks any more.

What the plugin prints goes nowhere: the pipe of the answers is moved out of its way before it is loaded. It is looked at here in
the same way as inside the program, so that the same faults bear the same words; whoever asked checks every answer again.
"""

from __future__ import annotations

import inspect
import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import EntryPoint
from io import FileIO
from typing import Any

from tic_core.errors import PluginError
from tic_core.hooks.admission import Plugin
from tic_core.hooks.exchange import Failed, Untrue, said_by
from tic_core.hooks.facade import Voice
from tic_core.hooks.frames import pack, receive, send, unpack
from tic_core.hooks.history import now_called
from tic_core.hooks.jurisdiction import GROUP, Claim, Jurisdictions
from tic_core.hooks.surroundings import own_process
from tic_core.text import Text

LOADED = 60.0  # seconds: twice what whoever asked waits for


def serve(settings: str) -> None:
    """Run until the pipe of the questions ends. ``settings`` is what :mod:`tic_core.hooks.process` wrote."""
    told = json.loads(settings)
    questions, answers = _pipes()
    _limit(told["memory"])
    own_process()
    plugin = Plugin(**told["plugin"])
    entry = EntryPoint(plugin.jurisdiction, told["where"], GROUP)
    try:
        with _limited(LOADED):
            found = Jurisdictions([Claim(plugin, told["where"], entry.load)]).answers((plugin.jurisdiction,))
    except PluginError as error:
        remedy = _said(error.remedy) if error.remedy else None
        send(answers, {"refused": [_said(error.what), remedy], "hook": error.hook})
        return
    [admitted] = found.plugins
    voices = {hook: found.voice(hook) for hook in admitted.hooks}
    hooks = {hook: list(voice.takes) for hook, voice in voices.items()}
    send(answers, {"hooks": hooks, "remarks": [_said(each) for each in admitted.remarks]})
    with suppress(EOFError):
        while True:
            question = receive(questions)
            with _limited(2 * told["seconds"]):
                send(answers, _answered(voices[question["hook"]], question["given"]))


def _answered(voice: Voice, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one question, or what happened instead."""
    try:
        offered = {now_called(voice.hook, name): unpack(value) for name, value in given.items()}
        told = voice.hear(offered, announced=voice.hook == "tic_after_event")
        return {"told": _packed(told)}
    except Untrue as error:
        return {"untrue": _said(error.what)}
    except Failed as error:
        return {"failed": _said(error.what)}
    except BaseException as error:  # noqa: BLE001 - nobody is at this keyboard: an interrupt is the plugin's own
        return {"failed": _said(MESSAGES["raised"].fill(error=said_by(error)))}


def _packed(told: Any) -> Any:
    """The answer for the frame. A class cannot travel: a rule kind is code that decides inside the program."""
    if type(told) is list and any(inspect.isclass(each) for each in told):
        raise Failed(MESSAGES["kinds"])
    return pack(told)


def _pipes() -> tuple[FileIO, FileIO]:
    """The two pipes under numbers of their own; in their old places nothing is read, and what is written goes nowhere."""
    questions, answers = FileIO(os.dup(0), "rb"), FileIO(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return questions, answers


def _limit(megabytes: int) -> None:
    """The most address space the process may have, where the system knows of such a thing."""
    if not megabytes:
        return
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """What takes longer ends this process, where the system has timers: whoever asked may be dead and not there to do it."""
    timer = getattr(signal, "setitimer", None)
    if timer is None:
        yield
        return
    timer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)


def _said(text: Text) -> list[str]:
    return [text.zh, text.en]


MESSAGES = {
    "raised": Text("出错：{error}", "it failed: {error}"),
    "kinds": Text(
        "规则类型是在裁决中运行的代码，不能来自单独的进程；该插件须在程序内运行，或改写为数据",
        "a rule kind is code that decides inside the program and cannot come from a process apart: run the plugin inside, or write "
        "its rules as data",
    ),
}
