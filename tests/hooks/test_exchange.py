"""What counts as an answer: exact types in every field, nothing that only looks like it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import pytest

from tic_core.hooks import exchange
from tic_core.hooks.exchange import Untrue
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.cite import Cite
from tic_core.model.rule import Check, Rule
from tic_core.rules.kinds import OneOf
from tic_core.text import Text

WHY = Text("理由", "reason")


class Words(str):
    """Says one thing to a check and may say another to the kernel."""

    __slots__ = ()


class Liar(Relation):
    """Is a relation, and is not."""


def relation(**changes: Any) -> Relation:
    return attrs.evolve(Relation("berth", "prefix", "7", ("Q7",)), **changes)


def score(**changes: Any) -> ScoreResult:
    return attrs.evolve(ScoreResult({"score": "86.50"}, WHY, "17"), **changes)


def proposal(**changes: Any) -> Proposal:
    return attrs.evolve(Proposal("support", WHY, "19"), **changes)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ("prefix", "answer"),
        (Liar("berth", "prefix", "7"), "answer"),
        (Relation, "answer"),
        (relation(reservation="quay"), "quay"),
        (relation(reservation=Words("berth")), "reservation"),
        (relation(kind="suffix"), "suffix"),
        (relation(kind=Words("prefix")), "kind"),
        (relation(kind=None), "kind"),
        (relation(cite=""), "article"),
        (relation(cite="Art. 7"), "article"),
        (relation(cite=Cite(7)), "cite"),
        (relation(cite=7), "cite"),
        (relation(assumed=["Q7"]), "assumed"),
        (relation(assumed="Q7"), "assumed"),
        (relation(assumed=(7,)), "assumed"),
    ],
)
def test_a_relation_is_refused_unless_every_field_is_right(answer: Any, field: str) -> None:
    with pytest.raises(Untrue) as caught:
        exchange.relation(answer, "berth")
    assert field in str(caught.value)
    assert field in caught.value.what.zh or field == "article"


@pytest.mark.parametrize("kind", ["prefix", "equal"])
@pytest.mark.parametrize("cite", ["7", "9(3)", "annex(2)", "notice"])
def test_a_right_relation_passes(kind: str, cite: str) -> None:
    assert exchange.relation(relation(kind=kind, cite=cite), "berth") == relation(kind=kind, cite=cite)


@pytest.mark.parametrize(
    "value",
    [
        86.5,
        float("nan"),
        Decimal("86.50"),
        Fraction(173, 2),
        datetime(2026, 3, 1, tzinfo=UTC),
        Words("86.50"),
        b"86.50",
        {"a"},
        [{"score": 86.5}],
        [{1: "score"}],
        {"rows": [[1.0]]},
        ...,
    ],
    ids=repr,
)
def test_a_proposed_fact_is_a_plain_value_without_floats(value: Any) -> None:
    with pytest.raises(Untrue) as caught:
        exchange.score_result(score(facts={"score": value}))
    assert "facts['score']" in str(caught.value)


@pytest.mark.parametrize("value", [None, True, 0, "", "86.50", date(2026, 3, 1), [], [{"a": None}], ["x", "y"]])
def test_plain_values_pass_and_nothing_is_a_value_too(value: Any) -> None:
    assert exchange.score_result(score(facts={"score": value})).facts == {"score": value}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts": [("score", "1")]}, "facts is of type list"),
        ({"facts": {1: "1"}}, "facts is of type int"),
        ({"why": "reason"}, "why is of type str"),
        ({"why": Text("理由", "")}, "in Chinese and in English"),
        ({"why": Text(" ", "reason")}, "in Chinese and in English"),
        ({"why": Text("理由", Words("reason"))}, "why is of type Words"),
        ({"cite": "seventeen"}, "not an article"),
        ({"assumed": None}, "assumed is of type NoneType"),
    ],
)
def test_a_proposed_result_is_refused_unless_every_field_is_right(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Untrue, match=said):
        exchange.score_result(score(**changes))


def test_a_value_that_holds_itself_is_refused_and_does_not_hang() -> None:
    rows: list[Any] = []
    rows.append(rows)
    with pytest.raises(RecursionError):
        exchange.score_result(score(facts={"score": rows}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "NoneType"),
        ((proposal(),), "tuple"),
        (proposal(), "Proposal"),
        (["support"], "str"),
        ([proposal(incentive="money")], "not among the eligible incentives"),
        ([proposal(incentive=Words("support"))], "incentive is of type Words"),
        ([proposal(), proposal(why=Text("另", "other"))], "more than once: support"),
        ([proposal(why=None)], "why"),
        ([proposal(cite="")], "article"),
    ],
)
def test_proposals_are_refused_unless_each_is_right(answer: Any, said: str) -> None:
    with pytest.raises(Untrue, match=said):
        exchange.proposals(answer, ("support", "priority"))


def test_a_proposal_has_no_place_for_an_amount() -> None:
    assert [field.name for field in attrs.fields(Proposal)] == ["incentive", "why", "cite", "assumed"]
    assert not hasattr(proposal(), "__dict__")


@pytest.mark.parametrize("answer", [False, 0, "", [], "veto"])
def test_an_announcement_takes_no_answer(answer: Any) -> None:
    with pytest.raises(Untrue):
        exchange.nothing(answer)


def kind(**members: Any) -> type[Rule]:
    """A code kind as a plugin would write it, with changes."""
    forms: dict[str, Any] = {
        "kind": "tide",
        "opaque": True,
        "reads": lambda self: ("tide",),
        "check": lambda self, facts, peer: Check(None, {}),
        "sentence": lambda self, names: WHY,
    }
    body = {name: value for name, value in (forms | members).items() if value is not None}
    return attrs.frozen(kw_only=True)(type("Tide", (Rule,), body | {"__doc__": "Tide."}))


def test_a_code_kind_needs_no_compiled_form() -> None:
    assert [each.kind for each in exchange.rule_kinds([kind()])] == ["tide"]


@pytest.mark.parametrize("form", ["branches", "expression"])
def test_another_kind_has_one_of_the_two_compiled_forms(form: str) -> None:
    assert exchange.rule_kinds([kind(opaque=False, **{form: lambda self, slot, peer=None: ()})])


def test_a_kind_may_be_made_out_of_a_core_kind() -> None:
    @attrs.frozen(kw_only=True)
    class Quay(OneOf):
        """One of the quays."""

        kind: ClassVar[str] = "quay"

    assert exchange.rule_kinds([Quay]) == (Quay,)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "NoneType"),
        ((kind(),), "tuple"),
        (["tide"], "tide is not a kind of rule"),
        ([int], "int is not a kind of rule"),
        ([type("Bare", (kind(),), {})], "Bare is not a kind of rule"),
        ([kind(kind=None)], "has no kind"),
        ([kind(kind=" ")], "has no kind"),
        ([kind(kind="share")], "the core's"),
        ([kind(reads=None)], "lacks: reads"),
        ([kind(check=None, sentence=None)], "lacks: check, sentence"),
        ([kind(opaque=False)], "lacks: branches"),
        ([kind(), kind()], "more than once: tide"),
    ],
)
def test_rule_kinds_are_refused_unless_each_has_all_its_forms(answer: Any, said: str) -> None:
    with pytest.raises(Untrue, match=said):
        exchange.rule_kinds(answer)
