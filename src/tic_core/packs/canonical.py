"""The canonical form of a rule: one stable text for everything its meaning depends on, and the digest that a signature is bound to.

A rule means what it says together with its parts, the rule it stands under (``when``), the facts it reads and how they are
declared or derived, the words of their vocabularies, and the readings it rests on. All of that is in the form; the order of the
document, its comments and what is left at its default are not. What changes any of it changes the digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.model.cite import Cite
from tic_core.model.edition import Edition
from tic_core.model.rule import Rule
from tic_core.rules.derived import Derived
from tic_core.rules.kinds import Elapsed, Holders

Plain = Any  # what JSON holds
Key = tuple[str, str]
"""A thing of an edition: its table and its id."""

SILENT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("facts", "vocabularies", "roles"), ("cite", "assumed")),
    "interpretations": ("status", "document", "on", "effect", "by", "readings"),
}
"""What may change without changing what a rule says: where a fact is mentioned, whether a reading has been confirmed meanwhile."""


def digest(edition: Edition, rule: str, plugins: tuple[str, ...] = ()) -> str:
    """The SHA-256 of the canonical form of a rule, in hexadecimal."""
    return hashlib.sha256(canonical(edition, rule, plugins).encode()).hexdigest()


def canonical(edition: Edition, rule: str, plugins: tuple[str, ...] = ()) -> str:
    """The canonical form of a rule as JSON text; ``plugins`` (names and versions) count where their code is part of the rule."""
    needed = sorted(reached(edition, ("rules", rule)))
    form: dict[str, Plain] = {f"{table}:{name}": _item(edition, table, name) for table, name in needed}
    if any(table == "rules" and edition.tables["rules"][name].opaque for table, name in needed):
        form["plugins"] = list(plugins)
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def reached(edition: Edition, start: Key) -> set[Key]:
    """Everything the meaning of a thing depends on, itself included."""
    seen: set[Key] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in seen and key[1] in edition.tables[key[0]]:
            seen.add(key)
            waiting += _next(edition, key)
    return seen


def _next(edition: Edition, key: Key) -> Iterator[Key]:
    item = edition.tables[key[0]][key[1]]
    yield from (("interpretations", name) for name in getattr(item, "assumed", ()) if key[0] in ("rules", "derived"))
    if key[0] in FOLLOWED:
        yield from FOLLOWED[key[0]](edition, item)


def _of_rule(edition: Edition, rule: Rule) -> Iterator[Key]:
    yield from (("rules", name) for name in (*rule.parts(), rule.when) if name)
    yield from (key for read in rule.reads() for key in _of_slot(read))
    yield "roles", rule.judge or edition.identity.judge
    yield from _of_words(edition, rule)


def _of_slot(slot: Any) -> Iterator[Key]:
    if isinstance(slot, Elapsed):
        yield from (key for name in slot.start for key in fact_keys(name))
    elif isinstance(slot, Holders):
        yield "reservations", slot.reservation
    else:
        yield from fact_keys(str(slot))


def fact_keys(name: str) -> Iterator[Key]:
    """The things of an edition that a fact may be: declared, derived, or supplied by the core from a duty, a proceeding, …"""
    family, _, rest = name.partition(".")
    yield "facts", name
    yield "derived", name
    if family in SUPPLIED:
        yield SUPPLIED[family], rest
    elif rest:
        # Of a linked subject, where there is one of that name: ``lead-unit.debarred-until``, ``lead-unit.running.sanction``.
        yield from (("linked", family), ("facts", rest), ("proceedings", rest.partition(".")[2]))


SUPPLIED = {
    "due": "duties",
    "opens": "duties",
    "running": "proceedings",
    "until": "proceedings",
    "related": "reservations",
    "held": "reservations",
    "confirmed": "interpretations",
    "graded": "cohorts",
}


def _of_derived(edition: Edition, derived: Derived) -> Iterator[Key]:
    yield from (key for name in derived.reads() for key in fact_keys(name))
    yield from _of_words(edition, derived)


def _of_words(_: Edition, item: Any) -> Iterator[Key]:
    """The vocabularies of a fact, of the columns of a list, of bands."""
    if getattr(item, "vocabulary", ""):
        yield "vocabularies", item.vocabulary
    for field in getattr(item, "fields", ()):
        yield from _of_words(_, field)


def _of_reservation(_: Edition, item: Any) -> Iterator[Key]:
    yield from (key for name in item.key for key in fact_keys(name))


def _of_cohort(_: Edition, item: Any) -> Iterator[Key]:
    """A grade means what the rules and facts say that it is made from."""
    yield from (("rules", name) for name in item.all_rules())
    yield from (key for name in (item.result, *item.reads()) for key in fact_keys(name))


FOLLOWED: Mapping[str, Callable[[Edition, Any], Iterator[Key]]] = {
    "rules": _of_rule,
    "derived": _of_derived,
    "facts": _of_words,
    "reservations": _of_reservation,
    "cohorts": _of_cohort,
}


def _item(edition: Edition, table: str, name: str) -> Plain:
    item = edition.tables[table][name]
    form = plain(item, SILENT.get(table, ()))
    if table == "interpretations":  # of the readings the one that is taken
        return form | {"reading": [plain(reading) for reading in item.readings if reading.id == item.taken]}
    return form | {"convention": plain(edition.convention)} if table == "duties" else form


def plain(value: Any, left_out: tuple[str, ...] = ()) -> Plain:
    """A value of a document in the form JSON holds; of a table only what differs from its defaults, and its kind."""
    if attrs.has(type(value)) and not isinstance(value, Cite):
        said = {field.name: getattr(value, field.name) for field in attrs.fields(type(value)) if not _usual(field, value)}
        kind = {key: getattr(value, key) for key in ("kind", "op") if isinstance(getattr(type(value), key, None), str)}
        return kind | {name.removesuffix("_"): plain(each) for name, each in said.items() if name not in left_out}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _usual(field: Any, value: Any) -> bool:
    """Whether an attribute is left at its default, so that a key added in a later release lapses no signature."""
    default = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = default.factory()
    return bool(getattr(value, field.name) == default)


NAMING = frozenset({"name", "cite", "assumed", "question", "convention"})


def meaning(edition: Edition, rule: str) -> str:
    """The canonical form of a rule without names, articles and readings: rules of one meaning find the same on the same facts.

    Questions that are left to judgement stay: another wording is another question. The rule's own id is left out.
    """
    forms = _forms(edition, ("rules", rule))
    forms.get("rules:", {}).pop("id", None)
    return json.dumps(forms, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_of(edition: Edition, derived: str) -> str:
    """The same of a derived fact: two of one form are worked out alike."""
    return json.dumps(_forms(edition, ("derived", derived)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _forms(edition: Edition, start: Key) -> dict[str, Plain]:
    needed = sorted(key for key in reached(edition, start) if key[0] not in ("interpretations", "roles"))
    return {
        f"{table}:{'' if (table, name) == start else name}": _bare(table, _item(edition, table, name)) for table, name in needed
    }


def _bare(table: str, form: Plain) -> Plain:
    if isinstance(form, dict):
        silent = NAMING - ({"question"} if form.get("kind") == "discretion" else set())
        silent -= {"assumed"} if form.get("unconfirmed") == "unknown" else set()
        return {key: _bare(table, each) for key, each in form.items() if key not in silent}
    return [_bare(table, each) for each in form] if isinstance(form, list) else form
