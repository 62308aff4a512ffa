"""What type a fact has, be it declared, derived or supplied by the core."""

from __future__ import annotations

from tic_core.model.facts import FactKind
from tic_core.packs.check.cycles import DEEPEST
from tic_core.packs.check.names import BUILT_IN, in_family
from tic_core.packs.draft import Draft
from tic_core.rules.derived import Derived
from tic_core.text import Text, both

NUMBERS = ("whole", "decimal", "money")
ORDERED = (*NUMBERS, "date")
NAMES = ("text", "code", "term")
"""Types whose values are words: they may stand in a name, hold a role, or be a part of a key."""

FAMILY_TYPES = {"due": "date", "opens": "date", "running": "whole", "until": "date", "confirmed": "yes-no", "related": "whole"}

TYPE_NAMES = {
    "yes-no": Text("是否", "yes-no"),
    "whole": Text("整数", "whole number"),
    "decimal": Text("十进制数", "decimal"),
    "money": Text("金额", "money"),
    "date": Text("日期", "date"),
    "text": Text("文字", "text"),
    "code": Text("代码", "code"),
    "term": Text("词表中的词", "term"),
    "list": Text("列表", "list"),
    "share": Text("比例", "share"),
}


def kind_of(draft: Draft, name: str, seen: frozenset[str] = frozenset()) -> FactKind | None:
    """The declaration of a fact, or one made up for a derived or built-in fact; None where its type cannot be told."""
    fact = draft.get("fact", name)
    if isinstance(fact, FactKind):
        return fact if fact.type in TYPE_NAMES else None
    derived = draft.get("derived", name)
    if isinstance(derived, Derived):
        return _derived(draft, derived, seen)
    if name in draft.linked:
        return draft.linked[name]
    if name.startswith("graded."):
        cohort = draft.get("cohort", name.removeprefix("graded."))
        result = None if cohort is None else draft.get("fact", cohort.result)
        return result if isinstance(result, FactKind) and result.type in TYPE_NAMES else None
    type_ = BUILT_IN.get(name) or (FAMILY_TYPES.get(name.partition(".")[0]) if in_family(draft, name) else None)
    return FactKind(name, both(name), type_) if type_ else None


def _derived(draft: Draft, item: Derived, seen: frozenset[str]) -> FactKind | None:
    if len(seen) > DEEPEST or item.id in seen:
        return None  # told as a flaw of its own
    found = item.result(lambda name: kind_of(draft, name, seen | {item.id}))
    return found if found is not None and found.type in TYPE_NAMES else None
