"""What a plugin must be before it is let in. Each refusal names the plugin and, where there is one, the hook."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

import pytest

from tic_core.errors import PluginError
from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.admission import Plugin
from tic_core.hooks.jurisdiction import Jurisdictions, assemble

CHAIN = ["zz-coast-harbour", "zz-coast", "zz"]


def let_in(speaker: object) -> Any:
    return Jurisdictions.of({"zz-coast-harbour": speaker}).answers(CHAIN)


def refused(speaker: object) -> PluginError:
    with pytest.raises(PluginError) as caught:
        let_in(speaker)
    return caught.value


def plugin(**members: Any) -> object:
    return type("Harbour", (), {"HOOK_API": (1, 0), **members})()


def test_a_plugin_without_any_hook_is_let_in_and_says_nothing() -> None:
    answers = let_in(plugin())
    assert [each.hooks for each in answers.plugins] == [()]


def test_a_module_is_a_plugin_as_much_as_an_instance_is() -> None:
    @hookimpl
    def tic_incentives(eligible: Any) -> list[Any]:
        return []

    module = ModuleType("harbour_rules")
    vars(module).update(HOOK_API=(1, 0), __version__="2.1", tic_incentives=tic_incentives)

    [found] = let_in(module).plugins
    assert (found.source, found.hooks) == ("harbour_rules 2.1", ("tic_incentives",))


def test_an_implementation_may_take_only_what_it_needs_in_any_order() -> None:
    class Harbour:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_aggregate_scores(self, edition: Any, act: Any) -> None: ...

        @hookimpl
        @staticmethod
        def tic_rule_kinds() -> list[Any]:
            return []

    [found] = let_in(Harbour()).plugins
    assert found.hooks == ("tic_rule_kinds", "tic_aggregate_scores")


def test_a_class_is_refused_because_nobody_would_ever_make_an_instance_of_it() -> None:
    error = refused(type("Harbour", (), {"HOOK_API": (1, 0)}))
    assert "module or an instance" in str(error)


def test_an_unknown_hook_is_refused_with_the_name_that_was_meant() -> None:
    @hookimpl
    def tic_incentive(self: Any) -> None: ...

    error = refused(plugin(tic_incentive=tic_incentive))
    assert (error.plugin, error.hook) == ("Harbour", "tic_incentive")
    assert "did you mean tic_incentives?" in str(error)
    assert "是否指 tic_incentives？" in error.message("zh")


def test_an_unknown_hook_like_no_other_is_refused_with_the_list_of_hooks() -> None:
    @hookimpl
    def berths(self: Any) -> None: ...

    error = refused(plugin(berths=berths))
    assert error.hook == "berths"
    assert "tic_conflict_relation, tic_aggregate_scores" in str(error)


def test_an_optional_hook_does_not_hide_a_wrong_name() -> None:
    @hookimpl(optionalhook=True)
    def tic_incentive(self: Any) -> None: ...

    assert refused(plugin(tic_incentive=tic_incentive)).hook == "tic_incentive"


def unmarked(self: Any, eligible: Any) -> list[Any]:
    return []


@pytest.mark.parametrize(
    "function",
    [
        unmarked,
        staticmethod(unmarked),
        functools.partial(unmarked),
        hookimpl(functools.partial(unmarked)),  # pluggy takes no notice of it, marked or not
        functools.lru_cache(unmarked),
    ],
    ids=["function", "static method", "partial", "marked partial", "cached"],
)
def test_a_function_that_pluggy_would_pass_over_in_silence_is_refused(function: Any) -> None:
    error = refused(plugin(tic_incentives=function))
    assert (error.plugin, error.hook) == ("Harbour", "tic_incentives")
    assert "never be called" in str(error)


def test_a_value_that_only_begins_like_a_hook_is_nobodys_business() -> None:
    assert let_in(plugin(tic_colour="blue")).plugins


def keyword_only(self: Any, *, eligible: Any) -> None: ...
def positional_only(self: Any, eligible: Any, /) -> None: ...
def any_number(self: Any, *eligible: Any) -> None: ...
def any_name(self: Any, **eligible: Any) -> None: ...


@pytest.mark.parametrize("function", [keyword_only, positional_only, any_number, any_name])
def test_a_parameter_that_cannot_be_passed_by_its_name_is_refused(function: Any) -> None:
    error = refused(plugin(tic_incentives=hookimpl(function)))
    assert error.hook == "tic_incentives"
    assert "eligible" in str(error)
    assert "by name" in str(error)


def test_a_default_is_refused_because_it_would_never_count() -> None:
    def tic_incentives(self: Any, eligible: Any = ()) -> None: ...

    assert "default" in str(refused(plugin(tic_incentives=hookimpl(tic_incentives))))


def test_an_argument_that_the_hook_does_not_have_is_refused() -> None:
    def tic_incentives(self: Any, budget: Any) -> None: ...

    error = refused(plugin(tic_incentives=hookimpl(tic_incentives)))
    assert error.hook == "tic_incentives"
    assert "no argument budget" in str(error)
    assert "facts, eligible, edition" in str(error)


@pytest.mark.parametrize(
    "option",
    [
        {"tryfirst": True},
        {"trylast": True},
        {"wrapper": True},
        {"hookwrapper": True},
        {"specname": "tic_rule_kinds"},
    ],
    ids=str,
)
def test_a_plugin_neither_orders_nor_wraps_nor_renames(option: Any) -> None:
    def tic_incentives(self: Any) -> Any:
        yield

    error = refused(plugin(tic_incentives=hookimpl(tic_incentives, **option)))
    assert error.hook == "tic_incentives"
    assert next(iter(option)) in str(error)


async def coroutine(self: Any, eligible: Any) -> list[Any]:
    return []


def generator(self: Any, eligible: Any) -> Any:
    yield from eligible


async def both(self: Any, eligible: Any) -> Any:
    yield eligible


@pytest.mark.parametrize("function", [coroutine, generator, both])
def test_a_coroutine_or_a_generator_is_refused(function: Any) -> None:
    assert "coroutine or a generator" in str(refused(plugin(tic_incentives=hookimpl(function))))


@pytest.mark.parametrize("stated", [None, "1.0", 1, (1,), [1, 0], (1, 0, 0), (True, 0)])
def test_a_plugin_states_for_which_hook_api_it_was_written(stated: Any) -> None:
    error = refused(plugin(HOOK_API=stated))
    assert "HOOK_API = (1, 0)" in str(error)


def test_another_major_of_the_hook_api_is_refused() -> None:
    error = refused(plugin(HOOK_API=(HOOK_API[0] + 1, 0)))
    assert "written for hook API 2.0, this is 1.0" in str(error)
    assert "written for API 1" in str(error)


def test_another_minor_of_the_hook_api_is_let_in() -> None:
    assert let_in(plugin(HOOK_API=(HOOK_API[0], 7))).plugins


def test_the_hook_api_may_be_stated_under_its_longer_name() -> None:
    assert let_in(type("Harbour", (), {"tic_hook_api": (1, 0)})()).plugins


def test_a_plugin_that_cannot_even_be_looked_at_is_refused_by_name() -> None:
    class Harbour:
        def __dir__(self) -> Any:
            raise SystemExit(3)

        HOOK_API = (1, 0)

    error = refused(Harbour())
    assert error.plugin == "Harbour"
    assert isinstance(error.__cause__, SystemExit)


def test_one_object_cannot_speak_for_two_levels_of_a_chain() -> None:
    speaker = plugin()
    with pytest.raises(PluginError) as caught:
        Jurisdictions.of({"zz-coast-harbour": speaker, "zz": speaker}).answers(CHAIN)
    assert "one object for two jurisdictions" in str(caught.value)


def test_a_wrong_name_that_slipped_past_admission_is_caught_by_the_manager() -> None:
    @hookimpl
    def tic_incentive(self: Any) -> None: ...

    record = Plugin("tic-harbour", "1.0", "zz")
    with pytest.raises(PluginError, match="unknown hook 'tic_incentive'") as caught:
        assemble(CHAIN, [(record, plugin(tic_incentive=tic_incentive))])
    assert caught.value.plugin == "tic-harbour 1.0"


def test_a_refused_plugin_stays_refused_when_asked_again() -> None:
    jurisdictions = Jurisdictions.of({"zz": plugin(HOOK_API=(2, 0))})
    for _ in range(2):
        with pytest.raises(PluginError):
            jurisdictions.answers(["zz"])
