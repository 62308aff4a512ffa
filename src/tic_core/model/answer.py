"""What plugins may answer: plain frozen values, each with its own source. Hooks propose, the kernel disposes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from tic_core.text import Text


@attrs.frozen
class Relation:
    """How the keys of a reservation conflict beyond being equal.

    ``kind`` is ``"prefix"`` (a key conflicts with every key that begins with it, as a group of an industry classification with
    its classes) or ``"equal"``. ``cite`` is the article, ``assumed`` the interpretations it rests on.
    """

    reservation: str
    kind: str
    cite: str
    assumed: tuple[str, ...] = ()


@attrs.frozen
class ScoreResult:
    """A proposed result from expert scores: facts in plain form, and why. The office decides; this only proposes.

    ``facts`` may name only facts that the act may bring; a value of None proposes nothing for that fact.
    """

    facts: Mapping[str, Any]
    why: Text
    cite: str
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Proposal:
    """An incentive a centre is eligible for. There is no amount here and can be none: an amount takes a decision of its own."""

    incentive: str
    why: Text
    cite: str
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Sourced:
    """An answer with who gave it: the plugin's name and version."""

    answer: Any
    source: str
