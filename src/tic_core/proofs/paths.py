"""Properties of the ways through the stages: what every way to recognition passes, and what no life meets twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from tic_core.model.edition import ActKind, DutyKind, ProceedingKind, Stepping
from tic_core.proofs.flow import Arrow, Graph
from tic_core.proofs.property import Property, Status
from tic_core.proofs.study import Study, witness
from tic_core.proofs.taking import Taking, Term
from tic_core.proofs.trail import Trail
from tic_core.text import Text

MOST_WAYS = 12  # ways tried before a breach that the stages allow is left undecided

Step = tuple[Arrow, Any]  # an arrow and the state it leads to


@attrs.frozen
class Walk:
    """A way through the stages: the arrows taken, the stage come to and what has been passed on it."""

    arrows: tuple[Arrow, ...]
    stage: str
    passed: Any


def ways(graph: Graph, start: Any, step: Callable[[Arrow, Any], Iterable[Any]], broken: Callable[[Walk], bool]) -> Iterator[Walk]:
    """The shortest ways on which something is broken, each state of the walk come to by a few ways only.

    ``step`` gives what may have been passed after an arrow; nothing where the arrow cannot be taken there.
    """
    waiting, seen = [Walk((), "", start)], dict[Any, int]()
    while waiting:
        walk = waiting.pop(0)
        if broken(walk):
            yield walk
            continue
        for arrow in graph.out(walk.stage):
            for passed in step(arrow, walk.passed):
                state = arrow.to, passed
                if seen.get(state, 0) < 2 and (arrow.moves or passed != walk.passed):
                    seen[state] = seen.get(state, 0) + 1
                    waiting.append(Walk((*walk.arrows, arrow), arrow.to, passed))


def lived(study: Study, walk: Walk) -> Trail | None:
    """A life that goes this way, if the product takes one."""
    return study.reach.along([(arrow.act.id, arrow.to) for arrow in walk.arrows])


# ── evaluation, then notice, before recognition ──────────────────────────────────────────────────────────────────────────────

EVALUATED, NOTICED = "evaluated", "noticed"
EVALUATION_KINDS, NOTICE_KINDS = ("IN_ACCEPTANCE", "IN_EVALUATION"), ("IN_NOTICE",)


@attrs.define(eq=False)
class Marks:
    """What counts as an evaluation and as a notice: stages and proceedings of these kinds, and acts that the drafter names."""

    study: Study

    def of(self, arrow: Arrow) -> set[str]:
        """The marks that an act sets."""
        return {
            mark for mark, kinds, proceeding, named in self._rows() if self._sets(arrow.act, arrow.to, kinds, proceeding, named)
        }

    def _rows(self) -> tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...]:
        claims = self.study.claims
        return (
            (EVALUATED, EVALUATION_KINDS, "evaluation", claims.evaluation),
            (NOTICED, NOTICE_KINDS, "notice", claims.notice),
        )

    def _sets(self, act: ActKind, to: str, kinds: tuple[str, ...], proceeding: str, named: tuple[str, ...]) -> bool:
        declared = self.study.edition.tables["proceedings"]
        comes = any(move.to == to for move in act.moves) and self.study.lawbook.stage_kinds.get(to) in kinds
        return act.id in named or comes or any(declared[step.proceeding].kind == proceeding for step in act.steps)

    def only_with(self, mark: str) -> frozenset[str]:
        """The facts that nothing but an act with the mark brings: without it they are not on record."""
        graph = self.study.graph
        marked = {arrow.act.id for arrow in graph.arrows if mark in self.of(arrow)}
        acts = [act for act in self.study.edition.acts if act.subject == "centre"]
        with_, without = (({fact for act in acts if (act.id in marked) is side for fact in act.facts}) for side in (True, False))
        return frozenset(with_ - without)


def evaluation_and_notice(study: Study) -> Property:
    """No way leads to recognition without an evaluation and, after it, a notice."""
    graph, marks = study.graph, Marks(study)
    before, hidden = graph.before_recognition(), {mark: marks.only_with(mark) for mark in (EVALUATED, NOTICED)}
    possible: dict[Any, bool] = {}

    def step(arrow: Arrow, passed: frozenset[str]) -> Iterator[frozenset[str]]:
        if arrow.source not in before or (arrow.move is not None and arrow.move.to_fact and graph.kinds[arrow.to] == "RECOGNISED"):
            return
        never = frozenset().union(*(facts for mark, facts in hidden.items() if mark not in passed))
        key = arrow, passed
        if key not in possible:
            possible[key] = graph.possible(arrow, never=never)
        if possible[key]:
            set_ = marks.of(arrow)
            yield (passed - {NOTICED} if EVALUATED in set_ else passed) | set_

    def broken(walk: Walk) -> bool:
        return graph.kinds.get(walk.stage) == "RECOGNISED" and walk.passed != {EVALUATED, NOTICED}

    return _walked(study, "evaluation-and-notice", ways(graph, frozenset[str](), step, broken))


def _walked(study: Study, name: str, found: Iterator[Walk], *, told: tuple[Text, ...] = ()) -> Property:
    """The property that no such way exists, as it stands: shown broken by a life, or not decided where none was found for a way."""
    opaque = opaque_of(study)
    tried: list[Walk] = []
    for walk in found:
        trail = lived(study, walk)
        if trail is not None:
            shows = MESSAGES[f"{name} broken"].fill(acts=[arrow.act.name for arrow in walk.arrows])
            return Property(name, NAMES[name], Status.REFUTED, told, (witness(trail, shows),), opaque)
        tried.append(walk)
        if len(tried) >= MOST_WAYS:
            break
    if not tried:
        return Property(name, NAMES[name], Status.PROVED, (MESSAGES[f"{name} holds"], *told), (), opaque)
    way = MESSAGES["no life"].fill(acts=[arrow.act.name for arrow in tried[0].arrows])
    return Property(name, NAMES[name], Status.NOT_DECIDED, (way, *told), (), opaque)


def opaque_of(study: Study) -> tuple[str, ...]:
    """Everything in the acts' rules that the solver cannot look into, and acts on which it gave up."""
    takings = (study.lives.taking(act) for act in study.edition.acts if act.requires)
    return tuple(sorted({*(name for taking in takings for name in taking.opaque), *study.graph.unsure}))


# ── at most one rectification before recognition ─────────────────────────────────────────────────────────────────────────────


def one_rectification(study: Study) -> Property:
    """A centre that is not yet recognised is given time to rectify at most once."""
    graph, name = study.graph, "one-rectification"
    before = graph.before_recognition()
    stages = {stage for stage in before if graph.kinds.get(stage) == "RECTIFYING"}
    if not stages:
        return Property(name, NAMES[name], Status.PROVED, (MESSAGES["no rectification"],))
    time = Time.of(study, stages)
    possible: dict[Any, bool] = {}

    def step(arrow: Arrow, passed: tuple[int, Clock]) -> Iterator[tuple[int, Clock]]:
        if arrow.source not in before or arrow.to not in before:
            return
        given, clock = passed
        grants, come = time.granted(arrow, stages), time.after(arrow, clock)
        if not (arrow.moves or grants or come != [clock]):
            return
        if (arrow, clock) not in possible:
            possible[arrow, clock] = graph.possible(arrow, list(time.told(study.lives.taking(arrow.act), clock)))
        if possible[arrow, clock]:
            yield from ((given + grants, after) for after in come)

    return _walked(study, name, ways(graph, (0, time.start()), step, lambda walk: walk.passed[0] > 1))


Clock = tuple[tuple[str, str | int], ...]  # how each duty stands, and how many proceedings of each kind run


@attrs.define(eq=False)
class Time:
    """The duties whose last day ends a rectification, and the proceedings beside which they are suspended and resumed."""

    duties: Mapping[str, DutyKind]
    proceedings: Mapping[str, ProceedingKind]

    @classmethod
    def of(cls, study: Study, stages: set[str]) -> Time:
        """Those of the stages of rectification."""
        ends = {duty.id: duty for duty in study.edition.duties if stages & set(duty.holds_in) and (duty.period or duty.printed)}
        moving = [act for act in study.edition.acts if any(each.duty in ends for each in act.changes)]
        kinds = {step.proceeding for act in moving for step in act.steps}
        return cls(ends, {kind.id: kind for kind in study.edition.proceedings if kind.id in kinds})

    def start(self) -> Clock:
        """No duty yet, and nothing running."""
        return (*((name, "none") for name in self.duties), *((name, 0) for name in self.proceedings))

    def granted(self, arrow: Arrow, stages: set[str]) -> bool:
        """Whether an act gives time to rectify: it opens the duty, or, where none is opened, it leads to the stage."""
        if self.duties:
            return bool(set(arrow.act.opens) & self.duties.keys())
        return arrow.moves and arrow.to in stages

    def told(self, taking: Taking, clock: Clock) -> Iterator[Term]:
        """What rules can read of it: a duty's last day is known while it runs, and only then; proceedings are counted up to two."""
        import z3

        for name, stands in clock:
            duty, fact = self.duties.get(name), f"due.{name}" if name in self.duties else f"running.{name}"
            if fact not in taking.symbols.kinds:
                continue
            known, value = taking.symbols.plain_of(fact)
            if duty is None:
                yield value >= MANY if stands == MANY else value == stands
            elif stands != "open" or duty.period:
                yield known == z3.BoolVal(stands == "open")

    def after(self, arrow: Arrow, clock: Clock) -> list[Clock]:
        """How they may stand after an act; none where it would step on what does not run."""
        stands = dict(clock)
        for each in arrow.act.discharges:
            stands |= {each.duty: "closed"} if each.duty in self.duties and stands[each.duty] != "none" else {}
        for change in arrow.act.changes:
            if change.duty in self.duties:
                stands[change.duty] = CHANGED.get((str(stands[change.duty]), change.change), stands[change.duty])
        stands |= dict.fromkeys(set(arrow.act.opens) & self.duties.keys(), "open")
        found = [stands]
        for step in arrow.act.steps:
            if step.proceeding in self.proceedings:
                found = [each for state in found for each in self._stepped(state, step)]
        return [tuple((name, state[name]) for name, _ in clock) for state in found]

    def _stepped(self, stands: dict[str, Any], step: Stepping) -> Iterator[dict[str, Any]]:
        count = stands[step.proceeding]
        open_ = next(each.open for each in self.proceedings[step.proceeding].steps if each.id == step.to)
        if not step.from_:
            yield stands | {step.proceeding: min(count + open_, MANY)}
        elif count:
            yield stands | {step.proceeding: count - (not open_)}
            yield from [stands] if count == MANY else []  # there were more than two


MANY = 2

CHANGED = {
    ("open", "suspended"): "paused",
    ("paused", "resumed"): "open",
    ("paused", "reset"): "open",
    **{(stands, change): "closed" for stands in ("open", "paused") for change in ("waived", "excused", "superseded", "missed")},
}
"""What an act makes of a running duty."""


NAMES = {
    "evaluation-and-notice": Text(
        "未经评估并在其后公示，不能到达认定", "no way leads to recognition without an evaluation and a notice after it"
    ),
    "one-rectification": Text("认定之前至多整改一次", "before recognition there is at most one rectification"),
}

MESSAGES = {
    "evaluation-and-notice holds": Text(
        "从立项到认定的每一条路都先经评估、后经公示；承接既有中心的，照所见登记，不在此列",
        "every way from an opening to recognition passes an evaluation and then a notice; adoption records what is found "
        "and is not such a way",
    ),
    "evaluation-and-notice broken": Text(
        "依次作出 {acts} 即获认定，未经评估和其后的公示", "recognised by {acts}, without an evaluation and a notice after it"
    ),
    "one-rectification holds": Text(
        "给过整改期的，认定之前不能再给", "once time to rectify has been given, it cannot be given again before recognition"
    ),
    "one-rectification broken": Text("依次作出 {acts}，整改期给了两次", "by {acts} time to rectify is given twice"),
    "no rectification": Text("认定之前没有整改阶段", "there is no stage of rectification before recognition"),
    "no life": Text(
        "阶段图容许 {acts} 这条路，但没有找到产品受理的一生",
        "the stages allow the way {acts}, but no life was found that the product takes",
    ),
}
