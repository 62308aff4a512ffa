"""``ticctl proof``: that one event is in a checkpoint, or that one goes on from an older one; checked without the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tic_core.cli.frame import Argument, Group, Option, Whole, Word, command
from tic_core.cli.options import KNOWN_AT, common
from tic_core.cli.run import Run
from tic_core.cli.verify import anchor_of
from tic_core.errors import LedgerError
from tic_core.text import Text

TABLE = {
    "inclusion": (
        "tic_core.cli.proof:inclusion",
        ("证明某一事件在存证之中。", "Prove that an event is in the checkpoint."),
    ),
    "consistency": (
        "tic_core.cli.proof:consistency",
        ("证明现在的账本由旧存证延续而来。", "Prove that the ledger goes on from an old checkpoint."),
    ),
}

proof = Group(
    "proof", TABLE, told=("简短的证明，无须账本即可核对。", "Short proofs that are checked without the ledger."), params=common()
)


@command(
    "inclusion",
    Argument(
        "sequence", type=Whole(), value=("序号", "SEQUENCE"), told=("事件在账本中的序号。", "The event's sequence in the ledger.")
    ),
    KNOWN_AT(),
    *common(),
    told=TABLE["inclusion"][1],
)
def inclusion(run: Run, sequence: int) -> int:
    """Print the proof that an event is there."""
    from tic_core.ledger.codec import decode_plain
    from tic_core.ledger.proofs import Leaves

    with run.registry() as registry, registry.ledger.reading(run.jurisdiction or None) as reader:
        checkpoint = reader.checkpoint(known_at=run.known_at)
        algorithm, bodies = reader.header(checkpoint.origin)[1], list(reader.bodies(checkpoint.origin, run.known_at))
    found = Leaves(bodies, algorithm).inclusion(sequence - 1)
    document: dict[str, Any] = {
        "kind": "inclusion",
        "hash": algorithm,
        "sequence": sequence,
        "event": decode_plain(bodies[sequence - 1]),
        "path": list(found.path),
        "checkpoint": checkpoint.text,
    }
    run.show("proof", document, _page(run, document))
    return 0


@command(
    "consistency",
    Option("--anchor", type=Word(), required=True, value=("文件", "FILE"), told=("旧存证。", "The old checkpoint.")),
    KNOWN_AT(),
    *common(),
    told=TABLE["consistency"][1],
)
def consistency(run: Run, anchor: str) -> int:
    """Print the proof that the ledger goes on from an old checkpoint; exits 4 where it does not."""
    from tic_core.ledger.proofs import Leaves

    old = anchor_of(Path(anchor))
    with run.registry() as registry, registry.ledger.reading(old.origin) as reader:
        new, algorithm = reader.checkpoint(known_at=run.known_at), reader.header()[1]
        leaves = Leaves(reader.bodies(known_at=run.known_at), algorithm)
    if old.size > new.size:
        raise LedgerError(CUT.fill(old=old.size, new=new.size))
    found = leaves.consistency(old.size)
    if not found.holds(old, new, algorithm):
        raise LedgerError(REWRITTEN.fill(old=old.size))
    document = {"kind": "consistency", "hash": algorithm, "from": old.text, "path": list(found.path), "checkpoint": new.text}
    run.show("proof", document, _page(run, document))
    return 0


def _page(run: Run, document: dict[str, Any]) -> Iterator[str]:
    said = MESSAGES[document["kind"]].fill(sequence=document.get("sequence"), size=document["checkpoint"].split("\n")[1])
    yield run.heading(said(run.lang))
    for name in ("from", "checkpoint"):
        if name in document:
            yield MESSAGES[name](run.lang)
            yield from (f"  {line}" for line in document[name].splitlines())
    yield MESSAGES["path"](run.lang)
    yield from (f"  {each}" for each in document["path"])


CUT = Text("存证有 {old} 件事件，账本只有 {new} 件：末尾被截", "the checkpoint has {old} events, the ledger {new}: the end was cut")
REWRITTEN = Text(
    "账本的前 {old} 件事件与存证不符：历史被改写", "the first {old} events differ from the checkpoint: history was rewritten"
)
MESSAGES = {
    "inclusion": Text("第 {sequence} 号事件在 {size} 件的存证之中", "event {sequence} is in the checkpoint of {size}"),
    "consistency": Text("{size} 件的账本由旧存证延续而来", "the ledger of {size} goes on from the old checkpoint"),
    "from": Text("旧存证", "old checkpoint"),
    "checkpoint": Text("存证", "checkpoint"),
    "path": Text("证明（--json 供程序核对）", "proof (--json for checking it)"),
}
