"""Plugins are found by their entry points, and imported only when their own chain asks. Nothing is installed here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tic_core.errors import PluginError, UsageError
from tic_core.hooks.jurisdiction import Jurisdictions

CHAIN = ("zz-coast-harbour", "zz-coast", "zz")

EXPLODES = "raise {error}"

TELLS = """
    from tic_core.hooks import hookimpl
    HOOK_API = (1, 0)

    @hookimpl
    def tic_incentives(eligible):
        return []
"""


def codes(jurisdictions: Jurisdictions) -> list[str]:
    return [claim.code for claim in jurisdictions.claims if claim.code.startswith("zz")]


def ours(jurisdictions: Jurisdictions) -> list[PluginError]:
    """The problems without those of whatever else this machine has installed."""
    return [error for error in jurisdictions.problems() if "zz" in str(error) or "broken" in str(error)]


def test_the_name_of_an_entry_point_is_the_code_of_a_jurisdiction(install: Any) -> None:
    install("zz-coast-harbour", TELLS, name="tic-harbour", version="1.2")
    [plugin] = Jurisdictions.installed().answers(CHAIN).plugins
    assert (plugin.name, plugin.version, plugin.source) == ("tic-harbour", "1.2", "tic-harbour 1.2")
    assert (plugin.jurisdiction, plugin.hooks) == ("zz-coast-harbour", ("tic_incentives",))


@pytest.mark.parametrize("order", [CHAIN, CHAIN[::-1]])
def test_the_claims_are_listed_by_code_whatever_the_order_of_installation(install: Any, order: tuple[str, ...]) -> None:
    for code in order:
        install(code)
    assert codes(Jurisdictions.installed()) == sorted(CHAIN)


def test_finding_the_plugins_imports_none_of_them(install: Any) -> None:
    install("zz", EXPLODES.format(error="RuntimeError"))
    jurisdictions = Jurisdictions.installed()
    assert codes(jurisdictions) == ["zz"]
    assert "plugin_zz" not in sys.modules


def test_only_the_plugins_of_the_chain_are_imported_the_nearest_named_first(install: Any) -> None:
    for code in ("zz", "zz-coast", "zz-coast-harbour", "zz-coast-hill", "zz-coastal", "zz-plain", "yy"):
        install(code)
    answers = Jurisdictions.installed().answers(CHAIN)
    assert [plugin.jurisdiction for plugin in answers.plugins] == list(CHAIN)
    assert sorted(name for name in sys.modules if name.startswith("plugin_")) == [
        "plugin_zz",
        "plugin_zz_coast",
        "plugin_zz_coast_harbour",
    ]


def test_a_chain_is_built_once(install: Any) -> None:
    install("zz")
    jurisdictions = Jurisdictions.installed()
    assert jurisdictions.answers(CHAIN) is jurisdictions.answers(list(CHAIN))


def test_a_plugin_is_the_same_object_in_every_chain_it_stands_in(install: Any) -> None:
    install("zz")
    jurisdictions = Jurisdictions.installed()
    assert jurisdictions.answers(CHAIN).plugins == jurisdictions.answers(("zz",)).plugins


def test_two_claims_to_one_jurisdiction_are_refused_before_anything_is_imported(install: Any) -> None:
    install("zz-coast", name="tic-coast", module="coast_one")
    install("zz-coast", name="tic-shore", module="coast_two")
    jurisdictions = Jurisdictions.installed()
    with pytest.raises(PluginError) as caught:
        jurisdictions.answers(CHAIN)
    assert "tic-coast 1.0 (coast_one), tic-shore 1.0 (coast_two)" in str(caught.value)
    assert not {"coast_one", "coast_two"} & sys.modules.keys()
    assert [str(error) for error in ours(jurisdictions)] == [str(caught.value)]


def test_the_quarrel_of_two_neighbours_is_not_ours(install: Any) -> None:
    install("zz-coast-hill", name="tic-hill")
    install("zz-coast-hill", name="tic-mount")
    assert Jurisdictions.installed().answers(CHAIN).plugins == ()


def test_of_two_copies_of_one_distribution_the_first_on_the_path_counts(install: Any, tmp_path: Path) -> None:
    install("zz", name="tic_Old.name", version="1.0", module="older")
    install("zz", name="tic-old-name", version="2.0", module="newer")
    [plugin] = Jurisdictions.installed().answers(["zz"]).plugins
    assert (plugin.source, "older" in sys.modules) == ("tic-old-name 2.0", False)


@pytest.mark.parametrize(
    "error",
    [
        "RuntimeError('no licence')",
        "SystemExit(0)",
        "GeneratorExit",
        "StopIteration",
        "MemoryError",
        "ImportError('{braces}')",
    ],
)
def test_an_import_that_fails_names_the_plugin_whatever_it_raised(install: Any, error: str) -> None:
    install("zz", EXPLODES.format(error=error), name="tic-state")
    with pytest.raises(PluginError) as caught:
        Jurisdictions.installed().answers(CHAIN)
    assert caught.value.plugin == "tic-state 1.0"
    assert caught.value.exit_code == 5
    assert "tic-state 1.0 (zz)" in str(caught.value)
    assert type(caught.value.__cause__).__name__ == error.partition("(")[0]


def test_a_plugin_cannot_blame_another_for_its_own_failure(install: Any) -> None:
    source = """
        from tic_core.errors import PluginError
        from tic_core.text import both
        raise PluginError("tic-innocent 1.0", "", both("it was not me"))
    """
    install("zz", source, name="tic-guilty")
    with pytest.raises(PluginError) as caught:
        Jurisdictions.installed().answers(["zz"])
    assert caught.value.plugin == "tic-guilty 1.0"


def test_an_interrupt_from_the_keyboard_is_nobodys_fault(install: Any) -> None:
    install("zz", EXPLODES.format(error="KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        Jurisdictions.installed().answers(["zz"])


def test_an_entry_point_that_leads_nowhere_names_its_distribution(install: Any) -> None:
    metadata = install("zz", name="tic-lost")
    (metadata / "entry_points.txt").write_text("[tic_core.jurisdictions]\nzz = plugin_zz:nothing\n")
    with pytest.raises(PluginError) as caught:
        Jurisdictions.installed().answers(["zz"])
    assert "tic-lost 1.0" in str(caught.value)
    assert "nothing" in str(caught.value)


def test_an_entry_point_may_name_an_instance(install: Any) -> None:
    metadata = install("zz", "class Rules:\n    HOOK_API = (1, 0)\nrules = Rules()\n", name="tic-state")
    (metadata / "entry_points.txt").write_text("[tic_core.jurisdictions]\nzz = plugin_zz:rules\n")
    assert [plugin.name for plugin in Jurisdictions.installed().answers(["zz"]).plugins] == ["tic-state"]


@pytest.mark.parametrize("broken", ["a line without a value", "\udcff"])
def test_a_neighbours_broken_metadata_is_its_own_problem(install: Any, broken: str) -> None:
    install("zz", TELLS)
    metadata = install("zz-coast-hill", name="tic-broken")
    entry_points = f"[tic_core.jurisdictions]\n{broken}\n".encode("utf-8", "surrogateescape")
    (metadata / "entry_points.txt").write_bytes(entry_points)

    jurisdictions = Jurisdictions.installed()

    assert [plugin.jurisdiction for plugin in jurisdictions.answers(CHAIN).plugins] == ["zz"]
    [problem] = ours(jurisdictions)
    assert "tic-broken" in problem.plugin


def test_an_installation_without_a_name_is_reported_by_its_place(install: Any) -> None:
    metadata = install("zz-coast-hill", name="tic-broken")
    (metadata / "METADATA").unlink()
    [problem] = ours(Jurisdictions.installed())
    assert problem.plugin.endswith("tic-broken")


@pytest.mark.parametrize("code", ["ZZ-coast", "zz_coast", "zz-", "coast", "zz-café"])
def test_a_name_that_is_no_code_is_a_problem_to_be_shown(install: Any, code: str) -> None:
    install(code, name="tic-zz-odd", module="odd")
    [problem] = ours(Jurisdictions.installed())
    assert f"“{code}” is not the code of a jurisdiction" in str(problem)


@pytest.mark.parametrize("chain", [(), "zz", ("zz", "zz"), ("zz-coast", "ZZ"), ("",)])
def test_a_chain_that_is_none_is_wrong_use(chain: Any) -> None:
    with pytest.raises(UsageError):
        Jurisdictions().answers(chain)


def test_a_jurisdiction_without_a_plugin_is_silent() -> None:
    assert Jurisdictions().answers(CHAIN).plugins == ()
