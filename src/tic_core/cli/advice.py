"""What ``ticctl explain`` says beyond the findings: where each fact comes from, the smallest repair, and what to ask for next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.names import Names
from tic_core.counsel import Source
from tic_core.kernel.asking import Question
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.nearby import TO_FILL_IN
from tic_core.kernel.repair import Alteration, Case, Repair, lawful_acts
from tic_core.packs.wording import sentence
from tic_core.text import Lang, Text

Told = Mapping[str, Any]


# ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def chain(lawbook: Lawbook, rule: str, sources: Sequence[Source], cite: str, lang: Lang) -> dict[str, Any]:
    """What stands behind a finding: ``{article, sentence, facts[], interpretations[]}``; no sentence for the core's own checks."""
    found = lawbook.rules.get(rule)
    readings = lawbook.edition.tables["interpretations"]
    assumed = lawbook.assumed_by(rule) if found else ()
    return {
        "article": Names(lawbook, lang).cite(cite) if cite else "",
        "sentence": sentence(found, lawbook.names)(lang) if found else None,
        "facts": [each.told() | {"name": lawbook.names.name(each.fact)(lang)} for each in sources],
        "interpretations": [_reading(readings[name], lang) for name in assumed if name in readings],
    }


def _reading(question: Any, lang: Lang) -> dict[str, Any]:
    taken = next(each.name(lang) for each in question.readings if each.id == question.taken)
    return {"id": question.id, "question": question.question(lang), "taken": taken, "status": question.status}


def chain_lines(finding: Told, lang: Lang) -> Iterator[str]:
    """The rule as a sentence, then the facts with the day and the act that recorded them."""
    if finding.get("sentence"):
        yield "    " + MESSAGES["rule"].fill(sentence=finding["sentence"])(lang)
    facts = [_fact(each, lang) for each in finding.get("facts", ())]
    if facts:
        yield "    " + MESSAGES["facts"].fill(facts=facts)(lang)


def _fact(each: Told, lang: Lang) -> str:
    how = "by-act" if each["how"] == "recorded" and each["act"] else each["how"]
    told = {key: each[key] or "" for key in ("name", "on", "act", "sequence")}
    return HOW[how].fill(**told, subjects=each.get("subjects", ()))(lang)


# ── repair ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def repair_told(found: Repair, case: Case, lang: Lang) -> dict[str, Any]:
    """``{possible, changes[], needs[], incurable[], together[], first[]}``; the last but one are findings, ``first`` acts."""
    names = Names(case.lawbook, lang)
    return {
        "possible": found.possible,
        "changes": [_altered(each, case, names) for each in found.alterations],
        "needs": [telling.finding(each, lang) for each in found.needs],
        "incurable": [telling.finding(each, lang) for each in found.incurable],
        "together": [telling.finding(each, lang) for each in found.together],
        "first": list(found.first),
    }


def _altered(each: Alteration, case: Case, names: Names) -> dict[str, Any]:
    return {
        "fact": each.fact,
        "name": names.fact(each.fact),
        "was": telling.told(each.was),
        "value": None if each.free else telling.told(each.value),
        "free": each.free,
        "by": list(lawful_acts(case, each)),
        "text": _said(each, names),
    }


def _said(each: Alteration, names: Names) -> str:
    """A change as people read it: of a list the records that go and come, else what was and what would be."""
    lang, told = names.lang, {"fact": names.fact(each.fact)}
    if each.was is not None and each.was == each.value:
        return MESSAGES["again"].fill(**told, value=names.value(each.fact, each.value))(lang)
    if each.free:
        present = names.value(each.fact, each.was)
        return MESSAGES["bring" if each.was is None else "another"].fill(**told, was=present)(lang)
    if isinstance(each.value, tuple) and (each.was is None or isinstance(each.was, tuple)):
        was = each.was or ()
        gone = [_record(row, each.fact, names) for row in was if row not in each.value]
        come = [_record(row, each.fact, names) for row in each.value if row not in was]
        parts = [MESSAGES[code].fill(rows=_counted(rows, lang))(lang) for code, rows in (("goes", gone), ("comes", come)) if rows]
        return MESSAGES["list"].fill(**told, parts=parts)(lang)
    values = {"was": names.value(each.fact, each.was), "value": names.value(each.fact, each.value)}
    return MESSAGES["new" if each.was is None else "change"].fill(**told, **values)(lang)


def _counted(rows: Sequence[str], lang: Lang) -> list[str]:
    """Records that read alike, with how many there are."""
    return [MESSAGES["rows"].fill(count=str(count), row=row)(lang) for row, count in Counter(rows).items()]


def _record(row: Any, fact: str, names: Names) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    known = {key: value for key, value in row.items() if not str(value).startswith(TO_FILL_IN)}
    return names.record(fact, known) or MESSAGES["a-record"](names.lang)


def repair_lines(found: Told, names: Names, heading: str) -> Iterator[str]:
    """The smallest change, what is still needed, or what no fact can cure."""
    lang = names.lang
    yield heading
    for each in found["changes"]:
        yield f"  → {each['text']}"
        if each["by"]:
            acts = [names.of("acts", name) for name in each["by"]]
            yield "    " + MESSAGES["through"].fill(acts=acts)(lang)
    for code, key in (("needs", "needs"), ("incurable", "incurable"), ("together", "together")):
        for finding in found[key]:
            yield "  " + MESSAGES[code].fill(what=(finding["remedy"] if key == "needs" else "") or finding["text"])(lang)
    if found["first"]:
        yield "  → " + MESSAGES["first"].fill(acts=[names.of("acts", name) for name in found["first"]])(lang)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked_told(found: Sequence[Question], lawbook: Lawbook, lang: Lang) -> list[dict[str, Any]]:
    """``{fact, name, why, rules[], settles, by[], owed}`` for each fact to ask for, the most telling first."""
    names = Names(lawbook, lang)
    return [
        {
            "fact": each.fact,
            "name": names.fact(each.fact),
            "why": _why(each, lawbook)(lang),
            "rules": list(each.rules),
            "settles": each.settles,
            "by": list(each.by),
            "owed": each.owed,
        }
        for each in found
    ]


def _why(each: Question, lawbook: Lawbook) -> Text:
    rules = [lawbook.rules[name].name for name in each.rules]
    if not rules:
        return MESSAGES["owed"]
    return MESSAGES["settles" if each.settles else "bears-on"].fill(rules=rules, count=str(each.settles))


def asked_lines(found: Sequence[Told], names: Names, heading: str) -> Iterator[str]:
    """The facts to ask for, each with why."""
    if found:
        yield heading
    for place, each in enumerate(found, 1):
        yield f"  {place}. {each['name']}  [{each['fact']}]"
        acts = [names.of("acts", name) for name in each["by"]]
        yield "     " + each["why"] + (MESSAGES["by-acts"].fill(acts=acts)(names.lang) if acts else "")


HOW = {
    "by-act": Text("{name}（{on}，{act}，#{sequence}）", "{name} ({on}, {act}, #{sequence})"),
    "recorded": Text("{name}（{on}）", "{name} ({on})"),
    "brought": Text("{name}（本行为提交）", "{name} (brought by this act)"),
    "linked": Text("{name}（见 {subjects}）", "{name} (on record of {subjects})"),
    "supplied": Text("{name}（核心给出）", "{name} (supplied by the core)"),
    "unknown": Text("{name}（未记录）", "{name} (not on record)"),
}

MESSAGES = {
    "rule": Text("规则：{sentence}", "rule: {sentence}"),
    "facts": Text("事实：{facts}", "facts: {facts}"),
    "repair": Text("最小的合法改变（已重新裁决核实）", "the smallest lawful change (decided again to make sure)"),
    "no-repair": Text("改变事实无济于事", "no change of facts will do"),
    "only-needs": Text("无须改变事实，只需补齐", "no fact has to change; what is lacking"),
    "asking": Text("还要问清的事实（按先后）", "facts still to be asked for, in this order"),
    "bring": Text("提交 {fact}", "bring {fact}"),
    "again": Text("提交 {fact}，与已记录的相同（{value}）", "bring {fact}, as it stands on record ({value})"),
    "another": Text("{fact}：改为 {was} 以外的值", "{fact}: another than {was}"),
    "new": Text("{fact}：记为 {value}", "{fact}: record {value}"),
    "change": Text("{fact}：{was} → {value}", "{fact}: {was} → {value}"),
    "list": Text("{fact}：{parts}", "{fact}: {parts}"),
    "goes": Text("去掉 {rows}", "take out {rows}"),
    "comes": Text("加入 {rows}", "put in {rows}"),
    "rows": Text("{count} 条（{row}）", "{count} × ({row})"),
    "a-record": Text("一条记录", "a record"),
    "through": Text("先由以下行为记录：{acts}", "to be recorded first by: {acts}"),
    "needs": Text("另需：{what}", "also needed: {what}"),
    "incurable": Text("任何事实都不能补救：{what}", "no fact can cure: {what}"),
    "together": Text("不能一并补救：{what}", "cannot be cured together with the others: {what}"),
    "first": Text("先以下列行为之一设立中心：{acts}", "first a centre is opened, by one of: {acts}"),
    "owed": Text("该行为必须提交", "the act must bring it"),
    "settles": Text("可定下 {count} 项：{rules}", "settles {count}: {rules}"),
    "bears-on": Text("关系到：{rules}", "bears on: {rules}"),
    "by-acts": Text("；由以下行为记录：{acts}", "; recorded by: {acts}"),
}
