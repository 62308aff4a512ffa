"""A plugin's rule in code: asked through its own check, in every form, over the facts it declared and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import attrs
import pytest

from tic_core.model.cite import Cite
from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Names, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import compile_rules
from tic_core.rules.kinds import Not
from tic_core.rules.reference import evaluate
from tic_core.text import Text

NAME = Text("工作日", "a weekday")


@attrs.frozen(kw_only=True)
class Weekday(Rule):
    """The day is no Saturday and no Sunday."""

    kind: ClassVar[str] = "weekday"
    opaque: ClassVar[bool] = True
    fact: str

    def reads(self) -> tuple[Any, ...]:
        return (self.fact,)

    def check(self, facts: Facts, peer: Callable[[str], Check]) -> Check:
        day = facts.get(self.fact)
        if day is None:
            return Check(Verdict.UNKNOWN, {self.fact: None})
        return Check(Verdict.MET if day.weekday() < 5 else Verdict.NOT_MET, {self.fact: day})

    def sentence(self, names: Names) -> Text:
        return NAME


RULES: dict[str, Rule] = {
    "weekday": Weekday(id="weekday", name=NAME, cite=Cite(1), fact="day"),
    "weekend": Not(id="weekend", name=NAME, cite=Cite(1), rule="weekday"),
}


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 23), None])
def test_a_rule_in_code_is_compiled_to_a_call_of_itself(day: date | None) -> None:
    facts = {"day": day}
    compiled = compile_rules(tuple(RULES), RULES, {})

    found = compiled.verdicts(compiled.run(compiled.vector(facts)))

    assert found == {name: evaluate(rule, facts, RULES).verdict for name, rule in RULES.items()}
