"""The editions this plugin speaks about. A later one has articles of its own, so it is added here by a person who read it."""

from __future__ import annotations

from tic_core.model.edition import Identity

EDITIONS = frozenset({"weihai-2022"})


def speaks_about(edition: Identity) -> bool:
    """Whether the articles named in this plugin are those of ``edition``."""
    return edition.id in EDITIONS
