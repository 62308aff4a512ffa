"""Boundaries: for each condition two scenarios that differ in one value only, on either side of its edge.

They are found, not computed from the kind of rule: a scenario in which an act is accepted is the start; one value that the rule
reads is moved, ever further and then back, until the answer turns between two neighbours. What each of the two must come to is what
the kernel and the reference evaluator find. So a kind of rule that is new, or comes with a plugin, needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from tic_core.errors import TicError
from tic_core.kernel.context import reservation_key
from tic_core.kernel.decide import Receipt, decide
from tic_core.model.edition import Edition
from tic_core.model.facts import FactKind, Misfit, Money, plain
from tic_core.model.receipt import Finding, Status
from tic_core.model.verdict import PERMITS, Verdict
from tic_core.rules.kinds import Elapsed
from tic_core.scenarios.document import Case, Casebook, Done, Expected
from tic_core.scenarios.run import run_cases
from tic_core.scenarios.standing import TODAY, Beginnings
from tic_core.shelf import Book
from tic_core.text import Text

MOST = 12  # other terms, or lists one step away, that are told of one value
FARTHEST = 4096  # days, persons, points: a value is not moved farther than that
SPARE = "其他"  # a text that is none of those a rule names


@attrs.frozen
class Edge:
    """A condition of an act at its edge: ``met`` and ``broken`` differ in ``moved`` alone."""

    act: str
    rule: str
    moved: str
    met: Case
    broken: Case


@attrs.frozen
class Unbounded:
    """A condition for which no such pair was found, and why."""

    act: str
    rule: str
    why: Text


@attrs.frozen
class Boundaries:
    """All that was found."""

    edges: tuple[Edge, ...]
    unbounded: tuple[Unbounded, ...]


Move = Callable[[Any], Case]  # a value put into the case


@attrs.frozen
class Lever:
    """One value of a case that can be moved: what it is called, what it is now, and the case with another."""

    name: str
    now: Any
    put: Move


def boundaries(book: Book, casebook: Casebook, *, every_act: bool = False) -> Boundaries:
    """Both sides of every condition of the edition, each once; or of every condition of every act."""
    search = _Search(book, casebook)
    edges, failed = list[Edge](), dict[tuple[str, str], Unbounded]()
    done = set[str]()
    for act in book.lawbook.edition.acts:
        for rule in (*act.requires, *act.notes):
            if rule in done and not every_act:
                continue
            found = list(search.edges(act.id, rule))
            edges += found
            if found:
                done.add(rule)
            else:
                failed[act.id, rule] = Unbounded(act.id, rule, search.why(act.id, rule))
    left = [each for (_, rule), each in failed.items() if every_act or rule not in done]
    return Boundaries(tuple(edges), tuple({(each.act if every_act else "", each.rule): each for each in left}.values()))


class _Search:
    """The search for edges, in the scenarios in which an act is accepted."""

    def __init__(self, book: Book, casebook: Casebook) -> None:
        self.book, self.casebook = book, casebook
        self.edition: Edition = book.lawbook.edition
        self.starts: dict[str, list[Case]] = {}
        for each in run_cases(book, casebook).cases:
            case = each.case
            if each.ok and not each.known and case.act and case.expect and case.expect.status == "accepted":
                self.starts.setdefault(case.act.kind, []).append(case)

    def edges(self, act: str, rule: str) -> Iterator[Edge]:
        """One edge for each value by which the rule can be turned, in the first scenario in which any can."""
        for case in self.starts.get(act, ()):
            first = self.found(case, rule)
            if first is None or first[1].verdict not in PERMITS:
                continue
            pairs = [(lever, pair) for lever in self._levers(case, rule) for pair in self._turns(case, rule, lever)]
            ranked = [(self._besides(act, rule, *pair), (lever, pair)) for lever, pair in pairs]
            few = min((count for count, _ in ranked), default=FARTHEST)
            if few < FARTHEST:
                chosen = _plainest([each for count, each in ranked if count == few])
                yield from (self._edge(act, rule, lever, *pair) for lever, pair in chosen)
                return

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
        met = [case for case in self.starts[act] if (found := self.found(case, rule)) and found[1].verdict in PERMITS]
        return MESSAGES["coupled" if met else "judged" if self.edition.tables["rules"][rule].kind == "discretion" else "never-met"]

    def found(self, case: Case, rule: str) -> tuple[Receipt, Finding] | None:
        """The answer to the act of a case, and what was found on a rule; None where the case cannot be put at all."""
        try:
            beginnings = Beginnings(self.book, self.casebook)
            life = beginnings.life(case)
            if any(life.take(beginnings.act(life, done)).status is not Status.ACCEPTED for done in case.earlier):
                return None
            act, context, lawbook = life.asked(beginnings.act(life, _act(case)), case.today)
            receipt = decide(lawbook, context, act)
            finding = next((each for each in receipt.findings if each.rule == rule), None)
        except (Misfit, TicError):
            return None
        return (receipt, finding) if finding else None

    # ── what can be moved ────────────────────────────────────────────────────────────────────────────────────────────────

    def _levers(self, case: Case, rule: str) -> Iterator[Lever]:
        """Every value that the rule, or a part of it, reads: as the case has it, in the act, on record before, or from the core."""
        for name in dict.fromkeys(self._read(rule)):
            for find in (self._brought, self._recorded, self._given, self._absent):
                lever = find(case, name)
                if lever:
                    yield lever
                    break

    def _brought(self, case: Case, name: str) -> Lever | None:
        done = _act(case)
        if name == "act.on":
            return Lever(name, done.on, lambda value: attrs.evolve(case, act=attrs.evolve(done, on=value), today=None))
        brought = self._facts(case)
        if name not in brought:
            return None
        now = done.on if brought[name] == TODAY else brought[name]
        return Lever(name, now, lambda value: _with_fact(case, name, value, in_act=True))

    def _recorded(self, case: Case, name: str) -> Lever | None:
        known = self.casebook.standing(case).facts
        return Lever(name, known[name], lambda value: _with_fact(case, name, value)) if name in known else None

    def _given(self, case: Case, name: str) -> Lever | None:
        """What the core supplies: the day a stage or a duty began, a proceeding that runs, what others hold."""
        standing, (head, _, rest) = self.casebook.standing(case), name.partition(".")
        if name == "stage.since" and standing.since:
            return Lever(name, standing.since, lambda value: attrs.evolve(case, since=value))
        if head in ("due", "opens") and rest in standing.duties:
            return Lever(name, standing.duties[rest], lambda value: attrs.evolve(case, duties={**case.duties, rest: value}))
        return None

    def _absent(self, case: Case, name: str) -> Lever | None:
        """What the core would supply if it were there: a proceeding that does not run, a duty not owed, a class nobody holds."""
        standing, (head, _, rest) = self.casebook.standing(case), name.partition(".")
        if head in ("held", "related") and not standing.held:
            key = self._key(name, {**standing.facts, **self._facts(case)})
            return Lever(name, None, lambda value: _held(case, rest, key, value))
        if head == "running" and rest not in standing.proceedings:
            return Lever(name, None, lambda value: _with_proceeding(case, rest, value))
        if head == "due" and rest in self.edition.tables["duties"] and standing.since:
            return Lever(name, None, lambda value: attrs.evolve(case, duties={**case.duties, rest: value}) if value else case)
        return None

    def _facts(self, case: Case) -> dict[str, Any]:
        """What the act of a case brings."""
        done, usual = _act(case), self.casebook.usual.get(_act(case).kind)
        facts = {**(usual.facts if usual else {}), **done.facts}
        return {name: value for name, value in facts.items() if name not in done.without}

    def _key(self, name: str, facts: Mapping[str, Any]) -> str:
        """The key under which the centre would hold a reservation; of a related one a shorter one."""
        wanted, _, reservation = name.partition(".")
        key = reservation_key(self.book.lawbook, reservation, facts)
        return key[:-1] if wanted == "related" else key

    def _parts(self, rule: str) -> Iterator[str]:
        yield rule
        each = self.edition.tables["rules"][rule]
        for part in (*each.parts(), *([each.when] if each.when else [])):
            yield from self._parts(part)

    def _read(self, rule: str) -> Iterator[str]:
        """The facts behind a rule: those it reads, and those from which they are derived."""
        for part in self._parts(rule):
            for read in self.edition.tables["rules"][part].reads():
                names = (
                    read.start if isinstance(read, Elapsed) else (read if isinstance(read, str) else f"held.{read.reservation}",)
                )
                for name in names:
                    yield from self._behind(name)

    def _behind(self, name: str) -> Iterator[str]:
        derived = self.edition.tables["derived"].get(name)
        if derived is None:
            yield name
        else:
            for part in derived.reads():
                yield from self._behind(part)

    # ── moving it ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _turns(self, case: Case, rule: str, lever: Lever) -> Iterator[tuple[Case, Case]]:
        """Neighbours between which the rule turns from met to not met, when this value alone is moved."""

        def permits(value: Any) -> bool | None:
            moved = self.found(lever.put(value), rule)
            if moved is None or any(each.rule == "core.fact" for each in moved[0].refusals):
                return None  # such a value there cannot be
            return moved[1].verdict in PERMITS

        if _line(lever.now) is None:
            told = [(value, permits(value)) for value in self._others(case, lever)]
            met = [value for value, good in told if good][:MOST]
            broken = [value for value, good in told if good is False][:MOST]
            pairs = [*((lever.now, each) for each in broken), *((each, broken[0]) for each in met if broken)]
        else:
            found = [pair for way in (1, -1) if (pair := _edge_on(lever.now, way, permits))]
            absent = lever.name in self.edition.tables["facts"] and not found and permits(None) is False
            pairs = found or ([(lever.now, None)] if absent else [])
        yield from ((lever.put(met), lever.put(broken)) for met, broken in pairs)

    def _others(self, case: Case, lever: Lever) -> Iterator[Any]:
        """Other values of a thing that has no order: another term, the other answer, a list with one row more, less or changed."""
        kind = self.edition.tables["facts"].get(lever.name)
        if isinstance(lever.now, bool):
            yield not lever.now
        elif isinstance(lever.now, list | tuple):
            yield from self._lists(list(lever.now), kind)
        elif lever.name.partition(".")[0] in ("held", "related"):
            yield "another"
        elif lever.name.startswith("running."):
            yield self.edition.tables["proceedings"][lever.name[8:]].steps[0].id
        elif lever.name.startswith("due."):
            yield self.casebook.standing(case).since
        elif isinstance(kind, FactKind):
            yield from self._words(kind, lever.now)
        yield None

    def _words(self, kind: FactKind, now: Any) -> Iterator[Any]:
        words = self.book.lawbook.words.get(kind.vocabulary)
        known = [term.id for term in words.terms] if words else [each.id for each in self.edition.offices]
        yield from (each for each in known if each != now)
        yield from ("000000", SPARE)

    def _lists(self, rows: list[Any], kind: Any) -> Iterator[list[Any]]:
        """Lists one step away: a row more (of each sort there is), a row less, one word of a row changed."""
        for index, row in enumerate(rows):
            yield [*rows[:index], *rows[index + 1 :]]
            if isinstance(row, Mapping):
                yield [*rows, {**row, **({kind.distinct: f"{row[kind.distinct]}-2"} if kind.distinct in row else {})}]
                for field in kind.fields:
                    for other in self._words(field, None) if field.type == "term" and field.id in row else ():
                        yield [*rows[:index], {**row, field.id: [other] if field.many else other}, *rows[index + 1 :]]
        yield []

    # ── writing it down ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _edge(self, act: str, rule: str, lever: Lever, met: Case, broken: Case) -> Edge:
        return Edge(act, rule, lever.name, self._told(met, rule, lever), self._told(broken, rule, lever))

    def _told(self, case: Case, rule: str, lever: Lever) -> Case:
        """The case with the answer that was found, under a title that says it."""
        found = self.found(case, rule)
        assert found is not None  # noqa: S101 - it was found before
        receipt, finding = found
        act, each = self.edition.tables["acts"][receipt.act.kind], self.edition.tables["rules"][rule]
        noted = tuple(told for told in receipt.findings if told.noted and told.verdict is Verdict.NOT_MET)
        speaking = receipt.refusals or noted
        resting = [act, *([each] if rule in act.requires else [])]  # what an event is said to rest on
        cites = {told.cite for told in speaking} or {str(one.cite) for one in resting if one.cite}
        assumed = {name for told in (speaking or resting) for name in told.assumed}
        expect = Expected(
            status="accepted" if receipt.event else "refused",
            rules=tuple(sorted({told.rule for told in receipt.refusals})),
            notes=tuple(sorted({told.rule for told in noted})),
            cites=tuple(sorted(cites - {""})),
            assumed=tuple(sorted(assumed)),
        )
        words = {"act": act.name, "rule": each.name, "moved": self._name(lever.name), "verdict": finding.verdict.text}
        title = MESSAGES["title"].fill(**words, value=_said(case, lever))
        bare = attrs.evolve(case, as_of=None, due=(), not_due=(), differs=None)
        return attrs.evolve(bare, title=title, articles=(each.cite,) if each.cite else (), expect=expect)

    def _name(self, name: str) -> Text:
        head, _, rest = name.partition(".")
        taken: Mapping[str, Any] = self.edition.tables["reservations"]
        return MESSAGES[head].fill(name=taken[rest].name) if head in ("held", "related") else self.book.lawbook.names.name(name)


def _plainest(pairs: Sequence[tuple[Lever, tuple[Case, Case]]]) -> Iterable[tuple[Lever, tuple[Case, Case]]]:
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


def _moved(value: Any, by: int) -> Any:
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
        found = permits(_moved(now, way * far))
        if found is False:
            break
        near, far = (far if found else near), far * 2
    else:
        return None
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if permits(_moved(now, way * middle)) else (near, middle)
    return _moved(now, way * near), _moved(now, way * far)


# ── cases with one thing changed ─────────────────────────────────────────────────────────────────────────────────────────


def _act(case: Case) -> Done:
    """The act of a case that has one: only such are starts."""
    assert case.act is not None  # noqa: S101
    return case.act


def _with_fact(case: Case, name: str, value: Any, *, in_act: bool = False) -> Case:
    """The case with another value of a fact, in its act or on record before; without it for None."""
    holder: Any = case.act if in_act else case
    facts = {key: each for key, each in holder.facts.items() if key != name} | ({} if value is None else {name: value})
    without = tuple(dict.fromkeys((*(each for each in holder.without if each != name), *([name] if value is None else []))))
    changed = attrs.evolve(holder, facts=facts, without=without)
    return attrs.evolve(case, act=changed) if in_act else changed


def _held(case: Case, name: str, key: str, holder: str | None) -> Case:
    """The case with a key in another's hands."""
    return attrs.evolve(case, held={name: {key: holder}}) if holder and key else case


def _with_proceeding(case: Case, name: str, step: str | None) -> Case:
    return attrs.evolve(case, proceedings={**case.proceedings, name: step}) if step else case


def _said(case: Case, lever: Lever) -> Any:
    """The moved value as the case has it, short."""
    act = _act(case)
    places: tuple[Mapping[str, Any], ...] = (act.facts, case.facts)
    value = next((place[lever.name] for place in places if lever.name in place), None)
    if lever.name in ("act.on", "stage.since"):
        value = act.on if lever.name == "act.on" else case.since
    elif lever.name.partition(".")[2] in case.duties:
        value = case.duties[lever.name.partition(".")[2]]
    elif value is None and lever.name not in (*act.without, *case.without):
        rest = lever.name.partition(".")[2]
        value = lever.now if lever.now is not None else "、".join(case.held.get(rest, ())) or case.proceedings.get(rest)
    if isinstance(value, list | tuple):
        return MESSAGES["rows"].fill(count=len(value), rows=_brief(value))
    return plain(value) if value is not None else None


def _brief(rows: Iterable[Any]) -> str:
    """A list in a few words, so that two lists of one length are told apart."""
    return "；".join(",".join(str(each) for each in row.values()) if isinstance(row, Mapping) else str(row) for row in rows)


MESSAGES = {
    "title": Text("{act}，{moved}为{value}：“{rule}”{verdict}", "{act}, {moved} = {value}: “{rule}” is {verdict}"),
    "held": Text("占用同一{name}的中心", "the centre that holds the {name}"),
    "related": Text("占用相关{name}的中心", "the centre that holds a related {name}"),
    "rows": Text("{count} 条（{rows}）", "{count} rows ({rows})"),
    "never-accepted": Text("没有受理该行为的情形可作起点", "no scenario in which the act is accepted to start from"),
    "never-met": Text(
        "受理的情形中该条件从未适用或符合", "it never applies, or is never met, in a scenario in which the act is accepted"
    ),
    "coupled": Text("单独移动任何一个值都不使它改变", "no single value, moved alone, turns it"),
    "judged": Text("由人判断，没有可移动的值", "left to judgement: there is nothing to move"),
}
