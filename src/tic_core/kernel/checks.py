"""What the core itself checks on every act, whatever the edition says. No policy can switch one of these off.

Each check yields a finding for everything wrong; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.breaches import breach
from tic_core.kernel.cohort_checks import cohort_findings
from tic_core.kernel.context import confirmed, dates_ahead, reservation_key
from tic_core.kernel.linked import FOLLOWED_KINDS, SUCCESSION, chain_of, code_of, fits, follows, is_linked, naming
from tic_core.kernel.money import incentive_findings, moved_lines
from tic_core.kernel.paying import award_findings
from tic_core.kernel.pointing import as_corrected, open_consequence, pointed_at
from tic_core.kernel.powers import apart, delegated, joined, kept_out, own_case, second_person, signed_well
from tic_core.kernel.settling import options_of
from tic_core.kernel.stages import STAGE_KINDS
from tic_core.kernel.turns import grace_of
from tic_core.model.act import visible
from tic_core.model.cite import Cite
from tic_core.model.edition import told_last
from tic_core.model.event import Event
from tic_core.model.facts import CODE
from tic_core.model.linked import LINKED
from tic_core.model.receipt import Finding
from tic_core.model.subject import FINAL_KINDS, Duty
from tic_core.rules.kinds import seats
from tic_core.text import Text, both


def core_findings(asked: Asked) -> Iterator[Finding]:
    """Every breach of what the core asks of any act."""
    for check in _CHECKS:
        yield from check(asked)


def basis_window(asked: Asked) -> tuple[date, date] | None:
    """The days on which the act's basis is in force: the edition's window, or that of the registered text it names."""
    lawbook, basis = asked.lawbook, asked.act.basis
    if basis in ("", lawbook.edition.id):
        return lawbook.first, lawbook.last
    texts = asked.world.law.value("basis") or ()
    return next(((text["first"], text["last"]) for text in texts if text["id"] == basis), None)


def _in_force(asked: Asked) -> Iterator[Finding]:
    """Every act names a basis in force on its date; acts on the texts themselves are what brings a basis about."""
    act, window, cite = asked.act, basis_window(asked), asked.lawbook.edition.identity.in_force.cite
    if asked.kind.subject == "edition":
        yield from _on_texts(asked, cite)
        return
    if asked.kind.grounds == "named" and act.basis in ("", asked.lawbook.edition.id):
        yield breach(asked, "grounds", {"basis": None})
    elif window is None:
        yield breach(asked, "basis", {"basis": act.basis}, cite=cite, basis=act.basis)
    elif not window[0] <= act.on <= window[1]:
        margin = (act.on - window[0] if act.on < window[0] else window[1] - act.on).days
        told = {"day": act.on, "basis": act.basis or asked.lawbook.edition.id, "first": window[0], "last": told_last(window[1])}
        yield breach(asked, "window", {"act.on": act.on}, cite=cite, limit=window, margin=margin, **told)


def _on_texts(asked: Asked, cite: Cite) -> Iterator[Finding]:
    """An act on the texts themselves: not before the measure, about no centre, and not empty. It may come after the lapse."""
    act, lawbook = asked.act, asked.lawbook
    if act.on < lawbook.first:
        told = {"day": act.on, "basis": lawbook.edition.id, "first": lawbook.first, "last": told_last(lawbook.last)}
        yield breach(
            asked, "window", {"act.on": act.on}, cite=cite, limit=lawbook.first, margin=(act.on - lawbook.first).days, **told
        )
    if act.centre not in ("", asked.centre.id):
        yield breach(asked, "about-text", {"centre": act.centre}, centre=act.centre)
    if not act.facts:
        yield breach(asked, "empty", {"facts": None})
    if "basis" in act.facts and not asked.context.ill:
        yield from _registered(asked, cite)


def _registered(asked: Asked, cite: Cite) -> Iterator[Finding]:
    """A registered text has a first and a last day in that order, and an id of its own: no later entry could be told from it."""
    texts = asked.context.facts["basis"]
    ids = [text["id"] for text in texts]
    for text in texts:
        if text["first"] > text["last"] or ids.count(text["id"]) > 1 or text["id"] == asked.lawbook.edition.id:
            told = {"basis": text["id"], "first": text["first"], "last": text["last"]}
            yield breach(asked, "entry", {"basis": text["id"]}, cite=cite, **told)
    if not asked.act.facts["basis"]:
        yield breach(asked, "empty", {"basis": None})


def _dated(asked: Asked) -> Iterator[Finding]:
    act, world, counts = asked.act, asked.world, asked.act.counts_from
    if act.on > world.today:
        margin = (world.today - act.on).days
        yield breach(asked, "future", {"act.on": act.on}, limit=world.today, margin=margin, day=act.on, today=world.today)
    if world.latest and asked.kind.moves and counts < world.latest:
        yield breach(asked, "order", {"act.effective": counts}, limit=world.latest, day=counts, latest=world.latest)
    allowed, off = asked.kind.differing, (counts - act.on).days
    if off and (allowed is None or not -allowed.days_before <= off <= allowed.days_after):
        yield breach(asked, "effective", {"act.on": act.on, "act.effective": counts}, cite=allowed.cite if allowed else None)


def _recorded(asked: Asked) -> Iterator[Finding]:
    """An act is put on record as long after its day, by whom and on what document its edition says."""
    act, days = asked.act, (asked.world.today - asked.act.on).days
    if not asked.kind.late or days <= 0:
        return
    mine = [each for each in asked.kind.late if not each.roles or asked.holds_role(act.by, each.roles)]
    open_ = [each for each in mine if days <= each.days]
    if not open_:
        longest = max(mine, key=lambda each: each.days, default=None)
        most, cite = (longest.days, longest.cite) if longest is not None else (0, None)
        told: dict[str, Any] = {"day": act.on, "today": asked.world.today, "days": most}
        yield breach(asked, "late", {"act.on": act.on}, cite=cite, limit=most, margin=most - days, **told)
    elif not visible(act.document) and all(each.documents for each in open_):
        papers = list(dict.fromkeys(paper for each in open_ for paper in each.documents))
        yield breach(asked, "late-document", {"document": None}, cite=open_[0].cite, day=act.on, documents=papers)


def _begun(asked: Asked) -> Iterator[Finding]:
    """No act counts from a day before what it touches began: in the replay its event would come first and be lost."""
    centre, kind, counts = asked.centre, asked.kind, asked.act.counts_from
    began = [stop.on for stop in centre.path[:1]]
    began += [centre.since] if centre.since and (kind.reserves or kind.frees) else []
    entry = pointed_at(asked) if kind.corrects else None
    began += [entry.effective] if entry is not None else []
    duties = [asked.running_duty(each.duty) for each in kind.touches]
    began += [day for duty in duties if duty is not None for day in (duty.opened, duty.suspended) if day is not None]
    began += [each.standing.on for each in moved_lines(asked) if each.standing is not None]
    # What is added to a list stands in the list as it was that day: a later list would hide it.
    began += [asked.world.since[name] for name in kind.adds if name in asked.world.since]
    keys = [asked.proceeding_meant(each) for each in kind.steps]
    began += [centre.proceedings[key].since for key in keys if key in centre.proceedings]
    if counts < max(began, default=counts):
        since = max(began)
        yield breach(asked, "early", {"act.effective": counts}, limit=since, margin=(counts - since).days, day=counts, since=since)


def _named(asked: Asked) -> Iterator[Finding]:
    """A centre bears an id of its own; the registry's other subjects have a colon in theirs."""
    subject, kind = asked.centre.id, asked.kind.subject
    if kind == "centre" and not CODE.fullmatch(subject):
        yield breach(asked, "centre", {"centre.id": subject}, centre=subject)
    elif kind in LINKED and not _is_named(asked, subject, kind):
        yield breach(asked, "subject", {"centre.id": subject}, subject=subject, form=chain_of(kind, "…"))


def _is_named(asked: Asked, subject: str, kind: str) -> bool:
    """Whether a chain is called as centres could name it: by a code that its links allow, an office by one that there is."""
    code = code_of(subject)
    if not is_linked(subject) or subject != chain_of(kind, code) or not CODE.fullmatch(code):
        return False
    if kind == "office" and code not in asked.tables["offices"]:
        return False
    declared = [naming(asked.lawbook.facts, link) for link in asked.lawbook.edition.linked if link.subject == kind]
    return not declared or any(fits(each, code, asked.lawbook.words) for each in declared)


def _followed(asked: Asked) -> Iterator[Finding]:
    """A new centre follows one that is there, has come to an end after which it may go on, and is followed by no other."""
    named = follows(asked.kind, asked.context.facts)
    if not named:
        return
    old, holder = asked.world.followed, asked.world.holders.get(SUCCESSION, {}).get(named, asked.centre.id)
    if old is None or not old.stage or named == asked.centre.id:
        yield breach(asked, "follows-nothing", {asked.kind.continues: named}, centre=named)
    elif old.kind not in FOLLOWED_KINDS:
        kinds = [STAGE_KINDS[kind] for kind in FOLLOWED_KINDS]
        yield breach(asked, "follows-early", {asked.kind.continues: named}, centre=named, stage=STAGE_KINDS[old.kind], kinds=kinds)
    elif holder != asked.centre.id:
        yield breach(asked, "follows-second", {asked.kind.continues: named}, centre=named, other=holder)


def _staged(asked: Asked) -> Iterator[Finding]:
    if asked.target is not None:
        return
    stage, stages, lawful = asked.context.stage, asked.tables["stages"], sorted(asked.kind.stages())
    here = stages[stage].name if stage else NOWHERE
    named = asked.outcome.targets.get(stage)
    if named is not None:
        value = asked.context.facts.get(named[1:])
        yield breach(asked, "adopted", {named[1:]: value}, limit=sorted(stages), value=value, stages=list(stages))
    elif stage and stages[stage].kind in FINAL_KINDS:
        yield breach(asked, "final", {"centre.stage": stage}, stage=here)
    elif stage in lawful:
        rules = [asked.lawbook.rules[move.when].name for move in asked.kind.moves if move.when]
        yield breach(asked, "branch", {"centre.stage": stage}, rules=rules)
    else:
        names = [stages[name].name for name in lawful] or [NOWHERE]
        yield breach(asked, "stage", {"centre.stage": stage or None}, limit=lawful, stage=here, lawful=names)


def _entitled(asked: Asked) -> Iterator[Finding]:
    """The office plays a role that may take the act; where the act can be handed down to it, that has to be on record."""
    who, roles = asked.act.by, asked.kind.roles
    if asked.may_act(who, roles):
        return
    names = [asked.tables["roles"][role].name for role in roles]
    for each in asked.kind.delegable:
        if asked.holds_role(who, each.roles):
            yield breach(
                asked, "delegation", {"act.by": who}, cite=each.cite, limit=list(roles), by=who, day=asked.act.on, roles=names
            )
            return
    yield breach(asked, "office", {"act.by": who}, limit=list(roles), by=who, roles=names)


def _formed(asked: Asked) -> Iterator[Finding]:
    for ill in asked.context.ill:
        declared = asked.lawbook.facts.get(ill.fact)
        told = {"what": ill.what, "expected": ill.expected}
        yield breach(asked, "fact", {ill.fact: asked.act.facts.get(ill.fact)}, cite=declared.cite if declared else None, **told)
    if asked.kind.documents and not visible(asked.act.document):
        yield breach(asked, "document", {"document": None}, documents=list(asked.kind.documents))
    if asked.kind.reason and not visible(asked.act.reason):
        yield breach(asked, "reason", {"reason": None}, what=asked.kind.name)


def _stepped(asked: Asked) -> Iterator[Finding]:
    for stepping in asked.kind.steps:
        declared, key = asked.tables["proceedings"][stepping.proceeding], asked.proceeding_key(stepping)
        standing = asked.centre.proceedings.get(key)
        if stepping.from_ and asked.proceeding_meant(stepping) is None:
            steps = [step.name for step in declared.steps if step.id in stepping.from_]
            yield breach(asked, "proceeding", {"about": key}, key=key, name=declared.name, steps=steps)
        elif not stepping.from_ and standing is not None and standing.runs(asked.act.on):
            yield breach(asked, "running", {"about": key}, key=key, name=declared.name)


def _turned(asked: Asked) -> Iterator[Finding]:
    """An act that names a year of a recurring duty names one that runs: nobody reports for a year that is not owed.

    A year that was found missed may still be reported: the act is taken, and the finding stands.
    """
    for said in asked.kind.touches:
        duty = asked.running_duty(said.duty)
        if duty is None or not said.key or not duty.recurs:
            continue
        named, running = asked.turn_meant(duty, said), asked.running_turns(duty)
        ended = duty.ended.get(named or "")
        if named is not None and named not in running and (ended is None or ended.how != "missed"):
            told: dict[str, Any] = {"duty": _duty_name(asked, duty), "named": named, "running": list(running)}
            yield breach(asked, "turn", {said.key: named}, limit=list(running), **told)


def _missed(asked: Asked) -> Iterator[Finding]:
    """A duty is found missed only once its last day, and any grace, has passed: that is a finding on its owner."""
    for move in asked.kind.changes:
        duty = asked.running_duty(move.duty) if move.change == "missed" else None
        if duty is None:
            continue
        last, day = asked.last_day_of(duty, asked.turn_meant(duty, move) if duty.recurs else ""), asked.act.counts_from
        until = (grace_of(duty, last, asked.lawbook.calendar) if last else None) or last
        if until is None or day <= max(until, duty.opened or until) or duty.state == "suspended":
            told: dict[str, Any] = {"duty": _duty_name(asked, duty), "last": until or NO_DAY}
            margin = (day - until).days if until else None
            yield breach(asked, "not-missed", {"act.effective": day}, limit=until, margin=margin, **told)


def _duty_name(asked: Asked, duty: Duty) -> Text:
    kind = asked.tables["duties"].get(duty.kind)
    return both(duty.kind) if kind is None else kind.name


def _past(asked: Asked) -> Iterator[Finding]:
    """What an act says has happened has happened by its day; only what the edition says may look ahead lies after it."""
    for name, day in dates_ahead(asked.lawbook, asked.plan, asked.act, asked.context.facts):
        declared, on = asked.lawbook.facts[name], asked.act.on
        told: dict[str, Any] = {"fact": declared.name, "day": day, "on": on}
        yield breach(asked, "ahead", {name: day}, cite=declared.cite, limit=on, margin=(on - day).days, **told)


def _addressed(asked: Asked) -> Iterator[Finding]:
    """What an act names and nothing reads is a mistake somewhere: it is said, not swallowed."""
    if asked.act.about and not asked.kind.steps and not asked.kind.corrects:
        yield breach(asked, "about", {"about": asked.act.about}, about=asked.act.about)


def _pointed(asked: Asked) -> Iterator[Finding]:
    """An act that corrects points at an entry that counts; what is closed is open, and what is put right is something."""
    about, way = asked.act.about, asked.kind.corrects
    if not way:
        return
    wrong = pointed_at(asked)
    if wrong is None:
        yield breach(asked, "entry-missing", {"about": about or None}, about=about)
    elif way in ("uphold", "redo") and not open_consequence(asked):
        yield breach(asked, "nothing-open", {"about": about}, about=about)
    elif way == "correct" and not asked.act.facts:
        yield breach(asked, "nothing-corrected", {"facts": None}, about=about)
    elif way == "correct" and not asked.context.ill:
        yield from _put_right(asked, wrong)


def _put_right(asked: Asked, wrong: Event) -> Iterator[Finding]:
    """The right facts are held to what the core asked of the wrong ones: days, the sums of money, what only one centre can hold."""
    again = as_corrected(asked, wrong)
    if again is None:
        return
    yield from _past(attrs.evolve(again, act=attrs.evolve(again.act, facts=asked.act.facts)))
    yield from incentive_findings(again)
    yield from award_findings(again)
    for name in (each for each in again.kind.reserves if each in asked.centre.reservations):
        key = reservation_key(asked.lawbook, name, again.context.facts)
        declared, held = asked.tables["reservations"][name], asked.world.holders.get(name, {})
        others = {place: held[place] for place in seats(key, declared.most) if held.get(place, asked.centre.id) != asked.centre.id}
        if key and len(others) >= declared.most:
            told: dict[str, Any] = {"name": declared.name, "key": key, "holder": next(iter(others.values()))}
            yield breach(asked, "held", others, cite=declared.cite, **told)


def _judged(asked: Asked) -> Iterator[Finding]:
    """Determinations are for rules of this act, by the entitled office, with a reason, from the permitted options, each once."""
    asks = (*asked.kind.requires, *asked.kind.notes, *asked.plan.conditions, *asked.plan.funding)
    rules = [said.rule for said in asked.act.determinations]
    for rule_id in dict.fromkeys(name for name in rules if rules.count(name) > 1):
        yield breach(asked, "twice", {"rule": rule_id}, rule=rule_id)
    for said in asked.act.determinations:
        if said.rule not in asks:
            yield breach(asked, "determination", {"rule": said.rule}, rule=said.rule, rules=list(asks))
            continue
        rule, by = asked.lawbook.rules[said.rule], said.by or asked.act.by
        judge, options = rule.judge or asked.lawbook.edition.identity.judge, options_of(rule)
        if said.choice not in [option.id for option in options]:
            told = {"rule": rule.name, "choice": said.choice, "options": [option.id for option in options]}
            yield breach(asked, "choice", {"choice": said.choice}, cite=rule.cite, **told)
        if not visible(said.reason):
            yield breach(asked, "reason", {"reason": None}, cite=rule.cite, what=rule.name)
        if by != asked.act.by and not visible(said.basis):
            yield breach(asked, "lent", {"by": by}, cite=rule.cite, by=by, rule=rule.name)
        if not asked.may_act(by, (judge,)):
            yield breach(asked, "judge", {"by": by}, cite=rule.cite, by=by, rule=rule.name, role=asked.tables["roles"][judge].name)


def _confirmed(asked: Asked) -> Iterator[Finding]:
    """An adverse act, and any where that is asked for, rests only on confirmed readings; none rests on one turned down."""
    questions = asked.tables["interpretations"]
    for name in asked.outcome.law.assumptions:
        question, said = questions[name], asked.world.law.value(f"interpretation.{name}")
        if said is not None and said != question.taken:
            yield breach(asked, "overruled", {name: said}, cite=question.cite, name=name, said=said, taken=question.taken)
        elif (asked.kind.nature == "adverse" or asked.world.strict) and not confirmed(asked.lawbook, asked.world, name):
            told = {"name": name, "question": question.question, "nature": NATURE[asked.kind.nature]}
            yield breach(asked, "unconfirmed", {name: "default"}, cite=question.cite, **told)


_CHECKS: tuple[Callable[[Asked], Iterator[Finding]], ...] = (
    _in_force,
    _dated,
    _recorded,
    _begun,
    _named,
    _followed,
    _staged,
    _entitled,
    signed_well,
    joined,
    second_person,
    kept_out,
    own_case,
    apart,
    delegated,
    _formed,
    _past,
    _stepped,
    _turned,
    _missed,
    _addressed,
    _pointed,
    incentive_findings,
    award_findings,
    cohort_findings,
    _judged,
    _confirmed,
)

NATURE = {
    "opening": Text("启动行为", "opening act"),
    "procedural": Text("程序行为", "procedural act"),
    "favourable": Text("有利行为", "favourable act"),
    "adverse": Text("不利行为", "adverse act"),
    "corrective": Text("纠正行为", "corrective act"),
}

NO_DAY = Text("（未定）", "(none fixed)")
NOWHERE = Text("（尚未立项）", "(no centre yet)")
