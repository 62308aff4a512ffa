"""From a solver's model to facts as a document writes them; and a plain value for a fact on which nothing depends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.facts import FactKind
from tic_core.rules.rows import OTHER, Cell, Rows
from tic_core.rules.symbols import Symbols

SAID = "…"
"""Text where nothing depends on what it says."""

HUNDREDTH = Decimal("0.01")


@attrs.define
class Values:
    """Plain values for the facts of one edition."""

    lawbook: Lawbook

    def usual(self, kind: FactKind, day: date, number: int = 1) -> Any:
        """Any value that fits the declaration; others for another ``number`` where words are meant. None where none is known."""
        least = kind.least if kind.least is not None else min(Decimal(0), Decimal(kind.most or 0))
        plain: dict[str, Callable[[], Any]] = {
            "yes-no": lambda: True,
            "whole": lambda: int(least),
            "decimal": lambda: str(least),
            "money": lambda: f"{least} {kind.currency}",
            "date": lambda: day,
            "text": lambda: SAID if number == 1 else f"{SAID}{number}",
            "code": lambda: self._code(kind, number),
            "term": lambda: self._term(kind),
        }
        return plain[kind.type]() if kind.type in plain else []

    def _code(self, kind: FactKind, number: int) -> str:
        offices = self.offices(kind.id)
        return offices[(number - 1) % len(offices)] if offices else new_code(kind, number)

    def offices(self, fact: str) -> list[str]:
        """The offices that a fact may name: those whose role is held by it."""
        roles = [role.id for role in self.lawbook.edition.roles if role.held_by == fact]
        return sorted({office for role in roles for office in self.lawbook.offices_of(role)})

    def _term(self, kind: FactKind) -> Any:
        first = self.lawbook.words[kind.vocabulary].terms[0].id
        return [first] if kind.many else first

    # ── out of a model ───────────────────────────────────────────────────────────────────────────────────────────────────

    def found(self, model: Any, symbols: Symbols, fact: str, day: date) -> Any:
        """What a model says of a fact, in plain form; None where it is not known there, or there is no symbol for it."""
        if fact not in symbols.kinds:
            return None
        known, value = symbols.plain_of(fact)
        if not _true(model, known):
            return None
        kind = symbols.kinds[fact]
        if isinstance(value, Rows):
            return self.rows(model, value, day)
        if isinstance(value, Mapping):
            return [term for term, symbol in value.items() if _true(model, symbol)]
        return self._plain(kind, model.eval(value, model_completion=True), symbols, day)

    def _plain(self, kind: FactKind, value: Any, symbols: Symbols, day: date) -> Any:
        if kind.type == "yes-no":
            return _true(None, value)
        if kind.type in ("decimal", "money"):
            number = _decimal(Fraction(value.numerator_as_long(), value.denominator_as_long()))
            return f"{number} {kind.currency}" if kind.type == "money" else str(number)
        number = value.as_long()
        if kind.type in ("whole", "date"):
            return number if kind.type == "whole" else date.fromordinal(number)
        return self._word(kind, number, symbols, day)

    def _word(self, kind: FactKind, number: int, symbols: Symbols, day: date) -> str:
        """A word by its number: one that the rules name, or for a number beyond them one that they do not."""
        words = list(symbols.listed)
        if number < len(words):
            return words[number]
        others = (new_code(kind, each) if kind.type == "code" else str(self.usual(kind, day, each)) for each in range(1, 1000))
        free = [other for other in others if other not in symbols.listed]
        return free[(number - len(words)) % len(free)]

    def rows(self, model: Any, rows: Rows, day: date) -> list[dict[str, Any]]:
        """The records of a list: as many of each kind as the model says."""
        made: list[dict[str, Any]] = []
        for cell, count in rows.cells.items():
            wanted = model.eval(count, model_completion=True).as_long()
            totals = {field: model.eval(total, model_completion=True) for (field, at), total in rows.totals.items() if at == cell}
            parts = {field: _parts(_fraction(total), wanted, whole=total.is_int()) for field, total in totals.items()}
            made += [
                self._row(rows, cell, {name: part[place] for name, part in parts.items()}, place, day) for place in range(wanted)
            ]
        return [self._distinct(rows.kind, row, number) for number, row in enumerate(made, start=1)]

    def _row(self, rows: Rows, cell: Cell, sums: Mapping[str, Any], place: int, day: date) -> dict[str, Any]:
        said, row = dict(cell), dict[str, Any]()
        for field in rows.kind.fields:
            like = said.get(field.id, OTHER)
            if field.id in sums:
                row[field.id] = sums[field.id] if field.type != "money" else f"{sums[field.id]} {field.currency}"
            elif like == OTHER and not (field.optional and field.id not in said):
                row[field.id] = self.usual(field, day, place + 1)
            elif like not in (OTHER, None):
                row[field.id] = list(like) if isinstance(like, tuple) else like
        return row

    def _distinct(self, kind: FactKind, row: dict[str, Any], number: int) -> dict[str, Any]:
        field = next((each for each in kind.fields if each.id == kind.distinct), None)
        return row if field is None else row | {field.id: self.usual(field, date.min, number)}


def new_code(kind: FactKind, number: int) -> str:
    """A code that fits its declaration, another one for each number."""
    if kind.check == "uscc":
        from stdnum.cn import uscc

        bare = f"91000000{number:09d}"
        return bare + str(uscc.calc_check_digit(bare))
    return str(10 ** (kind.digits[0] - 1) + number) if kind.digits else f"x-{number}"


def _true(model: Any, value: Any) -> bool:
    import z3

    return bool(z3.is_true(value if model is None else model.eval(value, model_completion=True)))


def _fraction(value: Any) -> Fraction:
    return Fraction(value.as_long()) if value.is_int() else Fraction(value.numerator_as_long(), value.denominator_as_long())


def _decimal(value: Fraction) -> Decimal:
    """A decimal near a fraction, or on it; whether it still does what was asked is for the product to say."""
    exactly = Decimal(value.numerator) / Decimal(value.denominator)
    return exactly if value.denominator == 1 else exactly.quantize(Decimal("0.000001")).normalize()


def _parts(total: Fraction, count: int, *, whole: bool) -> list[Any]:
    """A total as that many parts, as equal as they can be written."""
    if not count:
        return []
    share = total // count if whole else Fraction((_decimal(total) / count).quantize(HUNDREDTH, ROUND_FLOOR))
    last = total - share * (count - 1)
    return [int(each) if whole else str(_decimal(Fraction(each))) for each in (*[share] * (count - 1), last)]
