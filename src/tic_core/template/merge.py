"""Three texts become one: what the template changed and what the author changed, both counted from the text they began with."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher, unified_diff

import attrs


@attrs.frozen
class Edit:
    """Lines ``first`` up to ``last`` (not included) of the common text give way to others."""

    first: int
    last: int
    lines: tuple[str, ...]

    def meets(self, other: Edit) -> bool:
        """Whether two edits are about the same place; neighbouring lines count as one place."""
        return self.first <= other.last and other.first <= self.last


def merged(base: str, mine: str, theirs: str) -> str | None:
    """``mine`` with what was changed from ``base`` to ``theirs``; None where both changed one place in different ways."""
    common = base.splitlines(keepends=True)
    own, new = edits(base, mine), edits(base, theirs)
    if any(each.meets(other) and each != other for each in own for other in new):
        return None
    for edit in sorted({*own, *new}, key=lambda each: each.first, reverse=True):
        common[edit.first : edit.last] = edit.lines
    return "".join(common)


def edits(before: str, after: str) -> list[Edit]:
    """What was changed from one text to another, line by line."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    told = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Edit(i, j, tuple(new[m:n])) for how, i, j, m, n in told if how != "equal"]


def difference(name: str, before: str, after: str) -> Sequence[str]:
    """The difference of two texts of a file, as ``diff -u`` tells it."""
    found = unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return list(found)
