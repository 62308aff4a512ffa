"""Every kind of rule can be read aloud, in Chinese and in English, with its values in place."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.facts import FactKind, Term, Vocabulary
from tic_core.model.rule import Names, Rule
from tic_core.rules.kinds import (
    CORE_KINDS,
    All,
    Any_,
    AtLeast,
    AtMostPerKey,
    Band,
    Comparison,
    Condition,
    CountedBy,
    Discretion,
    ExceptionTo,
    Exempt,
    FactRef,
    InBands,
    Not,
    OneOf,
    Present,
    Row,
    Share,
    Table,
    Unique,
    Within,
)
from tic_core.text import Text

NAME = Text("规则甲", "rule A")
GRADE = Vocabulary("grade", NAME, (Term("good", Text("优秀", "excellent")), Term("poor", Text("不合格", "fail"))))
FACTS = {
    "score": FactKind("score", Text("分数", "the score"), "decimal"),
    "limit": FactKind("limit", Text("限额", "the limit"), "decimal"),
    "insiders": FactKind("insiders", Text("内部委员", "insiders"), "whole"),
    "members": FactKind("members", Text("委员", "members"), "whole"),
    "approved": FactKind("approved", Text("批准日", "the approval"), "date"),
    "signed": FactKind("signed", Text("签订日", "the signature"), "date"),
    "grade": FactKind("grade", Text("等次", "the grade"), "term", vocabulary="grade"),
    "class": FactKind("class", Text("类别", "class"), "code"),
}
NAMES = Names(FACTS, {"grade": GRADE}, {"a": OneOf(id="a", name=NAME, fact="grade", values=("good",))})


def rule(kind: type[Rule], **fields: Any) -> Rule:
    return kind(id="r", name=NAME, **fields)


TABLE = Text(
    "按表（各行互斥）：等次为优秀、不合格之一，且分数不小于 60、小于 限额的，符合；“seen”为否，且批准日至签订日未满 3 年的，不符合",
    "by the table, whose rows exclude each other: "
    "where the grade is one of excellent, fail and the score is at least 60, is below the limit: met; "
    "where “seen” is no and the approval lies within 3 years up to the signature: not met",
)

SENTENCES = [
    (rule(Comparison, fact="score", at_least="60"), "分数应不小于 60", "the score is at least 60"),
    (
        rule(Comparison, fact="score", above=60, below=FactRef("limit")),
        "分数应大于 60、小于 限额",
        "the score is above 60, below the limit",
    ),
    (
        rule(Comparison, fact="approved", last=date(2024, 2, 29)),
        "批准日应不晚于 2024-02-29",
        "the approval is not after 2024-02-29",
    ),
    (rule(Comparison, fact="score", equals=3), "分数应等于 3", "the score is equal to 3"),
    (
        rule(Share, part="insiders", whole="members", at_most=Fraction(1, 3)),
        "内部委员占委员的比例不超过1/3",
        "insiders make up at most 1/3 of members",
    ),
    (
        rule(Share, part="insiders", whole="members", at_least=Fraction(1, 4), at_most=Fraction(1, 2)),
        "内部委员占委员的比例不超过1/2、不低于1/4",
        "insiders make up at most 1/2, at least 1/4 of members",
    ),
    (
        rule(Within, start=("approved",), end="signed", within=Period(days=30)),
        "签订日应在自批准日起 30 日内",
        "the signature lies within 30 days of the approval",
    ),
    (
        rule(Within, start=("approved", "x"), end="signed", within=Period(years=3), past=Period(months=1)),
        "签订日应在自批准日、“x”起 3 年内；签订日应在自批准日、“x”起满 1 个月之后",
        "the signature lies within 3 years of the approval, “x”; the signature lies after 1 month counted from the approval, “x”",
    ),
    (rule(OneOf, fact="grade", values=("good", "poor")), "等次应为以下之一：优秀、不合格", "the grade is one of: excellent, fail"),
    (rule(OneOf, fact="grade", values=("good",)), "等次应为优秀", "the grade is excellent"),
    (rule(OneOf, fact="seen", values=(True,)), "“seen”应为是", "“seen” is yes"),
    (rule(Present, facts=("grade", "score")), "已记录：等次、分数", "on record: the grade, the score"),
    (rule(Unique, reservation="class", key=("class",)), "同一类别只能有一个中心", "only one centre for each class"),
    (
        rule(Share, part="insiders", whole="members", at_most=FactRef("limit")),
        "内部委员占委员的比例不超过限额",
        "insiders make up at most the limit of members",
    ),
    (
        rule(Within, start=("approved",), end="signed", within_by=CountedBy("members", "working_days")),
        "签订日应在自批准日起 “委员”所定的工作日数内",
        "the signature lies within the working days of “members” of the approval",
    ),
    (
        rule(OneOf, fact="grade", values=("good",), many="any"),
        "等次中至少有一项为：优秀",
        "at least one of the grade is among: excellent",
    ),
    (
        rule(OneOf, fact="grade", values=("good", "poor"), many="all"),
        "等次中每一项均为以下之一：优秀、不合格",
        "each of the grade is among: excellent, fail",
    ),
    (
        rule(
            InBands,
            fact="score",
            vocabulary="grade",
            values=("good",),
            bands=(Band("good", from_=90), Band("poor", above="0")),
        ),
        "分数应属于：优秀（优秀 90 及以上、不合格 0 以上（不含））",
        "the score lies in: excellent (excellent from 90, fail above 0)",
    ),
    (
        rule(
            Table,
            hit="unique",
            rows=(
                Row((Condition("grade", ("good", "poor")), Condition("score", at_least=60, below=FactRef("limit"))), "met"),
                Row((Condition("seen", is_=False), Condition("approved", within=Period(years=3), until="signed")), "not-met"),
            ),
        ),
        TABLE.zh,
        TABLE.en,
    ),
    (
        rule(Table, hit="first", rows=(Row((), "not-applicable"),)),
        "按表（自上而下，先符合者为准）：任何情形的，不适用",
        "by the table, from the top: where in any case: not applicable",
    ),
    (
        rule(AtMostPerKey, reservation="class", key=("class",), most=2),
        "同一类别至多有 2 个中心",
        "at most 2 centres for each class",
    ),
    (rule(AtLeast, n=2, of=("a", "b")), "至少满足 2 项：“规则甲”、b", "at least 2 of: “rule A”, b"),
    (
        rule(ExceptionTo, rule="a", exceptions=(Exempt("b", Cite(4), "a"), Exempt("a", Cite(5)))),
        "一般适用“规则甲”；但b的，适用“规则甲”（第四条）；但“规则甲”的，不适用（第五条）",
        "generally “rule A”; but where b, “rule A” (Art. 4); but not where “rule A” (Art. 5)",
    ),
    (rule(All, of=("a", "b")), "同时满足：“规则甲”、b", "all of: “rule A”, b"),
    (rule(Any_, of=("a", "b")), "满足其一：“规则甲”、b", "any of: “rule A”, b"),
    (rule(Not, rule="a"), "不得：“规则甲”", "not: “rule A”"),
    (
        rule(Discretion, question=Text("是否成熟", "is it mature")),
        "由有权机关判断：是否成熟",
        "for the competent office to judge: is it mature",
    ),
]


@pytest.mark.parametrize(("each", "zh", "en"), SENTENCES, ids=[en for _, _, en in SENTENCES])
def test_a_rule_reads_as_a_sentence_of_law(each: Rule, zh: str, en: str) -> None:
    said = each.sentence(NAMES)
    assert (said.zh, said.en) == (zh, en)


def test_every_kind_of_the_core_has_a_sentence_here() -> None:
    assert {type(each) for each, _, _ in SENTENCES} == set(CORE_KINDS)


@pytest.mark.parametrize("each", [each for each, _, _ in SENTENCES], ids=lambda each: each.sentence(NAMES).en)
def test_a_sentence_is_whole_in_both_languages_and_leaves_no_place_open(each: Rule) -> None:
    said = each.sentence(NAMES)
    assert re.search("[\u4e00-\u9fff]", said.zh)
    assert not re.search("[\u4e00-\u9fff]", said.en)
    for words in (said.zh, said.en):
        assert words.strip()
        assert not re.search(r"[{}]|None|Text\(", words)


def test_terms_are_told_by_their_names_also_several_at_once() -> None:
    assert NAMES.term("grade", "good") == Text("优秀", "excellent")
    assert NAMES.term("grade", ("good", "strange")) == [Text("优秀", "excellent"), "strange"]
    assert NAMES.term("score", "good") == "good"
