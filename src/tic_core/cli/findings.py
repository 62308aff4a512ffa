"""Findings as people read them: what was checked, on which article, how far off, and what would cure it.

They are told from their JSON form, so that the page and the document say the same; findings in the log of refusals are in it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tic_core import telling
from tic_core.cli.names import Names
from tic_core.kernel.decide import Receipt
from tic_core.model.receipt import Status
from tic_core.text import Text

Told = Mapping[str, Any]


def finding_lines(told: Told, names: Names, indent: int = 2) -> Iterator[str]:
    """One finding: a sentence, then article, limit, margin and the readings it rests on, then the remedy."""
    lang, space = names.lang, " " * indent
    yield f"{space}{MARKS[_mark(told)]} {told['text']}"
    parts = [names.cite(told["cite"])]
    if told["limit"] is not None and not told["rule"].startswith("core."):
        parts.append(MESSAGES["limit"].fill(limit=_limit(told, names))(lang))
    if told.get("margin_text"):  # older logs of refusals have the number alone
        parts.append(told["margin_text"])
    elif told["margin"] is not None:
        parts.append(MESSAGES["margin"].fill(margin=told["margin"])(lang))
    if told["assumed"]:
        parts.append(MESSAGES["assumed"].fill(names=names.joined(told["assumed"]))(lang))
    if told["determined"]:
        parts.append(MESSAGES["determined"].fill(choice=names.choice(told["rule"], told["determined"]))(lang))
    if told["noted"]:
        parts.append(MESSAGES["noted"](lang))
    if any(parts):
        yield f"{space}  " + " · ".join(part for part in parts if part)
    if told["remedy"] and not told["determined"]:
        yield f"{space}  " + MESSAGES["remedy"].fill(remedy=told["remedy"])(lang)


def _mark(told: Told) -> str:
    if told["blocks"]:
        return "blocks"
    return "fine" if told["verdict"] in ("met", "not-applicable") or told["determined"] else "open"


def _limit(told: Told, names: Names) -> str:
    """The limit; terms by their names where the rule looks at one fact alone."""
    limit = told["limit"]
    if len(told["values"]) == 1 and not isinstance(limit, Mapping):
        return names.value(next(iter(told["values"])), limit)
    return names.limit(limit)


def receipt_lines(receipt: Receipt, names: Names) -> Iterator[str]:
    """One receipt: a line that says what became of the act; what stands against it below."""
    lang, act = names.lang, receipt.act
    head = f"{receipt.status.text(lang)}  {act.id}  {names.of('acts', act.kind)}  {act.centre}".rstrip()
    yield head if receipt.sequence is None else f"{head}  #{receipt.sequence}"
    if receipt.status in (Status.REFUSED, Status.CONFLICT):
        for each in receipt.refusals:
            yield from finding_lines(telling.finding(each, lang), names)


def counted(counts: Mapping[str, int], lang: Any) -> str:
    """``受理 40，不予受理 6``: how many acts came to what."""
    parts = [f"{Status(name).text(lang)} {count}" for name, count in counts.items() if count]
    return {"zh": "，", "en": ", "}[lang].join(parts) or MESSAGES["none"](lang)


def count(statuses: Iterable[str]) -> dict[str, int]:
    """How many of each status; all four are there."""
    found = Counter(statuses)
    return {status.value: found[status.value] for status in Status}


MARKS = {"blocks": "✗", "open": "?", "fine": "✓"}

MESSAGES = {
    "limit": Text("限值 {limit}", "limit {limit}"),
    "margin": Text("余量 {margin}", "margin {margin}"),
    "assumed": Text("依解释 {names}", "resting on the readings {names}"),
    "determined": Text("判定：{choice}", "determined: {choice}"),
    "noted": Text("仅供参考，不影响受理", "noted only, never refuses"),
    "remedy": Text("补救：{remedy}", "remedy: {remedy}"),
    "none": Text("没有行为", "no acts"),
}
