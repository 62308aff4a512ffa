"""One edition under study: what the properties share, each part worked out when first asked for."""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec

import attrs

from tic_core.errors import UsageError
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.claims import Claims
from tic_core.model.edition import Edition
from tic_core.packs.claims import claims_beside
from tic_core.proofs.flow import Graph
from tic_core.proofs.lives import Lives
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.reach import Reach
from tic_core.proofs.trail import CENTRE, Trail
from tic_core.rules.kinds import CORE_KINDS, kinds_by_name
from tic_core.scenarios.standing import Life, accepted
from tic_core.shelf import Book
from tic_core.text import Text


@attrs.define(eq=False, slots=False)
class Study:
    """An edition by itself, with the claims about it and its superiors' mandates, from packs or laid beside it."""

    book: Book
    claims: Claims = attrs.field(factory=Claims)
    mandates: tuple[Claims, ...] = ()

    @classmethod
    def of(cls, book: Book) -> Study:
        """The study of an edition with what lies beside its document. Raises DocumentError for faulty claims, UsageError without
        the solver.
        """
        if find_spec("z3") is None:
            raise UsageError(MESSAGES["no solver"], MESSAGES["install"])
        kinds = kinds_by_name((*CORE_KINDS, *(each.answer for each in book.answers.rule_kinds())))
        own, beside = claims_beside(book.found, book.lawbook.edition, kinds)
        above = book.lawbook.mandates if beside is None else (*book.lawbook.mandates, beside)
        # What is studied is the edition by itself: what it would allow were its superior not there.
        return cls(attrs.evolve(book, lawbook=book.lawbook.without_mandates()), own, above)

    @property
    def lawbook(self) -> Lawbook:
        """The compiled law."""
        return self.book.lawbook

    @property
    def edition(self) -> Edition:
        """The document."""
        return self.book.lawbook.edition

    @cached_property
    def lives(self) -> Lives:
        """Finds lives; knows the rules of every claim."""
        return Lives(self.book, {name: rule for each in (self.claims, *self.mandates) for name, rule in each.by_id.items()})

    @cached_property
    def graph(self) -> Graph:
        """The stages as they can really be lived through."""
        return Graph(self.lives)

    @cached_property
    def reach(self) -> Reach:
        """A life for every stage that one was found for."""
        return Reach(self.lives).search()

    def shown(self, property_: Property) -> Property:
        """The property as it may be told: its witnesses are taken by the product once more, from nothing."""
        broken = [each for each in property_.witnesses if each.acts and not replays(self.book, each)]
        if not broken:
            return property_
        kept = tuple(each for each in property_.witnesses if each not in broken)
        told = (*property_.told, *(MESSAGES["defect"].fill(shows=each.shows) for each in broken))
        return attrs.evolve(property_, status=Status.NOT_DECIDED, told=told, witnesses=kept, defect=True)


def replays(book: Book, witness: Witness) -> bool:
    """Whether the acts of a witness are taken by the product one after the other, and end where it says."""
    life, last = Life(book, CENTRE, [], [], graded=witness.graded), len(witness.acts) - 1
    for place, act in enumerate(witness.acts):
        if accepted(life.take(act)) == (witness.refused and place == last):
            return False
    return not witness.stage or life.centre().stage == witness.stage


def witness(trail: Trail, shows: Text, **told: object) -> Witness:
    """A life as a witness of what it shows."""
    return Witness(shows, trail.acts, trail.centre.stage, trail.day, graded=trail.life.graded, **told)  # type: ignore[arg-type]


MESSAGES = {
    "no solver": Text("求证需要 z3-solver，尚未安装", "proofs need z3-solver, which is not installed"),
    "install": Text("安装：pip install 'tic-core[proofs]'", "install it: pip install 'tic-core[proofs]'"),
    "defect": Text(
        "软件缺陷：见证“{shows}”不能在产品中重放，故不作结论",
        "a defect of the software: the witness “{shows}” does not replay in the product, so nothing is concluded",
    ),
}
