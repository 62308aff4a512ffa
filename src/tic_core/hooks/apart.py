"""Which plugins get a process of their own, and what it may use: only there can a hang, an exit or a flood be held.

The setting is one word for everybody (``TIC_PLUGINS=worker``) or the codes of the jurisdictions whose plugins are slow or not
trusted (``TIC_PLUGINS=cn-sd,cn-cq``); all others run inside the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from tic_core.errors import UsageError
from tic_core.text import Text

EVERYBODY, NOBODY = "worker", "inside"
CODE = re.compile(r"[a-z]{2}(-[a-z0-9]+)*")


@attrs.frozen
class Apart:
    """``who``: ``"worker"`` (every plugin), ``"inside"`` (none), or codes of jurisdictions with commas between.

    ``seconds`` is how long an answer may take (to come up, with the plugin imported, a process has half a minute); ``memory`` how
    many megabytes of address space it may have (0: as many as there are; held on Linux, not on macOS and Windows).
    """

    who: str = EVERYBODY
    seconds: float = 5
    memory: int = 1024

    def __attrs_post_init__(self) -> None:
        words = {EVERYBODY, NOBODY}
        if self.who not in words and not all(map(CODE.fullmatch, self.codes)):
            raise UsageError(MESSAGES["who"].fill(found=self.who), MESSAGES["who-form"])
        if self.seconds <= 0 or self.memory < 0:
            raise UsageError(MESSAGES["number"].fill(found=min(self.seconds, self.memory)), MESSAGES["number-form"])

    @classmethod
    def told(cls, environment: Mapping[str, str]) -> Apart:
        """As ``TIC_PLUGINS``, ``TIC_PLUGIN_SECONDS`` and ``TIC_PLUGIN_MEMORY`` say. Raises UsageError for what cannot be meant."""
        return cls(
            environment.get("TIC_PLUGINS") or NOBODY,
            float(_number(environment, "TIC_PLUGIN_SECONDS", "5")),
            int(float(_number(environment, "TIC_PLUGIN_MEMORY", "1024"))),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The jurisdictions that are named."""
        return tuple(code.strip() for code in self.who.split(","))

    def holds(self, code: str) -> bool:
        """Whether the plugin of a jurisdiction gets a process of its own."""
        return self.who == EVERYBODY or code in self.codes


INSIDE = Apart(NOBODY)


def _number(environment: Mapping[str, str], name: str, usual: str) -> str:
    said = environment.get(name) or usual
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", said):
        raise UsageError(MESSAGES["number"].fill(found=f"{name}={said}"), MESSAGES["number-form"])
    return said


MESSAGES = {
    "who": Text("看不懂“{found}”：哪些插件单独运行", "“{found}” does not say which plugins run apart"),
    "who-form": Text("应为 worker、inside，或以逗号隔开的辖区代码", "write worker, inside, or codes of jurisdictions with commas"),
    "number": Text("“{found}”不是可用的限度", "“{found}” is no limit"),
    "number-form": Text("秒数应大于零，兆字节数不小于零", "seconds above nothing, megabytes from nothing up"),
}
