"""``ticctl export``: the ledger as a file that an auditor keeps and checks, with or without this program."""

from __future__ import annotations

from pathlib import Path

from tic_core.cli.checkpoint import WRITTEN, output, printer, signing, written
from tic_core.cli.frame import OneOf, Option, command
from tic_core.cli.options import KNOWN_AT, common
from tic_core.cli.run import Run


@command(
    "export",
    Option(
        "--format",
        type=OneOf(["jsonl"]),
        default="jsonl",
        value=("jsonl", "jsonl"),
        told=("格式：每行一个规范 JSON。", "The form: a line of canonical JSON each."),
    ),
    output(),
    *signing(),
    KNOWN_AT(),
    *common(),
    told=(
        "导出全部事件、所依文本和存证；用 ticctl verify 文件，或不依赖本程序的 tools/verify_export.py 核验。",
        "Export every event, the texts decided under and a checkpoint; ticctl verify FILE and tools/verify_export.py check it.",
    ),
    more=("不含个人信息。", "Personal data are not in it."),
)
def export(run: Run, format: str, output: str | None, sign: str | None, name: str | None) -> int:  # noqa: A002 - the option's name
    """Write an export."""
    from tic_core.ledger.export import lines

    sign_with = printer(sign, name)
    with run.registry() as registry, registry.ledger.reading(run.jurisdiction or None) as reader:
        found = lines(reader, known_at=run.known_at, sign=sign_with)
        if output:
            written(Path(output), found)
            run.show("written", {"file": output, "format": f"tic/export/1 {format}"}, [WRITTEN.fill(file=output)(run.lang)])
            return 0
        run.pour(line.decode() for line in found)
    return 0
