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
    """One thing that was checked: which rule, what was found on which values, how far off, on which article, and what would cure it.

    ``blocks`` says whether the act was refused for it; noted rules and determined ones do not block. ``assumed`` lists the
    interpretations the finding rests on.
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
