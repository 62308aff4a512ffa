"""Bad plugins at every hook: the fault is named, everybody else's answer kept, and what each beast may do is written beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tic_core.errors import PluginError
from tic_core.hooks import surroundings
from tic_core.hooks.admission import Plugin, specified
from tic_core.hooks.jurisdiction import Claim, Jurisdictions
from tic_core.testing.questions import HOME, QUESTIONS
from tic_core.testing.zoo import HARMLESS, NAMED, NOT_HELD, REFUSED, SILENT, ZOO, Beast, fate

NEXT_DOOR = "zz-hill"
BEASTS = [beast for beast in ZOO.values() if beast.inside != NOT_HELD]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in ``ticctl``: what drives the tests may have threads of its own."""
    monkeypatch.setattr(surroundings, "alone", lambda: True)


def neighbours(beast: Beast, hook: str) -> Jurisdictions:
    """The beast in its own jurisdiction, and a good plugin next door."""
    claims = [
        Claim(Plugin("tic-beast", "6", HOME), beast.id, lambda: beast.speaker(hook)),
        Claim(Plugin("tic-good", "1", NEXT_DOOR), "good", QUESTIONS[hook].speaker),
    ]
    return Jurisdictions(claims)


def test_every_hook_has_its_question() -> None:
    assert list(QUESTIONS) == list(specified())


@pytest.mark.parametrize("hook", QUESTIONS)
def test_a_right_answer_to_every_question_is_harmless(hook: str) -> None:
    good = Jurisdictions.of({HOME: QUESTIONS[hook].speaker()})
    assert fate(lambda: good.answers([HOME]), hook) == (HARMLESS, None)


@pytest.mark.parametrize("hook", QUESTIONS)
@pytest.mark.parametrize("beast", BEASTS, ids=lambda each: each.id)
def test_what_becomes_of_every_beast_at_every_hook(beast: Beast, hook: str) -> None:
    found = neighbours(beast, hook)
    before = dict(os.environ), Path.cwd()

    became, error = fate(lambda: found.answers([HOME]), hook)

    assert became == beast.fate(hook)
    assert (dict(os.environ), Path.cwd()) == before
    if became in (REFUSED, NAMED):
        assert isinstance(error, PluginError)
        assert (error.plugin, error.exit_code) == ("tic-beast 6", 5)
        assert "tic-beast 6" in str(error)
        assert "tic-beast 6" in error.message("zh")
    if became == NAMED:
        assert error.hook == hook  # type: ignore[union-attr]
    assert fate(lambda: found.answers([NEXT_DOOR]), hook) == (HARMLESS, None)


@pytest.mark.parametrize("hook", QUESTIONS)
def test_a_beast_that_prints_leaves_stdout_to_the_data(hook: str, capsys: pytest.CaptureFixture[str]) -> None:
    fate(lambda: neighbours(ZOO["prints"], hook).answers([HOME]), hook)
    printed = capsys.readouterr()
    assert (printed.out, "{}" in printed.err) == ("", True)


def test_there_are_twenty_beasts_and_more_and_each_fate_is_met() -> None:
    fates = {beast.fate(hook) for beast in ZOO.values() for hook in QUESTIONS}
    assert len(ZOO) > 20
    assert {REFUSED, NAMED, HARMLESS, SILENT, NOT_HELD} <= fates


class Lax(Jurisdictions):
    """A house without admission or checks: the control of the tests here."""

    def _let_in(self, claim: Claim) -> tuple[Plugin, object]:
        return claim.plugin, claim.load()


def test_control_without_admission_the_beasts_that_are_refused_get_in() -> None:
    got_in = []
    for beast in BEASTS:
        if beast.inside == REFUSED and beast.id not in ("fails", "quits", "coroutine"):
            house = Lax([Claim(Plugin("tic-beast", "6", HOME), "", lambda beast=beast: beast.speaker("tic_incentives"))])
            became: Any = fate(lambda house=house: house.answers([HOME]), "tic_incentives")[0]
            got_in.append(became != REFUSED)
    assert got_in.count(True) >= 6
