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
    "subject": (
        Text("编号“{subject}”不是“{act}”所针对的主体", "“{subject}” is not the id of what “{act}” is about"),
        Text(
            "编号写作 {form}，冒号后为中心据以指明它的代码；机构须为本版本所列",
            "write it as {form}, after the colon the code by which centres name it; an office is one of the edition's",
        ),
    ),
    "cohort-name": (
        Text("“{subject}”不是这种批次的编号", "“{subject}” is no id of such a cohort"),
        Text("编号写作 {form}，其后为年度或批次名", "write it as {form} with the year, or the name of the batch, at its end"),
    ),
    "cohort-state": (
        Text("该批次{state}", "the cohort is {state}"),
        Text("应在以下状态时作出：{wanted}", "it is taken on a cohort that is: {wanted}"),
    ),
    "cohort-unlisted": (
        Text(
            "没有列明本批中心；按登记簿应为：{members}；须由人决定：{open}",
            "no centres are listed; by the register: {members}; open: {open}",
        ),
        Text("在 cohort.centres 中逐一列明", "list them in `cohort.centres`"),
    ),
    "cohort-missing": (
        Text("按登记簿应列入本批而未列入：{centres}", "by the register these belong to the cohort and are not listed: {centres}"),
        Text("补列；如登记有误，先更正登记", "list them; where the register is wrong, correct it first"),
    ),
    "cohort-extra": (
        Text("“{centre}”不应列入本批：{why}", "“{centre}” does not belong to the cohort: {why}"),
        Text("从名单中去掉；如登记有误，先更正登记", "take it off the list; where the register is wrong, correct it first"),
    ),
    "cohort-open": (
        Text("“{centre}”是否列入本批尚不能确定：{why}", "whether “{centre}” belongs to the cohort is open: {why}"),
        Text(
            "补充事实；或列入名单（不列入的写 out = true）并说明理由",
            "supply the fact; or list it, with out = true where it stays out, and a reason",
        ),
    ),
    "cohort-nobody": (
        Text("{cohort}中没有任何中心", "nobody is in the {cohort}"),
        Text("核对批次和登记簿", "check the turn, and the register"),
    ),
    "cohort-ungraded": (
        Text("“{centre}”的等级尚不能确定，可能为：{possible}", "the grade of “{centre}” is open; it may be: {possible}"),
        Text(
            "以 amend 补入已更正的依据，或在 cohort.decided 中决定并说明理由",
            "amend the cohort once the register is complete, or decide it in `cohort.decided` with a reason",
        ),
    ),
    "cohort-decided": (
        Text("决定的等级不成立：{centres}", "these decided grades cannot be: {centres}"),
        Text("只能就本批中心决定，等级为：{terms}", "they are for members of the cohort, each one of: {terms}"),
    ),
    "cohort-departs": (
        Text(
            "“{centre}”按规则应为：{possible}，本版本不允许另定", "by the rules “{centre}” is: {possible}; nothing else is allowed"
        ),
        Text("按规则的结果评级", "grade it as the rules do"),
    ),
    "cohort-quota": (
        Text(
            "{grade}只有 {places} 个名额，按此决定将有 {count} 个", "there are {places} places at {grade}; this would make {count}"
        ),
        Text("名额已满，另一中心须让出", "the places are taken: another centre would have to give one up"),
    ),
    "cohort-none": (
        Text(
            "没有已冻结并评级（公布）的{cohort}给出该中心的等级",
            "no {cohort} that is frozen, graded and in effect has graded this centre",
        ),
        Text("先冻结批次并评级", "freeze the cohort and grade it first"),
    ),
    "cohort-differs": (
        Text("批次 {cohort} 给出的等级是{grade}", "the grade that {cohort} gave is {grade}"),
        Text(
            "记录该等级；如依据有误，先更正并 amend 该批次", "record that grade; where it rests on an error, amend the cohort first"
        ),
    ),
    "follows-nothing": (
        Text("所承继的中心“{centre}”在该日并不存在", "the centre “{centre}” that it is to follow is not there on that day"),
        Text("写明已在登记簿中的原中心", "name the old centre as the register has it"),
    ),
    "follows-early": (
        Text("中心“{centre}”为{stage}，尚不能由新中心承继", "the centre “{centre}” is {stage}: no new one can follow it yet"),
        Text("先作出使原中心成为以下之一的决定：{kinds}", "first take the decision that ends it as one of: {kinds}"),
    ),
    "follows-second": (
        Text("中心“{centre}”已由 {other} 承继", "the centre “{centre}” is followed by {other} already"),
        Text("一个中心只能由一个中心承继；如有误，先更正前一登记", "one follows one: where that was wrong, correct it first"),
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
    "incentive-line": (
        Text(
            "“{line}”另列了一行，而该激励已有拟议待决：{proposed}",
            "“{line}” would be a line of its own, while the incentive stands proposed: {proposed}",
        ),
        Text(
            "写明所批准的是哪一行：{proposed}；不批准的，先记为暂缓",
            "name the line that is approved: {proposed}; or withhold it first",
        ),
    ),
    "incentive-figure": (
        Text("“{incentive}”的金额或上限不能确定：{fact}未知", "what “{incentive}” comes to cannot be told: {fact} is not known"),
        Text("先记录{fact}", "record {fact} first"),
    ),
    "incentive-cap": (
        Text(
            "激励台账“{line}”的 {amount} 超过“{incentive}”的上限 {most}",
            "{amount} of the line “{line}” is more than “{incentive}” allows: {most}",
        ),
        Text("至多 {most}", "at most {most}"),
    ),
    "incentive-owed": (
        Text("“{incentive}”应得 {owed}，所批准的却是 {amount}", "“{incentive}” comes to {owed}, and {amount} is approved"),
        Text("批准 {owed}；所依据的事实有误的，先更正", "approve {owed}; put the facts right first where they are wrong"),
    ),
    "incentive-parts": (
        Text("{amount} 不能按“{incentive}”的份额分成各部分", "{amount} cannot be divided as “{incentive}” says"),
        Text(
            "核对金额；不能除尽的，版本须写明如何取整",
            "check the amount; where it does not divide evenly the edition says how to round",
        ),
    ),
    "incentive-lapsed": (
        Text("激励台账“{line}”只能在 {last} 及之前兑现", "the line “{line}” could be drawn until {last}"),
        Text("不再兑现；另有依据的，另行批准", "it is paid no more; on another basis, approve it anew"),
    ),
    "incentive-instalment": (
        Text("激励台账“{line}”不能如此拨付：{why}", "the line “{line}” cannot be paid so: {why}"),
        Text("{cure}", "{cure}"),
    ),
    "incentive-payer": (
        Text("{payer} 在激励台账“{line}”中尚应支付 {left}", "{payer} has {left} of the line “{line}” still to pay"),
        Text("各方应付：{parts}", "what each pays: {parts}"),
    ),
    "incentive-ground": (
        Text("激励台账“{line}”不能如此收回：{why}", "money of the line “{line}” cannot be asked back so: {why}"),
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
    "delegation": (
        Text(
            "{by} 作出“{act}”须有{roles}的委托，{day} 没有有效的委托",
            "{by} takes “{act}” only by delegation of {roles}; none holds on {day}",
        ),
        Text(
            "先由{roles}登记委托（行为、受托机关、起止日、文号）",
            "have {roles} record the delegation first: act, office, first and last day, document",
        ),
    ),
    "delegation-entry": (
        Text("委托“{id}”不能成立：{why}", "the delegation “{id}” cannot stand: {why}"),
        Text("{cure}", "{cure}"),
    ),
    "joint": (
        Text("“{act}”{how}：{roles}", "“{act}” {how}: {roles}"),
        Text("{cure}", "{cure}"),
    ),
    "signature": (
        Text("{by} 的会签不能成立：{why}", "the signature of {by} cannot stand: {why}"),
        Text("{cure}", "{cure}"),
    ),
    "person": (
        Text("“{act}”须写明由谁作出", "“{act}” names the person who took it"),
        Text("在 person 中写明人员编号", "give the person's id in `person`"),
    ),
    "second-person": (
        Text("“{act}”还须本机关另外 {lacking} 人签署", "“{act}” lacks {lacking} further person(s) of the office"),
        Text(
            "在 signed 中写明作出机关的其他人员（person），须与 person 不同",
            "name others of the office in `signed`, each with its `person`, none of them the one in `person`",
        ),
    ),
    "barred": (
        Text("{person} 与本案有利害关系（{fact}），应当回避", "{person} has an interest in the case ({fact}) and keeps out of it"),
        Text("换由他人作出", "have somebody else take part"),
    ),
    "own-case": (
        Text(
            "{by} 是本案的{role}，不得以其他身份作出“{act}”",
            "{by} is the {role} of this case and does not take “{act}” in another role",
        ),
        Text("由其他机关作出；先变更承担该角色的机关", "have another office take it; change who holds that role first"),
    ),
    "apart": (
        Text("{value} 同时在“{fact}”和“{other}”中", "{value} stands both in “{fact}” and in “{other}”"),
        Text("从其中之一去掉", "take it out of one of them"),
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
