"""The form of a scenario document, for its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping

from tic_core.packs.schema import Form
from tic_core.scenarios.document import SCHEMA, Case, Standing, Usual

CASES = Form(
    SCHEMA,
    {"edition": str, "base": Mapping[str, Standing], "usual": Mapping[str, Usual], "case": tuple[Case, ...]},
    ("edition",),
)
