"""What things are called: stages, acts, offices, duties and articles in the words of an edition, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tic_core.errors import TicError
from tic_core.kernel.stages import STAGE_KINDS
from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.rule import DEPART
from tic_core.model.transition import TRANSITION
from tic_core.text import Lang, Text, say

if TYPE_CHECKING:
    from tic_core.kernel.lawbook import Lawbook
    from tic_core.registry import Registry
    from tic_core.shelf import Shelf


class Names:
    """The names of one edition's things. What the edition does not have goes by its id."""

    def __init__(self, lawbook: Lawbook | None, lang: Lang) -> None:
        self.lawbook = lawbook
        self.lang = lang
        self.tables: Mapping[str, Mapping[str, Any]] = lawbook.edition.tables if lawbook else {}

    def of(self, table: str, name: str) -> str:
        """The name of a thing of one of the edition's tables."""
        found = self.tables.get(table, {}).get(name)
        own = OWN.get((table, name))
        return str(found.name(self.lang)) if found else own(self.lang) if own else name

    def stage(self, stage: str, kind: str = "") -> str:
        """A stage; by its kind where the edition is not at hand."""
        known = self.tables.get("stages", {})
        return STAGE_KINDS[kind](self.lang) if stage not in known and kind in STAGE_KINDS else self.of("stages", stage)

    def fact(self, name: str) -> str:
        """A fact, declared, derived, or supplied by the core."""
        return self.lawbook.names.name(name)(self.lang) if self.lawbook else name

    def step(self, proceeding: str, step: str) -> str:
        """A step of a proceeding."""
        found = self.tables.get("proceedings", {}).get(proceeding)
        if found is None:
            return STEPS[step](self.lang) if step in STEPS else step
        return next((each.name(self.lang) for each in found.steps if each.id == step), step)

    def cite(self, article: str) -> str:
        """An article as the measure prints it."""
        try:
            found = Cite.parse(article)
        except ValueError:
            return article
        return (self.lawbook.edition.cite_text(found) if self.lawbook else found.text())(self.lang)

    def cites(self, articles: Iterable[str]) -> str:
        """Several articles, each once."""
        return self.joined(dict.fromkeys(self.cite(each) for each in articles if each))

    def joined(self, words: Iterable[str]) -> str:
        """Words one after another as the language writes them."""
        return {"zh": "、", "en": ", "}[self.lang].join(words)

    def value(self, fact: str, value: Any) -> str:
        """A fact's value, in plain or exact form, as people read it; a list by its length."""
        declared: Any = self.tables.get("facts", {}).get(fact) or self.tables.get("derived", {}).get(fact)
        if isinstance(value, list | tuple) and any(isinstance(row, Mapping) for row in value):
            return MESSAGES["rows"].fill(count=len(value))(self.lang)
        vocabulary: str = getattr(declared, "vocabulary", "")
        if vocabulary:
            return self.term(vocabulary, value)
        if isinstance(value, str) and declared is not None and declared.type == "code":
            return self.of("offices", value)
        return self.joined(self.value(fact, each) for each in value) if isinstance(value, list | tuple) else say(value, self.lang)

    def record(self, fact: str, row: Mapping[str, Any]) -> str:
        """One record of a list, field by field."""
        declared = self.tables.get("facts", {}).get(fact)
        fields = {field.id: field for field in declared.fields} if declared else {}
        told = [self._field(fields.get(key), key, value) for key, value in row.items()]
        return {"zh": "，", "en": ", "}[self.lang].join(told)

    def _field(self, field: Any, key: str, value: Any) -> str:
        name = field.name(self.lang) if field else key
        shown = self.term(field.vocabulary, value) if field and field.vocabulary else say(value, self.lang)
        return {"zh": f"{name}：{shown}", "en": f"{name}: {shown}"}[self.lang]

    def term(self, vocabulary: str, value: Any) -> str:
        """A word of a vocabulary, or several."""
        found = self.tables.get("vocabularies", {}).get(vocabulary)
        names = {term.id: term.name(self.lang) for term in found.terms} if found else {}
        return self.joined(names.get(each, str(each)) for each in (value if isinstance(value, list | tuple) else [value]))

    def choice(self, rule: str, choice: str) -> str:
        """What was determined on a rule."""
        found = self.tables.get("rules", {}).get(rule)
        options: dict[str, str] = {option.id: option.name(self.lang) for option in (*(found.options() if found else ()), DEPART)}
        return options.get(choice, choice)

    def determination(self, said: Mapping[str, str]) -> str:
        """A recorded determination as a sentence."""
        told = {
            "rule": self.of("rules", said["rule"]),
            "choice": self.choice(said["rule"], said["choice"]),
            "reason": said["reason"],
        }
        return MESSAGES["determined"].fill(**told)(self.lang)

    def limit(self, limit: Any) -> str:
        """The limit of a finding in the form JSON has it."""
        if isinstance(limit, Mapping) and len(limit) == 1 and set(limit) <= {"years", "months", "days", "working_days"}:
            return Period(**limit).text(self.lang)
        return say(limit, self.lang)


def named(shelf: Shelf, edition: str, lang: Lang) -> Names:
    """The names of an edition on the shelf; ids where it is not there or cannot be read."""
    try:
        return Names(shelf.lawbook(edition) if edition else None, lang)
    except TicError:
        return Names(None, lang)


class Speaker:
    """The names of every edition that a register uses, each looked up once."""

    def __init__(self, registry: Registry, lang: Lang) -> None:
        self.shelf, self.lang = registry.shelf, lang
        self._known: dict[str, Names] = {}

    def __getitem__(self, edition: str) -> Names:
        """The names of ``edition``."""
        if edition not in self._known:
            self._known[edition] = named(self.shelf, edition, self.lang)
        return self._known[edition]


def day(value: date | str | None) -> str:
    """A day, or a dash."""
    return str(value) if value else "—"


MESSAGES = {
    "rows": Text("{count} 条", "{count} {count:record|records}"),
    "determined": Text("判定：{rule}——{choice}（{reason}）", "determined: {rule}: {choice} ({reason})"),
}

OWN = {
    ("proceedings", "consequence"): Text("更正的后果", "consequence of a correction"),
    ("acts", TRANSITION): Text("衔接至本版本", "moved to this edition"),
}
"""The core's own kinds of proceedings and acts, which no edition declares."""

STEPS = {
    "open": Text("待处理", "open"),
    "upheld": Text("维持", "upheld"),
    "redone": Text("已重新作出", "redone"),
    "annulled": Text("已撤销", "annulled"),
}
