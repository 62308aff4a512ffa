"""Run scenarios: each is decided as the registry would decide it, over the kernel alone; what differs from its answer is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from tic_core.errors import TicError
from tic_core.kernel.context import Context
from tic_core.kernel.decide import Receipt, decide
from tic_core.kernel.duties import DutyLine, due_lines
from tic_core.kernel.findings import weigh
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.facts import Misfit, plain
from tic_core.model.receipt import Finding, Status
from tic_core.model.verdict import OPEN, Verdict
from tic_core.rules.reference import evaluate
from tic_core.scenarios.document import Case, Casebook, Expected, Owed
from tic_core.scenarios.standing import Beginnings, Life, accepted
from tic_core.shelf import Book


@attrs.frozen
class Seen:
    """What a case exercised: rules with verdicts seen, acts accepted, duties opened, discharged or due, stages reached."""

    rules: frozenset[tuple[str, str]] = frozenset()
    acts: frozenset[str] = frozenset()
    duties: frozenset[tuple[str, str]] = frozenset()
    stages: frozenset[str] = frozenset()


@attrs.frozen
class Result:
    """What came of a case: ``expected`` and ``found`` hold only what it speaks of, and are equal when it passes.

    Of a case that is known to differ they are not equal; once they are, it fails until it says so no more.
    """

    case: Case
    expected: Mapping[str, Any]
    found: Mapping[str, Any]
    seen: Seen = Seen()

    @property
    def ok(self) -> bool:
        """Whether everything is as the case says."""
        return (dict(self.expected) == dict(self.found)) is (self.case.differs is None)

    @property
    def known(self) -> bool:
        """Whether it differs, and is known to."""
        return self.ok and self.case.differs is not None

    def differing(self) -> list[tuple[str, Any, Any]]:
        """What differs: the word, what was expected, what was found."""
        keys = dict.fromkeys((*self.expected, *self.found))
        if self.case.differs and not self.known:
            return [("differs", self.case.differs, None)]
        told = [(key, self.expected.get(key), self.found.get(key)) for key in keys]
        return [each for each in told if each[1] != each[2]]


@attrs.frozen
class Results:
    """What came of all cases."""

    cases: tuple[Result, ...]

    @property
    def passed(self) -> tuple[Result, ...]:
        """Those that are as they say."""
        return tuple(each for each in self.cases if each.ok and not each.known)

    @property
    def known(self) -> tuple[Result, ...]:
        """Those that are known to differ, and do."""
        return tuple(each for each in self.cases if each.known)

    @property
    def failed(self) -> tuple[Result, ...]:
        """Those that are not."""
        return tuple(each for each in self.cases if not each.ok)


def run_cases(book: Book, casebook: Casebook, cases: Sequence[Case] | None = None) -> Results:
    """Run ``cases`` (all of the casebook when None) under the law of ``book``. Nothing is stored anywhere."""
    beginnings = Beginnings(book, casebook)
    return Results(tuple(_run(beginnings, case) for case in (casebook.cases if cases is None else cases)))


def agrees(beginnings: Beginnings, case: Case) -> bool:
    """Whether a case is as it says. What else a result tells is not worked out."""
    return _run(beginnings, case, whole=False).ok


def _run(beginnings: Beginnings, case: Case, *, whole: bool = True) -> Result:
    """One case; where it cannot even be put, that is what was found."""
    try:
        return _played(beginnings, case, whole=whole)
    except Misfit as misfit:
        return Result(case, {"runs": True}, {"runs": str(misfit)})
    except TicError as error:
        return Result(case, {"runs": True}, {"runs": str(error)})


def _played(beginnings: Beginnings, case: Case, *, whole: bool) -> Result:
    life, seen = beginnings.life(case), list[Seen]()
    expected, found = dict[str, Any](), dict[str, Any]()
    for done in case.earlier:
        receipt = life.take(beginnings.act(life, done))
        seen += [_seen_in(receipt)] if whole else []
        if not accepted(receipt):
            expected[f"earlier {done.kind}"], found[f"earlier {done.kind}"] = [], [each.rule for each in receipt.refusals]
    if case.act and case.expect:
        act, context, lawbook = life.asked(beginnings.act(life, case.act), case.today)
        receipt = decide(lawbook, context, act)
        if receipt.event is not None:
            life.keep(act, receipt.event)
        expected |= _wanted(case.expect) | {"forms-agree": True}
        found |= _got(case.expect, receipt, life) | {"forms-agree": not whole or agree(receipt, context, act)}
        seen += [_seen_in(receipt)] if whole else []
    if case.as_of:
        lines = _lines(life, case)
        expected["due"], found["due"] = _owed(case.due), _told(lines, case)
        seen.append(Seen(duties=frozenset((line.kind, "due") for line in lines)))
    return Result(case, expected, found, _joined(seen))


def _lines(life: Life, case: Case) -> list[DutyLine]:
    lawbook = life.book.lawbook
    assert case.as_of is not None  # noqa: S101 - the caller has looked
    return due_lines(life.centre(case.as_of), case.as_of, lawbook.calendar, lawbook.last)


# ── expected and found, in the same words ────────────────────────────────────────────────────────────────────────────────────


def _wanted(expect: Expected) -> dict[str, Any]:
    told: dict[str, Any] = {"status": expect.status, "rules": sorted(expect.rules), "notes": sorted(expect.notes)}
    for name in ("cites", "assumed", "incentives", "roles"):
        said = getattr(expect, name)
        told |= {name: sorted(said)} if said is not None else {}
    told |= {name: getattr(expect, name) for name in ("to", "name") if getattr(expect, name)}
    told |= {name: sorted(getattr(expect, name)) for name in ("opens", "discharges") if getattr(expect, name)}
    told |= {name: plain(value) for name, value in expect.facts.items()}
    return told | ({"reserved": dict(expect.reserved)} if expect.reserved is not None else {})


def _got(expect: Expected, receipt: Receipt, life: Life) -> dict[str, Any]:
    """What came of the act, in the words of what was expected."""
    against = [each for each in receipt.findings if each.blocks]
    noted = [each for each in receipt.findings if each.noted and each.verdict is Verdict.NOT_MET]
    told: dict[str, Any] = {"status": receipt.status.value, "rules": sorted({each.rule for each in against})}
    told["notes"] = sorted({each.rule for each in noted})
    speaking = against or noted
    if expect.cites is not None:
        told["cites"] = _sources(expect.cites, speaking, receipt.event, "cite")
    if expect.assumed is not None:
        told["assumed"] = _sources(expect.assumed, speaking, receipt.event, "assumed")
    if expect.incentives is not None:
        told["incentives"] = sorted(_names(receipt.event, "incentive"))
    if expect.roles is not None and receipt.lawbook is not None:
        told["roles"] = sorted(receipt.lawbook.plans[receipt.act.kind].act.roles)
    centre, effects = life.about(receipt.act), receipt.event
    told |= {"to": centre.stage} if expect.to else {}
    told |= {"name": centre.name.get("zh", "")} if expect.name else {}
    told |= {"opens": sorted(_names(effects, "duty-opened"))} if expect.opens else {}
    told |= {"discharges": sorted(_names(effects, "duty-changed", "discharged"))} if expect.discharges else {}
    told |= {name: plain(centre.value(name)) for name in expect.facts}
    return told | ({"reserved": dict(centre.reservations)} if expect.reserved is not None else {})


def _sources(said: Sequence[str], speaking: Sequence[Finding], event: Event | None, what: str) -> list[str]:
    """Articles or interpretations of the findings, all of them; of an act without findings, those it was said to rest on."""
    if speaking:
        found = [each.cite if what == "cite" else each.assumed for each in speaking]
        return sorted({name for each in found for name in ([each] if isinstance(each, str) else each) if name})
    resting = () if event is None else event.law.articles if what == "cite" else event.law.assumptions
    return sorted(name for name in said if name in resting)


def _names(event: Event | None, kind: str, how: str = "") -> list[str]:
    effects = event.effects if event else ()
    return [effect.name for effect in effects if effect.kind == kind and how in ("", effect.type)]


def _owed(due: Sequence[Owed]) -> list[tuple[Any, ...]]:
    return sorted(
        (each.duty, each.period, str(each.last or ""), each.status, each.provisional, each.owner, each.cite) for each in due
    )


def _told(lines: Sequence[DutyLine], case: Case) -> list[tuple[Any, ...]]:
    """The lines of the duties that the case names; who owes them, and the article, where it asks for that."""
    named = {*(each.duty for each in case.due), *case.not_due}
    owners, cites = {each.duty for each in case.due if each.owner}, {each.duty for each in case.due if each.cite}
    return sorted(
        (
            *(each.kind, each.period, str(each.due or ""), each.status, each.provisional),
            *(each.owner if each.kind in owners else "", each.cite if each.kind in cites else ""),
        )
        for each in lines
        if each.kind in named
    )


def agree(receipt: Receipt, context: Context, act: Act) -> bool:
    """Whether the compiled rules and the slow reading of them say the same, and the answer follows from it."""
    if receipt.lawbook is None:
        return False
    findings = weigh(receipt.lawbook, context, act)
    blocked = any(each.blocks for each in findings)
    verdicts = receipt.outcome.verdicts if receipt.outcome else {}
    same = all(verdicts[each.rule] is each.verdict for each in findings if each.rule in verdicts)
    return same and blocked == (receipt.status is Status.REFUSED)


# ── what was exercised ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _seen_in(receipt: Receipt) -> Seen:
    opens = ((name, "opened") for name in _names(receipt.event, "duty-opened"))
    closes = ((name, "discharged") for name in _names(receipt.event, "duty-changed", "discharged"))
    stages = frozenset(_names(receipt.event, "stage"))
    acts = frozenset([receipt.act.kind]) if accepted(receipt) else frozenset()
    return Seen(frozenset(_verdicts(receipt)), acts, frozenset([*opens, *closes]), stages)


def _verdicts(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """Each rule the act asks, and those it is made of, with what was found: ``met`` or ``not-met``; a judgement by its choice."""
    if receipt.context is None or receipt.lawbook is None:
        return
    rules, facts = receipt.lawbook.rules, receipt.context.facts
    for finding in (each for each in receipt.findings if each.rule in rules):
        choice = "met" if finding.determined and accepted(receipt) else "not-met"
        for name in _within(finding.rule, rules):
            verdict = evaluate(rules[name], facts, rules, receipt.lawbook.calendar).verdict
            yield name, choice if verdict in OPEN else verdict.word
    for condition in _of_money(receipt):
        for name in _within(condition, rules):
            yield name, evaluate(rules[name], facts, rules, receipt.lawbook.calendar).verdict.word


def _of_money(receipt: Receipt) -> Iterator[str]:
    """The conditions of the incentives, which the core asks where an act proposes or approves one."""
    plan = receipt.lawbook.plans.get(receipt.act.kind) if receipt.lawbook else None
    if plan and receipt.lawbook and (plan.act.proposes or any(move.to == "approved" for move in plan.act.incentives)):
        yield from (incentive.when for incentive in receipt.lawbook.edition.incentives)


def _within(rule: str, rules: Mapping[str, Any]) -> Iterator[str]:
    yield rule
    for part in (*rules[rule].parts(), *([rules[rule].when] if rules[rule].when else [])):
        yield from _within(part, rules)


def _joined(seen: Sequence[Seen]) -> Seen:
    names = [field.name for field in attrs.fields(Seen)]
    return Seen(**{name: frozenset().union(*(getattr(each, name) for each in seen)) for name in names})
