"""The search for edges: two scenarios that differ in one value only, on either side of a condition.

They are found, not computed from the kind of rule: a scenario in which an act is accepted is the start; one value that the rule
reads is moved, ever further and then back, until the answer turns between two neighbours. What each of the two must come to is what
the kernel and the reference evaluator find. So a kind of rule that is new, or comes with a plugin, needs nothing here.

A condition made of several has a pair for each of them. Where one of several is enough, the others are broken first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from tic_core.errors import TicError
from tic_core.kernel.decide import Receipt, decide
from tic_core.model.edition import Edition
from tic_core.model.facts import Misfit, Money
from tic_core.model.receipt import Finding, Status
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.rules.reference import evaluate
from tic_core.scenarios.document import Case, Casebook
from tic_core.scenarios.levers import CHOICE, Lever, Levers, act_of
from tic_core.scenarios.run import run_cases
from tic_core.scenarios.standing import Beginnings
from tic_core.scenarios.titles import Titles, answered
from tic_core.shelf import Book
from tic_core.text import Text

MOST = 12  # other terms, or lists one step away, that are told of one value
FARTHEST = 4096  # days, persons, points: a value is not moved farther than that


@attrs.frozen
class Edge:
    """A condition of an act at its edge: ``met`` and ``broken`` differ in ``moved`` alone.

    ``part`` is the rule on which it turns, where the condition is made of several.
    """

    act: str
    rule: str
    moved: str
    met: Case
    broken: Case
    part: str = ""


Pair = tuple[Case, Case]


class Search:
    """The search for edges, in the scenarios in which an act is accepted."""

    def __init__(self, book: Book, casebook: Casebook) -> None:
        self.book, self.casebook = book, casebook
        self.edition: Edition = book.lawbook.edition
        self.levers, self.titles = Levers(book, casebook), Titles(book.lawbook)
        self.starts: dict[str, list[Case]] = {}
        for each in run_cases(book, casebook).cases:
            case = each.case
            if each.ok and not each.known and case.act and case.expect and case.expect.status == "accepted":
                self.starts.setdefault(case.act.kind, []).append(case)

    def edges(self, act: str, rule: str, part: str = "") -> Iterator[Edge]:
        """One edge for each value by which the rule can be turned, on this part of it, in the first scenario in which any can."""
        part = part or rule
        for plain in self.starts.get(act, ()):
            if not self._permits(plain, rule):
                continue
            for case in (plain, *self._alone(plain, rule, part)):
                pairs = [(lever, pair) for lever in self.levers.of(case, part, rule) for pair in self._turns(case, rule, lever)]
                pairs = [each for each in pairs if self._on(rule, part, *each)]
                ranked = [(self._besides(act, rule, *pair), (lever, pair)) for lever, pair in pairs]
                few = min((count for count, _ in ranked), default=FARTHEST)
                if few < FARTHEST:
                    chosen = _plainest([each for count, each in ranked if count == few])
                    yield from (self._edge(act, rule, part, lever, *pair) for lever, pair in chosen)
                    return

    def _on(self, rule: str, part: str, lever: Lever, sides: Pair) -> bool:
        """Whether it is this part on which the rule turns, or what the act says on the whole of it."""
        if part == rule or lever.name == CHOICE + rule:
            return True
        return self._verdict(sides[0], part) is not self._verdict(sides[1], part)

    def _alone(self, case: Case, rule: str, part: str) -> Iterator[Case]:
        """The case in which the other parts of a rule are broken as far as the rule is still met: now all turns on this one."""
        if part == rule or self._verdict(case, part) is not Verdict.MET:
            return
        bare = case
        for other in dict.fromkeys(self.levers.leaves(rule)):
            if other != part and self._verdict(bare, other) is Verdict.MET:
                bare = next((each for each in self._without(bare, other) if self._still(each, rule, part)), bare)
        if bare is not case:
            yield bare

    def _without(self, case: Case, part: str) -> Iterator[Case]:
        """The case with one value moved so that a part of its rule is met no more."""
        for lever in self.levers.of(case, part):
            if _line(lever.now) is None or lever.name in self.edition.tables["facts"]:
                values = [None] if _line(lever.now) is not None else self.levers.others(case, lever)
                changed = (lever.put(value) for value in values)
                yield from (each for each in changed if self._verdict(each, part) not in (None, Verdict.MET))

    def _still(self, case: Case, rule: str, part: str) -> bool:
        receipt = self.put(case)
        accepted = receipt is not None and not receipt.refusals
        return accepted and bool(self._permits(case, rule)) and self._verdict(case, part) is Verdict.MET

    def _besides(self, act: str, rule: str, met: Case, broken: Case) -> int:
        """How many other conditions turn with this one; :data:`FARTHEST` where the first of the two is refused already."""
        sides = [self.found(case, rule) for case in (met, broken)]
        refused = [{each.rule for each in side[0].refusals} if side else {""} for side in sides]
        wanted = {rule} if rule in self.edition.tables["acts"][act].requires else set()
        return len(refused[1] ^ wanted) if not refused[0] else FARTHEST

    def why(self, act: str, rule: str) -> Text:
        """Why a condition has no edge here."""
        if not self.starts.get(act):
            return MESSAGES["never-accepted"]
        met = any(self._permits(case, rule) for case in self.starts[act])
        return MESSAGES["coupled" if met else "judged" if self.edition.tables["rules"][rule].kind == "discretion" else "never-met"]

    # ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────

    def put(self, case: Case) -> Receipt | None:
        """The answer to the act of a case; None where the case cannot be put at all."""
        try:
            beginnings = Beginnings(self.book, self.casebook)
            life = beginnings.life(case)
            if any(life.take(beginnings.act(life, done)).status is not Status.ACCEPTED for done in case.earlier):
                return None
            act, context, lawbook = life.asked(beginnings.act(life, act_of(case)), case.today)
            return decide(lawbook, context, act)
        except (Misfit, TicError):
            return None

    def found(self, case: Case, rule: str) -> tuple[Receipt, Finding] | None:
        """The answer to the act of a case, and what was found on a rule that it asks."""
        receipt = self.put(case)
        finding = next((each for each in receipt.findings if each.rule == rule), None) if receipt else None
        return (receipt, finding) if receipt and finding else None

    def _permits(self, case: Case, rule: str) -> bool | None:
        """Whether a rule lets the act go on, by itself or by what the act says on it; None where such a case there cannot be."""
        found = self.found(case, rule)
        if found is None or any(each.rule == "core.fact" for each in found[0].refusals):
            return None
        settled = found[1].verdict in OPEN and bool(found[1].determined) and not found[1].blocks
        return settled or found[1].verdict in PERMITS

    def _verdict(self, case: Case, rule: str) -> Verdict | None:
        """What is found on any rule, asked by the act or only a part of one that is."""
        receipt = self.put(case)
        if receipt is None or receipt.context is None or receipt.lawbook is None:
            return None
        lawbook = receipt.lawbook
        return evaluate(lawbook.rules[rule], receipt.context.facts, lawbook.rules, lawbook.calendar).verdict

    # ── moving it ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _turns(self, case: Case, rule: str, lever: Lever) -> Iterator[Pair]:
        """Neighbours between which the rule turns from met to not met, when this value alone is moved."""

        def permits(value: Any) -> bool | None:
            return self._permits(lever.put(value), rule)

        if _line(lever.now) is None:
            told = [(value, permits(value)) for value in self.levers.others(case, lever)]
            met = [value for value, good in told if good][:MOST]
            broken = [value for value, good in told if good is False][:MOST]
            pairs = [*((lever.now, each) for each in broken), *((each, broken[0]) for each in met if broken)]
        else:
            found = [pair for way in (1, -1) if (pair := _edge_on(lever.now, way, permits))]
            absent = lever.name in self.edition.tables["facts"] and not found and permits(None) is False
            pairs = found or ([(lever.now, None)] if absent else [])
        yield from ((lever.put(met), lever.put(broken)) for met, broken in pairs)

    # ── writing it down ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _edge(self, act: str, rule: str, part: str, lever: Lever, met: Case, broken: Case) -> Edge:
        named = "" if part == rule or lever.name == CHOICE + rule else part
        told_met, told_broken = (self._told(case, rule, named, lever) for case in (met, broken))
        return Edge(act, rule, lever.name, told_met, told_broken, named)

    def _told(self, case: Case, rule: str, part: str, lever: Lever) -> Case:
        """The case with the answer that was found, under a title that says it."""
        found = self.found(case, rule)
        assert found is not None  # noqa: S101 - it was found before
        verdict = self._verdict(case, part) if part else None
        title = self.titles.of_rule(case, lever, found[0], found[1], part, verdict)
        cite = self.edition.tables["rules"][rule].cite
        return answered(case, found[0], title, (cite,) if cite else ())


def _plainest(pairs: Sequence[tuple[Lever, Pair]]) -> Iterable[tuple[Lever, Pair]]:
    """Those with an exact edge, where there are any; of yes or no the first."""
    exact = [each for each in pairs if _line(each[0].now) is not None]
    return exact or [each for each in pairs if each[0].name == pairs[0][0].name]


def _line(value: Any) -> int | Decimal | None:
    """Where a value lies on its line; None for what has no order."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date | Money | str):
        return None
    if isinstance(value, str):
        head = value.partition(" ")[0]
        return Decimal(head) if head.replace(".", "", 1).isdigit() and ("." in head or " " in value) else None
    if isinstance(value, date):
        return value.toordinal()
    return value.amount if isinstance(value, Money) else value


def moved(value: Any, by: int) -> Any:
    """A value moved by some of its smallest steps: days, persons, the last digit of an amount."""
    if isinstance(value, date):
        return value + timedelta(days=by)
    if isinstance(value, str):
        head, space, unit = value.partition(" ")
        exact = Decimal(head)
        return f"{exact + Decimal(by).scaleb(int(exact.as_tuple().exponent))}{space}{unit}"
    return value + by


def _edge_on(now: Any, way: int, permits: Callable[[Any], bool | None]) -> tuple[Any, Any] | None:
    """The last value that permits and the first that does not, going one way: ever further, then back by halves."""
    near, far = 0, 1
    while far <= FARTHEST:
        found = permits(moved(now, way * far))
        if found is False:
            break
        near, far = (far if found else near), far * 2
    else:
        return None
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if permits(moved(now, way * middle)) else (near, middle)
    return moved(now, way * near), moved(now, way * far)


MESSAGES = {
    "never-accepted": Text("没有受理该行为的情形可作起点", "no scenario in which the act is accepted to start from"),
    "never-met": Text(
        "受理的情形中该条件从未适用或符合", "it never applies, or is never met, in a scenario in which the act is accepted"
    ),
    "coupled": Text("单独移动任何一个值都不使它改变", "no single value, moved alone, turns it"),
    "judged": Text("由人判断，没有可移动的值", "left to judgement: there is nothing to move"),
}
