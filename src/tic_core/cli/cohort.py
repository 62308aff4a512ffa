"""``ticctl cohort``: which cohorts there are, who is in one, what each centre was graded and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.cells import table
from tic_core.cli.frame import Argument, Group, Option, Word, command
from tic_core.cli.options import reading
from tic_core.cli.register import asked
from tic_core.cli.run import Run
from tic_core.cohorts import Round
from tic_core.kernel.cohort_checks import STATES
from tic_core.kernel.cohort_words import grade_word, kept_out, reasons
from tic_core.kernel.cohorts import kind_meant
from tic_core.model.cohort import FROZEN_ON, GRADES, LEFT_OUT, STATE, SUBJECT
from tic_core.model.subject import Centre
from tic_core.text import Lang, Text

TABLE = {
    "list": (
        "tic_core.cli.cohort:list_",
        ("各批次及其状态。", "The cohorts and how they stand."),
    ),
    "show": (
        "tic_core.cli.cohort:show",
        ("一个批次：成员、等级及理由；未冻结的列出应列入者。", "One cohort: members, grades, why; or who would belong."),
    ),
}

cohort = Group("cohort", TABLE, told=("一同评级的批次。", "Centres that are graded together."), params=reading())


@command("list", *reading(), told=TABLE["list"][1])
def list_(run: Run) -> None:
    """List the cohorts on record."""
    with run.registry() as registry:
        found = [each for each in registry.linked("cohort", run.as_of, run.known_at) if each.value(FROZEN_ON) is not None]
        told = [_listed(each, _name(registry.lawbook_of(each), each, run.lang)) for each in found]
    heads = [HEADS[head](run.lang) for head in ("cohort", "name", "state", "frozen", "members")]
    rows = [
        (each["id"], each["name"], STATES[each["state"]](run.lang), each["frozen_on"] or "—", str(each["members"])) for each in told
    ]
    page = table(heads, rows, run.width) if rows else [MESSAGES["none"](run.lang)]
    run.show("cohorts", asked(run) | {"cohorts": told}, page)


@command(
    "show",
    Argument("cohort", value=("批次", "COHORT"), told=("批次编号。", "Its id, such as cohort:dynamic-2026.")),
    Option("--policy", type=Word(), value=("办法", "POLICY"), told=("尚无记录的依哪个办法。", "The law of one not on record.")),
    *reading(),
    told=TABLE["show"][1],
)
def show(run: Run, cohort: str, policy: str | None) -> None:
    """Show one cohort."""
    named = cohort if cohort.startswith(SUBJECT) else f"{SUBJECT}{cohort}"
    with run.registry() as registry:
        found = registry.cohort(named, policy or "", run.as_of, run.known_at)
    told = _listed(found.subject, found.kind.name(run.lang)) | {
        "kind": found.kind.id,
        "turn": found.turn,
        "edition": found.lawbook.edition.id,
        "graded": [_graded(found, each, run.lang) for each in found.graded],
        "left_out": _left_out(found, run.lang),
        "proposed": [_proposed(found, each, run.lang) for each in found.candidates],
    }
    run.show("cohort", asked(run) | {"cohort": told}, _page(run, found, told))


def _name(lawbook: Any, cohort: Centre, lang: Lang) -> str:
    meant = kind_meant(lawbook, cohort.id)
    return meant[0].name(lang) if meant else ""


def _listed(cohort: Centre, name: str) -> dict[str, Any]:
    members = cohort.value("cohort.members")
    return {
        "id": cohort.id,
        "name": name,
        "state": cohort.value(STATE) or "",
        "frozen_on": telling.told(cohort.value(FROZEN_ON)),
        "members": None if members is None else len(members),
    }


def _graded(found: Round, each: Any, lang: Lang) -> dict[str, Any]:
    """What the rules make of a member, beside what is on record of it."""
    rows = found.subject.value(GRADES) or ()
    recorded: Mapping[str, Any] = next((row for row in rows if row["centre"] == each.centre), {})
    return {
        "centre": each.centre,
        "grade": recorded.get("grade"),
        "how": recorded.get("how"),
        "by_rules": each.grade or None,
        "open": each.open,
        "possible": list(each.possible) if each.open else [],
        "why": [text(lang) for text in reasons(found.lawbook, found.kind, each)],
        "reason": recorded.get("reason"),
    }


def _left_out(found: Round, lang: Lang) -> list[dict[str, Any]]:
    rows = found.subject.value(LEFT_OUT) or ()
    rules = found.lawbook.rules
    return [
        {
            "centre": row["centre"],
            "rules": row["why"].split(),
            "why": [rules[name].name(lang) if name in rules else name for name in row["why"].split()],
            "reason": row.get("reason"),
        }
        for row in rows
    ]


def _proposed(found: Round, each: Any, lang: Lang) -> dict[str, Any]:
    why = [text(lang) for text in kept_out(found.lawbook, each)]
    return {"centre": each.centre, "belongs": each.belongs, "rules": list(each.why), "why": why}


def _page(run: Run, found: Round, told: dict[str, Any]) -> Iterator[str]:
    yield run.heading(f"{told['id']}  {told['name']}")
    yield MESSAGES["stands"].fill(state=STATES[told["state"]], day=told["frozen_on"] or "—", edition=told["edition"])(run.lang)
    if told["proposed"] or found.subject.value(FROZEN_ON) is None:
        yield from _section(run, "proposed", [_proposal(run, each) for each in told["proposed"]])
    members = [line for each in told["graded"] for line in _member(run, found, each)]
    yield from _section(run, "members", members)
    yield from _section(run, "left-out", [f"{each['centre']}  {'; '.join(each['why'])}" for each in told["left_out"]])


def _section(run: Run, name: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield run.heading(MESSAGES[name](run.lang))
        yield from (f"  {line}" for line in lines)


def _proposal(run: Run, each: dict[str, Any]) -> str:
    how = {True: "in", False: "out", None: "open"}[each["belongs"]]
    why = f" ({'; '.join(each['why'])})" if each["why"] else ""
    return f"{each['centre']}  {MESSAGES[how](run.lang)}{why}"


def _member(run: Run, found: Round, each: dict[str, Any]) -> Iterator[str]:
    """A member with its grade (or what it may be), then each step to it."""
    vocabulary = found.lawbook.facts[found.kind.result].vocabulary

    def word(term: str) -> str:
        return grade_word(found.lawbook, vocabulary, term)(run.lang)

    grade = MESSAGES["may-be"].fill(terms=[grade_word(found.lawbook, vocabulary, term) for term in each["possible"]])(run.lang)
    grade = grade if each["open"] else word(each["by_rules"] or "")
    if found.subject.value(GRADES) is not None and not each["open"] and (each["grade"] or None) != each["by_rules"]:
        grade = MESSAGES["differs"].fill(recorded=word(each["grade"] or ""), rules=grade)(run.lang)
    yield f"{each['centre']}  {grade}"
    yield from (f"  {line}" for line in each["why"])
    if each["reason"]:
        yield f"  {each['reason']}"


HEADS = {
    "cohort": Text("批次", "cohort"),
    "name": Text("名称", "name"),
    "state": Text("状态", "state"),
    "frozen": Text("冻结日", "frozen on"),
    "members": Text("成员数", "members"),
}

MESSAGES = {
    "none": Text("没有冻结的批次", "no cohort is frozen"),
    "stands": Text("{state}，冻结日 {day}，依 {edition}", "{state}, frozen on {day}, under {edition}"),
    "proposed": Text("按登记簿", "by the register"),
    "members": Text("成员", "members"),
    "left-out": Text("未列入", "left out"),
    "in": Text("应列入", "belongs to it"),
    "out": Text("不列入", "stays out"),
    "open": Text("须由人决定", "for a person to say"),
    "may-be": Text("未定：{terms}", "open: {terms}"),
    "differs": Text("记录为{recorded}，按规则为{rules}", "on record {recorded}, by the rules {rules}"),
}
