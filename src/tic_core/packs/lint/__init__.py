"""The linter: what is wrong with an edition that loads. Nothing here stops a load; ``ticctl policy check`` tells it.

A *warning* is very likely a mistake of the drafter's; a *note* is worth knowing and may be meant. Only a document without errors
is looked at: half a document has holes of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from tic_core.packs.faults import Flaw, Messages
from tic_core.packs.lint import beside, cohorts, domains, linked, reach, shadowed, unused
from tic_core.packs.lint.bench import Bench, Look

LOOKS: tuple[Look, ...] = (
    unused.unused,
    reach.never_known,
    reach.duties,
    reach.proceedings,
    linked.never_recorded,
    linked.out_of_sight,
    linked.stale_anchors,
    cohorts.no_shows,
    cohorts.fields,
    shadowed.shadowed,
    domains.bounds,
    domains.bands,
    beside.windows,
    beside.transition,
    beside.articles,
)

CATALOGUES: tuple[Messages, ...] = tuple(room.MESSAGES for room in (unused, reach, linked, cohorts, shadowed, domains, beside))

NOTES = frozenset({"unused-interpretation", "no-show-without-effect"})
"""What may well be meant: a question can be open without anything in the document turning on it."""

SEVERITIES: Mapping[str, str] = {code: "note" if code in NOTES else "warning" for catalogue in CATALOGUES for code in catalogue}
"""How grave each thing is that the linter tells; whatever else is told of a document is an error."""


def lint(bench: Bench) -> Iterator[Flaw]:
    """Everything the linter has to say."""
    for look in LOOKS:
        yield from (attrs.evolve(found, severity=SEVERITIES[found.code]) for found in look(bench))


__all__ = ["CATALOGUES", "LOOKS", "SEVERITIES", "Bench", "lint"]
