"""What facts are like: enough of it to tell a right value from a wrong one."""

from __future__ import annotations

from datetime import date

TRUTHS = {
    "lead.legal-person", "lead.major-projects", "objection.signed", "objection.evidence", "council.all-parties", "remedies.told",
    "director.open-recruitment", "director.by-council", "director.full-year", "dynamic.consent",
}  # fmt: skip
DATES = (".on", "-on", "-day", "-by")
LISTS = {
    "partners", "review.panel", "committee.members", "checks", "contributions", "scheme.bands", "evaluation.scores", "basis",
    "industry.other-classes",
}  # fmt: skip
NOBODY_TWICE = {"review.panel": "expert", "evaluation.scores": "expert", "committee.members": "person"}
WHOLE = {"report.year": (2019, 2099), "director.year": (2018, 2099), "director.months": (0, 12), "plan.parts": (0, 7)}
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
    "hearing.about": "cancel rectify revoke replace end",
    "hearing.outcome": "heard in-writing waived absent",
    "outside.ground": "fraud dissolution judgment other",
    "support.kind": "money-support project-support open-call-priority higher-level-bid",
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
