"""Facts: what a declaration says goes together with its type."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from decimal import Decimal

from tic_core.model.facts import NUMBER, FactKind, Vocabulary
from tic_core.packs.check.types import NUMBERS, TYPE_NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.text import Text

BELONGS = {
    "vocabulary": ("term",),
    "many": ("term",),
    "check": ("code",),
    "digits": ("code",),
    "classification": ("code",),
    "ahead": ("date",),
    "currency": ("money",),
    "least": NUMBERS,
    "most": NUMBERS,
    "fields": ("list",),
    "distinct": ("list",),
}
"""Keys of a fact that only some types take."""

NEEDS = {"term": "vocabulary", "money": "currency", "list": "fields"}
TEXTS = "basis"
OF_A_TEXT = {"id": ("code", "text"), "first": ("date",), "last": ("date",)}
"""What the core reads of a registered text: its id, and the first and the last day on which it is in force."""

_CURRENCY = re.compile(r"[A-Z]{3}")


def check_facts(draft: Draft) -> Iterator[Flaw]:
    """Each fact that the edition declares, with the fields of its records."""
    for path, fact in draft.each("fact"):
        yield from _declared(fact, path)
        yield from _texts(fact, path)
        if fact.distinct:
            yield from field_of(draft, fact.id, fact.distinct, (*path, "distinct"))
        for index, field in enumerate(fact.fields):
            yield from _declared(field, (*path, "fields", index))
            if field.type == "list":
                yield flaw(MESSAGES, "list-in-list", (*path, "fields", index, "type"), id=field.id)


def _declared(fact: FactKind, path: Path) -> Iterator[Flaw]:
    if fact.type not in TYPE_NAMES:
        return
    for key, types in BELONGS.items():
        if getattr(fact, key) not in ("", (), None, False) and fact.type not in types:
            yield flaw(MESSAGES, "misplaced-key", (*path, key), key=key, type=TYPE_NAMES[fact.type])
    needed = NEEDS.get(fact.type)
    if needed and not getattr(fact, needed):
        yield flaw(MESSAGES, "key-needed", (*path, needed), key=needed, type=TYPE_NAMES[fact.type])
    if fact.type == "money" and fact.currency and not _CURRENCY.fullmatch(fact.currency):
        yield flaw(MESSAGES, "bad-currency", (*path, "currency"), code=fact.currency)
    if any(count < 1 for count in fact.digits):
        yield flaw(MESSAGES, "bad-digits", (*path, "digits"))
    yield from _bounds(fact, path)


def _texts(fact: FactKind, path: Path) -> Iterator[Flaw]:
    """The one fact that the core itself reads: the list of texts that an act may name as its basis (see ``docs/facts.md``)."""
    if fact.id != TEXTS:
        return
    found = {field.id: field.type for field in fact.fields if not field.optional}
    if fact.type != "list" or any(found.get(field) not in types for field, types in OF_A_TEXT.items()):
        yield flaw(MESSAGES, "bad-basis", path, id=TEXTS, fields=list(OF_A_TEXT))


def _bounds(fact: FactKind, path: Path) -> Iterator[Flaw]:
    if fact.type not in NUMBERS:
        return
    ends = {}
    for key in ("least", "most"):
        end = getattr(fact, key)
        if isinstance(end, str) and (fact.type == "whole" or not NUMBER.fullmatch(end)):
            yield flaw(MESSAGES, "bad-bound", (*path, key), value=end, type=TYPE_NAMES[fact.type])
        elif end is not None:
            ends[key] = Decimal(end)
    if len(ends) == 2 and ends["least"] > ends["most"]:
        yield flaw(MESSAGES, "bounds-contradict", (*path, "most"), low=fact.least, high=fact.most)


def wrong_type(draft: Draft, name: str, types: tuple[str, ...], path: Path) -> Iterator[Flaw]:
    """A flaw when a fact is of none of ``types``. One whose type cannot be told is not judged."""
    kind = kind_of(draft, name)
    if kind is not None and kind.type not in types:
        wanted = [TYPE_NAMES[each] for each in types]
        yield flaw(MESSAGES, "fact-of-wrong-type", path, fact=name, type=TYPE_NAMES[kind.type], wanted=wanted)


def field_of(
    draft: Draft, name: str, field: str, path: Path, types: tuple[str, ...] = ()
) -> Generator[Flaw, None, FactKind | None]:
    """The field of a list's records, or None; with a flaw where there is none, or it is of none of ``types``."""
    fact = kind_of(draft, name)
    if fact is None or fact.type != "list":
        return None
    found = next((each for each in fact.fields if each.id == field), None)
    if found is None:
        yield flaw(MESSAGES, "unknown-field", path, fact=name, field=field, offer=offered(field, [each.id for each in fact.fields]))
    elif types and found.type in TYPE_NAMES and found.type not in types:
        wanted = [TYPE_NAMES[each] for each in types]
        yield flaw(MESSAGES, "fact-of-wrong-type", path, fact=field, type=TYPE_NAMES[found.type], wanted=wanted)
    return found if found is not None and found.type in TYPE_NAMES else None


def unknown_term(draft: Draft, vocabulary: str, term: str, path: Path) -> Iterator[Flaw]:
    """A flaw when a vocabulary has no such term."""
    words = draft.get("vocabulary", vocabulary)
    if isinstance(words, Vocabulary) and term not in [each.id for each in words.terms]:
        offer = offered(term, [each.id for each in words.terms])
        yield flaw(MESSAGES, "unknown-term", path, term=term, vocabulary=vocabulary, offer=offer)


MESSAGES: Messages = {
    "misplaced-key": (
        Text("{type}类型的事实没有 {key}", "a fact of the type {type} has no {key}"),
        Text("应删除该键，或改用其他类型", "no such key, or another type"),
    ),
    "key-needed": (Text("{type}类型的事实缺少 {key}", "a fact of the type {type} lacks {key}"), Text("应写明 {key}", "{key}")),
    "bad-currency": (
        Text("{code} 不是货币代码", "{code} is no code of a currency"),
        Text("应为 ISO 4217 代码，如 CNY", "an ISO 4217 code, such as CNY"),
    ),
    "bad-digits": (
        Text("位数须为正数", "a number of digits is positive"),
        Text("应为正整数的列表", "a list of positive whole numbers"),
    ),
    "bad-bound": (
        Text("{value} 不能作为{type}的界限", "{value} cannot bound a {type}"),
        Text("应为该类型的数", "a number of that type"),
    ),
    "bounds-contradict": (
        Text("下限 {low} 与上限 {high} 相互矛盾", "the lower bound {low} and the upper bound {high} contradict each other"),
        Text("下限应不高于上限", "a lower bound that is not above the upper one"),
    ),
    "bad-basis": (
        Text("核心要读取 {id}，但它不是登记文本的列表", "the core reads {id}, which is no list of registered texts here"),
        Text(
            "应为列表，其字段 {fields} 均须填写：代码或文字，及首日、末日两个日期；或另取名称",
            "a list with the fields {fields}, none optional: a code or text, and the first and last day as dates; or another name",
        ),
    ),
    "list-in-list": (
        Text("记录的字段 {id} 不能又是列表", "the field {id} of a record cannot be a list itself"),
        Text("应为单个的值", "a single value"),
    ),
    "fact-of-wrong-type": (
        Text("{fact} 的类型是{type}", "{fact} is of the type {type}"),
        Text("应为以下类型之一：{wanted}", "one of the types {wanted}"),
    ),
    "unknown-field": (Text("{fact} 的记录没有字段 {field}", "records of {fact} have no field {field}"), Text("{offer}", "{offer}")),
    "unknown-term": (
        Text("词表 {vocabulary} 中没有 {term}", "the vocabulary {vocabulary} has no term {term}"),
        Text("{offer}", "{offer}"),
    ),
    "empty-list": (Text("{key} 是空的", "{key} is empty"), Text("应至少有一项", "at least one")),
}
