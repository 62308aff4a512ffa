"""Cohorts as data: who is graded together, on what, and how. What these say is worked out by :mod:`tic_core.rules.grading`.

These classes *are* the table ``[[cohort]]`` of an edition, as those of :mod:`tic_core.model.edition` are the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import attrs

from tic_core.model.cite import Cite
from tic_core.rules.banded import Band
from tic_core.text import Text

Rounding = Literal["none", "down", "up", "half-up"]
Ties = Literal["all-in", "all-out"]


@attrs.frozen
class Rota:
    """The fields that are graded in ``year``, and in every so many years after it."""

    year: int
    values: tuple[str, ...]


@attrs.frozen
class Turn:
    """Which turn a centre is graded in. A turn is a calendar year, except that ``by = "value"`` names it by a fact.

    ``year``: every centre in every year. ``year-of``: a centre in the year of its ``fact`` plus ``first``, then ``every`` so many
    years. ``value``: the centres whose ``fact`` has one value. ``field``: by the ``rotation`` of the values of ``fact`` over
    years, anew ``every`` so many.
    """

    by: Literal["year", "year-of", "value", "field"]
    fact: str = ""
    first: int = 0
    every: int = 0
    rotation: tuple[Rota, ...] = ()

    def has(self, turn: str, value: Any) -> bool | None:
        """Whether a centre with this ``value`` of the fact is graded in ``turn``; None where that cannot be told."""
        if self.by == "year":
            return True
        if value is None:
            return None
        if self.by == "value":
            return str(value) == turn
        return self._falls(int(turn), value) if turn.isdecimal() else False

    def _falls(self, year: int, value: Any) -> bool | None:
        if self.by == "year-of":
            begun = value.year if isinstance(value, date) else int(value)
            return _comes_round(year - begun - self.first, self.every)
        rota = next((each for each in self.rotation if value in each.values), None)
        return None if rota is None else _comes_round(year - rota.year, self.every)


def _comes_round(years: int, every: int) -> bool:
    return years >= 0 and years % every == 0 if every else years == 0


@attrs.frozen
class Deemed:
    """Where a rule is met the grade is this one, whatever else there is (deemed pass; a result of another level)."""

    when: str
    grade: str
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class NoShow:
    """What becomes of a centre that did not take part: ``grade``, or no grade at all where none is written."""

    when: str
    grade: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Floor:
    """A part of the score below ``at_least``: the grade is ``otherwise`` at best, whatever the whole score is."""

    fact: str
    at_least: str | int
    otherwise: str
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Cap:
    """Where a rule is met the grade is ``at_most`` this one."""

    when: str
    at_most: str
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Memory:
    """``times`` results among ``terms`` in the last ``among`` results, this one included, make the grade ``then``.

    ``history`` is the list of earlier results, in order of its field ``by`` (a date or a year), each with its ``field``. Where no
    such list is on record, earlier results are ``absent``: not known, or none.
    """

    history: str
    by: str
    field: str
    terms: tuple[str, ...]
    times: int
    among: int
    then: str
    absent: Literal["unknown", "none"] = "unknown"
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Under what its earlier results are frozen."""
        return f"{self.history}.{self.field}"


@attrs.frozen
class Key:
    """One fact that ranks: the highest value first, or the lowest."""

    fact: str
    best: Literal["highest", "lowest"] = "highest"


@attrs.frozen
class Quota:
    """At most so many may have ``term``: a number or a share (``"1/5"``) ``of`` all members, or of those graded at least a term.

    A share is ``rounding`` as the text says. Places go in the order of the facts in ``by``; where all of these are equal at the
    cut, ``ties`` lets all of them in or none. ``or_better`` counts the better grades too. ``per``: so many for each value of a fact
    (each recommending office), with other numbers for some values in ``each``. Who finds no place is graded ``otherwise``, or the
    next lower term.
    """

    term: str
    most: int | str
    by: tuple[Key, ...]
    ties: Ties
    rounding: Rounding = "none"
    of: str = ""
    or_better: bool = False
    per: str = ""
    each: Mapping[str, int] = attrs.field(factory=dict)
    otherwise: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Lowest:
    """The lowest so many (a number, or a share of all who are graded) by the facts of ``by`` are graded ``term`` at best.

    ``ties``: of those equal at the cut all fall, or none.
    """

    term: str
    share: int | str
    by: tuple[Key, ...]
    ties: Ties
    rounding: Rounding = "none"
    per: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class CohortKind:
    """Centres that are graded together, and how: first put together and frozen, then graded, never the other way round.

    ``proceeding`` or ``duty`` is the evaluation it serves. ``result`` is the fact, a term of an ordered vocabulary, in which a
    centre's own ``acts`` (any that bring it, where none are named) record the grade: it is refused where it differs.

    Members: centres in one of ``stages`` that meet ``requires`` and whose ``turn`` it is, with those that meet a rule of ``joins``,
    without those that meet a rule of ``excludes`` (new, still to be accepted, deferred). ``inputs`` are facts frozen beside those
    that the grading reads.

    Grading: ``score`` put into ``bands``, or ``grade``, the fact that holds the panel's (or a binary) result; before it what is
    ``deemed`` and ``no_show``; after it ``floors`` and ``caps``, then ``quotas`` from the best term down, ``lowest``, ``memory``.
    ``departure = "generally"`` lets the office decide another grade with a reason; otherwise it decides only what is left open.
    """

    id: str
    name: Text
    result: str
    stages: tuple[str, ...]
    turn: Turn
    proceeding: str = ""
    duty: str = ""
    acts: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    score: str = ""
    bands: tuple[Band, ...] = ()
    grade: str = ""
    deemed: tuple[Deemed, ...] = ()
    no_show: NoShow | None = None
    floors: tuple[Floor, ...] = ()
    caps: tuple[Cap, ...] = ()
    memory: tuple[Memory, ...] = ()
    quotas: tuple[Quota, ...] = ()
    lowest: tuple[Lowest, ...] = ()
    departure: Literal["open", "generally"] = "open"
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()

    def reads(self) -> tuple[str, ...]:
        """The facts of a centre that are frozen, each once; histories are not among them."""
        ranked: tuple[Quota | Lowest, ...] = (*self.quotas, *self.lowest)
        keys = [key.fact for part in ranked for key in part.by]
        keys += [part.per for part in ranked if part.per]
        named = (self.score, self.grade, *(floor.fact for floor in self.floors), *keys, *self.inputs)
        return tuple(dict.fromkeys(name for name in named if name))

    def rules(self) -> tuple[str, ...]:
        """The rules whose verdict is frozen with the inputs."""
        met: tuple[Deemed | Cap, ...] = (*self.deemed, *self.caps)
        named = [part.when for part in met] + ([self.no_show.when] if self.no_show else [])
        return tuple(dict.fromkeys(named))

    def all_rules(self) -> tuple[str, ...]:
        """Every rule it names: of membership and of grading."""
        return tuple(dict.fromkeys((*self.requires, *self.joins, *self.excludes, *self.rules())))

    def parts(self) -> tuple[Any, ...]:
        """Everything in it that states a rule of grading, each with a source of its own."""
        no_show = (self.no_show,) if self.no_show else ()
        return (*self.deemed, *no_show, *self.floors, *self.caps, *self.memory, *self.quotas, *self.lowest)


def portion(most: int | str) -> int | Fraction:
    """A number of places, or the exact share: ``"1/5"``."""
    return most if isinstance(most, int) else Fraction(most)
