"""``ticctl show``: one centre as it stands: its way, facts, reservations, proceedings, duties and incentives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tic_core import telling
from tic_core.cli.cells import pad, width
from tic_core.cli.due import ONE_CENTRE, duty_table
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker, day
from tic_core.cli.options import centre as centre_argument
from tic_core.cli.options import reading
from tic_core.cli.register import asked, policy_of
from tic_core.cli.run import Run
from tic_core.kernel.checks import NOWHERE
from tic_core.kernel.duties import DutyLine
from tic_core.model.subject import Centre
from tic_core.text import Text


@command("show", centre_argument(), *reading(), told=("一个中心的现状。", "One centre as it stands."))
def show(run: Run, centre: str) -> None:
    """Show one centre."""
    with run.registry() as registry:
        found = registry.view(centre, run.as_of, run.known_at)
        duties = registry.due(run.as_of, run.known_at, centre)
        told = telling.shown(found, policy_of(registry, found), run.lang) | {"duties": [telling.duty(line) for line in duties]}
        page = _page(run, found, duties, Speaker(registry, run.lang))
        run.show("centre", asked(run) | {"centre": told}, page)


def _page(run: Run, centre: Centre, duties: Sequence[DutyLine], speaker: Speaker) -> Iterator[str]:
    names = speaker[centre.edition]
    yield run.heading(f"{centre.id}  {centre.name.get(run.lang, '')}".rstrip())
    told = {
        "stage": names.stage(centre.stage, centre.kind) or NOWHERE,
        "since": day(centre.since),
        "edition": centre.edition or "—",
    }
    yield MESSAGES["stands"].fill(**told)(run.lang)
    sections = {name: list(lines(centre, names)) for name, lines in SECTIONS.items()}
    room = None if run.width is None else run.width - 2
    sections["duties"] = duty_table(duties, ONE_CENTRE, speaker, {centre.id: centre}, room) if duties else []
    for section, lines in sections.items():
        if lines:
            yield ""
            yield run.heading(MESSAGES[section](run.lang))
            yield from (f"  {line}" for line in lines)


def _way(centre: Centre, names: Names) -> Iterator[str]:
    for stop in centre.path:
        yield f"{stop.on}  {names.stage(stop.stage, stop.kind)} · {names.of('acts', stop.act)}"


def _facts(centre: Centre, names: Names) -> Iterator[str]:
    told = {name: names.fact(name) for name in sorted(centre.facts)}
    widest = max(map(width, told.values()), default=0)
    for fact, name in told.items():
        value = centre.facts[fact].value
        yield f"{pad(name, widest)}  {names.value(fact, value)}"
        if isinstance(value, tuple):
            yield from (f"  - {names.record(fact, row)}" for row in value if isinstance(row, Mapping))


def _reservations(centre: Centre, names: Names) -> Iterator[str]:
    for name, key in sorted(centre.reservations.items()):
        yield f"{names.of('reservations', name)}  {key}"


def _proceedings(centre: Centre, names: Names) -> Iterator[str]:
    for each in centre.proceedings.values():
        which = "" if each.key == each.kind else f" ({each.key})"
        yield f"{each.since}  {names.of('proceedings', each.kind)} · {names.step(each.kind, each.step)}{which}"


def _incentives(centre: Centre, names: Names) -> Iterator[str]:
    for each in centre.incentives:
        state = INCENTIVE_STATES[each.state](names.lang) if each.state in INCENTIVE_STATES else each.state
        yield f"{each.on}  {names.of('incentives', each.incentive)} · {state}"


SECTIONS: Mapping[str, Callable[[Centre, Names], Iterator[str]]] = {
    "way": _way,
    "facts": _facts,
    "reservations": _reservations,
    "proceedings": _proceedings,
    "incentives": _incentives,
}

INCENTIVE_STATES = {
    "proposed": Text("拟议", "proposed"),
    "approved": Text("已批准", "approved"),
    "disbursed": Text("已兑现", "disbursed"),
    "withheld": Text("暂缓", "withheld"),
    "recovered": Text("已收回", "recovered"),
}

MESSAGES = {
    "stands": Text("{stage}，自 {since}，适用 {edition}", "{stage} since {since}, under {edition}"),
    "way": Text("经过", "its way"),
    "facts": Text("事实", "facts"),
    "reservations": Text("占用", "reservations"),
    "proceedings": Text("程序", "proceedings"),
    "duties": Text("义务", "duties"),
    "incentives": Text("激励", "incentives"),
}
