"""An edition document as far as it could be read: what is well formed stands here as values, the rest as flaws.

One thing ill-formed does not hide what else is wrong. The checks of :mod:`tic_core.packs.check` look at every item that could be
read, and know the ids of those that could not, so that nothing is called missing that is only misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, get_args, get_type_hints

import attrs

from tic_core.kernel.linked import kinds_of
from tic_core.model.edition import Convention, Edition, Identity
from tic_core.model.facts import FactKind
from tic_core.packs.exact import EXPECTED, MESSAGES
from tic_core.packs.faults import Flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import Document
from tic_core.packs.structure import KINDS, Kinds, Structurer, structurer, unknown_keys
from tic_core.rules.cohort import CohortKind
from tic_core.rules.derived import Derived

SCHEMA = "tic/edition/1"

TABLES: Mapping[str, str] = {
    "role": "roles",
    "office_kind": "office_kinds",
    "office": "offices",
    "vocabulary": "vocabularies",
    "fact": "facts",
    "derived": "derived",
    "stage": "stages",
    "proceeding": "proceedings",
    "rule": "rules",
    "act": "acts",
    "duty": "duties",
    "reservation": "reservations",
    "incentive": "incentives",
    "interpretation": "interpretations",
    "linked": "linked",
    "cohort": "cohorts",
}
"""The arrays of tables of a document, each with the attribute of :class:`~tic_core.model.edition.Edition` it becomes."""

_HINTS = get_type_hints(Edition)
_ABOVE: Mapping[str, Any] = {"derived": Derived, "cohort": CohortKind}  # what the model, which knows no rules, cannot name
LISTED = {table: _ABOVE.get(table) or get_args(_HINTS[attribute])[0] for table, attribute in TABLES.items()}
SINGLE = {"identity": Identity, "convention": Convention}


@attrs.define(slots=False)
class Draft:
    """What could be read of an edition. ``items`` are the items of each table with their place in it."""

    table: Mapping[str, Any]
    identity: Identity | None
    convention: Convention | None
    items: Mapping[str, tuple[tuple[int, Any], ...]]
    flaws: tuple[Flaw, ...]
    kinds: Kinds = KINDS

    def each(self, table: str) -> Sequence[tuple[Path, Any]]:
        """The items of a table, each with its path; of ``identity`` and ``convention`` the one there is."""
        return self._placed[table]

    @cached_property
    def _placed(self) -> Mapping[str, Sequence[tuple[Path, Any]]]:
        single = {table: [((table,), item)] if (item := getattr(self, table)) is not None else [] for table in SINGLE}
        return {**single, **{table: [((table, index), item) for index, item in items] for table, items in self.items.items()}}

    @cached_property
    def ids(self) -> Mapping[str, Mapping[str, Any]]:
        """By table: every id that is written in the document, with its item, or None where that could not be read."""
        found: dict[str, dict[str, Any]] = {table: dict.fromkeys(_written_ids(self.table.get(table))) for table in TABLES}
        for table, items in self.items.items():
            found[table].update((item.id, item) for _, item in reversed(items))
        return found

    @cached_property
    def linked(self) -> Mapping[str, FactKind]:
        """The facts of the subjects that a centre names, by the names under which its rules read them."""
        links = [link for _, link in self.each("linked")]
        declared = [[item for _, item in self.each(table)] for table in ("fact", "proceeding", "stage")]
        return {kind.id: kind for link in links for kind in kinds_of(link, *declared)}

    def get(self, table: str, name: str) -> Any:
        """An item by its id; None where there is none or it could not be read."""
        return self.ids[table].get(name)

    def whole(self, *tables: str) -> bool:
        """Whether every item of these tables could be read."""
        return all(len(self.items[table]) == len(self.table.get(table, ())) for table in tables)

    def edition(self, digest: str) -> Edition | None:
        """The edition, when everything could be read."""
        if self.flaws or self.identity is None or self.convention is None:
            return None
        lists = {TABLES[table]: tuple([item for _, item in items]) for table, items in self.items.items()}
        return Edition(self.identity, self.convention, digest=digest, **lists)


def _written_ids(items: Any) -> Iterator[str]:
    for item in items if type(items) is list else ():
        name = item.get("id") if type(item) is dict else None
        if type(name) is str:
            yield name


def drafted(document: Document, kinds: Kinds = KINDS) -> Draft:
    """Everything of an edition document that is well formed, and what is not."""
    table = document.table
    told = [*document.flaws, *schema_flaws(table, SCHEMA)]
    if any(found.code == "unknown-schema" for found in told):
        # Some other kind of document: that is what is wrong, not every key in it.
        return Draft(table, None, None, dict.fromkeys(TABLES, ()), tuple(told), kinds)
    reader = structurer(kinds)
    flaws = list(unknown_keys(table.keys() - {"schema"} - SINGLE.keys() - TABLES.keys(), [*SINGLE, *TABLES], ()))
    single = {name: _one(reader, table, name, wanted, flaws) for name, wanted in SINGLE.items()}
    items = {name: _many(reader, table.get(name, []), name, wanted, flaws) for name, wanted in LISTED.items()}
    return Draft(table, single["identity"], single["convention"], items, merged(told, flaws), kinds)


def merged(told: Iterable[Flaw], more: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Two lists of flaws as one; what is wrong with a key already is not said of it again."""
    paths = {found.path for found in told}
    return (*told, *(found for found in more if found.path not in paths))


def schema_flaws(table: Mapping[str, Any], schema: str) -> Iterator[Flaw]:
    """Whether a document says what kind of document it is."""
    if "schema" not in table:
        yield Flaw("missing-key", ("schema",), MESSAGES["missing-key"].fill(value="schema"), offered("", [f'schema = "{schema}"']))
    elif table["schema"] != schema:
        what = MESSAGES["unknown-schema"].fill(value=shown(table["schema"]))
        yield Flaw("unknown-schema", ("schema",), what, offered("", [schema]))


def _one(reader: Structurer, table: Mapping[str, Any], name: str, wanted: Any, flaws: list[Flaw]) -> Any:
    if name not in table:
        flaws.append(Flaw("missing-key", (name,), MESSAGES["missing-key"].fill(value=f"[{name}]"), EXPECTED[dict]))
        return None
    return _item(reader, table[name], wanted, (name,), flaws)


def _many(reader: Structurer, items: Any, name: str, wanted: Any, flaws: list[Flaw]) -> tuple[tuple[int, Any], ...]:
    """The items of one table: all at once when nothing is wrong, else one by one."""
    if type(items) is not list:
        what = MESSAGES["wrong-type"].fill(value=shown(items))
        flaws.append(Flaw("wrong-type", (name,), what, EXPECTED["tables"].fill(name=name)))
        return ()
    try:
        return tuple(enumerate(reader.quick(items, tuple[wanted, ...])))
    except Exception:  # noqa: BLE001 - the patient reading tells what it was
        found = [(index, _item(reader, item, wanted, (name, index), flaws)) for index, item in enumerate(items)]
        return tuple((index, item) for index, item in found if item is not None)


def _item(reader: Structurer, plain: Any, wanted: Any, path: Path, flaws: list[Flaw]) -> Any:
    try:
        return reader.quick(plain, wanted)
    except Exception:  # noqa: BLE001
        value, wrong = reader.patient(plain, wanted, path)
        flaws += wrong
        return value
