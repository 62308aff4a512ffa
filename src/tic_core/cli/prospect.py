"""``ticctl next``: what may lawfully happen next to a centre, what each act still needs, and what blocks the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from tic_core import telling
from tic_core.cli.findings import finding_lines
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import STRICT, centre, reading
from tic_core.cli.register import asked
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.awaiting import STATES, Awaited
from tic_core.kernel.prospect import Prospect
from tic_core.model.receipt import Finding
from tic_core.text import Text


@command(
    "next",
    centre(),
    STRICT(),
    *reading(),
    told=("一个中心接下来依法可作的行为，以及受阻的原因。", "What may lawfully happen next to a centre, and what blocks it."),
)
def next_(run: Run, centre: str) -> None:
    """Show what may come next."""
    with run.registry() as registry:
        edition = registry.view(centre, run.as_of, run.known_at).edition
        if not edition:
            raise UsageError(MESSAGES["not-yet"].fill(centre=centre, day=run.as_of), MESSAGES["history"].fill(centre=centre))
        found = registry.next(centre, run.as_of, known_at=run.known_at)
        names = Speaker(registry, run.lang)[edition]
        acts = [telling.prospect(each, run.lang) for each in found]
        money = registry.awaited(centre, run.as_of, run.known_at)
        told = {"centre": centre, "acts": acts, "money": [telling.awaited(each, run.lang) for each in money]}
        run.show("next", asked(run) | told, chain(prospect_lines(run, found, names), money_lines(run, money, names)))


def prospect_lines(run: Run, found: Sequence[Prospect], names: Names) -> Iterator[str]:
    """The lawful acts first, then the blocked ones with what stands against them."""
    if not found:
        yield MESSAGES["final"](run.lang)
    for lawful in (True, False):
        block = [each for each in found if bool(each.blocked) is not lawful]
        if block:
            yield run.heading(MESSAGES["lawful" if lawful else "blocked"].fill(count=len(block))(run.lang))
            for each in block:
                yield from _lines(each, names)


def money_lines(run: Run, money: Sequence[Awaited], names: Names) -> Iterator[str]:
    """What awards wait for: an instalment a line, then the grounds on which money may be asked back."""
    if money:
        yield run.heading(MESSAGES["money"](run.lang))
    for each in money:
        days = [MESSAGES["from"].fill(day=each.first)] if each.state == "early" else []
        days += [MESSAGES["until"].fill(day=each.last)] if each.last is not None and each.state != "paid" else []
        rule = [names.of("rules", each.rule)] if each.rule and each.state in ("waits", "recoverable") else []
        parts = [f"{each.line}  {each.name(run.lang)}", str(each.left), STATES[each.state](run.lang), *rule]
        yield "  " + " · ".join([*parts, *(day(run.lang) for day in days), names.cite(each.cite)])


def _lines(each: Prospect, names: Names) -> Iterator[str]:
    lang = names.lang
    targets = "".join(f" → {names.stage(stage)}" for stage in each.leads_to)
    yield f"  {each.kind.name(lang)}{targets}  [{each.kind.id}]"
    offices = names.joined(names.of("offices", office) for office in each.by[:SOME])
    if len(each.by) > SOME:
        offices = MESSAGES["more"].fill(offices=offices, count=len(each.by))(lang)
    cite = names.cite(str(each.kind.cite or "")) or names.joined(each.kind.assumed)
    yield "    " + " · ".join(part for part in (cite, offices) if part)
    if each.kind.brings:
        yield "    " + MESSAGES["brings"].fill(facts=names.joined(names.fact(fact) for fact in each.kind.brings))(lang)
    for finding in each.blocked:
        yield from finding_lines(telling.finding(finding, lang), names, 4)
    if not each.blocked:
        yield from (f"    {MESSAGES['needs'].fill(remedy=need.remedy or need.text)(lang)}" for need in _needs(each))


def _needs(each: Prospect) -> Iterator[Finding]:
    """What a lawful act needs beside the facts it brings: a document, a reason, a judgement. What the facts settle is left out."""
    for need in each.needs:
        if need.rule != "core.fact" and not any(fact in each.kind.brings for fact in need.values):
            yield need


SOME = 4  # offices named in full

MESSAGES = {
    "lawful": Text("依法可作（{count}）", "lawful now ({count})"),
    "blocked": Text("受阻（{count}）", "blocked ({count})"),
    "final": Text("该中心已终结，不再有后续行为", "the centre has come to its end: nothing comes next"),
    "not-yet": Text("{centre} 在 {day} 尚未登记", "{centre} is not on record on {day}"),
    "history": Text("其经过见 ticctl history {centre}", "for what happened to it see ticctl history {centre}"),
    "needs": Text("还需：{remedy}", "needs: {remedy}"),
    "brings": Text("须提交：{facts}", "brings: {facts}"),
    "money": Text("激励台账所待", "what the awards wait for"),
    "from": Text("自 {day} 起", "from {day}"),
    "until": Text("至 {day} 止", "until {day}"),
    "more": Text("{offices} 等 {count} 个机构", "{offices} and others, {count} in all"),
}
