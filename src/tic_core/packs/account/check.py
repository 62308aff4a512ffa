"""What an account must be: an entry for every sentence of the text, and a sentence for whatever has effect in the edition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path as File
from string import ascii_lowercase
from typing import Any

from tic_core.model.cite import Cite
from tic_core.model.edition import Edition
from tic_core.packs.account.carried import carried
from tic_core.packs.account.document import PARTS, SCHEMA, TREATMENTS, Account, Draft, Sentence, drafted
from tic_core.packs.check.names import THINGS
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import bytes_of, read
from tic_core.text import Text, both

MOST, MOST_ITEMS = 999, 99
_PLACE = re.compile(r"[1-9]\d{0,2}|notice|annex|S[1-9]\d{0,2}")
SUPPORTED = ("encoded", "procedural", "discretionary")  # treatments that point to something in the edition
CLAIMED = ("rule", "act", "duty", "stage", "proceeding", "reservation", "incentive")  # what needs a sentence: whatever has effect


def load_account(source: File | str | bytes, edition: Edition, file: str = "") -> Account:
    """The account of ``edition`` in a file, or in bytes called ``file`` in messages.

    Raises :class:`~tic_core.errors.DocumentError`: with everything that is ill-formed; where nothing is, with everything that is
    missing, for half an account has holes of its own.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA), *_about(document.table, edition)]
    if any(found.code in ("unknown-schema", "other-edition") for found in told):
        raise document.error(told)
    draft = drafted(document, edition)
    flaws = list(merged(told, [*draft.flaws, *(found for check in OF_ENTRIES for found in check(draft))]))
    flaws = flaws or [found for check in OF_THE_WHOLE for found in check(draft)]
    if flaws:
        raise document.error(flaws)
    sentences = tuple(each for _, each in draft.sentences)
    beyond, chapters = tuple(each for _, each in draft.beyond), tuple(each for _, each in draft.chapters)
    return Account(edition.id, draft.counts, sentences, beyond, chapters)


def _about(table: Mapping[str, Any], edition: Edition) -> Iterator[Flaw]:
    """Whether it is the account of this edition: else that is what is wrong, not every name in it."""
    named = table.get("edition")
    if type(named) is str and named != edition.id:
        yield flaw(MESSAGES, "other-edition", ("edition",), named=named, edition=edition.id)


# Each entry for itself: it stands somewhere, is treated somehow, and what it points to is there.


def _counts(draft: Draft) -> Iterator[Flaw]:
    """What is counted is an article or a part, and has some sentences."""
    for place, count in draft.counts.items():
        if not (_PLACE.fullmatch(place) and 0 < count <= MOST):
            yield flaw(MESSAGES, "bad-count", ("counts", place), place=place, parts=list(PARTS), most=MOST)


def _places(draft: Draft) -> Iterator[Flaw]:
    """Each entry stands in one article or part that the document counts, at a number that is there."""
    for path, sentence in draft.sentences:
        place, number, most = sentence.place, sentence.number, draft.counts.get(sentence.place)
        if bool(sentence.article) == bool(sentence.part):
            yield flaw(MESSAGES, "no-place", path, parts=list(PARTS))
        elif most is None and draft.counts:
            key = "part" if sentence.part else "article"
            yield flaw(MESSAGES, "uncounted", (*path, key), place=place, known=list(draft.counts))
        elif most and not 1 <= number <= most:
            yield flaw(MESSAGES, "no-such-number", (*path, "number"), place=_place(place), number=number, most=most)
        if not 0 <= sentence.item <= MOST_ITEMS:
            yield flaw(MESSAGES, "bad-item", (*path, "item"), item=sentence.item, most=MOST_ITEMS)


def _treated(draft: Draft) -> Iterator[Flaw]:
    """There is a treatment; with what carries the sentence, or with the reason why nothing does."""
    for path, sentence in draft.sentences:
        treatment = sentence.treatment
        told = {
            "this": _called(sentence),
            "treatment": TREATMENTS.get(treatment, treatment),
            "offer": offered(treatment, TREATMENTS),
        }
        if treatment not in TREATMENTS:
            yield flaw(MESSAGES, "unknown-treatment", (*path, "treatment"), **told)
        elif treatment in SUPPORTED and not sentence.by:
            yield flaw(MESSAGES, "nothing-behind", (*path, "treatment"), **told)
        elif treatment == "not-encoded" and sentence.by:
            yield flaw(MESSAGES, "encoded-after-all", (*path, "by"), **told)
        elif treatment == "not-encoded" and sentence.note is None:
            yield flaw(MESSAGES, "no-because", (*path, "treatment"), **told)


def _named(draft: Draft) -> Iterator[Flaw]:
    """What an entry points to is there, and is named once."""
    lists = [(path, sentence.by) for path, sentence in draft.sentences] + [(path, each.by) for path, each in draft.beyond]
    for path, by in lists:
        for index, name in enumerate(by):
            kind, _, rest = name.partition(":")
            if kind not in draft.names:
                yield flaw(MESSAGES, "bad-reference", (*path, "by", index), name=name, kinds=sorted(draft.names))
            elif rest not in draft.names[kind]:
                told = {"thing": NAMES[kind], "name": rest, "offer": offered(rest, draft.names[kind])}
                yield flaw(MESSAGES, "points-to-nothing", (*path, "by", index), **told)
            elif name in by[:index]:
                yield flaw(MESSAGES, "named-twice", (*path, "by", index), name=name)


OF_ENTRIES = (_counts, _places, _treated, _named)


# The account as a whole. From the text: every sentence, once, in order.


def _order(draft: Draft) -> Iterator[Flaw]:
    """The entries follow the text, and each stands once."""
    rank = {place: index for index, place in enumerate(draft.counts)}
    keyed = [((rank[each.place], each.number, each.norm), path, each) for path, each in draft.sentences]
    for (before, _, last), (key, path, sentence) in pairwise(keyed):
        if key <= before:
            code = "twice" if key == before else "out-of-order"
            yield flaw(MESSAGES, code, (*path, "number"), this=_called(sentence), last=_called(last))


def _missing(draft: Draft) -> Iterator[Flaw]:
    """Every sentence has an entry: one without a letter, or several lettered a, b, c … without a gap."""
    norms: dict[tuple[str, int], dict[str, Path]] = defaultdict(dict)
    for path, sentence in draft.sentences:
        norms[sentence.place, sentence.number][sentence.norm] = path
    for place, count in draft.counts.items():
        numbers = [number for number in range(1, count + 1) if (place, number) not in norms]
        if numbers:
            yield flaw(MESSAGES, "sentence-missing", ("counts", place), place=_place(place), numbers=numbers, count=count)
    for (place, number), found in norms.items():
        if set(found) not in ({""}, set(ascii_lowercase[: max(len(found), 2)])):
            last = (*max(found.values()), "norm")
            yield flaw(MESSAGES, "norm-missing", last, place=_place(place), number=number, found=sorted(found))


# From the edition: everything that has effect rests on a sentence, or openly on none.


def _claimed(draft: Draft) -> Iterator[Flaw]:
    """Whatever has effect is claimed by a sentence of the article it cites, or stands under ``[[beyond]]``, and not both."""
    beyond = {name for _, each in draft.beyond for name in each.by}
    for kind in CLAIMED:
        for name, item in draft.names[kind].items():
            claims, excepted = draft.claims.get(f"{kind}:{name}", ()), f"{kind}:{name}" in beyond
            told = {"thing": NAMES[kind], "name": name, "cite": draft.edition.cite_text(item.cite) if item.cite else NO_ARTICLE}
            if not claims and not excepted:
                yield flaw(MESSAGES, "unclaimed", _nearest(draft, item.cite), **told)
            elif claims and excepted:
                yield flaw(MESSAGES, "claimed-and-beyond", claims[0][0], **told)
            elif item.cite and not excepted and not any(_covers(sentence.cite, item.cite) for _, sentence in claims):
                yield flaw(MESSAGES, "cited-elsewhere", claims[0][0], **told)


def _carried(draft: Draft) -> Iterator[Flaw]:
    """What others use cites an article where a sentence claims it, or something that uses it."""
    for (kind, name), places in sorted(carried(draft).items(), key=lambda pair: pair[0]):
        cite = getattr(draft.names[kind][name], "cite", None)
        if cite and not any(_covers(place, cite) for place in places):
            told = {"thing": NAMES[kind], "name": name, "cite": draft.edition.cite_text(cite)}
            yield flaw(MESSAGES, "cited-elsewhere", _nearest(draft, cite), **told)


def _covers(stands: Cite, cited: Cite) -> bool:
    """Whether a sentence that stands in one place can carry what cites another: an article takes in its items."""
    same = (stands.part, stands.article) == (cited.part, cited.article)
    return same and (not cited.item or stands.item == cited.item)


def _nearest(draft: Draft, cite: Cite | None) -> Path:
    """Where a person would add the claim: at the article's sentences, else at the head of the document."""
    near = [path for path, sentence in draft.sentences if cite and _covers(sentence.cite, cite)]
    return near[-1] if near else ("edition",)


def _chapters(draft: Draft) -> Iterator[Flaw]:
    """Where the text has chapters, every article and part stands in one of them, once and in order."""
    placed = [(place, (*path, "places", index)) for path, each in draft.chapters for index, place in enumerate(each.places)]
    names = [place for place, _ in placed]
    for index, (place, path) in enumerate(placed):
        if place not in draft.counts or place in names[:index]:
            yield flaw(MESSAGES, "bad-chapter", path, place=place)
    lacking = [place for place in draft.counts if place not in names]
    if draft.chapters and lacking:
        yield flaw(MESSAGES, "chapter-missing", draft.chapters[-1][0], places=lacking)


OF_THE_WHOLE = (_order, _missing, _chapters, _claimed, _carried)


def _place(place: str) -> Text:
    if not _PLACE.fullmatch(place):
        return both(shown(place))
    return (Cite(int(place)) if place.isdecimal() else Cite(0, 0, place)).text()


def _called(sentence: Sentence) -> Text:
    """A sentence as people name it: 第九条第3句（b）."""
    norm = f"（{sentence.norm}）" if sentence.norm else ""
    place, number = _place(sentence.place), sentence.number
    return Text(f"{place.zh}第{number}句{norm}", f"{place.en} sentence {number}{sentence.norm}")


NAMES = {**THINGS, "identity": Text("身份项目", "key of the identity"), "convention": Text("期间规则", "convention")}
NO_ARTICLE = Text("无条款", "no article")

MESSAGES: Messages = {
    "other-edition": (
        Text("这是版本 {named} 的逐句清单", "this is the account of the edition {named}"),
        Text("应为 {edition}", "{edition}"),
    ),
    "bad-count": (
        Text("[counts] 中的 {place} 不成立", "{place} cannot be counted like this"),
        Text("键应为条号或 {parts}，值为 1 至 {most} 的整数", "an article's number or {parts}, with a number from 1 to {most}"),
    ),
    "no-place": (
        Text("须写明条或部分，只写其一", "an entry stands in an article or in a part, one of the two"),
        Text("应有 article = 条号，或 part = {parts} 之一", "article = its number, or part = one of {parts}"),
    ),
    "uncounted": (
        Text("[counts] 中没有 {place}", "{place} is not counted in [counts]"),
        Text("应为 {known} 之一", "one of {known}"),
    ),
    "no-such-number": (
        Text("{place}没有第 {number} 句", "{place} has no sentence {number}"),
        Text("应在 1 至 {most} 之间", "from 1 to {most}"),
    ),
    "bad-item": (Text("没有第 {item} 项", "there is no item {item}"), Text("应在 0 至 {most} 之间", "from 0 to {most}")),
    "twice": (Text("{this}写了两次", "{this} is entered twice"), Text("应只写一次", "each sentence or norm once")),
    "out-of-order": (
        Text("{this}排在{last}之后", "{this} stands after {last}"),
        Text("应按原文顺序", "the order of the text"),
    ),
    "sentence-missing": (
        Text("{place}第 {numbers} 句没有记载（共 {count} 句）", "{place} lacks the sentences {numbers} of {count}"),
        Text("每句至少一个 [[sentence]]", "at least one [[sentence]] for each"),
    ),
    "norm-missing": (
        Text("{place}第 {number} 句的规范编号为 {found}", "the norms of {place} sentence {number} are lettered {found}"),
        Text("应不分，或按 a、b、c 连续编号", "no letter, or a, b, c … without a gap"),
    ),
    "unknown-treatment": (
        Text("没有 {treatment} 这种处理", "sentences are not treated as {treatment}"),
        Text("{offer}", "{offer}"),
    ),
    "nothing-behind": (
        Text("{this}记为“{treatment}”而没有 by", "{this} is {treatment} and has no by"),
        Text("应以 by 指明由什么承担，或如实记为 not-encoded", "by = […] with what carries it, or the honest answer: not-encoded"),
    ),
    "encoded-after-all": (
        Text("{this}记为“{treatment}”而又有 by", "{this} is {treatment} and yet has by"),
        Text("应去掉 by，或改为其他处理", "no by, or another treatment"),
    ),
    "no-because": (
        Text("{this}记为“{treatment}”而没有 note", "{this} is {treatment} and has no note"),
        Text("应以 note 写明为什么", "note = {{ zh = …, en = … }} with the reason"),
    ),
    "bad-reference": (
        Text("{name} 不是指向", "{name} points to nothing that could be there"),
        Text('应为 "种类:标识"，种类为：{kinds}', '"kind:id", the kind one of: {kinds}'),
    ),
    "points-to-nothing": (Text("版本中没有名为 {name} 的{thing}", "the edition has no {thing} {name}"), Text("{offer}", "{offer}")),
    "named-twice": (Text("{name} 写了两次", "{name} is named twice"), Text("应只写一次", "each once")),
    "bad-chapter": (
        Text("章中的 {place} 不在 [counts] 中，或已属另一章", "{place} is not counted in [counts], or stands in another chapter"),
        Text("应为 [counts] 中的条或部分，各属一章", "an article or part of [counts], each in one chapter"),
    ),
    "chapter-missing": (
        Text("{places} 不属于任何一章", "{places} stand in no chapter"),
        Text("每条和每个部分应属于一章", "every article and part in a chapter"),
    ),
    "unclaimed": (
        Text("没有任何一句记载{thing} {name}（{cite}）", "no sentence claims the {thing} {name} ({cite})"),
        Text("应列入某一句的 by，或以 [[beyond]] 说明", "under the by of a sentence, or under [[beyond]] with the reason"),
    ),
    "claimed-and-beyond": (
        Text("{thing} {name} 既有句子记载，又列入 [[beyond]]", "the {thing} {name} is claimed here, yet stands under [[beyond]]"),
        Text("应只取其一", "one of the two"),
    ),
    "cited-elsewhere": (
        Text(
            "{thing} {name} 出自{cite}，而该处没有一句记载它，也没有一句记载用到它的内容",
            "the {thing} {name} cites {cite}, where no sentence claims it or what uses it",
        ),
        Text("应由所引条款的句子记载，或更正版本的 cite", "a sentence of the article it cites, or another cite in the edition"),
    ),
}
