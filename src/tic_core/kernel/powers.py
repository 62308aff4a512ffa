"""Who takes part in a decision besides the office that acts, and who must not: joint deciders, second persons, own cases.

The office itself is held to the table of :mod:`tic_core.kernel.authority`. What is asked here an edition says of its acts
(:mod:`tic_core.model.authority`); that nobody decides their own case holds wherever it says whose case it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.breaches import breach
from tic_core.kernel.delegation import ENDED, GIVEN, delegations
from tic_core.model.act import Signed, visible
from tic_core.model.authority import OPINIONS, Joint
from tic_core.model.event import Effect
from tic_core.model.facts import Apart
from tic_core.model.receipt import Finding
from tic_core.text import Text


def signed_well(asked: Asked) -> Iterator[Finding]:
    """Each who signs is somebody the act asks for, once, in time, with an opinion that can be read."""
    seen: set[str] = set()
    for each in asked.act.signed:
        why = _against(asked, each, seen)
        seen.add(each.by)
        if why:
            what, cure = WHY[why]
            told = _told(asked, each)
            yield breach(
                asked,
                "signature",
                {"signed": each.by or each.person or None},
                **told,
                why=what.fill(**told),
                cure=cure.fill(**told),
            )


def _against(asked: Asked, each: Signed, before: Collection[str] = ()) -> str:
    """What is wrong with a signature first, or nothing."""
    on, own = each.on or asked.act.on, _of_the_office(asked, each)
    wrong = {
        "opinion": each.opinion not in OPINIONS,
        "after": on > asked.act.on,
        "before": on < _began(asked),
        "nobody": own and not visible(each.person),
        "stranger": not own and not any(asked.holds_role(each.by, joint.roles) for joint in asked.kind.jointly),
        "twice": not own and each.by in before,
        "paper": not own and not visible(each.document),
    }
    return next((why for why, found in wrong.items() if found), "")


def _began(asked: Asked) -> date:
    """The day the case began; what opens one may be signed on any day of the measure."""
    return asked.centre.path[0].on if asked.centre.path else asked.lawbook.first


def _told(asked: Asked, each: Signed) -> dict[str, Any]:
    roles = dict.fromkeys(role for joint in asked.kind.jointly for role in joint.roles)
    names = [asked.tables["roles"][role].name for role in roles] or [NOBODY]
    by = each.by or each.person or NOBODY
    return {
        "by": by,
        "opinions": list(OPINIONS),
        "on": asked.act.on,
        "began": _began(asked),
        "roles": names,
        "day": each.on or asked.act.on,
    }


def _of_the_office(asked: Asked, each: Signed) -> bool:
    return each.by in ("", asked.act.by)


def joined(asked: Asked) -> Iterator[Finding]:
    """The roles that decide together with the office have each said so, by an office of its own."""
    for joint in asked.kind.jointly:
        lacking = _lacking(asked, joint)
        if lacking:
            names = [asked.tables["roles"][role].name for role in lacking]
            told = {"how": HOW[joint.how], "roles": names, "cure": CURE[joint.how].fill(roles=names)}
            yield breach(asked, "joint", {"signed": None}, cite=joint.cite, limit=list(lacking), **told)


def _lacking(asked: Asked, joint: Joint) -> list[str]:
    """The roles of which no office has said what is asked: each office counts for one role."""
    heard = [each for each in asked.act.signed if not _of_the_office(asked, each) and not _against(asked, each)]
    counting = [each.by for each in heard if each.opinion == "agrees" or joint.how == "consult"]
    if joint.how == "any":
        return [] if any(asked.holds_role(who, joint.roles) for who in counting) else list(joint.roles)
    offices = list(dict.fromkeys(counting))
    open_to = {role: [who for who in offices if asked.holds_role(who, (role,))] for role in joint.roles}
    placed: dict[str, str] = {}
    return [role for role in joint.roles if not _placed(role, open_to, placed, set())]


def _placed(role: str, open_to: Mapping[str, Sequence[str]], placed: dict[str, str], seen: set[str]) -> bool:
    """Give a role an office of its own, moving others where they have another to take."""
    for who in open_to[role]:
        if who not in seen:
            seen.add(who)
            if who not in placed or _placed(placed[who], open_to, placed, seen):
                placed[who] = role
                return True
    return False


def second_person(asked: Asked) -> Iterator[Finding]:
    """Where so many persons of the office take an act, each is named, and they are different people."""
    kind, act = asked.kind, asked.act
    if not visible(act.person) and (kind.second_persons or kind.barred):
        yield breach(asked, "person", {"person": None})
    others = {
        each.person for each in act.signed if _of_the_office(asked, each) and each.opinion == "agrees" and visible(each.person)
    }
    lacking = kind.second_persons - len(others - {act.person})
    if lacking > 0:
        yield breach(asked, "second-person", {"signed": None}, limit=kind.second_persons, margin=-lacking, lacking=lacking)


def kept_out(asked: Asked) -> Iterator[Finding]:
    """Nobody takes part whom a fact of the case names as having an interest in it."""
    people = [asked.act.person, *(each.person for each in asked.act.signed)]
    for barred in asked.kind.barred:
        named = _values(asked, Apart(barred.fact, barred.field))
        for who in dict.fromkeys(each for each in people if each and each in named):
            told: dict[str, Any] = {"person": who, "fact": asked.lawbook.names.name(barred.fact)}
            yield breach(asked, "barred", {barred.fact: who}, cite=barred.cite, **told)


def own_case(asked: Asked) -> Iterator[Finding]:
    """Whose own case it is takes no act on it in another role: not the unit that is the department too, nor by a signature."""
    kind = asked.kind
    parties = [role for role in asked.lawbook.edition.roles if role.party and role.held_by]
    if kind.own_case or kind.subject != "centre" or not parties:
        return
    mine = {who: role for role in parties if (who := asked.holder(role.held_by)) is not None}
    joint = tuple(role for each in kind.jointly for role in each.roles)
    for who, roles in ((asked.act.by, kind.roles), *((each.by, joint) for each in asked.act.signed if each.by)):
        role = mine.get(who) or mine.get(asked.lawbook.units.get(who, ""))
        if role is not None and role.id not in roles:
            yield breach(asked, "own-case", {role.held_by: who}, by=who, role=role.name)


def apart(asked: Asked) -> Iterator[Finding]:
    """Nobody stands in two lists that have to be apart."""
    for name, other in asked.lawbook.apart:
        if name not in asked.act.facts and other.fact not in asked.act.facts:
            continue
        kind = asked.lawbook.facts[name]
        shared = [value for value in _values(asked, Apart(name, kind.distinct)) if value in _values(asked, other)]
        for value in shared:
            told: dict[str, Any] = {"value": value, "fact": kind.name, "other": asked.lawbook.names.name(other.fact)}
            yield breach(asked, "apart", {name: value}, cite=kind.cite, **told)


def _values(asked: Asked, named: Apart) -> dict[Any, None]:
    """The values of a fact, or of a field of its records."""
    value = asked.context.facts.get(named.fact)
    rows: Any = value if isinstance(value, tuple) else () if value is None else (value,)
    found = [row.get(named.field) if isinstance(row, Mapping) else row for row in rows]
    return dict.fromkeys(each for each in found if each is not None)


# ── delegations as they are put on record ────────────────────────────────────────────────────────────────────────────────


def delegated(asked: Asked) -> Iterator[Finding]:
    """A delegation hands down what its giver may do, what the edition lets be handed down, and to whom."""
    if asked.kind.subject != "edition" or asked.context.ill:
        return
    given: Any = asked.context.facts.get(GIVEN) or ()
    brought = len(asked.act.facts.get(GIVEN, ()))
    ids = [row["id"] for row in given]
    for row in given[len(given) - brought :]:
        yield from _entry(asked, row, _wrong_entry(asked, row, ids))
    known = {row["id"]: row for row in delegations(asked.world.law)} | {row["id"]: row for row in given}
    ended: Any = asked.context.facts.get(ENDED) or ()
    for row in ended[len(ended) - len(asked.act.facts.get(ENDED, ())) :]:
        found = known.get(row["id"])
        why = "unknown" if found is None else "longer" if row["last"] > found["last"] else ""
        yield from _entry(asked, {**(found or {}), **row}, why)


def _wrong_entry(asked: Asked, row: Mapping[str, Any], ids: Sequence[str]) -> str:
    plan = asked.lawbook.plans.get(row["act"])
    if ids.count(row["id"]) > 1:
        return "id"
    if row["first"] > row["last"]:
        return "days"
    if plan is None or not plan.act.delegable:
        return "act"
    if not any(row["to"] in asked.lawbook.offices_of(role) for each in plan.act.delegable for role in each.roles):
        return "to"
    return "" if any(asked.act.by in asked.lawbook.offices_of(role) for role in plan.act.roles) else "giver"


def _entry(asked: Asked, row: Mapping[str, Any], why: str) -> Iterator[Finding]:
    if not why:
        return
    plan = asked.lawbook.plans.get(row.get("act", ""))
    roles = [asked.tables["roles"][role].name for each in (plan.act.delegable if plan else ()) for role in each.roles]
    acts = [act.id for act in asked.lawbook.edition.acts if act.delegable]
    told = {"id": row["id"], "what": plan.act.name if plan else row.get("act", ""), "to": row.get("to", ""), "by": asked.act.by}
    told |= {"roles": roles, "acts": acts, "last": row["last"]}
    what, cure = ENTRY[why]
    yield breach(asked, "delegation-entry", {GIVEN: row["id"]}, **told, why=what.fill(**told), cure=cure.fill(**told))


def taking_part(asked: Asked) -> Iterator[Effect]:
    """Who took part, as the event keeps it, with the office and the day that were understood; and by which delegation."""
    if asked.delegation:
        yield Effect("delegation", asked.delegation)
    for each in asked.act.signed:
        told = {**attrs.asdict(each), "on": (each.on or asked.act.on).isoformat()}
        said = {name: value for name, value in told.items() if value and name != "by"}
        yield Effect("signed", each.by or asked.act.by, said)


NOBODY = Text("（未写明）", "(nobody)")

HOW: Mapping[str, Text] = {
    "all": Text("尚无以下各方的同意", "is decided together; agreement is missing of"),
    "any": Text("尚无以下任一方的同意", "is decided together; agreement is missing of any of"),
    "consult": Text("尚无以下各方的意见", "needs the opinion, which is not on record, of"),
}
CURE: Mapping[str, Text] = {
    "all": Text("在 signed 中写明{roles}的同意及其文号", "put the agreement of {roles} into `signed`, with its document"),
    "any": Text("在 signed 中写明其一的同意及其文号", "put the agreement of one of them into `signed`, with its document"),
    "consult": Text("在 signed 中写明{roles}的意见及其文号", "put the opinion of {roles} into `signed`, with its document"),
}

WHY: Mapping[str, tuple[Text, Text]] = {
    "opinion": (
        Text("意见不是可用的词", "its opinion is no word there is"),
        Text("opinion 应为：{opinions}", "`opinion` is one of: {opinions}"),
    ),
    "after": (
        Text("签于 {day}，晚于行为作出之日 {on}", "it is dated {day}, after the act, {on}"),
        Text("先会签，后作出行为", "let it sign first, then take the act"),
    ),
    "before": (
        Text("签于 {day}，早于本案开始之日 {began}", "it is dated {day}, before the case began, {began}"),
        Text("核对日期", "check the date"),
    ),
    "nobody": (
        Text("本机关的会签没有写明人员", "a signature of the office itself names nobody"),
        Text("在 person 中写明是谁；其他机关会签的，写明 by", "say who in `person`; of another office, say which in `by`"),
    ),
    "stranger": (
        Text("不是共同决定的一方", "it has no part in this decision"),
        Text("共同决定的为：{roles}", "those who have: {roles}"),
    ),
    "twice": (
        Text("同一机关签了不止一次", "one office signs more than once"),
        Text("只保留一次", "keep one"),
    ),
    "paper": (
        Text("没有写明文号", "its document is missing"),
        Text("在 document 中写明会签的文号", "give the number of its paper in `document`"),
    ),
}

ENTRY: Mapping[str, tuple[Text, Text]] = {
    "id": (Text("编号已用", "its id is taken"), Text("另用编号", "give it an id of its own")),
    "days": (Text("起止颠倒", "its days are reversed"), Text("首日不晚于末日", "first day before last")),
    "act": (Text("该行为不可委托", "that act may not be handed down"), Text("可委托的：{acts}", "acts that may: {acts}")),
    "to": (
        Text("不能委托给 {to}", "it may not be handed down to {to}"),
        Text("可委托给：{roles}", "it may be handed down to: {roles}"),
    ),
    "giver": (
        Text("{by} 自己也无权作出该行为", "{by} may not take that act itself"),
        Text("由有权作出该行为的机关委托", "have it given by an office that may take the act"),
    ),
    "unknown": (Text("没有这一委托", "no such delegation is on record"), Text("核对编号", "check the id")),
    "longer": (
        Text("终止之日晚于原末日", "its new last day lies after the one it has"),
        Text("延长的，另行委托", "to prolong it, record another"),
    ),
}
