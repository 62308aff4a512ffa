"""How receipts, centres, duties and events are told in JSON. These shapes are promised: see ``docs/json.md``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from tic_core.kernel.decide import Receipt
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.prospect import Prospect
from tic_core.model.act import Act
from tic_core.model.dates import Period
from tic_core.model.event import Event
from tic_core.model.facts import plain
from tic_core.model.receipt import Finding
from tic_core.model.subject import Centre
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
    """``{rule, verdict, cite, values, limit, margin, text, remedy, assumed, blocks, noted, determined}``."""
    return {
        "rule": each.rule,
        "verdict": each.verdict.word,
        "cite": each.cite,
        "values": told(each.values),
        "limit": told(each.limit),
        "margin": told(each.margin),
        "text": each.text(lang),
        "remedy": each.remedy(lang) if each.remedy else None,
        "assumed": list(each.assumed),
        "blocks": each.blocks,
        "noted": each.noted,
        "determined": each.determined or None,
    }


def receipt(each: Receipt, lang: Lang) -> dict[str, Any]:
    """``{act, centre, kind, status, sequence, findings[]}``."""
    return {
        "act": each.act.id,
        "centre": each.act.centre,
        "kind": each.act.kind,
        "status": each.status.value,
        "sequence": each.sequence,
        "findings": [finding(one, lang) for one in each.findings],
    }


def listed(centre: Centre, policy: str, lang: Lang) -> dict[str, Any]:
    """``{id, name, stage, kind, policy, since}``: one line of the register."""
    return {
        "id": centre.id,
        "name": centre.name.get(lang, ""),
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
        "proceedings": [
            {"key": each.key, "kind": each.kind, "step": each.step, "open": each.open, "since": told(each.since)}
            for each in centre.proceedings.values()
        ],
        "incentives": [{"incentive": each.incentive, "state": each.state, "on": told(each.on)} for each in centre.incentives],
        "path": [
            {"stage": stop.stage, "kind": stop.kind, "on": told(stop.on), "act": stop.act, "sequence": stop.sequence}
            for stop in centre.path
        ],
        "sequence": centre.sequence,
    }


def duty(line: DutyLine) -> dict[str, Any]:
    """``{centre, kind, period, owner, opens, due, status, days_left, cite, provisional}``."""
    return {
        "centre": line.centre,
        "kind": line.kind,
        "period": line.period or None,
        "owner": line.owner,
        "opens": told(line.opens),
        "due": told(line.due),
        "status": line.status,
        "days_left": line.days_left,
        "cite": line.cite,
        "provisional": line.provisional,
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
        "determinations": list(each.determinations),
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
    """The act as asked, without personal data: ``{id, kind, on, by, centre, document, basis, reason, facts{}}``."""
    return {
        "id": each.id,
        "kind": each.kind,
        "on": told(each.on),
        "by": each.by,
        "centre": each.centre,
        "document": each.document,
        "basis": each.basis,
        "reason": each.reason,
        "facts": told(each.facts),
    }


def refusal(each: Receipt) -> dict[str, Any]:
    """What the log of refusals keeps: the act as asked, the edition, and its blocking findings in both languages."""
    return {
        "act": act(each.act),
        "edition": each.lawbook.edition.id if each.lawbook else "",
        "findings": [
            finding(one, "zh")
            | {
                "text": {"zh": one.text.zh, "en": one.text.en},
                "remedy": {"zh": one.remedy.zh, "en": one.remedy.en} if one.remedy else None,
            }
            for one in each.refusals
        ],
    }


def document(schema: str, lang: Lang | None = None, **parts: Any) -> str:
    """One JSON document with its ``schema``: what ``--json`` prints."""
    head: dict[str, Any] = {"schema": f"tic/{schema}/1"}
    return json.dumps(head | ({"lang": lang} if lang else {}) | parts, ensure_ascii=False, indent=2, default=_iso)


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
