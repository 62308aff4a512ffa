"""Whole lives as a Hypothesis state machine: a register under one edition, and whatever is done to it.

``machine_for(subject)`` is the machine of an edition; a measure with more to say derives from :class:`Lives`, tells acts in its own
way (:meth:`Lives.told`) and adds rules and invariants of its own.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import ClassVar

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tic_core.kernel.decide import Receipt
from tic_core.model.act import Act
from tic_core.testing.lives import STRANGER, Teller, Watch, teller_of
from tic_core.testing.subject import Subject

CENTRES = ("a-1", "a-2", "b-1", "b-2")
SETTINGS = settings(
    max_examples=10,
    stateful_step_count=24,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)

chances = st.randoms(use_true_random=False)
"""Chance that Hypothesis holds in its hand: what a failing run drew, it can draw again."""


class Lives(RuleBasedStateMachine):
    """A register and what was seen of it so far."""

    teller: ClassVar[Teller]

    @initialize(chance=chances)
    def open(self, chance: random.Random) -> None:
        """An empty register, and a story for each centre."""
        self.watch = Watch.over(self.teller)
        self.number = 0
        names = sorted(name for name in self.teller.stories if name)
        self.story = {name: self.teller.stories[chance.choice(names)] if names else () for name in CENTRES}
        self.place, self.offset = dict.fromkeys(CENTRES, 0), dict.fromkeys(CENTRES, 0)
        self.today = dict.fromkeys(CENTRES, self.teller.lawbook.first)

    def teardown(self) -> None:
        """Verify the ledger at the end."""
        if hasattr(self, "watch"):
            self.watch.close()
            self.nothing_is_wrong()

    # ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(CENTRES), count=st.integers(1, 8))
    def goes_on(self, name: str, count: int) -> None:
        """Some more of the story of a centre."""
        for sample in self.story[name][self.place[name] : self.place[name] + count]:
            self.place[name] += 1
            self.submit(self.told(sample, name, self.offset[name]))

    @rule(name=st.sampled_from(CENTRES), chance=chances)
    def acts_of_another(self, name: str, chance: random.Random) -> None:
        """The next act of the story, by whoever it may be; what had to be judged was judged by the right office."""
        offices = [*(office.id for office in self.teller.lawbook.edition.offices), STRANGER]
        for sample in self.story[name][self.place[name] : self.place[name] + 1]:
            act = self.told(sample, name, self.offset[name])
            judged = [attrs.evolve(said, by=said.by or act.by, basis=said.basis or "…") for said in act.determinations]
            self.submit(attrs.evolve(act, by=chance.choice(offices), determinations=tuple(judged)))

    @rule(name=st.sampled_from(CENTRES), chance=chances)
    def whatever_comes(self, name: str, chance: random.Random) -> None:
        """An act drawn from what the edition declares, some time later."""
        centre = self.watch.centre(name)
        today = max(self.today[name], centre.since or self.today[name]) + timedelta(days=chance.choice((0, 1, 8, 40, 130)))
        self.today[name] = today
        self.submit(self.teller.drawn(chance, self.watch.registry, centre, today, self.number))

    @rule(name=st.sampled_from(CENTRES), days=st.integers(1, 60))
    def is_late(self, name: str, days: int) -> None:
        """From now on everything in the story of a centre happens later."""
        self.offset[name] += days

    def told(self, sample: Act, name: str, by: int) -> Act:
        """An act of a story, told of a centre here."""
        return self.teller.told_of(sample, name, self.number, by)

    def submit(self, act: Act) -> Receipt | None:
        """Ask, and look at everybody."""
        self.number += 1
        return self.watch.submit(act)

    # ── what always holds ────────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def nothing_is_wrong(self) -> None:
        """No breach was seen."""
        breaches = [f"{each.check}: {each.what.en}" for each in getattr(getattr(self, "watch", None), "breaches", [])]
        assert breaches == [], breaches  # noqa: S101 - what a test is made of


def machine_for(subject: Subject) -> type[Lives]:
    """The state machine of one edition."""
    return type("LivesUnder", (Lives,), {"teller": teller_of(subject)})
