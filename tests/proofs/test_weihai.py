"""The reference measure: every property proved, nothing shown that a register would not take, and a bad variant found out."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.proofs.drafts import LATER

from tic_core import Registry
from tic_core.cli import main
from tic_core.kernel.stages import FINAL
from tic_core.packs.acts import load_acts
from tic_core.proofs import PROPERTIES, Property, Status, Study, prove
from tic_core.shelf import Book, Shelf

pytest.importorskip("z3", reason="the solver is an extra: pip install 'tic-core[proofs]'")

EDITION = "weihai-2022"


@pytest.fixture(scope="module")
def book() -> Book:
    return Shelf().book(EDITION)


@pytest.fixture(scope="module")
def found(book: Book) -> dict[str, Property]:
    return {each.id: each for each in prove(Study.of(book))}


@pytest.mark.parametrize("name", PROPERTIES)
def test_every_property_of_the_measure_is_proved(name: str, found: dict[str, Property]) -> None:
    # There is no document of the province's mandate to hold it to.
    expected = Status.NOT_APPLICABLE if name == "mandate" else Status.PROVED
    assert (found[name].status, found[name].defect) == (expected, False), [text.en for text in found[name].told]


def test_each_live_stage_is_shown_with_a_centre_left_in_it_at_the_lapse(found: dict[str, Property], book: Book) -> None:
    shown, edition = found["alive-at-lapse"].witnesses, book.lawbook.edition
    assert [each.stage for each in shown] == [stage.id for stage in edition.stages if stage.kind not in FINAL]
    assert {each.on for each in shown} == {date(2027, 7, 7)}
    for each in shown:
        assert date(2022, 7, 7) <= each.facts["since"] <= each.facts["lapse"] == date(2027, 7, 6)


@pytest.mark.parametrize("place", [0, 7, 10, 14])
def test_a_register_takes_the_acts_of_a_witness_and_finds_the_centre_where_it_says(place: int, found: dict[str, Property]) -> None:
    shown = found["alive-at-lapse"].witnesses[place]
    registry = Registry.open("sqlite://", clock=lambda: LATER)
    assert {registry.submit(act).status.value for act in shown.acts} == {"accepted"}
    assert registry.view("centre-1", as_of=shown.on).stage == shown.stage
    assert registry.verify().ok


def test_what_the_solver_cannot_look_into_is_named_and_is_only_what_depends_on_which_record_comes_first(
    found: dict[str, Property], book: Book
) -> None:
    derived = book.lawbook.edition.tables["derived"]
    named = {name for each in found.values() for name in each.opaque}
    assert {derived[name].op for name in named} <= {"first", "last", "by-year", "running", "rank", "share"}
    assert named == set(found["rules-decide"].opaque)


def test_a_variant_that_allows_one_half_is_refuted_by_a_life_up_to_recognition(tmp_path: Path, book: Book) -> None:
    folder = tmp_path / "pack" / EDITION
    shutil.copytree(book.found.folder, folder, ignore=shutil.ignore_patterns("acts", "cases", "account.toml"))
    document = folder / "edition.toml"
    text = document.read_text(encoding="utf-8")
    assert text.count('at_most = "1/3"') == 1
    document.write_text(text.replace('at_most = "1/3"', 'at_most = "1/2"').replace(EDITION, "draft-2022"), encoding="utf-8")
    claims = folder / "proofs.toml"
    claims.write_text(claims.read_text(encoding="utf-8").replace(EDITION, "draft-2022"), encoding="utf-8")
    (refuted,) = prove(Study.of(Shelf([tmp_path / "pack"]).book("draft-2022")), ["at-recognition"])
    assert (refuted.status, refuted.defect) == (Status.REFUTED, False)
    shown = refuted.witnesses[0]
    assert shown.acts[-1].kind == "recognise"
    assert 3 * shown.facts["committee.insiders"] > shown.facts["committee.size"]


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main(["policy", "prove", *words, "--json"])
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


def test_the_command_tells_each_property_with_its_witness_and_exits_0_where_none_is_refuted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, told = run(capsys, EDITION, "--property", "mandate", "--property", "adverse-acts")
    assert code == 0
    assert [each["id"] for each in told["properties"]] == ["mandate", "adverse-acts"]
    assert {"id", "name", "status", "witness", "witnesses", "opaque", "told", "cite", "article"} == set(told["properties"][0])
    assert sum(told["counts"].values()) == 2


def test_the_command_exits_1_with_acts_that_can_be_submitted_where_one_is_refuted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    linhu = Path(__file__).parents[1] / "cli" / "linhu"
    code, told = run(capsys, "linhu-2024", "--policies", str(linhu), "--property", "evaluation-and-notice")
    assert code == 1
    lines = [json.dumps(act, ensure_ascii=False) for act in told["properties"][0]["witness"]["acts"]]
    acts = load_acts("\n".join(lines).encode(), "witness.jsonl")
    registry = Registry.open("sqlite://", policies=[linhu], clock=lambda: LATER)
    assert [registry.submit(act).status.value for act in acts] == ["accepted"] * len(acts)
