"""The measure's acts as plain dicts: who takes them, where, what they bring, on which conditions, and what they change."""

from __future__ import annotations

LIVE = (
    "preparing in-acceptance acceptance-notice rectifying-acceptance recognised in-evaluation evaluation-notice rectifying-dynamic"
)
INTAKE = "directed recommended intent under-review held in-notice approvable"
HANDLED = f"under-review held in-notice approvable {LIVE}"
NOTICES = "in-notice acceptance-notice evaluation-notice"
OPERATING = "recognised in-evaluation evaluation-notice rectifying-dynamic"
APPEALABLE = f"{INTAKE} {LIVE} not-recommended closed cancelled revoked"
UNIT_FACTS = "lead.code lead.name lead.kind lead.place lead.legal-person"
CASE = f"{UNIT_FACTS} department territory.office centre.field centre.field-en"
FOUND = f"adoption.stage {CASE} industry.class industry.edition approval.on"
PANEL = "review.on review.panel review.opinion review.conclusion"
VISIT = "visit.on visit.opinion visit.conclusion"
PLAN = "plan.direction mode plan.tasks partners plan.parts plan.basis-length industry.class industry.edition"
SCORES = "evaluation.panel-score evaluation.panel-grade"
SHEETS = "evaluation.scores evaluation.opinion"
MINORITY = "evaluation.minority"
DIRECTOR = "director.years"
NOTICE = "notice.first-day notice.last-day"
OFFICES = "department-is-addressed territory-office-is-science"
LEAD = "lead-registered-in-weihai lead-is-legal-person"
JUDGED = "lead-leading lead-organising lead-equipped lead-with-results"
BODIES = (
    "governance-set-up rights-laid-down council-of-all-parties committee-share committee-has-chair committee-chair-outside "
    "director-recruited-openly director-appointed-by-council director-nine-months"
)
HEARD = "party-heard heard-at-this-stage remedies-told"
RESULT = "result-notice-over result-objections-answered"
MONEY = "support.line support.amount support.payer support.budget-line"
AWARDED = ("approved", "support.kind")
ENDED = "revoked withdrawn merged promoted"
UNIT_TIMES = ("annual-report", "acceptance-application", "acceptance-rectification", "dynamic-rectification")
DECISION = "decision.minutes decision.legality-check remedies.told"

ACTS = {}


def act(kind, by, **told):
    """Put an act on the list: ``to`` maps a stage to the next one (``""``: there is no centre yet), ``at`` lists the others."""
    words = ("needs", "may", "adds", "clears", "checks", "notes", "readings", "done", "drops", "opens")
    made = {name: told.pop(name, "").split() for name in words}
    moves = {stage: to for stages, to in told.pop("moves", ()) for stage in (stages.split() or [""])}
    made |= {"by": by.split(), "to": {stage: stage for stage in told.pop("at", "").split()} | moves, "moves": bool(moves)}
    ACTS[kind] = made | {"paper": False, "reason": False, "adverse": False, "steps": None, "holds": False, "frees": False} | told


def step(proceeding, came_from, to, is_open=False):
    """A step of a proceeding: the steps it may come from (none: it begins), and where it goes."""
    return {"of": proceeding, "from": came_from.split(), "to": to, "open": is_open}


# ── on the texts themselves ──────────────────────────────────────────────────────────────────────────────────────────────
act("confirm-interpretation", "bureau", paper=True, reason=True, text=True)
act("register-basis", "bureau", paper=True, text=True, needs="basis", adds="basis", readings="Q19")

# ── into the register: adoption, direction, recommendation, intent, plan ─────────────────────────────────────────────────
act(
    "adopt-case", "bureau", moves=[("", "found")], paper=True, readings="Q20", checks=f"found-before-approval {OFFICES}",
    needs=f"adoption.stage route {CASE}",
    may=f"mode plan.direction plan.tasks partners industry.class industry.edition {PANEL} {VISIT} "
        f"plan.revised-on revision.none-asked-on {NOTICE}",
)  # fmt: skip
act(
    "adopt-preparing", "bureau", moves=[("", "found")], paper=True, readings="Q20",
    checks=f"found-preparing {OFFICES} class-unique term-after-approval", needs=FOUND,
    may="route mode partners preparation.last-day plan.direction plan.tasks legal-form", holds=True,
    opens="yearly-check annual-report acceptance-application",
)  # fmt: skip
act(
    "adopt-recognised", "bureau", moves=[("", "found")], paper=True, readings="Q20",
    checks=f"found-recognised {OFFICES} class-unique", needs=f"{FOUND} recognition.on",
    may="route mode partners dynamic.graded-on dynamic.cohort-day legal-form", holds=True,
    opens="annual-report dynamic-evaluation",
)  # fmt: skip
act(
    "adopt-second-in-class", "bureau", moves=[("", "found")], paper=True, reason=True, readings="Q20",
    checks=f"found-recognised {OFFICES}", needs=f"{FOUND} recognition.on",
    may="route mode partners dynamic.graded-on dynamic.cohort-day legal-form", opens="annual-report dynamic-evaluation",
)  # fmt: skip
act(
    "open-directed", "bureau", moves=[("", "directed")], paper=True, reason=True, readings="Q22",
    checks=f"route-is-directed {OFFICES}",
    needs="route directed.need lead.code lead.name lead.kind department territory.office centre.field centre.field-en",
)  # fmt: skip
act(
    "recommend", "department", moves=[("", "recommended")], paper=True, needs=f"route {CASE} recommendation.opinion",
    may="recommendation.requested-on lead.major-projects partners", checks=f"route-is-recommended {OFFICES} {LEAD} {JUDGED}",
)  # fmt: skip
act(
    "recommend-directed", "department", moves=[("directed", "recommended")], paper=True, readings="Q22",
    checks=f"{LEAD} {JUDGED}", needs="lead.place lead.legal-person recommendation.opinion",
    may="lead.major-projects partners",
)  # fmt: skip
act(
    "refuse-recommendation", "department", moves=[("", "not-recommended")], at="directed", paper=True, reason=True,
    adverse=True, checks="department-is-addressed",
    needs="lead.code lead.name department centre.field centre.field-en recommendation.opinion",
    may="remedies.told route lead.kind lead.place lead.legal-person territory.office recommendation.requested-on",
)  # fmt: skip
act(
    "file-intent", "unit", moves=[("recommended", "intent")], needs="intent.summary",
    may="plan.direction mode industry.class industry.edition",
)  # fmt: skip
act(
    "file-plan", "unit", at="intent", needs="plan.direction mode plan.tasks", checks="plan-has-content",
    may="partners plan.parts plan.basis-length plan.proposed-director industry.class industry.edition industry.other-classes",
)  # fmt: skip
act("withdraw-application", "unit", moves=[(INTAKE, "intake-withdrawn")], reason=True, readings="Q37")
act(
    "decline-review", "bureau", moves=[("directed recommended intent", "closed")], may="remedies.told", paper=True,
    reason=True, adverse=True,
)  # fmt: skip

# ── review, notice, approval ─────────────────────────────────────────────────────────────────────────────────────────────
act(
    "open-review", "bureau", moves=[("intent", "under-review")], may="industry.class industry.edition",
    checks=f"plan-has-content {LEAD}", notes="lead-qualifies mode-suits-market",
)  # fmt: skip
act(
    "record-panel-opinion", "bureau", at="under-review", needs=PANEL, may="review.minority",
    clears="revision.none-asked-on review.minority", checks="review-has-panel review-untied",
)  # fmt: skip
act("record-site-visit", "bureau", at="under-review", needs=VISIT)
act(
    "return-for-revision", "bureau", at="under-review", needs="revision.asked", clears="revision.none-asked-on",
    checks="review-on-record", reason=True,
)  # fmt: skip
act("file-revised-plan", "unit", at="under-review held", needs="plan.revised-on plan.changes", may=f"{PLAN} industry.other-classes")
act(
    "record-no-change", "bureau", at="under-review held", needs="revision.none-asked-on",
    checks="review-on-record visit-on-record", reason=True,
)  # fmt: skip
act("hold", "bureau", moves=[("under-review", "held")], checks="review-on-record visit-on-record", reason=True)
act(
    "reopen-review", "bureau", moves=[("held", "under-review")], clears=f"{PANEL} {VISIT} revision.none-asked-on",
    reason=True, readings="Q42",
)  # fmt: skip
act(
    "open-notice", "bureau", moves=[("under-review held approvable", "in-notice")], needs=NOTICE,
    may="industry.class industry.edition",
    checks="review-on-record visit-on-record review-passed visit-passed plan-settled mature notice-starts-ahead "
    "notice-runs-forward",
    paper=True,
)  # fmt: skip
act(
    "repeat-notice", "bureau", at=NOTICES, needs=NOTICE, checks="notice-starts-ahead notice-runs-forward", paper=True,
    reason=True, readings="Q2 Q44",
)  # fmt: skip
act(
    "receive-objection", "bureau", at=NOTICES, readings="Q2 Q3 Q44", steps=step("objection", "", "received", is_open=True),
    needs="objection.received-on objection.signed objection.evidence objection.subject",
)  # fmt: skip
act(
    "not-admit-objection", "bureau", at=NOTICES, readings="Q3 Q44", steps=step("objection", "received", "not-admitted"),
    reason=True, needs="objection.received-on objection.signed objection.evidence", checks="objection-inadmissible",
)  # fmt: skip
act(
    "dismiss-objection", "bureau", at=NOTICES, readings="Q2 Q44", steps=step("objection", "received", "dismissed"),
    reason=True, needs="objection.finding",
)  # fmt: skip
act(
    "uphold-objection", "bureau", readings="Q2 Q44", steps=step("objection", "received", "upheld"), reason=True,
    needs="objection.finding", clears="revision.none-asked-on",
    moves=[("in-notice", "under-review"), ("acceptance-notice", "in-acceptance"), ("evaluation-notice", "in-evaluation")],
)  # fmt: skip
act("close-notice", "bureau", moves=[("in-notice", "approvable")], checks="notice-over objections-closed")
act(
    "receive-report", "bureau department", at=HANDLED, readings="Q3", needs="report-matter.subject",
    steps=step("report-matter", "", "received", is_open=True),
)  # fmt: skip
act("close-report", "bureau department", at=HANDLED, readings="Q3", reason=True, steps=step("report-matter", "received", "handled"))
act(
    "not-approve", "bureau", moves=[("under-review held in-notice approvable", "closed")], may="remedies.told", paper=True,
    reason=True, adverse=True,
)  # fmt: skip
act(
    "approve", "bureau", moves=[("approvable", "preparing")], paper=True, readings="Q8", holds=True,
    needs="approval.on industry.class industry.edition",
    may="preparation.last-day industry.other-classes department territory.office",
    checks="approval-dated review-passed visit-passed mature notice-over objections-closed class-unique class-unrelated "
        f"technical-field-unique {LEAD} lead-qualifies {OFFICES} term-after-approval term-generally-three-years",
    opens="task-book yearly-check annual-report acceptance-application",
)  # fmt: skip
act(
    "serve-approval", "bureau department", at="preparing", needs="approval.served-on", checks="taskbook-owed served-by-now",
    readings="Q4", drops="task-book", opens="task-book",
)  # fmt: skip
act(
    "sign-task-book", "bureau", at="preparing", paper=True, may="preparation.last-day",
    needs="taskbook.bureau-signed-on taskbook.office-signed-on taskbook.unit-signed-on",
    checks="taskbook-signed-by-all term-after-approval term-generally-three-years", done="task-book",
    drops="acceptance-application", opens="acceptance-application",
)  # fmt: skip
act(
    "reset-task-book", "bureau", at="preparing", needs="taskbook.new-day taskbook.late-party", checks="taskbook-owed",
    reason=True, readings="Q5", reset=("task-book", "taskbook.new-day"),
)  # fmt: skip

# ── preparation and running: checks, reports, bodies ─────────────────────────────────────────────────────────────────────
act("yearly-check", "bureau department", at="preparing", needs="checks", adds="checks", done="yearly-check")
act("stage-evaluation", "bureau", at="preparing", needs="checks", adds="checks", reason=True)
act(
    "file-annual-report", "unit", at=LIVE, needs="report.year report.summary report.plan report.at-department-on",
    may=f"committee.members {DIRECTOR} council.met-on", checks="report-owed report-filed-by-now",
    steps=step("annual-report", "", "filed", is_open=True), done="annual-report", opens="annual-report-review",
)  # fmt: skip
act(
    "review-annual-report", "department", at=LIVE, needs="report.review",
    steps=step("annual-report", "filed", "reviewed", is_open=True),
)  # fmt: skip
act(
    "return-annual-report", "department bureau", at=LIVE, steps=step("annual-report", "filed reviewed", "returned"),
    reason=True, drops="annual-report-review",
)  # fmt: skip
act(
    "receive-annual-report", "bureau", at=LIVE, needs="report.at-bureau-on", checks="report-received-by-now",
    steps=step("annual-report", "reviewed", "received"), done="annual-report-review",
)  # fmt: skip
act(
    "report-governance", "unit", at=LIVE,
    may="council.established-on council.all-parties council.met-on charter.adopted-on partners.rights independence.evidence",
)  # fmt: skip
act(
    "report-committee",
    "unit",
    at=LIVE,
    needs="committee.members",
    notes="committee-share committee-has-chair committee-chair-outside",
)
act(
    "appoint-director", "unit", at=LIVE,
    needs="director.person director.appointed-on director.open-recruitment director.by-council",
)  # fmt: skip
act("report-director-months", "unit", at=LIVE, needs=DIRECTOR, readings="Q26")
act(
    "change-partners", "unit", at=LIVE, needs="partners", may="committee.members partners.rights council.all-parties",
    readings="Q37",
)  # fmt: skip
act("record-contributions", "unit", at=LIVE, needs="contributions", adds="contributions")
act("record-legal-form", "unit bureau", at=LIVE, needs="legal-form", may="legal-entity.code")

# ── acceptance, rectification, cancellation ──────────────────────────────────────────────────────────────────────────────
APPLICATION = f"independence.evidence committee.members {DIRECTOR}"
act(
    "remind-to-apply", "bureau", at="preparing", needs="reminder.last-day", checks="term-over", paper=True, readings="Q11",
    reset=("acceptance-application", "reminder.last-day"),
)  # fmt: skip
act(
    "apply-acceptance", "unit", at="preparing", needs="acceptance.applied-on acceptance.self-report", may=APPLICATION,
    clears="acceptance.department-opinion", checks="term-over", done="acceptance-application", opens="acceptance-review",
    steps=step("acceptance-application", "", "applied", is_open=True),
)  # fmt: skip
act(
    "apply-reexamination", "unit", at="rectifying-acceptance", needs="acceptance.applied-on acceptance.self-report",
    may=APPLICATION, clears="acceptance.department-opinion", checks="reexamination-in-time", opens="acceptance-review",
    readings="Q33", steps=step("acceptance-application", "", "applied", is_open=True),
)  # fmt: skip
act(
    "review-application", "department", at="preparing rectifying-acceptance", needs="acceptance.department-opinion",
    reason=True, readings="Q34", steps=step("acceptance-application", "applied", "reviewed", is_open=True),
    done="acceptance-review", opens="acceptance-evaluation",
)  # fmt: skip
act(
    "return-application", "department bureau", at="preparing rectifying-acceptance", needs="acceptance.refile-by",
    reason=True, readings="Q33 Q34", steps=step("acceptance-application", "applied reviewed", "returned"),
    done="acceptance-review acceptance-evaluation", opens="acceptance-application",
)  # fmt: skip
act(
    "publish-scheme", "bureau", at="preparing rectifying-acceptance recognised", paper=True, readings="Q30 Q31",
    needs="scheme.document scheme.published-on scheme.bands",
)  # fmt: skip
act(
    "open-acceptance", "bureau", moves=[("preparing rectifying-acceptance", "in-acceptance")],
    clears=f"{SHEETS} {MINORITY} {SCORES} acceptance.grade acceptance.refile-by", checks="scheme-on-record scheme-before-round",
    steps=step("acceptance-application", "reviewed", "opened"),
)  # fmt: skip
act(
    "open-acceptance-on-file", "bureau", moves=[("preparing", "in-acceptance")], readings="Q11", reason=True,
    clears=f"{SHEETS} {MINORITY} {SCORES} acceptance.grade", opens="acceptance-evaluation",
    checks="term-over reminder-over no-application-waiting scheme-on-record scheme-before-round",
)  # fmt: skip
act(
    "record-scores", "bureau", at="in-acceptance in-evaluation", needs=SHEETS, may=f"{SCORES} {MINORITY}",
    clears=f"{SCORES} {MINORITY}", checks="scores-have-panel scores-untied scheme-on-record",
)  # fmt: skip
act(
    "fix-acceptance-grade", "bureau", at="in-acceptance", needs="acceptance.grade",
    checks="scores-on-record scores-untied acceptance-follows-panel",
)  # fmt: skip
act(
    "open-results-notice", "bureau", moves=[("in-acceptance", "acceptance-notice"), ("in-evaluation", "evaluation-notice")],
    needs=NOTICE, checks="acceptance-graded dynamic-graded notice-starts-ahead notice-runs-forward", paper=True,
    readings="Q44",
)  # fmt: skip
act(
    "recognise", "bureau", moves=[("acceptance-notice", "recognised")], needs="recognition.on", paper=True,
    checks=f"recognition-dated acceptance-passed {RESULT} {BODIES}", notes="committee-of-standing director-able",
    done="acceptance-evaluation acceptance-rectification", opens="dynamic-evaluation",
)  # fmt: skip
act(
    "order-acceptance-rectification", "bureau", moves=[("acceptance-notice", "rectifying-acceptance")], paper=True,
    reason=True, needs="acceptance.failed-on", checks=f"first-failure time-runs failure-dated acceptance-not-passed {RESULT}",
    done="acceptance-evaluation",
)  # fmt: skip
act(
    "serve-rectification", "bureau department", at="rectifying-acceptance", needs="acceptance.notified-on", readings="Q43",
    checks="notified-by-now time-runs year-not-yet-running", opens="acceptance-rectification",
)  # fmt: skip
act(
    "record-second-failure", "bureau", moves=[("acceptance-notice", "rectifying-acceptance")], paper=True, reason=True,
    readings="Q33", checks=f"failed-before acceptance-not-passed {RESULT}", done="acceptance-evaluation",
)  # fmt: skip
act(
    "hear-party", "bureau", at=f"{LIVE} {ENDED}", needs="hearing.about hearing.notified-on hearing.on hearing.outcome",
    checks="heard-after-told", paper=True, readings="Q32",
)  # fmt: skip
act(
    "cancel", "bureau", moves=[("rectifying-acceptance", "cancelled")], needs="remedies.told", paper=True, reason=True,
    adverse=True, readings="Q14", frees=True,
    checks=f"acceptance-not-passed failure-notified year-over time-runs no-application-waiting refiling-over {HEARD} "
        "heard-on-cancelling",
)  # fmt: skip

# ── dynamic evaluation and what follows ──────────────────────────────────────────────────────────────────────────────────
act(
    "schedule-evaluation", "bureau", at="recognised", needs="dynamic.cohort-day", paper=True, readings="Q16",
    reset=("dynamic-evaluation", "dynamic.cohort-day"),
)  # fmt: skip
act(
    "open-dynamic-evaluation", "bureau", moves=[("recognised", "in-evaluation")], may="dynamic.consent",
    clears=f"{SHEETS} {MINORITY} {SCORES} dynamic.grade", checks="not-early scheme-on-record scheme-before-round",
)  # fmt: skip
act(
    "fix-dynamic-grade", "bureau", at="in-evaluation", needs="dynamic.grade dynamic.graded-on", clears="rectification.accepted-on",
    checks="scores-on-record scores-untied dynamic-follows-panel grade-dated",
)  # fmt: skip
act(
    "support", "bureau", moves=[("evaluation-notice", "recognised")], needs="decision.minutes", may="decision.legality-check",
    clears="dynamic.consent dynamic.cohort-day", checks=f"dynamic-passed {RESULT}", paper=True, reason=True,
    done="dynamic-evaluation", opens="dynamic-evaluation",
)  # fmt: skip
act(
    "order-rectification", "bureau", moves=[("evaluation-notice rectifying-dynamic", "rectifying-dynamic")], paper=True,
    reason=True, adverse=True, needs=f"rectification.last-day {DECISION}", readings="Q13 Q32",
    clears="rectification.reported-on rectification.report dynamic.consent dynamic.cohort-day",
    checks="dynamic-failed dynamic-notice-over result-objections-answered no-rectification-open rectification-ends-later "
        f"decided-by-procedure {HEARD} heard-on-rectifying",
    steps=step("rectification", "", "ordered", is_open=True), done="dynamic-evaluation", drops="dynamic-rectification",
    opens="dynamic-rectification",
)  # fmt: skip
act(
    "report-rectification", "unit", at="rectifying-dynamic", needs="rectification.reported-on rectification.report",
    steps=step("rectification", "ordered reported", "reported", is_open=True), done="dynamic-rectification",
)  # fmt: skip
act(
    "accept-rectification", "bureau", moves=[("rectifying-dynamic", "recognised")], paper=True, reason=True, readings="Q15",
    needs="rectification.accepted-on", checks="rectification-reported rectification-done rectification-acceptance-dated",
    steps=step("rectification", "reported", "accepted"),
    done="dynamic-rectification", opens="dynamic-evaluation",
)  # fmt: skip
act(
    "reject-rectification", "bureau", at="rectifying-dynamic", needs="rectification.rejected-on", paper=True, reason=True,
    readings="Q14", checks="rectification-judgeable time-runs", steps=step("rectification", "ordered reported", "rejected"),
)  # fmt: skip
act(
    "revoke", "bureau", moves=[("evaluation-notice rectifying-dynamic", "revoked")], needs=DECISION, paper=True, reason=True,
    adverse=True, readings="Q14 Q32", frees=True,
    checks="dynamic-failed dynamic-notice-over result-objections-answered no-rectification-open decided-by-procedure "
        f"{HEARD} heard-on-revoking",
)  # fmt: skip

# ── changes, exits, support ──────────────────────────────────────────────────────────────────────────────────────────────
act(
    "file-name-change", "unit", at=LIVE, needs="centre.field centre.field-en name.before", reason=True, readings="Q36",
    notes="name-keeps-field",
)  # fmt: skip
act(
    "record-name-filing", "bureau", at=LIVE, needs="name.recorded-on", checks="name-filed", notes="name-keeps-field", paper=True,
    readings="Q36",
)  # fmt: skip
act(
    "apply-field-change", "unit", at=LIVE, needs="field-change.direction field-change.class", reason=True,
    clears="field-change.opinion field-change.conclusion", steps=step("field-change", "", "applied", is_open=True),
)  # fmt: skip
act(
    "review-field-change", "bureau", at=LIVE, needs="field-change.opinion field-change.conclusion",
    steps=step("field-change", "applied", "reviewed", is_open=True),
)  # fmt: skip
act(
    "change-field", "bureau", at=LIVE, needs="plan.direction industry.class industry.edition",
    may="centre.field centre.field-en",
    checks="field-change-reviewed new-class-as-applied new-class-unique class-unrelated technical-field-unique", paper=True,
    readings="Q45", steps=step("field-change", "reviewed", "changed"), holds=True, frees=True,
)  # fmt: skip
act(
    "refuse-field-change", "bureau", at=LIVE, steps=step("field-change", "applied reviewed", "refused"), may="remedies.told",
    paper=True, reason=True, adverse=True,
)  # fmt: skip
act(
    "change-department", "bureau", at=f"{INTAKE} {LIVE}", needs="department", may="territory.office", checks=OFFICES,
    reason=True, readings="Q23",
)  # fmt: skip
act(
    "report-lead-condition", "unit department", at=LIVE, may="lead.name lead.place lead.legal-person lead.kind", reason=True,
    readings="Q37",
)  # fmt: skip
act(
    "replace-lead", "bureau", at="preparing rectifying-acceptance recognised rectifying-dynamic",
    needs=f"{UNIT_FACTS} remedies.told", may="partners committee.members",
    checks=f"{LEAD} replacement-sound {HEARD} heard-on-replacing", paper=True, reason=True, adverse=True, readings="Q37",
)  # fmt: skip
act(
    "request-exit", "unit", at=LIVE, needs="exit.wish", may="exit.into", clears="exit.into", readings="Q37",
    steps=step("exit", "", "requested", is_open=True),
)  # fmt: skip
act(
    "accept-exit", "bureau", moves=[(LIVE, "withdrawn")], readings="Q37", steps=step("exit", "requested", "accepted"),
    paper=True, reason=True, frees=True,
)  # fmt: skip
act(
    "accept-merger", "bureau", moves=[(LIVE, "merged")], readings="Q37", steps=step("exit", "requested", "accepted"),
    checks="merger-named", paper=True, reason=True, frees=True,
)  # fmt: skip
act("record-promotion", "bureau", at=OPERATING, needs="promotion.level promotion.on promotion.document", readings="Q41")
act(
    "leave-on-promotion", "bureau", moves=[(OPERATING, "promoted")], readings="Q37 Q41", checks="promotion-recorded",
    steps=step("exit", "requested", "accepted"), paper=True, reason=True, frees=True,
)  # fmt: skip
act(
    "refuse-exit", "bureau", at=LIVE, readings="Q37", steps=step("exit", "requested", "refused"), may="remedies.told",
    paper=True, reason=True, adverse=True,
)  # fmt: skip
act(
    "end-on-outside-ground", "bureau", needs="outside.ground remedies.told",
    checks="party-heard heard-on-ending remedies-told", paper=True, reason=True, adverse=True, readings="Q18 Q37",
    outside=True, frees=True,
    moves=[
        ("preparing in-acceptance acceptance-notice rectifying-acceptance", "cancelled"),
        ("recognised in-evaluation evaluation-notice rectifying-dynamic", "revoked"),
        ],
)  # fmt: skip
REMEDY = "remedy.admitted-on remedy.ended-on remedy.decided-on remedy.outcome remedy.effect"
act(
    "file-remedy", "unit bureau", at=APPEALABLE, needs="remedy.kind remedy.decision remedy.filed-on remedy.body", clears=REMEDY,
    readings="Q21 Q55", outside=True, steps=step("remedy", "", "filed", is_open=True),
)  # fmt: skip
act(
    "admit-remedy", "bureau", at=APPEALABLE, needs="remedy.admitted-on", checks="remedy-admitted-after-filed", readings="Q55",
    outside=True, steps=step("remedy", "filed", "admitted", is_open=True),
)  # fmt: skip
act(
    "end-remedy", "bureau", at=APPEALABLE, needs="remedy.ended-on", checks="remedy-ended-after-filed", readings="Q55",
    outside=True, steps=step("remedy", "filed admitted", "ended"), reason=True,
)  # fmt: skip
act(
    "record-ruling", "bureau", at=APPEALABLE, needs="remedy.decided-on remedy.outcome", checks="remedy-decided-after-filed",
    readings="Q55", outside=True, steps=step("remedy", "filed admitted", "decided"), paper=True,
)  # fmt: skip
act(
    "carry-out-ruling", "bureau", at=APPEALABLE, needs="remedy.effect", checks="remedy-granted", readings="Q55", outside=True,
    steps=step("remedy", "decided", "carried-out"), paper=True, reason=True,
)  # fmt: skip
act(
    "withdraw-rectification-order", "bureau", moves=[("rectifying-dynamic", "evaluation-notice")], checks="remedy-annulled",
    readings="Q55", outside=True, steps=step("rectification", "ordered reported rejected", "withdrawn"), paper=True, reason=True,
    drops="dynamic-rectification",
)  # fmt: skip
act(
    "decide-support", "bureau", at="recognised", needs="support.kind", may=f"support.content {MONEY}",
    clears=f"support.content {MONEY}", paper=True, reason=True, readings="Q47", line=AWARDED,
    checks="support-under-article-19 support-earned circumstances-allow money-has-amount amount-accounted",
)  # fmt: skip
act(
    "decide-further-support", "bureau", at="recognised", needs="support.kind support.content decision.minutes", may=MONEY,
    clears=MONEY, checks="support-is-further latest-grade-passes amount-accounted", paper=True, reason=True, line=AWARDED,
)  # fmt: skip
act(
    "disburse-support", "bureau", at=OPERATING, needs="support.line support.amount support.paid-on",
    may="support.payer support.budget-line", paper=True, reason=True, readings="Q47", line=("disbursed", ""),
)  # fmt: skip
act(
    "withhold-support", "bureau", at=OPERATING, needs="support.line remedies.told", outside=True, paper=True, reason=True,
    adverse=True, readings="Q56", checks="party-heard heard-on-support remedies-told", line=("withheld", ""),
)  # fmt: skip
act(
    "recover-support", "bureau", at=f"{OPERATING} {ENDED}", needs="support.line support.amount remedies.told", outside=True,
    paper=True, reason=True, adverse=True, readings="Q56", checks="party-heard heard-on-support remedies-told",
    line=("recovered", ""),
)  # fmt: skip

# ── what is owed: found missed, excused, waived, suspended ───────────────────────────────────────────────────────────────
act(
    "find-report-missed", "bureau", at=LIVE, needs="report.year", readings="Q17", reason=True,
    turn=("annual-report", "missed", "report.year"),
)  # fmt: skip
act(
    "find-check-missed", "bureau", at="preparing", needs="check.year", readings="Q51", reason=True,
    turn=("yearly-check", "missed", "check.year"),
)  # fmt: skip
for _kind, _how in (("excuse-report", "excused"), ("waive-report", "waived")):
    act(
        _kind, "bureau", at=LIVE, needs="report.year", readings="Q57", outside=True, paper=True, reason=True,
        turn=("annual-report", _how, "report.year"),
    )  # fmt: skip
act(
    "suspend-time", "bureau", at=LIVE, needs="suspension.ground", checks="time-runs", readings="Q57", outside=True, paper=True,
    reason=True, steps=step("suspension", "", "running", is_open=True), stands=UNIT_TIMES,
)  # fmt: skip
act(
    "resume-time", "bureau", at=LIVE, readings="Q57", paper=True, reason=True, steps=step("suspension", "running", "over"),
    runs=UNIT_TIMES,
)  # fmt: skip
