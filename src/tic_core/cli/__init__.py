"""``ticctl``: the command line over the registry. It prints and exits; it decides nothing.

Begin with :mod:`tic_core.cli.run` (one run: language, streams, which register) and :mod:`tic_core.cli.frame` (click in two
languages). Each command is a module that is imported only when it is called.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from tic_core.cli.frame import WORDS, Group, Option, Pair, run_of
from tic_core.cli.options import common
from tic_core.cli.run import Run

COMMANDS: dict[str, tuple[str, Pair]] = {
    "demo": (
        "tic_core.cli.demo:demo",
        ("建立一个示例登记簿并展示。", "Build a sample register and show it."),
    ),
    "submit": (
        "tic_core.cli.submit:submit",
        ("提交行为（TOML 或 JSON 行），每件给出回执。", "Submit acts (TOML or JSON lines); one receipt each."),
    ),
    "list": (
        "tic_core.cli.register:list_",
        ("登记簿：所有中心。", "The register: every centre."),
    ),
    "show": (
        "tic_core.cli.centre:show",
        ("一个中心的现状。", "One centre as it stands."),
    ),
    "history": (
        "tic_core.cli.register:history",
        ("一个中心的全部事件及其条款。", "The events of a centre, with their articles."),
    ),
    "next": (
        "tic_core.cli.prospect:next_",
        ("一个中心接下来依法可作的行为，以及受阻的原因。", "What may lawfully happen next to a centre, and what blocks it."),
    ),
    "due": (
        "tic_core.cli.due:due",
        ("到期、逾期和将到期的义务。", "What is due, overdue and pending."),
    ),
    "explain": (
        "tic_core.cli.explain:explain",
        ("某行为为何受理或不予受理。", "Why an act is accepted or refused."),
    ),
    "cohort": (
        "tic_core.cli.cohort:cohort",
        ("一同评级的批次：列出、查看。", "Centres graded together: list them, show one."),
    ),
    "policy": (
        "tic_core.cli.policy:policy",
        ("政策文件：列出、查看、检查、画图。", "Policy documents: list, show, check, draw."),
    ),
    "form": (
        "tic_core.cli.form:form",
        ("表式和提纲：核对文件。", "Forms and outlines: check a paper."),
    ),
    "plugin": (
        "tic_core.cli.plugin:plugin",
        ("插件：装有哪些、来自何处。", "Plugins: which there are, and from where."),
    ),
    "transition": (
        "tic_core.cli.transition:transition",
        ("版本衔接：检查方案、演算、逐个衔接。", "Transition to a new edition: check a plan, try it, follow it."),
    ),
    "replay": (
        "tic_core.cli.replay:replay",
        ("只凭事件重算登记簿，并与各表核对。", "The register worked out anew from the events alone."),
    ),
    "exceptions": (
        "tic_core.cli.oversight:exceptions",
        ("不寻常而须人看的行为。", "Acts out of the ordinary, for a person to look at."),
    ),
    "sample": (
        "tic_core.cli.oversight:sample",
        ("按种子抽取事件供核查。", "Draw entries to look at, by a seed."),
    ),
    "verify": (
        "tic_core.cli.verify:verify",
        ("核验账本或导出文件是否与当初所记一致。", "Verify that a ledger, or an export, still says what was recorded."),
    ),
    "checkpoint": (
        "tic_core.cli.checkpoint:checkpoint",
        ("存证：账本此刻的事件数和树根。", "A checkpoint: the ledger's size and root now."),
    ),
    "proof": (
        "tic_core.cli.proof:proof",
        ("证明某事件在存证之中，或账本由旧存证延续而来。", "Prove that an event is in a checkpoint, or that one goes on."),
    ),
    "export": (
        "tic_core.cli.export:export",
        ("把账本导出为可独立核验的文件。", "Export the ledger as a file that can be checked on its own."),
    ),
    "feed": (
        "tic_core.cli.feed:feed",
        ("按提交先后给出事件，可记住读到何处。", "The events in the order of commit, from where a consumer was."),
    ),
    "scan": (
        "tic_core.cli.scan:scan",
        ("记下已到期、已逾期和已届满的；可由任意多个进程运行。", "Put on record what fell due or ended; any number may run it."),
    ),
    "ledger": (
        "tic_core.cli.ledger:ledger",
        ("账本的存储：升级、复制。", "The store of the ledger: upgrade, copy."),
    ),
}


class Ticctl(Group):
    """The program: whatever happens, one message and an exit code."""

    def main(self, args: Sequence[str] | None = None, *given: Any, **how: Any) -> Any:
        """Run it and exit; ``args`` are the words after the program's name."""
        args = list(sys.argv[1:] if args is None else args)
        run = Run(args, os.environ)
        how["standalone_mode"] = False
        try:
            code = super().main(args, *given, **how, obj=run) or 0
            run.finish()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place where anything can be told
            code = _told(run, error)
        sys.exit(code)


def _told(run: Run, error: BaseException) -> int:
    """Tell what went wrong; where even that cannot be written, tell this, which goes to stderr alone."""
    from tic_core.cli.wrong import failed

    try:
        code = failed(run, error)
        run.finish()
    except OSError as unwritten:
        code = failed(run, unwritten)
    return code


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tic_core import __version__

        run_of(ctx).write(f"ticctl {__version__}")
        ctx.exit()


main = Ticctl(
    "ticctl",
    COMMANDS,
    told=("把认定办法作为可执行的登记簿。", "The law of a recognition programme as an executable register."),
    params=[
        *common(),
        Option("--version", told=WORDS["version"], is_flag=True, is_eager=True, callback=_version, expose_value=False),
    ],
)
"""The program; ``main(args)`` runs it and exits."""
