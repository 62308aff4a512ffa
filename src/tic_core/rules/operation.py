"""What every derived fact has, whatever its operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import attrs

from tic_core.model.cite import Cite
from tic_core.model.facts import FactKind, Facts
from tic_core.model.rule import Emit
from tic_core.text import Text

KindOf = Callable[[str], FactKind | None]
"""The declaration of a fact, or one made up for a derived or supplied one; None where its type cannot be told."""


@attrs.frozen(kw_only=True)
class Derived:
    """A fact computed from others. ``op`` is the operation; an unknown part makes the result unknown, and nothing is rounded."""

    op: ClassVar[str]

    id: str
    name: Text
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The type of the result, or ``any`` where it is that of the facts it is computed from."""
        raise NotImplementedError(type(self))

    def reads(self) -> tuple[str, ...]:
        """The facts it is computed from."""
        raise NotImplementedError(type(self))

    def value(self, facts: Facts) -> Any:
        """The result, or None where it cannot be known."""
        raise NotImplementedError(type(self))

    def result(self, kind_of: KindOf) -> FactKind | None:
        """The result as a declared fact: its type, vocabulary and currency; None where they cannot be told."""
        return FactKind(self.id, self.name, self.type)

    def inline(self, slot: Emit) -> str | None:
        """A Python expression for the compiled form, or None when the value is computed beforehand."""
        return None


def as_its_own(item: Derived, kind: FactKind | None) -> FactKind | None:
    """A result of the same type as another fact: its vocabulary, currency and unit go with it."""
    if kind is None:
        return None
    return FactKind(item.id, item.name, kind.type, vocabulary=kind.vocabulary, currency=kind.currency, unit=kind.unit)


def same_as(item: Derived, names: tuple[str, ...], kind_of: KindOf) -> FactKind | None:
    """A result of the type of the first fact whose type is known."""
    return as_its_own(item, next((kind for name in names if (kind := kind_of(name)) is not None), None))
