"""A sanction follows its unit to every centre that names it, for as long as it runs and not a day longer: against a naive model."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editions import BUREAU, CORRECTING, PATHS, UNIT, cite, extended, right
from tests.kernel.linked_cases import (
    BANS,
    CLEAR,
    CONVERT,
    OTHER_UNIT,
    LinkedDesk,
    converted,
    following,
    linked_lake,
    on_unit,
    preparing,
)

from tic_core.kernel import context, lasting, linked
from tic_core.kernel.authority import NOWHERE, entitlements
from tic_core.kernel.linked import SUCCESSION, chains, linked_facts
from tic_core.kernel.notices import notices
from tic_core.model.act import Act
from tic_core.model.edition import ActKind
from tic_core.model.linked import Linked
from tic_core.model.receipt import Status
from tic_core.model.subject import Centre, Proceeding, Recorded
from tic_core.text import both

START = date(2023, 6, 10)


# ── a naive model: plain dicts, years added by hand ──────────────────────────────────────────────────────────────────────────


def years_later(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


class Naive:
    """What runs against a unit: a list of plain dicts."""

    def __init__(self) -> None:
        self.bans: list[dict[str, Any]] = []

    def running(self, unit: str, kind: str, day: date) -> list[dict[str, Any]]:
        return [
            ban
            for ban in self.bans
            if (ban["unit"], ban["kind"]) == (unit, kind)
            and ban["on"] <= day
            and not (ban["lifted"] and ban["lifted"] <= day)
            and not (ban["last"] and ban["last"] < day)
        ]

    def take(self, act: Act) -> bool:
        """Whether the act is possible; if so it is noted."""
        unit, kind = act.centre.removeprefix("unit:"), act.kind.removeprefix("lift-")
        standing = self.running(unit, "probation" if kind == "rectified" else kind, act.on)
        if act.kind == "rectified":
            waiting = [ban for ban in standing if not ban["last"]]
            for ban in waiting:
                ban["last"] = years_later(act.facts["rectified.on"], ban["years"])
            return bool(waiting)
        if act.kind.startswith("lift-"):
            for ban in standing:
                ban["lifted"] = act.on
            return bool(standing)
        if standing:
            return False
        years = act.facts["ban.years"]
        anchor = {"ban": act.on, "restriction": act.facts.get("rated.on"), "probation": None}[kind]
        last = years_later(anchor, years) if anchor else None
        self.bans.append({"unit": unit, "kind": kind, "on": act.on, "years": years, "last": last, "lifted": None})
        return True


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    """Sanctions and their ends, in order of day, on two units."""
    days = sorted(draw(st.lists(st.integers(0, 1500), min_size=1, max_size=8)))
    acts = []
    for number, offset in enumerate(days):
        day = START + timedelta(days=offset)
        kind = draw(st.sampled_from((*BANS, *(f"lift-{name}" for name in BANS), "rectified")))
        facts: dict[str, Any] = {"ban.years": draw(st.integers(1, 3))}
        if kind == "restriction":
            facts["rated.on"] = day - timedelta(days=draw(st.integers(0, 700)))
        if kind == "rectified":
            facts = {"rectified.on": day - timedelta(days=draw(st.integers(0, 60)))}
        unit = draw(st.sampled_from((UNIT, OTHER_UNIT)))
        acts.append(attrs.evolve(on_unit(kind, day, unit, facts=facts), id=f"a-{number}"))
    return acts


def check_on(day: date) -> Act:
    return Act(id="check", kind="check", on=day, by="lake-bureau", centre="c-1")


def agrees(history: list[Act], probes: list[int]) -> None:
    """Every act is taken or refused as the naive model says, and on every day the centre's act meets what runs against its unit."""
    desk, naive = preparing(), Naive()
    for act in history:
        assert (desk.take(act).status is Status.ACCEPTED) == naive.take(act), act
    ends = [ban["last"] + timedelta(days=more) for ban in naive.bans if ban["last"] for more in (0, 1)]
    days = [history[-1].on + timedelta(days=each) for each in probes]
    for day in [each for each in (*days, *ends) if START <= each <= date(2028, 2, 29)]:
        refused = {finding.rule for finding in desk.ask(check_on(day)).refusals}
        assert refused == {f"no-{kind}" for kind in BANS if naive.running(UNIT, kind, day)}, day


@settings(max_examples=60, deadline=None)
@given(histories(), st.lists(st.integers(0, 700), max_size=3))
def test_sanctions_follow_the_unit_and_end_as_a_naive_model_says(history: list[Act], probes: list[int]) -> None:
    agrees(history, probes)


BAN = [on_unit("ban", START)]


@pytest.mark.parametrize(
    ("where", "broken"),
    [
        (context, {"linked_facts": lambda links, subjects, day: linked_facts(links, subjects, day - timedelta(days=1))}),
        (linked, {"chains": lambda link, facts: ()}),
        (lasting, {"ended": lambda *_: ("", None)}),
    ],
    ids=["a day late", "nobody is named", "no ban ends"],
)
def test_control_the_naive_model_notices_a_register_that_is_wrong(
    where: Any, broken: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    agrees(BAN, [0, 10])
    for name, value in broken.items():
        monkeypatch.setattr(where, name, value)
        if name == "chains":
            monkeypatch.setattr("tic_core.consult.chains", value)
    with pytest.raises(AssertionError):
        agrees(BAN, [0, 10])


@settings(max_examples=40, deadline=None)
@given(histories())
def test_what_is_recorded_of_another_unit_changes_nothing_here(history: list[Act]) -> None:
    """No neighbour changes my decision: with and without the other unit's sanctions the findings are the same."""
    here, alone = preparing(), preparing()
    for act in history:
        here.take(act)
        if act.centre == f"unit:{UNIT}":
            alone.take(act)
    act = check_on(history[-1].on)
    assert [(each.rule, each.verdict, each.values) for each in here.ask(act).findings] == [
        (each.rule, each.verdict, each.values) for each in alone.ask(act).findings
    ]


# ── unknown is not false, and nothing recorded is not unknown ────────────────────────────────────────────────────────────────


def test_while_the_unit_is_not_known_nobody_can_tell_and_once_it_is_named_nothing_runs_against_it() -> None:
    desk = preparing()
    named = desk.ask(check_on(START))
    desk.events = [
        attrs.evolve(event, effects=tuple(each for each in event.effects if each.name != "lead.code")) for event in desk.events
    ]
    unnamed = desk.ask(check_on(START))

    assert named.status is Status.ACCEPTED
    assert {finding.values["unit.running.ban"] for finding in named.findings if finding.rule == "no-ban"} == {0}
    assert {finding.rule for finding in unnamed.refusals} == set(CLEAR)
    assert {finding.verdict.word for finding in unnamed.refusals} == {"unknown"}


def test_a_finding_says_until_when_what_runs_against_the_unit_lasts() -> None:
    desk = preparing()
    desk.take(on_unit("ban", START))

    (finding,) = desk.ask(check_on(START)).refusals

    assert "2026-06-10" in finding.text.en
    assert "2026-06-10" in finding.text.zh


def test_a_fact_recorded_with_another_type_under_another_measure_is_not_taken_for_this_one() -> None:
    links = LinkedDesk().lawbook.links
    subject = Centre(f"unit:{UNIT}", facts={"rated.on": Recorded("A", "text", START, 1)})

    assert "unit.rated.on" not in linked_facts(links, {"unit": [subject]}, START)
    subject.facts["rated.on"] = Recorded(START, "date", START, 1)
    assert linked_facts(links, {"unit": [subject]}, START)["unit.rated.on"] == START


@pytest.mark.parametrize(
    ("many", "values", "found"),
    [
        ("greatest", (False, None, True), True),
        ("greatest", (False, None), None),
        ("greatest", (False, False), False),
        ("least", (True, None, False), False),
        ("least", (True, None), None),
        ("least", (2, 5), 2),
        ("greatest", (2, 5), 5),
        ("greatest", (2, None), None),
        ("greatest", (), None),
    ],
)
def test_of_several_subjects_the_least_or_the_greatest_counts_and_one_that_is_not_known_leaves_it_open(
    many: str, values: tuple[Any, ...], found: Any
) -> None:
    assert linked._among(values, many) == found


def test_a_subject_that_a_list_names_twice_counts_once() -> None:
    link = Linked("partners", both("共建"), "unit", "partners", field="unit", many="greatest")

    assert chains(link, {"partners": ({"unit": UNIT}, {"unit": UNIT}, {"unit": OTHER_UNIT})}) == (
        f"unit:{UNIT}",
        f"unit:{OTHER_UNIT}",
    )
    assert chains(link, {"partners": ()}) == ()
    assert chains(link, {}) is None


# ── who may, and what the clock makes known ──────────────────────────────────────────────────────────────────────────────────


def test_a_unit_acts_on_its_own_chain_and_on_no_other() -> None:
    desk = preparing()

    own = desk.ask(on_unit("explain-itself", START, by=UNIT))
    others = desk.ask(on_unit("explain-itself", START, by=OTHER_UNIT))

    assert own.status is Status.ACCEPTED
    assert {finding.rule for finding in others.refusals} == {"core.office"}


def test_the_table_of_who_may_do_what_has_the_acts_on_linked_subjects() -> None:
    table = {(each.role, each.act, each.stage, each.own) for each in entitlements(LinkedDesk().lawbook.edition)}

    assert ("bureau", "ban", NOWHERE, False) in table
    assert ("unit", "explain-itself", NOWHERE, True) in table
    assert not [each for each in table if each[1] == "ban" and each[0] != "bureau"]


def test_that_a_ban_has_ended_is_made_known_on_the_day_after_its_last() -> None:
    desk = preparing()
    desk.take(on_unit("ban", START))
    chain = f"unit:{UNIT}"

    told = notices(chain, desk.about(chain), lambda _: desk.lawbook, None, date(2027, 1, 1))

    assert [(each.day, each.kind, each.name, each.last) for each in told] == [
        (date(2026, 6, 11), "ended", "ban", date(2026, 6, 10))
    ]


def test_a_lifted_ban_ends_with_the_act_and_no_end_is_made_known() -> None:
    desk = preparing()
    desk.take(on_unit("ban", START))
    desk.take(on_unit("lift-ban", date(2023, 7, 1)))
    chain = f"unit:{UNIT}"

    assert notices(chain, desk.about(chain), lambda _: desk.lawbook, None, date(2027, 1, 1)) == []


def test_a_second_sanction_of_a_kind_runs_under_a_name_of_its_own_beside_the_first() -> None:
    desk = preparing()
    desk.take(on_unit("ban", START))
    again = on_unit("ban", date(2023, 7, 1), facts={"ban.years": 1})

    assert {finding.rule for finding in desk.ask(again).refusals} == {"core.running"}
    assert desk.take(attrs.evolve(again, about="second")).status is Status.ACCEPTED
    (finding,) = desk.ask(check_on(date(2023, 8, 1))).refusals
    assert finding.values == {"unit.running.ban": 2}


def test_what_runs_is_over_on_the_day_after_its_last() -> None:
    ban = Proceeding("ban", "ban", "running", True, START, 1, date(2026, 6, 10))

    assert (ban.runs(date(2026, 6, 10)), ban.runs(date(2026, 6, 11))) == (True, False)
    assert attrs.evolve(ban, last=None).runs(date(2099, 1, 1))


# ── following ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_centre_is_linked_to_the_one_it_follows_and_knows_the_name_that_one_bore() -> None:
    desk = converted()
    former = desk.centre("c-1").former

    assert desk.take(following()).status is Status.ACCEPTED
    new = desk.centre("c-2")
    assert new.links == {"continues": "c-1"}
    assert new.former == former != {}
    assert {finding.rule for finding in desk.ask(right("visit", date(2023, 7, 1))).refusals} == {"core.final"}


def test_an_act_that_names_no_predecessor_links_nothing() -> None:
    desk = converted()
    act = following()
    bare = attrs.evolve(act, facts={name: value for name, value in act.facts.items() if name != "predecessor"})

    assert desk.take(bare).status is Status.ACCEPTED
    assert (desk.centre("c-2").links, desk.centre("c-2").former) == ({}, {})


def test_a_centre_does_not_follow_itself() -> None:
    desk = LinkedDesk()

    assert "core.follows-nothing" in {each.rule for each in desk.ask(following("c-2", "c-2")).refusals}


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def correctable_desk() -> LinkedDesk:
    """A desk where entries are put right, on the chains of units too."""
    on_units = (
        ActKind(f"{way}-of-unit", both(way), "corrective", ("bureau",), cite("21"), subject="unit", corrects=way, reason=True)
        for way in ("void", "correct")
    )
    return LinkedDesk(extended(linked_lake(), "acts", *CORRECTING, *on_units))


def test_a_ban_that_is_struck_out_follows_nobody_any_more_and_one_put_right_lasts_as_long_as_it_should() -> None:
    desk = correctable_desk()
    desk.lead("apply", "forward", "approve")
    ban = on_unit("ban", START)
    desk.take(ban)
    right_one = Act("right", "correct-of-unit", START, BUREAU, f"unit:{UNIT}", facts={"ban.years": 1}, reason="误录", about=ban.id)
    struck = Act("struck", "void-of-unit", START, BUREAU, f"unit:{UNIT}", reason="误录", about=ban.id)

    assert {finding.rule for finding in desk.ask(check_on(START)).refusals} == {"no-ban"}
    assert desk.take(right_one).status is Status.ACCEPTED
    last = desk.centre(f"unit:{UNIT}").proceedings["ban"].last
    assert last == date(2024, 6, 10)
    assert desk.take(struck).status is Status.ACCEPTED
    assert desk.ask(check_on(START)).status is Status.ACCEPTED


def test_whom_a_centre_follows_is_not_put_right_and_stays_when_something_else_is() -> None:
    desk = correctable_desk()
    desk.lead(*PATHS["recognised"])
    desk.take(CONVERT)
    opening = following()
    desk.take(opening)
    correction = Act("c", "correct-entry", date(2023, 6, 12), BUREAU, "c-2", reason="误录", about=opening.id)

    refused = desk.ask(attrs.evolve(correction, facts={"predecessor": "c-9"}))
    accepted = desk.take(attrs.evolve(correction, facts={"name": "菖蒲"}))

    assert {finding.rule for finding in refused.refusals} == {"core.fact"}
    assert accepted.status is Status.ACCEPTED
    assert (desk.centre("c-2").links, desk.centre("c-2").reservations[SUCCESSION]) == ({"continues": "c-1"}, "c-1")
