"""Values inside an item by the way that leads to them: ``moves.*.from_`` gives each stage with its path in the document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from tic_core.model.rule import Rule
from tic_core.packs.locate import Path
from tic_core.packs.structure import key_of
from tic_core.rules.derived import Derived
from tic_core.text import Text

NOTHING = (None, "", ())


def within(item: Any, way: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value at the end of ``way`` (attribute names; ``*``: each of a list), with its path. What is not given is left out.

    An empty text where something has to be written is given, and wrong.
    """
    head, rest = way[0], way[1:]
    if head == "*":
        for index, each in enumerate(item):
            if rest:
                yield from within(each, rest, (*path, index))
            else:
                yield (*path, index), each
        return
    value = getattr(item, head)
    if value not in NOTHING or (value == "" and needed(item.__class__, head)):
        if rest:
            yield from within(value, rest, (*path, key_of(head)))
        else:
            yield (*path, key_of(head)), value


@cache
def needed(kind: type, name: str) -> bool:
    """Whether something has to be written under this attribute: an empty text is then no way of leaving it out."""
    return attrs.fields_dict(kind)[name].default not in NOTHING


def path_to(item: Any, word: str, path: Path, besides: str = "") -> Path:
    """Where a rule or a derived fact of any kind, also a plugin's, writes ``word``; its own path when that cannot be told.

    What stands under ``besides`` is something else of the same name.
    """
    own = [field.name for field in attrs.fields(type(item)) if field.name not in _COMMON and field.name != besides]
    for name in own:
        for found, value in _leaves(getattr(item, name), (*path, key_of(name))):
            if value == word:
                return found
    return path


_COMMON = frozenset(field.name for base in (Rule, Derived) for field in attrs.fields(base))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _leaves(each, (*path, index))
    elif attrs.has(type(value)) and not isinstance(value, Text):
        for field in attrs.fields(type(value)):
            yield from _leaves(getattr(value, field.name), (*path, key_of(field.name)))
    else:
        yield path, value
