"""``ticctl due``: the officer's page. What is overdue, due, pending, suspended or without a basis, each line with its article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from tic_core import telling
from tic_core.cli.cells import spaced, table
from tic_core.cli.frame import OneOf, Option, command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import reading
from tic_core.cli.run import Run
from tic_core.kernel.duties import STATUSES, DutyLine
from tic_core.model.subject import Centre
from tic_core.registry import Registry
from tic_core.text import Text

ORDER = ("overdue", "due", "pending", "suspended", "no-basis")
AHEAD = 90  # days: on the page, what is pending beyond them is only counted, unless all is asked for

FILTERS = (
    Option("--centre", value=("中心", "CENTRE"), told=("只看一个中心。", "Of one centre only.")),
    Option("--kind", value=("义务", "DUTY"), told=("只看一种义务。", "Duties of one kind only.")),
    Option(
        "--status",
        type=OneOf(ORDER),
        value=("状态", "STATUS"),
        told=(f"只看一种状态（{'、'.join(ORDER)}）。", f"One of {', '.join(ORDER)}."),
    ),
    Option(
        "--all",
        "everything",
        is_flag=True,
        told=(f"也列出 {AHEAD} 日以后才到期的。", f"List also what falls due in more than {AHEAD} days."),
    ),
)


@command(
    "due",
    *FILTERS,
    *reading(),
    told=(
        "到期、逾期和将到期的义务，附条款、义务人和剩余日数。",
        "What is overdue, due and pending, each with its article, its owner and the days left.",
    ),
)
def due(run: Run, centre: str | None, kind: str | None, status: str | None, everything: bool) -> None:
    """Show what is owed."""
    with run.registry() as registry:
        found = registry.due(run.as_of, run.known_at, centre or "")
        lines = [line for line in found if kind in (None, line.kind) and status in (None, line.status)]
        told = {"as_of": telling.told(run.as_of), "known_at": run.known_at, "duties": [telling.duty(line) for line in lines]}
        run.show("duties", told, due_page(run, registry, lines, everything=everything or status is not None))


def due_page(run: Run, registry: Registry, lines: Sequence[DutyLine], *, everything: bool = False) -> Iterator[str]:
    """The page: one block for each status, the most urgent first."""
    centres = {each.id: each for each in registry.centres(run.as_of, run.known_at)}
    horizon = _ahead(run.as_of or registry.clock().date())
    shown = [line for line in lines if everything or not _far(line, horizon)]
    speaker = Speaker(registry, run.lang)
    blocks = [[line for line in shown if line.status == status] for status in ORDER]
    yield from spaced([*(_block(run, block, speaker, centres) for block in blocks), _left(run, len(lines) - len(shown))])
    if not lines:
        run.say(MESSAGES["nothing"])


def _block(run: Run, block: Sequence[DutyLine], speaker: Speaker, centres: Mapping[str, Centre]) -> Iterator[str]:
    if block:
        yield run.heading(MESSAGES["block"].fill(status=STATUSES[block[0].status], count=len(block))(run.lang))
        yield from duty_table(block, PAGE, speaker, centres, run.width)


def _left(run: Run, count: int) -> Iterator[str]:
    if count:
        yield MESSAGES["left"].fill(count=count, days=AHEAD)(run.lang)


def duty_table(
    lines: Iterable[DutyLine], columns: Sequence[str], speaker: Speaker, centres: Mapping[str, Centre], cells: int | None
) -> list[str]:
    """Duties as a table of some of :data:`COLUMNS`; ``centres`` holds those that owe them."""
    rows = [
        [COLUMNS[name][1](line, speaker[centres[line.centre].edition], centres[line.centre]) for name in columns] for line in lines
    ]
    return table([COLUMNS[name][0](speaker.lang) for name in columns], rows, cells)


def _ahead(day: date) -> date:
    """The last day that is listed in full: some way ahead of ``day``, and at most the last one there is."""
    return date.fromordinal(min(day.toordinal() + AHEAD, date.max.toordinal()))


def _far(line: DutyLine, horizon: date) -> bool:
    """Whether a line can wait: nothing to do yet, or no duty while there is no basis, and the day is far off."""
    return line.status in ("pending", "no-basis") and (line.due or line.opens or horizon) > horizon


def _last(line: DutyLine, names: Names, _: Centre) -> str:
    if line.due is None:
        return MESSAGES["from"].fill(day=line.opens)(names.lang) if line.opens else "—"
    return MESSAGES["provisional"].fill(day=line.due)(names.lang) if line.provisional else str(line.due)


def _duty(line: DutyLine, names: Names, _: Centre) -> str:
    return f"{names.of('duties', line.kind)} {line.period}".rstrip()


COLUMNS: Mapping[str, tuple[Text, Callable[[DutyLine, Names, Centre], str]]] = {
    "status": (Text("状态", "status"), lambda line, names, _: STATUSES[line.status](names.lang)),
    "due": (Text("期限", "last day"), _last),
    "left": (Text("余日", "days left"), lambda line, _, __: "—" if line.days_left is None else str(line.days_left)),
    "duty": (Text("义务", "duty"), _duty),
    "owner": (Text("义务人", "owner"), lambda line, names, _: names.of("roles", line.owner)),
    "cite": (Text("条款", "article"), lambda line, names, _: names.cite(line.cite) or "—"),
    "centre": (Text("中心", "centre"), lambda line, _, __: line.centre),
    "name": (Text("名称", "name"), lambda _, names, centre: centre.name.get(names.lang, "")),
}
PAGE = ("due", "left", "duty", "owner", "cite", "centre", "name")
ONE_CENTRE = ("status", "due", "left", "duty", "owner", "cite")

MESSAGES = {
    "block": Text("{status}（{count} 项）", "{status} ({count})"),
    "left": Text(
        "另有 {count} 项在 {days} 日以后到期（--all 全部列出）",
        "{count} more fall due more than {days} days from now (--all lists them)",
    ),
    "nothing": Text("没有应尽的义务", "nothing is owed"),
    "from": Text("{day} 起", "from {day}"),
    "provisional": Text("{day}（暂定）", "{day} (provisional)"),
}
