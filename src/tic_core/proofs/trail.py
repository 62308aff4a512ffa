"""A life as it is found: the acts taken so far, where the centre stands, and what is wished of the next act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from tic_core.model.act import Act
from tic_core.model.subject import Centre
from tic_core.proofs.taking import Taking, Term
from tic_core.scenarios.standing import Life

CENTRE = "centre-1"


@attrs.frozen(slots=False)
class Trail:
    """A life with the acts that made it, in their order, and the day of the last.

    ``moves`` are the acts that led from stage to stage, ``before`` the life before the last of them.
    ``hope`` are facts for later: an act that can bring one brings this value, if its rules let it.
    """

    life: Life
    acts: tuple[Act, ...]
    day: date
    moves: tuple[tuple[str, str], ...] = ()
    before: Trail | None = attrs.field(default=None, repr=False)
    hope: Mapping[str, Any] = attrs.field(factory=dict)

    def again(self) -> Life:
        """A copy of the life so far, to go on with."""
        return attrs.evolve(self.life, events=list(self.life.events))

    @property
    def based(self) -> bool:
        """Whether another basis has been registered."""
        return any(act.facts.get("basis") for act in self.acts)

    @cached_property
    def centre(self) -> Centre:
        """The centre as it stands."""
        return self.life.centre()


@attrs.frozen
class Wish:
    """What is asked of an act beyond being accepted: facts it shall bring (with a value, or with ``any`` that its own rules let
    pass), what else shall hold when it is put (``also``, over rules of claims named in ``claimed``), and for what it shall be
    ``refused`` where that is what is asked.
    """

    facts: Mapping[str, Any] = attrs.field(factory=dict)
    any: frozenset[str] = frozenset()
    claimed: tuple[str, ...] = ()
    also: Callable[[Taking], Iterable[Term]] | None = None
    refused: frozenset[str] = frozenset()


NOTHING = Wish()
