"""One published text of a measure, as data: who may do what, on which facts and rules, with what effect, and what is owed.

These classes *are* the policy document: every attribute is a key a drafter writes in TOML. They hold no behaviour beyond
look-ups; what may happen with them is the kernel's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import attrs

from tic_core.model.authority import Barred, Delegable, Joint
from tic_core.model.cite import Cite
from tic_core.model.cohort import CohortStep
from tic_core.model.dates import Period, Window
from tic_core.model.facts import FactKind, Vocabulary
from tic_core.model.linked import Lasting, Linked
from tic_core.model.money import Incentive, IncentiveMove
from tic_core.model.rule import Rule
from tic_core.text import Text

NATURES = ("opening", "procedural", "favourable", "adverse", "corrective")
CORRECTING = ("void", "correct", "uphold", "redo")
PROCEEDING_KINDS = ("notice", "objection", "change", "evaluation", "incentive", "sanction", "appeal", "application", "report")
DUTY_CHANGES = ("waived", "excused", "suspended", "resumed", "superseded", "missed", "reset")
NO_END, FORESEEN = date(9900, 12, 31), timedelta(days=7300)


@attrs.frozen
class InForce:
    """The validity window of an edition: both ends included, each a printed date (never derived).

    A measure that names no last day (or whose last day nobody has seen, with the interpretation that says so) leaves ``last`` out.
    """

    first: date
    last: date = NO_END
    cite: Cite = attrs.field(kw_only=True)
    assumed: tuple[str, ...] = ()

    @property
    def ends(self) -> bool:
        """Whether there is a last day at all."""
        return self.last != NO_END

    @property
    def horizon(self) -> date:
        """How far it is worth looking: to the last day; where there is none, to a day long after the first."""
        return self.last if self.ends else self.first + FORESEEN

    @property
    def window(self) -> Window:
        """The same as a window of days."""
        return Window(self.first, self.last)


def told_last(day: date) -> Text:
    """The last day of a window as people are told it."""
    return Text("（没有末日）", "(no last day)") if day == NO_END else Text(day.isoformat(), day.isoformat())


@attrs.frozen
class Source:
    """A public source that an edition was made from where the text itself was not seen; cited by its ``id`` (``S11``).

    ``mark`` says how it is known: ``read`` (seen in a public copy), ``digest`` (told by a second hand: to be checked before use) or
    ``background`` (general knowledge). ``tells`` is what of it was used, in our own words.
    """

    id: str
    mark: Literal["read", "digest", "background"]
    name: Text
    tells: Text
    document_no: str = ""
    on: date | None = None


@attrs.frozen
class Identity:
    """What an edition is: the identifiers an auditor may cite, who issued it, when it holds, what it replaces.

    ``jurisdiction`` is the code of whose law it is, ``parents`` its chain upwards (nearest first). ``judge`` is the role that
    determines what the text leaves open. ``item_styles`` tells how an article numbers its items. ``sources`` are listed where the
    edition was made from public facts and the text itself was not seen: then articles cannot be cited, sources are. ``issued_on``
    and ``registration_no`` stay empty where nobody has seen them.
    """

    id: str
    policy: str
    jurisdiction: str
    title: Text
    document_no: str
    registration_no: str
    issuer: Text
    issued_on: date | None = None
    in_force: InForce = attrs.field(kw_only=True)
    judge: str = attrs.field(kw_only=True)
    parents: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh", "en")
    time_zone: str = "Asia/Shanghai"
    item_styles: Mapping[str, str] = attrs.field(factory=dict)
    synthetic: bool = False
    sources: tuple[Source, ...] = ()


@attrs.frozen
class Convention:
    """How periods run under this edition: ``roll`` is for periods, ``fixed_roll`` for days of the calendar year, by ``calendar``.

    Either is ``none`` or ``next-working-day``. A date printed in a decision stands as printed.
    """

    id: str
    roll: str
    fixed_roll: str
    calendar: str
    assumed: tuple[str, ...]


@attrs.frozen
class Role:
    """Who may act. ``held_by`` names the fact of the centre that says which office or unit holds the role for it.

    ``party``: it is whose own case the centre is, so that who holds it takes no act on it in another role.
    """

    id: str
    name: Text
    held_by: str = ""
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    party: bool = False


@attrs.frozen
class OfficeKind:
    """One kind of office that the measure is addressed to, and the role such an office plays."""

    id: str
    role: str
    name: Text
    cite: Cite | None = None


@attrs.frozen
class Office:
    """One office: its kind and the territory it answers for; ``unit`` is its own credit code, where it may be a party itself."""

    id: str
    kind: str
    name: Text
    territory: Text
    unit: str = ""


@attrs.frozen
class Stage:
    """A state of a centre in the edition's own words, of one of the core's kinds; ``title`` is the name a centre bears in it."""

    id: str
    kind: str
    name: Text
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    title: Text | None = None


@attrs.frozen
class Step:
    """One step of a proceeding; ``open`` while the proceeding still runs."""

    id: str
    name: Text
    open: bool = True


@attrs.frozen
class ProceedingKind:
    """A bounded procedure beside the stage: a notice, an objection, an evaluation. ``kind`` is the core's word for it.

    One that ``lasts`` ends with its last day, without an act; any other when an act takes it to a step that is not open.
    """

    id: str
    kind: str
    name: Text
    steps: tuple[Step, ...]
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    lasts: Lasting | None = None


@attrs.frozen
class Move:
    """From these stages to that one. No ``from_``: the act opens a centre. ``to_fact``: the fact names the stage (adoption).

    Where several moves of an act leave one stage, each names in ``when`` the rule that must be met to take it.
    """

    from_: tuple[str, ...] = ()
    to: str = ""
    to_fact: str = ""
    when: str = ""


@attrs.frozen
class Stepping:
    """What an act does to a proceeding: ``from_`` none opens a new one, else it steps on one that stands at one of these."""

    proceeding: str
    to: str
    from_: tuple[str, ...] = ()


@attrs.frozen
class Discharge:
    """Which duty an act fulfils; ``key`` names the fact that says which year of a recurring duty, else the oldest open one."""

    duty: str
    key: str = ""


@attrs.frozen
class DutyMove:
    """How an act changes a running duty without fulfilling it: ``date`` is the fact that names a new last day.

    ``key`` names the fact that says which turn of a recurring duty is closed (waived, excused, missed), else the oldest that runs.
    """

    duty: str
    change: str
    date: str = ""
    key: str = ""


@attrs.frozen
class Differing:
    """How far the day from which an act counts may lie from the day it was decided."""

    days_before: int
    days_after: int
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class Late:
    """How many ``days`` after it was decided an act may still be put on record: by ``roles`` (empty: by whoever may take it), and
    on which ``documents``.
    """

    days: int
    roles: tuple[str, ...] = ()
    documents: tuple[Text, ...] = ()
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()


@attrs.frozen
class ActKind:
    """One kind of act: who may take it, in which stages, what it needs and what it does.

    ``brings`` are facts it must bring, ``may_bring`` facts it may; of these ``adds`` are appended to a list instead of replacing
    it, and ``clears`` are withdrawn first. ``records`` are derived facts it fixes. ``requires`` rules can refuse it, ``notes``
    never do. ``grounds`` says how an act off the measure's own words is lawful at all: ``"named"`` asks for a basis beside the
    edition. ``corrects`` makes it point at an earlier entry, named by its act's id in ``about``: ``void`` strikes it out,
    ``correct`` puts the facts it brings in the place of those recorded; ``uphold`` and ``redo`` close what a correction left open.
    ``late`` says how long after its day it may be put on record; without it there is no limit. ``subject`` is what it is about: a
    centre, one of :data:`LINKED`, or the edition itself. ``continues`` names the fact by which an act that opens a centre names the
    centre it follows, which has been converted, promoted or merged: the two are linked, and no other can follow that one.

    ``jointly`` are other roles that take part in deciding; ``second_persons`` how many further persons of the deciding office take
    it with the one who acts; ``barred`` the facts that name persons who keep out; ``delegable`` to whom it may be handed down.
    ``own_case``: a party may take it in another role all the same. ``cohort`` is what it does to the cohort that it is about.
    """

    id: str
    name: Text
    nature: str
    roles: tuple[str, ...]
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    subject: str = "centre"
    moves: tuple[Move, ...] = ()
    at: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    may_bring: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    documents: tuple[Text, ...] = ()
    reason: bool = False
    grounds: str = "edition"
    requires: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Stepping, ...] = ()
    opens: tuple[str, ...] = ()
    discharges: tuple[Discharge, ...] = ()
    changes: tuple[DutyMove, ...] = ()
    incentives: tuple[IncentiveMove, ...] = ()
    reserves: tuple[str, ...] = ()
    frees: tuple[str, ...] = ()
    scores: str = ""
    proposes: bool = False
    differing: Differing | None = None
    late: tuple[Late, ...] = ()
    corrects: str = ""
    precedence: int = 0
    continues: str = ""
    jointly: tuple[Joint, ...] = ()
    second_persons: int = 0
    barred: tuple[Barred, ...] = ()
    delegable: tuple[Delegable, ...] = ()
    own_case: bool = False
    cohort: CohortStep | None = None

    @property
    def beside(self) -> tuple[Joint | Barred, ...]:
        """Who takes part in it or keeps out, besides those who may take it."""
        return (*self.jointly, *self.barred)

    @property
    def facts(self) -> tuple[str, ...]:
        """Everything the act may bring."""
        return self.brings + self.may_bring + (self.cohort.facts if self.cohort else ())

    @property
    def touches(self) -> tuple[Discharge | DutyMove, ...]:
        """What the act does to duties that run already."""
        return (*self.discharges, *self.changes)

    def stages(self) -> frozenset[str]:
        """The stages in which the act may be taken at all."""
        return frozenset(self.at) | {stage for move in self.moves for stage in move.from_}

    @property
    def begins(self) -> bool:
        """Whether the act opens a new subject."""
        return any(not move.from_ for move in self.moves)


@attrs.frozen
class YearDay:
    """A day of the calendar year: ``day`` is a number or ``"last"``, which is a rule and not a date (end of February)."""

    month: int
    day: int | str


@attrs.frozen
class DutyKind:
    """Something owed. ``after`` lists what it is counted from: facts in order of preference, ``"act"`` for the day of the act.

    ``period`` is how long there is; ``before`` stands instead of it where the last day lies that long before the anchor;
    ``grace`` is how long after its last day it is late but in grace. ``opens`` is how long until it may first be done, on the day
    after; ``printed`` and ``printed_opens`` the facts that fix the last days of these whatever was computed (another duty's day,
    ``due.…``, only while it has not passed). Recurring: ``every`` (a period from the anchor) or ``yearly`` (a day of each year from
    ``first_year`` years after the anchor). It holds only while the centre is in one of ``holds_in`` (empty: in every live stage).
    ``when`` names the rule under which alone an act opens it.
    ``own`` duties rest on the measure alone and lose their basis when it lapses; others are printed in an approval or task book.
    """

    id: str
    name: Text
    owner: str
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    when: str = ""
    after: tuple[str, ...] = ("act",)
    period: Period | None = None
    before: Period | None = None
    grace: Period | None = None
    opens: Period | None = None
    printed: str = ""
    printed_opens: str = ""
    every: Period | None = None
    yearly: YearDay | None = None
    first_year: int = 1
    holds_in: tuple[str, ...] = ()
    own: bool = True


@attrs.frozen
class Reservation:
    """Something only one centre can hold at a time, or at ``most`` so many: the ``key`` is the list of facts that name it.

    It is held until an act frees it: for a while where one does, for ever where none does.
    """

    id: str
    name: Text
    key: tuple[str, ...]
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    most: int = 1


@attrs.frozen
class Setting:
    """What one reading changes in the document: under ``key`` of the item ``id`` in ``table`` stands ``value`` (none: nothing).

    ``table`` is written as its header (``rule``, ``duty``); the convention has no ``id``; a ``key`` inside a table has a dot.
    Of a list, ``drops`` are taken out and ``adds`` put at its end, so that readings of several questions can change one list.
    """

    table: str
    key: str
    id: str = ""
    value: Any = None
    adds: tuple[Any, ...] = ()
    drops: tuple[Any, ...] = ()


@attrs.frozen
class Reading:
    """One option for a question the text leaves open.

    ``sets`` is what it changes in the document: with it the authority can choose the reading without a new edition. An empty list
    changes nothing that is computed; a reading without one is not encoded, and acts that rest on it wait for an edition that is.
    """

    id: str
    name: Text
    sets: tuple[Setting, ...] | None = None


@attrs.frozen
class Interpretation:
    """A question the text leaves open, the readings, the one taken, and who may change it.

    ``status`` in the document is ``default`` (software's reading) or ``confirmed`` with ``document`` and ``on``. A later
    confirmation by the authority is an act on the ledger.
    """

    id: str
    question: Text
    readings: tuple[Reading, ...]
    taken: str
    by: str
    effect: Text
    cite: Cite | None = None
    status: str = "default"
    document: str = ""
    on: date | None = None


@attrs.frozen(slots=False)
class Edition:
    """One edition, whole. ``digest`` is the hash of the document's bytes, which the ledger keeps."""

    identity: Identity
    convention: Convention
    roles: tuple[Role, ...]
    office_kinds: tuple[OfficeKind, ...]
    offices: tuple[Office, ...]
    vocabularies: tuple[Vocabulary, ...]
    facts: tuple[FactKind, ...]
    derived: tuple[Any, ...]
    stages: tuple[Stage, ...]
    proceedings: tuple[ProceedingKind, ...]
    rules: tuple[Rule, ...]
    acts: tuple[ActKind, ...]
    duties: tuple[DutyKind, ...]
    reservations: tuple[Reservation, ...]
    incentives: tuple[Incentive, ...]
    interpretations: tuple[Interpretation, ...]
    linked: tuple[Linked, ...] = ()
    cohorts: tuple[Any, ...] = ()
    digest: str = attrs.field(default="", eq=False)

    @property
    def id(self) -> str:
        """The edition's id, such as ``weihai-2022``."""
        return self.identity.id

    @cached_property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """Every named thing by table and id: ``tables["stages"]["preparing"]``."""
        return {field: {item.id: item for item in getattr(self, field)} for field in LISTS}

    def cite_text(self, cite: Cite | None) -> Text:
        """An article as this measure prints it."""
        return cite.text(dict(self.identity.item_styles)) if cite else Text("", "")


LISTS = (
    "roles",
    "office_kinds",
    "offices",
    "vocabularies",
    "facts",
    "derived",
    "stages",
    "proceedings",
    "rules",
    "acts",
    "duties",
    "reservations",
    "incentives",
    "interpretations",
    "linked",
    "cohorts",
)
