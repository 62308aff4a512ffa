"""Two readings of one rule: stricter, looser, the same or neither; never said without proof, always shown by facts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.editions import RULES, altered, cite, committee, extended, lake

from tic_core.model.dates import Period
from tic_core.model.edition import Edition
from tic_core.model.facts import Money
from tic_core.model.rule import Rule
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.packs.compare import cases, rules
from tic_core.packs.compare.leaves import leaves
from tic_core.packs.compare.rules import MIRROR, Compared, compare_rules
from tic_core.rules import edges
from tic_core.rules.amounts import Entry, LookUp
from tic_core.rules.derived import Last, Where
from tic_core.rules.exceptions import Exempt
from tic_core.rules.kinds import (
    All,
    Any_,
    Band,
    Comparison,
    Condition,
    ExceptionTo,
    FactRef,
    InBands,
    Not,
    OneOf,
    Present,
    Row,
    Share,
    Table,
    Within,
)
from tic_core.rules.reference import derive, evaluate
from tic_core.text import Text

NAME = Text("规则", "rule")
BARE: dict[str, Any] = {"name": NAME, "assumed": ("Q1",)}


def with_rules(*told: Rule) -> Edition:
    """The law of the lake with further rules."""
    return extended(lake(), "rules", *told)


def compared(old: Sequence[Rule], new: Sequence[Rule]) -> Compared:
    """The last rule of each side against the other, which has the same id."""
    found = compare_rules(with_rules(*old), with_rules(*new), old[-1].id, new[-1].id)
    shown(found, with_rules(*old), with_rules(*new), old[-1].id, new[-1].id)
    return found


def shown(found: Compared, old: Edition, new: Edition, was: str, name: str) -> None:
    """Every example is what it says it is: run under both, the two verdicts differ, and in the direction that is claimed."""
    for witness in found.witnesses:
        assert (verdict(old, was, witness.facts), verdict(new, name, witness.facts)) == (witness.old, witness.new)
        passes = [height(edition, rule, told) for edition, rule, told in ((old, was, witness.old), (new, name, witness.new))]
        assert witness.allows == ("old" if passes[0] > passes[1] else "new")
        assert passes[0] != passes[1]
    sides = {witness.allows for witness in found.witnesses}
    if found.relation != "not-decided":
        assert (
            sides == {"stricter": {"old"}, "looser": {"new"}, "equivalent": set(), "incomparable": {"old", "new"}}[found.relation]
        )


def verdict(edition: Edition, name: str, facts: Mapping[str, Any]) -> Verdict:
    return evaluate(edition.tables["rules"][name], derive(facts, edition.derived), edition.tables["rules"]).verdict


def height(edition: Edition, name: str, found: Verdict) -> int:
    rule: Rule = edition.tables["rules"][name]
    return 3 if found in PERMITS else 2 if found in OPEN else int(rule.force == "generally")


def score(**bounds: Any) -> Comparison:
    return Comparison(id="r", fact="score", **BARE, **bounds)


def third(share: str, **more: Any) -> Share:
    return Share(id="r", part="insiders", whole="members", at_most=Fraction(share), **BARE, **more)


def span(period: Period, way: str = "within", start: tuple[str, ...] = ("served",)) -> Within:
    return Within(id="r", start=start, end="act.on", **{way: period}, **BARE)


ONE_FACT = {
    "a higher score is asked": (score(at_least="60"), score(at_least="75"), "stricter"),
    "an end that is no longer included": (score(at_least="60"), score(above="60"), "stricter"),
    "both ends move apart": (score(at_least="60", at_most="90"), score(at_least="50", at_most="95"), "looser"),
    "both ends move the same way": (score(at_least="60", at_most="90"), score(at_least="50", at_most="80"), "incomparable"),
    "a bound that nothing can break": (score(at_least="0"), score(at_most="100"), "equivalent"),
    "a whole number above four is one of at least five": (
        Comparison(id="r", fact="report.year", above=2004, **BARE),
        Comparison(id="r", fact="report.year", at_least=2005, **BARE),
        "equivalent",
    ),
    "a smaller share": (third("1/3"), third("1/4"), "stricter"),
    "a third written in sixths": (third("1/3"), third("2/6"), "equivalent"),
    "a third written as a decimal is a little less": (third("1/3"), third("33/100"), "stricter"),
    "not more than a third inside, at least two thirds outside": (
        third("1/3"),
        Share(id="r", part="members", whole="insiders", at_least=Fraction(3), **BARE),
        "stricter",
    ),
    "one more word that will do": (
        OneOf(id="r", fact="grade.of", values=("good",), **BARE),
        OneOf(id="r", fact="grade.of", values=("good", "fair"), **BARE),
        "looser",
    ),
    "another word": (
        OneOf(id="r", fact="class.code", values=("3511",), **BARE),
        OneOf(id="r", fact="class.code", values=("3512",), **BARE),
        "incomparable",
    ),
    "years for months": (span(Period(years=3)), span(Period(months=36)), "equivalent"),
    "a longer period": (span(Period(months=6)), span(Period(months=9)), "looser"),
    "a longer wait": (span(Period(months=6), "past"), span(Period(months=9), "past"), "stricter"),
    "a year is at least 365 days": (span(Period(days=365)), span(Period(years=1)), "looser"),
    "a month is longer than some thirty days and shorter than others": (
        span(Period(days=30)),
        span(Period(months=1)),
        "incomparable",
    ),
    "five working days are at least five days": (span(Period(days=5)), span(Period(working_days=5)), "looser"),
    "how many days thirty working days take depends on the holidays": (
        span(Period(days=45)),
        span(Period(working_days=30)),
        "not-decided",
    ),
    "a fact may be asked to be there": (
        Present(id="r", facts=("served",), **BARE),
        Present(id="r", facts=("served", "dated"), **BARE),
        "stricter",
    ),
    "a departure is allowed": (score(at_least="60"), score(at_least="60", force="generally"), "looser"),
    "a breach is open until the reading is confirmed": (
        score(at_least="60"),
        score(at_least="60", unconfirmed="unknown"),
        "looser",
    ),
    "on the day itself": (
        Comparison(id="r", fact="act.on", after=FactRef("served"), **BARE),
        Comparison(id="r", fact="act.on", first=FactRef("served"), **BARE),
        "looser",
    ),
    "the later of two days": (
        Comparison(id="r", fact="act.on", first=FactRef("served"), **BARE),
        Comparison(id="r", fact="act.on", first=FactRef("served"), last=FactRef("dated"), **BARE),
        "stricter",
    ),
}


@pytest.mark.parametrize("case", ONE_FACT)
def test_of_two_readings_it_is_known_which_is_stricter(case: str) -> None:
    old, new, relation = ONE_FACT[case]
    old, new = (attrs.evolve(rule, fact="grade") if getattr(rule, "fact", "") == "grade.of" else rule for rule in (old, new))

    assert compared([old], [new]).relation == relation


@pytest.mark.parametrize("case", ONE_FACT)
def test_read_from_the_other_side_it_is_the_mirror_image(case: str) -> None:
    old, new, relation = ONE_FACT[case]
    old, new = (attrs.evolve(rule, fact="grade") if getattr(rule, "fact", "") == "grade.of" else rule for rule in (old, new))

    assert compared([new], [old]).relation == MIRROR.get(relation, relation)


def test_the_way_a_rule_is_put_together_is_not_what_it_says() -> None:
    low, high = attrs.evolve(score(at_least="60"), id="low"), attrs.evolve(score(at_most="90"), id="high")
    both = All(id="r", of=("low", "high"), **BARE)
    neither = [
        attrs.evolve(score(below="60"), id="l"),
        attrs.evolve(score(above="90"), id="h"),
        Any_(id="e", of=("l", "h"), **BARE),
    ]

    assert compared([low, high, both], [score(at_least="60", at_most="90")]).relation == "equivalent"
    assert compared([low, high, both], [*neither, Not(id="r", rule="e", **BARE)]).relation == "equivalent"


def test_a_part_more_makes_all_stricter_and_any_looser() -> None:
    parts = [attrs.evolve(score(at_least="60"), id="a"), Present(id="b", facts=("visited",), **BARE)]

    assert compared([*parts, All(id="r", of=("a",), **BARE)], [*parts, All(id="r", of=("a", "b"), **BARE)]).relation == "stricter"
    assert compared([*parts, Any_(id="r", of=("a",), **BARE)], [*parts, Any_(id="r", of=("a", "b"), **BARE)]).relation == "looser"


def test_a_rule_that_applies_to_fewer_is_looser() -> None:
    gate = OneOf(id="gate", fact="visited", values=(True,), **BARE)

    assert compared([gate, score(at_least="60")], [gate, score(at_least="60", when="gate")]).relation == "looser"


def test_a_change_far_away_is_seen_in_the_rule_that_rests_on_it() -> None:
    old = lake()
    new = altered(old, "derived", "insiders", where=(Where("ties", ("lead",)),))
    found = compare_rules(old, new, "one-third")

    shown(found, old, new, "one-third", "one-third")
    assert found.relation == "looser"


def test_parts_that_share_a_list_are_compared_part_by_part() -> None:
    many = Comparison(id="many", fact="members", at_least=5, **BARE)
    whole = All(id="r", of=("share", "many"), **BARE)
    old, new = ([attrs.evolve(third(share), id="share"), many, whole] for share in ("1/3", "1/2"))

    assert compared(old, new).relation == "looser"


def test_another_question_is_for_people_to_compare() -> None:
    old = lake()
    new = altered(old, "rules", "sound", question=Text("方案是否成熟", "whether the plan is ripe"))
    found = compare_rules(old, new, "sound")

    assert (found.relation, found.witnesses) == ("not-decided", ())
    assert found.why is not None


def test_another_name_or_article_is_no_other_rule() -> None:
    sound = attrs.evolve(lake().tables["rules"]["sound"], id="r")

    assert compared([sound], [attrs.evolve(sound, name=NAME, cite=lake().identity.in_force.cite)]).relation == "equivalent"


def test_an_example_has_no_fact_too_many() -> None:
    gate = OneOf(id="gate", fact="visited", values=(True,), **BARE)
    (witness,) = compared([gate, score(at_least="60")], [gate, score(at_least="70")]).witnesses

    assert list(witness.facts) == ["score"]


# ── against many facts ───────────────────────────────────────────────────────────────────────────────────────────────────────

DAY0 = date(2024, 1, 30)
days = st.integers(0, 40).map(lambda step: DAY0 + timedelta(days=step))
numbers = st.integers(0, 6).map(str)
bound = st.sampled_from(["at_least", "at_most", "above", "below", "equals"])
periods = st.one_of(
    st.builds(Period, days=st.integers(1, 32)), st.builds(Period, months=st.integers(1, 2)), st.just(Period(working_days=3))
)


def some(*words: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(words)


def several(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(some(*words), min_size=1, unique=True).map(tuple)


def simple(name: str) -> st.SearchStrategy[Rule]:
    """A rule of one of the kinds, over few facts and few values, so that two of them often touch."""
    ends, halves = some("first", "last", "after", "before"), some(Fraction(1, 3), Fraction(1, 2), Fraction(2, 5))
    told = {"id": name, **BARE}
    return st.one_of(
        st.builds(lambda b, n: Comparison(fact="score", **{b: n}, **told), bound, numbers),
        st.builds(lambda d: Comparison(fact="act.on", first=d, **told), days),
        st.builds(lambda b: Comparison(fact="act.on", **{b: FactRef("served")}, **told), ends),
        st.builds(lambda s: attrs.evolve(third("1/2"), id=name, at_most=s), halves),
        st.builds(lambda n: Comparison(fact="members", at_least=n, **told), st.integers(1, 3)),
        st.builds(lambda p, w: attrs.evolve(span(p, w), id=name), periods, some("within", "past")),
        st.builds(lambda v: OneOf(fact="grade", values=v, **told), several("poor", "fair", "good")),
        st.builds(lambda v: OneOf(fact="visited", values=(v,), **told), st.booleans()),
        st.builds(lambda f: Present(facts=f, **told), several("score", "served", "visited")),
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """A few rules, the last of them made of the others or alone."""
    parts = [draw(simple(name)) for name in ("a", "b")]
    top = draw(st.sampled_from(["all", "any", "not", "gated", "alone"]))
    last: Rule
    if top in ("all", "any"):
        last = (All if top == "all" else Any_)(id="r", of=("a", "b"), **BARE)
    elif top == "not":
        last = Not(id="r", rule="a", **BARE)
    else:
        last = attrs.evolve(draw(simple("r")), when="a" if top == "gated" else "")
    return [*parts, last]


POOL: Mapping[str, list[Any]] = {
    "score": [None, *(Decimal(n) / 2 for n in range(14))],
    "act.on": [None, *(DAY0 + timedelta(days=n) for n in range(-2, 75))],
    "served": [None, *(DAY0 + timedelta(days=n) for n in range(-2, 42))],
    "visited": [None, True, False],
    "budget": [None, Money(Decimal(1), "CNY")],
    "committee": [None, *(tuple(committee(n, size)) for size in range(6) for n in range(size + 1))],
}


def contradicted(relation: str, old: Edition, new: Edition, chance: random.Random, tries: int) -> str:
    """Facts, chosen at random, that a relation does not allow; empty where none were found."""
    for _ in range(tries):
        facts = {name: value for name, pool in POOL.items() if (value := chance.choice(pool)) is not None}
        found = [(edition, verdict(edition, "r", facts)) for edition in (old, new)]
        if any(said is Verdict.UNKNOWN and not rests_on(edition) <= facts.keys() for edition, said in found):
            continue  # what is not known yet says nothing
        one, other = (height(edition, "r", said) for edition, said in found)
        if (one > other and relation in ("looser", "equivalent")) or (one < other and relation in ("stricter", "equivalent")):
            return f"{relation} yet {one} and {other} on {facts}"
    return ""


def rests_on(edition: Edition) -> set[str]:
    """The facts of the rule ``r`` and all it is made of."""
    tables = edition.tables
    return {
        fact for name in edges.reached(["r"], tables["rules"]) for fact in edges.base_of(tables["rules"][name], tables["derived"])
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets(), rule_sets(), st.randoms(use_true_random=False))
def test_no_facts_whatever_contradict_what_was_said(old: list[Rule], new: list[Rule], chance: random.Random) -> None:
    found = compared(old, new)

    assert contradicted(found.relation, with_rules(*old), with_rules(*new), chance, 60) == ""


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets(), rule_sets())
def test_the_mirror_image_holds_of_any_two_rules(old: list[Rule], new: list[Rule]) -> None:
    one, other = compared(old, new).relation, compared(new, old).relation

    assert other == MIRROR.get(one, one)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets())
def test_a_rule_is_equivalent_to_itself_under_another_id(told: list[Rule]) -> None:
    again = [*told[:-1], attrs.evolve(told[-1], id="s")]

    assert compare_rules(with_rules(*told), with_rules(*again), "r", "s").relation == "equivalent"


def test_control_cases_that_leave_out_the_ends_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "points", lambda ends: [end + 1 for end in ends])
    old, new = with_rules(score(at_least="3")), with_rules(score(above="3"))
    found = compare_rules(old, new, "r")

    assert found.relation == "equivalent"  # which is wrong, and
    assert contradicted(found.relation, old, new, random.Random(1), 2_000)


def test_control_a_direction_that_is_mixed_up_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rules._seen
    monkeypatch.setattr(
        rules,
        "_seen",
        lambda *told: (
            None if (seen := real(*told)) is None else attrs.evolve(seen, allows={"old": "new", "new": "old"}[seen.allows])
        ),
    )
    with pytest.raises(AssertionError):
        compared([score(at_least="60")], [score(at_least="75")])


def test_cases_that_stand_for_all_are_told_from_those_that_do_not() -> None:
    edition = lake()

    def whole(name: str) -> bool:
        return all(group.whole for group in cases.groups(edition, edition, leaves(edition, name)))

    assert {rule.id for rule in RULES if not whole(rule.id)} == set()
    mixed = with_rules(
        third("1/3"), Comparison(id="many", fact="members", at_least=5, **BARE), All(id="m", of=("r", "many"), **BARE)
    )
    assert not all(group.whole for group in cases.groups(mixed, mixed, leaves(mixed, "m")))


def test_bands_and_tables_are_compared_like_the_comparisons_they_are() -> None:
    def bands(least: int) -> InBands:
        ends = (Band("good", from_=90), Band("fair", from_=least), Band("poor", from_=0))
        return InBands(id="r", fact="score", vocabulary="grade", bands=ends, values=("good", "fair"), **BARE)

    assert compared([bands(60)], [bands(75)]).relation == "stricter"
    assert compared([bands(60)], [score(at_least="60")]).relation == "equivalent"


def test_an_exception_makes_a_rule_looser() -> None:
    seen = OneOf(id="seen", fact="visited", values=(True,), **BARE)
    strict = attrs.evolve(score(at_least="75"), id="strict")
    exempt = ExceptionTo(id="r", rule="strict", exceptions=(Exempt("seen", cite("9")),), **BARE)

    assert compared([strict, All(id="r", of=("strict",), **BARE)], [strict, seen, exempt]).relation == "looser"


def test_a_bound_on_a_fact_that_is_worked_out_alike_is_compared_as_if_it_were_recorded() -> None:
    last = Last(id="latest", name=NAME, assumed=("Q1",), of="basis", by="last", field="first")
    first_day = Comparison(id="r", fact="latest", last=date(2020, 1, 1), **BARE)
    old, new = (
        extended(with_rules(attrs.evolve(first_day, last=day)), "derived", last) for day in (date(2020, 1, 1), date(2020, 2, 1))
    )
    found = compare_rules(old, new, "r")

    shown(found, old, new, "r", "r")
    assert found.relation == "looser"


def marked(*rows: tuple[tuple[Condition, ...], str]) -> Edition:
    """A mark that a table gives, and a rule that asks for it."""
    rule = Comparison(id="r", fact="score", at_least=FactRef("mark"), **BARE)
    entries = tuple(Entry(when=when, then=then) for when, then in rows)
    mark = LookUp(id="mark", name=NAME, assumed=("Q1",), gives="decimal", hit="first", rows=entries)
    return extended(with_rules(rule), "derived", mark)


def test_a_limit_that_a_table_gives_is_decided_and_not_only_tried() -> None:
    since = (Condition(fact="report.year", at_least=2024),)
    old = marked((since, "60"), ((), "70"))
    others = {
        "equivalent": marked((since, "60"), ((), "70.0")),
        "stricter": marked((since, "60"), ((), "80")),
        "looser": marked((since, "55"), ((), "70")),
        "incomparable": marked((since, "65"), ((), "68")),
    }

    for relation, new in others.items():
        found = compare_rules(old, new, "r")
        shown(found, old, new, "r", "r")
        assert found.relation == relation


def test_a_limit_in_a_row_of_a_table_is_seen() -> None:
    def table(least: int) -> Table:
        rows = (Row(when=(Condition(fact="score", at_least=least),), then="met"), Row(when=(), then="not-met"))
        return Table(id="r", rows=rows, hit="first", **BARE)

    assert compared([table(60)], [table(75)]).relation == "stricter"
    assert compared([table(60)], [score(at_least="60")]).relation == "equivalent"
