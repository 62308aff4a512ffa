"""The editions of each policy one after another: days on which none is in force, and days on which two are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby

import attrs

from tic_core.model.dates import DAY
from tic_core.model.edition import Identity


@attrs.frozen
class Between:
    """Days on which it is not plain which edition of a ``policy`` applies: a ``gap`` between two, or an ``overlap`` of two."""

    policy: str
    kind: str
    first: date
    last: date
    editions: tuple[str, str]


def succession(identities: Iterable[Identity]) -> list[Between]:
    """Every gap and every overlap, by policy and day. Where of two editions one says that it supersedes the other it applies."""
    ordered = sorted(identities, key=lambda each: (each.jurisdiction, each.policy, each.in_force.first, each.id))
    found: list[Between] = []
    for _, group in groupby(ordered, key=lambda each: (each.jurisdiction, each.policy)):
        editions = list(group)
        found += [*_gaps(editions), *_overlaps(editions)]
    return sorted(found, key=lambda each: (each.policy, each.first, each.kind))


def _gaps(editions: list[Identity]) -> Iterator[Between]:
    """Between an edition and the next where all before it have run out."""
    longest = editions[0]
    for each in editions[1:]:
        if longest.in_force.last + DAY < each.in_force.first:
            days = (longest.in_force.last + DAY, each.in_force.first - DAY)
            yield Between(each.policy, "gap", *days, (longest.id, each.id))
        longest = max(longest, each, key=lambda one: one.in_force.last)


def _overlaps(editions: list[Identity]) -> Iterator[Between]:
    for one, other in combinations(editions, 2):
        first, last = max(one.in_force.first, other.in_force.first), min(one.in_force.last, other.in_force.last)
        if first <= last and not replaces(one, other):
            yield Between(one.policy, "overlap", first, last, (one.id, other.id))


def replaces(one: Identity, other: Identity) -> bool:
    """Whether either of two editions says that it supersedes the other, by its id or its document's number."""
    return any({older.id, older.document_no} & set(newer.supersedes) for newer, older in ((one, other), (other, one)))
