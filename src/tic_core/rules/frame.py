"""Slots as columns (extra ``columns``): the facts of many centres as rules look at them, one typed column for each slot.

Nothing is rounded: decimals and amounts stand as whole numbers of one scale, dates as day numbers; what no column can hold
exactly (a number beyond 38 digits, a share) makes the rules that read it *opaque*: those are judged one by one, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from tic_core.model.facts import Facts
from tic_core.rules.compile import Vector
from tic_core.rules.kinds import Holders, key_text
from tic_core.rules.places import others

if TYPE_CHECKING:
    import polars as pl

Slot = Any  # a fact id, an Elapsed, or Others
LARGEST = 2**120  # numbers beyond are opaque; products with small factors still fit into 128 bits
NARROW = 2**31


class Opaque(Exception):
    """A rule or a value that has no exact column form; the argument says why."""


@attrs.frozen
class Others:
    """A slot: how many other centres hold the thing that the ``key`` names, counted from the index of reservations."""

    reservation: str
    key: tuple[str, ...]
    most: int

    def count(self, facts: Facts) -> int | None:
        """The number, or None where a part of the key, or who holds it, is not known."""
        parts = [facts.get(name) for name in self.key]
        held = facts.get(f"held.{self.reservation}")
        if held is None or any(part is None for part in parts):
            return None
        return others(held, key_text(parts), self.most, facts.get("centre.id"))


@attrs.frozen
class Column:
    """A slot's column: its ``name`` in the table, of which ``sort`` it is, and what is known of all its values.

    ``sort`` is ``number``, ``yes-no``, ``word``, ``words``, ``records`` (whether there are any) or ``absent``. Numbers stand
    multiplied by ten to the ``scale``, in sixteen bits at least; none is larger than ``bound``, with or without its sign, or
    smaller than ``least``. ``gaps`` says whether some are not known.
    """

    name: str
    sort: str
    scale: int = 0
    bound: int = 0
    gaps: bool = False
    least: int = -LARGEST


@attrs.frozen
class Frame:
    """The facts of many centres, by slot. ``rows`` are the facts themselves, for what can only be judged one by one."""

    table: pl.DataFrame
    columns: Mapping[Slot, Column]
    opaque: Mapping[Slot, str] = attrs.field(factory=dict)
    rows: Sequence[Facts] = ()

    def column(self, slot: Slot) -> Column:
        """The column of a slot. Raises :class:`Opaque` where none can hold it exactly."""
        if slot in self.opaque:
            raise Opaque(self.opaque[slot])
        return self.columns[slot]


def framed(slots: Sequence[Slot], fill: Callable[[Facts], Vector], rows: Sequence[Facts]) -> Frame:
    """The frame of some centres: ``fill`` gives what stands in each of the slots for the facts of one (absent is None)."""
    import polars as pl

    vectors = [fill(facts) for facts in rows]
    series, columns, opaque = list[Any](), dict[Slot, Column](), dict[Slot, str]()
    for place, slot in enumerate(slots):
        try:
            column, one = _column(f"s{place}", [vector[place] for vector in vectors])
        except Opaque as why:
            opaque[slot] = str(why)
            continue
        columns[slot] = column
        series.append(one)
    # A table without columns has no rows either: the numbers of the rows give it its height.
    return Frame(pl.DataFrame([pl.Series("row", range(len(rows)), dtype=pl.UInt32), *series]), columns, opaque, rows)


def _column(name: str, values: list[Any]) -> tuple[Column, Any]:
    import polars as pl

    known = [value for value in values if value is not None]
    gaps, types = len(known) < len(values), {type(value) for value in known}
    if not known:
        return Column(name, "absent", gaps=True), pl.Series(name, values, dtype=pl.Boolean)
    if types == {bool}:
        return Column(name, "yes-no", gaps=gaps), pl.Series(name, values, dtype=pl.Boolean)
    if types <= {int, Decimal}:
        return _numbers(name, values, known, gaps=gaps)
    if types == {str}:
        return Column(name, "word", gaps=gaps), pl.Series(name, values, dtype=pl.String)
    if types == {tuple}:
        return _lists(name, values, known, gaps=gaps)
    raise Opaque(", ".join(sorted(each.__name__ for each in types)))


def _numbers(name: str, values: list[Any], known: list[Any], *, gaps: bool) -> tuple[Column, Any]:
    import polars as pl

    scale = max(places(value) for value in known)
    scaled = [None if value is None else at_scale(value, scale) for value in values]
    bound = max(abs(value) for value in scaled if value is not None)
    if bound > LARGEST:
        raise Opaque(str(bound))
    dtype = pl.Int32 if bound < NARROW else pl.Int64 if bound < 2**63 else pl.Int128
    least = min(value for value in scaled if value is not None)
    return Column(name, "number", scale, bound, gaps, least), pl.Series(name, scaled, dtype=dtype)


def _lists(name: str, values: list[Any], known: list[Any], *, gaps: bool) -> tuple[Column, Any]:
    import polars as pl

    if all(isinstance(each, str) for value in known for each in value) and any(known):
        rows = [None if value is None else list(value) for value in values]
        return Column(name, "words", gaps=gaps), pl.Series(name, rows, dtype=pl.List(pl.String))
    some = [None if value is None else bool(value) for value in values]
    return Column(name, "records", gaps=gaps), pl.Series(name, some, dtype=pl.Boolean)


def places(value: int | Decimal) -> int:
    """How many decimal places a number has."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def at_scale(value: int | Decimal, scale: int) -> int:
    """A number times ten to the ``scale``, which is at least its decimal places."""
    if isinstance(value, int):
        return value * int(10**scale)
    sign, digits, exponent = value.as_tuple()
    whole = int("".join(map(str, digits))) * int(10 ** (scale + int(exponent)))
    return -whole if sign else whole


def slots_of(reads: Iterable[Any]) -> tuple[Slot, ...]:
    """The slots among what rules read, each once; who holds what is counted by :class:`Others`."""
    return tuple(dict.fromkeys(read for read in reads if not isinstance(read, Holders)))
