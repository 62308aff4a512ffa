"""What acts do to a cohort, and the facts that stand on its chain: the core's own, the same under every edition.

A cohort (批次) is a subject: ``cohort:dynamic-2026`` is that of the turn ``2026`` of the edition's ``[[cohort]]`` ``dynamic``.
"""

from __future__ import annotations

from typing import Literal

import attrs

from tic_core.model.facts import FactKind
from tic_core.text import Text

SUBJECT = "cohort:"

CENTRES, DECIDED = "cohort.centres", "cohort.decided"  # what acts on a cohort bring
STATE, FROZEN_ON, MEMBERS, LEFT_OUT, GRADES = (f"cohort.{name}" for name in ("state", "frozen-on", "members", "left-out", "grades"))
TURN, YEAR = "cohort.turn", "cohort.year"  # what rules read while a cohort is put together

Doing = Literal["freeze", "grade", "publish", "amend"]

BROUGHT_BY = {"freeze": (CENTRES,), "amend": (CENTRES,), "grade": (DECIDED,), "publish": ()}
"""What an act on a cohort may bring, by what it does."""

MAKES = {"freeze": "frozen", "amend": "frozen", "grade": "graded", "publish": "published"}
"""How a cohort stands after an act that does this to it."""

NEEDS = {"freeze": ("",), "amend": ("frozen", "graded", "published"), "grade": ("frozen",), "publish": ("graded",)}
"""How it has to stand before; "" is a cohort that is not frozen yet."""


@attrs.frozen
class CohortStep:
    """What an act does to a cohort: ``of`` the ``[[cohort]]`` it is one of.

    ``freeze`` lists the members and their inputs as found in the register on the act's day; ``grade`` grades them; ``publish``
    makes the grades count; ``amend`` takes over, for the centres it names, what the register has been corrected to since.
    """

    of: str
    does: Doing

    @property
    def facts(self) -> tuple[str, ...]:
        """What the act may bring."""
        return BROUGHT_BY[self.does]


@attrs.frozen
class CohortGrade:
    """The grade that a cohort gave a centre, with the cohort's id, as the registry found it for an act on the centre."""

    cohort: str
    grade: str


def turn_of(subject: str, kind: str) -> str:
    """The turn in a cohort's id: ``2026`` of ``cohort:dynamic-2026``; empty where it is no cohort of that kind."""
    head = f"{SUBJECT}{kind}-"
    return subject[len(head) :] if subject.startswith(head) else ""


FACTS = {
    each.id: each
    for each in (
        FactKind(
            CENTRES,
            Text("本批中心", "centres of the cohort"),
            "list",
            fields=(
                FactKind("centre", Text("中心", "centre"), "code"),
                FactKind("reason", Text("理由", "reason"), "text", optional=True),
                FactKind("out", Text("不列入", "left out"), "yes-no", optional=True),
            ),
            distinct="centre",
        ),
        FactKind(
            DECIDED,
            Text("决定的等级", "grades decided"),
            "list",
            fields=(
                FactKind("centre", Text("中心", "centre"), "code"),
                FactKind("grade", Text("等级", "grade"), "code"),
                FactKind("reason", Text("理由", "reason"), "text"),
            ),
            distinct="centre",
        ),
        FactKind(TURN, Text("本批批次", "turn of the cohort"), "code"),
        FactKind(YEAR, Text("本批年度", "year of the cohort"), "whole", least=1900, most=9999),
        FactKind(STATE, Text("批次状态", "state of the cohort"), "code"),
        FactKind(FROZEN_ON, Text("冻结日", "frozen on"), "date"),
        FactKind(MEMBERS, Text("成员及评级依据", "members and what they are graded on"), "list"),
        FactKind(LEFT_OUT, Text("未列入的中心", "centres left out"), "list"),
        FactKind(GRADES, Text("等级", "grades"), "list"),
    )
}
"""The facts of a cohort: on its chain, as acts bring them and pages name them; and what rules read while it is put together."""
