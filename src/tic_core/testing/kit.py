"""All checks, in the order of a report: what is written, what rules find, what acts do, what plugins answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tic_core.errors import UsageError
from tic_core.testing import agreement, documents, plugins
from tic_core.testing.check import Check, Outcome, held
from tic_core.testing.subject import Subject
from tic_core.text import Text, both

CHECKS: Mapping[str, Check] = {
    each.id: each for room in (documents, agreement, plugins) for each in vars(room).values() if isinstance(each, Check)
}
"""Every check by its id."""


def reasons(expected: Mapping[str, str | Text]) -> Mapping[str, Text]:
    """Why checks are expected to fail, by check. Raises UsageError for one there is not, and for a reason that says nothing."""
    for name, reason in expected.items():
        if name not in CHECKS:
            raise UsageError(MESSAGES["no-check"].fill(check=name), MESSAGES["checks"].fill(checks=list(CHECKS)))
        if not (reason if isinstance(reason, str) else reason.zh + reason.en).strip():
            raise UsageError(MESSAGES["no-reason"].fill(check=name), MESSAGES["say-why"])
    return {name: both(reason) if isinstance(reason, str) else reason for name, reason in expected.items()}


def outcomes(subject: Subject, expected: Mapping[str, str | Text] | None = None) -> Iterator[Outcome]:
    """Every check held against a subject, one after the other; ``expected`` says which fail today, and why."""
    known = reasons(expected or {})
    return (held(subject, each, known.get(each.id)) for each in CHECKS.values())


MESSAGES = {
    "no-check": Text("没有名为“{check}”的检查", "there is no check “{check}”"),
    "checks": Text("检查有：{checks}", "the checks are: {checks}"),
    "no-reason": Text("预期“{check}”不通过，却没有写明理由", "“{check}” is expected to fail, and no reason is given"),
    "say-why": Text("写明理由", "say why"),
}
