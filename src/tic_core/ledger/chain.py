"""What makes a change visible: a hash chain per subject, and one Merkle tree (RFC 6962) over the whole ledger.

A chain shows that an event was altered, dropped or moved. It cannot show that *everything* was rewritten or that the end was
cut off: for that somebody outside must hold a :class:`Checkpoint`, printed in a notice or an export, and compare.

All functions here are pure and need only the standard library, so that an auditor's own program can repeat them:
``hash = H(previous hash ‖ length of the body as 8 bytes, big-endian ‖ body)``, beginning from 32 zero bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from functools import cache

import attrs

from tic_core.errors import LedgerError, UsageError
from tic_core.text import Text

HASHES = ("sha256", "sm3")
"""The hash functions that a ledger's header may name."""

GENESIS = "0" * 64
"""What stands for the previous hash before a subject's first event."""

MESSAGES = {
    "unknown-hash": Text("不认识的杂凑算法 {name}", "the hash function {name} is not known"),
    "unknown-hash-remedy": Text("可用：{names}", "use one of: {names}"),
    "no-hash": Text("本机的 OpenSSL 不提供杂凑算法 {name}", "the OpenSSL of this machine does not offer the hash function {name}"),
    "no-hash-remedy": Text(
        "请在提供该算法的机器上运行，或为新账本选用 sha256",
        "run on a machine that offers it, or choose sha256 for a new ledger",
    ),
    "checkpoint": Text("存证写法不对：{why}", "this is not a checkpoint: {why}"),
    "checkpoint-remedy": Text(
        "应为三行：账本名、事件数、树根", "it has three lines: the ledger's name, the number of events, the root"
    ),
}


@cache
def digester(algorithm: str) -> Callable[[bytes], bytes]:
    """The hash function of that name, from bytes to 32 bytes; LedgerError when it is unknown or not offered here."""
    if algorithm not in HASHES:
        raise LedgerError(MESSAGES["unknown-hash"].fill(name=algorithm), MESSAGES["unknown-hash-remedy"].fill(names=HASHES))
    if algorithm == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    try:
        hashlib.new(algorithm)
    except ValueError:
        raise LedgerError(MESSAGES["no-hash"].fill(name=algorithm), MESSAGES["no-hash-remedy"]) from None
    return lambda data: hashlib.new(algorithm, data).digest()


def link(prev: str, body: bytes, algorithm: str = "sha256") -> str:
    """The hash of an event's bytes chained to the previous event of its subject (:data:`GENESIS` for the first)."""
    return digester(algorithm)(bytes.fromhex(prev) + len(body).to_bytes(8, "big") + body).hex()


class Tree:
    """A Merkle tree that grows leaf by leaf and keeps one hash per level: a million leaves need twenty hashes.

    The leaves are the events' canonical bytes in the order of the ledger's sequence.
    """

    def __init__(self, algorithm: str = "sha256") -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        self._hash = digester(algorithm)

    def push(self, leaf: bytes) -> None:
        """Add the next leaf."""
        node, full = self._hash(b"\x00" + leaf), self.size
        while full & 1:
            node = self._hash(b"\x01" + self._peaks.pop() + node)
            full >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> str:
        """The root over all leaves so far, as 64 hexadecimal digits; growing may go on afterwards."""
        if not self._peaks:
            return self._hash(b"").hex()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = self._hash(b"\x01" + peak + node)
        return node.hex()


def root(leaves: Iterable[bytes], algorithm: str = "sha256") -> str:
    """The Merkle root over ``leaves``, as 64 hexadecimal digits; they are taken one at a time and not kept."""
    tree = Tree(algorithm)
    for leaf in leaves:
        tree.push(leaf)
    return tree.root()


@attrs.frozen
class Checkpoint:
    """Size and root of one jurisdiction's ledger at a moment (存证).

    Whoever holds an old one sees any rewriting of what came before. ``origin`` is the jurisdiction, ``root`` 64 hexadecimal digits.
    """

    origin: str
    size: int
    root: str

    @property
    def text(self) -> str:
        """The public three-line form: origin, size in decimal, root in base64."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(bytes.fromhex(self.root)).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the three-line form again, with or without signatures below an empty line; UsageError when it is something else."""
        body, gap, _ = text.replace("\r\n", "\n").partition("\n\n")
        text = f"{body}\n" if gap else body
        try:
            origin, size, told = text.splitlines()
            found = cls(origin, int(size), base64.b64decode(told, validate=True).hex())
        except ValueError as error:
            raise _no_checkpoint(str(error)) from error
        if found.text != text or len(found.root) != 64:
            raise _no_checkpoint(text)
        return found


def _no_checkpoint(why: str) -> UsageError:
    return UsageError(MESSAGES["checkpoint"].fill(why=why), MESSAGES["checkpoint-remedy"])
