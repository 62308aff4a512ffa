"""Lives found, not told: sequences of acts whose facts a solver chooses and which the product itself then takes, one by one.

Nothing here decides anything. The solver proposes a day and facts with which an act's rules pass; the act is put to the kernel as
the registry puts it; only what it accepts becomes part of the life. Where a rule needs what is not yet on record, other acts that
may be taken in the same stage are taken first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act
from tic_core.model.edition import ActKind, Move, Stepping
from tic_core.model.rule import Rule
from tic_core.model.subject import Centre
from tic_core.proofs.case import Case, brought_by
from tic_core.proofs.clerk import BASIS, Clerk
from tic_core.proofs.taking import Taking
from tic_core.proofs.trail import CENTRE, NOTHING, Trail, Wish
from tic_core.proofs.values import Values
from tic_core.scenarios.standing import Life, accepted
from tic_core.shelf import Book

DEEPEST = 4  # acts taken so that an act may be taken, and for these again


class Lives:
    """Finds lives under the law of one book; ``claimed`` are rules of claims that a wish may speak of."""

    def __init__(self, book: Book, claimed: Mapping[str, Rule] | None = None) -> None:
        self.book = book
        self.lawbook: Lawbook = book.lawbook
        self.claimed = dict(claimed or {})
        self.acts: Mapping[str, ActKind] = book.lawbook.edition.tables["acts"]
        self._values = Values(book.lawbook)
        self._clerk = Clerk(book.lawbook, self._values)
        self._takings: dict[tuple[str, tuple[str, ...]], Taking] = {}

    def start(self) -> Trail:
        """No centre yet, on the first day of the measure."""
        return Trail(Life(self.book, CENTRE, [], []), (), self.lawbook.first)

    def follow(self, kinds: Sequence[tuple[str, str]], wish: Wish = NOTHING, trail: Trail | None = None) -> Trail | None:
        """A life in which these acts are taken in this order, each leading where it says; the last fulfils the wish."""
        here: Trail | None = trail or self.start()
        for place, (kind, to) in enumerate(kinds):
            here = here and self.advance(here, kind, to, wish if place == len(kinds) - 1 else NOTHING)
        return here

    def advance(self, trail: Trail, kind: str, to: str = "", wish: Wish = NOTHING, depth: int = DEEPEST) -> Trail | None:
        """The life with one more act of this kind accepted, after such acts as it needs; None where none was found."""
        act, stage = self.acts[kind], trail.centre.stage
        move = _move(act, stage, to)
        if depth < 0 or (move is None and stage not in act.at and act.subject == "centre"):
            return None
        ready = self._stepped(trail, act, depth)
        if ready is None:
            return None
        hoped = {name: value for name, value in ready.hope.items() if name in act.facts and name not in wish.facts}
        for asked in [attrs.evolve(wish, facts={**hoped, **wish.facts}), wish] if hoped else [wish]:
            come = self._put(self._case(ready, act, asked, move, to))
            if come is not None:
                return come
        prepared = self._prepared(self._case(ready, act, wish, move, to), depth)
        return self.advance(prepared, kind, to, wish, depth - 1) if prepared is not None else None

    def put(self, trail: Trail, kind: str, wish: Wish) -> Trail | None:
        """The life with an act put as things stand, by no particular move; accepted, or refused as wished."""
        return self._put(self._case(trail, self.acts[kind], wish))

    def wanting(self, trail: Trail, kind: str, to: str = "", wish: Wish = NOTHING) -> dict[str, Any] | None:
        """The fewest facts that would have to be otherwise for this act to be accepted, whoever brings them, if that helps."""
        act = self.acts[kind]
        return self._case(trail, act, wish, _move(act, trail.centre.stage, to), to).wanted(list(self.acts.values()))

    def facts(self, trail: Trail) -> Mapping[str, Any]:
        """Everything that rules can read of a centre as it stands."""
        act = next(each for each in self.acts.values() if each.subject == "centre" and not each.clears and not each.records)
        _, context, _ = trail.life.asked(Act("look", act.id, trail.day, "", trail.life.subject))
        return context.facts

    def taking(self, act: ActKind, wish: Wish = NOTHING) -> Taking:
        """The formulas of an act, made once; with those of the claims that a wish speaks of."""
        key = act.id, wish.claimed
        if key not in self._takings:
            self._takings[key] = Taking(self.lawbook, act, {name: self.claimed[name] for name in wish.claimed})
        return self._takings[key]

    # ── one act ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _case(self, trail: Trail, act: ActKind, wish: Wish, move: Move | None = None, to: str = "") -> Case:
        return Case(self.lawbook, self._values, trail, self.taking(act, wish), wish, move, to)

    def _put(self, case: Case) -> Trail | None:
        """The act on the first day on which it works: bringing what it must, and where that is not enough what it may."""
        act = case.taking.act
        for brings in ((*act.brings, *sorted(case.wish.any)), act.facts):
            found = case.first_day(brings)
            trail = _graded(case, found) if found else case.trail
            made = self._clerk.act(trail, case.taking, found[1], found[0], case.wish, brings) if found else None
            come = self._taken(trail, made, case.wish) if made is not None else None
            if come is not None:
                return come
        return None

    def _taken(self, trail: Trail, act: Act, wish: Wish) -> Trail | None:
        """The life after the act, when the product accepts it (or refuses it as wished), with acts on the texts as it needs."""
        life = trail.again()
        receipt = life.take(act)
        if wish.refused:
            as_wished = wish.refused == {each.rule for each in receipt.refusals}
            return attrs.evolve(trail, acts=(*trail.acts, act), day=act.on) if as_wished else None
        if accepted(receipt):
            come = attrs.evolve(trail, life=life, acts=(*trail.acts, act), day=act.on)
            moves = _move(self.acts[act.kind], trail.centre.stage, "") is not None
            return attrs.evolve(come, moves=(*trail.moves, (act.kind, life.centre().stage)), before=trail) if moves else come
        ready = self._clerk.on_texts(trail, receipt.refusals)
        if ready is None:
            return None
        basis = BASIS if self.acts[act.kind].grounds == "named" else ""
        return self._taken(ready, self._clerk.numbered(ready, attrs.evolve(act, basis=basis)), wish)

    # ── what must come before ────────────────────────────────────────────────────────────────────────────────────────────

    def _stepped(self, trail: Trail, act: ActKind, depth: int) -> Trail | None:
        """The life with every proceeding that the act steps on standing where it must."""
        here: Trail | None = trail
        for step in act.steps:
            if here is not None and step.from_ and not _stands(here.centre, step):
                here = next(self._brought(here, step, act, depth), None)
        return here

    def _brought(self, trail: Trail, wanted: Stepping, act: ActKind, depth: int) -> Iterator[Trail]:
        for other in self._here(trail, act):
            if any(step.proceeding == wanted.proceeding and step.to in wanted.from_ for step in other.steps):
                come = self.advance(trail, other.id, depth=depth - 1)
                if come is not None and _stands(come.centre, wanted):
                    yield come

    def _here(self, trail: Trail, act: ActKind) -> list[ActKind]:
        """The other acts that may be taken in this stage without leaving it, and harm nobody."""
        stage = trail.centre.stage
        here = [other for other in self.acts.values() if stage and stage in other.at and other is not act]
        return [other for other in here if other.nature != "adverse" and not other.corrects]

    def _prepared(self, case: Case, depth: int) -> Trail | None:
        """The life with what the act's rules need put on record first, by other acts in the same stage."""
        others = self._here(case.trail, case.taking.act)
        wanted = case.wanted(others) if others and depth else None
        here: Trail | None = case.trail if wanted else None
        while wanted and here is not None:
            here = next(self._provided(here, wanted, others, depth), None)
        return here

    def _provided(self, trail: Trail, wanted: dict[str, Any], others: Sequence[ActKind], depth: int) -> Iterator[Trail]:
        """The life with one of the acts that bring some of what is wanted, which is then wanted no more."""
        for chosen in self._able(others, set(wanted)):
            facts = {name: value for name, value in wanted.items() if name in chosen.facts}
            for wish in (Wish(facts), Wish(any=frozenset(facts))):
                come = self.advance(trail, chosen.id, wish=wish, depth=depth - 1)
                if come is not None:
                    for name in brought_by(self.lawbook, chosen) & wanted.keys():
                        del wanted[name]
                    yield come

    def _able(self, others: Sequence[ActKind], wanted: set[str]) -> list[ActKind]:
        """The acts that bring something of what is wanted; first those that bring most of it and must bring least besides."""
        brings = {act.id: brought_by(self.lawbook, act) & wanted for act in others}
        able = [act for act in others if brings[act.id]]
        return sorted(able, key=lambda act: len(set(act.brings) - wanted) - len(brings[act.id]))


def _graded(case: Case, found: tuple[date, Any]) -> Trail:
    """The life with the grades that a model says cohorts gave."""
    grades = case.graded(found[1], found[0])
    return attrs.evolve(case.trail, life=attrs.evolve(case.trail.life, graded=grades)) if grades else case.trail


def _move(act: ActKind, stage: str, to: str) -> Move | None:
    """The move that an act makes from a stage, to where it is meant to lead."""
    return next((move for move in act.moves if stage in (move.from_ or ("",)) and to in ("", move.to or to)), None)


def _stands(centre: Centre, step: Stepping) -> bool:
    return any(each.kind == step.proceeding and each.step in step.from_ for each in centre.proceedings.values())
