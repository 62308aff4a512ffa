"""Subjects beside a centre, as an edition declares them: whom a centre names, and how long what runs against them lasts."""

from __future__ import annotations

from typing import Literal

import attrs

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.text import Text

LINKED = ("unit", "person", "office", "cohort")
"""What a chain of events can be about beside a centre and an edition; ``unit:91371000…`` is the chain of that unit."""


@attrs.frozen
class Lasting:
    """How long a proceeding lasts by itself: a ban of three years. ``after`` lists what its time is counted from: facts in order of
    preference, ``"act"`` for the day of the act that opens it. While none is known no last day is fixed, and it goes on.

    ``period`` is how long, or ``by`` the fact that says how many, in ``unit``; ``printed`` is the fact that fixes the last day
    whatever was computed. The last day is not rolled: that serves who must act by it, and here it would only lengthen a sanction.
    """

    after: tuple[str, ...] = ("act",)
    period: Period | None = None
    by: str = ""
    unit: Literal["years", "months", "days", "working_days"] = "years"
    printed: str = ""


@attrs.frozen
class Linked:
    """A subject of its own that a centre names: its lead unit, its director, the office that recommends it, the centre it follows.

    ``subject`` is what it is (one of :data:`LINKED`, or ``centre``), ``by`` the fact of the centre that names it by its code; of a
    list ``field`` is the field that does, and ``many`` says which value counts where there are several: the ``least`` or the
    ``greatest`` (of yes and no: whether all are, or any is). Rules read its facts as ``<id>.<fact>``, its proceedings as
    ``<id>.running.<proceeding>``.
    """

    id: str
    name: Text
    subject: str
    by: str
    field: str = ""
    many: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
