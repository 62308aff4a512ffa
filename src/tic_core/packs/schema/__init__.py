"""JSON Schema of the documents people write, for editors and for checkers of TOML: drawn from the classes that read them.

What the reader of a document refuses for its form (:mod:`tic_core.packs.structure`: keys, types, words), its schema refuses too,
and nothing else. What a name stands for, and whether the whole makes sense, only ``ticctl policy check`` can tell.

TOML has dates, JSON has none: ``format: date`` stands for a TOML date without quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import attrs

from tic_core.model.act import Act
from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.rule import Rule
from tic_core.model.transition import Passage
from tic_core.packs import acts, claims, draft, interpretations, wording
from tic_core.packs.account import document as account
from tic_core.packs.check.words import CLOSED
from tic_core.packs.exact import LONGEST_PERIOD
from tic_core.packs.schema.keys import CLASSES, DOCUMENTS, KEYS, KINDS_OF
from tic_core.packs.structure import KINDS, OPERATIONS, Kinds, is_mapping, is_tuple, is_union, key_of
from tic_core.packs.transition import document as transition
from tic_core.rules.derived import Derived
from tic_core.text import Lang, Text

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


@attrs.frozen
class Form:
    """A kind of document: the ``name`` of its schema, as in ``tic/edition/1``, and what stands under each key of the top level.

    ``required`` are keys that may not be left out.
    """

    schema: str
    keys: Mapping[str, Any]
    required: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``edition`` of ``tic/edition/1``."""
        return self.schema.split("/")[1]


EDITION = Form(
    draft.SCHEMA,
    {**draft.SINGLE, **{name: tuple[wanted, ...] for name, wanted in draft.LISTED.items()}},  # type: ignore[valid-type]
    tuple(draft.SINGLE),
)
ACTS = Form(acts.SCHEMA, {"act": tuple[Act, ...]})
ACCOUNT = Form(
    account.SCHEMA,
    {
        "edition": str,
        "counts": Mapping[str, int],
        "chapter": tuple[account.Chapter, ...],
        "sentence": tuple[account.Sentence, ...],
        "beyond": tuple[account.Beyond, ...],
    },
    ("edition", "counts"),
)


def _of_class(schema: str, wanted: type) -> Form:
    """The form of a file that is one table of a class."""
    attrs.resolve_types(wanted)
    fields = [field for field in attrs.fields(wanted) if field.name != "schema"]
    required = tuple(key_of(field.name) for field in fields if field.default is attrs.NOTHING)
    return Form(schema, {key_of(field.name): field.type for field in fields}, required)


INTERPRETATIONS = _of_class(interpretations.SCHEMA, interpretations.Answers)
SIGNATURES = _of_class(wording.SCHEMA, wording.Signatures)
TRANSITION = Form(
    transition.SCHEMA,
    {"plan": Passage, **{name: tuple[wanted, ...] for name, wanted in transition.LISTED.items()}},  # type: ignore[valid-type]
    ("plan",),
)

CLAIMS = Form(claims.SCHEMA, {"edition": str, **{key: wanted for key, _, wanted in claims.PARTS}})

FORMS: Mapping[str, Form] = {form.name: form for form in (EDITION, ACTS, ACCOUNT, INTERPRETATIONS, SIGNATURES, TRANSITION, CLAIMS)}
"""The documents of a pack, by name. Scenarios stand above this room and bring their own."""


def schema_of(form: Form, lang: Lang, kinds: Kinds = KINDS) -> Schema:
    """The JSON Schema of a kind of document, told in ``lang``; ``kinds`` are the rule kinds that may stand in it."""
    drawn = _Drawn(lang, kinds)
    keys = {"schema": {"const": form.schema, **drawn.told(KEYS["schema"])}}
    keys |= {name: {**drawn.of(wanted), **drawn.told(_head(name))} for name, wanted in form.keys.items()}
    title = {"title": DOCUMENTS[form.name](lang)} if form.name in DOCUMENTS else {}
    return {"$schema": DRAFT, **title, **_table(keys, ["schema", *form.required]), "$defs": dict(sorted(drawn.found.items()))}


def _head(name: str) -> Text | None:
    return CLASSES.get(f"[{name}]") or KEYS.get(name)


def _table(keys: Mapping[str, Any], required: list[str]) -> Schema:
    told: Schema = {"type": "object", "additionalProperties": False, "properties": dict(keys)}
    return told | ({"required": required} if required else {})


class _Drawn:
    """Schemas of types; of each class one, kept in ``found`` and referred to."""

    def __init__(self, lang: Lang, kinds: Kinds) -> None:
        self.lang, self.kinds = lang, kinds
        self.found: dict[str, Schema] = {}

    def told(self, text: Text | None) -> Schema:
        """A description, where there is one."""
        return {"description": text(self.lang)} if text else {}

    def of(self, wanted: Any) -> Schema:
        """The schema of a value of a type."""
        inner = [each for each in get_args(wanted) if each not in (NoneType, ...)]
        if get_origin(wanted) is Literal:
            return {"enum": inner}
        if is_tuple(wanted):
            return {"type": "array", "items": self.of(inner[0])}
        if is_mapping(wanted):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if is_union(wanted):
            return self.of(inner[0]) if len(inner) == 1 else {"anyOf": [self.of(each) for each in inner]}
        return dict(PLAIN[wanted]) if wanted in PLAIN else self._reference(wanted)

    def _reference(self, wanted: Any) -> Schema:
        name = wanted.__name__.rstrip("_")
        if name not in self.found:
            self.found[name] = {}  # a class may hold itself
            self.found[name] = dict(WRITTEN_AS.get(wanted, ())) or self._chosen(wanted) or self._class(wanted)
        return {"$ref": f"#/$defs/{name}"}

    def _chosen(self, wanted: Any) -> Schema:
        """A table that says itself which class it is: ``kind`` of a rule, ``op`` of a derived fact. Empty for any other."""
        key, classes = {Rule: ("kind", self.kinds), Derived: ("op", OPERATIONS)}.get(wanted, ("", {}))
        if not key:
            return {}
        chosen = [
            {
                "if": {"type": "object", "properties": {key: {"const": word}}, "required": [key]},
                "then": {"$ref": self._with(key, word, found)},
            }
            for word, found in classes.items()
        ]
        told = {"enum": list(classes), **self.told(KEYS[key])}
        return {"type": "object", "required": [key], "properties": {key: told}, "additionalProperties": True, "allOf": chosen}

    def _with(self, key: str, word: str, wanted: Any) -> str:
        """One kind of rule, or operation; the reader takes the ``kind`` from the table before the class is read."""
        name = f"{key}:{word}"
        drawn = self._class(wanted)
        drawn["properties"] = {key: {"const": word, **self.told(KINDS_OF.get(word))}} | drawn["properties"]
        self.found[name] = drawn
        return f"#/$defs/{name}"

    def _class(self, wanted: Any) -> Schema:
        attrs.resolve_types(wanted)
        fields = [field for field in attrs.fields(wanted) if field.init]
        keys = {key_of(field.name): self._key(wanted, field) for field in fields}
        required = [key_of(field.name) for field in fields if field.default is attrs.NOTHING]
        title = CLASSES.get(wanted.__name__)
        return ({"title": title(self.lang)} if title else {}) | _table(keys, required)

    def _key(self, wanted: Any, field: Any) -> Schema:
        words = _words(wanted, field.name)
        told = self.told(KEYS.get(f"{wanted.__name__}.{field.name}") or KEYS.get(field.name))
        if words is None:
            return self.of(field.type) | told
        return ({"type": "array", "items": {"enum": words}} if is_tuple(field.type) else {"enum": words}) | told


def _words(wanted: Any, name: str) -> list[str] | None:
    """The words an attribute takes where the list is closed. Where nothing may be written too, the empty text is one of them."""
    for base in wanted.__mro__:
        if (base, name) in _CLOSED:
            return [*_CLOSED[base, name], *([""] if attrs.fields_dict(wanted)[name].default == "" else [])]
    return None


def _owner(table: str, steps: list[str]) -> Any:
    """The class that holds what the way ``fields.*.type`` leads to."""
    owner = {**draft.LISTED, **draft.SINGLE}[table]
    for step in steps:
        attrs.resolve_types(owner)
        owner = get_args(attrs.fields_dict(owner)[step].type)[0]
    return owner


_WAYS = [(table, [step for step in way.split(".") if step != "*"], words) for table, way, _, words in CLOSED]
_CLOSED = {(_owner(table, way[:-1]), way[-1]): tuple(words) for table, way, words in _WAYS}

_PERIOD = {unit: {"type": "integer", "minimum": 1, "maximum": most} for unit, most in LONGEST_PERIOD.items()}
_LANGUAGE = {"type": "string", "pattern": r"\S"}

PLAIN: Mapping[Any, Schema] = {
    Any: {"additionalProperties": True},
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}

WRITTEN_AS: Mapping[Any, Schema] = {
    Decimal: {"type": "string", "pattern": r"^-?[0-9]{1,30}(\.[0-9]{1,12})?$"},
    Fraction: {"type": "string", "pattern": "^[0-9]{1,9}/0{0,8}[1-9][0-9]{0,8}$"},
    Cite: {"type": "string", "pattern": r"^([1-9][0-9]{0,2}|annex|notice|S[1-9][0-9]{0,2})(\([1-9][0-9]?\))?$"},
    Text: _table({"zh": _LANGUAGE, "en": _LANGUAGE}, ["zh", "en"]),
    Period: {**_table(_PERIOD, []), "minProperties": 1, "maxProperties": 1},
}
"""What is written as one value or one small table. The patterns say what :mod:`tic_core.packs.exact` reads."""
