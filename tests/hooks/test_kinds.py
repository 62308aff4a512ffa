"""A rule kind of a plugin decides inside the law: its faults are named, and what it is given it cannot change."""

from __future__ import annotations

import decimal
from typing import Any, ClassVar

import attrs
import pytest

from tic_core.errors import PluginError
from tic_core.hooks import hookimpl
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.model.rule import Check, Names, Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.rules.compile import compile_rules
from tic_core.rules.kinds import OneOf
from tic_core.rules.reference import evaluate
from tic_core.testing.questions import HOME
from tic_core.text import Text

WHY = Text("理由", "reason")
ROWS = ({"name": "a"}, {"name": "b"})


def let_in(check: Any, **forms: Any) -> Rule:
    """A rule of a code kind whose ``check`` is this one, as the façade lets it in."""
    body = {
        "kind": "tide",
        "opaque": True,
        "__doc__": "Tide.",
        "reads": lambda self: ("rows",),
        "check": check,
        "sentence": lambda self, names: WHY,
    }
    kind: Any = attrs.frozen(kw_only=True)(type("Tide", (Rule,), body | forms))
    answers = Jurisdictions.of({HOME: Kinds([kind])}).answers([HOME])
    [found] = answers.rule_kinds()
    assert answers.rule_kinds() == (found,)
    return found.answer(id="tide", name=WHY)


class Kinds:
    """A plugin with rule kinds."""

    HOOK_API = (1, 0)

    def __init__(self, kinds: list[Any]) -> None:
        self.kinds = kinds

    @hookimpl
    def tic_rule_kinds(self) -> list[Any]:
        return self.kinds


def both_ways(rule: Rule) -> list[Any]:
    """What comes of evaluating the rule, by the plain reading and compiled: a verdict, or the error."""
    found: list[Any] = []
    for way in (evaluate_plainly, evaluate_compiled):
        try:
            found.append(way(rule))
        except PluginError as error:
            found.append(error)
    return found


def evaluate_plainly(rule: Rule) -> Verdict:
    return evaluate(rule, {"rows": ROWS}, {"tide": rule}).verdict


def evaluate_compiled(rule: Rule) -> Verdict:
    compiled = compile_rules(["tide"], {"tide": rule}, {})
    return compiled.verdicts(compiled.run(compiled.vector({"rows": ROWS})))["tide"]


def fails(error: BaseException) -> Any:
    def check(self: Rule, facts: Any, peer: Peers) -> Check:
        raise error

    return check


@pytest.mark.parametrize("error", [ValueError("{x}"), SystemExit(0), RecursionError(), GeneratorExit()], ids=repr)
def test_a_check_that_raises_is_named_with_its_plugin_and_its_kind(error: BaseException) -> None:
    for caught in both_ways(let_in(fails(error))):
        assert (caught.plugin.strip(), caught.hook, caught.exit_code) == ("Kinds", "tic_rule_kinds", 5)
        assert f"check of its rule kind “tide” failed: {type(error).__name__}" in str(caught)
        assert caught.__cause__ is error


@pytest.mark.parametrize(
    "answer",
    [None, True, Verdict.MET, Check(True, {}), Check(4, {}), Check("met", {})],
    ids=repr,  # type: ignore[arg-type]
)
def test_a_check_that_lies_about_its_type_is_named(answer: Any) -> None:
    for caught in both_ways(let_in(lambda self, facts, peer: answer)):
        assert "check of its rule kind “tide” answered with a" in str(caught)


def test_what_a_check_is_given_it_cannot_change() -> None:
    def check(self: Rule, facts: Any, peer: Peers) -> Check:
        facts["rows"][0]["name"] = "mine"
        return Check(Verdict.MET, {})

    for caught in both_ways(let_in(check)):
        assert "mappingproxy" in str(caught)
    assert ROWS[0]["name"] == "a"


def test_a_check_reckons_in_a_context_of_its_own() -> None:
    def check(self: Rule, facts: Any, peer: Peers) -> Check:
        decimal.getcontext().prec = 1
        return Check(Verdict.MET, {})

    before = decimal.getcontext().prec
    assert both_ways(let_in(check)) == [Verdict.MET, Verdict.MET]
    assert decimal.getcontext().prec == before


def test_a_check_cannot_blame_another_plugin_for_its_own_failure() -> None:
    for caught in both_ways(let_in(fails(PluginError("tic-innocent 1.0", "", WHY)))):
        assert caught.plugin.strip() == "Kinds"


def test_an_interrupt_from_the_keyboard_passes() -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate_plainly(let_in(fails(KeyboardInterrupt())))


@pytest.mark.parametrize("form", ["reads", "sentence"])
def test_every_form_of_a_kind_answers_under_the_name_of_its_plugin(form: str) -> None:
    rule = let_in(lambda self, facts, peer: Check(Verdict.MET, {}), **{form: lambda self, *given: 3})
    with pytest.raises(PluginError, match=f"{form} of its rule kind “tide” answered with a int"):
        getattr(rule, form)(*([Names({}, {}, {})] if form == "sentence" else []))


def test_a_kind_made_out_of_a_core_kind_leaves_the_core_kind_alone() -> None:
    @attrs.frozen(kw_only=True)
    class Quay(OneOf):
        """One of the quays."""

        kind: ClassVar[str] = "quay"

    before = OneOf.check
    Jurisdictions.of({HOME: Kinds([Quay])}).answers([HOME]).rule_kinds()
    assert OneOf.check is before
    assert Quay.check is not before
