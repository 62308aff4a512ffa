"""Levers: every value of a scenario on which a rule turns, and the same scenario with another value in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from tic_core.kernel.context import reservation_key
from tic_core.model.edition import Edition
from tic_core.model.facts import FactKind
from tic_core.rules.kinds import Elapsed
from tic_core.scenarios.document import Case, Casebook, Done
from tic_core.scenarios.standing import TODAY
from tic_core.shelf import Book

SPARE = "其他"  # a text that is none of those a rule names
CHOICE = "determined."  # before the rule's name: what the act says on a rule that people judge

Move = Callable[[Any], Case]  # a value put into the case


@attrs.frozen
class Lever:
    """One value of a case that can be moved: what it is called, what it is now, and the case with another."""

    name: str
    now: Any
    put: Move


class Levers:
    """What can be moved in the scenarios of an edition."""

    def __init__(self, book: Book, casebook: Casebook) -> None:
        self.book, self.casebook = book, casebook
        self.edition: Edition = book.lawbook.edition
        self.rules: Mapping[str, Any] = self.edition.tables["rules"]

    def of(self, case: Case, rule: str, asked: str = "") -> Iterator[Lever]:
        """Every value that the rule, or a part of it, reads: as the case has it, in the act, on record before, or from the core.

        What the act says on the rule that it ``asked`` (itself unless given) can be moved, too, where people judge it.
        """
        for name in dict.fromkeys(self._read(rule)):
            finds = (self._brought, self._recorded, self._given, self._absent)
            lever = next((found for find in finds if (found := find(case, name))), None)
            if lever:
                yield lever
        yield from self._judged(case, asked or rule)

    def parts(self, rule: str) -> Iterator[str]:
        """A rule with all it is made of, and the rules under which alone these apply."""
        yield rule
        each = self.rules[rule]
        for part in (*each.parts(), *([each.when] if each.when else [])):
            yield from self.parts(part)

    def leaves(self, rule: str) -> Iterator[str]:
        """The rules at the end of a rule that is made of others; the rule itself where it is not."""
        each = self.rules[rule]
        parts = (*each.parts(), *([each.when] if each.when else [])) if each.parts() else ()
        yield from (leaf for part in parts for leaf in self.leaves(part)) if parts else (rule,)

    def facts(self, case: Case) -> dict[str, Any]:
        """What the act of a case brings."""
        done, usual = act_of(case), self.casebook.usual.get(act_of(case).kind)
        facts = {**(usual.facts if usual else {}), **done.facts}
        return {name: value for name, value in facts.items() if name not in done.without}

    # ── what a rule reads ────────────────────────────────────────────────────────────────────────────────────────────────

    def _read(self, rule: str) -> Iterator[str]:
        """The facts behind a rule: those it reads, and those from which they are derived."""
        for part in self.parts(rule):
            for read in self.rules[part].reads():
                names = (
                    read.start if isinstance(read, Elapsed) else (read if isinstance(read, str) else f"held.{read.reservation}",)
                )
                yield from (behind for name in names for behind in self._behind(name))

    def _behind(self, name: str) -> Iterator[str]:
        derived = self.edition.tables["derived"].get(name)
        if derived is None:
            yield name
        else:
            yield from (behind for part in derived.reads() for behind in self._behind(part))

    # ── where it stands in the case ──────────────────────────────────────────────────────────────────────────────────────

    def _brought(self, case: Case, name: str) -> Lever | None:
        done = act_of(case)
        if name == "act.on":
            return Lever(name, done.on, lambda value: attrs.evolve(case, act=attrs.evolve(done, on=value), today=None))
        brought = self.facts(case)
        if name not in brought:
            return None
        now = done.on if brought[name] == TODAY else brought[name]
        return Lever(name, now, lambda value: with_fact(case, name, value, in_act=True))

    def _recorded(self, case: Case, name: str) -> Lever | None:
        known = self.casebook.standing(case).facts
        return Lever(name, known[name], lambda value: with_fact(case, name, value)) if name in known else None

    def _given(self, case: Case, name: str) -> Lever | None:
        """What the core supplies: the day a stage or a duty began, a proceeding that runs, what others hold."""
        standing, (head, _, rest) = self.casebook.standing(case), name.partition(".")
        if name == "stage.since" and standing.since:
            return Lever(name, standing.since, lambda value: attrs.evolve(case, since=value))
        if name in self.book.lawbook.facts and head in self.edition.tables["linked"]:
            now = standing.linked.get(head, {}).get(rest, 0 if rest.startswith("running.") else None)
            told = standing.linked.get(head, {})
            return Lever(name, now, lambda value: _with_linked(case, head, told, rest, value))
        if head == "graded" and rest in self.edition.tables["cohorts"]:
            now = standing.graded.get(rest)
            return Lever(name, now, lambda value: attrs.evolve(case, graded={**case.graded, rest: value} if value else {}))
        if head in ("due", "opens") and rest in standing.duties:
            return Lever(name, standing.duties[rest], lambda value: attrs.evolve(case, duties={**case.duties, rest: value}))
        return None

    def _absent(self, case: Case, name: str) -> Lever | None:
        """What the core would supply if it were there: a proceeding that does not run, a duty not owed, a class nobody holds."""
        standing, (head, _, rest) = self.casebook.standing(case), name.partition(".")
        if head in ("held", "related") and not standing.held:
            key = self._key(name, {**standing.facts, **self.facts(case)})
            return Lever(name, None, lambda value: _held(case, rest, key, value))
        if head == "running" and rest not in standing.proceedings:
            return Lever(name, None, lambda value: _with_proceeding(case, rest, value))
        if head == "due" and rest in self.edition.tables["duties"] and standing.since:
            return Lever(name, None, lambda value: attrs.evolve(case, duties={**case.duties, rest: value}) if value else case)
        return None

    def _key(self, name: str, facts: Mapping[str, Any]) -> str:
        """The key under which the centre would hold a reservation; of a related one a shorter one."""
        wanted, _, reservation = name.partition(".")
        key = reservation_key(self.book.lawbook, reservation, facts)
        return key[:-1] if wanted == "related" else key

    def _judged(self, case: Case, rule: str) -> Iterator[Lever]:
        """What the act says on the rule itself, where people judge it."""
        said = self.choices(case)
        if rule in said:
            yield Lever(CHOICE + rule, said[rule], lambda value: _with_choice(case, rule, value))

    def choices(self, case: Case) -> dict[str, str]:
        """The determinations that the act of a case carries."""
        done, usual = act_of(case), self.casebook.usual.get(act_of(case).kind)
        said = {**(usual.determined if usual else {}), **done.determined}
        return {rule: choice for rule, choice in said.items() if rule not in done.without}

    # ── what could stand there instead ───────────────────────────────────────────────────────────────────────────────────

    def others(self, case: Case, lever: Lever) -> Iterator[Any]:
        """Other values of a thing that has no order: another term, the other answer, a list with one row more, less or changed."""
        kind, (head, _, rest) = self.book.lawbook.facts.get(lever.name), lever.name.partition(".")
        if lever.name.startswith(CHOICE):
            yield from (each.id for each in self.rules[rest].options() if each.id != lever.now)
        elif isinstance(lever.now, bool):
            yield not lever.now
        elif isinstance(lever.now, list | tuple):
            yield from self._lists(list(lever.now), kind)
        elif head in ("held", "related"):
            yield "another"
        elif head == "running":
            yield self.edition.tables["proceedings"][rest].steps[0].id
        elif head == "due":
            yield self.casebook.standing(case).since
        elif isinstance(kind, FactKind):
            yield from self._words(kind, lever.now)
        yield None

    def _words(self, kind: FactKind, now: Any) -> Iterator[Any]:
        words, offices = self.book.lawbook.words.get(kind.vocabulary), self.edition.tables["offices"]
        known = [term.id for term in words.terms] if words else list(offices) if now in offices else []
        yield from (each for each in known if each != now)
        yield from ("000000",) if kind.type == "code" else () if words else (SPARE,)

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


# ── cases with one thing changed ─────────────────────────────────────────────────────────────────────────────────────────


def act_of(case: Case) -> Done:
    """The act of a case that has one: only such are starts."""
    assert case.act is not None  # noqa: S101
    return case.act


def with_fact(case: Case, name: str, value: Any, *, in_act: bool = False) -> Case:
    """The case with another value of a fact, in its act or on record before; without it for None."""
    holder: Any = case.act if in_act else case
    facts = {key: each for key, each in holder.facts.items() if key != name} | ({} if value is None else {name: value})
    without = tuple(dict.fromkeys((*(each for each in holder.without if each != name), *([name] if value is None else []))))
    changed = attrs.evolve(holder, facts=facts, without=without)
    return attrs.evolve(case, act=changed) if in_act else changed


def _with_choice(case: Case, rule: str, choice: str | None) -> Case:
    """The case with another determination of a rule in its act; without one for None."""
    done = act_of(case)
    said = {name: each for name, each in done.determined.items() if name != rule} | ({} if choice is None else {rule: choice})
    without = tuple(dict.fromkeys((*(each for each in done.without if each != rule), *([rule] if choice is None else []))))
    return attrs.evolve(case, act=attrs.evolve(done, determined=said, without=without))


def _held(case: Case, name: str, key: str, holder: str | None) -> Case:
    """The case with a key in another's hands."""
    return attrs.evolve(case, held={name: {key: holder}}) if holder and key else case


def _with_proceeding(case: Case, name: str, step: str | None) -> Case:
    return attrs.evolve(case, proceedings={**case.proceedings, name: step}) if step else case


def _with_linked(case: Case, link: str, told: Mapping[str, Any], name: str, value: Any) -> Case:
    """The case with something else on record of a subject that its centre names; without it for None."""
    kept = {key: each for key, each in told.items() if key != name}
    return attrs.evolve(case, linked={**case.linked, link: kept | ({} if value is None else {name: value})})


def value_of(case: Case, name: str, now: Any) -> Any:
    """What the case has for a value that can be moved; ``now`` is what it had before anything was moved."""
    act, rest = act_of(case), name.partition(".")[2]
    if name.startswith(CHOICE):
        return act.determined.get(rest, None if rest in act.without else now)
    if name in ("act.on", "stage.since"):
        return act.on if name == "act.on" else case.since
    if rest in case.duties:
        return case.duties[rest]
    head = name.partition(".")[0]
    beside: Mapping[str, Mapping[str, Any]] = {**case.linked, "graded": case.graded}
    if head in beside:
        return beside[head].get(rest)
    places: tuple[Mapping[str, Any], ...] = (act.facts, case.facts)
    found = next((place[name] for place in places if name in place), None)
    if found is not None or name in (*act.without, *case.without):
        return found
    return now if now is not None else next(iter(case.held.get(rest, ())), None) or case.proceedings.get(rest)
