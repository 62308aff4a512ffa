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
from tic_core.rules.kinds import FactRef
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
    "scores": Text("评分", "scores"),
    "document": Text("文号", "document"),
    "on": Text("日期", "day"),
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
        said = [told(book, key, each) for key, each in parts if each not in (None, "", (), False)]
        return SAID["parts"].fill(parts=said)
    return both("—" if value is None else str(value))


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
    (Move, _move),
    (Stepping, _stepping),
)
