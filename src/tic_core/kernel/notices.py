"""What the clock makes known: a duty has fallen due, runs in grace, is overdue; a term that the edition set has ended.

A notice is no event and no act. It says again what follows from the events and the day, so that somebody can be reminded; nothing
is decided by it, no answer rests on it, and whether it was ever put on record changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import attrs

from tic_core.kernel.corrections import counted
from tic_core.kernel.duties import SOON, DutyLine, due_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.turns import HORIZON, grace_of, turns
from tic_core.model.dates import DAY, Calendar, Period, last_day
from tic_core.model.event import Event
from tic_core.model.subject import Centre, Duty
from tic_core.text import Text

KINDS: Mapping[str, Text] = {
    "due": Text("到期提醒", "falls due"),
    "grace": Text("进入宽限期", "now in grace"),
    "overdue": Text("已逾期", "now overdue"),
    "ended": Text("期限届满", "term ended"),
}
"""What a notice can say. ``ended`` is a term that the edition set (a validity, a phase, a ban); the others are of a duty."""

REMINDERS = ("due", "grace", "overdue")

Lawbooks = Callable[[str], Lawbook]
Statuses = dict[tuple[str, str], str]


@attrs.frozen
class Notice:
    """One notice: of ``subject``, on ``day``, of the ``kind`` (see :data:`KINDS`).

    ``name`` is the duty's kind, or the fact or text whose term ended; ``key`` the duty's id and ``period`` its year, where it
    is about one; ``last`` the last day; ``owner`` who owes; ``cite`` the article of ``edition``.
    """

    day: date
    subject: str
    kind: str
    name: str
    key: str = ""
    period: str = ""
    last: date | None = None
    owner: str = ""
    cite: str = ""
    edition: str = ""


@attrs.frozen
class Noted:
    """A notice on record: its number in the feed of notices, and its subject's last event that was known when it was found.

    ``checkpoint`` is the ledger's last one when it was put on record, in its three lines; empty where none was kept (a ledger of a
    form before 0004).
    """

    sequence: int
    notice: Notice
    known_at: int
    checkpoint: str = ""


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Notices by day, then subject: one order, whoever found them."""
    kinds = tuple(KINDS)
    return sorted(notices, key=lambda each: (each.day, each.subject, kinds.index(each.kind), each.name, each.key, each.period))


def notices(subject: str, events: Iterable[Event], law: Lawbooks, since: date | None, until: date) -> list[Notice]:
    """The notices of a centre for the days after ``since`` (from its first day when None) up to and with ``until``, in order.

    They follow from the events alone: of the same events the days before and after any ``since`` make up the whole.
    """
    found: list[Notice] = []
    was: Statuses = {}
    for first, last, centre in _spells(subject, list(events), since, until):
        if centre.edition:
            lawbook = law(centre.edition)
            for day in sorted(day for day in {first, *_turning(centre, lawbook, first, last)} if first <= day <= last):
                lines = [line for line in due_lines(centre, day, lawbook.calendar, lawbook.last) if line.duty]
                found += _told(lines, day, was, centre.edition)
                was = {_turn(line): line.status for line in lines}
            found += _facts_ended(centre, lawbook, first, last)
            found += _proceedings_ended(centre, lawbook, first, last)
    return in_order(each for each in dict.fromkeys(found) if since is None or each.day > since)


def _told(lines: Iterable[DutyLine], day: date, was: Statuses, edition: str) -> Iterator[Notice]:
    """What is new on a day: a status that the turn did not have before, a term that had to run out first and has."""
    for line in lines:
        key, period = _turn(line)
        if line.status in REMINDERS and was.get((key, period)) != line.status:
            yield Notice(day, line.centre, line.status, line.kind, key, period, line.due, line.owner, line.cite, edition)
        if line.opens == day and line.duty and line.duty.opened and line.duty.opened < day:
            yield Notice(day, line.centre, "ended", line.kind, key, "", day - DAY, line.owner, line.cite, edition)


def _turn(line: DutyLine) -> tuple[str, str]:
    return line.duty.id if line.duty else "", line.period


def lapses(subject: str, lawbook: Lawbook, law: Centre, since: date | None, until: date) -> list[Notice]:
    """The ends of an edition's validity and of the other bases registered beside it (``law``: what the authority has said)."""
    force, texts = lawbook.edition.identity.in_force, law.value("basis")
    ends = [(lawbook.edition.id, force.last, str(force.cite))]
    ends += [(text["id"], text["last"], "") for text in texts] if isinstance(texts, Sequence) else []
    days = ((name, last, _after(last), cite) for name, last, cite in ends)
    found = (
        Notice(day, subject, "ended", name, last=last, cite=cite, edition=lawbook.edition.id)
        for name, last, day, cite in days
        if day > last
    )
    return in_order(each for each in found if each.day <= until and (since is None or each.day > since))


def _spells(subject: str, events: Sequence[Event], since: date | None, until: date) -> Iterator[tuple[date, date, Centre]]:
    """The times between two events: first day, last day, the centre as it stood. What ended before ``since`` is passed over."""
    days = sorted({event.effective for event in (*events, *counted(events)) if event.effective <= until})
    for first, following in pairwise((*days, None)):
        last = until if following is None else following - DAY
        if first is not None and (since is None or last >= since):
            yield first if since is None else max(first, since), last, fold(subject, events, first)


def _turning(centre: Centre, lawbook: Lawbook, first: date, last: date) -> Iterator[date]:
    """Every day on which a status can change without an act."""
    yield _after(lawbook.last)
    for duty in centre.duties.values():
        if duty.state == "closed":
            continue
        if duty.opens:
            yield duty.opens
        for day in _last_days(duty, lawbook.calendar, first, last):
            grace = grace_of(duty, day, lawbook.calendar)
            yield from (day, _before(day, SOON), _after(max(day, duty.opened or day)))
            yield from () if grace is None else (_after(grace),)


def _last_days(duty: Duty, calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """The last days that a duty may have; of a recurring one also the day on which the next turn begins to be told."""
    if not duty.recurs:
        yield from () if duty.due is None else (duty.due,)
        return
    ahead = last_day(last, Period(days=HORIZON)).last
    for _, deadline, nominal in turns(duty, ahead, calendar, date.min if duty.grace else first):
        yield from (deadline.last, nominal)


def _facts_ended(centre: Centre, lawbook: Lawbook, first: date, last: date) -> Iterator[Notice]:
    """The terms that the edition names and an act recorded as a day ahead (a ban, a validity), unless a duty carries it."""
    carried = {name for duty in lawbook.edition.duties for name in (duty.printed, duty.printed_opens, *duty.after)}
    carried |= {move.date for act in lawbook.edition.acts for move in act.changes}
    carried |= {each.lasts.printed for each in lawbook.edition.proceedings if each.lasts}
    for name, fact in centre.facts.items():
        kind = lawbook.facts.get(name)
        if name in carried or not (kind and kind.cite and kind.ahead) or not isinstance(fact.value, date):
            continue
        day = _after(fact.value)
        if max(first, _after(fact.on)) <= day <= last:
            yield Notice(day, centre.id, "ended", name, last=fact.value, cite=str(kind.cite), edition=centre.edition)


def _proceedings_ended(centre: Centre, lawbook: Lawbook, first: date, last: date) -> Iterator[Notice]:
    """What ends by itself with a last day: a ban that has run out."""
    for each in centre.proceedings.values():
        day = _after(each.last) if each.open and each.last is not None else None
        if day is not None and max(first, _after(each.since)) <= day <= last:
            kind = lawbook.edition.tables["proceedings"].get(each.kind)
            cite = str(kind.cite or "") if kind is not None else ""
            yield Notice(day, centre.id, "ended", each.kind, each.key, last=each.last, cite=cite, edition=centre.edition)


def _after(day: date) -> date:
    return day + DAY if day < date.max else day


def _before(day: date, days: int) -> date:
    return day - min(timedelta(days=days), day - date.min)
