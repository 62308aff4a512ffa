"""The cases on which two rules are compared: few enough to try them all, and where possible enough to prove.

The facts of both rules fall into groups that no condition ties together. For each group this module gives facts to try, and says
whether these stand for *all* facts there are: then what holds on each of them holds always. It does so for

* facts compared with constants: a value at each constant, and one between each two (:mod:`tic_core.rules.edges`);
* facts compared with each other: as many values around each constant as there are facts, so that every order occurs;
* periods from one day to another: the days around each last day, from days on which calendars differ; not where days off, of which
  there may be any number, would tell working days and other days apart;
* a share of a whole: every part of a whole that the denominators divide, and a point between each two;
* a list told apart by conditions on its records: every number of records of each kind, as far as shares and counts can tell.

Any other group gets the same values without the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice, pairwise, product
from math import ceil, lcm

import attrs

from tic_core.kernel.lawbook import facts_read
from tic_core.model.dates import Period, last_day
from tic_core.model.edition import Edition
from tic_core.model.facts import FactKind, Value
from tic_core.model.rule import Rule
from tic_core.packs.compare.leaves import Facts, Leaf, Made, known, shares, words_of
from tic_core.packs.compare.lists import SOME, lists_of
from tic_core.rules import edges
from tic_core.rules.kinds import Elapsed, key_text

MOST = 20_000  # cases of one group
FEW = 40  # lists that are tried together with other facts


@attrs.frozen
class Group:
    """Facts that belong together: the ``cases`` to try, and whether these stand for all (``whole``)."""

    facts: tuple[str, ...]
    cases: tuple[Facts, ...]
    whole: bool


def groups(old: Edition, new: Edition, told: Sequence[Leaf], confirmed: Iterable[str] = ()) -> tuple[Group, ...]:
    """The facts of some rules in groups, each with its cases. ``confirmed`` are readings whose confirmation counts."""
    found = [_group(old, new, names, of) for names, of in _tied(told) if names]
    alone = [f"confirmed.{name}" for name in dict.fromkeys(confirmed)]
    return (*found, *(Group((name,), ({name: True}, {name: False}), whole=True) for name in alone))


def _tied(told: Sequence[Leaf]) -> list[tuple[tuple[str, ...], tuple[Leaf, ...]]]:
    """Facts that some rule reads together, with the rules that read them."""
    tied: list[tuple[dict[str, None], list[Leaf]]] = []
    for leaf in told:
        near = [each for each in tied if set(each[0]) & set(leaf.facts)]
        names = {name: None for each in near for name in each[0]} | dict.fromkeys(leaf.facts)
        tied = [each for each in tied if each not in near] + [(names, [found for each in near for found in each[1]] + [leaf])]
    return [(tuple(names), tuple(of)) for names, of in tied]


def _group(old: Edition, new: Edition, names: tuple[str, ...], of: tuple[Leaf, ...]) -> Group:
    kinds = {name: declared(old, new, name) for name in names}
    made = _made(old, new, kinds, of)
    if made is None:
        cases, _ = _crossed({name: _any(old, new, kind, of, SOME if len(kinds) == 1 else FEW) for name, kind in kinds.items()})
        return Group(names, cases, whole=False)
    cases, whole = made
    return Group(names, cases, whole and not any(_differs(old, new, name) for name in names))


def declared(old: Edition, new: Edition, name: str) -> FactKind:
    """A fact as the two editions together declare it: the wider domain."""
    both = [each for each in (facts_read(old).get(name), facts_read(new).get(name)) if each is not None]
    if len(both) < 2:
        return both[0] if both else edges.kind_of(name, {})
    ends = {"least": min, "most": max}
    wider = {
        end: None
        if any(getattr(each, end) is None for each in both)
        else choose((getattr(each, end) for each in both), key=Decimal)
        for end, choose in ends.items()
    }
    return FactKind(**{**attrs.asdict(both[1], recurse=False), **wider})


def _differs(old: Edition, new: Edition, name: str) -> bool:
    """Whether a fact is another kind of thing in the other edition, so that no value stands for both."""
    both = [each for each in (facts_read(old).get(name), facts_read(new).get(name)) if each is not None]
    return len({(each.type, each.currency, each.many) for each in both}) > 1


def _made(old: Edition, new: Edition, kinds: Mapping[str, FactKind], of: tuple[Leaf, ...]) -> Made | None:
    """The cases of a group by the manner of its rules; None where they have no manner in common.

    Whether a fact is there at all is seen in every group, for each fact is absent in some of its cases.
    """
    manners = {leaf.manner for leaf in of} - {"there"}
    if manners <= {"stepped"}:
        cases, whole = _crossed({name: _stepped(old, new, kind, of) for name, kind in kinds.items()})
        # One or two words of a fact that may have several show all that two rules can tell apart.
        return cases, whole and (len(of) <= len((old, new)) or not any(kind.many for kind in kinds.values()))
    if manners <= {"stepped", "ordered"}:
        return _ordered(old, new, kinds, of)
    if manners == {"listed"} and len(kinds) == 1:
        return lists_of(old, new, next(iter(kinds.values())), of)
    others = tuple(leaf for leaf in of if leaf.manner != "there")
    alone = len(manners) == 1 and {name for leaf in others for name in leaf.facts} == set(kinds)
    make = _MAKERS.get(next(iter(manners))) if alone else None
    return make(kinds, others) if make else None


def _crossed(values: Mapping[str, Sequence[Value]]) -> Made:
    """Every combination of values, each fact also absent; spread evenly where there are too many."""
    offered = [[*each, None] for each in values.values()]
    total = 1
    for each in offered:
        total *= len(each)
    every = (dict(zip(values, chosen, strict=True)) for chosen in product(*offered))
    return tuple(known(case) for case in islice(every, 0, None, ceil(total / MOST))), total <= MOST


def _stepped(old: Edition, new: Edition, kind: FactKind, of: tuple[Leaf, ...]) -> list[Value]:
    if kind.type == "list":
        return [(), ({},)]  # there, empty, or absent: nothing else is asked of it here
    return edges.values(kind, [each for leaf in of if kind.id in leaf.facts for each in leaf.constants], words_of(old, new))


def _any(old: Edition, new: Edition, kind: FactKind, of: tuple[Leaf, ...], most: int) -> list[Value]:
    """Values for a fact of rules that have no manner in common."""
    if kind.id.startswith("held."):
        return [{}]
    if kind.type == "list":
        return [case[kind.id] for case in lists_of(old, new, kind, of)[0] if case][:most]
    found = _stepped(old, new, kind, of)
    periods = [period for leaf in of for period in periods_of(leaf.rule)]
    if kind.type == "date" and periods:
        found = [*found, *(day for first in found[:1] for day in _around(first, periods))]
    return list(dict.fromkeys(found))


# ── facts compared with each other ─────────────────────────────────────────────────────────────────────────────────────────────


def _ordered(old: Edition, new: Edition, kinds: Mapping[str, FactKind], of: tuple[Leaf, ...]) -> Made | None:
    types = {kind.type for kind in kinds.values()}
    constants = [each for leaf in of for each in leaf.constants]
    if types <= {"term", "yes-no"}:
        return _crossed({name: edges.values(kind, constants, words_of(old, new)) for name, kind in kinds.items()})
    if types <= {"code", "text"}:
        named = [each for each in constants if type(each) is str]
        strangers = [f"{edges.OTHER}-{place}" for place, _ in enumerate(kinds)]
        return _crossed(dict.fromkeys(kinds, (*named, *strangers)))
    if types == {"date"}:
        days = sorted({each for each in constants if isinstance(each, date)}) or [edges.MIDDAY]
        steps = range(-len(kinds), len(kinds) + 1)
        values: list[Value] = list(dict.fromkeys(day + timedelta(days=step) for day in days for step in steps))
        return _crossed(dict.fromkeys(kinds, values))
    if len(types) > 1 or not types <= {"whole", "decimal", "money"}:
        return None
    numbers = edges.numbers(constants) or [Decimal(1)]
    gap = min([Decimal(1), *((b - a) / (2 * len(kinds) + 2) for a, b in pairwise(numbers))])
    step = Decimal(1) if types == {"whole"} else gap
    grid = dict.fromkeys(number + step * off for number in numbers for off in range(-len(kinds), len(kinds) + 1))
    return _crossed({name: [_typed(kind, each) for each in grid if edges.inside(kind, each)] for name, kind in kinds.items()})


def _typed(kind: FactKind, number: Decimal) -> Value:
    return int(number) if kind.type == "whole" else edges.amount(kind, number)


# ── periods ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def periods_of(rule: Rule) -> tuple[Period, ...]:
    """The periods a rule counts."""
    found: dict[Period, None] = {}
    for slot in rule.reads():
        if isinstance(slot, Elapsed) and isinstance(slot.period, Period):
            found[slot.period] = None
    return tuple(found)


def _spanned(_: Mapping[str, FactKind], of: tuple[Leaf, ...]) -> Made:
    """Whole where all periods run between the same days: then only how their last days lie to each other counts."""
    periods = list(dict.fromkeys(period for leaf in of for period in periods_of(leaf.rule)))
    ways = {(_starts(leaf), leaf.facts) for leaf in of}
    starts, facts = next(iter(ways))
    ends = [name for name in facts if name not in starts]
    monthly = {bool(period.years or period.months) for period in periods}  # days and working days go by the week
    weekly = any(period.working_days for period in periods)
    first_days = list(dict.fromkeys((*USUAL_DAYS, *(_starting(weekly=weekly) if len(monthly) > 1 else ()))))
    found = list(_spans(starts, ends, first_days, periods))
    return tuple(found), len(ways) == 1 and len(ends) == 1 and _holidays_apart(periods)


def _holidays_apart(periods: Sequence[Period]) -> bool:
    """Whether days off and weekends worked, which no case has, cannot turn the answer: all periods are counted in working days or
    none is, or there are more working days than the other periods have days.
    """
    worked = [period.working_days for period in periods if period.working_days]
    plain = [366 * period.years + 31 * period.months + period.days for period in periods if not period.working_days]
    return not worked or not plain or max(plain) <= min(worked)


def _starts(leaf: Leaf) -> tuple[str, ...]:
    """The facts from which a period is counted, in order of preference."""
    derived = {each.id: each for each in leaf.through}
    named = next((slot.start for slot in leaf.rule.reads() if isinstance(slot, Elapsed)), ())
    return tuple(dict.fromkeys(fact for name in named for fact in edges.base(name, derived)))


USUAL_DAYS = (
    *(date(2024, 3, 1) + timedelta(days=step) for step in range(7)),
    date(2024, 2, 29),
    date(2024, 8, 31),
    date(2023, 1, 31),
)
"""Days from which to count: each day of a week, ends of months, a leap day."""


def _starting(*, weekly: bool) -> Iterator[date]:
    """Days from which months have every length that they have in days.

    Four years show every length of a period of months or years, and those before 2101 the lengths across a year without a leap day;
    from the 1st and from the 28th on, as all days between are alike, unless days of the week count.
    """
    for first, last in ((date(2023, 1, 1), date(2027, 1, 1)), (date(2097, 1, 1), date(2101, 1, 1))):
        every = (first + timedelta(days=step) for step in range((last - first).days))
        yield from (day for day in every if weekly or day.day == 1 or day.day >= LAST_ALIKE)


LAST_ALIKE = 28  # a month has this day and those before it in every year


def _spans(starts: Sequence[str], ends: Sequence[str], days: Sequence[date], periods: Sequence[Period]) -> Iterator[Facts]:
    for index, day in enumerate(days):
        ways = [{name: day} for name in starts] if index == 0 else [{starts[0]: day}]
        if index == 0 and len(starts) > 1:
            ways += [{name: day + timedelta(days=400 * place) for place, name in enumerate(starts)}, {}]
        for known_starts in ways:
            for end in (*_around(day, periods), None):
                yield known({**known_starts, **dict.fromkeys(ends, end)})


def _around(day: date, periods: Sequence[Period]) -> list[date]:
    """The days about the first day and about each last day of periods counted from a day."""
    middle = [last_day(day, period).last for period in periods]
    return sorted({each + timedelta(days=step) for each in (day, *middle) for step in (-1, 0, 1)})


# ── shares ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _shared(kinds: Mapping[str, FactKind], of: tuple[Leaf, ...]) -> Made:
    """Whole where all shares are of one part in one whole, and neither is bounded: then only their ratio counts."""
    pairs = list(dict.fromkeys(leaf.facts for leaf in of))
    found = shares(of)
    size = 2 * lcm(1, *(share.denominator for share in found))
    most = ceil(max([Fraction(1), *found]) * size) + 1
    cases: list[Facts] = [{}]
    for pair in pairs:
        part, whole = pair[0], pair[-1]
        counts = [(count, size) for count in range(most + 1)] + [(0, 0), (None, size), (1, None)]
        cases += [known({part: _sized(kinds[part], a), whole: _sized(kinds[whole], b)}) for a, b in counts]
    bounded = any(kind.most is not None or (kind.least is not None and Decimal(kind.least) > 0) for kind in kinds.values())
    return tuple(cases), len(pairs) == 1 and not bounded


def _sized(kind: FactKind, number: int | None) -> Value:
    return None if number is None else _typed(kind, Decimal(number))


# ── things that are held ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _held(_: Mapping[str, FactKind], of: tuple[Leaf, ...]) -> Made:
    """Nobody holds the key, another does, this centre does, or it cannot be told. Whole where all ask for the same key."""
    facts = of[0].facts
    key = [name for name in facts if not name.startswith("held.") and name != "centre.id"]
    (holders,) = [name for name in facts if name.startswith("held.")]
    own = {"centre.id": "this-centre"}
    named: dict[str, Value] = {name: f"{edges.OTHER}-{index}" for index, name in enumerate(key)}
    text = key_text([named[name] for name in key])
    cases: list[Facts] = [{**own, **named, holders: held} for held in ({}, {text: "another-centre"}, {text: "this-centre"})]
    return (*cases, {**own, **named}, own, {}), len({leaf.facts for leaf in of}) == 1


_MAKERS: Mapping[str, Callable[[Mapping[str, FactKind], tuple[Leaf, ...]], Made]] = {
    "spans": _spanned,
    "share": _shared,
    "held": _held,
}
