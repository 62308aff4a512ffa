"""Every example of the page on cohorts is read by the program, and graded as the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli

from tic_core.model.edition import Edition
from tic_core.model.verdict import Verdict
from tic_core.packs import edition_of
from tic_core.packs.read import bytes_of, read
from tic_core.rules.grading import Member, graded

ROOT = Path(__file__).parents[2]
YANXI = ROOT / "tests" / "cohorts" / "yanxi" / "yanxi-2024" / "edition.toml"
PAGES = {"zh": ROOT / "docs" / "cohorts.md", "en": ROOT / "docs" / "en" / "cohorts.md"}
PART = re.compile(r"```toml\n(?P<block>.*?)```|^- `(?P<facts>[^`]+)` → (?P<grades>[^\n]+)$", re.DOTALL | re.MULTILINE)
WHOLE = {"score": "80", "score.research": "20", "patents": 0, "town": "north", "field": "farming"}


def edition(keys: Mapping[str, Any]) -> Edition:
    """Yanxi's edition with these keys in the place of its cohort's own; other quotas, floors and memory left out."""
    document = read(*bytes_of(YANXI))
    (cohort,) = document.table["cohort"]
    left_out = {name: [] for name in ("quotas", "memory", "floors") if name not in keys}
    table = {**document.table, "cohort": [{**cohort, **left_out, **keys}]}
    return edition_of(attrs.evolve(document, table=table))


def parts(page: Path) -> Iterator[tuple[dict[str, Any], str, str]]:
    """The page's blocks and claims in order: each claim goes with the block before it."""
    keys: dict[str, Any] = {}
    for found in PART.finditer(page.read_text(encoding="utf-8")):
        if found["block"] is not None:
            keys = tomli.loads(found["block"])
            yield keys, "", ""
        else:
            yield keys, found["facts"], found["grades"]


def members(told: str, law: Edition) -> list[Member]:
    """The centres that a claim tells of."""
    said = tomli.loads(told.replace("; ", "\n"))
    (kind,) = law.cohorts
    facts = law.tables["facts"]
    made = []
    for place in range(len(said["score"])):
        row = {**WHOLE, **{name: values[place] for name, values in said.items() if name in facts}}
        known = {name: Decimal(value) if facts[name].type == "decimal" else value for name, value in row.items()}
        met = dict.fromkeys(kind.rules(), Verdict.NOT_MET)
        met |= {"no-show": Verdict.MET if said.get("absent", {})[place] else Verdict.NOT_MET} if "absent" in said else {}
        past = tuple(said["history"][place]) if "history" in said else ()
        made.append(Member(f"c-{place}", known, met, {part.key: past for part in kind.memory}))
    return made


CLAIMS = [(lang, *each) for lang, page in PAGES.items() for each in parts(page)]


@pytest.mark.parametrize(("lang", "keys", "facts", "expected"), CLAIMS)
def test_an_example_is_read_and_graded_as_the_page_says(lang: str, keys: dict[str, Any], facts: str, expected: str) -> None:
    law = edition(keys)
    if facts:
        order = [term.id for term in law.tables["vocabularies"]["grade"].terms]
        found = graded(law.cohorts[0], order, members(facts, law))
        assert [each.grade for each in found] == expected.split(", "), (lang, facts)


def test_both_pages_hold_the_same_examples() -> None:
    chinese, english = (list(parts(PAGES[lang])) for lang in ("zh", "en"))
    assert chinese == english
    assert len(english) >= 18


def test_control_a_wrong_claim_is_noticed() -> None:
    law = edition({})
    found = graded(law.cohorts[0], [term.id for term in law.tables["vocabularies"]["grade"].terms], members('score = ["85"]', law))
    assert [each.grade for each in found] != ["good"]
