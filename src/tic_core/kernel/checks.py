"""What the core itself checks on every act, whatever the edition says. No policy can switch one of these off.

Each check yields a finding for everything wrong; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.kernel.context import confirmed
from tic_core.model.cite import Cite
from tic_core.model.facts import CODE
from tic_core.model.receipt import Finding
from tic_core.model.rule import DEPART, Option, Rule
from tic_core.model.subject import FINAL_KINDS
from tic_core.model.verdict import Verdict
from tic_core.text import Text


def core_findings(asked: Asked) -> Iterator[Finding]:
    """Every breach of what the core asks of any act."""
    for check in _CHECKS:
        yield from check(asked)


def breach(
    asked: Asked,
    code: str,
    values: Mapping[str, Any],
    *,
    cite: Cite | None = None,
    limit: Any = None,
    margin: Any = None,
    **told: Any,
) -> Finding:
    """A blocking finding of the core: ``told`` fills its two sentences; without ``cite`` it rests on the act's own article."""
    what, cure = CORE[code]
    source = cite or asked.cite
    return Finding(
        rule=f"core.{code}",
        verdict=Verdict.NOT_MET,
        cite=str(source or ""),
        cite_text=asked.lawbook.edition.cite_text(source),
        values=values,
        limit=limit,
        margin=margin,
        text=what.fill(act=asked.kind.name, **told),
        remedy=cure.fill(act=asked.kind.name, **told),
        blocks=True,
    )


def basis_window(asked: Asked) -> tuple[date, date] | None:
    """The days on which the act's basis is in force: the edition's window, or that of the registered text it names."""
    lawbook, basis = asked.lawbook, asked.act.basis
    if basis in ("", lawbook.edition.id):
        return lawbook.first, lawbook.last
    texts = asked.world.law.value("basis") or ()
    return next(((text["first"], text["last"]) for text in texts if text["id"] == basis), None)


def options_of(rule: Rule) -> tuple[Option, ...]:
    """What may be determined on a rule; one that holds *generally* (一般) may also be departed from."""
    return (*rule.options(), DEPART) if rule.force == "generally" else rule.options()


def _in_force(asked: Asked) -> Iterator[Finding]:
    """Every act names a basis in force on its date; acts on the texts themselves are what brings a basis about."""
    act, window, cite = asked.act, basis_window(asked), asked.lawbook.edition.identity.in_force.cite
    if asked.kind.subject != "centre":
        return
    if asked.kind.grounds == "named" and not act.basis:
        yield breach(asked, "grounds", {"basis": None})
    elif window is None:
        yield breach(asked, "basis", {"basis": act.basis}, cite=cite, basis=act.basis)
    elif not window[0] <= act.on <= window[1]:
        margin = (act.on - window[0] if act.on < window[0] else window[1] - act.on).days
        told = {"day": act.on, "basis": act.basis or asked.lawbook.edition.id, "first": window[0], "last": window[1]}
        yield breach(asked, "window", {"act.on": act.on}, cite=cite, limit=window, margin=margin, **told)


def _dated(asked: Asked) -> Iterator[Finding]:
    act, world, counts = asked.act, asked.world, asked.act.counts_from
    if act.on > world.today:
        margin = (world.today - act.on).days
        yield breach(asked, "future", {"act.on": act.on}, limit=world.today, margin=margin, day=act.on, today=world.today)
    if world.latest and asked.kind.moves and counts < world.latest:
        yield breach(asked, "order", {"act.effective": counts}, limit=world.latest, day=counts, latest=world.latest)
    allowed, off = asked.kind.differing, (counts - act.on).days
    if off and (allowed is None or not -allowed.days_before <= off <= allowed.days_after):
        yield breach(asked, "effective", {"act.on": act.on, "act.effective": counts}, cite=allowed.cite if allowed else None)


def _begun(asked: Asked) -> Iterator[Finding]:
    """No act counts from a day before what it touches began: in the replay its event would come first and be lost."""
    centre, kind, counts = asked.centre, asked.kind, asked.act.counts_from
    began = [stop.on for stop in centre.path[:1]]
    began += [centre.since] if centre.since and (kind.reserves or kind.frees) else []
    duties = [*(each.duty for each in kind.discharges), *(each.duty for each in kind.changes)]
    began += [duty.opened for name in duties if (duty := asked.running_duty(name)) is not None and duty.opened]
    keys = [asked.proceeding_meant(each.proceeding, each.from_) for each in kind.steps]
    began += [centre.proceedings[key].since for key in keys if key in centre.proceedings]
    if counts < max(began, default=counts):
        since = max(began)
        yield breach(asked, "early", {"act.effective": counts}, limit=since, margin=(counts - since).days, day=counts, since=since)


def _named(asked: Asked) -> Iterator[Finding]:
    """A centre bears an id of its own; the registry's other subjects have a colon in theirs."""
    if asked.kind.subject == "centre" and not CODE.fullmatch(asked.centre.id):
        yield breach(asked, "centre", {"centre.id": asked.centre.id}, centre=asked.centre.id)


def _staged(asked: Asked) -> Iterator[Finding]:
    if asked.target is not None:
        return
    stage, stages, lawful = asked.context.stage, asked.tables["stages"], sorted(asked.kind.stages())
    here = stages[stage].name if stage else NOWHERE
    named = asked.outcome.targets.get(stage)
    if named is not None:
        value = asked.context.facts.get(named[1:])
        yield breach(asked, "adopted", {named[1:]: value}, limit=sorted(stages), value=value, stages=list(stages))
    elif stage and stages[stage].kind in FINAL_KINDS:
        yield breach(asked, "final", {"centre.stage": stage}, stage=here)
    elif stage in lawful:
        rules = [asked.lawbook.rules[move.when].name for move in asked.kind.moves if move.when]
        yield breach(asked, "branch", {"centre.stage": stage}, rules=rules)
    else:
        names = [stages[name].name for name in lawful] or [NOWHERE]
        yield breach(asked, "stage", {"centre.stage": stage or None}, limit=lawful, stage=here, lawful=names)


def _entitled(asked: Asked) -> Iterator[Finding]:
    who, roles = asked.act.by, asked.kind.roles
    if not asked.holds_role(who, roles):
        names = [asked.tables["roles"][role].name for role in roles]
        yield breach(asked, "office", {"act.by": who}, limit=list(roles), by=who, roles=names)


def _formed(asked: Asked) -> Iterator[Finding]:
    for ill in asked.context.ill:
        declared = asked.lawbook.facts.get(ill.fact)
        told = {"what": ill.what, "expected": ill.expected}
        yield breach(asked, "fact", {ill.fact: asked.act.facts.get(ill.fact)}, cite=declared.cite if declared else None, **told)
    if asked.kind.documents and not asked.act.document:
        yield breach(asked, "document", {"document": None}, documents=list(asked.kind.documents))
    if asked.kind.reason and not asked.act.reason.strip():
        yield breach(asked, "reason", {"reason": None}, what=asked.kind.name)


def _stepped(asked: Asked) -> Iterator[Finding]:
    for stepping in asked.kind.steps:
        declared = asked.tables["proceedings"][stepping.proceeding]
        key = asked.act.about or stepping.proceeding
        standing = asked.centre.proceedings.get(key)
        if stepping.from_ and asked.proceeding_meant(stepping.proceeding, stepping.from_) is None:
            steps = [step.name for step in declared.steps if step.id in stepping.from_]
            yield breach(asked, "proceeding", {"about": key}, key=key, name=declared.name, steps=steps)
        elif not stepping.from_ and standing is not None and standing.open:
            yield breach(asked, "running", {"about": key}, key=key, name=declared.name)


def _judged(asked: Asked) -> Iterator[Finding]:
    """Determinations are for rules of this act, by the entitled office, with a reason, from the permitted options."""
    asks = (*asked.kind.requires, *asked.kind.notes)
    for said in asked.act.determinations:
        if said.rule not in asks:
            yield breach(asked, "determination", {"rule": said.rule}, rule=said.rule, rules=list(asks))
            continue
        rule, by = asked.lawbook.rules[said.rule], said.by or asked.act.by
        judge, options = rule.judge or asked.lawbook.edition.identity.judge, options_of(rule)
        if said.choice not in [option.id for option in options]:
            told = {"rule": rule.name, "choice": said.choice, "options": [option.id for option in options]}
            yield breach(asked, "choice", {"choice": said.choice}, cite=rule.cite, **told)
        if not said.reason.strip():
            yield breach(asked, "reason", {"reason": None}, cite=rule.cite, what=rule.name)
        if not asked.holds_role(by, (judge,)):
            yield breach(asked, "judge", {"by": by}, cite=rule.cite, by=by, rule=rule.name, role=asked.tables["roles"][judge].name)


def _confirmed(asked: Asked) -> Iterator[Finding]:
    """An adverse act rests only on readings the authority has confirmed; no act rests on a reading it has turned down."""
    questions = asked.tables["interpretations"]
    for name in asked.lawbook.assumptions(asked.kind):
        question, said = questions[name], asked.world.law.value(f"interpretation.{name}")
        if said is not None and said != question.taken:
            yield breach(asked, "overruled", {name: said}, cite=question.cite, name=name, said=said, taken=question.taken)
        elif asked.kind.nature == "adverse" and not confirmed(asked.lawbook, asked.world, name):
            yield breach(asked, "unconfirmed", {name: "default"}, cite=question.cite, name=name, question=question.question)


_CHECKS: tuple[Callable[[Asked], Iterator[Finding]], ...] = (
    _in_force,
    _dated,
    _begun,
    _named,
    _staged,
    _entitled,
    _formed,
    _stepped,
    _judged,
    _confirmed,
)

NOWHERE = Text("（尚未立项）", "(no centre yet)")

CORE: Mapping[str, tuple[Text, Text]] = {
    "window": (
        Text(
            "{day} 时“{basis}”不在有效期内（{first} 至 {last}，含两端）",
            "on {day} “{basis}” is not in force ({first} to {last}, both included)",
        ),
        Text(
            "在有效期内作出，或指明当日有效并已登记的其他依据",
            "take it on a day in the window, or name another registered basis in force on that day",
        ),
    ),
    "basis": (
        Text("依据“{basis}”未登记", "the basis “{basis}” is not registered"),
        Text("先由机关登记该依据及其有效期", "have the office register that text with its dates first"),
    ),
    "grounds": (
        Text("“{act}”须指明本办法以外的依据", "“{act}” must name a basis outside the measure"),
        Text("在 basis 中写明已登记的依据", "name a registered text in `basis`"),
    ),
    "future": (
        Text("行为日期 {day} 晚于今日 {today}", "the act is dated {day}, after today, {today}"),
        Text("于当日或之后提交", "submit it on that day or later"),
    ),
    "order": (
        Text(
            "行为自 {day} 起算，早于该中心最近一次阶段变更 {latest}",
            "the act counts from {day}, before the centre last moved on {latest}",
        ),
        Text(
            "核对日期；先前的阶段变更有误的，应另行更正", "check the date; a wrong earlier move is corrected by an act of its own"
        ),
    ),
    "effective": (
        Text("“{act}”的生效日超出允许范围", "“{act}” may not count from that day"),
        Text("以作出之日为生效日", "let it count from the day it was decided"),
    ),
    "early": (
        Text(
            "行为自 {day} 起算，早于其所涉事项的开始（{since}）",
            "the act counts from {day}, before what it touches began, on {since}",
        ),
        Text("自 {since} 或之后起算", "let it count from {since} or a later day"),
    ),
    "centre": (
        Text("中心编号“{centre}”不可用", "“{centre}” cannot be a centre's id"),
        Text(
            "编号由字母、数字和 . _ - / # 组成，以字母或数字开头",
            "letters, digits and . _ - / #, a letter or digit first",
        ),
    ),
    "stage": (
        Text("阶段“{stage}”不能作出“{act}”", "“{act}” is not possible in the stage “{stage}”"),
        Text("须处于：{lawful}", "possible in: {lawful}"),
    ),
    "final": (
        Text("该中心已终结（{stage}），不再变动", "the centre has come to its end ({stage}); nothing moves it"),
        Text("如需重新开始，应另立中心", "start a new centre"),
    ),
    "adopted": (
        Text("承接所记阶段“{value}”不是本版本的阶段", "“{value}”, the stage that was found, is none of this edition"),
        Text("应为：{stages}", "one of: {stages}"),
    ),
    "branch": (
        Text("“{act}”的去向不能确定", "where “{act}” leads cannot be told"),
        Text("须恰有一项成立：{rules}", "one of these must hold: {rules}"),
    ),
    "office": (
        Text("{by} 无权作出“{act}”", "{by} may not take “{act}”"),
        Text("由{roles}作出（本中心所属）", "it is for: {roles} (of this centre)"),
    ),
    "fact": (Text("{what}", "{what}"), Text("{expected}", "{expected}")),
    "document": (
        Text("缺少文件号", "the document's number is missing"),
        Text("写明文件号：{documents}", "give the number of: {documents}"),
    ),
    "reason": (
        Text("“{what}”须说明理由", "“{what}” needs a reason"),
        Text("填写 reason", "fill in `reason`"),
    ),
    "proceeding": (
        Text("没有处于相应步骤的{name}“{key}”", "there is no {name} “{key}” at that step"),
        Text("须处于：{steps}；用 about 指明是哪一个", "it must stand at: {steps}; say which with `about`"),
    ),
    "running": (
        Text("{name}“{key}”尚在进行", "the {name} “{key}” is still running"),
        Text("先结束它，或用 about 另起名称", "end it first, or give the new one another name in `about`"),
    ),
    "determination": (
        Text("判定所指规则“{rule}”不属于该行为", "the determination names the rule “{rule}”, which this act does not ask"),
        Text("可判定：{rules}", "it may be one of: {rules}"),
    ),
    "choice": (
        Text("对“{rule}”的选择“{choice}”不在允许之列", "“{choice}” is not an option for “{rule}”"),
        Text("可选：{options}", "the options are: {options}"),
    ),
    "judge": (
        Text("{by} 无权就“{rule}”作出判定", "{by} may not determine “{rule}”"),
        Text("由{role}判定", "it is for the {role}"),
    ),
    "unconfirmed": (
        Text(
            "不利行为依赖的解释 {name} 尚未经有权机关确认：{question}",
            "the adverse act rests on {name}, which the authority has not confirmed: {question}",
        ),
        Text("先由有权机关确认 {name}", "have the authority confirm {name} first"),
    ),
    "overruled": (
        Text(
            "有权机关对 {name} 的解释为“{said}”，而本版本按“{taken}”编写",
            "the authority reads {name} as “{said}”, and this edition is written for “{taken}”",
        ),
        Text("换用按该解释编写的版本", "use an edition written for that reading"),
    ),
}
