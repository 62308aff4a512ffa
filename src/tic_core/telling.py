"""How receipts, centres, duties and events are told in JSON. These shapes are promised: see ``docs/json.md``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from tic_core.kernel.awaiting import Awaited
from tic_core.kernel.decide import Receipt
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.notices import Noted
from tic_core.kernel.prospect import Prospect
from tic_core.model.act import Act
from tic_core.model.dates import Period
from tic_core.model.event import Event
from tic_core.model.facts import Money, plain
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre, Duty, IncentiveLine
from tic_core.text import Lang, Text


def told(value: Any) -> Any:
    """Any value of a finding in plain form: exact numbers and dates as strings, never a float; a period as ``{"years": 3}``."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Period | Text):
        return {name: part for name, part in attrs.asdict(value).items() if part}
    if isinstance(value, Mapping):
        return {str(key): told(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [told(item) for item in (sorted(value) if isinstance(value, frozenset | set) else value)]
    simple = plain(value)
    return simple if simple is None or isinstance(simple, bool | int | str) else str(simple)


def finding(each: Finding, lang: Lang) -> dict[str, Any]:
    """``{rule, verdict, cite, values, limit, margin, margin_text, text, remedy, assumed, blocks, noted, determined}``."""
    return {
        "rule": each.rule,
        "verdict": each.verdict.word,
        "cite": each.cite,
        "values": told(each.values),
        "limit": told(each.limit),
        "margin": told(each.margin),
        "margin_text": each.margin_text(lang) if each.margin_text else None,
        "text": each.text(lang),
        "remedy": each.remedy(lang) if each.remedy else None,
        "assumed": list(each.assumed),
        "blocks": each.blocks,
        "noted": each.noted,
        "determined": each.determined or None,
    }


def receipt(each: Receipt, lang: Lang) -> dict[str, Any]:
    """``{act, centre, kind, status, sequence, uncommitted, assumed[], findings[]}``."""
    return {
        "act": each.act.id,
        "centre": each.act.centre,
        "kind": each.act.kind,
        "status": each.status.value,
        "sequence": each.sequence,
        "uncommitted": each.uncommitted,
        "assumed": list(each.assumed),
        "findings": [finding(one, lang) for one in each.findings],
    }


def state_digest(centres: Iterable[Centre]) -> str:
    """One digest of all that is known of some centres: the same register has the same on every machine."""
    whole = hashlib.sha256()
    for centre in centres:
        state = told(attrs.asdict(centre, filter=_counts))
        whole.update(json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    return whole.hexdigest()


def _counts(attribute: attrs.Attribute[Any], value: Any) -> bool:
    """An attribute of a later release counts only where it says something: what was told before has the digest that it had."""
    return attribute.name not in LATER or bool(value)


LATER = frozenset({"last", "instalment", "ground", "instalments", "payers"})
"""Attributes of what is folded that came after 0.1: of a proceeding, of an incentive line and its steps."""


def listed(centre: Centre, policy: str, lang: Lang) -> dict[str, Any]:
    """``{id, name, former_name, stage, kind, policy, edition, since}``: one line of the register."""
    return {
        "id": centre.id,
        "name": centre.name.get(lang, ""),
        "former_name": centre.former.get(lang) or None,
        "stage": centre.stage,
        "kind": centre.kind,
        "policy": policy,
        "edition": centre.edition,
        "since": told(centre.since),
    }


def shown(centre: Centre, policy: str, lang: Lang) -> dict[str, Any]:
    """One centre whole: the line of the register with facts, reservations, duties, proceedings, incentives and its way."""
    return listed(centre, policy, lang) | {
        "facts": {
            name: {"value": told(fact.value), "on": told(fact.on), "sequence": fact.sequence}
            for name, fact in sorted(centre.facts.items())
        },
        "reservations": dict(sorted(centre.reservations.items())),
        "links": dict(sorted(centre.links.items())),
        "proceedings": [
            {"key": each.key, "kind": each.kind, "step": each.step, "open": each.open}
            | {"since": told(each.since), "last": told(each.last)}
            for each in centre.proceedings.values()
        ],
        "incentives": [incentive(each) for each in centre.incentives.values()],
        "path": [
            {"stage": stop.stage, "kind": stop.kind, "on": told(stop.on), "act": stop.act, "sequence": stop.sequence}
            for stop in centre.path
        ],
        "sequence": centre.sequence,
    }


def incentive(line: IncentiveLine) -> dict[str, Any]:
    """One line of the incentive ledger: its sums, the parts it was divided into with what is drawn of each, and its steps."""
    return {
        "id": line.id,
        "incentive": line.incentive,
        "state": line.state,
        "on": told(line.on),
        **{name: told(getattr(line, name)) for name in ("approved", "disbursed", "recovered")},
        "payer": line.payer or None,
        "budget": line.budget or None,
        "instalments": [_part(name, part, line.drawn(instalment=name)) for name, part in line.instalments.items()],
        "payers": [_part(name, part, line.drawn(payer=name)) for name, part in line.payers.items()],
        "steps": [
            {
                "state": step.state,
                "on": told(step.on),
                "act": step.act,
                "sequence": step.sequence,
                "amount": told(step.amount),
                "payer": step.payer or None,
                "budget": step.budget or None,
                "instalment": step.instalment or None,
                "ground": step.ground or None,
                "document": step.document,
                "reason": step.reason,
            }
            for step in line.steps
        ],
    }


def awaited(each: Awaited, lang: Lang) -> dict[str, Any]:
    """``{line, incentive, part, name, state, left, rule, verdict, first, last, cite}``: what one part of an award waits for."""
    days = {"first": told(each.first), "last": told(each.last)}
    said = {"line": each.line, "incentive": each.incentive, "part": each.part, "name": each.name(lang), "state": each.state}
    rule = {"rule": each.rule or None, "verdict": each.verdict.value if each.verdict else None}
    return {**said, "left": told(each.left), **rule, **days, "cite": each.cite}


def _part(name: str, part: Money, drawn: Decimal) -> dict[str, Any]:
    """``{id, amount, drawn}``: a part of an award, with as many decimals of what is drawn as the part has."""
    return {"id": name, "amount": told(part), "drawn": told(Money(drawn + 0 * part.amount, part.currency))}


def ended(centre: Centre) -> list[dict[str, Any]]:
    """What a centre no longer owes, ``{duty, kind, period, how, on, late, sequence}``: each duty and each turn that has ended."""
    return [
        {
            "duty": duty.id,
            "kind": duty.kind,
            "period": turn or None,
            "how": end.how,
            "on": told(end.on),
            "late": end.late,
            "sequence": end.sequence,
        }
        for duty in centre.duties.values()
        for turn, end in duty.ended.items()
    ]


def derivation(duty: Duty) -> dict[str, Any]:
    """What the days of a duty follow from: who opened it when, and from what, by which lengths of time they were counted."""
    lengths = {name: getattr(duty, name) for name in ("period", "before", "waits", "grace")}
    return {
        "act": duty.act,
        "act_kind": duty.act_kind,
        "opened": told(duty.opened),
        "anchor": told(duty.anchor),
        "counted_from": duty.counted_from,
        **{name: told(each) for name, each in lengths.items()},
        "every_months": duty.every or None,
        "yearly": {"month": duty.yearly[0], "day": duty.yearly[1] or "last"} if duty.yearly else None,
        "printed": duty.printed or None,
        "convention": duty.convention,
        "roll": duty.roll,
        "calendar": {"id": duty.calendar_id, "digest": duty.calendar},
    }


def duty(line: DutyLine) -> dict[str, Any]:
    """``{duty, centre, kind, period, owner, opens, due, grace, status, days_left, cite, provisional, assumed[], derivation}``."""
    return {
        "duty": line.duty.id if line.duty else None,
        "centre": line.centre,
        "kind": line.kind,
        "period": line.period or None,
        "owner": line.owner,
        "opens": told(line.opens),
        "due": told(line.due),
        "grace": told(line.grace),
        "status": line.status,
        "days_left": line.days_left,
        "cite": line.cite,
        "provisional": line.provisional,
        "assumed": list(line.assumed),
        "derivation": derivation(line.duty) if line.duty else None,
    }


def noted(each: Noted) -> dict[str, Any]:
    """``{number, day, kind, subject, name, duty, period, last, owner, cite, edition, known_at, checkpoint}``: one on record."""
    said = each.notice
    return {
        "number": each.sequence,
        "day": told(said.day),
        "kind": said.kind,
        "subject": said.subject,
        "name": said.name,
        "duty": said.key or None,
        "period": said.period or None,
        "last": told(said.last),
        "owner": said.owner or None,
        "cite": said.cite or None,
        "edition": said.edition,
        "known_at": each.known_at,
        "checkpoint": each.checkpoint or None,
    }


def event(each: Event) -> dict[str, Any]:
    """``{sequence, number, act, kind, nature, on, effective, recorded, by, document, cites, assumptions, basis, effects[]}``."""
    return {
        "sequence": each.sequence,
        "number": each.number,
        "act": each.act,
        "kind": each.kind,
        "nature": each.nature,
        "on": told(each.on),
        "effective": told(each.effective),
        "recorded": each.recorded,
        "by": each.by,
        "document": each.document,
        "reason": each.reason,
        "basis": each.law.basis,
        "cites": list(each.law.articles),
        "assumptions": list(each.law.assumptions),
        "delegation": each.delegation or None,
        "determinations": list(each.determinations),
        "signed": list(each.signed),
        "effects": [
            {"kind": effect.kind, "name": effect.name, "value": effect.value, "key": effect.key, "type": effect.type}
            for effect in each.effects
        ],
    }


def prospect(each: Prospect, lang: Lang) -> dict[str, Any]:
    """``{act, name, nature, cite, by[], leads_to[], lawful, brings[], needs[], blocked[]}``."""
    return {
        "act": each.kind.id,
        "name": each.kind.name(lang),
        "nature": each.kind.nature,
        "cite": str(each.kind.cite or ""),
        "by": list(each.by),
        "leads_to": list(each.leads_to),
        "lawful": not each.blocked,
        "brings": list(each.kind.brings),
        "needs": [finding(one, lang) for one in each.needs],
        "blocked": [finding(one, lang) for one in each.blocked],
    }


def act(each: Act) -> dict[str, Any]:
    """The act as asked, without personal data.

    ``{id, kind, on, by, person, centre, document, basis, reason, facts{}, determinations[], signed[]}``.
    """
    return {
        "id": each.id,
        "kind": each.kind,
        "on": told(each.on),
        "by": each.by,
        "person": each.person,
        "centre": each.centre,
        "document": each.document,
        "basis": each.basis,
        "reason": each.reason,
        "facts": told(each.facts),
        "determinations": [attrs.asdict(said) for said in each.determinations],
        "signed": [attrs.asdict(one) | {"on": told(one.on)} for one in each.signed],
    }


def refusal(each: Receipt) -> dict[str, Any]:
    """What the log of refusals keeps: the act as asked, the edition, and its blocking findings in both languages.

    ``known_at`` is the last sequence of the ledger that the decision could know.
    """
    return {
        "known_at": each.context.world.sequence - 1 if each.context else None,
        "act": act(each.act),
        "edition": each.lawbook.edition.id if each.lawbook else "",
        "findings": [
            finding(one, "zh")
            | {
                name: {"zh": said.zh, "en": said.en} if said else None
                for name, said in (("text", one.text), ("remedy", one.remedy), ("margin_text", one.margin_text))
            }
            for one in each.refusals
        ],
    }


def document(schema: str, lang: Lang | None = None, **parts: Any) -> str:
    """One JSON document with its ``schema``: what ``--json`` prints."""
    head: dict[str, Any] = {"schema": f"tic/{schema}/1"}
    return json.dumps(head | ({"lang": lang} if lang else {}) | parts, ensure_ascii=False, indent=2, default=_iso)


def line(parts: Mapping[str, Any]) -> str:
    """One line of JSON, for a stream of them."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=_iso) + "\n"


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
