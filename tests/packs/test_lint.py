"""The linter: what it tells of an edition that loads, what it leaves alone, and that what it calls superfluous is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.packs.conftest import WEIHAI, Break

from tic_core.errors import Fault
from tic_core.model.dates import Period
from tic_core.model.rule import Peers, Rule
from tic_core.model.verdict import Verdict
from tic_core.packs import load
from tic_core.packs.lint import LOOKS, NOTES, SEVERITIES, shadowed
from tic_core.packs.review import beside, review
from tic_core.rules.kinds import Comparison, OneOf, Present, Share, Within
from tic_core.text import both

Linted = Callable[..., list[tuple[str, str]]]


def told(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    return [(fault.code, fault.key) for fault in faults]


@pytest.fixture
def linted() -> Linted:
    """What a review finds, as (code, key)."""

    def found(text: str, *others: str, account: str | None = None) -> list[tuple[str, str]]:
        editions = [load(other.encode()) for other in others]
        return told(review(text.encode(), "edition.toml", others=editions, account=account.encode() if account else None).faults)

    return found


def test_the_linter_is_quiet_on_the_real_measure() -> None:
    found = review(WEIHAI, account=beside(WEIHAI))
    assert [fault("en") for fault in found.faults if fault.severity != "note"] == []
    assert {fault.code for fault in found.faults} <= NOTES
    assert found.loads


def test_the_linter_is_not_asked_of_a_document_that_does_not_load(base: str, linted: Linted, break_: Break) -> None:
    unused = break_(base, 'requires = ["staff-enough"]\n', "")
    assert linted(unused) == [("unused-rule", "rule[staff-enough].id")]
    assert linted(break_(unused, 'judge = "bureau"\nparents', 'judge = "court"\nparents')) == [
        ("unknown-reference", "identity.judge")
    ]


def test_a_warning_stops_no_load(base: str, break_: Break) -> None:
    found = review(break_(base, 'requires = ["staff-enough"]\n', "").encode(), "edition.toml")
    assert found.loads
    assert found.edition is not None
    assert [(fault.severity, fault.cite) for fault in found.faults] == [("warning", "3(2)")]


def test_every_look_of_the_linter_has_told_something(base: str) -> None:
    """Held by the pages of the codes, one example each; here only that no look is left out."""
    assert len(LOOKS) == len(set(LOOKS)) >= 10
    assert set(SEVERITIES.values()) == {"warning", "note"}


# ── editions beside one another ──────────────────────────────────────────────────────────────────────────────────────────────


def window(base: str, id_: str, first: str, last: str, more: str = "") -> str:
    """The sample as another edition with another window."""
    text = base.replace('id = "qingyu-2025"', f'id = "{id_}"\n{more}')
    return text.replace("first = 2025-01-01, last = 2029-12-31", f"first = {first}, last = {last}")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-01", "2024-12-31", []),
        ("2020-01-01", "2024-12-30", [("window-gap", "identity.in_force.first")]),
        ("2030-01-01", "2034-12-31", []),
        ("2030-01-02", "2034-12-31", [("window-gap", "identity.in_force.last")]),
        ("2029-12-31", "2034-12-31", [("window-overlap", "identity.in_force")]),
        ("2020-01-01", "2025-01-01", [("window-overlap", "identity.in_force")]),
        ("2026-01-01", "2026-12-31", [("window-overlap", "identity.in_force")]),
    ],
)
def test_windows_of_two_editions_should_meet(
    base: str, linted: Linted, first: str, last: str, expected: list[tuple[str, str]]
) -> None:
    assert linted(base, window(base, "qingyu-other", first, last)) == expected


def test_editions_overlap_lawfully_where_one_says_that_it_replaces_the_other(base: str, linted: Linted) -> None:
    assert linted(base, window(base, "qingyu-2029", "2029-06-01", "2034-12-31", 'supersedes = ["qingyu-2025"]')) == []


def test_an_edition_of_another_policy_is_no_neighbour(base: str, linted: Linted) -> None:
    other = window(base, "binhai-2026", "2026-01-01", "2026-12-31").replace('policy = "qingyu"', 'policy = "binhai"')
    assert linted(base, other) == []


def test_an_act_of_adoption_is_a_transition_clause(base: str, linted: Linted, break_: Break) -> None:
    replacing = break_(base, 'parents = ["cn-xx"]', 'parents = ["cn-xx"]\nsupersedes = ["qingyu-2020"]')
    assert linted(replacing) == [("no-transition", "identity.supersedes")]
    assert linted(replacing.replace("[[duty]]", f"{ADOPT}\n\n[[duty]]", 1)) == []


ADOPT = """[[act]]
id = "adopt"
name = { zh = "承接", en = "adopt" }
nature = "corrective"
roles = ["bureau"]
assumed = ["Q1"]
moves = [{ to_fact = "field" }]
brings = ["field"]"""


# ── rules that decide nothing ────────────────────────────────────────────────────────────────────────────────────────────────

DAY = date(2025, 1, 1)


def random_rule(dice: random.Random, name: str) -> Rule:
    """A rule over few facts and few limits, so that one often implies another."""
    told: dict[str, Any] = {"id": name, "name": both(name)}
    kind = dice.randrange(5)
    if kind == 0:
        low = dice.sample(("at_least", "above"), dice.randrange(2))
        high = dice.sample(("at_most", "below"), dice.randrange(2)) or ([] if low else ["at_most"])
        equal = ["equals"] if dice.random() < 0.2 else []
        return Comparison(fact=dice.choice("ab"), **told, **{each: dice.randrange(4) for each in equal or (*low, *high)})
    if kind == 1:
        bound = (
            {"at_most": Fraction(1, dice.randint(2, 4))} if dice.random() < 0.5 else {"at_least": Fraction(1, dice.randint(2, 4))}
        )
        return Share(part="a", whole="b", **told, **bound)
    if kind == 2:
        spans = {name: Period(days=dice.randint(1, 4)) for name in dice.choice((("within",), ("past",)))}
        return Within(start=("d",), end="e", **told, **spans)
    if kind == 3:
        return OneOf(fact="w", values=tuple(dice.sample(("x", "y", "z"), dice.randint(1, 3))), **told)
    return Present(facts=tuple(dice.sample("abdew", dice.randint(1, 3))), **told)


def situations(dice: random.Random) -> Iterator[dict[str, Any]]:
    """Facts at random, some of them unknown."""
    for _ in range(60):
        values: dict[str, Any] = {"a": dice.randrange(5), "b": dice.randrange(5), "w": dice.choice("xyz")}
        values |= {"d": DAY, "e": DAY + timedelta(days=dice.randrange(-1, 6))}
        yield {name: value for name, value in values.items() if dice.random() > 0.1}


def test_a_rule_called_superfluous_is_met_whenever_the_other_is() -> None:
    dice, implied = random.Random(9), 0
    for _ in range(2_000):
        narrow, wide = random_rule(dice, "narrow"), random_rule(dice, "wide")
        if shadowed.implies(narrow, wide):
            implied += 1
            for facts in situations(dice):
                if narrow.check(facts, ALONE).verdict is Verdict.MET:
                    assert wide.check(facts, ALONE).verdict is Verdict.MET, (narrow, wide, facts)
    assert implied > 100


def _none(name: str) -> Any:
    raise AssertionError(name)


ALONE = Peers(_none)


def test_control_a_rule_that_is_stricter_is_not_called_superfluous() -> None:
    dice, open_ = random.Random(10), 0
    for _ in range(500):
        narrow, wide = random_rule(dice, "narrow"), random_rule(dice, "wide")
        if type(narrow) is type(wide) and not shadowed.implies(narrow, wide):
            open_ += any(
                narrow.check(facts, ALONE).verdict is Verdict.MET and wide.check(facts, ALONE).verdict is Verdict.NOT_MET
                for facts in situations(dice)
            )
    assert open_ > 40


STAFF = """[[rule]]
id = "{}"
kind = "comparison"
name = {{ zh = "人数", en = "staff" }}
fact = "staff"
at_least = {}
cite = "3"
"""


@pytest.mark.parametrize("more", ['force = "generally"', 'unconfirmed = "unknown"\nassumed = ["Q1"]', 'when = "independent"'])
def test_a_stricter_rule_that_may_be_departed_from_or_not_apply_implies_nothing(
    base: str, linted: Linted, break_: Break, more: str
) -> None:
    two = STAFF.format("ten", 10) + more + "\n\n" + STAFF.format("five", 5) + "\n"
    text = break_(base, '[[rule]]\nid = "convincing"', two + '[[rule]]\nid = "convincing"')
    text = break_(text, 'requires = ["staff-enough"]', 'requires = ["staff-enough", "ten", "five"]')
    assert ("rule-shadowed", "act[ask].requires[2]") not in linted(text)
    assert ("rule-shadowed", "act[ask].requires[3]") not in linted(text)
    assert ("rule-shadowed", "act[ask].requires[3]") in linted(text.replace(more, ""))


# ── what is used in other words ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_in_a_name_or_in_what_a_reading_sets_is_used(base: str, linted: Linted, break_: Break) -> None:
    fact = '[[fact]]\nid = "village"\nname = { zh = "村", en = "village" }\ntype = "text"\n\n'
    text = break_(base, '[[fact]]\nid = "field"', fact + '[[fact]]\nid = "field"')
    assert linted(text) == [("unused-fact", "fact[village].id")]
    assert linted(break_(text, 'en = "Qingyu {field} Workshop"', 'en = "Qingyu {village} Workshop"')) == []
    sets = 'sets = [{ table = "rule", id = "papers", key = "facts", adds = ["village"] }]'
    assert linted(break_(text, 'en = "by plain days" } }', f'en = "by plain days" }}, {sets} }}')) == []


def test_articles_are_held_against_the_account_where_there_is_one(base: str, linted: Linted, break_: Break) -> None:
    account = Path(__file__).parents[2].joinpath("src/tic_core/packs/codes/account.toml").read_text(encoding="utf-8")
    wrong = break_(base, 'digits = [4]\ncite = "3"', 'digits = [4]\ncite = "33"')
    assert linted(wrong) == []
    assert ("no-such-article", "fact[class.code].cite") in linted(wrong, account=account)
    assert {code for code, _ in linted(wrong, account=account)} == {"no-such-article", "cited-elsewhere"}


def test_an_account_with_a_fault_is_told_beside_the_edition(base: str) -> None:
    account = Path(__file__).parents[2].joinpath("src/tic_core/packs/codes/account.toml").read_text(encoding="utf-8")
    found = review(base.encode(), "edition.toml", account=account.replace("12 = 1", "12 = 2").encode())
    assert [(fault.code, fault.file) for fault in found.faults] == [("sentence-missing", "account.toml")]
    assert not found.loads


def test_control_a_linter_that_looks_at_nothing_finds_nothing(base: str, break_: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    text = break_(base, 'requires = ["staff-enough"]\n', "").encode()
    assert review(text, "edition.toml").faults
    monkeypatch.setattr("tic_core.packs.lint.LOOKS", ())
    assert review(text, "edition.toml").faults == ()
