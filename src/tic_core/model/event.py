"""What then happened: one envelope and a list of effects, only ever appended.

``evolve`` reads nothing but these, so old centres stay readable when an edition or a plugin is gone. Policies and plugins name
acts and facts; the list of effect kinds is the core's and closed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

EFFECTS = (
    "stage",
    "fact",
    "reserved",
    "freed",
    "duty-opened",
    "duty-changed",
    "proceeding",
    "incentive",
    "name",
    "link",
    "edition",
    "voided",
    "corrected",
    "signed",
    "delegation",
)


@attrs.define
class Effect:
    """One change: ``kind`` from the closed list, ``name`` of the thing changed, its new ``value`` in plain form.

    ``type`` is a fact's type or a stage's kind, ``key`` which one of several (a duty's period, a proceeding's name, a
    reservation's key).
    """

    kind: str
    name: str
    value: Any = None
    key: str = ""
    type: str = ""


@attrs.define
class Law:
    """The law an event was decided under: what must never be looked up again.

    ``basis`` is the edition's id or the registered text; ``articles`` all provisions relied on; ``assumptions`` the
    interpretations; ``digests`` the bytes of edition, calendar and classification; ``plugins`` names with versions.
    """

    edition: str
    basis: str
    articles: tuple[str, ...]
    assumptions: tuple[str, ...]
    digests: dict[str, str]
    plugins: tuple[str, ...] = ()


@attrs.define
class Event:
    """One accepted act, as recorded. ``sequence`` counts the jurisdiction's ledger, ``number`` the subject's chain; both from 1.

    ``recorded`` is the moment of recording (UTC, ISO 8601), kept for people: the order of knowledge is ``sequence``.
    """

    sequence: int
    number: int
    subject: str
    act: str
    kind: str
    nature: str
    on: date
    effective: date
    by: str
    recorded: str
    law: Law
    effects: tuple[Effect, ...]
    document: str = ""
    reason: str = ""
    person: str = ""
    precedence: int = 0
    determinations: tuple[dict[str, str], ...] = ()
    persons: dict[str, str] = attrs.field(factory=dict)
    schema: int = 1

    @property
    def signed(self) -> tuple[dict[str, str], ...]:
        """Who took part besides the office and the person that acted: ``by``, ``on``, ``opinion``, and what else was said."""
        return tuple({"by": effect.name, **effect.value} for effect in self.effects if effect.kind == "signed")

    @property
    def delegation(self) -> str:
        """The delegation by which an office acted in another's place; empty where it acted in its own."""
        return next((effect.name for effect in self.effects if effect.kind == "delegation"), "")
