"""What can be wrong with a transition plan, by code."""

from __future__ import annotations

from tic_core.packs.faults import Messages
from tic_core.text import Text

WARNINGS = ("plan-stage-empty", "plan-role-gone", "plan-office-gone", "plan-wait")
"""The codes that do not keep a plan from being followed."""

MISSING = Text("没有“{name}”", "there is no “{name}”")

_LINE = Text("在方案中为它写一行", "a line of the plan for it")

MESSAGES: Messages = {
    "plan-other-policy": (
        Text(
            "两个版本不是同一辖区的同一办法：{old}，{new}",
            "the two editions are not of one policy in one jurisdiction: {old}, {new}",
        ),
        Text("应为同一办法前后两个版本", "two editions of one policy"),
    ),
    "plan-day": (
        Text("衔接之日不在 {edition} 的有效期内", "the day of the transition is not one on which {edition} is in force"),
        Text("应在 {first} 至 {last} 之间", "a day from {first} to {last}"),
    ),
    "plan-office": (
        Text("{by} 不是新版本下有权判定的机关", "{by} is no office that decides under the new edition"),
        Text("应为：{offices}", "one of: {offices}"),
    ),
    "plan-empty": (
        Text("文字为空", "the text is empty"),
        Text("写明方案的标识和所依文件号", "an id for the plan, and the number of the document it rests on"),
    ),
    "plan-twice": (Text("“{id}”有两行", "“{id}” has two lines"), Text("只保留一行", "one line for each")),
    "plan-target": (Text("没有写明去往何处", "where it leads is not said"), Text("应有 to", "a `to`")),
    "plan-no-target": (
        Text("“{fate}”没有去处，to 无所指", "“{fate}” leads nowhere, so `to` means nothing"),
        Text("不写 to，或改写 fate", "no `to`, or another fate"),
    ),
    "plan-gone": (
        Text("新版本没有“{id}”", "the new edition has no “{id}”"),
        Text("用 to 写明它成为什么，或改写 fate", "say with `to` what it becomes, or give it another fate"),
    ),
    "plan-stage-forgotten": (
        Text("阶段“{stage}”的中心没有安排", "centres in the stage “{stage}” are not provided for"),
        _LINE,
    ),
    "plan-stage-empty": (
        Text("阶段“{stage}”没有安排；现在没有中心处于其中", "the stage “{stage}” is not provided for; no centre stands in it now"),
        _LINE,
    ),
    "plan-forgotten": (Text("{table}“{id}”没有安排", "the {table} “{id}” is not provided for"), _LINE),
    "plan-fact": (
        Text(
            "事实“{fact}”在新版本中没有，或声明不同", "the new edition does not declare the fact “{fact}”, or declares it otherwise"
        ),
        Text("在 [[fact]] 中写 convert、leave 或 withdraw", "a [[fact]] that says convert, leave or withdraw"),
    ),
    "plan-from-final": (
        Text("“{stage}”是终结阶段，其中的中心不再变动", "“{stage}” is a final stage: nothing moves a centre in it"),
        Text("删去此项；已终结的中心留在原版本下", "leave it out: ended centres stay under the edition they ended under"),
    ),
    "plan-promotes": (
        Text("“{stage}”尚未认定，不能因衔接成为“{to}”", "a centre in “{stage}” is not recognised; no transition makes it “{to}”"),
        Text("应去往认定之前的阶段", "a stage before recognition"),
    ),
    "plan-adverse": (
        Text("由“{stage}”到“{to}”失去称号或终结", "from “{stage}” to “{to}” the centre loses its title or ends"),
        Text("这是不利行为：写明 basis 和 reason，或另选去处", "that is adverse: name a basis and a reason, or lead it elsewhere"),
    ),
    "plan-trap": (
        Text("“{stage}”无法到达任何终结阶段", "from “{stage}” no end can be reached"),
        Text("应去往可以离开的阶段", "a stage that can be left"),
    ),
    "plan-endless": (
        Text("去往整改“{stage}”的中心没有整改期限", "a centre that comes to the rectification “{stage}” has no end to it"),
        Text("保留其期限的义务，或在 [[begins]] 中写明", "keep the duty that gives it its end, or begin one in [[begins]]"),
    ),
    "plan-recurring": (
        Text(
            "“{duty}”逐期重复，没有一个末日可取“{fate}”", "“{duty}” recurs: it has no one last day of which “{fate}” could be taken"
        ),
        Text("写 keep、re-derive、restart 或 drop", "keep, re-derive, restart or drop"),
    ),
    "plan-least": (
        Text("“{fate}”的末日不由方案推算，least 无所用", "with “{fate}” no last day is worked out that `least` could move"),
        Text("删去 least", "no `least`"),
    ),
    "plan-undischarged": (
        Text("新版本没有行为可以履行或了结“{duty}”", "no act of the new edition discharges or ends “{duty}”"),
        Text("用 to 写明新版本的相应义务，或写 drop", "say with `to` which duty it becomes, or drop it"),
    ),
    "plan-step": (
        Text(
            "程序“{proceeding}”的步骤“{step}”在新版本中没有",
            "the new edition has no open step “{step}” for the proceeding “{proceeding}”",
        ),
        Text("用 steps 对应，或写 wait", "map it in `steps`, or let it wait"),
    ),
    "plan-step-stuck": (
        Text(
            "新版本没有行为使程序“{proceeding}”离开步骤“{step}”",
            "no act of the new edition takes “{proceeding}” on from the step “{step}”",
        ),
        Text("用 steps 对应，或写 wait", "map it in `steps`, or let it wait"),
    ),
    "plan-key": (
        Text(
            "占用“{reservation}”在新版本中的键或名额不同",
            "the new edition names “{reservation}” by other facts, or for fewer holders",
        ),
        Text("写 free，由新版本的行为重新占用", "set it free, and let an act of the new edition take it anew"),
    ),
    "plan-left-read": (
        Text(
            "新版本也有事实“{fact}”，不能只留作记录",
            "the new edition reads a fact “{fact}” too: it cannot merely be left on record",
        ),
        Text("写 convert 或 withdraw", "convert or withdraw it"),
    ),
    "plan-type": (
        Text("“{fact}”的类型由 {old} 变为 {new}", "“{fact}” was of the type {old} and would be {new}"),
        Text("同一类型才能转换；否则 withdraw，由行为重新提交", "one type; else withdraw it and have an act bring it anew"),
    ),
    "plan-term": (
        Text("“{fact}”的词在新版本中没有：{terms}", "words of “{fact}” that the new edition does not have: {terms}"),
        Text("用 terms 逐词对应", "map each in `terms`"),
    ),
    "plan-role-gone": (
        Text("新版本没有角色“{id}”", "the new edition has no role “{id}”"),
        Text("确认其职责由谁承担", "make sure who does what it did"),
    ),
    "plan-office-gone": (
        Text("新版本没有机关“{id}”", "the new edition has no office “{id}”"),
        Text("确认所属中心改由哪个机关办理", "make sure which office its centres come to"),
    ),
    "plan-wait": (
        Text(
            "{edition} 止于 {last}，等待办结的行为没有有效依据",
            "{edition} ends on {last}: what is to end first has no basis in force",
        ),
        Text(
            "先按 {edition} 登记另一依据（如新办法的过渡条款），并写在 basis",
            "register another basis under {edition} (a transitional article, say) and name it in `basis`",
        ),
    ),
}
