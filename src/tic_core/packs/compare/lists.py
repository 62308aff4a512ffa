"""Lists to compare rules on: of every make-up that the conditions over their records can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations_with_replacement, islice, product
from math import comb, lcm
from typing import Any

import attrs

from tic_core.model.edition import Edition
from tic_core.model.facts import FactKind, Value
from tic_core.packs.compare.leaves import Leaf, Made, known, shares, words_of
from tic_core.rules import edges

Row = Mapping[str, Value]

MOST = 20_000  # lists that are tried
SOME = 600  # where they cannot stand for all


def lists_of(old: Edition, new: Edition, kind: FactKind, of: tuple[Leaf, ...]) -> Made:
    """Lists of every make-up that shares and counts can tell apart, the shortest first.

    With shares alone only the ratios between the kinds of record count: for up to three kinds every corner, edge and field of the
    map that the shares draw has a point whose denominator divides six times theirs. With counts alone what exceeds every limit by
    one stands for all that is more.
    """
    sure, unsure = _rows(old, new, kind, of)
    limits = [int(each) for leaf in of if leaf.rule.kind != "share" for each in edges.numbers(leaf.constants)]
    if limits and not shares(of) and (max(limits) + 2) ** len(sure) < MOST:
        made, whole = _numbered(sure, max(limits) + 1), True
    else:
        made, whole = _parted(sure, shares(of))
        whole = whole and not limits
    lists = list(islice(made, MOST if whole else SOME))
    lists += [(*rows, more) for rows in lists[:50] for more in unsure]
    return ({}, *({kind.id: rows} for rows in lists)), whole and len(unsure) <= 1


def _numbered(sure: Sequence[Row], most: int) -> Iterable[tuple[Row, ...]]:
    """Every number from none to ``most`` of each kind of record, the shortest lists first."""
    counts = sorted(product(range(most + 1), repeat=len(sure)), key=sum)
    return (tuple(row for row, count in zip(sure, chosen, strict=True) for _ in range(count)) for chosen in counts)


def _parted(sure: Sequence[Row], found: Sequence[Fraction]) -> tuple[Iterable[tuple[Row, ...]], bool]:
    """Short lists of every make-up, so that an example is short; then those of one length that show every ratio."""
    short = (rows for size in range(SHORT + 1) for rows in combinations_with_replacement(sure, size))
    if not found or not sure:
        return short, True
    denominators = lcm(*(share.denominator for share in found))
    if len(sure) == 1:
        return short, True
    if len(sure) == len(("in", "out")):
        return chain(short, _two(sure, found, 2 * denominators)), 2 * denominators <= LONGEST
    enough = 6 * denominators
    whole = len(sure) == THREE and comb(enough + 2, 2) + comb(SHORT + 3, 3) < MOST
    return chain(short, combinations_with_replacement(sure, enough)), whole


def _two(sure: Sequence[Row], found: Sequence[Fraction], size: int) -> Iterator[tuple[Row, ...]]:
    """Of records of two kinds the lists about each share, of the one kind and of the other."""
    ends = {Fraction(0), Fraction(1), *found, *(1 - share for share in found)}
    counts = sorted({int(end * size) + step for end in ends for step in (-1, 0, 1)})
    return ((sure[0],) * count + (sure[1],) * (size - count) for count in counts if 0 <= count <= size)


THREE, SHORT, LONGEST = 3, 9, 2_000  # kinds of record; lengths of lists


def _rows(old: Edition, new: Edition, kind: FactKind, of: tuple[Leaf, ...]) -> tuple[list[Row], list[Row]]:
    """One record of each kind that the conditions over the list tell apart, and those on which one of them cannot be told."""
    counts = [each for leaf in of for each in leaf.through if kind.id in each.reads()]
    wheres = list(dict.fromkeys(where for each in counts for where in getattr(each, "where", ())))
    fields = {field.id: field for field in kind.fields}
    words = words_of(old, new)
    looked = [where.field for where in wheres]
    taken = [
        str(each) for item in counts for each in attrs.asdict(item, recurse=False).values() if each in fields and each not in looked
    ]
    offered: dict[str, list[Value]] = {}
    for name in dict.fromkeys((*looked, *taken)):
        constants = [each for where in wheres if where.field == name for each in edges.constants(where)]
        constants += [each for leaf in of for each in leaf.constants] if name in taken else []
        field = fields.get(name) or FactKind(name, kind.name, "code", optional=True)
        offered[name] = [*edges.values(field, constants, words), *([None] if field.optional else [])]
    like: dict[tuple[Any, ...], Row] = {}
    for chosen in islice(product(*offered.values()), MOST):
        row = known(dict(zip(offered, chosen, strict=True)))
        like.setdefault((*(where.holds(row) for where in wheres), *(row.get(name, "") for name in taken)), row)
    sure = [row for held, row in like.items() if None not in held]
    return sure, [row for held, row in like.items() if None in held]
