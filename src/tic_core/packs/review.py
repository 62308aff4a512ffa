"""A document on the drafter's bench: everything that keeps it from being loaded, and where nothing does, what the linter finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path as File

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.model.edition import Edition
from tic_core.packs.account import DOCUMENT as ACCOUNT
from tic_core.packs.account import load_account
from tic_core.packs.account.document import drafted as drafted_account
from tic_core.packs.check import check
from tic_core.packs.draft import drafted, merged
from tic_core.packs.edition import check_readings
from tic_core.packs.faults import in_place
from tic_core.packs.lint import Bench, lint
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import KINDS, Kinds


@attrs.frozen
class Review:
    """What a review found: the ``edition`` where it loads, and its ``faults`` of every severity."""

    edition: Edition | None
    faults: tuple[Fault, ...]

    @property
    def loads(self) -> bool:
        """Whether nothing found keeps the edition, or the account beside it, from being loaded."""
        return all(fault.severity != "error" for fault in self.faults)


def review(
    source: File | str | bytes,
    file: str = "",
    kinds: Kinds = KINDS,
    others: Iterable[Edition] = (),
    account: File | bytes | None = None,
) -> Review:
    """Look at an edition's document and at the ``account`` of its text. ``others`` are editions that may be of the same policy."""
    try:
        return _review(*bytes_of(source, file), kinds, tuple(others), account)
    except DocumentError as error:
        return Review(None, error.faults)


def beside(document: File) -> File | None:
    """The account that lies beside an edition's document, if there is one."""
    found = document.with_name(ACCOUNT)
    return found if found.is_file() else None


def _review(data: bytes, name: str, kinds: Kinds, others: Sequence[Edition], account: File | bytes | None) -> Review:
    document = read(data, name)
    draft = drafted(document, kinds)
    edition = draft.edition(document.digest)
    flaws = merged(draft.flaws, check(draft, edition))
    if edition is None or flaws:
        raise document.error(flaws)
    check_readings(data, name, kinds)
    neighbours = tuple(other for other in others if _same_policy(edition, other))
    items, faults = _account(account, edition) if account is not None else (None, ())
    found = in_place(lint(Bench(draft, edition, neighbours, items)), document.places, name, document.table)
    return Review(edition, (*found, *faults))


def _account(account: File | bytes, edition: Edition) -> tuple[Mapping[str, set[int]] | None, tuple[Fault, ...]]:
    """The items that each article of the account has, as far as it can be read; and what is wrong with it."""
    data, name = bytes_of(account, "" if isinstance(account, File) else ACCOUNT)
    try:
        draft = drafted_account(read(data, name), edition)
    except DocumentError as error:
        return None, error.faults
    items = {place: {sentence.item for _, sentence in draft.sentences if sentence.place == place} for place in draft.counts}
    try:
        load_account(data, edition, name)
    except DocumentError as error:
        return items, error.faults
    return items, ()


def _same_policy(one: Edition, other: Edition) -> bool:
    mine, theirs = one.identity, other.identity
    return one.id != other.id and (mine.policy, mine.jurisdiction) == (theirs.policy, theirs.jurisdiction)
