"""``ticctl policy prove``: what is proved of an edition, what is refuted, with lives that the product takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tic_core import telling
from tic_core.cli.frame import Option, command
from tic_core.cli.names import Names
from tic_core.cli.options import common
from tic_core.cli.policy import edition_argument
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.proofs import PROPERTIES, Property, Status, Study, Witness
from tic_core.proofs import prove as proved
from tic_core.shelf import Book
from tic_core.text import Text

MARKS = {Status.PROVED: "✓", Status.REFUTED: "✗", Status.NOT_DECIDED: "?", Status.NOT_APPLICABLE: "—"}


@command(
    "prove",
    edition_argument(),
    Option(
        "--property",
        "only",
        multiple=True,
        value=("性质", "ID"),
        told=(f"只求证这些性质：{'、'.join(PROPERTIES)}。", f"Only these properties: {', '.join(PROPERTIES)}."),
    ),
    *common(),
    told=(
        "就全部可能的事实和阶段图求证：没有死条和空隙，认定必经评估和公示，失效时中心可能处于哪些阶段。",
        "Prove over all possible facts and the graph of stages: no dead rule, no gap, recognition only after evaluation.",
    ),
    more=(
        "有性质被推翻时以 1 退出；推翻必附产品可重放的一串行为。需要附加组件 proofs（z3-solver）。",
        "Exits 1 where one is refuted, each with acts that replay in the product. Needs the extra `proofs` (z3-solver).",
    ),
)
def prove(run: Run, edition: str, only: tuple[str, ...]) -> int:
    """Prove an edition."""
    unknown = [name for name in only if name not in PROPERTIES]
    if unknown:
        raise UsageError(MESSAGES["no-property"].fill(names=unknown), MESSAGES["properties"].fill(names=list(PROPERTIES)))
    book = run.shelf().book(edition)
    found = list(proved(Study.of(book), only))
    parts = {"edition": edition, "counts": _counts(found), "properties": [_told(run, book, each) for each in found]}
    run.show("prove", parts, _page(run, book, found))
    for each in found:
        if each.defect:
            run.say(MESSAGES["defect"].fill(property=each.name))
    return 1 if any(each.status is Status.REFUTED or each.defect for each in found) else 0


def _counts(found: Sequence[Property]) -> dict[str, int]:
    return {status.value: sum(each.status is status for each in found) for status in Status}


def _told(run: Run, book: Book, each: Property) -> dict[str, Any]:
    """``{id, name, status, cite, article, told[], witness, witnesses[], opaque[]}``; ``witness`` is the first of them."""
    witnesses = [_witness(run, witness) for witness in each.witnesses]
    return {
        "id": each.id,
        "name": each.name(run.lang),
        "status": each.status.value,
        "cite": str(each.cite or ""),
        "article": book.lawbook.edition.cite_text(each.cite)(run.lang),
        "told": [text(run.lang) for text in each.told],
        "witness": witnesses[0] if witnesses else None,
        "witnesses": witnesses,
        "opaque": list(each.opaque),
    }


def _witness(run: Run, each: Witness) -> dict[str, Any]:
    """``{shows, stage, on, facts{}, refused, graded{}, acts[]}``, the acts as ``ticctl submit`` takes them."""
    return {
        "shows": each.shows(run.lang),
        "stage": each.stage,
        "on": telling.told(each.on),
        "facts": telling.told(each.facts),
        "refused": each.refused,
        "graded": dict(each.graded),
        "acts": [telling.act(act) | {"policy": act.policy, "about": act.about} for act in each.acts],
    }


def _page(run: Run, book: Book, found: Sequence[Property]) -> Iterator[str]:
    for each in found:
        yield f"{MARKS[each.status]} {each.name(run.lang)}  [{each.id}]"
        yield from (f"    {text(run.lang)}" for text in each.told)
        for witness in each.witnesses:
            yield f"    · {witness.shows(run.lang)}"
            yield from _life(run, book, witness) if each.status is Status.REFUTED else ()
        if each.opaque:
            yield "    " + MESSAGES["opaque"].fill(names=list(each.opaque))(run.lang)
    yield ""
    counts = {status.value.replace("-", "_"): count for status, count in zip(Status, _counts(found).values(), strict=True)}
    yield MESSAGES["counts"].fill(**counts)(run.lang)


def _life(run: Run, book: Book, witness: Witness) -> Iterator[str]:
    """The facts that matter, and the acts of a witness, a line each."""
    acts, names = book.lawbook.edition.tables["acts"], Names(book.lawbook, run.lang)
    for name, value in witness.facts.items():
        yield "        " + MESSAGES["fact"].fill(name=names.fact(name), value=names.value(name, value))(run.lang)
    for act in witness.acts:
        yield f"        {act.on}  {acts[act.kind].name(run.lang)}  ({act.kind}, {act.by})"
    for cohort, grade in witness.graded.items():
        yield "        " + MESSAGES["graded"].fill(cohort=cohort, grade=grade)(run.lang)
    if witness.refused:
        yield "        " + MESSAGES["refused"](run.lang)


MESSAGES = {
    "no-property": Text("没有这些性质：{names}", "there are no such properties: {names}"),
    "properties": Text("可选：{names}", "they are: {names}"),
    "opaque": Text("求解器看不到的部分：{names}", "what the solver cannot look into: {names}"),
    "fact": Text("{name}＝{value}", "{name} = {value}"),
    "refused": Text("最后一个行为被拒绝", "the last act is refused"),
    "graded": Text("设批次 {cohort} 评为 {grade}", "supposing that the cohort {cohort} graded it {grade}"),
    "defect": Text(
        "性质“{property}”的见证不能重放：这是软件缺陷，请报告",
        "a witness of “{property}” does not replay: a defect of the software, please report it",
    ),
    "counts": Text(
        "已证 {proved}，推翻 {refuted}，未决 {not_decided}，不适用 {not_applicable}",
        "{proved} proved, {refuted} refuted, {not_decided} not decided, {not_applicable} not applicable",
    ),
}
