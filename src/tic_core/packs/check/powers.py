"""Who takes part in a decision: an office is there for every role that signs, and what is handed down can be put on record."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.kernel.delegation import FIELDS, GIVEN
from tic_core.model.edition import ActKind
from tic_core.model.facts import FactKind
from tic_core.packs.check.facts import field_of, wrong_type
from tic_core.packs.check.types import NAMES, kind_of
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.text import Text


def check_powers(draft: Draft) -> Iterator[Flaw]:
    """Acts with their signatories and delegates, then the lists of delegations, then facts that name persons."""
    for path, act in draft.each("act"):
        if draft.whole("role", "office_kind", "office"):
            yield from _unplayed(draft, act, path)
        if act.second_persons < 0:
            yield flaw(MESSAGES, "bad-second-persons", (*path, "second_persons"), count=act.second_persons)
        for index, barred in enumerate(act.barred):
            yield from _naming(draft, barred.fact, barred.field, (*path, "barred", index))
    yield from _on_record(draft)
    for path, fact in draft.each("fact"):
        yield from _list_of(fact, path)
        for index, other in enumerate(fact.apart):
            yield from _naming(draft, other.fact, other.field, (*path, "apart", index))


def _unplayed(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """Roles that take part, and that no office plays and no fact gives to anybody."""
    kinds = {office.kind for _, office in draft.each("office")}
    played = {kind.role for _, kind in draft.each("office_kind") if kind.id in kinds}
    played |= {role.id for _, role in draft.each("role") if role.held_by}
    parts = [(("jointly", index), each.roles, each.how == "any") for index, each in enumerate(act.jointly)]
    parts += [(("delegable", index), each.roles, True) for index, each in enumerate(act.delegable)]
    for place, roles, one_is_enough in parts:
        known = [role for role in roles if role in draft.ids["role"]]
        missing = [role for role in known if role not in played]
        if not roles or (missing and (not one_is_enough or missing == known)):
            yield flaw(MESSAGES, "nobody-may-sign", (*path, *place, "roles"), act=act.id, roles=missing)


def _on_record(draft: Draft) -> Iterator[Flaw]:
    """An act that may be handed down needs one that puts the delegation on record."""
    acts = [act for _, act in draft.each("act")]
    recorded = any(GIVEN in act.brings + act.may_bring and act.subject == "edition" for act in acts)
    for path, act in draft.each("act"):
        if act.delegable and not recorded and draft.whole("act"):
            yield flaw(MESSAGES, "delegation-unrecorded", (*path, "delegable"), act=act.id, fact=GIVEN)


def _list_of(fact: FactKind, path: Path) -> Iterator[Flaw]:
    """The two lists of delegations, which the core itself reads."""
    wanted = FIELDS.get(fact.id)
    if wanted is None:
        return
    found = {field.id: field.type for field in fact.fields if not field.optional}
    if fact.type != "list" or fact.of != "edition" or any(found.get(name) not in types for name, types in wanted.items()):
        yield flaw(MESSAGES, "bad-delegation", path, id=fact.id, fields=list(wanted))


def _naming(draft: Draft, fact: str, field: str, path: Path) -> Iterator[Flaw]:
    """A fact that names persons: a word, or a field of its records that is one."""
    kind = kind_of(draft, fact)
    if kind is None:
        return
    if kind.type == "list":
        yield from field_of(draft, fact, field, (*path, "field"), NAMES)
    else:
        yield from wrong_type(draft, fact, NAMES, (*path, "fact"))


MESSAGES: Messages = {
    "nobody-may-sign": (
        Text(
            "行为 {act} 须由无人充任的角色会签或受托（{roles}）",
            "the act {act} is signed by, or handed down to, a role that nobody plays ({roles})",
        ),
        Text("应有充任该角色的机构，或角色带 held_by", "a role that an office plays, or one with held_by"),
    ),
    "bad-second-persons": (
        Text("第二人的人数 {count} 不能成立", "{count} is no number of further persons"),
        Text("应为 0 或以上", "0 or more"),
    ),
    "delegation-unrecorded": (
        Text("行为 {act} 可以委托，却没有行为登记委托", "the act {act} may be handed down, and no act puts a delegation on record"),
        Text(
            'subject = "edition" 的行为，在 brings 中有事实 {fact}',
            'an act with subject = "edition" that has the fact {fact} in brings',
        ),
    ),
    "bad-delegation": (
        Text("核心要读取 {id}，但它不是委托的列表", "the core reads {id}, which is no list of delegations here"),
        Text(
            '应为 of = "edition" 的列表，字段 {fields} 均须填写；或另取名称',
            'a list with of = "edition" and the fields {fields}, none optional; or another name',
        ),
    ),
}
