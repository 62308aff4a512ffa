"""How much the scenarios notice: what they catch, what the checks refuse, what survives; the same in one process and in several."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.scenarios.bench import ACCEPTED, OWED, REFUSED, bench

from tic_core.cli import main
from tic_core.scenarios import mutate
from tic_core.scenarios.boundary import boundaries
from tic_core.scenarios.mutate import Offered, Report, mutated
from tic_core.scenarios.write import document


def fates(report: Report) -> dict[str, str]:
    """What became of each change."""
    return {f"{each.mutant.key}: {each.mutant.old} → {each.mutant.new}": each.fate for each in report.fates}


def test_a_figure_whose_both_sides_have_a_scenario_is_caught(tmp_path: Path) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED, REFUSED, OWED)
    found = fates(mutated(shelf, "binhai-2026"))

    assert found["rule.half-at-most.at_most: 1/2 → 1/1"] == "caught"
    assert found["rule.half-at-most.at_most: 1/2 → 1/3"] == "caught"
    assert found["rule.half-at-most.cite: 4 → 3"] == "caught"
    assert found["act.recognise.requires.0: half-at-most → —"] == "caught"
    assert found["act.recognise.roles.0: bureau → unit"] == "refused"  # recognition is for the judge: the checks say so
    assert found["duty.yearly-report.owner: unit → bureau"] == "caught"
    assert found["duty.yearly-report.yearly.month: 3 → 4"] == "caught"


def test_a_figure_without_a_scenario_on_its_far_side_survives(tmp_path: Path) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED)
    report = mutated(shelf, "binhai-2026")
    found = fates(report)

    assert found["rule.half-at-most.at_most: 1/2 → 1/1"] == "survived"
    assert found["rule.half-at-most.at_most: 1/2 → 1/3"] == "caught"
    assert found["duty.yearly-report.owner: unit → bureau"] == "survived"
    survivor = next(each for each in report.survived if each.mutant.key == "rule.half-at-most.at_most")
    lines = Path(report.file).read_text("utf-8").splitlines()
    assert lines[survivor.line - 1] == 'at_most = "1/2"'


def test_the_score_counts_what_the_checks_let_pass_and_every_article_adds_up(tmp_path: Path) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED, REFUSED)
    report = mutated(shelf, "binhai-2026")
    caught, survived = report.count("caught"), report.count("survived")

    assert caught + survived + report.count("refused") == len(report.fates)
    assert float(report.score) == int(1000 * caught / (caught + survived)) / 10
    for what in ("article", "sort"):
        assert sum(sum(counted.values()) for counted in report.by(what).values()) == len(report.fates)


def test_a_sample_is_the_same_for_the_same_seed_and_in_several_processes(tmp_path: Path) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED, REFUSED)
    first = fates(mutated(shelf, "binhai-2026", sample=12, seed=7))

    assert len(first) == 12
    assert first == fates(mutated(shelf, "binhai-2026", sample=12, seed=7, workers=2))
    assert first != fates(mutated(shelf, "binhai-2026", sample=12, seed=8))


def test_scenarios_that_cannot_touch_a_change_are_passed_over_and_none_that_can_is(tmp_path: Path) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED, REFUSED, OWED)
    bench_ = mutate.Bench(shelf, "binhai-2026")
    quick = [bench_.fate(index)[0] for index in range(len(bench_.mutants))]
    bench_.touching = [(case, dict.fromkeys(bench_.web.names, 0)) for case, _ in bench_.touching]

    assert quick == [bench_.fate(index)[0] for index in range(len(bench_.mutants))]


def test_control_a_mutant_that_is_never_put_is_never_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, *_ = bench(tmp_path, ACCEPTED, REFUSED)
    monkeypatch.setattr("tic_core.scenarios.mutants.Mutant.put", lambda self, table: table)

    assert mutated(shelf, "binhai-2026").count("caught") == 0


def test_the_command_tells_each_survivor_with_its_place_and_what_it_was(tmp_path: Path) -> None:
    bench(tmp_path, ACCEPTED)
    line = ["policy", "test", "binhai-2026", "--policies", str(tmp_path), "--mutate"]
    told = json.loads(CliRunner().invoke(main, [*line, "--json"]).stdout)

    assert told["mutants"] == told["caught"] + told["refused"] + len(told["survived"])
    assert {"file", "line", "key", "article", "sort", "old", "new"} == set(told["survived"][0])
    assert "rule.half-at-most.at_most" in CliRunner().invoke(main, [*line, "--lang", "en"]).stdout


def test_scenarios_that_are_offered_and_taken_up_catch_what_survived_without_them(tmp_path: Path) -> None:
    shelf, book, casebook = bench(tmp_path, ACCEPTED)
    offered = boundaries(book, casebook).cases
    before = mutated(shelf, "binhai-2026", offered=Offered(offered))
    taken = {each.by for each in before.survived} - {""}
    chosen = [case for case in offered if case.title.zh in taken]
    home = tmp_path / "binhai-2026" / "cases" / "2-edges.toml"
    home.write_text(document("binhai-2026", chosen), encoding="utf-8")
    after = mutated(shelf, "binhai-2026")

    assert 0 < len(chosen) < len(offered)
    assert {each.mutant.path for each in after.survived} == {each.mutant.path for each in before.survived if not each.by}


def test_the_command_writes_those_alone_that_catch_something(tmp_path: Path) -> None:
    bench(tmp_path, ACCEPTED)
    output = tmp_path / "binhai-2026" / "cases" / "2-edges.toml"
    line = ["policy", "boundary", "binhai-2026", "--policies", str(tmp_path), "--output", str(output)]
    everything = json.loads(CliRunner().invoke(main, [*line, "--json"]).stdout)["scenarios"]
    needed = json.loads(CliRunner().invoke(main, [*line, "--catching", "--json"]).stdout)["scenarios"]

    assert 0 < needed < everything
    assert needed == output.read_text("utf-8").count("[[case]]")
