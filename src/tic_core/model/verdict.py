"""Five verdicts and the one table that combines them. Unknown is not false."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from tic_core.text import Text


class Verdict(IntEnum):
    """What a check found. The numbers are the order in which ``all`` and ``any`` prefer them."""

    NOT_MET = 0
    UNKNOWN = 1
    DISCRETION = 2
    MET = 3
    NOT_APPLICABLE = 4

    @property
    def word(self) -> str:
        """The verdict as it stands in JSON: ``"not-met"``, ``"unknown"``, …"""
        return self.name.lower().replace("_", "-")

    @property
    def text(self) -> Text:
        """The verdict as a person reads it."""
        return NAMES[self]


NAMES = {
    Verdict.NOT_MET: Text("不符合", "not met"),
    Verdict.UNKNOWN: Text("未知", "unknown"),
    Verdict.DISCRETION: Text("由有权机关裁量", "left to discretion"),
    Verdict.MET: Text("符合", "met"),
    Verdict.NOT_APPLICABLE: Text("不适用", "not applicable"),
}

PERMITS = frozenset({Verdict.MET, Verdict.NOT_APPLICABLE})
OPEN = frozenset({Verdict.UNKNOWN, Verdict.DISCRETION})


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The lowest of what applies; not applicable when nothing does."""
    return min((v for v in verdicts if v is not Verdict.NOT_APPLICABLE), default=Verdict.NOT_APPLICABLE)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The highest of what applies; not applicable when nothing does."""
    return max((v for v in verdicts if v is not Verdict.NOT_APPLICABLE), default=Verdict.NOT_APPLICABLE)


def negated(verdict: Verdict) -> Verdict:
    """Met and not met change places; every other verdict stays."""
    return {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}.get(verdict, verdict)
