"""The shelf: which editions there are, and their lawbooks, each built once from documents and its own jurisdiction's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import attrs

from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.kernel.lawbook import Lawbook, Table
from tic_core.model.answer import Relation
from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.edition import Edition, Identity
from tic_core.model.facts import Term
from tic_core.model.rule import Rule
from tic_core.packs import (
    AS_WRITTEN,
    Chosen,
    Classification,
    Found,
    Given,
    Read,
    answers,
    calendars,
    classifications,
    edition_of,
    editions,
    in_order,
    load,
    load_mandate,
    mandates,
    unknown,
)
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.review import Review, review
from tic_core.packs.review import beside as account_beside
from tic_core.rules.kinds import CORE_KINDS, kinds_by_name
from tic_core.text import Text, both


@attrs.define
class Book:
    """A lawbook with what it was made from: the document's bytes, the calendar's, and the jurisdiction that answers.

    ``given`` are the answers that files give to its open questions, the earliest first; ``build`` makes the book anew under other
    readings than the document takes; ``tables`` are the classifications that are loaded for its facts; ``mandate_bodies`` the bytes
    of its superiors' mandates by id.
    """

    lawbook: Lawbook
    found: Found
    body: bytes
    calendar_body: bytes
    answers: Answers
    given: tuple[Given, ...] = ()
    build: Callable[[Chosen], Book] | None = attrs.field(default=None, eq=False, repr=False)
    tables: tuple[Classification, ...] = ()
    mandate_bodies: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)
    _others: dict[tuple[tuple[str, str], ...], Book] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def identity(self) -> Identity:
        """What the edition is."""
        return self.lawbook.edition.identity

    def read_as(self, said: Chosen) -> Book:
        """The book as the authority reads the measure: ``said`` are its readings by question.

        A reading that the edition does not encode leaves the book as it is: ``decide`` refuses what rests on that question.
        """
        chosen = {name: reading for name, reading in sorted(said.items()) if self._encodes(name, reading)}
        if not chosen or self.build is None:
            return self
        key = tuple(chosen.items())
        if key not in self._others:
            self._others[key] = self.build(chosen)
        return self._others[key]

    def _encodes(self, name: str, reading: str) -> bool:
        question = self.lawbook.edition.tables["interpretations"].get(name)
        if question is None or reading == question.taken:
            return False
        return any(each.id == reading and each.sets is not None for each in question.readings)


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

    def editions_of(self, policy: str) -> tuple[str, ...]:
        """The ids of the editions of a policy."""
        return tuple(name for name, found in self.found.items() if found.policy == policy)

    def in_force(self, policy: str, day: date) -> Book:
        """The edition of a policy (or the edition itself) for an act of ``day``: the one in force, else the nearest that is not.

        That none is in force is for ``decide`` to tell, with its article; it is never passed over in silence.
        """
        books = [self.book(name) for name, found in self.found.items() if policy in ("", name, found.policy)]
        measures = sorted({book.identity.policy for book in books})
        if not policy and len(measures) > 1:
            raise UsageError(MESSAGES["policy-unsaid"], MESSAGES["policies"].fill(known=measures))
        if not books:
            raise UsageError(MESSAGES["no-policy"].fill(policy=policy), MESSAGES["editions"].fill(known=sorted(self.found)))
        running = [book for book in books if _distance(book.lawbook, day) == 0]
        if len(running) > 1:
            return _superseding(running, day)
        return min(books, key=lambda book: (_distance(book.lawbook, day), book.identity.id))

    def read(self, found: Found) -> Edition:
        """The edition in a document, held to the rule kinds of its own jurisdiction; DocumentError with all that is wrong in it."""
        return load(found.path, "", _kinds(self._answers(found)))

    def review(self, found: Found, beside: Iterable[Found] = ()) -> Review:
        """Everything wrong with a document, next to the other editions of its policy: those at hand and those ``beside`` it."""
        try:
            kinds = _kinds(self._answers(found))
        except DocumentError as error:
            return Review(None, error.faults)
        near = {each.path: each for each in (*self.found.values(), *beside) if each.policy == found.policy}
        others = (self._readable(each) for path, each in near.items() if path != found.path)
        return review(found.path, "", kinds, [each for each in others if each is not None], account_beside(found.path))

    def _readable(self, found: Found) -> Edition | None:
        try:
            return self.read(found)
        except DocumentError:
            return None

    def _answers(self, found: Found) -> Answers:
        try:
            return self.jurisdictions.answers((found.jurisdiction, *found.parents))
        except UsageError:  # the document's head is wrong: reading it whole tells what and where
            load(found.path)
            raise

    def _build(self, found: Found, chosen: Chosen = AS_WRITTEN) -> Book:
        body = found.path.read_bytes()
        return self.bound(found, read(body, str(found.path)), body, chosen)

    def bound(self, found: Found, document: Document, body: bytes, chosen: Chosen = AS_WRITTEN) -> Book:
        """The book of a document that has been read: as it stands in ``body``, or with something in it changed since.

        Raises DocumentError with everything that is wrong in it.
        """
        told = self._answers(found)
        edition = edition_of(document, _kinds(told), chosen)
        above = [(load_mandate(file, edition, _kinds(told)), file) for file in self.mandates.get(edition.id, ())]
        calendar, calendar_body = self._calendar(edition)
        plugins = tuple(plugin.source for plugin in told.plugins)
        loaded = self._tables(edition)
        tables = tuple(Table(each.id, tuple(Term(code, both(code)) for code in sorted(each.codes)), each.digest) for each in loaded)
        mandates = tuple(mandate for mandate, _ in above)
        lawbook = Lawbook(edition, calendar, self._relations(edition, told), plugins, tables, mandates)
        given = in_order((each for each in self.files if each.written.edition == edition.id), edition)
        build = None if chosen else lambda other: self.bound(found, document, body, other)
        bodies = {mandate.id: file.read_bytes() for mandate, file in above}
        return Book(lawbook, found, body, calendar_body, told, given, build, loaded, bodies)

    @cached_property
    def mandates(self) -> dict[str, list[Path]]:
        """The files of superiors' mandates by edition. DocumentError for one that speaks about an edition there is not."""
        found = mandates(self.folders)
        for name, files in found.items():
            if name not in self.found:
                raise read(*bytes_of(files[0])).error([unknown(("edition",), name, self.found)])
        return found

    @cached_property
    def files(self) -> tuple[Read, ...]:
        """The files of answers to open questions. DocumentError for one that answers for an edition there is not."""
        found = answers(self.folders)
        for each in found:
            if each.written.edition not in self.found:
                raise each.document.error([unknown(("edition",), each.written.edition, self.found)])
        return found

    def _relations(self, edition: Edition, answers: Answers) -> dict[str, Relation]:
        told = {each.id: answers.conflict_relation(each, edition.identity) for each in edition.reservations}
        return {name: sourced.answer for name, sourced in told.items() if sourced is not None}

    def _tables(self, edition: Edition) -> tuple[Classification, ...]:
        """The classifications that the edition's facts name, as far as they are loaded."""
        wanted = dict.fromkeys(fact.classification for fact in edition.facts if fact.classification)
        loaded = classifications(self.folders) if wanted else {}
        return tuple(loaded[name] for name in wanted if name in loaded)

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
    "no-policy": Text("没有办法“{policy}”", "there is no policy “{policy}”"),
    "policy-unsaid": Text(
        "没有写明依据哪一个办法，而已安装的办法不止一个", "it is not said under which policy, and there are several installed"
    ),
    "policies": Text("以 policy 写明其一：{known}", "write policy = one of: {known}"),
    "editions": Text("已安装的版本：{known}", "the installed editions are: {known}"),
}
