"""What the linter looks at: an edition that loads, where everything stands in it, and what lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from tic_core.kernel.stages import FINAL
from tic_core.model.edition import Edition
from tic_core.packs.check.names import FAMILIES, linked, reads
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw
from tic_core.rules.derived import Derived


@attrs.frozen(slots=False)
class Bench:
    """An edition on the drafter's bench. ``others`` are further editions of its policy; ``items`` are those that each article has,
    by the account of the text, or None where there is no account."""

    draft: Draft
    edition: Edition
    others: Sequence[Edition] = ()
    items: Mapping[str, set[int]] | None = None

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """By table: the ids that anything in the document names, itself apart."""
        found: dict[str, set[str]] = {table: set() for table in (*self.draft.ids, "office_kind")}
        for target, name in self._names():
            for table in _TABLES.get(target, (target,)):
                found[table].add(name)
            family, _, rest = name.partition(".")
            if target in _TABLES and family in FAMILIES:
                found[FAMILIES[family]].add(rest)
            if target in _TABLES and name in self.draft.linked:
                found["linked"].add(family)
                found["fact"].add(rest)
                found["proceeding"].add(rest.partition(".")[2])
        return {table: frozenset(names) for table, names in found.items()}

    def _names(self) -> Iterator[tuple[str, str]]:
        yield from ((target, name) for target, name, _ in linked(self.draft))
        for table in ("rule", "derived"):
            for _, item in self.draft.each(table):
                yield from reads(item)
                yield from () if isinstance(item, Derived) else (("rule", part) for part in item.parts())
                yield "vocabulary", getattr(item, "vocabulary", "")
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[tuple[str, str]]:
        """What is named in other words than an id of its own: places in names, and what readings would put into the document."""
        from tic_core.packs.check.duties import PLACE

        for stage in self.edition.stages:
            yield from (("known", name) for name in PLACE.findall(f"{stage.title.zh}{stage.title.en}" if stage.title else ""))
        for question in self.edition.interpretations:
            for setting in (each for reading in question.readings for each in reading.sets or ()):
                words = [word for word in _words((setting.value, setting.adds)) if word]
                yield from ((table, word) for word in words for table in self.draft.ids)

    @cached_property
    def live(self) -> frozenset[str]:
        """The stages that are not final."""
        return frozenset(stage.id for stage in self.edition.stages if stage.kind not in FINAL)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (word for each in value.values() for word in _words(each))
    elif isinstance(value, list | tuple):
        yield from (word for each in value for word in _words(each))


_TABLES = dict.fromkeys(("known", "anchor", "recorded", "brought", "fact"), ("fact", "derived"))
"""Tables that a reference may mean, where it is not the table it is called by."""

Look = Callable[[Bench], Iterator[Flaw]]
"""One thing the linter looks for."""
