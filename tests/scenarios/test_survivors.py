"""The survivors that the docs list are changes of the document as it stands, and the same in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from tic_core.packs.read import read
from tic_core.scenarios.mutants import mutants

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([\w.*-]+\.[\w.*-]+)` \| (.*) \| (.*) \|$", re.MULTILINE)


def listed(page: str) -> list[tuple[str, ...]]:
    return [found.groups() for found in ROW.finditer(ROOT.joinpath("docs", page).read_text(encoding="utf-8"))]


def test_every_survivor_listed_is_a_change_of_the_document_as_it_stands() -> None:
    document = ROOT / "policies/tic_policies/weihai-2022/edition.toml"
    table = read(document.read_bytes(), str(document)).table
    made = {(each.key, each.old[:60], each.new[:60]) for each in mutants(table)}
    survivors = [(key, old.replace("\\|", "|"), new.replace("\\|", "|")) for key, old, new in listed("mutation.md")]

    assert survivors
    assert [each for each in survivors if each not in made] == []


def test_both_languages_list_the_same_survivors_and_say_how_many() -> None:
    found = listed("mutation.md")
    chinese, english = (ROOT.joinpath("docs", page).read_text(encoding="utf-8") for page in ("mutation.md", "en/mutation.md"))

    assert found == listed("en/mutation.md")
    assert f"未发现 {len(found)} 处" in chinese
    assert f"{len(found)} survive" in english
