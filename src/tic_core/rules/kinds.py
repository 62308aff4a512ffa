"""The rule kinds of the core. Each is a small table of fields with one meaning in several forms.

A new kind needs two cited provisions from two jurisdictions that no kind expresses. ``check`` is the plain reading,
``branches`` or ``expression`` the compiled one; a property test holds them equal on random facts. They live in ``limits``
(numbers and dates), ``choices`` (words, presence, possession, judgement) and ``joined`` (rules made of rules).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tic_core.model.rule import Rule
from tic_core.rules.choices import Discretion, Holders, OneOf, Present, Unique, key_text
from tic_core.rules.cures import CURES, NOTES
from tic_core.rules.joined import All, Any_, Not, highest
from tic_core.rules.limits import BOUNDS, Comparison, Elapsed, FactRef, Share, Within, constant, first_known, literal, number

NAMESPACE = {"Decimal": Decimal, "Fraction": Fraction, "highest": highest, "key_text": key_text}
"""What the compiled form may call."""

CORE_KINDS: tuple[type[Rule], ...] = (Comparison, Share, Within, OneOf, Present, Unique, All, Any_, Not, Discretion)


def kinds_by_name(kinds: tuple[type[Rule], ...] = CORE_KINDS) -> dict[str, type[Rule]]:
    """Rule kinds by the word that stands in ``kind = "…"``."""
    return {kind.kind: kind for kind in kinds}


__all__ = [
    "BOUNDS",
    "CORE_KINDS",
    "CURES",
    "NAMESPACE",
    "NOTES",
    "All",
    "Any_",
    "Comparison",
    "Discretion",
    "Elapsed",
    "FactRef",
    "Holders",
    "Not",
    "OneOf",
    "Present",
    "Share",
    "Unique",
    "Within",
    "constant",
    "first_known",
    "highest",
    "key_text",
    "kinds_by_name",
    "literal",
    "number",
]
