"""What the text leaves open is answered by the authority: in a dated file beside the policy, or by an act on the ledger."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from tic_core import Act, Receipt, Registry, Status
from tic_core.errors import DocumentError
from tic_core.packs import check_readings, in_order, load, load_acts, load_answers
from tic_core.shelf import Shelf

SMALLEST = Path(__file__).parents[1] / "examples" / "smallest" / "binhai-2026"
EDITION = (SMALLEST / "edition.toml").read_text(encoding="utf-8")

OPEN = EDITION.replace('kind = "share"', 'kind = "share"\nassumed = ["Q2"]')
QUESTION = """
[[interpretation]]
id = "Q2"
question = { zh = "多少成员可为本单位人员？", en = "How many members may be its own?" }
readings = [
    { id = "half", name = { zh = "一半", en = "half" } },
    { id = "two-thirds", name = { zh = "三分之二", en = "two thirds" }, sets = [
        { table = "rule", id = "half-at-most", key = "at_most", value = "2/3" },
    ] },
    { id = "as-it-is", name = { zh = "照旧", en = "as it is" }, sets = [] },
    { id = "case-by-case", name = { zh = "逐案决定", en = "case by case" } },
]
taken = "half"
by = "bureau"
effect = { zh = "认定", en = "recognition" }
cite = "4"

[[act]]
id = "interpret"
name = { zh = "解释", en = "interpret" }
nature = "procedural"
subject = "edition"
roles = ["bureau"]
may_bring = ["interpretation.*"]
documents = [{ zh = "文件", en = "document" }]
cite = "8"
"""

ANSWER = """schema = "tic/interpretations/1"
id = "binhai-2026-03"
edition = "binhai-2026"
by = "binhai-bureau"
document = "滨科函〔2026〕3号"
on = 2026-03-10

[[answer]]
question = "Q2"
reading = "two-thirds"
first = 2026-03-16
"""

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """A pack with the small measure that leaves one more question open, and files of answers."""

    def pack(*answers: str, edition: str = "") -> Path:
        folder = tmp_path / "pack"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SMALLEST, folder / "binhai-2026")
        text = OPEN + QUESTION
        (folder / "binhai-2026" / "edition.toml").write_text(edition or text, encoding="utf-8")
        for number, answer in enumerate(answers):
            file = folder / "interpretations" / f"{number}.toml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(answer, encoding="utf-8")
        return folder

    return pack


def opened(folder: Path, url: str = "sqlite://", *, strict: bool = False) -> Registry:
    return Registry.open(url, policies=[folder], clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), strict=strict)


def applied(registry: Registry) -> None:
    assert registry.submit(ACTS["bh-1-apply"]).status is Status.ACCEPTED


ACTS = {act.id: act for act in load_acts(SMALLEST / "acts" / "1-first-workshop.toml")}
RECOGNISE = attrs.evolve(ACTS["bh-1-recognise-refused"], id="recognise")  # two of three are its own


def on(day: date) -> Act:
    return attrs.evolve(RECOGNISE, id=f"recognise-{day}", on=day)


def said(reading: str, day: date) -> Act:
    facts = {"interpretation.Q2": reading}
    told = {"id": f"said-{day}", "policy": "binhai", "document": "滨科函〔2026〕4号"}
    return Act(kind="interpret", on=day, by="binhai-bureau", facts=facts, **told)


def against(receipt: Receipt) -> list[str]:
    return [finding.rule for finding in receipt.refusals]


# ── an answer counts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_in_a_file_is_the_law_from_its_first_day_and_not_a_day_earlier(put: Put) -> None:
    registry = opened(put(ANSWER))
    applied(registry)

    assert against(registry.explain(on(date(2026, 3, 15)))) == ["half-at-most"]
    assert registry.explain(on(date(2026, 3, 16))).status is Status.ACCEPTED


def test_an_answer_without_a_first_day_counts_from_the_day_of_its_document(put: Put) -> None:
    registry = opened(put(ANSWER.replace("first = 2026-03-16\n", "")))
    applied(registry)

    assert against(registry.explain(on(date(2026, 3, 9)))) == ["half-at-most"]
    assert registry.explain(on(date(2026, 3, 10))).status is Status.ACCEPTED


def test_an_act_of_the_bureau_that_takes_the_reading_has_the_same_effect_as_a_file(put: Put) -> None:
    registry = opened(put())
    applied(registry)
    assert registry.submit(said("two-thirds", date(2026, 3, 16))).status is Status.ACCEPTED

    assert against(registry.explain(on(date(2026, 3, 15)))) == ["half-at-most"]
    assert registry.explain(on(date(2026, 3, 16))).status is Status.ACCEPTED


def test_of_two_answers_the_later_counts_and_on_one_day_the_one_on_the_ledger(put: Put) -> None:
    later = ANSWER.replace("03-16", "03-20").replace("binhai-2026-03", "later").replace("two-thirds", "half")
    registry = opened(put(ANSWER, later))
    applied(registry)
    assert registry.explain(on(date(2026, 3, 19))).status is Status.ACCEPTED
    assert against(registry.explain(on(date(2026, 3, 20)))) == ["half-at-most"]

    registry.submit(said("two-thirds", date(2026, 3, 20)))
    assert registry.explain(on(date(2026, 3, 20))).status is Status.ACCEPTED


def test_a_reading_that_the_edition_does_not_encode_lets_nothing_rest_on_that_question(put: Put) -> None:
    registry = opened(put(ANSWER.replace("two-thirds", "case-by-case")))
    applied(registry)

    assert "core.overruled" in against(registry.explain(on(date(2026, 3, 16))))


def test_a_reading_that_changes_nothing_can_be_taken_all_the_same(put: Put) -> None:
    registry = opened(put(ANSWER.replace("two-thirds", "as-it-is")))
    applied(registry)

    assert against(registry.explain(on(date(2026, 3, 16)))) == ["half-at-most"]


# ── and is kept ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_keeps_the_file_it_decided_under(put: Put, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tic.db"
    registry = opened(put(ANSWER), url)
    applied(registry)
    receipt = registry.submit(on(date(2026, 3, 16)))

    assert receipt.event is not None
    digest = receipt.event.law.digests["interpretation:binhai-2026-03"]
    with registry.ledger.reading("cn-xx-binhai") as reader:
        kept = reader.text(digest)
    assert kept is not None
    assert (kept.kind, kept.id, kept.body) == ("interpretation", "binhai-2026-03", ANSWER.encode())
    assert "Q2" in receipt.event.law.assumptions
    assert registry.verify().ok


def test_a_file_that_was_decided_under_cannot_be_changed_afterwards(put: Put, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tic.db"
    registry = opened(put(ANSWER), url)
    applied(registry)
    registry.submit(on(date(2026, 3, 16)))
    registry.ledger.close()

    changed = opened(put(ANSWER.replace("3号", "9号")), url)
    with pytest.raises(DocumentError, match="binhai-2026-03"):
        changed.submit(Act(id="w", kind="withdraw", on=date(2026, 4, 1), by=ACTS["bh-1-apply"].by, centre="bh-1"))
    assert changed.view("bh-1").stage == "recognised"


# ── strict ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_strictly_no_act_at_all_rests_on_a_reading_that_only_the_software_takes(put: Put) -> None:
    for strict, expected in ((False, []), (True, ["core.unconfirmed"])):
        registry = opened(put(), strict=strict)
        applied(registry)
        registry.submit(ACTS["bh-1-amend"])
        assert against(registry.explain(ACTS["bh-1-recognise"])) == expected


def test_strictly_a_confirmed_reading_carries_the_act(put: Put) -> None:
    registry = opened(put(ANSWER.replace("two-thirds", "half")), strict=True)
    applied(registry)
    registry.submit(ACTS["bh-1-amend"])

    assert registry.submit(ACTS["bh-1-recognise"]).status is Status.ACCEPTED


# ── what can be wrong with a file ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('edition = "binhai-2026"', 'edition = "binhai-2027"', "unknown-reference", 3),
        ('by = "binhai-bureau"', 'by = "nobody"', "unknown-reference", 4),
        ('question = "Q2"', 'question = "Q9"', "unknown-reference", 9),
        ('reading = "two-thirds"', 'reading = "three-thirds"', "unknown-reference", 10),
        ("first = 2026-03-16", "first = 2026-01-31", "before-edition", 11),
        ('document = "滨科函〔2026〕3号"', 'document = " "', "empty-text", 5),
        ("first = 2026-03-16", 'first = "soon"', "wrong-type", 11),
        ("on = 2026-03-10", "when = 2026-03-10", "unknown-key", 6),
        ('schema = "tic/interpretations/1"', 'schema = "tic/acts/1"', "unknown-schema", 1),
    ],
)
def test_a_file_that_cannot_be_an_answer_is_refused_with_the_place(put: Put, old: str, new: str, code: str, line: int) -> None:
    registry = opened(put(ANSWER.replace(old, new)))

    with pytest.raises(DocumentError) as caught:
        registry.submit(ACTS["bh-1-apply"])
    assert (code, line) in [(fault.code, fault.line) for fault in caught.value.faults]


def test_two_answers_to_one_question_from_one_day_are_refused_and_both_files_named(put: Put) -> None:
    other = ANSWER.replace("binhai-2026-03", "other").replace("two-thirds", "half")
    registry = opened(put(ANSWER, other))

    with pytest.raises(DocumentError) as caught:
        registry.submit(ACTS["bh-1-apply"])
    assert [fault.code for fault in caught.value.faults] == ["two-answers"]
    assert "binhai-2026-03" in caught.value.faults[0].what.en


def test_two_files_of_one_id_are_refused(put: Put) -> None:
    registry = opened(put(ANSWER, ANSWER))

    with pytest.raises(DocumentError) as caught:
        registry.submit(ACTS["bh-1-apply"])
    assert [fault.code for fault in caught.value.faults] == ["duplicate-answers"]


def test_an_office_answers_only_questions_that_are_its_to_answer(put: Put) -> None:
    edition = OPEN + QUESTION.replace('by = "bureau"', 'by = "unit"')
    registry = opened(put(ANSWER, edition=edition))

    with pytest.raises(DocumentError) as caught:
        registry.submit(ACTS["bh-1-apply"])
    assert [fault.code for fault in caught.value.faults] == ["other-office"]


# ── what can be wrong with a reading ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_held_to_its_checks_under_every_reading_it_encodes(put: Put) -> None:
    check_readings(put() / "binhai-2026" / "edition.toml")


def test_a_reading_takes_things_out_of_a_list_and_puts_others_at_its_end(put: Put) -> None:
    sets = '{ table = "rule", id = "half-at-most", key = "at_most", value = "2/3" }'
    said = '{ table = "act", id = "interpret", key = "may_bring", drops = ["interpretation.*"], adds = ["interpretation.Q2"] }'
    file = put(edition=(OPEN + QUESTION).replace(sets, said)) / "binhai-2026" / "edition.toml"

    chosen = load(file, chosen={"Q2": "two-thirds"})

    assert load(file).tables["acts"]["interpret"].may_bring == ("interpretation.*",)
    assert chosen.tables["acts"]["interpret"].may_bring == ("interpretation.Q2",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id = "half-at-most", key', 'id = "half-at-least", key', "set-nowhere"),
        ('table = "rule", id', 'table = "rules", id', "set-nowhere"),
        ('key = "at_most", value', 'key = "at_most.end", value', "set-nowhere"),
        ('value = "2/3"', "value = 0", "wrong-type"),
        ('key = "at_most", value = "2/3"', 'key = "at_mots", value = "2/3"', "unknown-key"),
        ('key = "at_most", value = "2/3"', 'key = "part"', "missing-key"),
        ('key = "at_most", value = "2/3"', 'key = "at_most", adds = ["3/4"]', "set-no-list"),
    ],
)
def test_a_reading_that_would_break_the_document_is_found_before_anybody_takes_it(put: Put, old: str, new: str, code: str) -> None:
    text = OPEN + QUESTION
    assert text.count(old) == 1
    file = put(edition=text.replace(old, new)) / "binhai-2026" / "edition.toml"
    load(file)

    with pytest.raises(DocumentError) as caught:
        check_readings(file)
    assert code in [fault.code for fault in caught.value.faults]
    assert all(fault.what.en.startswith("with the reading Q2 = ") for fault in caught.value.faults)


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["interpretations.md", "en/interpretations.md"])
def test_the_file_on_the_page_answers_a_question_of_weihai_s_measure(page: str) -> None:
    text = (SMALLEST.parents[2] / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    (given,) = in_order([load_answers(shown.encode(), page)], Shelf().lawbook("weihai-2022").edition)

    assert (given.question, given.reading, given.first) == ("Q4", "dated", date(2023, 3, 1))
    assert Shelf().book("weihai-2022").read_as({"Q4": "dated"}) is not Shelf().book("weihai-2022")
