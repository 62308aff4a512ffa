"""The answer to an act: a value, never an exception. Accepted, refused, conflict or duplicate, with findings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import attrs

from tic_core.model.verdict import Verdict
from tic_core.text import Text


class Status(Enum):
    """What became of an act."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"

    @property
    def text(self) -> Text:
        """The status as a person reads it."""
        return _NAMES[self]


_NAMES = {
    Status.ACCEPTED: Text("受理", "accepted"),
    Status.REFUSED: Text("不予受理", "refused"),
    Status.CONFLICT: Text("冲突", "conflict"),
    Status.DUPLICATE: Text("重复提交", "duplicate"),
}


@attrs.frozen
class Finding:
    """One thing that was checked: which rule, what was found on which values, how far off, on which article, and the cure.

    ``margin`` is a signed number, ``margin_text`` the same in words. ``blocks`` says whether the act was refused for it; noted
    rules and determined ones do not block. ``assumed`` lists the interpretations the finding rests on.
    """

    rule: str
    verdict: Verdict
    cite: str
    cite_text: Text
    values: Mapping[str, Any]
    limit: Any
    margin: Any
    text: Text
    remedy: Text | None = None
    assumed: tuple[str, ...] = ()
    blocks: bool = False
    noted: bool = False
    determined: str = ""
    margin_text: Text | None = None


def conflict(code: str, values: Mapping[str, Any], **told: Any) -> Finding:
    """The finding of a conflict: the act met another act or another state than the one it was written for."""
    what, cure = CONFLICTS[code]
    text, remedy = what.fill(**told), cure.fill(**told)
    return Finding(f"core.{code}", Verdict.NOT_MET, "", Text("", ""), values, None, None, text, remedy, blocks=True)


CONFLICTS: Mapping[str, tuple[Text, Text]] = {
    "id": (
        Text(
            "编号“{act}”已用于另一内容的行为（序号 {sequence}）",
            "the id “{act}” already belongs to an act with other content (sequence {sequence})",
        ),
        Text("换一个编号", "give this act another id"),
    ),
    "stale": (
        Text(
            "提交时以序号 {expected} 为准，现为 {found}",
            "the act was written for sequence {expected}; the subject now stands at {found}",
        ),
        Text("重新查看该中心后再提交", "look at the centre again, then submit"),
    ),
    "taken": (
        Text("“{key}”刚被 {holder} 占用", "“{key}” has just been taken by {holder}"),
        Text("选择其他类别，或等其释放", "choose another, or wait until it is freed"),
    ),
}
