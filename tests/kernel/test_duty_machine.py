"""One duty's life in random order and on random days, against a plain dict; asked on random days, past and to come.

The model knows no events: it keeps a list of what was decided and goes through it day by day, with a countdown that stands still
while the duty does. The product folds events and moves a stored last day. Both must say the same of every day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.editions import LAST, Desk, altered, desk_at, lake, right

from tic_core.kernel import owing
from tic_core.kernel.duties import due_lines
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.dates import Period
from tic_core.model.receipt import Status

OPENED, GIVEN, GRACE, SOON = date(2023, 6, 3), 30, 7, 30
EDITION = altered(lake(), "duties", "plan", grace=Period(days=GRACE))
LAWBOOK = Lawbook(EDITION)
DAYS = st.integers(0, 120)
ENDS = ("discharged", "waived", "excused", "superseded", "missed")


def day(number: int) -> date:
    return OPENED + timedelta(days=number)


def told(deeds: list[tuple[int, int, str, int]], asked: int) -> dict[str, Any]:
    """How the duty stands on a day, from what was decided: (day, order, deed, new last day), gone through day by day."""
    last, since, printed, over = GIVEN, None, False, ""
    for number, _, deed, new in sorted(deeds):
        if number > asked or over:
            break
        if deed in ENDS:
            over = deed
        elif deed == "suspended" and since is None:
            since = number
        elif deed == "resumed" and since is not None:
            if since <= last:
                for _ in range(since, number):  # each day it stood still is one day more
                    last += 1
            since = None
        elif deed == "reset":
            last, since, printed = new, None, True
    state = {"over": over, "last": last, "still": since is not None, "printed": printed}
    return state | {"status": "" if over else status(state, asked)}


def status(state: dict[str, Any], asked: int) -> str:
    if state["still"]:
        return "suspended"
    if asked > max(state["last"], 0):
        return "grace" if asked <= state["last"] + GRACE else "overdue"
    return "due" if state["last"] - asked <= SOON else "pending"


class OneDuty(RuleBasedStateMachine):
    """Deeds on days in any order: what is entered late counts from its own day all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk.__new__(Desk)
        source = desk_at("preparing", EDITION)
        self.desk.lawbook, self.desk.today, self.desk.events = LAWBOOK, source.today, list(source.events)
        self.deeds: list[tuple[int, int, str, int]] = []
        self.latest = 0

    def take(self, number: int, kind: str, deed: str, new: int = 0) -> None:
        facts = {"end": day(new)} if deed == "reset" else {}
        act = right(kind, day(number), facts=facts, reason="理由")
        before = told(self.deeds, number)
        receipt = self.desk.take(act)
        if deed == "missed" and not before["over"] and (before["still"] or number <= max(before["last"] + GRACE, 0)):
            assert [finding.rule for finding in receipt.refusals] == ["core.not-missed"]
            return
        assert receipt.status is Status.ACCEPTED, [finding.text.en for finding in receipt.refusals]
        if not before["over"]:
            self.deeds.append((number, len(self.desk.events), deed, new))
            self.latest = max(self.latest, number)

    @rule(ahead=st.integers(0, 25))
    def suspend(self, ahead: int) -> None:
        self.take(self.latest + ahead, "plan-suspended", "suspended")

    @rule(ahead=st.integers(0, 25))
    def resume(self, ahead: int) -> None:
        self.take(self.latest + ahead, "plan-resumed", "resumed")

    @rule(ahead=st.integers(0, 25), new=DAYS)
    def reset(self, ahead: int, new: int) -> None:
        self.take(self.latest + ahead, "change-plan", "reset", new)

    @rule(ahead=st.integers(0, 60))
    def find_missed(self, ahead: int) -> None:
        self.take(self.latest + ahead, "plan-missed", "missed")

    @precondition(lambda self: len(self.deeds) > 2)
    @rule(ahead=st.integers(0, 40), how=st.sampled_from(("waived", "excused", "superseded")))
    def close(self, ahead: int, how: str) -> None:
        self.take(self.latest + ahead, f"plan-{how}", how)

    @precondition(lambda self: len(self.deeds) > 2)
    @rule(number=DAYS)
    def fulfil(self, number: int) -> None:
        """On any day, also one before what is on record already."""
        if not told(self.deeds, number)["over"] and number >= self._began(number):
            self.take(number, "sign-plan", "discharged")

    def _began(self, number: int) -> int:
        return max((each for each, _, deed, _ in self.deeds if deed == "suspended" and each <= number), default=0)

    @rule(asked=st.integers(0, 400))
    def ask(self, asked: int) -> None:
        model = told(self.deeds, asked)
        found = [line for line in self.lines(asked) if line.kind == "plan"]
        assert [line.status for line in found] == ([] if model["over"] else [model["status"]])
        if found:
            assert found[0].due == day(model["last"])
            assert found[0].grace == day(model["last"] + GRACE)
            assert found[0].days_left == model["last"] - asked

    def lines(self, asked: int) -> Any:
        return due_lines(self.desk.centre("c-1", day(asked)), day(asked), LAWBOOK.calendar, LAST)

    @invariant()
    def the_duty_ended_as_the_model_says(self) -> None:
        duty = self.desk.centre().duties["plan"]
        over = told(self.deeds, 10_000)["over"]
        assert ([end.how for end in duty.ended.values()] or [""]) == [over]


LIVES = settings(max_examples=40, stateful_step_count=16, deadline=None, report_multiple_bugs=False)


def test_a_duty_lives_as_the_plain_model_of_it_does() -> None:
    run_state_machine_as_test(OneDuty, settings=LIVES)  # type: ignore[no-untyped-call]


def test_control_a_standstill_that_also_counts_the_day_of_resumption_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right_one = owing.moved_by
    monkeypatch.setattr(
        "tic_core.kernel.effects.moved_by", lambda duty, when, calendar: right_one(duty, when + timedelta(days=1), calendar)
    )
    # Many: what Hypothesis draws also hangs on the constants of the modules that happen to be loaded.
    search = settings(LIVES, max_examples=5000, derandomize=True, database=None, phases=(Phase.generate,))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OneDuty, settings=search)  # type: ignore[no-untyped-call]
