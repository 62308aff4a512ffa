"""Scenarios: read strictly, run as the registry would decide, and red when their answer is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from tic_core.cli import main
from tic_core.errors import DocumentError
from tic_core.scenarios import Result, case_files, load_cases, run_cases, uncovered
from tic_core.shelf import Book, Shelf

HEAD = 'schema = "tic/cases/1"\nedition = "weihai-2022"\n'
STANDING = """
[base.recommended]
stage = "recommended"
since = 2022-07-11
facts = { "lead.code" = "91371082MA3H4Y6005", department = "rongcheng-kjj" }

[base.intent]
base  = "recommended"
stage = "intent"
since = 2022-07-18

[base.preparing]
base   = "recommended"
stage  = "preparing"
since  = 2022-08-29
facts  = { "approval.on" = 2022-08-29, "centre.field" = "海洋", "centre.field-en" = "Marine" }
duties = { task-book = 2022-08-29 }

[usual.file-intent]
facts = { "intent.summary" = "拟建中心" }
"""
INTENT = 'act = { kind = "file-intent", on = 2022-07-18 }'

Files = Callable[..., list[Path]]


@cache
def book() -> Book:
    return Shelf().book("weihai-2022")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    def written(*texts: str) -> list[Path]:
        found = [tmp_path / f"{number}.toml" for number in range(len(texts))]
        for file, text in zip(found, texts, strict=True):
            file.write_text(HEAD + text, encoding="utf-8")
        return found

    return written


def case(text: str, title: str = "一", base: str = "recommended") -> str:
    return f'\n[[case]]\ntitle = {{ zh = "{title}", en = "{title}" }}\nbase = "{base}"\n{text}\n'


def ran(found: list[Path]) -> tuple[Result, ...]:
    return run_cases(book(), load_cases(found, book().lawbook.edition)).cases


def codes(found: list[Path]) -> set[str]:
    with pytest.raises(DocumentError) as caught:
        load_cases(found, book().lawbook.edition)
    assert all(fault.line for fault in caught.value.faults)
    return {fault.code for fault in caught.value.faults}


# ── right and wrong answers ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_that_is_right_passes(files: Files) -> None:
    [result] = ran(files(STANDING + case(INTENT + '\nexpect = { status = "accepted", to = "intent", cites = ["9(1)"] }')))

    assert result.ok, result.differing()
    assert result.seen.acts == {"file-intent"}


@pytest.mark.parametrize(
    ("expect", "word"),
    [
        ('{ status = "refused", rules = ["core.stage"] }', "status"),
        ('{ status = "accepted", to = "recommended" }', "to"),
        ('{ status = "accepted", notes = ["committee-share"] }', "notes"),
        ('{ status = "accepted", cites = ["22"] }', "cites"),
        ('{ status = "accepted", assumed = ["Q6"] }', "assumed"),
        ('{ status = "accepted", opens = ["task-book"] }', "opens"),
        ('{ status = "accepted", reserved = { industry-class = "3514" } }', "reserved"),
        ('{ status = "accepted", incentives = ["project-support"] }', "incentives"),
        ('{ status = "accepted", facts = { "intent.summary" = "另一" } }', "intent.summary"),
    ],
)
def test_control_a_case_with_a_wrong_answer_fails_and_says_what_differs(files: Files, expect: str, word: str) -> None:
    [result] = ran(files(STANDING + case(f"{INTENT}\nexpect = {expect}")))

    assert not result.ok
    assert word in [each for each, _, _ in result.differing()]


@pytest.mark.parametrize(
    ("day", "status", "ok"),
    [
        ("2022-09-28", "due", True),
        ("2022-09-29", "overdue", True),
        ("2022-09-29", "due", False),
        ("2022-09-28", "overdue", False),
    ],
)
def test_what_is_owed_is_checked_to_the_day(files: Files, day: str, status: str, ok: bool) -> None:
    owed = f'as_of = {day}\ndue = [{{ duty = "task-book", last = 2022-09-28, status = "{status}" }}]'
    [result] = ran(files(STANDING + case(owed, base="preparing")))

    assert result.ok is ok


def test_a_duty_said_not_to_be_owed_is_looked_for(files: Files) -> None:
    owed = 'as_of = 2022-09-01\nnot_due = ["task-book"]'
    here, before = ran(files(STANDING + case(owed, "一", "preparing") + case(owed, "二", "intent")))

    assert not here.ok
    assert before.ok


def test_rules_refused_for_are_exactly_those_named(files: Files) -> None:
    acting = 'act = { kind = "file-intent", on = 2022-07-18, without = ["intent.summary"], by = "rongcheng-kjj" }'
    both = '\nexpect = { status = "refused", rules = ["core.fact", "core.office"] }'
    one = '\nexpect = { status = "refused", rules = ["core.fact"] }'
    whole, part = ran(files(STANDING + case(acting + both, "一") + case(acting + one, "二")))

    assert whole.ok, whole.differing()
    assert not part.ok


def test_a_case_known_to_differ_does_not_fail_until_it_no_longer_differs(files: Files) -> None:
    known = 'differs = { zh = "待改", en = "to be mended" }\n'
    wrong, right = ran(
        files(
            STANDING
            + case(f'{known}{INTENT}\nexpect = {{ status = "refused" }}', "一")
            + case(f'{known}{INTENT}\nexpect = {{ status = "accepted" }}', "二")
        )
    )

    assert wrong.ok
    assert wrong.known
    assert not right.ok
    assert [word for word, _, _ in right.differing()] == ["differs"]


# ── where a centre stands ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_base_is_varied_and_may_lie_in_another_file(files: Files) -> None:
    varied = 'without = ["lead.code"]\n' + INTENT + '\nexpect = { status = "refused", rules = ["core.office"] }'
    [result] = ran(files(case(varied), STANDING))

    assert result.ok, result.differing()


def test_a_sample_life_is_replayed_up_to_an_act(files: Files) -> None:
    text = '\n[[case]]\ntitle = { zh = "一", en = "one" }\nafter = "wh-0007-results"\n'
    text += 'act = { kind = "recognise", on = 2025-01-13, facts = { "recognition.on" = "act.on" } }\n'
    text += 'expect = { status = "refused", rules = ["committee-share"], cites = ["12(2)"] }\n'
    [result] = ran(files(text))

    assert result.ok, result.differing()


def test_acts_before_the_one_in_question_must_be_accepted(files: Files) -> None:
    twice = f"earlier = [{{ kind = 'file-intent', on = 2022-07-18 }}]\n{INTENT}\nexpect = {{ status = 'refused' }}"
    good, bad = ran(
        files(STANDING + case(twice.replace("'refused'", "'refused', rules = ['core.stage']"), "一") + case(twice, "二", "intent"))
    )

    assert good.ok, good.differing()
    assert "earlier file-intent" in [word for word, _, _ in bad.differing()]


def test_a_case_that_cannot_be_put_is_told_and_not_raised(files: Files) -> None:
    strange = 'facts = { "no.such-fact" = 1 }\n' + INTENT + '\nexpect = { status = "accepted" }'
    unreal = 'facts = { "lead.legal-person" = "yes" }\n' + INTENT + '\nexpect = { status = "accepted" }'
    lost = (
        '\n[[case]]\ntitle = { zh = "三", en = "three" }\nafter = "no-such-act"\n' + INTENT + '\nexpect = { status = "accepted" }\n'
    )
    results = ran(files(STANDING + case(strange, "一") + case(unreal, "二") + lost))

    assert [[word for word, _, _ in each.differing()] for each in results] == [["runs"]] * 3


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (case(INTENT), "nothing"),
        (case("as_of = 2022-09-01"), "nothing"),
        (case(INTENT + '\nexpect = { status = "maybe" }'), "unknown-word"),
        (case(INTENT + '\nexpect = { status = "accepted", tot = "intent" }'), "unknown-key"),
        (case(INTENT + '\nexpect = { status = "accepted", to = "intnet" }'), "unknown-name"),
        (case(INTENT + '\nexpect = { status = "refused", rules = ["no-such-rule"] }'), "unknown-name"),
        (case('act = { kind = "no-such-act", on = 2022-07-18 }\nexpect = { status = "accepted" }'), "unknown-name"),
        (case(INTENT + '\nexpect = { status = "accepted" }', base="elsewhere"), "unknown-name"),
        (case('act = { kind = "file-intent", on = "2022-07-18" }\nexpect = { status = "accepted" }'), "wrong-type"),
        (case(INTENT + '\nexpect = { status = "accepted" }') * 2, "title-twice"),
        (case(INTENT + '\nexpect = { status = "accepted", facts = { a = 0.5 } }'), "float"),
        ("\n[cases]\n", "unknown-key"),
    ],
)
def test_what_is_wrong_in_a_document_is_told_with_its_place(files: Files, text: str, code: str) -> None:
    assert code in codes(files(STANDING + text))


def test_the_scenarios_of_another_edition_are_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('schema = "tic/cases/1"\nedition = "elsewhere-2020"\n', encoding="utf-8")

    assert codes([file]) == {"other-edition"}


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_no_passing_case_exercises_is_named(files: Files) -> None:
    edition = book().lawbook.edition
    passing = files(STANDING + case(INTENT + '\nexpect = { status = "accepted" }'))
    results = run_cases(book(), load_cases(passing, edition))
    lacking = {(each.what, each.id, each.lacking) for each in uncovered(results, edition)}

    assert ("act", "file-intent", "accepted") not in lacking
    assert {("act", "recognise", "accepted"), ("rule", "committee-share", "met"), ("duty", "task-book", "due")} <= lacking


def test_control_what_only_a_failing_case_exercises_is_not_covered(files: Files) -> None:
    edition = book().lawbook.edition
    failing = files(STANDING + case(INTENT + '\nexpect = { status = "refused" }'))
    results = run_cases(book(), load_cases(failing, edition))

    assert ("act", "file-intent") in {(each.what, each.id) for each in uncovered(results, edition)}


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_what_passed_what_failed_and_what_is_not_covered() -> None:
    done = CliRunner().invoke(main, ["policy", "test", "weihai-2022", "--json"])
    told = json.loads(done.stdout)

    assert done.exit_code == 0
    assert told["schema"] == "tic/test/1"
    assert told["failed"] == 0
    assert told["passed"] >= 150
    assert {"title", "articles", "ok", "expected", "found"} <= set(told["cases"][0])
    assert all({"what", "id", "lacking"} == set(each) for each in told["uncovered"])


@pytest.mark.parametrize(
    ("lang", "words", "title"), [("zh", "公示 四个", "公示四个工作日：提示"), ("en", "leap day", "Approved on a leap day")]
)
def test_one_scenario_can_be_asked_for_by_words_of_its_title(lang: str, words: str, title: str) -> None:
    done = CliRunner().invoke(main, ["policy", "test", "weihai-2022", "--case", words, "--lang", lang])

    assert done.exit_code == 0
    assert title in done.stdout
    assert len(done.stdout.splitlines()) < 40


def test_control_the_command_ends_with_1_when_a_scenario_fails(tmp_path: Path) -> None:
    folder = tmp_path / "smallest"
    folder.mkdir()
    source = Path(__file__).parents[1] / "examples" / "smallest"
    [edition] = source.glob("**/edition.toml")
    place = folder / "binhai-2026"
    (place / "cases").mkdir(parents=True)
    (place / "edition.toml").write_bytes(edition.read_bytes())
    act = Shelf([folder]).lawbook("binhai-2026").edition.acts[0].id
    wrong = '[[case]]\ntitle = { zh = "一", en = "one" }\nexpect = { status = "accepted" }\n'
    wrong += f'act = {{ kind = "{act}", on = 1999-01-01 }}\n'
    (place / "cases" / "1.toml").write_text(f'schema = "tic/cases/1"\nedition = "binhai-2026"\n{wrong}', encoding="utf-8")

    done = CliRunner().invoke(main, ["policy", "test", "binhai-2026", "--policies", str(folder), "--lang", "en"])

    assert done.exit_code == 1
    assert "expected accepted, found refused" in done.stdout


def test_an_edition_without_scenarios_says_so() -> None:
    done = CliRunner().invoke(main, ["--policies", "examples/smallest", "policy", "test", "binhai-2026", "--lang", "en"])

    assert done.exit_code == 2
    assert "has no scenarios" in done.stderr


def test_words_in_no_title_are_told() -> None:
    done = CliRunner().invoke(main, ["policy", "test", "weihai-2022", "--case", "no such words", "--lang", "en"])

    assert done.exit_code == 2


def test_every_title_stands_once_and_in_both_languages() -> None:
    cases = load_cases(case_files(book().found), book().lawbook.edition).cases

    assert len({each.title.zh for each in cases}) == len(cases)
    assert all(each.title.en.strip() for each in cases)
