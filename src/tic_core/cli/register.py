"""``ticctl list · history``: the register, and what happened to one centre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.cells import table
from tic_core.cli.frame import command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import centre as centre_argument
from tic_core.cli.options import reading
from tic_core.cli.run import Run
from tic_core.kernel.corrections import corrections, struck
from tic_core.model.event import Event
from tic_core.model.subject import Centre
from tic_core.registry import Registry
from tic_core.text import Lang, Text


@command("list", *reading(), told=("登记簿：所有中心及其阶段。", "The register: every centre and its stage."))
def list_(run: Run) -> None:
    """Show the register."""
    with run.registry() as registry:
        told = listed(run, registry)
        run.show("centres", asked(run) | {"centres": told}, register_page(run, told, Speaker(registry, run.lang)))


@command(
    "history", centre_argument(), *reading(), told=("一个中心的全部事件及其条款。", "The events of a centre, with their articles.")
)
def history(run: Run, centre: str) -> None:
    """Show what happened to a centre."""
    with run.registry() as registry:
        registry.view(centre, run.as_of, run.known_at)
        events = events_of(run, registry, centre)
        speaker = Speaker(registry, run.lang)
        gone, right = marks(registry.history(centre, run.known_at))
        people = people_of(registry, events)
        told = [
            telling.event(each)
            | {"voided_by": gone.get(each.sequence), "corrected_by": right.get(each.sequence), "persons": people[each.sequence]}
            for each in events
        ]
        page = (
            line
            for each in events
            for line in (
                *marked_lines(each, speaker[each.law.edition], gone, right),
                *erased_lines(people[each.sequence], run.lang),
            )
        )
        run.show("history", asked(run) | {"centre": centre, "events": told}, page)


def asked(run: Run) -> dict[str, Any]:
    """The day and the knowledge that were asked for."""
    return {"as_of": telling.told(run.as_of), "known_at": run.known_at}


def listed(run: Run, registry: Registry) -> list[dict[str, Any]]:
    """The lines of the register."""
    present = run.as_of is None and run.known_at is None and not run.json  # the page names nothing but what an outline has
    centres = registry.outline() if present else registry.centres(run.as_of, run.known_at)
    return [telling.listed(each, policy_of(registry, each), run.lang) for each in centres]


def events_of(run: Run, registry: Registry, centre: str) -> list[Event]:
    """The events of a centre that count by the day asked, as known at the sequence asked."""
    return [event for event in registry.history(centre, run.known_at) if run.as_of is None or event.effective <= run.as_of]


def policy_of(registry: Registry, centre: Centre) -> str:
    """The policy that a centre's edition is one of."""
    found = registry.shelf.found.get(centre.edition)
    return found.policy if found else ""


def register_page(run: Run, centres: Iterable[Mapping[str, Any]], speaker: Speaker) -> Iterator[str]:
    """The register as a table."""
    heads = [MESSAGES[head](run.lang) for head in ("id", "name", "stage", "since", "edition")]
    rows = [
        (
            each["id"],
            each["name"] or named_before(each["former_name"], run.lang),
            speaker[each["edition"]].stage(each["stage"], each["kind"]),
            each["since"],
            each["edition"],
        )
        for each in centres
    ]
    if rows:
        yield from table(heads, rows, run.width)
    else:
        run.say(MESSAGES["empty"])


def named_before(name: str | None, lang: Lang) -> str:
    """What stands for the name of a centre that has none: the one it bore before its end, or a dash."""
    return MESSAGES["formerly"].fill(name=name)(lang) if name else "—"


def marks(events: Sequence[Event]) -> tuple[dict[int, int], dict[int, int]]:
    """Which entries are struck out, and which count otherwise than recorded: each with the sequence of what did it."""
    return struck(events), {sequence: by.sequence for sequence, by in corrections(events).items()}


def people_of(registry: Registry, events: Iterable[Event]) -> dict[int, dict[str, str]]:
    """Of each event by its sequence: whose personal data it speaks of, and whether these are ``kept`` or ``erased``."""
    found = {event.sequence: event.persons for event in events}
    if not any(found.values()):
        return {sequence: {} for sequence in found}
    with registry.ledger.reading(registry.jurisdiction or None) as reader:
        kept = {person for person, _, _ in reader.people()}
    return {place: {each: "kept" if each in kept else "erased" for each in sorted(named)} for place, named in found.items()}


def erased_lines(people: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """That personal data which an event speaks of were erased."""
    gone = [person for person, state in people.items() if state == "erased"]
    if gone:
        yield " " * 6 + MESSAGES["erased"].fill(people=gone)(lang)


def marked_lines(event: Event, names: Names, gone: Mapping[int, int], right: Mapping[int, int]) -> Iterator[str]:
    """One event; what is struck out stays and says so, and so does what was put right."""
    for number, line in enumerate(event_lines(event, names)):
        yield line if number or event.sequence not in gone else f"✗{line[1:]}"
    if event.sequence in gone:
        yield " " * 6 + MESSAGES["voided"].fill(by=gone[event.sequence])(names.lang)
    elif event.sequence in right:
        yield " " * 6 + MESSAGES["corrected"].fill(by=right[event.sequence])(names.lang)


def event_lines(event: Event, names: Names) -> Iterator[str]:
    """One event: what happened and where it led; below it by whom, on which articles, and why."""
    yield f"{event.sequence:>4}  {event.on}  {' → '.join([names.of('acts', event.kind), *stages_of(event, names)])}  [{event.act}]"
    told = [names.of("offices", event.by), event.document, names.cites(event.law.articles)]
    yield " " * 6 + " · ".join(part for part in (*told, *_apart(event, names)) if part)
    if event.reason:
        yield " " * 6 + MESSAGES["reason"].fill(reason=event.reason)(names.lang)
    for said in event.determinations:
        yield " " * 6 + names.determination(said)
    yield from (" " * 6 + _signature(each, names) for each in event.signed)


def _signature(told: Mapping[str, str], names: Names) -> str:
    """Who took part besides, what was said, and on which paper."""
    who = names.of("offices", told.get("by", ""))
    opinion = MESSAGES[told.get("opinion", "agrees")](names.lang)
    parts = (told.get("person", ""), opinion, told.get("document", ""), told.get("reason", ""), told.get("on", ""))
    return MESSAGES["signed"].fill(who=who)(names.lang) + " · ".join(part for part in parts if part)


def stages_of(event: Event, names: Names) -> list[str]:
    """The stages that an event led to."""
    return [names.stage(effect.name, effect.type) for effect in event.effects if effect.kind == "stage"]


def _apart(event: Event, names: Names) -> Iterator[str]:
    """What is out of the ordinary: another day to count from, another basis, readings it rests on."""
    if event.effective != event.on:
        yield MESSAGES["counts"].fill(day=event.effective)(names.lang)
    if event.law.basis not in ("", event.law.edition):
        yield MESSAGES["basis"].fill(basis=event.law.basis)(names.lang)
    if event.delegation:
        yield MESSAGES["delegated"].fill(delegation=event.delegation)(names.lang)
    if event.law.assumptions:
        yield MESSAGES["assumed"].fill(names=names.joined(event.law.assumptions))(names.lang)


MESSAGES = {
    "erased": Text("个人信息已删除：{people}", "personal data erased: {people}"),
    "signed": Text("会签：{who}，", "signed: {who}, "),
    "agrees": Text("同意", "agrees"),
    "objects": Text("不同意", "objects"),
    "delegated": Text("依委托 {delegation}", "by delegation {delegation}"),
    "voided": Text("已由序号 {by} 撤销，不再计入", "struck out by sequence {by}; it counts no more"),
    "corrected": Text("已由序号 {by} 更正，按更正后的内容计", "put right by sequence {by}; it counts as corrected"),
    "formerly": Text("（原 {name}）", "(formerly {name})"),
    "empty": Text("登记簿中没有中心", "the register holds no centre"),
    "id": Text("编号", "id"),
    "name": Text("名称", "name"),
    "stage": Text("阶段", "stage"),
    "since": Text("自", "since"),
    "edition": Text("版本", "edition"),
    "counts": Text("自 {day} 起算", "counts from {day}"),
    "basis": Text("依据 {basis}", "on the basis of {basis}"),
    "assumed": Text("依解释 {names}", "resting on the readings {names}"),
    "reason": Text("理由：{reason}", "reason: {reason}"),
}
