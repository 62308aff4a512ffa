"""The rule kinds of the core. Each is a small table of fields with one meaning in several forms.

A new kind needs two cited provisions from two jurisdictions that no kind expresses. ``check`` is the plain reading,
``branches`` or ``expression`` the compiled one; a property test holds them equal on random facts. They live in ``limits``
(numbers and dates), ``spans`` (periods), ``banded`` (bands), ``choices`` (words, presence, judgement), ``places`` (what centres
hold), ``tables``, ``joined`` (rules made of rules) and ``exceptions``.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tic_core.model.rule import Rule
from tic_core.rules.banded import Band, InBands
from tic_core.rules.bounds import BOUNDS, FactRef, constant, first_known, literal, number
from tic_core.rules.choices import Discretion, OneOf, Present
from tic_core.rules.conditions import Condition, among, kleene
from tic_core.rules.cures import CURES, NOTES, PHRASES
from tic_core.rules.exceptions import ExceptionTo, Exempt, excepted
from tic_core.rules.joined import All, Any_, AtLeast, Not, highest, nth_highest
from tic_core.rules.limits import Comparison, Share
from tic_core.rules.places import AtMostPerKey, Holders, Unique, key_text, others, seats
from tic_core.rules.spans import CountedBy, Elapsed, Within
from tic_core.rules.tables import Row, Table, row_hit

NAMESPACE = {
    "Decimal": Decimal,
    "Fraction": Fraction,
    "among": among,
    "excepted": excepted,
    "highest": highest,
    "key_text": key_text,
    "kleene": kleene,
    "nth_highest": nth_highest,
    "others": others,
    "row_hit": row_hit,
}
"""What the compiled form may call."""

CORE_KINDS: tuple[type[Rule], ...] = (
    Comparison,
    Share,
    Within,
    OneOf,
    Present,
    InBands,
    Table,
    Unique,
    AtMostPerKey,
    All,
    Any_,
    AtLeast,
    Not,
    ExceptionTo,
    Discretion,
)


def kinds_by_name(kinds: tuple[type[Rule], ...] = CORE_KINDS) -> dict[str, type[Rule]]:
    """Rule kinds by the word that stands in ``kind = "…"``."""
    return {kind.kind: kind for kind in kinds}


__all__ = [
    "BOUNDS",
    "CORE_KINDS",
    "CURES",
    "NAMESPACE",
    "NOTES",
    "PHRASES",
    "All",
    "Any_",
    "AtLeast",
    "AtMostPerKey",
    "Band",
    "Comparison",
    "Condition",
    "CountedBy",
    "Discretion",
    "Elapsed",
    "ExceptionTo",
    "Exempt",
    "FactRef",
    "Holders",
    "InBands",
    "Not",
    "OneOf",
    "Present",
    "Row",
    "Share",
    "Table",
    "Unique",
    "Within",
    "constant",
    "first_known",
    "highest",
    "key_text",
    "kinds_by_name",
    "literal",
    "number",
    "seats",
]
