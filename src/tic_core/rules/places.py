"""Rule kinds over what centres hold: nobody else holds it, or no more than so many do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.cures import CURES, PHRASES
from tic_core.text import Text


@attrs.frozen
class Holders:
    """A slot: who holds the things of one reservation, as a mapping from key to centre."""

    reservation: str


def key_text(parts: Any) -> str:
    """The parts of a reservation's key as one string."""
    return parts[0] if len(parts) == 1 else "|".join(str(part) for part in parts)


def seats(key: str, most: int) -> tuple[str, ...]:
    """The keys under which up to ``most`` centres hold one thing, each a key that only one can hold; the first is the key."""
    return (key, *(f"{key}|#{seat}" for seat in range(2, most + 1)))


def others(held: Mapping[str, str], key: str, most: int, centre: Any) -> int:
    """How many other centres hold a thing; a centre counts once, whatever it holds."""
    return len({held[seat] for seat in seats(key, most) if seat in held} - {centre})


@attrs.frozen(kw_only=True)
class Held(Rule):
    """What rules over a reservation have in common: the ``key`` is the list of facts that names what is held."""

    reservation: str
    key: tuple[str, ...]

    def reads(self) -> tuple[Any, ...]:
        return (*self.key, Holders(self.reservation), "centre.id")

    def absent(self, slot: Emit) -> str:
        return " or ".join(f"{slot(name)} is None" for name in (*self.key, Holders(self.reservation)))

    def written(self, slot: Emit) -> tuple[str, str, str]:
        """The compiled key, holders and centre."""
        parts = [slot(name) for name in self.key]
        held, centre = slot(Holders(self.reservation)), slot("centre.id")
        return (parts[0] if len(parts) == 1 else f"key_text(({', '.join(parts)}))"), held, centre


@attrs.frozen(kw_only=True)
class Unique(Held):
    """Nobody else holds what the act would reserve. The store's unique key stands behind the check."""

    kind: ClassVar[str] = "unique"

    def check(self, facts: Facts, peer: Peers) -> Check:
        parts = [facts.get(name) for name in self.key]
        values = dict(zip(self.key, parts, strict=True))
        held = facts.get(f"held.{self.reservation}")
        if any(part is None for part in parts) or held is None:
            return Check(Verdict.UNKNOWN, values)
        holder = held.get(key_text(parts))
        if holder is None or holder == facts.get("centre.id"):
            return Check(Verdict.MET, values)
        cure = CURES["unique"].fill(holder=holder)
        return Check(Verdict.NOT_MET, {**values, "holder": holder}, margin=-1, cure=cure, phrase=PHRASES["places-broken"])

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        key, held, me = self.written(slot)
        return ((f"{held}.get({key}, {me}) != {me}", Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        return Text("同一{key}只能有一个中心", "only one centre for each {key}").fill(key=[names.name(name) for name in self.key])


@attrs.frozen(kw_only=True)
class AtMostPerKey(Held):
    """At most so many centres hold one thing at a time, this one included; with ``most = 1`` it says what ``unique`` says.

    The reservation has the same ``most``; each of its places is a key of the store that one centre can hold.
    """

    kind: ClassVar[str] = "at-most-per-key"
    most: int

    def check(self, facts: Facts, peer: Peers) -> Check:
        parts = [facts.get(name) for name in self.key]
        values = dict(zip(self.key, parts, strict=True))
        held = facts.get(f"held.{self.reservation}")
        if any(part is None for part in parts) or held is None:
            return Check(Verdict.UNKNOWN, values, self.most)
        taken = [held[seat] for seat in seats(key_text(parts), self.most) if seat in held]
        holders = sorted({holder for holder in taken if holder != facts.get("centre.id")})
        left = self.most - 1 - len(holders)
        if left >= 0:
            return Check(Verdict.MET, values, self.most, left, phrase=PHRASES["places-kept" if left else "places-last"])
        cure = CURES["at-most-per-key"].fill(holders=holders, most=self.most)
        found = {**values, "holder": holders}
        return Check(Verdict.NOT_MET, found, self.most, left, cure=cure, phrase=PHRASES["places-broken"])

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        key, held, me = self.written(slot)
        return ((f"others({held}, {key}, {self.most}, {me}) >= {self.most}", Verdict.NOT_MET),)

    def sentence(self, names: Names) -> Text:
        key = [names.name(name) for name in self.key]
        return Text("同一{key}至多有 {most} 个中心", "at most {most} centres for each {key}").fill(key=key, most=self.most)
