"""What facts are like: enough of it to tell a right value from a wrong one."""

from __future__ import annotations

from datetime import date

TRUTHS = {
    "lead.legal-person", "lead.major-projects", "objection.signed", "objection.evidence", "council.all-parties", "remedies.told",
    "director.open-recruitment", "director.by-council", "dynamic.consent",
}  # fmt: skip
DATES = (".on", "-on", "-day", "-by")
AHEAD = {  # days that are printed for what is to come; any other day has come when it is told
    "notice.first-day", "notice.last-day", "preparation.last-day", "taskbook.new-day", "acceptance.refile-by",
    "reminder.last-day", "dynamic.cohort-day", "rectification.last-day",
}  # fmt: skip
LISTS = {
    "partners", "review.panel", "committee.members", "checks", "contributions", "scheme.bands", "evaluation.scores", "basis",
    "industry.other-classes", "director.years",
}  # fmt: skip
NOBODY_TWICE = {"review.panel": "expert", "evaluation.scores": "expert", "committee.members": "person"}
WHOLE = {"report.year": (2019, 2099), "check.year": (2019, 2099), "plan.parts": (0, 7)}
WHOLE["plan.basis-length"] = (0, 10**9)
GRADES = "unqualified qualified good excellent"
TERMS = {
    "route": "recommended directed",
    "mode": "leader-led joint research-led",
    "lead.kind": "enterprise university institute platform-company alliance consortium other",
    "acceptance.grade": GRADES,
    "dynamic.grade": GRADES,
    "evaluation.panel-grade": GRADES,
    "review.conclusion": "passed passed-if-revised not-passed",
    "visit.conclusion": "passed passed-if-revised not-passed",
    "field-change.conclusion": "passed passed-if-revised not-passed",
    "acceptance.department-opinion": "agree disagree",
    "hearing.about": "cancel rectify revoke replace support end",
    "hearing.outcome": "heard in-writing waived absent",
    "outside.ground": "fraud dissolution judgment other",
    "support.kind": "money-support project-support open-call-priority higher-level-bid further-support",
    "remedy.kind": "objection review suit",
    "remedy.outcome": "kept changed annulled unlawful",
    "promotion.level": "provincial national",
    "adoption.stage": "under-review held approvable preparing recognised",
    "legal-form": "inside-host company private-non-enterprise other-legal-person",
}


def fits(name, value):
    """Whether a value is what its fact should be."""
    if name in TRUTHS:
        return value is True or value is False
    if name.endswith(DATES):
        return isinstance(value, date)
    if name in WHOLE:
        return isinstance(value, int) and not isinstance(value, bool) and WHOLE[name][0] <= value <= WHOLE[name][1]
    return listed(name, value) if name in LISTS else says(name, value)


def too_soon(name, value, on):
    """Whether a fact tells of a day after ``on`` as if it had come: a day itself, or the day of one of the yearly checks."""
    days = [row["on"] for row in value] if name == "checks" else [value] if name.endswith(DATES) and name not in AHEAD else []
    return any(day > on for day in days)


def listed(name, value):
    """Whether a list is one, with nobody on it twice."""
    if not isinstance(value, (list, tuple)):
        return False
    people = [row[NOBODY_TWICE[name]] for row in value] if name in NOBODY_TWICE else []
    return len(people) == len(set(people))


def says(name, value):
    """Whether a text, a code or a term is what its fact should be."""
    if not isinstance(value, str) or not value.strip():
        return False
    if name in ("industry.class", "field-change.class"):
        return value.isdigit() and len(value) in (3, 4)
    return value in TERMS[name].split() if name in TERMS else True
