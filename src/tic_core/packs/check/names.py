"""Names: every id is well formed and given once, every reference names something that is there, everything has its source.

:data:`LINKS` lists every reference an edition document can make. A key added to the model that names something else belongs here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tic_core.packs.check.lens import needed, path_to, within
from tic_core.packs.draft import LISTED, SINGLE, TABLES, Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Elapsed, Holders
from tic_core.text import Text

LINKS: tuple[tuple[str, str, str], ...] = (
    ("identity", "judge", "role"),
    ("identity", "in_force.assumed.*", "interpretation"),
    ("convention", "assumed.*", "interpretation"),
    ("role", "held_by", "fact"),
    ("office_kind", "role", "role"),
    ("office", "kind", "office_kind"),
    ("fact", "vocabulary", "vocabulary"),
    ("fact", "fields.*.vocabulary", "vocabulary"),
    ("rule", "when", "rule"),
    ("rule", "judge", "role"),
    ("act", "roles.*", "role"),
    ("act", "moves.*.from_.*", "stage"),
    ("act", "moves.*.to", "stage"),
    ("act", "moves.*.to_fact", "fact"),
    ("act", "moves.*.when", "rule"),
    ("act", "at.*", "stage"),
    ("act", "brings.*", "brought"),
    ("act", "may_bring.*", "brought"),
    ("act", "adds.*", "fact"),
    ("act", "clears.*", "recorded"),
    ("act", "records.*", "derived"),
    ("act", "requires.*", "rule"),
    ("act", "notes.*", "rule"),
    ("act", "steps.*.proceeding", "proceeding"),
    ("act", "opens.*", "duty"),
    ("act", "discharges.*.duty", "duty"),
    ("act", "discharges.*.key", "known"),
    ("act", "changes.*.duty", "duty"),
    ("act", "changes.*.date", "known"),
    ("act", "changes.*.key", "known"),
    *(("act", f"incentives.*.{key}", "fact") for key in ("line", "incentive", "amount", "payer", "budget", "instalment", "ground")),
    *(("act", f"{key}.*.roles.*", "role") for key in ("jointly", "delegable")),
    ("act", "barred.*.fact", "known"),
    *(("act", f"{key}.*.assumed.*", "interpretation") for key in ("jointly", "barred", "delegable")),
    ("fact", "apart.*.fact", "fact"),
    *(("incentive", f"{key}.fact", "known") for key in ("amount", "cap")),
    *(("incentive", f"{key}.*.when", "rule") for key in ("instalments", "recovery")),
    *(("incentive", f"{key}.*.assumed.*", "interpretation") for key in ("instalments", "payers", "recovery")),
    ("incentive", "rounding.assumed.*", "interpretation"),
    ("act", "reserves.*", "reservation"),
    ("act", "frees.*", "reservation"),
    ("act", "scores", "fact"),
    ("act", "continues", "fact"),
    ("linked", "by", "fact"),
    ("proceeding", "lasts.after.*", "anchor"),
    ("proceeding", "lasts.by", "known"),
    ("proceeding", "lasts.printed", "known"),
    ("act", "differing.assumed.*", "interpretation"),
    ("act", "late.*.roles.*", "role"),
    ("act", "late.*.assumed.*", "interpretation"),
    ("duty", "owner", "role"),
    ("duty", "when", "rule"),
    ("duty", "after.*", "anchor"),
    ("duty", "printed", "known"),
    ("duty", "printed_opens", "known"),
    ("duty", "holds_in.*", "stage"),
    ("reservation", "key.*", "known"),
    ("incentive", "when", "rule"),
    ("interpretation", "by", "role"),
    ("act", "cohort.of", "cohort"),
    ("cohort", "result", "fact"),
    ("cohort", "stages.*", "stage"),
    ("cohort", "proceeding", "proceeding"),
    ("cohort", "duty", "duty"),
    ("cohort", "acts.*", "act"),
    ("cohort", "turn.fact", "known"),
    *(("cohort", f"{key}.*", "rule") for key in ("requires", "joins", "excludes")),
    *(("cohort", way, "rule") for way in ("deemed.*.when", "no_show.when", "caps.*.when")),
    ("cohort", "memory.*.history", "fact"),
    *(("cohort", way, "recorded") for way in ("inputs.*", "score", "grade", "floors.*.fact", "quotas.*.by.*.fact", "quotas.*.per")),
    *(("cohort", way, "recorded") for way in ("lowest.*.by.*.fact", "lowest.*.per")),
    *(("cohort", f"{key}.*.assumed.*", "interpretation") for key in ("deemed", "floors", "caps", "memory", "quotas", "lowest")),
    ("cohort", "no_show.assumed.*", "interpretation"),
    *((table, "assumed.*", "interpretation") for table in TABLES if table not in ("office_kind", "office", "interpretation")),
)
"""Every reference: the table it stands in, the way to it inside an item, and what it names."""

FAMILIES: Mapping[str, str] = {
    "due": "duty",
    "opens": "duty",
    "running": "proceeding",
    "until": "proceeding",
    "confirmed": "interpretation",
    "held": "reservation",
    "related": "reservation",
    "graded": "cohort",
}
"""Facts that the core itself supplies for each item of a table: ``due.task-book``, ``confirmed.Q7``."""

BUILT_IN: Mapping[str, str] = {
    "act.on": "date",
    "act.effective": "date",
    "stage.since": "date",
    "centre.id": "code",
    "centre.stage": "code",
    "cohort.year": "whole",
    "cohort.turn": "code",
}
"""Single facts that the core itself supplies, with their types."""

CORE = "core."  # how findings name what the core itself checks

_ID = re.compile(r"[^\W_][\w.-]*")
_SOURCED = ("vocabulary", "derived", "stage", "proceeding", "rule", "act", "duty", "reservation", "incentive", "linked", "cohort")


def check_names(draft: Draft) -> Iterator[Flaw]:
    """Ids, references and sources, in this order."""
    yield from _ids(draft)
    for target, name, at in linked(draft):
        if not known(draft, target, name):
            yield from unknown(draft, target, name, at)
    yield from _read(draft)
    yield from _sources(draft)
    yield from _cited(draft)


def linked(draft: Draft) -> Iterator[tuple[str, str, Path]]:
    """Every reference of :data:`LINKS` that the document makes, as (what it names, name, where)."""
    for table, way, target in _LINKS:
        required = needed(LISTED_OR_SINGLE[table], way[0])
        for path, item in draft.each(table):
            if getattr(item, way[0]) or required:  # most of what could be named is not, and need not be looked into
                yield from ((target, name, at) for at, name in within(item, way, path))


_LINKS = tuple((table, tuple(way.split(".")), target) for table, way, target in LINKS)
LISTED_OR_SINGLE: Mapping[str, Any] = {**LISTED, **SINGLE}


def _ids(draft: Draft) -> Iterator[Flaw]:
    for table in TABLES:
        seen: set[str] = set(draft.ids["fact"]) if table == "derived" else set()
        for path, item in draft.each(table):
            if not _ID.fullmatch(item.id):
                yield flaw(MESSAGES, "bad-id", (*path, "id"), id=item.id)
            if item.id in seen:
                yield flaw(MESSAGES, "duplicate-id", (*path, "id"), id=item.id)
            if item.id.startswith(CORE):
                yield flaw(MESSAGES, "cores-prefix", (*path, "id"), id=item.id, prefix=CORE)
            if table in ("fact", "derived") and _is_the_cores(item.id):
                yield flaw(MESSAGES, "reserved-id", (*path, "id"), id=item.id)
            seen.add(item.id)


def _is_the_cores(name: str) -> bool:
    return name in BUILT_IN or name.partition(".")[0] in (*FAMILIES, "interpretation") or name.startswith("cohort.")


def known(draft: Draft, target: str, name: str) -> bool:
    """Whether the document (or the core) has what ``name`` calls for."""
    if target == "brought":
        head, _, question = name.partition(".")
        return name in draft.ids["fact"] or (
            head == "interpretation" and (question == "*" or question in draft.ids["interpretation"])
        )
    if target == "anchor" and name == "act":
        return True
    if target in ("known", "anchor", "recorded"):
        built_in = target != "recorded" and (name in BUILT_IN or in_family(draft, name))
        return built_in or name in draft.ids["fact"] or name in draft.ids["derived"]
    return name in draft.ids[target]


def in_family(draft: Draft, name: str) -> bool:
    """Whether the core supplies this fact, as ``due.task-book`` where there is a duty ``task-book``; or a linked subject has it."""
    family, _, rest = name.partition(".")
    return (family in FAMILIES and rest in draft.ids[FAMILIES[family]]) or name in draft.linked


def unknown(draft: Draft, target: str, name: str, path: Path) -> Iterator[Flaw]:
    """A flaw when ``name`` names nothing."""
    if not known(draft, target, name):
        yield flaw(
            MESSAGES,
            "unknown-reference",
            path,
            thing=THINGS.get(target, THINGS["known"]),
            name=name,
            offer=_offer(draft, target, name),
        )


def _offer(draft: Draft, target: str, name: str) -> Text:
    if target in draft.ids:
        return offered(name, draft.ids[target])
    names = [*draft.ids["fact"], *(() if target == "brought" else draft.ids["derived"])]
    if target in ("known", "anchor"):
        names += [*BUILT_IN, *(f"{family}.{each}" for family, table in FAMILIES.items() for each in draft.ids[table])]
        names += draft.linked
    return offered(name, names)


def reads(item: Any) -> Iterator[tuple[str, str]]:
    """What a rule or derived fact looks at, as (what it names, name)."""
    for slot in item.reads():
        if isinstance(slot, Elapsed):
            yield from (("known", name) for name in slot.start)
        elif isinstance(slot, Holders):
            yield "reservation", slot.reservation
        elif isinstance(slot, str):
            yield "known", slot


def _read(draft: Draft) -> Iterator[Flaw]:
    """Rules of any kind, also a plugin's, say themselves what they look at and what they are made of."""
    for table in ("rule", "derived"):
        for path, item in draft.each(table):
            parts = () if isinstance(item, Derived) else tuple(("rule", part) for part in item.parts())
            for target, name in dict.fromkeys((*reads(item), *parts)):
                if not known(draft, target, name):
                    yield from unknown(draft, target, name, path_to(item, name, path))


def _sources(draft: Draft) -> Iterator[Flaw]:
    """Every rule, act, duty … and every number has an article or an interpretation."""
    for table in _SOURCED:
        for path, item in draft.each(table):
            yield from _sourced(item, item.id, path)
    for table, inside in _INSIDE.items():
        for path, item in draft.each(table):
            for place, part in inside(item):
                yield from _sourced(part, item.id, (*path, *place))
    for path, fact in draft.each("fact"):
        yield from _bounds_sourced(fact, path)
    for path, convention in draft.each("convention"):
        if not convention.assumed:
            yield flaw(MESSAGES, "no-source", (*path, "assumed"), id=convention.id)


def _bounds_sourced(fact: Any, path: Path) -> Iterator[Flaw]:
    for at, each in ((path, fact), *(((*path, "fields", index), field) for index, field in enumerate(fact.fields))):
        bounded = each.least is not None or each.most is not None or each.digits
        if bounded and not (fact.cite or fact.assumed):
            yield from _sourced(each, each.id, at)


def _cited(draft: Draft) -> Iterator[Flaw]:
    """A public source that is cited in place of an article is one of those the edition lists."""
    listed = [source.id for _, identity in draft.each("identity") for source in identity.sources]
    for table in TABLES:
        for path, item in draft.each(table):
            cite = getattr(item, "cite", None)
            if cite is not None and cite.is_source and cite.part not in listed:
                yield flaw(MESSAGES, "unknown-source", (*path, "cite"), source=cite.part, offer=offered(cite.part, listed))


def _exempt(act: Any) -> Iterator[tuple[Path, Any]]:
    """What lets an act be dated otherwise than on its day, and who takes part in it besides those who may take it."""
    if act.differing is not None:
        yield ("differing",), act.differing
    yield from ((("late", index), late) for index, late in enumerate(act.late))
    for key in ("jointly", "barred", "delegable"):
        yield from (((key, index), each) for index, each in enumerate(getattr(act, key)))


def _parts(cohort: Any) -> Iterator[tuple[Path, Any]]:
    """What a cohort says of grades: each number has a source of its own."""
    for key in ("deemed", "floors", "caps", "memory", "quotas", "lowest"):
        yield from (((key, index), each) for index, each in enumerate(getattr(cohort, key)))
    if cohort.no_show is not None:
        yield ("no_show",), cohort.no_show


def _rounded(incentive: Any) -> Iterator[tuple[Path, Any]]:
    """How the parts of an award are rounded; the parts themselves rest on the article of the award."""
    if incentive.rounding is not None:
        yield ("rounding",), incentive.rounding


_INSIDE: Mapping[str, Callable[[Any], Iterator[tuple[Path, Any]]]] = {"act": _exempt, "incentive": _rounded, "cohort": _parts}
"""What inside an item has a source of its own, table by table."""


def _sourced(item: Any, name: str, path: Path) -> Iterator[Flaw]:
    if item.cite is None and not item.assumed:
        yield flaw(MESSAGES, "no-source", (*path, "cite"), id=name)


THINGS = {
    "role": Text("角色", "role"),
    "office_kind": Text("机构类别", "kind of office"),
    "office": Text("机构", "office"),
    "vocabulary": Text("词表", "vocabulary"),
    "fact": Text("事实", "fact"),
    "known": Text("事实", "fact"),
    "derived": Text("派生事实", "derived fact"),
    "stage": Text("阶段", "stage"),
    "proceeding": Text("程序", "proceeding"),
    "rule": Text("规则", "rule"),
    "act": Text("行为", "act"),
    "duty": Text("义务", "duty"),
    "reservation": Text("占用", "reservation"),
    "incentive": Text("激励", "incentive"),
    "interpretation": Text("解释", "interpretation"),
    "linked": Text("关联主体", "linked subject"),
    "cohort": Text("批次", "cohort"),
}
"""What the things in a document are called."""

MESSAGES: Messages = {
    "bad-id": (
        Text("“{id}” 不能作为标识", "“{id}” cannot be an id"),
        Text(
            "应由字母、数字、点、横线组成，以字母或数字开头", "letters, digits, dots and dashes, beginning with a letter or digit"
        ),
    ),
    "duplicate-id": (
        Text("标识 {id} 已经用过", "the id {id} is taken"),
        Text("应为不重复的标识", "an id of its own"),
    ),
    "reserved-id": (
        Text("{id} 是核心自行提供的事实", "{id} is a fact that the core itself supplies"),
        Text("应另取名称", "another name"),
    ),
    "cores-prefix": (
        Text(
            "{id} 以 {prefix} 开头，那是核心自身检查的名称", "{id} begins with {prefix}, as only the checks of the core itself do"
        ),
        Text("应另取名称", "another name"),
    ),
    "unknown-reference": (Text("没有名为 {name} 的{thing}", "there is no {thing} {name}"), Text("{offer}", "{offer}")),
    "unknown-source": (
        Text("没有列出材料 {source}", "there is no source {source} in the list"),
        Text("应先列入 identity.sources：{offer}", "list it in identity.sources first: {offer}"),
    ),
    "no-source": (
        Text("{id} 没有来源", "{id} has no source"),
        Text("应有 cite（条款）或 assumed（解释）", "cite (an article) or assumed (an interpretation)"),
    ),
}
