"""Which stages can be reached inside the measure's own days, each shown by a life that the product takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from tic_core.model.edition import ActKind
from tic_core.proofs.lives import Lives
from tic_core.proofs.taking import Flow
from tic_core.proofs.trail import NOTHING, Trail, Wish

MOST_HOPES = 3  # what a life led in hope of one thing still lacked, the next hopes for too

Way = tuple[str, str, str]  # from, act, to


@attrs.define(eq=False)
class Reach:
    """A life for each stage that can be come to: first from acts that open a centre, then from adoptions.

    ``failed`` are moves that the first life found for their stage could not take.
    """

    lives: Lives
    found: dict[str, Trail] = attrs.field(factory=dict)
    failed: list[Way] = attrs.field(factory=list)

    def search(self) -> Reach:
        """Try the moves from every stage come to; what fails is tried again with lives led in the hope of it."""
        self.found[""] = self.lives.start()
        for adopting in (False, True):
            self._spread(list(self.ways("", adopting=adopting)))
            for way in [each for each in self.failed if each[0]]:
                come = self.lived(way) if way[2] not in self.found else None
                if come is not None and come.centre.stage == way[2]:
                    self.found[way[2]] = come
                    self._spread(list(self.ways(way[2])))
        return self

    def _spread(self, waiting: list[Way]) -> None:
        """The shortest lives first: every move from where a life has come to, then from where these lead."""
        while waiting:
            way = waiting.pop(0)
            waiting += self.ways(way[2]) if self._try(way, self.found[way[0]]) else ()

    def _try(self, way: Way, trail: Trail) -> bool:
        """The life one move further, where it comes to a stage not yet found."""
        _, act, to = way
        if to in self.found:
            return False
        come = self.lives.advance(trail, act, to)
        if come is None or come.centre.stage != to:
            self.failed.append(way)
            return False
        self.found[to] = come
        return True

    def lived(self, way: Way, wish: Wish = NOTHING) -> Trail | None:
        """A life that takes this move (or this act, in its stage) as wished: from the life found for the stage, else from one led
        there anew, from ever further back, with what was lacking at the end in view.
        """
        stage, act, to = way
        trail = self.found.get(stage)
        come = self.lives.advance(trail, act, to, wish) if trail is not None else None
        for _ in range(MOST_HOPES):
            lacking = self.lives.wanting(trail, act, to, wish) if trail is not None and come is None else None
            for again in self._led(trail, lacking) if trail is not None and lacking else ():
                trail, come = again, self.lives.advance(again, act, to, wish)
                if come is not None:
                    break
            if not lacking or come is not None:
                break
        return come

    def along(self, moves: Sequence[tuple[str, str]]) -> Trail | None:
        """A life in which these acts are taken in this order, each leading where it says; it is led anew, from ever further back,
        with what was lacking at the end in view.
        """
        stands = self._stands([self.lives.start()], moves)
        for _ in moves:
            stands = stands if len(stands) > len(moves) else self._further(stands, moves)
        return stands[-1] if len(stands) > len(moves) else None

    def _stands(self, stands: Sequence[Trail], moves: Sequence[tuple[str, str]]) -> list[Trail]:
        """How the life stands before each of the acts, and after the last, as far as it comes."""
        come = list(stands)
        for act, to in moves[len(stands) - 1 :]:
            after = self.lives.advance(come[-1], act, to)
            if after is None:
                break
            come.append(after)
        return come

    def _further(self, stands: list[Trail], moves: Sequence[tuple[str, str]]) -> list[Trail]:
        """A life that comes further along, led in the hope of what its next act lacks; the same life where there is none."""
        hope = self._hope(self.lives.wanting(stands[-1], *moves[len(stands) - 1]) or {})
        for place in reversed(range(len(stands) - 1)) if hope else ():
            back = attrs.evolve(stands[place], hope={**stands[place].hope, **hope})
            again = self._stands([*stands[:place], back], moves)
            if len(again) > len(stands):
                return again
        return stands

    def _hope(self, lacking: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in lacking.items() if name in self.lives.lawbook.facts}

    def _led(self, trail: Trail, lacking: Mapping[str, Any]) -> Iterator[Trail]:
        """Lives by the same moves, from ever further back, that put on record what was lacking."""
        hope = self._hope(lacking)
        back = trail.before if hope else None
        while back is not None:
            again = self.lives.follow(trail.moves[len(back.moves) :], trail=attrs.evolve(back, hope={**trail.hope, **hope}))
            if again is not None:
                yield again
            back = back.before

    def ways(self, stage: str, *, adopting: bool = False) -> Iterator[Way]:
        """The moves from a stage; from nowhere those that open a centre, or those that find one as it stands."""
        for act in self.lives.acts.values():
            for move in act.moves if act.subject == "centre" else ():
                if stage in (move.from_ or ("",)) and adopting == (not move.to):
                    yield from ((stage, act.id, to) for to in ([move.to] if move.to else adopted(self.lives, act, move.to_fact)))


def adopted(lives: Lives, act: ActKind, fact: str) -> tuple[str, ...]:
    """The stages in which an adoption may find a centre: those that the act's own rules let the fact name."""
    taking = lives.taking(act)
    move = next(each for each in act.moves if each.to_fact == fact)
    stages = lives.lawbook.edition.tables["stages"]
    return tuple(
        stage for stage in stages if taking.possible([*taking.lawful("", move, stage), *taking.within(Flow())]) is not None
    )
