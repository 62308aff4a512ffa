"""How to put each question of :mod:`tic_core.hooks.spec` to a plugin, with sample arguments and an answer that is right.

>>> from tic_core.hooks.jurisdiction import Jurisdictions
>>> question = QUESTIONS["tic_incentives"]
>>> answers = Jurisdictions.of({HOME: question.speaker()}).answers([HOME])
>>> [each.answer for each in question.ask(answers)] == question.good
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.facade import Answers
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.cite import Cite
from tic_core.model.edition import Identity, InForce, Reservation
from tic_core.model.event import Effect, Event, Law
from tic_core.model.money import Incentive
from tic_core.text import Text, both

HOME = "zz-harbour"
DAY = date(2023, 3, 1)
WHY = Text("理由", "reason")
EDITION = Identity(
    id="harbour-1",
    policy="harbour",
    jurisdiction=HOME,
    title=Text("港口办法", "the harbour measure"),
    document_no="1",
    registration_no="1",
    issuer=Text("港口局", "the harbour bureau"),
    issued_on=DAY,
    in_force=InForce(DAY, date(2028, 2, 29), cite=Cite(22)),
    judge="bureau",
    parents=("zz",),
    item_styles={"5": "（1）"},
)
BERTH = Reservation("berth", Text("泊位", "berth"), ("berth.code",), Cite(7))
SUPPORT = Incentive("support", Text("支持", "support"), "discretionary", "top-grade", Cite(19))
SHEETS = ({"expert": "a", "score": Decimal("88.50")}, {"expert": "b", "score": Decimal("91.00")})
FACTS = {"evaluation.grade": "A", "sheets": SHEETS, "approved.on": DAY}
LAW = Law("harbour-1", "harbour-1", ("9(3)",), (), {"edition": "0" * 64})
EFFECTS = (Effect("stage", "open", type="RECOGNISED"),)
EVENT = Event(1, 1, "h-1", "a-1", "open", "favourable", DAY, DAY, "bureau", "2023-03-01T00:00:00Z", LAW, EFFECTS)

Given = Mapping[str, Any]
Do = Callable[[Given], Any]


class Speaker:
    """A plugin that is made of functions given to it."""

    HOOK_API = HOOK_API

    def __init__(self, functions: Mapping[str, Any]) -> None:
        vars(self).update(functions)


@attrs.frozen
class Question:
    """One hook: ``ask`` puts it to a chain, ``function`` makes an implementation that does something, ``good`` is a right answer.

    An announcement is answered with the errors of those who failed (see :meth:`failed`).
    """

    hook: str
    ask: Callable[[Answers], Any]
    function: Callable[[Do], Callable[..., Any]]
    good: Any

    def implemented(self, do: Do) -> Any:
        """An implementation of the hook, marked: it does ``do`` with what it is given."""
        return hookimpl(self.function(do))

    def speaker(self, do: Do | None = None) -> object:
        """A plugin with this hook alone; it answers right unless it is told what to ``do``."""
        return Speaker({self.hook: self.implemented(do or (lambda _: self.good))})


def _rule_kinds(do: Do) -> Callable[..., Any]:
    def tic_rule_kinds() -> Any:
        return do({})

    return tic_rule_kinds


def _conflict_relation(do: Do) -> Callable[..., Any]:
    def tic_conflict_relation(reservation: Any, edition: Any) -> Any:
        return do({"reservation": reservation, "edition": edition})

    return tic_conflict_relation


def _aggregate_scores(do: Do) -> Callable[..., Any]:
    def tic_aggregate_scores(act: Any, sheets: Any, facts: Any, edition: Any) -> Any:
        return do({"act": act, "sheets": sheets, "facts": facts, "edition": edition})

    return tic_aggregate_scores


def _incentives(do: Do) -> Callable[..., Any]:
    def tic_incentives(facts: Any, eligible: Any, edition: Any) -> Any:
        return do({"facts": facts, "eligible": eligible, "edition": edition})

    return tic_incentives


def _after_event(do: Do) -> Callable[..., Any]:
    def tic_after_event(event: Any) -> Any:
        return do({"event": event})

    return tic_after_event


ALL = (
    Question("tic_rule_kinds", lambda answers: answers.rule_kinds(), _rule_kinds, []),
    Question(
        "tic_conflict_relation",
        lambda answers: answers.conflict_relation(BERTH, EDITION),
        _conflict_relation,
        Relation("berth", "prefix", "7", ("Q7",)),
    ),
    Question(
        "tic_aggregate_scores",
        lambda answers: answers.aggregate_scores("fix-result", SHEETS, FACTS, EDITION),
        _aggregate_scores,
        ScoreResult({"panel.score": "88.50", "panel.grade": None}, WHY, "17", ("Q31",)),
    ),
    Question(
        "tic_incentives",
        lambda answers: answers.incentives(FACTS, (SUPPORT,), EDITION),
        _incentives,
        [Proposal("support", both("A"), "19")],
    ),
    Question("tic_after_event", lambda answers: answers.after_event(EVENT), _after_event, None),
)
QUESTIONS: Mapping[str, Question] = {each.hook: each for each in ALL}
