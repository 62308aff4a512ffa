"""The pages on who decides and on money show what stands in the pack, and the pack does what they say."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests import yunling

from tic_core import Registry
from tic_core.cli import main

DOCS = Path(__file__).parents[2] / "docs"
WRITTEN = "\n".join(file.read_text(encoding="utf-8") for file in sorted(yunling.PACK.rglob("*.toml")))


@pytest.mark.parametrize("page", ["authority.md", "money.md", "en/authority.md", "en/money.md"])
def test_every_example_of_a_page_stands_in_the_pack(page: str) -> None:
    blocks = re.findall(r"```toml\n(.*?)\n```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    assert [block for block in blocks if block not in WRITTEN] == []


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample life in a file."""
    file = f"sqlite:///{tmp_path_factory.mktemp('yunling') / 'ledger.db'}"
    registry = Registry.open(file, policies=[yunling.PACK])
    for act in yunling.acts().values():
        registry.submit(act)
    return file


STATES = {
    date(2024, 5, 1): {"start": "paid", "middle": "early", "end": "waits"},
    date(2025, 3, 10): {"start": "paid", "middle": "early", "end": "waits"},
    date(2025, 3, 11): {"start": "paid", "middle": "waits", "end": "waits"},
    date(2025, 7, 1): {"start": "paid", "middle": "waits", "end": "payable"},
    date(2025, 9, 10): {"start": "paid", "middle": "waits", "end": "payable", "misuse": "recoverable", "half": "recoverable"},
    date(2025, 9, 20): {"misuse": "recoverable"},
}


@pytest.mark.parametrize("day", STATES)
def test_what_an_award_waits_for_is_told_and_nothing_is_decided_by_it(ledger: str, day: date) -> None:
    registry = Registry.open(ledger, policies=[yunling.PACK])
    assert {each.part: each.state for each in registry.awaited("oak", day)} == STATES[day]


def test_an_instalment_that_is_told_to_be_payable_is_paid_and_one_that_is_not_is_refused(ledger: str) -> None:
    registry = Registry.open(ledger, policies=[yunling.PACK])
    facts = {"award.part": "end", "award.payer": "province", "award.sum": "1.00 CNY"}
    for day in (date(2025, 5, 1), date(2025, 7, 1)):
        payable = {each.part for each in registry.awaited("oak", day) if each.state == "payable"}
        receipt = registry.explain(yunling.act("oak-pay-middle", id="p", on=day, determinations=(), facts=facts))
        assert (receipt.status.value == "accepted") is ("end" in payable), day


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["next", "oak", "--as-of", "2025-07-01"], "oak-1  after acceptance · 1666666.68 CNY · may be paid"),
        (["show", "oak"], "payer “city”: 1500000.00 CNY, paid so far 500000.00"),
        (["history", "oak"], "signed: Yunling finance, agrees · 云岭财函〔2024〕8号 · 2024-02-27"),
        (["history", "oak"], "by delegation D-2024-1"),
        (["policy", "authority", "yunling-1", "--act", "accept"], "decides by delegation"),
    ],
)
def test_the_command_line_tells_it(ledger: str, command: list[str], told: str) -> None:
    common = ["--policies", str(yunling.PACK), "--lang", "en"]
    where = [] if command[0] == "policy" else ["--ledger", ledger]
    result = CliRunner().invoke(main, [*command, *common, *where])
    assert result.exit_code == 0, result.output
    assert told in result.output


@pytest.mark.parametrize(("day", "by"), [(date(2024, 5, 31), ("yl-science",)), (date(2024, 6, 1), ("yl-science", "anshan-kjj"))])
def test_what_may_come_next_names_the_delegate_from_the_first_day_of_its_delegation(
    ledger: str, day: date, by: tuple[str, ...]
) -> None:
    registry = Registry.open(ledger, policies=[yunling.PACK])
    assert {each.kind.id: each.by for each in registry.next("oak", day)}["accept"] == by


def test_what_may_come_next_says_whose_agreement_an_act_still_needs(tmp_path: Path) -> None:
    registry = Registry.open(f"sqlite:///{tmp_path / 'ledger.db'}", policies=[yunling.PACK])
    for name, act in yunling.acts().items():
        if name == "oak-approve":
            break
        registry.submit(act)
    (approve,) = [each for each in registry.next("oak", date(2024, 3, 1)) if each.kind.id == "approve"]
    assert approve.blocked == ()
    assert [need.rule for need in approve.needs] == ["core.joint"] * 3 + ["core.person", "core.second-person"]


def test_a_refused_attempt_keeps_who_had_signed_and_is_explained_again(ledger: str) -> None:
    registry = Registry.open(ledger, policies=[yunling.PACK])
    refused = registry.submit(yunling.act("oak-approve", id="again"))
    assert refused.status.value == "refused"
    result = CliRunner().invoke(
        main, ["explain", "oak", "again", "--policies", str(yunling.PACK), "--ledger", ledger, "--lang", "en"]
    )
    assert result.exit_code == 1, result.output
    assert "again" in result.output


def test_scenarios_name_who_signed() -> None:
    result = CliRunner().invoke(main, ["policy", "test", "yunling-1", "--policies", str(yunling.PACK), "--lang", "en", "--json"])
    told = json.loads(result.stdout)
    assert (told["passed"], told["failed"]) == (2, 0), result.output
