"""The sample programme under Weihai's measure: every act gets the answer its story tells, and the register can prove it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest
from tests.programme import act, acts, clock, filled

from tic_core import Receipt, Registry, Status
from tic_core.kernel.evolve import fold
from tic_core.ledger import encode
from tic_core.model.subject import Centre

Programme = tuple[Registry, dict[str, Receipt]]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return filled(f"sqlite:///{tmp_path_factory.mktemp('programme')}/tic.db")


def refused(receipt: Receipt) -> list[tuple[str, str]]:
    return [(finding.rule, finding.cite) for finding in receipt.refusals]


def test_every_act_is_answered_as_its_story_says(programme: Programme) -> None:
    _, receipts = programme

    odd = {
        name: refused(receipt)
        for name, receipt in receipts.items()
        if (receipt.status is Status.REFUSED) != name.endswith("-refused")
    }

    assert odd == {}
    assert len(receipts) == len(acts()) > 700


def test_sixteen_centres_or_more_stand_in_fifteen_different_stages_or_more(programme: Programme) -> None:
    centres = programme[0].centres()

    assert len(centres) >= 16
    assert len({centre.stage for centre in centres}) >= 15


def test_the_ledger_verifies_and_every_row_follows_from_the_events(programme: Programme) -> None:
    registry, receipts = programme

    found = registry.verify()

    assert found.ok, found.problems
    assert found.events == sum(receipt.status is Status.ACCEPTED for receipt in receipts.values())


def test_replaying_the_events_gives_the_live_register(programme: Programme) -> None:
    registry, _ = programme

    for centre in registry.centres():
        replayed = fold(centre.id, reversed(registry.history(centre.id)))
        assert replayed == centre == registry.view(centre.id)


def test_the_outline_of_the_register_is_what_the_whole_centres_show(programme: Programme) -> None:
    registry, _ = programme

    def shown(centre: Centre) -> tuple[object, ...]:
        former = None if centre.name else centre.former
        return centre.id, centre.name, former, centre.stage, centre.kind, centre.since, centre.edition, centre.sequence

    assert [shown(centre) for centre in registry.outline()] == [shown(centre) for centre in registry.centres()]
    assert any(centre.former for centre in registry.outline())


def test_an_act_sent_again_gives_its_first_receipt_and_writes_nothing(programme: Programme) -> None:
    registry, receipts = programme
    before = registry.verify().events

    for name in ("wh-0001-recognise", "wh-0015-cancel", "wh-0020-revoke"):
        again = registry.submit(act(name))
        assert again.status is Status.DUPLICATE
        assert again.event == receipts[name].event

    assert registry.verify().events == before


def test_an_id_with_other_content_is_a_conflict(programme: Programme) -> None:
    registry, _ = programme

    receipt = registry.submit(attrs.evolve(act("wh-0001-recognise"), reason="另一内容"))

    assert receipt.status is Status.CONFLICT
    assert [finding.rule for finding in receipt.findings] == ["core.id"]


def test_an_act_written_for_an_older_state_is_a_conflict(programme: Programme) -> None:
    registry, _ = programme
    stale = attrs.evolve(act("wh-0001-recognise"), id="stale", expected=1)

    assert [finding.rule for finding in registry.submit(stale).findings] == ["core.stale"]


@pytest.mark.parametrize("name", [each.id for each in acts() if each.id.endswith("-refused")])
def test_a_refused_act_changes_nothing(programme: Programme, name: str) -> None:
    registry, _ = programme
    asked = act(name)
    before = registry.verify()

    receipt = registry.submit(asked)

    after = registry.verify()
    assert receipt.status is Status.REFUSED
    assert (after.events, after.checkpoints, after.ok) == (before.events, before.checkpoints, True)


def test_a_dry_run_answers_the_same_and_writes_not_even_the_refusal(programme: Programme) -> None:
    registry, _ = programme
    before = len(registry.refusals())

    receipt = registry.explain(act("wh-0019-approve-refused"))

    assert receipt.status is Status.REFUSED
    assert len(registry.refusals()) == before


def test_an_approval_of_6_july_2022_is_refused_under_article_22_and_of_7_july_accepted(
    programme: Programme,
) -> None:
    _, receipts = programme
    early, first = receipts["wh-0019-approve-refused"], receipts["wh-0019-approve"]

    assert act("wh-0019-approve-refused").on == date(2022, 7, 6)
    assert ("core.window", "22") in refused(early)
    assert act("wh-0019-approve").on == date(2022, 7, 7)
    assert first.status is Status.ACCEPTED


def test_a_committee_of_twelve_with_five_insiders_is_one_too_many_for_recognition_and_cured_by_replacing_one(
    programme: Programme,
) -> None:
    _, receipts = programme
    breach = next(finding for finding in receipts["wh-0007-recognise-refused"].refusals if finding.rule == "committee-share")

    assert (breach.cite, breach.margin) == ("12(2)", -1)
    assert breach.values == {"committee.insiders": 5, "committee.size": 12}
    assert receipts["wh-0007-recognise"].status is Status.ACCEPTED


def test_of_two_candidates_for_one_class_the_second_is_refused_under_article_7(
    programme: Programme,
) -> None:
    _, receipts = programme
    unique = next(finding for finding in receipts["wh-0009-approve-refused"].refusals if finding.rule == "class-unique")

    assert unique.cite == "7"
    assert unique.values["holder"] == "wh-0008"


def test_an_excellent_acceptance_proposes_four_kinds_of_support_and_no_amount(programme: Programme) -> None:
    registry, _ = programme

    lines = registry.incentives(centre="wh-0002")["wh-0002"]

    proposals = [line for line in lines if line.steps[0].state == "proposed"]
    assert len({line.incentive for line in proposals}) == 4
    assert all(line.steps[0].amount is None and line.steps[0].source for line in proposals)


def test_the_panels_scores_are_added_up_by_the_plugin_and_the_event_says_so(programme: Programme) -> None:
    _, receipts = programme
    scored = next(receipt for receipt in receipts.values() if receipt.act.kind == "record-scores" and receipt.event)

    assert scored.event is not None
    assert any(effect.name == "evaluation.panel-score" for effect in scored.event.effects)
    assert any(plugin.startswith("tic-weihai") for plugin in scored.event.law.plugins)


AFTER_THE_END = {  # remedies against the end, the recovery of support, and corrections of the record: they move nothing
    "file-remedy", "admit-remedy", "end-remedy", "record-ruling", "carry-out-ruling", "hear-party", "recover-support",
    "correct-entry", "void-entry", "uphold-consequence", "redo-consequence",
}  # fmt: skip


def test_no_act_moves_a_centre_that_has_come_to_its_end(programme: Programme) -> None:
    registry, _ = programme
    ended = [centre for centre in registry.centres() if centre.final]

    assert {centre.kind for centre in ended} >= {"CANCELLED", "REVOKED", "WITHDRAWN", "CLOSED"}
    for centre in ended:
        assert {each.kind.id for each in registry.next(centre.id, date(2026, 11, 23))} <= AFTER_THE_END
        for kind in ("approve", "recognise", "withdraw-application", "accept-exit", "cancel", "revoke"):
            asked = attrs.evolve(
                act("wh-0001-recognise"), id=f"late-{centre.id}-{kind}", kind=kind, centre=centre.id, on=date(2026, 11, 23)
            )
            assert registry.explain(asked).status is Status.REFUSED


def test_a_missed_annual_report_is_owed_by_the_unit_and_overdue(programme: Programme) -> None:
    registry, _ = programme

    missed = [line for line in registry.due(date(2026, 11, 23), centre="wh-0013") if line.status == "overdue"]

    assert [(line.kind, line.period, line.owner, line.due, line.cite) for line in missed] == [
        ("annual-report", "2025", "unit", date(2025, 2, 28), "15")
    ]


def test_after_the_lapse_duties_that_rest_on_the_measure_alone_have_no_basis_in_force(
    programme: Programme,
) -> None:
    registry, _ = programme

    statuses = {line.status for line in registry.due(date(2028, 4, 1)) if line.kind == "annual-report" and line.period == "2028"}

    assert statuses == {"no-basis"}


def test_the_register_of_a_day_and_of_a_moment_of_knowledge_stay_what_they_were(
    programme: Programme,
) -> None:
    registry, receipts = programme
    approval = receipts["wh-0001-approve"].event
    assert approval is not None

    day_before = registry.view("wh-0001", as_of=date.fromordinal(approval.on.toordinal() - 1))
    before_known = registry.view("wh-0001", known_at=approval.sequence - 1)

    assert day_before.stage == before_known.stage == "approvable"
    assert registry.view("wh-0001", as_of=approval.on).stage == "preparing"


def test_deciding_again_gives_the_same_bytes_but_for_the_salt_of_personal_data(
    programme: Programme,
) -> None:
    again, _ = filled()

    for centre in again.centres():
        once, twice = (
            [encode(attrs.evolve(event, persons={})) for event in each.history(centre.id)] for each in (programme[0], again)
        )
        assert once == twice


RACER = """
import sys
from tests.programme import act, clock
from tic_core import Registry
import attrs
target, name, go = sys.argv[1:]
registry = Registry.open(target, clock=clock)
asked = act(name)
registry.explain(asked)
open(go + name, "w").close()
import pathlib, time
while not pathlib.Path(go).exists():
    time.sleep(0.001)
receipt = registry.submit(attrs.evolve(asked, id=name + "-race"))
print(receipt.status.value, ",".join(f.rule for f in receipt.findings if f.blocks))
"""


def test_of_two_processes_approving_two_centres_for_one_class_exactly_one_wins(tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/tic.db"
    filled(target, until="wh-0008-approve")
    registry = Registry.open(target, clock=clock)
    for each in acts()[[one.id for one in acts()].index("wh-0008-approve") :]:
        if each.centre == "wh-0009" and each.id != "wh-0009-approve-refused" and registry.view("wh-0009").stage != "approvable":
            registry.submit(each)
    assert {registry.view(name).stage for name in ("wh-0008", "wh-0009")} == {"approvable"}

    go = tmp_path / "go"
    names = ("wh-0008-approve", "wh-0009-approve-refused")
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, target, name, str(go)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
        )
        for name in names
    ]
    while not all(Path(f"{go}{name}").exists() for name in names):
        assert all(racer.poll() is None for racer in racers)
    go.touch()
    told = sorted(racer.communicate(timeout=60)[0].strip() for racer in racers)

    assert [line.split()[0] for line in told] == ["accepted", "refused"]
    assert "class-unique" in told[1]
    assert registry.verify().ok
