"""``ticctl submit``: acts from files to the registry, one receipt each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tic_core import telling
from tic_core.cli.findings import count, counted, receipt_lines
from tic_core.cli.frame import Argument, command
from tic_core.cli.names import Speaker
from tic_core.cli.options import DRY_RUN, STRICT, common
from tic_core.cli.run import Run
from tic_core.cli.wrong import described, failed
from tic_core.errors import DocumentError, Fault, RaceLost, TicError, UsageError
from tic_core.model.act import Act
from tic_core.model.receipt import Status
from tic_core.packs import load_acts
from tic_core.packs.read import LARGEST
from tic_core.text import Text

if TYPE_CHECKING:
    from tic_core.kernel.decide import Receipt

REFUSED = 1


@command(
    "submit",
    Argument(
        "files",
        nargs=-1,
        required=True,
        value=("文件", "FILE"),
        told=("行为文件：TOML（[[act]]）或 JSON 行；- 为标准输入。", "Files of acts: TOML ([[act]]) or JSON lines; - is stdin."),
    ),
    DRY_RUN(),
    STRICT(),
    *common(),
    told=(
        "提交行为，每件给出回执；再次提交同一行为得到原回执。",
        "Submit acts, one receipt each; an act sent again gets its first receipt.",
    ),
    more=(
        "任何文件有误则全不提交（退出码 3）。有行为落败于冲突退出码为 6，有不予受理的为 1，否则为 0。",
        "A wrong file stops all before anything is submitted (exit 3). Exits 6 when an act met a conflict, 1 when one was refused.",
    ),
)
def submit(run: Run, files: tuple[str, ...]) -> int:
    """Submit the acts of all files in their order; what cannot be decided at all ends it there."""
    acts = read_all(files)
    receipts: list[Receipt] = []
    stopped: TicError | None = None
    memory = _in_memory(run)
    with run.registry(create=not run.dry_run or bool(memory), address=memory) as registry:
        speaker = Speaker(registry, run.lang)
        try:
            for receipt in registry.submit_all(acts, dry_run=run.dry_run):
                receipts.append(receipt)
                _tell(run, receipt, speaker)
        except TicError as error:
            stopped = error
        for unheard in registry.unheard:
            run.say(unheard.message(run.lang))
    return _ended(run, receipts, stopped)


def _tell(run: Run, receipt: Receipt, speaker: Speaker) -> None:
    if not run.json:
        for line in receipt_lines(receipt, speaker[edition_of(receipt)]):
            run.write(line)


def _ended(run: Run, receipts: Sequence[Receipt], stopped: TicError | None) -> int:
    counts = count(receipt.status.value for receipt in receipts)
    told = {"dry_run": run.dry_run, "counts": counts, "receipts": [telling.receipt(each, run.lang) for each in receipts]}
    run.show("receipts", told | {"error": described(stopped, run.lang) if stopped else None}, ())
    run.say(counted(counts, run.lang))
    if stopped:
        return failed(run, stopped)
    if counts[Status.CONFLICT.value]:
        return RaceLost.exit_code
    return REFUSED if counts[Status.REFUSED.value] else 0


def _in_memory(run: Run) -> str:
    """Where a dry run decides when there is no register yet."""
    return "sqlite://" if run.dry_run and not run.exists else ""


def edition_of(receipt: Receipt) -> str:
    """The edition under which an act was decided; empty where it came to no decision."""
    if receipt.lawbook:
        return receipt.lawbook.edition.id
    return receipt.event.law.edition if receipt.event else ""


def read_all(files: Iterable[str]) -> list[Act]:
    """The acts of all files; DocumentError with everything wrong in any of them."""
    acts: list[Act] = []
    faults: list[Fault] = []
    for file in files:
        try:
            acts += load_acts(_given(), "-") if file == "-" else load_acts(Path(file))
        except DocumentError as error:
            faults += error.faults
    if faults:
        raise DocumentError(faults)
    return acts


def _given() -> bytes:
    """What stands on stdin, no further than a file is read."""
    if sys.stdin is None:  # closed before the program began
        raise UsageError(MESSAGES["no-stdin"], MESSAGES["no-stdin-remedy"])
    return sys.stdin.buffer.read(LARGEST + 1)


MESSAGES = {
    "no-stdin": Text("标准输入已关闭", "stdin is closed"),
    "no-stdin-remedy": Text("请接上标准输入，或指明文件", "give it something to read, or name a file"),
}
