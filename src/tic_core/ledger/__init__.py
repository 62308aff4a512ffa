"""The ledger (账本): what was recorded, kept for good, and proof that it still says the same.

Open one with :meth:`Ledger.open`; write in ``with ledger.writing(jurisdiction)``, read in ``with ledger.reading()``: each is one
transaction. :func:`verify` is the auditor's question, :class:`Checkpoint` the auditor's memory.

What lies outside the chain, so that :func:`verify` cannot recompute it: the digest of an act (``act_digest``), of which only the
form is checked — altered, it makes the same act sent again a conflict instead of a duplicate and changes nothing recorded; the
log of refusals; the id of a kept calendar, whose bytes are held. Personal data may lawfully be erased: verification counts
those that are, and cannot tell an erasure by order from one without.

Rooms, from the bytes up: ``codec`` (one spelling), ``chain`` (hashes), ``schema`` (tables), ``connect``, ``session`` and
``trouble`` (the store and what can go wrong with it), ``foundation`` and ``migrate`` (tables made, recognised, upgraded),
``laws``, ``rows``, ``persons``, ``reading``, ``known``, ``writing``, ``store`` (the ledger), ``audit``, ``standing``,
``problems`` and ``verify``; beside them ``copying``, ``export``, ``proofs`` and ``signing``, for those who take something out
of the house.
"""

from tic_core.ledger.chain import GENESIS, HASHES, Checkpoint, Tree, link, root
from tic_core.ledger.codec import act_digest, decode, digest, encode, encode_plain, is_canonical, nfc
from tic_core.ledger.known import Known
from tic_core.ledger.problems import Problem, Verification
from tic_core.ledger.reading import Reader
from tic_core.ledger.rows import Head, Kept, Owed, Refused, Reserved, Stored
from tic_core.ledger.store import Bound, Ledger
from tic_core.ledger.verify import verify
from tic_core.ledger.writing import Taken, Writer

__all__ = [
    "GENESIS",
    "HASHES",
    "Bound",
    "Checkpoint",
    "Head",
    "Kept",
    "Known",
    "Ledger",
    "Owed",
    "Problem",
    "Reader",
    "Refused",
    "Reserved",
    "Stored",
    "Taken",
    "Tree",
    "Verification",
    "Writer",
    "act_digest",
    "decode",
    "digest",
    "encode",
    "encode_plain",
    "is_canonical",
    "link",
    "nfc",
    "root",
    "verify",
]
