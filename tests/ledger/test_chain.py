"""Hash chain, Merkle tree and checkpoint, against public vectors and a definition read off the standard."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import GENESIS, Checkpoint, Ledger, Tree, link, root, verify
from tic_core.ledger.chain import digester

# The leaves and roots that certificate-transparency programs test themselves with (RFC 6962).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

needs_sm3 = pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="OpenSSL without sm3")


def defined(leaves: Sequence[bytes]) -> bytes:
    """The tree hash, word for word as section 2.1 of RFC 6962 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_tree_has_the_public_roots(size: int) -> None:
    assert root(bytes.fromhex(leaf) for leaf in LEAVES[:size]) == ROOTS[size]


@settings(deadline=None, database=None)
@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_growing_tree_is_the_defined_tree_at_every_size(leaves: list[bytes]) -> None:
    tree = Tree()
    for size, leaf in enumerate(leaves):
        assert tree.root() == defined(leaves[:size]).hex()
        tree.push(leaf)
    assert tree.size == len(leaves)
    assert tree.root() == defined(leaves).hex()


def test_a_tree_of_many_leaves_keeps_few_hashes() -> None:
    tree = Tree()
    for number in range(20_000):
        tree.push(number.to_bytes(4, "big"))
    assert len(tree._peaks) <= 15


def test_a_link_is_the_hash_of_the_one_before_and_the_body_with_its_length() -> None:
    body = b'{"a":1}'
    expected = hashlib.sha256(bytes(32) + bytes([0, 0, 0, 0, 0, 0, 0, 7]) + body).hexdigest()
    assert link(GENESIS, body) == expected
    assert link(expected, body) != expected


@needs_sm3
def test_sm3_gives_the_digest_of_its_standard() -> None:
    assert digester("sm3")(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@needs_sm3
def test_a_ledger_may_be_kept_in_sm3_and_says_so(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/tic.db", algorithm="sm3") as ledger:
        with ledger.writing("cn-sd-weihai") as writer:
            assert writer.algorithm == "sm3"
        with ledger.reading() as reader:
            assert reader.header() == (1, "sm3", 0)
        assert verify(ledger).ok
    with Ledger.open(f"sqlite:///{tmp_path}/tic.db") as again, again.writing("cn-sd-weihai") as writer:
        assert writer.algorithm == "sm3"  # what a ledger began with, it goes on with


def test_an_unknown_hash_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LedgerError, match="sha256"):
        digester("md5")


def test_a_machine_without_sm3_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(name: str, *_: bytes) -> None:
        raise ValueError(name)

    digester.cache_clear()
    monkeypatch.setattr(hashlib, "new", lacking)
    with pytest.raises(LedgerError, match="sm3") as caught:
        digester("sm3")
    assert caught.value.remedy is not None
    digester.cache_clear()


def test_a_checkpoint_is_printed_in_three_lines_and_read_again() -> None:
    checkpoint = Checkpoint("cn-sd-weihai", 8, ROOTS[8])
    assert checkpoint.text == "cn-sd-weihai\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    assert Checkpoint.parse(checkpoint.text) == checkpoint
    assert Checkpoint.parse(checkpoint.text.replace("\n", "\r\n")) == checkpoint


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\nx\nAAAA\n", "a\n1\nAAAA\n", "a\n01\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="checkpoint"):
        Checkpoint.parse(text)
