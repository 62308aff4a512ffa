"""What each key of a transition plan is for, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from tic_core.text import Text

HEADS: Mapping[str, Text] = {
    "[plan]": Text(
        "自哪一版本到哪一版本，自何日起，由谁，凭何文件", "from which edition to which, from which day, by whom, on which document"
    ),
    "[begins]": Text("自衔接之日起产生的义务", "duties that begin with the transition"),
    "[undetermined]": Text("方案留待决定的问题", "questions that the plan leaves open"),
}

KEYS: Mapping[str, Text] = {
    "Passage.from_": Text("原版本", "the edition until now"),
    "Passage.to": Text("新版本", "the new edition"),
    "Passage.on": Text("衔接之日", "the day of the transition"),
    "Passage.by": Text("由哪个机关", "the office that does it"),
    "Passage.document": Text("所依文件", "the document it rests on"),
    "names": Text("keep 保留名称；retitle 改用新版本的名称", "keep the names, or retitle by the new edition"),
    "basis": Text("已登记的其他依据", "a registered text beside the edition"),
    "Passage.reason": Text("理由", "the reason"),
    "StageFate.reason": Text("不利变动的理由", "the reason of an adverse move"),
    "ids": Text("原版本的哪些", "ids of the old edition"),
    "fate": Text("如何处理", "what becomes of them"),
    "StageFate.to": Text("成为新版本的哪个阶段", "the stage of the new edition it becomes"),
    "DutyFate.to": Text("成为新版本的哪项义务", "the duty of the new edition it becomes"),
    "ProceedingFate.to": Text("成为新版本的哪种程序", "the proceeding of the new edition it becomes"),
    "ReservationFate.to": Text("成为新版本的哪项占用", "the reservation of the new edition it becomes"),
    "FactFate.to": Text("成为新版本的哪项事实", "the fact of the new edition it becomes"),
    "DutyFate.least": Text("末日至少在衔接之后多久", "how long after the transition its last day lies at least"),
    "DutyBegun.least": Text("末日至少在衔接之后多久", "how long after the transition its last day lies at least"),
    "DutyBegun.stages": Text("新版本的哪些阶段", "in these stages of the new edition"),
    "ProceedingFate.steps": Text("步骤的新旧对应", "steps, old to new"),
    "FactFate.terms": Text("词的新旧对应", "words, old to new"),
    "Undetermined.stages": Text("涉及处于这些阶段的中心", "it concerns centres in these stages"),
    "duties": Text("涉及承担这些义务的中心", "it concerns centres that owe one of these"),
}
