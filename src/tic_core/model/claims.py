"""Rules laid beside an edition, with when they must hold: what its drafter claims of it, and what a superior demands of it.

Neither is law of the edition. A claim is only proved or refuted. A superior's *mandate* (上级规定) is applied by the kernel after
everything the edition itself asks: what it forbids is refused, and nobody below departs from it.
"""

from __future__ import annotations

import attrs

from tic_core.model.cite import Cite
from tic_core.model.rule import Rule
from tic_core.text import Text


@attrs.frozen(kw_only=True)
class Claim:
    """Rules that must hold whenever one of ``acts`` is accepted, or any act that brings a centre for the first time into a stage
    of a kind in ``into``. A rule that does not apply is no breach; one that stays unknown is.
    """

    id: str
    name: Text
    rules: tuple[str, ...]
    into: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    cite: Cite | None = None


@attrs.frozen(kw_only=True)
class Claims:
    """One document of claims. ``remedies`` are the edition's rules that ask whether the party was told of its remedies;
    ``evaluation`` and ``notice`` acts that count as such beside the stages and proceedings of these kinds.

    Of a mandate: ``id`` is its own, ``jurisdiction`` whose it is, ``document`` its number, ``synthetic`` whether it is invented,
    ``digest`` the hash of its bytes.
    """

    rules: tuple[Rule, ...] = ()
    claims: tuple[Claim, ...] = ()
    remedies: tuple[str, ...] = ()
    evaluation: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    jurisdiction: str = ""
    document: str = ""
    id: str = ""
    synthetic: bool = False
    digest: str = attrs.field(default="", eq=False)

    @property
    def by_id(self) -> dict[str, Rule]:
        """Its rules by id, under names that no rule of the edition has."""
        return {claimed(rule.id): rule for rule in self.rules}


def claimed(rule: str) -> str:
    """The name under which a rule of a claim stands beside the edition's own."""
    return f"claim/{rule}"
