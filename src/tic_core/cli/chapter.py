"""A chapter of a measure as a page: sentence by sentence, what is computed, what people decide, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from tic_core.kernel.lawbook import Lawbook
from tic_core.kernel.settling import options_of
from tic_core.packs.account import TREATMENTS, Account, Chapter, Sentence
from tic_core.rules.kinds import Discretion
from tic_core.text import Lang, Text


@attrs.frozen
class Page:
    """A chapter of an account under a lawbook, written in Markdown in one language."""

    lawbook: Lawbook
    account: Account
    chapter: Chapter
    lang: Lang

    def lines(self) -> Iterator[str]:
        """The page."""
        yield f"# {self.chapter.name(self.lang)}"
        for part in (self._sentences, self._computed, self._owed, self._earned, self._decided, self._assumed, self._left):
            rows = list(part())
            if rows:
                yield from ("", *rows)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The entries of the chapter, in the text's order."""
        return tuple(each for each in self.account.sentences if each.place in self.chapter.places)

    def _sentences(self) -> Iterator[str]:
        yield from self._headed("sentences", ("place", "says", "treatment", "note"))
        for each in self.sentences:
            place = f"{self._cite(each)} {each.number}{each.norm}"
            yield self._row(place, each.paraphrase(self.lang), TREATMENTS[each.treatment](self.lang), _told(each.note, self.lang))

    def _computed(self) -> Iterator[str]:
        rules = [rule for rule in self._claimed("rule") if not isinstance(rule, Discretion)]
        if rules:
            yield from self._headed("computed", ("rule", "cite", "wording", "asked-by"))
        for rule in rules:
            said = rule.sentence(self.lawbook.names)(self.lang)
            yield self._row(f"{rule.name(self.lang)} `{rule.id}`", self._article(rule), said, self._asking(rule.id))

    def _owed(self) -> Iterator[str]:
        duties = self._claimed("duty")
        if duties:
            yield from self._headed("owed", ("duty", "cite", "owner", "last-day"))
        for duty in duties:
            owner = self.lawbook.edition.tables["roles"][duty.owner].name(self.lang)
            yield self._row(f"{duty.name(self.lang)} `{duty.id}`", self._article(duty), owner, self._length(duty))

    def _earned(self) -> Iterator[str]:
        incentives = self._claimed("incentive")
        if incentives:
            yield from self._headed("earned", ("incentive", "cite", "nature", "condition"))
        for each in incentives:
            condition = self.lawbook.rules[each.when].name(self.lang)
            yield self._row(f"{each.name(self.lang)} `{each.id}`", self._article(each), NATURES[each.nature](self.lang), condition)

    def _decided(self) -> Iterator[str]:
        judged = [rule for rule in self._claimed("rule") if isinstance(rule, Discretion) or rule.force == "generally"]
        acts = self._claimed("act")
        if judged or acts:
            yield from self._headed("decided", ("what", "cite", "who", "how"))
        roles = self.lawbook.edition.tables["roles"]
        for rule in judged:
            who = roles[rule.judge or self.lawbook.edition.identity.judge].name(self.lang)
            options = SEMICOLON(self.lang).join(option.name(self.lang) for option in options_of(rule))
            asked = rule.question(self.lang) if isinstance(rule, Discretion) else rule.name(self.lang)
            yield self._row(f"{asked} `{rule.id}`", self._article(rule), who, options)
        for act in acts:
            who = SEMICOLON(self.lang).join(roles[role].name(self.lang) for role in act.roles)
            yield self._row(f"{act.name(self.lang)} `{act.id}`", self._article(act), who, self._form(act))

    def _assumed(self) -> Iterator[str]:
        named = self._resting_on()
        if named:
            yield from self._headed("assumed", ("question", "cite", "reading", "effect"))
        for question in (each for each in self.lawbook.edition.interpretations if each.id in named):
            taken = next(reading.name(self.lang) for reading in question.readings if reading.id == question.taken)
            yield self._row(
                f"{question.id} {question.question(self.lang)}", self._article(question), taken, question.effect(self.lang)
            )

    def _left(self) -> Iterator[str]:
        left = [each for each in self.sentences if each.treatment == "not-encoded"]
        if left:
            yield from self._headed("left", ("place", "says", "because"))
        for each in left:
            yield self._row(f"{self._cite(each)} {each.number}{each.norm}", each.paraphrase(self.lang), _told(each.note, self.lang))

    # ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _claimed(self, kind: str) -> list[Any]:
        """What the chapter's sentences name of one kind, in the order of the text, each once."""
        table = self.lawbook.edition.tables[TABLE_OF[kind]]
        names = dict.fromkeys(name for each in self.sentences for name in each.by)
        return [table[name.partition(":")[2]] for name in names if name.partition(":")[0] == kind]

    def _resting_on(self) -> frozenset[str]:
        rules = (name for rule in self._claimed("rule") for name in self.lawbook.assumed_by(rule.id))
        others = (name for kind in TABLE_OF if kind != "rule" for each in self._claimed(kind) for name in each.assumed)
        return frozenset((*rules, *others))

    def _asking(self, rule: str) -> str:
        """What asks for a rule: acts refused for it, noting it or going its way; rules, incentives and duties that rest on it."""
        edition = self.lawbook.edition
        needed = [act.name(self.lang) for act in edition.acts if rule in act.requires]
        noted = [NOTED.fill(act=act.name)(self.lang) for act in edition.acts if rule in act.notes]
        moving = [MOVED.fill(act=act.name)(self.lang) for act in edition.acts if any(move.when == rule for move in act.moves)]
        within = [each.name(self.lang) for each in edition.rules if rule in (*each.parts(), each.when)]
        earned = [each.name(self.lang) for some in (edition.incentives, edition.duties) for each in some if each.when == rule]
        return SEMICOLON(self.lang).join(dict.fromkeys((*needed, *noted, *moving, *within, *earned)))

    def _length(self, duty: Any) -> str:
        if duty.yearly:
            day = WORDS["last-of-month"](self.lang) if duty.yearly.day == "last" else str(duty.yearly.day)
            return WORDS["yearly"].fill(month=duty.yearly.month, day=day)(self.lang)
        period = duty.period or duty.every
        word = "every" if duty.every else "within"
        return (
            WORDS[word].fill(period=period.text)(self.lang) if period else WORDS["printed" if duty.printed else "open"](self.lang)
        )

    def _form(self, act: Any) -> str:
        said = [document(self.lang) for document in act.documents]
        said += [WORDS["reason"](self.lang)] if act.reason else []
        return SEMICOLON(self.lang).join(said)

    def _article(self, item: Any) -> str:
        return self.lawbook.edition.cite_text(item.cite)(self.lang)

    def _cite(self, sentence: Sentence) -> str:
        return self.lawbook.edition.cite_text(sentence.cite)(self.lang)

    def _headed(self, head: str, columns: Iterable[str]) -> Iterator[str]:
        names = [WORDS[name](self.lang) for name in columns]
        yield from (f"## {HEADS[head](self.lang)}", "", self._row(*names), self._row(*("---" for _ in names)))

    def _row(self, *cells: str) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _told(note: Text | None, lang: Lang) -> str:
    return note(lang) if note else ""


TABLE_OF = {
    "rule": "rules",
    "act": "acts",
    "duty": "duties",
    "stage": "stages",
    "proceeding": "proceedings",
    "reservation": "reservations",
    "incentive": "incentives",
}
"""What has effect and may rest on an interpretation, with its table."""

SEMICOLON = Text("；", "; ")
MOVED = Text("{act}（去向）", "{act} (where it leads)")
NOTED = Text("{act}（只提示）", "{act} (noted only)")

NATURES = {
    "entitlement": Text("条件成就即应给予", "owed once its condition is met"),
    "discretionary": Text("由机关决定", "for the office to decide"),
    "promotional": Text("可予支持，没有请求权", "may be supported, nothing is owed"),
}

HEADS = {
    "earned": Text("可以得到什么", "What may be got"),
    "sentences": Text("逐句", "Sentence by sentence"),
    "computed": Text("系统核对什么", "What is computed"),
    "owed": Text("应尽的义务", "What is owed"),
    "decided": Text("由人决定什么", "What people decide"),
    "assumed": Text("我们假定什么", "What we assumed"),
    "left": Text("没有编码什么", "What is not encoded"),
}

WORDS = {
    "place": Text("句", "sentence"),
    "says": Text("内容", "what it says"),
    "treatment": Text("处理", "treatment"),
    "note": Text("说明", "note"),
    "because": Text("为什么", "why"),
    "rule": Text("规则", "rule"),
    "cite": Text("条款", "article"),
    "wording": Text("怎样核对", "how it is checked"),
    "asked-by": Text("用于", "asked by"),
    "duty": Text("义务", "duty"),
    "owner": Text("义务人", "owed by"),
    "last-day": Text("期限", "time"),
    "incentive": Text("激励", "incentive"),
    "nature": Text("性质", "nature"),
    "condition": Text("条件", "condition"),
    "what": Text("事项", "what"),
    "who": Text("由谁", "who"),
    "how": Text("选项或形式", "options or form"),
    "question": Text("问题", "question"),
    "reading": Text("所取读法", "reading taken"),
    "effect": Text("影响", "effect"),
    "yearly": Text("每年{month}月{day}日前", "each year by day {day} of month {month}"),
    "last-of-month": Text("末", "last"),
    "every": Text("每 {period}", "every {period}"),
    "within": Text("{period}内", "within {period}"),
    "printed": Text("以文件所印为准", "as printed in the document"),
    "open": Text("文本未定期限", "no time is given"),
    "reason": Text("说明理由", "with a reason"),
}
