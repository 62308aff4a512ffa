"""One exact type for each kind of value in a document. Nothing is converted by guess: ``"false"`` is text, ``1`` is not true.

Each reader takes what stood in the document and returns the value, or raises :class:`Wrong` with what is wrong and what was
expected. :mod:`tic_core.packs.structure` puts them together for whole tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.facts import DAY, NUMBER
from tic_core.packs.faults import shown
from tic_core.packs.locate import Path
from tic_core.text import Text

FARTHEST = 2**63  # whole numbers as every store can keep them
LONGEST_PERIOD = {"years": 500, "months": 6_000, "days": 200_000, "working_days": 50_000}
_FRACTION = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


class Wrong(Exception):
    """A value that is not what a key takes; ``below`` leads on to where inside it, ``name`` is a key or word it is about."""

    def __init__(self, code: str, expected: Text, value: Any = None, below: Path = (), name: str = "") -> None:
        super().__init__(code)
        self.code, self.expected, self.below = code, expected, below
        self.what = MESSAGES[code].fill(value=shown(name) if name else _quoted(value))


def _quoted(value: Any) -> Any:
    """A value as the document writes it: text in quotation marks, so that ``"false"`` is seen to be text."""
    if isinstance(value, list):
        return "[ … ]" if value else "[ ]"
    return f'"{shown(value)}"' if isinstance(value, str) else shown(value)


def text(value: Any) -> str:
    """Text, as it stands."""
    if type(value) is not str:
        raise Wrong("wrong-type", EXPECTED[str], value)
    return value


def whole(value: Any) -> int:
    """A whole number; ``true`` is none."""
    if type(value) is not int:
        raise Wrong("wrong-type", EXPECTED[int], value)
    if not -FARTHEST <= value < FARTHEST:
        raise Wrong("out-of-range", RANGES["whole"], value)
    return value


def yes_no(value: Any) -> bool:
    """``true`` or ``false``, not in quotation marks."""
    if type(value) is not bool:
        raise Wrong("wrong-type", EXPECTED[bool], value)
    return value


def day(value: Any) -> date:
    """A date, not in quotation marks and without a time of day."""
    if type(value) is not date:
        raise Wrong("wrong-type", EXPECTED[date], value)
    return value


def day_as_text(value: Any) -> date:
    """A date where the format has none of its own (JSON): ``"2023-03-01"``."""
    try:
        if type(value) is str and DAY.fullmatch(value):  # not the week dates of ISO 8601
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Wrong("wrong-type", EXPECTED[date], value)


def decimal(value: Any) -> Decimal:
    """A decimal number in quotation marks."""
    if type(value) is not str or not NUMBER.fullmatch(value):
        raise Wrong("wrong-type", EXPECTED[Decimal], value)
    return Decimal(value)


def fraction(value: Any) -> Fraction:
    """A share such as ``"1/3"``."""
    found = _FRACTION.fullmatch(value) if type(value) is str else None
    if found is None or not int(found[2]):
        raise Wrong("wrong-type", EXPECTED[Fraction], value)
    return Fraction(int(found[1]), int(found[2]))


def cite(value: Any) -> Cite:
    """An article such as ``"9(3)"``."""
    try:
        return Cite.parse(text(value))
    except ValueError:
        raise Wrong("bad-cite", EXPECTED[Cite], value) from None


def both_languages(value: Any) -> Text:
    """A text in both languages, neither of them empty."""
    if type(value) is not dict:
        raise Wrong("wrong-type", EXPECTED[Text], value)
    zh, en = value.get("zh"), value.get("en")
    if len(value) == 2 and type(zh) is str and type(en) is str and zh.strip() and en.strip():
        return Text(zh, en)
    raise ExceptionGroup("text", list(_bad_languages(value)))


def _bad_languages(value: Mapping[str, Any]) -> Iterator[Wrong]:
    for key in value.keys() - {"zh", "en"}:
        yield Wrong("unknown-key", EXPECTED[Text], below=(key,), name=key)
    for key in ("zh", "en"):
        if key not in value:
            yield Wrong("language-missing", EXPECTED[Text], name=key)
        elif type(value[key]) is not str:
            yield Wrong("wrong-type", EXPECTED[str], value[key], (key,))
        elif not value[key].strip():
            yield Wrong("empty-text", EXPECTED[Text], value[key], (key,))


def period(value: Any) -> Period:
    """A length of time: exactly one unit, counted in whole numbers from 1."""
    if type(value) is not dict:
        raise Wrong("wrong-type", EXPECTED[Period], value)
    wrong = [found for unit, count in value.items() for found in _bad_unit(unit, count)]
    if wrong:
        raise ExceptionGroup("period", wrong)
    if len(value) != 1:
        raise Wrong("bad-period", EXPECTED[Period])
    return Period(**value)


def _bad_unit(unit: str, count: Any) -> Iterator[Wrong]:
    most = LONGEST_PERIOD.get(unit)
    if most is None:
        yield Wrong("unknown-key", EXPECTED[Period], below=(unit,), name=unit)
    elif type(count) is not int:
        yield Wrong("wrong-type", EXPECTED[int], count, (unit,))
    elif not 1 <= count <= most:
        yield Wrong("out-of-range", RANGES["period"].fill(most=most), count, (unit,))


EXPECTED: Mapping[Any, Text] = {
    str: Text("应为带引号的文字", "text in quotation marks"),
    int: Text("应为整数，不带引号", "a whole number, not in quotation marks"),
    bool: Text("应为 true 或 false，不带引号", "true or false, not in quotation marks"),
    date: Text("应为日期，如 2023-03-01", "a date, such as 2023-03-01"),
    Decimal: Text('应为带引号的十进制数，如 "12.50"', 'a decimal number in quotation marks, such as "12.50"'),
    Fraction: Text('应为带引号的分数，如 "1/3"', 'a fraction in quotation marks, such as "1/3"'),
    Cite: Text(
        '应为条款，如 "9"、"9(3)"、"annex(2)"、"notice"；原文未见的，为材料，如 "S1"',
        'an article, such as "9", "9(3)", "annex(2)" or "notice"; a source, such as "S1", where the text was not seen',
    ),
    Text: Text("应为 { zh = …, en = … }，两种语言均不为空", "{ zh = …, en = … }, with both languages and neither empty"),
    Period: Text(
        "应为 { years = 3 }、{ months = 6 }、{ days = 30 } 或 { working_days = 5 }",
        "{ years = 3 }, { months = 6 }, { days = 30 } or { working_days = 5 }",
    ),
    list: Text("应为列表 [ … ]", "a list [ … ]"),
    dict: Text("应为表 { 键 = 值 }", "a table { key = value }"),
    "tables": Text("应为若干 [[{name}]] 表", "tables headed [[{name}]]"),
    "shallow": Text("文件的任何部分都不需要这样深的嵌套", "nothing in a document is nested that deep"),
    "taken": Text("应为该类规则接受的值", "values that this kind of rule takes"),
}

RANGES = {
    "whole": Text("应为 64 位以内的整数", "a whole number of at most 64 bits"),
    "period": Text("应在 1 至 {most} 之间", "from 1 to {most}"),
}

READERS: Mapping[Any, Callable[[Any], Any]] = {
    str: text,
    int: whole,
    bool: yes_no,
    date: day,
    Decimal: decimal,
    Fraction: fraction,
    Cite: cite,
    Text: both_languages,
    Period: period,
}

WRITTEN: dict[Any, type] = {
    **{each: each for each in (str, int, bool, date)},
    **dict.fromkeys((Decimal, Fraction, Cite), str),
    **dict.fromkeys((Text, Period), dict),
}
"""How each of these is written in TOML."""

MESSAGES = {
    "wrong-type": Text("{value} 的类型不对", "{value} is of the wrong type"),
    "out-of-range": Text("{value} 超出范围", "{value} is out of range"),
    "bad-cite": Text("{value} 不是条款", "{value} is not an article"),
    "bad-period": Text("期限须恰有一个单位", "a period has exactly one unit"),
    "empty-text": Text("文字为空", "the text is empty"),
    "language-missing": Text("缺少语言 {value}", "the language {value} is missing"),
    "unknown-key": Text("此处没有 {value} 这个键", "there is no key {value} here"),
    "missing-key": Text("缺少 {value}", "{value} is missing"),
    "unknown-kind": Text("没有 {value} 这种规则", "there is no kind of rule {value}"),
    "unknown-op": Text("没有 {value} 这种运算", "there is no operation {value}"),
    "unknown-schema": Text("不认识 {value} 这种文件", "a document of the kind {value} is not known here"),
    "unknown-word": Text("{value} 不是可用的词", "{value} is none of the words here"),
    "refused": Text("此处的值不能这样组合：{value}", "these values do not go together: {value}"),
    "too-deep": Text("嵌套过深", "nested too deep"),
}
