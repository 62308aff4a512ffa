"""``ticctl transition check · dry-run · apply``: a new edition over running centres, by a plan."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from tic_core import telling
from tic_core.cli.cells import table
from tic_core.cli.frame import Argument, Day, Group, Option, Pair, command
from tic_core.cli.names import Names, named
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.cli.wrong import told_faults
from tic_core.errors import DocumentError, Fault
from tic_core.kernel.carrying import Carried
from tic_core.model.transition import Passage
from tic_core.packs.codes import SEVERITY
from tic_core.packs.faults import in_place
from tic_core.packs.transition import Written, load_plan
from tic_core.shelf import Shelf
from tic_core.text import Lang, Text
from tic_core.transitions import OUTCOMES, Line, checked, followed, occupied, tried

WRONG = 1  # exit code where something suspect was found, or a centre cannot be moved

COMMANDS: Mapping[str, tuple[str, Pair]] = {
    "check": (
        "tic_core.cli.transition:check",
        ("检查衔接方案：有无遗漏，去处是否可行。", "Check a plan: nothing forgotten, nobody led into a trap."),
    ),
    "dry-run": (
        "tic_core.cli.transition:dry_run",
        (
            "按方案演算登记簿：计数，每个中心一行；不写入。",
            "Try a plan over the register: counts, a line a centre; writes nothing.",
        ),
    ),
    "apply": (
        "tic_core.cli.transition:apply",
        ("按方案逐个衔接中心；中断后再次运行即继续。", "Follow a plan centre by centre; run again it goes on where it stopped."),
    ),
}

transition = Group(
    "transition",
    COMMANDS,
    told=("版本衔接：新版本如何适用于既有中心。", "Transition: a new edition over running centres."),
    params=common(),
)


def _plan() -> Argument:
    return Argument(
        "plan", value=("方案", "PLAN"), told=("衔接方案文件（tic/transition/1）。", "A transition plan (tic/transition/1).")
    )


def _on() -> Option:
    return Option(
        "--on",
        type=Day(),
        value=("日期", "DAY"),
        told=("在方案所定之后的一日衔接（原先待办结的中心）。", "Move on a later day than the plan's (centres that had to wait)."),
    )


@command(
    "check",
    _plan(),
    *common(),
    told=COMMANDS["check"][1],
    more=(
        "指明账本的，看其中有中心的阶段；否则看一切可能的阶段。有错误时以 3 退出，只有警告时以 1 退出。",
        "With a ledger the stages that are occupied in it count, else all. Exits 3 where there is an error, 1 for warnings only.",
    ),
)
def check(run: Run, plan: str) -> int:
    """Check a plan."""
    written = load_plan(Path(plan))
    if run.exists:
        with run.registry() as registry:
            flaws = checked(registry.shelf, written, occupied(registry, written))
    else:
        flaws = checked(run.shelf(), written)
    faults = in_place(flaws, written.document.places, written.document.file, written.document.table)
    errors = any(fault.severity == "error" for fault in faults)
    told = {"ok": not errors, "plan": _passage(written.plan.plan, written), "faults": told_faults(faults, run.lang)}
    run.show("transition-check", told, _check_page(run, written, faults))
    return DocumentError.exit_code if errors else WRONG if faults else 0


def _check_page(run: Run, written: Written, faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults:
        yield f"{fault(run.lang)} {MESSAGES['mark'].fill(severity=SEVERITY[fault.severity], code=fault.code)(run.lang)}"
    if not faults:
        yield MESSAGES["fine"].fill(**_heads(written))(run.lang)


@command(
    "dry-run",
    _plan(),
    _on(),
    *common(),
    told=COMMANDS["dry-run"][1],
    more=("有中心不能衔接时以 1 退出。", "Exits 1 where a centre cannot be moved."),
)
def dry_run(run: Run, plan: str, on: date | None) -> int:
    """Try a plan."""
    written = load_plan(Path(plan))
    with run.registry() as registry:
        lines = tried(registry, written, on)
        return _show(run, written, on, lines, Sides.of(registry.shelf, written.plan.plan, run.lang))


@command(
    "apply",
    _plan(),
    _on(),
    *common(),
    told=COMMANDS["apply"][1],
    more=("有中心不能衔接时以 1 退出。", "Exits 1 where a centre cannot be moved."),
)
def apply(run: Run, plan: str, on: date | None) -> int:
    """Follow a plan."""
    import click

    written = load_plan(Path(plan))
    with run.registry() as registry:
        label, lines = MESSAGES["moving"](run.lang), followed(registry, written, on)
        with click.progressbar(lines, label=label, file=sys.stderr, hidden=not run.talks) as bar:
            found = list(bar)
        return _show(run, written, on, found, Sides.of(registry.shelf, written.plan.plan, run.lang))


@attrs.frozen
class Sides:
    """The names of both editions."""

    before: Names
    after: Names

    @classmethod
    def of(cls, shelf: Shelf, passage: Passage, lang: Lang) -> Sides:
        """Those of the editions that a plan leads between."""
        return cls(named(shelf, passage.from_, lang), named(shelf, passage.to, lang))


def _show(run: Run, written: Written, on: date | None, lines: Sequence[Line], sides: Sides) -> int:
    passage = written.plan.plan
    told = {
        "plan": _passage(passage, written),
        "on": telling.told(on or passage.on),
        "counts": _counts(lines),
        "undetermined": [{"id": each.id, "question": each.question(run.lang)} for each in written.plan.undetermined],
        "centres": [_line(line, run.lang) for line in lines],
    }
    run.show("transitions", told, _page(run, written, on, lines, sides))
    return WRONG if any(line.outcome == "fails" for line in lines) else 0


def _passage(passage: Passage, written: Written) -> dict[str, Any]:
    told = {name: getattr(passage, name) for name in ("id", "to", "by", "document", "synthetic")}
    return told | {"from": passage.from_, "on": telling.told(passage.on), "digest": written.plan.digest}


def _counts(lines: Iterable[Line]) -> dict[str, dict[str, int]]:
    """How many centres of each outcome and on each way between stages; how many duties of each fate."""
    rows = list(lines)
    ways = Counter(" → ".join(dict.fromkeys(line.found.stage)) for line in rows if line.outcome != "already")
    fates = Counter(f"{duty.before or duty.after}: {duty.fate}" for line in rows for duty in line.found.duties)
    return {
        "outcomes": dict(Counter(line.outcome for line in rows)),
        "stages": dict(sorted(ways.items())),
        "duties": dict(sorted(fates.items())),
    }


def _line(line: Line, lang: Lang) -> dict[str, Any]:
    found = line.found
    return {
        "centre": found.centre,
        "outcome": line.outcome,
        "sequence": line.sequence,
        "stage": {"before": found.stage[0], "after": found.stage[1]},
        "name": {"before": found.name[0].get(lang), "after": found.name[1].get(lang)},
        "duties": [_duty(each) for each in found.duties],
        "waits_for": list(found.waits_for),
        "undetermined": list(found.undetermined),
        "unfit": [{"code": each.code, "what": each.what(lang), "remedy": each.remedy(lang)} for each in found.unfit],
    }


def _duty(each: Carried) -> dict[str, Any]:
    return {
        "duty": each.duty,
        "fate": each.fate,
        "before": {"kind": each.before or None, "due": telling.told(each.due_before)},
        "after": {"kind": each.after or None, "due": telling.told(each.due_after), "provisional": each.provisional},
    }


def _page(run: Run, written: Written, on: date | None, lines: Sequence[Line], sides: Sides) -> Iterator[str]:
    lang = run.lang
    yield run.heading(MESSAGES["head"].fill(**_heads(written), on=on or written.plan.plan.on)(lang))
    counts = _counts(lines)["outcomes"]
    yield {"zh": "，", "en": ", "}[lang].join(
        f"{OUTCOMES[name](lang)} {counts[name]}" for name in OUTCOMES if name in counts
    ) or MESSAGES["nobody"](lang)
    rows = [_row(line, sides, lang) for line in lines]
    if rows:
        yield ""
        yield from table([MESSAGES[head](lang) for head in ("centre", "outcome", "stage", "duties")], rows, run.width)
    open_ = {each.id: each.question(lang) for each in written.plan.undetermined}
    for name, question in open_.items():
        whom = [line.found.centre for line in lines if name in line.found.undetermined]
        yield MESSAGES["open"].fill(question=question, whom=whom or [MESSAGES["nobody"](lang)])(lang)
    for line in lines:
        for each in line.found.unfit:
            yield MESSAGES["unfit"].fill(centre=line.found.centre, what=each.what, remedy=each.remedy)(lang)


def _row(line: Line, sides: Sides, lang: Lang) -> tuple[str, str, str, str]:
    found = line.found
    before, after = sides.before.stage(found.stage[0]), sides.after.stage(found.stage[1])
    stage = before if found.stage[0] == found.stage[1] else f"{before} → {after}"
    stage += f" · {sides.after.joined(sides.before.stage(each) for each in found.waits_for)}" if found.waits_for[1:] else ""
    changed = [each for each in found.duties if (each.before, each.due_before) != (each.after, each.due_after)]
    duties = {"zh": "；", "en": "; "}[lang].join(_change(each, sides, lang) for each in changed)
    return found.centre, OUTCOMES[line.outcome](lang), stage, duties


def _change(each: Carried, sides: Sides, lang: Lang) -> str:
    name = sides.before.of("duties", each.before) if each.before else sides.after.of("duties", each.after)
    renamed = f" → {sides.after.of('duties', each.after)}" if each.after and each.before not in ("", each.after) else ""
    if not each.after:
        return f"{name} {_day(each.due_before)} → {MESSAGES['dropped'](lang)}"
    mark = MESSAGES["provisional"](lang) if each.provisional else ""
    return f"{name}{renamed} {_day(each.due_before)} → {_day(each.due_after)}{mark}"


def _day(day: date | None) -> str:
    return str(day) if day else "—"


def _heads(written: Written) -> dict[str, Any]:
    passage = written.plan.plan
    mark = MESSAGES["synthetic"] if passage.synthetic else Text("", "")
    return {"plan": passage.id, "old": passage.from_, "new": passage.to, "mark": mark}


MESSAGES = {
    "fine": Text("方案 {plan} 无误：{old} → {new}{mark}", "{plan}: no fault. {old} → {new}{mark}"),
    "head": Text("{old} → {new}，{on}（方案 {plan}）{mark}", "{old} → {new}, {on} (plan {plan}){mark}"),
    "synthetic": Text("〔虚构〕", " [invented]"),
    "mark": Text("〔{severity} {code}〕", "[{severity} {code}]"),
    "moving": Text("逐个衔接", "moving centres"),
    "centre": Text("中心", "centre"),
    "outcome": Text("结果", "outcome"),
    "stage": Text("阶段", "stage"),
    "duties": Text("义务的变动", "duties that change"),
    "provisional": Text("（暂定）", " (provisional)"),
    "dropped": Text("不再承担", "dropped"),
    "nobody": Text("无", "none"),
    "open": Text("待定：{question} 涉及：{whom}", "undetermined: {question} It concerns: {whom}"),
    "unfit": Text("{centre}：{what}——{remedy}", "{centre}: {what}: {remedy}"),
}
