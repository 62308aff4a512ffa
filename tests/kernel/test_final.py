"""No move leaves a final stage, whatever is tried: every act there is, right and wrong, on every kind of end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editions import ACTS, Desk, altered, codes, desk_at, lake, right
from tests.lives import steps

from tic_core.kernel.stages import FINAL
from tic_core.model.edition import Edition
from tic_core.model.receipt import Status


def cancelled() -> Desk:
    desk = desk_at("rectifying")
    desk.take(right("confirm", date(2023, 6, 20)))
    assert desk.take(right("cancel", date(2025, 7, 1))).status is Status.ACCEPTED
    return desk


ENDS: dict[str, Callable[[], Desk]] = {
    **{stage: (lambda stage=stage: desk_at(stage)) for stage in ("closed", "gone", "revoked")},
    "cancelled": cancelled,
}


@pytest.mark.parametrize("stage", ENDS)
@pytest.mark.parametrize("kind", [act.id for act in ACTS if act.subject == "centre"])
def test_no_act_is_possible_at_the_end(stage: str, kind: str) -> None:
    desk = ENDS[stage]()
    before = desk.centre()
    receipt = desk.take(right(kind, date(2025, 8, 1)))
    assert receipt.status is Status.REFUSED
    assert "core.final" in codes(receipt)
    assert desk.centre() == before


@pytest.mark.parametrize("kind", sorted(FINAL))
def test_every_final_kind_is_an_end(kind: str) -> None:
    desk = desk_at("gone", altered(lake(), "stages", "gone", kind=kind))
    assert desk.centre().final
    for act in ACTS:
        if act.subject == "centre":
            assert "core.final" in codes(desk.ask(right(act.id, date(2023, 9, 1))))


def never_leaves(seed: int, edition: Edition | None = None) -> int:
    """A random life; how many acts were tried on centres that had come to their end."""
    tried, ended = 0, dict[str, tuple[str, date | None]]()
    for desk, act in steps(seed, 80, Desk(edition)):
        now = desk.centre(act.centre) if act.centre else None
        if now is not None and now.final:
            tried += 1
            ended.setdefault(act.centre, (now.stage, now.since))
        desk.take(act)
        for name, (stage, since) in ended.items():
            centre = desk.centre(name)
            assert (centre.stage, centre.since) == (stage, since)
    return tried


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_no_random_act_moves_a_centre_that_has_come_to_its_end(seed: int) -> None:
    never_leaves(seed)


def test_random_lives_do_try_it() -> None:
    assert sum(never_leaves(seed) for seed in range(10)) >= 20


def revival() -> Edition:
    edition = lake()
    withdraw = edition.tables["acts"]["withdraw"]
    moves = tuple(attrs.evolve(move, from_=(), to="asked") for move in withdraw.moves)
    revive = (*withdraw.moves, *(attrs.evolve(move, from_=("gone", "closed", "cancelled", "revoked")) for move in moves))
    return altered(edition, "acts", "withdraw", moves=revive)


def revived(seeds: range) -> None:
    for seed in seeds:
        never_leaves(seed, revival())


def test_control_an_edition_that_revives_the_dead_is_found_out() -> None:
    """Such a document is refused by the wiring check; here it is let through to show that the harness sees it."""
    with pytest.raises(AssertionError):
        revived(range(40))
