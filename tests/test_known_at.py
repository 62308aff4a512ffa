"""What was known at a moment never changes afterwards: random lives with late records and corrections, asked then and asked again.

What is held against each other are the answers without ``known_at`` while a sequence was the last, and the answers with it when
much more had been recorded, about days before and after.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.programme import acts, clock

from tic_core import Act, Registry
from tic_core.ledger import Reader
from tic_core.model.event import Event
from tic_core.model.receipt import Status

EDITION, BUREAU = "weihai-2022", "weihai-kjj"
DAYS = (date(2022, 12, 31), date(2024, 6, 30), date(2026, 11, 1), None)
LIVES, CENTRES, EVERY = 4, 6, 15
Answers = dict[str, list[Any]]


@attrs.define
class Life:
    """Some centres' sample acts, told in another order: late, with corrections strewn in; and the answers of each moment."""

    chance: random.Random
    registry: Registry = attrs.field(factory=lambda: Registry.open("sqlite://", clock=clock))
    recorded: list[Event] = attrs.field(factory=list)
    then: dict[int, Answers] = attrs.field(factory=dict)
    asked: int = EVERY

    @property
    def moving(self) -> frozenset[str]:
        return frozenset(kind.id for kind in self.registry.shelf.lawbook(EDITION).edition.acts if kind.moves)

    def submit(self, act: Act) -> None:
        receipt = self.registry.submit(act)
        if receipt.status is not Status.ACCEPTED or receipt.event is None:
            return
        self.recorded.append(receipt.event)
        if len(self.recorded) >= self.asked:
            self.asked += EVERY
            self.then[receipt.event.sequence] = answers(self.registry)

    def correction(self, number: int) -> None:
        """Strike out, or correct, something recorded before; deal with what a correction left open."""
        plain = [each for each in self.recorded if not any(effect.kind == "stage" for effect in each.effects)]
        about = self.chance.choice(plain if plain and self.chance.random() < 0.9 else self.recorded)
        centre = self.registry.view(about.subject) if about.subject.startswith("wh-") else None
        if centre is None:
            return
        left = [each.key for each in centre.proceedings.values() if each.kind == "consequence" and each.open]
        facts = {each.name: each.value for each in about.effects if each.kind == "fact" and each.type == "text" and each.value}
        kind, facts = ("correct-entry", {self.chance.choice(sorted(facts)): "更正"}) if facts else ("void-entry", {})
        kind, target = (kind, about.act) if not left or number % 2 else ("uphold-consequence", left[0].partition(":")[2])
        last = max(event.on for event in self.recorded if event.subject == about.subject)
        told = {"by": BUREAU, "document": "威科备", "reason": "误录", "about": target, "facts": facts if kind[0] == "c" else {}}
        self.submit(Act(id=f"fix-{number}", kind=kind, centre=about.subject, on=last + timedelta(days=number % 3), **told))


def shuffled(chance: random.Random, moving: frozenset[str]) -> Iterator[Act]:
    """The acts of some centres: each in its own order, but some are kept back and recorded after later ones.

    Of the kinds that move a stage few are: what comes after them would mostly be refused.
    """
    chosen = {"", *chance.sample(sorted({act.centre for act in acts() if act.centre.startswith("wh-")}), CENTRES)}
    waiting: list[Act] = []
    for act in (attrs.evolve(act, policy="weihai") for act in acts() if act.centre in chosen):
        if act.centre and chance.random() < (0.03 if act.kind in moving else 0.2):
            waiting.append(act)
            continue
        yield act
        if waiting and chance.random() < 0.3:
            yield waiting.pop(0)
    yield from waiting


def lived(seed: int) -> Life:
    life = Life(random.Random(seed))
    for number, act in enumerate(shuffled(life.chance, life.moving)):
        life.submit(act)
        if life.recorded and life.chance.random() < 0.12:
            life.correction(number)
    return life


def answers(registry: Registry, known_at: int | None = None) -> Answers:
    """What the register says: of each axis and by each way of asking."""
    with registry.ledger.reading() as reader:
        subjects = sorted({event.subject for event in reader.feed(limit=known_at)})
    one = [[registry.view(each, day, known_at) for each in subjects] for day in DAYS]
    return {
        "view": one,
        "history": [registry.history(each, known_at) for each in subjects],
        "centres": [registry.centres(day, known_at) for day in DAYS],
        "due": [registry.due(day, known_at) for day in DAYS],
        "incentives": [registry.incentives(day, known_at) for day in DAYS],
    }


def verdicts(registry: Registry, day: date, known_at: int | None = None) -> list[Any]:
    found: list[Any] = registry.columns(EDITION, day, known_at).verdicts().rows()
    return found


@pytest.fixture(scope="module")
def lives() -> Iterator[list[Life]]:
    import hypothesis.core

    chance = random.Random(f"lives {hypothesis.core.global_force_seed}")
    found = [lived(chance.randrange(10**9)) for _ in range(LIVES)]
    yield found
    for each in found:
        each.registry.ledger.close()


def late(events: list[Event]) -> int:
    """How many were recorded when something of a later day was on record of the same centre."""
    return sum(any(two.subject == one.subject and two.on > one.on for two in events[:place]) for place, one in enumerate(events))


def test_the_lives_have_late_records_and_corrections_in_them(lives: list[Life]) -> None:
    """Else nothing below would have been asked."""
    assert sum(late(life.recorded) for life in lives) >= LIVES
    assert sum(event.nature == "corrective" for life in lives for event in life.recorded) >= 4 * LIVES
    assert sum(len(life.then) for life in lives) >= 2 * LIVES


def test_what_was_answered_then_is_answered_of_then_whatever_was_recorded_later(lives: list[Life]) -> None:
    for life in lives:
        for known_at, then in life.then.items():
            now = answers(life.registry, known_at)
            for name, said in then.items():
                assert now[name] == said, (name, known_at)


def test_an_answer_without_it_does_change_with_what_is_recorded(lives: list[Life]) -> None:
    """So that what stays the same above is not what nothing could have changed."""
    ends = [(next(iter(life.then.values())), answers(life.registry)) for life in lives if len(life.then) > 1]
    assert all(any(first[name] != last[name] for first, last in ends) for name in ("view", "history", "centres", "due"))


def test_the_columns_of_then_are_what_they_were(lives: list[Life]) -> None:
    pytest.importorskip("polars", reason="pip install 'tic-core[columns]'")
    life = Life(random.Random(lives[0].recorded[0].act))
    half = list(shuffled(life.chance, life.moving))
    for act in half[: len(half) // 2]:
        life.submit(act)
    day = date(2026, 11, 1)
    known_at, then = len(life.recorded), verdicts(life.registry, day)
    for act in half[len(half) // 2 :]:
        life.submit(act)
    assert verdicts(life.registry, day, known_at) == then
    assert verdicts(life.registry, day) != then
    life.registry.ledger.close()


def blind(function: Callable[..., Any]) -> Callable[..., Any]:
    """A way of reading that does not look at ``known_at``."""

    def reading(self: Reader, *args: Any, **told: Any) -> Any:
        wanted = args[:1] if function.__name__ == "events" else ()
        return function(self, *wanted, **{name: value for name, value in told.items() if name != "known_at"})

    return reading


@pytest.mark.parametrize(("name", "wrong"), [("events", {"view", "history"}), ("lives", {"centres", "due"})])
def test_control_a_reader_that_does_not_look_at_known_at_is_found_out(
    lives: list[Life], monkeypatch: pytest.MonkeyPatch, name: str, wrong: set[str]
) -> None:
    life = lives[0]
    known_at, then = next(iter(life.then.items()))
    monkeypatch.setattr(Reader, name, blind(getattr(Reader, name)))
    now = answers(life.registry, known_at)
    assert wrong <= {each for each, said in then.items() if now[each] != said}
