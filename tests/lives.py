"""Random lives: acts that are right, nearly right and quite wrong, on a few centres, one after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs
from tests.editions import ACTS, BUREAU, DISTRICT, FIRST, LAST, UNIT, Desk, committee, found, right

from tic_core.model.act import Act

CENTRES = ("c-1", "c-2", "c-3")
CLASSES = ("3511", "3512", "3621")
VALUES: dict[str, tuple[Any, ...]] = {
    "class.code": (*CLASSES, "35", 3511),
    "committee": (committee(2, 6), committee(3, 8), [], [{"name": "x"}], "many"),
    "budget": ("800000.00 CNY", "1000000.01 CNY", "5 USD"),
    "score": ("95", "60", "59.999", "0", "101", 1.5),
    "visited": (True, False, "false"),
    "report.year": (2024, 2025, 1999),
    "served": (date(2023, 6, 1), "2023-06-31"),
    "dated": (date(2023, 5, 30),),
    "end": (date(2024, 6, 1), date(2023, 7, 1), None),
    "found.stage": ("recognised", "preparing", "rectifying", "gone", "nowhere"),
    "name": ("芦苇", " "),
    "opinion": ("同意",),
    "interpretation.Q3": ("wide", "narrow", "sideways"),
    "basis": (
        [],
        [{"id": "extension", "first": FIRST, "last": LAST}],
        [{"id": "reversed", "first": LAST, "last": FIRST}],
        [{"id": "lake-1", "first": FIRST, "last": LAST}],
    ),
}
CHOICES = ("met", "not-met", "depart", "maybe")


def a_day(chance: random.Random, today: date) -> date:
    """Mostly around today; sometimes at the ends of the law, or in the future."""
    if chance.random() < 0.85:
        return today
    return chance.choice((FIRST, LAST, FIRST - timedelta(days=1), LAST + timedelta(days=1), today + timedelta(days=400)))


def an_act(chance: random.Random, desk: Desk, today: date, number: int) -> Act:
    """One act: half the time one that the centre's stage allows, and nothing changed about it."""
    name = chance.choice(CENTRES)
    centre = desk.centre(name, today)
    here = [kind.id for kind in ACTS if (centre.stage in kind.stages() if centre.stage else kind.begins)]
    kind = chance.choice(here) if here and chance.random() < 0.75 else chance.choice([*(kind.id for kind in ACTS), "unknown"])
    act = right(kind, today)
    act = attrs.evolve(act, id=str(number), centre=name if act.centre else "")
    if kind in ("apply", "swap-class", "grade"):
        fact = "score" if kind == "grade" else "class.code"
        act.facts = {**act.facts, fact: chance.choice(VALUES[fact][:3])}
    return spoiled(chance, act, today) if chance.random() < 0.5 else act


def spoiled(chance: random.Random, act: Act, today: date) -> Act:
    """The act with one to three things changed, not all of them for the worse."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        what = chance.choice(
            ("by", "on", "effective", "facts", "facts", "lack", "document", "reason", "said", "basis", "about", "centre")
        )
        facts = dict(act.facts)
        if what == "facts":
            name = chance.choice(sorted(VALUES))
            facts[name] = chance.choice(VALUES[name])
        elif what == "lack" and facts:
            facts.pop(chance.choice(sorted(facts)))
        changes: dict[str, Any] = {
            "by": chance.choice((UNIT, DISTRICT, "south-shore", BUREAU, "nobody")),
            "on": a_day(chance, today),
            "effective": act.on + timedelta(days=chance.choice((-31, -30, -1, 0, 1, 10, 11))),
            "document": chance.choice(("", "文〔2024〕1号")),
            "reason": chance.choice(("", "  ", "理由")),
            "basis": chance.choice(("", "lake-1", "fraud-law", "no-law")),
            "about": chance.choice(("", "objection", "second")),
            "centre": act.centre or chance.choice(("", "c-1")),
            "said": tuple(
                found(
                    chance.choice(("sound", "one-third", "modest", "in-time", "other")),
                    chance.choice(CHOICES),
                    by=chance.choice(("", "", DISTRICT)),
                    basis=chance.choice(("", "第1号")),
                )
                for _ in range(chance.choice((0, 1, 2)))
            ),
        }
        field = {"lack": "facts", "said": "determinations"}.get(what, what)
        act = attrs.evolve(act, **{field: facts if field == "facts" else changes[what]})
    return act


def steps(seed: int, count: int, desk: Desk | None = None) -> Iterator[tuple[Desk, Act]]:
    """``count`` acts; the caller decides each at the desk it comes with, or does not."""
    chance, today = random.Random(seed), date(2023, 4, 1)
    desk = desk or Desk()
    for number in range(count):
        today += timedelta(days=chance.choice((0, 1, 1, 20, 100)))
        if today > LAST + timedelta(days=200):
            today = date(2023, 6, 1)
        desk.today = today
        yield desk, an_act(chance, desk, today, number)
