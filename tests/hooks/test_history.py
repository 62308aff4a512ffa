"""What is on its way out of the hook API works, says so by name, and is refused only when it is gone (shown on a made-up hook)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tic_core.errors import PluginError
from tic_core.hooks import HOOK_API, history, hookimpl, spec
from tic_core.hooks.admission import specified
from tic_core.hooks.history import Deprecated, HookDeprecated
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.model.answer import Proposal
from tic_core.testing.questions import EDITION as LAW
from tic_core.testing.questions import FACTS, HOME, SUPPORT, WHY

OLD_HOOK = Deprecated("tic_support", since=(1, 2), gone=(2, 0), instead="tic_incentives")
OLD_NAME = Deprecated("tic_support", since=(1, 1), gone=(2, 0), parameter="candidates", instead="eligible")
GOING = Deprecated("tic_incentives", since=(1, 3), gone=(2, 0), parameter="facts")


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hook API in which ``tic_support`` with ``candidates`` became ``tic_incentives`` with ``eligible``."""

    @spec.hookspec
    def tic_support(facts: Any, candidates: Any, edition: Any) -> Any: ...

    monkeypatch.setattr(spec, "tic_support", tic_support, raising=False)
    monkeypatch.setattr(history, "DEPRECATED", (OLD_HOOK, OLD_NAME, GOING))
    specified.cache_clear()
    yield
    specified.cache_clear()


class Old:
    """Written before the hook was renamed."""

    HOOK_API = (1, 0)

    @hookimpl
    def tic_support(self, candidates: Any) -> list[Proposal]:
        return [Proposal(each.id, WHY, "19") for each in candidates]


class Both(Old):
    """Written for both."""

    @hookimpl
    def tic_incentives(self, eligible: Any) -> list[Proposal]:
        return []


def asked(speaker: object) -> Any:
    answers = Jurisdictions.of({HOME: speaker}).answers([HOME])
    return answers, answers.incentives(FACTS, (SUPPORT,), LAW)


@pytest.mark.usefixtures("going")
def test_a_plugin_written_for_the_old_name_is_asked_under_it_and_warned_by_name() -> None:
    with pytest.warns(HookDeprecated) as warned:
        answers, told = asked(Old())

    assert [each.answer.incentive for each in told] == ["support"]
    said = [str(each.message) for each in warned]
    assert said == [each.en for each in answers.plugins[0].remarks]
    assert len(said) == 2
    for part in (
        "the plugin Old (zz-harbour)",
        "hook tic_support",
        "since API 1.2",
        "gone with 2.0",
        "write tic_incentives instead",
    ):
        assert part in said[0]
    for part in ("the parameter candidates", "since API 1.1", "write eligible instead"):
        assert part in said[1]


@pytest.mark.usefixtures("going")
def test_under_both_names_the_new_one_counts() -> None:
    with pytest.warns(HookDeprecated):
        _, told = asked(Both())
    assert told == ()


@pytest.mark.usefixtures("going")
def test_what_goes_away_for_good_is_still_given_and_said() -> None:
    class Reader:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_incentives(self, facts: Any) -> list[Proposal]:
            return [Proposal("support", WHY, "19")] if facts == FACTS else []

    with pytest.warns(HookDeprecated, match=r"the parameter facts is deprecated since API 1\.3 and gone with 2\.0; do without it"):
        _, told = asked(Reader())
    assert len(told) == 1


@pytest.mark.usefixtures("going")
def test_a_plugin_of_today_is_not_warned() -> None:
    class Today:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_incentives(self, eligible: Any) -> list[Proposal]:
            return []

    answers, _ = asked(Today())  # a warning would be an error here
    assert answers.plugins[0].remarks == ()


@pytest.mark.usefixtures("going")
def test_what_fails_under_the_old_name_is_named_by_it() -> None:
    class Broken:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_support(self) -> list[Proposal]:
            raise ValueError

    with pytest.warns(HookDeprecated), pytest.raises(PluginError) as caught:
        asked(Broken())
    assert caught.value.hook == "tic_support"


def test_once_it_is_gone_the_old_name_is_an_unknown_hook() -> None:
    with pytest.raises(PluginError, match="there is no hook called tic_support"):
        asked(Old())


class Later:
    """Written for a later minor of the API."""

    HOOK_API = (HOOK_API[0], HOOK_API[1] + 6)

    @hookimpl
    def tic_incentives(self, eligible: Any) -> list[Proposal]:
        return []


def test_a_plugin_for_a_later_minor_is_let_in_with_a_remark_where_we_have_all_that_it_uses() -> None:
    answers, told = asked(Later())
    [remark] = answers.plugins[0].remarks
    assert told == ()
    assert "the plugin Later" in remark.en
    assert "written for hook API 1.6, this is 1.0" in remark.en
    assert "1.6" in remark.zh


def test_what_a_later_minor_has_and_we_do_not_is_refused_with_the_way_out() -> None:
    class Newest(Later):
        @hookimpl
        def tic_sail(self) -> None: ...

    class Wider(Later):
        @hookimpl
        def tic_incentives(self, budget: Any) -> list[Proposal]:
            return []

    for speaker, hook in ((Newest(), "tic_sail"), (Wider(), "tic_incentives")):
        with pytest.raises(PluginError, match="upgrade tic-core") as caught:
            asked(speaker)
        assert caught.value.hook == hook
        assert "1.6" in str(caught.value)


# ── the version says what there is ───────────────────────────────────────────────────────────────────────────────────────────


def versions() -> list[tuple[int, int]]:
    """Every version in which something of the specification was added, changed or deprecated."""
    told = "\n".join(inspect.getdoc(getattr(spec, hook)) or "" for hook in specified())
    found = re.findall(r"^\.\. (?:versionadded|versionchanged|deprecated):: ([0-9]+)\.([0-9]+)", told, re.MULTILINE)
    return [(int(major), int(minor)) for major, minor in found]


def test_the_version_of_the_api_is_that_of_the_latest_change_to_it() -> None:
    assert max(versions()) == HOOK_API


def test_everything_on_its_way_out_is_told_in_its_docstring_and_not_yet_gone() -> None:
    for each in history.DEPRECATED:
        assert each.since <= HOOK_API < each.gone
        assert ".. deprecated::" in (inspect.getdoc(getattr(spec, each.hook)) or "")


def test_the_handbooks_say_what_is_on_its_way_out_or_that_nothing_is() -> None:
    for page, nothing in (("docs/hooks.md", "目前没有弃用的东西"), ("docs/en/hooks.md", "Nothing is deprecated now")):
        text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
        assert (nothing in text) == (history.DEPRECATED == ())
        assert all(each.remark("zh" if "en" not in page.split("/") else "en") in text for each in history.DEPRECATED)
