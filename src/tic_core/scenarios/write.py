"""Scenarios written down: cases as a document that reads back as the same cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.scenarios.document import SCHEMA, Case
from tic_core.text import Text

WIDEST = 100  # signs of an inline value; longer ones get a line for each member
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def document(edition: str, cases: Iterable[Case], heading: Iterable[str] = ()) -> str:
    """A scenario document (``tic/cases/1``) with these cases; ``heading`` are lines of comment above it."""
    head = [*(f"# {line}".rstrip() for line in heading), *([""] if heading else []), f"schema  = {_text(SCHEMA)}"]
    return "\n".join([*head, f"edition = {_text(edition)}", "", *(line for case in cases for line in _case(case))])


def _case(case: Case) -> Iterator[str]:
    yield "[[case]]"
    for key, value in _said(case).items():
        yield f"{key} = {_value(value)}"
    yield ""


def _said(thing: Any) -> dict[str, Any]:
    """What a case, an act or an answer says: everything that is not as it is by itself."""
    told: dict[str, Any] = {}
    for field in attrs.fields(type(thing)):
        default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if value != default:
            told[field.name.removesuffix("_")] = value
    return told


def _value(value: Any) -> str:
    for types, write in FORMS:
        if isinstance(value, types):
            return write(value)
    return _table(_said(value))


def _list(members: list[str]) -> str:
    line = f"[{', '.join(members)}]"
    return line if len(line) <= WIDEST else "[\n" + "".join(f"    {each},\n" for each in members) + "]"


def _table(value: Mapping[str, Any]) -> str:
    inner = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
    return f"{{ {inner} }}" if inner else "{}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _text(text: str) -> str:
    return '"' + "".join(SHORT.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text) + '"'


FORMS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (int, str),
    (date, date.isoformat),
    ((str, Cite), lambda value: _text(str(value))),
    (Text, lambda value: f"{{ zh = {_text(value.zh)}, en = {_text(value.en)} }}"),
    ((list, tuple), lambda value: _list([_value(each) for each in value])),
    (Mapping, _table),
)
