"""Words of the core: where a key takes one of a closed list, the word is on the list. Inner lists have something in them, once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from tic_core.kernel.stages import STAGE_KINDS
from tic_core.model.edition import CORRECTING, DUTY_CHANGES, NATURES, PROCEEDING_KINDS
from tic_core.model.facts import FACT_TYPES
from tic_core.model.linked import LINKED
from tic_core.model.money import INCENTIVE_STEPS
from tic_core.packs.check.lens import within
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw, offered
from tic_core.packs.locate import Path
from tic_core.text import Text

SUBJECTS = ("centre", *LINKED, "edition")
ROLLS = ("none", "next-working-day")
ITEM_STYLES = ("（一）", "（1）", "1.", "一、")

CLOSED: tuple[tuple[str, str, str, Collection[str]], ...] = (
    ("stage", "kind", "stage-kind", STAGE_KINDS),
    ("proceeding", "kind", "proceeding-kind", PROCEEDING_KINDS),
    ("act", "nature", "nature", NATURES),
    ("act", "subject", "subject", SUBJECTS),
    ("act", "corrects", "correction", CORRECTING),
    ("act", "grounds", "grounds", ("edition", "named")),
    ("act", "changes.*.change", "duty-change", DUTY_CHANGES),
    ("act", "incentives.*.to", "incentive-step", INCENTIVE_STEPS),
    ("fact", "type", "fact-type", FACT_TYPES),
    ("fact", "fields.*.type", "fact-type", FACT_TYPES),
    ("fact", "check", "check", ("uscc",)),
    ("fact", "fields.*.check", "check", ("uscc",)),
    ("fact", "of", "subject", SUBJECTS),
    ("linked", "subject", "subject", ("centre", *LINKED)),
    ("linked", "many", "choice-of-many", ("least", "greatest")),
    ("rule", "force", "force", ("shall", "generally")),
    ("rule", "unconfirmed", "unconfirmed", ("not-met", "unknown")),
    ("incentive", "nature", "incentive-nature", ("entitlement", "discretionary", "promotional")),
    ("interpretation", "status", "status", ("default", "confirmed")),
    ("convention", "roll", "roll", ROLLS),
    ("convention", "fixed_roll", "roll", ROLLS),
    ("identity", "languages.*", "language", ("zh", "en")),
)
"""Every closed list: the table, the way to the word inside an item, what the word is, and the words there are."""

INNER: tuple[tuple[str, str], ...] = (
    ("vocabulary", "terms"),
    ("proceeding", "steps"),
    ("fact", "fields"),
    ("interpretation", "readings"),
    *(("incentive", key) for key in ("instalments", "payers", "recovery")),
)
"""Lists inside an item whose members have ids of their own."""


def check_words(draft: Draft) -> Iterator[Flaw]:
    """Words, then inner lists, then how articles number their items."""
    for table, way, thing, words in _CLOSED:
        for path, item in draft.each(table):
            for at, word in within(item, way, path):
                if word not in words:
                    yield flaw(MESSAGES, f"unknown-{thing}", at, word=word, offer=offered(word, words))
    for table, inner in INNER:
        for path, item in draft.each(table):
            yield from repeated(getattr(item, inner), (*path, inner))
    yield from _filled(draft)
    yield from _styles(draft)
    yield from _codes(draft)


_CLOSED = tuple((table, tuple(way.split(".")), thing, words) for table, way, thing, words in CLOSED)


def repeated(members: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    """Members of a list whose id another one has."""
    seen: set[str] = set()
    for index, member in enumerate(members):
        if member.id in seen:
            yield flaw(MESSAGES, "duplicate-id", (*path, index, "id"), id=member.id)
        seen.add(member.id)


def _filled(draft: Draft) -> Iterator[Flaw]:
    for table, key in (("vocabulary", "terms"), ("proceeding", "steps"), ("interpretation", "readings"), ("reservation", "key")):
        for path, item in draft.each(table):
            if not getattr(item, key):
                yield flaw(MESSAGES, "empty-list", (*path, key), key=key)
    for path, item in draft.each("identity"):
        if not item.languages:
            yield flaw(MESSAGES, "empty-list", (*path, "languages"), key="languages")


def _styles(draft: Draft) -> Iterator[Flaw]:
    for path, item in draft.each("identity"):
        for part, style in item.item_styles.items():
            if style not in ITEM_STYLES:
                offer = offered(style, ITEM_STYLES)
                yield flaw(MESSAGES, "unknown-item-style", (*path, "item_styles", part), word=style, offer=offer)


def _codes(draft: Draft) -> Iterator[Flaw]:
    """Codes that name folders, subjects of the ledger and plugins have one form each."""
    for path, item in draft.each("identity"):
        named: list[tuple[Path, str, tuple[re.Pattern[str], str]]] = [
            ((*path, "id"), item.id, NAME),
            ((*path, "policy"), item.policy, NAME),
            ((*path, "jurisdiction"), item.jurisdiction, JURISDICTION),
            *(((*path, "parents", index), code, JURISDICTION) for index, code in enumerate(item.parents)),
        ]
        for place, code, (form, example) in named:
            if not form.fullmatch(code):
                yield flaw(MESSAGES, "bad-code", place, code=code, example=example)


NAME = (re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*"), "binhai-2026")
JURISDICTION = (re.compile(r"[a-z]{2}(-[a-z0-9]+)*"), "cn-xx-binhai")

_OFFER = Text("{offer}", "{offer}")

MESSAGES: Messages = {
    "unknown-stage-kind": (Text("没有 {word} 这种阶段", "there is no kind of stage {word}"), _OFFER),
    "unknown-proceeding-kind": (Text("没有 {word} 这种程序", "there is no kind of proceeding {word}"), _OFFER),
    "unknown-nature": (Text("没有 {word} 这种行为性质", "acts have no nature {word}"), _OFFER),
    "unknown-choice-of-many": (Text("没有 {word} 这种取法", "many does not take {word}"), _OFFER),
    "unknown-subject": (Text("没有 {word} 这种主体", "there is no subject {word}"), _OFFER),
    "unknown-correction": (Text("没有 {word} 这种更正", "entries are not corrected by {word}"), _OFFER),
    "unknown-grounds": (Text("没有 {word} 这种依据要求", "there is no demand on the basis called {word}"), _OFFER),
    "unknown-duty-change": (Text("没有 {word} 这种义务变更", "duties are not changed by {word}"), _OFFER),
    "unknown-incentive-step": (Text("激励没有 {word} 这一步", "incentives have no step {word}"), _OFFER),
    "unknown-fact-type": (Text("没有 {word} 这种事实类型", "there is no type of fact {word}"), _OFFER),
    "unknown-check": (Text("没有 {word} 这种代码校验", "there is no check of codes {word}"), _OFFER),
    "unknown-force": (Text("没有 {word} 这种效力", "rules have no force {word}"), _OFFER),
    "unknown-unconfirmed": (
        Text("解释未确认时的结论不能是 {word}", "{word} is no finding for a reading not yet confirmed"),
        _OFFER,
    ),
    "unknown-incentive-nature": (Text("没有 {word} 这种激励性质", "incentives have no nature {word}"), _OFFER),
    "unknown-status": (Text("没有 {word} 这种解释状态", "interpretations have no status {word}"), _OFFER),
    "unknown-roll": (Text("没有 {word} 这种顺延方式", "days are not rolled by {word}"), _OFFER),
    "unknown-language": (Text("没有语言 {word}", "there is no language {word}"), _OFFER),
    "unknown-item-style": (Text("没有 {word} 这种项的编号", "items are not numbered {word}"), _OFFER),
    "duplicate-id": (Text("标识 {id} 已经用过", "the id {id} is taken"), Text("应为不重复的标识", "an id of its own")),
    "bad-code": (
        Text("代码“{code}”不成形", "the code “{code}” is ill-formed"),
        Text("由小写字母、数字和连字符组成，如 {example}", "small letters, digits and hyphens, as in {example}"),
    ),
    "empty-list": (Text("{key} 是空的", "{key} is empty"), Text("应至少有一项", "at least one")),
}
