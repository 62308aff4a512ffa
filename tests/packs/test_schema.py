"""The JSON Schemas refuse what the reader refuses for its form, and nothing else; a checker of TOML finds it at the same line."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, get_args

import attrs
import jsonschema_rs
import pytest
import tomli
from tests.generated import DRAFTS, FOLDERS, FaultyDraft, drafts, forms
from tests.packs.cases import CASES, Case
from tests.packs.test_mutations import document, mutate

from tic_core.errors import DocumentError
from tic_core.packs import exact
from tic_core.packs.check.words import CLOSED, check_words
from tic_core.packs.draft import drafted
from tic_core.packs.read import Inexact, read
from tic_core.packs.schema import EDITION, schema_of
from tic_core.packs.schema.keys import CLASSES, DOCUMENTS, KEYS, KINDS_OF
from tic_core.packs.structure import KINDS, OPERATIONS

ROOT = Path(__file__).parents[2]
FORM = {*exact.MESSAGES, *(f"unknown-{thing}" for _, _, thing, _ in CLOSED), "float", "moment"}
"""Codes of what is wrong with a document's form: keys, types, and words of the core's closed lists."""

BEYOND = re.compile(r"\d{19,}|\\u0000")  # what no checker of TOML reads at all: numbers of more than 64 bits, the character NUL

DATE, INEXACT = "\ue000date", "\ue000inexact"  # what TOML has and JSON lacks, written as no document writes it


def as_json(value: Any) -> Any:
    """A TOML value as JSON, in which a date is not a text that looks like one and 1.0 is not 1."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, Inexact | float | time | datetime):
        return {INEXACT: str(value)}
    return {DATE: value.isoformat()} if isinstance(value, date) else value


def of_toml(schema: Any) -> Any:
    """A schema for such values: ``format: date`` is TOML's date."""
    if isinstance(schema, dict):
        is_date = schema.get("format") == "date"
        return {"type": "object", "required": [DATE]} if is_date else {key: of_toml(item) for key, item in schema.items()}
    return [of_toml(item) for item in schema] if isinstance(schema, list) else schema


class Checker:
    """A validator of JSON Schema over TOML texts."""

    def __init__(self, schema: Any) -> None:
        self._validator = jsonschema_rs.validator_for(of_toml(schema))

    def told(self, text: str) -> list[str]:
        """What the schema has against a document."""
        value = as_json(tomli.loads(text, parse_float=Inexact))
        return [f"{error.instance_path}: {error.message}" for error in self._validator.iter_errors(value)]


@pytest.fixture(scope="module")
def edition() -> Checker:
    return Checker(schema_of(EDITION, "en"))


def of_form(text: str) -> set[str]:
    """The codes of what the reader has against a document's form."""
    draft = drafted(read(text.encode(), "edition.toml"))
    return {found.code for found in (*draft.flaws, *check_words(draft))} & FORM


# ── what is accepted and refused ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("edition", [*ROOT.glob("policies/tic_policies/*/edition.toml"), *ROOT.glob("tests/cli/linhu/*/edition.toml")]),
        ("edition", [ROOT / "src/tic_core/packs/codes/sample.toml", ROOT / "benchmarks/edition.toml", *DRAFTS.glob("clean*")]),
        ("account", [*ROOT.glob("policies/tic_policies/*/account.toml"), ROOT / "src/tic_core/packs/codes/account.toml"]),
        ("acts", [*ROOT.glob("policies/tic_policies/*/acts/*.toml"), ROOT / "src/tic_core/packs/codes/acts.toml"]),
        ("cases", list(ROOT.glob("policies/tic_policies/*/cases/*.toml"))),
        ("claims", list(ROOT.glob("policies/tic_policies/*/proofs.toml"))),
    ],
)
def test_documents_that_load_are_accepted(name: str, files: list[Path]) -> None:
    checker = Checker(schema_of(forms()[name], "en"))
    assert files
    for file in files:
        assert checker.told(file.read_text(encoding="utf-8")) == [], file


@pytest.mark.parametrize("case", [case for case in CASES if not BEYOND.search(case.new)], ids=str)
def test_a_broken_document_is_refused_exactly_when_its_form_is_broken(case: Case, base: str, edition: Checker) -> None:
    broken = base.replace(case.old, case.new)
    assert bool(edition.told(broken)) == bool(of_form(broken))


@pytest.mark.parametrize("draft", drafts(), ids=lambda draft: draft.file.stem)
def test_a_faulty_draft_is_refused_exactly_when_its_form_is_faulty(draft: FaultyDraft, edition: Checker) -> None:
    assert bool(edition.told(draft.text)) == bool(of_form(draft.text)) == (draft.code in FORM)


def test_schema_and_reader_agree_on_documents_broken_at_random(base: str, edition: Checker) -> None:
    dice, refused = random.Random(20220707), 0
    for number in range(200):
        table = tomli.loads(base)
        mutate(table, dice)
        broken = document(table)
        if not BEYOND.search(broken):
            found, told = of_form(broken), edition.told(broken)
            refused += bool(found)
            assert bool(told) == bool(found), (number, found, told[:3])
    assert refused > 100


def test_control_a_schema_that_takes_any_key_lets_a_misspelt_one_through(base: str, edition: Checker) -> None:
    broken = base.replace('at_most = "1/3"', 'atmost = "1/3"')
    loose = json.dumps(schema_of(EDITION, "en")).replace('"additionalProperties": false', '"additionalProperties": true')
    assert edition.told(broken)
    assert Checker(json.loads(loose)).told(broken) == []


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", forms())
def test_each_is_a_schema_of_draft_2020_12_in_one_language(name: str) -> None:
    chinese, english = schema_of(forms()[name], "zh"), schema_of(forms()[name], "en")
    for schema in (chinese, english):
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema_rs.meta.validate(schema)
    assert re.search("[\u3400-\u9fff]", json.dumps(chinese, ensure_ascii=False))
    assert set(re.findall("[\u3400-\u9fff]+", json.dumps(english, ensure_ascii=False))) <= {"一般"}


def attributes(wanted: Any, seen: set[Any]) -> Iterator[tuple[str, str]]:
    """Every class and attribute that a document can hold."""
    if wanted in seen:
        return
    seen.add(wanted)
    if attrs.has(wanted) and wanted not in exact.READERS:
        attrs.resolve_types(wanted)
        for field in attrs.fields(wanted):
            if field.init:
                yield wanted.__name__, field.name
                yield from attributes(field.type, seen)
    for inner in get_args(wanted):
        if isinstance(inner, type) or get_args(inner):
            yield from attributes(inner, seen)


def test_every_key_a_document_can_hold_is_told() -> None:
    kept = [wanted for form in forms().values() for wanted in form.keys.values()]
    found = {each for wanted in (*kept, *KINDS.values(), *OPERATIONS.values()) for each in attributes(wanted, set())}
    assert len(found) > 200
    assert sorted(f"{owner}.{name}" for owner, name in found if f"{owner}.{name}" not in KEYS and name not in KEYS) == []
    assert sorted({*KINDS, *OPERATIONS} - set(KINDS_OF)) == []
    assert (
        sorted({f"[{key}]" for form in forms().values() for key in form.keys} - set(CLASSES) - {f"[{key}]" for key in KEYS}) == []
    )
    assert set(forms()) == set(DOCUMENTS)


# ── a checker of TOML ────────────────────────────────────────────────────────────────────────────────────────────────────────

TOMBI = shutil.which("tombi", path=str(Path(sys.executable).parent))
ALIKE = {
    "unknown-key": "is not allowed",
    "missing-key": "is required",
    "wrong-type": "expected a value of type",
    "float": "but found Float",
    "unknown-kind": "must be one of",
    "bad-period": "at most 1",
    "bad-cite": "pattern",
}
"""What tombi says where the reader gives these codes."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a drafter has it: the schema, and drafts whose first line names it."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(FOLDERS["en"] / "schemas" / "edition.json", folder / "edition.json")
    for file in (*(draft.file for draft in drafts()), *DRAFTS.glob("clean*")):
        text = file.read_text(encoding="utf-8").partition("\n")[2]
        folder.joinpath(file.name).write_text(f"#:schema ./edition.json\n{text}", encoding="utf-8")
    return folder


def linted(desk: Path, name: str) -> str:
    """What tombi says of a draft, offline."""
    words = [str(TOMBI), "lint", "--offline", "--no-cache", name]
    done = subprocess.run(words, cwd=desk, capture_output=True, encoding="utf-8", check=False, timeout=60)
    return re.sub("\x1b\\[[0-9;]*m", "", done.stdout + done.stderr)


@pytest.mark.skipif(TOMBI is None, reason="tombi is not installed (development dependency)")
@pytest.mark.parametrize("draft", [each for each in drafts() if each.code in FORM], ids=lambda draft: draft.file.stem)
def test_a_checker_of_toml_finds_the_same_fault_at_the_same_line(draft: FaultyDraft, desk: Path) -> None:
    line = next(number for number, each in enumerate(places(draft), start=1) if each)
    said = linted(desk, draft.file.name)
    assert ALIKE[draft.code] in said
    assert f"{draft.file.name}:{line}:" in said, said


def places(draft: FaultyDraft) -> list[bool]:
    """For each line of a draft whether the reader finds its fault there."""
    from tic_core.packs import load

    try:
        load(draft.text.encode(), draft.file.name)
    except DocumentError as error:
        found = {fault.line for fault in error.faults}
    return [number in found for number in range(1, draft.text.count("\n") + 2)]


@pytest.mark.skipif(TOMBI is None, reason="tombi is not installed (development dependency)")
def test_a_checker_of_toml_has_nothing_against_the_clean_drafts(desk: Path) -> None:
    for file in DRAFTS.glob("clean*"):
        assert "linted successfully" in linted(desk, file.name)
