"""``ticctl verify``: the auditor's question. Every chain recomputed, every table replayed; of an export, every line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tic_core.cli.frame import Argument, Option, Word, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import DocumentError, Fault, LedgerError, UsageError
from tic_core.ledger import Checkpoint, Verification
from tic_core.text import Text


@command(
    "verify",
    Argument(
        "file",
        required=False,
        value=("文件", "FILE"),
        told=("核验这个导出文件，而不是账本。", "Verify this export, not the ledger."),
    ),
    Option(
        "--anchor",
        type=Word(),
        multiple=True,
        value=("文件", "FILE"),
        told=("所持的旧存证，可重复。", "An old checkpoint that you hold; may be repeated."),
    ),
    Option(
        "--public-key",
        type=Word(),
        value=("文件", "FILE"),
        told=("旧存证须有此 Ed25519 公钥的签名。", "The old checkpoints must be signed by this Ed25519 key."),
    ),
    Option("--name", type=Word(), value=("名称", "NAME"), told=("签名者的名称。", "The signer's name.")),
    *common(),
    told=(
        "重算每条链并重放每张表，核验账本是否与当初所记一致；发现问题时以 4 退出。",
        "Recompute every chain and replay every table: does the ledger still say what was recorded? Exits 4 where it does not.",
    ),
    more=(
        "没有旧存证（--anchor）时，整个改写的历史和截去的末尾看不出来。",
        "Without an old checkpoint (--anchor) a history rewritten as a whole, or an end cut off, cannot be seen.",
    ),
)
def verify(run: Run, file: str | None, anchor: Sequence[str], public_key: str | None, name: str | None) -> int:
    """Verify the ledger, or an export of it."""
    anchors = [anchor_of(Path(each), public_key, name) for each in anchor]
    if file is not None:
        found = _of_export(Path(file), anchors)
    else:
        from tic_core.ledger import verify as verify_ledger

        with run.registry() as registry:
            found = verify_ledger(registry.ledger, run.jurisdiction or None, anchors=anchors)
    run.show("verification", verified(run, found), verification_lines(run, found))
    return 0 if found.ok else LedgerError.exit_code


def _of_export(file: Path, anchors: Sequence[Checkpoint]) -> Verification:
    """The verification of an export, whichever form it has: a file of Parquet says so in its first bytes."""
    from tic_core.ledger import export, parquet

    with file.open("rb") as exported:
        if exported.read(len(parquet.MAGIC)) != parquet.MAGIC:
            exported.seek(0)
            return export.check(exported, anchors)
    return parquet.check(file, anchors)


def anchor_of(file: Path, public_key: str | None = None, name: str | None = None) -> Checkpoint:
    """The checkpoint of a file; LedgerError where a key is named and it is not signed by it."""
    try:
        text = file.read_text(encoding="utf-8")
        found = Checkpoint.parse(text)
    except (UsageError, UnicodeDecodeError) as error:
        fault = Fault("no-checkpoint", str(file), 0, 0, "", MESSAGES["no-checkpoint"], MESSAGES["three-lines"])
        raise DocumentError([fault]) from error
    if bool(public_key) != bool(name):
        raise UsageError(MESSAGES["both"])
    if public_key and name:
        from tic_core.ledger.signing import public_key as key_of
        from tic_core.ledger.signing import signed_by

        if not signed_by(text, key_of(Path(public_key), name)):
            raise LedgerError(MESSAGES["unsigned"].fill(file=file, name=name), MESSAGES["unsigned-remedy"])
    return found


def verified(run: Run, found: Verification) -> dict[str, Any]:
    """``{ok, events, head, root, checkpoints[], problems[], notes[]}``."""
    return {
        "ok": found.ok,
        "events": found.events,
        "head": found.head,
        "root": found.root or None,
        "checkpoints": [{"jurisdiction": each.origin, "size": each.size, "root": each.root} for each in found.checkpoints],
        "problems": [
            {
                "code": each.code,
                "jurisdiction": each.jurisdiction,
                "sequence": each.sequence,
                "subject": each.subject,
                "text": each.text(run.lang),
            }
            for each in found.problems
        ],
        "notes": [note(run.lang) for note in found.notes],
    }


def verification_lines(run: Run, found: Verification) -> Iterator[str]:
    """What was found, for a person."""
    message = MESSAGES["ok" if found.ok else "bad"]
    yield message.fill(events=found.events, problems=len(found.problems))(run.lang)
    for each in found.checkpoints:
        yield MESSAGES["root"].fill(jurisdiction=each.origin, size=each.size, root=each.root)(run.lang)
    yield from (note(run.lang) for note in found.notes)
    for problem in found.problems:
        where = MESSAGES["at"].fill(sequence=problem.sequence)(run.lang) if problem.sequence else problem.jurisdiction
        yield f"  {where}  {problem.text(run.lang)}"


MESSAGES = {
    "ok": Text("账本完好：{events} 件事件，无问题", "the ledger is whole: {events} {events:event|events}, no problem"),
    "bad": Text(
        "账本有问题：{events} 件事件，{problems} 处问题",
        "the ledger is not whole: {events} {events:event|events}, {problems} {problems:problem|problems}",
    ),
    "no-checkpoint": Text("不是存证", "this is no checkpoint"),
    "three-lines": Text("应为三行：账本名、事件数、树根", "three lines: the ledger's name, the number of events, the root"),
    "both": Text("核对签名须同时写明 --public-key 和 --name", "to check a signature, give both --public-key and --name"),
    "unsigned": Text("{file} 没有 {name} 用此密钥所作的有效签名", "{file} has no valid signature of {name} with this key"),
    "unsigned-remedy": Text("请核对存证与公钥的来源", "check where the checkpoint and the key came from"),
    "root": Text("{jurisdiction}：{size} 件，树根 {root}", "{jurisdiction}: size {size}, root {root}"),
    "at": Text("第 {sequence} 号", "at {sequence}"),
}
