"""The third great invariant: no neighbour changes my decision, whatever is installed and in whatever order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tic_core.errors import PluginError
from tic_core.hooks import hookimpl
from tic_core.hooks.admission import Plugin
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Claim, Jurisdictions, assemble
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.cite import Cite
from tic_core.model.edition import Identity, InForce, Reservation
from tic_core.model.event import Event, Law
from tic_core.model.money import Incentive
from tic_core.text import Text, both

CITY, PROVINCE, STATE = CHAIN = ("zz-coast-harbour", "zz-coast", "zz")
DAY = date(2023, 3, 1)
NEIGHBOURS = ("zz-coast-hill", "zz-coast-harbour-mole", "zz-coastal", "zz-plain", "yy", "zza")
WINDOW = InForce(DAY, DAY, cite=Cite(22))
IDENTITY = Identity("h", "h", CITY, both("h"), "1", "1", both("b"), DAY, in_force=WINDOW, judge="bureau", parents=(PROVINCE, STATE))
BERTH = Reservation("berth", both("berth"), ("code",), Cite(7))
ELIGIBLE = tuple(Incentive(name, both(name), "promotional", "w", Cite(19)) for name in ("support", "bids"))
EVENT = Event(1, 1, "h", "a", "k", "procedural", DAY, DAY, "b", "", Law("h", "h", (), (), {}), ())


class Member:
    """A well-behaved plugin of the chain that answers every question in its own way."""

    HOOK_API = (1, 0)

    def __init__(self, code: str) -> None:
        self.why = Text(code, code)
        self.told: list[int] = []

    @hookimpl
    def tic_rule_kinds(self) -> list[Any]:
        return []

    @hookimpl
    def tic_conflict_relation(self, reservation: Reservation) -> Relation | None:
        return Relation(reservation.id, "prefix", "7", (self.why.en,))

    @hookimpl
    def tic_aggregate_scores(self, sheets: Any) -> ScoreResult | None:
        return ScoreResult({"sheets": len(sheets)}, self.why, "17")

    @hookimpl
    def tic_incentives(self, eligible: Any) -> list[Proposal]:
        return [Proposal(each.id, self.why, "19") for each in eligible]

    @hookimpl
    def tic_after_event(self, event: Event) -> None:
        self.told.append(event.sequence)


class Neighbour:
    """A hostile plugin: it goes first, wraps everything, changes what it is given, and in the end fails."""

    HOOK_API = (1, 0)

    @hookimpl(wrapper=True, tryfirst=True)
    def tic_conflict_relation(self, reservation: Reservation, edition: Identity) -> Any:
        object.__setattr__(edition, "judge", "me")
        yield
        return Relation(reservation.id, "equal", "1")

    @hookimpl(tryfirst=True)
    def tic_aggregate_scores(self, facts: Any) -> Any:
        facts["sheets"] = 100
        return ScoreResult({"sheets": 100}, both("me"), "1")

    @hookimpl(hookwrapper=True)
    def tic_incentives(self) -> Any:
        yield
        raise SystemExit(0)

    @hookimpl(tryfirst=True)
    def tic_after_event(self, event: Event) -> None:
        raise SystemExit(0)


def import_fails() -> object:
    raise SystemExit(0)


HOSTILE = {"hostile": Neighbour, "unimportable": import_fails, "nonsense": object}


def claim(code: str, name: str, load: Any) -> Claim:
    return Claim(Plugin(name, "1.0", code), name, load)


def everything(answers: Answers) -> list[Any]:
    """All that a chain answers, and who is in it."""
    return [
        answers.plugins,
        answers.rule_kinds(),
        *(answers.conflict_relation(BERTH, IDENTITY, fall_back=each) for each in (False, True)),
        *(answers.aggregate_scores("a", ({},), {}, IDENTITY, fall_back=each) for each in (False, True)),
        answers.incentives({}, ELIGIBLE, IDENTITY),
        [(error.plugin, str(error)) for error in answers.after_event(EVENT)],
    ]


own_chain = st.sets(st.sampled_from(CHAIN))
neighbours = st.lists(st.tuples(st.sampled_from(NEIGHBOURS), st.sampled_from(sorted(HOSTILE))), max_size=8)


@given(own=own_chain, others=neighbours, data=st.data())
def test_the_answers_of_a_chain_are_the_same_whatever_else_is_installed(
    own: set[str], others: list[tuple[str, str]], data: st.DataObject
) -> None:
    imported: list[str] = []

    def hostile(code: str, kind: str) -> Any:
        def load() -> object:
            imported.append(code)
            return HOSTILE[kind]()

        return load

    members = [claim(code, f"tic-{code}", lambda code=code: Member(code)) for code in sorted(own)]
    rivals = [claim(code, f"tic-{code}-{index}", hostile(code, kind)) for index, (code, kind) in enumerate(others)]
    installed = data.draw(st.permutations([*members, *rivals]))

    assert everything(Jurisdictions(installed).answers(CHAIN)) == everything(Jurisdictions(members).answers(CHAIN))
    assert imported == []


class OpenHouse(Jurisdictions):
    """What it would be like if everybody installed were asked: the control of the tests here."""

    def answers(self, chain: Sequence[str]) -> Answers:
        codes = [*chain, *(each.code for each in self.claims if each.code not in chain)]
        return assemble(codes, [(each.plugin, each.load()) for code in codes for each in self._claim(code)])


@pytest.mark.parametrize("kind", ["hostile", "unimportable"])
def test_the_harness_notices_a_house_open_to_neighbours(kind: str) -> None:
    members = [claim(code, f"tic-{code}", lambda code=code: Member(code)) for code in CHAIN]
    rival = claim("zz-plain", "tic-plain", HOSTILE[kind])
    expected = everything(Jurisdictions(members).answers(CHAIN))
    try:
        found = everything(OpenHouse([*members, rival]).answers(CHAIN))
    except (SystemExit, PluginError):
        return
    assert found != expected


@pytest.mark.parametrize("order", list(permutations(CHAIN)))
def test_the_order_of_installation_changes_no_answer(order: tuple[str, ...], install: Any) -> None:
    source = """
        from tic_core.hooks import hookimpl
        from tic_core.model.answer import Proposal, Relation
        from tic_core.text import both
        HOOK_API = (1, 0)

        @hookimpl
        def tic_conflict_relation(reservation):
            return Relation(reservation.id, "equal", "7", (__name__,))

        @hookimpl
        def tic_incentives(eligible):
            return [Proposal(each.id, both(__name__), "19") for each in reversed(eligible)]
    """
    for code in order:
        install(code, source)
    answers = Jurisdictions.installed().answers(CHAIN)

    relation = answers.conflict_relation(BERTH, IDENTITY)
    assert relation is not None
    assert relation.answer.assumed == ("plugin_zz_coast_harbour",)
    assert [(each.answer.incentive, each.answer.why.en) for each in answers.incentives({}, ELIGIBLE, IDENTITY)] == [
        (incentive, "plugin_" + code.replace("-", "_")) for incentive in ("bids", "support") for code in CHAIN
    ]


def test_a_hostile_neighbour_on_the_path_is_neither_imported_nor_called(install: Any) -> None:
    install("zz-coast-hill", "import sys; sys.modules['tic_core'].__version__ = 'mine'; raise SystemExit(0)")
    install("zz", "HOOK_API = (1, 0)")
    assert [plugin.jurisdiction for plugin in Jurisdictions.installed().answers(CHAIN).plugins] == ["zz"]
    assert "plugin_zz_coast_hill" not in sys.modules
    assert sys.modules["tic_core"].__version__ != "mine"


def test_the_hostile_neighbour_harms_only_its_own_jurisdiction() -> None:
    jurisdictions = Jurisdictions.of({"zz-plain": Neighbour(), CITY: Member(CITY)})
    with pytest.raises(PluginError) as caught:
        jurisdictions.answers(["zz-plain", "zz"])
    assert caught.value.plugin == "Neighbour"
    assert everything(jurisdictions.answers(CHAIN))
