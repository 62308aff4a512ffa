"""Boundaries: for each condition two scenarios on either side of its edge; for each fact, on either side of what it can be.

And for each act one scenario that says who may take it.
"""

from __future__ import annotations

import attrs

from tic_core.scenarios.document import Case, Casebook
from tic_core.scenarios.domains import domains
from tic_core.scenarios.powers import powers
from tic_core.scenarios.search import Edge, Search
from tic_core.shelf import Book
from tic_core.text import Text


@attrs.frozen
class Unbounded:
    """A condition, or a ``part`` of one, for which no such pair was found, and why."""

    act: str
    rule: str
    why: Text
    part: str = ""


@attrs.frozen
class Boundaries:
    """All that was found: edges of conditions and of what facts can be, who may act, and the conditions that have no edge."""

    edges: tuple[Edge, ...]
    unbounded: tuple[Unbounded, ...]
    powers: tuple[Case, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The scenarios, each once: two conditions may turn on one value."""
        sides = (case for each in self.edges for case in (each.met, each.broken))
        return tuple({case.title.zh: case for case in (*self.powers, *sides)}.values())


def boundaries(book: Book, casebook: Casebook, *, every_act: bool = False) -> Boundaries:
    """Both sides of every condition of the edition, each once; or of every condition of every act. Facts and powers with them."""
    search = Search(book, casebook)
    edges, unbounded = _conditions(search, every_act=every_act)
    return Boundaries((*edges, *domains(search)), unbounded, tuple(powers(search)))


def _conditions(search: Search, *, every_act: bool) -> tuple[list[Edge], tuple[Unbounded, ...]]:
    edges, failed = list[Edge](), dict[tuple[str, str, str], Unbounded]()
    done = set[tuple[str, str]]()
    for act in search.edition.acts:
        for rule in (*act.requires, *act.notes):
            for part in dict.fromkeys(search.levers.leaves(rule)):
                if (rule, part) in done and not every_act:
                    continue
                found = list(search.edges(act.id, rule, part))
                edges += found
                if found:
                    done.add((rule, part))
                else:
                    named = "" if part == rule else part
                    failed[act.id, rule, part] = Unbounded(act.id, rule, search.why(act.id, rule), named)
    left = [each for (_, rule, part), each in failed.items() if every_act or (rule, part) not in done]
    once = {(each.act if every_act else "", each.rule, each.part): each for each in left}
    return edges, tuple(once.values())
