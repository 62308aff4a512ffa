"""A life lived twice, by the model and by the product; the first difference ends it."""

from __future__ import annotations

from datetime import date

from tests.naive.days import plus
from tests.naive.duties import due_lines
from tests.naive.lives import CENTRES, TODAY, a_life
from tests.naive.measure import decide, new_world, standing

ASKED = (date(2023, 3, 1), date(2025, 2, 28), date(2027, 7, 6), date(2027, 7, 7))
PASSED_ON_UNSURE = (
    "the department's day to pass a report on, taken from the report's, is not provisional where that one is (Art. 15)"
)
MEASURE_AS_OUTSIDE_GROUND = "an end on an outside ground may name the measure itself as its basis: the product lets it pass (Q18)"
TERM_BEFORE_APPROVAL = "a departure from the three years lets a term pass that ends before the approval (Art. 11, Q10)"


RESET_REOPENS = "a new last day that was recorded before the duty was fulfilled, yet is dated after it, opens it again (Art. 9(3))"


def before_a_reset(world, act):
    """Whether an act is dated before an accepted one of its centre that set a new last day."""
    log = world["centres"].get(act["centre"], {"log": ()})["log"]
    return any(entry["on"] > act["on"] and any(change[0] == "reset" for change in entry["changes"]) for entry in log)


def known_difference(world, act):
    """Why model and product are known to differ on an act, until the product is mended; empty where they are not."""
    if act["kind"] == "end-on-outside-ground" and act["basis"] == "weihai-2022":
        return MEASURE_AS_OUTSIDE_GROUND
    if before_a_reset(world, act):
        return RESET_REOPENS
    facts = (
        standing(world["centres"][act["centre"]], act["on"])["facts"] | act["facts"] if act["centre"] in world["centres"] else {}
    )
    last, start = facts.get("preparation.last-day") or date.max, facts.get("approval.on") or date.min
    departs = any(said["rule"] == "term-generally-three-years" for said in act["said"])
    return TERM_BEFORE_APPROVAL if departs and last < start else ""


def lived(seed, product, **numbers):
    """The acts of one life as (act, model's answer), and the first difference as text (empty when there is none)."""
    world, done = new_world(TODAY, **numbers), []
    life = a_life(seed)
    next(life)
    try:
        act = life.send(world)
        while True:
            if known_difference(world, act):
                act = life.send(world)
                continue
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


def sure(lines):
    """The lines, without what is known to differ of them (PASSED_ON_UNSURE)."""
    return {(*line[:-1], line[-1] and line[0] != "annual-report-review") for line in lines}


def duties_differ(world, product, done):
    """Where what is owed differs, on some days of the life and of the measure."""
    for name in CENTRES:
        if name not in world["centres"]:
            continue
        days = {act["on"] for act, _ in done[-2:]} | {plus(done[-1][0]["on"], 200), *ASKED}
        for day in sorted(days):
            state = standing(world["centres"][name], day)
            mine = sure(due_lines(state, day, world["numbers"]["last day of the measure"]) if state["stage"] else set())
            theirs = sure(product.due(name, day) if state["stage"] else set())
            if mine != theirs:
                return f"{name} on {day}: only the model {mine - theirs}, only the product {theirs - mine}"
    return ""
