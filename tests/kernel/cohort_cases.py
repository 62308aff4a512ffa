"""The lake with a cohort: what the core refuses of acts on it, and of acts that record its grades, each with the cure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from tests.editions import Desk, cite, extended, found, lake, right

from tic_core.kernel.cohorts import given_by
from tic_core.kernel.context import Listed, World
from tic_core.model.act import Act
from tic_core.model.cohort import CENTRES, DECIDED, FROZEN_ON, CohortStep
from tic_core.model.edition import ActKind, Edition
from tic_core.model.facts import FactKind
from tic_core.model.receipt import Status
from tic_core.rules.cohort import CohortKind, Key, Quota, Turn
from tic_core.rules.kinds import Comparison, OneOf
from tic_core.text import Text

FREEZE, GRADE, PUBLISH, CONCLUDE = (date(2024, 9, day) for day in (2, 9, 16, 23))
COHORT = "cohort:round-2024"
FIRST_TO_LAST = ("c-1", "c-2", "c-3")

KIND = CohortKind(
    "round",
    Text("考评批次", "round"),
    "result",
    ("recognised",),
    Turn("year-of", "founded", first=1, every=3),
    proceeding="objection",
    excludes=("small",),
    grade="opinion",
    quotas=(Quota("good", 1, (Key("berths"),), "all-out", cite=cite("17")),),
    cite=cite("17"),
)


def graded_lake(kind: CohortKind = KIND, *, publishes: bool = False) -> Edition:
    """The lake's edition with a cohort, the acts on it, and acts that rate a centre and record the result."""
    facts = (
        FactKind("founded", Text("成立年", "founded in"), "whole"),
        FactKind("berths", Text("泊位", "berths"), "whole"),
        FactKind("opinion", Text("专家意见", "opinion"), "term", vocabulary="grade"),
        FactKind("result", Text("考评等级", "result"), "term", vocabulary="grade"),
    )
    small = Comparison(id="small", name=Text("不足两个泊位", "fewer than two berths"), fact="berths", below=2, cite=cite("16"))
    doing = ("freeze", "grade", "amend", *(["publish"] if publishes else []))
    acts = [
        ActKind(
            f"{does}-round",
            Text(f"批次：{does}", f"{does} the round"),
            "procedural",
            ("bureau",),
            cite("17"),
            subject="cohort",
            cohort=CohortStep("round", does),  # type: ignore[arg-type]
        )
        for does in doing
    ]
    rate = ("rate", "评分", ("founded", "berths", "opinion")), ("settle", "确定结果", ("result",))
    acts += [
        ActKind(name, Text(zh, name), "procedural", ("bureau",), cite("17"), at=("recognised",), may_bring=brings)
        for name, zh, brings in rate
    ]
    failed = OneOf(id="failed-round", name=Text("批次不合格", "failed"), fact="graded.round", values=("poor",), cite=cite("17"))
    expel = ActKind(
        "expel", Text("除名", "expel"), "procedural", ("bureau",), cite("17"), at=("recognised",), requires=("failed-round",)
    )
    edition = extended(extended(extended(lake(), "facts", *facts), "rules", small, failed), "acts", *acts, expel)
    return attrs.evolve(edition, cohorts=(kind,))


class Hall(Desk):
    """A desk that also looks up what cohorts are put together from, as the registry does."""

    def world(self, act: Act) -> World:
        world, plan = super().world(act), self.lawbook.plans.get(act.kind)
        subjects = dict.fromkeys(event.subject for event in self.events)
        step = plan.act.cohort if plan else None
        frozen = self.centre(act.centre, act.on).value(FROZEN_ON)
        day = act.on if step is not None and step.does == "freeze" else frozen
        if step is not None and day is not None:
            world.register = tuple(Listed(self.centre(name, day)) for name in subjects if ":" not in name)
        rounds = [self.centre(name, act.on) for name in subjects if name.startswith("cohort:")]
        for name in plan.cohorts if plan else ():
            found = given_by(self.lawbook, name, act.centre, [each for each in rounds if each.value(FROZEN_ON)])
            world.graded = {**world.graded, name: found} if found else world.graded
        return world


def on_round(does: str, day: date, **facts: Any) -> Act:
    """An act on the cohort of 2024."""
    return right(f"{does}-round", day, centre=COHORT, facts=facts)


def listing(*names: str, **more: Any) -> dict[str, Any]:
    """The centres that an act lists; ``more`` are rows of their own."""
    return {
        CENTRES: [{"centre": name} for name in names] + [{"centre": name.replace("_", "-"), **row} for name, row in more.items()]
    }


def frozen(*names: str, **more: Any) -> Act:
    """The freeze, listing these centres."""
    return attrs.evolve(on_round("freeze", FREEZE), facts=listing(*names, **more))


def deciding(*rows: tuple[str, str]) -> dict[str, Any]:
    """The grades that the office decides, each with a reason."""
    return {DECIDED: [{"centre": name, "grade": grade, "reason": "会议决定"} for name, grade in rows]}


def hall(
    opinions: Sequence[str] = ("good", "fair", "poor"), kind: CohortKind = KIND, *, publishes: bool = False, **changes: Any
) -> Hall:
    """Three centres founded in 2023, each with what its panel said; ``changes`` by centre (``c_2={"berths": 1}``)."""
    desk = Hall(graded_lake(kind, publishes=publishes))
    for place, name in enumerate(FIRST_TO_LAST):
        taken(desk, right("adopt", date(2023, 6, 1) + timedelta(days=place), centre=name))
        told = {"founded": 2023, "berths": 9 - place, **({"opinion": opinions[place]} if opinions[place] else {})}
        told |= changes.get(name.replace("-", "_"), {})
        known = {fact: value for fact, value in told.items() if value is not None}
        taken(desk, right("rate", date(2024, 8, 1) + timedelta(days=place), centre=name, facts=known))
    return desk


def taken(desk: Desk, *acts: Act) -> None:
    """These acts are accepted."""
    for act in acts:
        receipt = desk.take(attrs.evolve(act, id=f"{act.id}-{act.centre}"))
        assert receipt.status is Status.ACCEPTED, [finding.text.en for finding in receipt.refusals]


ALL = frozen(*FIRST_TO_LAST)
DONE = on_round("grade", GRADE)


def after(*acts: Act, **how: Any) -> Callable[[], Hall]:
    """A hall in which some acts have been taken."""

    def desk() -> Hall:
        found = hall(**how)
        taken(found, *acts)
        return found

    return desk


def takes(*acts: Act) -> Callable[[Desk], None]:
    """The remedy: these acts go before."""
    return lambda desk: taken(desk, *acts)


def nothing(_: Desk) -> None:
    """The remedy lies in the act alone."""


def expelled(**more: Any) -> Act:
    """The act that reads the grade of the third centre."""
    return right("expel", CONCLUDE, centre="c-3", **more)


def settle(grade: str, day: date = CONCLUDE, centre: str = "c-1") -> Act:
    """The act that records a centre's result."""
    return right("settle", day, centre=centre, facts={"result": grade})


UNRATED = ("good", "fair", "")
FREE = attrs.evolve(KIND, departure="generally")
COHORT_CASES: list[tuple[str, Callable[[], Desk], Act, Callable[[Desk], None], dict[str, Any]]] = [
    ("cohort-name", hall, attrs.evolve(ALL, centre="cohort:other-2024"), nothing, {"centre": COHORT}),
    ("cohort-name", hall, attrs.evolve(ALL, centre="cohort:round-soon"), nothing, {"centre": COHORT}),
    ("cohort-state", hall, DONE, takes(ALL), {}),
    ("cohort-state", after(ALL), attrs.evolve(ALL, id="again"), nothing, {"centre": "cohort:round-2027"}),
    ("cohort-state", hall, on_round("amend", GRADE, **listing("c-1")), takes(ALL), {"reason": "登记有误"}),
    ("cohort-unlisted", hall, attrs.evolve(ALL, facts={}), nothing, {"facts": ALL.facts}),
    ("cohort-unlisted", after(ALL), attrs.evolve(on_round("amend", GRADE), reason="有误"), nothing, {"facts": listing("c-1")}),
    ("cohort-missing", hall, frozen("c-1", "c-3"), nothing, {"facts": ALL.facts}),
    ("cohort-extra", hall, frozen(*FIRST_TO_LAST, "c-9"), nothing, {"facts": ALL.facts}),
    ("cohort-extra", after(c_3={"berths": 1}), ALL, nothing, {"facts": listing("c-1", "c-2")}),
    (
        "cohort-open",
        after(c_3={"berths": None}),
        frozen("c-1", "c-2"),
        nothing,
        {"facts": listing("c-1", "c-2", c_3={"out": True, "reason": "泊位不明"})},
    ),
    ("cohort-open", after(c_3={"founded": None}), ALL, nothing, {"reason": "查明成立于2023年"}),
    (
        "cohort-nobody",
        hall,
        attrs.evolve(frozen(), centre="cohort:round-2025"),
        nothing,
        {"centre": COHORT, "facts": ALL.facts},
    ),
    ("cohort-ungraded", after(ALL, opinions=UNRATED), DONE, nothing, {"facts": deciding(("c-3", "fair"))}),
    (
        "cohort-decided",
        after(ALL, opinions=UNRATED),
        on_round("grade", GRADE, **deciding(("c-3", "grand"))),
        nothing,
        {"facts": deciding(("c-3", "fair"))},
    ),
    ("cohort-decided", after(ALL), on_round("grade", GRADE, **deciding(("c-9", "fair"))), nothing, {"facts": {}}),
    ("cohort-departs", after(ALL), on_round("grade", GRADE, **deciding(("c-3", "fair"))), nothing, {"facts": {}}),
    (
        "cohort-quota",
        after(ALL, kind=FREE),
        on_round("grade", GRADE, **deciding(("c-1", "good"), ("c-2", "good"))),
        nothing,
        {"facts": deciding(("c-1", "fair"), ("c-2", "good"))},
    ),
    ("cohort-none", after(ALL), settle("good"), takes(DONE), {}),
    ("cohort-none", after(ALL, DONE, publishes=True), settle("good"), takes(on_round("publish", PUBLISH)), {}),
    ("cohort-none", after(ALL, DONE), settle("good", centre="c-1", day=FREEZE), nothing, {"on": CONCLUDE}),
    ("cohort-none", after(ALL), expelled(determinations=(found("failed-round"),)), takes(DONE), {"determinations": ()}),
    ("cohort-differs", after(ALL, DONE), settle("good", centre="c-2"), nothing, {"facts": {"result": "fair"}}),
]
