"""Every finding on one act: what the core checks, then what the edition's rules find. All of them, never the first alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.breaches import breach
from tic_core.kernel.checks import core_findings
from tic_core.kernel.context import Context
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.mandate import mandated
from tic_core.kernel.settling import determination, options_of, settles
from tic_core.model.act import Act
from tic_core.model.receipt import Finding
from tic_core.model.rule import MET, NOT_MET, Check, Rule
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.rules.reference import evaluate
from tic_core.text import Text


def weigh(lawbook: Lawbook, context: Context, act: Act) -> tuple[Finding, ...]:
    """All findings on an act: blocking ones first, then the rest, each group in the order of the edition."""
    plan = lawbook.plans.get(act.kind)
    if plan is None:
        return (_unknown_act(lawbook, act),)
    asked = Asked(lawbook, context, act, plan, plan.outcomes[plan.compiled.run(context.vector)])
    found = [*core_findings(asked), *(finding for name in _asks(asked) for finding in _ruled(asked, name)), *mandated(asked)]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def blocking(asked: Asked) -> Iterator[Finding]:
    """The blocking findings of :func:`weigh`, in its order: the compiled outcome says which rules have to be told at all."""
    yield from core_findings(asked)
    rules, verdicts = asked.lawbook.rules, asked.outcome.verdicts
    for name in _asks(asked):
        rule, verdict = rules[name], verdicts[name]
        if _blocks(asked, rule, verdict) or any(True for _ in _against_the_facts(asked, rule, verdict)):
            yield from (each for each in _ruled(asked, name) if each.blocks)
    yield from (each for each in mandated(asked) if each.blocks)


def _asks(asked: Asked) -> dict[str, None]:
    """The rules that are told of: what is required and noted, and under which alone a duty is opened where that is not plain."""
    said = {each.rule for each in asked.act.determinations}
    conditions = (name for name, verdict in asked.conditions.items() if verdict in OPEN or name in said)
    money = (name for name in asked.plan.funding if name in said)
    return dict.fromkeys((*asked.kind.requires, *asked.kind.notes, *conditions, *money))


def finding(
    lawbook: Lawbook, rule: Rule, found: Check, *, blocks: bool = False, noted: bool = False, determined: str = ""
) -> Finding:
    """A rule's check as a finding, with its sentence and what would cure it."""
    told = [TOLD.fill(fact=lawbook.names.name(name), value=_brief(lawbook, name, value)) for name, value in found.values.items()]
    return Finding(
        rule=rule.id,
        verdict=found.verdict,
        cite=str(rule.cite or ""),
        cite_text=lawbook.edition.cite_text(rule.cite),
        values=dict(found.values),
        limit=found.limit,
        margin=found.margin,
        margin_text=rule.margin_text(found, lawbook.names),
        text=_noted(found, (RULED if told else PLAIN).fill(name=rule.name, verdict=found.verdict.text, values=told)),
        remedy=None if found.verdict in PERMITS else _remedy(lawbook, rule, found),
        assumed=lawbook.assumed_by(rule.id),
        blocks=blocks,
        noted=noted,
        determined=determined,
    )


def _noted(found: Check, text: Text) -> Text:
    """A finding with the note of its check; what is left to judgement has its question for a note, which the remedy asks."""
    if found.note is None or found.verdict is Verdict.DISCRETION:
        return text
    return Text("{text}；{note}", "{text}; {note}").fill(text=text, note=found.note)


def _unknown_act(lawbook: Lawbook, act: Act) -> Finding:
    told: dict[str, Any] = {"edition": lawbook.edition.id, "act": act.kind, "known": sorted(lawbook.plans)}
    cite = lawbook.edition.identity.in_force.cite
    return Finding(
        rule="core.act",
        verdict=Verdict.NOT_MET,
        cite=str(cite),
        cite_text=lawbook.edition.cite_text(cite),
        values={"kind": act.kind},
        limit=None,
        margin=None,
        text=MESSAGES["act"].fill(**told),
        remedy=MESSAGES["acts"].fill(**told),
        blocks=True,
    )


def _ruled(asked: Asked, name: str) -> Iterator[Finding]:
    rule = asked.lawbook.rules[name]
    found = evaluate(rule, asked.context.facts, asked.lawbook.rules, asked.lawbook.calendar)
    found = _with_ends(asked, found)
    said = determination(asked.act, rule, found.verdict)
    blocks, noted = _blocks(asked, rule, found.verdict), name not in asked.kind.requires
    yield finding(asked.lawbook, rule, found, blocks=blocks, noted=noted, determined=said.choice if said else "")
    yield from _against_the_facts(asked, rule, found.verdict)


def _with_ends(asked: Asked, found: Check) -> Check:
    """A check that fails because something runs, with the day on which that ends by itself, where there is one."""
    running = [name for name, value in found.values.items() if "running." in name and value]
    ends = {name: asked.context.facts.get(name.replace("running.", "until.", 1)) for name in running}
    told = [ENDS.fill(fact=asked.lawbook.names.name(name), day=day) for name, day in ends.items() if day is not None]
    fails = told and found.verdict is Verdict.NOT_MET
    return attrs.evolve(found, note=Text("{ends}", "{ends}").fill(ends=told)) if fails else found


def _blocks(asked: Asked, rule: Rule, verdict: Verdict) -> bool:
    """Whether a required rule stands against the act: not met or open, and no determination settles it."""
    if verdict in PERMITS or rule.id not in asked.kind.requires:
        return False
    return not settles(rule, determination(asked.act, rule, verdict))


def _against_the_facts(asked: Asked, rule: Rule, verdict: Verdict) -> Iterator[Finding]:
    """A determination that says other than what the facts show is no determination: it is refused, never swallowed."""
    agrees = {Verdict.MET: MET.id, Verdict.NOT_MET: NOT_MET.id}.get(verdict)
    if verdict in OPEN or determination(asked.act, rule, verdict) is not None:
        return
    for said in asked.act.determinations:
        if said.rule == rule.id and said.choice != agrees:
            told = {"rule": rule.name, "verdict": verdict.text, "choice": said.choice}
            yield breach(asked, "needless", {"choice": said.choice}, cite=rule.cite, **told)


def _brief(lawbook: Lawbook, name: str, value: Any) -> Any:
    """A value short enough for a sentence: terms by name, a list of records by its length."""
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return ROWS.fill(count=len(value))
    return lawbook.names.term(name, value)


def _remedy(lawbook: Lawbook, rule: Rule, found: Check) -> Text:
    """What would cure a finding: the missing facts, the determination to record, or what the rule's kind says."""
    judge = lawbook.edition.tables["roles"][rule.judge or lawbook.edition.identity.judge].name
    options = [option.id for option in options_of(rule)]
    decide = MESSAGES["determine"].fill(role=judge, rule=rule.id, options=options, question=found.note or rule.name)
    if found.verdict is Verdict.NOT_MET:
        cure = found.cure or MESSAGES["meet"].fill(name=rule.name)
        return MESSAGES["or-depart"].fill(cure=cure, rule=rule.id) if rule.force == "generally" else cure
    lacking = [lawbook.names.name(name) for name, value in found.values.items() if value is None]
    if found.verdict is Verdict.UNKNOWN and lacking:
        return MESSAGES["supply"].fill(facts=lacking, decide=decide)
    return decide


TOLD = Text("{fact}＝{value}", "{fact} = {value}")
RULED = Text("{name}：{verdict}（{values}）", "{name}: {verdict} ({values})")
PLAIN = Text("{name}：{verdict}", "{name}: {verdict}")
ENDS = Text("{fact}：至 {day} 届满", "{fact}: until {day}")
ROWS = Text("{count} 条", "{count} {count:record|records}")

MESSAGES = {
    "act": Text("版本 {edition} 没有行为“{act}”", "the edition {edition} has no act “{act}”"),
    "acts": Text("可用的行为：{known}", "its acts are: {known}"),
    "supply": Text("补充事实：{facts}；否则{decide}", "supply: {facts}; failing that, {decide}"),
    "determine": Text(
        "由{role}就“{question}”作出判定并说明理由（规则 {rule}，选项：{options}）",
        "the {role} determines “{question}” with a reason (rule {rule}, options: {options})",
    ),
    "meet": Text("使“{name}”得到满足", "make “{name}” hold"),
    "or-depart": Text(
        "{cure}；或由有权机关记录例外决定（规则 {rule}，选项 depart）",
        "{cure}; or the competent office records a departure (rule {rule}, option depart)",
    ),
}
