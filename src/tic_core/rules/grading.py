"""Grading a frozen cohort: ``graded(kind, order, members)`` → a grade for each with its reasons. Pure, and the order of the
members does not matter.

A grade that is not fixed yet is a span from the lowest to the highest term it may be: missing facts and open rules widen it, and
what is left open at the end is for the office to decide. Everything said for sure holds whatever the unknown turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from tic_core.model.facts import Value
from tic_core.model.verdict import Verdict
from tic_core.rules.banded import band_of
from tic_core.rules.bounds import literal, number
from tic_core.rules.cohort import Cap, CohortKind, Deemed, Floor, Lowest, Memory, NoShow, Quota
from tic_core.rules.quota import ABOVE, Contender, Place, keys, places, shared_out

NONE = -1  # no grade at all: lower than the lowest term


@attrs.frozen
class Member:
    """A centre of a frozen cohort: the ``facts`` and ``verdicts`` as found in the register, and its earlier results, newest first.

    ``history`` is by :attr:`Memory.key`; one that is missing is not known. ``decided`` is the grade the office decided.
    """

    centre: str
    facts: Mapping[str, Value] = attrs.field(factory=dict)
    verdicts: Mapping[str, Verdict] = attrs.field(factory=dict)
    history: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    decided: str = ""


@attrs.frozen
class Reason:
    """One step to a grade: by which part of the cohort's rules (None: score or panel), and what it left possible.

    ``step`` names it: ``bands panel deemed no-show decided floor cap quota lowest memory``. ``told`` are the values looked at.
    """

    step: str
    part: Any
    low: str
    high: str
    told: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen
class Graded:
    """What came out for a centre: its ``grade`` ("" for none at all), or ``open`` with the terms it may be, and why."""

    centre: str
    grade: str
    open: bool
    possible: tuple[str, ...]
    why: tuple[Reason, ...]


@attrs.define(eq=False)
class _Hand:
    """A centre while it is graded: from ``low`` to ``high``. ``fixed``: no later step but memory changes it; ``loose``: one of
    the steps that would fix it is open.
    """

    member: Member
    low: int
    high: int
    fixed: bool = False
    loose: bool = False
    why: list[tuple[str, Any, int, int, dict[str, Any]]] = attrs.field(factory=list)

    def told(self, step: str, part: Any, **values: Any) -> None:
        self.why.append((step, part, self.low, self.high, values))

    def capped(self, rank: int, sure: bool) -> None:
        self.low = min(self.low, rank)
        self.high = min(self.high, rank) if sure and not self.loose else self.high


def graded(kind: CohortKind, order: Sequence[str], members: Iterable[Member]) -> tuple[Graded, ...]:
    """The grades of ``members`` in their order; ``order`` are the terms of the vocabulary, the lowest first."""
    ranks = {term: rank for rank, term in enumerate(order)}
    hands = [_dealt(kind, ranks, member) for member in members]
    for hand in hands:
        if not hand.fixed:
            _held_down(kind, ranks, hand)
    for quota in sorted(kind.quotas, key=lambda each: -ranks[each.term]):
        _quota(quota, ranks, hands)
    for lowest in kind.lowest:
        _lowest(lowest, ranks, hands)
    for hand in hands:
        _remember(kind.memory, ranks, hand)
    return tuple(_graded(hand, order) for hand in hands)


def _graded(hand: _Hand, order: Sequence[str]) -> Graded:
    words = dict(enumerate(order)) | {NONE: ""}
    possible = tuple(words[rank] for rank in range(hand.low, hand.high + 1))
    why = tuple(Reason(step, part, words[low], words[high], told) for step, part, low, high, told in hand.why)
    is_open = hand.low != hand.high
    return Graded(hand.member.centre, "" if is_open else words[hand.low], is_open, possible, why)


# ── before any other centre is looked at ─────────────────────────────────────────────────────────────────────────────────────


def _dealt(kind: CohortKind, ranks: Mapping[str, int], member: Member) -> _Hand:
    """What the centre itself brings: a decision, what is deemed, else its score or its panel's grade."""
    if member.decided:
        rank = ranks[member.decided]
        hand = _Hand(member, rank, rank, fixed=True)
        hand.told("decided", None)
        return hand
    hand = _Hand(member, 0, len(ranks) - 1)
    _scored(kind, ranks, hand)
    for part, rank in _deemed(kind, ranks):
        verdict = member.verdicts.get(part.when, Verdict.UNKNOWN)
        if verdict is Verdict.MET:
            hand.low = hand.high = rank
            hand.fixed, hand.loose = True, False
        elif verdict in (Verdict.UNKNOWN, Verdict.DISCRETION):
            hand.low, hand.high, hand.loose = min(hand.low, rank), max(hand.high, rank), True
        else:
            continue
        hand.told("no-show" if isinstance(part, NoShow) else "deemed", part, verdict=verdict)
        if hand.fixed:
            break
    return hand


def _deemed(kind: CohortKind, ranks: Mapping[str, int]) -> Iterator[tuple[Deemed | NoShow, int]]:
    yield from ((part, ranks[part.grade]) for part in kind.deemed)
    if kind.no_show is not None:
        yield kind.no_show, ranks[kind.no_show.grade] if kind.no_show.grade else NONE


def _scored(kind: CohortKind, ranks: Mapping[str, int], hand: _Hand) -> None:
    if kind.grade:
        value = hand.member.facts.get(kind.grade)
        rank = None if value is None else ranks[value]
    else:
        value = hand.member.facts.get(kind.score)
        place = None if value is None else band_of(kind.bands, number(value))
        rank = None if place is None else ranks[kind.bands[place].term]
    if rank is not None:
        hand.low = hand.high = rank
    hand.told("panel" if kind.grade else "bands", None, value=value)


def _held_down(kind: CohortKind, ranks: Mapping[str, int], hand: _Hand) -> None:
    for part, sure, rank, told in (*_floors(kind.floors, ranks, hand.member), *_caps(kind.caps, ranks, hand.member)):
        if hand.high > rank or (not sure and hand.low > rank):
            hand.capped(rank, sure)
            hand.told("floor" if isinstance(part, Floor) else "cap", part, **told)


Held = tuple[Any, bool, int, dict[str, Any]]


def _floors(floors: Sequence[Floor], ranks: Mapping[str, int], member: Member) -> Iterator[Held]:
    for part in floors:
        value = member.facts.get(part.fact)
        if value is None or number(value) < literal(part.at_least):
            yield part, value is not None, ranks[part.otherwise], {"value": value}


def _caps(caps: Sequence[Cap], ranks: Mapping[str, int], member: Member) -> Iterator[Held]:
    for part in caps:
        verdict = member.verdicts.get(part.when, Verdict.UNKNOWN)
        if verdict not in (Verdict.NOT_MET, Verdict.NOT_APPLICABLE):
            yield part, verdict is Verdict.MET, ranks[part.at_most], {"verdict": verdict}


# ── among the others ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _quota(quota: Quota, ranks: Mapping[str, int], hands: Sequence[_Hand]) -> None:
    """Give the places at one term to those who come first; the rest are graded lower."""
    rank = ranks[quota.term]
    fall = ranks[quota.otherwise] if quota.otherwise else rank - 1
    for group, mine in _groups(quota.per, hands):
        base = [(hand.low >= ranks[quota.of], hand.high >= ranks[quota.of]) if quota.of else (True, True) for hand in mine]
        taken = [(_asks(hand, rank, quota), _may_ask(hand, rank, quota)) for hand in mine if hand.fixed]
        most = quota.each.get(group, quota.most)
        fewest = places(most, sum(low for low, _ in base), quota.rounding) - sum(may for _, may in taken)
        highest = places(most, sum(high for _, high in base), quota.rounding) - sum(sure for sure, _ in taken)
        asking = [hand for hand in mine if not hand.fixed and _may_ask(hand, rank, quota)]
        found = shared_out([_contender(quota, rank, group, hand) for hand in asking], fewest, highest, quota.ties)
        for hand in asking:
            if _group(quota.per, hand) == group:
                _placed(quota, rank, fall, hand, found[hand.member.centre], highest)
    for hand in hands if quota.per else ():
        if _group(quota.per, hand) is None and not hand.fixed and _may_ask(hand, rank, quota):
            hand.capped(fall, sure=False)
            hand.told("quota", quota)


def _asks(hand: _Hand, rank: int, quota: Quota) -> bool:
    return hand.low >= rank if quota.or_better else hand.low == hand.high == rank


def _may_ask(hand: _Hand, rank: int, quota: Quota) -> bool:
    return hand.high >= rank if quota.or_better else hand.low <= rank <= hand.high


def _contender(quota: Quota, rank: int, group: str, hand: _Hand) -> Contender:
    best, worst = keys(quota.by, hand.member.facts)
    if quota.or_better:
        best, worst = ((0, hand.high), *best), ((0, hand.low), *worst)
    best = ((ABOVE, 0),) if hand.loose else best
    sure = _asks(hand, rank, quota) and not hand.loose and _group(quota.per, hand) == group
    return Contender(hand.member.centre, best, worst, sure)


def _placed(quota: Quota, rank: int, fall: int, hand: _Hand, place: Place, there: int) -> None:
    """What a place, or none, leaves of a centre's span."""
    if place.has is None or (place.has is False and hand.loose):
        hand.low = min(hand.low, fall)
    elif place.has is False and _asks(hand, rank, quota):
        hand.low = hand.high = fall
    elif place.has is False:
        hand.low = min(hand.low, fall)
        hand.high = rank - 1 if quota.or_better or hand.high == rank else hand.high
    hand.told("quota", quota, places=max(there, 0), before=place.before, equal=place.equal, has=place.has)


def _groups(per: str, hands: Sequence[_Hand]) -> Iterator[tuple[str, list[_Hand]]]:
    """The centres by the value of a fact; one whose value is not known may be in any group."""
    names = {_group(per, hand) for hand in hands} - {None}
    for name in sorted(str(each) for each in names):
        yield name, [hand for hand in hands if _group(per, hand) in (name, None)]


def _group(per: str, hand: _Hand) -> str | None:
    if not per:
        return ""
    value = hand.member.facts.get(per)
    return None if value is None else str(value)


def _lowest(part: Lowest, ranks: Mapping[str, int], hands: Sequence[_Hand]) -> None:
    """Grade the lowest so many of those who are graded no better than one term."""
    for group, mine in _groups(part.per, hands):
        base = [(hand.low > NONE, hand.high > NONE) for hand in mine]
        fewest = places(part.share, sum(low for low, _ in base), part.rounding)
        most = places(part.share, sum(high for _, high in base), part.rounding)
        there = [hand for hand in mine if not hand.fixed and hand.high > NONE]
        found = shared_out([_last_first(part, group, hand) for hand in there], fewest, most, part.ties)
        for hand in there:
            place = found[hand.member.centre]
            if place.has is not False and hand.high > ranks[part.term]:
                hand.capped(ranks[part.term], place.has is True and _group(part.per, hand) == group)
                hand.told("lowest", part, places=most, before=place.before, equal=place.equal, has=place.has)


def _last_first(part: Lowest, group: str, hand: _Hand) -> Contender:
    best, worst = keys(part.by, hand.member.facts, lowest_first=True)
    return Contender(hand.member.centre, best, worst, not hand.loose and hand.low > NONE and _group(part.per, hand) == group)


# ── what came before ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _remember(memory: Sequence[Memory], ranks: Mapping[str, int], hand: _Hand) -> None:
    for part in memory:
        wanted, then = {ranks[term] for term in part.terms}, ranks[part.then]
        span = set(range(hand.low, hand.high + 1))
        earlier = hand.member.history.get(part.key)
        hits = None if earlier is None else sum(term in part.terms for term in earlier[: part.among - 1])
        reached = part.times <= 1 if hits is None else hits + 1 >= part.times
        if hand.high <= then or not span & wanted or not (reached or hits is None):
            continue
        hand.low = min(hand.low, then)
        hand.high = then if span <= wanted and reached else hand.high
        hand.told("memory", part, earlier=hits)
