"""What an auditor looks at first: acts that are lawful and yet out of the ordinary, told from the events and the law they name.

Nothing here is a finding of fault. Each remark names centre, act and article, so that a person can open the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from zoneinfo import ZoneInfo

import attrs

from tic_core.kernel.corrections import CONSEQUENCE, counted, points, struck
from tic_core.kernel.evolve import fold
from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.model.act import visible
from tic_core.model.event import Event
from tic_core.model.rule import DEPART
from tic_core.model.subject import Centre
from tic_core.model.verdict import Verdict
from tic_core.registry import Registry
from tic_core.rules.limits import Share
from tic_core.text import Text

LATE = 30  # days after which an act put on record is remarked upon, unless another number is asked for


@attrs.frozen
class Remark:
    """One line of the report: ``code`` of :data:`KINDS`, the act it is about, its articles, and what is remarkable in words.

    ``act`` and ``sequence`` name the entry.
    """

    code: str
    centre: str
    act: str
    kind: str
    sequence: int
    on: date
    cites: tuple[str, ...]
    text: Text


@attrs.frozen(slots=False)
class Life:
    """The events of one subject that are looked at, and the law each was decided under, where it is still at hand."""

    registry: Registry
    subject: str
    known: Sequence[Event]
    as_of: date | None
    late: int

    @cached_property
    def events(self) -> list[Event]:
        """Those that count by the day asked, in the order recorded; what is struck out is told by its correction."""
        gone = struck(self.known)
        return [each for each in self.known if each.sequence not in gone and (self.as_of is None or each.effective <= self.as_of)]

    @cached_property
    def centre(self) -> Centre:
        """The subject as it stands."""
        return fold(self.subject, self.known, self.as_of)

    def law(self, event: Event) -> Lawbook | None:
        """The edition of an event; None where it is not installed any more."""
        found = event.law.edition in self.registry.shelf.found
        return self.registry.shelf.lawbook(event.law.edition) if found else None

    def recorded(self, event: Event) -> date:
        """The day on which an event was put on record, where its law holds."""
        law = self.law(event)
        zone = ZoneInfo(law.edition.identity.time_zone) if law is not None else None
        return datetime.fromisoformat(event.recorded).astimezone(zone).date()


def remarks(
    registry: Registry, as_of: date | None = None, known_at: int | None = None, *, late: int = LATE, centre: str = ""
) -> list[Remark]:
    """Everything out of the ordinary in the register on a day, as known at a sequence; by code, then in order of sequence.

    ``late`` is the number of days from which on a late record is told.
    """
    found = [each for life in _lives(registry, as_of, known_at, late, centre) for each in _of(life)]
    return sorted(found, key=lambda each: (tuple(KINDS).index(each.code), each.sequence))


def population(registry: Registry, as_of: date | None = None, known_at: int | None = None) -> list[Event]:
    """Every event that counts on a day, as known at a sequence, in order of sequence: what a sample is drawn from."""
    found = [each for life in _lives(registry, as_of, known_at, LATE, "") for each in life.events]
    return sorted(found, key=lambda each: each.sequence)


def drawn(events: Iterable[Event], size: int, seed: str) -> list[Event]:
    """``size`` of the events, some of every kind of act as far as they go round, in order of sequence.

    Which ones follows from ``seed`` and the acts' ids alone (SHA-256), so anybody draws the same on any machine.
    """
    strata: dict[str, list[Event]] = {}
    for event in events:
        strata.setdefault(event.kind, []).append(event)
    share = shares({kind: len(each) for kind, each in strata.items()}, size)
    taken = [event for kind, each in strata.items() for event in sorted(each, key=lambda one: _lot(seed, one))[: share[kind]]]
    return sorted(taken, key=lambda event: event.sequence)


def shares(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each kind: one of each, the most frequent first, then by their numbers (highest averages)."""
    order = sorted(counts, key=lambda kind: (-counts[kind], kind))
    given = {kind: int(place < size) for place, kind in enumerate(order)}
    for _ in range(min(size, sum(counts.values())) - sum(given.values())):
        open_ = [kind for kind in order if given[kind] < counts[kind]]
        best = max(open_, key=lambda kind: (counts[kind] * 1_000_000_000 // (given[kind] + 1), counts[kind]))
        given[best] += 1
    return given


def _lot(seed: str, event: Event) -> str:
    return sha256(f"{seed}\n{event.act}".encode()).hexdigest()


def _lives(registry: Registry, as_of: date | None, known_at: int | None, late: int, centre: str) -> Iterator[Life]:
    with registry.ledger.reading(registry.jurisdiction or None) as reader:
        lives = [(centre, reader.events(centre, known_at))] if centre else list(reader.lives(known_at))
    for subject, events in lives:
        yield Life(registry, subject, events, as_of, late)


def _of(life: Life) -> Iterator[Remark]:
    for code, (_, look) in KINDS.items():
        for event, text in look(life):
            names = (life.subject, event.act, event.kind, event.sequence, event.on)
            yield Remark(code, *names, event.law.articles, text)


# ── what is looked for ───────────────────────────────────────────────────────────────────────────────────────────────────────

Found = Iterator[tuple[Event, Text]]


def _late(life: Life) -> Found:
    for event in life.events:
        days = (life.recorded(event) - event.on).days
        if days >= max(life.late, 1):
            yield event, MESSAGES["late"].fill(days=days, day=life.recorded(event))


def _departed(life: Life) -> Found:
    for event, said in _determinations(life):
        if said["choice"] == DEPART.id:
            yield event, MESSAGES["departed"].fill(rule=said["rule"], reason=said["reason"])


def _unfounded(life: Life) -> Found:
    for event, said in _determinations(life):
        if not visible(said.get("basis", "")):
            yield event, MESSAGES["unfounded"].fill(rule=said["rule"], choice=said["choice"])


def _unreasoned(life: Life) -> Found:
    for event, said in _determinations(life):
        if not visible(said.get("reason", "")):
            yield event, MESSAGES["unreasoned"].fill(rule=said["rule"])
    for event in life.events:
        plan = _plan(life, event)
        if plan is not None and plan.act.reason and not visible(event.reason):
            yield event, MESSAGES["no-reason"]


def _other_basis(life: Life) -> Found:
    for event in life.events:
        if event.law.basis not in ("", event.law.edition):
            yield event, MESSAGES["other-basis"].fill(basis=event.law.basis)


def _lapsed(life: Life) -> Found:
    for event in life.events:
        law = life.law(event)
        if law is not None and not law.first <= event.on <= law.last:
            yield event, MESSAGES["lapsed"].fill(day=event.on, first=law.first, last=law.last, basis=event.law.basis)


def _same_day(life: Life) -> Found:
    """A notice opened, and a favourable decision that moves the centre, on one day."""
    opened: dict[date, int] = {}
    for event in counted(life.events):
        if event.nature == "favourable" and any(each.kind == "stage" for each in event.effects) and event.effective in opened:
            yield event, MESSAGES["same-day"].fill(day=event.effective, notice=opened[event.effective])
        if _opens_notice(life, event):
            opened.setdefault(event.effective, event.sequence)


def _opens_notice(life: Life, event: Event) -> bool:
    """Whether an event begins a public notice: as a stage, or as a proceeding beside it."""
    law = life.law(event)
    kinds = law.edition.tables["proceedings"] if law is not None else {}
    notices = [name for name, each in kinds.items() if each.kind == "notice"]
    as_stage = any(each.kind == "stage" and each.type == "IN_NOTICE" for each in event.effects)
    return as_stage or any(each.kind == "proceeding" and each.value and each.name in notices for each in event.effects)


def _insiders(life: Life) -> Found:
    """A share, as of experts from the applicant's side, that is at its upper limit or one below it."""
    for event in life.events:
        plan, law = _plan(life, event), life.law(event)
        if plan is None or law is None:
            continue
        wanted = [name for name in (*plan.act.requires, *plan.act.notes) if _most(law, name)]
        findings = life.registry.recall(event).findings if wanted else ()
        for each in findings:
            if each.rule in wanted and each.verdict is Verdict.MET and isinstance(each.margin, int) and each.margin <= 1:
                yield event, MESSAGES["insiders"].fill(rule=law.rules[each.rule].name, limit=str(each.limit), left=each.margin)


def _most(law: Lawbook, name: str) -> bool:
    rule = law.rules[name]
    return isinstance(rule, Share) and rule.at_most is not None


def _corrected(life: Life) -> Found:
    for event in life.known:
        if points(event) and (life.as_of is None or event.effective <= life.as_of):
            about = next(each.name for each in event.effects if each.kind in ("voided", "corrected"))
            yield event, MESSAGES["corrected"].fill(about=about, reason=event.reason)


def _unsettled(life: Life) -> Found:
    acts = {event.act: event for event in life.known}
    for each in life.centre.proceedings.values():
        about = each.key.removeprefix(f"{CONSEQUENCE}:")
        if each.kind == CONSEQUENCE and each.open and about in acts:
            yield acts[about], MESSAGES["unsettled"].fill(since=each.since)


def _adverse(life: Life) -> Found:
    yield from (
        (event, MESSAGES["adverse"].fill(by=event.by, document=event.document))
        for event in life.events
        if event.nature == "adverse"
    )


def _determinations(life: Life) -> Iterator[tuple[Event, Mapping[str, str]]]:
    yield from ((event, said) for event in life.events for said in event.determinations)


def _plan(life: Life, event: Event) -> Plan | None:
    law = life.law(event)
    return law.plans.get(event.kind) if law is not None else None


KINDS: Mapping[str, tuple[Text, Callable[[Life], Found]]] = {
    "departed": (Text("偏离规则", "departed from a rule"), _departed),
    "other-basis": (Text("依据不是本办法", "decided on another basis than the measure"), _other_basis),
    "lapsed": (Text("在办法有效期之外作出", "decided outside the measure's window"), _lapsed),
    "same-day": (Text("公示与决定在同一日", "notice and decision on one day"), _same_day),
    "insiders": (Text("比例已到或接近上限", "a share at its limit or one below"), _insiders),
    "unreasoned": (Text("裁量未说明理由", "discretion without a reason"), _unreasoned),
    "unfounded": (Text("判定未写依据", "a determination without a basis"), _unfounded),
    "unsettled": (Text("更正的后果尚未了结", "open consequences of a correction"), _unsettled),
    "corrected": (Text("更正和撤销", "corrections"), _corrected),
    "adverse": (Text("不利行为", "adverse acts"), _adverse),
    "late": (Text("迟录", "recorded late"), _late),
}
"""What is looked for, the rarest first: each kind with its name and how it is found."""

MESSAGES = {
    "late": Text("迟 {days} 日记录（{day}）", "put on record {days} {days:day|days} later ({day})"),
    "departed": Text("{rule}：{reason}", "{rule}: {reason}"),
    "unfounded": Text("{rule} 判定为 {choice}，未写依据", "{rule} determined as {choice}, on no stated basis"),
    "unreasoned": Text("{rule} 的判定没有理由", "the determination on {rule} has no reason"),
    "no-reason": Text("该行为须说明理由，未说明", "the act asks for a reason and gives none"),
    "other-basis": Text("依据 {basis}", "on the basis of {basis}"),
    "lapsed": Text(
        "{day} 不在办法有效期（{first} 至 {last}）内，依据 {basis}",
        "{day} lies outside the window of the measure ({first} to {last}); basis: {basis}",
    ),
    "same-day": Text(
        "{day} 开始公示（序号 {notice}），同日作出决定", "the notice began on {day} (sequence {notice}), the same day"
    ),
    "insiders": Text("{rule}：距上限 {limit} 只余 {left}", "{rule}: {left} below the limit of {limit}"),
    "corrected": Text("更正 {about}：{reason}", "about {about}: {reason}"),
    "unsettled": Text("自 {since} 起待维持、重作或撤销", "to be upheld, redone or annulled since {since}"),
    "adverse": Text("由 {by} 作出 {document}", "by {by} {document}"),
}
