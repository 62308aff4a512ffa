"""What is proved of an edition: the property, how it stands, and the life that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs

from tic_core.model.act import Act
from tic_core.model.cite import Cite
from tic_core.text import Text


class Status(Enum):
    """How a property stands. *Not decided* is an answer: the solver gave up, or no life was found that shows a breach."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_DECIDED = "not-decided"
    NOT_APPLICABLE = "not-applicable"


STATUSES: Mapping[Status, Text] = {
    Status.PROVED: Text("已证", "proved"),
    Status.REFUTED: Text("推翻", "refuted"),
    Status.NOT_DECIDED: Text("未决", "not decided"),
    Status.NOT_APPLICABLE: Text("不适用", "not applicable"),
}


@attrs.frozen
class Witness:
    """A sequence of acts that the product takes, and what it shows. Where ``refused``, it is the last act's refusal that shows it.

    ``stage`` is where the centre stands at its end, ``on`` the day that matters, ``facts`` those that matter. ``graded`` are the
    grades that cohorts would have to have given the centre, by cohort: the acts alone do not bring them about.
    """

    shows: Text
    acts: tuple[Act, ...] = ()
    stage: str = ""
    on: date | None = None
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    refused: bool = False
    graded: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Property:
    """One property of an edition. ``told`` says in sentences what was found, ``opaque`` what the solver could not look into;
    ``defect`` is set where a witness did not replay, which is a fault of the software.
    """

    id: str
    name: Text
    status: Status
    told: tuple[Text, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    opaque: tuple[str, ...] = ()
    cite: Cite | None = None
    defect: bool = False
