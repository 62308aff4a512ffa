"""``ticctl feed``: what was committed, in order, for a program or a person who follows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from tic_core import telling
from tic_core.cli.frame import Option, Whole, Word, command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.notices import KINDS, Noted
from tic_core.model.event import Event
from tic_core.text import Text

if TYPE_CHECKING:
    from tic_core.ledger.feed import Consumer
    from tic_core.registry import Registry

Item = Event | Noted


@command(
    "feed",
    Option(
        "--consumer",
        type=Word(),
        value=("名称", "NAME"),
        told=("从该消费者上次读到之处起，并记住读到何处。", "From where this consumer was, and keep how far it has come."),
    ),
    Option("--after", type=Whole(), value=("序号", "SEQUENCE"), told=("从该序号之后起。", "From after this sequence.")),
    Option("--limit", type=Whole(), value=("件数", "COUNT"), told=("至多这么多件。", "So many at most.")),
    Option("--notices", is_flag=True, told=("给出提醒和届满，而不是事件。", "Give notices instead of events.")),
    Option(
        "--lines", is_flag=True, told=("每件一行 JSON，写出一件才算读过一件。", "One line of JSON each, written before it counts.")
    ),
    *common(),
    told=(
        "按提交先后给出事件，不缺号；每个消费者各有位置，记在账本的数据库中。",
        "The events in the order of commit, without a gap; each consumer has a position, kept in the ledger's database.",
    ),
    more=(
        "至少一次：中断后最后几件会再来，序号不变。",
        "At least once: after a crash the last ones come again, under the same sequence.",
    ),
)
def feed(run: Run, consumer: str | None, after: int | None, limit: int | None, notices: bool, lines: bool) -> int:
    """Give what has come."""
    if consumer is not None and after is not None:
        raise UsageError(MESSAGES["both"])
    with run.registry() as registry:
        follower = registry.consumer(consumer, "notices" if notices else "events") if consumer is not None else None
        start = follower.position if follower else after or 0
        found = islice(_items(registry, notices, start), limit)
        if lines:
            _stream(run, found, follower)
        else:
            items = list(found)
            run.show("feed", _document(items, start, follower, notices=notices), _page(items, Speaker(registry, run.lang)))
            _confirm(run, items, follower)
    return 0


def _items(registry: Registry, notices: bool, after: int) -> Iterator[Item]:
    yield from registry.feed_notices(after) if notices else registry.feed(after)


def _stream(run: Run, found: Iterator[Item], follower: Consumer | None) -> None:
    """A line for each; the position is kept in steps and at the end, never past what was taken from us."""
    from tic_core.ledger.feed import KEPT_EVERY

    while part := list(islice(found, KEPT_EVERY)):
        taken = []
        for item in part:
            run.pour([telling.line(_told(item))])
            if not run.heard:
                break
            taken.append(item)
        _confirm(run, taken, follower, heard=True)
        if not run.heard:
            return


def _confirm(run: Run, items: Sequence[Item], follower: Consumer | None, *, heard: bool = False) -> None:
    if follower and items and (heard or run.heard):
        follower.confirm(items[-1].sequence)


def _document(items: Sequence[Item], start: int, follower: Consumer | None, *, notices: bool) -> dict[str, Any]:
    last = items[-1].sequence if items else start
    told = {"consumer": follower.name if follower else None, "after": start, "last": last}
    return told | {"notices" if notices else "events": [_told(each) for each in items]}


def _told(item: Item) -> dict[str, Any]:
    if isinstance(item, Event):
        return telling.event(item) | {"subject": item.subject}
    return telling.noted(item)


def _page(items: Sequence[Item], speaker: Speaker) -> Iterator[str]:
    for item in items:
        yield _event_line(item, speaker) if isinstance(item, Event) else notice_line(item, speaker)


def _event_line(event: Event, speaker: Speaker) -> str:
    names = speaker[event.law.edition]
    told = {"sequence": event.sequence, "day": event.on, "subject": event.subject, "act": names.of("acts", event.kind)}
    return MESSAGES["event"].fill(**told, by=names.of("offices", event.by))(names.lang)


def notice_line(noted: Noted, speaker: Speaker) -> str:
    """A notice as a line."""
    said = noted.notice
    names = speaker[said.edition]
    told = {"number": noted.sequence, "day": said.day, "kind": KINDS[said.kind], "last": said.last, "subject": said.subject}
    what = f"{_name(names, said.name)} {said.period}".rstrip()
    return MESSAGES["notice" if said.last else "notice-open"].fill(**told, what=what)(names.lang)


def _name(names: Names, name: str) -> str:
    """The name of a duty or of a proceeding, else of a fact."""
    table = next((each for each in ("duties", "proceedings") if name in names.tables.get(each, {})), "")
    return names.of(table, name) if table else names.fact(name)


MESSAGES = {
    "both": Text("--consumer 与 --after 只能用其一", "give --consumer or --after, not both"),
    "event": Text("{sequence}  {day}  {subject}  {act}（{by}）", "{sequence}  {day}  {subject}  {act} ({by})"),
    "notice": Text(
        "{number}  {day}  {subject}  {kind}：{what}（末日 {last}）", "{number}  {day}  {subject}  {kind}: {what} (last day {last})"
    ),
    "notice-open": Text("{number}  {day}  {subject}  {kind}：{what}", "{number}  {day}  {subject}  {kind}: {what}"),
}
