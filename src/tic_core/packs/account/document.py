"""The account of a measure: every sentence of the text, and what the edition makes of it. Nothing left out, nothing invented.

The document stands beside the edition (``account.toml``). It says in ``[counts]`` how many sentences each article has, and gives
each sentence, or each norm of a sentence that holds several, one ``[[sentence]]`` entry: where it stands, what it says in our own
words (the text itself is not copied), how it is treated, and by which rules, acts or duties. What the edition holds for which the
text has no sentence stands under ``[[beyond]]``, with the reason. So the account is read in two directions: from the text, that no
sentence is forgotten, and from the edition, that nothing in it lacks a sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.model.edition import Edition, Identity
from tic_core.packs.draft import TABLES
from tic_core.packs.exact import EXPECTED
from tic_core.packs.exact import MESSAGES as EXACT
from tic_core.packs.faults import Flaw, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import Document
from tic_core.packs.structure import Structurer, structurer, unknown_keys
from tic_core.text import Lang, Text

SCHEMA = "tic/account/1"
DOCUMENT = "account.toml"
KEYS = ("schema", "edition", "counts", "chapter", "sentence", "beyond")
PARTS = ("notice", "annex", "S1")  # what a text has beside its articles; S1, S2 … are public sources, where it was not seen

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
class Chapter:
    """A chapter of the text: its name, and the articles or parts in it as ``[counts]`` calls them."""

    id: str
    name: Text
    places: tuple[str, ...]


@attrs.frozen
class Account:
    """A whole account. ``units`` says how many sentences each article or part has, in the text's order."""

    edition: str
    units: Mapping[str, int]
    sentences: tuple[Sentence, ...]
    beyond: tuple[Beyond, ...] = ()
    chapters: tuple[Chapter, ...] = ()

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


@attrs.frozen(slots=False)
class Draft:
    """An account as far as it could be read, and the edition it is about."""

    edition: Edition
    counts: Mapping[str, int]
    sentences: Sequence[tuple[Path, Sentence]]
    beyond: Sequence[tuple[Path, Beyond]]
    chapters: Sequence[tuple[Path, Chapter]]
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


def drafted(document: Document, edition: Edition) -> Draft:
    """What of an account is well formed, and what is not."""
    table, reader = document.table, structurer()
    flaws = list(unknown_keys(table.keys() - set(KEYS), KEYS, ()))
    _value(reader, table, "edition", str, flaws)
    counts = _value(reader, table, "counts", Mapping[str, int], flaws) or {}
    sentences, beyond, chapters = (_listed(reader, table, name, kind, flaws) for name, kind in LISTS)
    return Draft(edition, counts, sentences, beyond, chapters, flaws)


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


LISTS: tuple[tuple[str, type], ...] = (("sentence", Sentence), ("beyond", Beyond), ("chapter", Chapter))
