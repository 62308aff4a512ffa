"""What the tables hold, as values; and which rows follow from a subject, so that writing and verifying say the same."""

from __future__ import annotations

from datetime import date

import attrs

from tic_core.ledger import schema
from tic_core.ledger.codec import encode_duty
from tic_core.ledger.session import Row
from tic_core.model.subject import Centre, Duty

_HEAD = tuple(column.name for column in schema.head.c)


@attrs.frozen
class Stored:
    """One event as it lies in the ledger: its bytes, its place in the subject's chain, and the columns it is found by."""

    sequence: int
    subject: str
    number: int
    act: str
    act_digest: str
    kind: str
    on: str
    effective: str
    recorded: str
    body: bytes
    prev: str
    hash: str


@attrs.frozen
class Head:
    """A subject after its last event, as far as a register needs it: ``number`` events so far, the last at ``sequence``."""

    jurisdiction: str
    subject: str
    number: int
    sequence: int
    hash: str
    edition: str
    stage: str
    kind: str
    since: date | None
    name: dict[str, str]


@attrs.frozen
class Owed:
    """A duty and whose file it belongs to."""

    jurisdiction: str
    subject: str
    duty: Duty


@attrs.frozen
class Reserved:
    """What one subject holds and no other can: ``key`` within ``scope``."""

    jurisdiction: str
    scope: str
    key: str
    subject: str


@attrs.frozen
class Kept:
    """A text that was decided under: an edition, calendar, classification or interpretation, byte by byte."""

    kind: str
    id: str
    body: bytes


@attrs.frozen
class Refused:
    """A refused act, from the log beside the ledger; ``body`` is what the registry wrote there."""

    jurisdiction: str
    id: int
    act: str
    act_digest: str
    subject: str
    recorded: str
    body: bytes


def head_of(row: Row) -> Head:
    """A head from its row, in the order of the table's columns."""
    values = dict(zip(_HEAD, row, strict=True))
    since, names = values.pop("since"), {"zh": values.pop("name_zh"), "en": values.pop("name_en")}
    return Head(**values, since=since and date.fromisoformat(since), name={lang: name for lang, name in names.items() if name})


def head_row(centre: Centre, event_hash: str) -> Row:
    """A subject's head after the event of that hash: the columns after its name, in the table's order."""
    place = (centre.number, centre.sequence, event_hash)
    names = (centre.name.get("zh", ""), centre.name.get("en", ""))
    return (*place, centre.edition, centre.stage, centre.kind, _iso(centre.since), *names)


def duty_columns(duty: Duty) -> dict[str, object]:
    """The columns of a duty's row; ``body`` is the whole of it."""
    return {
        "kind": duty.kind,
        "owner": duty.owner,
        "state": duty.state,
        "opens": _iso(duty.opens),
        "due": _iso(duty.due),
        "provisional": duty.provisional,
        "body": encode_duty(duty),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
