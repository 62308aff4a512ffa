"""``ticctl scan``: what the clock makes known, put on record; by one process or by many, now and then or every minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tic_core import telling
from tic_core.cli.feed import notice_line
from tic_core.cli.frame import Day, Option, command
from tic_core.cli.names import Speaker
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.text import Text


@command(
    "scan",
    Option("--day", type=Day(), value=("日期", "DAY"), told=("看到这一日（默认今日）。", "Look up to this day (default: today).")),
    Option("--show", "shown", is_flag=True, told=("并按日列出已记下的全部。", "List also everything on record, by day.")),
    *common(),
    told=(
        "记下已到期、已逾期的义务和已届满的期限，各一次；停了多日的一次补齐。",
        "Put on record what fell due, became overdue or ended, once each; what was missed is caught up on.",
    ),
    more=(
        "可由任意多个进程同时运行。记下的不是事件，任何答案都不依赖它。",
        "Any number of processes may run it at once. What it records is no event, and no answer rests on it.",
    ),
)
def scan(run: Run, day: date | None, shown: bool) -> int:
    """Scan, and say what was new."""
    with run.registry() as registry:
        done = registry.scan(day)
        found = registry.notices() if shown else []
        speaker = Speaker(registry, run.lang)
        told = {"day": telling.told(done.day), "subjects": done.subjects, "new": done.notices}
        carried = {"checkpoint": done.checkpoint or None}

        def page() -> Iterator[str]:
            yield MESSAGES["done"].fill(**told)(run.lang)
            yield from (notice_line(each, speaker) for each in found)
            if done.checkpoint:
                yield MESSAGES["carried"](run.lang)
                yield from (f"  {line}" for line in done.checkpoint.splitlines())

        run.show("scan", told | carried | {"notices": [telling.noted(each) for each in found]}, page())
    return 0


MESSAGES = {
    "carried": Text("新记各件所附的存证：", "the checkpoint that the new ones carry:"),
    "done": Text(
        "截至 {day}：看了 {subjects} 个主体，新记 {new} 件", "up to {day}: looked at {subjects} subjects, {new} new on record"
    ),
}
