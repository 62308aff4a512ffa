"""``--json`` gives one document with its ``schema``, on every command, with the keys that are promised in ``docs/json.md``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tic_core.cli import main

Told = Callable[..., dict[str, Any]]
ROOT = Path(__file__).parents[2]
FINDING = {"rule", "verdict", "cite", "values", "margin", "text", "limit", "remedy", "assumed", "blocks", "noted", "determined"}
DUTY = {"centre", "kind", "owner", "due", "status", "days_left", "cite", "provisional", "period", "opens"}
NOTICE = {"number", "day", "kind", "subject", "name", "duty", "period", "last", "owner", "cite", "known_at", "checkpoint"}
EVENT = {"sequence", "act", "kind", "on", "effective", "recorded", "by", "cites", "effects", "document", "reason", "basis"}
CENTRE = {"id", "name", "stage", "kind", "policy", "since", "edition"}

SHAPES: dict[str, tuple[list[str], dict[str, set[str]]]] = {
    "centres": (["list"], {"centres[]": CENTRE}),
    "centre": (
        ["show", "y-1"],
        {
            "centre": CENTRE | {"facts", "reservations", "proceedings", "duties", "incentives", "path"},
            "centre.duties[]": DUTY,
            "centre.path[]": {"stage", "kind", "on", "act", "sequence"},
            "centre.proceedings[]": {"key", "kind", "step", "open", "since"},
        },
    ),
    "history": (["history", "y-1"], {"": {"centre", "as_of", "known_at"}, "events[]": EVENT}),
    "next": (
        ["next", "y-2", "--as-of", "2025-02-01"],
        {"acts[]": {"act", "name", "nature", "cite", "by", "leads_to", "lawful", "brings", "needs", "blocked"}},
    ),
    "duties": (["due", "--as-of", "2025-05-01"], {"": {"as_of", "known_at"}, "duties[]": DUTY}),
    "explanation": (
        ["explain", "y-1", "y-1-recognise-too-early"],
        {
            "": {"how", "act", "status", "edition", "sequence", "recorded", "law", "repair", "ask"},
            "act": {"id", "kind", "on"},
            "findings[]": FINDING | {"article", "sentence", "facts", "interpretations"},
        },
    ),
    "editions": (["policy", "list"], {"editions[]": {"id", "policy", "jurisdiction", "path", "pack", "ok", "sample_acts"}}),
    "edition": (
        ["policy", "show", "linhu-2024"],
        {"edition": {"id", "title", "first", "last", "cite", "digest", "counts"}, "tables.rules[]": {"id", "name", "cite", "says"}},
    ),
    "check": (
        ["policy", "check", "linhu-2024"],
        {"": {"ok"}, "documents[]": {"document", "file", "edition", "account", "ok", "faults"}},
    ),
    "code": (["policy", "check", "--explain", "unused-rule"], {"": {"code", "severity", "why", "wrong", "right"}}),
    "schema": (["policy", "schema", "acts"], {"": {"form", "document"}}),
    "graph": (["policy", "graph", "linhu-2024", "--centre", "y-1"], {"": {"edition", "format", "text"}, "path[]": {"stage", "on"}}),
    "wording": (
        ["policy", "wording", "linhu-2024"],
        {
            "": {"edition", "signatures", "counts", "records"},
            "rules[]": {"id", "sentence", "article", "digest", "state", "signature"},
        },
    ),
    "diff": (["policy", "diff", "linhu-2024", "linhu-2024"], {"": {"old", "new", "counts", "articles", "centres"}}),
    "plugins": (["plugin", "list"], {"": {"plugins", "problems"}}),
    "verification": (
        ["verify"],
        {"": {"ok", "events", "head", "root", "problems"}, "checkpoints[]": {"jurisdiction", "size", "root"}},
    ),
    "checkpoint": (["checkpoint"], {"": {"jurisdiction", "size", "root", "hash", "text"}}),
    "proof": (["proof", "inclusion", "3"], {"": {"kind", "hash", "path", "checkpoint", "sequence", "event"}}),
    "feed": (["feed"], {"": {"consumer", "after", "last"}, "events[]": EVENT | {"subject"}}),
    "scan": (
        ["scan", "--show"],
        {
            "": {"day", "subjects", "new", "checkpoint"},
            "notices[]": NOTICE,
        },
    ),
    "erased": (["ledger", "erase", "p-1"], {"": {"jurisdiction", "people", "erased"}}),
    "upgrade": (["ledger", "upgrade"], {"": {"ledger", "before", "after", "dry_run"}}),
    "demo": (
        ["demo", "linhu-2024"],
        {
            "": {"ledger", "edition", "as_of", "counts", "refusal", "verification"},
            "receipts[]": {"act", "centre", "status", "sequence", "findings"},
            "centres[]": CENTRE,
            "duties[]": DUTY,
            "life": {"centre", "events", "next"},
        },
    ),
}


def within(document: Any, way: str) -> list[Any]:
    found = [document]
    for step in filter(None, way.split(".")):
        found = [each[step.removesuffix("[]")] for each in found]
        found = [each for items in found for each in items] if step.endswith("[]") else found
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("schema", SHAPES)
def test_each_document_has_its_schema_its_language_and_the_promised_keys(told: Told, ledger: Path, schema: str, lang: str) -> None:
    args, shape = SHAPES[schema]

    document = told(*args, lang=lang)

    assert (document["schema"], document["lang"]) == (f"tic/{schema}/1", lang)
    for way, keys in shape.items():
        found = within(document, way)
        assert found, way
        for each in found:
            assert keys <= each.keys(), way


def test_a_document_is_all_there_is_on_stdout_and_talk_goes_to_stderr(ticctl: Callable[..., Any], ledger: Path) -> None:
    result = ticctl("due", "--json", "--as-of", "2023-01-01")

    assert json.loads(result.stdout)["duties"] == []
    assert result.stdout.endswith("}\n")


def test_a_document_holds_no_floating_point_number(told: Told, ledger: Path) -> None:
    def refuse(number: str) -> Any:
        raise AssertionError(number)

    for args, _ in SHAPES.values():
        document = told(*args)
        json.loads(json.dumps(document), parse_float=refuse)


def test_a_finding_says_the_same_in_both_languages(told: Told, ledger: Path) -> None:
    zh, en = (told("explain", "y-1", "y-1-recognise-too-early", lang=lang)["findings"] for lang in ("zh", "en"))

    assert [each["text"] for each in zh] != [each["text"] for each in en]
    for name in FINDING - {"text", "remedy"}:
        assert [each[name] for each in zh] == [each[name] for each in en]


@pytest.mark.parametrize(
    ("args", "kind", "code"),
    [
        (["shw"], "usage", 2),
        (["show", "y-9"], "usage", 2),
        (["list", "--as-of", "soon"], "usage", 2),
        (["submit", "nowhere.toml"], "document", 3),
        (["list", "--ledger", "sqlite:////nowhere/at/all.db"], "ledger", 4),
    ],
)
def test_an_error_is_a_document_too(told: Told, ledger: Path, args: list[str], kind: str, code: int) -> None:
    document = told(*args)

    assert document["schema"] == "tic/error/1"
    assert (document["error"]["kind"], document["error"]["exit_code"]) == (kind, code)
    assert document["error"]["message"]
    assert {"remedy", "faults"} <= document["error"].keys()


def test_the_faults_of_a_file_are_told_with_their_places(told: Told, ledger: Path, tmp_path: Path) -> None:
    file = tmp_path / "acts.toml"
    file.write_text('schema = "tic/acts/1"\n[[act]]\nid = "a"\nkind = "propose"\non = "2024-01-01"\nby = "x"\n', encoding="utf-8")

    faults = told("submit", file)["error"]["faults"]

    assert [(fault["file"], fault["line"], fault["key"]) for fault in faults] == [(str(file), 5, "act[a].on")]
    assert {"code", "column", "what", "expected"} <= faults[0].keys()


@pytest.mark.parametrize("page", ["docs/json.md", "docs/en/json.md"])
def test_every_document_is_described(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    assert set(re.findall(r"tic/([a-z]+)/1", text)) >= SHAPES.keys() | {"receipts", "error"}


@pytest.mark.parametrize("page", ["docs/commands.md", "docs/en/commands.md"])
def test_every_command_and_option_is_described(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    for path in [*main.table, "policy list", "policy show", "policy check", "policy graph", "plugin list"]:
        assert f"ticctl {path}" in text or path in ("policy", "plugin")
        help_page = CliRunner().invoke(main, [*path.split(), "--help", "--lang", "en"]).stdout
        for option in re.findall(r"--[a-z-]+", help_page):
            assert f"`{option}" in text or f" {option}" in text, (path, option)
