"""What is owed, and by which day: opened by acts, counted day by day."""

from __future__ import annotations

from tests.naive.acts import LIVE
from tests.naive.days import between, end_of_february, plus, rolled, years_later

FINAL = {"not-recommended", "closed", "intake-withdrawn", "cancelled", "revoked", "withdrawn", "merged", "promoted"}
ACCEPTANCE = ["rectifying-acceptance", "in-acceptance", "acceptance-notice"]
HOLDS = {
    "task-book": ["preparing"],
    "yearly-check": ["preparing"],
    "annual-report": LIVE.split(),
    "acceptance-application": ["preparing"],
    "acceptance-rectification": ACCEPTANCE,
    "dynamic-rectification": ["rectifying-dynamic"],
}
PRINTED = {"acceptance-application", "acceptance-rectification", "dynamic-rectification"}  # these rest on a decision of their own
SHOWN = 400  # days ahead in which the next turn is shown
SOON = 30


def running(state, kind):
    """The first duty of a kind that is not closed."""
    for duty in state["duties"]:
        if duty["kind"] == kind and not duty["closed"]:
            return duty
    return None


def first_known(facts, *names):
    """The first of some facts that is on record."""
    for name in names:
        if facts.get(name) is not None:
            return facts[name]
    return None


def open_duty(kind, case):
    """A duty as it stands when an act opens it."""
    facts, on, numbers = case["f"], case["on"], case["numbers"]
    duty = {"kind": kind, "opens": None, "due": None, "unsure": False, "turns": "", "anchor": on, "since": on}
    duty |= {"own": kind not in PRINTED, "stands since": None, "still": [], "printed": kind == "dynamic-rectification"}
    approved = first_known(facts, "approval.on") or on
    if kind == "task-book":
        served = first_known(facts, "approval.served-on", "approval.on") or on
        duty["due"], duty["unsure"] = rolled(plus(served, numbers["task book days"]))
    elif kind == "yearly-check":
        duty |= {"turns": "year", "anchor": approved}
    elif kind == "annual-report":
        duty |= {"turns": "february", "anchor": approved, "from": approved.year + 1}
    elif kind == "annual-report-review":
        last, unsure = rolled(end_of_february(facts["report.year"]))
        report = running(case["state"], "annual-report")
        stands = report is None or report["stands since"] is not None
        if last >= on and not stands:  # a report that came late is not the department's lateness (Q17, Q49)
            duty["due"], duty["unsure"] = last, unsure
    elif kind == "acceptance-application":
        term = facts.get("preparation.last-day") or years_later(approved, numbers["preparation years"])
        duty["opens"] = plus(term, 1)
    elif kind == "acceptance-rectification":
        told = first_known(facts, "acceptance.notified-on") or on
        duty["due"], duty["unsure"] = rolled(years_later(told, numbers["rectification years"]))
    elif kind == "dynamic-evaluation":
        dated_evaluation(duty, facts, on, numbers)
    elif kind == "dynamic-rectification":
        duty["due"] = facts.get("rectification.last-day")
    return duty


def dated_evaluation(duty, facts, on, numbers):
    """The next evaluation: the day printed for the cohort, else three years after the last grade, else after recognition."""
    printed = facts.get("dynamic.cohort-day")
    if printed:
        duty["due"] = printed
        return
    last = first_known(facts, "dynamic.graded-on", "recognition.on") or on
    duty["due"], duty["unsure"] = rolled(years_later(last, numbers["evaluation years"]))


def nominal_days(duty, until):
    """The years of a recurring duty with their days before any roll, up to a day."""
    if duty["turns"] == "february":
        for year in range(duty["from"], until.year + 1):
            if end_of_february(year) >= duty["anchor"]:
                yield str(year), end_of_february(year)
        return
    count = 1
    while years_later(duty["anchor"], count) <= until:
        yield str(duty["anchor"].year + count), years_later(duty["anchor"], count)
        count += 1


def stage_on(state, day):
    """The stage the centre was in on a day."""
    found = ""
    for since, stage in state["path"]:
        if since <= day:
            found = stage
    return found


def held(duty, state, day):
    """Whether a duty held on a day."""
    return duty["kind"] not in HOLDS or stage_on(state, day) in HOLDS[duty["kind"]]


def owed(duty, state, year, nominal, day):
    """Whether a turn is owed: not fulfilled, not past when the duty began, nor while it stood still, and held in the stage."""
    last = rolled(nominal)[0]
    still = any(first <= last < until for first, until in duty["still"])
    still = still or (duty["stands since"] is not None and duty["stands since"] <= last <= day)
    return year not in duty["done"] and last >= duty["since"] and not still and held(duty, state, min(nominal, day))


def turns_running(duty, state, day):
    """The turns that can be fulfilled on a day, oldest first: those past and not fulfilled, and the present one."""
    found = []
    for year, nominal in nominal_days(duty, plus(day, SHOWN)):
        if owed(duty, state, year, nominal, day):
            found.append(year)
        if rolled(nominal)[0] >= day:
            break
    return found


def last_day_of(duty, state, turn, day):
    """The last day of a turn that runs."""
    return {year: rolled(nominal)[0] for year, nominal in nominal_days(duty, plus(day, SHOWN))}.get(turn)


UNMOVED = ("as it was", None)


def moved(duty, day):
    """What a day of resumption makes of a last day: later by the days the duty stood still; nothing, if it had passed before."""
    since, due = duty["stands since"], duty["due"]
    if since is None or due is None or due < since:
        return UNMOVED
    later = plus(due, between(since, day))
    if duty["printed"]:
        return later, duty["unsure"]
    found, unsure = rolled(later)
    return found, unsure or duty["unsure"]


def due_lines(state, day, last):
    """What a centre owes on a day, as (kind, turn, opens, last day, status, unsure); ``last`` is the measure's last day."""
    if state["stage"] in FINAL:
        return set()
    return {line for duty in state["duties"] if not duty["closed"] for line in lines(duty, state, day, last)}


def lines(duty, state, day, last):
    """The lines of one duty."""
    if not duty["turns"]:
        if duty["kind"] not in HOLDS or state["stage"] in HOLDS[duty["kind"]]:
            yield line(duty, "", duty["due"], duty["unsure"], day, last)
        return
    for year, nominal in nominal_days(duty, plus(day, SHOWN)):
        if not owed(duty, state, year, nominal, day):
            continue
        due, unsure = rolled(nominal)
        yield line(duty, year, due, unsure, day, last)
        if nominal > day or status(duty, due, day, last) == "no-basis":
            return  # of the years to come, and of those after the lapse, only the first is told


def line(duty, turn, due, unsure, day, last):
    """One line, with its status on the day."""
    return duty["kind"], turn, duty["opens"], due, status(duty, due, day, last), unsure


def status(duty, due, day, last):
    """After the lapse what rests on the measure alone cannot be breached (Q19); else it is late, not yet open, near, or far."""
    if duty["stands since"] is not None:
        return "suspended"
    if duty["own"] and day > last and (due is None or due > last):
        return "no-basis"
    if due is not None and day > due and day > duty["since"]:  # nobody is late on the day on which something comes to him
        return "overdue"
    if duty["opens"] is not None and day < duty["opens"]:
        return "pending"
    return "due" if due is None or between(day, due) <= SOON else "pending"
