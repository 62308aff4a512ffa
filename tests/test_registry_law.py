"""What the register holds to across centres and editions: one class to a centre on every day, one law for each day and centre."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import attrs
import pytest
from tests.programme import WEIHAI, act, acts, clock, filled

from tic_core import Act, Receipt, Registry, Status
from tic_core.errors import DocumentError, UsageError
from tic_core.packs import load_acts
from tic_core.shelf import Shelf

CLASS = "industry-class"
SMALLEST = Path(__file__).parents[1] / "examples" / "smallest" / "binhai-2026"


# ── one class, one centre, on every day ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return filled(f"sqlite:///{tmp_path_factory.mktemp('law')}/tic.db")[0]


def taken_over(registry: Registry, name: str, on: date, old: str = "wh-0018") -> Receipt:
    """What approving ``name`` on a day for the class that ``old`` gave up would be answered."""
    approval = act(f"{old}-approve")
    facts = {**approval.facts, "approval.on": on, "preparation.last-day": on.replace(year=on.year + 3)}
    return registry.explain(attrs.evolve(approval, id=f"{name}-takes-over", centre=name, on=on, facts=facts))


def test_a_class_that_was_given_up_is_still_held_for_an_act_dated_before_that_day(programme: Registry) -> None:
    approved, left = act("wh-0018-approve").on, act("wh-0018-exit").on
    assert programme.view("wh-0018").reservations == {}

    for on in (approved, left - timedelta(days=1)):
        told = {finding.rule: finding for finding in taken_over(programme, "wh-0022", on).findings}
        assert told["class-unique"].values["holder"] == "wh-0018"
        assert told["class-unique"].blocks

    for on in (left, left + timedelta(days=1)):
        told = {finding.rule: finding for finding in taken_over(programme, "wh-0022", on).findings}
        assert not told["class-unique"].blocks


def test_also_a_centre_that_holds_the_class_now_cannot_take_it_from_a_day_on_which_another_held_it() -> None:
    registry = Registry.open("sqlite://", clock=clock)
    for each in acts():
        if each.centre == "wh-0018":
            registry.submit(each)
    left = act("wh-0018-exit").on
    adoption = act("wh-0020-adopt")
    adoption = attrs.evolve(adoption, centre="wh-0099", on=left, facts={**adoption.facts, "industry.class": "3963"})
    assert registry.submit(adoption).status is Status.ACCEPTED
    change = Act("again", "change-field", left, "weihai-kjj", "wh-0099", facts={"industry.class": "3963"})

    for on, holder in ((left - timedelta(days=1), "wh-0018"), (left, None)):
        told = {finding.rule: finding for finding in registry.explain(attrs.evolve(change, on=on)).findings}
        assert told["new-class-unique"].values.get("holder") == holder


def intervals(registry: Registry) -> Iterator[tuple[str, str, date, date]]:
    """Centre, class, and the days from which and before which it was held."""
    for centre in registry.centres():
        since = dict[str, date]()
        for event in sorted(registry.history(centre.id), key=lambda each: (each.effective, each.precedence, each.sequence)):
            for effect in event.effects:
                if (effect.kind, effect.name) == ("freed", CLASS):
                    yield centre.id, effect.key, since.pop(effect.key), event.effective
                elif (effect.kind, effect.name) == ("reserved", CLASS):
                    since[effect.key] = event.effective
        for key, first in since.items():
            yield centre.id, key, first, date.max


def test_no_two_centres_share_a_class_on_any_day(programme: Registry) -> None:
    held = list(intervals(programme))
    shared = [
        (one, other)
        for one, other in combinations(held, 2)
        if one[0] != other[0] and one[1] == other[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert len(held) >= 16
    assert shared == []


# ── one law for each day ─────────────────────────────────────────────────────────────────────────────────────────────────────


def two_editions(folder: Path, supersedes: str = "") -> Registry:
    """The smallest measure and a copy under another id, both in force on the same days."""
    for name in ("binhai-2026", "binhai-2027"):
        shutil.copytree(SMALLEST, folder / name)
    later = folder / "binhai-2027" / "edition.toml"
    text = later.read_text(encoding="utf-8").replace('id = "binhai-2026"', 'id = "binhai-2027"')
    text = text.replace('document_no = "滨科〔2026〕1号"', 'document_no = "滨科〔2027〕1号"')
    if supersedes:
        text = text.replace("synthetic = true", f'synthetic = true\nsupersedes = ["{supersedes}"]')
    later.write_text(text, encoding="utf-8")
    return Registry.open("sqlite://", policies=[folder], clock=clock)


def first_application() -> Act:
    return load_acts(SMALLEST / "acts" / "1-first-workshop.toml")[0]


@pytest.mark.parametrize("supersedes", ["", "binhai-1999"])
def test_two_editions_in_force_on_one_day_are_a_fault_that_names_both(tmp_path: Path, supersedes: str) -> None:
    registry = two_editions(tmp_path, supersedes)

    with pytest.raises(DocumentError) as raised:
        registry.submit(first_application())

    (fault,) = raised.value.faults
    assert fault.code == "two-editions"
    assert "binhai-2026" in fault.what.en
    assert "binhai-2027" in fault.what.en


@pytest.mark.parametrize("supersedes", ["binhai-2026", "滨科〔2026〕1号"])
def test_of_two_editions_the_one_that_says_it_supersedes_the_other_is_the_law(tmp_path: Path, supersedes: str) -> None:
    registry = two_editions(tmp_path, supersedes)

    receipt = registry.submit(first_application())

    assert receipt.status is Status.ACCEPTED
    assert registry.view("bh-1").edition == "binhai-2027"


def test_an_act_that_names_the_edition_itself_leaves_no_doubt_which_is_meant(tmp_path: Path) -> None:
    registry = two_editions(tmp_path)

    for name in ("binhai-2026", "binhai-2027"):
        asked = attrs.evolve(first_application(), id=f"apply-{name}", centre=name, policy=name)
        assert registry.submit(asked).status is Status.ACCEPTED
        assert registry.view(name).edition == name


# ── one law for each centre ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_act_on_a_centre_names_no_policy_but_the_centres_own() -> None:
    registry = Registry.open("sqlite://", policies=[SMALLEST.parent], clock=clock)
    opening = act("wh-0018-recommend")
    assert registry.submit(opening).status is Status.ACCEPTED
    intent = act("wh-0018-intent")

    for policy in ("binhai", "binhai-2026", "no-such-policy"):
        with pytest.raises(UsageError):
            registry.submit(attrs.evolve(intent, policy=policy))
    assert registry.history("wh-0018")[-1].act == opening.id

    for policy in ("", "weihai", WEIHAI.name):
        assert registry.explain(attrs.evolve(intent, policy=policy)).status is Status.ACCEPTED
    assert registry.submit(attrs.evolve(intent, policy="weihai")).status is Status.ACCEPTED


def test_an_act_that_names_no_policy_is_told_which_there_are() -> None:
    shelf = Shelf([SMALLEST.parent])
    with pytest.raises(UsageError) as caught:
        shelf.in_force("", date(2026, 5, 4))

    assert "not said under which policy" in caught.value.message("en")
    assert "weihai" in caught.value.message("en")
