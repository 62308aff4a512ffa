"""What the keys mean by which several decide together, an act is handed down, and money is divided: the words an editor shows."""

from __future__ import annotations

from collections.abc import Mapping

from tic_core.text import Text

HEADS: Mapping[str, Text] = {
    "Joint": Text("共同决定的其他角色", "Other roles that take part in the decision"),
    "Barred": Text("应当回避的人员", "Persons who keep out"),
    "Delegable": Text("可以委托给谁", "To whom it may be handed down"),
    "Apart": Text("不得重合的另一事实", "Another fact with nothing in common"),
    "Signed": Text("共同参与的一方", "Somebody who took part besides"),
    "IncentiveMove": Text("对激励台账所做的", "What is done to a line of the incentive ledger"),
    "Figure": Text("金额", "A sum of money"),
    "Instalment": Text("一期", "An instalment"),
    "Payer": Text("一个支付者", "A payer"),
    "Rounding": Text("如何取整", "How parts are rounded"),
    "Recovery": Text("收回的事由", "A ground on which money is asked back"),
}

KEYS: Mapping[str, Text] = {
    "party": Text("本案当事人，不得以其他身份作出行为", "whose own case it is: takes no act in another role"),
    "Office.unit": Text("该机构自己的信用代码", "the office's own credit code"),
    "Term.excludes": Text("不能与之并存的词", "terms that cannot stand beside it"),
    "apart": Text("不得与之重合的事实", "facts with which it has nothing in common"),
    "jointly": Text("共同决定的其他角色", "other roles that take part in deciding"),
    "how": Text("all 均须同意，any 其一同意，consult 听取意见", "all agree, any agrees, or consult: is heard"),
    "second_persons": Text("本机关另须几人签署", "how many further persons of the office sign"),
    "barred": Text("哪些人员应当回避", "facts that name persons who keep out"),
    "delegable": Text("可以委托给谁", "to whom it may be handed down"),
    "own_case": Text("当事人亦可以其他身份作出", "a party may take it in another role"),
    "signed": Text("共同参与的人员和机关", "who took part besides"),
    "Signed.by": Text("哪个机关；本机关可不写", "which office; left out for the one that acts"),
    "Signed.on": Text("签署之日，默认为决定之日", "the day it signed; that of the act unless given"),
    "Signed.person": Text("人员编号", "the person's id"),
    "Signed.document": Text("会签的文号", "the number of its paper"),
    "Signed.reason": Text("意见的理由", "the reason of its opinion"),
    "opinion": Text("agrees 同意，objects 不同意", "agrees or objects"),
    "Incentive.amount": Text("办法所定的金额", "what the text gives"),
    "Incentive.cap": Text("至多多少", "the most it allows"),
    "instalments": Text("分期", "its instalments"),
    "payers": Text("由谁分担", "who pays which part"),
    "rounding": Text("各部分如何取整", "how its parts are rounded"),
    "validity": Text("批准后多久之内兑现", "how long after the approval it may be drawn"),
    "recovery": Text("收回的事由", "grounds on which it is asked back"),
    "Figure.sum": Text('金额，如 "5000000.00 CNY"', 'the sum, such as "5000000.00 CNY"'),
    "Figure.fact": Text("写明金额的事实", "the fact that says how much"),
    "Figure.share": Text("该事实的几分之几", "a share of it"),
    "Instalment.sum": Text("该期的金额", "its sum"),
    "Instalment.share": Text("占奖励的几分之几", "its share of the award"),
    "Instalment.when": Text("须满足的规则", "the rule that has to be met"),
    "Instalment.after": Text("批准后多久方可拨付", "how long after the approval"),
    "Payer.share": Text("承担几分之几", "its share"),
    "Rounding.unit": Text('取整到多少，如 "0.01"', 'to how much, such as "0.01"'),
    "way": Text("down 舍，up 进，half-up 四舍五入，half-even 四舍六入五成双", "down, up, half-up or half-even"),
    "rest": Text("余数归哪个支付者", "the payer who takes what is left over"),
    "Recovery.when": Text("须满足的规则", "the rule that has to be met"),
    "Recovery.share": Text("收回已付的几分之几", "which share of what was paid"),
    "instalment": Text("写明哪一期的事实", "the fact that says which instalment"),
    "ground": Text("写明收回事由的事实", "the fact that says on what ground"),
}
