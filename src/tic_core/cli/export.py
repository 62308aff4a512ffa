"""``ticctl export``: the ledger as a file that an auditor keeps and checks, with or without this program."""

from __future__ import annotations

from pathlib import Path

from tic_core.cli.checkpoint import WRITTEN, output, placed, printer, signing, written
from tic_core.cli.frame import OneOf, Option, command
from tic_core.cli.options import KNOWN_AT, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.text import Text


@command(
    "export",
    Option(
        "--format",
        type=OneOf(["jsonl", "parquet"]),
        default="jsonl",
        value=("jsonl|parquet", "jsonl|parquet"),
        told=(
            "格式：每行一个规范 JSON（默认）；或供统计用的表（附加项 parquet）。",
            "The form: a line of canonical JSON each (default), or a table to count in (extra parquet).",
        ),
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

    if format == "parquet" and not output:
        raise UsageError(MESSAGES["output"])
    sign_with = printer(sign, name)
    with run.registry() as registry, registry.ledger.reading(run.jurisdiction or None) as reader:
        if output is None:
            run.pour(line.decode() for line in lines(reader, known_at=run.known_at, sign=sign_with))
            return 0
        if format == "parquet":
            from tic_core.ledger.parquet import pack

            placed(Path(output), lambda draft: pack(lambda: lines(reader, known_at=run.known_at, sign=sign_with), draft))
        else:
            written(Path(output), lines(reader, known_at=run.known_at, sign=sign_with))
    run.show("written", {"file": output, "format": f"tic/export/1 {format}"}, [WRITTEN.fill(file=output)(run.lang)])
    return 0


MESSAGES = {
    "output": Text("Parquet 只能写入文件：请写明 --output 文件", "Parquet goes into a file only: give --output FILE"),
}
