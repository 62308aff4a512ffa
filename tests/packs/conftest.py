"""What the tests of this room share: a small whole edition, Weihai's, and a way to break a document in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tic_core.errors import DocumentError, Fault
from tic_core.packs import load

HERE = Path(__file__).parent
WEIHAI = HERE.parents[1] / "policies/tic_policies/weihai-2022/edition.toml"
SAMPLE = HERE.parents[1] / "src/tic_core/packs/codes/sample.toml"

Faults = Callable[[str | bytes], tuple[Fault, ...]]
Break = Callable[[str, str, str], str]


@pytest.fixture(scope="session")
def base() -> str:
    """A small edition without a fault."""
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def weihai() -> str:
    """The real thing."""
    return WEIHAI.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def faults() -> Faults:
    """Everything wrong in a document; nothing when it loads."""

    def found(document: str | bytes) -> tuple[Fault, ...]:
        data = document.encode() if isinstance(document, str) else document
        try:
            load(data, "edition.toml")
        except DocumentError as error:
            return error.faults
        return ()

    return found


@pytest.fixture(scope="session")
def break_() -> Break:
    """A document with one thing changed; what is changed stands in it exactly once."""

    def broken(document: str, old: str, new: str) -> str:
        assert document.count(old) == 1, f"{old!r} stands in the document {document.count(old)} times"
        return document.replace(old, new)

    return broken
