"""``ticctl plugin check``: a report in either language, as a page or as JSON, with the exit code that says whether it conforms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tic_core.testing import agreement, kit, plugins

Ticctl = Callable[..., Result]
Told = Callable[..., dict[str, Any]]
QUICK = ("documents", "sources", "account", "scenarios", "languages", "compiled", "replay", "hooks")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the checks that cost little: what each of them finds has tests of its own."""
    monkeypatch.setattr(kit, "CHECKS", {name: check for name, check in kit.CHECKS.items() if name in QUICK})
    monkeypatch.setattr(agreement, "SEEDS", range(1))
    monkeypatch.setattr(plugins, "ROUNDS", 2)


def test_an_edition_that_conforms_exits_0_and_the_report_says_with_what(told: Told) -> None:
    report = told("plugin", "check", "linhu-2024")

    assert report["schema"] == "tic/conformance/1"
    assert set(report) >= {"package", "version", "code", "core", "hook_api", "made", "ok", "seal", "editions"}
    [edition] = report["editions"]
    assert set(edition) == {"edition", "jurisdiction", "documents", "counts", "checks"}
    assert [each["id"] for each in edition["checks"]] == list(QUICK)
    assert set(edition["checks"][0]) == {"id", "status", "sentence", "told", "reason", "mend"}
    assert len(edition["documents"]) == len(report["seal"]) == 64
    assert report["ok"], edition["checks"]


def test_two_reports_that_say_the_same_have_one_digest_in_any_language(told: Told) -> None:
    seals = {told("plugin", "check", "linhu-2024", lang=lang)["seal"] for lang in ("zh", "en")}

    assert len(seals) == 1
    assert told("plugin", "check", "linhu-2024", "--expect", "scenarios=why")["seal"] not in seals


def test_what_fails_is_told_with_what_to_do_and_exits_1(ticctl: Ticctl, tmp_path: Path) -> None:
    out = tmp_path / "report.txt"

    result = ticctl("plugin", "check", "linhu-2024", "--expect", "compiled=under repair", "--out", out)

    assert result.exit_code == 1
    assert "✗ compiled" in result.stdout
    assert "it was expected to fail (under repair) and passes" in result.stdout
    assert "if this fails, " in result.stdout
    assert "does not conform" in result.stdout
    assert out.read_text(encoding="utf-8") == result.stdout


@pytest.mark.parametrize("package", ["nowhere", "hypothesis"])
def test_a_package_without_an_edition_is_wrong_use(package: str, ticctl: Ticctl) -> None:
    assert ticctl("plugin", "check", package).exit_code == 2


@pytest.mark.parametrize("expected", ["compiled", "compiled=", "nothing=why"])
def test_an_expectation_without_a_reason_or_of_no_check_is_wrong_use(expected: str, ticctl: Ticctl) -> None:
    assert ticctl("plugin", "check", "linhu-2024", "--expect", expected).exit_code == 2


def test_it_may_be_named_by_edition_policy_jurisdiction_distribution_or_folder(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tic_core.testing.kit.outcomes", lambda *_: iter(()))  # what is meant is asked, not what is found
    linhu = Path(__file__).parent / "linhu"
    names = {
        name: [each["edition"] for each in told("plugin", "check", name)["editions"]]
        for name in ("linhu-2024", str(linhu), "tic-weihai", "cn-sd-weihai")
    }

    assert names["linhu-2024"] == ["linhu-2024"]
    assert "linhu-2024" in names[str(linhu)]
    assert names["tic-weihai"] == names["cn-sd-weihai"] == ["weihai-2022"]


def test_without_the_kit_it_says_what_to_install(ticctl: Ticctl, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import util

    right = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == "hypothesis" else right(name, *rest))

    result = ticctl("plugin", "check", "linhu-2024")

    assert result.exit_code == 2
    assert "tic-core[testing]" in result.stderr
