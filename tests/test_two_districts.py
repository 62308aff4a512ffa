"""Several centres in two districts, acts by the right office and by others, on right and odd days: what holds after each of them.

The machine is the kit's; the acts are those of the sample programme, told anew of other centres in other districts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from tests.programme import acts

from tic_core import Act, Receipt
from tic_core.kernel import checks
from tic_core.model.subject import Centre
from tic_core.testing.lives import Teller
from tic_core.testing.machine import CENTRES, SETTINGS, Lives
from tic_core.testing.subject import Subject

BUREAU, DISTRICTS = "weihai-kjj", ("rongcheng-kjj", "rushan-kjj")
DISTRICT = {name: DISTRICTS[name[0] == "b"] for name in CENTRES}
CLASSES = ("3514", "3591", "351")
CLASS = "industry-class"


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


class Weihai(Teller):
    """Stories of the sample programme in two districts."""

    @property
    def stories(self) -> dict[str, tuple[Act, ...]]:  # type: ignore[override]
        """The lives, with what was said of the texts themselves."""
        return {**lives(), "": tuple(act for act in acts() if not act.centre and act.kind == "confirm-interpretation")}


class TwoDistricts(Lives):
    """A register under Weihai's measure, and what was seen of it so far."""

    teller = Weihai(Subject("weihai-2022"))

    def told(self, sample: Act, name: str, by: int) -> Act:
        return told_of(sample, name, self.number, by)

    @rule(
        name=st.sampled_from(CENTRES), kind=st.sampled_from(sorted(by_kind())), days=st.integers(-40, 400), pick=st.integers(0, 99)
    )
    @precondition(lambda self: bool(self.watch.seen))
    def out_of_order(self, name: str, kind: str, days: int, pick: int) -> None:
        """Any act: an objection, a notice, an evaluation; mostly one that the stage allows; around where the centre stands."""
        centre = self.watch.seen.get(name)
        here = [each for each in sorted(by_kind()) if centre and centre.stage in self.teller.lawbook.plans[each].act.stages()]
        kind = here[pick % len(here)] if here and pick < 80 else kind
        sample = by_kind()[kind][pick % len(by_kind()[kind])]
        now = centre.since if centre and centre.since else date(2022, 8, 1)
        self.submit(told_of(sample, name, self.number, (now - sample.on).days + days))

    def submit(self, act: Act) -> Receipt | None:
        receipt = super().submit(act)
        if receipt is not None and receipt.event is not None:
            after = self.watch.centre(act.centre)
            if act.by in DISTRICTS:
                assert act.by == after.value("department"), "the department of another district has acted"
            if act.kind == "recognise":
                at_most_a_third(after)
        return receipt

    @invariant()
    def one_centre_to_a_class(self) -> None:
        seen = self.watch.seen.values() if hasattr(self, "watch") else ()
        held = [centre.reservations[CLASS] for centre in seen if CLASS in centre.reservations]
        assert len(held) == len(set(held))


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
        run_state_machine_as_test(TwoDistricts, settings=settings(SETTINGS, max_examples=1000, phases=(Phase.generate,)))
