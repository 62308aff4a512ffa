"""Whatever stands in a ``[[cohort]]``: the document is read, or refused with its faults; never anything else."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from tic_core.errors import DocumentError
from tic_core.kernel.lawbook import Lawbook
from tic_core.packs import edition_of
from tic_core.packs.read import Document, bytes_of, read

YANXI = Path(__file__).parent / "yanxi" / "yanxi-2024" / "edition.toml"
STRANGE: tuple[Any, ...] = ("", "x", "top", "score", "results", "year", 0, -1, 5, "1/5", "6/5", "0/1", True, [], {}, ["top"], [{}])
STRANGE += ("result", "grade", "no-show", "town", "act.on", "cohort.year", "graded.rotation")


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and index in a table, however deep."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, (*way, key))


def broken(document: Document, die: random.Random, times: int) -> Document:
    """The document with so many places of its cohort missing, or holding something strange."""
    table = copy.deepcopy(document.table)
    for _ in range(times):
        *way, last = die.choice(list(places(table["cohort"][0])))
        node = table["cohort"][0]
        for step in way:
            node = node[step]
        if isinstance(node, dict) and die.random() < 0.3:
            del node[last]
        else:
            node[last] = copy.deepcopy(die.choice(STRANGE))
    return attrs.evolve(document, table=table)


def read_whole(document: Document) -> bool:
    """Whether the document is read and makes a lawbook; False where it is refused with its faults."""
    try:
        Lawbook(edition_of(document))
    except DocumentError as error:
        return not error.faults
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_cohort_with_strange_things_in_it_is_read_or_refused_with_its_faults(seed: int) -> None:
    document, die = read(*bytes_of(YANXI)), random.Random(seed)
    found = [read_whole(broken(document, die, die.choice((1, 1, 2)))) for _ in range(30)]
    assert not all(found)


def test_a_grade_that_is_its_own_source_is_refused() -> None:
    document = read(*bytes_of(YANXI))
    table = copy.deepcopy(document.table)
    table["cohort"][0]["result"] = "graded.rotation"
    assert not read_whole(attrs.evolve(document, table=table))
