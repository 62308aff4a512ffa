"""Cohorts: who is graded together can be told, every score has a grade, places are whole numbers, and what follows is lower."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tic_core.model.facts import Vocabulary
from tic_core.packs.check.derived import check_bands
from tic_core.packs.check.facts import field_of, unknown_term, wrong_type
from tic_core.packs.check.types import NAMES, NUMBERS, ORDERED, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.rules.bounds import literal
from tic_core.rules.cohort import CohortKind, Lowest, Quota
from tic_core.text import Text

RANKED = (*ORDERED, "yes-no")


def check_cohorts(draft: Draft) -> Iterator[Flaw]:
    """Each ``[[cohort]]``: its turn, what it grades on, its places, its memory; then the acts that it needs."""
    for path, kind in draft.each("cohort"):
        for check in (_served, _turn, _graded, _places, _memory, _acts):
            yield from check(draft, kind, path)
    for path, act in draft.each("act"):
        if act.cohort is not None and act.subject != "cohort":
            yield flaw(MESSAGES, "cohort-act-elsewhere", (*path, "subject"), act=act.id)


def _served(_: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    if not kind.proceeding and not kind.duty:
        yield flaw(MESSAGES, "cohort-without-evaluation", path, id=kind.id)


def _turn(draft: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    """What says whose turn it is: a fact of the right type, and for each field one year."""
    turn, at = kind.turn, (*path, "turn")
    if turn.by != "year" and not turn.fact:
        yield flaw(MESSAGES, "turn-without-fact", at, by=turn.by)
        return
    if turn.fact:
        yield from wrong_type(draft, turn.fact, TURNED[turn.by], (*at, "fact"))
    if turn.every < 0 or turn.first < 0:
        yield flaw(MESSAGES, "turn-backwards", at)
    if turn.by != "field":
        return
    if not turn.rotation:
        yield flaw(MESSAGES, "turn-without-fact", (*at, "rotation"), by=turn.by)
    seen: set[str] = set()
    for index, rota in enumerate(turn.rotation):
        for place, value in enumerate(rota.values):
            if value in seen:
                yield flaw(MESSAGES, "field-twice", (*at, "rotation", index, "values", place), value=value)
            seen.add(value)
            declared = kind_of(draft, turn.fact)
            if declared is not None and declared.type == "term":
                yield from unknown_term(draft, declared.vocabulary, value, (*at, "rotation", index, "values", place))


TURNED = {"year": NAMES, "year-of": ("date", "whole"), "value": ("code", "term", "whole"), "field": NAMES}


def _graded(draft: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    """What the grade is made from: either bands over a score or a grade given, in the terms of an ordered vocabulary."""
    yield from wrong_type(draft, kind.result, ("term",), (*path, "result"))
    words = words_of(draft, kind)
    if words is not None and (not words.ordered or getattr(draft.get("fact", kind.result), "many", False)):
        yield flaw(MESSAGES, "grades-without-order", (*path, "result"), vocabulary=words.id)
    if bool(kind.score) == bool(kind.grade) or bool(kind.bands) != bool(kind.score):
        yield flaw(MESSAGES, "graded-on-nothing", path, id=kind.id)
    elif kind.grade:
        yield from wrong_type(draft, kind.grade, ("term",), (*path, "grade"))
        given = kind_of(draft, kind.grade)
        if given is not None and words is not None and given.type == "term" and given.vocabulary != words.id:
            yield flaw(MESSAGES, "graded-on-nothing", (*path, "grade"), id=kind.id)
    elif words is not None:
        yield from check_bands(draft, kind.score, words.id, kind.bands, path)
    for index, floor in enumerate(kind.floors):
        at = (*path, "floors", index)
        yield from wrong_type(draft, floor.fact, NUMBERS, (*at, "fact"))
        yield from _number(floor.at_least, (*at, "at_least"))
    for name in kind.inputs:
        yield from wrong_type(draft, name, STORED, (*path, "inputs"))
    yield from _terms(draft, kind, words, path)


STORED = ("yes-no", "whole", "decimal", "money", "date", "text", "code", "term")


def words_of(draft: Draft, kind: CohortKind) -> Vocabulary | None:
    """The vocabulary of a cohort's grades."""
    fact = draft.get("fact", kind.result)
    found = draft.get("vocabulary", fact.vocabulary) if fact is not None and fact.type == "term" else None
    return found if isinstance(found, Vocabulary) else None


def _number(value: Any, path: Path) -> Iterator[Flaw]:
    if isinstance(literal(value), str):
        yield flaw(MESSAGES, "no-portion", path, value=value)


def _terms(draft: Draft, kind: CohortKind, words: Vocabulary | None, path: Path) -> Iterator[Flaw]:
    """Every grade that is named is one of the vocabulary."""
    if words is None:
        return
    named: list[tuple[Path, str]] = [((*path, "deemed", index, "grade"), each.grade) for index, each in enumerate(kind.deemed)]
    if kind.no_show is not None and kind.no_show.grade:
        named.append(((*path, "no_show", "grade"), kind.no_show.grade))
    named += [((*path, "floors", index, "otherwise"), each.otherwise) for index, each in enumerate(kind.floors)]
    named += [((*path, "caps", index, "at_most"), each.at_most) for index, each in enumerate(kind.caps)]
    named += [((*path, "quotas", index, "term"), each.term) for index, each in enumerate(kind.quotas)]
    named += [((*path, "quotas", index, "of"), each.of) for index, each in enumerate(kind.quotas) if each.of]
    named += [((*path, "quotas", index, "otherwise"), each.otherwise) for index, each in enumerate(kind.quotas) if each.otherwise]
    named += [((*path, "lowest", index, "term"), each.term) for index, each in enumerate(kind.lowest)]
    for index, part in enumerate(kind.memory):
        named += [((*path, "memory", index, "terms", place), term) for place, term in enumerate(part.terms)]
        named.append(((*path, "memory", index, "then"), part.then))
    for at, term in named:
        yield from unknown_term(draft, words.id, term, at)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _places(draft: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    words = words_of(draft, kind)
    ranks = {term.id: rank for rank, term in enumerate(words.terms)} if words is not None else {}
    for index, quota in enumerate(kind.quotas):
        at = (*path, "quotas", index)
        yield from _share(quota.most, quota.rounding, (*at, "most"))
        yield from _ranked(draft, quota, at)
        yield from _falls(quota, ranks, at)
    for index, lowest in enumerate(kind.lowest):
        at = (*path, "lowest", index)
        yield from _share(lowest.share, lowest.rounding, (*at, "share"))
        yield from _ranked(draft, lowest, at)


def _share(most: int | str, rounding: str, path: Path) -> Iterator[Flaw]:
    """A number of places, or a share of at most the whole with its rounding."""
    share = literal(most)
    if isinstance(most, int):
        if most < 0:
            yield flaw(MESSAGES, "quota-over-one", path, most=most)
    elif not isinstance(share, Fraction):
        yield flaw(MESSAGES, "no-portion", path, value=most)
    elif share > 1:
        yield flaw(MESSAGES, "quota-over-one", path, most=most)
    elif rounding == "none" and share < 1:
        yield flaw(MESSAGES, "share-without-rounding", path, most=most)


def _ranked(draft: Draft, part: Quota | Lowest, path: Path) -> Iterator[Flaw]:
    if not part.by:
        yield flaw(MESSAGES, "places-without-order", (*path, "by"))
    for index, key in enumerate(part.by):
        yield from wrong_type(draft, key.fact, RANKED, (*path, "by", index, "fact"))
    for value, most in part.each.items() if isinstance(part, Quota) else ():
        if most < 0:
            yield flaw(MESSAGES, "quota-over-one", (*path, "each", value), most=most)
    if part.per:
        yield from wrong_type(draft, part.per, (*NAMES, "whole"), (*path, "per"))
    if isinstance(part, Quota) and part.each and not part.per:
        yield flaw(MESSAGES, "places-without-order", (*path, "each"))


def _falls(quota: Quota, ranks: dict[str, int], path: Path) -> Iterator[Flaw]:
    """Who finds no place falls to a lower grade, and not below what the places are counted of."""
    rank = ranks.get(quota.term)
    if rank is None:
        return
    fall = ranks.get(quota.otherwise, rank - 1) if quota.otherwise else rank - 1
    if not 0 <= fall < rank:
        yield flaw(MESSAGES, "nowhere-to-fall", (*path, "otherwise" if quota.otherwise else "term"), term=quota.term)
    elif quota.of and ranks.get(quota.of, 0) > fall:
        yield flaw(MESSAGES, "quota-of-itself", (*path, "of"), of=quota.of, term=quota.term)


# ── memory and acts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _memory(draft: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    words = words_of(draft, kind)
    ranks = {term.id: rank for rank, term in enumerate(words.terms)} if words is not None else {}
    for index, part in enumerate(kind.memory):
        at = (*path, "memory", index)
        yield from wrong_type(draft, part.history, ("list",), (*at, "history"))
        yield from field_of(draft, part.history, part.by, (*at, "by"), ("date", "whole"))
        yield from field_of(draft, part.history, part.field, (*at, "field"), ("term",))
        if not 1 <= part.times <= part.among:
            yield flaw(MESSAGES, "memory-out-of-range", (*at, "times"), times=part.times, among=part.among)
        if any(ranks.get(part.then, -1) > ranks.get(term, len(ranks)) for term in part.terms):
            yield flaw(MESSAGES, "memory-lifts", (*at, "then"), then=part.then)


def _acts(draft: Draft, kind: CohortKind, path: Path) -> Iterator[Flaw]:
    """A cohort that nobody can freeze and grade leaves every grade of it refused."""
    if not draft.whole("act"):
        return
    there = {act.cohort.does for _, act in draft.each("act") if act.cohort is not None and act.cohort.of == kind.id}
    for does in ("freeze", "grade"):
        if does not in there:
            yield flaw(MESSAGES, "cohort-without-act", (*path, "id"), id=kind.id, does=does)


MESSAGES: Messages = {
    "cohort-without-evaluation": (
        Text("批次 {id} 没有写明服务于哪项考评", "the cohort {id} does not say which evaluation it serves"),
        Text("应有 proceeding 或 duty", "proceeding or duty"),
    ),
    "cohort-act-elsewhere": (
        Text("行为 {act} 处理批次，却不针对批次", "the act {act} handles a cohort and is not about one"),
        Text('应为 subject = "cohort"', 'subject = "cohort"'),
    ),
    "turn-without-fact": (
        Text("按 {by} 分批而未写明所依据的内容", "cohorts by {by}, and nothing says on what"),
        Text("应有 fact；按领域分批另须 rotation", "fact; for fields also rotation"),
    ),
    "turn-backwards": (
        Text("年数不能是负数", "years cannot be negative"),
        Text("first 和 every 为零或正整数", "zero or a positive number in first and every"),
    ),
    "field-twice": (
        Text("领域 {value} 排了两次", "the field {value} has two turns"),
        Text("每个领域只排一次", "one turn for each field"),
    ),
    "grades-without-order": (
        Text("等级词表 {vocabulary} 没有高低之分", "the grades of {vocabulary} have no order"),
        Text("应为 ordered = true 的词表，一次一个等级", "a vocabulary with ordered = true, one term at a time"),
    ),
    "graded-on-nothing": (
        Text("批次 {id} 须恰有一种评级依据", "the cohort {id} is graded on exactly one thing"),
        Text("或 score 与 bands，或同一词表的 grade", "score with bands, or grade in the same vocabulary"),
    ),
    "no-portion": (
        Text("{value} 不是名额", "{value} is no number of places"),
        Text('应为整数或分数，如 3、"1/5"', 'a whole number or a fraction, such as 3 or "1/5"'),
    ),
    "quota-over-one": (
        Text("{most} 超出全部或小于零", "{most} is more than all of them, or less than none"),
        Text('分数不超过 "1/1"，整数不小于零', 'a share of at most "1/1", a number of at least 0'),
    ),
    "share-without-rounding": (
        Text("{most} 的名额未写明如何取整", "nothing says how {most} is rounded to whole places"),
        Text("应有 rounding：down、up 或 half-up", "rounding: down, up or half-up"),
    ),
    "places-without-order": (
        Text("没有写明名额按什么先后给出", "nothing says in which order the places go"),
        Text("应有 by；用 each 时另须 per", "by; with each also per"),
    ),
    "nowhere-to-fall": (
        Text("未得 {term} 名额的没有更低的等级可去", "who finds no place at {term} has no lower grade to go to"),
        Text("otherwise 应为更低的等级；最低等级不设名额", "a lower grade in otherwise; no quota on the lowest"),
    ),
    "quota-of-itself": (
        Text(
            "名额以 {of} 及以上计算，而未得 {term} 的会降到其下",
            "places are counted of {of} and better, and who misses {term} falls below it",
        ),
        Text("of 应为降等后仍不低于的等级", "in of a grade that nobody falls below"),
    ),
    "memory-out-of-range": (
        Text("{among} 次中的 {times} 次不成立", "{times} of {among} results cannot be"),
        Text("1 ≤ times ≤ among，含本次", "1 ≤ times ≤ among, this result included"),
    ),
    "memory-lifts": (
        Text("{then} 比所数的等级更高", "{then} is better than the results that are counted"),
        Text("应为不高于它们的等级", "a grade no better than these"),
    ),
    "cohort-without-act": (
        Text("没有行为可对批次 {id} 作 {does}", "no act can {does} the cohort {id}"),
        Text("应有 cohort 一键写明 of 为 {id}、does 为 {does} 的行为", "an act whose cohort says of {id} and does {does}"),
    ),
}
