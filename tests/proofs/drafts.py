"""Drafts of the measure on nurseries, each with one thing changed; and their witnesses put to a register of their own."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tic_core import Registry
from tic_core.proofs import Property, Study, Witness, prove
from tic_core.shelf import Shelf

PINES = Path(__file__).parent / "pines"
LATER = datetime(2045, 1, 1, 4, tzinfo=UTC)


def draft(folder: Path, *changes: tuple[str, str], file: str = "edition.toml", beside: dict[str, str] | None = None) -> Path:
    """A copy of the measure in which each text stands in another's place, with further files beside it."""
    made = folder / "pines"
    shutil.copytree(PINES, made)
    document = made / "pines-2025" / file
    text = document.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    document.write_text(text, encoding="utf-8")
    for name, content in (beside or {}).items():
        (made / "pines-2025" / name).write_text(content, encoding="utf-8")
    return made


def proved(folder: Path, name: str) -> Property:
    """One property of the measure in a folder."""
    (found,) = prove(Study.of(Shelf([folder]).book("pines-2025")), [name])
    return found


def kinds(witness: Witness) -> list[str]:
    """The kinds of act of a witness."""
    return [act.kind for act in witness.acts]


def registered(folder: Path, witness: Witness) -> list[str]:
    """What a register on a database answers to each act of a witness, and where the centre stands in the end."""
    registry = Registry.open("sqlite://", policies=[folder], clock=lambda: LATER)
    answers = [registry.submit(act).status.value for act in witness.acts]
    centre = next(act.centre for act in witness.acts if act.centre)
    return [*answers, registry.view(centre).stage]


def taken(witness: Witness) -> list[str]:
    """What a register should answer: accepted, every act, but for a last one whose refusal is what is shown."""
    accepted = ["accepted"] * (len(witness.acts) - witness.refused)
    return [*accepted, *(["refused"] if witness.refused else []), witness.stage]
