"""Linked subjects: a unit, a person, an office, a cohort with a chain of its own, and how rules of a centre read it.

A chain is called ``unit:91371000…``: what it is, and the code by which centres name it. Its facts and proceedings follow it to
every centre that names it, so that nobody has to carry a ban over. What no act has recorded of it is not known; that nothing runs
against it is known as soon as it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.model.edition import ActKind, Edition, ProceedingKind
from tic_core.model.facts import FactKind, Misfit, Words, exact
from tic_core.model.linked import LINKED, Linked
from tic_core.model.subject import Centre
from tic_core.model.wire import type_name
from tic_core.text import Text

ORDERED = ("yes-no", "whole", "decimal", "money", "date")
"""Types of which a least and a greatest can be told, where a centre names several subjects."""

SUCCESSION = "core.follows"
"""The core's own reservation: each centre is followed by one other at most, and its id is the key."""

FOLLOWED_KINDS = ("CONVERTED", "PROMOTED", "MERGED")
"""Ends after which a centre may go on as another."""

OF_A_CENTRE = (("centre.stage", "code"), ("stage.since", "date"))
"""What the core itself tells of a centre that another one names."""


def is_linked(subject: str) -> bool:
    """Whether a chain is about a unit, a person, an office or a cohort."""
    return subject.partition(":")[0] in LINKED and ":" in subject


def chain_of(kind: str, code: str) -> str:
    """The chain of the subject that a centre names by ``code``: its own id for a centre."""
    return code if kind == "centre" else f"{kind}:{code}"


def code_of(subject: str) -> str:
    """The code by which a subject is named: ``91371000…`` of ``unit:91371000…``."""
    return subject.partition(":")[2]


def own_code(edition: Edition, kind: str, fact: str, subject: str) -> str:
    """The code of a linked subject where a role is held by that very subject: a unit may act on its own chain. Else empty."""
    mine = kind in LINKED and any(link.by == fact and link.subject == kind and not link.field for link in edition.linked)
    return code_of(subject) if mine else ""


def chains(link: Linked, facts: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The chains that a centre with these facts names by a link, each once; None where that is not known."""
    value = facts.get(link.by)
    if value is None:
        return None
    codes = [row.get(link.field) for row in value] if link.field else [value]
    return tuple(chain_of(link.subject, code) for code in dict.fromkeys(codes) if code is not None)


def naming(facts: Mapping[str, FactKind], link: Linked) -> FactKind:
    """The declaration of what names a linked subject: a fact of the centre, or the field of its list."""
    fact = facts[link.by]
    return next(field for field in fact.fields if field.id == link.field) if link.field else fact


def fits(kind: FactKind, code: str, words: Words) -> bool:
    """Whether a code is one that a fact of this declaration could hold."""
    try:
        return bool(exact(kind, code, words) == code)
    except Misfit:
        return False


def follows(kind: ActKind, facts: Mapping[str, Any]) -> str:
    """The centre that an act says the new one follows; empty where it says none."""
    return str(facts.get(kind.continues) or "") if kind.continues else ""


# ── what rules can read ──────────────────────────────────────────────────────────────────────────────────────────────────────


Link = tuple[Linked, Mapping[str, FactKind]]
"""A link with all that rules can read by it, under the names it has there: ``debarred-until``, ``running.sanction``."""


def links_of(edition: Edition) -> tuple[Link, ...]:
    """The links of an edition, each with the declarations of what centres read by it."""
    declared = edition.facts, edition.proceedings, edition.stages
    return tuple(
        (link, {kind.id.removeprefix(f"{link.id}."): kind for kind in kinds_of(link, *declared)}) for link in edition.linked
    )


def kinds_of(
    link: Linked, facts: Iterable[FactKind], proceedings: Iterable[ProceedingKind], stages: Sequence[Any] = ()
) -> Iterator[FactKind]:
    """The facts of one link: what the edition declares of that kind of subject, and what the core tells of it."""
    for fact in facts:
        if fact.of == link.subject and (fact.type in ORDERED or not link.field):
            yield attrs.evolve(fact, id=f"{link.id}.{fact.id}", name=OWNED.fill(link=link.name, fact=fact.name))
    for each in proceedings:
        yield _made(link, f"running.{each.id}", "whole", RUNNING.fill(name=each.name), least=0)
        if each.lasts is not None:
            yield _made(link, f"until.{each.id}", "date", UNTIL.fill(name=each.name), ahead=True)
    if link.subject == "centre" and stages:
        yield from (_made(link, name, type_, CENTRES[name]) for name, type_ in OF_A_CENTRE)


def _made(link: Linked, name: str, type_: str, told: Text, **more: Any) -> FactKind:
    return FactKind(f"{link.id}.{name}", OWNED.fill(link=link.name, fact=told), type_, of=link.subject, **more)


def linked_facts(links: Iterable[Link], subjects: Mapping[str, Sequence[Centre]], day: date) -> dict[str, Any]:
    """What a centre reads of the subjects it names, as they stand on ``day``; of a link that is not in ``subjects``, nothing."""
    found: dict[str, Any] = {}
    for link, kinds in links:
        for name, kind in kinds.items() if link.id in subjects else ():
            value = _read(link, kind, name, subjects[link.id], day)
            found |= {kind.id: value} if value is not None else {}
    return found


def _read(link: Linked, kind: FactKind, name: str, subjects: Sequence[Centre], day: date) -> Any:
    family, _, rest = name.partition(".")
    if family == "running":
        return sum(each.runs(day) for subject in subjects for each in subject.proceedings.values() if each.kind == rest)
    if family == "until":
        return until(subjects, rest, day)
    values = [_of_one(kind, name, subject) for subject in subjects]
    return _among(values, link.many) if link.field else values[0] if values else None


def _of_one(kind: FactKind, name: str, subject: Centre) -> Any:
    if name == "centre.stage":
        return subject.stage or None
    if name == "stage.since":
        return subject.since
    recorded = subject.facts.get(name)
    # Another edition may have recorded something else under this name: that is not what these rules ask for.
    return recorded.value if recorded is not None and recorded.type == type_name(kind) else None


def _among(values: Sequence[Any], many: str) -> Any:
    """The least or the greatest; one that is not known leaves it open, unless a yes or no is settled already."""
    settling = many == "greatest"
    if any(value is settling for value in values):
        return settling
    if not values or any(value is None for value in values):
        return None
    return max(values) if settling else min(values)


def until(subjects: Iterable[Centre], proceeding: str, day: date) -> date | None:
    """The last day of what runs against subjects: of several the latest; None where none runs, or one without a last day."""
    ends = [each.last for one in subjects for each in one.proceedings.values() if each.kind == proceeding and each.runs(day)]
    known = [each for each in ends if each is not None]
    return max(known) if known and len(known) == len(ends) else None


OWNED = Text("{link}：{fact}", "{link}: {fact}")
RUNNING = Text("未结的{name}件数", "{name} still running")
UNTIL = Text("{name}的最后一日", "last day of the {name}")
CENTRES = {"centre.stage": Text("所处阶段", "stage"), "stage.since": Text("进入本阶段之日", "in this stage since")}
