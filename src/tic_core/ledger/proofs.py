"""Short proofs over the ledger's tree (RFC 6962, section 2.1): that an event is in it, and that a later tree only goes on.

An inclusion proof lets somebody who holds one event and one checkpoint check that the one is in the other, without the rest of the
ledger. A consistency proof shows that an old checkpoint is the beginning of a new one: that nothing before it was rewritten. Both
are checked with the standard library alone; see ``tools/verify_export.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from tic_core.errors import UsageError
from tic_core.ledger.chain import Checkpoint, digester
from tic_core.text import Text

MESSAGES = {
    "no-leaf": Text("没有第 {index} 号事件，共 {size} 件", "there is no event {index}; there are {size}"),
    "not-before": Text(
        "存证有 {first} 件事件，账本只有 {second} 件：末尾被截",
        "the checkpoint has {first} events, the ledger {second}: the end was cut",
    ),
}

Hash = Callable[[bytes], bytes]


@attrs.frozen
class Inclusion:
    """That leaf ``index`` (from 0: an event's sequence less one) is in the tree of ``size``: the hashes beside its way up."""

    index: int
    size: int
    path: tuple[str, ...]

    def holds(self, leaf: bytes, checkpoint: Checkpoint, algorithm: str = "sha256") -> bool:
        """Whether ``leaf``, an event's canonical bytes, is in ``checkpoint`` by this proof."""
        digest = digester(algorithm)
        if not 0 <= self.index < self.size == checkpoint.size:
            return False
        node, place, last = digest(b"\x00" + leaf), self.index, self.size - 1
        for each in self.path:
            if last == 0:
                return False
            beside = bytes.fromhex(each)
            if place & 1 or place == last:
                node = digest(b"\x01" + beside + node)
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                node = digest(b"\x01" + node + beside)
            place, last = place >> 1, last >> 1
        return last == 0 and node.hex() == checkpoint.root


@attrs.frozen
class Consistency:
    """That the tree of ``second`` leaves goes on from that of ``first`` leaves."""

    first: int
    second: int
    path: tuple[str, ...]

    def holds(self, old: Checkpoint, new: Checkpoint, algorithm: str = "sha256") -> bool:
        """Whether ``new`` goes on from ``old`` by this proof. Of an empty ledger everything goes on."""
        if (self.first, self.second) != (old.size, new.size) or not 0 <= self.first <= self.second:
            return False
        if self.first in (0, self.second):
            return not self.path and old.root == (new.root if self.first else digester(algorithm)(b"").hex())
        nodes = [bytes.fromhex(each) for each in self.path]
        if self.first & (self.first - 1) == 0:  # a full tree is itself the first node of the proof
            nodes.insert(0, bytes.fromhex(old.root))
        return bool(nodes) and self._joins(nodes, old.root, new.root, digester(algorithm))

    def _joins(self, nodes: Sequence[bytes], first_root: str, second_root: str, digest: Hash) -> bool:
        place, last = self.first - 1, self.second - 1
        while place & 1:
            place, last = place >> 1, last >> 1
        old = new = nodes[0]
        for beside in nodes[1:]:
            if last == 0:
                return False
            if place & 1 or place == last:
                old, new = digest(b"\x01" + beside + old), digest(b"\x01" + beside + new)
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                new = digest(b"\x01" + new + beside)
            place, last = place >> 1, last >> 1
        return last == 0 and old.hex() == first_root and new.hex() == second_root


class Leaves:
    """The hashes of all leaves, from which proofs are made: 32 bytes for each event."""

    def __init__(self, leaves: Iterable[bytes], algorithm: str = "sha256") -> None:
        self._digest = digester(algorithm)
        self._hashes = [self._digest(b"\x00" + leaf) for leaf in leaves]

    def __len__(self) -> int:
        return len(self._hashes)

    def root(self, size: int | None = None) -> str:
        """The root over the first ``size`` leaves, or all."""
        hashes = self._hashes[:size]
        return (self._over(hashes) if hashes else self._digest(b"")).hex()

    def inclusion(self, index: int, size: int | None = None) -> Inclusion:
        """The proof that leaf ``index`` (from 0) is among the first ``size``, or all; UsageError where there is none."""
        hashes = self._hashes[:size]
        if not 0 <= index < len(hashes):
            raise UsageError(MESSAGES["no-leaf"].fill(index=index + 1, size=len(hashes)))
        return Inclusion(index, len(hashes), tuple(each.hex() for each in self._path(index, hashes)))

    def consistency(self, first: int, second: int | None = None) -> Consistency:
        """The proof that the first ``first`` leaves are the beginning of the first ``second``, or all."""
        hashes = self._hashes[:second]
        if first > len(hashes):
            raise UsageError(MESSAGES["not-before"].fill(first=first, second=len(hashes)))
        found = self._joining(first, hashes, whole=True) if 0 < first < len(hashes) else []
        return Consistency(first, len(hashes), tuple(each.hex() for each in found))

    def _over(self, hashes: Sequence[bytes]) -> bytes:
        level = list(hashes)
        while len(level) > 1:
            pairs = [self._digest(b"\x01" + left + right) for left, right in zip(level[::2], level[1::2], strict=False)]
            level = pairs + level[len(pairs) * 2 :]
        return level[0]

    def _path(self, index: int, hashes: Sequence[bytes]) -> list[bytes]:
        if len(hashes) == 1:
            return []
        half = _half(len(hashes))
        if index < half:
            return [*self._path(index, hashes[:half]), self._over(hashes[half:])]
        return [*self._path(index - half, hashes[half:]), self._over(hashes[:half])]

    def _joining(self, first: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
        """As section 2.1.2 defines it; ``whole`` while the first tree is one that whoever checks already has the root of."""
        if first == len(hashes):
            return [] if whole else [self._over(hashes)]
        half = _half(len(hashes))
        if first <= half:
            return [*self._joining(first, hashes[:half], whole=whole), self._over(hashes[half:])]
        return [*self._joining(first - half, hashes[half:], whole=False), self._over(hashes[:half])]


def _half(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)
