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
from string import ascii_lowercase
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
from tic_core.text import Lang, Text, both

SCHEMA = "tic/account/1"
DOCUMENT = "account.toml"
KEYS = ("schema", "edition", "counts", "sentence", "beyond")
PARTS = ("notice", "annex")  # what a text has beside its articles
MOST, MOST_ITEMS = 999, 99
_PLACE = re.compile(r"[1-9]\d{0,2}|notice|annex")

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

    Raises :class:`~tic_core.errors.DocumentError`: with everything that is ill-formed; where nothing is, with everything that is
    missing, for half an account has holes of its own.
    """
    data, name = bytes_of(source, file)
    document = read(data, name)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA), *_about(document.table, edition)]
    if any(found.code in ("unknown-schema", "other-edition") for found in told):
        raise document.error(told)
    draft = _drafted(document, edition)
    flaws = list(merged(told, [*draft.flaws, *(found for check in OF_ENTRIES for found in check(draft))]))
    flaws = flaws or [found for check in OF_THE_WHOLE for found in check(draft)]
    if flaws:
        raise document.error(flaws)
    return Account(edition.id, draft.counts, tuple(each for _, each in draft.sentences), tuple(each for _, each in draft.beyond))


@attrs.frozen(slots=False)
class _Draft:
    """An account as far as it could be read, and the edition it is about."""

    edition: Edition
    counts: Mapping[str, int]
    sentences: Sequence[tuple[Path, Sentence]]
    beyond: Sequence[tuple[Path, Beyond]]
    flaws: Sequence[Flaw]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, Any]]:
        """What ``by`` can name: by kind, every id of the edition with the thing it stands for."""
        tables = {kind: self.edition.tables[attribute] for kind, attribute in TABLES.items()}
        identity = {field.name: getattr(self.edition.identity, field.name) for field in attrs.fields(Identity)}
        return {**tables, "identity": identity, "convention": {self.edition.convention.id: self.edition.convention}}

    @cached_property
    def claims(self) -> Mapping[str, Sequence[tuple[Path, Sentence]]]:
        """For each name, the sentences that claim it, each with the place where it does."""
        found: dict[str, list[tuple[Path, Sentence]]] = defaultdict(list)
        for path, sentence in self.sentences:
            for index, name in enumerate(sentence.by):
                found[name].append(((*path, "by", index), sentence))
        return found


def _about(table: Mapping[str, Any], edition: Edition) -> Iterator[Flaw]:
    """Whether it is the account of this edition: else that is what is wrong, not every name in it."""
    named = table.get("edition")
    if type(named) is str and named != edition.id:
        yield flaw(MESSAGES, "other-edition", ("edition",), named=named, edition=edition.id)


def _drafted(document: Document, edition: Edition) -> _Draft:
    table, reader = document.table, structurer()
    flaws = list(unknown_keys(table.keys() - set(KEYS), KEYS, ()))
    _value(reader, table, "edition", str, flaws)
    counts = _value(reader, table, "counts", Mapping[str, int], flaws) or {}
    sentences, beyond = (_listed(reader, table, name, kind, flaws) for name, kind in (("sentence", Sentence), ("beyond", Beyond)))
    return _Draft(edition, counts, sentences, beyond, flaws)


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
    told = [((name, index), *reader.patient(item, wanted, (name, index))) for index, item in enumerate(items)]
    flaws += [found for _, _, wrong in told for found in wrong]
    return [(path, value) for path, value, _ in told if value is not None]


# Each entry for itself: it stands somewhere, is treated somehow, and what it points to is there.


def _counts(draft: _Draft) -> Iterator[Flaw]:
    """What is counted is an article or a part, and has some sentences."""
    for place, count in draft.counts.items():
        if not (_PLACE.fullmatch(place) and 0 < count <= MOST):
            yield flaw(MESSAGES, "bad-count", ("counts", place), place=place, parts=list(PARTS), most=MOST)


def _places(draft: _Draft) -> Iterator[Flaw]:
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


def _treated(draft: _Draft) -> Iterator[Flaw]:
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


def _named(draft: _Draft) -> Iterator[Flaw]:
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


def _order(draft: _Draft) -> Iterator[Flaw]:
    """The entries follow the text, and each stands once."""
    rank = {place: index for index, place in enumerate(draft.counts)}
    keyed = [((rank[each.place], each.number, each.norm), path, each) for path, each in draft.sentences]
    for (before, _, last), (key, path, sentence) in pairwise(keyed):
        if key <= before:
            code = "twice" if key == before else "out-of-order"
            yield flaw(MESSAGES, code, (*path, "number"), this=_called(sentence), last=_called(last))


def _missing(draft: _Draft) -> Iterator[Flaw]:
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


def _claimed(draft: _Draft) -> Iterator[Flaw]:
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


def _covers(stands: Cite, cited: Cite) -> bool:
    """Whether a sentence that stands in one place can carry what cites another: an article takes in its items."""
    same = (stands.part, stands.article) == (cited.part, cited.article)
    return same and (not cited.item or stands.item == cited.item)


def _nearest(draft: _Draft, cite: Cite | None) -> Path:
    """Where a person would add the claim: at the article's sentences, else at the head of the document."""
    near = [path for path, sentence in draft.sentences if cite and _covers(sentence.cite, cite)]
    return near[-1] if near else ("edition",)


OF_THE_WHOLE = (_order, _missing, _claimed)


def _place(place: str) -> Text:
    if not _PLACE.fullmatch(place):
        return both(shown(place))
    return (Cite(0, 0, place) if place in PARTS else Cite(int(place))).text()


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
    "unclaimed": (
        Text("没有任何一句记载{thing} {name}（{cite}）", "no sentence claims the {thing} {name} ({cite})"),
        Text("应列入某一句的 by，或以 [[beyond]] 说明", "under the by of a sentence, or under [[beyond]] with the reason"),
    ),
    "claimed-and-beyond": (
        Text("{thing} {name} 既有句子记载，又列入 [[beyond]]", "the {thing} {name} is claimed here, yet stands under [[beyond]]"),
        Text("应只取其一", "one of the two"),
    ),
    "cited-elsewhere": (
        Text("{thing} {name} 出自{cite}，而该处没有一句记载它", "the {thing} {name} cites {cite}, where no sentence claims it"),
        Text("应由所引条款的句子记载，或更正版本的 cite", "a sentence of the article it cites, or another cite in the edition"),
    ),
}
