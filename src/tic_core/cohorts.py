"""What the registry looks up for cohorts: the register a cohort is put together from, and the grade that one gave a centre."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from tic_core.errors import UsageError
from tic_core.kernel.cohorts import Candidate, candidates, given_by, grades_of, kind_meant
from tic_core.kernel.context import Listed, World
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.kernel.linked import chains
from tic_core.ledger import Reader
from tic_core.model.act import Act
from tic_core.model.cohort import FROZEN_ON, GRADES, SUBJECT, CohortGrade
from tic_core.model.subject import Centre
from tic_core.rules.cohort import CohortKind
from tic_core.rules.grading import Graded
from tic_core.text import Text


@attrs.frozen
class Round:
    """A cohort as it stands, or as it would be put together: its ``[[cohort]]``, its turn, and what becomes of each centre.

    ``candidates`` are what the register proposes while nothing is frozen; ``graded`` what the edition's rules make of the frozen
    members, with the grades that the office decided.
    """

    subject: Centre
    lawbook: Lawbook
    kind: CohortKind
    turn: str
    candidates: tuple[Candidate, ...] = ()
    graded: tuple[Graded, ...] = ()


def round_of(reader: Reader, lawbook: Lawbook, subject: Centre, day: date, law: Centre) -> Round:
    """A cohort with all there is to say of it. UsageError for what is no cohort of the edition."""
    meant = kind_meant(lawbook, subject.id)
    if meant is None:
        known = [f"{SUBJECT}{kind.id}-…" for kind in lawbook.edition.cohorts]
        raise UsageError(MESSAGES["no-cohort"].fill(cohort=subject.id), MESSAGES["cohorts"].fill(known=known))
    kind, turn = meant
    if subject.value(FROZEN_ON) is None:
        found = candidates(lawbook, kind, turn, day, listed(reader, lawbook, day), World(day, law=law))
        return Round(subject, lawbook, kind, turn, candidates=tuple(found))
    decided = {row["centre"]: row["grade"] for row in subject.value(GRADES) or () if row["how"] == "decided"}
    return Round(subject, lawbook, kind, turn, graded=grades_of(lawbook, kind, subject, decided))


def gathered(reader: Reader, lawbook: Lawbook, plan: Plan, subject: Centre, act: Act, world: World) -> None:
    """Put into ``world`` what an act on a cohort, or one that records or reads its grade, looks at."""
    step = plan.act.cohort
    day = act.on if step is not None and step.does == "freeze" else subject.value(FROZEN_ON)
    if step is not None and step.does in ("freeze", "amend") and day is not None:
        world.register = tuple(listed(reader, lawbook, day))
    for name in plan.cohorts:
        found = graded_by(reader, lawbook, name, subject.id, act.on)
        if found is not None:
            world.graded = {**world.graded, name: found}


def listed(reader: Reader, lawbook: Lawbook, day: date) -> Iterator[Listed]:
    """Every centre under an edition as it stands on a day, by all that is known now, with the subjects that it names."""
    for subject, events in reader.lives():
        centre = fold(subject, events, day) if ":" not in subject else None
        if centre is not None and centre.stage and centre.edition == lawbook.edition.id:
            facts = {name: recorded.value for name, recorded in centre.facts.items()}
            named = {link.id: chains(link, facts) for link, _ in lawbook.links}
            linked = {link: [fold(one, reader.events(one), day) for one in ids] for link, ids in named.items() if ids is not None}
            yield Listed(centre, linked)


def cohorts_of(reader: Reader, kind: str = "", day: date | None = None) -> Iterator[Centre]:
    """The cohorts on record (of one ``[[cohort]]``, or all) as they stand on a day, in order of id."""
    for subject in reader.named(f"{SUBJECT}{kind}-" if kind else SUBJECT):
        cohort = fold(subject, reader.events(subject), day)
        if cohort.value(FROZEN_ON) is not None:
            yield cohort


def graded_by(reader: Reader, lawbook: Lawbook, kind: str, centre: str, day: date) -> CohortGrade | None:
    """What the latest cohort in effect that has the centre gave it by ``day``; None where none has."""
    return given_by(lawbook, kind, centre, cohorts_of(reader, kind, day))


MESSAGES = {
    "no-cohort": Text("“{cohort}”不是本版本的批次", "“{cohort}” is no cohort of this edition"),
    "cohorts": Text("批次写作：{known}", "cohorts are written: {known}"),
}
