"""Rules as sentences for signing: a signature holds for what the rule means, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tic_core.errors import DocumentError
from tic_core.kernel.lawbook import Lawbook
from tic_core.packs import load
from tic_core.packs.canonical import canonical, digest
from tic_core.packs.wording import Signature, head, load_signatures, record, worded

SMALLEST = Path(__file__).parents[2] / "examples/smallest/binhai-2026/edition.toml"
Break = Callable[[str, str, str], str]
RULE, ALL = "half-at-most", "both"

JOINED = """[[rule]]
id = "both"
kind = "all"
name = { zh = "两项均满足", en = "both hold" }
of = ["half-at-most", "workshop-sound"]
when = "not-small"
cite = "5"

[[rule]]
id = "not-small"
kind = "comparison"
name = { zh = "成员至少两人", en = "two members at least" }
fact = "members.count"
at_least = 2
cite = "4"

# ── 阶段 stages ──"""


@pytest.fixture
def text() -> str:
    return (
        SMALLEST.read_text(encoding="utf-8")
        .replace("# ── 阶段 stages ──", JOINED)
        .replace('notes = ["half', 'notes = ["both", "half', 1)
    )


def book(text: str) -> Lawbook:
    return Lawbook(load(text.encode()))


def state(text: str, signed: Lawbook, rule: str = RULE) -> str:
    """How a rule stands that was signed as ``signed`` had it."""
    signature = Signature(rule, digest(signed.edition, rule), "Li", date(2026, 2, 1))
    (found,) = [each for each in worded(book(text), (signature,)) if each.rule.id == rule]
    return found.state


MEANING = {
    "the share itself": ('at_most = "1/2"', 'at_most = "1/3"'),
    "whom a derived fact counts": ('one_of = ["unit"]', 'one_of = ["outside"]'),
    "the words of a vocabulary": ('id = "outside", name', 'id = "elsewhere", name'),
    "how a fact is called in the sentence": ("本单位成员人数", "本单位人员数"),
    "the article it rests on": (
        'whole = "members.count"\nat_most = "1/2"\ncite = "4"',
        'whole = "members.count"\nat_most = "1/2"\ncite = "5"',
    ),
}

NO_MEANING = {
    "a comment": ("# ── 谁 who ──", "# ── 谁？ ──"),
    "the name of another rule": ("工坊建设扎实", "工坊建设扎扎实实"),
    "the article where a fact is mentioned": ('type = "list"\ncite = "4"', 'type = "list"\ncite = "3"'),
    "a default that is written out": ('at_most = "1/2"', 'at_most = "1/2"\nforce = "shall"'),
}


@pytest.mark.parametrize("edit", MEANING)
def test_a_signature_lapses_when_anything_changes_that_the_rule_means(edit: str, text: str, break_: Break) -> None:
    assert state(break_(text, *MEANING[edit]), book(text)) == "lapsed"


@pytest.mark.parametrize("edit", NO_MEANING)
def test_a_signature_stands_when_nothing_changes_that_the_rule_means(edit: str, text: str, break_: Break) -> None:
    assert state(break_(text, *NO_MEANING[edit]), book(text)) == "signed"


@pytest.mark.parametrize(
    "edit",
    [('at_most = "1/2"', 'at_most = "1/3"'), ("at_least = 2", "at_least = 3"), ("工坊是否建设扎实？", "工坊是否可用？")],
    ids=["of a part", "of the rule it stands under", "of the question that is judged"],
)
def test_a_change_of_a_part_lapses_the_whole(edit: tuple[str, str], text: str, break_: Break) -> None:
    assert state(break_(text, *edit), book(text), ALL) == "lapsed"


def test_the_order_of_the_document_is_not_part_of_the_form(text: str, break_: Break) -> None:
    first, second, _ = JOINED.split("\n\n")
    turned = break_(text, f"{first}\n\n{second}", f"{second}\n\n{first}")

    assert canonical(load(turned.encode()), ALL) == canonical(load(text.encode()), ALL)


def test_every_rule_of_weihai_has_a_form_of_its_own(weihai: str) -> None:
    edition = load(weihai.encode())

    assert len({digest(edition, rule.id) for rule in edition.rules}) == len(edition.rules) > 100


def test_the_records_that_are_printed_sign_every_rule(text: str) -> None:
    lawbook = book(text)
    lines = [
        *head("binhai-2026"),
        *(line for each in worded(lawbook) for line in record(each, "Li “\\Wei”", date(2026, 2, 1), "1号")),
    ]

    signed = load_signatures("\n".join(lines).encode(), lawbook.edition)

    assert {each.who for each in signed} == {"Li “\\Wei”"}
    assert {each.state for each in worded(lawbook, signed)} == {"signed"}


def test_the_newest_signature_counts_and_an_older_one_of_the_same_form_does_no_harm(text: str) -> None:
    lawbook = book(text)
    form = digest(lawbook.edition, RULE)
    told = (Signature(RULE, "0" * 64, "A", date(2026, 3, 1)), Signature(RULE, form, "B", date(2026, 2, 1)))
    (found,) = [each for each in worded(lawbook, told) if each.rule.id == RULE]

    assert (found.state, found.signature and found.signature.who) == ("signed", "B")


def test_a_rule_is_worded_with_what_it_stands_under_and_how_strictly(weihai: str) -> None:
    said = {each.rule.id: each.sentence.en for each in worded(Lawbook(load(weihai.encode())))}

    assert said["joint-has-another"].startswith("where “joint, with one of the enterprises in the lead” holds, ")
    assert "generally: " in said["term-generally-three-years"]
    assert said["class-unrelated"].endswith("until the readings Q7 are confirmed, a breach counts as unknown")


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (['schema = "tic/signatures/1"', 'edition = "other-1"'], "other-edition", 2),
        (
            [*head("binhai-2026"), "[[signature]]", 'rule = "half-at-most"', 'digest = "abc"', 'who = "L"', "on = 2026-02-01"],
            "bad-digest",
            6,
        ),
        (
            [*head("binhai-2026"), "[[signature]]", 'rule = "x"', f'digest = "{"0" * 64}"', 'who = " "', "on = 2026-02-01"],
            "nobody",
            7,
        ),
        ([*head("binhai-2026"), "[[signature]]", 'role = "x"'], "unknown-key", 5),
        (['edition = "binhai-2026"'], "missing-key", 0),
    ],
)
def test_a_file_of_signatures_that_is_wrong_says_where(lines: list[str], code: str, line: int, text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_signatures("\n".join(lines).encode(), load(text.encode()))

    assert (code, line) in {(fault.code, fault.line) for fault in caught.value.faults}


GRADED = """[[fact]]
id = "score"
name = { zh = "得分", en = "score" }
type = "decimal"
cite = "5"

[[vocabulary]]
id = "grade"
name = { zh = "等级", en = "grade" }
cite = "5"
terms = [
    { id = "pass", name = { zh = "合格", en = "passed" } },
    { id = "fail", name = { zh = "不合格", en = "failed" } },
]

[[derived]]
id = "grade.given"
op = "bands"
name = { zh = "所评等级", en = "grade given" }
of = "score"
vocabulary = "grade"
bands = [{ term = "pass", from = 60 }, { term = "fail", from = 0 }]
cite = "5"

[[derived]]
id = "grade.counted"
op = "first-known"
name = { zh = "所计等级", en = "grade counted" }
of = ["grade.given"]
cite = "5"

[[rule]]
id = "good-grade"
kind = "one-of"
name = { zh = "等级合格", en = "the grade is good" }
fact = "grade.counted"
values = ["pass"]
cite = "5"

# ── 阶段 stages ──"""


def test_a_grade_that_is_worked_out_is_called_by_its_name_and_not_by_its_id(text: str) -> None:
    lawbook = book(text.replace("# ── 阶段 stages ──", GRADED).replace('notes = ["both", ', 'notes = ["both", "good-grade", '))
    (said,) = [each.sentence for each in worded(lawbook) if each.rule.id == "good-grade"]

    assert (said.zh, said.en) == ("所计等级应为合格", "grade counted is passed")
