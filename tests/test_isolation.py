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
from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.jurisdiction import Jurisdictions
from tic_core.ledger import encode
from tic_core.model.answer import Proposal, Relation, ScoreResult
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


NEIGHBOURS = (Liar, Raiser, Grabber, Stranger, lambda: SimpleNamespace(HOOK_API=None))
CODES = ("cn-sd-yantai", "cn-sd-qingdao", "cn-cq", "cn-nm", "cn-sd-weihai-rongcheng", "cn-sd-weihaix")


@lru_cache
def story() -> tuple[Any, ...]:
    """Two lives of the programme with what they share: scores, incentives, classes, confirmations."""
    return tuple(act for act in acts() if act.centre in STORY or act.kind in ("confirm-interpretation", "register-basis"))


def told(plugins: dict[str, object]) -> list[tuple[str, bytes | tuple[str, ...]]]:
    """What the register answers to the story with these plugins installed: the events' bytes, or the refusals' rules."""
    registry = Registry.open("sqlite://", clock=clock, jurisdictions=Jurisdictions.of(plugins))
    answers: list[tuple[str, bytes | tuple[str, ...]]] = []
    for act in story():
        receipt = registry.submit(attrs.evolve(act, persons={}))
        body = encode(receipt.event) if receipt.event else tuple(finding.rule for finding in receipt.refusals)
        answers.append((act.id, body))
    return answers


@lru_cache
def alone() -> tuple[tuple[str, bytes | tuple[str, ...]], ...]:
    return tuple(told({"cn-sd-weihai": tic_weihai}))


@settings(max_examples=12, deadline=None)
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
