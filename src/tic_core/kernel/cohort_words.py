"""Why a centre got its grade, and why one is left out of a cohort, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tic_core.kernel.cohorts import TURN_ITSELF, Candidate
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.verdict import Verdict
from tic_core.rules.cohort import CohortKind, Lowest, Quota
from tic_core.rules.grading import Graded, Reason
from tic_core.text import Text


def reasons(lawbook: Lawbook, kind: CohortKind, found: Graded) -> Iterator[Text]:
    """The steps to a grade in order, each with what it left and its article."""
    vocabulary = lawbook.facts[kind.result].vocabulary
    for step in found.why:
        part = step.part if step.part is not None else kind
        cite = lawbook.edition.cite_text(part.cite)
        left = grade_word(lawbook, vocabulary, step.low)
        if step.low != step.high:
            left = SPAN.fill(low=left, high=grade_word(lawbook, vocabulary, step.high))
        told = STEPS[_which(step)].fill(**_told(lawbook, kind, step))
        yield (WITH if part.cite else BARE).fill(told=told, left=left, cite=cite)


def grade_word(lawbook: Lawbook, vocabulary: str, term: str) -> Text:
    """A grade by its name; no grade by its own."""
    return lawbook.names.word(vocabulary, term) if term else NO_GRADE


def kept_out(lawbook: Lawbook, candidate: Candidate) -> list[Text]:
    """The rules that keep a centre out of a cohort, or leave it open, by name."""
    return [NO_TURN if name == TURN_ITSELF else lawbook.rules[name].name for name in candidate.why]


def cohort_sentences(lawbook: Lawbook, kind: CohortKind) -> Iterator[Text]:
    """What a ``[[cohort]]`` says of membership and grades, part by part, as a lawyer would read it."""
    rules, fact = lawbook.rules, lawbook.names.name

    def word(term: str) -> Text:
        return grade_word(lawbook, lawbook.facts[kind.result].vocabulary, term)

    yield TURNS[kind.turn.by].fill(fact=fact(kind.turn.fact), first=kind.turn.first, every=kind.turn.every)
    if kind.excludes:
        yield SAYS["without"].fill(rules=[rules[name].name for name in kind.excludes])
    yield SAYS["from"].fill(fact=fact(kind.grade or kind.score))
    met = [*((each.when, each.grade) for each in kind.deemed), *([(kind.no_show.when, kind.no_show.grade)] if kind.no_show else [])]
    yield from (SAYS["deemed"].fill(rule=rules[when].name, term=word(term)) for when, term in met)
    for floor in kind.floors:
        yield SAYS["floor"].fill(fact=fact(floor.fact), least=floor.at_least, term=word(floor.otherwise))
    yield from (SAYS["cap"].fill(rule=rules[cap.when].name, term=word(cap.at_most)) for cap in kind.caps)
    limits: tuple[Quota | Lowest, ...] = (*kind.quotas, *kind.lowest)
    for part in limits:
        told: dict[str, Any] = {"term": word(part.term), "by": [fact(key.fact) for key in part.by]}
        most = part.most if isinstance(part, Quota) else part.share
        told |= {"most": most, "rounding": ROUNDED[part.rounding], "ties": TIES[part.ties]}
        yield SAYS["quota" if isinstance(part, Quota) else "lowest"].fill(**told)
    for memory in kind.memory:
        terms = [word(term) for term in memory.terms]
        yield SAYS["memory"].fill(times=memory.times, among=memory.among, terms=terms, term=word(memory.then))


def _which(step: Reason) -> str:
    if step.step == "quota" and "has" in step.told:
        return {True: "quota-in", False: "quota-out", None: "quota-open"}[step.told["has"]]
    return step.step


def _told(lawbook: Lawbook, kind: CohortKind, step: Reason) -> Mapping[str, Any]:
    """The blanks of a step's sentence."""
    value, part = step.told.get("value"), step.part
    told: dict[str, Any] = {name: each for name, each in step.told.items() if name != "value"}
    if "verdict" in told:
        told |= {"rule": lawbook.rules[part.when].name, "verdict": Verdict(told["verdict"]).text}
    fact = {"bands": kind.score, "panel": kind.grade}.get(step.step) or getattr(part, "fact", "")
    if fact:
        told |= {"fact": lawbook.names.name(fact), "value": UNKNOWN if value is None else lawbook.names.term(fact, value)}
    if step.step.startswith(("quota", "lowest")):
        told |= {"term": lawbook.names.word(lawbook.facts[kind.result].vocabulary, part.term)}
    if step.step == "memory":
        told |= {"earlier": UNKNOWN if step.told["earlier"] is None else step.told["earlier"], "among": part.among}
    return told


UNKNOWN = Text("未知", "not known")
NO_GRADE = Text("不评等级", "no grade")
NO_TURN = Text("缺少确定批次的事实", "the fact that says its turn is missing")
SPAN = Text("{low}至{high}", "{low} to {high}")
WITH = Text("{told} → {left}（{cite}）", "{told} → {left} ({cite})")
BARE = Text("{told} → {left}", "{told} → {left}")

TURNS: Mapping[str, Text] = {
    "year": Text("每年全部", "all, every year"),
    "year-of": Text(
        "按{fact}所在年份，其后第 {first} 年起每 {every} 年", "by the year of {fact}: {first} years after it, then every {every}"
    ),
    "value": Text("按{fact}", "by {fact}"),
    "field": Text("按{fact}轮换", "by {fact} in turn"),
}
ROUNDED: Mapping[str, Text] = {
    "none": Text("不取整", "not rounded"),
    "down": Text("舍去零数", "rounded down"),
    "up": Text("零数进一", "rounded up"),
    "half-up": Text("四舍五入", "rounded half up"),
}
TIES: Mapping[str, Text] = {
    "all-in": Text("相同的都算", "equals all count in"),
    "all-out": Text("相同的都不算", "equals all stay out"),
}
SAYS: Mapping[str, Text] = {
    "without": Text("不含：{rules}", "without: {rules}"),
    "from": Text("依据{fact}", "graded on {fact}"),
    "deemed": Text("{rule}的为{term}", "“{rule}”: {term}"),
    "floor": Text("{fact}低于 {least} 的至多{term}", "{fact} below {least}: {term} at best"),
    "cap": Text("{rule}的至多{term}", "“{rule}”: {term} at best"),
    "quota": Text("{term}至多 {most}（{rounding}），依次看{by}，{ties}", "{term}: at most {most} ({rounding}), by {by}, {ties}"),
    "lowest": Text("末 {most}（{rounding}）至多{term}，依次看{by}，{ties}", "lowest {most} ({rounding}): {term}, by {by}, {ties}"),
    "memory": Text("最近 {among} 次中 {times} 次为{terms}的为{term}", "{times} of the last {among} {terms}: {term}"),
}
"""What the parts of a cohort say."""

STEPS: Mapping[str, Text] = {
    "bands": Text("{fact} {value}", "{fact} {value}"),
    "panel": Text("{fact}：{value}", "{fact}: {value}"),
    "deemed": Text("视同：{rule}，{verdict}", "deemed: {rule}, {verdict}"),
    "no-show": Text("未参加：{rule}，{verdict}", "no-show: {rule}, {verdict}"),
    "decided": Text("由机关决定", "decided by the office"),
    "floor": Text("{fact} {value}，低于下限", "{fact} {value}, below its floor"),
    "cap": Text("封顶：{rule}，{verdict}", "capped: {rule}, {verdict}"),
    "quota": Text("所属名额未知", "which places it competes for is not known"),
    "quota-in": Text("{term}名额 {places} 个，其前 {before} 个", "places at {term}: {places}, {before} before it"),
    "quota-out": Text(
        "{term}名额 {places} 个，其前 {before} 个，与其相同 {equal} 个，未得名额",
        "places at {term}: {places}, {before} before it, {equal} equal to it: none is left",
    ),
    "quota-open": Text("{term}名额 {places} 个，能否得到取决于未知者", "places at {term}: {places}; it turns on the unknown"),
    "lowest": Text("末位 {places} 个之列，更低 {before} 个", "among the lowest {places}, {before} below it"),
    "memory": Text("最近 {among} 次结果并计，此前 {earlier} 次", "the last {among} results together, {earlier} before"),
}
"""What each step says."""
