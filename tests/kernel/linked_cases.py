"""A lake whose units can be banned and whose old title can be converted: what the core checks of linked subjects, provoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
from tests.editions import BUREAU, DISTRICT, PATHS, UNIT, Desk, altered, cite, extended, lake, right

from tic_core.consult import name_subjects
from tic_core.kernel.context import World
from tic_core.kernel.linked import SUCCESSION
from tic_core.model.act import Act
from tic_core.model.edition import ActKind, Edition, Move, ProceedingKind, Stage, Step, Stepping
from tic_core.model.facts import FactKind
from tic_core.model.linked import Lasting, Linked
from tic_core.model.receipt import Status
from tic_core.rules.kinds import Comparison
from tic_core.text import Text, both

JUNE_9 = date(2023, 6, 9)
OTHER_UNIT = "91440300MA5DB5678Y"


def linked_lake() -> Edition:
    """The lake with links to the lead unit and to the recommending office, bans of three start rules, and a conversion."""
    edition = extended(
        lake(),
        "facts",
        FactKind("ban.years", both("年限"), "whole", of="unit", least=1, most=9, cite=cite("19")),
        FactKind("rated.on", both("评级之日"), "date", of="unit"),
        FactKind("rectified.on", both("整改完成之日"), "date", of="unit"),
        FactKind("predecessor", both("原中心"), "code"),
    )
    edition = extended(
        edition,
        "linked",
        Linked("unit", both("牵头单位"), "unit", "lead.code", cite=cite("19")),
        Linked("office", both("推荐机关"), "office", "department", cite=cite("19")),
        Linked("former", both("原中心"), "centre", "predecessor", cite=cite("19")),
    )
    edition = altered(edition, "stages", "recognised", title=Text("湖区{name}坊", "Lake Workshop {name}"))
    edition = extended(edition, "stages", Stage("converted", "CONVERTED", Text("已转换", "converted"), cite("19")))
    edition = extended(edition, "proceedings", *(_ban(name, lasts) for name, lasts in BANS.items()))
    edition = extended(edition, "rules", *(_clear(name) for name in BANS))
    return extended(edition, "acts", *_acts())


BANS = {
    "ban": Lasting(by="ban.years"),
    "restriction": Lasting(after=("rated.on",), by="ban.years"),
    "probation": Lasting(after=("rectified.on",), by="ban.years"),
}


def _ban(name: str, lasts: Lasting) -> ProceedingKind:
    steps = (Step("running", both("执行")), Step("counting", both("计时")), Step("lifted", both("解除"), open=False))
    return ProceedingKind(name, "sanction", both(name), steps, cite("19"), lasts=lasts)


def _clear(name: str) -> Comparison:
    return Comparison(id=f"no-{name}", name=both(f"无{name}"), cite=cite("19"), fact=f"unit.running.{name}", at_most=0)


def _acts() -> list[ActKind]:
    on_unit: dict[str, Any] = {"subject": "unit", "reason": True}
    found = [
        ActKind(
            name,
            both(name),
            "adverse",
            ("bureau",),
            cite("19"),
            brings=("ban.years", *(("rated.on",) if name == "restriction" else ())),
            clears=("rectified.on",) if name == "probation" else (),
            steps=(Stepping(name, "running"),),
            **on_unit,
        )
        for name in BANS
    ]
    lifting = [
        ActKind(
            f"lift-{name}",
            both(name),
            "favourable",
            ("bureau",),
            cite("19"),
            subject="unit",
            steps=(Stepping(name, "lifted", ("running", "counting")),),
        )
        for name in BANS
    ]
    rectified = ActKind(
        "rectified",
        both("整改完成"),
        "favourable",
        ("bureau",),
        cite("19"),
        subject="unit",
        brings=("rectified.on",),
        steps=(Stepping("probation", "counting", ("running",)),),
    )
    told = ActKind("explain-itself", both("说明"), "procedural", ("unit",), cite("19"), subject="unit")
    suspend = ActKind("suspend", both("暂停"), "adverse", ("bureau",), cite("19"), subject="office", reason=True)
    check = ActKind("check", both("核查"), "procedural", ("bureau",), cite("19"), at=("preparing",), requires=CLEAR)
    convert = ActKind(
        "convert", both("转换"), "procedural", ("bureau",), cite("19"), moves=(Move(("preparing", "recognised"), "converted"),)
    )
    follow = ActKind(
        "follow",
        both("设立"),
        "opening",
        ("unit",),
        cite("19"),
        moves=(Move((), "asked"),),
        brings=("lead.code", "department", "name", "class.code"),
        may_bring=("predecessor",),
        continues="predecessor",
    )
    return [*found, *lifting, rectified, told, suspend, check, convert, follow]


CLEAR = tuple(f"no-{name}" for name in BANS)


class LinkedDesk(Desk):
    """A desk that looks up, as the registry does, the subjects that a centre names."""

    def __init__(self, edition: Edition | None = None, **more: Any) -> None:
        super().__init__(linked_lake() if edition is None else edition, **more)

    def world(self, act: Act) -> World:
        found, plan = super().world(act), self.lawbook.plans.get(act.kind)
        if plan is not None and plan.act.subject == "centre":
            name_subjects(self.about, self.lawbook, plan, self.centre(self.subject(act), act.on), act, found)
            held = {key: name for name in {e.subject for e in self.events} for key in self._followed(name)}
            found.holders = {**found.holders, SUCCESSION: held}
        return found

    def _followed(self, name: str) -> list[str]:
        return [key for scope, key in self.centre(name).reservations.items() if scope == SUCCESSION]


def on_unit(kind: str, on: date = JUNE_9, unit: str = UNIT, **changes: Any) -> Act:
    """An act on the chain of a unit."""
    told = {"by": BUREAU, "centre": f"unit:{unit}", "reason": "弄虚作假", "facts": {"ban.years": 3}, **changes}
    told["facts"] = {} if kind.startswith("lift-") or kind == "explain-itself" else told["facts"]
    return Act(id=f"{kind}-{unit}-{on}", kind=kind, on=on, **told)


def following(predecessor: str = "c-1", centre: str = "c-2", on: date = JUNE_9) -> Act:
    """An act that opens a centre which follows another."""
    facts = {**right("apply").facts, "class.code": "3621", "predecessor": predecessor}
    return Act(id=f"follow-{centre}", kind="follow", on=on, by=UNIT, centre=centre, facts=facts)


def preparing() -> LinkedDesk:
    desk = LinkedDesk()
    desk.lead("apply", "forward", "approve")
    return desk


def converted() -> LinkedDesk:
    desk = LinkedDesk()
    desk.lead(*PATHS["recognised"])
    assert desk.take(CONVERT).status is Status.ACCEPTED
    return desk


def followed() -> LinkedDesk:
    desk = converted()
    assert desk.take(following(centre="c-3")).status is Status.ACCEPTED
    return desk


def converts(desk: Desk) -> None:
    """The remedy: the old centre is converted first."""
    assert desk.take(CONVERT).status is Status.ACCEPTED


def nothing(desk: Desk) -> None:
    """The remedy lies in the act alone."""


def voided(desk: Desk) -> None:
    """The remedy: the entry that was wrong no longer counts."""
    desk.events = [event for event in desk.events if event.subject != "c-3"]


CONVERT = Act(id="convert-1", kind="convert", on=JUNE_9, by=BUREAU, centre="c-1")
SUSPEND = Act(id="suspend-1", kind="suspend", on=JUNE_9, by=BUREAU, centre=f"office:{DISTRICT}", reason="未核验")
NO_OFFICE = attrs.evolve(SUSPEND, centre="office:moon-shore")

LINKED_CASES: list[tuple[str, Callable[[], Desk], Act, Callable[[Desk], None], dict[str, Any]]] = [
    ("subject", preparing, attrs.evolve(on_unit("ban"), centre="c-9"), nothing, {"centre": f"unit:{UNIT}"}),
    ("subject", preparing, attrs.evolve(on_unit("ban"), centre=f"person:{UNIT}"), nothing, {"centre": f"unit:{UNIT}"}),
    ("subject", preparing, attrs.evolve(on_unit("ban"), centre="unit:"), nothing, {"centre": f"unit:{UNIT}"}),
    ("subject", preparing, attrs.evolve(on_unit("ban"), centre="unit:松木厂"), nothing, {"centre": f"unit:{UNIT}"}),
    ("subject", preparing, NO_OFFICE, nothing, {"centre": f"office:{DISTRICT}"}),
    ("follows-nothing", converted, following("c-9"), nothing, {"facts": following().facts}),
    ("follows-early", preparing, following(), converts, {}),
    ("follows-second", followed, following(), voided, {}),
]
