"""The sample programme that lies beside Weihai's edition: its acts in the order of the demo, and registers filled with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from tic_core import Act, Receipt, Registry
from tic_core.packs import load_acts

WEIHAI = Path(__file__).parents[1] / "policies" / "tic_policies" / "weihai-2022"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def clock() -> datetime:
    """A clock that stands still after the last act of the programme."""
    return NOON


@lru_cache
def acts() -> tuple[Act, ...]:
    """Every act: by the latest day seen so far in its file, then file, then place, so that a story keeps its own order."""
    placed = []
    for number, file in enumerate(sorted((WEIHAI / "acts").glob("*.toml"))):
        latest = date.min
        for place, act in enumerate(load_acts(file)):
            latest = max(latest, act.on)
            placed.append((latest, number, place, act))
    return tuple(act for *_, act in sorted(placed, key=lambda item: item[:3]))


def filled(target: str = "sqlite://", until: str = "") -> tuple[Registry, dict[str, Receipt]]:
    """A register with the programme in it, up to and without the act ``until``; and each act's receipt."""
    registry = Registry.open(target, clock=clock)
    receipts: dict[str, Receipt] = {}
    for act in acts():
        if act.id == until:
            break
        receipts[act.id] = registry.submit(act)
    return registry, receipts


def act(name: str) -> Act:
    """One act of the programme by its id."""
    return next(each for each in acts() if each.id == name)
