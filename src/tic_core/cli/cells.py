"""Text in terminal cells: a Chinese character takes two. Padding, wrapping, and tables that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

GAP = 2  # cells between columns
LEAST = 10  # cells that an explanation beside a term has at least
LONGEST = 20  # cells of a word that is not broken, as long as there is room for it

OPENING, CLOSING = "“（《〔「【([", "”，。；：、）》〕」】！？…,.;:)]!?"


def width(text: str) -> int:
    """How many cells ``text`` takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(sign) in "WF" else not combining(sign) for sign in text)


def pad(text: str, cells: int) -> str:
    """``text`` with spaces after it, ``cells`` wide."""
    return text + " " * (cells - width(text))


def wrap(text: str, cells: int) -> list[str]:
    """``text`` in lines of at most ``cells``, broken at spaces and between Chinese characters, and elsewhere only if need be."""
    lines = [""]
    for unit in (part for found in _units(text) for part in _cut(found, cells)):
        if lines[-1] and width(lines[-1]) + width(unit.rstrip()) > cells:
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return [line.rstrip() for line in lines]


def _units(text: str) -> Iterator[str]:
    """What is kept together: a word with the space after it, a Chinese character with its punctuation."""
    unit = ""
    for sign in text:
        if unit and _may_break(unit[-1], sign):
            yield unit
            unit = ""
        unit += sign
    if unit:
        yield unit


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in CLOSING or before in OPENING:
        return False
    return before.isspace() or width(before) == 2 or width(after) == 2


def _cut(unit: str, cells: int) -> list[str]:
    return [unit] if width(unit) <= cells else [unit[start : start + cells] for start in range(0, len(unit), cells)]


def listed(rows: Sequence[tuple[str, str]], cells: int, indent: int = 2) -> Iterator[str]:
    """Terms with their explanations beside them, or below where a term is long."""
    first = min(max(width(term) for term, _ in rows), cells // 2 - indent)
    for term, told in rows:
        lines = wrap(told, max(cells - indent - first - GAP, LEAST))
        beside = width(term) <= first
        yield (" " * indent + pad(term, first) + " " * GAP + (lines.pop(0) if beside else "")).rstrip()
        yield from (" " * (indent + first + GAP) + line for line in lines)


def spaced(blocks: Iterable[Iterable[str]]) -> Iterator[str]:
    """Blocks of lines with an empty line between them; a block without lines leaves no trace."""
    begun = False
    for block in blocks:
        for place, line in enumerate(block):
            if begun and not place:
                yield ""
            begun = True
            yield line


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], cells: int | None) -> list[str]:
    """Rows in aligned columns under their heads, no line wider than ``cells`` (None: as wide as need be).

    Where they do not fit, the widest columns are wrapped; where even that does not help, each row is told line by line.
    """
    rows = [tuple(row) for row in rows]
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(width, column)) for column in columns]
    if cells is not None and not _fit(widths, [_longest_word(column) for column in columns], cells):
        return _told(heads, rows)
    return [line for row in (heads, *rows) for line in _row(row, widths)]


def _longest_word(column: Iterable[str]) -> int:
    return min(max((width(unit.rstrip()) for cell in column for unit in _units(cell)), default=0), LONGEST)


def _fit(widths: list[int], least: Sequence[int], cells: int) -> bool:
    """Narrow the widest columns until all fit; False where that would break words."""
    room = cells - GAP * (len(widths) - 1)
    while sum(widths) > room:
        spare, widest = max((wide - low and wide, place) for place, (wide, low) in enumerate(zip(widths, least, strict=True)))
        if not spare:
            return False
        widths[widest] -= 1
    return True


def _row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [wrap(cell, cells) for cell, cells in zip(row, widths, strict=True)]
    for index in range(max(map(len, wrapped))):
        parts = [pad(lines[index] if index < len(lines) else "", cells) for lines, cells in zip(wrapped, widths, strict=True)]
        yield (" " * GAP).join(parts).rstrip()


def _told(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines: list[str] = []
    for first, *rest in rows:
        lines.append(first)
        lines += [f"  {head}: {cell}" for head, cell in zip(heads[1:], rest, strict=True) if cell]
    return lines
