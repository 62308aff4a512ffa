"""The sample programme that lies beside Weihai's edition: its acts in the order of the demo, and registers filled with them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tic_core import Act, Receipt, Registry
from tic_core.packs import load_programme

WEIHAI = Path(__file__).parents[1] / "policies" / "tic_policies" / "weihai-2022"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def clock() -> datetime:
    """A clock that stands still after the last act of the programme."""
    return NOON


@lru_cache
def acts() -> tuple[Act, ...]:
    """Every act: by the latest day seen so far in its file, then file, then place, so that a story keeps its own order."""
    return load_programme(sorted((WEIHAI / "acts").glob("*.toml")))


def filled(target: str = "sqlite://", until: str = "") -> tuple[Registry, dict[str, Receipt]]:
    """A register with the programme in it, up to and without the act ``until``; and each act's receipt."""
    registry = Registry.open(target, clock=clock)
    receipts: dict[str, Receipt] = {}
    for act in acts():
        if act.id == until:
            break
        receipts[act.id] = registry.submit(act)
    return registry, receipts


@lru_cache
def register() -> Path:
    """A ledger with the whole programme in it, made once; copy it before writing."""
    file = Path(_FOLDER.name) / "programme.db"
    filled(f"sqlite:///{file}")[0].ledger.close()
    return file


_FOLDER = TemporaryDirectory(prefix="tic-programme-")


def act(name: str) -> Act:
    """One act of the programme by its id."""
    return next(each for each in acts() if each.id == name)
