"""What an embedder may rely on, as text: every public name of ``tic_core``, with the signatures of its methods."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from typing import Any

import tic_core


def public() -> str:
    """One line for each name, attribute and method, in order of name."""
    return "\n".join(line for name in sorted(tic_core.__all__) for line in _told(name, getattr(tic_core, name))) + "\n"


def _told(name: str, found: Any) -> Iterator[str]:
    if not inspect.isclass(found):
        yield f"{name}{_signature(found)}"
    elif issubclass(found, Enum):
        yield f"{name}: {' '.join(str(each.value) for each in found)}"
    else:
        yield f"{name}{_signature(found)}"
        for part in sorted(each for each in dir(found) if not each.startswith("_")):
            member = inspect.getattr_static(found, part)
            if isinstance(member, property):
                yield f"{name}.{part}: {inspect.signature(member.fget).return_annotation if member.fget else ''}"
            elif isinstance(member, classmethod | staticmethod) or inspect.isfunction(member):
                yield f"{name}.{part}{_signature(getattr(found, part))}"


def _signature(found: Any) -> str:
    try:
        return str(inspect.signature(found))
    except (ValueError, TypeError):
        return ""
