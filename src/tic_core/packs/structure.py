"""From tables to values: cattrs, strict. Every key known, every type exact, everything wrong told at once.

Two forms of each reader are built once for a set of rule kinds and kept: a quick one that stops at the first thing wrong, and a
patient one that is only asked when the quick one stopped and then collects everything. A plugin's rule kinds come in as an
argument; they are attrs classes like the core's and need nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from tic_core.errors import UsageError
from tic_core.model.rule import Rule
from tic_core.packs.exact import EXPECTED, MESSAGES, READERS, WRITTEN, Wrong, day_as_text
from tic_core.packs.faults import Flaw, offered, resembling, shown
from tic_core.packs.locate import Path
from tic_core.rules.derived import CORE_OPERATIONS, Derived
from tic_core.rules.kinds import CORE_KINDS, kinds_by_name
from tic_core.text import Text

Kinds = Mapping[str, type[Rule]]
"""Rule kinds by the word in ``kind = "…"``."""

Hook = Callable[[Any, Any], Any]

KINDS: Kinds = kinds_by_name(CORE_KINDS)
OPERATIONS = {operation.op: operation for operation in CORE_OPERATIONS}


class Structurer:
    """Reads tables as values of given types, for one set of rule kinds. ``json``: dates are written as text."""

    def __init__(self, kinds: Kinds, *, json: bool = False) -> None:
        """Raises UsageError for a rule kind with a field of a type that no document can hold exactly."""
        self._quick = _converter(kinds, json=json, patient=False)
        self._patient = _converter(kinds, json=json, patient=True)
        self._hooks: dict[Any, Hook] = {}
        for kind in kinds.values():
            for foreign in _foreign(kind, set()):
                raise UsageError(USAGE["type"].fill(kind=kind.__name__, type=foreign), USAGE["types"])

    def quick(self, plain: Any, wanted: Any) -> Any:
        """The value, or any exception at all: then ask :meth:`patient`."""
        hook = self._hooks.get(wanted)
        if hook is None:
            hook = self._hooks[wanted] = self._quick.get_structure_hook(wanted)
        return hook(plain, wanted)

    def patient(self, plain: Any, wanted: Any, path: Path) -> tuple[Any, list[Flaw]]:
        """The value and no flaws, or None and everything wrong in it."""
        try:
            return self._patient.get_structure_hook(wanted)(plain, wanted), []
        except RecursionError:
            return None, [Flaw("too-deep", path, MESSAGES["too-deep"], EXPECTED["shallow"])]
        except Exception as error:  # noqa: BLE001 - whatever a plugin's kind raises is told as a flaw of the document
            return None, list(_flaws(error, path))


@lru_cache(maxsize=16)
def _structurer(kinds: tuple[tuple[str, type[Rule]], ...], json: bool) -> Structurer:
    return Structurer(dict(kinds), json=json)


def structurer(kinds: Kinds = KINDS, *, json: bool = False) -> Structurer:
    """The reader for a set of rule kinds, built once for each set."""
    return _structurer(tuple(kinds.items()), json)


def _converter(kinds: Kinds, *, json: bool, patient: bool) -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=patient, forbid_extra_keys=True)
    converter.register_structure_hook_func(lambda wanted: wanted is Any, lambda plain, _: plain)
    converter.register_structure_hook_factory(_is_literal, _word)
    converter.register_structure_hook_factory(attrs.has, _table(patient))
    converter.register_structure_hook_factory(is_mapping, _mapping)
    converter.register_structure_hook_factory(is_tuple, _list)
    converter.register_structure_hook_factory(is_union, _union(WRITTEN | {date: str} if json else WRITTEN))
    _choose(converter, Rule, "kind", kinds)
    _choose(converter, Derived, "op", OPERATIONS)
    for wanted, reader in READERS.items():
        exactly = day_as_text if json and wanted is date else reader
        converter.register_structure_hook(wanted, _reading(exactly))
    return converter


def _reading(reader: Callable[[Any], Any]) -> Hook:
    return lambda plain, _: reader(plain)


def _word(wanted: Any, _: cattrs.Converter) -> Hook:
    """One of the words of a ``Literal``."""
    words = get_args(wanted)

    def hook(plain: Any, _: Any) -> Any:
        if type(plain) is not str or plain not in words:
            raise Wrong("unknown-word", offered(str(plain), words), plain)
        return plain

    return hook


def _foreign(wanted: Any, seen: set[Any]) -> Iterator[Any]:
    """The types inside a type that a document cannot hold exactly."""
    if wanted in seen or wanted in (*READERS, Any, NoneType) or _is_literal(wanted):
        return
    seen.add(wanted)
    if attrs.has(wanted):
        attrs.resolve_types(wanted)
        inner = [field.type for field in attrs.fields(wanted) if field.init]
    elif is_union(wanted) or is_tuple(wanted) or is_mapping(wanted):
        inner = [each for each in get_args(wanted) if each is not ...]
    else:
        yield wanted
        return
    for each in inner:
        yield from _foreign(each, seen)


def _is_literal(wanted: Any) -> bool:
    origin: Any = get_origin(wanted)
    return origin is Literal


def is_mapping(wanted: Any) -> bool:
    """Whether a type is a table of any keys."""
    return get_origin(wanted) in (dict, Mapping, get_origin(Mapping[str, str]))


def is_tuple(wanted: Any) -> bool:
    """Whether a type is a list of one type."""
    return get_origin(wanted) is tuple and get_args(wanted)[1:] == (...,)


def is_union(wanted: Any) -> bool:
    """Whether a type is one of several."""
    return get_origin(wanted) in (Union, UnionType)


def _table(patient: bool) -> Callable[[Any, cattrs.Converter], Hook]:
    """Reads an attrs class from a table whose keys are its attributes; one ending in ``_`` is written without it."""

    def build(wanted: Any, converter: cattrs.Converter) -> Hook:
        attrs.resolve_types(wanted)
        names = [field.name for field in attrs.fields(wanted) if field.name.endswith("_")]
        renamed: dict[str, Any] = {name: override(rename=key_of(name)) for name in names}
        return _only(dict, make_dict_structure_fn(wanted, converter, _cattrs_detailed_validation=patient, **renamed))

    return build


def _only(written: type, read: Hook) -> Hook:
    """``read``, for what is written as ``written`` and nothing else: a text is no list of letters."""

    def hook(plain: Any, wanted: Any) -> Any:
        if type(plain) is not written:
            raise Wrong("wrong-type", EXPECTED[written], plain)
        return read(plain, wanted)

    return hook


def _list(wanted: Any, converter: cattrs.Converter) -> Hook:
    return _only(list, homogenous_tuple_structure_factory(wanted, converter))


def _mapping(wanted: Any, converter: cattrs.Converter) -> Hook:
    _, inner = get_args(wanted)
    read = converter.get_structure_hook(inner)

    def hook(plain: Mapping[str, Any], _: Any) -> dict[str, Any]:
        wrong: list[Exception] = []
        found = {}
        for key, value in plain.items():
            try:
                found[key] = read(value, inner)
            except Exception as error:  # noqa: BLE001 - kept, and raised with the others
                error.add_note(IterableValidationNote("", key, inner))
                wrong.append(error)
        if wrong:
            raise ExceptionGroup("mapping", wrong)
        return found

    return _only(dict, hook)


def _union(written: Mapping[Any, type]) -> Callable[[Any, cattrs.Converter], Hook]:
    """Reads one of several types, told apart by how each is written. Nothing is tried out."""

    def build(wanted: Any, converter: cattrs.Converter) -> Hook:
        choices = {_written(choice, written): (_hook(choice, converter), choice) for choice in get_args(wanted)}
        expected = expectation(wanted)

        def hook(plain: Any, _: Any) -> Any:
            choice = choices.get(type(plain))
            if choice is None:
                raise Wrong("wrong-type", expected, plain)
            read, meant = choice
            return read(plain, meant)

        return hook

    return build


def _hook(wanted: Any, converter: cattrs.Converter) -> Hook:
    return converter.get_structure_hook(wanted) if wanted is not NoneType else lambda plain, _: plain


def _written(wanted: Any, written: Mapping[Any, type] = WRITTEN) -> type:
    """How a type is written in a document."""
    if wanted in written or wanted is NoneType:
        return written.get(wanted, NoneType)
    return list if is_tuple(wanted) else dict


def expectation(wanted: Any) -> Text:
    """What a key of this type takes, for people."""
    if wanted in EXPECTED:
        return EXPECTED[wanted]
    if _is_literal(wanted):
        return offered("", get_args(wanted))
    if is_union(wanted):
        each = [expectation(choice) for choice in get_args(wanted) if choice is not NoneType]
        return Text("；或".join(text.zh for text in each), ", or ".join(text.en for text in each))
    return EXPECTED[_written(wanted)]


def _choose(converter: cattrs.Converter, base: Any, key: str, classes: Mapping[str, Any]) -> None:
    """Reads a table as the class that its ``kind`` or ``op`` names."""

    def hook(plain: dict[str, Any], _: Any) -> Any:
        word = plain.get(key)
        chosen = classes.get(word) if type(word) is str else None
        if chosen is None:
            code = f"unknown-{key}" if key in plain else "missing-key"
            raise Wrong(code, offered(str(word or ""), classes), below=(key,), name=str(word) if key in plain else key)
        return converter.get_structure_hook(chosen)({name: value for name, value in plain.items() if name != key}, chosen)

    converter.register_structure_hook_func(lambda asked: asked is base, _only(dict, hook))


def key_of(attribute: str) -> str:
    """The key in a document of an attribute: ``from_`` is written ``from``."""
    return attribute.removesuffix("_")


def _flaws(error: BaseException, path: Path) -> Iterator[Flaw]:
    """An exception of the patient reader, unfolded into flaws. cattrs leaves where it was as notes."""
    path = (*path, *_step(error))
    if isinstance(error, BaseExceptionGroup):
        yield from _not_twice([found for inner in error.exceptions for found in _flaws(inner, path)])
    elif isinstance(error, Wrong):
        yield Flaw(error.code, (*path, *error.below), error.what, error.expected)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(field.name) for field in attrs.fields(error.cl) if field.init]
        yield from unknown_keys(error.extra_fields, known, path)
    elif isinstance(error, KeyError) and _noted(error):
        yield Flaw("missing-key", path, MESSAGES["missing-key"].fill(value=path[-1]), expectation(_noted(error)[0]))
    else:
        why = getattr(error, "what", None)  # a Misfit speaks both languages
        told = MESSAGES["refused"].fill(value=why if isinstance(why, Text) else shown(error))
        yield Flaw("refused", path, told, EXPECTED["taken"])


def _not_twice(flaws: list[Flaw]) -> Iterator[Flaw]:
    """A key that is misspelt is one thing wrong, not an unknown key and a missing one."""
    unknown = [str(found.path[-1]) for found in flaws if found.code == "unknown-key"]
    for found in flaws:
        if found.code != "missing-key" or not resembling(str(found.path[-1]), unknown):
            yield found


def unknown_keys(keys: Iterable[str], known: Iterable[str], path: Path) -> Iterator[Flaw]:
    """A flaw for each key that means nothing here, with what it might have been (not guessed for a flood of them)."""
    strange = sorted(keys)
    for key in strange:
        offer = offered(key if len(strange) <= FLOOD else "", known)
        yield Flaw("unknown-key", (*path, key), MESSAGES["unknown-key"].fill(value=shown(key)), offer)


FLOOD = 50


def _step(error: BaseException) -> Path:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (key_of(note.name),)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _noted(error: BaseException) -> list[Any]:
    """The type of the attribute whose key was missing."""
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, AttributeValidationNote)]
    return [note.type for note in notes if error.args == (key_of(note.name),)]


USAGE = {
    "type": Text("规则类 {kind} 有类型为 {type} 的字段", "the rule kind {kind} has a field of the type {type}"),
    "types": Text(
        "字段可为 str、int、bool、date、Decimal、Fraction、Text、Cite、Period、Literal、attrs 类，"
        "或其 tuple[…, ...]、Mapping、并集",
        "fields may be str, int, bool, date, Decimal, Fraction, Text, Cite, Period, Literal or an attrs class, "
        "a tuple[…, ...] or Mapping of these, or a union",
    ),
}
