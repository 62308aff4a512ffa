"""Mutants: an edition document with one value changed by one step. What the law would be if a single figure were wrong.

What is changed is what the text of a measure fixes: every number, share, amount and day; the unit of a period; whether a bound
includes its end; who may act, judge and owe; the article and the interpretations that something rests on; what belongs to a
condition or a duty; which conditions an act requires or only notes; whether a condition holds generally. Names, descriptions and
alternative readings are left alone, for no decision turns on them; so are the stages and steps in which an act may be taken: these
are walked through elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.packs.locate import Path

Plain = Mapping[str, Any]
DAY = timedelta(days=1)

TABLES = (
    "identity",
    "convention",
    "office_kind",
    "fact",
    "derived",
    "stage",
    "proceeding",
    "rule",
    "act",
    "duty",
    "reservation",
    "incentive",
    "interpretation",
)
"""The tables whose content has effect. Vocabularies, roles and offices name things."""

CONDITIONS = ("derived", "rule", "duty")
SHOWN = ("identity", "fact", "rule", "act", "duty", "reservation", "incentive", "interpretation", "stage", "proceeding")
"""Tables whose articles a finding, a duty or the account of the measure shows."""
RESTING = ("rule", "act", "reservation", "incentive")
"""Tables whose interpretations a receipt names."""

SILENT = frozenset(
    (
        *("schema", "id", "kind", "op", "type", "name", "title", "question", "effect", "readings", "choices", "calendar", "status"),
        *("document_no", "registration_no", "issuer", "issued_on", "policy", "jurisdiction", "parents", "supersedes", "based_on"),
        *("languages", "time_zone", "item_styles", "taken", "document", "documents"),
    )
)
"""Keys that name, describe or say where something came from."""

ENDS = {"at_most": "below", "at_least": "above", "first": "after", "last": "before"}
BOUNDS = {**ENDS, **{other: end for end, other in ENDS.items()}}
BANDS = {"from": "above", "above": "from"}
UNITS = {"years": ("months",), "months": ("years", "days"), "days": ("months", "working_days"), "working_days": ("days",)}
ROLES = ("roles", "role", "judge", "owner")
ROLLS = ("none", "next-working-day")
WRITTEN = ("force", "unconfirmed", "when")  # switched off by not being written

_FRACTION = re.compile(r"(\d+)/(\d+)")
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)( [A-Z]{3})?")


@attrs.frozen
class Mutant:
    """One change: the item (``place`` in the document) as it would stand, where inside it, of which sort, from what to what."""

    place: Path
    inside: Path
    sort: str
    old: str
    new: str
    article: str
    item: Any = attrs.field(repr=False)

    @property
    def path(self) -> Path:
        """Where the change is in the document."""
        return (*self.place, *self.inside)

    @property
    def key(self) -> str:
        """Where it is, as people say it: ``rule.committee-share.at_most``."""
        name = self.item.get("id") if len(self.place) > 1 else None
        return ".".join(str(step) for step in (self.place[0], *([name] if name else self.place[1:]), *self.inside))

    def put(self, table: Plain) -> dict[str, Any]:
        """The document with the changed item in its place; nothing else is copied."""
        name, *rest = self.place
        items = self.item
        if rest:
            items = list(table[str(name)])
            items[int(rest[0])] = self.item
        return {**table, str(name): items}


@attrs.frozen
class Spot:
    """A value in an item: its path, itself, the tables around it, and what the document has to offer instead."""

    table: str
    item: Any
    path: Path
    value: Any
    document: Plain

    @property
    def key(self) -> str:
        """The nearest key: of a list, its own."""
        return next(str(step) for step in reversed(self.path) if isinstance(step, str))

    @property
    def around(self) -> Any:
        """The table or list it stands in."""
        return at(self.item, self.path[:-1])


Change = tuple[Any, str, str]  # the item changed, what stood there, what stands there now


def mutants(document: Plain) -> Iterator[Mutant]:
    """Every mutant of a document, in its order."""
    for place, item in _items(document):
        for path, value in _walk(item):
            spot = Spot(str(place[0]), item, path, value, document)
            for sort, step in STEPS:
                for changed, old, new in step(spot):
                    yield Mutant(place, path, sort, old, new, _article(item, path), changed)


def _items(document: Plain) -> Iterator[tuple[Path, Any]]:
    for name in TABLES:
        found = document.get(name)
        if isinstance(found, dict):
            yield (name,), found
        else:
            yield from (((name, index), item) for index, item in enumerate(found or ()))


def _walk(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value inside, tables and lists too, but for what is silent."""
    pairs: Iterator[tuple[str | int, Any]] = iter(node.items()) if isinstance(node, dict) else enumerate(node)
    for step, value in pairs:
        if step in SILENT or (isinstance(value, dict) and "zh" in value and not isinstance(step, int)):
            continue
        yield (*path, step), value
        if isinstance(value, dict | list) and not (isinstance(value, dict) and "zh" in value):
            yield from _walk(value, (*path, step))


def _article(item: Any, path: Path) -> str:
    """The article under which the value stands: of the nearest table around it that cites one, else what the item assumes."""
    for length in range(len(path) - 1, -1, -1):
        around = at(item, path[:length])
        if isinstance(around, dict) and isinstance(around.get("cite"), str):
            return str(around["cite"])
    return next(iter(item.get("assumed") or ()), "")


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _numbers(spot: Spot) -> Iterator[Change]:
    """Whole numbers, shares and amounts: one up, one down."""
    if type(spot.value) is int:
        wanted = [spot.value + 1, *([spot.value - 1] if spot.value > 0 else [])]
        yield from (_set(spot, each) for each in wanted)
    elif isinstance(spot.value, str) and isinstance(spot.path[-1], str) and spot.key != "cite":
        yield from (_set(spot, each) for each in _stepped(spot.value))


def _stepped(text: str) -> Iterator[str]:
    share, amount = _FRACTION.fullmatch(text), _AMOUNT.fullmatch(text)
    if share:
        yield from (f"{share[1]}/{int(share[2]) + step}" for step in (1, -1) if int(share[2]) + step >= int(share[1]))
    elif amount:
        exact = Decimal(amount[1])
        step = Decimal(1).scaleb(int(exact.as_tuple().exponent))
        yield from (f"{exact + each}{amount[2] or ''}" for each in (step, -step))


def _days(spot: Spot) -> Iterator[Change]:
    if type(spot.value) is date:
        yield from (_set(spot, spot.value + step) for step in (DAY, -DAY))


def _units(spot: Spot) -> Iterator[Change]:
    if isinstance(spot.value, dict) and len(spot.value) == 1 and (unit := next(iter(spot.value))) in UNITS:
        for other in UNITS[unit]:
            yield _replaced(spot, {other: spot.value[unit]}), unit, other


def _bounds(spot: Spot) -> Iterator[Change]:
    """Whether a bound includes its end: the same limit under the other name."""
    others = BOUNDS if spot.table == "rule" else BANDS if spot.table == "derived" else {}
    if isinstance(spot.path[-1], str) and spot.path[-1] in others and not isinstance(spot.value, list):
        old, new = spot.path[-1], others[spot.path[-1]]
        if new not in spot.around:
            around = {new if key == old else key: value for key, value in spot.around.items()}
            yield with_(spot.item, spot.path[:-1], around), old, new


def _roles(spot: Spot) -> Iterator[Change]:
    if spot.key in ROLES and isinstance(spot.value, str):
        held = spot.around if isinstance(spot.around, list) else [spot.value]
        other = _next(spot.value, [each["id"] for each in spot.document["role"]], held)
        if other:
            yield _set(spot, other)


def _sources(spot: Spot) -> Iterator[Change]:
    """Another item or article; one interpretation less."""
    if spot.table not in SHOWN:
        return
    if spot.key == "cite":
        yield _set(spot, _beside(Cite.parse(spot.value)))
    elif spot.key == "assumed" and isinstance(spot.path[-1], int) and spot.table in RESTING:
        yield _without(spot)


def _beside(cite: Cite) -> str:
    if cite.item:
        return str(attrs.evolve(cite, item=cite.item + 1))
    if cite.part != "article":
        return "annex" if cite.part != "annex" else "notice"
    return str(attrs.evolve(cite, article=cite.article - 1 if cite.article > 1 else 2))


def _members(spot: Spot) -> Iterator[Change]:
    """One thing less in a condition or a duty; and what an act requires left out, or only noted, or the other way round."""
    if not isinstance(spot.path[-1], int) or spot.key == "assumed":
        return
    if spot.table in CONDITIONS:
        yield _without(spot)
    elif spot.key in ("requires", "notes"):
        yield _without(spot)
        other = "notes" if spot.key == "requires" else "requires"
        changed = {**_without(spot)[0], other: [*spot.item.get(other, ()), spot.value]}
        yield changed, f"{spot.key}: {spot.value}", f"{other}: {spot.value}"


def _switches(spot: Spot) -> Iterator[Change]:
    if type(spot.value) is bool and isinstance(spot.path[-1], str) and spot.table in CONDITIONS:
        yield _set(spot, not spot.value)
    elif spot.key in ("roll", "fixed_roll"):
        yield _set(spot, _next(spot.value, ROLLS, [spot.value]))
    elif spot.key in WRITTEN and isinstance(spot.path[-1], str) and spot.table in CONDITIONS:
        around = {key: value for key, value in spot.around.items() if key != spot.key}
        yield with_(spot.item, spot.path[:-1], around), _told(spot.value), "—"


STEPS: tuple[tuple[str, Callable[[Spot], Iterator[Change]]], ...] = (
    ("number", _numbers),
    ("date", _days),
    ("unit", _units),
    ("bound", _bounds),
    ("role", _roles),
    ("source", _sources),
    ("member", _members),
    ("switch", _switches),
)


# ── changing plain values ────────────────────────────────────────────────────────────────────────────────────────────────


def at(node: Any, path: Path) -> Any:
    """What stands at a path."""
    for step in path:
        node = node[step]
    return node


def with_(node: Any, path: Path, value: Any) -> Any:
    """The same with another value at a path; what lies beside the path is shared."""
    if not path:
        return value
    first, *rest = path
    inner = with_(node[first], tuple(rest), value)
    if isinstance(node, dict):
        return {**node, first: inner}
    return [inner if index == first else each for index, each in enumerate(node)]


def _without(spot: Spot) -> Change:
    """A list with one thing less."""
    rest = [each for index, each in enumerate(spot.around) if index != spot.path[-1]]
    return with_(spot.item, spot.path[:-1], rest), _told(spot.value), "—"


def _set(spot: Spot, value: Any) -> Change:
    return _replaced(spot, value), _told(spot.value), _told(value)


def _replaced(spot: Spot, value: Any) -> Any:
    return with_(spot.item, spot.path, value)


def _next(value: str, known: Sequence[str], taken: Sequence[str]) -> str:
    """The one after ``value`` that is not taken; empty where there is none."""
    start = known.index(value) + 1 if value in known else 0
    return next((each for each in (*known[start:], *known[:start]) if each not in taken), "")


def _told(value: Any) -> str:
    """A value in few words, as a document writes it."""
    if isinstance(value, dict):
        inner = (f"{key} = {_told(each)}" for key, each in value.items() if key not in ("zh", "en"))
        return value["en"] if "en" in value else "{ " + ", ".join(inner) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_told, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
