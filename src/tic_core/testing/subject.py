"""What is held to the checks: one edition, with the plugins of its chain and everything that lies beside its document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path

import attrs

from tic_core.errors import TicError, UsageError
from tic_core.hooks.admission import Plugin
from tic_core.hooks.jurisdiction import Claim, Jurisdictions
from tic_core.kernel.lawbook import Lawbook
from tic_core.ledger import Ledger
from tic_core.model.act import Act
from tic_core.model.edition import Edition
from tic_core.packs import Found, load_programme
from tic_core.register import Clock
from tic_core.registry import Registry
from tic_core.shelf import Book, Shelf
from tic_core.text import Text

YEARS = timedelta(days=3650)
"""How long after its last day a register under the edition may still be looked at."""


@attrs.define(eq=False, slots=False)
class Subject:
    """An ``edition`` by its id; ``policies`` are folders of packs beside the installed ones.

    ``plugins`` are plugins at hand by jurisdiction (an object, or the name of a module): they take the place of installed ones.
    What costs time is worked out once, when a check first asks for it.
    """

    edition: str
    policies: tuple[Path, ...] = ()
    plugins: Mapping[str, object] = attrs.field(factory=dict)

    @cached_property
    def shelf(self) -> Shelf:
        """The editions at hand."""
        return self.shelf_with({})

    def shelf_with(self, neighbours: Mapping[str, object]) -> Shelf:
        """The same with other plugins beside; a neighbour never takes the place of a plugin of the chain."""
        installed, beside = Jurisdictions.installed(), {**neighbours, **self.plugins}
        if beside:
            others = (claim for claim in installed.claims if claim.code not in beside)
            installed = Jurisdictions((*others, *(claim_of(code, each) for code, each in beside.items())))
        return Shelf(self.policies, installed)

    @property
    def portable(self) -> bool:
        """Whether another process can have the same plugins."""
        return all(isinstance(each, str) for each in self.plugins.values())

    @cached_property
    def found(self) -> Found:
        """Where the document lies. UsageError where there is none."""
        if self.edition not in self.shelf.found:
            raise UsageError(MESSAGES["no-edition"].fill(edition=self.edition, known=sorted(self.shelf.found)))
        return self.shelf.found[self.edition]

    @property
    def chain(self) -> tuple[str, ...]:
        """Whose plugins answer, nearest first."""
        return self.found.jurisdiction, *self.found.parents

    @cached_property
    def book(self) -> Book:
        """The lawbook with what lies beside. Raises DocumentError and PluginError."""
        return self.shelf.book(self.found.id)

    @cached_property
    def loads(self) -> bool:
        """Whether document and plugins are fit to be loaded."""
        try:
            return self.book is not None
        except TicError:
            return False

    @property
    def lawbook(self) -> Lawbook:
        """The compiled law."""
        return self.book.lawbook

    @property
    def law(self) -> Edition:
        """The document."""
        return self.book.lawbook.edition

    @cached_property
    def samples(self) -> tuple[Act, ...]:
        """The sample acts beside the document, as time went on."""
        return load_programme(self.found.acts)

    @property
    def clock(self) -> Clock:
        """A clock that stands still, long after everything: what is decided depends on no clock."""
        moment = datetime.combine(self.law.identity.in_force.last + YEARS, time(4), UTC)
        return lambda: moment

    def registry(self, shelf: Shelf | None = None) -> Registry:
        """An empty register in memory, under this edition."""
        return Registry(Ledger.open("sqlite://"), shelf or self.shelf, self.clock)


def claim_of(code: str, plugin: object) -> Claim:
    """A plugin at hand as if it were installed; a module is imported only when its own chain asks."""
    if isinstance(plugin, str):
        return Claim(Plugin(plugin, "", code), plugin, lambda: import_module(plugin))
    return Jurisdictions.of({code: plugin}).claims[0]


MESSAGES = {
    "no-edition": Text("没有版本“{edition}”（现有：{known}）", "there is no edition “{edition}” (there are: {known})"),
}
