"""The account of Weihai's measure is complete, and one thing wrong in it is found where it stands.

Cases change one entry of the real account. ``at`` is the text on the line that the fault names.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import attrs
import pytest

from tic_core.errors import DocumentError, Fault
from tic_core.model.cite import Cite
from tic_core.model.edition import Edition
from tic_core.packs import load
from tic_core.packs.account import CLAIMED, MESSAGES, TREATMENTS, Account, load_account

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "policies/tic_policies/weihai-2022"

# Sentences of each article, counted on the published text.
ARTICLES = (1, 3, 1, 2, 9, 6, 1, 6, 9, 3, 6, 8, 4, 11, 2, 4, 2, 2, 1, 4, 1, 2)
PARTS = {"notice": 3, "annex": 13}

# Sentences that hold several norms, and how many at the least.
NORMS = {
    "4": {1: 3}, "7": {1: 2}, "9": {3: 4, 5: 4, 7: 5}, "11": {2: 2, 3: 4, 4: 3, 6: 3}, "12": {1: 4, 3: 2, 4: 2, 5: 2, 8: 2},
    "15": {2: 4}, "17": {1: 3, 2: 3}, "18": {2: 3}, "19": {1: 4}, "22": {1: 2},
}  # fmt: skip

Look = Callable[[str], tuple[Fault, ...]]


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load(FOLDER / "edition.toml")


@pytest.fixture(scope="session")
def text() -> str:
    return FOLDER.joinpath("account.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def account(edition: Edition) -> Account:
    return load_account(FOLDER / "account.toml", edition)


@pytest.fixture(scope="session")
def look(edition: Edition) -> Look:
    """Everything wrong in an account; nothing when it is sound."""

    def faults(document: str) -> tuple[Fault, ...]:
        try:
            load_account(document.encode(), edition, "account.toml")
        except DocumentError as error:
            return error.faults
        return ()

    return faults


# The account of Weihai's measure


def test_every_sentence_of_the_measure_has_an_entry(account: Account) -> None:
    articles = {str(number): count for number, count in enumerate(ARTICLES, start=1)}
    assert sum(ARTICLES) == 88
    assert account.units == {**articles, **PARTS}
    entered = {(sentence.place, sentence.number) for sentence in account.sentences}
    assert entered == {(place, number) for place, count in account.units.items() for number in range(1, count + 1)}


def test_sentences_that_hold_several_norms_are_split(account: Account) -> None:
    for place, numbers in NORMS.items():
        for number, least in numbers.items():
            found = [sentence.norm for sentence in account.sentences if (sentence.place, sentence.number) == (place, number)]
            assert len(found) >= least, (place, number)


def test_every_treatment_is_counted(account: Account) -> None:
    counts = account.counts()
    assert list(counts) == list(TREATMENTS)
    assert sum(counts.values()) == len(account.sentences)
    assert all(counts.values())


def test_whatever_has_effect_rests_on_a_sentence_or_openly_on_none(account: Account, edition: Edition) -> None:
    named = {name for entry in (*account.sentences, *account.beyond) for name in entry.by}
    tables = {"rule": edition.rules, "act": edition.acts, "duty": edition.duties, "stage": edition.stages}
    assert not {f"{kind}:{item.id}" for kind, items in tables.items() for item in items} - named


def test_the_account_can_be_told_in_json(account: Account) -> None:
    for lang in ("zh", "en"):
        told = json.loads(json.dumps(account.told(lang)))
        assert len(told) == len(account.sentences)
        assert {"article", "number", "treatment", "by", "note"} <= set(told[0])
    third = [each for each in account.told("en") if (each["article"], each["number"], each["norm"]) == (12, 5, "b")]
    assert [(each["cite"], each["treatment"]) for each in third] == [("12(2)", "encoded")]
    assert "rule:committee-share" in third[0]["by"]


def test_what_is_not_encoded_says_why(account: Account) -> None:
    for sentence in account.sentences:
        assert sentence.treatment != "not-encoded" or (sentence.note and not sentence.by)


def test_neither_language_stands_in_the_other(account: Account) -> None:
    texts = [entry for sentence in account.sentences for entry in (sentence.paraphrase, sentence.note) if entry]
    for each in (*texts, *(beyond.because for beyond in account.beyond)):
        assert not re.search(r"[一-鿿]", each.en), each.en
        assert re.search(r"[一-鿿]", each.zh), each.zh


# One thing wrong at a time


def entries(document: str) -> list[tuple[str, str]]:
    """The entries of an account as (which, text): ``9.3b``, ``annex.1``; what stands before the first is called ``head``."""
    pieces = re.split(r"(?m)^(?=\[\[(?:sentence|beyond)\]\])", document)
    return [("head", pieces[0]), *((_which(piece), piece) for piece in pieces[1:])]


def _which(piece: str) -> str:
    if not piece.startswith("[[sentence]]"):
        return "beyond"
    told = dict(re.findall(r'(?m)^(article|part|number|norm) += "?(\w+)"?$', piece))
    return f"{told.get('article') or told['part']}.{told['number']}{told.get('norm', '')}"


def changed(document: str, which: str, old: str, new: str) -> str:
    """The account with one entry changed in one place."""
    pieces = entries(document)
    assert [name for name, _ in pieces].count(which) == 1, which
    found = next(piece for name, piece in pieces if name == which)
    assert len(re.findall(old, found)) == 1, (which, old)
    return "".join(re.sub(old, new, piece) if name == which else piece for name, piece in pieces)


def without(document: str, *which: str) -> str:
    """The account without some entries."""
    return "".join(piece for name, piece in entries(document) if name not in which)


@attrs.frozen
class Case:
    """One thing broken: in the entry ``which``, the pattern ``old`` becomes ``new``; what the fault must be."""

    code: str
    which: str
    old: str
    new: str
    at: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.code}:{self.which}"


WHOLE = ""  # a fault of the document as a whole has no line

EXTRA = """
[[sentence]]
article    = {article}
number     = {number}
paraphrase = {{ zh = "另一句", en = "another" }}
treatment  = "declaratory"

"""

CASES = [
    Case(
        "other-edition",
        "head",
        '"weihai-2022"',
        '"weihai-2018"',
        "edition",
        "这是版本 weihai-2018 的逐句清单 — 应为 weihai-2022",
        "the account of the edition weihai-2018 — weihai-2022",
    ),
    Case(
        "unknown-schema",
        "head",
        "tic/account/1",
        "tic/account/9",
        "schema",
        "不认识 tic/account/9",
        "kind tic/account/9 is not known",
    ),
    Case("missing-key", "head", "(?m)^edition .*$", "", WHOLE, "缺少 edition", "edition is missing"),
    Case("unknown-key", "head", r"(?m)^\[counts\]", "title = 1\n[counts]", "title", "没有 title 这个键", "no key title"),
    Case("wrong-type", "head", r"(?m)^21     = 1$", '21 = "1"', "21 =", '"1" 的类型不对', '"1" is of the wrong type'),
    Case(
        "bad-count",
        "head",
        r"(?m)^21     = 1$",
        "21 = 1\n0 = 1",
        "0 = 1",
        "[counts] 中的 0 不成立 — 键应为条号或 notice、annex、S1，值为 1 至 999",
        "0 cannot be counted like this — an article's number or notice, annex",
    ),
    Case("bad-count", "head", r"(?m)^21     = 1$", "21 = 1\n23 = 1000", "23 = 1000", "23 不成立", "23 cannot be counted"),
    Case(
        "sentence-missing",
        "head",
        r"(?m)^22     = 2$",
        "22 = 3",
        "22 =",
        "第二十二条第 3 句没有记载（共 3 句） — 每句至少一个",
        "Art. 22 lacks the sentences 3 of 3 — at least one [[sentence]]",
    ),
    Case(
        "bad-chapter",
        "head",
        r'"19", "20"',
        '"19", "18", "20"',
        '"19", "18"',
        "章中的 18 不在 [counts] 中，或已属另一章",
        "18 is not counted in [counts], or stands in another chapter",
    ),
    Case(
        "chapter-missing",
        "head",
        r'"19", "20"',
        '"19"',
        "[[chapter]]",
        "20 不属于任何一章",
        "20 stand in no chapter",
    ),
    Case(
        "sentence-missing",
        "head",
        r"(?m)^annex  = 13",
        "annex = 15",
        "annex",
        "附件第 14、15 句没有记载",
        "Annex lacks the sentences 14, 15 of 15",
    ),
    Case("sentence-missing", "2.2", r"(?s).+", "", "2 ", "第二条第 2 句没有记载（共 3 句）", "Art. 2 lacks the sentences 2 of 3"),
    Case(
        "no-such-number",
        "2.3",
        r"number     = 3",
        "number = 4",
        "number",
        "第二条没有第 4 句 — 应在 1 至 3 之间",
        "Art. 2 has no sentence 4 — from 1 to 3",
    ),
    Case(
        "no-place",
        "2.3",
        r"article .*",
        "",
        "[[sentence]]",
        "须写明条或部分，只写其一",
        "an article or in a part, one of the two — article = its number",
    ),
    Case(
        "no-place",
        "2.3",
        r"article .*",
        'article = 2\npart = "annex"',
        "[[sentence]]",
        "只写其一 — 应有 article = 条号，或 part = notice、annex、S1 之一",
        "one of the two",
    ),
    Case(
        "uncounted",
        "2.3",
        r"article .*",
        "article = 23",
        "article",
        "[counts] 中没有 23 — 应为 notice、1、2",
        "23 is not counted in [counts] — one of notice, 1, 2",
    ),
    Case("uncounted", "annex.9", r"(?m)^part .*", 'part = "anex"', "part", "[counts] 中没有 anex", "anex is not counted"),
    Case(
        "bad-item", "annex.9", r"item .*", "item = 100", "item", "没有第 100 项 — 应在 0 至 99 之间", "no item 100 — from 0 to 99"
    ),
    Case("missing-key", "2.3", r"treatment .*", "", "[[sentence]]", "缺少 treatment", "treatment is missing"),
    Case("unknown-key", "2.3", r"treatment", "treated", "treated", "是否想写 treatment？", "did you mean treatment?"),
    Case("language-missing", "2.3", r", en = .*? }(?=\ntreat)", " }", "paraphrase", "缺少语言 en", "the language en is missing"),
    Case(
        "twice",
        "2.2",
        r"\Z",
        EXTRA.format(article=2, number=2),
        "number",
        "第二条第2句写了两次",
        "Art. 2 sentence 2 is entered twice",
    ),
    Case(
        "twice",
        "15.2d",
        r'norm       = "d"',
        'norm = "c"',
        "number",
        "第十五条第2句（c）写了两次",
        "Art. 15 sentence 2c is entered twice",
    ),
    Case(
        "out-of-order",
        "2.2",
        r"\Z",
        EXTRA.format(article=1, number=1),
        "number",
        "第一条第1句排在第二条第2句之后 — 应按原文顺序",
        "Art. 1 sentence 1 stands after Art. 2 sentence 2 — the order of the text",
    ),
    Case(
        "norm-missing",
        "1.1",
        r"number     = 1",
        'number = 1\nnorm = "a"',
        "norm",
        "第一条第 1 句的规范编号为 a — 应不分，或按 a、b、c 连续编号",
        "the norms of Art. 1 sentence 1 are lettered a — no letter, or",
    ),
    Case(
        "norm-missing",
        "18.2b",
        r"(?s).+",
        "",
        "norm",
        "第十八条第 2 句的规范编号为 a、c",
        "the norms of Art. 18 sentence 2 are lettered a, c",
    ),
    Case(
        "unknown-treatment",
        "2.3",
        '"declaratory"',
        '"declared"',
        "treatment",
        "没有 declared 这种处理 — 应为以下之一：declaratory、",
        "not treated as declared — one of: declaratory,",
    ),
    Case(
        "nothing-behind",
        "2.2",
        '"declaratory"',
        '"encoded"',
        "treatment",
        "第二条第2句记为“已编码”而没有 by — 应以 by 指明由什么承担，或如实记为 not-encoded",
        "Art. 2 sentence 2 is encoded and has no by",
    ),
    Case(
        "nothing-behind",
        "2.2",
        '"declaratory"',
        '"discretionary"',
        "treatment",
        "记为“留待裁量”而没有 by",
        "is left to people and has no by",
    ),
    Case(
        "no-because",
        "2.2",
        '"declaratory"',
        '"not-encoded"',
        "treatment",
        "第二条第2句记为“未编码”而没有 note",
        "Art. 2 sentence 2 is not encoded and has no note",
    ),
    Case(
        "encoded-after-all",
        "20.2",
        r"note ",
        'by = ["stage:held"]\nnote ',
        "by",
        "记为“未编码”而又有 by",
        "is not encoded and yet has by",
    ),
    Case(
        "bad-reference",
        "8.3",
        '"rule:lead-leading"',
        '"rules:lead-leading"',
        "rules:",
        'rules:lead-leading 不是指向 — 应为 "种类:标识"，种类为：act、',
        'rules:lead-leading points to nothing that could be there — "kind:id"',
    ),
    Case(
        "points-to-nothing",
        "8.3",
        '"rule:lead-leading"',
        '"rule:lead-leding"',
        "lead-leding",
        "版本中没有名为 lead-leding 的规则 — 是否想写 lead-leading",
        "the edition has no rule lead-leding — did you mean lead-leading",
    ),
    Case(
        "points-to-nothing",
        "1.1",
        '"identity:based_on"',
        '"identity:base"',
        "base",
        "没有名为 base 的身份项目",
        "no key of the identity base",
    ),
    Case(
        "named-twice",
        "8.3",
        '"rule:lead-leading"',
        '"rule:lead-leading", "rule:lead-leading"',
        "rule:",
        "rule:lead-leading 写了两次",
        "rule:lead-leading is named twice",
    ),
    Case(
        "unclaimed",
        "12.8a",
        '"rule:director-able"',
        '"rule:committee-of-standing"',
        "[[sentence]]",
        "没有任何一句记载规则 director-able（第十二条第3项） — 应列入",
        "no sentence claims the rule director-able (Art. 12(3)) — under the by of a sentence",
    ),
    Case(
        "claimed-and-beyond",
        "8.4",
        '"rule:lead-organising"',
        '"rule:lead-organising", "rule:remedies-told"',
        "rule:",
        "规则 remedies-told 既有句子记载，又列入 [[beyond]] — 应只取其一",
        "the rule remedies-told is claimed here, yet stands under [[beyond]]",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_thing_wrong_is_found_where_it_stands(text: str, look: Look, case: Case) -> None:
    document = changed(text, case.which, case.old, case.new)
    found = [fault for fault in look(document) if not _follows(case, fault)]
    assert [fault.code for fault in found] == [case.code]
    assert case.at in ["", *document.splitlines()][found[0].line]
    assert bool(case.at) == bool(found[0].line)
    assert case.zh in found[0]("zh")
    assert case.en in found[0]("en")


def _follows(case: Case, fault: Fault) -> bool:
    """A rule that only the removed norm claimed is left without one: that is told as well."""
    return case.code != fault.code == "unclaimed" and not case.new


def test_a_claim_under_another_article_than_the_cited_one_is_found(text: str, look: Look) -> None:
    moved = changed(text, "8.4", r"(?s)treatment .*?\]", 'treatment = "declaratory"')
    moved = changed(moved, "10.1", '"act:record-legal-form"', '"act:record-legal-form", "rule:lead-organising"')
    (fault,) = look(moved)
    assert fault.code == "cited-elsewhere"
    assert "规则 lead-organising 出自第八条第（三）项，而该处没有一句记载它" in fault("zh")
    assert "the rule lead-organising cites Art. 8(3), where no sentence claims it" in fault("en")


def cited(edition: Edition, table: str, name: str, cite: str) -> Edition:
    """The edition with another article under one of its things."""
    items = tuple(attrs.evolve(each, cite=Cite.parse(cite)) if each.id == name else each for each in edition.tables[table].values())
    return attrs.evolve(edition, **{table: items})


@pytest.mark.parametrize(
    ("table", "name", "cite", "said"),
    [
        ("facts", "committee.members", "12(3)", "the fact committee.members cites Art. 12 item 3"),
        ("vocabularies", "grade", "18", "the vocabulary grade cites Art. 18"),
        ("interpretations", "Q53", "12(2)", "the interpretation Q53 cites Art. 12 item 2"),
        ("derived", "partners.enterprises", "7", "the derived fact partners.enterprises cites Art. 7"),
    ],
)
def test_what_others_use_cites_an_article_under_which_it_is_used(
    edition: Edition, text: str, table: str, name: str, cite: str, said: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        load_account(text.encode(), cited(edition, table, name, cite), "account.toml")
    (fault,) = caught.value.faults
    assert fault.code == "cited-elsewhere"
    assert "where no sentence claims it or what uses it" in fault("en")
    assert fault("en").partition("— ")[2].startswith(said.partition(" cites ")[0])


def test_control_a_thing_that_is_used_under_two_articles_may_cite_either(edition: Edition, text: str) -> None:
    assert load_account(text.encode(), cited(edition, "facts", "acceptance.grade", "17"), "account.toml")


def test_every_fault_has_a_case() -> None:
    assert {case.code for case in CASES} | {"cited-elsewhere"} >= set(MESSAGES)


def test_ill_formed_entries_are_all_told_at_once(text: str, look: Look) -> None:
    broken = changed(changed(text, "2.2", '"declaratory"', '"declared"'), "8.3", '"rule:lead-leading"', '"rule:no"')
    assert [fault.code for fault in look(broken)] == ["unknown-treatment", "points-to-nothing"]


# Controls: whatever is left out or invented turns the account red


def test_any_sentence_left_out_is_missed(text: str, look: Look, chance: random.Random) -> None:
    names = [name for name, _ in entries(text) if name not in ("head", "beyond")]
    units = [list(group) for _, group in groupby(names, key=lambda name: name.rstrip("abcdefgh"))]
    assert len(units) == sum(ARTICLES) + sum(PARTS.values())
    for unit in chance.sample(units, 12):
        found = [fault for fault in look(without(text, *unit)) if fault.code == "sentence-missing"]
        assert [fault.key for fault in found] == [f"counts.{unit[0].partition('.')[0]}"], unit


def test_anything_with_effect_that_is_claimed_nowhere_turns_it_red(text: str, look: Look, chance: random.Random) -> None:
    names = sorted(set(re.findall(rf'"((?:{"|".join(CLAIMED)}):[^"]+)"', text)))
    for name in chance.sample(names, 12):
        # An interpretation claims nothing, so the entry keeps its by.
        found = look(text.replace(f'"{name}"', '"interpretation:Q48"'))
        kind, _, rest = name.partition(":")
        assert any(fault.code == "unclaimed" and f"the {kind} {rest} " in fault("en") for fault in found), name


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (
            '[[rule]]\nid = "secret"\nkind = "present"\nfacts = ["lead.code"]\nname = { zh = "暗规", en = "secret" }\ncite = "8"\n',
            "rule",
        ),
        ('[[duty]]\nid = "secret"\nowner = "unit"\nname = { zh = "暗义务", en = "secret" }\ncite = "8"\n', "duty"),
    ],
    ids=["rule", "duty"],
)
def test_what_the_edition_adds_in_silence_turns_the_account_red(text: str, table: str, kind: str) -> None:
    document = FOLDER.joinpath("edition.toml").read_text(encoding="utf-8") + "\n" + table
    if kind == "duty":  # a duty has to be opened by something
        document = document.replace('opens    = ["task-book"]', 'opens    = ["task-book", "secret"]')
    with pytest.raises(DocumentError) as raised:
        load_account(text.encode(), load(document.encode(), "edition.toml"))
    assert f"no sentence claims the {kind} secret (Art. 8)" in raised.value.message("en")


def test_however_it_is_damaged_it_is_told_as_faults(text: str, look: Look, chance: random.Random) -> None:
    lines = text.splitlines()
    for line in _damages(lines, chance):
        assert isinstance(look("\n".join(line)), tuple)


def _damages(lines: list[str], chance: random.Random) -> Iterator[list[str]]:
    values = ("0", "-1", "99999999999999999999", "1.5", "[]", "{}", '""', '"x"', "[[1]]", "true", "2022-07-07", '["rule:"]')
    for _ in range(25):
        damaged = lines.copy()
        for _ in range(3):
            index = chance.randrange(len(damaged))
            key, sign, _ = damaged[index].partition("=")
            damaged[index] = f"{key}= {chance.choice(values)}" if sign else ""
        yield damaged
