"""Linked subjects through the registry, under the worked example (``examples/songhe``): what follows whom, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from tic_core import Act, Receipt, Registry, Status
from tic_core.errors import UsageError
from tic_core.kernel import checks
from tic_core.packs import load_acts
from tic_core.rules.reference import evaluate
from tic_core.scenarios.boundary import boundaries
from tic_core.scenarios.document import case_files, load_cases
from tic_core.scenarios.run import Results, run_cases
from tic_core.survey import facts_of

SONGHE = Path(__file__).parents[1] / "examples" / "songhe"
BANNED, OTHER = "91371000MA3C0LR219", "91371002MA3B6D828L"
CHAIN = f"unit:{BANNED}"
BUREAU = "songhe-kjj"
LATER = datetime(2030, 6, 1, tzinfo=UTC)


def opened(url: str = "sqlite://") -> Registry:
    return Registry.open(url, policies=[SONGHE], clock=lambda: LATER)


def samples(name: str) -> list[Act]:
    return load_acts(SONGHE / "songhe-2026" / "acts" / name)


@pytest.fixture
def registry() -> Registry:
    found = opened()
    for act in (*samples("1-sanctions-follow.toml"), *samples("2-conversion-promotion.toml")):
        found.submit(act)
    return found


def nominate(centre: str, on: date, unit: str = BANNED, **facts: Any) -> Act:
    told = {"lead.unit": unit, "director": "p-li", "department": "west-kjj", "field": "芦苇", **facts}
    return Act(
        id=f"nominate-{centre}-{on}", kind="nominate", centre=centre, policy="songhe", on=on, by=told["department"], facts=told
    )


def rules_of(receipt: Receipt) -> set[str]:
    return {finding.rule for finding in receipt.refusals}


# ── the example ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def scenarios() -> Results:
    shelf = opened().shelf
    found = shelf.found["songhe-2026"]
    return run_cases(shelf.book("songhe-2026"), load_cases(case_files(found), shelf.book("songhe-2026").lawbook.edition))


def test_every_scenario_of_the_example_is_as_it_says(scenarios: Results) -> None:
    assert [each.case.title.en for each in scenarios.failed] == []
    assert len(scenarios.passed) >= 32


def test_the_samples_are_answered_as_their_names_say() -> None:
    registry = opened()
    answers = {
        act.id: registry.submit(act) for act in (*samples("1-sanctions-follow.toml"), *samples("2-conversion-promotion.toml"))
    }

    assert {name: rules_of(each) for name, each in answers.items() if each.status is Status.REFUSED} == {
        "sh-2-nominate-refused": {"unit-clear"},
        "sh-3-nominate-refused": {"director-clear", "may-recommend"},
        "sh-10-open-too-early": {"core.follows-early", "was-converted"},
        "sh-11-open-second": {"core.follows-second"},
    }
    assert registry.verify().ok


# ── a sanction follows its subject, as of the act's day and as known ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(("on", "refused"), [(date(2026, 4, 14), set()), (date(2026, 4, 15), {"unit-clear"})])
def test_an_act_of_a_day_before_the_sanction_is_not_met_by_it(registry: Registry, on: date, refused: set[str]) -> None:
    assert rules_of(registry.explain(nominate("sh-5", on))) == refused


@pytest.mark.parametrize(("on", "refused"), [(date(2029, 4, 15), {"unit-clear"}), (date(2029, 4, 16), set())])
def test_a_ban_is_over_on_the_day_after_its_last_without_an_act(registry: Registry, on: date, refused: set[str]) -> None:
    assert rules_of(registry.explain(nominate("sh-5", on))) == refused


def test_what_was_not_yet_known_did_not_count_and_the_answer_of_then_is_the_same_today(registry: Registry) -> None:
    act, ban = nominate("sh-5", date(2026, 5, 6)), registry.history(CHAIN)[0].sequence

    assert rules_of(registry.explain(act, known_at=ban - 1)) == set()
    assert rules_of(registry.explain(act, known_at=ban)) == {"unit-clear"}


def test_an_accepted_act_weighed_again_is_weighed_on_what_its_unit_had_on_record_then(registry: Registry) -> None:
    late = Act(
        id="late-ban",
        kind="ban-unit",
        centre=f"unit:{OTHER}",
        policy="songhe",
        on=date(2026, 1, 5),
        by=BUREAU,
        document="1",
        reason="晚录",
        facts={"sanction.ground": "late"},
    )
    accepted = registry.submit(nominate("sh-6", date(2026, 7, 1), OTHER))
    assert accepted.event is not None
    assert registry.submit(late).status is Status.ACCEPTED

    again = registry.recall(accepted.event)

    assert [finding for finding in again.findings if finding.blocks] == []
    assert rules_of(registry.explain(nominate("sh-7", date(2026, 7, 1), OTHER))) == {"unit-clear"}


def test_a_change_of_lead_unit_brings_the_new_ones_record_with_it(registry: Registry) -> None:
    registry.submit(nominate("sh-6", date(2026, 7, 1), OTHER))
    recognise = Act(
        id="r", kind="recognise", centre="sh-6", on=date(2026, 7, 2), by=BUREAU, document="1", facts={"co-builders": []}
    )

    assert registry.explain(recognise).status is Status.ACCEPTED
    partners = {"co-builders": [{"unit": OTHER}, {"unit": BANNED}]}
    assert rules_of(registry.explain(attrs.evolve(recognise, facts=partners))) == {"partners-clear"}


def test_nothing_that_happens_to_other_subjects_changes_the_answer(registry: Registry) -> None:
    act, alone = nominate("sh-5", date(2026, 5, 6), OTHER), opened()

    crowded, empty = registry.explain(act), alone.explain(act)

    assert [(each.rule, each.verdict, each.values) for each in crowded.findings] == [
        (each.rule, each.verdict, each.values) for each in empty.findings
    ]


# ── the register: what is a centre and what is not ───────────────────────────────────────────────────────────────────────────


def test_the_register_lists_centres_and_linked_subjects_apart(registry: Registry) -> None:
    assert {each.id for each in registry.centres()} == {"sh-1", "sh-9", "sh-10", "sh-12"}
    assert [each.id for each in registry.linked()] == ["office:east-kjj", "person:p-wang", CHAIN]
    assert [each.id for each in registry.linked("unit", date(2026, 4, 14))] == []
    assert [each.id for each in registry.linked("unit", date(2026, 4, 15))] == [CHAIN]


def test_an_act_on_a_linked_subject_is_decided_under_the_policy_of_the_day_and_not_under_one_edition_for_ever(
    registry: Registry,
) -> None:
    lift = Act(id="lift", kind="lift-ban", centre=CHAIN, on=date(2026, 6, 1), by=BUREAU)

    assert registry.explain(lift).status is Status.ACCEPTED
    with pytest.raises(UsageError):
        registry.explain(attrs.evolve(lift, policy="weihei"))


def test_a_units_duty_is_due_under_its_own_chain_and_the_unit_fulfils_it(registry: Registry) -> None:
    on, chain = date(2026, 6, 1), f"unit:{OTHER}"
    order = Act(
        id="o", kind="order-rectification", centre=chain, policy="songhe", on=on, by=BUREAU, document="2", reason="材料不全"
    )
    registry.submit(order)

    (line,) = [each for each in registry.due(date(2026, 11, 1)) if each.centre == chain]
    assert (line.kind, line.due, line.status) == ("rectification-report", date(2026, 12, 1), "due")
    (line,) = registry.due(date(2026, 12, 2), centre=chain)
    assert line.status == "overdue"
    prospects = {each.kind.id: each.by for each in registry.next(chain, date(2026, 11, 1), line) if not each.blocked}
    assert prospects == {"report-rectification": (OTHER,)}
    report = Act(id="p", kind="report-rectification", centre=chain, on=date(2026, 11, 2), by=OTHER)
    assert registry.submit(report).status is Status.ACCEPTED
    assert registry.due(date(2026, 12, 2), centre=chain) == []


def test_a_scan_puts_on_record_that_a_ban_has_ended(registry: Registry) -> None:
    registry.scan(date(2029, 4, 15))
    assert [each.notice.name for each in registry.notices(CHAIN)] == []
    registry.scan(date(2029, 4, 16))

    (noted,) = registry.notices(CHAIN)
    assert (noted.notice.kind, noted.notice.name, noted.notice.last) == ("ended", "ban", date(2029, 4, 15))


def test_an_act_for_centres_takes_no_unit_and_one_for_units_no_centre(registry: Registry) -> None:
    on_unit = attrs.evolve(nominate("x", date(2026, 5, 6), OTHER), centre=f"unit:{OTHER}")
    on_centre = Act(id="y", kind="lift-ban", centre="sh-1", on=date(2026, 6, 1), by=BUREAU)

    assert "core.centre" in rules_of(registry.explain(on_unit))
    assert "core.subject" in rules_of(registry.explain(on_centre))
    assert registry.history(f"unit:{OTHER}") == []


# ── following ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_old_record_ends_and_each_new_one_is_linked_to_it(registry: Registry) -> None:
    views = {name: registry.view(name) for name in ("sh-9", "sh-10", "sh-12")}

    assert [(each.kind, each.links.get("continues"), registry.follower(name)) for name, each in views.items()] == [
        ("CONVERTED", None, "sh-10"),
        ("PROMOTED", "sh-9", "sh-12"),
        ("RECOGNISED", "sh-10", None),
    ]
    assert views["sh-12"].name["zh"] == "松河市河蟹重点技术创新中心"
    assert views["sh-12"].former["zh"] == "松河市河蟹技术创新中心"


def test_who_follows_depends_on_the_day_and_on_what_is_known(registry: Registry) -> None:
    opening = registry.history("sh-10")[0]

    assert registry.follower("sh-9", as_of=opening.effective - timedelta(days=1)) is None
    assert registry.follower("sh-9", known_at=opening.sequence - 1) is None
    assert registry.follower("sh-9", known_at=opening.sequence) == "sh-10"


def test_behind_the_check_the_key_of_the_ledger_lets_no_second_centre_follow(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = next(act for act in samples("2-conversion-promotion.toml") if act.id == "sh-11-open-second")
    monkeypatch.setattr(checks, "_CHECKS", tuple(each for each in checks._CHECKS if each.__name__ != "_followed"))

    assert registry.submit(attrs.evolve(second, id="again")).status is Status.CONFLICT
    assert registry.history("sh-11") == []


# ── the whole register at once ───────────────────────────────────────────────────────────────────────────────────────────────


def surveyed(registry: Registry, day: date) -> Iterator[tuple[str, Mapping[str, str], Mapping[str, str]]]:
    """Each centre with what the columns say and what the plain reading says, by rule."""
    survey, lawbook = registry.columns("songhe-2026", day), registry.shelf.lawbook("songhe-2026")
    centres = registry.centres(day)
    law = registry.view("edition:songhe-2026") if registry.history("edition:songhe-2026") else None
    from tic_core.model.subject import Centre
    from tic_core.model.verdict import Verdict

    rows = facts_of(lawbook, centres, law or Centre("edition"), day, [*centres, *registry.linked("", day)])
    told = {row["centre"]: row for row in survey.verdicts().iter_rows(named=True)}
    for centre, facts in zip(centres, rows, strict=True):
        slow = {name: evaluate(rule, facts, lawbook.rules, lawbook.calendar).verdict.word for name, rule in lawbook.rules.items()}
        yield centre.id, {name: Verdict(told[centre.id][name]).word for name in lawbook.rules}, slow


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 6, 1), date(2029, 4, 15), date(2029, 4, 16)])
def test_the_columns_of_the_register_read_linked_subjects_as_decisions_do(registry: Registry, day: date) -> None:
    pytest.importorskip("polars")
    for centre, columns, slow in surveyed(registry, day):
        assert columns == slow, centre


def test_the_columns_see_a_ban_on_its_last_day_and_not_on_the_next(registry: Registry) -> None:
    pytest.importorskip("polars")
    found = {day: dict(surveyed_of(registry, day, "sh-1")) for day in (date(2029, 4, 15), date(2029, 4, 16))}

    assert [each["unit-not-banned"] for each in found.values()] == ["not-met", "met"]


def surveyed_of(registry: Registry, day: date, centre: str) -> Mapping[str, str]:
    return next(columns for name, columns, _ in surveyed(registry, day) if name == centre)


def test_the_boundary_of_a_rule_over_a_linked_subject_is_found_by_what_is_on_its_record() -> None:
    shelf = opened().shelf
    book = shelf.book("songhe-2026")
    book_of_cases = load_cases(case_files(shelf.found["songhe-2026"]), book.lawbook.edition)
    few = attrs.evolve(book_of_cases, cases=book_of_cases.cases[12:16])

    moved = {edge.rule: edge.moved for edge in boundaries(book, few).edges}

    assert moved["may-recommend"] == "recommender.running.suspension"
    assert moved["director-clear"] == "head.running.exclusion"
