"""Who may take each act: a scenario for each, with the roles that it is for and no others, and what the act rests on."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tic_core.scenarios.document import Case
from tic_core.scenarios.search import Search
from tic_core.scenarios.titles import answered
from tic_core.text import Text


def powers(search: Search) -> Iterator[Case]:
    """One scenario for each act that is accepted in any: the first of these under the document's own readings, with the roles that
    it is for as part of the answer.
    """
    roles = search.edition.tables["roles"]
    for act in search.edition.acts:
        plain = (case for case in search.starts.get(act.id, ()) if not search.casebook.standing(case).readings)
        case = next(plain, None)
        receipt = search.put(case) if case else None
        if case and receipt:
            title = TITLE.fill(act=act.name, roles=[roles[each].name for each in act.roles])
            told = answered(case, receipt, title, (act.cite,) if act.cite else ())
            assert told.expect is not None  # noqa: S101 - it has just been answered
            yield attrs.evolve(told, expect=attrs.evolve(told.expect, roles=tuple(sorted(act.roles))))


TITLE = Text("{act}：只有{roles}可以作出", "{act}: for the {roles} and nobody else")
