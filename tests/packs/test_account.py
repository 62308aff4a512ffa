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
    assert not {f"{kind}:{item.id}" for kind, items in tables.items() for item in items} - named  # type: ignore[attr-defined]


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
    pieces = re.split(r"(?m)^(?=\[\[)", document)
    return [("head", pieces[0]), *((_which(piece), piece) for piece in pieces[1:])]


def _which(piece: str) -> str:
    if not piece.startswith("[[sentence]]"):
        return "beyond"
    told = {key: value for key, value in re.findall(r'(?m)^(article|part|number|norm) += "?(\w+)"?$', piece)}
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


CASES = [
    Case("other-edition", "head", '"weihai-2022"', '"weihai-2018"', "edition", "这是版本 weihai-2018 的逐句清单 — 应为 weihai-2022", "the account of the edition weihai-2018 — weihai-2022"),
    Case("unknown-schema", "head", "tic/account/1", "tic/account/9", "schema", "不认识 tic/account/9", "tic/account/9 is not known"),
    Case("missing-key", "head", '(?m)^edition .*$', "", "schema", "缺少 edition", "edition is missing"),
    Case("unknown-key", "head", r"(?m)^\[counts\]", "title = 1\n[counts]", "title", "没有 title 这个键", "no key title"),
    Case("bad-count", "head", r"(?m)^22 .*$", "22 = 2\n0 = 1", "0 = 1", "[counts] 中的 0 不成立 — 键应为条号或 notice、annex", "0 cannot be counted"),
    Case("bad-count", "head", r"(?m)^22 .*$", "22 = 2\n23 = 1000", "23 = 1000", "1 至 999", "from 1 to 999"),
    Case("sentence-missing", "head", r"(?m)^(22 .*) 2$", r"\1 3", "22 ", "第二十二条第 3 句没有记载（共 3 句）", "Art. 22 lacks the sentences 3 of 3"),
    Case("sentence-missing", "head", r"(?m)^annex  = 13", "annex = 15", "annex", "附件第 14、15 句", "Annex lacks the sentences 14, 15 of 15"),
    Case("no-such-number", "21.1", "number     = 1", "number     = 1\n\n[[sentence]]\narticle = 21\nnumber = 2\nparaphrase = { zh = '无', en = 'none' }\ntreatment = 'declaratory'\n\n[[sentence]]\narticle = 21\nnumber = 1\nnorm = 'z'", "number", "", ""),
    Case("no-place", "21.1", "article    = 21", "", "[[sentence]]", "须写明条或部分 — 应有", "an article or in a part"),
    Case("no-place", "21.1", "article    = 21", 'article = 21\npart = "annex"', "[[sentence]]", "只写其一", "one of the two"),
    Case("uncounted", "21.1", "article    = 21", "article    = 23", "article", "", ""),
    Case("missing-key", "20.1", '(?m)^treatment .*$', "", "[[sentence]]", "缺少 treatment", "treatment is missing"),
]  # fmt: skip
