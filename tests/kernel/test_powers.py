"""Who takes part in a decision: joint deciders, second persons, delegations, own cases, against plain sets and another engine."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import yunling
from tests.editions import altered, codes

from tic_core import Registry
from tic_core.kernel import asked, powers
from tic_core.kernel.authority import entitlements
from tic_core.kernel.delegation import handed_down
from tic_core.ledger.codec import act_digest, decode, encode
from tic_core.model.act import Act, Signed, well_formed
from tic_core.model.authority import Joint
from tic_core.model.cite import Cite
from tic_core.model.receipt import Status
from tic_core.packs import load_acts

FIRST, LAST = date(2024, 6, 1), date(2025, 12, 31)
OFFICES = ("yl-finance", "yl-economy", "yl-industry", "anshan-kjj", "beihe-kjj")
ROLE = dict(zip(OFFICES, ("finance", "economy", "industry", "city", ""), strict=True))  # Beihe is not the centre's city
HOWS = ("all", "any", "consult")


# ── joint deciders ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_took_part_stands_in_the_event_with_office_day_opinion_person_and_paper() -> None:
    event = next(each for each in yunling.oak().events if each.act == "oak-approve")
    assert [each.get("by") for each in event.signed] == ["yl-science", "yl-finance", "yl-industry", "anshan-kjj"]
    assert event.signed[0] == {"by": "yl-science", "on": "2024-03-01", "opinion": "agrees", "person": "p-wang"}
    assert (event.signed[3]["opinion"], event.signed[3]["reason"]) == ("objects", "市里已有同类平台")
    assert {"5(1)", "5(2)", "5(3)", "6"} <= set(event.law.articles)
    assert decode(encode(event)) == event


def agreed(joint: Joint, signed: list[tuple[str, str]]) -> bool:
    """By plain sets: what an edition asks of others is there."""
    said = {ROLE[who] for who, opinion in signed if opinion == "agrees" or joint.how == "consult"}
    return bool(said & set(joint.roles)) if joint.how == "any" else set(joint.roles) <= said


JOINTS = st.builds(
    Joint,
    st.lists(st.sampled_from(("finance", "economy", "industry", "city")), min_size=1, max_size=3, unique=True).map(tuple),
    st.sampled_from(HOWS),
    st.just(Cite(5)),
)
SIGNATURES = st.lists(
    st.tuples(st.sampled_from(OFFICES), st.sampled_from(("agrees", "objects"))), max_size=4, unique_by=lambda each: each[0]
)


@settings(max_examples=120, deadline=None)
@given(joints=st.lists(JOINTS, max_size=3), signed=SIGNATURES)
def test_a_joint_decision_stands_just_where_everybody_it_asks_has_said_what_it_asks(
    joints: list[Joint], signed: list[tuple[str, str]]
) -> None:
    edition = altered(yunling.lawbook().edition, "acts", "approve", jointly=tuple(joints))
    told = [Signed(by=who, opinion=opinion, document="1") for who, opinion in signed]
    act = yunling.act("oak-approve", signed=(Signed(person="p-wang"), *told))
    asked_for = {role for joint in joints for role in joint.roles}
    found = codes(BEFORE.under(edition).ask(act))
    assert ("core.joint" in found) is not all(agreed(joint, signed) for joint in joints)
    assert ("core.signature" in found) is any(ROLE[who] not in asked_for for who, _ in signed)
    assert set(found) <= {"core.joint", "core.signature"}


class Before:
    """The desk as it stands before the approval, made once; under any edition that differs in the approval alone."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def under(self, edition: Any) -> Any:
        self.events = self.events or yunling.oak("oak-approve").events
        desk = yunling.desk(edition)
        desk.events = list(self.events)
        return desk


BEFORE = Before()


def test_control_without_the_check_nobody_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = yunling.act("oak-approve", signed=(Signed(person="p-wang"),))
    assert codes(BEFORE.under(yunling.lawbook().edition).ask(alone)) == ["core.joint"] * 3
    monkeypatch.setattr(powers, "_lacking", lambda *told: [])
    assert codes(BEFORE.under(yunling.lawbook().edition).ask(alone)) == []


def test_one_office_never_counts_for_two_roles() -> None:
    joint = (Joint(("city", "unit"), "all", Cite(5)),)
    own = yunling.act("oak-ask").by
    edition = altered(yunling.lawbook().edition, "acts", "approve", jointly=joint, own_case=True)
    desk = yunling.desk(edition)
    asked_by_its_city = yunling.act("oak-ask", by=own, facts={"city": own})  # the department and the unit are one
    for each in (asked_by_its_city, yunling.act("oak-review")):
        assert desk.take(each).status is Status.ACCEPTED
    signed = (Signed(person="p-wang"), Signed(by=own, document="1"))
    assert codes(desk.ask(yunling.act("oak-approve", signed=signed))) == ["core.joint"]


# ── second persons and own cases ─────────────────────────────────────────────────────────────────────────────────────────


@given(people=st.lists(st.sampled_from(("p-li", "p-wang", "p-zhao", "")), max_size=4), needed=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_as_many_different_people_sign_as_the_edition_asks_for(people: list[str], needed: int) -> None:
    edition = altered(yunling.lawbook().edition, "acts", "approve", jointly=(), second_persons=needed)
    act = yunling.act("oak-approve", signed=tuple(Signed(person=each) for each in people))
    found = codes(BEFORE.under(edition).ask(act))
    assert ("core.second-person" in found) is (len(set(people) - {"p-li", ""}) < needed)
    assert ("core.signature" in found) is ("" in people)


def test_whose_own_case_it_is_acts_as_a_party_and_in_no_other_role() -> None:
    own = yunling.act("oak-ask").by
    desk = yunling.desk()
    asked_by_its_city = yunling.act("oak-ask", by=own, facts={"city": own})
    assert desk.take(asked_by_its_city).status is Status.ACCEPTED
    assert codes(desk.ask(yunling.act("oak-recommend", by=own))) == ["core.own-case"]
    allowed = yunling.desk(altered(desk.lawbook.edition, "acts", "recommend", own_case=True))
    assert allowed.take(asked_by_its_city).status is Status.ACCEPTED
    assert codes(allowed.ask(yunling.act("oak-recommend", by=own))) == []


def test_an_opening_act_by_one_who_is_both_is_refused_too() -> None:
    own = yunling.act("oak-ask").by
    by_the_city = altered(yunling.lawbook().edition, "acts", "ask", roles=("city",))
    told = yunling.act("oak-ask", by=own, facts={"city": own})
    assert codes(yunling.desk(by_the_city).ask(told)) == ["core.own-case"]


# ── delegations ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_done_by_delegation_names_it_and_its_article() -> None:
    event = next(each for each in yunling.oak().events if each.act == "oak-accept")
    assert (event.by, event.delegation, event.law.basis) == ("anshan-kjj", "D-2024-1", "yunling-1")
    assert "8(2)" in event.law.articles
    audit = next(each for each in yunling.oak().events if each.act == "oak-audit")
    assert audit.delegation == ""


def test_the_office_itself_goes_on_acting_beside_its_delegate() -> None:
    receipt = yunling.oak("oak-accept").ask(yunling.act("oak-accept", by="yl-science"))
    assert (receipt.status, receipt.event and receipt.event.delegation) == (Status.ACCEPTED, "")


def test_neither_another_city_nor_an_office_nothing_is_handed_down_to_may_accept() -> None:
    desk = yunling.oak("oak-accept")
    assert codes(desk.ask(yunling.act("oak-accept", by="beihe-kjj"))) == ["core.office"]
    assert codes(desk.ask(yunling.act("oak-accept", by="yl-finance"))) == ["core.office"]


def ends(last: date, on: date) -> Act:
    return Act("end", "end-delegation", on, "yl-science", facts={"delegation.ended": [{"id": "D-2024-1", "last": last}]})


DAYS = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3)) | st.sampled_from((FIRST, LAST, FIRST - timedelta(days=1)))


@given(ended=st.dates(FIRST, LAST), known=st.dates(FIRST, LAST), day=DAYS)
@settings(max_examples=80, deadline=None)
def test_a_delegation_holds_from_its_first_day_to_its_last_and_no_longer_than_it_was_known_to(
    ended: date, known: date, day: date
) -> None:
    desk = yunling.desk()
    for each in (yunling.act("delegate-2024"), ends(ended, known)):
        assert desk.take(each).status is Status.ACCEPTED
    act = yunling.act("oak-accept", on=day)
    held = handed_down(desk.world(act).law, "accept", day) == {"anshan-kjj": "D-2024-1"}
    assert held is (FIRST <= day <= (min(ended, LAST) if day >= known else LAST))


def test_control_a_kernel_that_asks_for_no_delegation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = yunling.oak("oak-accept", without=("delegate-2024",))
    assert codes(desk.ask(yunling.act("oak-accept"))) == ["core.delegation"]
    monkeypatch.setattr(asked, "handed_down", lambda *told: {"anshan-kjj": "nothing"})
    assert codes(desk.ask(yunling.act("oak-accept"))) == []


# ── the table against another engine ─────────────────────────────────────────────────────────────────────────────────────


def test_the_table_says_of_each_role_how_it_takes_part_and_another_engine_agrees_with_the_kernel() -> None:
    cedarpy = pytest.importorskip("cedarpy", reason="the oracle of this test is Cedar: pip install cedarpy")
    table = [each for each in entitlements(yunling.lawbook().edition) if each.act in ("approve", "accept")]
    decides = [each for each in table if each.part in ("decides", "delegated")]
    policies = "\n".join(
        f'permit(principal in Role::"{each.role}", action == Action::"{each.act}", resource)'
        f' when {{ context.stage == "{each.stage}"'
        + (" && context.delegated" if each.part == "delegated" else "")
        + (' && principal == resource["city"]' if each.own else "")
        + "};"
        for each in decides
    )
    for act in ("approve", "accept"):
        for part, roles in _joined(table, act).items():
            tests = [f'context.signed.contains("{role}")' for role in roles]
            unless = {"all": " && ", "consult": " && ", "any": " || "}[part].join(tests)
            policies += f'\nforbid(principal, action == Action::"{act}", resource) unless {{ {unless} }};'
    roles = {office: office.removeprefix("yl-") if office.startswith("yl-") else "city" for office in (*OFFICES, "yl-science")}
    entities: list[dict[str, Any]] = [
        {"uid": {"type": "Who", "id": who}, "attrs": {}, "parents": [{"type": "Role", "id": role}]} for who, role in roles.items()
    ]
    city = {"__entity": {"type": "Who", "id": "anshan-kjj"}}
    entities.append({"uid": {"type": "Centre", "id": "oak"}, "attrs": {"city": city}, "parents": []})
    requests, kernel = [], []
    for name, who, delegated, signed in _asked(roles):
        context = {
            "stage": "asked" if name == "oak-approve" else "preparing",
            "delegated": delegated,
            "signed": [ROLE[each] for each in signed],
        }
        action = yunling.acts()[name].kind
        requests.append(
            {"principal": f'Who::"{who}"', "action": f'Action::"{action}"', "resource": 'Centre::"oak"', "context": context}
        )
        kernel.append(_allowed(name, who, delegated=delegated, signed=signed))
    answers = [each.allowed for each in cedarpy.is_authorized_batch(requests, policies, entities)]
    assert answers == kernel
    assert 3 < sum(answers) < len(answers) / 2


def _joined(table: list[Any], act: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in table:
        if each.act == act and each.part in HOWS:
            found.setdefault(each.part, []).append(each.role)
    return found


def _asked(roles: dict[str, str]) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    """Every office, with and without a delegation, with every set of signatures of others."""
    others = OFFICES[:4]
    sets = list(chain.from_iterable(combinations(others, size) for size in range(5)))
    approvals = [("oak-approve", who, False, tuple(each for each in signed if each != who)) for who in roles for signed in sets]
    return approvals + [("oak-accept", who, delegated, ()) for who in roles for delegated in (False, True)]


DESKS: dict[tuple[str, bool], Any] = {}


def _allowed(name: str, who: str, *, delegated: bool, signed: tuple[str, ...]) -> bool:
    """What the kernel says of who may take part, and nothing else."""
    if (name, delegated) not in DESKS:
        DESKS[name, delegated] = yunling.oak(name, without=() if delegated else ("delegate-2024",))
    told = tuple(Signed(by=each, document="1") for each in signed)
    act = yunling.act(name, by=who, signed=(Signed(person="p-wang"), *told))
    found = set(codes(DESKS[name, delegated].ask(act)))
    return found.isdisjoint({"core.office", "core.delegation", "core.joint"})


# ── every way in ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_signatures_read_alike_as_toml_as_json_and_in_python() -> None:
    line = (
        '{"id": "a", "kind": "approve", "centre": "oak", "on": "2024-03-01", "by": "yl-science", "person": "p-li", "signed": '
        '[{"person": "p-wang"}, {"by": "yl-finance", "on": "2024-02-27", "document": "8", "opinion": "agrees"}]}'
    )
    (told,) = load_acts(line.encode())
    made = Act(
        "a",
        "approve",
        date(2024, 3, 1),
        "yl-science",
        centre="oak",
        person="p-li",
        signed=(Signed("p-wang"), Signed(by="yl-finance", on=date(2024, 2, 27), document="8")),
    )
    assert told == made
    assert act_digest(told) == act_digest(made) != act_digest(attrs.evolve(made, signed=made.signed[:1]))


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        ("p-wang", "ill-formed"),
        (({"person": "p-wang"},), "ill-formed"),
        ((Signed(person=7),), "ill-formed"),  # type: ignore[arg-type]
        ((Signed(on="2024-02-27"),), "ill-formed"),  # type: ignore[arg-type]
        ((Signed(person="p\u0000"),), "sign"),
        ((Signed(by="x" * 300),), "long"),
    ],
)
def test_a_signature_that_is_not_made_of_texts_and_a_day_is_refused_before_anything_is_decided(signed: Any, code: str) -> None:
    from tic_core.errors import UsageError
    from tic_core.model.act import REMEDIES

    with pytest.raises(UsageError) as told:
        well_formed(yunling.act("oak-approve", signed=signed))
    assert REMEDIES[code].en in str(told.value.remedy and told.value.remedy.en)


def test_the_whole_life_goes_through_the_registry_and_is_weighed_again_alike() -> None:
    registry = Registry.open("sqlite://", policies=[yunling.PACK])
    receipts = [registry.submit(each) for each in yunling.acts().values()]
    assert {each.status for each in receipts} == {Status.ACCEPTED}
    for event in registry.history("oak"):
        assert [finding.rule for finding in registry.recall(event).findings if finding.blocks] == [], event.act
