"""Facts: named values that rules read. The edition declares type, unit and domain; nothing here ever rounds or guesses.

Two forms of one value: *plain* (what stands in a TOML or JSON document: booleans, integers, strings, dates, lists) and
*exact* (what rules see: ``bool``, ``int``, ``Decimal``, :class:`Money`, ``date``, ``str``, tuples of records).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.text import Text

Value = Any  # bool | int | Decimal | Money | date | str | tuple[Mapping[str, Value], ...] | None
Facts = Mapping[str, Value]


@attrs.frozen(order=True)
class Money:
    """An exact amount of one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@attrs.frozen
class Term:
    """One word of a vocabulary of the policy (a grade, a route, a mode); ``passes`` marks results that count as passed.

    ``excludes`` are terms that say the opposite: nothing that may hold several terms holds it and one of them.
    """

    id: str
    name: Text
    cite: Cite | None = None
    passes: bool | None = None
    excludes: tuple[str, ...] = ()


@attrs.frozen(slots=False)
class Vocabulary:
    """A closed list of terms that the policy owns. Where ``ordered``, the first term is the lowest."""

    id: str
    name: Text
    terms: tuple[Term, ...]
    ordered: bool = False
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of its terms."""
        return frozenset(term.id for term in self.terms)


@attrs.frozen
class Apart:
    """Another fact whose values must not be those of this one: its own value, or a ``field`` of its records."""

    fact: str
    field: str = ""


@attrs.frozen
class FactKind:
    """What an edition declares about one fact.

    ``type`` is one of ``yes-no whole decimal money date text code term list``; ``vocabulary`` names the terms of a ``term``;
    ``check`` a check of a ``code`` (``uscc``: unified social credit code, GB 32100) and ``digits`` its lawful lengths;
    ``classification`` the official table its codes stand in, held to where that table is loaded;
    ``currency`` the one currency of a ``money`` fact; ``least``/``most`` bound a number, both included; ``fields`` are the
    columns of a ``list``; ``personal`` marks what may only be kept where it can be erased; ``of`` is whose fact it is
    (``centre`` or ``edition``); ``optional`` marks a field of a record that may be absent; ``many`` a term field that holds
    at least one term, perhaps several; ``distinct`` is the field of a ``list`` that no two of its records have in common (the
    person, the expert); ``ahead`` marks a date that may lie after the day of the act that brings it (a printed last day).
    ``apart`` are other facts with which it has nothing in common, by its value or its ``distinct`` field: nobody stands in both.
    """

    id: str
    name: Text
    type: str
    of: str = "centre"
    vocabulary: str = ""
    check: str = ""
    digits: tuple[int, ...] = ()
    classification: str = ""
    currency: str = ""
    least: str | int | None = None
    most: str | int | None = None
    unit: Text | None = None
    fields: tuple[FactKind, ...] = ()
    optional: bool = False
    many: bool = False
    ahead: bool = False
    distinct: str = ""
    personal: bool = False
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    apart: tuple[Apart, ...] = ()


class Misfit(ValueError):
    """A plain value that does not fit its declaration; ``what`` and ``expected`` are for people."""

    def __init__(self, what: Text, expected: Text) -> None:
        super().__init__(what.en)
        self.what = what
        self.expected = expected


Words = Mapping[str, Vocabulary]


def exact(kind: FactKind, plain: Any, words: Words) -> Value:
    """The exact form of ``plain``, or :class:`Misfit` saying what was expected."""
    if type(plain) in FORBIDDEN:
        raise _misfit("float", plain, EXPECTED[kind.type])
    return _READERS[kind.type](kind, plain, words)


def plain(value: Value) -> Any:
    """The plain form of an exact value, as JSON holds it: dates in ISO form, decimals and money as strings."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Money):
        return str(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


FORBIDDEN = (float, datetime)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#-]*\Z")
NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?\Z")
LONGEST = 80  # characters of a value that are shown in a message

EXPECTED = {
    "yes-no": Text("应为 true 或 false", "true or false"),
    "whole": Text("应为整数", "a whole number"),
    "decimal": Text('应为十进制数字符串，如 "12.50"', 'a decimal number in a string, such as "12.50"'),
    "money": Text('应为金额字符串，如 "120000.00 CNY"', 'an amount with its currency in a string, such as "120000.00 CNY"'),
    "date": Text("应为日期，如 2023-03-01", "a date, such as 2023-03-01"),
    "text": Text("应为非空文字", "text that is not empty"),
    "code": Text("应为代码", "a code"),
    "term": Text("应为政策词表中的词", "a term of the policy's vocabulary"),
    "list": Text("应为记录的列表", "a list of records"),
}

MESSAGES = {
    "float": Text(
        "值 {value} 是浮点数或带时刻的日期，不精确",
        "the value {value} is a floating-point number or a date with a time, which is not exact",
    ),
    "type": Text("值 {value} 的类型不对", "the value {value} is of the wrong type"),
    "domain": Text("值 {value} 不在允许范围内", "the value {value} lies outside the domain"),
    "between": Text("应在 {least} 至 {most} 之间（含两端）", "a number from {least} to {most}, both included"),
    "terms": Text("应为以下之一：{terms}", "one of: {terms}"),
    "no-term": Text("列表是空的，没有写明任何一项", "the list is empty and names no term"),
    "some-terms": Text("应至少写明以下之一：{terms}", "at least one of: {terms}"),
    "opposed": Text("“{term}”与 {others} 不能并存", "“{term}” cannot stand beside {others}"),
    "one-side": Text("“{term}”与其相反者只写其一", "either “{term}” or what it excludes"),
    "repeated": Text("{field} {value} 出现不止一次", "the {field} {value} stands there more than once"),
    "distinct": Text("各条记录的{field}应互不相同", "records that each have a {field} of their own"),
    "uscc": Text("统一社会信用代码 {value} 不正确：{why}", "the unified social credit code {value} is wrong: {why}"),
    "uscc-form": Text(
        "应为 18 位、校验码正确的统一社会信用代码（GB 32100）", "18 characters with a right check character (GB 32100)"
    ),
    "digits": Text("应为 {digits} 位数字", "{digits} digits"),
    "no-code": Text("分类表中没有代码 {value}", "the classification has no code {value}"),
    "in-table": Text("应为 {table} 中的代码", "a code of {table}"),
    "currency": Text("币种应为 {currency}", "an amount in {currency}"),
    "missing": Text("记录缺少 {field}", "the record lacks {field}"),
    "extra": Text("记录有未声明的 {field}", "the record has {field}, which is not declared"),
    "fields": Text("应有：{fields}", "these fields: {fields}"),
}

WRONG_CODES = {
    "InvalidLength": Text("长度不对", "its length is wrong"),
    "InvalidFormat": Text("有不允许的字符", "it has characters that do not belong there"),
    "InvalidChecksum": Text("校验码不符", "its check character does not match"),
    "InvalidComponent": Text("其中一段不存在", "a part of it stands for nothing"),
}
"""What python-stdnum finds wrong with a code, by the name of its exception."""


def _misfit(code: str, value: Any, expected: Text, **told: Any) -> Misfit:
    return Misfit(MESSAGES[code].fill(value=_seen(value), **told), expected)


def _seen(value: Any) -> Any:
    """A plain value as a document writes it, and not endless: ``"true"`` is text, ``true`` is not."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return "{ … }" if value else "{ }"
    if isinstance(value, list | tuple):
        return "[ … ]" if value else "[ ]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f'"{text}"' if isinstance(value, str) else text


def _of_type(kind: FactKind, plain: Any, *types: type) -> Any:
    if type(plain) not in types or (isinstance(plain, str) and not plain.strip()):
        raise _misfit("type", plain, EXPECTED[kind.type])
    return plain


def _bounded(kind: FactKind, value: Any, number: Decimal) -> Any:
    least, most = (None if end is None else Decimal(end) for end in (kind.least, kind.most))
    if (least is not None and number < least) or (most is not None and number > most):
        open_end = {"least": "-∞" if least is None else least, "most": "∞" if most is None else most}
        raise _misfit("domain", value, MESSAGES["between"].fill(**open_end))
    return value


def _whole(kind: FactKind, plain: Any, _: Words) -> int:
    number: int = _of_type(kind, plain, int)
    _bounded(kind, number, Decimal(number))
    return number


def _decimal(kind: FactKind, plain: Any, _: Words) -> Decimal:
    if isinstance(plain, Decimal):
        plain = str(plain)
    if type(plain) is int:
        plain = str(plain)
    _of_type(kind, plain, str)
    if not NUMBER.fullmatch(plain):
        raise _misfit("type", plain, EXPECTED[kind.type])
    number = Decimal(plain)
    _bounded(kind, number, number)
    return number


def _money(kind: FactKind, plain: Any, _: Words) -> Money:
    amount, _space, currency = str(_of_type(kind, str(plain) if isinstance(plain, Money) else plain, str)).partition(" ")
    if not NUMBER.fullmatch(amount) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise _misfit("type", plain, EXPECTED[kind.type])
    if currency != kind.currency:
        raise _misfit("domain", plain, MESSAGES["currency"].fill(currency=kind.currency))
    value = Money(Decimal(amount), currency)
    _bounded(kind, value, value.amount)
    return value


def _date(kind: FactKind, plain: Any, _: Words) -> date:
    if type(plain) is str and DAY.fullmatch(plain):
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
    day: date = _of_type(kind, plain, date)
    return day


def table_of(classification: str) -> str:
    """The name under which a loaded classification stands among the words of an edition."""
    return f"classification:{classification}"


def _code(kind: FactKind, plain: Any, words: Words) -> str:
    if type(plain) is str and kind.check == "uscc":
        return credit_code(plain)
    text: str = _of_type(kind, plain, str)
    if kind.digits and not (text.isascii() and text.isdigit() and len(text) in kind.digits):
        raise _misfit("domain", text, MESSAGES["digits"].fill(digits=" / ".join(map(str, kind.digits))))
    if not CODE.fullmatch(text):
        raise _misfit("type", text, EXPECTED["code"])
    table = words.get(table_of(kind.classification)) if kind.classification else None
    if table is not None and text not in table.known:
        raise _misfit("no-code", text, MESSAGES["in-table"].fill(table=kind.classification))
    return text


# What an input method set to full width types: the same signs, further up in Unicode.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def credit_code(text: str) -> str:
    """The one spelling of a unified social credit code, its check character verified (python-stdnum); else :class:`Misfit`."""
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        found: str = uscc.validate(text.translate(_FULL_WIDTH))
    except ValidationError as error:
        why = WRONG_CODES.get(type(error).__name__, WRONG_CODES["InvalidFormat"])
        raise _misfit("uscc", text, MESSAGES["uscc-form"], why=why) from None
    return found


def _text(kind: FactKind, plain: Any, _: Words) -> str:
    text: str = _of_type(kind, plain, str)
    return text.strip()


def _term(kind: FactKind, plain: Any, words: Words) -> str | tuple[str, ...]:
    known = [term.id for term in words[kind.vocabulary].terms]
    chosen = [str(_of_type(kind, item, str)) for item in (_of_type(kind, plain, list, tuple) if kind.many else [plain])]
    strange = [item for item in chosen if item not in known]
    if strange:
        raise Misfit(MESSAGES["domain"].fill(value=[_seen(item) for item in strange]), MESSAGES["terms"].fill(terms=known))
    if not chosen:
        raise Misfit(MESSAGES["no-term"], MESSAGES["some-terms"].fill(terms=known))
    for term in words[kind.vocabulary].terms if len(chosen) > 1 else ():
        against = [other for other in term.excludes if term.id in chosen and other in chosen]
        if against:
            raise Misfit(MESSAGES["opposed"].fill(term=term.name, others=against), MESSAGES["one-side"].fill(term=term.name))
    return tuple(chosen) if kind.many else chosen[0]


def _list(kind: FactKind, plain: Any, words: Words) -> tuple[Mapping[str, Value], ...]:
    rows = _of_type(kind, plain, list, tuple)
    records = tuple(_record(kind, row, words) for row in rows)
    if kind.distinct:
        _no_two(kind, [record[kind.distinct] for record in records if kind.distinct in record])
    return records


def _no_two(kind: FactKind, values: Sequence[Value]) -> None:
    """Refuse records that share what each should have of its own: a person who stands on a committee twice counts once."""
    repeated = [value for value, count in Counter(values).items() if count > 1]
    if repeated:
        field = next(each.name for each in kind.fields if each.id == kind.distinct)
        told = {"field": field, "value": [_seen(plain(value)) for value in repeated]}
        raise Misfit(MESSAGES["repeated"].fill(**told), MESSAGES["distinct"].fill(field=field))


def _record(kind: FactKind, row: Any, words: Words) -> Mapping[str, Value]:
    fields = {field.id: field for field in kind.fields}
    if not isinstance(row, Mapping):
        raise _misfit("type", row, EXPECTED["list"])
    extra = [key for key in row if key not in fields]
    lacking = [key for key, field in fields.items() if key not in row and not field.optional]
    for message, keys in (("extra", extra), ("missing", lacking)):
        if keys:
            raise Misfit(MESSAGES[message].fill(field=keys), MESSAGES["fields"].fill(fields=list(fields)))
    return {key: exact(fields[key], value, words) for key, value in row.items()}


def _yes_no(kind: FactKind, plain: Any, _: Words) -> bool:
    answer: bool = _of_type(kind, plain, bool)
    return answer


_READERS: dict[str, Callable[[FactKind, Any, Words], Value]] = {
    "yes-no": _yes_no,
    "whole": _whole,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "text": _text,
    "code": _code,
    "term": _term,
    "list": _list,
}

FACT_TYPES = tuple(_READERS)
