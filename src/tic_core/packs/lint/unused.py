"""What nothing in the document uses: it was forgotten, or it is the name of it that is wrong where it should stand."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.packs.check.names import THINGS
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.text import Text

LOOKED_FOR = {
    "rule": "unused-rule",
    "fact": "unused-fact",
    "derived": "unused-fact",
    "vocabulary": "unused-vocabulary",
    "role": "unused-role",
    "interpretation": "unused-interpretation",
    "linked": "unused-link",
}
"""Tables whose items are there to be named by others, and what one is called that is not."""

CORES = ("basis",)  # the core itself reads the list of registered texts


def unused(bench: Bench) -> Iterator[Flaw]:
    """Items that nothing names."""
    for table, code in LOOKED_FOR.items():
        for path, item in bench.draft.each(table):
            if item.id not in bench.named[table] and item.id not in CORES:
                yield flaw(MESSAGES, code, (*path, "id"), thing=THINGS[table], id=item.id)
    reserved = {name for act in bench.edition.acts for name in act.reserves}
    for path, item in bench.draft.each("reservation"):
        if item.id not in reserved:
            yield flaw(MESSAGES, "never-reserved", (*path, "id"), id=item.id)


_WHAT = Text("没有任何内容用到{thing} {id}", "nothing uses the {thing} {id}")

MESSAGES: Messages = {
    "unused-rule": (
        _WHAT,
        Text(
            "应有行为的 requires 或 notes、另一规则、移动或激励用到它",
            "an act that requires or notes it, or a rule, move or incentive",
        ),
    ),
    "unused-fact": (
        _WHAT,
        Text("应有行为提交它，或规则读取它；否则删除", "an act that brings it or a rule that reads it; else delete it"),
    ),
    "unused-vocabulary": (_WHAT, Text("应有事实以其为值；否则删除", "a fact that takes its terms; else delete it")),
    "unused-role": (
        _WHAT,
        Text("应有行为、义务或机构类别用到它；否则删除", "an act, a duty or a kind of office with it; else delete it"),
    ),
    "unused-interpretation": (
        Text("没有任何内容依据解释 {id}", "nothing rests on the interpretation {id}"),
        Text("应在依据它的内容的 assumed 中写明", "its id under assumed of what rests on it"),
    ),
    "unused-link": (
        _WHAT,
        Text("应有规则读取该主体的事实；否则删除", "a rule that reads a fact of that subject; else delete it"),
    ),
    "never-reserved": (
        Text("没有行为占用 {id}", "no act reserves {id}"),
        Text("应有行为以 reserves 占用它；否则删除", "an act with it in reserves; else delete it"),
    ),
}
