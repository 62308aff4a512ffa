"""Every fault an edition can have, one at a time: its code, where it points, and what it says in both languages.

``broken/small.toml`` breaks the sample (``packs/codes/sample.toml``) in one place at a time, so that a copy never goes stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.packs.cases import CASES, Case

from tic_core.errors import Fault
from tic_core.kernel import stages
from tic_core.packs import exact, read
from tic_core.packs.check import acts, bounds, demands, derived, doubled, duties, facts, names, rules, tables, words

HERE = Path(__file__).parent


def test_the_base_document_has_no_fault(base, faults) -> None:
    assert faults(base) == ()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_thing_broken_is_one_fault_at_its_place_in_both_languages(case: Case, base, faults, break_) -> None:
    broken = break_(base, case.old, case.new)
    found = [fault for fault in faults(broken) if fault.key == case.key]
    assert [fault.code for fault in found] == [case.code], "\n".join(fault("en") for fault in faults(broken))
    fault = found[0]
    line = broken.splitlines()[max(fault.line, 1) - 1]
    assert line[max(fault.column, 1) - 1 :].startswith(case.at), fault("en")
    assert case.zh in fault("zh")
    assert case.en in fault("en")
    assert fault("en").startswith(f"edition.toml:{fault.line}:{fault.column} {case.key} — ")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_thing_broken_is_not_told_as_many(case: Case, base, faults, break_) -> None:
    """Some things cannot break alone: a role nobody plays hits each of its acts. Nothing else may be blamed."""
    found = faults(break_(base, case.old, case.new))
    others = {fault.code for fault in found if fault.key != case.key}
    assert others <= FOLLOWS.get(case.code, set()), "\n".join(fault("en") for fault in found)


FOLLOWS = {
    "nobody-may-act": {"nobody-may-act", "recognition-undecided"},
    "stage-without-end": {"stage-without-end", "rectification-one-way", "recognition-undecided"},
}


def codes() -> Iterator[str]:
    """Every code that an edition's document can be given."""
    for catalogue in (
        exact.MESSAGES,
        names.MESSAGES,
        words.MESSAGES,
        doubled.MESSAGES,
        facts.MESSAGES,
        bounds.MESSAGES,
        demands.MESSAGES,
        derived.MESSAGES,
        rules.MESSAGES,
        tables.MESSAGES,
        acts.MESSAGES,
        duties.MESSAGES,
    ):
        yield from catalogue
    yield from stages.MESSAGES
    yield from ("float", "moment", "character")


ELSEWHERE = {
    "refused",
    "unknown-choice-of-many",
    "too-deep",
    "unknown-word",
    "rules-too-deep",
    "derived-too-deep",
    "share-on-record",
}
"""Codes that need more than one changed place; tests of their own have them."""


def test_every_code_has_a_case() -> None:
    assert set(codes()) - ELSEWHERE - {case.code for case in CASES} == set()


def test_every_case_has_a_code() -> None:
    assert {case.code for case in CASES} <= set(codes()) | set(read.MESSAGES)


def test_all_faults_are_told_in_one_go_in_the_order_of_the_document(base, faults) -> None:
    broken = base
    first = {case.code: case for case in reversed(CASES)}
    codes = ["unknown-reference", "bad-digits", "float", "unknown-nature", "brought-twice", "no-such-month"]
    for code in codes:
        broken = broken.replace(first[code].old, first[code].new)
    found = faults(broken)
    assert [fault.code for fault in found] == codes
    assert [(fault.line, fault.column) for fault in found] == sorted((fault.line, fault.column) for fault in found)


def chain(count: int) -> str:
    """That many rules, each the contrary of the one before."""
    rule = '[[rule]]\nid = "n{}"\nkind = "not"\nname = {{ zh = "非", en = "not" }}\nrule = "{}"\ncite = "3"\n\n'
    return "".join(rule.format(number, f"n{number - 1}" if number else "independent") for number in range(count))


def test_rules_made_of_rules_are_fifty_levels_deep_at_most(base, faults, break_) -> None:
    first = '[[rule]]\nid = "independent"'
    assert faults(break_(base, first, chain(49) + first)) == ()
    for count in (50, 2000):
        (fault,) = faults(break_(base, first, chain(count) + first))
        assert (fault.code, fault.key) == ("rules-too-deep", "rule[n49]")
        assert "规则 n49 由超过 50 层的规则组成 — 应至多 50 层" in fault("zh")
        assert "the rule n49 is made of more than 50 levels of rules — at most 50 levels" in fault("en")


def test_a_chain_of_conditions_counts_as_depth_too(base, faults, break_) -> None:
    first = '[[rule]]\nid = "independent"'
    whens = chain(60).replace('kind = "not"', 'kind = "present"\nfacts = ["staff"]').replace("rule = ", "when = ")
    assert [fault.code for fault in faults(break_(base, first, whens + first))] == ["rules-too-deep"]


def test_derived_facts_are_fifty_levels_deep_at_most(base, faults, break_) -> None:
    last = '[[derived]]\nid = "grade"'
    item = '[[derived]]\nid = "d{}"\nop = "first-known"\nname = {{ zh = "首", en = "first" }}\nof = ["{}"]\ncite = "3"\n\n'
    for count, codes in ((49, []), (2000, ["derived-too-deep"])):
        links = "".join(item.format(number, f"d{number - 1}" if number else "start") for number in range(count))
        assert [fault.code for fault in faults(break_(base, last, links + last))] == codes


def test_a_list_of_registered_texts_that_the_core_can_read_is_no_fault(base, faults, break_) -> None:
    fields = "".join(
        f'{{ id = "{name}", name = {{ zh = "项", en = "field" }}, type = "{kind}" }}, '
        for name, kind in (("id", "text"), ("first", "date"), ("last", "date"), ("note", "text"))
    )
    fact = f'[[fact]]\nid = "basis"\nname = {{ zh = "依据", en = "basis" }}\ntype = "list"\ndistinct = "id"\nfields = [{fields}]\n'
    first = '[[fact]]\nid = "lead.code"'
    assert faults(break_(base, first, fact + first)) == ()


def test_what_cannot_be_read_is_not_called_missing(base, faults, break_) -> None:
    """The rule ``papers`` has a key too many; that others name it is no fault."""
    broken = break_(base, 'kind = "present"', 'kind = "present"\nall = true')
    assert [fault.code for fault in faults(broken)] == ["unknown-key"]


def test_a_fault_is_printed_as_file_line_column_key_what_expected(base, faults, break_) -> None:
    fault: Fault = faults(break_(base, 'at_most = "1/3"', 'at_most = "4/3"'))[0]
    line = base.splitlines().index('at_most = "1/3"') + 1
    where = f"edition.toml:{line}:1 rule[inside-share].at_most"
    assert fault("zh") == f'{where} — 比例 4/3 不在 0 与 1 之间 — 应为 "0/1" 至 "1/1"'
    assert fault("en") == f'{where} — the share 4/3 does not lie between 0 and 1 — from "0/1" to "1/1"'


def test_a_share_is_compared_and_never_recorded(base, faults, break_) -> None:
    share = '[[derived]]\nid = "grade"\nop = "share"\nname = {{ zh = "比例", en = "share" }}\nof = "members"\n{}cite = "7"\n\n'
    begin = base.index('[[derived]]\nid = "grade"')
    inside = share.format('where = [{ field = "side", one_of = ["inside"] }]\n')
    broken = base[:begin] + inside + base[base.index("[[stage]]", begin) :]
    assert "share-on-record" in [fault.code for fault in faults(broken)]
