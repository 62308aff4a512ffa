"""Whether the ledger still says what was recorded: every byte of every event, and everything that follows from them.

What a verification finds: an event altered, dropped, moved, doubled or slipped in; a header lost; a head, duty or reservation
that does not follow from the events; a kept text that is not what was decided under; an edition that stands for two texts or is
not recorded as published; personal data that no event sealed. What only an old :class:`Checkpoint` shows: that the whole was
rewritten with all its hashes, or the end cut off with everything that follows from it. Pass the ones you hold. What it cannot
show: see :mod:`tic_core.ledger`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tic_core.errors import TicError
from tic_core.kernel.evolve import fold
from tic_core.ledger.audit import Audit, as_bytes
from tic_core.ledger.chain import GENESIS, HASHES, Checkpoint, digester, link
from tic_core.ledger.problems import Problems, Verification
from tic_core.ledger.reading import Reader
from tic_core.ledger.standing import Fold, Standing
from tic_core.ledger.store import Ledger


def verify(
    ledger: Ledger, jurisdiction: str | None = None, *, anchors: Sequence[Checkpoint] = (), replay: Fold = fold
) -> Verification:
    """Verify one jurisdiction's ledger, or all. Reads only, in one snapshot; memory grows with subjects, not with events.

    ``anchors`` are old checkpoints held outside; without one a rewritten history cannot be seen. ``replay`` makes a subject's
    state from its events.
    """
    with ledger.reading() as reader:
        return audited(reader, jurisdiction, anchors=anchors, replay=replay)


def audited(
    reader: Reader, jurisdiction: str | None = None, *, anchors: Sequence[Checkpoint] = (), replay: Fold = fold
) -> Verification:
    """The same within a transaction that is under way: what it sees, its own writing included."""
    laws = reader.recorded() if jurisdiction is None else (jurisdiction,)
    return _joined([_verified(reader, law, anchors, replay) for law in laws])


def _verified(reader: Reader, law: str, anchors: Sequence[Checkpoint], replay: Fold) -> Verification:
    problems = Problems(law)
    try:
        _, algorithm, last = reader.header(law)
        digester(algorithm)
    except TicError as error:
        problems.tell("header", 0, "", why=error.what)
        algorithm, last = _as_it_lies(reader, law)
        if not algorithm:
            return Verification(0, (), tuple(problems.found))
    audit = Audit(reader, problems, algorithm, [each for each in anchors if each.origin == law])
    audit.run(last)
    Standing(reader, problems, audit, replay).run()
    checkpoint = Checkpoint(law, audit.tree.size, audit.tree.root())
    return Verification(audit.read, (checkpoint,), tuple(problems.found), tuple(problems.notes))


def _as_it_lies(reader: Reader, law: str) -> tuple[str, int]:
    """Without a header: the hash function by which the first event was chained, and the last sequence. Empty without events."""
    try:
        first = next(reader.stored(law, 0, 1), None)
        if first is None:
            return "", 0
        fits = (name for name in HASHES if link(GENESIS, as_bytes(first.body), name) == first.hash)
        return next(fits, HASHES[0]), reader.last(law)
    except TicError:
        return "", 0


def _joined(parts: Sequence[Verification]) -> Verification:
    return Verification(
        sum(part.events for part in parts),
        tuple(checkpoint for part in parts for checkpoint in part.checkpoints),
        tuple(problem for part in parts for problem in part.problems),
        tuple(note for part in parts for note in part.notes),
    )
