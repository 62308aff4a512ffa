"""Linked subjects: what names them is a code, what is read of them is declared of them, acts on them keep to their own chain."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.model.edition import ActKind
from tic_core.model.facts import FactKind
from tic_core.model.linked import LINKED, Lasting, Linked
from tic_core.packs.check.facts import field_of, wrong_type
from tic_core.packs.check.names import FAMILIES
from tic_core.packs.draft import Draft
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.locate import Path
from tic_core.text import Text

OF_CENTRES = ("moves", "at", "reserves", "frees", "incentives", "scores", "proposes", "continues")
"""Keys of an act that only a centre has a use for."""


def check_linked(draft: Draft) -> Iterator[Flaw]:
    """Links, acts on linked subjects, acts by which a centre follows another, and how long proceedings last."""
    for path, link in draft.each("linked"):
        yield from _id(draft, link, path)
        yield from _naming(draft, link, path)
    for path, act in draft.each("act"):
        yield from _own(draft, act, path)
        if act.subject in LINKED:
            yield from _apart(draft, act, path)
        if act.continues:
            yield from _continues(draft, act, path)
    for path, proceeding in draft.each("proceeding"):
        if proceeding.lasts is not None:
            yield from _lasting(draft, proceeding.lasts, (*path, "lasts"))


def _id(draft: Draft, link: Linked, path: Path) -> Iterator[Flaw]:
    """The id of a link stands before the facts read by it: no other fact may look like one of these."""
    alike = [name for table in ("fact", "derived") for name in draft.ids[table] if name.startswith(f"{link.id}.")]
    if "." in link.id or link.id in FAMILIES or alike:
        yield flaw(MESSAGES, "link-id", (*path, "id"), id=link.id, alike=[*alike, *([link.id] if not alike else [])])


def _naming(draft: Draft, link: Linked, path: Path) -> Iterator[Flaw]:
    fact = draft.get("fact", link.by)
    if not isinstance(fact, FactKind):
        return
    if fact.of != "centre":
        yield flaw(MESSAGES, "link-of-other", (*path, "by"), fact=fact.id, of=fact.of)
    if link.field:
        yield from wrong_type(draft, link.by, ("list",), (*path, "by"))
        yield from field_of(draft, link.by, link.field, (*path, "field"), ("code",))
    else:
        yield from wrong_type(draft, link.by, ("code",), (*path, "by"))
    personal = [fact.personal, *(field.personal for field in fact.fields if field.id == link.field)]
    if any(personal):
        yield flaw(MESSAGES, "link-personal", (*path, "by"), fact=fact.id)
    if bool(link.field) != bool(link.many):
        yield flaw(MESSAGES, "link-many", (*path, "many" if link.many else "field"), id=link.id)


def _own(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """An act brings facts of what it is about: one of a unit lies on the unit's chain, where every centre finds it."""
    for key in ("brings", "may_bring", "clears"):
        for index, name in enumerate(getattr(act, key)):
            fact = draft.get("fact", name)
            if isinstance(fact, FactKind) and fact.of != act.subject and "edition" not in (fact.of, act.subject):
                yield flaw(MESSAGES, "fact-of-other", (*path, key, index), fact=name, of=fact.of, act=act.id, subject=act.subject)


def _apart(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """What has no stage and holds nothing of a centre's."""
    for key in OF_CENTRES:
        if getattr(act, key):
            yield flaw(MESSAGES, "act-of-centres", (*path, key), key=key, act=act.id, subject=act.subject)
    for index, name in enumerate(act.opens):
        duty = draft.get("duty", name)
        if duty is not None and duty.holds_in:
            yield flaw(MESSAGES, "duty-of-centres", (*path, "opens", index), duty=name, act=act.id, subject=act.subject)


def _continues(draft: Draft, act: ActKind, path: Path) -> Iterator[Flaw]:
    """Only what opens a centre follows another, which it names by a code."""
    if not act.begins or act.subject != "centre":
        yield flaw(MESSAGES, "continues-nothing", (*path, "continues"), act=act.id)
    if act.continues not in act.facts:
        yield flaw(MESSAGES, "continues-unbrought", (*path, "continues"), fact=act.continues)
    yield from wrong_type(draft, act.continues, ("code",), (*path, "continues"))


def _lasting(draft: Draft, lasts: Lasting, path: Path) -> Iterator[Flaw]:
    ways = [key for key in ("period", "by", "printed") if getattr(lasts, key)]
    if not ways or (lasts.period and lasts.by):
        yield flaw(MESSAGES, "lasts-how-long", path)
    if lasts.by:
        yield from wrong_type(draft, lasts.by, ("whole",), (*path, "by"))
    if lasts.printed:
        yield from wrong_type(draft, lasts.printed, ("date",), (*path, "printed"))
    for index, name in enumerate(lasts.after):
        if name != "act":
            yield from wrong_type(draft, name, ("date",), (*path, "after", index))


MESSAGES: Messages = {
    "link-id": (
        Text("关联主体的标识 {id} 与 {alike} 分不开", "the id {id} of the link cannot be told from {alike}"),
        Text("应为不含点、且不是其他事实开头的标识", "an id without a dot that no other fact begins with"),
    ),
    "link-of-other": (
        Text("{fact} 不是中心的事实，而是 {of} 的", "{fact} is no fact of a centre, but of: {of}"),
        Text("应为中心的事实", "a fact of the centre"),
    ),
    "link-personal": (
        Text("{fact} 是个人数据，不能作为记录的名称", "{fact} is personal data, which cannot name a record"),
        Text("应为不含个人数据的编号", "a number that holds no personal data"),
    ),
    "link-many": (
        Text("{id} 的 field 和 many 须同时写明", "field and many of {id} go together"),
        Text("列表须写明 field 和 many；单个代码两者都不写", "both for a list, neither for a single code"),
    ),
    "fact-of-other": (
        Text(
            "行为 {act} 针对 {subject}，却涉及 {of} 的事实 {fact}",
            "the act {act} is about a {subject}; {fact} is a fact of: {of}",
        ),
        Text("应为同一种主体的事实（of）", "a fact of the same kind of subject (`of`)"),
    ),
    "act-of-centres": (
        Text("行为 {act} 针对 {subject}，没有 {key}", "the act {act} is about a {subject}, which has no {key}"),
        Text("应删除该键：只有中心有阶段、占用和激励", "no such key: only centres have stages, reservations and incentives"),
    ),
    "duty-of-centres": (
        Text(
            "行为 {act} 针对 {subject}，而义务 {duty} 只在中心的某些阶段有效",
            "the act {act} is about a {subject}; the duty {duty} holds only in stages of a centre",
        ),
        Text("应为不带 holds_in 的义务", "a duty without holds_in"),
    ),
    "continues-nothing": (
        Text("行为 {act} 不设立中心，没有什么可以承继", "the act {act} opens no centre that could follow another"),
        Text("应在设立新中心的行为上写 continues", "continues on the act that opens the new centre"),
    ),
    "continues-unbrought": (
        Text("该行为不提交 {fact}", "the act does not bring {fact}"),
        Text("应在 brings 或 may_bring 中", "in brings or may_bring too"),
    ),
    "lasts-how-long": (
        Text("没有说明程序持续多久，或说了两次", "how long the proceeding lasts is not said, or said twice"),
        Text("应有 period、by 之一，或 printed", "one of period and by, or printed"),
    ),
}
