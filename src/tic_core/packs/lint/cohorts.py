"""What a cohort leaves unsaid: the effect of staying away, and fields whose turn never comes."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.model.facts import Vocabulary
from tic_core.packs.check.types import kind_of
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.text import Text


def no_shows(bench: Bench) -> Iterator[Flaw]:
    """No-shows without a stated effect."""
    for path, kind in bench.draft.each("cohort"):
        if kind.no_show is not None and not kind.no_show.grade:
            yield flaw(MESSAGES, "no-show-without-effect", (*path, "no_show"), id=kind.id)


def fields(bench: Bench) -> Iterator[Flaw]:
    """Terms of the field's vocabulary that stand in no year of the rotation."""
    for path, kind in bench.draft.each("cohort"):
        declared = kind_of(bench.draft, kind.turn.fact) if kind.turn.by == "field" else None
        words = bench.draft.get("vocabulary", declared.vocabulary) if declared is not None and declared.vocabulary else None
        there = {value for rota in kind.turn.rotation for value in rota.values}
        for term in words.terms if isinstance(words, Vocabulary) else ():
            if term.id not in there:
                yield flaw(MESSAGES, "field-never-graded", (*path, "turn", "rotation"), term=term.id, id=kind.id)


MESSAGES: Messages = {
    "no-show-without-effect": (
        Text("批次 {id} 没有写明缺席的后果", "the cohort {id} states no effect of staying away"),
        Text("应在 no_show 中写 grade；文本确无规定的不写", "a grade in no_show, unless the text is silent"),
    ),
    "field-never-graded": (
        Text("批次 {id} 的轮换表中没有领域 {term}", "the rotation of the cohort {id} leaves out the field {term}"),
        Text("应为每个领域排定年份", "a year for every field"),
    ),
}
