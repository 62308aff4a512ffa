"""The account of a measure: every sentence of the text, and what the edition makes of it. Nothing left out, nothing invented.

The document stands beside the edition (``account.toml``). It says in ``[counts]`` how many sentences each article has, and gives
each sentence, or each norm of a sentence that holds several, one ``[[sentence]]`` entry: where it stands, what it says in our own
words (the text itself is not copied), how it is treated, and by which rules, acts or duties. What the edition holds for which the
text has no sentence stands under ``[[beyond]]``, with the reason. So the account is read in two directions: from the text, that no
sentence is forgotten, and from the edition, that nothing in it lacks a sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.model.edition import Edition, Identity
from tic_core.packs.check.names import THINGS
from tic_core.packs.draft import TABLES, merged, schema_flaws
from tic_core.packs.exact import EXPECTED
from tic_core.packs.exact import MESSAGES as EXACT
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.structure import Structurer, structurer, unknown_keys
from tic_core.text import Lang, Text

SCHEMA = "tic/account/1"
DOCUMENT = "account.toml"
KEYS = ("schema", "edition", "counts", "sentence", "beyond")
PARTS = ("notice", "annex")  # what a text has beside its articles

TREATMENTS: Mapping[str, Text] = {
    "encoded": Text("已编码", "encoded"),
    "procedural": Text("程序性", "procedural"),
    "discretionary": Text("留待裁量", "left to people"),
    "declaratory": Text("宣示性", "declaratory"),
    "not-encoded": Text("未编码", "not encoded"),
}
"""How a sentence may be treated. *Encoded*: computed or enforced. *Procedural*: a step that is recorded, with nothing to compute.
*Discretionary*: judged by people, in a place that the edition gives them. *Declaratory*: an aim, definition or encouragement that
binds nobody. *Not encoded*: a norm that the edition does not cover; the note says why.
"""

SUPPORTED = ("encoded", "procedural", "discretionary")  # treatments that point to something in the edition
CLAIMED = ("rule", "act", "duty", "stage", "proceeding", "reservation", "incentive")  # what needs a sentence: whatever has effect


@attrs.frozen
class Sentence:
    """One sentence, or one norm of it (``norm`` is its letter): the ``number`` counts within the article, in the text's order.

    It stands in an ``article`` or in a ``part`` (``notice``, ``annex``), there perhaps in an ``item``. ``by`` names what carries it
    in the edition, as ``rule:committee-share``.
    """

    number: int
    paraphrase: Text
    treatment: str
    article: int = 0
    part: str = ""
    item: int = 0
    norm: str = ""
    by: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def place(self) -> str:
        """Where it stands, as ``[counts]`` calls it: ``9`` or ``annex``."""
        return self.part or str(self.article)

    @property
    def cite(self) -> Cite:
        """The article and item, as lawyers print them."""
        return Cite(self.article, self.item, self.part or "article")


@attrs.frozen
class Beyond:
    """What the edition holds although no sentence of the text asks for it, and on what it rests."""

    by: tuple[str, ...]
    because: Text


@attrs.frozen
class Account:
    """A whole account. ``units`` says how many sentences each article or part has, in the text's order."""

    edition: str
    units: Mapping[str, int]
    sentences: tuple[Sentence, ...]
    beyond: tuple[Beyond, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many entries there are of each treatment."""
        found = Counter(sentence.treatment for sentence in self.sentences)
        return {treatment: found[treatment] for treatment in TREATMENTS}

    def told(self, lang: Lang) -> list[dict[str, Any]]:
        """The entries as JSON holds them: ``{article, number, norm, cite, paraphrase, treatment, by[], note}``.

        ``article`` is a number, or ``notice`` or ``annex``; ``norm`` the letter where a sentence holds several norms, else None.
        """
        return [
            {
                "article": sentence.article or sentence.part,
                "number": sentence.number,
                "norm": sentence.norm or None,
                "cite": str(sentence.cite),
                "paraphrase": sentence.paraphrase(lang),
                "treatment": sentence.treatment,
                "by": list(sentence.by),
                "note": sentence.note(lang) if sentence.note else None,
            }
            for sentence in self.sentences
        ]


def load_account(source: File | str | bytes, edition: Edition, file: str = "") -> Account:
    """The account of ``edition`` in a file, or in bytes called ``file`` in messages.

    Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in it, in the order of the document.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    if any(found.code == "unknown-schema" for found in told):
        raise document.error(told)
    draft = _drafted(document, edition)
    flaws = merged([*told, *draft.flaws], [found for check in CHECKS for found in check(draft)])
    if flaws:
        raise document.error(flaws)
    return Account(edition.id, draft.counts, tuple(each for _, each in draft.sentences), tuple(each for _, each in draft.beyond))


@attrs.frozen(slots=False)
class _Draft:
    """An account as far as it could be read, and the edition it is about."""

    edition: Edition
    table: Mapping[str, Any]
    counts: Mapping[str, int]
    sentences: Sequence[tuple[Path, Sentence]]
    beyond: Sequence[tuple[Path, Beyond]]
    flaws: Sequence[Flaw]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, Any]]:
        """What ``by`` can name: by kind, every id of the edition with the thing it stands for."""
        tables = {kind: self.edition.tables[attribute] for kind, attribute in TABLES.items()}
        identity = {field.name: getattr(self.edition.identity, field.name) for field in attrs.fields(Identity)}
        convention = {self.edition.convention.id: self.edition.convention}
        return {**tables, "identity": identity, "convention": convention}

    @cached_property
    def claims(self) -> Mapping[str, list[tuple[Path, Sentence]]]:
        """For each name, the sentences that claim it, each with the place where it does."""
        found: dict[str, list[tuple[Path, Sentence]]] = defaultdict(list)
        for path, sentence in self.sentences:
            for index, name in enumerate(sentence.by):
                found[name].append(((*path, "by", index), sentence))
        return found

    @cached_property
    def excepted(self) -> frozenset[str]:
        """The names that stand under ``[[beyond]]``."""
        return frozenset(name for _, each in self.beyond for name in each.by)

    def placed(self) -> Iterator[tuple[Path, Sentence]]:
        """The sentences that stand where the document says there are any."""
        return ((path, sentence) for path, sentence in self.sentences if sentence.place in self.counts)


def _drafted(document: Document, edition: Edition) -> _Draft:
    table, reader = document.table, structurer()
    flaws = list(unknown_keys(table.keys() - set(KEYS), KEYS, ()))
    named = _value(reader, table, "edition", str, flaws)
    if named not in (None, edition.id):
        flaws.append(flaw(MESSAGES, "other-edition", ("edition",), named=named, edition=edition.id))
    counts = _value(reader, table, "counts", Mapping[str, int], flaws) or {}
    sentences = _listed(reader, table, "sentence", Sentence, flaws)
    return _Draft(edition, table, counts, sentences, _listed(reader, table, "beyond", Beyond, flaws), flaws)


def _value(reader: Structurer, table: Mapping[str, Any], key: str, wanted: Any, flaws: list[Flaw]) -> Any:
    if key not in table:
        expected = EXPECTED[str] if wanted is str else EXPECTED[dict]
        flaws.append(Flaw("missing-key", (key,), EXACT["missing-key"].fill(value=key), expected))
        return None
    value, wrong = reader.patient(table[key], wanted, (key,))
    flaws += wrong
    return value


def _listed(reader: Structurer, table: Mapping[str, Any], name: str, wanted: Any, flaws: list[Flaw]) -> list[tuple[Path, Any]]:
    items = table.get(name, [])
    if type(items) is not list:
        flaws.append(Flaw("wrong-type", (name,), EXACT["wrong-type"].fill(value=shown(items)), EXPECTED["tables"].fill(name=name)))
        return []
    read_ = [((name, index), *reader.patient(item, wanted, (name, index))) for index, item in enumerate(items)]
    flaws += [found for _, _, wrong in read_ for found in wrong]
    return [(path, value) for path, value, _ in read_ if value is not None]


# From the text: every sentence once, in order, each with its treatment.


def _places(draft: _Draft) -> Iterator[Flaw]:
    """Each entry says where it stands: in one article or part that the document counts, at a number that is there."""
    for place in draft.counts:
        if not (place in PARTS or re.fullmatch(r"[1-9]\d{0,2}", place)) or draft.counts[place] < 1:
            yield flaw(MESSAGES, "bad-count", ("counts", place), place=place, parts=list(PARTS))
    for path, sentence in draft.sentences:
        if bool(sentence.article) == bool(sentence.part):
            yield flaw(MESSAGES, "no-place", path, parts=list(PARTS))
        elif sentence.place not in draft.counts:
            key = "part" if sentence.part else "article"
            yield flaw(MESSAGES, "uncounted", (*path, key), place=sentence.place, known=list(draft.counts))
        elif not 1 <= sentence.number <= draft.counts[sentence.place]:
            most = draft.counts[sentence.place]
            yield flaw(MESSAGES, "no-such-number", (*path, "number"), number=sentence.number, place=sentence.cite.text(), most=most)
        if sentence.item < 0 or not re.fullmatch(r"[a-z]?", sentence.norm):
            yield flaw(MESSAGES, "bad-norm", (*path, "norm" if sentence.item >= 0 else "item"))


def _order(draft: _Draft) -> Iterator[Flaw]:
    """The entries follow the text, and each stands once."""
    rank = {place: index for index, place in enumerate(draft.counts)}
    keyed = [((rank[each.place], each.number, each.norm), path, each) for path, each in draft.placed()]
    for (before, _, last), (key, path, sentence) in pairwise(keyed):
        if key <= before:
            code = "twice" if key == before else "out-of-order"
            yield flaw(MESSAGES, code, (*path, "number"), this=_called(sentence), last=_called(last))


def _norms(draft: _Draft) -> Iterator[Flaw]:
    """A sentence is one entry without a letter, or several lettered a, b, c … without a gap."""
    found: dict[tuple[str, int], list[tuple[Path, Sentence]]] = defaultdict(list)
    for path, sentence in draft.placed():
        found[sentence.place, sentence.number].append((path, sentence))
    for entries in found.values():
        letters = {sentence.norm for _, sentence in entries}
        lettered = {chr(ord("a") + index) for index in range(max(len(letters), 2))}
        if letters not in ({""}, lettered):
            path, sentence = entries[-1]
            yield flaw(MESSAGES, "norms", (*path, "norm"), number=sentence.number, place=sentence.cite.text(), found=sorted(letters))


def _missing(draft: _Draft) -> Iterator[Flaw]:
    """Every sentence has an entry; one that could not be read is not called missing."""
    written = set(_written(draft.table.get("sentence")))
    for place, count in draft.counts.items():
        numbers = [number for number in range(1, count + 1) if (place, number) not in written]
        if numbers:
            yield flaw(MESSAGES, "sentence-missing", ("counts", place), place=_place(place), numbers=numbers, count=count)


def _written(items: Any) -> Iterator[tuple[str, Any]]:
    for item in items if type(items) is list else ():
        if type(item) is dict:
            yield str(item.get("part") or item.get("article")), item.get("number")


def _treated(draft: _Draft) -> Iterator[Flaw]:
    """A treatment there is; with what carries the sentence, or with the reason why nothing does."""
    for path, sentence in draft.sentences:
        told = {"this": _called(sentence), "treatment": TREATMENTS.get(sentence.treatment, Text("", ""))}
        if sentence.treatment not in TREATMENTS:
            what = MESSAGES["unknown-treatment"][0].fill(treatment=shown(sentence.treatment))
            yield Flaw("unknown-treatment", (*path, "treatment"), what, offered(sentence.treatment, TREATMENTS))
        elif sentence.treatment in SUPPORTED and not sentence.by:
            yield flaw(MESSAGES, "nothing-behind", (*path, "treatment"), **told)
        elif sentence.treatment == "not-encoded" and sentence.by:
            yield flaw(MESSAGES, "encoded-after-all", (*path, "by"), **told)
        elif sentence.treatment == "not-encoded" and sentence.note is None:
            yield flaw(MESSAGES, "no-because", (*path, "treatment"), **told)


# From the edition: everything that has effect rests on a sentence, or openly on none.


def _named(draft: _Draft) -> Iterator[Flaw]:
    """What an entry points to is there, and is named once."""
    for path, each in (*draft.sentences, *draft.beyond):
        for index, name in enumerate(each.by):
            kind, colon, rest = name.partition(":")
            if not colon or kind not in draft.names:
                kinds = sorted(draft.names)
                yield flaw(MESSAGES, "bad-reference", (*path, "by", index), name=name, kinds=kinds)
            elif rest not in draft.names[kind]:
                what = MESSAGES["points-to-nothing"][0].fill(thing=_thing(kind), name=shown(rest))
                yield Flaw("points-to-nothing", (*path, "by", index), what, offered(rest, draft.names[kind]))
            elif name in each.by[:index]:
                yield flaw(MESSAGES, "named-twice", (*path, "by", index), name=name)


def _claimed(draft: _Draft) -> Iterator[Flaw]:
    """Whatever has effect is claimed by a sentence of the article it cites, or stands under ``[[beyond]]``, and not both."""
    for kind in CLAIMED:
        for name, item in draft.names[kind].items():
            claims, excepted = draft.claims.get(f"{kind}:{name}", []), f"{kind}:{name}" in draft.excepted
            told = {"thing": _thing(kind), "name": name, "cite": draft.edition.cite_text(item.cite) if item.cite else NO_ARTICLE}
            if not claims and not excepted:
                yield flaw(MESSAGES, "unclaimed", _nearest(draft, item.cite), **told)
            elif claims and excepted:
                yield flaw(MESSAGES, "claimed-and-beyond", claims[0][0], **told)
            elif claims and item.cite and not any(_covers(sentence.cite, item.cite) for _, sentence in claims):
                yield flaw(MESSAGES, "cited-elsewhere", claims[0][0], **told)


def _covers(stands: Cite, cited: Cite) -> bool:
    """Whether a sentence that stands in one place can carry what cites another: an article takes in its items."""
    same = (stands.part, stands.article) == (cited.part, cited.article)
    return same and (not cited.item or stands.item == cited.item)


def _nearest(draft: _Draft, cite: Cite | None) -> Path:
    """Where a person would add the claim: at the article's sentences, else at the head of the document."""
    near = [path for path, sentence in draft.sentences if cite and _covers(sentence.cite, cite)]
    return near[-1] if near else ("edition",)


CHECKS = (_places, _order, _norms, _missing, _treated, _named, _claimed)


def _thing(kind: str) -> Text:
    return THINGS.get(kind, OWN_THINGS.get(kind, Text(kind, kind)))


def _place(place: str) -> Text:
    return Cite(0, 0, place).text() if place in PARTS else Cite(int(place) if place.isdecimal() else 0).text()


def _called(sentence: Sentence) -> Text:
    """A sentence as people name it: 第九条第3句（b）."""
    norm = f"（{sentence.norm}）" if sentence.norm else ""
    place, number = _place(sentence.place), sentence.number
    return Text(f"{place.zh}第{number}句{norm}", f"{place.en} sentence {number}{sentence.norm}")


OWN_THINGS = {"identity": Text("身份项目", "key of the identity"), "convention": Text("期间规则", "convention")}
NO_ARTICLE = Text("无条款", "no article")

MESSAGES: Messages = {
    "other-edition": (
        Text("这是版本 {named} 的逐句清单", "this is the account of the edition {named}"),
        Text("应为 {edition}", "{edition}"),
    ),
    "bad-count": (
        Text("[counts] 中的 {place} 不成立", "{place} cannot be counted like this"),
        Text("键应为条号或 {parts}，值为不小于 1 的整数", "an article's number or {parts}, with a whole number from 1"),
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
    "bad-norm": (
        Text("项或规范的编号不成立", "the item or the norm is not numbered like this"),
        Text("item 为不小于 1 的整数，norm 为一个小写字母", "a whole number from 1 for item, one small letter for norm"),
    ),
    "twice": (Text("{this}写了两次", "{this} is entered twice"), Text("应只写一次", "each sentence or norm once")),
    "out-of-order": (
        Text("{this}排在{last}之后", "{this} stands after {last}"),
        Text("应按原文顺序", "the order of the text"),
    ),
    "norms": (
        Text("{place}第 {number} 句的规范编号为 {found}", "the norms of {place} sentence {number} are lettered {found}"),
        Text("应不分，或按 a、b、c 连续编号", "no letter, or a, b, c … without a gap"),
    ),
    "sentence-missing": (
        Text("{place}第 {numbers} 句没有记载（共 {count} 句）", "{place} lacks the sentences {numbers} of {count}"),
        Text("每句至少一个 [[sentence]]", "at least one [[sentence]] for each"),
    ),
    "unknown-treatment": (Text("没有 {treatment} 这种处理", "sentences are not treated as {treatment}"), Text("", "")),
    "nothing-behind": (
        Text("{this}记为“{treatment}”而没有 by", "{this} is {treatment} and has no by"),
        Text(
            "应以 by 指明由什么承担，或如实记为 not-encoded", "by = […] with what carries it, or the honest answer: not-encoded"
        ),
    ),
    "encoded-after-all": (
        Text("{this}记为“{treatment}”而又有 by", "{this} is {treatment} and yet has by"),
        Text("应去掉 by，或改为其他处理", "no by, or another treatment"),
    ),
    "no-because": (
        Text("{this}记为“{treatment}”而没有 note", "{this} is {treatment} and has no note"),
        Text("应以 note 写明为什么", "note = { zh = …, en = … } with the reason"),
    ),
    "bad-reference": (
        Text("{name} 不是指向", "{name} points to nothing that could be there"),
        Text('应为 "种类:标识"，种类为：{kinds}', '"kind:id", the kind one of: {kinds}'),
    ),
    "points-to-nothing": (Text("版本中没有名为 {name} 的{thing}", "the edition has no {thing} {name}"), Text("", "")),
    "named-twice": (Text("{name} 写了两次", "{name} is named twice"), Text("应只写一次", "each once")),
    "unclaimed": (
        Text("没有任何一句记载{thing} {name}（{cite}）", "no sentence claims the {thing} {name} ({cite})"),
        Text("应列入某一句的 by，或以 [[beyond]] 说明", "it stands under the by of a sentence, or under [[beyond]] with the reason"),
    ),
    "claimed-and-beyond": (
        Text("{thing} {name} 既有句子记载，又列入 [[beyond]]", "the {thing} {name} is claimed here and stands under [[beyond]], too"),
        Text("应只取其一", "one of the two"),
    ),
    "cited-elsewhere": (
        Text("{thing} {name} 出自{cite}，而该处没有一句记载它", "the {thing} {name} cites {cite}, where no sentence claims it"),
        Text("应由所引条款的句子记载，或更正版本的 cite", "a sentence of the article it cites, or another cite in the edition"),
    ),
}
