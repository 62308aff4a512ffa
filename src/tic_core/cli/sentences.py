"""``ticctl policy account · questions``: what became of every sentence of a measure, and what its text leaves open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tic_core.cli.cells import spaced, table
from tic_core.cli.frame import Argument, OneOf, Option, Word, command
from tic_core.cli.options import common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.edition import Interpretation
from tic_core.packs import Given
from tic_core.packs.account import DOCUMENT, TREATMENTS, Account, load_account
from tic_core.telling import told as plainly
from tic_core.text import Text


def _edition() -> Argument:
    return Argument(
        "edition", value=("版本", "EDITION"), told=("版本标识，如 weihai-2022。", "An edition's id, such as weihai-2022.")
    )


@command(
    "account",
    _edition(),
    Option(
        "--treatment",
        type=OneOf(tuple(TREATMENTS)),
        value=("处理", "TREATMENT"),
        told=("只列一种处理。", "One treatment only."),
    ),
    Option(
        "--chapter",
        type=Word(),
        value=("章", "CHAPTER"),
        told=("写出一章的说明页（Markdown）。", "Write the page of one chapter (Markdown)."),
    ),
    *common(),
    told=(
        "办法逐句的去向：由规则、行为或义务承担，留给人，或未编码及其理由。",
        "What became of every sentence: carried by rules, acts or duties, left to people, or not encoded and why.",
    ),
)
def account(run: Run, edition: str, treatment: str | None, chapter: str | None) -> None:
    """Print the account of an edition."""
    book = run.shelf().book(edition)
    file = book.found.folder / DOCUMENT
    if not file.exists():
        raise UsageError(MESSAGES["no-account"].fill(edition=edition), MESSAGES["write-account"].fill(file=DOCUMENT))
    found = load_account(file, book.lawbook.edition)
    if chapter is not None:
        _chapter(run, book.lawbook, found, chapter)
        return
    told = [each for each in found.told(run.lang) if treatment in (None, each["treatment"])]
    run.show(
        "account", {"edition": edition, "counts": found.counts(), "sentences": told}, _account_page(run, book.lawbook, found, told)
    )


@command(
    "questions",
    _edition(),
    *common(),
    told=(
        "办法留下的问题：所取解释、其他可能、由谁改变、影响哪些规则和行为。",
        "What the text leaves open: the reading taken, the others, who may change it, what rests on it.",
    ),
)
def questions(run: Run, edition: str) -> None:
    """Print the register of open questions of an edition."""
    book = run.shelf().book(edition)
    resting = _resting(book.lawbook)
    told = [_told(run, each, resting[each.id], book.given) for each in book.lawbook.edition.interpretations]
    run.show("questions", {"edition": edition, "questions": told}, _questions_page(run, book.lawbook, told))


def _chapter(run: Run, lawbook: Lawbook, found: Account, wanted: str) -> None:
    """Write the page of one chapter of the text."""
    from tic_core.cli.chapter import Page

    chapter = next((each for each in found.chapters if each.id == wanted), None)
    if chapter is None:
        raise UsageError(
            MESSAGES["no-chapter"].fill(chapter=wanted), MESSAGES["chapters"].fill(known=[each.id for each in found.chapters])
        )
    lines = list(Page(lawbook, found, chapter, run.lang).lines())
    run.show("chapter", {"edition": lawbook.edition.id, "chapter": chapter.id, "text": "\n".join(lines)}, lines)


def _account_page(run: Run, lawbook: Lawbook, found: Account, told: list[dict[str, Any]]) -> Iterator[str]:
    cites = {sentence.cite: lawbook.edition.cite_text(sentence.cite)(run.lang) for sentence in found.sentences}
    heads = [MESSAGES[head](run.lang) for head in ("article", "number", "paraphrase", "treatment", "by")]
    shown = {str(cite): text for cite, text in cites.items()}
    rows = [
        (
            shown[each["cite"]],
            f"{each['number']}{each['norm'] or ''}",
            each["paraphrase"],
            TREATMENTS[each["treatment"]](run.lang),
            ", ".join(each["by"]) or each["note"] or "",
        )
        for each in told
    ]
    counts = [f"{TREATMENTS[name](run.lang)} {count}" for name, count in found.counts().items()]
    yield from spaced([table(heads, rows, run.width), [" · ".join(counts)]])


def _resting(lawbook: Lawbook) -> Mapping[str, list[str]]:
    """What rests on each interpretation: acts, rules, duties, …, by table and id."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, items in lawbook.edition.tables.items():
        for item in items.values():
            for question in getattr(item, "assumed", ()):
                found[question].append(f"{name}:{item.id}")
    for question in lawbook.edition.convention.assumed:
        found[question].append(f"convention:{lawbook.edition.convention.id}")
    return found


def _told(run: Run, each: Interpretation, resting: list[str], given: Iterable[Given]) -> dict[str, Any]:
    return {
        "id": each.id,
        "cite": str(each.cite or ""),
        "question": each.question(run.lang),
        "readings": [
            {
                "id": reading.id,
                "name": reading.name(run.lang),
                "taken": reading.id == each.taken,
                "encoded": reading.id == each.taken or reading.sets is not None,
            }
            for reading in each.readings
        ],
        "answers": [
            {"reading": one.reading, "first": plainly(one.first), "document": one.document, "file": one.file}
            for one in given
            if one.question == each.id
        ],
        "taken": each.taken,
        "status": each.status,
        "document": each.document or None,
        "by": each.by,
        "effect": each.effect(run.lang),
        "resting": resting,
    }


def _questions_page(run: Run, lawbook: Lawbook, told: list[dict[str, Any]]) -> Iterator[str]:
    roles, declared = lawbook.edition.tables["roles"], lawbook.edition.tables["interpretations"]
    for each in told:
        cite = lawbook.edition.cite_text(declared[each["id"]].cite)(run.lang)
        who = roles[each["by"]].name(run.lang) if each["by"] in roles else each["by"]
        yield run.heading(f"{each['id']} {each['question']}  {cite}".rstrip())
        for reading in each["readings"]:
            more = "" if reading["encoded"] else MESSAGES["not-encoded"](run.lang)
            yield f"  {'●' if reading['taken'] else '○'} {reading['name']}{more}"
        named = {reading["id"]: reading["name"] for reading in each["readings"]}
        for answer in each["answers"]:
            yield "  " + MESSAGES["answered"].fill(**{**answer, "reading": named[answer["reading"]]})(run.lang)
        status = MESSAGES[each["status"]].fill(document=each["document"] or "")(run.lang)
        yield "  " + MESSAGES["standing"].fill(status=status, who=who, effect=each["effect"])(run.lang)
        if each["resting"]:
            yield "  " + MESSAGES["resting"].fill(what=each["resting"])(run.lang)


MESSAGES = {
    "no-chapter": Text("没有第“{chapter}”章", "there is no chapter “{chapter}”"),
    "chapters": Text("有：{known}", "there are: {known}"),
    "not-encoded": Text("（未编码，须另立版本）", " (not encoded: it takes an edition of its own)"),
    "answered": Text("自 {first} 起：{reading}（{document}，{file}）", "from {first} on: {reading} ({document}, {file})"),
    "article": Text("条款", "article"),
    "number": Text("句", "no."),
    "paraphrase": Text("内容", "what it says"),
    "treatment": Text("处理", "treatment"),
    "by": Text("由何承担或理由", "carried by, or why not"),
    "no-account": Text("版本 {edition} 没有逐句说明", "the edition {edition} has no account of its sentences"),
    "write-account": Text("在版本旁写一份 {file}", "write a {file} beside the edition"),
    "default": Text("软件默认", "software default"),
    "confirmed": Text("已确认（{document}）", "confirmed ({document})"),
    "standing": Text("{status} · 可由{who}改变 · {effect}", "{status} · for the {who} to change · {effect}"),
    "resting": Text("依此：{what}", "resting on it: {what}"),
}
