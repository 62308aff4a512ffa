"""An industry code that the official table does not have is refused where the bureau has loaded that table."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from tests.programme import acts, clock

from tic_core import Registry, Status
from tic_core.errors import DocumentError
from tic_core.packs import load_classification

TABLE = """code,level,parent,name
C,section,,manufacturing
34,division,C,general equipment
349,group,34,other
3491,class,349,robots
"""
APPROVED = "wh-0014-approve"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "bureau" / "classifications"
    folder.mkdir(parents=True)
    folder.joinpath("gbt4754-2017.csv").write_text(TABLE, encoding="utf-8")
    return folder.parent


def registry(*folders: Path) -> Registry:
    found = Registry.open("sqlite://", clock=clock, policies=folders)
    for act in acts():
        if act.centre in ("", "wh-0014"):
            if act.id == APPROVED:
                break
            found.submit(act)
    return found


def approval(code: str) -> object:
    act = next(each for each in acts() if each.id == APPROVED)
    return attrs.evolve(act, facts={**act.facts, "industry.class": code})


def test_an_unknown_industry_code_is_refused_with_the_table_it_should_stand_in(pack: Path) -> None:
    receipt = registry(pack).submit(approval("9999"))  # type: ignore[arg-type]

    (told,) = receipt.refusals
    assert told.rule == "core.fact"
    assert told.remedy is not None
    assert "9999" in told.text.zh
    assert "gbt4754-2017" in told.remedy.en


def test_a_code_of_the_table_is_accepted_and_the_ledger_keeps_the_table(pack: Path) -> None:
    found = registry(pack)
    receipt = found.submit(approval("3491"))  # type: ignore[arg-type]

    assert receipt.status is Status.ACCEPTED
    assert receipt.event is not None
    digest = receipt.event.law.digests["classification:gbt4754-2017"]
    with found.ledger.reading() as reader:
        kept = reader.text(digest)
    assert kept is not None
    assert (kept.kind, kept.body) == ("classification", TABLE.encode())
    assert found.verify().ok


def test_without_the_table_a_code_is_held_to_its_form_alone() -> None:
    assert registry().submit(approval("9999")).status is Status.ACCEPTED  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("code,level,parent", "code,grade,parent", "no-columns", 1),
        ("349,group,34", "349,group,33", "no-parent", 4),
        ("3491,class", "349,class", "code-twice", 5),
        ("3491,class", "34 91,class", "bad-code", 5),
    ],
)
def test_a_table_that_is_no_classification_is_refused_with_the_line(old: str, new: str, code: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        load_classification(TABLE.replace(old, new).encode(), "gbt4754-2017", "table.csv")
    assert (code, line) in [(fault.code, fault.line) for fault in caught.value.faults]
