"""Both sides of every condition: neighbours that differ in one value, written so that they read back and come out as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from tests.scenarios.bench import ACCEPTED, OWED, REFUSED, bench

from tic_core.cli import main
from tic_core.packs.read import read
from tic_core.scenarios import Case, case_files, load_cases, run_cases
from tic_core.scenarios.boundary import boundaries
from tic_core.scenarios.domains import domains
from tic_core.scenarios.search import Search, _edge_on
from tic_core.scenarios.write import document
from tic_core.shelf import Shelf


def test_the_two_sides_of_a_share_differ_in_one_member_and_in_the_answer(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED)
    edge = boundaries(book, casebook).edges[0]

    assert (edge.act, edge.rule, edge.moved) == ("recognise", "half-at-most", "members")
    assert edge.met.expect and edge.broken.expect  # noqa: PT018
    assert (edge.met.expect.status, edge.broken.expect.status) == ("accepted", "refused")
    assert (edge.broken.expect.rules, edge.broken.expect.cites) == (("half-at-most",), ("4",))
    alike = {field.name for field in attrs.fields(Case) if getattr(edge.met, field.name) == getattr(edge.broken, field.name)}
    assert {field.name for field in attrs.fields(Case)} - alike <= {"title", "expect", "facts"}


def test_what_is_left_to_judgement_turns_on_what_the_act_says_of_it(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED)
    edges = [each for each in boundaries(book, casebook).edges if each.rule == "workshop-sound"]
    said = {each.broken.title.en: each.broken.expect.status for each in edges if each.broken.expect}

    assert said == {
        "recognise, “the workshop is sound” being found not met: refused": "refused",
        "recognise, nothing determined on “the workshop is sound”: refused": "refused",
    }


def test_what_is_left_to_judgement_and_never_settled_is_listed_and_not_passed_over(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, REFUSED)
    told = {(each.act, each.rule): each.why.en for each in boundaries(book, casebook, every_act=True).unbounded}

    assert told["recognise", "workshop-sound"] == "no scenario in which the act is accepted to start from"


def test_each_act_says_who_may_take_it_and_another_role_is_caught(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED)
    (power,) = boundaries(book, casebook).powers

    assert power.title.zh == "认定：只有县科技局可以作出"
    assert power.expect
    assert power.expect.roles == ("bureau",)
    assert run_cases(book, casebook, [power]).failed == ()
    wrong = attrs.evolve(power, expect=attrs.evolve(power.expect, roles=("bureau", "unit")))
    assert [word for word, _, _ in run_cases(book, casebook, [wrong]).cases[0].differing()] == ["roles"]


def test_an_act_that_no_scenario_accepts_is_named(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED)
    told = {(each.act, each.rule): each.why.en for each in boundaries(book, casebook, every_act=True).unbounded}

    assert told["amend", "half-at-most"] == "no scenario in which the act is accepted to start from"


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("last", [0, 1, 2, 3, 17, 1023, 4000])
def test_the_edge_is_the_last_value_that_permits_wherever_it_lies(last: int, way: int) -> None:
    assert _edge_on(100, way, lambda value: (value - 100) * way <= last) == (100 + way * last, 100 + way * (last + 1))
    assert _edge_on(100, way, lambda value: True) is None


def test_what_is_written_reads_back_as_the_same_cases_and_comes_out_as_it_says(tmp_path: Path) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED, OWED)
    cases = list(boundaries(book, casebook).cases)
    file = tmp_path / "edges.toml"
    file.write_text(document("binhai-2026", cases), "utf-8")

    again = load_cases([*case_files(book.found), file], book.lawbook.edition)
    assert again.cases[len(casebook.cases) :] == tuple(cases)
    assert run_cases(book, again).failed == ()


def test_every_kind_of_value_a_case_holds_is_written_so_that_it_reads_back(tmp_path: Path) -> None:
    _, _, casebook = bench(tmp_path, ACCEPTED, OWED)
    odd = attrs.evolve(casebook.cases[1], title=attrs.evolve(casebook.cases[1].title, zh='引号"、反斜杠\\、\n换行'))
    told = read(document("binhai-2026", [odd], ["一行"]).encode(), "x").table["case"][0]

    assert told["title"]["zh"] == odd.title.zh
    assert told["act"] == {"kind": "recognise", "on": odd.act.on if odd.act else None}
    assert told["due"][0]["last"] == odd.due[0].last
    assert "notes" not in told["expect"]


def test_control_a_search_that_finds_nothing_gives_no_edges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, book, casebook = bench(tmp_path, ACCEPTED)
    monkeypatch.setattr(Search, "found", lambda *_: None)

    assert boundaries(book, casebook).edges == ()


def test_over_weihai_what_is_written_comes_out_as_it_says() -> None:
    book = Shelf().book("weihai-2022")
    casebook = load_cases([file for file in case_files(book.found) if not file.name.startswith("edges-")], book.lawbook.edition)
    wanted = {"sign-task-book", "report-committee"}
    law = attrs.evolve(book.lawbook.edition, acts=tuple(act for act in book.lawbook.edition.acts if act.id in wanted))
    search = Search(book, casebook)
    edges = [edge for act in law.acts for name in (*act.requires, *act.notes) for edge in search.edges(act.id, name)]
    cases = list({case.title.zh: case for edge in edges for case in (edge.met, edge.broken)}.values())

    assert {"committee-share", "taskbook-signed-by-all"} <= {edge.rule for edge in edges}
    assert run_cases(book, casebook, cases).failed == ()
    # Where one of several is enough, each of them has a pair of its own.
    several = {part: list(search.edges("open-notice", "plan-settled", part)) for part in search.levers.leaves("plan-settled")}
    assert all(several[part] for part in ("revised-after-review", "revised-after-visit"))
    assert {edge.part for found in several.values() for edge in found} == {part for part, found in several.items() if found}
    # Both sides of what a fact can be.
    ends = [edge for edge in domains(search) if edge.moved == "plan.parts"]
    said = [
        (edge.met.act.facts["plan.parts"], edge.broken.act.facts["plan.parts"]) for edge in ends if edge.met.act and edge.broken.act
    ]
    assert said == [(0, -1), (7, 8)]
    assert run_cases(book, casebook, [case for edge in ends for case in (edge.met, edge.broken)]).failed == ()
    # Titles speak in names: no id of the document stands in them.
    words = {
        word for edge in (*edges, *ends) for word in re.findall(r"[a-z]+(?:[-.][a-z]+)+", edge.met.title.zh + edge.broken.title.zh)
    }
    assert words == set()
    assert not any("；" in edge.met.title.en or "、" in edge.met.title.en for edge in edges)


def test_the_command_writes_a_file_and_says_what_it_could_not_write(tmp_path: Path) -> None:
    bench(tmp_path, ACCEPTED)
    output = tmp_path / "binhai-2026" / "cases" / "2-edges.toml"
    line = ["policy", "boundary", "binhai-2026", "--policies", str(tmp_path), "--output", str(output)]
    first = CliRunner().invoke(main, [*line, "--json"])
    told = json.loads(first.stdout)

    assert (told["conditions"], told["unbounded"]) == (2, [])
    assert told["scenarios"] == output.read_text("utf-8").count("[[case]]")
    assert (
        json.loads(CliRunner().invoke(main, [*line, "--json"]).stdout)["scenarios"] == told["scenarios"]
    )  # it does not feed on itself
    assert (
        json.loads(CliRunner().invoke(main, ["policy", "test", "binhai-2026", "--policies", str(tmp_path), "--json"]).stdout)[
            "failed"
        ]
        == 0
    )
