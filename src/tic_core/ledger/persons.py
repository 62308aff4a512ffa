"""Personal data beside the chain: events hold an id and a salted digest, the data itself can be erased.

The salt is random and erased with the data, so that nobody can find out what was there by trying; the digest left in the event
then only says that something was.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import attrs

from tic_core.ledger.codec import digest, encode_plain


@attrs.frozen
class Sealed:
    """One person's data as the side table holds it."""

    salt: str
    body: bytes

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Sealed:
        """``data`` under a fresh salt."""
        return cls(secrets.token_hex(16), encode_plain(dict(data)))

    def holds(self, data: Mapping[str, str]) -> bool:
        """Whether it is the same data."""
        return self.body == encode_plain(dict(data))

    @property
    def digest(self) -> str:
        """What an event holds of it."""
        return digest(bytes.fromhex(self.salt) + self.body)
