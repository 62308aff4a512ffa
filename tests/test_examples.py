"""The examples of the docs are real: they load without a fault and run as their comments say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tic_core import Registry, Status
from tic_core.packs import load, load_acts

ROOT = Path(__file__).parents[1]
SMALLEST = ROOT / "examples" / "smallest"


@pytest.fixture
def registry() -> Registry:
    return Registry.open("sqlite://", policies=[SMALLEST], clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))


def test_the_smallest_measure_is_without_a_fault() -> None:
    edition = load(SMALLEST / "binhai-2026" / "edition.toml")

    assert (edition.id, len(edition.acts), len(edition.rules)) == ("binhai-2026", 5, 2)


def test_its_workshop_is_refused_with_two_of_three_members_of_its_own_and_recognised_with_two_of_four(registry: Registry) -> None:
    acts = load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml")

    receipts = {act.id: registry.submit(act) for act in acts}

    refused = receipts.pop("bh-1-recognise-refused")
    assert refused.status is Status.REFUSED
    assert [(finding.rule, finding.cite, finding.margin) for finding in refused.refusals] == [("half-at-most", "4", -1)]
    assert {receipt.status for receipt in receipts.values()} == {Status.ACCEPTED}
    assert registry.view("bh-1").name == {"zh": "滨海县渔网示范工坊", "en": "Binhai model workshop “渔网”"}


def test_its_report_is_owed_by_the_end_of_march_and_overdue_the_day_after(registry: Registry) -> None:
    for act in load_acts(SMALLEST / "binhai-2026" / "acts" / "1-first-workshop.toml"):
        registry.submit(act)

    statuses = {day: registry.due(day)[0].status for day in (date(2027, 3, 31), date(2027, 4, 1))}

    assert statuses == {date(2027, 3, 31): "due", date(2027, 4, 1): "overdue"}


def test_the_benchmarks_edition_is_read_and_checked_like_any_other() -> None:
    assert load(ROOT / "benchmarks" / "edition.toml").id == "benchmark-1"
