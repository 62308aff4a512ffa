"""What a well-formed edition can still get wrong, all of it at once: names, words, facts, rules, acts, duties, and the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tic_core.kernel.stages import wiring
from tic_core.model.edition import Edition
from tic_core.packs.check.acts import check_acts
from tic_core.packs.check.cohorts import check_cohorts
from tic_core.packs.check.derived import check_derived
from tic_core.packs.check.doubled import check_doubled
from tic_core.packs.check.duties import check_duties
from tic_core.packs.check.facts import check_facts
from tic_core.packs.check.linked import check_linked
from tic_core.packs.check.money import check_money
from tic_core.packs.check.names import check_names
from tic_core.packs.check.powers import check_powers
from tic_core.packs.check.rules import check_rules
from tic_core.packs.check.words import check_words
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw

Check = Callable[[Draft], Iterator[Flaw]]
CHECKS: tuple[Check, ...] = (
    check_names,
    check_words,
    check_doubled,
    check_facts,
    check_derived,
    check_rules,
    check_acts,
    check_duties,
    check_linked,
    check_powers,
    check_money,
    check_cohorts,
)


TORN = ("unknown-reference", "unknown-stage-kind", "duplicate-id", "move-without-target")
"""Flaws of a stage or a move that leave a hole in the graph."""


def check(draft: Draft, edition: Edition | None) -> list[Flaw]:
    """Every flaw of a draft. The graph of stages is judged where it is whole: half a graph has holes of its own."""
    found = [flaw for look in CHECKS for flaw in look(draft)]
    torn = any(flaw.code in TORN and (flaw.path[0] == "stage" or "moves" in flaw.path) for flaw in found)
    if edition is not None and not torn:
        found += [Flaw(fault.code, fault.path, fault.what, fault.expected) for fault in wiring(edition)]
    return found


__all__ = ["CHECKS", "check"]
