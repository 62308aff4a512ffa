"""``ticctl exceptions · sample``: where an auditor begins: the unusual, and a sample that anybody can draw again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.frame import OneOf, Option, Whole, command
from tic_core.cli.names import Speaker
from tic_core.cli.options import reading
from tic_core.cli.register import asked
from tic_core.cli.run import Run
from tic_core.model.event import Event
from tic_core.oversight import KINDS, LATE, Remark, drawn, population, remarks
from tic_core.text import Text

SIZE = 25


@command(
    "exceptions",
    Option("--centre", value=("中心", "CENTRE"), told=("只看一个中心。", "Of one centre only.")),
    Option(
        "--kind",
        type=OneOf(tuple(KINDS)),
        value=("种类", "KIND"),
        told=(f"只看一种（{'、'.join(KINDS)}）。", f"One kind only: {', '.join(KINDS)}."),
    ),
    Option(
        "--late",
        type=Whole(),
        value=("日数", "DAYS"),
        told=(f"迟录满多少日才列出（默认 {LATE}）。", f"List records from so many days late (default: {LATE})."),
    ),
    *reading(),
    told=(
        "不寻常而须人看的行为：偏离、另有依据、同日公示和决定、更正、不利、迟录等，各附中心、行为和条款。",
        (
            "Acts out of the ordinary, for a person to look at: departures, other bases, notice and decision on one day, "
            "corrections, adverse acts, late records and more, each with centre, act and article."
        ),
    ),
)
def exceptions(run: Run, centre: str | None, kind: str | None, late: int | None) -> None:
    """Tell what is out of the ordinary."""
    with run.registry() as registry:
        if centre:
            registry.view(centre, run.as_of, run.known_at)
        days = LATE if late is None else late
        found = remarks(registry, run.as_of, run.known_at, late=days, centre=centre or "")
        found = [each for each in found if kind in (None, each.code)]
        editions = {each.id: each.edition for each in registry.centres(run.as_of, run.known_at)}
        counts = Counter(each.code for each in found)
        told = asked(run) | {"counts": {code: counts[code] for code in KINDS}, "exceptions": [_told(run, each) for each in found]}
        run.show("exceptions", told, _page(run, found, editions, Speaker(registry, run.lang)))


@command(
    "sample",
    Option(
        "--size",
        type=Whole(),
        value=("件数", "NUMBER"),
        told=(f"抽取件数（默认 {SIZE}）。", f"How many entries (default: {SIZE})."),
    ),
    Option(
        "--seed",
        required=True,
        value=("种子", "SEED"),
        told=("任意文字；同一种子在任何机器上抽得相同。", "Any word; the same seed draws the same on any machine."),
    ),
    *reading(),
    told=(
        "按行为种类分层抽取事件，供逐件核查；用同一种子任何人都能重抽。",
        "Draw entries to look at one by one, some of each kind of act; with the same seed anybody draws the same.",
    ),
)
def sample(run: Run, size: int | None, seed: str) -> None:
    """Draw a sample."""
    with run.registry() as registry:
        events = population(registry, run.as_of, run.known_at)
        found = drawn(events, SIZE if size is None else size, seed)
        speaker = Speaker(registry, run.lang)
        told = [telling.event(each) | {"centre": each.subject} for each in found]
        page = (_line(each, speaker) for each in found)
        run.show("sample", asked(run) | {"seed": seed, "population": len(events), "events": told}, page)


def _told(run: Run, each: Remark) -> dict[str, Any]:
    """``{code, name, centre, sequence, act, kind, on, cites[], text}``: one line of the report."""
    return {
        "code": each.code,
        "name": KINDS[each.code][0](run.lang),
        "centre": each.centre,
        "sequence": each.sequence,
        "act": each.act,
        "kind": each.kind,
        "on": telling.told(each.on),
        "cites": list(each.cites),
        "text": each.text(run.lang),
    }


def _page(run: Run, found: Sequence[Remark], editions: Mapping[str, str], speaker: Speaker) -> Iterator[str]:
    for code, (name, _) in KINDS.items():
        block = [each for each in found if each.code == code]
        if block:
            yield run.heading(MESSAGES["block"].fill(name=name, count=len(block))(run.lang))
        for each in block:
            names = speaker[editions.get(each.centre, "")]
            parts = (str(each.on), each.centre, names.of("acts", each.kind), names.cites(each.cites), each.text(run.lang))
            yield f"{each.sequence:>6}  " + " · ".join(part for part in parts if part) + f"  [{each.act}]"
    if not found:
        run.say(MESSAGES["none"])


def _line(event: Event, speaker: Speaker) -> str:
    names = speaker[event.law.edition]
    parts = (str(event.on), event.subject, names.of("acts", event.kind), names.cites(event.law.articles), event.document)
    return f"{event.sequence:>6}  " + " · ".join(part for part in parts if part) + f"  [{event.act}]"


MESSAGES = {
    "block": Text("{name}（{count} 件）", "{name} ({count})"),
    "none": Text("没有不寻常的行为", "nothing is out of the ordinary"),
}
