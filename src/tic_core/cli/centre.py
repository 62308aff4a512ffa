"""``ticctl show``: one centre as it stands: its way, facts, reservations, proceedings, duties and incentives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tic_core import telling
from tic_core.cli.cells import pad, width
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker, day
from tic_core.cli.options import centre as centre_argument
from tic_core.cli.options import reading
from tic_core.cli.owed import owed_by, owed_table
from tic_core.cli.register import asked, named_before, policy_of
from tic_core.cli.run import Run
from tic_core.kernel.checks import NOWHERE
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.linked import SUCCESSION, is_linked
from tic_core.kernel.money import STATES
from tic_core.model.subject import Centre, Ended, IncentiveLine
from tic_core.text import Text


@command("show", centre_argument(), *reading(), told=("一个中心的现状。", "One centre as it stands."))
def show(run: Run, centre: str) -> None:
    """Show one centre."""
    with run.registry() as registry:
        found = registry.view(centre, run.as_of, run.known_at)
        duties = registry.due(run.as_of, run.known_at, centre)
        told = telling.shown(found, policy_of(registry, found), run.lang)
        told |= {"duties": [telling.duty(line) for line in duties], "ended": telling.ended(found)}
        told |= {"followed_by": registry.follower(centre, run.as_of, run.known_at)}
        page = _page(run, found, duties, told["followed_by"], Speaker(registry, run.lang))
        run.show("centre", asked(run) | {"centre": told}, page)


def _page(run: Run, centre: Centre, duties: Sequence[DutyLine], follower: str | None, speaker: Speaker) -> Iterator[str]:
    names = speaker[centre.edition]
    name = centre.name.get(run.lang) or named_before(centre.former.get(run.lang), run.lang).removeprefix("—")
    yield run.heading(f"{centre.id}  {name}".rstrip())
    told = {
        "stage": names.stage(centre.stage, centre.kind) or NOWHERE,
        "since": day(centre.since),
        "edition": centre.edition or "—",
    }
    yield MESSAGES["beside" if is_linked(centre.id) else "stands"].fill(**told)(run.lang)
    if follower:
        yield MESSAGES["followed"].fill(other=follower)(run.lang)
    sections = {name: list(lines(centre, names)) for name, lines in SECTIONS.items()}
    room = None if run.width is None else run.width - 2
    sections["duties"] = owed_table(owed_by(duties, centre, speaker), ONE_CENTRE, run.lang, room) if duties else []
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


def _links(centre: Centre, names: Names) -> Iterator[str]:
    yield from (f"{LINKS[name](names.lang) if name in LINKS else name}  {other}" for name, other in sorted(centre.links.items()))


def _reservations(centre: Centre, names: Names) -> Iterator[str]:
    for name, key in sorted(centre.reservations.items()):
        if name != SUCCESSION:  # told as a link
            yield f"{names.of('reservations', name)}  {key}"


def _proceedings(centre: Centre, names: Names) -> Iterator[str]:
    for each in centre.proceedings.values():
        which = "" if each.key == each.kind else f" ({each.key})"
        which += MESSAGES["until"].fill(day=each.last)(names.lang) if each.last and each.open else ""
        yield f"{each.since}  {names.of('proceedings', each.kind)} · {names.step(each.kind, each.step)}{which}"


def _ended(centre: Centre, names: Names) -> Iterator[str]:
    ends = [(end, duty, turn) for duty in centre.duties.values() for turn, end in duty.ended.items()]
    for end, duty, turn in sorted(ends, key=lambda each: (each[0].on, each[0].sequence)):
        yield f"{end.on}  {names.of('duties', duty.kind)} {turn}".rstrip() + f" · {how_ended(end)(names.lang)}"


def how_ended(end: Ended) -> Text:
    """How a duty ended: in time, so many days late, waived …"""
    if end.how != "discharged" or end.late is None:
        return ENDINGS[end.how]
    return MESSAGES["late" if end.late else "in-time"].fill(days=end.late)


def _incentives(centre: Centre, names: Names) -> Iterator[str]:
    """Each line with its sums, then its steps with who pays from which budget line, on which document, and why."""
    for line in centre.incentives.values():
        sums = {name: getattr(line, name) for name in ("approved", "disbursed", "recovered")}
        told = [f"{STATES[name](names.lang)} {amount}" for name, amount in sums.items() if amount is not None]
        yield " · ".join([f"{line.id}  {names.of('incentives', line.incentive)}", STATES[line.state](names.lang), *told])
        yield from _parts(line, names)
        for step in line.steps:
            parts = (str(step.amount or ""), step.instalment or step.ground, step.payer, step.budget, step.document, step.reason)
            yield f"  {step.on}  " + " · ".join([STATES[step.state](names.lang), *(part for part in parts if part)])


def _parts(line: IncentiveLine, names: Names) -> Iterator[str]:
    """Each instalment and each payer's part, with what is drawn of it."""
    declared = names.tables.get("incentives", {}).get(line.incentive)
    for kind, parts in (("instalments", line.instalments), ("payers", line.payers)):
        known = {each.id: each.name(names.lang) for each in getattr(declared, kind, ())}
        for name, part in parts.items():
            drawn = line.drawn(instalment=name) if kind == "instalments" else line.drawn(payer=name)
            told = {"name": known.get(name, name), "part": part, "drawn": drawn + 0 * part.amount}
            yield "  " + MESSAGES[kind].fill(**told)(names.lang)


SECTIONS: Mapping[str, Callable[[Centre, Names], Iterator[str]]] = {
    "way": _way,
    "facts": _facts,
    "links": _links,
    "reservations": _reservations,
    "proceedings": _proceedings,
    "ended": _ended,
    "incentives": _incentives,
}

LINKS = {"continues": Text("承继", "follows")}

ONE_CENTRE = ("status", "due", "left", "duty", "owner", "cite", "assumed")

ENDINGS = {
    "discharged": Text("已履行", "discharged"),
    "waived": Text("已免除", "waived"),
    "excused": Text("已准予不履行", "excused"),
    "missed": Text("认定未履行", "found missed"),
    "superseded": Text("已被取代", "superseded"),
}

MESSAGES = {
    "stands": Text("{stage}，自 {since}，适用 {edition}", "{stage} since {since}, under {edition}"),
    "beside": Text("不是中心；最近一次行为依 {edition}", "no centre; its latest act was under {edition}"),
    "followed": Text("由 {other} 承继", "followed by {other}"),
    "way": Text("经过", "its way"),
    "facts": Text("事实", "facts"),
    "links": Text("关联", "links"),
    "until": Text("，至 {day}", ", until {day}"),
    "reservations": Text("占用", "reservations"),
    "proceedings": Text("程序", "proceedings"),
    "duties": Text("义务", "duties"),
    "ended": Text("已了的义务", "duties that have ended"),
    "in-time": Text("按期履行", "discharged in time"),
    "late": Text("逾期 {days} 日履行", "discharged {days} {days:day|days} late"),
    "incentives": Text("激励台账", "incentive ledger"),
    "instalments": Text("分期“{name}”：{part}，已付 {drawn}", "instalment “{name}”: {part}, paid so far {drawn}"),
    "payers": Text("支付者“{name}”：{part}，已付 {drawn}", "payer “{name}”: {part}, paid so far {drawn}"),
}
