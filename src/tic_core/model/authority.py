"""Who decides together with whom, who may stand in for whom, and who keeps out of a case: what an act kind says of it."""

from __future__ import annotations

from typing import Literal

import attrs

from tic_core.model.cite import Cite

OPINIONS = ("agrees", "objects")
"""What another office may say on a decision."""


@attrs.frozen
class Joint:
    """Other roles that take part in a decision. ``how``: of ``all`` an office of each role agrees, of ``any`` an office of one of
    them; of ``consult`` an office of each has its opinion on record, and it need not agree.
    """

    roles: tuple[str, ...]
    how: Literal["all", "any", "consult"]
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Barred:
    """A fact that names persons who keep out of a case: its value, or a ``field`` of its records (the declared interests)."""

    fact: str
    field: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Delegable:
    """To which ``roles`` an act may be handed down. Only a delegation on record, and only in its window, lets their offices act."""

    roles: tuple[str, ...]
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
