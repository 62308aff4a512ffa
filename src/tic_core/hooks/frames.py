"""What passes between the program and a plugin's own process: frames of JSON, four bytes of length before each. Never pickle.

A value comes out as it went in, type for type: decimals, days, tuples and the value classes of :mod:`tic_core.model` by their
names. What has no place in an answer comes out as a stranger that only bears the name of its type, so that the check of the
answer can name it. Whoever reads trusts nothing: a frame that is too long, no JSON, or of another shape is a :class:`BadFrame`.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol

import attrs

import tic_core.model
from tic_core.text import Text

LARGEST = 32 * 1024 * 1024  # bytes of a frame: well above the largest answer that is taken
TAG, VALUE = "$", "v"

PLAIN = (type(None), bool, int, str)
SPELT: Mapping[type, Callable[[str], Any]] = {Decimal: Decimal, date: date.fromisoformat, Fraction: Fraction, float: float}


class BadFrame(ValueError):
    """What came is no frame; whoever sent it is not to be talked to any more."""


class Pipe(Protocol):
    """One end of a pipe of bytes, unbuffered."""

    def read(self, size: int, /) -> bytes | None:
        """At most ``size`` bytes; none at the end."""

    def write(self, data: memoryview, /) -> int | None:
        """How many of the bytes were taken."""


@cache
def values() -> Mapping[str, type]:
    """The value classes that may travel, by name."""
    found: dict[str, type] = {"Text": Text}
    for each in pkgutil.iter_modules(tic_core.model.__path__, "tic_core.model."):
        here = vars(import_module(each.name)).values()
        kinds = [item for item in here if isinstance(item, type) and attrs.has(item) and item.__module__ == each.name]
        found |= {kind.__name__: kind for kind in kinds}
    return found


def send(pipe: Pipe, message: Any) -> None:
    """Write one frame."""
    body = json.dumps(message, separators=(",", ":")).encode()
    left = memoryview(len(body).to_bytes(4, "big") + body)
    while left:
        left = left[pipe.write(left) or 0 :]


def receive(pipe: Pipe) -> Any:
    """Read one frame. EOFError where the other side has ended, BadFrame where it sends something else."""
    size = int.from_bytes(_exactly(pipe, 4), "big")
    if size > LARGEST:
        raise BadFrame(size)
    try:
        return json.loads(_exactly(pipe, size))
    except (ValueError, RecursionError) as error:
        raise BadFrame(str(error)) from None


def _exactly(pipe: Pipe, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = pipe.read(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def pack(value: Any) -> Any:
    """``value`` as JSON can say it."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind in PACKED:
        return PACKED[kind](value)
    if values().get(kind.__name__) is kind:
        held = {name: pack(getattr(value, field)) for field, name in _fields(kind)}  # type: ignore[arg-type]
        return {TAG: "value", "of": kind.__name__, VALUE: held}
    return {TAG: "stranger", VALUE: kind.__name__}


@cache
def _fields(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields that make a value, each with the name under which it is given."""
    return tuple((field.name, field.alias or field.name) for field in attrs.fields(kind) if field.init)


def _mapping(value: Mapping[Any, Any]) -> Any:
    return {TAG: "mapping", VALUE: [[pack(key), pack(item)] for key, item in value.items()]}


def _spelt(value: Any) -> Any:
    return {TAG: type(value).__name__, VALUE: str(value)}


PACKED: Mapping[type, Callable[[Any], Any]] = {
    list: lambda value: [pack(item) for item in value],
    tuple: lambda value: {TAG: "tuple", VALUE: [pack(item) for item in value]},
    dict: _mapping,
    MappingProxyType: _mapping,
    **dict.fromkeys(SPELT, _spelt),
}


def unpack(packed: Any) -> Any:
    """The value that was packed. BadFrame where nothing packs like that."""
    try:
        return _unpack(packed)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArithmeticError) as error:
        raise BadFrame(str(error)) from None


def _unpack(packed: Any) -> Any:
    if isinstance(packed, list):
        return [_unpack(item) for item in packed]
    if not isinstance(packed, dict):
        return packed
    tag, held = packed[TAG], packed[VALUE]
    if tag in FORMS:
        return FORMS[tag](held)
    if tag == "value":
        return values()[packed["of"]](**{name: _unpack(item) for name, item in held.items()})
    raise BadFrame(tag)


def _stranger(name: str) -> Any:
    """Something that bears the name of a type and is nothing else."""
    return type(name, (), {"__slots__": ()})()


FORMS: Mapping[str, Callable[[Any], Any]] = {
    "tuple": lambda held: tuple(_unpack(item) for item in held),
    "mapping": lambda held: {_unpack(key): _unpack(item) for key, item in held},
    "stranger": _stranger,
    **{kind.__name__: read for kind, read in SPELT.items()},
}
