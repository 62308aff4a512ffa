"""``ticctl form check``: a paper held against the outline that stands beside an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tic_core.cli.cells import spaced, table
from tic_core.cli.frame import Argument, Group, Pair, command
from tic_core.cli.options import common
from tic_core.cli.policy import edition_argument
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.forms import Form, Report, Result, forms_in, lines_of, load_form
from tic_core.forms import check as hold
from tic_core.forms.check import REMARKS, WARNINGS
from tic_core.model.edition import Edition
from tic_core.text import Text

COMMANDS: Mapping[str, tuple[str, Pair]] = {
    "check": (
        "tic_core.cli.form:check",
        ("核对文件有无提纲各部分及其字数。", "Whether a paper has the parts of an outline, and how long they are."),
    ),
}

form = Group("form", COMMANDS, told=("表式和提纲：核对文件。", "Forms and outlines: check a paper."), params=common())


@command(
    "check",
    edition_argument(),
    Argument(
        "form", value=("表式", "FORM"), told=("版本旁 forms/ 中的表式，如 plan。", "A form beside the edition, such as plan.")
    ),
    Argument("file", value=("文件", "FILE"), told=("要核对的 .docx、.md 或 .txt 文件。", "The .docx, .md or .txt file to check.")),
    *common(),
    told=(
        "按标题找出提纲各部分，计算字数，与提纲所定比较。缺少部分或不足“以上”之数的以 1 退出。",
        "Find an outline's parts by their headings, count, compare. 1: a part is missing or below its floor.",
    ),
    more=(
        "是否接受由经办人决定；本命令从不拒绝任何文件。",
        "Whether a paper will do is for the officer; this command refuses none.",
    ),
)
def check(run: Run, edition: str, form: str, file: str) -> int:
    """Check a paper against a form."""
    book = run.shelf().book(edition)
    known = forms_in(book.found.folder)
    if form not in known:
        raise UsageError(MESSAGES["no-form"].fill(edition=edition, form=form), MESSAGES["forms"].fill(known=sorted(known)))
    law = book.lawbook.edition
    report = hold(load_form(known[form], law), lines_of(file))
    run.show("form", _told(run, report, file), spaced(_page(run, law, report, file)))
    return 0 if report.ok else 1


def _told(run: Run, report: Report, file: str) -> dict[str, Any]:
    return {
        "edition": report.form.edition,
        "form": report.form.id,
        "name": report.form.name(run.lang),
        "file": file,
        "ok": report.ok,
        "parts": report.told(run.lang),
        "order": list(report.order),
        "in_order": report.in_order,
        "outside": report.outside,
        "facts": report.facts,
        "cite": str(report.form.cite),
        "assumed": list(report.form.assumed),
    }


def _page(run: Run, law: Edition, report: Report, file: str) -> Iterator[Iterator[str]]:
    head = MESSAGES["head"].fill(file=file, name=report.form.name, article=law.cite_text(report.form.cite))
    yield iter([run.heading(head(run.lang)), *_parts(run, law, report)])
    yield _remarks(run, report)
    yield _grounds(run, law, report)


def _parts(run: Run, law: Edition, report: Report) -> list[str]:
    heads = [MESSAGES[head](run.lang) for head in ("part", "count", "advice", "finding", "article")]
    return table(heads, [_row(run, law, report.form, result) for result in report.results], run.width)


def _row(run: Run, law: Edition, form: Form, result: Result) -> list[str]:
    part = result.part
    least, most = form.within(part)
    kind = "about" if part.about is not None else "at-least" if part.at_least is not None else "none"
    cells = (
        Text("{number} {name}", "{number} {name}").fill(number=result.number, name=part.name),
        Text("{count}", "{count}").fill(count="" if result.count is None else result.count),
        MESSAGES[kind].fill(about=part.about, least=least, most=most, floor=part.at_least),
        MESSAGES[result.verdict],
        law.cite_text(part.cite),
    )
    return [cell(run.lang) for cell in cells]


def _remarks(run: Run, report: Report) -> Iterator[str]:
    """Everything a person should look at, warnings first."""
    for level in ("warning", "remark"):
        for result in report.results:
            if result.level == level:
                said = [result.text] * (result.verdict in VERDICTS) + list(result.notes)
                told = {"level": MESSAGES[level], "name": result.part.name}
                yield from (MESSAGES["remarked"].fill(**told, text=text)(run.lang) for text in said)
    if not report.in_order:
        names = {result.part.id: result.part.name for result in report.results}
        yield MESSAGES["order"].fill(order=[names[part] for part in report.order])(run.lang)
    if report.outside and report.order:
        yield MESSAGES["outside"].fill(count=report.outside)(run.lang)


def _grounds(run: Run, law: Edition, report: Report) -> Iterator[str]:
    """How it was counted, on what that rests, and what an act may carry."""
    yield MESSAGES["counting"].fill(counting=report.form.counting)(run.lang)
    for name in report.form.assumed:
        question = law.tables["interpretations"][name]
        taken = next(reading.name for reading in question.readings if reading.id == question.taken)
        yield MESSAGES["rests"].fill(id=name, question=question.question, taken=taken)(run.lang)
    if report.facts:
        facts = " ".join(f"--fact {fact}={value}" for fact, value in report.facts.items())
        yield MESSAGES["facts"].fill(facts=facts)(run.lang)


VERDICTS = (*WARNINGS, *REMARKS)

MESSAGES = {
    "no-form": Text("版本 {edition} 没有表式“{form}”", "the edition {edition} has no form “{form}”"),
    "forms": Text("已有的表式：{known}", "there are: {known}"),
    "head": Text("{file}：{name}（{article}）", "{file}: {name} ({article})"),
    "part": Text("部分", "part"),
    "count": Text("字数", "characters"),
    "advice": Text("提纲所定", "asked for"),
    "finding": Text("结果", "finding"),
    "article": Text("条款", "article"),
    "about": Text("{about} 左右（{least} 至 {most}）", "about {about} ({least} to {most})"),
    "at-least": Text("{floor} 以上", "{floor} or more"),
    "none": Text("未定", "no length"),
    "missing": Text("缺少", "missing"),
    "below-floor": Text("不足", "too short"),
    "shorter": Text("偏少", "rather short"),
    "longer": Text("偏多", "rather long"),
    "empty": Text("没有文字", "empty"),
    "as-advised": Text("符合", "as asked"),
    "found": Text("有", "there"),
    "warning": Text("警告", "warning"),
    "remark": Text("提示", "remark"),
    "remarked": Text("{level}：{name}：{text}", "{level}: {name}: {text}"),
    "order": Text("提示：各部分的顺序与提纲不同：{order}", "remark: the parts do not stand in the order of the outline: {order}"),
    "outside": Text(
        "提示：第一个标题之前另有 {count} 字，不计入任何部分",
        "remark: {count} characters stand before the first heading and belong to no part",
    ),
    "counting": Text("字数：{counting}。", "Counted: {counting}."),
    "rests": Text("所依解释 {id}：{question}——{taken}", "Rests on reading {id}: {question} – {taken}"),
    "facts": Text("可填入行为的事实：{facts}", "Facts for an act: {facts}"),
}
