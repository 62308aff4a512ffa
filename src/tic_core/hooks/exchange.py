"""What goes out to a plugin it cannot change; what comes back counts only when the type of every field is right.

Types are compared exactly: a subclass could say one thing to the check and another to the kernel. An answer that passes
is copied, so that nothing of it stays in the plugin's hands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from tic_core.model.answer import Proposal, Relation, ScoreResult
from tic_core.model.cite import Cite
from tic_core.model.rule import Rule
from tic_core.rules.kinds import CORE_KINDS
from tic_core.text import Text

RELATIONS = ("prefix", "equal")
SCALARS = (bool, int, str, date, type(None))
FORMS = ("reads", "check", "sentence")
COMPILED = ("branches", "expression")
ANSWERS = (Relation, ScoreResult, Proposal, Text)
MOST = 1_000_000  # values and characters: a panel's result or a list of proposals is some thousand
LONGEST = 400  # characters of what an error says

T = TypeVar("T")


class Untrue(ValueError):
    """An answer that is not what the hook's contract says; ``what`` is for people."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


class Failed(Exception):
    """A plugin that did something else than answer; ``what`` is for people."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


def said_by(error: BaseException) -> str:
    """The name of an error and what it says, as far as that can be told: it is the plugin's own, and may fail in its turn."""
    try:
        return f"{type(error).__name__}: {error}"[:LONGEST]
    except BaseException:  # noqa: BLE001 - whatever its own words raise is one failure more
        return MESSAGES["unspeakable"].en


def small(answer: Any) -> Any:
    """The answer itself; :class:`Untrue` where it is larger than any answer needs to be."""
    if not _weighed(answer, MOST):
        raise Untrue(MESSAGES["huge"].fill(most=MOST))
    return answer


def _weighed(answer: Any, left: int) -> int:
    """What is left of a number of values and characters when ``answer`` is counted; 0 where it does not suffice."""
    waiting = [answer]
    while waiting and left > 0:
        value = waiting.pop()
        kind = type(value)
        left -= len(value) + 1 if kind in (str, bytes, list, tuple, dict) else value.bit_length() // 8 + 1 if kind is int else 1
        if left > 0:
            waiting += _parts(value)
    return max(left, 0)


def _parts(value: Any) -> Collection[Any]:
    kind = type(value)
    if kind in (list, tuple):
        return tuple(value)
    if kind in (dict, MappingProxyType):
        return (*value.keys(), *value.values())
    return [getattr(value, field.name) for field in attrs.fields(kind)] if kind in ANSWERS else ()


def frozen(value: Any) -> Any:
    """A copy of ``value`` that nobody can change: mappings read-only and lists tuples, all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    if attrs.has(type(value)):
        fields = [field for field in attrs.fields(type(value)) if field.init]
        return attrs.evolve(value, **{field.alias: frozen(getattr(value, field.name)) for field in fields})
    return value


def nothing(answer: Any) -> None:
    """The answer to an announcement: none."""
    if answer is not None:
        raise Untrue(MESSAGES["veto"].fill(found=type(answer).__name__))


def relation(answer: Any, reservation: str) -> Relation:
    """A :class:`Relation` about the reservation that was asked about."""
    told = _exactly(answer, Relation, "answer")
    _sourced(told)
    if _exactly(told.reservation, str, "reservation") != reservation:
        raise Untrue(MESSAGES["elsewhere"].fill(found=told.reservation, expected=reservation))
    if _exactly(told.kind, str, "kind") not in RELATIONS:
        raise Untrue(MESSAGES["relation"].fill(found=told.kind, expected=list(RELATIONS)))
    return told


def score_result(answer: Any) -> ScoreResult:
    """A :class:`ScoreResult` whose facts are plain values without floats, in the order of their names."""
    told = _exactly(answer, ScoreResult, "answer")
    _sourced(told)
    _said(told.why)
    if type(told.facts) not in (dict, MappingProxyType):
        raise Untrue(MESSAGES["type"].fill(field="facts", found=type(told.facts).__name__, expected="dict"))
    facts = {_exactly(name, str, "facts"): _plain(value, f"facts[{name!r}]") for name, value in told.facts.items()}
    return attrs.evolve(told, facts=MappingProxyType(dict(sorted(facts.items()))))


def proposals(answer: Any, eligible: Collection[str]) -> tuple[Proposal, ...]:
    """A list of :class:`Proposal`, each for another of the ``eligible`` incentives."""
    told = tuple(_exactly(each, Proposal, "list") for each in _exactly(answer, list, "answer"))
    for each in told:
        _sourced(each)
        _said(each.why)
        if _exactly(each.incentive, str, "incentive") not in eligible:
            raise Untrue(MESSAGES["eligible"].fill(found=each.incentive, expected=list(eligible)))
    _each_once([each.incentive for each in told])
    return told


def rule_kinds(answer: Any) -> tuple[type[Rule], ...]:
    """A list of rule kinds: attrs classes with a name of their own and all the forms the core uses."""
    told = tuple(_rule_kind(each) for each in _exactly(answer, list, "answer"))
    _each_once([each.kind for each in told])
    return told


def _rule_kind(kind: Any) -> type[Rule]:
    if not isinstance(kind, type) or not issubclass(kind, Rule) or "__attrs_attrs__" not in vars(kind):
        raise Untrue(MESSAGES["rule"].fill(found=getattr(kind, "__name__", kind)))
    word = getattr(kind, "kind", None)
    if type(word) is not str or not word.strip():
        raise Untrue(MESSAGES["nameless"].fill(found=kind.__name__))
    if word in {core.kind for core in CORE_KINDS}:
        raise Untrue(MESSAGES["core-kind"].fill(found=word))
    lacking = [form for form in FORMS if getattr(kind, form) is getattr(Rule, form)]
    if not kind.opaque and all(getattr(kind, form) is getattr(Rule, form) for form in COMPILED):
        lacking += COMPILED[:1]
    if lacking:
        raise Untrue(MESSAGES["forms"].fill(found=word, lacking=lacking))
    return kind


def _exactly(value: Any, wanted: type[T], field: str) -> T:
    if type(value) is not wanted:
        raise Untrue(MESSAGES["type"].fill(field=field, found=type(value).__name__, expected=wanted.__name__))
    return value


def _sourced(answer: Relation | ScoreResult | Proposal) -> None:
    """Every answer names its article; the interpretations it rests on are names."""
    try:
        Cite.parse(_exactly(answer.cite, str, "cite"))
    except Untrue:
        raise
    except ValueError:
        raise Untrue(MESSAGES["cite"].fill(found=answer.cite)) from None
    for name in _exactly(answer.assumed, tuple, "assumed"):
        _exactly(name, str, "assumed")


def _said(why: Any) -> None:
    text = _exactly(why, Text, "why")
    for words in (text.zh, text.en):
        if not _exactly(words, str, "why").strip():
            raise Untrue(MESSAGES["silent"])


def _plain(value: Any, field: str) -> Any:
    if type(value) in SCALARS:
        return value
    if type(value) in (list, tuple):
        return [_plain(item, field) for item in value]
    if type(value) in (dict, MappingProxyType):
        return {_exactly(key, str, field): _plain(item, f"{field}[{key!r}]") for key, item in value.items()}
    raise Untrue(MESSAGES["plain"].fill(field=field, found=type(value).__name__))


def _each_once(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Untrue(MESSAGES["twice"].fill(found=twice))


MESSAGES = {
    "type": Text("{field} 的类型是 {found}，应为 {expected}", "{field} is of type {found}, not {expected}"),
    "huge": Text("答复过大（多于 {most} 个值与字符）", "it is too large (more than {most} values and characters)"),
    "unspeakable": Text("一个连自身都说不清的错误", "an error that cannot even say what it is"),
    "veto": Text("公告没有答复，却返回了 {found}", "an announcement has no answer, yet it returned {found}"),
    "elsewhere": Text("答复的是占用“{found}”，问的是“{expected}”", "it answers about “{found}”, asked was “{expected}”"),
    "relation": Text("关系“{found}”不在 {expected} 之内", "the relation “{found}” is none of: {expected}"),
    "eligible": Text("“{found}”不在有资格的激励之内（{expected}）", "“{found}” is not among the eligible incentives ({expected})"),
    "twice": Text("重复：{found}", "more than once: {found}"),
    "rule": Text("{found} 不是规则类（Rule 的 attrs 子类）", "{found} is not a kind of rule (an attrs class of Rule)"),
    "nameless": Text("规则类 {found} 没有 kind", "the rule class {found} has no kind"),
    "core-kind": Text("规则类型“{found}”属于核心，不可替换", "the rule kind “{found}” is the core's and stays the core's"),
    "forms": Text("规则类型“{found}”缺少：{lacking}", "the rule kind “{found}” lacks: {lacking}"),
    "cite": Text("“{found}”不是条款", "“{found}” is not an article"),
    "silent": Text("理由须中英文俱全", "the reason must be given in Chinese and in English"),
    "plain": Text(
        "{field} 的类型是 {found}；应为原样值，小数写成字符串",
        "{field} is of type {found}: give a plain value, decimals as strings",
    ),
}
