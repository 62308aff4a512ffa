"""What a drafter gets wrong is refuted, by a life that a register takes act by act."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.proofs.drafts import PINES, draft, kinds, proved, registered, taken

from tic_core.errors import DocumentError, UsageError
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.cite import Cite
from tic_core.proofs import PROPERTIES, Status, Study, prove, replays
from tic_core.rules.kinds import Band, Condition, ExceptionTo, Exempt, Row
from tic_core.shelf import Shelf
from tic_core.text import Text

pytest.importorskip("z3", reason="the solver is an extra: pip install 'tic-core[proofs]'")

INSPECT = """[[act]]
id = "inspect"
name = { zh = "查看", en = "inspect" }
nature = "procedural"
roles = ["bureau"]
cite = "7"
at = ["mending"]
discharges = [{ duty = "mending" }]

[[duty]]"""

ASKED_AGAIN = """[[rule]]
id = "asked-again"
kind = "one-of"
name = { zh = "在申请中", en = "being asked for" }
fact = "centre.stage"
values = ["asked"]
cite = "8"

[[duty]]"""

WITHIN_MARKS = """[[rule]]
id = "marks"
kind = "comparison"
name = { zh = "满分以内", en = "within full marks" }
fact = "score"
at_most = 100
cite = "5"

[[duty]]"""

MANY = """[[rule]]
id = "many-partners"
kind = "comparison"
name = { zh = "合作方至少三家", en = "three partners at least" }
fact = "partners"
at_least = 3
cite = "3"

[[duty]]"""

HALF = ('at_most = "1/3"', 'at_most = "1/2"')
NOTICE_SKIPPED = (
    ('moves = [{ from = ["notice"], to = "nursery" }]', 'moves = [{ from = ["notice", "evaluation"], to = "nursery" }]'),
    ('requires = ["passed", "notice-over", "committee-named"', 'requires = ["passed", "committee-named"'),
)
EVALUATION_SKIPPED = (
    ('moves = [{ from = ["evaluation"], to = "notice" }]', 'moves = [{ from = ["asked", "evaluation"], to = "notice" }]'),
    ('requires = ["scored", "notice-ahead"]', 'requires = ["notice-ahead"]'),
    ('requires = ["passed", "notice-over", "committee-named"', 'requires = ["notice-over", "committee-named"'),
)
TWO_YEARS = (('requires = ["failed", "notice-over", "year-not-given"]', 'requires = ["failed", "notice-over"]'),)
ASKED_AT_FIRST = (
    *TWO_YEARS,
    ("[[duty]]", MANY),
    ('requires = ["route-fits"]', 'requires = ["route-fits", "many-partners"]'),
)
YEAR_DISCHARGED = (("[[duty]]", INSPECT),)
UNTOLD = (('requires = ["remedies-told"]\nbrings = ["remedies"]\n\n[[act]]\nid = "confirm"', '\n[[act]]\nid = "confirm"'),)
BAND_UNUSED = (('{ term = "good", from = 85 }', '{ term = "good", above = 100 }'),)
ON_THE_FILE = 'en = "the file is disputed" }\nfact = "dispute"\n'
FORK_MEETS = ((ON_THE_FILE + 'values = ["file"]', ON_THE_FILE + 'values = ["file", "score"]'),)
FORK_GAPES = (('fact = "dispute"\nvalues = ["score", "file"]', 'fact = "dispute"\nvalues = ["score", "file", "none"]'),)
STRIKE = 'requires = ["remedies-told"]\nbrings = ["remedies"]\n\n[[act]]\nid = "confirm"'
DEAD = ((STRIKE, STRIKE.replace('told"]', 'told", "asked-again"]')), ("[[duty]]", ASKED_AGAIN))
CAUGHT = ('"mending", "nursery"], to = "left"', '"mending"], to = "left"')
PUBLISH = 'requires = ["scored", "notice-ahead"]'
ALWAYS_MET = (("[[duty]]", WITHIN_MARKS), (PUBLISH, PUBLISH.replace('"]', '", "marks"]')))
NEVER_MET = (("[[duty]]", WITHIN_MARKS.replace("at_most", "above")), (PUBLISH, PUBLISH + '\nnotes = ["marks"]'))

BAD = {
    "half": ("at-recognition", (HALF,), "recognise"),
    "notice skipped": ("evaluation-and-notice", NOTICE_SKIPPED, "recognise"),
    "evaluation skipped": ("evaluation-and-notice", EVALUATION_SKIPPED, "recognise"),
    "two years": ("one-rectification", TWO_YEARS, "give-a-year"),
    "two years where a figure is brought at first and asked later": ("one-rectification", ASKED_AT_FIRST, "give-a-year"),
    "a year discharged and given again": ("one-rectification", YEAR_DISCHARGED, "give-a-year"),
    "remedies untold": ("adverse-acts", UNTOLD, "strike"),
    "a fork that meets": ("no-gap-no-overlap", FORK_MEETS, "send-back"),
    "a fork that gapes": ("no-gap-no-overlap", FORK_GAPES, "send-back"),
    "a rule that never fails": ("rules-decide", ALWAYS_MET, "publish"),
    "a rule that is never met": ("rules-decide", NEVER_MET, "publish"),
    "an act that can never be taken": ("acts-possible", DEAD, ""),
    "a stage that is never left": ("every-stage-ends", (*DEAD, CAUGHT), "recognise"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_draft_is_refuted_by_a_life_that_a_register_takes(fault: str, tmp_path: Path) -> None:
    name, changes, last = BAD[fault]
    folder = draft(tmp_path, *changes)
    found = proved(folder, name)
    assert (found.status, found.defect) == (Status.REFUTED, False)
    shown = found.witnesses[0]
    assert not last or kinds(shown)[-1] == last
    assert registered(folder, shown) == taken(shown)


def test_a_committee_of_one_half_is_what_refutes_a_draft_that_allows_one_half(tmp_path: Path) -> None:
    (shown,) = proved(draft(tmp_path, HALF), "at-recognition").witnesses
    assert 3 * shown.facts["committee.own"] > shown.facts["committee.size"]


def test_the_second_year_of_a_bad_draft_is_given_in_the_same_life(tmp_path: Path) -> None:
    (shown,) = proved(draft(tmp_path, *TWO_YEARS), "one-rectification").witnesses
    assert kinds(shown).count("give-a-year") == 2
    assert "recognise" not in kinds(shown)


def test_a_band_that_no_number_can_lie_in_is_said_to_be_unused(tmp_path: Path) -> None:
    found = proved(draft(tmp_path, *BAND_UNUSED), "no-gap-no-overlap")
    assert found.status is Status.REFUTED
    assert "never used" in found.witnesses[0].shows.en


def altered(name: str, **fields: Any) -> Study:
    """A study of the measure with a rule or derived fact changed behind the back of the checker, which would refuse it."""
    book = Shelf([PINES]).book("pines-2025")
    edition = book.lawbook.edition
    lists = {key: tuple(attrs.evolve(each, **fields) if each.id == name else each for each in getattr(edition, key))
             for key in ("rules", "derived")}  # fmt: skip
    law = Lawbook(attrs.evolve(edition, **lists), book.lawbook.calendar)
    return Study(attrs.evolve(book, lawbook=law))


ALONE = Row((Condition("route", ("alone",)),), "met")
MANY = Row((Condition("route", ("joint",)), Condition("partners", at_least=2)), "met")
FEW = Row((Condition("route", ("joint",)), Condition("partners", below=2)), "not-met")
SOME = Row((Condition("route", ("joint",)), Condition("partners", below=3)), "not-met")


@pytest.mark.parametrize(
    ("name", "fields", "last"),
    [
        ("grade", {"bands": (Band("good", from_=85), Band("poor", above=0))}, "score"),
        ("route-fits", {"rows": (ALONE, MANY)}, "apply"),
        ("route-fits", {"rows": (ALONE, MANY, SOME)}, "apply"),
        ("route-fits", {"rows": (MANY, FEW), "hit": "first"}, "apply"),
    ],
    ids=["a number below the lowest band", "a case without a row", "two rows for one case", "a case without a row, from the top"],
)
def test_a_gap_or_overlap_the_checker_did_not_see_is_refuted_by_a_life(name: str, fields: dict[str, Any], last: str) -> None:
    study = altered(name, **fields)
    (found,) = prove(study, ["no-gap-no-overlap"])
    assert (found.status, found.defect) == (Status.REFUTED, False)
    assert kinds(found.witnesses[0])[-1] == last
    assert replays(study.book, found.witnesses[0])


def test_two_exceptions_that_apply_at_once_are_refuted() -> None:
    both = ExceptionTo(
        id="on-the-file",
        name=Text("一般", "generally"),
        rule="passed",
        exceptions=(Exempt("scored", Cite(5)), Exempt("notice-over", Cite(6))),
    )
    book = Shelf([PINES]).book("pines-2025")
    rules = tuple(both if rule.id == "on-the-file" else rule for rule in book.lawbook.edition.rules)
    law = Lawbook(attrs.evolve(book.lawbook.edition, rules=rules), book.lawbook.calendar)
    (found,) = prove(Study(attrs.evolve(book, lawbook=law)), ["no-gap-no-overlap"])
    assert any("two exceptions" in each.shows.en for each in found.witnesses)


@pytest.mark.parametrize("name", PROPERTIES)
def test_the_draft_as_it_should_be_has_every_property(name: str) -> None:
    found = proved(PINES, name)
    assert found.status is (Status.NOT_APPLICABLE if name == "mandate" else Status.PROVED), found.told
    assert found.opaque == ()
    assert all(registered(PINES, each) == taken(each) for each in found.witnesses[:2])


def test_on_the_day_after_the_lapse_the_centre_of_each_witness_stands_where_it_says() -> None:
    found, book = proved(PINES, "alive-at-lapse"), Shelf([PINES]).book("pines-2025")
    assert {each.stage for each in found.witnesses} == {"asked", "evaluation", "notice", "mending", "nursery"}
    assert {each.on for each in found.witnesses} == {date(2030, 1, 1)}
    assert all(each.acts[-1].on <= book.lawbook.last and replays(book, each) for each in found.witnesses)


# ── a superior's mandate, and claims ─────────────────────────────────────────────────────────────────────────────────────────

MANDATE = """
schema       = "tic/claims/1"
jurisdiction = "cn-xx"
document     = "XX-2020-1"

[[rule]]
id       = "sixty"
kind     = "comparison"
name     = {{ zh = "不低于 {least} 分", en = "at least {least} points" }}
fact     = "score"
at_least = {least}
cite     = "5"

[[claim]]
id    = "never-below"
name  = {{ zh = "低于 {least} 分的不得认定", en = "nobody is recognised below {least} points" }}
rules = ["sixty"]
into  = ["RECOGNISED"]
cite  = "5"
"""


def test_an_edition_that_asks_for_less_than_its_superior_is_refuted_with_such_a_score(tmp_path: Path) -> None:
    folder = draft(tmp_path, beside={"mandate.toml": MANDATE.format(least=70)})
    found = proved(folder, "mandate")
    assert found.status is Status.REFUTED
    assert 59.5 < float(found.witnesses[0].facts["score"]) < 70
    assert registered(folder, found.witnesses[0]) == taken(found.witnesses[0])


def test_an_edition_that_asks_for_more_than_its_superior_keeps_the_mandate(tmp_path: Path) -> None:
    assert proved(draft(tmp_path, beside={"mandate.toml": MANDATE.format(least=50)}), "mandate").status is Status.PROVED


def over(folder: Path, least: int) -> Path:
    """The measure with a mandate over it that a pack brings: the proof is held to it, and so is every decision."""
    (folder / "mandates").mkdir()
    head = 'id = "xx-on-pines"\nedition = "pines-2025"\nsynthetic = true\n'
    (folder / "mandates" / "pines.toml").write_text(head + MANDATE.format(least=least), encoding="utf-8")
    return folder


def test_what_a_pack_demands_from_above_refutes_an_edition_that_asks_for_less_and_is_refused_when_decided(tmp_path: Path) -> None:
    folder = over(draft(tmp_path), 70)
    found = proved(folder, "mandate")
    assert found.status is Status.REFUTED
    assert registered(PINES, found.witnesses[0]) == taken(found.witnesses[0])
    assert registered(folder, found.witnesses[0])[-2] == "refused"


def test_what_a_pack_demands_from_above_is_proved_of_an_edition_that_asks_for_more(tmp_path: Path) -> None:
    assert proved(over(draft(tmp_path), 50), "mandate").status is Status.PROVED


def test_without_claims_every_share_that_recognition_asks_for_is_held_to_be_known(tmp_path: Path) -> None:
    folder = draft(tmp_path, ('requires = ["passed", "notice-over", "committee-named", ', 'requires = ["passed", "notice-over", '))
    (folder / "pines-2025" / "proofs.toml").unlink()
    found = proved(folder, "at-recognition")
    assert found.status is Status.REFUTED
    assert found.witnesses[0].facts["committee.size"] is None


# ── controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_control_a_witness_that_does_not_replay_is_a_defect_and_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tic_core.proofs.study.replays", lambda book, witness: False)
    found = proved(draft(tmp_path, HALF), "at-recognition")
    assert (found.status, found.defect, found.witnesses) == (Status.NOT_DECIDED, True, ())


def test_control_a_solver_that_finds_nothing_possible_would_prove_a_bad_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tic_core.proofs.promises._possible", lambda *_: False)
    assert proved(draft(tmp_path, HALF), "at-recognition").status is Status.PROVED


def test_control_a_formula_that_lies_is_found_out_by_the_plain_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tic_core.rules.formulas.MET", 0)
    found = proved(PINES, "rules-decide")
    assert found.defect or found.status is Status.REFUTED


def test_a_study_of_an_edition_finds_the_same_lives_again() -> None:
    lives = [Study.of(Shelf([PINES]).book("pines-2025")).reach.found for _ in range(2)]
    assert [trail.acts for trail in lives[0].values()] == [trail.acts for trail in lives[1].values()]


# ── what is wrong with the documents, or not installed ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ((('rules = ["a-third"]', 'rules = ["a-half"]'),), "unknown-name", "claim[on-the-day].rules"),
        ((('into  = ["RECOGNISED"]', 'into  = ["ENTHRONED"]'),), "unknown-name", "claim[on-the-day].into"),
        ((('remedies = ["remedies-told"]', 'remedies = ["nothing"]'),), "unknown-name", "remedies"),
        ((('edition  = "pines-2025"', 'edition  = "oaks-2025"'),), "other-edition", "edition"),
        ((('schema   = "tic/claims/1"', 'schema   = "tic/claims/1"\njurisdiction = "zz"'),), "no-superior", "jurisdiction"),
        ((('kind    = "share"', 'kind    = "shares"'),), "unknown-kind", "rule[a-third].kind"),
    ],
)
def test_claims_that_name_what_is_not_there_are_refused_with_their_place(
    changes: tuple[tuple[str, str], ...], code: str, key: str, tmp_path: Path
) -> None:
    folder = draft(tmp_path, *changes, file="proofs.toml")
    with pytest.raises(DocumentError) as refused:
        Study.of(Shelf([folder]).book("pines-2025"))
    assert [(fault.code, fault.key) for fault in refused.value.faults] == [(code, key)]
    assert refused.value.faults[0].line


def test_without_the_solver_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tic_core.proofs.study.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="z3-solver"):
        Study.of(Shelf([PINES]).book("pines-2025"))
