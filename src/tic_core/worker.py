"""The work of a process that stands beside the register: it puts on record what has fallen due or ended, and follows the feed.

Workers keep no state of their own and need not know of each other: each takes subjects that no other holds, in a transaction that
ends with what was found and up to which day was looked. A worker that dies gives its share back with the transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import attrs

from tic_core.consult import law_subject
from tic_core.errors import UsageError
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.notices import Noted, Notice, in_order, lapses, notices
from tic_core.ledger import Checkpoint, Ledger, Reader
from tic_core.ledger import notices as kept
from tic_core.ledger.feed import feed
from tic_core.ledger.feed import notices as noted
from tic_core.model.event import Event
from tic_core.shelf import Shelf
from tic_core.text import Text

SHARE = 25
"""How many subjects a worker takes at once: few enough that another need not wait long where a store has one lock for all."""

Today = Callable[[Lawbook], date]


@attrs.frozen
class Scanned:
    """What one scan did: up to which ``day``, how many ``subjects`` it looked at itself, how many ``notices`` were new.

    Where others scan at the same time the rest is theirs. ``checkpoint`` is the one that the new notices carry, in its three
    lines: whoever is sent such a notice can hold the ledger to it later. Empty without new ones.
    """

    day: date
    subjects: int = 0
    notices: int = 0
    checkpoint: str = ""


def law_meant(ledger: Ledger, jurisdiction: str | None) -> str:
    """The one jurisdiction that is meant, empty where the ledger holds none yet; UsageError where several might be."""
    with ledger.reading(jurisdiction) as reader:
        reader.last()  # refuses to guess between several
        return jurisdiction or next(iter(reader.jurisdictions()), "")


def scan(ledger: Ledger, shelf: Shelf, law: str, today: Today, day: date | None = None) -> Scanned:
    """Look at every subject of a jurisdiction up to ``day`` (today when None) and put on record what is new.

    UsageError for a day that has not come: what will be owed then is not known.
    """
    ledger.hold_tables("tic_notice", "tic_scan")
    with ledger.transaction(writing=False) as session:
        heads, listed = kept.subjects(session, law), kept.listed(session, law)
    books = {edition: shelf.book(edition) for _, edition in heads if edition}
    present = min((today(book.lawbook) for book in books.values()), default=day or date.min)
    if day is not None and day > present:
        raise UsageError(MESSAGES["ahead"].fill(day=day, today=present), MESSAGES["ahead-remedy"])
    until = day or present
    editions = {law_subject(book): book.lawbook for book in books.values()}
    _list(ledger, law, {subject for subject, _ in heads} | editions.keys(), listed)
    checkpoint, subjects, new = _checkpoint(ledger, law, until), 0, 0
    while True:
        count, found = _share(ledger, shelf, law, until, editions, checkpoint)
        if not count:
            return Scanned(until, subjects, new, checkpoint.text if checkpoint and new else "")
        subjects, new = subjects + count, new + found


def by_day(ledger: Ledger, law: str, centre: str = "") -> list[Noted]:
    """The notices on record, of one ``centre`` or all, by day and subject: the same whichever workers found them."""
    found = {each.notice: each for each in feed(noted, ledger, law) if centre in ("", each.notice.subject)}
    return [found[notice] for notice in in_order(found)]


def _list(ledger: Ledger, law: str, names: Iterable[str], listed: set[str]) -> None:
    missing = set(names) - listed
    if missing:
        with ledger.transaction(writing=True) as session:
            kept.put_on_list(session, law, missing)
            session.commit()


def _checkpoint(ledger: Ledger, law: str, until: date) -> Checkpoint | None:
    """What notices will carry: computed once, before anything is held; None where there is nothing to look at, or none is kept."""
    if not ledger.has_tables("tic_checkpoint"):
        return None
    with ledger.transaction(writing=False) as session:
        return Reader(session, law).checkpoint() if kept.waiting(session, law, until) else None


def _share(
    ledger: Ledger, shelf: Shelf, law: str, until: date, editions: dict[str, Lawbook], checkpoint: Checkpoint | None
) -> tuple[int, int]:
    """One share of the work, in one transaction: how many subjects, how many new notices."""
    with ledger.transaction(writing=True) as session:
        reader = Reader(session, law)
        mine = kept.claimed(session, law, until, SHARE)
        found: list[tuple[Notice, int]] = []
        for subject, since, sequence in mine:
            events, last = reader.events(subject), until if since is None else max(until, since)
            known = max((event.sequence for event in events), default=0)
            # What was recorded late may change days that were looked at: then all are looked at once more.
            looked = since if known <= sequence else None
            found += ((each, known) for each in _of(subject, events, shelf, editions, looked, last))
            kept.done(session, law, subject, last, known)
        sequences = dict(found)
        new = kept.record(session, law, [(each, sequences[each]) for each in in_order(sequences)], checkpoint)
        session.commit()
    return len(mine), new


def _of(
    subject: str, events: list[Event], shelf: Shelf, editions: dict[str, Lawbook], since: date | None, until: date
) -> Iterator[Notice]:
    if subject in editions:
        yield from lapses(subject, editions[subject], fold(subject, events, until), since, until)
    else:
        yield from notices(subject, events, shelf.lawbook, since, until)


MESSAGES = {
    "ahead": Text("{day} 尚未到来（今日 {today}）", "{day} has not come yet (today is {today})"),
    "ahead-remedy": Text("今后某日将到期的，用 ticctl due --as-of 查看", "for what will fall due by a day, ask ticctl due --as-of"),
}
