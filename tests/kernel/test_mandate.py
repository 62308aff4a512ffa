"""A superior's mandate: applied last, never departed from, named by its own document, and there only where somebody chose it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from tic_core import Act, Registry
from tic_core.errors import DocumentError
from tic_core.kernel.decide import Receipt, decide
from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.mandate import PREFIX
from tic_core.model.receipt import Status
from tic_core.model.verdict import Verdict
from tic_core.scenarios import case_files, load_cases
from tic_core.scenarios.document import Case, Casebook
from tic_core.scenarios.standing import Beginnings
from tic_core.shelf import Book, Shelf

FOLDER = Path(__file__).parents[2] / "examples" / "mandate"
NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)
OPENING = Act(
    id="m-1",
    kind="open-directed",
    centre="wh-9001",
    policy="weihai",
    on=date(2022, 7, 25),
    by="weihai-kjj",
    document="威科函〔2022〕9号",
    reason="海洋装备自主化",
    facts={
        "route": "directed",
        "directed.need": "海洋装备",
        "lead.code": "91371082MA3H4Y6005",
        "lead.name": "荣成远海装备有限公司",
        "lead.kind": "enterprise",
        "department": "rongcheng-kjj",
        "territory.office": "rongcheng-kjj",
        "centre.field": "海洋装备",
        "centre.field-en": "Marine Equipment",
    },
)
RULE = f"{PREFIX}example-shandong-on-weihai/three-years-at-most"
LONGER = "“Generally” three years: a reasoned departure may be longer"


@pytest.fixture(scope="module")
def over() -> Book:
    """Weihai's book with the invented mandate chosen."""
    return Shelf([FOLDER]).book("weihai-2022")


@pytest.fixture(scope="module")
def cases(over: Book) -> Casebook:
    return load_cases(case_files(over.found), over.lawbook.edition)


def case(cases: Casebook, title: str) -> Case:
    return next(each for each in cases.cases if each.title.en == title)


def decided(book: Book, cases: Casebook, found: Case, lawbook: Lawbook | None = None) -> Receipt:
    beginnings = Beginnings(book if lawbook is None else attrs.evolve(book, lawbook=lawbook), cases)
    life = beginnings.life(found)
    assert found.act is not None
    act, context, law = life.asked(beginnings.act(life, found.act))
    return decide(law, context, act)


def test_what_the_city_may_depart_from_the_superior_refuses_by_its_own_article(over: Book, cases: Casebook) -> None:
    receipt = decided(over, cases, case(cases, LONGER))
    assert receipt.status is Status.REFUSED
    [finding] = receipt.refusals
    assert (finding.rule, finding.cite, finding.verdict) == (RULE, "7(2)", Verdict.NOT_MET)
    assert finding.cite_text.zh == "（虚构）省示例〔2022〕1号第七条第（二）项"
    assert "invented" in finding.text.en
    assert finding.remedy is not None


def test_control_without_the_mandate_the_same_departure_is_accepted(over: Book, cases: Casebook) -> None:
    longer = case(cases, LONGER)
    assert decided(over, cases, longer, over.lawbook.without_mandates()).status is Status.ACCEPTED
    assert decided(Shelf().book("weihai-2022"), cases, longer).status is Status.ACCEPTED


def test_it_is_told_after_everything_that_the_edition_itself_asks(over: Book, cases: Casebook) -> None:
    receipt = decided(over, cases, case(cases, "One day more than three years, and no departure recorded: refused"))
    assert [each.rule for each in receipt.refusals] == ["term-generally-three-years", RULE]


def test_what_cannot_be_told_yet_is_forbidden_by_nobody(over: Book, cases: Casebook) -> None:
    receipt = decided(over, cases, case(cases, "The bureau approves, the class is taken, four duties begin"))
    noted = {each.rule: each for each in receipt.findings}[RULE]
    assert receipt.status is Status.ACCEPTED
    assert (noted.verdict, noted.blocks, noted.noted) == (Verdict.UNKNOWN, False, True)


def test_no_act_but_those_it_speaks_of_is_asked(over: Book, cases: Casebook) -> None:
    receipt = decided(over, cases, case(cases, "The panel’s opinion and conclusion are recorded"))
    assert not [each for each in receipt.findings if each.rule.startswith(PREFIX)]


def test_recognition_is_entered_once_so_that_coming_back_to_it_is_not(over: Book) -> None:
    lawbook = over.lawbook
    assert "in-acceptance" in lawbook.unrecognised
    assert not {"recognised", "in-evaluation", "rectifying-dynamic"} & lawbook.unrecognised


def test_no_installed_pack_brings_a_mandate() -> None:
    assert Shelf().mandates == {}


def test_the_register_keeps_the_bytes_that_it_decided_under() -> None:
    registry = Registry.open("sqlite://", policies=[FOLDER], clock=lambda: NOON)
    receipt = registry.submit(OPENING)
    assert receipt.status is Status.ACCEPTED, receipt.refusals
    assert receipt.event is not None
    name = "mandate:example-shandong-on-weihai"
    assert receipt.event.law.digests[name] == registry.shelf.lawbook("weihai-2022").mandates[0].digest


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('document     = "（虚构）省示例〔2022〕1号"\n', "", "mandate-unnamed"),
        ('into  = ["RECOGNISED"]\ncite  = "4"', 'into  = ["RECOGNISED"]', "mandate-unnamed"),
        ('jurisdiction = "cn-sd"', 'jurisdiction = "cn-cq"', "no-superior"),
        ('acts  = ["approve"]', 'acts  = ["aprove"]', "unknown-name"),
        ('edition      = "weihai-2022"', 'edition      = "weihai-2021"', "unknown-reference"),
    ],
)
def test_a_mandate_that_does_not_say_whose_it_is_or_of_what_is_no_law(old: str, new: str, code: str, tmp_path: Path) -> None:
    text = FOLDER.joinpath("mandates", "weihai-2022.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mandates").mkdir()
    (tmp_path / "mandates" / "x.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        Shelf([tmp_path]).book("weihai-2022")
    assert [fault.code for fault in raised.value.faults] == [code]
