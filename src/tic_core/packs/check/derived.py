"""Derived facts: each can be worked out from what it names, in the order of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tic_core.model.facts import NUMBER, FactKind
from tic_core.packs.check.bounds import bound, comparable, fits, listed, misfit
from tic_core.packs.check.cycles import DEEPEST, cycles, too_deep
from tic_core.packs.check.demands import check_where
from tic_core.packs.check.facts import field_of, unknown_term, wrong_type
from tic_core.packs.check.names import reads, unknown
from tic_core.packs.check.tables import check_rows
from tic_core.packs.check.types import NUMBERS, ORDERED, TYPE_NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.rules.amounts import exactly
from tic_core.rules.derived import (
    Band,
    Bands,
    ByYear,
    Derived,
    First,
    FirstKnown,
    Greatest,
    Last,
    Least,
    LookUp,
    Portion,
    Rank,
    Running,
    ShareOf,
    Sum,
    Weighted,
)
from tic_core.rules.kinds import FactRef
from tic_core.rules.records import OverRecords
from tic_core.text import Text

DATED = ("date", "whole")  # what puts records in order: a day, or a year
COUNTED = ("whole", "decimal", "yes-no")  # what a weight can be put on


def check_derived(draft: Draft) -> Iterator[Flaw]:
    """Each derived fact by its operation, what fixes it on record, then their order."""
    for path, item in draft.each("derived"):
        if isinstance(item, OverRecords):
            yield from wrong_type(draft, item.of, ("list",), (*path, "of"))
            yield from check_where(draft, item.of, item.where, (*path, "where"))
        checked = _CHECKS.get(type(item))
        if checked is not None:
            yield from checked(draft, item, path)
    yield from _recorded(draft)
    yield from _order(draft)


def _share(draft: Draft, item: ShareOf, path: Path) -> Iterator[Flaw]:
    yield from check_where(draft, item.of, item.among, (*path, "among"))


def _sum(draft: Draft, item: Sum, path: Path) -> Iterator[Flaw]:
    field = yield from field_of(draft, item.of, item.field, (*path, "field"), NUMBERS)
    if field is not None and field.type in NUMBERS and field.currency != item.currency:
        yield flaw(MESSAGES, "currency-differs", (*path, "currency"), field=item.field, currency=field.currency or NONE)


def _running(draft: Draft, item: Running, path: Path) -> Iterator[Flaw]:
    yield from field_of(draft, item.of, item.began, (*path, "began"), ("date",))
    yield from field_of(draft, item.of, item.ended, (*path, "ended"), ("date",))
    yield from wrong_type(draft, item.on, ("date",), (*path, "on"))


def _in_order(draft: Draft, item: First, path: Path) -> Iterator[Flaw]:
    yield from field_of(draft, item.of, item.by, (*path, "by"), DATED)
    yield from field_of(draft, item.of, item.field, (*path, "field"))
    yield from _not_negative(item.skip, (*path, "skip"))


def _by_year(draft: Draft, item: ByYear, path: Path) -> Iterator[Flaw]:
    yield from field_of(draft, item.of, item.by, (*path, "by"), DATED)
    yield from field_of(draft, item.of, item.field, (*path, "field"))
    yield from _not_negative(item.before, (*path, "before"))
    if isinstance(item.year, FactRef):
        yield from wrong_type(draft, item.year.fact, DATED, (*path, "year", "fact"))


def _not_negative(count: int, path: Path) -> Iterator[Flaw]:
    if count < 0:
        yield flaw(MESSAGES, "negative", path, count=count)


def _rank(draft: Draft, item: Rank, path: Path) -> Iterator[Flaw]:
    yield from field_of(draft, item.of, item.by, (*path, "by"), NUMBERS)
    key = yield from field_of(draft, item.of, item.key, (*path, "key"))
    who = kind_of(draft, item.who)
    if key is not None and who is not None and key.type != who.type:
        told = {"fact": item.who, "type": TYPE_NAMES[who.type], "wanted": [TYPE_NAMES[key.type]]}
        yield flaw(MESSAGES, "who-of-other-type", (*path, "who"), **told)


def _weighted(draft: Draft, item: Weighted, path: Path) -> Iterator[Flaw]:
    if not item.parts:
        yield flaw(MESSAGES, "no-parts", (*path, "parts"))
    for index, part in enumerate(item.parts):
        yield from wrong_type(draft, part.fact, COUNTED, (*path, "parts", index, "fact"))
        yield from _cap(draft, part.at_most, (*path, "parts", index, "at_most"))
    yield from _cap(draft, item.at_most, (*path, "at_most"))


def _cap(draft: Draft, cap: Any, path: Path) -> Iterator[Flaw]:
    if isinstance(cap, FactRef):
        yield from wrong_type(draft, cap.fact, ("whole", "decimal"), (*path, "fact"))
    elif cap is not None and cap <= 0:
        yield flaw(MESSAGES, "cap-leaves-nothing", path, cap=cap)


def _one_type(draft: Draft, item: FirstKnown | Least, path: Path) -> Iterator[Flaw]:
    found = [kind for kind in (kind_of(draft, name) for name in item.of) if kind is not None]
    types = sorted({kind.type for kind in found})
    numbers = isinstance(item, Least) and all(comparable(found[0], kind) for kind in found)
    if not item.of or (len(types) > 1 and not numbers):
        yield flaw(MESSAGES, "mixed-types", (*path, "of"), types=[TYPE_NAMES[kind] for kind in types])
    elif isinstance(item, Least):
        for index, name in enumerate(item.of):
            yield from wrong_type(draft, name, ORDERED, (*path, "of", index))


def _portion(draft: Draft, item: Portion, path: Path) -> Iterator[Flaw]:
    yield from wrong_type(draft, item.of, NUMBERS, (*path, "of"))
    if not exactly(item.portion):
        yield flaw(MESSAGES, "portion-inexact", (*path, "portion"), portion=str(item.portion))
    fact = kind_of(draft, item.of)
    for key in ("at_least", "at_most"):
        limit = getattr(item, key)
        if limit is not None and fact is not None and fact.type in NUMBERS:
            held = FactKind(fact.id, fact.name, "decimal" if fact.type == "whole" else fact.type, currency=fact.currency)
            yield from bound(draft, held, key, limit, (*path, key))


def _look_up(draft: Draft, item: LookUp, path: Path) -> Iterator[Flaw]:
    kind = FactKind(item.id, item.name, item.gives, vocabulary=item.vocabulary, currency=item.currency)
    for key, needed in (("vocabulary", "term"), ("currency", "money")):
        if bool(getattr(item, key)) != (item.gives == needed):
            yield flaw(MESSAGES, "look-up-key", (*path, key), key=key, needed=TYPE_NAMES[needed])
    if item.gives == "term":
        yield from unknown(draft, "vocabulary", item.vocabulary, (*path, "vocabulary"))
    told = bool(item.vocabulary or item.gives != "term") and bool(item.currency or item.gives != "money")
    for index, row in enumerate(item.rows if told else ()):
        yield from _given(draft, kind, row.then, (*path, "rows", index, "then"))
    yield from check_rows(draft, item.rows, item.hit, path)


def _given(draft: Draft, kind: FactKind, said: Any, path: Path) -> Iterator[Flaw]:
    """What a row of a look-up says is of the type that the look-up gives."""
    if kind.type in ("term", "code", "yes-no"):
        for found in listed(draft, kind, (said,), ()):
            yield Flaw(found.code, path, found.what, found.expected)
    elif isinstance(said, bool) or not fits(kind, said):
        yield misfit(kind, said, path)


def _banded(draft: Draft, item: Bands, path: Path) -> Iterator[Flaw]:
    yield from wrong_type(draft, item.of, (*NUMBERS, "share"), (*path, "of"))
    yield from check_bands(draft, item.of, item.vocabulary, item.bands, path)


def check_bands(draft: Draft, of: str, vocabulary: str, bands: Sequence[Band], path: Path) -> Iterator[Flaw]:
    """Bands from the highest to the lowest, each with one lower end, the last of them down to where the fact begins."""
    yield from unknown(draft, "vocabulary", vocabulary, (*path, "vocabulary"))
    before: tuple[Decimal, bool] | None = None
    known = True
    for index, band in enumerate(bands):
        at = (*path, "bands", index)
        yield from unknown_term(draft, vocabulary, band.term, (*at, "term"))
        ends = [end for end in (band.from_, band.above) if end is not None]
        if len(ends) != 1 or not NUMBER.fullmatch(str(ends[0])):
            yield flaw(MESSAGES, "bad-band", at, term=band.term)
            known = False
            continue
        lower = (Decimal(ends[0]), band.above is not None)
        if before is not None and lower >= before:
            yield flaw(MESSAGES, "bands-not-descending", at, term=band.term)
        before = lower
    if not bands:
        yield flaw(MESSAGES, "no-bands", (*path, "bands"))
    fact = kind_of(draft, of)
    least = fact.least if fact is not None and NUMBER.fullmatch(str(fact.least)) else None
    if known and before is not None and least is not None and (Decimal(least), False) < before:
        yield flaw(MESSAGES, "bands-leave-a-gap", (*path, "bands", len(bands) - 1), term=bands[-1].term, least=least)


def _recorded(draft: Draft) -> Iterator[Flaw]:
    """A share is compared and never recorded: no fact on record is a fraction."""
    for path, act in draft.each("act"):
        for index, name in enumerate(act.records):
            kind = kind_of(draft, name)
            if kind is not None and kind.type == "share":
                yield flaw(MESSAGES, "share-on-record", (*path, "records", index), fact=name)


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


_CHECKS: Mapping[type[Derived], Callable[[Draft, Any, Path], Iterator[Flaw]]] = {
    ShareOf: _share,
    Sum: _sum,
    Running: _running,
    First: _in_order,
    Last: _in_order,
    ByYear: _by_year,
    Rank: _rank,
    Weighted: _weighted,
    Least: _one_type,
    Greatest: _one_type,
    FirstKnown: _one_type,
    Portion: _portion,
    LookUp: _look_up,
    Bands: _banded,
}

NONE = Text("无", "none")

MESSAGES: Messages = {
    "currency-differs": (
        Text("{field} 的币种（{currency}）与合计的不同", "the currency of {field} ({currency}) is not that of the sum"),
        Text('金额应写 currency，如 "CNY"；其他数不写', 'currency for money, such as "CNY", and none for other numbers'),
    ),
    "negative": (Text("{count} 为负", "{count} is negative"), Text("应为 0 以上的整数", "0 or more")),
    "who-of-other-type": (
        Text("{fact} 的类型是{type}，与所查字段不同", "{fact} is of the type {type}, unlike the field it is looked for in"),
        Text("应为{wanted}", "of the type {wanted}"),
    ),
    "no-parts": (Text("加权合计没有组成部分", "the weighted sum has no parts"), Text("应至少有一项", "at least one")),
    "cap-leaves-nothing": (
        Text("上限 {cap} 使该项不能得分", "the cap {cap} leaves no points at all"),
        Text("应大于 0", "a cap above 0"),
    ),
    "portion-inexact": (
        Text("{portion} 不能用小数准确表示", "{portion} is no exact decimal"),
        Text('应如 "3/10"；三分之一一类用 share 规则', 'a portion such as "3/10"; for thirds, a rule of the kind share'),
    ),
    "look-up-key": (
        Text("{key} 用于且仅用于给出{needed}的查表", "{key} is for look-ups that give the type {needed}, and they need it"),
        Text("应与 gives 相符", "what gives asks for"),
    ),
    "no-bands": (Text("没有分档", "there are no bands"), Text("应至少有一档", "at least one")),
    "bands-leave-a-gap": (
        Text("最低一档 {term} 之下直到 {least} 没有分档", "below the lowest band {term}, down to {least}, there is none"),
        Text("最低一档应从该数的下限起", "a lowest band from the least that the number can be"),
    ),
    "share-on-record": (
        Text("{fact} 是比例，不能记录", "{fact} is a share, which is not recorded"),
        Text("应记录其分子分母，或由分档得出的词", "the numbers it is made of, or a term from its bands"),
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
    "derived-cycle": (
        Text("派生事实互相依赖：{cycle}", "derived facts lead back to themselves: {cycle}"),
        Text("应无循环", "no circle"),
    ),
    "derived-too-deep": (
        Text("{id} 由超过 {most} 层的派生事实得出", "{id} is worked out through more than {most} levels of derived facts"),
        Text("应至多 {most} 层", "at most {most} levels"),
    ),
    "derived-too-early": (
        Text("{id} 依赖写在其后的 {other}", "{id} is worked out from {other}, which stands below it"),
        Text("应写在 {other} 之后", "a place below {other}"),
    ),
}
