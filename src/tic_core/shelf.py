"""The shelf: which editions there are, and their lawbooks, each built once from documents and its own jurisdiction's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import attrs

from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.answer import Relation
from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.edition import Edition, Identity
from tic_core.model.rule import Rule
from tic_core.packs import Found, calendars, editions, load
from tic_core.rules.kinds import CORE_KINDS, kinds_by_name
from tic_core.text import Text


@attrs.define
class Book:
    """A lawbook with what it was made from: the document's bytes, the calendar's, and the jurisdiction that answers."""

    lawbook: Lawbook
    found: Found
    body: bytes
    calendar_body: bytes
    answers: Answers

    @property
    def identity(self) -> Identity:
        """What the edition is."""
        return self.lawbook.edition.identity


class Shelf:
    """Editions from installed packs and given folders. Documents are read when first asked for, plugins likewise."""

    def __init__(self, folders: Sequence[Path] = (), jurisdictions: Jurisdictions | None = None) -> None:
        self.folders = tuple(folders)
        self.jurisdictions = jurisdictions or Jurisdictions.installed()
        self.found = {each.id: each for each in editions(self.folders)}
        self._books: dict[str, Book] = {}

    def book(self, edition: str) -> Book:
        """The lawbook of an edition. Raises UsageError for an unknown one, DocumentError for a faulty one."""
        if edition not in self.found:
            raise UsageError(MESSAGES["no-edition"].fill(edition=edition), MESSAGES["editions"].fill(known=sorted(self.found)))
        if edition not in self._books:
            self._books[edition] = self._build(self.found[edition])
        return self._books[edition]

    def lawbook(self, edition: str) -> Lawbook:
        """The compiled law of an edition."""
        return self.book(edition).lawbook

    def in_force(self, policy: str, day: date) -> Book:
        """The edition of a policy (or the edition itself) for an act of ``day``: the one in force, else the nearest that is not.

        That none is in force is for ``decide`` to tell, with its article; it is never passed over in silence.
        """
        books = [self.book(name) for name, found in self.found.items() if policy in ("", name, found.policy)]
        if not books or (not policy and len({book.identity.policy for book in books}) > 1):
            raise UsageError(MESSAGES["no-policy"].fill(policy=policy), MESSAGES["editions"].fill(known=sorted(self.found)))
        running = [book for book in books if _distance(book.lawbook, day) == 0]
        if len(running) > 1:
            return _superseding(running, day)
        return min(books, key=lambda book: (_distance(book.lawbook, day), book.identity.id))

    def read(self, found: Found) -> Edition:
        """The edition in a document, held to the rule kinds of its own jurisdiction; DocumentError with all that is wrong in it."""
        return load(found.path, "", _kinds(self._answers(found)))

    def _answers(self, found: Found) -> Answers:
        try:
            return self.jurisdictions.answers((found.jurisdiction, *found.parents))
        except UsageError:  # the document's head is wrong: reading it whole tells what and where
            load(found.path)
            raise

    def _build(self, found: Found) -> Book:
        answers = self._answers(found)
        body = found.path.read_bytes()
        edition = load(body, str(found.path), _kinds(answers))
        calendar, calendar_body = self._calendar(edition)
        plugins = tuple(plugin.source for plugin in answers.plugins)
        return Book(Lawbook(edition, calendar, self._relations(edition, answers), plugins), found, body, calendar_body, answers)

    def _relations(self, edition: Edition, answers: Answers) -> dict[str, Relation]:
        told = {each.id: answers.conflict_relation(each, edition.identity) for each in edition.reservations}
        return {name: sourced.answer for name, sourced in told.items() if sourced is not None}

    def _calendar(self, edition: Edition) -> tuple[Calendar, bytes]:
        wanted = edition.convention.calendar
        for calendar, body in calendars(self.folders):
            if calendar.id == wanted:
                return calendar, body
        return WEEKENDS_ONLY, b""


def _kinds(answers: Answers) -> Mapping[str, type[Rule]]:
    return kinds_by_name((*CORE_KINDS, *(each.answer for each in answers.rule_kinds())))


def _distance(lawbook: Lawbook, day: date) -> int:
    return max((lawbook.first - day).days, (day - lawbook.last).days, 0)


def _superseding(books: Sequence[Book], day: date) -> Book:
    """Of several editions in force on one day the one that supersedes all the others; DocumentError where none says so."""
    names = [{book.identity.id, book.identity.document_no} for book in books]
    for book in books:
        if all(set(book.identity.supersedes) & other for other in names if book.identity.id not in other):
            return book
    told = MESSAGES["two-editions"].fill(editions=[f"{book.identity.id} ({book.found.path})" for book in books], day=day)
    raise DocumentError(
        [Fault("two-editions", str(books[-1].found.path), 0, 0, "identity.in_force", told, MESSAGES["one-edition"])]
    )


MESSAGES = {
    "two-editions": Text("{day} 有不止一个版本有效：{editions}", "on {day} more than one edition is in force: {editions}"),
    "one-edition": Text(
        "去掉多余的政策包，或在后一版本的 supersedes 中写明取代哪一个",
        "remove the pack that is too many, or let the later edition name the other in `supersedes`",
    ),
    "no-edition": Text("没有版本“{edition}”", "there is no edition “{edition}”"),
    "no-policy": Text("没有唯一的办法“{policy}”", "there is no single policy “{policy}”"),
    "editions": Text("已安装的版本：{known}", "the installed editions are: {known}"),
}
