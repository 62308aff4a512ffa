"""Checks of what rules find and what acts do: four forms of every rule on generated facts, and random lives under the edition."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec

from tic_core.rules.reference import derive
from tic_core.rules.symbols import Symbols
from tic_core.testing.check import Failed, NotAsked, check
from tic_core.testing.forms import Compared, compiled, in_columns, in_formulas
from tic_core.testing.lives import Watch, lives, teller_of
from tic_core.testing.subject import Subject
from tic_core.testing.values import Values
from tic_core.text import Text

CASES = 150
"""Sets of facts on which forms are compared; the solver is slow and gets a tenth."""

SEEDS = range(4)
ACTS = 25


def _compared(each: Iterator[Compared]) -> Text:
    """What was compared, counted; Failed with the first differences."""
    count = opaque = 0
    wrong: list[Text] = []
    for found in each:
        count, opaque = count + 1, opaque + found.opaque
        if found.found is not found.plain:
            facts = {name: str(value) for name, value in found.facts.items()}
            word = found.found.word if found.found is not None else "—"
            wrong.append(MESSAGES["differs"].fill(rule=found.rule, plain=found.plain.word, found=word, facts=facts))
    if wrong:
        raise Failed(*wrong)
    return MESSAGES["compared"].fill(count=count, opaque=opaque)


def _chance() -> random.Random:
    return random.Random(2)  # noqa: S311 - the same cases each time


@check(
    "compiled",
    Text("编译后的规则与直接解读一致", "the compiled form of every rule finds what the plain reading finds"),
    Text(
        "自编规则类型：使 branches（或 expression）与 check 一致",
        "in a rule kind of your own, let `branches` say what `check` says",
    ),
)
def compiled_form(subject: Subject) -> Text:
    """The one function that a lawbook decides by."""
    rows = Values(subject.lawbook).rows(_chance(), CASES)
    return _compared(compiled(subject.lawbook.rules, subject.law.derived, rows, subject.lawbook.calendar))


@check(
    "columns",
    Text("按列计算的规则与直接解读一致", "the column form of every rule finds what the plain reading finds"),
    Text("自编规则类型：按列的形式应与 check 一致", "in a rule kind of your own, let its column form say what `check` says"),
)
def column_form(subject: Subject) -> Text:
    """The form for a whole register at once."""
    if find_spec("polars") is None:
        raise NotAsked(MESSAGES["no-extra"].fill(package="polars", extra="columns"))
    rows = Values(subject.lawbook).rows(_chance(), CASES)
    return _compared(in_columns(subject.lawbook.rules, rows, subject.lawbook.calendar))


@check(
    "formulas",
    Text("求解器的公式与直接解读一致", "the solver's form of every rule finds what the plain reading finds"),
    Text("自编规则类型：公式应与 check 一致", "in a rule kind of your own, let its formula say what `check` says"),
)
def formula_form(subject: Subject) -> Text:
    """The form that proofs rest on."""
    if find_spec("z3") is None:
        raise NotAsked(MESSAGES["no-extra"].fill(package="z3-solver", extra="proofs"))
    lawbook, law, values, chance = subject.lawbook, subject.law, Values(subject.lawbook), _chance()
    symbols = Symbols(lawbook.facts, lawbook.words, law.tables["derived"], tuple(law.tables["stages"]))
    bare = [values.facts(chance) for _ in range(CASES // 10)]
    rows = [dict(derive({name: value for name, value in facts.items() if value != ()}, law.derived)) for facts in bare]
    return _compared(in_formulas(lawbook.rules, symbols, rows, lawbook.calendar))


# ── random lives ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _lived(subject: Subject) -> tuple[Watch, ...]:
    """Random lives under the edition, lived once for all checks that look at them."""
    teller = teller_of(subject)
    return tuple(lives(teller, seed, ACTS) for seed in SEEDS)


def _kept(name: str) -> Callable[[Subject], Text]:
    """The check that random lives saw nothing of one sort of breach."""

    def run(subject: Subject) -> Text:
        watches = _lived(subject)
        wrong = dict.fromkeys(each.what for watch in watches for each in watch.breaches if each.check == name)
        if wrong:
            raise Failed(*wrong)
        answers = [receipt for watch in watches for receipt in watch.answers]
        return MESSAGES["lived"].fill(acts=len(answers), accepted=sum(each.event is not None for each in answers))

    return run


replay = check(
    "replay",
    Text("随机经历中，只凭事件重放所得与现状相同", "in random lives, what the events replay to is what stands"),
    Text("这是核心的缺陷：请附上报告反映", "this is a defect of the core: report it with this page"),
)(_kept("replay"))

refused = check(
    "refused",
    Text("不予受理的行为什么也不改变，并说明来源", "a refused act changes nothing and names its sources"),
    Text("给规则写明条款；若仍不通过，是核心的缺陷", "cite the rule it names; if that is not it, report a defect of the core"),
)(_kept("refused"))

final = check(
    "final",
    Text("最终阶段不再离开，阶段只按版本所写移动", "final stages are final, and stages move only as the edition says"),
    Text("核对行为的 moves；若无误，是核心的缺陷", "look at the act's `moves`; if they are right, report a defect of the core"),
)(_kept("final"))

own_centre = check(
    "own-centre",
    Text("一件行为不改变别的中心", "an act on one centre changes no other"),
    Text("这是核心的缺陷：请附上报告反映", "this is a defect of the core: report it with this page"),
)(_kept("own-centre"))


MESSAGES = {
    "differs": Text(
        "规则“{rule}”：直接解读为 {plain}，此形式为 {found}；事实 {facts}",
        "the rule “{rule}”: read plainly {plain}, in this form {found}; facts {facts}",
    ),
    "compared": Text("比较 {count} 次，其中不透明 {opaque} 次", "{count} comparisons, {opaque} of them opaque"),
    "no-extra": Text("未安装 {package}（tic-core[{extra}]）", "{package} is not installed (tic-core[{extra}])"),
    "lived": Text("{acts} 件行为，受理 {accepted} 件", "{acts} acts, {accepted} of them accepted"),
}
