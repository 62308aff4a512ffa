"""How the parts of an edition are called where it is compared with another: attributes, and the values they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.stages import STAGE_KINDS
from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.edition import Move, Reading, Step, Stepping
from tic_core.model.facts import FactKind, Term
from tic_core.model.rule import Option
from tic_core.rules.amounts import Entry
from tic_core.rules.kinds import FactRef, Row
from tic_core.rules.tables import VERDICTS, clause
from tic_core.text import Text, both

TABLES: Mapping[str, Text] = {
    "identity": Text("办法", "the measure"),
    "convention": Text("期间计算", "how periods run"),
    "roles": Text("角色", "role"),
    "office_kinds": Text("机构种类", "kind of office"),
    "offices": Text("机构", "office"),
    "vocabularies": Text("词表", "vocabulary"),
    "facts": Text("事实", "fact"),
    "derived": Text("派生事实", "derived fact"),
    "stages": Text("阶段", "stage"),
    "proceedings": Text("程序", "proceeding"),
    "rules": Text("规则", "rule"),
    "acts": Text("行为", "act"),
    "duties": Text("义务", "duty"),
    "reservations": Text("占用", "reservation"),
    "incentives": Text("激励", "incentive"),
    "interpretations": Text("解释", "reading"),
    "linked": Text("关联主体", "linked subject"),
    "cohorts": Text("批次", "cohort"),
}

ATTRIBUTES: Mapping[str, Text] = {
    "name": Text("名称", "name"),
    "title": Text("名称", "title"),
    "cite": Text("条款", "article"),
    "assumed": Text("所依解释", "readings it rests on"),
    "in_force": Text("有效期", "in force"),
    "document_no": Text("文号", "document number"),
    "registration_no": Text("登记号", "registration number"),
    "issuer": Text("制定机关", "issuer"),
    "issued_on": Text("印发日", "issued on"),
    "judge": Text("判断机关", "who judges"),
    "parents": Text("上级辖区", "jurisdictions above"),
    "supersedes": Text("取代", "supersedes"),
    "based_on": Text("依据", "based on"),
    "roll": Text("末日遇休息日", "a last day that is a day off"),
    "fixed_roll": Text("固定日遇休息日", "a fixed day that is a day off"),
    "calendar": Text("日历", "calendar"),
    "held_by": Text("由何事实指明", "named by the fact"),
    "role": Text("角色", "role"),
    "territory": Text("辖域", "territory"),
    "terms": Text("词", "terms"),
    "ordered": Text("有高低之分", "ordered"),
    "type": Text("类型", "type"),
    "vocabulary": Text("词表", "vocabulary"),
    "least": Text("最小", "least"),
    "most": Text("最大", "most"),
    "unit": Text("单位", "unit"),
    "currency": Text("币种", "currency"),
    "fields": Text("栏目", "columns"),
    "personal": Text("个人信息", "personal data"),
    "optional": Text("可缺", "may be absent"),
    "of": Text("由何得出", "worked out from"),
    "where": Text("条件", "condition"),
    "field": Text("栏目", "column"),
    "bands": Text("分档", "bands"),
    "kind": Text("种类", "kind"),
    "steps": Text("步骤", "steps"),
    "nature": Text("性质", "nature"),
    "roles": Text("有权机关", "who may take it"),
    "subject": Text("对象", "what it is about"),
    "moves": Text("阶段变动", "moves"),
    "at": Text("可在阶段", "taken in"),
    "brings": Text("须提交", "must bring"),
    "may_bring": Text("可提交", "may bring"),
    "adds": Text("追加", "appends to"),
    "clears": Text("撤除", "withdraws"),
    "records": Text("固定", "fixes"),
    "documents": Text("须有文件", "document"),
    "reason": Text("须说明理由", "needs a reason"),
    "grounds": Text("依据", "grounds"),
    "requires": Text("须符合", "requires"),
    "notes": Text("参考", "notes"),
    "opens": Text("产生义务", "opens"),
    "discharges": Text("履行义务", "fulfils"),
    "changes": Text("变更义务", "changes duties"),
    "reserves": Text("占用", "reserves"),
    "frees": Text("释放", "frees"),
    "proposes": Text("建议激励", "proposes incentives"),
    "differing": Text("可另定起算日", "may count from another day"),
    "late": Text("可迟录", "may be recorded late"),
    "precedence": Text("同日先后", "order on one day"),
    "owner": Text("义务人", "owner"),
    "after": Text("自何起算", "counted from"),
    "period": Text("期限", "period"),
    "before": Text("先于", "before"),
    "grace": Text("宽限", "grace"),
    "printed": Text("末日由何印明", "last day printed as"),
    "printed_opens": Text("首日由何印明", "first day printed as"),
    "every": Text("每隔", "every"),
    "yearly": Text("每年", "yearly"),
    "first_year": Text("首年", "first year"),
    "holds_in": Text("存续阶段", "holds in"),
    "own": Text("仅依办法", "rests on the measure alone"),
    "key": Text("以何区分", "told apart by"),
    "when": Text("触发规则", "where the rule holds"),
    "force": Text("效力", "force"),
    "question": Text("问题", "question"),
    "readings": Text("可能的解释", "possible readings"),
    "taken": Text("所取解释", "reading taken"),
    "by": Text("由谁解释", "who may change it"),
    "effect": Text("影响", "what it changes"),
    "status": Text("状态", "standing"),
    "sets": Text("对文件的改动", "what it sets in the document"),
    "incentives": Text("激励台账", "incentive ledger"),
    "ahead": Text("可晚于行为日", "may lie ahead"),
    "distinct": Text("不得重复的栏目", "column without repeats"),
    "digits": Text("位数", "digits"),
    "check": Text("校验", "check"),
    "passes": Text("算通过", "counts as passed"),
    "languages": Text("语言", "languages"),
    "item_styles": Text("项的写法", "how items are numbered"),
    "time_zone": Text("时区", "time zone"),
    "synthetic": Text("虚构", "invented"),
    "sources": Text("公开材料", "public sources"),
    "scores": Text("评分", "scores"),
    "document": Text("文号", "document"),
    "on": Text("日期", "day"),
    "policy": Text("办法", "policy"),
    "jurisdiction": Text("辖区", "jurisdiction"),
    "first": Text("首日", "first day"),
    "last": Text("末日", "last day"),
    "mark": Text("编号", "mark"),
    "tells": Text("说明", "tells"),
    "party": Text("当事一方", "party"),
    "excludes": Text("排除", "excludes"),
    "classification": Text("分类标准", "classification"),
    "many": Text("可有几个", "may be several"),
    "apart": Text("回避范围", "kept apart"),
    "fact": Text("事实", "fact"),
    "open": Text("未结", "still runs"),
    "lasts": Text("持续", "lasts"),
    "years": Text("年", "years"),
    "months": Text("月", "months"),
    "days": Text("日", "days"),
    "working_days": Text("工作日", "working days"),
    "from": Text("自", "from"),
    "to": Text("至", "to"),
    "to_fact": Text("由何事实指明阶段", "stage named by the fact"),
    "proceeding": Text("程序", "proceeding"),
    "duty": Text("义务", "duty"),
    "change": Text("如何变更", "how it changes"),
    "date": Text("新的末日", "new last day"),
    "line": Text("台账行", "line"),
    "incentive": Text("激励", "incentive"),
    "amount": Text("金额", "amount"),
    "payer": Text("支付单位", "payer"),
    "budget": Text("预算科目", "budget line"),
    "instalment": Text("期次", "instalment"),
    "ground": Text("事由", "ground"),
    "beyond": Text("可不经建议", "without a proposal"),
    "days_before": Text("可早几日", "days before"),
    "days_after": Text("可晚几日", "days after"),
    "corrects": Text("更正", "corrects"),
    "continues": Text("承继", "continues"),
    "jointly": Text("会同", "jointly with"),
    "how": Text("方式", "how"),
    "second_persons": Text("第二人", "second person"),
    "barred": Text("不得参与", "barred"),
    "delegable": Text("可委托", "may be delegated"),
    "own_case": Text("涉己回避", "own case"),
    "cohort": Text("批次", "cohort"),
    "does": Text("做什么", "does"),
    "month": Text("月份", "month"),
    "day": Text("日期", "day"),
    "sum": Text("合计", "sum"),
    "share": Text("比例", "share"),
    "cap": Text("上限", "cap"),
    "instalments": Text("分期", "instalments"),
    "payers": Text("分担", "payers"),
    "rounding": Text("舍入", "rounding"),
    "way": Text("方向", "way"),
    "rest": Text("余数", "rest"),
    "validity": Text("有效期间", "validity"),
    "recovery": Text("追回", "recovery"),
    "table": Text("表", "table"),
    "value": Text("值", "value"),
    "drops": Text("去掉", "drops"),
    "result": Text("结果", "result"),
    "stages": Text("阶段", "stages"),
    "turn": Text("轮次", "turn"),
    "rotation": Text("轮换", "rotation"),
    "year": Text("年度", "year"),
    "values": Text("值", "values"),
    "acts": Text("行为", "acts"),
    "joins": Text("加入条件", "joins"),
    "inputs": Text("输入", "inputs"),
    "score": Text("得分", "score"),
    "term": Text("词", "term"),
    "above": Text("大于", "above"),
    "grade": Text("等级", "grade"),
    "deemed": Text("视为", "deemed"),
    "no_show": Text("未参加", "not taking part"),
    "floors": Text("最低要求", "floors"),
    "at_least": Text("不小于", "at least"),
    "otherwise": Text("否则", "otherwise"),
    "caps": Text("封顶", "caps"),
    "at_most": Text("不超过", "at most"),
    "memory": Text("既往结果", "earlier results"),
    "history": Text("历次结果", "history"),
    "times": Text("次数", "times"),
    "among": Text("范围", "among"),
    "then": Text("则", "then"),
    "absent": Text("缺席", "absent"),
    "quotas": Text("名额", "quotas"),
    "best": Text("优先者", "best"),
    "ties": Text("并列", "ties"),
    "or_better": Text("及以上", "or better"),
    "per": Text("按何分配", "per"),
    "each": Text("每一", "each"),
    "lowest": Text("末位", "lowest"),
    "departure": Text("可否例外", "departure"),
    "is": Text("为", "is"),
    "below": Text("小于", "below"),
    "equals": Text("等于", "equals"),
    "within": Text("期间之内", "within"),
    "until": Text("至何日", "until"),
    "one_of": Text("之一", "one of"),
    "began": Text("开始", "begun"),
    "ended": Text("结束", "ended"),
    "skip": Text("跳过", "skips"),
    "who": Text("何者", "who"),
    "parts": Text("各项", "parts"),
    "weight": Text("权重", "weight"),
    "portion": Text("份额", "portion"),
    "gives": Text("给出", "gives"),
    "rows": Text("各行", "rows"),
    "hit": Text("取哪一行", "which row counts"),
    "op": Text("运算", "operation"),
    "unconfirmed": Text("解释未确认时", "where a reading is unconfirmed"),
}

NAMED: Mapping[str, str] = {
    "roles": "roles",
    "role": "roles",
    "owner": "roles",
    "judge": "roles",
    "by": "roles",
    "requires": "rules",
    "notes": "rules",
    "when": "rules",
    "at": "stages",
    "holds_in": "stages",
    "to": "stages",
    "from_": "stages",
    "opens": "duties",
    "discharges": "duties",
    "reserves": "reservations",
    "frees": "reservations",
    "vocabulary": "vocabularies",
    "proceeding": "proceedings",
    "duty": "duties",
}
"""Attributes whose values are ids of another table; all others that are text may be ids of facts."""


def attribute(name: str) -> Text:
    """What an attribute is called; its key where no word has been found for it."""
    key = name.removesuffix("_")
    return ATTRIBUTES.get(key, Text(f"“{key}”", f"“{key}”"))


def told(book: Lawbook, name: str, value: Any) -> Text:
    """A value of an attribute as a lawyer reads it."""
    for wanted, teller in _TOLD:
        if isinstance(value, wanted):
            return teller(book, name, value)
    if attrs.has(type(value)):
        parts = [(field.name, getattr(value, field.name)) for field in attrs.fields(type(value))]
        said = [_part(book, key, each) for key, each in parts if each not in (None, "", (), False)]
        return SAID["parts"].fill(parts=said)
    return both("—" if value is None else str(value))


def _part(book: Lawbook, name: str, value: Any) -> Text:
    """A value inside another, after the word for it; a name speaks for itself."""
    said = told(book, name, value)
    return said if name in ("id", "name", "fact", "cite") else SAID["part"].fill(word=attribute(name), said=said)


def _text(book: Lawbook, name: str, value: str) -> Text:
    table = book.edition.tables.get(NAMED.get(name, ""), {})
    if value in table:
        return table[value].name  # type: ignore[no-any-return]
    if value in STAGE_KINDS:
        return STAGE_KINDS[value]
    known = value in book.names.facts or value in book.names.others
    return book.names.name(value) if known else both(value or "—")


def _many(book: Lawbook, name: str, value: tuple[Any, ...]) -> Text:
    return SAID["list"].fill(items=[told(book, name, each) for each in value])


def _row(book: Lawbook, _: str, value: Row | Entry) -> Text:
    """A row of a table: where what holds, and what then follows."""
    then = VERDICTS[value.then].text if isinstance(value, Row) else told(book, "then", value.then)
    if not value.when:
        return SAID["row-else"].fill(then=then)
    return SAID["row"].fill(when=clause(value.when, book.names), then=then)


def _move(book: Lawbook, _: str, value: Move) -> Text:
    start = [told(book, "from_", each) for each in value.from_] or [SAID["nowhere"]]
    target = told(book, "to", value.to) if value.to else book.names.name(value.to_fact)
    said = SAID["move"].fill(start=start, target=target)
    return SAID["if"].fill(said=said, rule=told(book, "when", value.when)) if value.when else said


def _stepping(book: Lawbook, _: str, value: Stepping) -> Text:
    proceeding = book.edition.tables["proceedings"].get(value.proceeding)
    steps = {step.id: step.name for step in proceeding.steps} if proceeding else {}
    start = [steps.get(each, both(each)) for each in value.from_] or [SAID["nowhere"]]
    return SAID["step"].fill(
        name=proceeding.name if proceeding else value.proceeding, start=start, target=steps.get(value.to, both(value.to))
    )


SAID: Mapping[str, Text] = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "nowhere": Text("（开始）", "(start)"),
    "move": Text("{start} → {target}", "{start} → {target}"),
    "if": Text("{said}（“{rule}”成立时）", "{said} (where “{rule}” holds)"),
    "step": Text("{name}：{start} → {target}", "{name}: {start} → {target}"),
    "list": Text("{items}", "{items}"),
    "parts": Text("{parts}", "{parts}"),
    "part": Text("{word} {said}", "{word} {said}"),
    "row": Text("{when}的：{then}", "where {when}: {then}"),
    "row-else": Text("其余：{then}", "otherwise: {then}"),
}

_TOLD: tuple[tuple[Any, Callable[[Lawbook, str, Any], Text]], ...] = (
    (Text, lambda _book, _name, value: value),
    (bool, lambda _book, _name, value: SAID["yes"] if value else SAID["no"]),
    (str, _text),
    (tuple, _many),
    (Period, lambda _book, _name, value: value.text),
    (Cite, lambda book, _name, value: book.edition.cite_text(value)),
    (FactRef, lambda book, _name, value: book.names.name(value.fact)),
    (Term | Reading | Option | Step | FactKind, lambda _book, _name, value: value.name),
    (Row | Entry, _row),
    (Move, _move),
    (Stepping, _stepping),
)
