"""Derived facts: a closed list of operations over recorded facts, so that rules are not handed totals.

An unknown part makes the result unknown. No operation rounds. Those over a list of records live in ``records``, those over single
facts in ``amounts``.
"""

from __future__ import annotations

from tic_core.rules.amounts import Bands, Entry, FirstKnown, Greatest, Least, LookUp, Part, Portion, Weighted
from tic_core.rules.banded import Band
from tic_core.rules.bounds import EXACT
from tic_core.rules.conditions import Condition, Where, all_hold
from tic_core.rules.operation import Derived
from tic_core.rules.records import ByYear, Count, First, Last, Rank, Running, ShareOf, Sum

CORE_OPERATIONS: tuple[type[Derived], ...] = (
    Count,
    ShareOf,
    Sum,
    Running,
    First,
    Last,
    ByYear,
    Rank,
    Weighted,
    Least,
    Greatest,
    Portion,
    LookUp,
    FirstKnown,
    Bands,
)

__all__ = [
    "CORE_OPERATIONS",
    "EXACT",
    "Band",
    "Bands",
    "ByYear",
    "Condition",
    "Count",
    "Derived",
    "Entry",
    "First",
    "FirstKnown",
    "Greatest",
    "Last",
    "Least",
    "LookUp",
    "Part",
    "Portion",
    "Rank",
    "Running",
    "ShareOf",
    "Sum",
    "Weighted",
    "Where",
    "all_hold",
]
