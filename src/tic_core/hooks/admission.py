"""What a plugin must be before it is let in: everything that pluggy passes over in silence is refused here, by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from types import ModuleType
from typing import Any

import attrs
import pluggy

from tic_core.errors import PluginError
from tic_core.hooks import HOOK_API, PROJECT, spec
from tic_core.hooks.history import outdated, version, warn
from tic_core.text import Text


@attrs.frozen
class Plugin:
    """A plugin that was let in: its distribution (or module) and version, whose law it speaks for, its hooks.

    ``remarks`` is what its author should know: what it uses of the API that will go away, or that it was written for a later one.
    ``apart``: it has a process of its own.
    """

    name: str
    version: str
    jurisdiction: str
    hooks: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = attrs.field(default=(), eq=False)
    apart: bool = attrs.field(default=False, eq=False)

    @property
    def source(self) -> str:
        """Name and version, as events and answers carry them: ``tic-harbour 1.2.0``."""
        return f"{self.name} {self.version}".strip()


@cache
def specified() -> dict[str, inspect.Signature]:
    """The hooks there are, with their signatures, in the order of the specification."""
    marked = {name: item for name, item in vars(spec).items() if hasattr(item, f"{PROJECT}_spec")}
    return {name: inspect.signature(item) for name, item in marked.items()}


def admit(plugin: Plugin, speaker: object) -> Plugin:
    """``plugin`` with the hooks that ``speaker`` implements; raises PluginError for the first thing wrong with it."""
    if isinstance(speaker, type) or speaker is None:
        raise refusal(plugin, "", MESSAGES["object"].fill(found=speaker), MESSAGES["give-object"])
    later = _speaks_our_version(plugin, speaker)
    marked = dict(_marked(speaker))
    for name in _unmarked(speaker, marked):
        raise refusal(plugin, name, MESSAGES["unmarked"].fill(hook=name), MESSAGES["mark"])
    for name, options in marked.items():
        _knows(plugin, name, later)
        _has_no_options(plugin, name, options)
        _can_be_called(plugin, name, getattr(speaker, name), later)
    used = {name: tuple(inspect.signature(getattr(speaker, name)).parameters) for name in specified() if name in marked}
    return attrs.evolve(plugin, hooks=tuple(used), remarks=remarked(plugin, used, later))


def remarked(plugin: Plugin, used: Mapping[str, Collection[str]], later: Text | None) -> tuple[Text, ...]:
    """What the author of ``plugin`` should know about the API it uses; what will go away is a warning too."""
    found = [refusal(plugin, each.hook, each.remark).what for each in outdated(used)]
    for told in found:
        warn(told)
    return (*found, refusal(plugin, "", later).what) if later else tuple(found)


def refusal(plugin: Plugin, hook: str, what: Text, remedy: Text | None = None) -> PluginError:
    """The error that names a plugin, and the hook where it is one."""
    named = Text("插件 {source}（{code}）", "the plugin {source} ({code})").fill(source=plugin.source, code=plugin.jurisdiction)
    where = Text("{plugin}，钩子 {hook}", "{plugin}, hook {hook}").fill(plugin=named, hook=hook) if hook else named
    return PluginError(plugin.source, hook, Text("{where}：{what}", "{where}: {what}").fill(where=where, what=what), remedy)


def _speaks_our_version(plugin: Plugin, speaker: object) -> Text | None:
    """Nothing where it does; what to remark where it was written for a later minor version: what it uses is looked at anyway."""
    stated = getattr(speaker, "HOOK_API", getattr(speaker, "tic_hook_api", None))
    if type(stated) is not tuple or [type(part) for part in stated] != [int, int]:
        raise refusal(plugin, "", MESSAGES["no-api"].fill(found=stated), MESSAGES["state-api"].fill(api=HOOK_API[0]))
    told = MESSAGES["api"].fill(theirs=version(stated), ours=version(HOOK_API))
    if stated[0] != HOOK_API[0]:
        raise refusal(plugin, "", told, MESSAGES["match-api"].fill(api=HOOK_API[0]))
    return told if stated > HOOK_API else None


def _marked(speaker: object) -> Iterator[tuple[str, Any]]:
    """The implementations as pluggy will find them, with their options."""
    finder = pluggy.PluginManager(PROJECT)
    for name in dir(speaker):
        options = finder.parse_hookimpl_opts(speaker, name)
        if options is not None:
            yield name, options


def _unmarked(speaker: object, marked: dict[str, Any]) -> Iterator[str]:
    """Functions that bear the name of a hook but would never be called."""
    for name in dir(speaker):
        if name.startswith("tic_") and name not in marked:
            found = inspect.getattr_static(speaker, name)
            if callable(found) or isinstance(found, staticmethod | classmethod):
                yield name


def _knows(plugin: Plugin, name: str, later: Text | None) -> None:
    if name not in specified():
        if later:
            raise refusal(plugin, name, MESSAGES["unknown"].fill(hook=name), MESSAGES["newer"].fill(later=later))
        near = get_close_matches(name, specified(), n=1)
        remedy = MESSAGES["near"].fill(hook=near[0]) if near else MESSAGES["hooks"].fill(hooks=list(specified()))
        raise refusal(plugin, name, MESSAGES["unknown"].fill(hook=name), remedy)


def _has_no_options(plugin: Plugin, name: str, options: dict[str, Any]) -> None:
    set_ = [option for option, value in options.items() if value]
    if set_:
        raise refusal(plugin, name, MESSAGES["options"].fill(options=set_), MESSAGES["plain-mark"])


def _can_be_called(plugin: Plugin, name: str, function: Callable[..., Any], later: Text | None) -> None:
    """A plain function that takes by name some of what the hook offers."""
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise refusal(plugin, name, MESSAGES["not-plain"], MESSAGES["plain-function"])
    offered = specified()[name].parameters
    for parameter in inspect.signature(function).parameters.values():
        odd = _oddity(parameter, list(offered))
        if odd:
            told = MESSAGES["offered"].fill(names=list(offered))
            raise refusal(plugin, name, odd, MESSAGES["newer"].fill(later=later) if later else told)


def _oddity(parameter: inspect.Parameter, offered: list[str]) -> Text | None:
    if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
        return MESSAGES["kind"].fill(name=str(parameter), kind=parameter.kind.description)
    if parameter.default is not parameter.empty:
        return MESSAGES["default"].fill(name=parameter.name)
    return None if parameter.name in offered else MESSAGES["argument"].fill(name=parameter.name)


def name_of(speaker: object) -> str:
    """What to call a plugin that came without a distribution: its module, or its class."""
    return speaker.__name__ if isinstance(speaker, ModuleType) else type(speaker).__name__


MESSAGES = {
    "object": Text("{found} 不是插件对象", "{found} is no plugin object"),
    "give-object": Text("入口点应指向模块或实例", "let the entry point name a module or an instance"),
    "no-api": Text("未写明所用的钩子接口版本（{found}）", "it does not state its hook API ({found})"),
    "state-api": Text("写明 HOOK_API = ({api}, 0)", "state HOOK_API = ({api}, 0)"),
    "api": Text("为钩子接口 {theirs} 编写，本系统为 {ours}", "it was written for hook API {theirs}, this is {ours}"),
    "match-api": Text("安装为接口 {api} 编写的版本", "install a version of it that was written for API {api}"),
    "unmarked": Text("{hook} 未标记，永远不会被调用", "{hook} is not marked and would never be called"),
    "mark": Text("在普通函数上加 @hookimpl，或改名", "mark a plain function with @hookimpl, or call it something else"),
    "unknown": Text("没有名为 {hook} 的钩子", "there is no hook called {hook}"),
    "near": Text("是否指 {hook}？", "did you mean {hook}?"),
    "hooks": Text("现有钩子：{hooks}", "the hooks are: {hooks}"),
    "options": Text("@hookimpl 带有选项 {options}", "@hookimpl has the options {options}"),
    "plain-mark": Text("插件不得排序、包裹或改名；只写 @hookimpl", "plugins neither order, wrap nor rename: write @hookimpl alone"),
    "not-plain": Text("不是普通函数（协程或生成器）", "it is a coroutine or a generator"),
    "plain-function": Text("直接返回答复", "return the answer from a plain function"),
    "kind": Text("参数 {name} 不能按名称传入（{kind}）", "the parameter {name} cannot be passed by name ({kind})"),
    "default": Text("参数 {name} 有默认值，它永远不会生效", "the parameter {name} has a default, which would never count"),
    "argument": Text("该钩子没有参数 {name}", "the hook has no argument {name}"),
    "newer": Text("{later}；升级 tic-core", "{later}; upgrade tic-core"),
    "offered": Text("可用参数：{names}", "it offers: {names}"),
}
