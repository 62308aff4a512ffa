"""``ticctl explain``: every finding on one act: as it was refused, as it was accepted, or as it would be decided now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from tic_core import telling
from tic_core.cli.advice import MESSAGES as ADVICE
from tic_core.cli.advice import asked_lines, asked_told, chain, chain_lines, repair_lines, repair_told
from tic_core.cli.findings import finding_lines
from tic_core.cli.frame import Argument, Day, Option, command
from tic_core.cli.names import Names, Speaker
from tic_core.cli.options import DAY, KNOWN_AT, STRICT, centre, common
from tic_core.cli.run import Run
from tic_core.counsel import case_of, sources
from tic_core.errors import UsageError
from tic_core.kernel.asking import questions
from tic_core.kernel.context import kind_of
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.prospect import entitled
from tic_core.kernel.repair import Case, Look, repair
from tic_core.ledger import Refused
from tic_core.ledger.codec import decode_plain
from tic_core.model.act import Act, Determination, signature
from tic_core.model.event import Event
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre
from tic_core.model.transition import TRANSITION
from tic_core.packs.faults import offered
from tic_core.packs.read import bytes_of, read
from tic_core.registry import Registry
from tic_core.text import Lang, Text
from tic_core.transitions import recalled as worked_out
from tic_core.transitions import retold

REFUSED = 1
SUPPOSED = "?"  # the id of an act that is only supposed
NOBODY = "?"  # who takes it, where nobody may


@attrs.frozen
class Explained:
    """An act with what became of it, in plain form. ``how`` is ``recorded``, ``refused`` (from the log) or ``supposed``.

    ``edition`` is the law it was decided under, ``law`` all that its event relied on.
    """

    how: str
    act: Mapping[str, Any]
    status: str
    edition: str
    findings: Sequence[Mapping[str, Any]]
    sequence: int | None = None
    recorded: str | None = None
    law: Mapping[str, Any] | None = None
    asked: Act | None = None
    known_at: int | None = None
    repair: Mapping[str, Any] | None = None
    ask: Sequence[Mapping[str, Any]] = ()

    def told(self) -> dict[str, Any]:
        """``{how, act{}, status, edition, findings[], sequence, recorded, law{}, repair{}, ask[]}``."""
        return {name: value for name, value in attrs.asdict(self, recurse=False).items() if name not in ("asked", "known_at")}


@command(
    "explain",
    centre(),
    Argument(
        "act",
        value=("行为", "ACT"),
        told=("已记录或不予受理的行为编号，或行为种类。", "The id of a recorded or refused act, or a kind of act."),
    ),
    Option(
        "--on",
        "--as-of",
        type=Day(),
        value=DAY,
        told=("假设在该日作出（默认今日）。", "Suppose it taken on that day (today unless given)."),
    ),
    Option("--by", value=("机构", "OFFICE"), told=("假设由谁作出。", "Suppose it taken by that office or unit.")),
    Option(
        "--fact",
        multiple=True,
        value=("名=值", "NAME=VALUE"),
        told=("假设提交该事实，可重复。", "Suppose it brings that fact; may be repeated."),
    ),
    Option(
        "--facts",
        value=("文件", "FILE"),
        told=("假设提交文件中的事实（TOML，每行一项）。", "Suppose it brings the facts of a file (TOML, one key each)."),
    ),
    Option("--document", value=("文号", "NUMBER"), told=("假设的文件号。", "Suppose that document number.")),
    Option("--reason", value=("文字", "TEXT"), told=("假设的理由。", "Suppose that reason.")),
    Option("--basis", value=("文本", "TEXT"), told=("假设的依据。", "Suppose that basis.")),
    Option(
        "--determine",
        multiple=True,
        value=("规则=选项", "RULE=OPTION"),
        told=("假设作出该判定，可重复。", "Suppose that determination; may be repeated."),
    ),
    Option("--policy", value=("办法", "POLICY"), told=("新中心适用的办法。", "The policy of a centre that is not there yet.")),
    Option(
        "--repair",
        is_flag=True,
        told=("求出最小的合法改变，并重新裁决核实。", "Find the smallest lawful change of facts, and decide again to make sure."),
    ),
    STRICT(),
    KNOWN_AT(),
    *common(),
    told=(
        "某行为为何受理或不予受理：逐项列出数值、余量、条款和补救。",
        "Why an act is accepted or refused: each finding with values, margin, article and remedy.",
    ),
    more=(
        "不予受理时以 1 退出。",
        "Exits 1 where it is refused.",
    ),
)
def explain(run: Run, centre: str, act: str, **supposed: Any) -> int:
    """Explain one act."""
    with run.registry() as registry:
        found = explained(run, registry, centre, act) or _supposed(run, registry, centre, act, supposed)
        found = _advised(run, registry, found, supposed["repair"])
        names = Speaker(registry, run.lang)[found.edition]
    run.show("explanation", found.told(), explained_lines(run, found, names))
    return REFUSED if found.status == Status.REFUSED.value else 0


def explained(run: Run, registry: Registry, centre: str, act: str) -> Explained | None:
    """The act of that id as it was recorded or, failing that, as it was last refused; None where there is none."""
    for event in registry.history(centre, run.known_at):
        if event.act == act:
            return _recorded(run, registry, event)
    logged = [refused(run.lang, each) for each in registry.refusals(centre) if each.act == act]
    known = [each for each in logged if run.known_at is None or (each.known_at or 0) <= run.known_at]
    return _traced(run.lang, registry, known[-1]) if known else None


def explained_lines(run: Run, found: Explained, names: Names) -> Iterator[str]:
    """The act, what became of it, and every finding."""
    lang, act = run.lang, found.act
    yield run.heading(" · ".join(part for part in (act["centre"], names.of("acts", act["kind"]), act["on"]) if part))
    who = names.of("offices", act["by"]) if act["by"] != NOBODY else ""
    yield " · ".join(part for part in (who, act["document"], found.edition) if part)
    told = {"status": Status(found.status).text, "act": act["id"], "sequence": found.sequence, "recorded": found.recorded}
    yield MESSAGES[found.how].fill(**told)(lang)
    for finding in found.findings:
        yield from finding_lines(finding, names)
        yield from chain_lines(finding, lang)
    if found.repair is not None:
        yield ""
        state = "no-repair" if not found.repair["possible"] else "repair" if found.repair["changes"] else "only-needs"
        yield from repair_lines(found.repair, names, run.heading(ADVICE[state](lang)))
    if found.ask:
        yield ""
        yield from asked_lines(found.ask, names, run.heading(ADVICE["asking"](lang)))


def _advised(run: Run, registry: Registry, found: Explained, repairing: bool) -> Explained:
    """What may be done about an act that is refused: what to ask for next and, where it was wanted, the smallest repair."""
    if found.asked is None or found.status != Status.REFUSED.value or found.edition not in registry.shelf.found:
        return found
    with case_of(registry, found.edition, found.asked, found.known_at) as asked:
        if asked.act.kind not in asked.lawbook.plans:
            return found
        case = attrs.evolve(asked, look=_by_anybody(asked)) if asked.act.by == NOBODY else asked
        repaired = repair_told(repair(case), case, run.lang) if repairing else None
        return attrs.evolve(found, repair=repaired, ask=asked_told(questions(case), case.lawbook, run.lang))


def _by_anybody(case: Case) -> Look:
    """Nobody was supposed to take the act, so that nobody may is no news."""
    return lambda act, facts: tuple(each for each in case.look(act, facts) if each.rule != "core.office")


def _traced(lang: Lang, registry: Registry, found: Explained) -> Explained:
    """A logged refusal with what stands behind its findings, as known when it was refused."""
    if found.edition not in registry.shelf.found or found.asked is None:
        return found
    events = registry.history(found.asked.centre, found.known_at)
    centre = fold(found.asked.centre, events, found.asked.on)
    return _with_chain(lang, registry.shelf.lawbook(found.edition), centre, events, found)


def _with_chain(lang: Lang, lawbook: Lawbook, centre: Centre, events: Sequence[Event], found: Explained) -> Explained:
    brought = found.act["facts"]
    findings = [
        each | chain(lawbook, each["rule"], sources(lawbook, centre, events, brought, each["rule"]), each["cite"], lang)
        for each in map(dict, found.findings)
    ]
    return attrs.evolve(found, findings=findings)


def _recorded(run: Run, registry: Registry, event: Event) -> Explained:
    if event.kind == TRANSITION:
        return _moved(run, registry, event)
    again = registry.recall(event)
    if not again.same:
        run.say(MESSAGES["altered"].fill(edition=event.law.edition))
    findings = [telling.finding(each, run.lang) for each in again.findings]
    status, law = Status.ACCEPTED.value, attrs.asdict(event.law)
    act = telling.act(again.act) | {"centre": event.subject}
    found = Explained("recorded", act, status, event.law.edition, findings, event.sequence, event.recorded, law)
    return _with_chain(run.lang, again.lawbook, again.centre, again.events, found)


def _moved(run: Run, registry: Registry, event: Event) -> Explained:
    """A move to another edition: worked out again from the plan that the ledger keeps, and held against what was recorded."""
    crossing, found = worked_out(registry, event)
    finding = retold(crossing, found, event)
    act = telling.act(crossing.act(event.subject))
    status, law = Status.ACCEPTED.value, attrs.asdict(event.law)
    told = [telling.finding(finding, run.lang)]
    known = Explained("recorded", act, status, event.law.edition, told, event.sequence, event.recorded, law)
    events = registry.history(event.subject, event.sequence - 1)
    return _with_chain(run.lang, crossing.new.lawbook, fold(event.subject, events, event.on), events, known)


def refused(lang: Lang, logged: Refused) -> Explained:
    """A refused act as the log tells it."""
    told = decode_plain(logged.body)
    words = [{key: each.get(key) and each[key][lang] for key in IN_WORDS} for each in told["findings"]]
    findings = [each | said for each, said in zip(told["findings"], words, strict=True)]
    act = told["act"] | {"centre": logged.subject}
    said = tuple(Determination(**each) for each in told["act"].get("determinations", ()))
    signed = tuple(signature(each) for each in told["act"].get("signed", ()))
    asked = Act(**told["act"] | {"on": date.fromisoformat(told["act"]["on"]), "determinations": said, "signed": signed})
    found = Explained("refused", act, Status.REFUSED.value, told.get("edition", ""), findings, recorded=logged.recorded)
    return attrs.evolve(found, asked=asked, known_at=told.get("known_at"))


def _supposed(run: Run, registry: Registry, centre: str, kind: str, supposed: Mapping[str, Any]) -> Explained:
    """How an act of a kind would be decided, from what the command line supposes of it."""
    lawbook = _lawbook(registry, centre, {**supposed, "known_at": run.known_at})
    if kind not in lawbook.plans:
        ids = [event.act for event in registry.history(centre)] + [logged.act for logged in registry.refusals(centre)]
        raise UsageError(MESSAGES["no-act"].fill(centre=centre, act=kind), offered(kind, {*lawbook.plans, *ids}))
    day: date = supposed["on"] or registry.today(lawbook)
    facts = _facts(lawbook, supposed)
    who = supposed["by"] or _who(lawbook, kind, _as_it_stands(registry, centre, day, run.known_at), facts)
    act = Act(
        id=SUPPOSED,
        kind=kind,
        on=day,
        by=who or NOBODY,
        centre="" if lawbook.plans[kind].act.subject == "edition" else centre,
        policy=supposed["policy"] or lawbook.edition.id,
        document=supposed["document"] or "",
        facts=facts,
        determinations=tuple(_determination(each, supposed) for each in supposed["determine"]),
        reason=supposed["reason"] or "",
        basis=supposed["basis"] or "",
    )
    receipt = registry.explain(act, run.known_at)
    # Nobody was supposed to take it, so that nobody may is no news.
    found = [each for each in receipt.findings if who or each.rule != "core.office"]
    findings = [telling.finding(each, run.lang) for each in found]
    told = telling.act(act) | {"centre": centre}
    status, law = receipt.status.value, lawbook.edition.id
    explained = Explained("supposed", told, status, law, findings, asked=act, known_at=run.known_at)
    events = registry.history(act.centre, run.known_at) if act.centre else []
    return _with_chain(run.lang, receipt.lawbook or lawbook, fold(act.centre, events, day), events, explained)


def _lawbook(registry: Registry, centre: str, supposed: Mapping[str, Any]) -> Lawbook:
    """The law of the centre, or of the policy named for one that is not there yet."""
    try:
        return registry.lawbook_of(registry.view(centre, supposed["on"], supposed["known_at"]))
    except UsageError:
        return registry.shelf.in_force(supposed["policy"] or "", supposed["on"] or registry.clock().date()).lawbook


def _as_it_stands(registry: Registry, centre: str, day: date, known_at: int | None) -> Centre:
    try:
        return registry.view(centre, day, known_at)
    except UsageError:
        return Centre(centre)


def _who(lawbook: Lawbook, kind: str, centre: Centre, facts: Mapping[str, Any]) -> str:
    """Who would take the act: whom its own facts name, else the first who may."""
    roles = lawbook.edition.tables["roles"]
    brought = [str(facts[roles[role].held_by]) for role in lawbook.plans[kind].holders if roles[role].held_by in facts]
    return next(iter((*brought, *entitled(lawbook, lawbook.plans[kind], centre))), "")


def _facts(lawbook: Lawbook, supposed: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if supposed["facts"]:
        document = read(*bytes_of(Path(supposed["facts"])))
        if document.flaws:
            raise document.error(document.flaws)
        facts |= document.table
    for each in supposed["fact"]:
        name, _, value = each.partition("=")
        facts[name] = _plain(lawbook, name, value)
    return facts


def _plain(lawbook: Lawbook, name: str, value: str) -> Any:
    """A value from the command line in the plain form that its fact takes; what does not fit is for the decision to tell."""
    declared = kind_of(lawbook, name)
    if declared is None or declared.type not in ("yes-no", "whole", "list"):
        return value
    try:
        return json.loads(YES_NO.get(value, value))
    except ValueError:
        return value


def _determination(each: str, supposed: Mapping[str, Any]) -> Determination:
    rule, _, choice = each.partition("=")
    return Determination(rule, choice, supposed["reason"] or "")


IN_WORDS = ("text", "remedy", "margin_text")  # of a finding in the log, in both languages

YES_NO = {"是": "true", "否": "false", "yes": "true", "no": "false"}

MESSAGES = {
    "recorded": Text("受理，账本序号 {sequence}（{act}）", "accepted, sequence {sequence} of the ledger ({act})"),
    "refused": Text("不予受理（{act}），记录于 {recorded}", "refused ({act}), logged {recorded}"),
    "supposed": Text("若提交：{status}", "if it were submitted: {status}"),
    "altered": Text(
        "注意：版本 {edition} 的文件与作出决定时不同，以下按现有文件说明",
        "note: the document of {edition} is not the one that was decided under; this goes by the present one",
    ),
    "no-act": Text("{centre} 没有编号或种类为“{act}”的行为", "{centre} has no act of the id or kind “{act}”"),
}
