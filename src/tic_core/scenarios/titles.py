"""Titles of scenarios that are found, not written: a sentence a lawyer can check, in names and never in ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from tic_core.kernel.decide import Receipt
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.cite import Cite
from tic_core.model.facts import FactKind, plain
from tic_core.model.receipt import Finding
from tic_core.model.verdict import Verdict
from tic_core.scenarios.document import Case, Expected
from tic_core.scenarios.levers import CHOICE, Lever, value_of
from tic_core.text import Text, say


def answered(case: Case, receipt: Receipt, title: Text, articles: tuple[Cite, ...]) -> Case:
    """The case with the answer that was found, and nothing else it may have asked."""
    assert receipt.lawbook is not None  # noqa: S101 - an act that is known was asked of a lawbook
    tables = receipt.lawbook.edition.tables
    act = tables["acts"][receipt.act.kind]
    rested = [act, *(tables["rules"][rule] for rule in act.requires)]
    noted = tuple(told for told in receipt.findings if told.noted and told.verdict is Verdict.NOT_MET)
    speaking = receipt.refusals or noted
    cites = {told.cite for told in speaking} or {str(one.cite) for one in rested if one.cite}
    assumed = {name for told in speaking for name in told.assumed} or set(receipt.lawbook.assumptions(act) if not speaking else ())
    expect = Expected(
        status="accepted" if receipt.event else "refused",
        rules=tuple(sorted({told.rule for told in receipt.refusals})),
        notes=tuple(sorted({told.rule for told in noted})),
        cites=tuple(sorted(cites - {""})),
        assumed=tuple(sorted(assumed)),
    )
    bare = attrs.evolve(case, as_of=None, due=(), not_due=(), differs=None)
    return attrs.evolve(bare, title=title, articles=articles, expect=expect)


SUPPLIED = {
    "held": ("held", "reservations"),
    "related": ("related", "reservations"),
    "running": ("running", "proceedings"),
    "determined": ("judgement", "rules"),
}
"""What the core supplies, by the head of its name: how a title speaks of it, and the table of what it is named for."""


class Titles:
    """Titles in the names of one edition."""

    def __init__(self, lawbook: Lawbook) -> None:
        self.lawbook = lawbook
        self.tables = lawbook.edition.tables

    def of_rule(
        self, case: Case, lever: Lever, receipt: Receipt, finding: Finding, part: str = "", verdict: Verdict | None = None
    ) -> Text:
        """``批准组建，公示末日为2022-08-19的：“公示期已满”不符合，不予受理``; with the part of the rule on which it turns."""
        rules = self.tables["rules"]
        words = self._words(case, lever, receipt) | {"rule": rules[finding.rule].name, "verdict": finding.verdict.text}
        if lever.name.startswith(CHOICE):
            return MESSAGES["judged"].fill(**words)
        if part and verdict is not None:
            return MESSAGES["part"].fill(**words, part=rules[part].name, found=verdict.text)
        return MESSAGES["rule"].fill(**words)

    def of_domain(self, case: Case, lever: Lever, receipt: Receipt, *, fits: bool) -> Text:
        """Whether a value of a fact can be at all."""
        return MESSAGES["fits" if fits else "misfits"].fill(**self._words(case, lever, receipt))

    def _words(self, case: Case, lever: Lever, receipt: Receipt) -> dict[str, Any]:
        told = self._moved(lever.name, value_of(case, lever.name, lever.now))
        return {"act": self.tables["acts"][receipt.act.kind].name, "moved": told, "status": receipt.status.text}

    def _moved(self, name: str, value: Any) -> Text:
        """What is moved, and to what."""
        head, _, rest = name.partition(".")
        form, table = SUPPLIED.get(head, ("", ""))
        form = f"{form}-none" if form and value is None else form or ("absent" if value is None else "moved")
        named = self.tables[table][rest].name if table else self.lawbook.names.name(name)
        return MESSAGES[form].fill(moved=named, value=self._value(name, value))

    def _value(self, name: str, value: Any) -> Any:
        """A value as people read it."""
        head, _, rest = name.partition(".")
        if name.startswith(CHOICE):
            return next((each.name for each in self.tables["rules"][rest].options() if each.id == value), value)
        if head == "running":
            steps = {each.id: each.name for each in self.tables["proceedings"][rest].steps}
            return steps.get(value, value)
        if isinstance(value, list | tuple):
            return self._rows(self.tables["facts"].get(name), value)
        if isinstance(value, str):
            return self._said(name, value)
        return value if isinstance(value, bool) else plain(value)

    def _said(self, name: str, value: str) -> Any:
        """A word by its name: a term, a stage found at adoption, an office."""
        told = self.lawbook.names.term(name, value)
        if told == value:
            found = self.tables["stages"].get(value) or self.tables["offices"].get(value)
            return found.name if found else value
        return told

    def _rows(self, kind: FactKind | None, rows: Iterable[Any]) -> Text:
        """A list in a few words, so that two lists of one length are told apart."""
        fields = {each.id: each for each in kind.fields} if kind else {}
        told = [Text(*(self._row(fields, row, lang) for lang in ("zh", "en"))) for row in rows]
        brief = Text("；".join(each.zh for each in told), "; ".join(each.en for each in told))
        return MESSAGES["rows" if told else "no-rows"].fill(count=len(told), rows=brief)

    def _row(self, fields: Mapping[str, FactKind], row: Any, lang: Any) -> str:
        if not isinstance(row, Mapping):
            return say(row, lang)
        return say([self._cell(fields.get(key), each) for key, each in row.items()], lang)

    def _cell(self, kind: FactKind | None, value: Any) -> Any:
        words = {term.id: term.name for term in self.lawbook.words[kind.vocabulary].terms} if kind and kind.vocabulary else {}
        if isinstance(value, list | tuple):
            return [words.get(each, each) for each in value]
        return words.get(value, value) if isinstance(value, str) else value


MESSAGES = {
    "rule": Text("{act}，{moved}：“{rule}”{verdict}，{status}", "{act}, {moved}: “{rule}” is {verdict}; {status}"),
    "part": Text(
        "{act}，{moved}：“{part}”{found}，“{rule}”{verdict}，{status}",
        "{act}, {moved}: “{part}” is {found}, “{rule}” is {verdict}; {status}",
    ),
    "fits": Text("{act}，{moved}：在允许范围之内", "{act}, {moved}: such a value there can be"),
    "misfits": Text("{act}，{moved}：超出允许范围，不予受理", "{act}, {moved}: no such value there can be; refused"),
    "judged": Text("{act}，{moved}：{status}", "{act}, {moved}: {status}"),
    "moved": Text("{moved}为{value}的", "{moved} being {value}"),
    "absent": Text("没有{moved}的", "without {moved}"),
    "judgement": Text("就“{moved}”{value}的", "“{moved}” being {value}"),
    "judgement-none": Text("未就“{moved}”作出判定的", "nothing determined on “{moved}”"),
    "held": Text("另一中心占用同一{moved}的", "another centre holding the {moved}"),
    "held-none": Text("没有其他中心占用同一{moved}的", "no other centre holding the {moved}"),
    "related": Text("另一中心占用相关{moved}的", "another centre holding a related {moved}"),
    "related-none": Text("没有其他中心占用相关{moved}的", "no other centre holding a related {moved}"),
    "running": Text("有未结的{moved}（{value}）的", "with a running {moved} ({value})"),
    "running-none": Text("没有未结的{moved}的", "with no running {moved}"),
    "rows": Text("{count} 条（{rows}）", "{count} {count:row|rows} ({rows})"),
    "no-rows": Text("空列表", "an empty list"),
}
