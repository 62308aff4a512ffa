"""What stands beside the events and follows from them: heads, duties, reservations, kept texts, personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tic_core.errors import TicError
from tic_core.ledger.audit import EDITION, Audit, Link, as_bytes
from tic_core.ledger.codec import digest
from tic_core.ledger.persons import Sealed
from tic_core.ledger.problems import Problems
from tic_core.ledger.reading import HEAD_COLUMNS, Reader
from tic_core.ledger.rows import duty_columns, head_row
from tic_core.model.event import Event
from tic_core.model.subject import Centre

Fold = Callable[[str, Iterable[Event]], Centre]

# What replaying damaged events may run into.
_BROKEN = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)


class Standing:
    """The comparison of what stands in the tables with what the audited events say."""

    def __init__(self, reader: Reader, problems: Problems, audit: Audit, replay: Fold) -> None:
        self._reader = reader
        self._problems = problems
        self._audit = audit
        self._replay = replay
        self._law = problems.jurisdiction

    def run(self) -> None:
        """Compare everything; what cannot be read is a problem, too."""
        for part in (self._subjects, self._keys, self._texts, self._editions, self._persons):
            try:
                part()
            except TicError as error:
                self._problems.tell("unreadable", 0, "", why=error.what)

    def _subjects(self) -> None:
        chains = self._audit.chains
        for subject in dict.fromkeys((*chains, *self._reader.subjects(self._law))):
            link = chains.get(subject, Link())
            if link.whole:  # of a subject with an unreadable event that much is already told
                try:
                    self._subject(subject, link)
                except TicError as error:
                    self._problems.tell("unreadable", link.sequence, subject, why=error.what)

    def _subject(self, subject: str, link: Link) -> None:
        try:
            centre = self._replay(subject, self._reader.events(subject, jurisdiction=self._law))
        except _BROKEN as error:
            self._problems.tell("fold", link.sequence, subject, why=f"{type(error).__name__}: {error}")
            return
        place = {"jurisdiction": self._law, "subject": subject}
        wanted_head = {"": dict(zip(HEAD_COLUMNS, head_row(centre, link.hash), strict=True))} if link.number else {}
        self._compare("head", link, subject, self._reader.head_rows(**place), wanted_head)
        wanted_duties = {name: duty_columns(duty) for name, duty in centre.duties.items()}
        self._compare("duty", link, subject, self._reader.duty_rows(**place), wanted_duties)
        held = {(each.scope, each.key) for each in self._reader.reservations(self._law, subject=subject)}
        self._compare("reservation", link, subject, _alone(held), _alone(set(centre.reservations.items())))

    def _compare(
        self, what: str, link: Link, subject: str, found: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Rows as they are against rows as they should be, by name: missing, extra, or different in some columns."""
        for name in dict.fromkeys((*wanted, *found)):
            if name not in found:
                self._problems.tell(f"{what}-missing", link.sequence, subject, key=name)
            elif name not in wanted:
                self._problems.tell(f"{what}-extra", link.sequence, subject, key=name)
            elif found[name] != wanted[name]:
                columns = [column for column, value in wanted[name].items() if found[name][column] != value]
                self._problems.tell(what, link.sequence, subject, key=name, columns=columns)

    def _keys(self) -> None:
        for scope, key in self._reader.keys_held_twice(self._law):
            self._problems.tell("reservation-twice", 0, "", key=f"{scope} {key}")

    def _texts(self) -> None:
        """The kept texts: each whole, under the kind and id by which the events name it, and none missing."""
        named, kept = _by_digest(self._audit.named), set()
        for key, kind, name in self._reader.texts():
            kept.add(key)
            since, labels = named.get(key, (0, []))
            text = self._reader.text(key)
            if text is None or digest(as_bytes(text.body)) != key:
                self._problems.tell("text", since, "", key=f"{kind} {name}")
            if labels and not {(kind, name), (kind, "")} & set(labels):
                wanted = [" ".join(label).strip() for label in labels]
                self._problems.tell("text-label", since, "", key=f"{kind} {name}", wanted=wanted)
        for key, (since, _) in named.items():
            if key not in kept:
                self._problems.tell("text-missing", since, "", key=key[:12])
        for (kind, name), key in self._reader.publications(self._law).items():
            if key not in kept:
                self._problems.tell("published", named.get(key, (0, []))[0], "", key=f"{kind} {name}")

    def _editions(self) -> None:
        """The one digest that each published edition stands for, in the table and in every event."""
        published = self._reader.publications(self._law)
        stands: dict[str, str] = {}
        for (kind, name, key), since in self._audit.named.items():
            if kind != EDITION or not key:
                continue
            if name not in stands and (kind, name) not in published:
                self._problems.tell("published-missing", since, "", key=name)
            wanted = stands.setdefault(name, published.get((kind, name), key))
            if key != wanted:
                self._problems.tell("published-other", since, "", key=name, found=key[:12], wanted=wanted[:12])

    def _persons(self) -> None:
        named, kept = self._audit.people, set()
        for person, salt, body in self._reader.people(self._law):
            kept.add(person)
            told, sequence = named.get(person, ("", 0))
            if person not in named:
                self._problems.tell("person-extra", 0, "", key=person)
            elif _sealed(salt, body) != told:
                self._problems.tell("person", sequence, "", key=person)
        erased = len(named.keys() - kept)
        if erased:
            self._problems.note("erased", named=len(named), erased=erased)


def _by_digest(named: Mapping[tuple[str, str, str], int]) -> dict[str, tuple[int, list[tuple[str, str]]]]:
    """Each digest with the first event that rests on it and what the events call it."""
    found: dict[str, tuple[int, list[tuple[str, str]]]] = {}
    for (kind, name, key), since in named.items():
        if key:  # an empty digest: nothing to keep, as of the calendar without notices
            found.setdefault(key, (since, []))[1].append((kind, name))
    return found


def _alone(pairs: set[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Rows that say nothing but what they are named by."""
    return {" ".join(pair): {} for pair in sorted(pairs)}


def _sealed(salt: str, body: bytes) -> str:
    try:
        return Sealed(salt, body).digest
    except (ValueError, TypeError):
        return ""


def stands_as_told(reader: Reader, centre: Centre) -> bool:
    """Whether head, duties and reservations of a subject are those of ``centre``, folded from all its events."""
    head = reader.head(centre.id)
    if head is None:
        return False
    place = {"jurisdiction": head.jurisdiction, "subject": centre.id}
    wanted = dict(zip(HEAD_COLUMNS, head_row(centre, head.hash), strict=True))
    duties = {name: duty_columns(duty) for name, duty in centre.duties.items()}
    held = {(each.scope, each.key) for each in reader.reservations(head.jurisdiction, subject=centre.id)}
    same = reader.head_rows(**place) == {"": wanted} and held == set(centre.reservations.items())
    return same and reader.duty_rows(**place) == duties
