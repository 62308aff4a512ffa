"""The whole register under one edition: the facts of every centre on a day, and all rules over them at once (extra ``columns``)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import attrs

from tic_core.errors import UsageError
from tic_core.kernel.cohorts import given_by
from tic_core.kernel.context import World, reservation_key, standing
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.linked import chains
from tic_core.model.subject import Centre
from tic_core.rules.kinds import seats
from tic_core.text import Text

if TYPE_CHECKING:
    import polars as pl

    from tic_core.rules.columns import Columns


@attrs.frozen
class Survey:
    """What the rules of an edition find over a register: a row for each of ``centres``, a column of verdicts for each of ``rules``.

    A rule in ``opaque`` has no column form for these facts (the reason stands beside it) and was judged centre by centre.
    """

    centres: tuple[str, ...]
    rules: tuple[str, ...]
    columns: Columns

    @property
    def opaque(self) -> Mapping[str, str]:
        """The rules that were judged one by one, each with the reason."""
        return self.columns.opaque

    def verdicts(self) -> pl.DataFrame:
        """``centre`` and one column of bytes for each rule: the numbers of :class:`~tic_core.model.verdict.Verdict`."""
        import polars as pl

        found = self.columns.verdicts(self.rules)
        return found.insert_column(0, pl.Series("centre", self.centres, dtype=pl.String))


def surveyed(
    lawbook: Lawbook,
    centres: Sequence[Centre],
    law: Centre,
    day: date,
    rules: Sequence[str] = (),
    beside: Sequence[Centre] = (),
) -> Survey:
    """Survey ``centres`` (folded as of ``day``) under a lawbook; ``law`` is what the authority has said by then.

    ``beside`` are the linked subjects as of that day: what is recorded of units, persons, offices and cohorts that centres name.

    Without ``rules`` all of the edition are asked. A rule looks at what stands on record: what an act would bring is not known.
    Raises UsageError where polars is not installed.
    """
    if find_spec("polars") is None:
        raise UsageError(MESSAGES["no polars"], MESSAGES["install"])
    from tic_core.rules.columns import columns_of

    under = [centre for centre in centres if centre.edition == lawbook.edition.id and centre.stage]
    wanted = tuple(rules) or tuple(lawbook.rules)
    rows = list(facts_of(lawbook, under, law, day, [*centres, *beside]))
    columns = columns_of(lawbook.rules, wanted, rows, calendar=lawbook.calendar)
    return Survey(tuple(centre.id for centre in under), wanted, columns)


def facts_of(
    lawbook: Lawbook, centres: Sequence[Centre], law: Centre, day: date, others: Sequence[Centre] = ()
) -> Iterator[dict[str, Any]]:
    """The facts of each centre as rules read them on a day; who holds what comes from one index over all of them.

    ``others`` are all subjects that a centre may name.
    """
    beside = {each.id: each for each in others} if lawbook.links else {}
    held = {each.id: _holders(centres, each.id) for each in lawbook.edition.reservations}
    most = {each.id: each.most for each in lawbook.edition.reservations}
    keys = {name: sorted(holders) for name, holders in held.items()}
    for centre in centres:
        known = {name: fact.value for name, fact in centre.facts.items()}
        own = {name: reservation_key(lawbook, name, known) for name in held}
        related = {
            name: _related(keys[name], held[name], key, centre.id)
            for name, key in own.items()
            if key and name in lawbook.relations and lawbook.relations[name].kind == "prefix"
        }
        places = {name: seats(key, most[name]) for name, key in own.items()}
        taken = {name: {seat: held[name][seat] for seat in places[name] if seat in held[name]} for name in own}
        given = {each.id: given_by(lawbook, each.id, centre.id, others) for each in lawbook.edition.cohorts}
        graded = {name: found for name, found in given.items() if found is not None}
        linked = {link.id: named_in(beside, chains(link, known)) for link, _ in lawbook.links if chains(link, known) is not None}
        yield standing(lawbook, centre, day, World(day, holders=taken, related=related, law=law, linked=linked, graded=graded))


def named_in(beside: Mapping[str, Centre], named: Sequence[str] | None) -> list[Centre]:
    """The subjects of these chains; one that nothing is recorded of is there all the same."""
    return [beside[chain] if chain in beside else Centre(chain) for chain in named or ()]


def _holders(centres: Sequence[Centre], reservation: str) -> dict[str, str]:
    return {centre.reservations[reservation]: centre.id for centre in centres if reservation in centre.reservations}


def _related(keys: Sequence[str], holders: Mapping[str, str], key: str, centre: str) -> int:
    """How many others hold a key that begins with this one, or with which this one begins."""
    shorter = [key[:length] for length in range(1, len(key)) if key[:length] in holders]
    longer = []
    for place in range(bisect_left(keys, key), len(keys)):
        if not keys[place].startswith(key):
            break
        longer += [keys[place]] if keys[place] != key else []
    return sum(holders[other] != centre for other in (*shorter, *longer))


MESSAGES = {
    "no polars": Text("按列核查需要 polars，尚未安装", "the register as columns needs polars, which is not installed"),
    "install": Text("安装：pip install 'tic-core[columns]'", "install it: pip install 'tic-core[columns]'"),
}
