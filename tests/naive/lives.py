"""Random lives from a seed: mostly the next plausible act, so that lives go deep, with faults strewn in. Acts are plain dicts."""

from __future__ import annotations

import random
from datetime import date

from tests.naive.acts import ACTS
from tests.naive.days import ALMANAC, plus, years_later
from tests.naive.duties import running
from tests.naive.measure import FINAL, LAST, TAKEN, TURNED_DOWN, blank, standing
from tests.naive.rules import BY_DEPARTMENT, GENERALLY, READINGS

TODAY = date(2031, 12, 31)
BUREAU, DISTRICTS = "weihai-kjj", ("huancui-kjj", "rushan-kjj")
UNITS = ("91371002MA3B6D828L", "91371083MA3X5J829W", "12371000MB2810L433")
CLASSES = ("3511", "3512", "351", "3621")
CENTRES = ("wh-1", "wh-2", "wh-3")
BEGIN = ("recommend",) * 8 + ("adopt-preparing",) * 5 + ("adopt-recognised",) * 5
BEGIN += ("open-directed", "adopt-case", "adopt-case", "adopt-second-in-class", "refuse-recommendation")
ADVERSE_OUTSIDE = ("fraud-law", "fraud-law", "fraud-law", "", "weihai-2022")
RESTED_ON = sorted(
    {"Q7", "Q8", "Q35"}.union(
        *({*told["readings"], *(q for rule in told["checks"] for q in READINGS[rule])} for told in ACTS.values() if told["adverse"])
    )
)  # what an adverse act may rest on, and what opens a condition while it is not confirmed
MAY = {"report-governance": 0.9, "adopt-case": 0.9}
OPEN_RULES = {
    "lead-qualifies", "mature", "technical-field-unique", "rectification-done", "replacement-sound", "circumstances-allow",
    *BY_DEPARTMENT, *GENERALLY,
}  # fmt: skip


class Chance(random.Random):
    """Chance with a character: a steady life strays and errs little, a poor one fails its evaluations."""

    def __init__(self, seed):
        super().__init__(seed)
        self.steady, self.poor = self.random() < 0.35, self.random() < 0.4

    def errs(self, how_often):
        """Whether something goes wrong this time."""
        return self.random() < (how_often / 6 if self.steady else how_often)


def a_life(seed):
    """A generator: it yields acts and is sent the world after each (the world decides what is plausible next)."""
    chance = Chance(seed)
    length = chance.choice((26, 32, 38) if chance.steady else (5, 7, 10, 14))
    names = list(CENTRES[: 1 if chance.steady and chance.random() < 0.8 else chance.choice((1, 2, 2, 3))])
    world = yield None
    clocks = {name: date(2022, 7, 7 + chance.randrange(20)) for name in names}
    for number in range(length):
        if chance.random() < (0.75 if number < 2 else 0.01):
            act = text_act(chance, number)
        else:
            act = centre_act(chance, world, chance.choice(names), clocks, number)
        world = yield act
        ended = [name for name in names if stage_of(world, name) in FINAL]
        names = [name for name in names if name not in ended or chance.random() < 0.4]
        if not names:
            return


def stage_of(world, name):
    """Where a centre stands, or nowhere."""
    return world["centres"][name]["state"]["stage"] if name in world["centres"] else ""


def text_act(chance, number):
    """An act on the texts: readings confirmed (now and then turned down), or a basis registered."""
    act = {"id": f"t-{number}", "centre": "", "by": BUREAU, "document": "威科字〔2022〕1号", "said": [], "on": date(2022, 7, 7)}
    if number == 0 or (number > 1 and chance.random() < 0.5):
        few = chance.sample(RESTED_ON, chance.choice((3, 10, *[len(RESTED_ON)] * 4)))
        facts = {f"interpretation.{name}": TAKEN[name] for name in few}
        if chance.random() < 0.03:
            facts[f"interpretation.{chance.choice(sorted(TURNED_DOWN))}"] = "nothing-of-the-kind"
            few = chance.choice(sorted(TURNED_DOWN))
            facts[f"interpretation.{few}"] = TURNED_DOWN[few]
        return act | {"kind": "confirm-interpretation", "reason": "解释", "facts": facts}
    rows = [
        {"id": "fraud-law", "first": date(2020, 1, 1), "last": date(2035, 12, 31)},
        {"id": "weihai-2027", "first": date(2027, 7, 7), "last": date(2031, 7, 6)},
    ]
    return act | {"kind": "register-basis", "reason": "", "facts": {"basis": rows[: chance.choice((1, 2, 2))]}}


def centre_act(chance, world, name, clocks, number):
    """One act on a centre: the right one for where it stands, or any; on a telling day; sometimes spoiled."""
    subject = world["centres"].get(name)
    state = subject["state"] if subject else blank()
    kind = chosen(chance, state)
    day = telling_day(chance, kind, state, clocks[name])
    act = {
        "id": f"{name}-{number}", "kind": kind, "centre": name, "on": day, "by": who(chance, kind, state), "reason": "理由",
        "document": "威科字〔2023〕9号", "said": [], "facts": {}, "basis": "",
    }  # fmt: skip
    act["facts"] = right_facts(chance, kind, state, day, name)
    if "department" in ACTS[kind]["by"] and not state["facts"].get("department"):
        act["by"] = act["facts"].get("department", act["by"])
    act["said"] = right_judgements(chance, kind, act)
    if ACTS[kind].get("outside"):
        act["basis"] = chance.choice(ADVERSE_OUTSIDE)
    elif day > LAST and chance.random() < 0.9:
        act["basis"] = "weihai-2027"
    if chance.errs(0.16):
        spoil(chance, act)
    if act["on"] == day:
        clocks[name] = max(clocks[name], day)
    return act


# ── which act ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def chosen(chance, state):
    """Mostly what leads on; else anything the stage allows; seldom anything at all."""
    roll = chance.random()
    if roll < (0.93 if chance.steady else 0.74):
        return chance.choice(forward(state))
    here = [kind for kind, told in ACTS.items() if state["stage"] in told["to"]]
    if roll < 0.95 and here and state["stage"]:
        ends = {"accept-exit", "withdraw-application", "decline-review", "not-approve", "end-on-outside-ground", "uphold-objection"}
        here = [kind for kind in here if kind not in ends or chance.random() < 0.15] or here
        return chance.choice(here)
    return chance.choice([kind for kind, told in ACTS.items() if not told.get("text")])


def at_step(state, proceeding):
    """The step of a proceeding, or nothing."""
    return state["procs"].get(proceeding, {}).get("at")


def forward(state):
    """The acts that lead on from where a centre stands."""
    stage = state["stage"]
    if stage in ("in-notice", "acceptance-notice", "evaluation-notice") and at_step(state, "objection") == "received":
        return ["dismiss-objection", "not-admit-objection", "dismiss-objection", "uphold-objection"]
    if beside(state):
        return beside(state) + main(state) * 2
    return main(state)


def beside(state):
    """What goes on beside the main way: reports, changes of field, exits, decisions announced in a hearing."""
    side = {
        ("annual-report", "filed"): ["review-annual-report"] * 3 + ["return-annual-report"],
        ("annual-report", "reviewed"): ["receive-annual-report"] * 3 + ["return-annual-report"],
        ("field-change", "applied"): ["review-field-change"],
        ("field-change", "reviewed"): ["change-field", "change-field", "refuse-field-change"],
        ("exit", "requested"): ["refuse-exit", "refuse-exit", "accept-exit"],
        ("report-matter", "received"): ["close-report"],
        ("remedy", "filed"): ["admit-remedy", *["record-ruling"] * 5, "end-remedy"],
        ("remedy", "admitted"): ["record-ruling", "record-ruling", "end-remedy"],
        ("remedy", "decided"): ["carry-out-ruling"],
    }
    found = [kind for (of, at), kinds in side.items() if at_step(state, of) == at for kind in kinds]
    announced = {"end": ["end-on-outside-ground"] * 2, "replace": ["replace-lead"] * 2}
    return found + announced.get(state["facts"].get("hearing.about"), []) + leaving(state)


def leaving(state):
    """What a promotion, a merger or a filed name asks for."""
    facts, asked = state["facts"], at_step(state, "exit") == "requested"
    found = ["record-name-filing"] if "name.before" in facts and "name.recorded-on" not in facts else []
    found += ["accept-merger"] if asked and "exit.into" in facts else []
    found += ["resume-time"] * 3 if at_step(state, "suspension") == "running" else []
    stood = {line["at"] for line in state["lines"].values()}
    found += ["disburse-support"] * 4 if "approved" in stood else ["hear-party"] * 4 if stood & {"disbursed", "withheld"} else []
    return found + going(facts, asked, stood)


def going(facts, asked, stood):
    """What a hearing on support, or a promotion, leads to."""
    found = ["withhold-support", *["recover-support"] * 5] if stood and facts.get("hearing.about") == "support" else []
    return found + (["leave-on-promotion"] * 2 if asked and "promotion.on" in facts else [])


def main(state):
    """The main way from intent to recognition, and round and round the evaluations."""
    facts, stage = state["facts"], state["stage"]
    ways = {
        "": BEGIN,
        "directed": ["recommend-directed"],
        "recommended": ["file-intent"],
        "intent": ["open-review"] if "plan.tasks" in facts else ["file-plan"],
        "under-review": reviewing(facts),
        "held": ["open-notice", "open-notice", "reopen-review", "file-revised-plan"],
        "in-notice": ["close-notice"] * 5 + ["receive-objection"],
        "approvable": ["approve"],
        "preparing": preparing(state),
        "in-acceptance": evaluating(facts, "acceptance"),
        "acceptance-notice": after_acceptance(state),
        "rectifying-acceptance": rectifying(state),
        "recognised": recognised(facts),
        "in-evaluation": evaluating(facts, "dynamic"),
        "evaluation-notice": after_evaluation(facts),
        "rectifying-dynamic": after_order(state),
    }
    return ways.get(stage) or ["file-remedy", "file-remedy", "receive-report", "file-annual-report", "recommend", "approve"]


def reviewing(facts):
    """From the plan to the notice."""
    if "review.on" not in facts:
        return ["record-panel-opinion"]
    if "visit.on" not in facts:
        return ["record-site-visit"]
    if "plan.revised-on" not in facts and "revision.none-asked-on" not in facts:
        return ["file-revised-plan", "record-no-change", "return-for-revision"]
    return ["open-notice", "open-notice", "open-notice", "hold"]


def bodies(facts):
    """What Art. 12 still asks for."""
    wanted = {
        "committee.members": "report-committee", "council.established-on": "report-governance",
        "director.person": "appoint-director", "director.years": "report-director-months",
        "charter.adopted-on": "report-governance",
    }  # fmt: skip
    return [kind for fact, kind in wanted.items() if fact not in facts]


def preparing(state):
    """From the approval to the evaluation."""
    facts, application = state["facts"], at_step(state, "acceptance-application")
    if running(state, "task-book"):
        return ["sign-task-book", "sign-task-book", "serve-approval", "reset-task-book"]
    if application == "applied":
        return ["review-application"] * 4 + ["return-application"]
    if "scheme.bands" not in facts:
        return ["publish-scheme"]
    if application == "reviewed":
        return ["open-acceptance"]
    applying = ["apply-acceptance", "apply-acceptance", "remind-to-apply", "open-acceptance-on-file"]
    return [*bodies(facts), *applying, "yearly-check", "find-check-missed", *AT_TIMES]


AT_TIMES = ("find-report-missed", "excuse-report", "waive-report", "suspend-time")


def recognised(facts):
    """Between two evaluations."""
    opening = ["open-dynamic-evaluation"] * 4 if "scheme.bands" in facts else ["publish-scheme"] * 3
    return [*opening, "file-annual-report", "apply-field-change", "record-promotion", "request-exit", *AT_TIMES, *rewards(facts)]


def rewards(facts):
    """What a grade may bring."""
    earned = ["decide-support"] * 3 if facts.get("acceptance.grade") == "excellent" else []
    return earned + (["decide-further-support"] if "dynamic.grade" in facts else [])


def evaluating(facts, which):
    """Scores, grade, notice."""
    if "evaluation.scores" not in facts:
        return ["record-scores"]
    return ["open-results-notice"] if f"{which}.grade" in facts else [f"fix-{which}-grade"]


def after_acceptance(state):
    """Recognition, or the year, or the second failure."""
    facts = state["facts"]
    if facts.get("acceptance.grade") == "unqualified":
        return ["record-second-failure" if running(state, "acceptance-rectification") else "order-acceptance-rectification"]
    return bodies(facts) or ["recognise"] * 5 + ["receive-objection", "report-committee", "report-director-months"]


def rectifying(state):
    """The year, the re-examination, the cancellation."""
    facts, application = state["facts"], at_step(state, "acceptance-application")
    if not running(state, "acceptance-rectification"):
        return ["serve-rectification"]
    if application == "applied":
        return ["review-application"] * 4 + ["return-application"]
    if application == "reviewed":
        return ["open-acceptance"]
    cancelling = ["cancel"] * 2 if facts.get("hearing.about") == "cancel" else ["hear-party"]
    return ["apply-reexamination", *cancelling]


def after_evaluation(facts):
    """Support after a pass; after a failing grade the hearing and then what was intended."""
    if facts.get("dynamic.grade") != "unqualified":
        return ["support"] * 5 + ["receive-objection"]
    intended = {"rectify": ["order-rectification"], "revoke": ["revoke"]}
    return intended.get(facts.get("hearing.about"), ["hear-party"])


def after_order(state):
    """Reported, accepted or rejected; then the bureau decides again."""
    at = at_step(state, "rectification")
    if state["facts"].get("remedy.outcome") == "annulled":
        return ["withdraw-rectification-order"] * 4
    if at == "ordered" and "remedy.filed-on" not in state["facts"]:
        return ["report-rectification", "reject-rectification", *["file-remedy"] * 4]
    if at == "ordered":
        return ["report-rectification", "report-rectification", "reject-rectification"]
    if at == "reported":
        return ["accept-rectification", "accept-rectification", "reject-rectification"]
    facts, intended = state["facts"], {"rectify": "order-rectification", "revoke": "revoke"}
    heard = facts.get("hearing.on", date(2000, 1, 1)) >= (state["since"] or TODAY)
    return [intended.get(facts.get("hearing.about"), "hear-party") if heard else "hear-party"]


# ── on which day ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def telling_day(chance, kind, state, clock):
    """A day at the edge of what the act waits for, where it waits; else some days on; now and then an odd one."""
    if chance.errs(0.03):
        return chance.choice((date(2022, 7, 6), date(2022, 7, 7), LAST, plus(LAST, 1), plus(clock, -40), date(2032, 1, 1)))
    edge = waits_for(kind, state)
    if edge is None:
        return plus(clock, chance.choice((0, 0, 1, 2, 5, 9, 20, 33, 90)))
    right = (-300, -100, -1, 0) if kind == "apply-reexamination" else (1, 1, 1, 3)
    return max(clock, plus(edge, chance.choice((-20, -1, 0, 0, 1, 1, 1, 1, 2, 30) if chance.errs(0.8) else right)), ALMANAC[0])


def due_day(state, kind):
    """The last day of what is owed, or None."""
    duty = running(state, kind)
    return duty["due"] if duty else None


def waits_for(kind, state):
    """The day an act waits for, or None."""
    facts = state["facts"]
    if kind in ("close-notice", "approve", "recognise", "support", "record-second-failure", "order-acceptance-rectification"):
        return facts.get("notice.last-day")
    if kind in ("order-rectification", "revoke") and state["stage"] == "evaluation-notice":
        return facts.get("notice.last-day")
    if kind in ("apply-acceptance", "remind-to-apply") and "approval.on" in facts:
        return facts.get("preparation.last-day") or years_later(facts["approval.on"], 3)
    if kind == "open-acceptance-on-file":
        return facts.get("reminder.last-day")
    if kind == "open-dynamic-evaluation" and "recognition.on" in facts:
        return years_later(facts.get("dynamic.graded-on") or facts["recognition.on"], 3)
    owed = {"cancel": "acceptance-rectification", "apply-reexamination": "acceptance-rectification", "sign-task-book": "task-book"}
    owed["reject-rectification"] = "dynamic-rectification"
    return due_day(state, owed[kind]) if kind in owed else None


# ── by whom, with what ───────────────────────────────────────────────────────────────────────────────────────────────────


def who(chance, kind, state):
    """The right office or unit."""
    role, facts = chance.choice(ACTS[kind]["by"]), state["facts"]
    if role == "bureau":
        return BUREAU
    return facts.get("department", DISTRICTS[0]) if role == "department" else facts.get("lead.code", UNITS[0])


def right_facts(chance, kind, state, day, name):
    """What the act must bring, and some of what it may."""
    told = ACTS[kind]
    wanted = list(told["needs"]) + [fact for fact in told["may"] if chance.random() < MAY.get(kind, 0.3)]
    facts = {fact: value(chance, fact, state, day, name) for fact in wanted}
    district = chance.randrange(2)
    home = {"lead.code": UNITS[district], "lead.place": ("371002", "371083")[district], "department": DISTRICTS[district]}
    facts |= {fact: found for fact, found in home.items() if fact in facts}
    if "route" in facts:
        facts["route"] = "directed" if kind == "open-directed" else "recommended"
    if "adoption.stage" in facts and kind != "adopt-case":
        facts["adoption.stage"] = "preparing" if kind == "adopt-preparing" else "recognised"
    if kind.startswith("adopt") and kind != "adopt-case":
        facts["approval.on"] = plus(day, -chance.choice((5, 400, 900, 1095, 1096)))
    if kind in ("adopt-recognised", "adopt-second-in-class"):
        facts["recognition.on"] = plus(day, -chance.choice((1, 300, 1000, 1095, 1096, 1200)))
    if kind == "decide-further-support" and not chance.errs(0.2):
        facts["support.kind"] = "further-support"
    if kind.startswith("decide-") and chance.random() < 0.7:
        facts |= {"support.line": "2025-01", "support.amount": "100000.00 CNY"}
        facts |= {"support.payer": "市科技局", "support.budget-line": "206"}
    if kind == "not-admit-objection" and not chance.errs(0.3):
        facts |= {"objection.signed": False, "objection.evidence": False}
    if kind == "change-field" and "field-change.class" in state["facts"] and chance.random() < 0.9:
        facts["industry.class"] = state["facts"]["field-change.class"]
    return facts


def committee(chance):
    """Six to nine members around the third, with a chair who is mostly outside."""
    size = chance.choice((6, 6, 7, 8, 9, 9))
    inside = size // 3 + (1 if chance.errs(0.25) else chance.choice((-1, 0, 0)))
    chair = size - 1 if chance.errs(0.07) else 0
    ties = [["outside"]] * (size - inside) + [["lead"], ["co-builder", "outside"], ["own-staff"], ["host"]][:inside]
    posts = ["chair" if place == chair else "member" for place in range(len(ties))]
    rows = [{"person": f"p-{place}", "post": post, "affiliations": ties[place]} for place, post in enumerate(posts)]
    return [*rows, rows[-1]] if chance.errs(0.03) else rows


def years(chance, day):
    """One to three years of a director, the latest mostly full and of nine months or more; seldom two directors share it."""
    rows = [{"person": "p-9", "year": day.year - back, "months": chance.choice((8, 9, 12)), "in-office": 12} for back in (3, 2)]
    months = 8 if chance.errs(0.2) else chance.choice((9, 9, 10, 12))
    latest = {"person": "p-9", "year": day.year - 1, "months": months, "in-office": chance.choice((7, 12, 12, 12, 12, 12))}
    rows = [*rows[: chance.randrange(3)], latest]
    return [*rows, latest | {"person": "p-8", "in-office": 5}] if chance.errs(0.05) else rows


def experts(chance, scored):
    """Three experts, seldom one of the building side; as score sheets they lean together."""
    mood = chance.choice((50, 50, 50, 58, 85) if chance.poor else (58, 70, 85, 92, 92, 95))
    rows = [{"expert": f"e-{place}", "ties": ["outside"]} for place in range(3)]
    if chance.random() < 0.04:
        rows[0]["ties"] = ["outside", "lead"]
    return [row | {"score": str(mood + chance.randrange(5))} for row in rows] if scored else rows


PARTNERS = [{"name": "胶东大学", "kind": "university"}, {"name": "合力公司", "kind": "enterprise"}]
BANDS = [
    {"grade": "excellent", "from": "90"},
    {"grade": "good", "from": "80"},
    {"grade": "qualified", "from": "60"},
    {"grade": "unqualified", "from": "0"},
]
GRADES = ("unqualified", "unqualified", "qualified", "good", "excellent")


def value(chance, fact, state, day, name):
    """A plausible value."""
    facts = state["facts"]
    lists = {
        "committee.members": lambda: committee(chance),
        "review.panel": lambda: experts(chance, scored=False),
        "evaluation.scores": lambda: experts(chance, scored=True),
        "scheme.bands": lambda: BANDS,
        "partners": lambda: PARTNERS[: chance.randint(1, 2)],
        "checks": lambda: [{"on": day, "kind": "yearly", "finding": "按计划"}],
        "contributions": lambda: [{"by": "牵头单位", "year": 2024, "amount": "100.00 CNY"}],
        "industry.other-classes": lambda: [{"class": "3521"}],
        "director.years": lambda: years(chance, day),
    }
    if fact in lists:
        return lists[fact]()
    if fact.endswith((".on", "-on", "-day", "-by")):
        return a_date(chance, fact, facts, day)
    if fact in ("acceptance.grade", "dynamic.grade", "evaluation.panel-grade"):
        panel = facts.get("evaluation.panel-grade")
        return panel if panel and fact != "evaluation.panel-grade" and not chance.errs(0.07) else chance.choice(GRADES)
    if fact in ("industry.class", "field-change.class"):
        return chance.choice((CLASSES[CENTRES.index(name)],) * 2 + CLASSES)
    return plain_value(chance, fact, state, day)


HEARING = {"rectifying-acceptance": "cancel", "evaluation-notice": "rectify", "rectifying-dynamic": "revoke"}
MOSTLY = {
    "lead.legal-person", "objection.signed", "objection.evidence", "council.all-parties", "remedies.told",
    "director.open-recruitment", "director.by-council",
}  # fmt: skip
FIXED = {
    "lead.major-projects": True, "plan.parts": 7, "plan.basis-length": 999, "lead.kind": "enterprise", "route": "recommended",
    "mode": "leader-led", "hearing.outcome": "heard", "outside.ground": "fraud",
    "legal-form": "company", "legal-entity.code": UNITS[1], "evaluation.panel-score": "80", "industry.edition": "GB-T-4754-2017",
    "plan.proposed-director": "p-9", "director.person": "p-9", "exit.into": "wh-9",
}  # fmt: skip
SOMETIMES = {  # what it mostly is, and what it is where something goes wrong
    "lead.place": ("371002", "370600"), "review.conclusion": ("passed", "not-passed"),
    "visit.conclusion": ("passed-if-revised", "not-passed"), "field-change.conclusion": ("passed", "not-passed"),
    "department": ((*DISTRICTS, "weihai-hyj"), ("weihai-xyz",)), "territory.office": (DISTRICTS, ("weihai-hyj",)),
}  # fmt: skip
ANY_OF = {
    "lead.code": UNITS, "acceptance.department-opinion": ("agree", "disagree"),
    "support.kind": ("money-support", "project-support", "open-call-priority"), "support.line": ("2025-01", "2025-01", "2025-02"),
    "support.amount": ("100000.00 CNY", "60000 CNY", "40000.00 CNY", "0 CNY"),
    "adoption.stage": ("under-review", "held", "approvable"), "promotion.level": ("provincial", "national"),
    "remedy.kind": ("objection", "review", "suit"), "remedy.outcome": ("kept", "changed", "annulled", "annulled"),
}  # fmt: skip
TURNING = {  # what depends on the day, or on where the centre stands
    "dynamic.consent": lambda chance, state, day: chance.errs(0.05),
    "check.year": lambda chance, state, day: day.year - chance.choice((0, 0, 1)),
    "report.year": lambda chance, state, day: day.year + chance.choice((-1, 0, day.month > 2, day.month > 2)),
    "hearing.about": lambda chance, state, day: chance.choice(
        (HEARING.get(state["stage"], "support" if state["lines"] else "end"),) * 6
        + ("revoke", "revoke", "replace", "end", "cancel")
    ),
}


def plain_value(chance, fact, state, day):
    """A value that depends on little."""
    if fact in MOSTLY:
        return not chance.errs(0.05)
    if fact in SOMETIMES:
        found = SOMETIMES[fact][chance.errs(0.05)]
        return found if isinstance(found, str) else chance.choice(found)
    if fact in ANY_OF:
        return chance.choice(ANY_OF[fact])
    made = TURNING.get(fact)
    return made(chance, state, day) if made else FIXED.get(fact, "文字")


SAME_DAY = ("approval.on", "recognition.on", "acceptance.failed-on", "dynamic.graded-on", "rectification.accepted-on")
AHEAD = ("rectification.last-day", "reminder.last-day", "acceptance.refile-by", "taskbook.new-day", "dynamic.cohort-day")


def a_date(chance, fact, facts, day):
    """A plausible day: most facts are of the day of the act or a little before."""
    if fact in SAME_DAY:
        return plus(day, -1) if chance.errs(0.04) else day
    if fact in AHEAD:
        return plus(day, chance.choice((0, 1, 10, 60, 180)))
    if fact in ("notice.first-day", "notice.last-day", "preparation.last-day"):
        return a_term(chance, fact, facts, day)
    if fact.startswith("hearing."):
        return plus(day, -2 if fact.endswith("notified-on") else -chance.choice((0, 0, 0, 1, 2, 3)))
    before = plus(day, -chance.choice((0, 0, 1, 3)))
    if fact.startswith("taskbook.") or fact in ("approval.served-on", "acceptance.notified-on"):
        low = facts.get("acceptance.failed-on" if fact == "acceptance.notified-on" else "approval.on", day)
        return plus(low, -1) if chance.errs(0.03) else max(low, before)
    return plus(before, -1) if fact == "scheme.published-on" and not chance.errs(0.3) else before


def a_term(chance, fact, facts, day):
    """The ends of a notice, and of a preparation."""
    if fact == "notice.first-day":
        return plus(day, chance.choice((0, 1, 1, 2, -1)) if chance.errs(0.3) else 1)
    if fact == "notice.last-day":
        return plus(day, chance.choice((0, 1) if chance.errs(0.3) else (4, 7, 7, 9, 14)))
    three = years_later(facts.get("approval.on", day), 3)
    return chance.choice((three, plus(three, 1), plus(three, -1000), plus(three, -700), plus(day, 20)))


def right_judgements(chance, kind, act):
    """The determinations the act needs, mostly in favour."""
    said = []
    wanted = [rule for rule in ACTS[kind]["checks"] if rule in OPEN_RULES]
    seldom = [rule for rule in ("class-unrelated", "department-is-addressed") if rule in ACTS[kind]["checks"]]
    wanted += [rule for rule in seldom if chance.random() < 0.3]
    for rule in wanted:
        if rule in GENERALLY and chance.random() < 0.6:
            continue
        choice = "depart" if rule in GENERALLY else "met"
        by = (act["by"] if kind.startswith("recommend") else "") if rule in BY_DEPARTMENT else BUREAU
        said.append(
            {
                "rule": rule,
                "choice": choice if chance.random() < 0.98 else "not-met",
                "reason": "核查",
                "by": by,
                "basis": "" if chance.errs(0.05) else "威科函3号",
            }
        )
    return said


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def spoil(chance, act):
    """One thing about the act changed, mostly for the worse."""
    what = chance.choice(("by", "on", "lack", "ill", "stray", "document", "reason", "said", "basis", "about", "judge", "kind"))
    facts = act["facts"]
    odd = (date(2022, 7, 6), LAST, plus(LAST, 1), plus(act["on"], -chance.choice((1, 30, 400))), TODAY)
    kinds = [*["no-such-act"] * 9, *(kind for kind, told in ACTS.items() if not told.get("text"))]
    changes = {
        "by": (BUREAU, *DISTRICTS, *UNITS, "nobody"), "on": odd, "document": ("",), "reason": ("", " "), "kind": kinds,
        "basis": ("weihai-2022", "weihai-2027", "nothing"), "about": ("second",),
    }  # fmt: skip
    if what in changes:
        act[what] = chance.choice(changes[what])
    elif what == "lack" and facts:
        facts.pop(chance.choice(sorted(facts)))
    elif what == "ill" and facts:
        facts[chance.choice(sorted(facts))] = ""
    elif what == "stray":
        facts[chance.choice(("acceptance.grade", "industry.class", "notice.last-day"))] = "3511"
    elif what == "said" and act["said"]:
        act["said"].pop(chance.randrange(len(act["said"])))
    elif what == "judge":
        act["said"].append(a_judgement(chance))


def a_judgement(chance):
    """A determination that is out of place, out of bounds, without a reason, or by somebody else."""
    return {
        "rule": chance.choice(("mature", "mode-suits-market", "lead-leading", "term-generally-three-years", "committee-share")),
        "choice": chance.choice(("met", "not-met", "depart", "maybe")),
        "reason": chance.choice(("核查", "核查", " ")),
        "by": chance.choice((BUREAU, *DISTRICTS, "")),
    }


__all__ = ["CENTRES", "TODAY", "a_life", "standing"]
