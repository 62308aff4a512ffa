"""Linked subjects: what nobody can record of them, what a rule cannot see from where it is asked, a ban counted from an old day."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.model.edition import ActKind, ProceedingKind
from tic_core.model.facts import FactKind
from tic_core.model.linked import LINKED
from tic_core.packs.check.names import reads
from tic_core.packs.faults import Flaw, Messages, flaw
from tic_core.packs.lint.bench import Bench
from tic_core.rules import edges
from tic_core.text import Text


def never_recorded(bench: Bench) -> Iterator[Flaw]:
    """Facts and proceedings of a linked subject that are read, and that no act on such a subject brings or opens."""
    links = bench.edition.tables["linked"]
    for table in ("rule", "derived"):
        for path, item in bench.draft.each(table):
            for _, name in dict.fromkeys(reads(item)):
                link, _, rest = name.partition(".")
                if name in bench.draft.linked and links[link].subject in LINKED and not _recorded(bench, links[link].subject, rest):
                    yield flaw(MESSAGES, "linked-never-recorded", (*path, "id"), id=item.id, fact=name, subject=links[link].subject)


def _recorded(bench: Bench, subject: str, name: str) -> bool:
    acts = [act for act in bench.edition.acts if act.subject == subject]
    brought = {fact for act in acts for fact in (*act.facts, *act.records)}
    opened = {step.proceeding for act in acts for step in act.steps}
    return name in brought or name.partition(".")[2] in opened


def out_of_sight(bench: Bench) -> Iterator[Flaw]:
    """Rules of an act that read a fact of another kind of subject: from there it is never known."""
    for path, act in bench.draft.each("act"):
        for key in ("requires", "notes"):
            for index, name in enumerate(getattr(act, key)):
                for fact in _unseen(bench, act, name):
                    yield flaw(MESSAGES, "rule-of-other-subject", (*path, key, index), act=act.id, rule=name, fact=fact)


def _unseen(bench: Bench, act: ActKind, rule: str) -> Iterator[str]:
    tables = bench.edition.tables
    for name in edges.reached([rule], tables["rules"]):
        for fact in edges.base_of(tables["rules"][name], tables["derived"]):
            declared: FactKind | None = tables["facts"].get(fact)
            other = declared is not None and "edition" not in (declared.of, act.subject) and declared.of != act.subject
            if other or (fact in bench.draft.linked and act.subject != "centre"):
                yield fact


def stale_anchors(bench: Bench) -> Iterator[Flaw]:
    """Acts that open what lasts a time counted from a fact which they neither bring nor withdraw: an older day would count."""
    proceedings = bench.edition.tables["proceedings"]
    for path, act in bench.draft.each("act"):
        for index, step in enumerate(act.steps):
            opened: ProceedingKind = proceedings[step.proceeding]
            for name in opened.lasts.after if opened.lasts is not None and not step.from_ else ():
                if name in bench.draft.ids["fact"] and name not in (*act.brings, *act.clears):
                    yield flaw(MESSAGES, "stale-anchor", (*path, "steps", index), act=act.id, proceeding=opened.id, fact=name)


MESSAGES: Messages = {
    "linked-never-recorded": (
        Text("{id} 读取 {fact}，而没有针对 {subject} 的行为记录它", "{id} reads {fact}, which no act on a {subject} records"),
        Text(
            '应有 subject = "{subject}" 的行为提交它或启动该程序',
            'an act with subject = "{subject}" that brings it or opens the proceeding',
        ),
    ),
    "rule-of-other-subject": (
        Text(
            "行为 {act} 所核的规则 {rule} 读取 {fact}，那是另一种主体的事实",
            "the rule {rule} of the act {act} reads {fact}, a fact of another kind of subject",
        ),
        Text(
            "中心经 [[linked]] 读取关联主体；其他主体只读自己的事实",
            "a centre reads linked subjects by a [[linked]]; other subjects read their own facts",
        ),
    ),
    "stale-anchor": (
        Text(
            "行为 {act} 启动 {proceeding}，其期限自 {fact} 起算，而该行为既不提交也不撤除它",
            "the act {act} opens {proceeding}, counted from {fact}, which it neither brings nor withdraws",
        ),
        Text("应在 brings 或 clears 中，以免按先前的日子起算", "in brings or clears, lest an older day counts"),
    ),
}
