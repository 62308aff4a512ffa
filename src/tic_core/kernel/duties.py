"""What is owed on a day. *Due*, *in grace* and *overdue* are no events: they follow from the stored duty and the day asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.stages import ends
from tic_core.kernel.turns import grace_of, owed_turns
from tic_core.model.dates import Calendar, Deadline
from tic_core.model.subject import Centre, Duty
from tic_core.text import Text

SOON = 30  # days before the last day from which a duty is shown as due rather than pending


@attrs.frozen
class DutyLine:
    """One line of what is due: ``due`` the last day (None while none is fixed), ``opens`` the first day it can be done.

    ``status`` is one of :data:`STATUSES`; ``days_left`` is negative once the last day has passed and None without one; ``period``
    names the year of a recurring duty; ``provisional`` when a year's holidays are not yet known; ``grace`` is the last day in
    grace; ``assumed`` names the interpretations it rests on; ``duty`` is what all this follows from (None: not opened yet).
    """

    centre: str
    kind: str
    period: str
    owner: str
    opens: date | None
    due: date | None
    status: str
    days_left: int | None
    cite: str
    provisional: bool
    grace: date | None = None
    assumed: tuple[str, ...] = ()
    duty: Duty | None = attrs.field(default=None, eq=False, repr=False)


STATUSES: Mapping[str, Text] = {
    "overdue": Text("逾期", "overdue"),
    "grace": Text("宽限期内", "in grace"),
    "due": Text("到期", "due"),
    "not-begun": Text("尚未起算", "not running yet"),
    "pending": Text("未到期", "pending"),
    "suspended": Text("中止", "suspended"),
    "no-basis": Text("无有效依据", "no basis in force"),
}


def due_lines(centre: Centre, as_of: date, calendar: Calendar, lapse: date) -> list[DutyLine]:
    """What ``centre`` (as of the same day) owes on ``as_of``; ``lapse`` is the last day on which the measure is in force."""
    if centre.final:
        return []
    return [line for duty in centre.duties.values() for line in _lines(centre, duty, as_of, calendar, lapse)]


def waiting_lines(lawbook: Lawbook, centre: Centre) -> Iterator[DutyLine]:
    """The end of a rectification that does not run yet: no act has opened it since the centre came to the stage."""
    if centre.kind != "RECTIFYING":
        return
    wanted = ends(lawbook.edition, centre.stage)
    kinds = {kind.id for kind in wanted}
    mine = [duty for duty in centre.duties.values() if duty.kind in kinds]
    if any(duty.state != "closed" or _since(centre, duty.opened) or _since(centre, duty.closed) for duty in mine):
        return
    for kind in wanted:
        cite = str(kind.cite or "")
        yield DutyLine(centre.id, kind.id, "", kind.owner, None, None, "not-begun", None, cite, False, assumed=kind.assumed)


def _since(centre: Centre, day: date | None) -> bool:
    """Whether a day lies in the present stage."""
    return day is not None and centre.since is not None and day >= centre.since


def _lines(centre: Centre, duty: Duty, as_of: date, calendar: Calendar, lapse: date) -> Iterator[DutyLine]:
    if duty.state == "closed":
        return
    if not duty.recurs:
        if not duty.holds_in or centre.stage in duty.holds_in:
            deadline = Deadline(duty.due, duty.provisional) if duty.due else None
            yield _line(centre, duty, "", deadline, as_of, calendar, lapse)
        return
    for period, deadline, nominal in owed_turns(duty, centre, as_of, calendar):
        line = _line(centre, duty, period, deadline, as_of, calendar, lapse)
        yield line
        if nominal > as_of or line.status == "no-basis":
            return  # of the turns to come, and of those that nothing carries any more, only the first is told


def _line(
    centre: Centre, duty: Duty, period: str, deadline: Deadline | None, as_of: date, calendar: Calendar, lapse: date
) -> DutyLine:
    last = deadline.last if deadline else None
    grace = grace_of(duty, last, calendar) if last else None
    return DutyLine(
        centre.id,
        duty.kind,
        period,
        duty.owner,
        duty.opens,
        last,
        _status(duty, last, grace, as_of, lapse),
        (last - as_of).days if last else None,
        duty.cite,
        bool(deadline and deadline.provisional),
        grace,
        duty.assumed,
        duty,
    )


def _status(duty: Duty, last: date | None, grace: date | None, as_of: date, lapse: date) -> str:
    if duty.state == "suspended":
        return "suspended"
    if duty.own and as_of > lapse and (last is None or last > lapse):
        # After the lapse a duty that rests on the measure alone has no basis and cannot be breached (Q19).
        return "no-basis"
    # Nobody is late on the day on which something comes to him, even if its last day had passed by then.
    if last is not None and as_of > max(last, duty.opened or last):
        return "grace" if grace is not None and as_of <= grace else "overdue"
    if duty.opens is not None and as_of < duty.opens:
        return "pending"
    return "due" if last is None or (last - as_of).days <= SOON else "pending"
