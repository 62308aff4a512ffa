"""The measure's conditions as plain ifs. Each answers True, False, None (open) or OUT (it does not apply).

A condition gets the case: a plain dict of the act's day ``on``, the facts ``f`` (with what the act brings), the stage and since
when, what runs, the last days of what is owed, who holds which class, what the bureau has confirmed, and the measure's numbers.
"""

from __future__ import annotations

from tests.naive.days import years_later

CHECKS = {}
READINGS = {}
GENERALLY = {"term-generally-three-years", "acceptance-follows-panel", "dynamic-follows-panel"}
OUT = "does not apply"
BY_DEPARTMENT = {"lead-leading", "lead-organising", "lead-equipped", "lead-with-results"}
INSIDE = {"lead", "co-builder", "host", "own-staff"}
PLACES = {"371000", "371002", "371003", "371071", "371072", "371073", "371082", "371083"}
DISTRICTS = {"huancui-kjj", "wendeng-kjj", "rongcheng-kjj", "rushan-kjj"}
SCIENCE = DISTRICTS | {"huoju-kcj", "jingkai-kcj", "lingang-kcj", "zongbao-jfj", "nanhai-kjj"}
LISTED = SCIENCE | {"weihai-wjw", "weihai-hyj"}
PASSES = {"qualified", "good", "excellent"}


def check(readings=""):
    """Name a condition by its function, and the open questions it rests on."""

    def put(function):
        name = function.__name__.replace("_", "-")
        CHECKS[name], READINGS[name] = function, readings.split()
        return function

    return put


def judged(name, readings=""):
    """A condition that the text leaves to people."""
    CHECKS[name], READINGS[name] = (lambda c: None), readings.split()


def one_of(fact, allowed, readings=""):
    """A condition on one fact: unknown without it."""

    def holds(c):
        value = c["f"].get(fact)
        return None if value is None else value in allowed

    return lambda name: _put(name, holds, readings)


def there(*facts, readings=""):
    """A condition that facts are on record; that they are not is an answer."""
    return lambda name: _put(name, lambda c: all(known(c, fact) for fact in facts), readings)


def _put(name, holds, readings):
    CHECKS[name], READINGS[name] = holds, readings.split()


def known(c, fact):
    """A fact is on record, and no empty list."""
    return c["f"].get(fact) not in (None, ())


def least(*answers):
    """All of them: broken before open before held."""
    if False in answers:
        return False
    return None if None in answers else True


def later(first, second, same=True):
    """``first`` is not before ``second`` (or, without ``same``, after it); open while one is unknown."""
    if first is None or second is None:
        return None
    return first >= second if same else first > second


def tied(rows, field):
    """How many rows name somebody of the building side."""
    return None if rows is None else sum(bool(INSIDE & set(row[field])) for row in rows)


def none_of(count):
    """There is none; open while it is not known."""
    return None if count is None else count == 0


# ── recommendation, intent, review ───────────────────────────────────────────────────────────────────────────────────────

one_of("lead.place", PLACES)("lead-registered-in-weihai")
one_of("lead.legal-person", {True}, "Q28")("lead-is-legal-person")
one_of("route", {"directed"})("route-is-directed")
one_of("route", {"recommended"})("route-is-recommended")
one_of("territory.office", SCIENCE, "Q23")("territory-office-is-science")
one_of("review.conclusion", {"passed", "passed-if-revised"})("review-passed")
one_of("visit.conclusion", {"passed", "passed-if-revised"})("visit-passed")
there("centre.field", "plan.direction", "mode", "plan.tasks")("plan-has-content")
there("review.panel", "review.opinion", "review.conclusion")("review-on-record")
there("visit.on", "visit.opinion", "visit.conclusion")("visit-on-record")
for _name in (*BY_DEPARTMENT, "lead-qualifies"):
    judged(_name, "Q50")
for _name in ("mature", "technical-field-unique", "rectification-done", "mode-suits-market", "committee-of-standing"):
    judged(_name)
judged("director-able")
judged("replacement-sound", "Q37")
judged("name-keeps-field", "Q36")


@check("Q23")
def department_is_addressed(c):
    """A listed office is; about any other the bureau decides."""
    return True if c["f"].get("department") in LISTED else None


def some(rows):
    """There is somebody on a list; open while there is no list."""
    return None if rows is None else len(rows) > 0


_put("review-has-panel", lambda c: some(c["f"].get("review.panel")), "Q29")
_put("scores-have-panel", lambda c: some(c["f"].get("evaluation.scores")), "Q29")


@check("Q29")
def review_untied(c):
    """No expert of the review belongs to the building side."""
    return none_of(tied(c["f"].get("review.panel"), "ties"))


@check()
def plan_settled(c):
    """The plan was revised after review and visit, or it is on record that nothing is to be revised (Art. 9(2))."""
    if known(c, "revision.none-asked-on"):
        return True
    revised = c["f"].get("plan.revised-on")
    if revised is None:
        return False
    return least(later(revised, c["f"].get("review.on")), later(revised, c["f"].get("visit.on")))


# ── notice, approval, task book ──────────────────────────────────────────────────────────────────────────────────────────


@check("Q1")
def notice_starts_ahead(c):
    """The notice does not begin before it is decided."""
    return later(c["f"].get("notice.first-day"), c["on"])


@check("Q1")
def notice_runs_forward(c):
    """The notice does not end before it begins."""
    return later(c["f"].get("notice.last-day"), c["f"].get("notice.first-day"))


@check()
def notice_over(c):
    """The notice has run out: its last day belongs to it (Art. 9(3))."""
    return later(c["on"], c["f"].get("notice.last-day"), same=c["numbers"]["on the notice's last day"])


_put("result-notice-over", notice_over, "Q44")


@check("Q44")
def dynamic_notice_over(c):
    """Straight after an evaluation its notice must have run out."""
    return notice_over(c) if c["stage"] == "evaluation-notice" else OUT


@check("Q2 Q3")
def objections_closed(c):
    """No objection is still open."""
    return c["running"].get("objection", 0) == 0


@check("Q3")
def objection_inadmissible(c):
    """It came after the notice, or it is anonymous and has nothing that could be checked."""
    late = later(c["f"].get("objection.received-on"), c["f"].get("notice.last-day"), same=False)
    said = (c["f"].get("objection.signed"), c["f"].get("objection.evidence"))
    bare = least(*(None if each is None else not each for each in said))
    return True if True in (late, bare) else None if None in (late, bare) else False


_put("result-objections-answered", objections_closed, "Q44")
_put("approval-dated", lambda c: same(c, "approval.on"), "")
_put("recognition-dated", lambda c: same(c, "recognition.on"), "")
_put("failure-dated", lambda c: same(c, "acceptance.failed-on"), "")
_put("grade-dated", lambda c: same(c, "dynamic.graded-on"), "Q15")
_put("rectification-acceptance-dated", lambda c: same(c, "rectification.accepted-on"), "Q15")


def same(c, fact):
    """A day is that of the act."""
    day = c["f"].get(fact)
    return None if day is None else day == c["on"]


@check("Q7 Q8")
def class_unique(c):
    """Only one centre in each class (Art. 7), on the act's day and on every day since."""
    mine = c["f"].get("industry.class")
    if mine is None:
        return None
    return c["held"].get(mine, c["id"]) == c["id"] and mine not in c["freed since"]


_put("new-class-unique", class_unique, "Q7 Q45")


@check("Q7")
def class_unrelated(c):
    """A group and its class: broken only once the bureau has confirmed that reading, open until then."""
    mine = c["f"].get("industry.class")
    if mine is None:
        return None
    near = [key for key, holder in c["held"].items() if holder != c["id"] and key != mine and related(key, mine)]
    if not near:
        return True
    return False if "Q7" in c["confirmed"] else None


def related(one, other):
    """One code begins with the other."""
    return one[: len(other)] == other or other[: len(one)] == one


@check()
def term_after_approval(c):
    """A printed term ends after the approval (Art. 11)."""
    last, start = c["f"].get("preparation.last-day"), c["f"].get("approval.on")
    if last is None:
        return OUT
    return None if start is None else last > start


@check("Q10")
def term_generally_three_years(c):
    """A printed term ends after it began, and is no longer than three years (Art. 11)."""
    last, start = c["f"].get("preparation.last-day"), c["f"].get("approval.on")
    if last is None:
        return OUT
    return None if start is None else start <= last <= years_later(start, c["numbers"]["preparation years"])


@check()
def taskbook_owed(c):
    """The task book is still to be signed."""
    return c["due"].get("task-book") is not None


@check("Q4")
def served_by_now(c):
    """Served on a day from the approval to today."""
    return since_approval(c, c["f"].get("approval.served-on"))


def since_approval(c, day):
    """A day from the approval to the act."""
    if day is None or c["f"].get("approval.on") is None:
        return None
    return c["f"]["approval.on"] <= day <= c["on"]


@check()
def taskbook_signed_by_all(c):
    """Bureau, office and unit have signed (Art. 9(3))."""
    return least(*(since_approval(c, c["f"].get(f"taskbook.{who}-signed-on")) for who in ("bureau", "office", "unit")))


# ── reports, bodies ──────────────────────────────────────────────────────────────────────────────────────────────────────

there("report.summary", "report.plan")("report-owed")
there(
    "council.established-on", "council.all-parties", "charter.adopted-on", "committee.members", "director.person", readings="Q25"
)("governance-set-up")
one_of("council.all-parties", {True}, "Q25")("council-of-all-parties")
one_of("director.open-recruitment", {True}, "Q53")("director-recruited-openly")
one_of("director.by-council", {True}, "Q53")("director-appointed-by-council")


@check()
def report_filed_by_now(c):
    """The report had reached the department."""
    return later(c["on"], c["f"].get("report.at-department-on"))


@check()
def report_received_by_now(c):
    """The report reached the bureau after the department, and by now."""
    there_, here = c["f"].get("report.at-department-on"), c["f"].get("report.at-bureau-on")
    return None if None in (there_, here) else there_ <= here <= c["on"]


@check("Q25")
def rights_laid_down(c):
    """With co-builders, their rights and duties are laid down."""
    return known(c, "partners.rights") if known(c, "partners") else OUT


@check("Q6 Q27")
def committee_share(c):
    """Of all members at most one third belong to the building side (Art. 12(2))."""
    members = c["f"].get("committee.members")
    if not members:
        return None
    part, whole = c["numbers"]["inside share"]
    return tied(members, "affiliations") * whole <= len(members) * part


@check()
def committee_has_chair(c):
    """One chair."""
    members = c["f"].get("committee.members")
    return None if members is None else [row["post"] for row in members].count("chair") == 1


@check("Q27")
def committee_chair_outside(c):
    """The chair is nobody of the building side (Art. 12(2))."""
    members = c["f"].get("committee.members")
    return None if members is None else none_of(tied([row for row in members if row["post"] == "chair"], "affiliations"))


@check("Q26")
def director_nine_months(c):
    """A director in office the whole of the latest year worked nine months of it (Art. 12(3))."""
    rows = c["f"].get("director.years") or ()
    latest = [row for row in rows if row["year"] == max(each["year"] for each in rows)]
    whole, months = ({row[field] for row in latest} for field in ("in-office", "months"))
    if len(whole) != 1:
        return None
    if whole.pop() < 12:
        return OUT
    return None if len(months) != 1 else months.pop() >= c["numbers"]["director months"]


# ── acceptance and its rectification ─────────────────────────────────────────────────────────────────────────────────────

there("scheme.document", "scheme.published-on", "scheme.bands", readings="Q30 Q31")("scheme-on-record")
there("evaluation.scores", "evaluation.opinion")("scores-on-record")
one_of("acceptance.grade", PASSES, "Q12")("acceptance-passed")
one_of("acceptance.grade", {"unqualified"}, "Q12")("acceptance-not-passed")
there("acceptance.failed-on")("failed-before")
there("acceptance.notified-on", readings="Q43")("failure-notified")


@check("Q9 Q43")
def term_over(c):
    """The printed term has run out; without one, three years from the approval have (Art. 11)."""
    printed, start = c["f"].get("preparation.last-day"), c["f"].get("approval.on")
    if printed is not None:
        return c["on"] > printed
    return None if start is None else c["on"] > years_later(start, c["numbers"]["preparation years"])


@check("Q11")
def reminder_over(c):
    """The day printed in the reminder has passed."""
    return later(c["on"], c["f"].get("reminder.last-day"), same=False)


@check("Q33")
def no_application_waiting(c):
    """No application is waiting."""
    return c["running"].get("acceptance-application", 0) == 0


@check("Q30 Q31")
def scheme_before_round(c):
    """The scheme was published before the round opened."""
    return later(c["on"], c["f"].get("scheme.published-on"), same=False)


@check("Q29")
def scores_untied(c):
    """No expert who scored belongs to the building side."""
    return none_of(tied(c["f"].get("evaluation.scores"), "ties"))


def as_panel(c, fact):
    """The grade is the panel's."""
    grade, panel = c["f"].get(fact), c["f"].get("evaluation.panel-grade")
    return None if None in (grade, panel) else grade == panel


_put("acceptance-follows-panel", lambda c: as_panel(c, "acceptance.grade"), "Q31")
_put("dynamic-follows-panel", lambda c: as_panel(c, "dynamic.grade"), "Q31")
_put("acceptance-graded", lambda c: known(c, "acceptance.grade") if c["stage"] == "in-acceptance" else OUT, "")
_put("dynamic-graded", lambda c: known(c, "dynamic.grade") if c["stage"] == "in-evaluation" else OUT, "")
_put("first-failure", lambda c: c["due"].get("acceptance-rectification") is None, "")
_put("year-not-yet-running", lambda c: c["due"].get("acceptance-rectification") is None, "Q43")


@check("Q43")
def notified_by_now(c):
    """The failed result was notified on a day from its decision to today."""
    failed, told = c["f"].get("acceptance.failed-on"), c["f"].get("acceptance.notified-on")
    return None if None in (failed, told) else failed <= told <= c["on"]


@check("Q57")
def time_runs(c):
    """Time does not stand still."""
    return c["running"].get("suspension", 0) == 0


@check("Q33 Q43 Q57")
def reexamination_in_time(c):
    """By the year's last day, or by the day granted for filing again, or before the year runs, or while time stands still."""
    if not known(c, "acceptance.notified-on") or not time_runs(c):
        return True
    last, again = c["due"].get("acceptance-rectification"), c["f"].get("acceptance.refile-by")
    if (last is not None and c["on"] <= last) or (again is not None and c["on"] <= again):
        return True
    return None if last is None else False


@check("Q43")
def year_over(c):
    """The year of rectification is over (Art. 11)."""
    return later(c["on"], c["due"].get("acceptance-rectification"), same=False)


@check("Q33")
def refiling_over(c):
    """A day granted for filing again has passed."""
    again = c["f"].get("acceptance.refile-by")
    return OUT if again is None else c["on"] > again


# ── hearing, adverse decisions ───────────────────────────────────────────────────────────────────────────────────────────

there("hearing.about", "hearing.notified-on", "hearing.on", "hearing.outcome", readings="Q32")("party-heard")
there("decision.minutes", "decision.legality-check", readings="Q32")("decided-by-procedure")
one_of("hearing.about", {"cancel"}, "Q14")("heard-on-cancelling")
one_of("hearing.about", {"rectify"}, "Q32")("heard-on-rectifying")
one_of("hearing.about", {"revoke"}, "Q32")("heard-on-revoking")
one_of("hearing.about", {"replace"}, "Q37")("heard-on-replacing")
one_of("hearing.about", {"end"}, "Q18")("heard-on-ending")
one_of("hearing.about", {"support"}, "Q56")("heard-on-support")
one_of("remedies.told", {True}, "Q21")("remedies-told")


@check("Q32")
def heard_after_told(c):
    """Heard on a day from the notification to today."""
    told, heard = c["f"].get("hearing.notified-on"), c["f"].get("hearing.on")
    return None if None in (told, heard) else told <= heard <= c["on"]


@check("Q32")
def heard_at_this_stage(c):
    """Heard since the centre came to this stage."""
    return later(c["f"].get("hearing.on"), c["since"])


# ── dynamic evaluation ───────────────────────────────────────────────────────────────────────────────────────────────────

one_of("dynamic.grade", PASSES, "Q32")("dynamic-passed")
one_of("dynamic.grade", {"unqualified"}, "Q32")("dynamic-failed")
there("rectification.reported-on")("rectification-reported")


@check("Q15 Q16")
def not_early(c):
    """Three years since the last grade, else since recognition, have passed, or the centre agrees (Art. 16)."""
    if c["f"].get("dynamic.consent") is True:
        return True
    last = c["f"].get("dynamic.graded-on") or c["f"].get("recognition.on")
    return None if last is None else c["on"] > years_later(last, c["numbers"]["evaluation years"])


@check("Q14")
def no_rectification_open(c):
    """No rectification is still running."""
    return c["running"].get("rectification", 0) == 0


@check("Q13")
def rectification_ends_later(c):
    """The printed last day lies ahead."""
    return later(c["f"].get("rectification.last-day"), c["on"], same=False)


@check("Q13 Q14")
def rectification_judgeable(c):
    """Reported, or its time is over."""
    if known(c, "rectification.reported-on"):
        return True
    last = c["due"].get("dynamic-rectification")
    return None if last is None else c["on"] > last


# ── changes, support, adoption ───────────────────────────────────────────────────────────────────────────────────────────

one_of("field-change.conclusion", {"passed", "passed-if-revised"})("field-change-reviewed")
one_of("adoption.stage", {"under-review", "held", "approvable"}, "Q20")("found-before-approval")
one_of("adoption.stage", {"preparing"}, "Q20")("found-preparing")
one_of("adoption.stage", {"recognised"}, "Q20")("found-recognised")


there("name.before")("name-filed")
there("exit.into", readings="Q37")("merger-named")
there("promotion.on", readings="Q41")("promotion-recorded")
one_of("remedy.outcome", {"changed", "annulled", "unlawful"}, "Q55")("remedy-granted")
one_of("remedy.outcome", {"annulled"}, "Q55")("remedy-annulled")
for _word in ("admitted", "ended", "decided"):
    _put(
        f"remedy-{_word}-after-filed",
        lambda c, word=_word: later(c["f"].get(f"remedy.{word}-on"), c["f"].get("remedy.filed-on")),
        "Q55",
    )


@check()
def new_class_as_applied(c):
    """The class is the one applied for."""
    now, asked = c["f"].get("industry.class"), c["f"].get("field-change.class")
    return None if None in (now, asked) else now == asked


ARTICLE_19 = {"money-support", "project-support", "open-call-priority", "higher-level-bid"}
one_of("support.kind", ARTICLE_19)("support-under-article-19")
one_of("support.kind", {"further-support"})("support-is-further")


@check("Q35")
def support_earned(c):
    """Excellent at acceptance (Art. 19); after a first failure only once the bureau has said so."""
    grade = c["f"].get("acceptance.grade")
    if grade is not None and grade != "excellent":
        return False
    if known(c, "acceptance.failed-on"):
        return False if "Q35" in c["confirmed"] else None
    return None if grade is None else True


@check("Q47")
def circumstances_allow(c):
    """Money and projects follow circumstances: a judgement."""
    return None if c["f"].get("support.kind") in (None, "money-support", "project-support") else OUT


@check("Q47")
def money_has_amount(c):
    """Money names its amount."""
    kind = c["f"].get("support.kind")
    if kind is None:
        return None
    return known(c, "support.line") and known(c, "support.amount") if kind == "money-support" else OUT


@check("Q47")
def amount_accounted(c):
    """An amount names payer and budget line."""
    named = [known(c, f"support.{word}") for word in ("line", "payer", "budget-line")]
    return all(named) if known(c, "support.amount") else OUT


@check("Q32")
def latest_grade_passes(c):
    """The last grade is a pass."""
    grade = c["f"].get("dynamic.grade") or c["f"].get("acceptance.grade")
    return None if grade is None else grade in PASSES
