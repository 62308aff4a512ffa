"""``ticctl verify``: the auditor's question. Every chain recomputed, every table replayed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tic_core.cli.frame import command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import LedgerError
from tic_core.ledger import Verification
from tic_core.text import Text


@command(
    "verify",
    *common(),
    told=(
        "重算每条链并重放每张表，核验账本是否与当初所记一致；发现问题时以 4 退出。",
        "Recompute every chain and replay every table: does the ledger still say what was recorded? Exits 4 where it does not.",
    ),
)
def verify(run: Run) -> int:
    """Verify the ledger."""
    with run.registry() as registry:
        found = registry.verify()
    run.show("verification", verified(run, found), verification_lines(run, found))
    return 0 if found.ok else LedgerError.exit_code


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
    "ok": Text("账本完好：{events} 件事件，无问题", "the ledger is whole: {events} events, no problem"),
    "bad": Text("账本有问题：{events} 件事件，{problems} 处问题", "the ledger is not whole: {events} events, {problems} problems"),
    "root": Text("{jurisdiction}：{size} 件，树根 {root}", "{jurisdiction}: size {size}, root {root}"),
    "at": Text("第 {sequence} 号", "at {sequence}"),
}
