"""Each hook is asked through one typed method: checked, under the name of who answered, by level, and frozen on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

import attrs
import pytest

from tic_core.errors import PluginError
from tic_core.hooks import hookimpl
from tic_core.hooks.admission import Plugin, admit, specified
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Jurisdictions, assemble
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.edition import Identity, Reservation
from tic_core.model.event import Event
from tic_core.model.money import Incentive
from tic_core.model.rule import Check, Rule
from tic_core.model.verdict import Verdict
from tic_core.text import Text, both

CITY, PROVINCE, STATE = CHAIN = ("zz-coast-harbour", "zz-coast", "zz")
WHY = Text("理由", "reason")


class Speaker:
    """A plugin that answers one hook with one thing, or raises it."""

    HOOK_API = (1, 0)

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def say(self) -> Any:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def speaks(hook: str) -> type[Speaker]:
    """A class of plugins that implement ``hook``."""

    def answer(self: Speaker) -> Any:
        return self.say()

    return type("Speaker", (Speaker,), {hook: hookimpl(answer)})


def hear(hook: str, *said: tuple[str, str, Any]) -> Answers:
    """The answers of plugins given as (name, code, what it answers), whatever the number at one level."""
    kind, admitted = speaks(hook), []
    for name, code, answer in said:
        speaker = kind(answer)
        admitted.append((admit(Plugin(name, "1.0", code), speaker), speaker))
    return assemble(CHAIN, admitted)


@attrs.frozen(kw_only=True)
class Tide(Rule):
    """A kind of rule that only a harbour has."""

    kind: ClassVar[str] = "tide"
    opaque: ClassVar[bool] = True

    def reads(self) -> tuple[Any, ...]:
        return ("tide",)

    def check(self, facts: Any, peer: Any) -> Check:
        return Check(Verdict.MET, {})

    def sentence(self, names: Any) -> Text:
        return WHY


@attrs.frozen(kw_only=True)
class Ebb(Tide):
    """Another."""

    kind: ClassVar[str] = "ebb"


# -- one hook after the other ----------------------------------------------------------------------------------------


def test_tic_rule_kinds_are_collected_from_every_level_and_sorted_by_their_names() -> None:
    answers = hear("tic_rule_kinds", ("city", CITY, [Tide]), ("state", STATE, [Ebb]))
    assert [(each.answer, each.source) for each in answers.rule_kinds()] == [(Ebb, "state 1.0"), (Tide, "city 1.0")]


def test_tic_rule_kinds_of_one_name_from_two_plugins_are_a_quarrel() -> None:
    answers = hear("tic_rule_kinds", ("city", CITY, [Tide]), ("state", STATE, [Tide]))
    with pytest.raises(PluginError) as caught:
        answers.rule_kinds()
    assert caught.value.plugin == "city 1.0, state 1.0"
    assert "tide" in str(caught.value)


def test_tic_conflict_relation_is_answered_by_the_nearest_level(edition: Identity, berth: Reservation) -> None:
    relation = Relation("berth", "prefix", "7", ("Q7",))
    answers = hear("tic_conflict_relation", ("city", CITY, relation))
    found = answers.conflict_relation(berth, edition)
    assert found is not None
    assert (found.answer, found.source) == (relation, "city 1.0")


def test_tic_aggregate_scores_gives_plain_facts_in_the_order_of_their_names(edition: Identity) -> None:
    result = ScoreResult({"score": "86.50", "grade": None, "day": date(2026, 3, 1)}, WHY, "17", ("Q31",))
    answers = hear("tic_aggregate_scores", ("city", CITY, result))
    found = answers.aggregate_scores("fix-result", ({"score": Decimal("86.50")},), {}, edition)
    assert found is not None
    assert list(found.answer.facts.items()) == [("day", date(2026, 3, 1)), ("grade", None), ("score", "86.50")]
    assert (found.answer.why, found.answer.cite, found.answer.assumed) == (WHY, "17", ("Q31",))


def test_tic_incentives_are_sorted_by_incentive_and_then_by_level(
    edition: Identity, support: Incentive, priority: Incentive
) -> None:
    one, other = Proposal("support", WHY, "19"), Proposal("priority", WHY, "19")
    answers = hear("tic_incentives", ("state", STATE, [one, other]), ("city", CITY, [one]))
    found = answers.incentives({}, (support, priority), edition)
    assert [(each.answer.incentive, each.source) for each in found] == [
        ("priority", "state 1.0"),
        ("support", "city 1.0"),
        ("support", "state 1.0"),
    ]


def test_tic_incentives_is_not_asked_when_nothing_is_eligible(edition: Identity) -> None:
    answers = hear("tic_incentives", ("city", CITY, RuntimeError("asked")))
    assert answers.incentives({}, (), edition) == ()


def test_tic_after_event_tells_everybody_and_reports_who_failed(event: Event) -> None:
    told: list[tuple[str, int]] = []

    def listener(name: str, failure: BaseException | None = None) -> object:
        class Listener:
            HOOK_API = (1, 0)

            @hookimpl
            def tic_after_event(self, event: Event) -> None:
                told.append((name, event.sequence))
                if failure:
                    raise failure

        return Listener()

    members = {CITY: listener("city"), PROVINCE: listener("province", SystemExit()), STATE: listener("state")}
    failed = Jurisdictions.of(members).answers(CHAIN).after_event(event)

    assert told == [("city", 1), ("province", 1), ("state", 1)]
    assert [(error.plugin, error.hook) for error in failed] == [("Listener", "tic_after_event")]


def test_tic_after_event_has_no_say(event: Event) -> None:
    [error] = hear("tic_after_event", ("city", CITY, False)).after_event(event)
    assert "an announcement has no answer" in str(error)


# -- decisions: by level ---------------------------------------------------------------------------------------------


def relation(kind: str = "prefix", cite: str = "7") -> Relation:
    return Relation("berth", kind, cite)


def decide(edition: Identity, berth: Reservation, *said: tuple[str, str, Any], fall_back: bool = True) -> Any:
    return hear("tic_conflict_relation", *said).conflict_relation(berth, edition, fall_back=fall_back)


def test_a_higher_level_is_not_even_asked_unless_the_edition_falls_back(edition: Identity, berth: Reservation) -> None:
    said = ("province", PROVINCE, RuntimeError("asked"))
    assert decide(edition, berth, said, fall_back=False) is None
    with pytest.raises(PluginError):
        decide(edition, berth, said, fall_back=True)


def test_nobody_falls_back_unless_told_to(edition: Identity, berth: Reservation) -> None:
    related = hear("tic_conflict_relation", ("province", PROVINCE, relation()))
    scored = hear("tic_aggregate_scores", ("province", PROVINCE, ScoreResult({}, WHY, "17")))
    assert related.conflict_relation(berth, edition) is None
    assert scored.aggregate_scores("a", (), {}, edition) is None
    assert related.conflict_relation(berth, edition, fall_back=True) is not None
    assert scored.aggregate_scores("a", (), {}, edition, fall_back=True) is not None


def test_falling_back_goes_up_level_by_level(edition: Identity, berth: Reservation) -> None:
    said = [("state", STATE, relation("equal")), ("province", PROVINCE, relation()), ("city", CITY, None)]
    assert decide(edition, berth, *said).source == "province 1.0"


def test_falling_back_stops_at_the_first_answer(edition: Identity, berth: Reservation) -> None:
    said = [("city", CITY, relation()), ("province", PROVINCE, RuntimeError("asked"))]
    assert decide(edition, berth, *said).source == "city 1.0"


def test_without_any_answer_there_is_none(edition: Identity, berth: Reservation) -> None:
    assert decide(edition, berth, ("city", CITY, None), ("province", PROVINCE, None)) is None


@pytest.mark.parametrize("other", [relation("equal"), relation(cite="8")])
def test_two_different_answers_at_one_level_are_an_error(edition: Identity, berth: Reservation, other: Relation) -> None:
    said = [("beta", CITY, relation()), ("alpha", CITY, other)]
    with pytest.raises(PluginError) as caught:
        decide(edition, berth, *said)
    assert (caught.value.plugin, caught.value.hook) == ("alpha 1.0, beta 1.0", "tic_conflict_relation")
    assert "different answers at one level" in str(caught.value)
    assert "同一级给出不同答复" in caught.value.message("zh")


def test_two_equal_answers_at_one_level_are_one_answer_of_both(edition: Identity, berth: Reservation) -> None:
    said = [("beta", CITY, relation()), ("alpha", CITY, relation()), ("gamma", CITY, None)]
    assert decide(edition, berth, *said).source == "alpha 1.0, beta 1.0"


def test_the_second_answer_of_a_level_is_checked_like_the_first(edition: Identity, berth: Reservation) -> None:
    with pytest.raises(PluginError) as caught:
        decide(edition, berth, ("alpha", CITY, relation()), ("beta", CITY, "prefix"))
    assert caught.value.plugin == "beta 1.0"


# -- failures: each under its own name -------------------------------------------------------------------------------

ASK = {
    "tic_rule_kinds": lambda answers, given: answers.rule_kinds(),
    "tic_conflict_relation": lambda answers, given: answers.conflict_relation(given["berth"], given["edition"]),
    "tic_aggregate_scores": lambda answers, given: answers.aggregate_scores("act", (), {}, given["edition"]),
    "tic_incentives": lambda answers, given: answers.incentives({}, (given["support"],), given["edition"]),
    "tic_after_event": lambda answers, given: answers.after_event(given["event"]),
}


@pytest.fixture
def given(edition: Identity, berth: Reservation, support: Incentive, event: Event) -> dict[str, Any]:
    return {"edition": edition, "berth": berth, "support": support, "event": event}


def failure(hook: str, given: dict[str, Any], raised: BaseException) -> PluginError:
    try:
        [found] = ASK[hook](hear(hook, ("city", CITY, raised)), given)
    except PluginError as error:
        return error
    return found


def test_there_is_a_way_to_ask_every_hook() -> None:
    assert set(ASK) == set(specified())


@pytest.mark.parametrize("raised", [ValueError("{wrong}"), SystemExit(0), GeneratorExit(), RecursionError(), StopIteration()])
@pytest.mark.parametrize("hook", ASK)
def test_a_plugin_that_raises_is_named_with_the_hook_and_the_cause(hook: str, given: dict[str, Any], raised: BaseException) -> None:
    error = failure(hook, given, raised)
    assert (error.plugin, error.hook, error.exit_code) == ("city 1.0", hook, 5)
    assert error.__cause__ is raised
    assert f"city 1.0 (zz-coast-harbour), hook {hook}: it failed: {type(raised).__name__}" in str(error)


@pytest.mark.parametrize("hook", ASK)
def test_an_interrupt_from_the_keyboard_passes(hook: str, given: dict[str, Any]) -> None:
    with pytest.raises(KeyboardInterrupt):
        failure(hook, given, KeyboardInterrupt())


@pytest.mark.parametrize("hook", ASK)
def test_an_answer_of_the_wrong_type_is_named_with_the_hook(hook: str, given: dict[str, Any]) -> None:
    try:
        [error] = ASK[hook](hear(hook, ("city", CITY, 3.5)), given)
    except PluginError as raised:
        error = raised
    assert (error.plugin, error.hook) == ("city 1.0", hook)
    assert "float" in str(error)
    assert "float" in error.message("zh")


# -- what goes out is frozen -----------------------------------------------------------------------------------------


def receive(hook: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a plugin gets for each argument of ``aggregate_scores``."""
    taken: dict[str, Any] = {}

    class Taker:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_aggregate_scores(self, act: Any, sheets: Any, facts: Any, edition: Any) -> None:
            taken.update(act=act, sheets=sheets, facts=facts, edition=edition)

    Jurisdictions.of({CITY: Taker()}).answers(CHAIN).aggregate_scores(**given)
    return taken


def test_a_plugin_gets_equal_values_that_it_cannot_change(edition: Identity) -> None:
    sheets = [{"expert": "a", "score": Decimal("80.5"), "on": date(2026, 3, 1), "fields": ["x"]}]
    facts = {"list": sheets, "name": "n"}
    taken = receive("tic_aggregate_scores", {"act": "a", "sheets": sheets, "facts": facts, "edition": edition})

    assert taken["sheets"] == ({"expert": "a", "score": Decimal("80.5"), "on": date(2026, 3, 1), "fields": ("x",)},)
    assert taken["facts"] == {"list": taken["sheets"], "name": "n"}
    assert taken["edition"] == edition
    assert taken["edition"] is not edition
    for mapping in (taken["facts"], taken["sheets"][0], taken["facts"]["list"][0], taken["edition"].item_styles):
        assert type(mapping) is MappingProxyType
    with pytest.raises(TypeError):
        taken["facts"]["name"] = "m"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        taken["edition"].judge = "me"


def test_a_plugin_that_changes_what_it_was_given_fails_by_itself(edition: Identity) -> None:
    class Greedy:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_aggregate_scores(self, sheets: Any) -> None:
            sheets[0]["score"] = 100

    sheets = ({"score": 1},)
    with pytest.raises(PluginError) as caught:
        Jurisdictions.of({CITY: Greedy()}).answers(CHAIN).aggregate_scores("a", sheets, {}, edition)
    assert (caught.value.plugin, sheets) == ("Greedy", ({"score": 1},))
    assert "mappingproxy" in str(caught.value)


def test_a_plugin_that_forces_a_change_on_its_copy_changes_nothing_else(edition: Identity, support: Incentive) -> None:
    class Burglar:
        HOOK_API = (1, 0)

        @hookimpl
        def tic_incentives(self, eligible: Any, edition: Any) -> list[Proposal]:
            object.__setattr__(eligible[0], "nature", "entitlement")
            object.__setattr__(edition.in_force, "last", date(2999, 1, 1))
            return []

    kept = support.nature, edition.in_force.last
    Jurisdictions.of({CITY: Burglar()}).answers(CHAIN).incentives({}, (support,), edition)
    assert (support.nature, edition.in_force.last) == kept


def test_every_listener_gets_an_event_of_its_own(event: Event) -> None:
    class Forger:
        HOOK_API = (1, 0)

        def __init__(self) -> None:
            self.seen: list[Any] = []

        @hookimpl
        def tic_after_event(self, event: Event) -> None:
            self.seen.append((event.by, dict(event.law.digests), event.effects[0].name))
            event.by = "somebody else"
            event.law.digests.clear()
            event.effects[0].name = "closed"

    forgers = Forger(), Forger()
    answers = Jurisdictions.of(dict(zip(CHAIN, forgers, strict=False))).answers(CHAIN)
    assert answers.after_event(event) == ()
    assert forgers[0].seen == forgers[1].seen == [("bureau", {"edition": "0" * 64}, "open")]
    assert (event.by, event.effects[0].name) == ("bureau", "open")


def test_an_answer_is_out_of_its_plugins_hands(edition: Identity) -> None:
    kept: dict[str, Any] = {"score": "1", "rows": [{"a": "b"}]}
    answers = hear("tic_aggregate_scores", ("city", CITY, ScoreResult(kept, WHY, "17")))
    found = answers.aggregate_scores("a", (), {}, edition)
    kept["score"] = "2"
    kept["rows"][0]["a"] = "c"
    assert found is not None
    assert found.answer.facts == {"score": "1", "rows": [{"a": "b"}]}
    assert isinstance(found.answer.facts, Mapping)


def test_the_plugins_of_a_chain_are_told_nearest_first() -> None:
    answers = hear("tic_rule_kinds", ("b", STATE, []), ("c", CITY, []), ("a", CITY, []))
    assert [plugin.source for plugin in answers.plugins] == ["a 1.0", "c 1.0", "b 1.0"]
    assert [plugin.hooks for plugin in answers.plugins] == [("tic_rule_kinds",)] * 3


def test_a_name_for_both_languages_is_a_reason_too(edition: Identity, support: Incentive) -> None:
    answers = hear("tic_incentives", ("city", CITY, [Proposal("support", both("3511"), "annex(2)")]))
    assert len(answers.incentives({}, (support,), edition)) == 1
