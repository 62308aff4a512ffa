"""``ticctl policy test --mutate``: what the scenarios would not notice; ``ticctl policy boundary``: scenarios at every edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tic_core.cli.cells import table
from tic_core.cli.frame import Option, command
from tic_core.cli.options import common
from tic_core.cli.policy import edition_argument
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.scenarios import Case, Casebook, case_files, load_cases
from tic_core.scenarios.boundary import Boundaries, boundaries
from tic_core.scenarios.mutate import Fate, Offered, Report, mutated
from tic_core.scenarios.write import document
from tic_core.shelf import Book
from tic_core.text import Text

FATES = ("caught", "refused", "survived")


def mutate(run: Run, edition: str, sample: int, seed: int, workers: int) -> int:
    """Change the edition one value at a time, and tell which changes no scenario notices."""
    _casebook(run.shelf().book(edition))
    report = mutated(run.shelf(), edition, sample=sample, seed=seed, workers=max(workers, 1), tell=_telling(run))
    counts = {fate: report.count(fate) for fate in FATES}
    parts: dict[str, Any] = {"edition": edition, "mutants": len(report.fates), "caught": counts["caught"]}
    parts |= {"refused": counts["refused"], "score": report.score, "differing": report.failing}
    parts |= {"survived": [_told(report, each) for each in report.survived]}
    run.show("mutation", parts | {f"by_{what}": _by(report, what) for what in ("article", "sort")}, _page(run, report))
    return 0


def _telling(run: Run) -> Callable[[int, int], None] | None:
    """How far it is, a line for every hundred; only where somebody looks on."""
    if not run.talks:
        return None
    return lambda done, all_: run.say(MESSAGES["so-far"].fill(done=done, all=all_)) if done % 100 == 0 else None


def _told(report: Report, each: Fate) -> dict[str, Any]:
    mutant = each.mutant
    place = {"file": report.file, "line": each.line, "key": mutant.key}
    return {**place, "article": mutant.article, "sort": mutant.sort, "old": mutant.old, "new": mutant.new}


def _by(report: Report, what: str) -> dict[str, dict[str, int]]:
    return {name: {fate: counted[fate] for fate in FATES} for name, counted in sorted(report.by(what).items())}


def _page(run: Run, report: Report) -> Iterator[str]:
    words = [MESSAGES[fate](run.lang) for fate in FATES]
    for what in ("sort", "article"):
        rows = [(name, *map(str, counted.values())) for name, counted in _by(report, what).items()]
        yield from table([MESSAGES[what](run.lang), *words], rows, run.width)
        yield ""
    for each in report.survived:
        told = {"file": report.file, "line": each.line, "key": each.mutant.key}
        yield MESSAGES["survivor"].fill(**told, old=each.mutant.old, new=each.mutant.new)(run.lang)
    counts = {fate: report.count(fate) for fate in FATES}
    yield MESSAGES["score"].fill(all=len(report.fates), score=report.score, **counts)(run.lang)
    if report.failing:
        yield MESSAGES["failing"].fill(count=report.failing)(run.lang)


@command(
    "boundary",
    edition_argument(),
    Option("--output", value=("文件", "FILE"), told=("写入文件，而不写到标准输出。", "Write to a file, not to stdout.")),
    Option(
        "--every-act",
        is_flag=True,
        told=("每种行为的每个条件各写一次。", "Each condition once for each act that asks it, not once."),
    ),
    Option(
        "--catching",
        is_flag=True,
        told=(
            "只写能发现一处改动、而现有情形都不能发现的（见 policy test --mutate；费时）。",
            "Only those that catch a change no scenario yet notices (see policy test --mutate; takes its time).",
        ),
    ),
    *common(),
    told=(
        "为每个条件写出恰在界线两侧的两个情形。",
        "Write, for each condition, the two scenarios on either side of its edge.",
    ),
    more=(
        "两个情形只有一个值不同。另有事实取值范围的两侧、行为由谁作出。答案由内核得出，供人核对；不能写出的，列出原因。",
        "They differ in one value; so for what facts can be, and who may act. The answers are the kernel's, for a person to check.",
    ),
)
def boundary(run: Run, edition: str, output: str | None, every_act: bool, catching: bool) -> int:
    """Both sides of every condition, in the form of scenarios."""
    book = run.shelf().book(edition)
    found = boundaries(book, _casebook(book, output), every_act=every_act)
    cases = _catching(run, edition, found, output) if catching else found.cases
    written = document(edition, cases, _heading(run, edition, found))
    if output:
        _put(output, written)
    parts = {"edition": edition, "conditions": len({each.rule for each in found.edges}), "scenarios": len(cases)}
    parts |= {
        "edges": [
            {
                "act": each.act,
                "rule": each.rule,
                "part": each.part or None,
                "moved": each.moved,
                "met": each.met.title(run.lang),
                "broken": each.broken.title(run.lang),
            }
            for each in found.edges
        ],
        "unbounded": [
            {"act": each.act, "rule": each.rule, "part": each.part or None, "why": each.why(run.lang)} for each in found.unbounded
        ],
    }
    run.show("boundary", parts | {"output": output}, _summary(run, found, cases, output) if output else written.splitlines())
    return 0


def _catching(run: Run, edition: str, found: Boundaries, output: str | None) -> tuple[Case, ...]:
    """Of the scenarios found those that catch a change which no scenario beside the edition notices, and no more than it takes."""
    offered = Offered(found.cases, Path(output).resolve() if output else None)
    report = mutated(run.shelf(), edition, tell=_telling(run), offered=offered)
    wanted = {each.by for each in report.survived}
    return tuple(case for case in found.cases if case.title.zh in wanted)


def _heading(run: Run, edition: str, found: Boundaries) -> Iterator[str]:
    yield f"ticctl policy boundary {edition}"
    if found.unbounded:
        yield MESSAGES["none"](run.lang)
    yield from (f"  {line}" for line in _unbounded(run, found))


def _unbounded(run: Run, found: Boundaries) -> Iterator[str]:
    for each in found.unbounded:
        yield f"{' '.join(name for name in (each.act, each.rule, each.part) if name)} — {each.why(run.lang)}"


def _summary(run: Run, found: Boundaries, cases: Sequence[Case], output: str) -> Iterator[str]:
    conditions = len({each.rule for each in found.edges})
    yield MESSAGES["written"].fill(count=len(cases), conditions=conditions, file=output)(run.lang)
    if found.unbounded:
        yield MESSAGES["none"](run.lang)
    yield from (f"  {line}" for line in _unbounded(run, found))


def _put(output: str, text: str) -> None:
    try:
        Path(output).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(MESSAGES["unwritable"].fill(file=output, why=error.strerror), MESSAGES["elsewhere"]) from None


def _casebook(book: Book, output: str | None = None) -> Casebook:
    """The scenarios beside an edition; a file that is to be written anew does not count."""
    files = [file for file in case_files(book.found) if not output or file != Path(output).resolve()]
    if not files:
        raise UsageError(MESSAGES["no-cases"].fill(edition=book.identity.id), MESSAGES["write-cases"])
    return load_cases(files, book.lawbook.edition)


MESSAGES = {
    "so-far": Text("{done} / {all}", "{done} / {all}"),
    "caught": Text("情形发现", "caught"),
    "refused": Text("检查拒绝", "refused"),
    "survived": Text("无人发现", "survived"),
    "sort": Text("改动", "change"),
    "article": Text("条款", "article"),
    "survivor": Text("{file}:{line} {key}：{old} → {new}", "{file}:{line} {key}: {old} → {new}"),
    "score": Text(
        "改动 {all} 处：检查拒绝 {refused}，其余由情形发现 {caught}，无人发现 {survived}；发现率 {score}%",
        "{all} {all:change|changes}: {refused} refused by the checks; of the rest {caught} caught, {survived} survived: {score} %",
    ),
    "failing": Text("未改动时已不符的情形（{count}）未参加", "scenarios that differ without any change ({count}) took no part"),
    "written": Text(
        "{conditions} 个条件的 {count} 个情形已写入 {file}",
        "{count} {count:scenario|scenarios} of {conditions} {conditions:condition|conditions} written to {file}",
    ),
    "none": Text("没有写出的条件：", "conditions without a pair:"),
    "unwritable": Text("无法写入 {file}：{why}", "{file} cannot be written: {why}"),
    "elsewhere": Text("换一个位置", "choose another place"),
    "no-cases": Text("版本 {edition} 没有附情形", "the edition {edition} has no scenarios beside it"),
    "write-cases": Text("在版本文件夹中建立 cases/*.toml", "put cases/*.toml into the edition's folder"),
}
