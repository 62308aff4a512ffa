"""What the core says when one of its own checks fails: for each a sentence and a cure, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.model.cite import Cite
from tic_core.model.receipt import Finding
from tic_core.model.verdict import Verdict
from tic_core.text import Text


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
        assumed=asked.kind.assumed if source is None else (),
        blocks=True,
    )


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
    "late": (
        Text(
            "{day} 的行为于 {today} 记录，超过可迟录的 {days} 日",
            "an act of {day} is put on record on {today}, more than the {days} days allowed",
        ),
        Text("由可以迟录的机关记录，或另行作出", "have an office record it that may, or take it anew on a later day"),
    ),
    "late-document": (
        Text("{day} 的行为迟录，须凭：{documents}", "an act of {day} is put on record late; that rests on: {documents}"),
        Text("写明文件号", "give the document's number"),
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
    "about-text": (
        Text("“{act}”针对办法本身，不针对中心（{centre}）", "“{act}” is about the measure itself, not about a centre ({centre})"),
        Text("不填 centre", "leave `centre` empty"),
    ),
    "empty": (
        Text("“{act}”没有提交任何内容", "“{act}” brings nothing"),
        Text("写明所确认的解释或所登记的依据", "say which reading is confirmed or which text is registered"),
    ),
    "entry": (
        Text(
            "所登记的依据“{basis}”（{first} 至 {last}）不能成立：起止颠倒、编号已用，或即本办法",
            "the registered text “{basis}” ({first} to {last}) cannot stand: dates reversed, id taken or the measure's own",
        ),
        Text("用不同的编号、先后正确的日期登记", "register it under an id of its own, first day before last"),
    ),
    "turn": (
        Text("“{duty}”没有应在 {named} 履行的一期", "“{duty}” has no turn {named} to be fulfilled now"),
        Text("现在可履行：{running}", "what can be fulfilled now: {running}"),
    ),
    "not-missed": (
        Text("“{duty}”尚未逾期（末日及宽限至 {last}），不能认定未履行", "“{duty}” is not late yet (last day, with grace, {last})"),
        Text("在末日和宽限期过后认定", "find it missed after that day"),
    ),
    "ahead": (
        Text("{fact} {day} 晚于行为作出之日 {on}", "{fact}, {day}, lies after {on}, the day of the act"),
        Text("更正日期，或于该日或之后作出行为", "correct the date, or take the act on that day or later"),
    ),
    "incentive-step": (
        Text(
            "激励台账“{line}”现为{standing}，不能记为{to}",
            "the line “{line}” of the incentive ledger stands at {standing}; it cannot become {to}",
        ),
        Text("可记为：{lawful}", "it may become: {lawful}"),
    ),
    "incentive-twice": (
        Text("同一行为两次变动激励台账“{line}”", "one act moves the line “{line}” of the incentive ledger twice"),
        Text("分成两个行为", "make two acts of it"),
    ),
    "incentive-kind": (
        Text(
            "激励台账“{line}”不属于“{incentive}”，或没有这种激励",
            "the line “{line}” is not of “{incentive}”, or there is no such incentive",
        ),
        Text("应为：{known}", "one of: {known}"),
    ),
    "incentive-eligible": (
        Text(
            "“{incentive}”既未经拟议，其条件也未满足（{rule}：{verdict}）",
            "“{incentive}” was not proposed, nor is its condition met ({rule}: {verdict})",
        ),
        Text("先拟议，或使条件得到满足", "have it proposed first, or meet its condition"),
    ),
    "incentive-basis": (
        Text("激励台账“{line}”记为{to}，却没有写明：{lacking}", "the line “{line}” becomes {to} without: {lacking}"),
        Text("在决定中逐项写明金额、支付单位、预算科目和理由", "name amount, payer, budget line and reason in the decision"),
    ),
    "incentive-amount": (
        Text("激励台账“{line}”的金额 {amount} 不能成立：{why}", "the amount {amount} of the line “{line}” cannot stand: {why}"),
        Text("{cure}", "{cure}"),
    ),
    "about": (
        Text(
            "“{act}”不涉及任何程序，about 所写“{about}”无所指", "“{act}” steps no proceeding, so “{about}” in `about` names nothing"
        ),
        Text("不填 about", "leave `about` empty"),
    ),
    "twice": (
        Text("对规则 {rule} 作了不止一次判定", "the rule {rule} is determined more than once"),
        Text("只保留一次", "keep one"),
    ),
    "lent": (
        Text(
            "判定“{rule}”的不是作出行为的机关，而是 {by}，却没有其文件",
            "“{rule}” is determined by {by}, not by the office that acts, without its document",
        ),
        Text("在 basis 中写明 {by} 的文件号", "give the number of {by}'s document in `basis`"),
    ),
    "needless": (
        Text(
            "规则“{rule}”核查结果为{verdict}，不能判定为“{choice}”",
            "the rule “{rule}” is {verdict} on the facts; it cannot be determined as “{choice}”",
        ),
        Text("更正所依据的事实，或不作此判定", "correct the facts it rests on, or leave the determination out"),
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
            "{nature}依赖的解释 {name} 尚未经有权机关确认：{question}",
            "the {nature} rests on {name}, which the authority has not confirmed: {question}",
        ),
        Text("先由有权机关确认 {name}", "have the authority confirm {name} first"),
    ),
    "entry-missing": (
        Text("没有可更正的记录“{about}”，或其已被撤销", "there is no entry “{about}” to correct, or it is struck out already"),
        Text("在 about 中写明要更正的行为的编号", "name the act to be corrected by its id in `about`"),
    ),
    "nothing-open": (
        Text("“{about}”没有待处理的更正后果", "no correction has left “{about}” open"),
        Text("核对编号；没有更正涉及它", "check the id; no correction touched it"),
    ),
    "nothing-corrected": (
        Text("没有写明“{about}”的哪项事实应改为什么", "it does not say which fact of “{about}” should be what"),
        Text("在 facts 中写明正确的值", "give the right values in `facts`"),
    ),
    "held": (
        Text("{name}“{key}”已由 {holder} 占用", "{holder} holds {name} “{key}”"),
        Text(
            "核对正确的值；{holder} 的记录有误的，先更正该记录",
            "check the right value; where the record of {holder} is wrong, put that right first",
        ),
    ),
    "overruled": (
        Text(
            "有权机关对 {name} 的解释为“{said}”，而本版本按“{taken}”编写",
            "the authority reads {name} as “{said}”, and this edition is written for “{taken}”",
        ),
        Text("换用按该解释编写的版本", "use an edition written for that reading"),
    ),
}
