"""Proofs that need neither the ledger nor the program: public vectors, every size up to 64, and forgeries."""

from __future__ import annotations

import random
from typing import Any

import attrs
import pytest
from tests.ledger.test_chain import LEAVES, ROOTS, needs_sm3

from tic_core.errors import UsageError
from tic_core.ledger import Checkpoint, Ledger, root
from tic_core.ledger.proofs import Consistency, Inclusion, Leaves


def at(size: int, told: str) -> Checkpoint:
    return Checkpoint("x", size, told)


PUBLIC = [bytes.fromhex(leaf) for leaf in LEAVES]

# The proofs that certificate-transparency programs test themselves with, over the leaves above (RFC 6962).
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


@pytest.mark.parametrize("place", INCLUSIONS, ids=str)
def test_an_inclusion_proof_is_the_public_one(place: tuple[int, int]) -> None:
    proof = Leaves(PUBLIC).inclusion(*place)
    assert list(proof.path) == INCLUSIONS[place]
    assert proof.holds(PUBLIC[place[0]], at(place[1], ROOTS[place[1]]))


@pytest.mark.parametrize("place", CONSISTENCIES, ids=str)
def test_a_consistency_proof_is_the_public_one(place: tuple[int, int]) -> None:
    proof = Leaves(PUBLIC).consistency(*place)
    assert list(proof.path) == CONSISTENCIES[place]
    assert proof.holds(at(place[0], ROOTS[place[0]]), at(place[1], ROOTS[place[1]]))


def test_every_proof_of_every_size_up_to_64_holds_and_holds_for_nothing_else() -> None:
    leaves = [bytes([number]) for number in range(64)]
    whole, roots = Leaves(leaves), [at(size, root(leaves[:size])) for size in range(65)]
    for size in range(1, 65):
        assert whole.root(size) == roots[size].root
        for index in range(size):
            proof = whole.inclusion(index, size)
            assert proof.holds(leaves[index], roots[size])
            assert not proof.holds(leaves[index - 1], roots[size]) or size == 1
            assert not proof.holds(leaves[index], at(size, roots[size - 1].root))
        for first in range(size + 1):
            joined = whole.consistency(first, size)
            assert joined.holds(roots[first], roots[size])
            assert first == 0 or not joined.holds(roots[first], at(size, roots[size - 1].root))
            assert first == size or not joined.holds(at(first, roots[size].root), roots[size])


def forged(proof: Inclusion | Consistency, chance: random.Random) -> Any:
    """The proof with one thing changed: a bit, a step more, a step less, two steps swapped, another place."""
    path = list(proof.path)
    kind = chance.choice(("bit", "more", "less", "swap", "place"))
    if kind == "place" or not path:
        name = chance.choice([field.name for field in attrs.fields(type(proof))][:2])
        return attrs.evolve(proof, **{name: getattr(proof, name) + chance.choice((-1, 1))})
    spot = chance.randrange(len(path))
    if kind == "bit":
        path[spot] = f"{int(path[spot], 16) ^ 1 << chance.randrange(256):064x}"
    elif kind == "more":
        path.insert(spot, path[chance.randrange(len(path))])
    elif kind == "less":
        path.pop(spot)
    else:
        path[spot - 1], path[spot] = path[spot], path[spot - 1]
    return attrs.evolve(proof, path=tuple(path))


def test_a_forged_proof_never_holds(chance: random.Random) -> None:
    leaves = [bytes([number]) for number in range(40)]
    whole, roots, tried = Leaves(leaves), [at(size, root(leaves[:size])) for size in range(41)], 0
    for _ in range(5000):
        size = chance.randrange(2, 41)
        index, first = chance.randrange(size), chance.randrange(1, size)
        proof, joined = whole.inclusion(index, size), whole.consistency(first, size)
        bad, worse = forged(proof, chance), forged(joined, chance)
        tried += (bad != proof) + (worse != joined)
        assert bad == proof or not bad.holds(leaves[index], roots[size])
        assert worse == joined or not worse.holds(roots[first], roots[size])
    assert tried > 8000


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(UsageError, match="no event 9"):
        Leaves(PUBLIC).inclusion(8)
    with pytest.raises(UsageError, match="the end was cut"):
        Leaves(PUBLIC).consistency(9)


def test_an_event_of_the_ledger_is_proved_to_be_in_its_checkpoint(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        bodies, checkpoint, older = list(reader.bodies()), reader.checkpoint(), reader.checkpoint(known_at=4)
    leaves = Leaves(bodies)
    assert leaves.root() == checkpoint.root
    assert (older.size, older.root) == (4, leaves.root(4))
    assert leaves.inclusion(2).holds(bodies[2], checkpoint)
    assert leaves.consistency(4).holds(older, checkpoint)


@needs_sm3
def test_proofs_work_in_sm3_too() -> None:
    leaves, checkpoint = Leaves(PUBLIC, "sm3"), at(8, root(PUBLIC, "sm3"))
    assert leaves.inclusion(3).holds(PUBLIC[3], checkpoint, "sm3")
    assert not leaves.inclusion(3).holds(PUBLIC[3], checkpoint, "sha256")
