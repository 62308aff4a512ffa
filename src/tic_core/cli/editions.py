"""An edition's tables as people and programs read them: each item with its id, its name, its source, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tic_core.cli.names import Names
from tic_core.kernel.cohort_words import cohort_sentences
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.edition import Edition
from tic_core.text import Lang, Text

More = Callable[[Any, Lawbook, Names], dict[str, Any]]


def items(lawbook: Lawbook, table: str, lang: Lang) -> list[dict[str, Any]]:
    """The items of a table: ``{id, name, cite, article, assumed[], says}`` and what :data:`TABLES` adds."""
    names = Names(lawbook, lang)
    return [_item(each, lawbook, names, TABLES[table]) for each in lawbook.edition.tables[table].values()]


def counts(edition: Edition) -> dict[str, int]:
    """How many of everything."""
    return {name: len(edition.tables[name]) for name in TABLES}


def _item(each: Any, lawbook: Lawbook, names: Names, more: More) -> dict[str, Any]:
    name = getattr(each, "name", None) or each.question
    cite = str(getattr(each, "cite", None) or "")
    told = {"id": each.id, "name": name(names.lang), "cite": cite, "article": names.cite(cite) if cite else ""}
    return told | {"assumed": list(getattr(each, "assumed", ()))} | more(each, lawbook, names)


def _stage(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"kind": each.kind, "says": names.stage("", each.kind)}


def _act(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    moves = [{"from": list(move.from_), "to": move.to or None, "to_fact": move.to_fact or None} for move in each.moves]
    ways = [
        f"{names.joined(map(names.stage, move.from_)) or NOWHERE(names.lang)} → {names.stage(move.to or move.to_fact)}"
        for move in each.moves
    ]
    who = names.joined(names.of("roles", role) for role in each.roles)
    told = {
        "nature": each.nature,
        "roles": list(each.roles),
        "moves": moves,
        "requires": list(each.requires),
        "brings": list(each.brings),
    }
    return told | {"says": {"zh": "；", "en": "; "}[names.lang].join([who, *ways])}


def _rule(each: Any, lawbook: Lawbook, names: Names) -> dict[str, Any]:
    return {"kind": each.kind, "says": each.sentence(lawbook.names)(names.lang)}


def _duty(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    told = {"owner": each.owner, "after": list(each.after), "holds_in": list(each.holds_in), "own": each.own}
    return told | {"says": " · ".join(part for part in (names.of("roles", each.owner), _when(each, names.lang)) if part)}


def _when(each: Any, lang: Lang) -> str:
    if each.yearly:
        return MESSAGES[f"yearly-{each.yearly.day == 'last'}"].fill(month=each.yearly.month, day=each.yearly.day)(lang)
    if each.every:
        return MESSAGES["every"].fill(period=each.every.text)(lang)
    return MESSAGES["within"].fill(period=each.period.text)(lang) if each.period else ""


def _fact(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    words = names.of("vocabularies", each.vocabulary) if each.vocabulary else ""
    return {"type": each.type, "says": " · ".join(part for part in (FACT_TYPES[each.type](names.lang), words) if part)}


def _interpretation(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    taken = next(reading.name(names.lang) for reading in each.readings if reading.id == each.taken)
    return {"taken": each.taken, "status": each.status, "says": f"{taken} · {READING[each.status](names.lang)}"}


def _office(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"kind": each.kind, "says": each.territory(names.lang)}


def _words(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"terms": [term.id for term in each.terms], "says": names.joined(term.name(names.lang) for term in each.terms)}


def _steps(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"kind": each.kind, "says": " → ".join(step.name(names.lang) for step in each.steps)}


def _key(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"key": list(each.key), "says": names.joined(map(names.fact, each.key))}


def _cohort(each: Any, lawbook: Lawbook, names: Names) -> dict[str, Any]:
    said = ("；" if names.lang == "zh" else "; ").join(text(names.lang) for text in cohort_sentences(lawbook, each))
    return {"result": each.result, "stages": list(each.stages), "turn": each.turn.by, "says": said}


def _incentive(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"nature": each.nature, "when": each.when, "says": names.of("rules", each.when)}


def _role(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    return {"held_by": each.held_by or None, "says": names.fact(each.held_by) if each.held_by else ""}


def _linked(each: Any, _: Lawbook, names: Names) -> dict[str, Any]:
    told = {"subject": each.subject, "by": each.by, "field": each.field or None, "many": each.many or None}
    return told | {"says": " · ".join(part for part in (names.fact(each.by), each.subject, each.many) if part)}


TABLES: Mapping[str, More] = {
    "roles": _role,
    "offices": _office,
    "vocabularies": _words,
    "facts": _fact,
    "stages": _stage,
    "proceedings": _steps,
    "rules": _rule,
    "acts": _act,
    "duties": _duty,
    "reservations": _key,
    "incentives": _incentive,
    "cohorts": _cohort,
    "interpretations": _interpretation,
    "linked": _linked,
}
"""The tables that can be shown, in the order of a document."""

FACT_TYPES = {
    "yes-no": Text("是否", "yes or no"),
    "whole": Text("整数", "whole number"),
    "decimal": Text("小数", "decimal"),
    "money": Text("金额", "money"),
    "date": Text("日期", "date"),
    "text": Text("文字", "text"),
    "code": Text("代码", "code"),
    "term": Text("词", "term"),
    "list": Text("列表", "list"),
}

MESSAGES = {
    "yearly-True": Text("每年 {month} 月末日以前", "each year by the last day of month {month}"),
    "yearly-False": Text("每年 {month} 月 {day} 日以前", "each year by {month}-{day}"),
    "within": Text("{period}内", "within {period}"),
    "every": Text("每 {period}", "every {period}"),
}

NOWHERE = Text("（开立）", "(opens)")
READING = {"default": Text("软件默认，未经确认", "the software's default, not confirmed"), "confirmed": Text("已确认", "confirmed")}
