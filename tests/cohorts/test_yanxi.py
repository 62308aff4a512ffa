"""Yanxi's model stations (an invented measure): a round of five grades from the freeze to what follows, in a real register."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

from tic_core import Act, Receipt, Registry
from tic_core.cli import main
from tic_core.errors import UsageError
from tic_core.kernel.cohorts import order_of
from tic_core.model.cohort import CENTRES, DECIDED, GRADES, MEMBERS
from tic_core.model.receipt import Status
from tic_core.model.verdict import Verdict
from tic_core.packs import load, load_acts
from tic_core.packs.canonical import digest
from tic_core.rules.grading import Member, graded

YANXI = Path(__file__).parent / "yanxi"
COHORT = "cohort:rotation-2024"
BUREAU = "yanxi-bureau"
GRADED = {
    "y-01": "top",  # first of eight, and a fifth of eight is one
    "y-02": "fair",  # 91.5 points, yet the part for research is below its floor
    "y-03": "good",  # 88 points, and no place is left
    "y-04": "good",
    "y-05": "fair",
    "y-06": "fail",  # weak now and weak before
    "y-07": "weak",
    "y-08": "fail",  # did not take part
}


@lru_cache
def acts() -> tuple[Act, ...]:
    """Every sample act beside the edition, in the order of the files."""
    return tuple(act for file in sorted((YANXI / "yanxi-2024" / "acts").glob("*.toml")) for act in load_acts(file))


def register(until: str = "", target: str = "sqlite://") -> Registry:
    """A register with the sample acts in it, up to and without the act ``until``."""
    registry = Registry.open(target, policies=[YANXI], clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    for act in acts():
        if act.id == until:
            break
        assert registry.submit(act).status is Status.ACCEPTED, act.id
    return registry


def sample(name: str) -> Act:
    """A sample act by its id."""
    return next(act for act in acts() if act.id == name)


def act(kind: str, centre: str, on: date, **more: Any) -> Act:
    """An act of the bureau."""
    return Act(id=f"{kind}-{centre}-{on}", kind=kind, centre=centre, on=on, by=BUREAU, **more)


def refused(receipt: Receipt) -> list[str]:
    assert receipt.status is Status.REFUSED
    return [finding.rule for finding in receipt.refusals]


def grades(registry: Registry, cohort: str = COHORT) -> dict[str, str]:
    return {row["centre"]: row.get("grade", "") for row in registry.view(cohort).value(GRADES) or ()}


def rows(*names: str) -> dict[str, Any]:
    return {CENTRES: [{"centre": name} for name in names]}


@pytest.fixture
def frozen() -> Registry:
    """The register after the freeze of 2024."""
    return register("round-2024-grade")


def test_the_round_is_graded_as_the_measure_says() -> None:
    registry = register()
    assert grades(registry) == GRADED
    assert registry.view("y-06").stage == "struck"
    assert registry.verify().ok


def test_the_register_proposes_who_belongs_and_says_why_the_others_do_not() -> None:
    registry = register("round-2024-freeze")
    found = registry.cohort(COHORT, "yanxi", date(2024, 10, 8))
    assert [each.centre for each in found.candidates if each.belongs] == list(GRADED)
    assert {each.centre: each.why for each in found.candidates if not each.belongs} == {
        "y-09": ("deferred",),
        "y-10": ("new",),
        "y-12": ("to-be-accepted",),
    }
    bare = attrs.evolve(sample("round-2024-freeze"), facts={})
    (finding,) = registry.explain(bare).refusals
    assert (finding.rule, finding.values[CENTRES]) == ("core.cohort-unlisted", list(GRADED))


def test_a_deferred_centre_is_graded_in_the_year_it_was_deferred_to_and_not_in_its_own() -> None:
    registry = register("round-2024-freeze")
    named = {each.centre for each in registry.cohort("cohort:rotation-2025", "yanxi", date(2025, 10, 8)).candidates if each.belongs}
    assert named == {"y-09", "y-11"}


def test_fields_come_round_again_and_a_centre_of_another_field_is_never_asked_about() -> None:
    registry = register("round-2024-freeze")
    due = {year: _members(registry, year) for year in range(2024, 2031)}
    assert [year for year, names in due.items() if "y-01" in names] == [2024, 2027, 2030]
    assert [year for year, names in due.items() if "y-11" in names] == [2025, 2028]


def _members(registry: Registry, year: int) -> set[str]:
    found = registry.cohort(f"cohort:rotation-{year}", "yanxi", date(year, 10, 8)).candidates
    return {each.centre for each in found if each.belongs}


def test_what_happens_to_a_centre_after_the_freeze_changes_neither_its_inputs_nor_its_grade(frozen: Registry) -> None:
    before = frozen.view(COHORT).value(MEMBERS)
    raised = {"attended": True, "score": "100", "score.research": "40", "patents": 99}
    assert frozen.submit(act("conclude", "y-05", date(2024, 10, 9), facts={})).status is Status.REFUSED
    again = act("correct", "y-05", date(2024, 10, 9), about="y-05-score-2024", reason="录入有误", facts=raised)
    assert frozen.submit(again).status is Status.ACCEPTED
    assert frozen.view(COHORT).value(MEMBERS) == before
    assert frozen.submit(sample("round-2024-grade")).status is Status.ACCEPTED
    assert grades(frozen) == GRADED


def test_an_amendment_takes_over_what_the_register_was_corrected_to_and_takes_the_grades_back() -> None:
    registry = register("y-01-result-2024")
    raised = {"attended": True, "score": "100", "score.research": "40", "patents": 9}
    correct = act("correct", "y-05", date(2024, 10, 26), about="y-05-score-2024", reason="录入有误", facts=raised)
    assert registry.submit(correct).status is Status.ACCEPTED
    amend = act("amend-cohort", COHORT, date(2024, 10, 26), reason="y-05 得分录入有误", facts=rows("y-05"))
    assert registry.submit(amend).status is Status.ACCEPTED
    assert grades(registry) == {}
    assert refused(registry.submit(sample("y-01-result-2024"))) == ["core.cohort-none"]
    assert registry.submit(act("grade-cohort", COHORT, date(2024, 10, 27))).status is Status.ACCEPTED
    changed = {name: grade for name, grade in grades(registry).items() if grade != GRADED[name]}
    assert changed == {"y-05": "top", "y-01": "good"}
    assert registry.view(COHORT, as_of=date(2024, 10, 25)).value(GRADES) is not None, "what was known stays known"


def test_an_amendment_can_bring_in_a_centre_that_was_wrongly_left_out() -> None:
    registry = register("round-2024-grade")
    correct = act("correct", "y-12", date(2024, 10, 9), about="y-12-extend", reason="已验收", facts={"taking-over": False})
    assert registry.submit(correct).status is Status.ACCEPTED
    amend = act("amend-cohort", COHORT, date(2024, 10, 9), reason="y-12 应列入", facts=rows("y-12"))
    assert registry.submit(amend).status is Status.ACCEPTED
    assert "y-12" in {row["centre"] for row in registry.view(COHORT).value(MEMBERS)}


def test_no_result_is_recorded_before_the_cohort_is_graded_and_published() -> None:
    for until in ("round-2024-freeze", "round-2024-grade", "round-2024-publish"):
        assert refused(register(until).explain(sample("y-01-result-2024"))) == ["core.cohort-none"]


def test_a_result_that_differs_from_the_cohorts_grade_is_refused_with_that_grade() -> None:
    registry = register("y-01-result-2024")
    raised = attrs.evolve(sample("y-01-result-2024"), facts={"result": "good", "results": [{"year": 2024, "grade": "good"}]})
    (finding,) = registry.explain(raised).refusals
    assert (finding.rule, finding.limit) == ("core.cohort-differs", "top")


def test_nobody_is_struck_off_whom_the_cohort_did_not_fail_and_nobody_because_a_date_passed() -> None:
    registry = register("y-06-strike")
    assert registry.view("y-06").stage == "serving"
    strike = sample("y-06-strike")
    assert refused(registry.explain(attrs.evolve(strike, centre="y-07"))) == ["failed"]
    assert refused(registry.explain(attrs.evolve(strike, reason=""))) == ["core.reason"]
    assert registry.submit(strike).status is Status.ACCEPTED


def test_a_missing_score_leaves_the_grade_to_the_office_which_gives_a_reason_and_stays_within_the_quota() -> None:
    registry = register("round-2024-freeze")
    lost = act("score", "y-04", date(2024, 9, 30), facts={"attended": True}, about="evaluation-again")
    assert registry.submit(lost).status is Status.ACCEPTED
    assert registry.submit(sample("round-2024-freeze")).status is Status.ACCEPTED
    told = {str(finding.rule) for finding in registry.explain(sample("round-2024-grade")).refusals}
    assert told == {"core.cohort-ungraded"}
    decided = {DECIDED: [{"centre": "y-04", "grade": "good", "reason": "依现场考察"}]}
    assert registry.submit(attrs.evolve(sample("round-2024-grade"), facts=decided)).status is Status.ACCEPTED
    assert grades(registry)["y-04"] == "good"
    found = registry.cohort(COHORT)
    assert [(each.centre, each.why[0].step) for each in found.graded if each.why[0].step == "decided"] == [("y-04", "decided")]


def test_the_office_cannot_grade_otherwise_than_the_rules_where_they_leave_nothing_open(frozen: Registry) -> None:
    decided = {DECIDED: [{"centre": "y-03", "grade": "top", "reason": "表现突出"}]}
    told = refused(frozen.explain(attrs.evolve(sample("round-2024-grade"), facts=decided)))
    assert told == ["core.cohort-departs"]


def test_the_list_of_a_freeze_may_be_in_any_order_and_changes_no_grade() -> None:
    registry = register("round-2024-freeze")
    freeze = sample("round-2024-freeze")
    assert registry.submit(attrs.evolve(freeze, facts={CENTRES: list(reversed(freeze.facts[CENTRES]))})).status is Status.ACCEPTED
    assert registry.submit(sample("round-2024-grade")).status is Status.ACCEPTED
    assert grades(registry) == GRADED


def test_a_cohort_is_frozen_once_and_again_only_when_the_first_entry_is_void(frozen: Registry) -> None:
    again = attrs.evolve(sample("round-2024-freeze"), id="again", on=date(2024, 10, 9))
    assert refused(frozen.explain(again)) == ["core.cohort-state"]
    void = act("void-cohort", COHORT, date(2024, 10, 9), about="round-2024-freeze", reason="程序有误")
    assert frozen.submit(void).status is Status.ACCEPTED
    assert frozen.submit(again).status is Status.ACCEPTED
    assert frozen.verify().ok


def test_the_same_freeze_sent_again_gives_the_first_receipt(frozen: Registry) -> None:
    assert frozen.submit(sample("round-2024-freeze")).status is Status.DUPLICATE


def test_what_an_earlier_moment_knew_of_a_cohort_never_changes() -> None:
    registry = register()
    frozen_at = next(each.sequence for each in registry.history(COHORT) if each.act == "round-2024-freeze")
    assert registry.view(COHORT, known_at=frozen_at).value(GRADES) is None
    assert registry.cohort(COHORT, known_at=frozen_at).subject.value("cohort.state") == "frozen"


def test_the_events_cite_every_article_that_the_grades_rest_on() -> None:
    registry = register("y-01-result-2024")
    law = next(each.law for each in registry.history(COHORT) if each.act == "round-2024-grade")
    assert {"6", "7", "8", "9", "10", "11"} <= set(law.articles)


def test_a_cohort_is_graded_under_the_edition_that_it_was_frozen_under(tmp_path: Path) -> None:
    folder, changes = tmp_path / "yanxi-2034", {"yanxi-2024": "yanxi-2034", "2024-01-01, last = 2033": "2034-01-01, last = 2043"}
    text = (YANXI / "yanxi-2024" / "edition.toml").read_text(encoding="utf-8").replace('most = "1/5"', 'most = "1/1"')
    for old, new in changes.items():
        text = text.replace(old, new)
    folder.mkdir()
    (folder / "edition.toml").write_text(text, encoding="utf-8")
    registry = Registry.open("sqlite://", policies=[YANXI, tmp_path], clock=lambda: datetime(2040, 1, 1, tzinfo=UTC))
    for each in acts()[: [each.id for each in acts()].index("round-2024-grade")]:
        assert registry.submit(each).status is Status.ACCEPTED
    late = act("grade-cohort", COHORT, date(2034, 2, 1))
    assert refused(registry.explain(late)) == ["core.window"]
    assert registry.submit(sample("round-2024-grade")).status is Status.ACCEPTED
    assert grades(registry) == GRADED


def test_a_signature_under_a_rule_that_reads_a_grade_lapses_when_the_grading_changes() -> None:
    text = (YANXI / "yanxi-2024" / "edition.toml").read_text(encoding="utf-8")
    signed = digest(load(text.encode()), "failed")
    for old, new in (
        ('most = "1/5"', 'most = "1/4"'),
        ("past = { years = 1 }", "past = { years = 2 }"),
        ("most = 40", "most = 41"),
    ):
        assert text.count(old) == 1
        assert digest(load(text.replace(old, new).encode()), "failed") != signed
    assert digest(load(text.replace("least = 2024", "least = 2023").encode()), "no-show") == digest(load(text.encode()), "no-show")


def test_a_register_of_a_thousand_stations_is_frozen_and_graded_without_a_place_too_many() -> None:
    lawbook = register("y-01-recognise").shelf.lawbook("yanxi-2024")
    (kind,) = lawbook.edition.cohorts
    there, past = {"no-show": Verdict.NOT_MET}, {"results.grade": ()}
    members = [
        Member(f"c-{n:04}", {"score": Decimal(85 + n % 15), "score.research": Decimal(20), "patents": n % 7}, there, past)
        for n in range(1000)
    ]
    found = graded(kind, order_of(lawbook, kind), members)
    assert 0 < sum(each.grade == "top" for each in found) <= 200


def test_columns_over_the_register_know_the_grades_that_cohorts_gave() -> None:
    pytest.importorskip("polars")
    registry = register("y-06-strike")
    frame = registry.columns("yanxi-2024", date(2024, 12, 1), rules=["failed"]).verdicts()
    assert dict(zip(frame["centre"], frame["failed"], strict=True)) == {
        **{name: 3 if grade == "fail" else 0 for name, grade in GRADED.items()},
        **dict.fromkeys(("y-09", "y-10", "y-11", "y-12"), 1),
    }


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with the whole story in it."""
    target = f"sqlite:///{tmp_path_factory.mktemp('yanxi') / 'ledger.db'}"
    register(target=target)
    return target


@pytest.fixture
def ticctl(ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("TIC_HOME", str(tmp_path))

    def run(*words: str, code: int = 0, lang: str = "en") -> str:
        told = CliRunner().invoke(main, [*words, "--ledger", ledger, "--policies", str(YANXI), "--lang", lang])
        assert told.exit_code == code, told.output
        return told.output

    return run


def test_the_command_line_tells_each_grade_with_its_reasons_in_both_languages(ticctl: Callable[..., str]) -> None:
    english, chinese = ticctl("cohort", "show", "rotation-2024"), ticctl("cohort", "show", COHORT, lang="zh")
    for said in ("published, frozen on 2024-10-08", "below its floor → fair (Art. 8)", "none is left → good (Art. 10)"):
        assert said in english
    for said in ("已公布", "低于下限 → 合格（第八条）", "缓评至其后年度"):
        assert said in chinese
    assert "cohort:rotation-2024" in ticctl("cohort", "list")


def test_before_the_freeze_the_command_line_lists_who_would_belong(ticctl: Callable[..., str]) -> None:
    told = ticctl("cohort", "show", "rotation-2025", "--policy", "yanxi", "--as-of", "2025-10-08")
    assert "not frozen yet" in told
    assert "y-11  belongs to it" in told


def test_the_json_of_a_cohort_has_the_shape_that_is_promised(ticctl: Callable[..., str]) -> None:
    told = json.loads(ticctl("cohort", "show", COHORT, "--json"))
    assert told["schema"] == "tic/cohort/1"
    cohort = told["cohort"]
    assert {each["centre"]: each["grade"] for each in cohort["graded"]} == GRADED
    assert set(cohort["graded"][0]) == {"centre", "grade", "how", "by_rules", "open", "possible", "why", "reason"}
    assert set(cohort["left_out"][0]) == {"centre", "rules", "why", "reason"}
    listed = json.loads(ticctl("cohort", "list", "--json"))
    assert set(listed["cohorts"][0]) == {"id", "name", "state", "frozen_on", "members"}


def test_what_is_no_cohort_is_told_with_the_form_of_one(ticctl: Callable[..., str]) -> None:
    assert "cohort:rotation-…" in ticctl("cohort", "show", "harvest-2024", "--policy", "yanxi", code=2)
    with pytest.raises(UsageError):
        register("y-02-recognise").cohort("y-01", "yanxi")


def test_the_edition_says_in_sentences_how_a_cohort_is_graded(ticctl: Callable[..., str]) -> None:
    english = ticctl("policy", "show", "yanxi-2024", "--table", "cohorts")
    for said in (
        "by its field in turn",
        "at most 1/5 (rounded down), by score, patents, equals all stay out",
        "2 of the last 2 weak: fail",
    ):
        assert said in english
    assert "连续" not in english
    assert "优秀至多 1/5（舍去零数）" in ticctl("policy", "show", "yanxi-2024", "--table", "cohorts", lang="zh")


def test_every_scenario_beside_the_edition_holds(ticctl: Callable[..., str]) -> None:
    assert "5 as they say, 0 not" in ticctl("policy", "test", "yanxi-2024")
