"""Grading a cohort, done the long way round: one centre after the other, everything known. Obviously right, never quick.

``by_hand`` grades a cohort in which nothing is unknown; ``completions`` are all the cohorts that one with unknowns may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import attrs

from tic_core.model.verdict import Verdict
from tic_core.rules.cohort import CohortKind, Key, Lowest, Quota
from tic_core.rules.grading import Member

NOBODY = ""


def by_hand(kind: CohortKind, order: Sequence[str], members: Sequence[Member]) -> dict[str, str]:
    """The grade of every centre; "" for none at all."""
    grades = {member.centre: first_grade(kind, order, member) for member in members}
    settled = {member.centre for member in members if is_settled(kind, member)}
    people = {member.centre: member for member in members}
    for term in reversed(order):
        for quota in kind.quotas:
            if quota.term == term:
                for group in groups_of(quota.per, members):
                    one_quota(quota, order, [people[name] for name in group], grades, settled)
    for lowest in kind.lowest:
        for group in groups_of(lowest.per, members):
            one_lowest(lowest, order, [people[name] for name in group], grades, settled)
    for part in kind.memory:
        for member in members:
            earlier = member.history[part.key][: part.among - 1]
            count = 1 + len([term for term in earlier if term in part.terms])
            if grades[member.centre] in part.terms and count >= part.times:
                grades[member.centre] = worse_of(order, grades[member.centre], part.then)
    return grades


def worse_of(order: Sequence[str], one: str, other: str) -> str:
    if NOBODY in (one, other):
        return NOBODY
    return one if order.index(one) <= order.index(other) else other


def is_settled(kind: CohortKind, member: Member) -> bool:
    whens = [part.when for part in kind.deemed] + ([kind.no_show.when] if kind.no_show else [])
    return bool(member.decided) or any(member.verdicts[when] is Verdict.MET for when in whens)


def first_grade(kind: CohortKind, order: Sequence[str], member: Member) -> str:
    if member.decided:
        return member.decided
    for part in kind.deemed:
        if member.verdicts[part.when] is Verdict.MET:
            return part.grade
    if kind.no_show and member.verdicts[kind.no_show.when] is Verdict.MET:
        return kind.no_show.grade
    grade = member.facts[kind.grade] if kind.grade else band(kind, member.facts[kind.score])
    for floor in kind.floors:
        if member.facts[floor.fact] < Decimal(str(floor.at_least)):
            grade = worse_of(order, grade, floor.otherwise)
    for cap in kind.caps:
        if member.verdicts[cap.when] is Verdict.MET:
            grade = worse_of(order, grade, cap.at_most)
    return grade


def band(kind: CohortKind, score: Decimal) -> str:
    for each in kind.bands:
        if each.from_ is not None and score >= Decimal(str(each.from_)):
            return each.term
        if each.above is not None and score > Decimal(str(each.above)):
            return each.term
    raise AssertionError("no band")


def groups_of(per: str, members: Sequence[Member]) -> list[list[str]]:
    if not per:
        return [[member.centre for member in members]]
    values = dict.fromkeys(member.facts[per] for member in members)
    return [[member.centre for member in members if member.facts[per] == value] for value in values]


def whole(most: int | str, of: int, rounding: str) -> int:
    """Rounded by counting up, one place after the other."""
    if isinstance(most, int):
        return most
    exact = Fraction(most) * of
    count = 0
    while count + 1 <= exact:
        count += 1
    rest = exact - count
    return count + 1 if (rounding == "up" and rest > 0) or (rounding == "half-up" and rest >= Fraction(1, 2)) else count


def before(one: Member, other: Member, by: Sequence[Key]) -> bool:
    """Whether a centre stands before another: by the first fact in which they differ."""
    for key in by:
        mine, theirs = one.facts[key.fact], other.facts[key.fact]
        if mine != theirs:
            return bool(mine > theirs) if key.best == "highest" else bool(mine < theirs)
    return False


def one_quota(quota: Quota, order: Sequence[str], group: Sequence[Member], grades: dict[str, str], settled: set[str]) -> None:
    def counts(grade: str) -> bool:
        if grade == NOBODY:
            return False
        return order.index(grade) >= order.index(quota.term) if quota.or_better else grade == quota.term

    base = [m for m in group if not quota.of or (grades[m.centre] and order.index(grades[m.centre]) >= order.index(quota.of))]
    label = str(group[0].facts[quota.per]) if quota.per else ""
    there = whole(quota.each.get(label, quota.most), len(base), quota.rounding)
    there -= len([m for m in group if m.centre in settled and counts(grades[m.centre])])
    asking = [m for m in group if m.centre not in settled and counts(grades[m.centre])]

    def ahead(one: Member, other: Member) -> bool:
        if quota.or_better and grades[one.centre] != grades[other.centre]:
            return order.index(grades[one.centre]) > order.index(grades[other.centre])
        return before(one, other, quota.by)

    out = []
    for member in asking:
        better = len([m for m in asking if ahead(m, member)])
        equal = len([m for m in asking if not ahead(m, member) and not ahead(member, m)])
        fits = better < there if quota.ties == "all-in" else better + equal <= there
        if not fits:
            out.append(member.centre)
    fall = quota.otherwise or order[order.index(quota.term) - 1]
    for name in out:
        grades[name] = fall


def one_lowest(part: Lowest, order: Sequence[str], group: Sequence[Member], grades: dict[str, str], settled: set[str]) -> None:
    there = whole(part.share, len([m for m in group if grades[m.centre] != NOBODY]), part.rounding)
    racing = [m for m in group if m.centre not in settled and grades[m.centre] != NOBODY]
    fallen = []
    for member in racing:
        worse = len([m for m in racing if before(member, m, part.by)])
        equal = len([m for m in racing if not before(member, m, part.by) and not before(m, member, part.by)])
        if (worse < there) if part.ties == "all-in" else (worse + equal <= there):
            fallen.append(member.centre)
    for name in fallen:
        grades[name] = worse_of(order, grades[name], part.term)


def completions(members: Sequence[Member], unknown: dict[str, Sequence[Any]]) -> Iterator[list[Member]]:
    """Every cohort in which each missing fact (by id) has one of the values it may have, and each open rule is met or not."""
    choices: list[list[Member]] = []
    for member in members:
        lacking = [name for name in unknown if name not in member.facts]
        still = [name for name, verdict in member.verdicts.items() if verdict in (Verdict.UNKNOWN, Verdict.DISCRETION)]
        ways = product(*(unknown[name] for name in lacking), *([Verdict.MET, Verdict.NOT_MET] for _ in still))
        choices.append(
            [
                attrs.evolve(
                    member,
                    facts={**member.facts, **dict(zip(lacking, way, strict=False))},
                    verdicts={**member.verdicts, **dict(zip(still, way[len(lacking) :], strict=True))},
                )
                for way in ways
            ]
        )
    yield from (list(each) for each in product(*choices))
