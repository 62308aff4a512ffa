"""``ticctl policy test``: the scenarios of an edition, each with its answer, and what no scenario exercises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.frame import Option, Whole, command
from tic_core.cli.options import common
from tic_core.cli.policy import edition_argument
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.packs.account import DOCUMENT, Account, load_account
from tic_core.scenarios import Case, Casebook, Result, Results, case_files, load_cases, run_cases, uncovered
from tic_core.scenarios.coverage import Uncovered
from tic_core.shelf import Book
from tic_core.text import Text


@command(
    "test",
    edition_argument(),
    Option(
        "--case",
        value=("词语", "WORDS"),
        told=("只运行标题含有这些词语的情形。", "Only the scenarios whose title has these words."),
    ),
    Option(
        "--mutate",
        is_flag=True,
        told=(
            "逐一改动办法中的数字、界限、日期、角色和条款，看情形发现多少。",
            "Change the document one value at a time; tell what goes unnoticed.",
        ),
    ),
    Option(
        "--sample",
        type=Whole(),
        default=0,
        value=("数", "COUNT"),
        told=("只改动其中这么多处（0：全部）。", "Only that many changes, picked by --seed (0: all)."),
    ),
    Option("--seed", type=Whole(), default=0, value=("数", "NUMBER"), told=("选取哪些。", "Which of them.")),
    Option("--workers", type=Whole(), default=1, value=("数", "COUNT"), told=("用几个进程。", "In how many processes.")),
    *common(),
    told=("运行版本所附的情形，逐一与其答案核对。", "Run the scenarios beside an edition, each against its answer."),
    more=(
        "有情形不符时以 1 退出；没有情形涉及的规则、行为、义务和句子另行列出，不影响退出码。",
        "Exits 1 where one differs. Rules, acts, duties and sentences that none exercises are listed and do not count as failures.",
    ),
)
def test(run: Run, edition: str, case: str | None, mutate: bool, sample: int, seed: int, workers: int) -> int:
    """Run the scenarios of an edition, or tell how much they would notice."""
    if mutate:
        from tic_core.cli import mutation

        return mutation.mutate(run, edition, sample, seed, workers)
    book = run.shelf().book(edition)
    casebook = _casebook(book)
    chosen = [each for each in casebook.cases if _named(each, case or "")]
    if not chosen:
        raise UsageError(MESSAGES["no-such-case"].fill(words=case), MESSAGES["titles"])
    results = run_cases(book, casebook, chosen)
    lacking = () if case else uncovered(results, book.lawbook.edition, _account(book))
    parts = {"edition": edition, "passed": len(results.passed), "failed": len(results.failed)}
    parts |= {"uncovered": [_lacking(each) for each in lacking], "cases": [_told(run, each) for each in results.cases]}
    run.show("test", parts, _page(run, results, lacking, whole=not case))
    return 1 if results.failed else 0


def _casebook(book: Book) -> Casebook:
    files = case_files(book.found)
    if not files:
        raise UsageError(MESSAGES["no-cases"].fill(edition=book.identity.id), MESSAGES["write-cases"])
    return load_cases(files, book.lawbook.edition)


def _account(book: Book) -> Account | None:
    file = book.found.folder / DOCUMENT
    return load_account(file, book.lawbook.edition) if file.exists() else None


def _named(case: Case, words: str) -> bool:
    title = f"{case.title.zh} {case.title.en}".lower()
    return all(word in title for word in words.lower().split())


def _lacking(each: Uncovered) -> dict[str, str]:
    return {"what": each.what, "id": each.id, "lacking": each.lacking}


def _told(run: Run, each: Result) -> dict[str, Any]:
    sides = {"expected": each.expected, "found": each.found}
    told = {side: {key: telling.told(value) for key, value in values.items()} for side, values in sides.items()}
    known = {"known": each.case.differs(run.lang)} if each.case.differs else {}
    return {
        "title": each.case.title(run.lang),
        "articles": [str(cite) for cite in each.case.articles],
        "ok": each.ok,
        **told,
        **known,
    }


def _page(run: Run, results: Results, lacking: Sequence[Uncovered], *, whole: bool) -> Iterator[str]:
    for each in results.cases:
        yield f"{'?' if each.known else '✓' if each.ok else '✗'} {each.case.title(run.lang)}"
        if each.known and each.case.differs:
            yield "    " + MESSAGES["known"].fill(why=each.case.differs)(run.lang)
        if each.case.differs and not each.ok:
            yield "    " + MESSAGES["agrees"](run.lang)
            continue
        for word, expected, found in each.differing():
            yield "    " + MESSAGES["differs"].fill(word=word, expected=_shown(expected), found=_shown(found))(run.lang)
    yield ""
    yield MESSAGES["counts"].fill(passed=len(results.passed), failed=len(results.failed))(run.lang)
    if whole:
        yield from _coverage(run, lacking)


def _coverage(run: Run, lacking: Sequence[Uncovered]) -> Iterator[str]:
    """What nothing exercises, a line for each kind of it."""
    if not lacking:
        yield MESSAGES["all-covered"](run.lang)
        return
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in lacking:
        groups[each.what, "" if each.what == "sentence" else each.lacking].append(each.id)
    for (what, how), names in groups.items():
        yield MESSAGES[f"{what} {how}".strip()].fill(count=len(names), names=names)(run.lang)


def _shown(value: Any) -> str:
    return str(telling.told(value)) if value is not None else "—"


MESSAGES = {
    "no-cases": Text("版本 {edition} 没有附情形", "the edition {edition} has no scenarios beside it"),
    "write-cases": Text("在版本文件夹中建立 cases/*.toml", "put cases/*.toml into the edition's folder"),
    "no-such-case": Text("没有标题含有“{words}”的情形", "no scenario has “{words}” in its title"),
    "titles": Text("不带 --case 运行，可看全部标题", "run it without --case to see all titles"),
    "differs": Text("{word}：应为 {expected}，实为 {found}", "{word}: expected {expected}, found {found}"),
    "agrees": Text("已经相符：删去 differs", "it no longer differs: take `differs` away"),
    "known": Text("已知不符：{why}", "known to differ: {why}"),
    "counts": Text("相符 {passed}，不符 {failed}", "{passed} as they say, {failed} not"),
    "all-covered": Text(
        "每条规则（符合与不符合）、每种行为、每项义务、每个已编码的句子都有情形涉及",
        "every rule (met and not met), act, duty and encoded sentence is exercised",
    ),
    "rule met": Text("从未见符合的规则（{count}）：{names}", "rules never seen met ({count}): {names}"),
    "rule not-met": Text("从未见不符合的规则（{count}）：{names}", "rules never seen not met ({count}): {names}"),
    "act accepted": Text("从未受理的行为（{count}）：{names}", "acts never accepted ({count}): {names}"),
    "duty opened": Text("从未产生的义务（{count}）：{names}", "duties never opened ({count}): {names}"),
    "duty due": Text("从未列出的义务（{count}）：{names}", "duties never listed ({count}): {names}"),
    "duty discharged": Text("从未履行的义务（{count}）：{names}", "duties never discharged ({count}): {names}"),
    "sentence": Text("未全部涉及的句子（{count}）：{names}", "sentences not exercised in full ({count}): {names}"),
}
