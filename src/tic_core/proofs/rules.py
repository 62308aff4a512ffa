"""Properties of the rules themselves: each can be met and can fail, and every act can be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tic_core.model.facts import Facts
from tic_core.model.rule import Rule
from tic_core.model.verdict import Verdict
from tic_core.proofs.flow import Arrow
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.question import Question
from tic_core.proofs.study import Study, witness
from tic_core.proofs.taking import GaveUp
from tic_core.rules.reference import derive, evaluate
from tic_core.text import Text

SIDES: Mapping[str, tuple[Verdict, ...]] = {
    "met": (Verdict.MET, Verdict.DISCRETION),
    "fail": (Verdict.NOT_MET, Verdict.DISCRETION),
}
"""What shows that a rule can be met, and that it can fail: a judgement can go either way."""


def rules_decide(study: Study) -> Property:
    """No rule that can never be met, none that can never fail; each side shown by facts that the plain reading confirms."""
    name, opaque, bad, unsure = "rules-decide", set[str](), list[Witness](), list[Text]()
    defects, decided = list[str](), 0
    for rule in study.edition.rules:
        question = Question(study.lawbook)
        verdict = question.formulas.verdict(rule.id)
        opaque |= set(question.opaque)
        if rule.id in question.formulas.opaque:
            continue
        try:
            sides = {word: question.facts([_is_one_of(verdict, found)]) for word, found in SIDES.items()}
        except GaveUp:
            unsure.append(MESSAGES["gave up"].fill(rule=rule.name))
            continue
        shown = {word: facts for word, facts in sides.items() if facts is not None and not question.opaque}
        defects += [rule.id for word, facts in shown.items() if not _confirmed(study, rule, facts, word)]
        never = [word for word, facts in sides.items() if facts is None]
        decided += not never
        bad += [_never(study, rule, word, question) for word in never]
    told = [MESSAGES["decided"].fill(count=decided), *unsure]
    told += [MESSAGES["differs"].fill(rules=defects)] if defects else []
    status = Status.REFUTED if bad else Status.NOT_DECIDED if unsure or defects else Status.PROVED
    return Property(name, NAMES[name], status, tuple(told), tuple(bad), tuple(sorted(opaque)), defect=bool(defects))


def _is_one_of(verdict: Any, found: tuple[Verdict, ...]) -> Any:
    import z3

    return z3.Or([verdict == int(each) for each in found])


def _confirmed(study: Study, rule: Rule, facts: Facts, word: str) -> bool:
    """Whether the plain reading finds on these facts what the solver says."""
    lawbook = study.lawbook
    return evaluate(rule, derive(facts, study.edition.derived), lawbook.rules, lawbook.calendar).verdict in SIDES[word]


def _never(study: Study, rule: Rule, word: str, question: Question) -> Witness:
    """A rule that cannot be met, or cannot fail: the domain of what it reads, and a life in which an act asks it."""
    shows = MESSAGES[f"never {word}"].fill(rule=rule.name)
    domain = {name: _domain(study, name) for name in question.symbols.kinds}
    for arrow in study.graph.arrows:
        if rule.id in (*arrow.act.requires, *arrow.act.notes) and arrow.source in study.reach.found:
            trail = study.reach.lived((arrow.source, arrow.act.id, arrow.to))
            if trail is not None:
                return witness(trail, shows, facts=domain)
    return Witness(shows, facts=domain)


def _domain(study: Study, name: str) -> str:
    """What a fact may be, as declared."""
    kind = study.lawbook.facts.get(name)
    if kind is None:
        return ""
    if kind.vocabulary:
        return " | ".join(term.id for term in study.lawbook.words[kind.vocabulary].terms)
    ends = f" {kind.least if kind.least is not None else '-∞'} … {kind.most if kind.most is not None else '∞'}"
    return kind.type + (ends if kind.type in ("whole", "decimal", "money") else "")


# ── every act can be taken ───────────────────────────────────────────────────────────────────────────────────────────────────


def acts_possible(study: Study) -> Property:
    """No act whose rules can never all pass in a stage where it stands: it would be dead letter."""
    name, graph = "acts-possible", study.graph
    bad = [_dead(study, arrow) for arrow in graph.closed]
    status = Status.REFUTED if bad else Status.NOT_DECIDED if graph.unsure else Status.PROVED
    told = (MESSAGES["possible"].fill(count=len(graph.arrows)),) if not bad else ()
    return Property(name, NAMES[name], status, told, tuple(bad), tuple(sorted(graph.unsure)))


def _dead(study: Study, arrow: Arrow) -> Witness:
    stages = study.edition.tables["stages"]
    stage = stages[arrow.source].name if arrow.source else MESSAGES["nowhere"]
    shows = MESSAGES["dead"].fill(act=arrow.act.name, stage=stage)
    trail = study.reach.found.get(arrow.source)
    return witness(trail, shows) if trail is not None else Witness(shows)


NAMES = {
    "rules-decide": Text("每条规则都可能符合，也可能不符合", "every rule can be met, and can fail"),
    "acts-possible": Text("每种行为在其所列阶段都有可能作出", "every act can be taken in the stages it names"),
}

MESSAGES = {
    "decided": Text(
        "{count} 条规则各有使其符合和使其不符合的事实，并经参照求值器核对",
        "for each of {count} rules there are facts on which it is met and facts on which it fails, confirmed by the plain reading",
    ),
    "never met": Text("“{rule}”在所声明的范围内永远不可能符合", "“{rule}” can never be met within the declared domains"),
    "never fail": Text("“{rule}”在所声明的范围内永远不可能不符合", "“{rule}” can never fail within the declared domains"),
    "gave up": Text("“{rule}”：求解器未能在时限内作答", "“{rule}”: the solver gave no answer in its time"),
    "differs": Text(
        "软件缺陷：求解器与参照求值器不一致：{rules}", "a defect of the software: solver and plain reading differ on {rules}"
    ),
    "possible": Text("{count} 处（行为与阶段）均有可能", "possible at each of {count} places (an act in a stage)"),
    "dead": Text("在“{stage}”永远不可能作出“{act}”", "“{act}” can never be taken in “{stage}”"),
    "nowhere": Text("尚未立项", "no centre yet"),
}
