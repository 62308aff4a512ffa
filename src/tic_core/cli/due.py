"""``ticctl due``: the officer's morning page. What is overdue, in grace and due, what is blocked and by what, and the next act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tic_core import telling
from tic_core.cli.cells import spaced
from tic_core.cli.findings import finding_lines
from tic_core.cli.frame import OneOf, Option, command
from tic_core.cli.names import Speaker
from tic_core.cli.options import reading
from tic_core.cli.owed import COLUMNS, PRESSING, Looking, Owed, duty_name, owed_table, who
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.duties import STATUSES, DutyLine
from tic_core.model.edition import Office
from tic_core.model.subject import Centre
from tic_core.registry import Registry
from tic_core.text import Text

ORDER = ("overdue", "grace", "due", "not-begun", "pending", "suspended", "no-basis")
BLOCKED = "blocked"
MOST = 50  # lines of one status for which the next act is looked for and which the page lists, unless all is asked for
AHEAD = 90  # days: on the page, what is pending beyond them is only counted, unless all is asked for
PAGE = ("due", "left", "duty", "owner", "cite", "centre", "name")

FILTERS = (
    Option("--centre", value=("中心", "CENTRE"), told=("只看一个中心。", "Of one centre only.")),
    Option(
        "--district",
        value=("区市", "DISTRICT"),
        told=("只看一个区市或主管部门的中心。", "Of one district: its name, or the department's id or name."),
    ),
    Option("--duty", "--kind", "kind", value=("义务", "DUTY"), told=("只看一种义务。", "Duties of one kind only.")),
    Option(
        "--status",
        type=OneOf((*ORDER, BLOCKED)),
        value=("状态", "STATUS"),
        told=(f"只看一种状态（{'、'.join((*ORDER, BLOCKED))}）。", f"One of {', '.join((*ORDER, BLOCKED))}."),
    ),
    Option(
        "--all",
        "everything",
        is_flag=True,
        told=(
            f"也列出 {AHEAD} 日以后才到期的，和每种状态 {MOST} 项以外的。",
            f"List also what falls due in more than {AHEAD} days, and more than {MOST} lines of a status.",
        ),
    ),
)


@command(
    "due",
    *FILTERS,
    *reading(),
    told=(
        "逾期、宽限期内、到期和受阻的义务，附条款、义务人、剩余日数和下一步行为。",
        "What is overdue, in grace, due or blocked, each with its article, its owner, the days left and the next act.",
    ),
)
def due(run: Run, centre: str | None, district: str | None, kind: str | None, status: str | None, everything: bool) -> None:
    """Show what is owed."""
    with run.registry() as registry:
        if centre:
            centres = [registry.view(centre, run.as_of, run.known_at)]
        elif district is None:
            centres = registry.centres(run.as_of, run.known_at)
        else:
            centres = _of_district(registry, registry.centres(run.as_of, run.known_at), district)
        wanted = PRESSING if status == BLOCKED else ORDER if status is None else (status,)
        found = registry.due(run.as_of, run.known_at, among=centres)
        lines = [line for line in found if kind in (None, line.kind) and line.status in wanted]
        rows = looked_at(run, registry, lines, centres, everything=everything or status == BLOCKED)
        rows = [row for row in rows if status != BLOCKED or row.blocked]
        told = {"as_of": telling.told(run.as_of), "known_at": run.known_at}
        if run.json:
            run.show("duties", told | {"duties": [row.told(run.lang) for row in rows]}, ())
        else:
            run.show("duties", told, page_of(run, registry, rows, everything=everything or status is not None))


def due_page(run: Run, registry: Registry, lines: Sequence[DutyLine]) -> Iterator[str]:
    """The page on some lines."""
    yield from page_of(run, registry, looked_at(run, registry, lines, registry.centres(run.as_of, run.known_at)))


def looked_at(
    run: Run, registry: Registry, lines: Iterable[DutyLine], centres: Iterable[Centre], *, everything: bool = False
) -> list[Owed]:
    """Lines with their centres and, for those that press, the next acts as known then; not for days far ahead.

    Of each status no more than :data:`MOST` lines are looked at, the most urgent, unless ``everything`` is wanted.
    """
    by_id, speaker = {each.id: each for each in centres}, Speaker(registry, run.lang)
    soon = run.as_of is None or run.as_of <= _ahead(registry.clock().date())
    counted: Counter[str] = Counter()
    with registry.outlook(run.known_at) as outlook:
        looking = Looking(outlook, run.as_of)

        def row(line: DutyLine) -> Owed:
            counted[line.status] += 1
            wanted = line.status in PRESSING and soon and (everything or counted[line.status] <= MOST)
            names = speaker[by_id[line.centre].edition]
            return Owed(line, by_id[line.centre], names, looking.ways(line) if wanted else None)

        return [row(line) for line in lines]


def page_of(run: Run, registry: Registry, rows: Sequence[Owed], *, everything: bool = False) -> Iterator[str]:
    """The page: a block for each status, the most urgent first; what nobody can fulfil as things stand is in one of its own."""
    horizon = _ahead(run.as_of or registry.clock().date())
    shown = [row for row in rows if everything or not _far(row.line, horizon)]
    later, shown = len(rows) - len(shown), shown if everything else _first(shown)
    more = len(rows) - later - len(shown)
    free, stuck = [row for row in shown if not row.blocked], [row for row in shown if row.blocked]
    blocks = {status: [row for row in free if row.line.status == status] for status in ORDER}
    held = {status: sum(row.line.status == status for row in stuck) for status in ORDER}
    sections = [_block(run, status, block, held[status]) for status, block in blocks.items()]
    urgent = [*sections[: len(PRESSING)], _blocked(run, stuck), *sections[len(PRESSING) :]]
    yield from spaced([*urgent, _left(run, "left", later), _left(run, "more", more)])
    if not rows:
        run.say(MESSAGES["nothing"])


def _block(run: Run, status: str, block: Sequence[Owed], held: int) -> Iterator[str]:
    if not block:
        return
    heading = MESSAGES["block" if not held else "block-and-blocked"]
    yield run.heading(heading.fill(status=HEADINGS.get(status, STATUSES[status]), count=len(block), held=held)(run.lang))
    columns = (*PAGE, "next") if status in PRESSING and any(row.ways is not None for row in block) else PAGE
    yield from owed_table(block, columns, run.lang, run.width)


def _blocked(run: Run, rows: Sequence[Owed]) -> Iterator[str]:
    """What is blocked: each line, the act that would fulfil it, and everything that stands in its way."""
    if rows:
        yield run.heading(MESSAGES["block"].fill(status=MESSAGES["blocked"], count=len(rows))(run.lang))
    for row in rows:
        yield " · ".join(filter(None, (COLUMNS[name][1](row) for name in ("status", *PAGE) if name not in ("left", "duty"))))
        for each in row.next:
            told = {"duty": duty_name(row), "act": each.kind.name, "who": who(each, row.names)}
            yield "  " + MESSAGES["by"].fill(**told)(run.lang)
            for finding in each.blocked:
                yield from finding_lines(telling.finding(finding, run.lang), row.names, 4)


def _first(rows: Iterable[Owed]) -> list[Owed]:
    """Of each status the first lines."""
    counted: Counter[str] = Counter()
    counted_so_far = ((row, counted.update((row.line.status,))) for row in rows)
    return [row for row, _ in counted_so_far if counted[row.line.status] <= MOST]


def _left(run: Run, why: str, count: int) -> Iterator[str]:
    if count:
        yield MESSAGES[why].fill(count=count, days=AHEAD, most=MOST)(run.lang)


def _ahead(day: date) -> date:
    """The last day that is listed in full: some way ahead of ``day``, and at most the last one there is."""
    return date.fromordinal(min(day.toordinal() + AHEAD, date.max.toordinal()))


def _far(line: DutyLine, horizon: date) -> bool:
    """Whether a line can wait: nothing to do yet, or no duty while there is no basis, and the day is far off."""
    return line.status in ("pending", "no-basis") and (line.due or line.opens or horizon) > horizon


def _of_district(registry: Registry, centres: Sequence[Centre], district: str) -> list[Centre]:
    """The centres whose department is the one named, or answers for the territory named."""
    chosen: list[Centre] = []
    known: dict[Text, None] = {}
    for centre in centres:
        tables = registry.lawbook_of(centre).edition.tables
        known |= dict.fromkeys(office.territory for office in tables["offices"].values())
        held = {centre.value(role.held_by) for role in tables["roles"].values() if role.held_by}
        offices = [tables["offices"][name] for name in sorted(held & tables["offices"].keys())]
        chosen += [centre] if any(_is_called(office, district) for office in offices) else []
    if not chosen and centres and not _exists(registry, centres, district):
        raise UsageError(MESSAGES["no-district"].fill(district=district), MESSAGES["districts"].fill(known=list(known)))
    return chosen


def _exists(registry: Registry, centres: Iterable[Centre], district: str) -> bool:
    editions = {centre.edition: registry.lawbook_of(centre).edition for centre in centres}
    return any(_is_called(office, district) for edition in editions.values() for office in edition.offices)


def _is_called(office: Office, word: str) -> bool:
    """Whether a word is an office's id or name, or its territory's name or the beginning of it."""
    called, places = (office.id, office.name.zh, office.name.en), (office.territory.zh, office.territory.en)
    said = word.strip().casefold()
    return said in [name.casefold() for name in called] or any(said and name.casefold().startswith(said) for name in places)


HEADINGS = {
    "due": Text("30 日内到期或现在可办", "due within 30 days, or open now"),
    "not-begun": Text("尚未起算（如决定未送达）", "not running yet (as a decision not served)"),
}

MESSAGES = {
    "block": Text("{status}（{count} 项）", "{status} ({count})"),
    "block-and-blocked": Text(
        "{status}（{count} 项，另有 {held} 项受阻，见下）", "{status} ({count}, and {held} blocked, see below)"
    ),
    "blocked": Text("受阻", "blocked"),
    "by": Text("{duty}：须由 {who} 作出“{act}”", "{duty}: it takes “{act}” by {who}"),
    "left": Text(
        "另有 {count} 项在 {days} 日以后到期（--all 全部列出）",
        "{count} more fall due more than {days} days from now (--all lists them)",
    ),
    "more": Text(
        "每种状态只列最急的 {most} 项，另有 {count} 项（--all 全部列出）",
        "of each status the {most} most urgent are listed; {count} more (--all lists them)",
    ),
    "nothing": Text("没有应尽的义务", "nothing is owed"),
    "no-district": Text("没有名为“{district}”的区市或部门", "there is no district or department “{district}”"),
    "districts": Text("应为：{known}，或部门的编号、名称", "one of: {known}, or a department's id or name"),
}
