"""A lawbook: one edition with its jurisdiction's answers, compiled. Built once, then only read.

Every act kind becomes a :class:`Plan`: who may take it, its rules as one function, and the outcomes met so far. Outcomes are
made once per combination of findings, so a decision makes nothing but its receipt and its event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tic_core.errors import UsageError
from tic_core.kernel.linked import links_of
from tic_core.kernel.stages import RECOGNISED, Graph
from tic_core.model.answer import Relation
from tic_core.model.claims import Claims
from tic_core.model.cohort import FACTS as COHORT_FACTS
from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.edition import ActKind, Edition
from tic_core.model.event import Law
from tic_core.model.facts import FactKind, Facts, Term, Vocabulary, table_of
from tic_core.model.rule import Names, Rule
from tic_core.model.verdict import OPEN, PERMITS, Verdict
from tic_core.rules.compile import Compiled, Vector, compile_rules
from tic_core.rules.edges import reached
from tic_core.rules.kinds import Elapsed
from tic_core.rules.reference import derive
from tic_core.text import Text, both


@attrs.define(eq=False)
class Outcome:
    """What the rules of one act found, for one combination of findings.

    ``clear`` when nothing required stands against the act; ``broken`` and ``open`` name the required rules that are not met, or
    unknown or left to discretion. ``targets`` maps each stage from which the act may now be taken to the stage it leads to (the
    same where it does not move). ``fixed`` are derived terms the act records (a grade from its bands). ``law`` is what an event
    of this outcome cites when it rests on the edition.
    """

    verdicts: Mapping[str, Verdict]
    broken: tuple[str, ...]
    open: tuple[str, ...]
    clear: bool
    targets: Mapping[str, str]
    fixed: tuple[Any, ...]
    law: Law
    ready: dict[str, Any] = attrs.field(factory=dict, eq=False, repr=False)


class _Outcomes(dict[Any, Outcome]):
    """Outcomes by the compiled function's key, each made when it is first met."""

    def __init__(self, make: Callable[[Any], Outcome]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: Any) -> Outcome:
        return self.setdefault(key, self.make(key))


@attrs.define(eq=False)
class Plan:
    """One act kind, ready to be decided: ``offices`` may take it anywhere; ``holders`` are facts that name who else may.

    ``conditions`` are the rules under which alone it opens some of its duties; ``past`` the facts it may bring that hold a date
    which must not lie after its day. ``cohorts`` are the ``[[cohort]]`` whose grade it records or its rules read.
    ``funding`` are the rules on which the money that it moves depends.
    """

    act: ActKind
    offices: frozenset[str]
    holders: tuple[str, ...]
    compiled: Compiled
    outcomes: _Outcomes
    simple: bool
    conditions: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()


@attrs.frozen
class Table:
    """A classification that was loaded: its id, its codes as terms, and the digest of its bytes."""

    id: str
    terms: tuple[Term, ...]
    digest: str


@attrs.define(eq=False, slots=False)
class Lawbook:
    """One edition, compiled, with what its jurisdiction's plugins answered when it was built.

    ``calendar`` is the working-day calendar of its convention; ``relations`` how keys of a reservation conflict beyond equality;
    ``plugins`` names and versions; ``tables`` the classifications that are loaded; ``mandates`` what superiors demand, which is
    applied last; ``digests`` the bytes everything rests on.
    """

    edition: Edition
    calendar: Calendar = WEEKENDS_ONLY
    relations: Mapping[str, Relation] = attrs.field(factory=dict)
    plugins: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    mandates: tuple[Claims, ...] = ()

    def __attrs_post_init__(self) -> None:
        tables = self.edition.tables
        self.links = links_of(self.edition)
        read = {kind.id: kind for _, kinds in self.links for kind in kinds.values()}
        self.linked = frozenset(read)  # the facts that stand on the chains of other subjects
        read |= COHORT_FACTS | graded_facts(self.edition) if self.edition.cohorts else {}
        self.facts: Mapping[str, FactKind] = {**tables["facts"], **read} if read else tables["facts"]
        loaded = {table_of(each.id): Vocabulary(each.id, both(each.id), each.terms) for each in self.tables}
        self.words: Mapping[str, Vocabulary] = {**tables["vocabularies"], **readings(self.edition), **loaded}
        self.rules: Mapping[str, Rule] = tables["rules"]
        named = other_names(self.edition), meanings(self.edition), results(self.edition)
        self.names = Names(self.facts, self.words, self.rules, *named)
        self.digests = {"edition": self.edition.digest, "calendar": self.calendar.digest}
        self.digests |= {table_of(each.id): each.digest for each in self.tables}
        self.digests |= {f"mandate:{each.id}": each.digest for each in self.mandates}
        self.stage_kinds = {stage.id: stage.kind for stage in self.edition.stages}
        self._offices = {role.id: _offices(self.edition, role.id) for role in self.edition.roles}
        self.given: Mapping[str, Any] = given_at_first(self.edition)
        self.first, self.last = self.edition.identity.in_force.first, self.edition.identity.in_force.last
        self.horizon = self.edition.identity.in_force.horizon
        self.units = {office.id: office.unit for office in self.edition.offices if office.unit}
        self.apart = tuple((kind.id, other) for kind in self.edition.facts for other in kind.apart)
        self._parties = any(role.party for role in self.edition.roles)
        self.plans = {act.id: self._plan(act) for act in self.edition.acts}

    def verdict(self, kind: str, facts: Vector) -> Outcome:
        """What the rules of an act kind find on ``facts`` (made by :meth:`prepare`); the part of ``decide`` that judges.

        Raises KeyError for an act kind the edition does not have.
        """
        plan = self.plans[kind]
        return plan.outcomes[plan.compiled.run(facts)]

    def prepare(self, kind: str, facts: Facts) -> Vector:
        """``facts`` in exact form (see :func:`tic_core.model.facts.exact`) as the compiled rules of ``kind`` read them.

        A fact that is absent stays absent and makes the rules that need it *unknown*.
        """
        if kind not in self.plans:
            raise UsageError(MESSAGES["no-act"].fill(act=kind, edition=self.edition.id))
        return self.plans[kind].compiled.vector(derive(facts, self.edition.derived))

    def _cohort_cites(self, act: ActKind) -> Iterator[Any]:
        """The articles a cohort rests on that an act freezes, grades or publishes."""
        cohort = self.edition.tables["cohorts"].get(act.cohort.of) if act.cohort else None
        if cohort is not None:
            yield from (each.cite for each in (cohort, *cohort.parts()))
            yield from (self.rules[rule].cite for rule in cohort.all_rules())

    def _assumed_by_cohort(self, name: str) -> tuple[str, ...]:
        """The interpretations the grades of a ``[[cohort]]`` rest on."""
        cohort = self.edition.tables["cohorts"].get(name)
        if cohort is None:
            return ()
        found = [question for each in (cohort, *cohort.parts()) for question in each.assumed]
        return (*found, *(question for rule in cohort.all_rules() for question in self.assumed_by(rule)))

    def assumptions(self, act: ActKind) -> tuple[str, ...]:
        """The interpretations an act rests on: its own, its required rules', its reservations' and its jurisdiction's relations."""
        found = [*act.assumed, *(name for each in act.beside for name in each.assumed)]
        found += self._assumed_by_cohort(act.cohort.of) if act.cohort else ()
        for rule in act.requires:
            found += self.assumed_by(rule)
        for name in act.reserves:
            found += self.edition.tables["reservations"][name].assumed
            found += self.relations[name].assumed if name in self.relations else ()
        found += [name for step in act.steps if not step.from_ for name in self._assumed_by_term(step.proceeding)]
        return tuple(dict.fromkeys(found))

    def _assumed_by_term(self, proceeding: str) -> tuple[str, ...]:
        """How long a sanction lasts is part of the decision that opens it, which rests on the reading that fixes it."""
        opened = self.edition.tables["proceedings"][proceeding]
        return (*opened.assumed, *self._assumed_in(opened.lasts.by)) if opened.lasts else ()

    def assumed_by(self, rule: str) -> tuple[str, ...]:
        """The interpretations a rule rests on, with those of the rules it is made of and of the derived facts it reads."""
        each = self.rules[rule]
        found = list(each.assumed)
        for part in (*each.parts(), *([each.when] if each.when else [])):
            found += self.assumed_by(part)
        for read in each.reads():
            for fact in read.start if isinstance(read, Elapsed) else (read,):
                found += self._assumed_in(fact)
        return tuple(dict.fromkeys(found))

    def reads_of(self, rule: str) -> frozenset[str]:
        """The facts a rule looks at, with those of the rules it is made of, down to what derived facts are made from."""
        slots = (read for name in reached([rule], self.rules) for read in self.rules[name].reads())
        facts = (fact for slot in slots for fact in (slot.start if isinstance(slot, Elapsed) else (slot,)))
        return frozenset().union(*map(self._read_in, facts))

    def _read_in(self, fact: Any) -> frozenset[str]:
        derived = self.edition.tables["derived"].get(fact)
        parts = frozenset[str]() if derived is None else frozenset().union(*(self._read_in(part) for part in derived.reads()))
        return parts | ({fact} if isinstance(fact, str) else frozenset())

    def _assumed_in(self, fact: Any) -> tuple[str, ...]:
        """The interpretations a derived fact rests on, with those of the derived facts it is made from."""
        derived = self.edition.tables["derived"].get(fact)
        if isinstance(fact, str) and fact.startswith("graded."):
            return self._assumed_by_cohort(fact.removeprefix("graded."))
        if fact in self.linked:
            link = self.edition.tables["linked"].get(fact.partition(".")[0])
            return tuple(link.assumed) if link is not None else ()
        return () if derived is None else (*derived.assumed, *(name for part in derived.reads() for name in self._assumed_in(part)))

    def without_mandates(self) -> Lawbook:
        """The same law as if no superior demanded anything."""
        return attrs.evolve(self, mandates=()) if self.mandates else self

    @cached_property
    def unrecognised(self) -> frozenset[str]:
        """The stages (and none yet) that can be come to without having been recognised: a way on from them leads up to it.

        Adoption is no way: it records what was found.
        """
        graph, seen = Graph(self.edition), {""}
        waiting = [move.to for act in self.edition.acts for move in act.moves if move.to and not move.from_]
        while waiting:
            stage = waiting.pop()
            if stage not in seen and graph.kinds[stage] != RECOGNISED:
                seen.add(stage)
                waiting.extend(graph.next[stage])
        return frozenset(seen)

    def offices_of(self, role: str) -> frozenset[str]:
        """The offices that play a role."""
        return self._offices.get(role, frozenset())

    def _plan(self, act: ActKind) -> Plan:
        roles = self.edition.tables["roles"]
        free = [role for role in act.roles if not roles[role].held_by]
        duties = (self.edition.tables["duties"][name] for name in act.opens)
        conditions = tuple(dict.fromkeys(duty.when for duty in duties if duty.when))
        funding = _funding(self.edition, act)
        wanted = (*act.requires, *act.notes, *(move.when for move in act.moves if move.when), *conditions, *funding)
        compiled = compile_rules(wanted, self.rules, self.edition.tables["derived"], act.records, self.calendar)
        return Plan(
            act,
            frozenset().union(*(self.offices_of(role) for role in free)),
            tuple(role for role in act.roles if roles[role].held_by),
            compiled,
            _Outcomes(lambda key: self._outcome(act, compiled, key)),
            self._is_simple(act) and not self.mandates,
            conditions,
            tuple(name for name in act.facts if name in self.facts and any(True for _ in days_past(self.facts[name]))),
            tuple(each.id for each in self.edition.cohorts if self._graded_by(each, act, wanted)),
            funding,
        )

    def _graded_by(self, cohort: Any, act: ActKind, rules: Iterable[str]) -> bool:
        """Whether an act on a centre records the grade that a cohort gave it, or looks at it."""
        if act.subject != "centre":
            return False
        recorded = cohort.result in (*act.facts, *act.records) or act.corrects == "correct"
        read = frozenset().union(*(self.reads_of(rule) for rule in rules), *(self._read_in(name) for name in act.records))
        return recorded or f"graded.{cohort.id}" in read

    def _is_simple(self, act: ActKind) -> bool:
        """Whether an accepted act has no effects but facts and a stage, so that its event needs nothing worked out."""
        titles = any(stage.title for stage in self.edition.stages)
        named = any(move.to_fact for move in act.moves)
        busy: tuple[Any, ...] = (
            act.incentives,
            act.steps,
            act.opens,
            act.discharges,
            act.changes,
            act.reserves,
            act.frees,
            act.clears,
            act.proposes,
            act.corrects,
            act.continues,
            act.cohort,
            any(cohort.result in (*act.facts, *act.records) for cohort in self.edition.cohorts),
            act.jointly,
            act.second_persons,
            act.barred,
            self._parties and not act.own_case,
            any({name, other.fact} & {*act.facts} for name, other in self.apart),
            titles,
            named,
        )
        formal = (act.documents, act.reason, act.differing, act.late, act.scores, act.nature == "adverse", act.grounds != "edition")
        return act.subject == "centre" and not any(busy) and not any(formal) and not act.begins

    def _outcome(self, act: ActKind, compiled: Compiled, key: Any) -> Outcome:
        verdicts = compiled.verdicts(key)
        broken = tuple(rule for rule in act.requires if verdicts[rule] is Verdict.NOT_MET)
        still = tuple(rule for rule in act.requires if verdicts[rule] in OPEN)
        clear = all(verdicts[rule] in PERMITS for rule in act.requires)
        fixed = tuple(key[1:]) if compiled.fixes else ()
        return Outcome(verdicts, broken, still, clear, self._targets(act, verdicts), fixed, self._law(act, act.requires))

    def _targets(self, act: ActKind, verdicts: Mapping[str, Verdict]) -> dict[str, str]:
        targets = {stage: stage for stage in act.at}
        if act.subject != "centre":
            targets[""] = ""
        for move in act.moves:
            if not move.when or verdicts[move.when] is Verdict.MET:
                targets |= dict.fromkeys(move.from_ or ("",), move.to or f"={move.to_fact}")
        return targets

    def _law(self, act: ActKind, rules: Iterable[str]) -> Law:
        cites = [act.cite, *(each.cite for each in act.beside), *(self.rules[rule].cite for rule in rules)]
        cites += self._cohort_cites(act)
        articles = tuple(dict.fromkeys(str(cite) for cite in cites if cite))
        return Law(self.edition.id, self.edition.id, articles, self.assumptions(act), self.digests, self.plugins)


def _offices(edition: Edition, role: str) -> frozenset[str]:
    kinds = {kind.id for kind in edition.office_kinds if kind.role == role}
    return frozenset(office.id for office in edition.offices if office.kind in kinds)


def _funding(edition: Edition, act: ActKind) -> tuple[str, ...]:
    """The rules that say whether an instalment may be paid, or money asked back, by an act of this kind."""
    to = {move.to for move in act.incentives}
    paid = [part.when for each in edition.incentives for part in each.instalments if part.when and "disbursed" in to]
    back = [ground.when for each in edition.incentives for ground in each.recovery if "recovered" in to]
    return tuple(dict.fromkeys((*paid, *back)))


def given_at_first(edition: Edition) -> dict[str, Any]:
    """What the core supplies before anything has happened: no proceeding runs, and readings stand as the document has them."""
    confirmed = {f"confirmed.{each.id}": each.status == "confirmed" for each in edition.interpretations}
    return {f"running.{each.id}": 0 for each in edition.proceedings} | confirmed


def days_past(kind: FactKind) -> Iterator[str]:
    """Where in a fact a date stands that must not lie after the act: the fields of a list, or "" for a date itself."""
    if kind.type == "date" and not kind.ahead:
        yield ""
    yield from (field.id for field in kind.fields if field.type == "date" and not field.ahead)


def readings(edition: Edition) -> dict[str, Vocabulary]:
    """The readings of each open question, as the vocabulary of the fact that confirms one (``interpretation.Q7``)."""
    return {
        f"interpretation.{each.id}": Vocabulary(
            f"interpretation.{each.id}", each.question, tuple(Term(reading.id, reading.name) for reading in each.readings)
        )
        for each in edition.interpretations
    }


def meanings(edition: Edition) -> dict[str, dict[str, Text]]:
    """What the values of facts mean that hold a stage, or an office (those by which a role is held)."""
    offices = {office.id: office.name for office in edition.offices}
    held = {role.held_by: offices for role in edition.roles if role.held_by}
    stages = {stage.id: stage.name for stage in edition.stages}
    named = {f"{link.id}.centre.stage": stages for link in edition.linked if link.subject == "centre"}
    return {**held, **named, "act.by": offices, "centre.stage": stages}


def results(edition: Edition) -> dict[str, FactKind]:
    """The derived facts as they come out, by id: a grade worked out is read by its name as one on record is."""
    derived, facts = edition.tables["derived"], facts_read(edition)

    def kind(name: str) -> FactKind | None:
        return derived[name].result(kind) if name in derived else facts.get(name)

    return {name: found for name in derived if (found := kind(name)) is not None}


def facts_read(edition: Edition) -> Mapping[str, FactKind]:
    """The declarations of everything that rules can read: its own facts, those of linked subjects, the grades of cohorts."""
    own: Mapping[str, FactKind] = edition.tables["facts"]
    if not (edition.linked or edition.cohorts):
        return own
    return {**own, **{kind.id: kind for _, kinds in links_of(edition) for kind in kinds.values()}, **graded_facts(edition)}


def graded_facts(edition: Edition) -> dict[str, FactKind]:
    """The grades that cohorts give, as facts that rules of a centre read: ``graded.dynamic``, a term as the result is."""
    facts = edition.tables["facts"]
    return {
        f"graded.{each.id}": FactKind(
            f"graded.{each.id}",
            GIVEN["graded"].fill(name=each.name),
            "term",
            vocabulary=facts[each.result].vocabulary,
        )
        for each in edition.cohorts
    }


def other_names(edition: Edition) -> dict[str, Text]:
    """The names of derived facts and of those the core supplies, by fact id."""
    families = (
        ("due.", edition.duties, GIVEN["due"]),
        ("opens.", edition.duties, GIVEN["opens"]),
        ("running.", edition.proceedings, GIVEN["running"]),
        ("until.", [each for each in edition.proceedings if each.lasts], GIVEN["until"]),
        ("related.", edition.reservations, GIVEN["related"]),
        ("held.", edition.reservations, GIVEN["held"]),
    )
    named = {f"{prefix}{item.id}": text.fill(name=item.name) for prefix, items, text in families for item in items}
    confirmed = {f"confirmed.{each.id}": GIVEN["confirmed"].fill(name=each.id) for each in edition.interpretations}
    return {**GIVEN, **named, **confirmed, **{each.id: each.name for each in edition.derived}}


GIVEN = {
    "act.on": Text("作出之日", "day decided"),
    "act.effective": Text("起算之日", "day it counts from"),
    "stage.since": Text("进入本阶段之日", "in this stage since"),
    "centre.id": Text("中心编号", "centre"),
    "centre.stage": Text("所处阶段", "stage"),
    "holder": Text("占用者", "holder"),
    "due": Text("“{name}”的最后一日", "last day of “{name}”"),
    "opens": Text("“{name}”最早可办之日", "first day for “{name}”"),
    "running": Text("未结的{name}件数", "{name} still running"),
    "until": Text("{name}的最后一日", "last day of the {name}"),
    "graded": Text("{name}评定的等级", "grade given in the {name}"),
    "held": Text("占用{name}的中心", "who holds the {name}"),
    "related": Text("占用相关{name}的其他中心数", "other centres that hold a related {name}"),
    "confirmed": Text("解释 {name} 已获确认", "{name} confirmed"),
}

MESSAGES = {"no-act": Text("版本 {edition} 没有行为“{act}”", "the edition {edition} has no act “{act}”")}
