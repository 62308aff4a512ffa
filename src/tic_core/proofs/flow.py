"""What can be on record where: for each stage the facts that some way to it brings, and those that every way brings.

An over-approximation on the safe side of every proof: ways that the rules close are left out only when a solver has shown that no
facts whatever let the act pass there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from tic_core.model.edition import ActKind, Move
from tic_core.proofs.lives import Lives
from tic_core.proofs.reach import adopted
from tic_core.proofs.taking import EMPTY, Flow, GaveUp, Term

ROUNDS = 3  # closing a way can close others


@attrs.frozen
class Arrow:
    """One act taken in one stage, and the stage it leads to (the same where it does not move)."""

    source: str
    act: ActKind
    to: str
    move: Move | None = None

    @property
    def moves(self) -> bool:
        """Whether it leads elsewhere."""
        return self.source != self.to or self.move is not None


class Graph:
    """The stages as they can really be lived through: arrows that no facts can make lawful are left out, and named."""

    def __init__(self, lives: Lives) -> None:
        self.lives = lives
        self.edition = lives.lawbook.edition
        self.kinds = lives.lawbook.stage_kinds
        self.closed: list[Arrow] = []
        self.unsure: set[str] = set()
        self.arrows = list(self._written())
        self.flows: Mapping[str, Flow] = {}
        self.flows_final = False
        for _ in range(ROUNDS):
            self.flows = self._flows()
            shut = [arrow for arrow in self.arrows if not self.possible(arrow)]
            if not shut:
                break
            self.closed += shut
            self.arrows = [arrow for arrow in self.arrows if arrow not in shut]
        self.flows_final = True

    def _written(self) -> Iterator[Arrow]:
        for act in self.edition.acts:
            if act.subject != "centre" or act.corrects:
                continue  # what strikes out an entry is no step of a life: the life is the one without the entry
            for move in act.moves:
                targets = [move.to] if move.to else adopted(self.lives, act, move.to_fact)
                yield from (Arrow(source, act, to, move) for source in move.from_ or ("",) for to in targets)
            yield from (Arrow(stage, act, stage) for stage in act.at)

    def possible(self, arrow: Arrow, told: Sequence[Term] = (), never: frozenset[str] = EMPTY) -> bool:
        """Whether facts that can be on record let the act pass, of which this is told and of which some are ``never`` there.

        Also where the solver gave up, which is noted. Of an arrow of this graph it is known already where nothing more is told.
        """
        if not (arrow.act.requires or (arrow.move and arrow.move.when)):
            return True
        taking = self.lives.taking(arrow.act)
        if self.flows_final and not told and not never & taking.symbols.kinds.keys():
            return True
        try:
            asked = [*taking.lawful(arrow.source, arrow.move, arrow.to), *taking.within(self.flow(arrow.source), never), *told]
            return taking.possible(asked) is not None
        except GaveUp:
            self.unsure.add(arrow.act.id)
            return True

    def flow(self, stage: str) -> Flow:
        """What can be on record in a stage; nothing at all where none is reached."""
        return self.flows.get(stage, Flow())

    def out(self, stage: str) -> list[Arrow]:
        """The arrows that begin in a stage."""
        return [arrow for arrow in self.arrows if arrow.source == stage]

    def _flows(self) -> dict[str, Flow]:
        """By going round until nothing changes: what may be there grows, what must be there shrinks."""
        found: dict[str, Flow] = {"": Flow()}
        changed = True
        while changed:
            changed = False
            for arrow in self.arrows:
                if arrow.source not in found:
                    continue
                come, there = _after(found[arrow.source], arrow.act), found.get(arrow.to)
                both = come if there is None else Flow(there.may | come.may, there.must & come.must)
                if both != there:
                    found[arrow.to], changed = both, True
        return found

    def before_recognition(self) -> frozenset[str]:
        """The stages that can be come to without having been recognised: what happens in them leads up to it."""
        seen: set[str] = set()
        waiting = [""]
        while waiting:
            stage = waiting.pop()
            if stage not in seen and self.kinds.get(stage) != "RECOGNISED":
                seen.add(stage)
                waiting += [arrow.to for arrow in self.out(stage)]
        return frozenset(seen)


def _after(flow: Flow, act: ActKind) -> Flow:
    """What is on record after an act: proceedings and duties count with the facts, by the names under which rules read them."""
    running = {f"running.{each.proceeding}" for each in act.steps}
    dues = {f"{family}.{name}" for name in act.opens for family in ("due", "opens")}
    gone = set(act.clears) - set(act.brings)
    may = (flow.may - set(act.clears)) | set(act.facts) | set(act.records) | running | dues
    return Flow(frozenset(may), frozenset((flow.must - gone) | set(act.brings)))
