"""``ticctl list · show · history``: the register, one centre, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tic_core import telling
from tic_core.cli.cells import pad, table, width
from tic_core.cli.due import ONE_CENTRE, duty_table
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker, day
from tic_core.cli.options import centre as centre_argument
from tic_core.cli.options import reading
from tic_core.cli.run import Run
from tic_core.kernel.duties import DutyLine
from tic_core.model.event import Event
from tic_core.model.subject import Centre
from tic_core.registry import Registry
from tic_core.text import Text


@command("list", *reading(), told=("登记簿：所有中心及其阶段。", "The register: every centre and its stage."))
def list_(run: Run) -> None:
    """Show the register."""
    with run.registry() as registry:
        told = listed(run, registry)
        run.show("centres", asked(run) | {"centres": told}, register_page(run, told, Speaker(registry, run.lang)))


@command("show", centre_argument(), *reading(), told=("一个中心的现状。", "One centre as it stands."))
def show(run: Run, centre: str) -> None:
    """Show one centre."""
    with run.registry() as registry:
        found = registry.view(centre, run.as_of, run.known_at)
        duties = registry.due(run.as_of, run.known_at, centre)
        speaker = Speaker(registry, run.lang)
        told = telling.shown(found, policy_of(registry, found), run.lang) | {"duties": [telling.duty(line) for line in duties]}
        run.show("centre", asked(run) | {"centre": told}, _page(run, found, duties, speaker))


@command("history", centre_argument(), *reading(), told=("一个中心的全部事件及其条款。", "The events of a centre, with their articles."))
def history(run: Run, centre: str) -> None:
    """Show what happened to a centre."""
    with run.registry() as registry:
        registry.view(centre, run.as_of, run.known_at)
        events = events_of(run, registry, centre)
        speaker = Speaker(registry, run.lang)
        told = asked(run) | {"centre": centre, "events": [telling.event(each) for each in events]}
        run.show("history", told, (line for each in events for line in event_lines(each, speaker[each.law.edition])))


def asked(run: Run) -> dict[str, Any]:
    """The day and the knowledge that were asked for."""
    return {"as_of": telling.told(run.as_of), "known_at": run.known_at}


def listed(run: Run, registry: Registry) -> list[dict[str, Any]]:
    """The lines of the register."""
    return [telling.listed(each, policy_of(registry, each), run.lang) for each in registry.centres(run.as_of, run.known_at)]


def events_of(run: Run, registry: Registry, centre: str) -> list[Event]:
    """The events of a centre that count by the day asked, as known at the sequence asked."""
    return [event for event in registry.history(centre, run.known_at) if run.as_of is None or event.effective <= run.as_of]


def policy_of(registry: Registry, centre: Centre) -> str:
    """The policy that a centre's edition is one of."""
    found = registry.shelf.found.get(centre.edition)
    return found.policy if found else ""


def register_page(run: Run, centres: Iterable[Mapping[str, Any]], speaker: Speaker) -> Iterator[str]:
    """The register as a table."""
    rows = [
        (each["id"], each["name"] or "—", speaker[each["edition"]].stage(each["stage"], each["kind"]), each["since"], each["edition"])
        for each in centres
    ]
    if not rows:
        run.say(MESSAGES["empty"])
        return
    yield from table([MESSAGES[head](run.lang) for head in ("id", "name", "stage", "since", "edition")], rows, run.width)


def event_lines(event: Event, names: Names) -> Iterator[str]:
    """One event: what happened, when, by whom, on which articles; below it what it changed of the stage and the name."""
    lang = names.lang
    head = f"{event.sequence:>4}  {event.on}  {names.of('acts', event.kind)}"
    moves = [names.stage(effect.name, effect.type) for effect in event.effects if effect.kind == "stage"]
    yield head + "".join(f" → {stage}" for stage in moves)
    told = [names.of("offices", event.by), event.document, names.cites(event.law.articles)]
    if event.effective != event.on:
        told.append(MESSAGES["counts"].fill(day=event.effective)(lang))
    if event.law.basis not in ("", event.law.edition):
        told.append(MESSAGES["basis"].fill(basis=event.law.basis)(lang))
    if event.law.assumptions:
        told.append(MESSAGES["assumed"].fill(names=names.list(event.law.assumptions))(lang))
    yield " " * 6 + " · ".join(part for part in told if part)
    if event.reason:
        yield " " * 6 + MESSAGES["reason"].fill(reason=event.reason)(lang)
    for said in event.determinations:
        yield " " * 6 + _determined(said, names)


def _determined(said: Mapping[str, str], names: Names) -> str:
    rule = names.tables.get("rules", {}).get(said["rule"])
    options = {option.id: option.name(names.lang) for option in rule.options()} if rule else {}
    told = {"rule": names.of("rules", said["rule"]), "choice": options.get(said["choice"], said["choice"])}
    return MESSAGES["determined"].fill(reason=said["reason"], **told)(names.lang)


def _page(run: Run, centre: Centre, duties: list[DutyLine], speaker: Speaker) -> Iterator[str]:
    lang, names = run.lang, speaker[centre.edition]
    room = None if run.width is None else run.width - 2
    name = centre.name.get(lang, "")
    yield run.heading(f"{centre.id}  {name}".rstrip())
    yield MESSAGES["stands"].fill(stage=names.stage(centre.stage, centre.kind), since=day(centre.since), edition=centre.edition)(lang)
    sections: dict[str, list[str]] = {
        "way": [f"{stop.on}  {names.stage(stop.stage, stop.kind)} · {names.of('acts', stop.act)}" for stop in centre.path],
        "facts": list(_facts(centre, names)),
        "reservations": [f"{names.of('reservations', name)}  {key}" for name, key in sorted(centre.reservations.items())],
        "proceedings": [
            f"{each.since}  {names.of('proceedings', each.kind)} · {names.step(each.kind, each.step)}"
            + ("" if each.key == each.kind else f" ({each.key})")
            for each in centre.proceedings.values()
        ],
        "duties": duty_table(duties, ONE_CENTRE, speaker, {centre.id: centre}, room) if duties else [],
        "incentives": [
            f"{each.on}  {names.of('incentives', each.incentive)} · {INCENTIVE_STATES.get(each.state, Text(each.state, each.state))(lang)}"
            for each in centre.incentives
        ],
    }
    for section, lines in sections.items():
        if lines:
            yield ""
            yield run.heading(MESSAGES[section](lang))
            yield from (f"  {line}" for line in lines)


def _facts(centre: Centre, names: Names) -> Iterator[str]:
    told = {name: names.fact(name) for name in sorted(centre.facts)}
    widest = max(map(width, told.values()), default=0)
    for fact, name in told.items():
        value = centre.facts[fact].value
        yield f"{pad(name, widest)}  {names.value(fact, value)}"
        if isinstance(value, tuple):
            yield from (f"  - {names.record(fact, row)}" for row in value if isinstance(row, Mapping))


INCENTIVE_STATES.get(each.state, Text(each.state, each.state))(lang)}"
            for each in centre.incentives
        ],
    }
    for section, lines in sections.items():
        if lines:
            yield ""
            yield run.heading(MESSAGES[section](lang))
            yield from (f"  {line}" for line in lines)


def _facts(centre: Centre, names: Names) -> Iterator[str]:
    told = {name: names.fact(name) for name in sorted(centre.facts)}
    widest = max(map(width, told.values()), default=0)
    for fact, name in told.items():
        value = centre.facts[fact].value
        yield f"{pad(name, widest)}  {names.value(fact, value)}"
        if isinstance(value, tuple):
            yield from (f"  - {names.record(fact, row)}" for row in value if isinstance(row, Mapping))


def _duties(run: Run, duties: list[DutyLine], names: Names) -> Iterator[str]:
    heads, rows = duty_rows(run, duties, lambda _: names)
    keep = [index for index, head in enumerate(heads) if head]
    del keep
    yield from table(heads, rows, run.width and run.width - 2)


INCENTIVE_STATES = {
    "proposed": Text("拟议", "proposed"),
    "approved": Text("已批准", "approved"),
    "disbursed": Text("已兑现", "disbursed"),
    "withheld": Text("暂缓", "withheld"),
    "recovered": Text("已收回", "recovered"),
}

MESSAGES = {
    "empty": Text("登记簿中没有中心", "the register holds no centre"),
    "id": Text("编号", "id"),
    "name": Text("名称", "name"),
    "stage": Text("阶段", "stage"),
    "since": Text("自", "since"),
    "edition": Text("版本", "edition"),
    "stands": Text("{stage}，自 {since}，适用 {edition}", "{stage} since {since}, under {edition}"),
    "counts": Text("自 {day} 起算", "counts from {day}"),
    "basis": Text("依据 {basis}", "on the basis of {basis}"),
    "assumed": Text("依解释 {names}", "resting on the readings {names}"),
    "reason": Text("理由：{reason}", "reason: {reason}"),
    "determined": Text("判定：{rule}——{choice}（{reason}）", "determined: {rule}: {choice} ({reason})"),
    "way": Text("经过", "its way"),
    "facts": Text("事实", "facts"),
    "reservations": Text("占用", "reservations"),
    "proceedings": Text("程序", "proceedings"),
    "duties": Text("义务", "duties"),
    "incentives": Text("激励", "incentives"),
}
