"""What a chain of events is about, folded: a centre (or another subject) as it stands after some of its events."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from tic_core.model.dates import Period
from tic_core.model.facts import Money, Value

FINAL_KINDS = frozenset({"CLOSED", "CANCELLED", "REVOKED", "WITHDRAWN", "MERGED", "CONVERTED", "PROMOTED", "GRADUATED"})


ENDINGS = ("discharged", "waived", "excused", "missed", "superseded")
"""How a duty, or one turn of it, may end."""


@attrs.define
class Recorded:
    """A fact as recorded: its exact value, its type, from which day it counts, and the event that brought it."""

    value: Value
    type: str
    on: date
    sequence: int


@attrs.define
class Ended:
    """How a duty, or one turn of it, ended: ``how`` is one of :data:`ENDINGS`.

    ``late`` is how many days after the last day it was discharged: 0 in time, None where no last day was fixed.
    """

    how: str
    on: date
    sequence: int
    late: int | None = None


@attrs.define
class Duty:
    """Something owed, with the derivation it was stored with. ``due``, ``grace`` and ``overdue`` follow from it and the day asked.

    ``anchor`` is the day it is counted from, ``opens`` the first day it can be done, ``due`` the last day (None while none is
    fixed). A recurring duty is one schedule: ``every`` in months from the anchor, or ``yearly`` = (month, day or 0 for the
    month's last) from ``first_year`` on. ``ended`` maps each turn that has ended ("" for a single duty, or the whole schedule)
    to how; ``state`` is what acts made of it: ``open``, ``suspended``, ``closed``. ``still`` are the times it stood still, from
    the day of suspension to the day of resumption, this one not counted; ``suspended`` is since when it stands still now.

    The derivation: ``act`` and ``act_kind`` opened it on ``opened``; ``counted_from`` is the fact that gave the anchor; ``period``,
    ``before``, ``waits`` and ``grace`` the lengths of time; ``printed`` the fact that fixed the last day; ``convention``, ``roll``,
    ``calendar`` (digest) and ``calendar_id`` how days were counted; ``assumed`` the interpretations all this rests on.
    """

    id: str
    kind: str
    owner: str
    anchor: date
    cite: str
    opens: date | None = None
    due: date | None = None
    provisional: bool = False
    every: int = 0
    yearly: tuple[int, int] | None = None
    first_year: int = 0
    holds_in: tuple[str, ...] = ()
    own: bool = True
    roll: str = "none"
    convention: str = ""
    calendar: str = ""
    calendar_id: str = ""
    counted_from: str = "act"
    period: Period | None = None
    before: Period | None = None
    waits: Period | None = None
    grace: Period | None = None
    printed: str = ""
    assumed: tuple[str, ...] = ()
    act: str = ""
    act_kind: str = ""
    state: str = "open"
    opened: date | None = None
    closed: date | None = None
    suspended: date | None = None
    still: list[tuple[date, date]] = attrs.field(factory=list)
    ended: dict[str, Ended] = attrs.field(factory=dict)
    sequence: int = 0

    @property
    def recurs(self) -> bool:
        """Whether it is a schedule of turns."""
        return bool(self.every or self.yearly)

    @property
    def done(self) -> dict[str, date]:
        """The turns that were fulfilled, with the day of each; "" for a single duty."""
        return {turn: end.on for turn, end in self.ended.items() if end.how == "discharged"}


@attrs.define
class Proceeding:
    """A proceeding as it stands: its kind, its step, whether it still runs, since when.

    ``last`` is the last day of one that ends by itself (a ban), None where no such day is fixed.
    """

    key: str
    kind: str
    step: str
    open: bool
    since: date
    sequence: int
    last: date | None = None

    def runs(self, day: date) -> bool:
        """Whether it still runs on ``day``: no act has ended it, and its last day has not passed."""
        return self.open and (self.last is None or day <= self.last)


@attrs.define
class IncentiveStep:
    """One step of an incentive line: to which state, when, by which event, and the money and papers it names.

    ``instalment`` is which part of the award was paid, ``ground`` why money was asked back.
    """

    state: str
    on: date
    sequence: int
    act: str = ""
    amount: Money | None = None
    payer: str = ""
    budget: str = ""
    document: str = ""
    reason: str = ""
    cite: str = ""
    source: str = ""
    instalment: str = ""
    ground: str = ""


@attrs.define
class IncentiveLine:
    """One line of the incentive ledger: proposed, approved, disbursed, withheld, recovered.

    ``approved``, ``disbursed`` and ``recovered`` are the sums so far (None: no amount yet), each decided by an act that named it;
    ``payer`` and ``budget`` who pays it and from which budget line, as the latest step has it; ``steps`` are all of them in order.
    ``instalments`` and ``payers`` are the parts into which the award was divided when it was approved, by id, where it was.
    """

    id: str
    incentive: str
    state: str
    on: date
    sequence: int
    approved: Money | None = None
    disbursed: Money | None = None
    recovered: Money | None = None
    payer: str = ""
    budget: str = ""
    steps: list[IncentiveStep] = attrs.field(factory=list)
    instalments: dict[str, Money] = attrs.field(factory=dict)
    payers: dict[str, Money] = attrs.field(factory=dict)

    def drawn(self, instalment: str = "", payer: str = "") -> Decimal:
        """How much was paid so far of an instalment, or by a payer."""
        paid = [step for step in self.steps if step.state == "disbursed" and instalment in ("", step.instalment)]
        return sum((step.amount.amount for step in paid if step.amount is not None and payer in ("", step.payer)), Decimal(0))

    @property
    def awarded(self) -> date | None:
        """The day it was approved."""
        return next((step.on for step in self.steps if step.state == "approved"), None)


@attrs.define
class Moved:
    """One stop on a centre's way: the stage it came to, when, by which event."""

    stage: str
    kind: str
    on: date
    sequence: int
    act: str


@attrs.define
class Centre:
    """A centre (中心) as it stands: neither its lead unit nor its legal entity. Also any other subject that has events.

    ``stage`` is the edition's own word and ``kind`` the core's; ``since`` the day it counts from. ``edition`` is the law the
    centre is under; ``former`` is the name it bore before its present one, or before its end. ``sequence`` is the ledger number of
    the last event seen, ``number`` its place in the centre's chain.
    """

    id: str
    edition: str = ""
    stage: str = ""
    kind: str = ""
    since: date | None = None
    name: dict[str, str] = attrs.field(factory=dict)
    former: dict[str, str] = attrs.field(factory=dict)
    facts: dict[str, Recorded] = attrs.field(factory=dict)
    reservations: dict[str, str] = attrs.field(factory=dict)
    duties: dict[str, Duty] = attrs.field(factory=dict)
    proceedings: dict[str, Proceeding] = attrs.field(factory=dict)
    incentives: dict[str, IncentiveLine] = attrs.field(factory=dict)
    links: dict[str, str] = attrs.field(factory=dict)
    path: list[Moved] = attrs.field(factory=list)
    sequence: int = 0
    number: int = 0

    @property
    def final(self) -> bool:
        """Whether the centre has come to its end; nothing leaves a final stage."""
        return self.kind in FINAL_KINDS

    def value(self, fact: str) -> Value:
        """The value of a recorded fact, or None where it is not known."""
        found = self.facts.get(fact)
        return None if found is None else found.value
