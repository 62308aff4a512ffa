"""What the tests of the province's own method share: its edition's identity, and that of another."""

from __future__ import annotations

import attrs
import pytest

from tic_core.model.edition import Identity
from tic_core.shelf import Shelf


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def edition(shelf: Shelf) -> Identity:
    return shelf.book("shandong-2022").identity


@pytest.fixture
def another(edition: Identity) -> Identity:
    return attrs.evolve(edition, id="weihai-2022", jurisdiction="cn-sd-weihai")
