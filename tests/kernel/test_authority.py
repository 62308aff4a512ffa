"""Who may do what: the whole table of Weihai's measure, act by act, stage by stage, office by office, against another engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import attrs
import pytest

from tic_core.kernel import asked as asking
from tic_core.kernel import checks
from tic_core.kernel.asked import Asked
from tic_core.kernel.authority import entitlements
from tic_core.kernel.context import World, gather
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act
from tic_core.model.subject import Centre, Recorded
from tic_core.shelf import Shelf

cedarpy = pytest.importorskip("cedarpy", reason="the oracle of this test is Cedar: pip install cedarpy")

DAY = date(2024, 3, 1)
OWN, OTHER = ("huancui-kjj", "91371002MA3B6D828L"), ("rushan-kjj", "91371083MA3X5J829W")
Answers = dict[tuple[str, str, str], bool]  # by act, stage and office
CHECKS = (checks._staged, checks._entitled)
WHO = (*OWN, *OTHER, "weihai-kjj")


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return Shelf().lawbook("weihai-2022")


def centre(lawbook: Lawbook, stage: str) -> Centre:
    """A centre of the first district and unit, in a stage."""
    facts = {role.held_by: None for role in lawbook.edition.roles if role.held_by}
    held = {name: OWN[name != "department"] for name in facts}
    known = {name: Recorded(value, "code", DAY, 1) for name, value in held.items()}
    return Centre("c-1", lawbook.edition.id, stage, lawbook.stage_kinds.get(stage, ""), DAY, facts=known if stage else {})


def refused_for_authority(lawbook: Lawbook, kind: str, stage: str, *those: str) -> list[bool]:
    """Whether the kernel finds that each of these may not take this act, or not in this stage."""
    plan, bare = lawbook.plans[kind], Act(id="a", kind=kind, on=DAY, by="", centre="c-1")
    context = gather(lawbook, centre(lawbook, stage), bare, World(DAY))
    outcome = plan.outcomes[plan.compiled.run(context.vector)]
    found = []
    for who in those:
        asked = Asked(lawbook, context, attrs.evolve(bare, by=who), plan, outcome)
        told = {finding.rule for check in CHECKS for finding in check(asked)}
        # Where a rule chooses the way and nothing is known, the stage is lawful all the same.
        found.append(bool(told & {"core.office", "core.stage", "core.final"}))
    return found


def requests(lawbook: Lawbook) -> Iterator[tuple[str, str, str]]:
    """Every act in every stage, and where there is none, by every office and unit."""
    for act in lawbook.edition.acts:
        for stage in ("", *(stage.id for stage in lawbook.edition.stages)):
            if act.subject == "centre" or not stage:
                yield from ((act.id, stage, who) for who in WHO)


def policies(lawbook: Lawbook) -> str:
    """The table as policies of Cedar: a permit for each line; what no line permits is denied."""
    lines = []
    for each in entitlements(lawbook.edition):
        own = f' && resource has "{each.held_by}" && resource["{each.held_by}"] == principal' if each.own else ""
        role = "" if each.own else f' in Role::"{each.role}"'
        lines.append(
            f'permit(principal{role}, action == Action::"{each.act}", resource) when {{ resource.stage == "{each.stage}"{own} }};'
        )
    return "\n".join(lines)


def entities(lawbook: Lawbook) -> list[dict[str, Any]]:
    """The offices with their roles, and a centre of the first district for every stage."""
    roles = {who: [role.id for role in lawbook.edition.roles if who in lawbook.offices_of(role.id)] for who in WHO}
    found = [
        {"uid": {"type": "Who", "id": who}, "attrs": {}, "parents": [{"type": "Role", "id": role} for role in roles[who]]}
        for who in WHO
    ]
    held = {role.held_by: OWN[role.held_by != "department"] for role in lawbook.edition.roles if role.held_by}
    for stage in ("", *(stage.id for stage in lawbook.edition.stages)):
        told: dict[str, Any] = {"stage": stage}
        told |= {name: {"__entity": {"type": "Who", "id": who}} for name, who in held.items()} if stage else {}
        found.append({"uid": {"type": "Centre", "id": stage or "none"}, "attrs": told, "parents": []})
    return found


def decided(lawbook: Lawbook, text: str, acts: Sequence[str] = ()) -> Answers:
    """What Cedar decides, act by act: each batch gets the policies of its act alone, for it reads them anew every time."""
    told, found, lines = entities(lawbook), Answers(), text.splitlines()
    for act, some in groupby(requests(lawbook), key=lambda request: request[0]):
        asked = list(some) if not acts or act in acts else []
        batch = [
            {"principal": f'Who::"{who}"', "action": f'Action::"{act}"', "resource": f'Centre::"{stage or "none"}"', "context": {}}
            for _, stage, who in asked
        ]
        own = "\n".join(line for line in lines if f'Action::"{act}",' in line)
        answers = cedarpy.is_authorized_batch(batch, own, told) if batch else []
        found |= {request: answer.allowed for request, answer in zip(asked, answers, strict=True)}
    return found


def opening(lawbook: Lawbook) -> set[str]:
    """Acts that open a centre for a role held by a fact: who that is, only the act itself can tell (nobody is on record yet)."""
    roles = lawbook.edition.tables["roles"]
    return {act.id for act in lawbook.edition.acts if act.begins and any(roles[role].held_by for role in act.roles)}


@pytest.fixture(scope="module")
def allowed(lawbook: Lawbook) -> Answers:
    """What the other engine allows, by the table."""
    return decided(lawbook, policies(lawbook))


@pytest.fixture(scope="module")
def refused(lawbook: Lawbook) -> Answers:
    """What the kernel refuses for want of authority."""
    places = dict.fromkeys(request[:2] for request in requests(lawbook))
    return {
        (*place, who): no for place in places for who, no in zip(WHO, refused_for_authority(lawbook, *place, *WHO), strict=True)
    }


def test_the_kernel_lets_nobody_do_what_the_table_does_not_say_and_everybody_what_it_says(
    lawbook: Lawbook, allowed: Answers, refused: Answers
) -> None:
    assert len(allowed) > 10_000
    assert 0 < sum(allowed.values()) < len(allowed) / 4

    unsaid = opening(lawbook)
    for (act, stage, who), yes in allowed.items():
        assert refused[act, stage, who] is not yes or (not stage and act in unsaid), (act, stage, who)


def test_no_unit_and_no_district_ever_acts_on_a_centre_of_another(lawbook: Lawbook, refused: Answers) -> None:
    roles = lawbook.edition.tables["roles"]
    for (act, stage, who), no in refused.items():
        if stage and who in OTHER and all(roles[role].held_by for role in lawbook.plans[act].act.roles):
            assert no, (act, stage, who)


def test_control_a_kernel_that_takes_every_office_for_its_own_is_found_out(
    lawbook: Lawbook, allowed: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.Asked, "holds_role", lambda self, who, roles: True)
    denied = [request for request, yes in allowed.items() if not yes and request[0] == "approve"]
    assert not all(refused_for_authority(lawbook, *request)[0] for request in denied)


def test_control_a_table_that_lacks_a_line_is_found_out(lawbook: Lawbook, refused: Answers) -> None:
    short = decided(lawbook, "", ["approve"])
    assert any(not yes and not refused[request] for request, yes in short.items())


def test_the_table_names_every_act_and_only_roles_and_stages_of_the_edition(lawbook: Lawbook) -> None:
    table = list(entitlements(lawbook.edition))
    tables = lawbook.edition.tables

    assert {each.act for each in table} == set(tables["acts"])
    assert {each.role for each in table} <= set(tables["roles"])
    assert {each.stage for each in table} - {""} <= set(tables["stages"])
    assert len(set(map(attrs.astuple, table))) == len(table)
