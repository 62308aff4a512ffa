"""Bad plugins, each bad in one way, for every hook: what the core does with them is written beside each and held by a test.

``ZOO["raises"].speaker("tic_incentives")`` is a plugin that misbehaves at that hook; called without one, at all of them. Each is
also an entry point's value (``tic_core.testing.zoo:raises.all``), so that it can be loaded like an installed one, in a process of
its own too.
"""

from __future__ import annotations

import decimal
import locale
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import attrs

from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.exchange import Failed
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.testing.questions import QUESTIONS, Given, Question, Speaker
from tic_core.text import Text

REFUSED, NAMED, HARMLESS, SILENT, PASSES, NOT_HELD = "refused", "named", "harmless", "silent", "passes", "not-held"
FATES: Mapping[str, Text] = {
    REFUSED: Text("拒载", "refused"),
    NAMED: Text("点名", "named"),
    HARMLESS: Text("无害", "harmless"),
    SILENT: Text("不作答", "no answer"),
    PASSES: Text("中断", "stops"),
    NOT_HELD: Text("挡不住", "not held"),
}

Mischief = Callable[[Given, Question], Any]
Fate = str | Mapping[str, str]


@attrs.frozen
class Beast:
    """One bad plugin: ``what`` it does, and what becomes of it inside the program and in a process apart.

    A fate is one word for all hooks, or a word for each with ``""`` for the rest.
    """

    id: str
    what: Text
    inside: Fate
    apart: Fate
    make: Callable[[tuple[str, ...]], object]

    def __call__(self) -> object:
        """The plugin, bad at every hook."""
        return self.make(tuple(QUESTIONS))

    def speaker(self, hook: str) -> object:
        """The plugin, bad at one hook; it has no other."""
        return self.make((hook,))

    def fate(self, hook: str, *, apart: bool = False) -> str:
        """What becomes of it."""
        told = self.apart if apart else self.inside
        return told if isinstance(told, str) else told.get(hook, told[""])


def fate(answers: Callable[[], Any], hook: str) -> tuple[str, BaseException | None]:
    """What becomes of the only plugin of a chain when it is loaded and asked one hook; and the error that says so, if one does."""
    from tic_core.errors import PluginError

    try:
        chain = answers()
    except PluginError as error:
        return REFUSED, error
    try:
        told = QUESTIONS[hook].ask(chain)
    except PluginError as error:
        return NAMED, error
    except KeyboardInterrupt as error:
        return PASSES, error
    if told and isinstance(told[0] if isinstance(told, tuple) else None, PluginError):
        return NAMED, told[0]
    right = QUESTIONS[hook].ask(_silent(hook, QUESTIONS[hook].good))
    return (HARMLESS if _bare(told) == _bare(right) else SILENT), None


def _silent(hook: str, answer: Any) -> Any:
    from tic_core.hooks.jurisdiction import Jurisdictions
    from tic_core.testing.questions import HOME

    return Jurisdictions.of({HOME: QUESTIONS[hook].speaker(lambda _: answer)}).answers([HOME])


def _bare(told: Any) -> Any:
    """An answer without who gave it."""
    return [each.answer for each in told] if isinstance(told, tuple) else getattr(told, "answer", told)


# ── bad when it is looked at ─────────────────────────────────────────────────────────────────────────────────────────────────


def _options(**options: Any) -> Callable[[tuple[str, ...]], object]:
    def make(hooks: tuple[str, ...]) -> object:
        return Speaker({hook: hookimpl(QUESTIONS[hook].function(lambda _: None), **options) for hook in hooks})

    return make


def _functions(make: Callable[[Question], tuple[str, Any]]) -> Callable[[tuple[str, ...]], object]:
    return lambda hooks: Speaker(dict(make(QUESTIONS[hook]) for hook in hooks))


def _stated(**stated: Any) -> Callable[[tuple[str, ...]], object]:
    def make(hooks: tuple[str, ...]) -> object:
        return SimpleNamespace(**stated, **{hook: QUESTIONS[hook].implemented(_good(QUESTIONS[hook])) for hook in hooks})

    return make


def _good(question: Question) -> Callable[[Given], Any]:
    return lambda _: question.good


def _generator(question: Question) -> tuple[str, Any]:
    def answer() -> Iterator[Any]:
        yield question.good

    return question.hook, hookimpl(answer)


def _coroutine(question: Question) -> tuple[str, Any]:
    async def answer() -> Any:
        return question.good

    return question.hook, hookimpl(answer)


def _unmarked(question: Question) -> tuple[str, Any]:
    return question.hook, question.function(_good(question))


def _misspelt(question: Question) -> tuple[str, Any]:
    return question.hook + "z", question.implemented(_good(question))


def _stranger(question: Question) -> tuple[str, Any]:
    def answer(budget: Any) -> Any:
        return budget

    return question.hook, hookimpl(answer)


def _keyword(question: Question) -> tuple[str, Any]:
    def answer(*, facts: Any) -> Any:
        return facts

    return question.hook, hookimpl(answer)


def _class(hooks: tuple[str, ...]) -> object:
    return type("Plugin", (), vars(_stated(HOOK_API=HOOK_API)(hooks)))


def _raising(error: Callable[[], BaseException]) -> Callable[[tuple[str, ...]], object]:
    def make(_hooks: tuple[str, ...]) -> object:
        raise error()

    return make


def _hanging(_hooks: tuple[str, ...]) -> object:
    time.sleep(3600)
    return None


def _patching(hooks: tuple[str, ...]) -> object:
    from tic_core.hooks import facade

    facade.Voice.ask = lambda *_, **__: None  # type: ignore[method-assign, assignment]
    return _stated(HOOK_API=HOOK_API)(hooks)


# ── bad when it is asked ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _doing(mischief: Mischief) -> Callable[[tuple[str, ...]], object]:
    def one(hook: str) -> Any:
        question = QUESTIONS[hook]
        return question.implemented(lambda given: mischief(given, question))

    return lambda hooks: Speaker({hook: one(hook) for hook in hooks})


def _raise(error: Callable[[], BaseException]) -> Mischief:
    def mischief(_given: Given, _question: Question) -> Any:
        raise error()

    return mischief


def _say(answer: Callable[[Question], Any]) -> Mischief:
    return lambda _, question: answer(question)


def _then(do: Callable[[], Any]) -> Mischief:
    """Does something on the side and answers right."""

    def mischief(_given: Given, question: Question) -> Any:
        do()
        return question.good

    return mischief


class Words(str):
    """Is a str, and is not."""

    __slots__ = ()


class Double(Relation):
    """Is a relation, and is not."""


class Unspeakable(Exception):
    """Cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def _forged() -> Failed:
    """Looks like what the core raises, and has nothing in it."""
    return Failed.__new__(Failed)


def _deeper(given: Given, question: Question) -> Any:
    return _deeper(given, question)


def _mutate(given: Given, question: Question) -> Any:
    for value in given.values():
        if isinstance(value, Mapping):
            value["judge"] = "me"  # type: ignore[index]
        elif isinstance(value, tuple):
            _mutate({str(place): item for place, item in enumerate(value)}, question)
        elif attrs.has(type(value)):
            value.nature = value.judge = value.name = "me"  # the copy of an event can be written on
    return question.good


def _force(given: Given, question: Question) -> Any:
    for value in given.values():
        for field in attrs.fields(type(value)) if attrs.has(type(value)) else ():
            object.__setattr__(value, field.name, "me")
    return question.good


def _lookalike(question: Question) -> Any:
    """An answer of the right shape and the wrong class."""
    kinds = {"tic_conflict_relation": Double("berth", "prefix", "7")}
    return kinds.get(question.hook, [Relation, ScoreResult, Proposal])


def _surroundings() -> None:
    os.environ["TZ"] = "Pacific/Kiritimati"
    os.environ["PATH"] = ""
    time.tzset()
    os.chdir(os.path.sep)
    locale.setlocale(locale.LC_ALL, "C")


def _arithmetic() -> None:
    decimal.getcontext().prec = 1
    decimal.setcontext(decimal.Context(prec=2, rounding=decimal.ROUND_UP))


def _print() -> None:
    print("{}" * 10_000)  # noqa: T201 - that is the mischief


def _leave_a_thread() -> None:
    threading.Thread(target=time.sleep, args=(0.3,), daemon=True).start()


def _hang() -> None:
    time.sleep(3600)


def _spin() -> None:
    while True:
        pass


def _hog() -> None:
    held = []
    while True:
        held.append(bytearray(1 << 26))


def _flood() -> None:
    for number in range(1, 3):
        os.write(number, b"x" * (1 << 16))


def _crack() -> None:
    """Writes into every pipe that it can find."""
    for number in range(3, 32):
        try:
            os.write(number, b"\xff" * 64)
        except OSError:
            continue


NO_ANSWER = {"tic_conflict_relation": SILENT, "tic_aggregate_scores": SILENT, "tic_after_event": HARMLESS, "": NAMED}

ALL = (
    Beast("wraps", Text("包裹钩子（wrapper）", "wraps the hook (wrapper)"), REFUSED, REFUSED, _options(wrapper=True)),
    Beast("pushes", Text("要求最先（tryfirst）", "wants to be first (tryfirst)"), REFUSED, REFUSED, _options(tryfirst=True)),
    Beast("optional", Text("可选钩子（optionalhook）", "an optional hook"), REFUSED, REFUSED, _options(optionalhook=True)),
    Beast("generator", Text("是生成器", "is a generator"), REFUSED, REFUSED, _functions(_generator)),
    Beast("coroutine", Text("是协程", "is a coroutine"), REFUSED, REFUSED, _functions(_coroutine)),
    Beast("unmarked", Text("没有标记 @hookimpl", "is not marked @hookimpl"), REFUSED, REFUSED, _functions(_unmarked)),
    Beast("misspelt", Text("没有这个钩子", "a hook that there is not"), REFUSED, REFUSED, _functions(_misspelt)),
    Beast("argument", Text("钩子没有的参数", "an argument that there is not"), REFUSED, REFUSED, _functions(_stranger)),
    Beast("keyword", Text("只能按关键字的参数", "a keyword-only argument"), REFUSED, REFUSED, _functions(_keyword)),
    Beast("class_", Text("是类而不是实例", "is a class, not an instance"), REFUSED, REFUSED, _class),
    Beast("major", Text("钩子接口的另一主版本", "another major of HOOK_API"), REFUSED, REFUSED, _stated(HOOK_API=(99, 0))),
    Beast("unstated", Text("没有写明 HOOK_API", "does not state HOOK_API"), REFUSED, REFUSED, _stated()),
    Beast("fails", Text("导入失败", "fails to import"), REFUSED, REFUSED, _raising(lambda: ImportError("no licence"))),
    Beast("quits", Text("导入时抛出 SystemExit", "exits when imported"), REFUSED, REFUSED, _raising(lambda: SystemExit(0))),
    Beast("sleeps", Text("导入时不返回", "hangs when imported"), NOT_HELD, REFUSED, _hanging),
    Beast("vanishes", Text("导入时调用 os._exit", "calls os._exit when imported"), NOT_HELD, REFUSED, lambda _: os._exit(0)),
    Beast("patches", Text("导入时改写核心", "patches the core when imported"), NOT_HELD, HARMLESS, _patching),
    Beast("raises", Text("抛出异常", "raises"), NAMED, NAMED, _doing(_raise(lambda: ValueError("{wrong}")))),
    Beast("exits", Text("抛出 SystemExit", "raises SystemExit"), NAMED, NAMED, _doing(_raise(lambda: SystemExit(0)))),
    Beast("ends", Text("抛出 GeneratorExit", "raises GeneratorExit"), NAMED, NAMED, _doing(_raise(GeneratorExit))),
    Beast(
        "interrupts", Text("抛出 KeyboardInterrupt", "raises KeyboardInterrupt"), PASSES, NAMED, _doing(_raise(KeyboardInterrupt))
    ),
    Beast("unspeakable", Text("异常本身无法打印", "an error that cannot be printed"), NAMED, NAMED, _doing(_raise(Unspeakable))),
    Beast("forges", Text("冒充核心的错误", "raises an error of the core's own"), NAMED, NAMED, _doing(_raise(_forged))),
    Beast("recurses", Text("无穷递归", "recurses without end"), NAMED, NAMED, _doing(_deeper)),
    Beast("float_", Text("答复浮点数", "answers a float"), NAMED, NAMED, _doing(_say(lambda _: 3.5))),
    Beast("words", Text("答复 str 的子类", "answers a subclass of str"), NAMED, NAMED, _doing(_say(lambda _: Words("x")))),
    Beast("lookalike", Text("答复相似的类", "answers a class that looks alike"), NAMED, NAMED, _doing(_say(_lookalike))),
    Beast("yields", Text("答复生成器对象", "answers a generator"), NAMED, NAMED, _doing(_say(lambda _: iter(())))),
    Beast("huge", Text("答复极大", "answers something huge"), NAMED, NAMED, _doing(_say(lambda _: ["x" * 2_000_000]))),
    Beast("nothing", Text("答复 None", "answers None"), NO_ANSWER, NO_ANSWER, _doing(_say(lambda _: None))),
    Beast(
        "mutates",
        Text("改动所给的值", "changes what it is given"),
        {"tic_rule_kinds": HARMLESS, "": NAMED},
        {"tic_rule_kinds": HARMLESS, "": NAMED},
        _doing(_mutate),
    ),
    Beast("forces", Text("强行改动所给的值", "forces a change"), HARMLESS, HARMLESS, _doing(_force)),
    Beast(
        "surroundings",
        Text("改动环境变量、时区、文件夹、区域", "changes environment, time zone, folder, locale"),
        NAMED,
        NAMED,
        _doing(_then(_surroundings)),
    ),
    Beast(
        "limits",
        Text("改动递归深度", "changes the recursion limit"),
        NAMED,
        NAMED,
        _doing(_then(lambda: sys.setrecursionlimit(5000))),
    ),
    Beast("arithmetic", Text("改动小数运算环境", "changes the decimal context"), HARMLESS, HARMLESS, _doing(_then(_arithmetic))),
    Beast("prints", Text("向标准输出打印", "prints to stdout"), HARMLESS, HARMLESS, _doing(_then(_print))),
    Beast("threads", Text("留下线程", "leaves a thread"), NAMED, NAMED, _doing(_then(_leave_a_thread))),
    Beast("hangs", Text("不返回", "hangs"), NOT_HELD, NAMED, _doing(_then(_hang))),
    Beast("spins", Text("空转", "spins"), NOT_HELD, NAMED, _doing(_then(_spin))),
    Beast("dies", Text("调用 os._exit", "calls os._exit"), NOT_HELD, NAMED, _doing(_then(lambda: os._exit(0)))),
    Beast("hogs", Text("耗尽内存", "takes all memory"), NOT_HELD, NAMED, _doing(_then(_hog))),
    Beast("floods", Text("直接写描述符 1 和 2", "writes to descriptors 1 and 2"), NOT_HELD, HARMLESS, _doing(_then(_flood))),
    Beast("cracks", Text("向找到的每个管道写入", "writes into every pipe it finds"), NOT_HELD, NAMED, _doing(_then(_crack))),
)
ZOO: Mapping[str, Beast] = {each.id: each for each in ALL}


class _Cage:
    """What an entry point finds under the name of a beast: ``all``, or one hook."""

    def __init__(self, beast: Beast) -> None:
        self._beast = beast

    def __getattr__(self, hook: str) -> object:
        return self._beast() if hook == "all" else self._beast.speaker(hook)


def __getattr__(name: str) -> object:
    if name in ZOO:
        return _Cage(ZOO[name])
    raise AttributeError(name)
