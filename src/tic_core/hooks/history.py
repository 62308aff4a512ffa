"""What of the hook API is on its way out: it works, and says so, until the version that it is gone with.

A hook or a parameter that gets another name keeps its old one in :mod:`tic_core.hooks.spec` for as long as it stands here. Who
still answers under the old name is asked under it, with a warning that names the plugin, the hook, what to write instead and
the last moment to do so.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping

import attrs

from tic_core.text import Text, both


class HookDeprecated(FutureWarning):
    """A plugin uses something of the hook API that will go away; shown to whoever runs it, not to developers alone."""


@attrs.frozen
class Deprecated:
    """A hook, or one ``parameter`` of it, that has another name now (``instead``): since which version, and gone with which.

    Without ``instead`` the thing goes away for good; until then it is asked as before.
    """

    hook: str
    since: tuple[int, int]
    gone: tuple[int, int]
    parameter: str = ""
    instead: str = ""

    @property
    def remark(self) -> Text:
        """What a plugin that uses it is told."""
        what = MESSAGES["parameter"].fill(name=self.parameter) if self.parameter else MESSAGES["hook"]
        to_do = MESSAGES["write" if self.instead else "leave"].fill(instead=self.instead)
        return MESSAGES["deprecated"].fill(what=what, since=version(self.since), gone=version(self.gone), to_do=to_do)


DEPRECATED: tuple[Deprecated, ...] = ()
"""Everything that is on its way out now. The handbook lists the same."""


def version(number: tuple[int, int]) -> Text:
    """``1.2``."""
    return both(".".join(map(str, number)))


def outdated(used: Mapping[str, Collection[str]]) -> Iterator[Deprecated]:
    """What is on its way out of what a plugin uses: its hooks, each with the parameters that it takes."""
    for each in DEPRECATED:
        if each.hook in used and (not each.parameter or each.parameter in used[each.hook]):
            yield each


def warn(told: Text) -> None:
    """Say it to whoever runs the program."""
    warnings.warn(told.en, HookDeprecated, stacklevel=2)


def names_of(hook: str) -> tuple[str, ...]:
    """The hook's own name, then the old ones under which plugins may still answer it."""
    return (hook, *(each.hook for each in DEPRECATED if not each.parameter and each.instead == hook))


def now_called(hook: str, parameter: str) -> str:
    """What ``parameter`` of ``hook`` is called now."""
    found = (each.instead for each in DEPRECATED if (each.hook, each.parameter) == (hook, parameter) and each.instead)
    return next(found, parameter)


MESSAGES = {
    "hook": Text("此钩子", "this hook"),
    "parameter": Text("参数 {name}", "the parameter {name}"),
    "deprecated": Text(
        "{what}自接口 {since} 起弃用，{gone} 起取消；{to_do}",
        "{what} is deprecated since API {since} and gone with {gone}; {to_do}",
    ),
    "write": Text("请改用 {instead}", "write {instead} instead"),
    "leave": Text("请不再使用", "do without it"),
}
