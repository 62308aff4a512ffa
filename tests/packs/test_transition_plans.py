"""Transition plans as documents: everything wrong is told, with its place; nothing is forgotten and nobody led into a trap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from tests.crossing import but, day_after, kept, lawbook, renumbered
from tests.editions import altered, extended, lake, without

from tic_core.errors import DocumentError
from tic_core.model.dates import Period
from tic_core.model.edition import DutyKind, Edition, ProceedingKind, Stage, Step
from tic_core.model.facts import FactKind
from tic_core.model.transition import (
    DutyFate,
    FactFate,
    ProceedingFate,
    ReservationFate,
    StageFate,
    TransitionPlan,
    Undetermined,
)
from tic_core.packs.transition import faults_of, load_plan
from tic_core.packs.transition.messages import MESSAGES, WARNINGS
from tic_core.text import Text

PLAN = Path(__file__).parents[2] / "examples" / "weihai-2027-draft" / "plan.toml"
OLD = lake()
ON = day_after(OLD)
NEXT = renumbered(OLD, "lake-2", ON, ON + timedelta(days=1800))
KEPT = kept(OLD, NEXT, ON)

Made = tuple[TransitionPlan, Edition, Edition]


def found(plan: TransitionPlan, old: Edition = OLD, new: Edition = NEXT, occupied: tuple[str, ...] | None = None) -> list[str]:
    return [each.code for each in faults_of(plan, lawbook(old), lawbook(new), occupied)]


def heading(**changes: object) -> TransitionPlan:
    return attrs.evolve(KEPT, plan=attrs.evolve(KEPT.plan, **changes))


def leading(stage: str, **fate: str) -> TransitionPlan:
    others = tuple(name for name in KEPT.stage[0].ids if name != stage)
    return attrs.evolve(KEPT, stage=(StageFate(others, "keep"), StageFate((stage,), **fate)))  # type: ignore[arg-type]


def rectified() -> TransitionPlan:
    """Centres come to the rectification without the duty that ends it."""
    return but(KEPT, "rectify", "drop")


STEPS = (Step("asked", Text("已提", "asked")), Step("over", Text("了结", "over"), open=False))

WRONG: dict[str, Callable[[], Made]] = {
    "plan-other-policy": lambda: (KEPT, OLD, attrs.evolve(NEXT, identity=attrs.evolve(NEXT.identity, policy="pond"))),
    "plan-day": lambda: (heading(on=OLD.identity.in_force.last), OLD, NEXT),
    "plan-office": lambda: (heading(by="north-shore"), OLD, NEXT),
    "plan-empty": lambda: (heading(document=" "), OLD, NEXT),
    "plan-twice": lambda: (attrs.evolve(KEPT, duty=(*KEPT.duty, DutyFate(("plan",), "keep"))), OLD, NEXT),
    "plan-target": lambda: (leading("asked", fate="move"), OLD, NEXT),
    "plan-no-target": lambda: (leading("asked", fate="keep", to="review"), OLD, NEXT),
    "plan-gone": lambda: (KEPT, OLD, without(NEXT, "incentives", "prize")),
    "plan-stage-forgotten": lambda: (attrs.evolve(KEPT, stage=(StageFate(KEPT.stage[0].ids[1:], "keep"),)), OLD, NEXT),
    "plan-forgotten": lambda: (attrs.evolve(KEPT, reservation=()), OLD, NEXT),
    "plan-fact": lambda: (KEPT, OLD, altered(NEXT, "facts", "class.code", digits=(3,))),
    "plan-from-final": lambda: (attrs.evolve(KEPT, stage=(*KEPT.stage, StageFate(("gone",), "keep"))), OLD, NEXT),
    "plan-promotes": lambda: (leading("preparing", fate="move", to="recognised"), OLD, NEXT),
    "plan-adverse": lambda: (leading("recognised", fate="move", to="revoked"), OLD, NEXT),
    "plan-trap": lambda: (
        leading("asked", fate="move", to="limbo"),
        OLD,
        extended(NEXT, "stages", Stage("limbo", "CANDIDATE", Text("悬", "limbo"))),
    ),
    "plan-endless": lambda: (rectified(), OLD, NEXT),
    "plan-recurring": lambda: (but(KEPT, "report", "earlier"), OLD, NEXT),
    "plan-least": lambda: (but(KEPT, "plan", "keep", least=Period(days=3)), OLD, NEXT),
    "plan-undischarged": lambda: (
        but(KEPT, "plan", "keep", to="audit"),
        OLD,
        extended(NEXT, "duties", DutyKind("audit", Text("审计", "audit"), "unit", period=Period(months=6))),
    ),
    "plan-step": lambda: (
        attrs.evolve(KEPT, proceeding=(ProceedingFate(("objection",), "keep", steps={"received": "nowhere"}),)),
        OLD,
        NEXT,
    ),
    "plan-step-stuck": lambda: (
        attrs.evolve(KEPT, proceeding=(ProceedingFate(("objection",), "keep", "plea", {"received": "asked"}),)),
        OLD,
        extended(NEXT, "proceedings", ProceedingKind("plea", "objection", Text("申诉", "plea"), STEPS)),
    ),
    "plan-key": lambda: (KEPT, OLD, altered(NEXT, "reservations", "class", key=("class.code", "department"))),
    "plan-left-read": lambda: (attrs.evolve(KEPT, fact=(FactFate(("visited",), "leave"),)), OLD, NEXT),
    "plan-type": lambda: (attrs.evolve(KEPT, fact=(FactFate(("visited",), "convert", "opinion"),)), OLD, NEXT),
    "plan-term": lambda: (
        attrs.evolve(KEPT, fact=(FactFate(("weight",), "convert", terms={"fair": "fine"}),)),
        extended(OLD, "facts", WEIGHED),
        extended(NEXT, "facts", WEIGHED),
    ),
    "plan-role-gone": lambda: (KEPT, extended(OLD, "roles", attrs.evolve(OLD.roles[0], id="elder")), NEXT),
    "plan-office-gone": lambda: (KEPT, OLD, without(NEXT, "offices", "south-shore")),
    "plan-wait": lambda: (leading("accepting", fate="wait"), OLD, NEXT),
}
WEIGHED = FactKind("weight", Text("等次", "weight"), "term", vocabulary="grade")


def test_a_plan_that_keeps_everything_has_no_fault() -> None:
    assert found(KEPT) == []


@pytest.mark.parametrize("code", WRONG)
def test_one_thing_wrong_in_a_plan_is_told_in_both_languages(code: str) -> None:
    plan, old, new = WRONG[code]()
    told = [each for each in faults_of(plan, lawbook(old), lawbook(new)) if each.code == code]
    assert told
    assert {each.severity for each in told} == {"warning" if code in WARNINGS else "error"}
    assert all(each.what.zh and each.what.en and each.expected.zh and each.expected.en and each.path for each in told)
    assert {each.code for each in faults_of(plan, lawbook(old), lawbook(new))} == {code}


def test_every_code_is_shown_here() -> None:
    assert set(MESSAGES) == {*WRONG, "plan-stage-empty"}


def test_a_stage_nobody_stands_in_is_a_warning_and_one_that_is_occupied_an_error() -> None:
    plan = attrs.evolve(KEPT, stage=(StageFate(KEPT.stage[0].ids[1:], "keep"),))
    assert KEPT.stage[0].ids[0] == "asked"
    assert found(plan, occupied=("review",)) == ["plan-stage-empty"]
    assert found(plan, occupied=("asked",)) == ["plan-stage-forgotten"]
    assert found(plan) == ["plan-stage-forgotten"]


def test_an_adverse_move_names_its_basis_and_gives_its_reason() -> None:
    grounded = leading("recognised", fate="move", to="revoked", basis="merger-law", reason="合并")
    assert found(grounded) == []
    assert found(leading("recognised", fate="move", to="revoked", basis="merger-law")) == ["plan-adverse"]
    assert found(leading("recognised", fate="move", to="asked")) == ["plan-adverse"]


def test_what_waits_has_a_basis_in_force() -> None:
    assert found(leading("accepting", fate="wait", basis="bridge-law")) == []
    long = renumbered(OLD, "lake-1", OLD.identity.in_force.first, ON + timedelta(days=500))
    assert found(leading("accepting", fate="wait"), old=long) == []


def test_names_that_neither_edition_has_are_told_where_they_stand() -> None:
    plan = attrs.evolve(
        KEPT,
        duty=(*KEPT.duty, DutyFate(("ghost",), "keep")),
        reservation=(ReservationFate(("class",), "keep", "ghost"),),
        undetermined=(Undetermined("q", Text("问", "?"), stages=("ghost",)),),
    )
    told = {each.path: each.code for each in faults_of(plan, lawbook(OLD), lawbook(NEXT))}
    wanted = (("duty", 1, "ids", 0), ("reservation", 0, "to"), ("undetermined", 0, "stages", 0))
    assert {path: told.get(path) for path in wanted} == dict.fromkeys(wanted, "unknown-reference")


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_of_the_example_is_read() -> None:
    written = load_plan(PLAN)
    assert (written.plan.plan.from_, written.plan.plan.to, written.plan.plan.synthetic) == (
        "weihai-2022",
        "weihai-2027-draft",
        True,
    )
    assert written.plan.digest == written.document.digest


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('fate  = "earlier"', 'fate  = "sooner"', "unknown-word", "duty[2].fate"),
        ("on        = 2027-07-07", 'on        = "2027-07-07"', "wrong-type", "plan.on"),
        ('by        = "weihai-kjj"\n', "", "missing-key", "plan.by"),
        ("[[reservation]]", "[[reservatoin]]", "unknown-key", "reservatoin"),
        ("least = { months = 6 }", "least = { months = 0.5 }", "float", "duty[2].least.months"),
        ('schema = "tic/transition/1"', 'schema = "tic/edition/1"', "unknown-schema", "schema"),
    ],
)
def test_what_is_ill_formed_is_told_with_its_place(old: str, new: str, code: str, key: str) -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert text.count(old) == 1
    with pytest.raises(DocumentError) as told:
        load_plan(text.replace(old, new).encode(), "plan.toml")
    assert (code, key) in [(fault.code, fault.key) for fault in told.value.faults]
    assert all(fault.line > 0 for fault in told.value.faults)


def test_a_missing_word_is_offered_from_its_list() -> None:
    with pytest.raises(DocumentError) as told:
        load_plan(PLAN.read_text(encoding="utf-8").replace('names     = "keep"\n', "").encode())
    assert [(fault.key, fault.expected.en) for fault in told.value.faults] == [("plan.names", "one of: keep, retitle")]


def test_everything_ill_formed_is_told_at_once() -> None:
    text = (
        PLAN.read_text(encoding="utf-8")
        .replace('fate  = "earlier"', 'fate  = "sooner"')
        .replace('names     = "keep"', "names     = 1")
    )
    with pytest.raises(DocumentError) as told:
        load_plan(text.encode())
    assert {fault.key for fault in told.value.faults} == {"plan.names", "duty[2].fate"}
