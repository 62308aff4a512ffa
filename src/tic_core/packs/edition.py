"""Load an edition: read it, structure it, check it. The one way from a policy document to an :class:`Edition`."""

from __future__ import annotations

from pathlib import Path as File

from tic_core.model.edition import Edition
from tic_core.packs.check import check
from tic_core.packs.draft import drafted, merged
from tic_core.packs.read import bytes_of, read
from tic_core.packs.structure import KINDS, Kinds


def load(source: File | str | bytes, file: str = "", kinds: Kinds = KINDS) -> Edition:
    """The edition in a file, or in bytes called ``file`` in messages. ``digest`` is the SHA-256 of its bytes.

    ``kinds`` are the rule kinds that may stand in it, by name: the core's, or these with what plugins of its jurisdiction add.

    Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in it, in the order of the document.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    draft = drafted(document, kinds)
    edition = draft.edition(document.digest)
    flaws = merged(draft.flaws, check(draft, edition))
    if edition is None or flaws:
        raise document.error(flaws)
    return edition
