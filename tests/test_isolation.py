"""The third great invariant: no neighbour changes my decision, whatever else is installed and in whatever order."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.programme import acts, clock

import tic_weihai
from tic_core import PluginError, Registry
from tic_core.hooks import HOOK_API, hookimpl, surroundings
from tic_core.hooks.apart import INSIDE, Apart
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.ledger import encode, encode_plain
from tic_core.model.act import Act
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.telling import receipt as told_as_json
from tic_core.testing.zoo import NAMED, NOT_HELD, ZOO
from tic_core.text import Text

STORY = ("wh-0002", "wh-0007")
LOUD = Text("邻居的答复", "a neighbour's answer")


class Liar:
    """Answers everything, always wrongly."""

    HOOK_API = HOOK_API

    @hookimpl
    def tic_aggregate_scores(self) -> Any:
        return ScoreResult({"evaluation.panel-score": "100", "evaluation.panel-grade": "excellent"}, LOUD, "17")

    @hookimpl
    def tic_incentives(self) -> Any:
        return [Proposal("money-or-projects", LOUD, "19")]

    @hookimpl
    def tic_conflict_relation(self) -> Any:
        return Relation("industry-class", "equal", "7")


class Raiser:
    """Fails whenever it is asked."""

    HOOK_API = HOOK_API

    @hookimpl
    def tic_aggregate_scores(self) -> Any:
        raise RuntimeError("neighbour")

    @hookimpl
    def tic_after_event(self) -> None:
        raise SystemExit(3)


class Grabber:
    """Wraps and pushes to the front, which no plugin may."""

    HOOK_API = HOOK_API

    @hookimpl(tryfirst=True)
    def tic_aggregate_scores(self) -> Any:
        return ScoreResult({"evaluation.panel-grade": "unqualified"}, LOUD, "17")

    @hookimpl(wrapper=True)
    def tic_incentives(self) -> Any:
        yield
        return []


class Stranger:
    """Speaks another version of the hooks, and hooks nobody knows."""

    HOOK_API = (99, 0)

    @hookimpl
    def tic_unheard_of(self) -> None:
        raise AssertionError


BEASTS = tuple(beast for beast in ZOO.values() if beast.inside != NOT_HELD and beast.id not in ("fails", "quits"))
NEIGHBOURS = (Liar, Raiser, Grabber, Stranger, lambda: SimpleNamespace(HOOK_API=None), *BEASTS)
CODES = ("cn-sd-yantai", "cn-sd-qingdao", "cn-cq", "cn-nm", "cn-sd-weihai-rongcheng", "cn-sd-weihaix")


@lru_cache
def story() -> tuple[Any, ...]:
    """Two lives of the programme with what they share: scores, incentives, classes, confirmations."""
    return tuple(act for act in acts() if act.centre in STORY or act.kind in ("confirm-interpretation", "register-basis"))


Told = list[tuple[str, bytes]]


def answered(jurisdictions: Jurisdictions) -> Told:
    """What the register answers to the story: each receipt with all its findings, and the event's bytes, digests included."""
    registry = Registry.open("sqlite://", clock=clock, jurisdictions=jurisdictions)
    answers: Told = []
    for act in story():
        receipt = registry.submit(attrs.evolve(act, persons={}))
        event = encode(receipt.event) if receipt.event else b""
        answers.append((act.id, encode_plain(told_as_json(receipt, "en")) + event))
    return answers


def told(plugins: dict[str, object]) -> Told:
    """The same with these plugins at hand."""
    return answered(Jurisdictions.of(plugins))


@lru_cache
def alone() -> tuple[tuple[str, bytes], ...]:
    return tuple(told({"cn-sd-weihai": tic_weihai}))


@settings(max_examples=8, deadline=None)
@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(NEIGHBOURS), min_size=1), st.randoms(use_true_random=False))
def test_the_decisions_on_a_centre_are_the_same_whatever_neighbours_are_installed(neighbours: dict[str, Any], order: Any) -> None:
    plugins = [("cn-sd-weihai", tic_weihai), *((code, make()) for code, make in neighbours.items())]
    order.shuffle(plugins)

    assert tuple(told(dict(plugins))) == alone()


def test_the_same_plugin_in_ones_own_chain_does_change_them() -> None:
    """The control: what the property shuts out is loud enough to be heard."""
    assert tuple(told({"cn-sd-weihai": Liar()})) != alone()


def test_a_failing_plugin_of_ones_own_is_named_and_nothing_is_written() -> None:
    registry = Registry.open("sqlite://", clock=clock, jurisdictions=Jurisdictions.of({"cn-sd-weihai": Raiser()}))
    scored = next(act for act in story() if act.kind == "record-scores")
    for act in story()[: story().index(scored)]:
        registry.submit(act)
    before = registry.verify().events

    with pytest.raises(PluginError) as failed:
        registry.submit(scored)

    assert failed.value.hook == "tic_aggregate_scores"
    assert failed.value.exit_code == 5
    assert registry.verify().events == before


# ── the whole zoo in one's own jurisdiction: the fault is named and nothing is written ──────────────────────────────────────

BAD = tuple(beast for beast in BEASTS if beast.inside == NAMED)


def asking(hook: str) -> tuple[Registry, Act]:
    """A register that has come to the first act which asks ``hook``, and that act."""
    registry = Registry.open("sqlite://", clock=clock, jurisdictions=Jurisdictions.of({"cn-sd-weihai": tic_weihai}))
    plans = registry.shelf.lawbook("weihai-2022").plans
    asks = {
        "tic_aggregate_scores": lambda plan, act: plan.act.scores in act.facts,
        "tic_incentives": lambda plan, act: plan.act.proposes,
    }
    for act in story():
        if asks[hook](plans[act.kind], act) and act.centre == "wh-0002":
            return registry, act
        registry.submit(act)
    raise AssertionError(hook)


@pytest.mark.parametrize("hook", ["tic_aggregate_scores", "tic_incentives"])
def test_whatever_a_plugin_does_at_an_act_its_fault_is_named_and_nothing_is_written(
    hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "alone", lambda: True)  # as in ticctl
    registry, act = asking(hook)
    good = registry.shelf.book("weihai-2022")
    chain = (good.identity.jurisdiction, *good.identity.parents)
    before = registry.verify().events, registry.refusals()

    for beast in BAD:
        answers = Jurisdictions.of({chain[0]: beast.speaker(hook)}).answers(chain)
        registry.shelf._books["weihai-2022"] = attrs.evolve(good, answers=answers)
        with pytest.raises(PluginError) as failed:
            registry.submit(act)
        assert (beast.id, failed.value.hook, failed.value.exit_code) == (beast.id, hook, 5)
        assert (registry.verify().events, registry.refusals()) == before

    registry.shelf._books["weihai-2022"] = good
    assert registry.submit(act).status.value == "accepted"


@pytest.mark.parametrize("hook", ["tic_rule_kinds", "tic_conflict_relation"])
@pytest.mark.parametrize("name", ["raises", "words", "misspelt"])
def test_whatever_a_plugin_does_when_the_law_is_read_its_fault_is_named_and_nothing_is_written(name: str, hook: str) -> None:
    jurisdictions = Jurisdictions.of({"cn-sd-weihai": ZOO[name].speaker(hook)})
    registry = Registry.open("sqlite://", clock=clock, jurisdictions=jurisdictions, jurisdiction="cn-sd-weihai")
    with pytest.raises(PluginError) as failed:
        registry.submit(story()[0])
    assert (failed.value.hook.rstrip("z"), failed.value.exit_code) == (hook, 5)
    with registry.ledger.reading() as reader:
        assert list(reader.jurisdictions()) == []


@pytest.mark.parametrize("beast", BAD, ids=lambda each: each.id)
def test_an_event_stands_whatever_a_listener_does(beast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "alone", lambda: True)
    registry = open_to(beast)
    receipt = registry.submit(story()[0])
    assert receipt.status.value == "accepted"
    assert [error.hook for error in registry.unheard] == ["tic_after_event"]
    assert registry.verify().events == 1


@lru_cache
def shared() -> Any:
    """One lawbook for registers that differ only in who listens."""
    jurisdictions = Jurisdictions.of({"cn-sd-weihai": tic_weihai})
    return Registry.open("sqlite://", clock=clock, jurisdictions=jurisdictions).shelf.book("weihai-2022")


def open_to(beast: Any) -> Registry:
    registry, good = Registry.open("sqlite://", clock=clock), shared()
    chain = (good.identity.jurisdiction, *good.identity.parents)
    answers = Jurisdictions.of({chain[0]: beast.speaker("tic_after_event")}).answers(chain)
    registry.shelf._books["weihai-2022"] = attrs.evolve(good, answers=answers)
    return registry


def test_the_register_answers_the_same_when_its_plugin_has_a_process_of_its_own() -> None:
    apart = Jurisdictions.installed(Apart())
    answers = answered(apart)
    workers = list(apart._workers)
    apart.close()
    assert "cn-sd-weihai" in workers
    assert answers == answered(Jurisdictions.installed(INSIDE))
