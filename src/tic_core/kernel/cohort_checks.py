"""What the core asks of acts on a cohort, and of acts that record the grade it gave: no policy can switch one of these off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tic_core.kernel.asked import Asked
from tic_core.kernel.breaches import breach
from tic_core.kernel.cohorts import TURN_ITSELF, Candidate, Session, decided_by, grades_of, order_of, session, stands_ready
from tic_core.model.act import visible
from tic_core.model.cohort import CENTRES, DECIDED, MEMBERS, NEEDS, STATE, SUBJECT
from tic_core.model.receipt import Finding
from tic_core.model.verdict import OPEN
from tic_core.rules.cohort import CohortKind, Quota
from tic_core.rules.edges import reached
from tic_core.rules.grading import Graded
from tic_core.rules.quota import places
from tic_core.rules.reference import evaluate
from tic_core.text import Text


def cohort_findings(asked: Asked) -> Iterator[Finding]:
    """Every breach of what is asked of an act on a cohort, or of one that records a cohort's grade."""
    if asked.kind.cohort is not None:
        yield from _on_cohort(asked)
    elif asked.plan.cohorts:
        yield from _recorded(asked)


# ── acts on a cohort ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _on_cohort(asked: Asked) -> Iterator[Finding]:
    held, step = session(asked), asked.kind.cohort
    if held is None or step is None or not _well_named(held):
        form = f"{SUBJECT}{step.of}-…" if step else SUBJECT
        yield breach(asked, "cohort-name", {"centre.id": asked.centre.id}, subject=asked.centre.id, form=form)
    elif not stands_ready(asked):
        state = STATES[asked.centre.value(STATE) or ""]
        told: dict[str, Any] = {"state": state, "wanted": [STATES[each] for each in NEEDS[step.does]]}
        yield breach(asked, "cohort-state", {STATE: asked.centre.value(STATE)}, cite=held.kind.cite, **told)
    elif not asked.context.ill:
        yield from CHECKS[step.does](asked, held)


def _well_named(held: Session) -> bool:
    """A turn is a year, unless a fact names it."""
    return held.kind.turn.by == "value" or (held.turn.isdecimal() and len(held.turn) == 4)


def _freeze(asked: Asked, held: Session) -> Iterator[Finding]:
    """The office lists the members, and the list is what the register shows; what is open it settles with a reason."""
    members = [each.centre for each in held.found if each.belongs]
    if CENTRES not in asked.act.facts:
        told: dict[str, Any] = {"members": members, "open": [each.centre for each in held.found if each.belongs is None]}
        yield breach(asked, "cohort-unlisted", {CENTRES: members}, cite=held.kind.cite, **told)
        return
    missing = [name for name in members if name not in held.names]
    if missing:
        yield breach(asked, "cohort-missing", {CENTRES: missing}, cite=held.kind.cite, centres=missing)
    yield from _settled(asked, held, held.found)
    if not held.names and not missing:
        yield breach(asked, "cohort-nobody", {CENTRES: []}, cite=held.kind.cite, cohort=held.kind.name)


def _settled(asked: Asked, held: Session, found: tuple[Candidate, ...]) -> Iterator[Finding]:
    """Who is listed belongs there, and who may or may not belong is listed, in or out, with a reason."""
    known = {each.centre: each for each in found}
    for name in held.names:
        candidate = known.get(name)
        if candidate is None or candidate.belongs is False:
            why = _why(asked, candidate.why) if candidate else [NOT_ITS_TURN]
            cite = _cite(asked, held.kind, candidate.why if candidate else ())
            yield breach(asked, "cohort-extra", {CENTRES: name}, cite=cite, centre=name, why=why)
    for candidate in found:
        said = held.said.get(candidate.centre, {})
        reason = said.get("reason") or (asked.act.reason if said else "")
        if candidate.belongs is None and not visible(str(reason)):
            cite = _cite(asked, held.kind, candidate.why)
            told = {"centre": candidate.centre, "why": _why(asked, candidate.why)}
            yield breach(asked, "cohort-open", {CENTRES: candidate.centre}, cite=cite, **told)


def _why(asked: Asked, rules: tuple[str, ...]) -> list[Text]:
    return [OPEN_TURN if name == TURN_ITSELF else asked.lawbook.rules[name].name for name in rules]


def _cite(asked: Asked, kind: CohortKind, rules: tuple[str, ...]) -> Any:
    return next((asked.lawbook.rules[name].cite for name in rules if name != TURN_ITSELF), kind.cite)


def _amend(asked: Asked, held: Session) -> Iterator[Finding]:
    """An amendment names centres that the cohort has or should have; what the register shows of them is taken over."""
    if not held.said:
        yield breach(asked, "cohort-unlisted", {CENTRES: None}, cite=held.kind.cite, members=[], open=[])
    there = {row["centre"] for row in asked.centre.value(MEMBERS) or ()}
    meant = tuple(each for each in held.found if each.centre in held.said)
    strange = [name for name in held.names if name not in {*there, *(each.centre for each in meant)}]
    for name in strange:
        yield breach(asked, "cohort-extra", {CENTRES: name}, cite=held.kind.cite, centre=name, why=[NOT_ITS_TURN])
    yield from (each for each in _settled(asked, held, meant) if each.rule == "core.cohort-open")
    if not visible(asked.act.reason):
        yield breach(asked, "reason", {"reason": None}, what=asked.kind.name)


def _grade(asked: Asked, held: Session) -> Iterator[Finding]:
    """Every member gets a grade by the edition's own rules; the office decides what they leave open, and departs where it may."""
    said, members = decided_by(asked), [row["centre"] for row in asked.centre.value(MEMBERS) or ()]
    order = order_of(asked.lawbook, held.kind)
    wrong = [name for name, row in said.items() if name not in members or row["grade"] not in order]
    if wrong:
        yield breach(asked, "cohort-decided", {DECIDED: wrong}, cite=held.kind.cite, centres=wrong, terms=list(order))
        return
    by_rules = {each.centre: each for each in grades_of(asked.lawbook, held.kind, asked.centre)}
    found = grades_of(asked.lawbook, held.kind, asked.centre, {name: row["grade"] for name, row in said.items()})
    yield from _departed(asked, held, by_rules, said)
    for each in (each for each in found if each.open):
        told: dict[str, Any] = {"centre": each.centre, "possible": _words(asked, held, each.possible)}
        yield breach(asked, "cohort-ungraded", {each.centre: None}, cite=held.kind.cite, **told)
    for quota in held.kind.quotas:
        yield from _overfull(asked, held, quota, by_rules, found)


def _departed(
    asked: Asked, held: Session, by_rules: Mapping[str, Graded], said: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    for name, row in said.items():
        each = by_rules[name]
        lawful = row["grade"] in each.possible if each.open else row["grade"] == each.grade
        if not lawful and held.kind.departure != "generally":
            told: dict[str, Any] = {"centre": name, "possible": _words(asked, held, each.possible)}
            yield breach(asked, "cohort-departs", {name: row["grade"]}, cite=held.kind.cite, **told)
        if not visible(str(row["reason"])):
            yield breach(asked, "reason", {"reason": None}, cite=held.kind.cite, what=asked.kind.name)


def _overfull(
    asked: Asked, held: Session, quota: Quota, by_rules: Mapping[str, Graded], found: tuple[Graded, ...]
) -> Iterator[Finding]:
    """What the office decides leaves the quota as it is: only equals at the cut, where the text lets them all in, go beyond it."""
    order = order_of(asked.lawbook, held.kind)
    facts = {row["centre"]: row for row in asked.centre.value(MEMBERS) or ()}

    def group(centre: str) -> str:
        return str(facts[centre].get(f"fact.{quota.per}", "")) if quota.per else ""

    def has(grade: str) -> bool:
        return grade == quota.term or (quota.or_better and grade in order and order.index(grade) > order.index(quota.term))

    for name in sorted({group(each.centre) for each in found}):
        mine = [each for each in found if group(each.centre) == name]
        wanted = [each for each in mine if not quota.of or (each.grade and order.index(each.grade) >= order.index(quota.of))]
        there = places(quota.each.get(name, quota.most), len(wanted), quota.rounding)
        holding = [each.centre for each in mine if has(each.grade)]
        lawful = sum(has(by_rules[each.centre].grade) for each in mine)
        if len(holding) > max(there, lawful) and not any(each.open for each in mine):
            told: dict[str, Any] = {"grade": _words(asked, held, (quota.term,)), "places": there, "count": len(holding)}
            yield breach(asked, "cohort-quota", {DECIDED: holding}, cite=quota.cite, limit=there, **told)


def _words(asked: Asked, held: Session, terms: tuple[str, ...]) -> list[Text]:
    vocabulary = asked.lawbook.facts[held.kind.result].vocabulary
    return [asked.lawbook.names.word(vocabulary, term) if term else NO_GRADE for term in terms]


def _nothing(_: Asked, __: Session) -> Iterator[Finding]:
    yield from ()


CHECKS = {"freeze": _freeze, "amend": _amend, "grade": _grade, "publish": _nothing}


# ── acts on a centre ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _recorded(asked: Asked) -> Iterator[Finding]:
    """No grade without a frozen cohort, and none but the one it gave. What is found when a register is taken over stands."""
    if any(move.to_fact for move in asked.kind.moves):
        return
    for name in asked.plan.cohorts:
        kind: CohortKind = asked.tables["cohorts"][name]
        if asked.world.graded.get(name) is None and _stood_in_for(asked, f"graded.{name}"):
            yield breach(asked, "cohort-none", {f"graded.{name}": None}, cite=kind.cite, cohort=kind.name)
            continue
        brought = kind.result in asked.act.facts or kind.result in asked.kind.records
        value = asked.context.facts.get(kind.result)
        if not brought or value is None or (kind.acts and asked.kind.id not in kind.acts):
            continue
        given = asked.world.graded.get(name)
        if given is None:
            yield breach(asked, "cohort-none", {kind.result: value}, cite=kind.cite, cohort=kind.name)
        elif given.grade != value:
            word = asked.lawbook.names.word(asked.lawbook.facts[kind.result].vocabulary, given.grade) if given.grade else NO_GRADE
            told: dict[str, Any] = {"cohort": given.cohort, "grade": word}
            yield breach(asked, "cohort-differs", {kind.result: value}, cite=kind.cite, limit=given.grade, **told)


def _stood_in_for(asked: Asked, fact: str) -> bool:
    """Whether the act determines a rule that is open for want of a cohort's grade: nobody's judgement stands in for that."""
    for said in asked.act.determinations:
        if said.rule in asked.lawbook.rules and asked.outcome.verdicts.get(said.rule) in OPEN:
            made_of = reached([said.rule], asked.lawbook.rules)
            open_ = [rule for rule in made_of if not asked.lawbook.rules[rule].parts() and _is_open(asked, rule)]
            if open_ and all(fact in asked.lawbook.reads_of(rule) for rule in open_):
                return True
    return False


def _is_open(asked: Asked, rule: str) -> bool:
    lawbook = asked.lawbook
    return evaluate(lawbook.rules[rule], asked.context.facts, lawbook.rules, lawbook.calendar).verdict in OPEN


STATES = {
    "": Text("尚未冻结", "not frozen yet"),
    "frozen": Text("已冻结", "frozen"),
    "graded": Text("已评级", "graded"),
    "published": Text("已公布", "published"),
}
"""How a cohort stands, for people."""

NO_GRADE = Text("不评等级", "no grade")
NOT_ITS_TURN = Text("不属于本批", "it is not its turn")
OPEN_TURN = Text("缺少确定批次的事实", "the fact that says its turn is missing")
