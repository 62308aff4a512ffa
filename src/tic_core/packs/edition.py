"""Load an edition: read it, structure it, check it. The one way from a policy document to an :class:`Edition`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as File

import attrs

from tic_core.errors import DocumentError
from tic_core.model.edition import Edition
from tic_core.packs.check import check
from tic_core.packs.draft import drafted, merged
from tic_core.packs.faults import Flaw
from tic_core.packs.interpretations import AS_WRITTEN, Chosen, adjusted
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.structure import KINDS, Kinds
from tic_core.text import Text


def load(source: File | str | bytes, file: str = "", kinds: Kinds = KINDS, chosen: Chosen = AS_WRITTEN) -> Edition:
    """The edition in a file, or in bytes called ``file`` in messages. ``digest`` is the SHA-256 of its bytes.

    ``kinds`` are the rule kinds that may stand in it, by name: the core's, or these with what plugins of its jurisdiction add.
    ``chosen`` are readings that the authority has taken instead of the document's (see :mod:`tic_core.packs.interpretations`).

    Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in it, in the order of the document.
    """
    return edition_of(read(*bytes_of(source, file)), kinds, chosen)


def edition_of(document: Document, kinds: Kinds = KINDS, chosen: Chosen = AS_WRITTEN) -> Edition:
    """The edition in a document that has been read, and may have been changed since; as :func:`load` otherwise."""
    edition, flaws = _edition(document, kinds, chosen)
    if edition is None or flaws:
        raise document.error(flaws)
    return edition


def _edition(document: Document, kinds: Kinds, chosen: Chosen) -> tuple[Edition | None, tuple[Flaw, ...]]:
    meant, torn = adjusted(document, chosen)
    draft = drafted(meant, kinds)
    edition = draft.edition(document.digest)
    return edition, (*torn, *merged(draft.flaws, check(draft, edition)))


def check_readings(source: File | str | bytes, file: str = "", kinds: Kinds = KINDS) -> None:
    """Hold the document to its checks under every reading it encodes; DocumentError names what a reading would break.

    One reading of each question is tried together with one of every other; only where that fails are they tried one by one.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    for chosen in _rounds(load(data, name, kinds)):
        flaws = _edition(document, kinds, chosen)[1]
        alone = [found for each in chosen.items() for found in _edition(document, kinds, dict([each]))[1]] if flaws else []
        if flaws:
            raise _under(document.error(alone or flaws), chosen)


def _rounds(edition: Edition) -> Iterator[Chosen]:
    """The first encoded alternative of every question, then the second, until there is none left."""
    others: Mapping[str, list[str]] = {
        question.id: [each.id for each in question.readings if each.sets and each.id != question.taken]
        for question in edition.interpretations
    }
    for place in range(max(map(len, others.values()), default=0)):
        yield {question: readings[place] for question, readings in others.items() if place < len(readings)}


def _under(error: DocumentError, chosen: Chosen) -> DocumentError:
    """The faults as they are told, each with the readings under which it is there: the line itself says something else."""
    readings = ", ".join(f"{question} = {reading}" for question, reading in chosen.items())
    return DocumentError([attrs.evolve(each, what=UNDER.fill(readings=readings, what=each.what)) for each in error.faults])


UNDER = Text("按读法 {readings}：{what}", "with the reading {readings}: {what}")
