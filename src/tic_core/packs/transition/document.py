"""The document of a transition plan, read: every key known, every type exact, everything wrong told at once."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any, get_args, get_type_hints

import attrs

from tic_core.model.transition import Passage, TransitionPlan
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.exact import EXPECTED, MESSAGES
from tic_core.packs.faults import Flaw
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.structure import structurer, unknown_keys

SCHEMA = "tic/transition/1"

_HINTS = get_type_hints(TransitionPlan)
LISTED: dict[str, Any] = {
    field.name: get_args(_HINTS[field.name])[0] for field in attrs.fields(TransitionPlan) if field.name not in ("plan", "digest")
}
"""The arrays of tables of a plan, each with the class of its items."""


@attrs.frozen
class Written:
    """A plan that could be read, with the document it stands in and its bytes; not yet held against its editions."""

    document: Document
    plan: TransitionPlan
    body: bytes = attrs.field(repr=False)


def load_plan(source: File | str | bytes, file: str = "") -> Written:
    """A plan; :class:`~tic_core.errors.DocumentError` with everything that is wrong in its form."""
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    if any(found.code == "unknown-schema" for found in told):
        raise document.error(told)
    reader, flaws = structurer(), list[Flaw]()
    flaws += unknown_keys(document.table.keys() - {"schema", "plan"} - LISTED.keys(), ["plan", *LISTED], ())
    parts: dict[str, Any] = {}
    if "plan" in document.table:
        parts["plan"], wrong = reader.patient(document.table["plan"], Passage, ("plan",))
        flaws += wrong
    else:
        flaws.append(Flaw("missing-key", ("plan",), MESSAGES["missing-key"].fill(value="[plan]"), EXPECTED[dict]))
    for key, wanted in LISTED.items():
        parts[key], wrong = reader.patient(document.table.get(key, []), tuple[wanted, ...], (key,))  # type: ignore[valid-type]
        flaws += wrong
    if told or flaws:
        raise document.error(merged(told, flaws))
    return Written(document, TransitionPlan(**parts, digest=document.digest), data)
