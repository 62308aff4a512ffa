"""Several centres in two districts, acts by the right office and by others, on right and odd days: what holds after each of them.

The acts are those of the sample programme, told anew of other centres in other districts, in their order or out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.programme import acts

from tic_core import Act, Receipt, Registry, Status
from tic_core.kernel import checks
from tic_core.kernel.duties import due_lines
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.subject import Centre
from tic_core.shelf import Shelf

NOON = datetime(2031, 12, 31, 4, tzinfo=UTC)
BUREAU, DISTRICTS = "weihai-kjj", ("rongcheng-kjj", "rushan-kjj")
CENTRES = ("a-1", "a-2", "b-1", "b-2")
DISTRICT = {name: DISTRICTS[name[0] == "b"] for name in CENTRES}
CLASSES = ("3514", "3591", "351")
CLASS = "industry-class"
SETTINGS = settings(
    max_examples=10, stateful_step_count=36, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,)
)


@lru_cache
def lawbook() -> Lawbook:
    return Shelf().lawbook("weihai-2022")


@lru_cache
def lives() -> dict[str, tuple[Act, ...]]:
    """The acts of each sample centre that were accepted there, in their order."""
    found: dict[str, list[Act]] = defaultdict(list)
    for act in acts():
        if act.centre and not act.id.endswith("-refused"):
            found[act.centre].append(act)
    return {name: tuple(told) for name, told in found.items() if len(told) > 8}


@lru_cache
def by_kind() -> dict[str, tuple[Act, ...]]:
    found: dict[str, list[Act]] = defaultdict(list)
    for told in lives().values():
        for act in told:
            found[act.kind].append(act)
    return {kind: tuple(told) for kind, told in found.items()}


def told_of(sample: Act, name: str, number: int, by: int) -> Act:
    """An act of the programme told of another centre: its district's department, a class out of few; days moved by ``by``."""
    home = next((each.facts["department"] for each in lives()[sample.centre] if "department" in each.facts), "")
    klass = CLASSES[CENTRES.index(name) % len(CLASSES)]

    def meant(fact: str, value: Any) -> Any:
        if fact in ("department", "territory.office") and value == home:
            return DISTRICT[name]
        if type(value) is date:
            return value + timedelta(days=by)
        return klass if fact == "industry.class" else value

    facts = {fact: meant(fact, value) for fact, value in sample.facts.items()}
    moved = {"on": sample.on + timedelta(days=by), "effective": sample.effective and sample.effective + timedelta(days=by)}
    who = DISTRICT[name] if sample.by == home else sample.by
    return attrs.evolve(sample, id=f"{name}-{number}", centre=name, by=who, facts=facts, **moved)


class TwoDistricts(RuleBasedStateMachine):
    """A register under Weihai's measure, and what was seen of it so far."""

    @initialize(chosen=st.data())
    def open(self, chosen: st.DataObject) -> None:
        self.registry = Registry.open("sqlite://", clock=lambda: NOON)
        self.registry.ledger.__enter__()
        self.seen: dict[str, Centre] = {}
        self.number, self.answers = 0, list[Receipt]()
        names = sorted(lives())
        self.story = {name: lives()[chosen.draw(st.sampled_from(names))] for name in CENTRES}
        self.place, self.offset = dict.fromkeys(CENTRES, 0), dict.fromkeys(CENTRES, 0)
        for act in acts():
            if not act.centre and act.kind == "confirm-interpretation":
                self.registry.submit(act)

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            assert self.registry.verify().ok
            self.registry.ledger.__exit__(None, None, None)

    # ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(CENTRES), count=st.integers(1, 8))
    def goes_on(self, name: str, count: int) -> None:
        """Some more of the story of a centre."""
        for sample in self.story[name][self.place[name] : self.place[name] + count]:
            self.place[name] += 1
            self.submit(told_of(sample, name, self.number, self.offset[name]))

    @rule(name=st.sampled_from(CENTRES), who=st.sampled_from((*DISTRICTS, *DISTRICTS, BUREAU, "91371002MA3B6D828L", "nobody")))
    def acts_of_another(self, name: str, who: str) -> None:
        """The next act of the story, by whoever it may be; what had to be judged was judged by the right office."""
        for sample in self.story[name][self.place[name] : self.place[name] + 1]:
            act, basis = told_of(sample, name, self.number, self.offset[name]), "威科函〔2023〕1号"
            judged = [attrs.evolve(said, by=said.by or act.by, basis=said.basis or basis) for said in act.determinations]
            self.submit(attrs.evolve(act, by=who, determinations=tuple(judged)))

    @rule(
        name=st.sampled_from(CENTRES), kind=st.sampled_from(sorted(by_kind())), days=st.integers(-40, 400), pick=st.integers(0, 99)
    )
    @precondition(lambda self: bool(self.seen))
    def out_of_order(self, name: str, kind: str, days: int, pick: int) -> None:
        """Any act: an objection, a notice, an evaluation; mostly one that the stage allows; around where the centre stands."""
        centre = self.seen.get(name)
        here = [each for each in sorted(by_kind()) if centre and centre.stage in lawbook().plans[each].act.stages()]
        kind = here[pick % len(here)] if here and pick < 80 else kind
        sample = by_kind()[kind][pick % len(by_kind()[kind])]
        now = centre.since if centre and centre.since else date(2022, 8, 1)
        self.submit(told_of(sample, name, self.number, (now - sample.on).days + days))

    @rule(name=st.sampled_from(CENTRES), days=st.integers(1, 60))
    def is_late(self, name: str, days: int) -> None:
        """From now on everything in the story of a centre happens later."""
        self.offset[name] += days

    def submit(self, act: Act) -> None:
        """Ask, look at everybody, and hold the answer to what an answer has to be."""
        self.number += 1
        before = {each.id: each for each in self.registry.centres()}
        receipt = self.registry.submit(act)
        after = {each.id: each for each in self.registry.centres()}
        self.seen = after
        self.answers.append(receipt)
        assert receipt.status in (Status.ACCEPTED, Status.REFUSED), receipt.status
        others = {name for name in {*before, *after} if name != act.centre}
        assert all(before.get(name) == after.get(name) for name in others), "a neighbour has changed"
        if receipt.event is None:
            self.refused(receipt, before.get(act.centre), after.get(act.centre))
        else:
            assert act.centre in after, "there is an act, and no centre"
            self.accepted(receipt, before.get(act.centre) or Centre(act.centre), after[act.centre])

    # ── what an answer has to be ─────────────────────────────────────────────────────────────────────────────────────────

    def refused(self, receipt: Receipt, before: Centre | None, after: Centre | None) -> None:
        assert before == after, "a refused act has changed something"
        assert receipt.refusals
        for each in receipt.refusals:
            assert each.cite or each.assumed or each.rule.startswith("core."), f"{each.rule} names no source"

    def accepted(self, receipt: Receipt, before: Centre, after: Centre) -> None:
        act, event = receipt.act, receipt.event
        assert event is not None
        assert not before.final or not any(effect.kind == "stage" for effect in event.effects), "a centre has left its end"
        assert {effect.name for effect in event.effects if effect.kind == "stage"} <= set(leads(act, self.as_of(act))), (
            "no such move"
        )
        if act.by in DISTRICTS:
            assert act.by == after.value("department"), "the department of another district has acted"
        if act.kind == "recognise":
            at_most_a_third(after)

    def as_of(self, act: Act) -> str:
        """The stage on the act's day, its own event left out."""
        events = [event for event in self.registry.history(act.centre) if event.act != act.id]
        return fold(act.centre, events, act.on).stage

    # ── what always holds ────────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def one_centre_to_a_class(self) -> None:
        held = [centre.reservations[CLASS] for centre in getattr(self, "seen", {}).values() if CLASS in centre.reservations]
        assert len(held) == len(set(held))

    @invariant()
    def replay_gives_what_is_there_and_what_is_owed(self) -> None:
        if not getattr(self, "answers", []):
            return
        name = self.answers[-1].act.centre
        live = self.seen.get(name)
        if live is None:
            return
        events = self.registry.history(name)
        assert fold(name, reversed(events)) == live
        day = self.answers[-1].act.on + timedelta(days=30)
        fresh = due_lines(fold(name, events, day), day, lawbook().calendar, lawbook().last)
        owed = [line for line in self.registry.due(day, centre=name) if line.status != "not-begun"]  # foreseen, not yet owed
        assert sorted(map(repr, owed)) == sorted(map(repr, fresh)), f"{name} owes other things on {day} when asked afresh"


def leads(act: Act, stage: str) -> Iterator[str]:
    """The stages to which the edition lets an act lead from one."""
    for move in lawbook().plans[act.kind].act.moves:
        if stage in (move.from_ or ("",)):
            yield move.to or act.facts[move.to_fact]


def at_most_a_third(centre: Centre) -> None:
    """Art. 12: of all members of the committee at most a third belong to the building side."""
    members: Any = centre.value("committee.members")
    inside = [each for each in members if set(each["affiliations"]) - {"outside"}]
    assert Fraction(len(inside), len(members)) <= Fraction(1, 3), "too many insiders at recognition"


def test_whatever_is_done_in_two_districts_the_register_keeps_to_the_measure() -> None:
    run_state_machine_as_test(TwoDistricts, settings=SETTINGS)


@pytest.mark.parametrize("check", ["_entitled", "_staged"])
def test_control_a_core_that_looks_away_is_found_out(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_CHECKS", tuple(each for each in checks._CHECKS if each.__name__ != check))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(TwoDistricts, settings=settings(SETTINGS, max_examples=40))
