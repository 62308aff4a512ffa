"""A life lived twice, by the model and by the product; the first difference ends it."""

from __future__ import annotations

from datetime import date

from tests.naive.days import plus
from tests.naive.duties import due_lines
from tests.naive.lives import CENTRES, TODAY, a_life
from tests.naive.measure import decide, new_world, standing

ASKED = (date(2023, 3, 1), date(2025, 2, 28), date(2027, 7, 6), date(2027, 7, 7))


def lived(seed, product, **numbers):
    """The acts of one life as (act, model's answer), and the first difference as text (empty when there is none)."""
    world, done = new_world(TODAY, **numbers), []
    life = a_life(seed)
    next(life)
    try:
        act = life.send(world)
        while True:
            said, found = decide(world, act), product.submit(act)
            done.append((act, said))
            wrong = differing(world, product, act, said, found)
            if wrong:
                return done, f"life {seed}, act {len(done)}: {wrong}\n{act}"
            act = life.send(world)
    except StopIteration:
        wrong = duties_differ(world, product, done)
        return done, f"life {seed}, at its end: {wrong}" if wrong else ""


def differing(world, product, act, said, found):
    """Where model and product differ after one act."""
    if said != found:
        return f"model {said}, product {found}"
    if not act["centre"]:
        return ""
    subject = world["centres"].get(act["centre"])
    state, other = (subject["state"] if subject else {"stage": "", "class": None}), product.view(act["centre"])
    mine, theirs = (state["stage"], state["class"]), (other.stage, other.reservations.get("industry-class"))
    return "" if mine == theirs else f"model stands at {mine}, product at {theirs}"


def duties_differ(world, product, done):
    """Where what is owed differs, on some days of the life and of the measure."""
    for name in CENTRES:
        if name not in world["centres"]:
            continue
        days = {act["on"] for act, _ in done[-2:]} | {plus(done[-1][0]["on"], 200), *ASKED}
        for day in sorted(days):
            state = standing(world["centres"][name], day)
            mine = set(due_lines(state, day, world["numbers"]["last day of the measure"]) if state["stage"] else ())
            theirs = set(product.due(name, day) if state["stage"] else ())
            if mine != theirs:
                return f"{name} on {day}: only the model {mine - theirs}, only the product {theirs - mine}"
    return ""
