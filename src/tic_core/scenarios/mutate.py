"""How much the scenarios of an edition would notice: each mutant of its document is put to the scenarios that can touch it.

A mutant whose document is no longer a document (or whose account no longer fits it) is *refused* by the checks. Of the others those
for which a scenario finds another answer are *caught*; the rest *survived*: nobody would have noticed.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.errors import DocumentError
from tic_core.packs import load_acts
from tic_core.packs.account import DOCUMENT, load_account
from tic_core.packs.locate import Places
from tic_core.packs.read import Document, read
from tic_core.scenarios.document import Case, case_files, load_cases
from tic_core.scenarios.mutants import TABLES, Mutant, mutants
from tic_core.scenarios.run import agrees, run_cases
from tic_core.scenarios.standing import Beginnings
from tic_core.shelf import Book, Shelf

EVERYWHERE = frozenset(("identity", "convention", "office_kind"))  # what every act is under
APART = frozenset(("act", "fact", "stage", "proceeding"))  # touched by cases that name them, not by all that lead to them
PREFIXES = ("due", "opens", "running", "held", "related", "confirmed", "graded", "interpretation")  # of facts named for an item
CHUNK = 8

Name = tuple[str, str]  # a table and an id in it


@attrs.frozen
class Fate:
    """What became of a mutant: ``caught``, ``refused`` or ``survived``, and by which scenario or for which fault.

    Of one that survived: which of the scenarios that were offered would catch it, if any.
    """

    mutant: Mutant
    line: int
    fate: str
    by: str = ""


@attrs.frozen
class Offered:
    """Further scenarios, to be tried on the mutants that survive; they are to stand in ``file``, which does not count as it is."""

    cases: Sequence[Case] = ()
    file: File | None = None


NOTHING = Offered()


@attrs.frozen
class Report:
    """What became of the mutants of an edition; ``failing`` are scenarios that differ without any change, and were not used."""

    file: str
    fates: tuple[Fate, ...]
    failing: int = 0

    def count(self, fate: str) -> int:
        """How many came to this."""
        return sum(each.fate == fate for each in self.fates)

    @property
    def score(self) -> str:
        """Of a hundred mutants that the checks let pass, how many the scenarios catch; empty where there is none."""
        caught, all_ = self.count("caught"), self.count("caught") + self.count("survived")
        return f"{Decimal(1000 * caught // all_) / 10}" if all_ else ""

    @property
    def survived(self) -> tuple[Fate, ...]:
        """The mutants that no scenario notices."""
        return tuple(each for each in self.fates if each.fate == "survived")

    def by(self, what: str) -> dict[str, Counter[str]]:
        """How many came to what, by ``article`` or ``sort``."""
        found: dict[str, Counter[str]] = {}
        for each in self.fates:
            found.setdefault(getattr(each.mutant, what), Counter())[each.fate] += 1
        return found


def mutated(
    shelf: Shelf,
    edition: str,
    *,
    sample: int = 0,
    seed: int = 0,
    workers: int = 1,
    tell: Callable[[int, int], None] | None = None,
    offered: Offered | None = None,
) -> Report:
    """Put the mutants of an edition (``sample`` of them, picked by ``seed``; 0: all) to its scenarios, in one process or several.

    ``tell`` is called with how many are done and how many there are. ``offered`` are further scenarios, tried on those mutants that
    survive (in one process only). Raises DocumentError where the edition or its scenarios cannot be read.
    """
    bench = Bench(shelf, edition, offered or NOTHING)
    chosen = list(range(len(bench.mutants)))
    if sample and sample < len(chosen):
        chosen = sorted(random.Random(seed).sample(chosen, sample))  # noqa: S311 - a sample, no secret
    told = _in_many(shelf.folders, edition, chosen, workers) if workers > 1 else map(bench.fate, chosen)
    fates: list[Fate] = []
    for index, each in zip(chosen, told, strict=True):
        fates.append(bench.told(index, *each))
        if tell:
            tell(len(fates), len(chosen))
    return Report(str(bench.book.found.path), tuple(fates), bench.failing)


class Bench:
    """An edition with its mutants and the scenarios that agree with it, each with everything it can touch."""

    def __init__(self, shelf: Shelf, edition: str, offered: Offered = NOTHING) -> None:
        self.shelf = shelf
        self.book = shelf.book(edition)
        self.document = read(self.book.body, str(self.book.found.path))
        self.mutants = tuple(mutants(self.document.table))
        self.casebook = load_cases(
            [file for file in case_files(self.book.found) if file != offered.file], self.book.lawbook.edition
        )
        results = run_cases(self.book, self.casebook).cases
        self.failing = sum(not each.ok for each in results)
        self.web = Web(self.document.table)
        self.touching = self._touching(each.case for each in results if each.ok)
        sound = [each.case for each in run_cases(self.book, self.casebook, offered.cases).cases if each.ok]
        self.offered, self.taken = self._touching(sound), set[str]()
        self.places = Places(self.document.text)

    def _touching(self, cases: Iterable[Case]) -> list[tuple[Case, dict[Name, int]]]:
        return [(case, self.web.reached(self._named(case))) for case in cases]

    def _named(self, case: Case) -> dict[Name, int]:
        """What a case is about: what it expects comes first, then its own act, then what happened before it."""
        standing, done = self.casebook.standing(case), [*case.earlier, *([case.act] if case.act else [])]
        lived = [act.kind for file in self.book.found.acts for act in load_acts(file)] if standing.after else []
        facts = {*standing.facts, *(name for each in done for name in (*each.facts, *self._usual(each.kind)))}
        near: list[Name] = [("rule", name) for name in (*case.expect.rules, *case.expect.notes)] if case.expect else []
        near += [("act", case.act.kind)] if case.act else []
        near += [("duty", name) for name in (*(each.duty for each in case.due), *case.not_due)]
        far: list[Name] = [("act", name) for name in (*lived, *(each.kind for each in done))]
        far += [("duty", name) for name in standing.duties] + [("fact", name) for name in sorted(facts)]
        far += [("interpretation", name) for name in (*standing.readings, *standing.confirmed)]
        return dict.fromkeys(far, 1) | dict.fromkeys(near, 0)

    def _usual(self, kind: str) -> Iterable[str]:
        """The facts an act of a kind usually brings."""
        return self.casebook.usual[kind].facts if kind in self.casebook.usual else ()

    def fate(self, index: int) -> tuple[str, str]:
        """What becomes of a mutant."""
        mutant = self.mutants[index]
        changed = attrs.evolve(self.document, table=mutant.put(self.document.table))
        try:
            book = self._book(changed, mutant)
        except DocumentError as error:
            return "refused", error.faults[0].code
        beginnings = Beginnings(book, self.casebook)
        for case in self._cases(mutant, self.touching):
            if not agrees(beginnings, case):
                return "caught", case.title.zh
        return "survived", self._offer(mutant, beginnings)

    def _offer(self, mutant: Mutant, beginnings: Beginnings) -> str:
        """The title of an offered scenario that would catch a mutant: one that is taken already, where there is one."""
        cases = sorted(self._cases(mutant, self.offered), key=lambda case: case.title.zh not in self.taken)
        title = next((case.title.zh for case in cases if not agrees(beginnings, case)), "")
        self.taken |= {title} - {""}
        return title

    def _book(self, changed: Document, mutant: Mutant) -> Book:
        book = self.shelf.bound(self.book.found, changed, self.book.body)
        account = self.book.found.folder / DOCUMENT
        if mutant.sort == "source" and account.exists():
            load_account(account, book.lawbook.edition)
        return book

    def _cases(self, mutant: Mutant, among: Sequence[tuple[Case, Mapping[Name, int]]]) -> list[Case]:
        """The scenarios that can touch what is changed, the nearest first."""
        name = self._item(mutant)
        near = [(reached.get(name, 0), case) for case, reached in among if name[0] in EVERYWHERE or name in reached]
        return [case for _, case in sorted(near, key=lambda pair: pair[0])]

    def _item(self, mutant: Mutant) -> Name:
        return str(mutant.place[0]), str(mutant.item.get("id", ""))

    def told(self, index: int, fate: str, by: str) -> Fate:
        """A fate with the place of its mutant."""
        mutant = self.mutants[index]
        return Fate(mutant, self.places.of(mutant.path)[0], fate, by)


class Web:
    """Which items of a document name which others: from an act to its rules, from these to their facts."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        items = [((name, str(item.get("id", ""))), item) for name in TABLES for item in _listed(table, name)]
        self.called: dict[str, list[Name]] = {}
        for (name, called), _ in items:
            self.called.setdefault(called, []).append((name, called))
        self.names = {
            key: {other for word in _words(item) for other in self.called.get(word, ()) if other != key} for key, item in items
        }

    def reached(self, first: Mapping[Name, int]) -> dict[Name, int]:
        """Everything that these items name, and what that names in turn, with how many steps away it is."""
        found, waiting = dict(first), deque(sorted(first, key=first.__getitem__))
        while waiting:
            name = waiting.popleft()
            for other in sorted(self.names.get(name, ())):
                if other not in found and other[0] not in APART:
                    found[other] = found[name] + 1
                    waiting.append(other)
        return found


def _listed(table: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = table.get(name, ())
    return [found] if isinstance(found, dict) else found


def _words(node: Any) -> Iterator[str]:
    """Every text in an item but its names; ``due.task-book`` names the duty, too."""
    if isinstance(node, str):
        head, _, rest = node.partition(".")
        yield from (node, rest) if head in PREFIXES else (node,)
    elif isinstance(node, dict) and "zh" not in node:
        yield from (word for key, value in node.items() if key != "id" for word in _words(value))
    elif isinstance(node, list):
        yield from (word for value in node for word in _words(value))


# ── several processes ────────────────────────────────────────────────────────────────────────────────────────────────────

_benches: list[Bench] = []


def _in_many(folders: Sequence[File], edition: str, chosen: Sequence[int], workers: int) -> Iterator[tuple[str, str]]:
    with get_context("spawn").Pool(workers, _begin, (folders, edition)) as pool:
        yield from pool.imap(_fate, chosen, CHUNK)


def _begin(folders: Sequence[File], edition: str) -> None:
    _benches.append(Bench(Shelf(folders), edition))


def _fate(index: int) -> tuple[str, str]:
    return _benches[0].fate(index)
