"""``ticctl checkpoint``: size and root of the ledger, to be printed where they cannot be taken back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tic_core.cli.frame import Option, Word, command
from tic_core.cli.options import KNOWN_AT, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.text import Text

KEY = ("文件", "FILE")


def output() -> Option:
    """Where to write instead of stdout."""
    told = ("写入此文件；已有同名文件时拒绝。", "Write to this file; one that exists already is refused.")
    return Option("--output", type=Word(), value=KEY, told=told)


def signing() -> list[Option]:
    """Whose key signs."""
    return [
        Option("--sign", type=Word(), value=KEY, told=("用此 Ed25519 私钥（PEM）签名。", "Sign with this Ed25519 key (PEM).")),
        Option("--name", type=Word(), value=("名称", "NAME"), told=("签名者的名称。", "The signer's name.")),
    ]


@command(
    "checkpoint",
    *signing(),
    output(),
    KNOWN_AT(),
    *common(),
    told=(
        "存证：账本名、事件数、树根。印在通告上、交由他人保管，日后用 ticctl verify --anchor 核对。",
        "The ledger's name, size and root: print them in a notice, give them to others, and later compare with verify --anchor.",
    ),
)
def checkpoint(run: Run, sign: str | None, name: str | None, output: str | None) -> int:
    """Print a checkpoint."""
    printed = printer(sign, name)
    with run.registry() as registry, registry.ledger.reading(run.jurisdiction or None) as reader:
        found = reader.checkpoint(known_at=run.known_at)
        algorithm = reader.header(found.origin)[1]
    text = printed(found.text)
    if output:
        written(Path(output), [text.encode()])
    document: dict[str, Any] = {
        "jurisdiction": found.origin,
        "size": found.size,
        "root": found.root,
        "hash": algorithm,
        "text": text,
    }
    run.show("checkpoint", document, text.splitlines() if not output else [WRITTEN.fill(file=output)(run.lang)])
    return 0


def printer(sign: str | None, name: str | None) -> Callable[[str], str]:
    """What turns a checkpoint's text into the one that is printed: the same, or with a signature below it."""
    if not sign and not name:
        return str
    if not sign or not name:
        raise UsageError(BOTH)
    from tic_core.ledger.chain import Checkpoint
    from tic_core.ledger.signing import secret_key, signed

    key = secret_key(Path(sign), name)
    return lambda text: signed(Checkpoint.parse(text), key)


def written(file: Path, parts: Iterable[bytes]) -> None:
    """Write a new file of these parts, as :func:`placed` does."""

    def fill(draft: Path) -> None:
        with draft.open("xb") as out:
            for part in parts:
                out.write(part)

    placed(file, fill)


def placed(file: Path, fill: Callable[[Path], None]) -> None:
    """Put a new file in its place, whole or not at all; one that exists already is left as it is (FileExistsError).

    ``fill`` writes it under the name that it is given, beside the place.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        fill(draft)
        with draft.open("r+b") as out:
            os.fsync(out.fileno())
        os.link(draft, file)  # fails where the name is taken, as a rename would not
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


WRITTEN = Text("已写入 {file}", "written to {file}")
BOTH = Text("签名须同时写明 --sign 和 --name", "to sign, give both --sign and --name")
