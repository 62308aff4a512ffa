"""``ticctl demo``: a sample programme in a ledger of its own, then what it holds, one life, one refusal, and the proof."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from tic_core import telling
from tic_core.cli.cells import table
from tic_core.cli.due import due_page
from tic_core.cli.explain import Explained, explained_lines, refused
from tic_core.cli.findings import count, counted
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import AS_OF, STRICT, common
from tic_core.cli.policy import edition_argument
from tic_core.cli.register import events_of, listed, register_page, stages_of
from tic_core.cli.run import LEDGER, Run
from tic_core.cli.sample import build, clock_of, edition_with_acts
from tic_core.cli.verify import verification_lines, verified
from tic_core.errors import LedgerError
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.prospect import Prospect
from tic_core.ledger import Verification
from tic_core.model.event import Event
from tic_core.model.subject import Centre
from tic_core.packs import load_programme
from tic_core.registry import Registry
from tic_core.text import Text

LIFE = 12  # events of one life that are shown at most
ARTICLES = 3  # articles of one event that are shown at most
NEXT = 8  # acts that may come next that are shown at most


@attrs.frozen
class Shown:
    """What the demo shows, gathered before anything is printed."""

    counts: Mapping[str, int]
    receipts: Sequence[Mapping[str, Any]]
    centres: Sequence[Mapping[str, Any]]
    duties: Sequence[DutyLine]
    life: Sequence[Event]
    next: Sequence[Prospect]
    refusal: Explained | None
    verification: Verification


@command(
    "demo",
    edition_argument(required=False),
    AS_OF(),
    STRICT(),
    *common(),
    told=(
        "建立一个示例登记簿并展示：登记簿、应尽义务、一个中心的经过、一件不予受理、核验。",
        "Build a sample register and show it: the register, what is owed, one life, one refusal, the verification.",
    ),
    more=(
        "账本为新文件，除非用 --ledger 指明；账本中有其他记录的不用。对同一账本再次运行，展示相同。",
        "A new file is the ledger unless --ledger names one; one that holds anything else is refused. Run again it shows the same.",
    ),
)
def demo(run: Run, edition: str | None) -> int:
    """Build and show the sample programme."""
    shelf = run.shelf()
    book = shelf.book(edition_with_acts(shelf, edition).id)
    acts = load_programme(book.found.acts)
    clock = clock_of(acts, book)
    run.ledger = run.ledger or str(Path(tempfile.mkdtemp(prefix="ticctl-demo-")) / LEDGER)
    with click.progressbar(acts, label=MESSAGES["submitting"](run.lang), file=sys.stderr, hidden=not run.talks) as bar:
        receipts = build(run, run.address, acts, clock, lambda _: bar)
    with run.registry(clock=clock) as registry:
        run.as_of = run.as_of or registry.today(book.lawbook)
        shown = _gather(run, registry, receipts)
        told = {"ledger": run.address, "edition": book.identity.id, "as_of": telling.told(run.as_of)}
        run.show("demo", told | _told(run, shown), _page(run, registry, book.identity.title, shown))
    run.say(MESSAGES["go-on"].fill(ledger=run.ledger))
    return 0 if shown.verification.ok else LedgerError.exit_code


def _gather(run: Run, registry: Registry, receipts: Sequence[Mapping[str, Any]]) -> Shown:
    life = _richest(registry.centres(run.as_of))
    return Shown(
        counts=count(each["status"] for each in receipts),
        receipts=receipts,
        centres=listed(run, registry),
        duties=registry.due(run.as_of),
        life=events_of(run, registry, life) if life else [],
        next=registry.next(life, run.as_of) if life else [],
        refusal=_clearest([refused(run.lang, each) for each in registry.refusals()]),
        verification=registry.verify(),
    )


def _richest(centres: Sequence[Centre]) -> str:
    """The centre that has been through most, one still under way before one at its end."""
    lives = [(len({stop.stage for stop in centre.path}) + 2 * (not centre.final), centre.id) for centre in centres]
    most = max((score for score, _ in lives), default=0)
    return next((name for score, name in lives if score == most), "")


def _clearest(refusals: Sequence[Explained]) -> Explained | None:
    """The refusal that shows most: a share that is exceeded, else the one with most that can be measured."""
    return max(refusals, key=lambda each: sum(map(_weight, each.findings)), default=None)


def _weight(finding: Mapping[str, Any]) -> int:
    measured = finding["margin"] is not None and not finding["rule"].startswith("core.")
    return measured * (10 if "/" in str(finding["limit"]) else 1)


def _told(run: Run, shown: Shown) -> dict[str, Any]:
    return {
        "counts": shown.counts,
        "receipts": shown.receipts,
        "centres": shown.centres,
        "duties": [telling.duty(line) for line in shown.duties],
        "life": {
            "centre": shown.life[0].subject if shown.life else None,
            "events": [telling.event(each) for each in shown.life],
            "next": [telling.prospect(each, run.lang) for each in shown.next],
        },
        "refusal": shown.refusal.told() if shown.refusal else None,
        "verification": verified(run, shown.verification),
    }


def _page(run: Run, registry: Registry, title: Text, shown: Shown) -> Iterator[str]:
    lang, speaker = run.lang, Speaker(registry, run.lang)
    yield run.heading(title(lang))
    yield counted(shown.counts, lang)
    sections = {
        "register": register_page(run, shown.centres, speaker),
        "due": due_page(run, registry, shown.duties),
        "life": _life(run, shown, speaker),
        "refusal": explained_lines(run, shown.refusal, speaker[shown.refusal.edition]) if shown.refusal else (),
        "verification": verification_lines(run, shown.verification),
    }
    for name, lines in sections.items():
        told = list(lines)
        if told:
            yield ""
            yield run.heading(MESSAGES[name].fill(day=run.as_of)(lang))
            yield from told


def _life(run: Run, shown: Shown, speaker: Speaker) -> Iterator[str]:
    """One centre's way, an event a line, then what may come next."""
    if not shown.life:
        return
    lang, centre = run.lang, shown.life[0].subject
    moving = [event for event in shown.life if any(effect.kind == "stage" for effect in event.effects)]
    others = [event for event in shown.life if event not in moving]
    chosen = sorted([*moving, *others[: max(0, LIFE - len(moving))]], key=lambda event: event.sequence)
    names = speaker[shown.life[-1].law.edition]
    heads = [MESSAGES[head](lang) for head in ("day", "act", "cites")]
    yield centre
    yield from table(heads, [_row(event, names) for event in chosen], run.width)
    if len(chosen) < len(shown.life):
        yield MESSAGES["more"].fill(count=len(shown.life) - len(chosen), centre=centre)(lang)
    lawful = sorted((each for each in shown.next if not each.blocked), key=lambda each: not each.leads_to)
    if lawful:
        acts = names.joined(each.kind.name(lang) for each in lawful[:NEXT])
        yield MESSAGES["next" if len(lawful) <= NEXT else "next-of-many"].fill(acts=acts, count=len(lawful))(lang)


def _row(event: Event, names: Names) -> tuple[str, str, str]:
    way = " → ".join([names.of("acts", event.kind), *stages_of(event, names)])
    more = " …" if len(event.law.articles) > ARTICLES else ""
    return str(event.on), way, names.cites(event.law.articles[:ARTICLES]) + more


MESSAGES = {
    "submitting": Text("提交示例行为", "submitting sample acts"),
    "register": Text("登记簿（{day}）", "The register on {day}"),
    "due": Text("应尽义务（{day}）", "What is owed on {day}"),
    "life": Text("一个中心的经过", "One centre's life"),
    "refusal": Text("一件不予受理的行为", "One refusal"),
    "verification": Text("核验", "Verification"),
    "day": Text("日期", "day"),
    "act": Text("行为", "act"),
    "cites": Text("条款", "articles"),
    "more": Text("……另有 {count} 件：ticctl history {centre}", "… and {count} more: ticctl history {centre}"),
    "next": Text("接下来依法可作：{acts}", "lawful next: {acts}"),
    "next-of-many": Text("接下来依法可作：{acts} 等 {count} 种", "lawful next: {acts} and others, {count} in all"),
    "go-on": Text("继续查看：ticctl list --ledger {ledger}", "look further: ticctl list --ledger {ledger}"),
}
