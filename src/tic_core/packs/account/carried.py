"""Where in the text a thing belongs that no sentence speaks of by name: under the articles of whatever makes use of it.

A fact, a vocabulary or an open question has no sentence of its own. It belongs to the sentences of the rules, acts and duties that
use it, and so the article it cites is held against theirs.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.packs.account.document import Draft
from tic_core.text import Text

CARRIED = ("role", "office_kind", "vocabulary", "fact", "derived", "interpretation")
"""What is there for others to use: its article is one of theirs."""

_APART = frozenset(("id", "name", "readings"))  # not a use of what they name
Thing = tuple[str, str]  # a kind and an id of it


def carried(draft: Draft) -> Mapping[Thing, frozenset[Cite]]:
    """For each thing that is there to be used: where the sentences stand that claim it, or that claim what uses it."""
    used = _uses(draft)
    found: dict[Thing, set[Cite]] = {thing: set() for thing in set().union(*used.values())}  # what nothing uses, the linter tells
    for name, claims in draft.claims.items():
        kind, _, rest = name.partition(":")
        for thing in _reached((kind, rest), used):
            found.setdefault(thing, set()).update(sentence.cite for _, sentence in claims)
    return {thing: frozenset(cites) for thing, cites in found.items() if thing[0] in CARRIED}


def _uses(draft: Draft) -> dict[Thing, set[Thing]]:
    """What each thing of the edition uses, among those that are there to be used."""
    called: dict[str, list[Thing]] = defaultdict(list)
    for kind in CARRIED:
        for name in draft.names[kind]:
            called[name].append((kind, name))
    things = [(kind, name, item) for kind, items in draft.names.items() if kind != "identity" for name, item in items.items()]
    return {(kind, name): {other for word in _words(item) for other in called.get(word, ())} for kind, name, item in things}


def _reached(first: Thing, used: Mapping[Thing, set[Thing]]) -> set[Thing]:
    found, waiting = {first}, deque([first])
    while waiting:
        for other in used.get(waiting.popleft(), set()) - found:
            found.add(other)
            waiting.append(other)
    return found


def _words(value: Any) -> Iterator[str]:
    """Every id that a thing may name, in any place but its own; ``interpretation.Q7`` names the question, too."""
    if isinstance(value, str):
        yield value
        yield value.partition(".")[2]
    elif isinstance(value, tuple | Mapping):
        yield from (word for each in (value.values() if isinstance(value, Mapping) else value) for word in _words(each))
    elif attrs.has(type(value)) and not isinstance(value, Text | Cite):
        yield from (
            word for field in attrs.fields(type(value)) if field.name not in _APART for word in _words(getattr(value, field.name))
        )
