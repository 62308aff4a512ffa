"""Checks of what a plugin does: it can be let in, answers as its hooks' contracts say, is pure, and stands alone.

An edition without a plugin of its own has its documents held to the last two all the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import CodeType
from typing import Any

import attrs

from tic_core.errors import PluginError
from tic_core.hooks import HOOK_API, hookimpl
from tic_core.hooks.admission import specified
from tic_core.ledger import encode
from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.facts import Misfit, exact
from tic_core.testing.check import Failed, NotAsked, check
from tic_core.testing.documents import incomplete
from tic_core.testing.guard import watched
from tic_core.testing.lives import Teller, lives, teller_of
from tic_core.testing.subject import Subject
from tic_core.testing.transcript import differing, elsewhere
from tic_core.testing.values import Values
from tic_core.testing.zoo import NOT_HELD, ZOO, Beast
from tic_core.text import Text

ROUNDS = 25
"""How often each hook is asked, with other facts each time."""


def _asked(subject: Subject) -> None:
    """Nothing to ask where nobody of the chain speaks."""
    if not subject.book.answers.plugins:
        raise NotAsked(MESSAGES["no-plugin"].fill(code=subject.found.jurisdiction))


@check(
    "hooks",
    Text(
        "插件可以载入：接口版本、钩子名称和参数都对",
        "the plugin can be let in: its hook API, the names of its hooks and their arguments",
    ),
    Text("按所说修改插件（见 docs/hooks.md）", "mend the plugin as it says (see docs/hooks.md)"),
    first=True,
)
def hooks(subject: Subject) -> Text:
    """What pluggy would pass over in silence is refused by name."""
    answers = subject.shelf.jurisdictions.answers(subject.chain)
    wrong = [each for each in subject.shelf.jurisdictions.problems() if any(code in str(each) for code in subject.chain)]
    if wrong:
        raise Failed(*(each.what for each in wrong))
    if not answers.plugins:
        raise NotAsked(MESSAGES["no-plugin"].fill(code=subject.found.jurisdiction))
    return MESSAGES["plugins"].fill(plugins=[f"{each.source} ({', '.join(each.hooks) or '—'})" for each in answers.plugins])


@attrs.frozen
class Question:
    """One question put to the chain: the hook, and how it is asked."""

    hook: str
    ask: Callable[[], Any] = attrs.field(eq=False)
    act: str = ""


def questions(subject: Subject, rounds: int) -> Iterator[Question]:
    """Every question that the core could put to the chain of the edition, with facts drawn from its declarations."""
    answers, law, identity = subject.book.answers, subject.law, subject.law.identity
    yield Question("tic_rule_kinds", answers.rule_kinds)
    for each in law.reservations:
        yield Question("tic_conflict_relation", lambda each=each: answers.conflict_relation(each, identity))  # type: ignore[misc]
    values, chance = Values(subject.lawbook), random.Random(3)  # noqa: S311 - the same questions each time
    for _ in range(rounds):
        facts, day = on_record(values, chance), chance.choice(values.days)
        for act in (act for act in law.acts if act.scores):
            sheets = values.brought(chance, subject.lawbook.facts[act.scores], day)
            told = facts | {act.scores: sheets}

            def scores(act: Any = act, sheets: Any = sheets, told: Any = told) -> Any:
                return answers.aggregate_scores(act.id, sheets, told, identity)

            yield Question("tic_aggregate_scores", scores, act.id)
        eligible = tuple(each for each in law.incentives if chance.random() < 0.7)
        yield Question("tic_incentives", lambda facts=facts, eligible=eligible: answers.incentives(facts, eligible, identity))  # type: ignore[misc]


def on_record(values: Values, chance: random.Random) -> dict[str, Any]:
    """Facts of a centre as hooks are given them: whatever the edition declares, some of it missing."""
    day: date = chance.choice(values.days)
    kinds = [kind for kind in values.lawbook.edition.facts if kind.of == "centre" and chance.random() < 0.8]
    return {kind.id: values.brought(chance, kind, day) for kind in kinds}


@check(
    "answers",
    Text(
        "插件按各钩子的约定答复，理由两种语言俱全", "the plugin answers as its hooks' contracts say, with reasons in both languages"
    ),
    Text("使答复合于该钩子的约定（见 docs/hooks.md）", "answer as the hook's contract says (see docs/hooks.md)"),
)
def answered(subject: Subject) -> Text:
    """Every hook is asked with many facts: no exception, right types, facts that the act may bring, reasons in both languages."""
    _asked(subject)
    wrong: dict[Text, None] = {}
    count = 0
    for question in questions(subject, ROUNDS):
        count += 1
        try:
            told = question.ask()
        except PluginError as error:
            wrong[error.what] = None
            continue
        wrong |= dict.fromkeys(_unfit(subject, question, told))
    wrong |= dict.fromkeys(each.what for each in _announced(subject))
    if wrong:
        raise Failed(*wrong)
    return MESSAGES["asked"].fill(count=count)


def _announced(subject: Subject) -> Iterator[PluginError]:
    """What fails when the plugin is told of events."""
    for receipt in lives(teller_of(subject), 1, 5).answers:
        if receipt.event is not None:
            yield from subject.book.answers.after_event(receipt.event)


def _unfit(subject: Subject, question: Question, told: Any) -> Iterator[Text]:
    """What is wrong with an answer that has the right types."""
    for each in told if isinstance(told, tuple) else () if told is None else (told,):
        answer = each.answer
        why = getattr(answer, "why", None)
        if why is not None and (wrong := incomplete(why.zh, why.en)):
            yield MESSAGES["why"].fill(hook=question.hook, wrong=wrong, why=why.zh)
        unknown = set(getattr(answer, "assumed", ())) - subject.law.tables["interpretations"].keys()
        if unknown:
            yield MESSAGES["assumed"].fill(hook=question.hook, names=sorted(unknown))
        if isinstance(answer, ScoreResult):
            yield from _stray(subject, question, answer)


def _stray(subject: Subject, question: Question, answer: ScoreResult) -> Iterator[Text]:
    """Facts proposed that the act may not bring, or that do not fit their declaration."""
    act = subject.law.tables["acts"][question.act]
    for name, value in answer.facts.items():
        if name not in act.facts:
            yield MESSAGES["stray"].fill(hook=question.hook, fact=name, act=act.id)
        elif value is not None:
            try:
                exact(subject.lawbook.facts[name], value, subject.lawbook.words)
            except Misfit as misfit:
                yield MESSAGES["misfit"].fill(hook=question.hook, fact=name, what=misfit.what)


@check(
    "pure",
    Text(
        "插件不看时钟、不作输入输出、不用随机数，同问同答",
        "the plugin uses no clock, no I/O and no chance, and answers alike each time",
    ),
    Text(
        "只凭传入的参数作答；今天、文件和环境变量都由登记簿提供",
        "answer from the arguments alone; what it needs besides comes in as facts",
    ),
)
def pure(subject: Subject) -> Text:
    """Each question is asked three times, the last time under guard."""
    _asked(subject)
    codes = tuple(_codes(subject))
    wrong: dict[Text, None] = {}
    asked = list(questions(subject, 8))
    first = [_safe(each) for each in asked]
    again = [_safe(each) for each in reversed(asked)][::-1]
    for question, one, other in zip(asked, first, again, strict=True):
        if one != other:
            wrong[MESSAGES["fickle"].fill(hook=question.hook)] = None
        with watched(codes) as calls:
            _safe(question)
        if calls:
            wrong[MESSAGES["calls"].fill(hook=question.hook, calls=calls)] = None
    if wrong:
        raise Failed(*wrong)
    return MESSAGES["asked"].fill(count=len(asked))


def _safe(question: Question) -> Any:
    try:
        return question.ask()
    except PluginError as error:
        return str(error)


def _codes(subject: Subject) -> Iterator[CodeType]:
    """The code of every hook that the plugins of the chain implement."""
    for claim in subject.shelf.jurisdictions.claims:
        if claim.code in subject.chain:
            speaker = claim.load()
            for name in specified():
                code = getattr(getattr(speaker, name, None), "__code__", None)
                if code is not None:
                    yield code


@check(
    "elsewhere",
    Text(
        "换了散列种子、时区、区域设置和安装顺序，结果相同",
        "the same comes out under another hash seed, time zone, locale and order of installation",
    ),
    Text("不要依赖集合的顺序、当地时间或区域设置；排序后再用", "rest on no order of sets, no local time and no locale: sort first"),
)
def same_elsewhere(subject: Subject) -> None:
    """The transcript of another process equals that of this one."""
    _installed(subject)
    places = differing(subject)
    if places:
        raise Failed(*(MESSAGES["elsewhere"].fill(place=place, what=what) for place, what in places.items()))


def _installed(subject: Subject) -> None:
    if not subject.portable:
        raise NotAsked(MESSAGES["at-hand"])


# ── alone among neighbours ───────────────────────────────────────────────────────────────────────────────────────────────────

LOUD = Text("邻居的答复", "a neighbour's answer")


class Liar:
    """A neighbour that answers everything, always wrongly."""

    HOOK_API = HOOK_API

    @hookimpl
    def tic_aggregate_scores(self, facts: Any) -> Any:
        """Proposes something for every fact."""
        return ScoreResult(dict.fromkeys(facts), LOUD, "1")

    @hookimpl
    def tic_incentives(self, eligible: Any) -> Any:
        """Proposes everything."""
        return [Proposal(each.id, LOUD, "1") for each in eligible]

    @hookimpl
    def tic_conflict_relation(self, reservation: Any) -> Any:
        """Lets every key conflict with what begins with it."""
        return Relation(reservation.id, "prefix", "1")


class Raiser:
    """A neighbour that fails whenever it is asked."""

    HOOK_API = HOOK_API

    @hookimpl
    def tic_aggregate_scores(self) -> Any:
        """Fails."""
        raise RuntimeError("neighbour")

    @hookimpl
    def tic_conflict_relation(self) -> Any:
        """Fails."""
        raise RuntimeError("neighbour")

    @hookimpl
    def tic_after_event(self) -> None:
        """Fails."""
        raise SystemExit(3)


class Stranger:
    """A neighbour that no version of the core could let in."""

    HOOK_API = (99, 0)


NEIGHBOURS = (Liar, Raiser, Stranger)


@check(
    "isolation",
    Text(
        "装有什么邻居都不改变决定；插件也不改动核心", "no neighbour changes a decision, and the plugin changes nothing of the core"
    ),
    Text(
        "不要查看还装有什么，不要替换核心的任何东西",
        "do not look at what else is installed, and put nothing in the place of the core's own",
    ),
)
def isolated(subject: Subject) -> Text:
    """The same life with neighbours of every sort around, and in another process nothing of the core is replaced."""
    alone, code = _life(subject), subject.found.jurisdiction
    around = (f"{code}-nearby", f"{code}x", *(f"{parent}-beside" for parent in subject.found.parents))
    near: dict[str, dict[str, object]] = {make.__name__: {place: make() for place in around} for make in NEIGHBOURS}
    near["zoo"] = {f"{code}-{number}": beast() for number, beast in enumerate(tame())}
    for name, neighbours in near.items():
        if _life(subject, neighbours) != alone:
            raise Failed(MESSAGES["swayed"].fill(neighbour=name))
    patched = elsewhere(subject).get("patched", "") if subject.portable else ""
    if patched:
        raise Failed(MESSAGES["patched"].fill(names=patched))
    return MESSAGES["events"].fill(count=len(alone))


def tame() -> list[Beast]:
    """Every bad plugin that does its harm only when it is asked."""
    return [beast for beast in ZOO.values() if beast.inside != NOT_HELD and beast.id not in ("fails", "quits")]


def _life(subject: Subject, neighbours: Mapping[str, object] | None = None) -> list[bytes]:
    """One random life, as the events are written."""
    other = Subject(subject.edition, subject.policies, subject.plugins)
    other.shelf = subject.shelf_with(neighbours or {})
    return [
        encode(each.event) for each in lives(Teller(other, teller_of(subject).stories), 4, 12).answers if each.event is not None
    ]


MESSAGES = {
    "no-plugin": Text("{code} 及其上级没有插件", "no plugin speaks for {code} or those above it"),
    "plugins": Text("{plugins}", "{plugins}"),
    "asked": Text("提问 {count} 次", "asked {count} times"),
    "why": Text("{hook} 的理由不完整（{wrong}）：{why}", "the reason that {hook} gives is incomplete ({wrong}): {why}"),
    "assumed": Text("{hook} 依据版本没有的解释：{names}", "{hook} rests on interpretations the edition does not have: {names}"),
    "stray": Text("{hook} 提议事实 {fact}，行为“{act}”不能提交", "{hook} proposes {fact}, which the act “{act}” may not bring"),
    "misfit": Text("{hook} 提议的 {fact} 不合其声明：{what}", "{hook} proposes a {fact} that does not fit: {what}"),
    "fickle": Text("{hook} 同问不同答", "{hook} answers the same question in different ways"),
    "calls": Text("{hook} 调用了 {calls}", "{hook} calls {calls}"),
    "elsewhere": Text("另换{place}后不同：{what}", "with another {place} it comes out otherwise: {what}"),
    "at-hand": Text("插件未安装，无法在另一进程中运行", "the plugin is at hand and not installed, so no other process can run it"),
    "swayed": Text("邻居 {neighbour} 改变了决定", "the neighbour {neighbour} changes decisions"),
    "patched": Text("插件换掉了核心的：{names}", "the plugin replaces of the core: {names}"),
    "events": Text("{count} 件事件", "{count} events"),
}
