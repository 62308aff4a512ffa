"""The broken documents of ``broken/small.toml``: what is changed in the sample, and the fault that must be told.

A case that does not say what is changed is the example on the page of its code (``packs/codes``).
"""

from __future__ import annotations

from pathlib import Path

import attrs
import tomli

from tic_core.packs.codes import entries


@attrs.frozen
class Case:
    """One thing broken: ``old`` becomes ``new``; what the fault must be."""

    code: str
    key: str
    at: str
    zh: str
    en: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        return f"{self.code}:{self.key}"


def _whole(told: Case) -> Case:
    shown = entries()[told.code] if not told.old else None
    return attrs.evolve(told, old=shown.right, new=shown.wrong) if shown else told


CASES = [
    _whole(Case(**case))
    for case in tomli.loads(Path(__file__).with_name("broken").joinpath("small.toml").read_text(encoding="utf-8"))["case"]
]
