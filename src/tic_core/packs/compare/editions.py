"""Two editions of a measure, or of two measures, side by side: what was added, removed and changed, by article.

Things are matched by id; one that only got another id is found by what it says. A rule counts as changed when anything changed that
its meaning depends on, be it far away (a condition of a derived fact): the form that signatures are bound to says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.cite import Cite
from tic_core.model.dates import Calendar, Deadline, due_by, month_end, rolled
from tic_core.model.edition import LISTS, ActKind, DutyKind, YearDay, told_last
from tic_core.packs.canonical import meaning, plain, reached
from tic_core.packs.compare.rules import Compared, Witness, compare_rules
from tic_core.packs.compare.words import NAMED, TABLES, attribute, told
from tic_core.packs.wording import sentence
from tic_core.text import Text

HOW: Mapping[str, Text] = {
    "added": Text("新增", "added"),
    "removed": Text("删去", "removed"),
    "changed": Text("变更", "changed"),
}

SHIFTS: Mapping[str, Text] = {
    "earlier": Text("更早", "earlier"),
    "later": Text("更晚", "later"),
    "either": Text("或早或晚", "earlier or later, as the days fall"),
}
"""How the last day of a duty may have moved."""


@attrs.frozen
class Change:
    """One thing that differs: of which ``table``, its id in the newer edition that has it (``was`` its id before, where another),
    where it stands, ``how`` it differs, which way (``relation``), and what is to be said of it; ``through`` is
    what it rests on that has changed.
    """

    table: str
    id: str
    how: str
    name: Text
    cite: Cite | None = None
    before: Cite | None = None
    was: str = ""
    relation: str = ""
    said: tuple[Text, ...] = ()
    through: tuple[Text, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    why: Text | None = None

    @property
    def far(self) -> bool:
        """Whether it says and finds the same as before, though something it rests on has changed."""
        return self.relation == "equivalent" and bool(self.through) and not (self.said or self.was or self.moved)

    @property
    def moved(self) -> bool:
        """Whether it stands in another article than before."""
        return self.how == "changed" and self.cite != self.before


def compare(old: Lawbook, new: Lawbook) -> tuple[Change, ...]:
    """Everything in which ``new`` differs from ``old``: the measure itself first, then by article of the newer text."""
    changes = [*_head(old, new), *(change for table in LISTS for change in _table(old, new, table))]
    return tuple(sorted(changes, key=_place))


def _place(change: Change) -> tuple[Any, ...]:
    cite = change.cite or change.before
    head = change.table in ("identity", "convention")
    part = ("notice", "article", "annex").index(cite.part) if cite else 3
    return not head, part, cite.article if cite else 0, cite.item if cite else 0


def _head(old: Lawbook, new: Lawbook) -> Iterator[Change]:
    """The measure as such, and how its periods run."""
    for table in ("identity", "convention"):
        before, after = getattr(old.edition, table), getattr(new.edition, table)
        said = tuple(_said(old, new, before, after, EXPECTED_TO_DIFFER))
        if said:
            cite = after.in_force.cite if table == "identity" else None
            name = after.title if table == "identity" else TABLES[table]
            yield Change(table, after.id, "changed", name, cite, before.in_force.cite if table == "identity" else None, said=said)


EXPECTED_TO_DIFFER = ("id",)


def _table(old: Lawbook, new: Lawbook, table: str) -> Iterator[Change]:
    before, after = old.edition.tables[table], new.edition.tables[table]
    renamed = _renamed(old, new, table)
    for name, item in after.items():
        if name in before:
            yield from _changed(old, new, table, name, name)
        elif name in renamed:
            yield from _changed(old, new, table, renamed[name], name)
        else:
            yield Change(table, name, "added", _name(item), item_cite(item), None, said=_content(new, table, item))
    for name, item in before.items():
        if name not in after and name not in renamed.values():
            yield Change(table, name, "removed", _name(item), None, item_cite(item), said=_content(old, table, item))


@lru_cache(maxsize=len(LISTS))
def _renamed(old: Lawbook, new: Lawbook, table: str) -> Mapping[str, str]:
    """New ids of things that say what a thing of another id said before."""
    before, after = old.edition.tables[table], new.edition.tables[table]
    gone = {_core(old, table, name): name for name in before if name not in after}
    found = {name: gone.get(_core(new, table, name)) for name in after if name not in before}
    return {name: was for name, was in found.items() if was is not None}


def _in_old_names(old: Lawbook, new: Lawbook, name: str, value: Any) -> Any:
    """A value of an attribute with the ids that things had before, where all that changed of them is the id."""
    if isinstance(value, str):
        return _renamed(old, new, NAMED.get(name, "facts")).get(value, value) if name != "id" else value
    if isinstance(value, tuple):
        return tuple(_in_old_names(old, new, name, each) for each in value)
    if not attrs.has(type(value)) or isinstance(value, Text | Cite):
        return value
    changed = {field.name: _in_old_names(old, new, field.name, getattr(value, field.name)) for field in attrs.fields(type(value))}
    return attrs.evolve(value, **changed)


def _core(book: Lawbook, table: str, name: str) -> str:
    """What a thing says, without its id, name and article."""
    if table == "rules":
        return meaning(book.edition, name)
    form = plain(book.edition.tables[table][name], ("id", "name", "cite", "assumed"))
    return str(sorted(form.items(), key=str)) if len(form) > 1 else name


def item_cite(item: Any) -> Cite | None:
    """The article of a thing, where its kind has one."""
    return getattr(item, "cite", None)


def _name(item: Any) -> Text:
    return getattr(item, "name", None) or item.question  # type: ignore[no-any-return]


def _content(book: Lawbook, table: str, item: Any) -> tuple[Text, ...]:
    """What is said of a thing that is only in one edition."""
    return (sentence(item, book.names),) if table == "rules" else ()


def _changed(old: Lawbook, new: Lawbook, table: str, was: str, name: str) -> Iterator[Change]:
    before, after = old.edition.tables[table][was], new.edition.tables[table][name]
    after = after if table == "rules" else _in_old_names(old, new, "", after)
    same = was == name and plain(before) == plain(after)
    if same and (table != "rules" or meaning(old.edition, was) == meaning(new.edition, name)):
        return
    change = Change(table, name, "changed", _name(after), item_cite(after), item_cite(before), was if was != name else "")
    yield _OF.get(table, _other)(old, new, before, after, change)


def _other(old: Lawbook, new: Lawbook, before: Any, after: Any, change: Change) -> Change:
    return attrs.evolve(change, said=tuple(_said(old, new, before, after, ("id",))))


# ── what an attribute was and is ───────────────────────────────────────────────────────────────────────────────────────────────


def _said(old: Lawbook, new: Lawbook, before: Any, after: Any, left_out: Iterable[str] = ()) -> Iterator[Text]:
    """One line for each attribute that differs."""
    if type(before) is not type(after):
        yield SAID["kind"].fill(old=getattr(before, "kind", ""), new=getattr(after, "kind", ""))
        return
    for field in attrs.fields(type(after)):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.name in left_out or plain(one) == plain(other):
            continue
        word = attribute(field.name)
        if isinstance(one, tuple) and isinstance(other, tuple):
            yield from _lists(old, new, field.name, one, other)
        elif field.name == "in_force":
            yield SAID["window"].fill(word=word, a=one.first, b=told_last(one.last), c=other.first, d=told_last(other.last))
        else:
            yield SAID["was-is"].fill(word=word, old=told(old, field.name, one), new=told(new, field.name, other))


def _lists(old: Lawbook, new: Lawbook, name: str, one: tuple[Any, ...], other: tuple[Any, ...]) -> Iterator[Text]:
    """What came into a list and went out of it; what has an id and stayed, but says something else."""
    word, forms = attribute(name), ([plain(each) for each in one], [plain(each) for each in other])
    gone = [each for each, form in zip(one, forms[0], strict=True) if form not in forms[1]]
    come = [each for each, form in zip(other, forms[1], strict=True) if form not in forms[0]]
    stayed = {_id(each) for each in gone} & {_id(each) for each in come} - {""}
    for code, book, items in (
        ("come", new, [each for each in come if _id(each) not in stayed]),
        ("gone", old, [each for each in gone if _id(each) not in stayed]),
        ("else", new, [each for each in come if _id(each) in stayed]),
    ):
        if items:
            yield SAID[code].fill(word=word, items=[told(book, name, each) for each in items])
    if not gone and not come:
        yield SAID["order"].fill(word=word)


def _id(item: Any) -> str:
    return str(getattr(item, "id", ""))


# ── rules ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rule(old: Lawbook, new: Lawbook, before: Any, after: Any, change: Change) -> Change:
    found: Compared = compare_rules(old.edition, new.edition, before.id, after.id)
    one, other = sentence(before, old.names), sentence(after, new.names)
    said = [SAID["sentences"].fill(old=one, new=other)] if one != other else []
    if before.name != after.name:
        said.append(SAID["was-is"].fill(word=attribute("name"), old=before.name, new=after.name))
    if before.judge != after.judge:
        said.append(SAID["was-is"].fill(word=attribute("judge"), old=_judge(old, before), new=_judge(new, after)))
    if before.assumed != after.assumed:
        said += _lists(old, new, "assumed", before.assumed, after.assumed)
    through = tuple(_through(old, new, before.id, after.id))
    return attrs.evolve(
        change, relation=found.relation, said=tuple(said), through=through, witnesses=found.witnesses, why=found.why
    )


def _judge(book: Lawbook, rule: Any) -> Text:
    return told(book, "judge", rule.judge or book.edition.identity.judge)


def _through(old: Lawbook, new: Lawbook, was: str, name: str) -> Iterator[Text]:
    """What the rule rests on that changed, itself left out."""
    shared = reached(old.edition, ("rules", was)) & reached(new.edition, ("rules", name))
    for table, each in sorted(shared):
        before, after = old.edition.tables[table][each], new.edition.tables[table][each]
        if each not in (was, name) and plain(before) != plain(after):
            yield SAID["thing"].fill(table=TABLES[table], name=_name(after))


# ── acts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _act(old: Lawbook, new: Lawbook, before: ActKind, after: ActKind, change: Change) -> Change:
    """An act is stricter where more is asked of it or fewer may take it in fewer stages, looser where less is, or more may."""
    ways = {way for part in _DEMANDS for way in _way(part(before), part(after), more="stricter", fewer="looser")}
    ways |= {way for part in _PERMISSIONS for way in _way(part(before), part(after), more="looser", fewer="stricter")}
    relation = next(iter(ways)) if len(ways) == 1 else "incomparable" if ways else ""
    return attrs.evolve(_other(old, new, before, after, change), relation=relation)


def _way(before: frozenset[Any], after: frozenset[Any], *, more: str, fewer: str) -> Iterator[str]:
    if after - before:
        yield more
    if before - after:
        yield fewer


Asked = Callable[[ActKind], frozenset[Any]]

_DEMANDS: tuple[Asked, ...] = (
    lambda act: frozenset(act.requires),
    lambda act: frozenset(act.brings),
    lambda act: frozenset(text.zh for text in act.documents),
    lambda act: frozenset({"reason"} if act.reason else ()),
    lambda act: frozenset({"named"} if act.grounds == "named" else ()),
)
_PERMISSIONS: tuple[Asked, ...] = (
    lambda act: frozenset(act.roles),
    lambda act: frozenset(act.at),
    lambda act: frozenset((source, move.to or move.to_fact) for move in act.moves for source in move.from_ or ("",)),
)


# ── duties ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _duty(old: Lawbook, new: Lawbook, before: DutyKind, after: DutyKind, change: Change) -> Change:
    changed = _other(old, new, before, after, change)
    found = list(_shifts(old, new, before, after))
    ways = {way for way, _ in found}
    if not ways:
        return changed
    relation = next(iter(ways)) if len(ways) == 1 else "either"
    return attrs.evolve(changed, relation=relation, said=(*changed.said, *(text for _, text in found)))


def _shifts(old: Lawbook, new: Lawbook, before: DutyKind, after: DutyKind) -> Iterator[tuple[str, Text]]:
    """Where the last day has moved to, with a day on which it shows."""
    seen: dict[str, Text] = {}
    for anchor in _anchors(new.first):
        one, other = _last(old, before, anchor), _last(new, after, anchor)
        if one is not None and other is not None and one != other:
            way = "earlier" if other < one else "later"
            seen.setdefault(way, SAID["last-day"].fill(anchor=anchor, old=one, new=other))
    yield from seen.items()


def _anchors(first: date) -> Iterator[date]:
    yield from (first + timedelta(days=step) for step in range(DAYS_TRIED))


DAYS_TRIED = 800  # over two years: every weekday of every month, and a February of each length or nearly


def _last(book: Lawbook, duty: DutyKind, anchor: date) -> date | None:
    """The last day of a duty counted from a day, as far as the edition alone tells."""
    convention = book.edition.convention
    period = duty.period or duty.every
    if period is not None:
        return due_by(anchor, period, convention.roll, book.calendar).last
    return _yearly(duty, duty.yearly, anchor, convention.fixed_roll, book.calendar) if duty.yearly else None


def _yearly(duty: DutyKind, yearly: YearDay, anchor: date, roll: str, calendar: Calendar) -> date:
    """The first of the days of the year."""
    year, month, day = anchor.year + duty.first_year, yearly.month, yearly.day
    last = month_end(year, month)
    return rolled(Deadline(last if day == "last" else date(year, month, min(int(day), last.day))), roll, calendar).last


_OF: Mapping[str, Callable[[Lawbook, Lawbook, Any, Any, Change], Change]] = {"rules": _rule, "acts": _act, "duties": _duty}


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes of each kind, and of rules how many of each relation."""
    found: dict[str, int] = dict.fromkeys(HOW, 0)
    for change in changes:
        found[change.how] += 1
    return found


SAID = {
    "was-is": Text("{word}：{old} → {new}", "{word}: {old} → {new}"),
    "window": Text("{word}：{a} 至 {b} → {c} 至 {d}", "{word}: {a} to {b} → {c} to {d}"),
    "come": Text("{word}，增加：{items}", "{word}, added: {items}"),
    "gone": Text("{word}，删去：{items}", "{word}, removed: {items}"),
    "else": Text("{word}，内容改变：{items}", "{word}, changed: {items}"),
    "order": Text("{word}：次序改变", "{word}: another order"),
    "kind": Text("种类：{old} → {new}", "kind: {old} → {new}"),
    "sentences": Text("原为：{old}；现为：{new}", "was: {old}; is: {new}"),
    "thing": Text("{table}“{name}”", "{table} “{name}”"),
    "last-day": Text("自 {anchor} 起算：最后一日 {old} → {new}", "counted from {anchor}: last day {old} → {new}"),
}
