"""Weihai's measure a second time, as plain dicts and ifs, sharing no code with the product: what it decides about an act.

A world is a dict of centres, each a log of what accepted acts changed; an act is a dict. Nothing here is clever, and nothing fast.
"""

from __future__ import annotations

from datetime import date

from tests.naive.acts import ACTS
from tests.naive.days import plus, years_later
from tests.naive.duties import UNMOVED, last_day_of, moved, open_duty, running, turns_running
from tests.naive.ledger import ledger, moved_line
from tests.naive.rules import BY_DEPARTMENT, CHECKS, GENERALLY, LISTED, OUT, READINGS
from tests.naive.values import fits, too_soon

FIRST, LAST = date(2022, 7, 7), date(2027, 7, 6)  # Art. 22, both included
FINAL = {"not-recommended", "closed", "intake-withdrawn", "cancelled", "revoked", "withdrawn", "merged", "promoted"}
NUMBERS = {
    "inside share": (1, 3),
    "on the notice's last day": False,  # whether the last day of a notice is already over on itself
    "task book days": 30,
    "preparation years": 3,
    "rectification years": 1,
    "evaluation years": 3,
    "director months": 9,
    "last day of the measure": LAST,
}
TAKEN = {  # the reading taken of each question that the text leaves open
    "Q1": "explicit",
    "Q2": "blocks-until-closed",
    "Q3": "kept-as-report",
    "Q4": "served-else-dated",
    "Q5": "remind-and-reset",
    "Q6": "all-with-chair",
    "Q7": "gbt4754-free-level",
    "Q8": "from-approval",
    "Q9": "printed-else-approval",
    "Q10": "by-decision",
    "Q11": "remind-then-file",
    "Q12": "qualified",
    "Q13": "printed",
    "Q14": "cancel-only-when-due",
    "Q15": "three-years-after-last",
    "Q16": "anniversary-cohort",
    "Q17": "finding-on-who-delayed",
    "Q18": "named-basis",
    "Q19": "named-basis-for-every-act",
    "Q20": "adopted-by-list",
    "Q21": "told-both",
    "Q22": "decision-and-recommendation",
    "Q23": "named-per-centre",
    "Q24": "centre-principal",
    "Q25": "by-recognition",
    "Q26": "calendar-full-years",
    "Q27": "all-inside",
    "Q28": "no",
    "Q29": "recusal-only",
    "Q30": "published-scheme",
    "Q31": "bureau-scheme",
    "Q32": "by-grade",
    "Q33": "received-in-time",
    "Q34": "forward-anyway",
    "Q35": "first-acceptance",
    "Q36": "as-field-change",
    "Q37": "report-and-decide",
    "Q38": "no-limit",
    "Q39": "free",
    "Q40": "ends-with-act",
    "Q41": "stays-municipal",
    "Q42": "may-renew",
    "Q43": "civil-code",
    "Q44": "all-results",
    "Q45": "recheck",
    "Q46": "two-periods",
    "Q47": "one-discretion-two-support",
    "Q48": "outline",
    "Q49": "arrival-at-bureau",
    "Q50": "department-then-bureau",
    "Q51": "bureau-from-approval",
    "Q52": "until-decided",
    "Q53": "required-at-recognition",
    "Q54": "two-or-more",
    "Q55": "recorded-on-named-law",
    "Q56": "named-basis",
    "Q57": "named-basis",
}


TURNED_DOWN = {  # readings that the edition does not encode: with one of them, nothing rests on the question any more
    "Q5": "withdraw-approval",
    "Q8": "from-recognition",
    "Q11": "cancel",
    "Q14": "always",
    "Q18": "general-law",
    "Q37": "automatic",
}


def new_world(today, **numbers):
    """An empty register; ``numbers`` changes one of the measure's, for the control."""
    return {"centres": {}, "text": new_log(), "today": today, "count": 0, "numbers": NUMBERS | numbers}


def new_log():
    """A subject's log, and its state after all of it."""
    return {"log": [], "state": blank()}


def blank():
    """A subject of which nothing is known."""
    return {"stage": "", "since": None, "facts": {}, "duties": [], "procs": {}, "class": None, "path": [], "lines": {}}


# ── what accepted acts made of a subject ─────────────────────────────────────────────────────────────────────────────────


def standing(subject, day):
    """The subject as it stood on a day: everything that counts by then, in the order of days, then of arrival."""
    if not subject["log"] or max(entry["on"] for entry in subject["log"]) <= day:
        return subject["state"]
    return replayed(subject, day)


def replayed(subject, day=None):
    """The subject from its log alone."""
    state = blank()
    for entry in sorted(subject["log"], key=lambda entry: (entry["on"], entry["n"])):
        if day is None or entry["on"] <= day:
            for change in entry["changes"]:
                apply(state, change, entry["on"])
    return state


def apply(state, change, day):
    """One change: what kind, then what."""
    kind, *told = change
    if kind == "stage":
        state["stage"], state["since"] = told[0], day
        state["path"].append((day, told[0]))
    elif kind == "fact":
        state["facts"][told[0]] = told[1]
    elif kind == "forget":
        state["facts"].pop(told[0], None)
    elif kind == "class":
        state["class"] = told[0]
    elif kind == "line":
        state["lines"][told[0]] = told[1]
    elif kind == "step":
        state["procs"][told[0]] = {"of": told[1], "at": told[2], "open": told[3]}
    else:
        apply_duty(state, kind, told)


def apply_duty(state, kind, told):
    """A duty opened, fulfilled for a turn, closed, or given another last day."""
    if kind == "duty":
        state["duties"].append(dict(told[0], done=set(), missed=set(), still=[], closed=False))
        return
    for duty in state["duties"]:
        if duty["id"] == told[0]:
            change_duty(duty, kind, told[1:])


def change_duty(duty, kind, told):
    """One running duty changed."""
    if duty["closed"]:
        return
    if kind == "turn":
        duty["done"].add(told[0])
        duty["missed"] |= {told[0]} if told[1:] == ["missed"] else set()
    elif kind == "close":
        duty["closed"], duty["stands since"] = True, None
    elif kind == "stands":
        duty["stands since"] = told[0] if duty["stands since"] is None else duty["stands since"]
    else:
        if kind == "reset":
            duty["printed"] = True
        if (told[0], told[1]) != UNMOVED:  # an entry made late may have fixed a last day meanwhile: it stands
            duty["due"], duty["unsure"] = told[0], told[1]
        if duty["stands since"] is not None:
            duty["still"].append((duty["stands since"], told[2]))
        duty["stands since"] = None


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(world, act):
    """Accepted or refused, with the reasons and the stage that follows; an accepted act changes the world."""
    kind = ACTS.get(act["kind"])
    if kind is None:
        return {"status": "refused", "reasons": {"core.act"}}
    subject = world["text"] if kind.get("text") else world["centres"].get(act["centre"]) or new_log()
    case = gathered(world, act, kind, subject)
    reasons = set(formal(world, act, kind, case, subject)) | set(ruled(act, kind, case))
    if reasons:
        return {"status": "refused", "reasons": reasons}
    if not kind.get("text"):
        world["centres"][act["centre"]] = subject
    keep(world, act, subject, list(changed(act, kind, case)))
    return {"status": "accepted", "reasons": set()}


def keep(world, act, subject, changes):
    """Write an accepted act into the log."""
    world["count"] += 1
    late = any(entry["on"] > act["on"] for entry in subject["log"])
    subject["log"].append({"on": act["on"], "n": world["count"], "changes": changes})
    if late:
        subject["state"] = replayed(subject)
        return
    for change in changes:
        apply(subject["state"], change, act["on"])


def gathered(world, act, kind, subject):
    """The case of an act: what its conditions look at."""
    state, text = standing(subject, act["on"]), standing(world["text"], act["on"])["facts"]
    ill = set(misfits(act, kind))
    brought = {name: value for name, value in act["facts"].items() if name not in ill}
    if act["kind"] == "record-scores" and "evaluation.scores" in brought:
        brought = {**proposed(brought, state["facts"]), **brought}
    facts = {name: value for name, value in state["facts"].items() if name not in kind["clears"]}
    for name in kind["adds"]:
        if name in brought:
            brought[name] = (*facts.get(name, ()), *brought[name])
    due, runs = {}, {}
    for duty in state["duties"]:
        if not duty["closed"]:
            last = duty["due"] if duty["stands since"] is None else None
            due.setdefault(duty["kind"], last)  # of several the oldest is meant; what stands still has no last day
    for proceeding in state["procs"].values():
        runs[proceeding["of"]] = runs.get(proceeding["of"], 0) + proceeding["open"]
    held = {other["state"]["class"]: name for name, other in world["centres"].items() if other["state"]["class"]}
    said = {name.partition(".")[2]: value for name, value in text.items() if name.startswith("interpretation.")}
    confirmed = {name for name, value in said.items() if value == TAKEN[name]}
    return {
        "id": act["centre"], "on": act["on"], "f": {**facts, **brought}, "brought": brought, "ill": ill, "state": state, "due": due,
        "stage": state["stage"], "since": state["since"], "running": runs, "held": held, "said": said, "confirmed": confirmed,
        "freed since": freed_since(world, act), "bases": text.get("basis", ()), "numbers": world["numbers"],
    }  # fmt: skip


def freed_since(world, act):
    """The classes that other centres have freed after the act's day: on it they were taken."""
    found = set()
    for name, other in world["centres"].items():
        now = None
        for entry in sorted(other["log"], key=lambda entry: (entry["on"], entry["n"])):
            for change in entry["changes"]:
                if change[0] == "class":
                    found |= {now} if name != act["centre"] and change[1] is None and entry["on"] > act["on"] else set()
                    now = change[1]
    return found - {None}


def proposed(brought, facts):
    """The panel's mean score needs no model; the grade of its band does: the highest band whose lower end the mean reaches."""
    sheets, bands = brought["evaluation.scores"], facts.get("scheme.bands")
    counted = [int(sheet["score"]) for sheet in sheets if set(sheet["ties"]) <= {"outside"}]
    if not counted or not bands:
        return {}
    reached = [band for band in bands if int(band["from"]) * len(counted) <= sum(counted)]
    return {"evaluation.panel-grade": max(reached, key=lambda band: int(band["from"]))["grade"]} if reached else {}


def misfits(act, kind):
    """Facts that are missing, not wanted, or not what they should be."""
    yield from (name for name in kind["needs"] if name not in act["facts"])
    for name, value in act["facts"].items():
        wanted = name in kind["needs"] or name in kind["may"]
        if act["kind"] == "confirm-interpretation":
            question = name.partition(".")[2]
            wanted = question in TAKEN and value in (TAKEN[question], TURNED_DOWN.get(question))
        if not wanted or not fits(name, value):
            yield name


def formal(world, act, kind, case, subject):
    """What any act must keep to: basis, dates, stage, office, form, proceeding, determinations, confirmed readings."""
    yield from (f"core.fact:{name}" for name in case["ill"])
    if any(too_soon(name, value, act["on"]) for name, value in act["facts"].items() if name not in case["ill"]):
        yield "core.ahead"
    yield from timed(world, act, kind, case, subject)
    if not kind.get("text") and goal(act, kind, case) is None:
        yield misplaced(kind, case)
    if not any(plays(act["by"], role, case) for role in kind["by"]):
        yield "core.office"
    if kind["paper"] and not act["document"].strip():
        yield "core.document"
    if kind["reason"] and not act["reason"].strip():
        yield "core.reason"
    yield from stepped(act, kind, case)
    yield from turned(act, kind, case)
    yield from not_missed(act, kind, case)
    yield from ledger(act, kind, case)
    yield from determined(act, kind, case)
    yield from confirmations(kind, case)


def timed(world, act, kind, case, subject):
    """An act rests on a basis in force on its day; it is not of tomorrow; and no move comes before an earlier one."""
    if kind.get("text"):
        yield from on_texts(act, case)
    else:
        yield from based(act, kind, case, world["numbers"]["last day of the measure"])
    if act["on"] > world["today"]:
        yield "core.future"
    moves = [entry["on"] for entry in subject["log"] if any(change[0] == "stage" for change in entry["changes"])]
    if kind["moves"] and moves and act["on"] < max(moves):
        yield "core.order"
    if any(entry["on"] > act["on"] and recorded(entry) & set(kind["adds"]) for entry in subject["log"]):
        yield "core.early"  # a later list is on record already: what is added to an earlier one would be lost in it


def recorded(entry):
    """The facts that an accepted act put on record or withdrew."""
    return {change[1] for change in entry["changes"] if change[0] in ("fact", "forget")}


def on_texts(act, case):
    """Readings and bases are put on record from the measure's first day on, for no centre; each basis once, its days in order."""
    if act["on"] < FIRST:
        yield "core.window"
    if act["centre"]:
        yield "core.about-text"
    if not act["facts"] or act["facts"].get("basis", True) == []:
        yield "core.empty"
    if "basis" in act["facts"] and not case["ill"]:
        ids = [text["id"] for text in case["f"]["basis"]]
        if len(ids) > len(set(ids)) or any(text["first"] > text["last"] for text in case["f"]["basis"]):
            yield "core.entry"


def based(act, kind, case, last):
    """The measure while it runs, else a registered text; an end on an outside ground always names another text (Q18, Q19)."""
    basis = act.get("basis", "")
    if kind.get("outside") and basis in ("", "weihai-2022"):
        yield "core.grounds"
        return
    window = (FIRST, last) if basis in ("", "weihai-2022") else None
    for text in case["bases"]:
        if window is None and text["id"] == basis:
            window = (text["first"], text["last"])
    if window is None:
        yield "core.basis"
    elif act["on"] < window[0] or act["on"] > window[1]:
        yield "core.window"


def goal(act, kind, case):
    """The stage an act leads to, or None where it may not be taken."""
    to = kind["to"].get(case["stage"])
    return case["f"].get("adoption.stage") if to == "found" else to


def misplaced(kind, case):
    """Why an act may not be taken here."""
    if case["stage"] in FINAL:
        return "core.final"
    return "core.adopted" if kind["to"].get(case["stage"]) == "found" else "core.stage"


def plays(who, role, case):
    """Whether somebody plays a role: what is on record goes before what the act says of itself."""
    if role == "bureau":
        return who == "weihai-kjj"
    fact = {"department": "department", "unit": "lead.code"}[role]
    return who == case["state"]["facts"].get(fact, case["f"].get(fact))


def stepped(act, kind, case):
    """A proceeding begins once, and goes on from where it stands."""
    way = kind["steps"]
    if way is None:
        if act.get("about"):
            yield "core.about"
        return
    key = act.get("about") or way["of"]
    found = case["state"]["procs"].get(key)
    if way["from"] and (found is None or found["of"] != way["of"] or found["at"] not in way["from"]):
        yield "core.proceeding"
    if not way["from"] and found is not None and found["open"]:
        yield "core.running"


def turned(act, kind, case):
    """A report answers a year that is owed, and not yet reported."""
    for name, key in keyed(kind):
        duty = running(case["state"], name)
        if duty is not None and duty["turns"] and key:
            year = year_said(act, kind, case, key)
            if year is not None and str(year) not in {*turns_running(duty, case["state"], act["on"]), *duty["missed"]}:
                yield "core.turn"


def keyed(kind):
    """The duties of which an act answers a turn, with the fact that says which."""
    found = [(name, "" if name == "yearly-check" else "report.year") for name in kind["done"]]
    return found + ([(kind["turn"][0], kind["turn"][2])] if kind.get("turn") else [])


def not_missed(act, kind, case):
    """What is found missed has had its last day, and does not stand still."""
    if not kind.get("turn") or kind["turn"][1] != "missed":
        return
    name, _, key = kind["turn"]
    duty = running(case["state"], name)
    if duty is None:
        return
    turn = turn_meant(act, kind, duty, case, key)
    runs = turn in turns_running(duty, case["state"], act["on"])
    last = last_day_of(duty, case["state"], turn, act["on"]) if runs else None
    if last is None or act["on"] <= max(last, duty["since"]) or duty["stands since"] is not None:
        yield "core.not-missed"


def year_said(act, kind, case, key):
    """The year an act is about: an act that could say it and does not says none, whatever the last report left on record."""
    silent = key in kind["needs"] + kind["may"] and key not in act["facts"]
    return None if silent else case["f"].get(key)


def determined(act, kind, case):
    """Judgements are on this act's conditions, from the permitted choices, with a reason, by who may judge."""
    rules = [said["rule"] for said in act["said"]]
    if len(rules) > len(set(rules)):
        yield "core.twice"
    for said in act["said"]:
        if said["rule"] not in kind["checks"] + kind["notes"]:
            yield "core.determination"
            continue
        if needless(said, CHECKS[said["rule"]](case), [other["choice"] for other in act["said"] if other["rule"] == said["rule"]]):
            yield "core.needless"
        if (said.get("by") or act["by"]) != act["by"] and not said.get("basis", "").strip():
            yield "core.lent"
        if said["choice"] not in (("met", "not-met", "depart") if said["rule"] in GENERALLY else ("met", "not-met")):
            yield "core.choice"
        if not said["reason"].strip():
            yield "core.reason"
        if not plays(said.get("by") or act["by"], "department" if said["rule"] in BY_DEPARTMENT else "bureau", case):
            yield "core.judge"


def needless(said, answer, choices):
    """A judgement against what the facts show; one may depart from a broken condition that holds only generally."""
    if answer is None or (answer is False and said["rule"] in GENERALLY and "depart" in choices):
        return False
    if answer is False:
        return said["choice"] != "not-met"
    return answer is OUT or said["choice"] != "met"


def confirmations(kind, case):
    """An adverse act rests on confirmed readings only; no act on one that was turned down."""
    readings = set(kind["readings"]).union(*(READINGS[name] for name in kind["checks"]))
    readings |= {"Q7", "Q8"} if kind["holds"] else set()
    for name in readings:
        if name in case["said"] and case["said"][name] != TAKEN[name]:
            yield f"core.overruled:{name}"
        elif kind["adverse"] and name not in case["confirmed"]:
            yield f"core.unconfirmed:{name}"


def ruled(act, kind, case):
    """The conditions that stand against the act."""
    for name in kind["checks"]:
        answer = CHECKS[name](case)
        if answer in (True, OUT):
            continue
        said = [each["choice"] for each in act["said"] if each["rule"] == name]
        settled = [choice for choice in said if answer is None or (choice == "depart" and name in GENERALLY)]
        if not settled or settled[0] not in (("met", "depart") if name in GENERALLY else ("met",)):
            yield name


# ── what an accepted act changes ─────────────────────────────────────────────────────────────────────────────────────────


def changed(act, kind, case):
    """Everything an accepted act changes."""
    yield from (("forget", name) for name in kind["clears"] if name not in case["brought"])
    yield from (("fact", name, value) for name, value in case["brought"].items())
    if kind.get("text"):
        return
    to = goal(act, kind, case)
    if to != case["stage"]:
        yield "stage", to
    if kind["frees"]:
        yield "class", None
    if kind["holds"]:
        yield "class", case["f"].get("industry.class")
    if kind["steps"]:
        way = kind["steps"]
        yield "step", act.get("about") or way["of"], way["of"], way["to"], way["open"]
    yield from duties_changed(act, kind, case)
    if moved_line(act, kind, case):
        yield "line", *moved_line(act, kind, case)


def duties_changed(act, kind, case):
    """What an act fulfils, closes, lets stand still, lets run on, sets anew and opens."""
    state = case["state"]
    for name, key in keyed(kind):
        yield from fulfilled(act, kind, case, running(state, name), key)
    for name in kind["drops"]:
        if running(state, name) is not None:
            yield "close", running(state, name)["id"]
    yield from times_changed(act, kind, case)
    for name in kind["opens"]:
        yield "duty", dict(open_duty(name, case), id=f"{name}@{act['id']}")


def fulfilled(act, kind, case, duty, key):
    """A duty fulfilled, or a turn of it; a turn can also be excused, waived, or found missed."""
    if duty is None:
        return
    if not duty["turns"]:
        yield "close", duty["id"]
        return
    turn = turn_meant(act, kind, duty, case, key)
    if turn is not None:
        yield "turn", duty["id"], turn, *([kind["turn"][1]] if kind.get("turn") else [])


def times_changed(act, kind, case):
    """A new last day; time that stands still, or runs on."""
    state, day = case["state"], act["on"]
    if kind.get("reset") and running(state, kind["reset"][0]) is not None:
        yield "reset", running(state, kind["reset"][0])["id"], case["f"].get(kind["reset"][1]), False, day
    for name in kind.get("stands", ()):
        if running(state, name) is not None:
            yield "stands", running(state, name)["id"], day
    for name in kind.get("runs", ()):
        if running(state, name) is not None:
            yield "runs", running(state, name)["id"], *moved(running(state, name), day), day


def turn_meant(act, kind, duty, case, key):
    """Which year a report or check answers."""
    year = year_said(act, kind, case, key) if key else None
    return str(year) if year is not None else next(iter(turns_running(duty, case["state"], act["on"])), None)


__all__ = ["LISTED", "decide", "new_world", "plus", "standing", "years_later"]
