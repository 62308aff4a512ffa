"""Facts: what a declaration says goes together with its type, and derived facts can be worked out from what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tic_core.model.facts import NUMBER, FactKind, Vocabulary
from tic_core.packs.check.cycles import DEEPEST, cycles, too_deep
from tic_core.packs.check.names import reads, unknown
from tic_core.packs.check.types import NUMBERS, TYPE_NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.rules.derived import Bands, Count, FirstKnown, Sum
from tic_core.text import Text

BELONGS = {
    "vocabulary": ("term",),
    "many": ("term",),
    "check": ("code",),
    "digits": ("code",),
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
    """Declared facts, then derived ones."""
    for path, fact in draft.each("fact"):
        yield from _declared(fact, path)
        yield from _texts(fact, path)
        if fact.distinct:
            yield from _field(draft, fact.id, fact.distinct, (*path, "distinct"))
        for index, field in enumerate(fact.fields):
            yield from _declared(field, (*path, "fields", index))
            if field.type == "list":
                yield flaw(MESSAGES, "list-in-list", (*path, "fields", index, "type"), id=field.id)
    for path, item in draft.each("derived"):
        yield from _worked_out(draft, item, path)
    yield from _order(draft)


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


def _worked_out(draft: Draft, item: Any, path: Path) -> Iterator[Flaw]:
    if isinstance(item, Count):
        yield from wrong_type(draft, item.of, ("list",), (*path, "of"))
        yield from _where(draft, item, path)
    elif isinstance(item, Sum):
        yield from wrong_type(draft, item.of, ("list",), (*path, "of"))
        yield from _field(draft, item.of, item.field, (*path, "field"), NUMBERS)
    elif isinstance(item, FirstKnown):
        kinds = {kind.type for kind in (kind_of(draft, name) for name in item.of) if kind is not None}
        if len(kinds) > 1 or not item.of:
            yield flaw(MESSAGES, "mixed-types", (*path, "of"), types=[TYPE_NAMES[kind] for kind in sorted(kinds)])
    elif isinstance(item, Bands):
        yield from wrong_type(draft, item.of, NUMBERS, (*path, "of"))
        yield from _bands(draft, item, path)


def wrong_type(draft: Draft, name: str, types: tuple[str, ...], path: Path) -> Iterator[Flaw]:
    """A flaw when a fact is of none of ``types``. One whose type cannot be told is not judged."""
    kind = kind_of(draft, name)
    if kind is not None and kind.type not in types:
        wanted = [TYPE_NAMES[each] for each in types]
        yield flaw(MESSAGES, "fact-of-wrong-type", path, fact=name, type=TYPE_NAMES[kind.type], wanted=wanted)


def _field(draft: Draft, name: str, field: str, path: Path, types: tuple[str, ...] = ()) -> Iterator[Flaw]:
    fact = kind_of(draft, name)
    if fact is None or fact.type != "list":
        return
    found = next((each for each in fact.fields if each.id == field), None)
    if found is None:
        yield flaw(MESSAGES, "unknown-field", path, fact=name, field=field, offer=offered(field, [each.id for each in fact.fields]))
    elif types and found.type in TYPE_NAMES and found.type not in types:
        wanted = [TYPE_NAMES[each] for each in types]
        yield flaw(MESSAGES, "fact-of-wrong-type", path, fact=field, type=TYPE_NAMES[found.type], wanted=wanted)


def _where(draft: Draft, item: Count, path: Path) -> Iterator[Flaw]:
    fact = kind_of(draft, item.of)
    fields = {field.id: field for field in fact.fields} if fact else {}
    for index, where in enumerate(item.where):
        at = (*path, "where", index)
        yield from _field(draft, item.of, where.field, (*at, "field"))
        field = fields.get(where.field)
        for place, term in enumerate(where.one_of if field is not None and field.type == "term" else ()):
            yield from unknown_term(draft, field.vocabulary if field else "", term, (*at, "one_of", place))
        if not where.one_of:
            yield flaw(MESSAGES, "empty-list", (*at, "one_of"), key="one_of")


def unknown_term(draft: Draft, vocabulary: str, term: str, path: Path) -> Iterator[Flaw]:
    """A flaw when a vocabulary has no such term."""
    words = draft.get("vocabulary", vocabulary)
    if isinstance(words, Vocabulary) and term not in [each.id for each in words.terms]:
        offer = offered(term, [each.id for each in words.terms])
        yield flaw(MESSAGES, "unknown-term", path, term=term, vocabulary=vocabulary, offer=offer)


def _bands(draft: Draft, item: Bands, path: Path) -> Iterator[Flaw]:
    yield from unknown(draft, "vocabulary", item.vocabulary, (*path, "vocabulary"))
    before: tuple[Decimal, bool] | None = None
    for index, band in enumerate(item.bands):
        at = (*path, "bands", index)
        yield from unknown_term(draft, item.vocabulary, band.term, (*at, "term"))
        ends = [end for end in (band.from_, band.above) if end is not None]
        if len(ends) != 1 or not NUMBER.fullmatch(str(ends[0])):
            yield flaw(MESSAGES, "bad-band", at, term=band.term)
            continue
        lower = (Decimal(ends[0]), band.above is not None)
        if before is not None and lower >= before:
            yield flaw(MESSAGES, "bands-not-descending", at, term=band.term)
        before = lower
    if not item.bands:
        yield flaw(MESSAGES, "empty-list", (*path, "bands"), key="bands")


def _order(draft: Draft) -> Iterator[Flaw]:
    """Derived facts are worked out from the top down; none leads back to itself."""
    places = {item.id: path for path, item in draft.each("derived")}
    links = {item.id: [name for _, name in reads(item)] for _, item in draft.each("derived")}
    caught = cycles(links)
    for name in () if caught else too_deep(links):
        yield flaw(MESSAGES, "derived-too-deep", places[name], id=name, most=DEEPEST)
    for cycle in caught:
        yield flaw(MESSAGES, "derived-cycle", places[cycle[0]], cycle=" → ".join((*cycle, cycle[0])))
    round_about = {name for cycle in caught for name in cycle}
    order = {name: place for place, name in enumerate(places)}
    for name, place in order.items():
        for other in links[name]:
            if order.get(other, -1) >= place and name not in round_about:
                yield flaw(MESSAGES, "derived-too-early", places[name], id=name, other=other)


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
    "mixed-types": (
        Text("各事实的类型不一：{types}", "the facts are not of one type: {types}"),
        Text("应为同一类型的事实", "facts of one type"),
    ),
    "bad-band": (
        Text("分档 {term} 须恰有一个下限", "the band {term} has exactly one lower end"),
        Text("应为 from（含）或 above（不含），值为数", "a number as from (included) or above (excluded)"),
    ),
    "bands-not-descending": (
        Text("分档 {term} 不低于前一档，永远不会取到", "the band {term} is not below the one before it and is never reached"),
        Text("应由高到低排列", "bands from the highest to the lowest"),
    ),
    "empty-list": (Text("{key} 是空的", "{key} is empty"), Text("应至少有一项", "at least one")),
    "derived-cycle": (
        Text("推导事实互相依赖：{cycle}", "derived facts lead back to themselves: {cycle}"),
        Text("应无循环", "no circle"),
    ),
    "derived-too-deep": (
        Text("{id} 由超过 {most} 层的推导事实得出", "{id} is worked out through more than {most} levels of derived facts"),
        Text("应至多 {most} 层", "at most {most} levels"),
    ),
    "derived-too-early": (
        Text("{id} 依赖写在其后的 {other}", "{id} is worked out from {other}, which stands below it"),
        Text("应写在 {other} 之后", "a place below {other}"),
    ),
}
