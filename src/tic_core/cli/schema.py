"""``ticctl policy schema``: the JSON Schema of a kind of document, for editors and for checkers of TOML."""

from __future__ import annotations

import json

from tic_core.cli.frame import Argument, OneOf, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.packs.schema import FORMS, schema_of
from tic_core.scenarios.schema import CASES

DOCUMENTS = {**FORMS, CASES.name: CASES}


@command(
    "schema",
    Argument(
        "form",
        type=OneOf(tuple(DOCUMENTS)),
        default="edition",
        required=False,
        value=("|".join(DOCUMENTS), "|".join(DOCUMENTS)),
        told=("哪种文件，默认为版本。", "Which kind of document; an edition unless given."),
    ),
    *common(),
    told=(
        "政策文件的 JSON Schema（2020-12），供编辑器和 TOML 检查工具离线使用。",
        "The JSON Schema (2020-12) of a document, for editors and checkers of TOML, offline.",
    ),
)
def schema(run: Run, form: str) -> None:
    """Print a schema."""
    drawn = schema_of(DOCUMENTS[form], run.lang)
    run.show("schema", {"form": form, "document": drawn}, json.dumps(drawn, ensure_ascii=False, indent=2).splitlines())
