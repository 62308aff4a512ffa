"""Cohorts: who belongs to one, what is frozen of them, and what is then recorded. Pure: the registry hands in the register.

A cohort is put together and frozen by an act, graded by a second and published by a third. What is frozen never changes except by a
recorded amendment, which takes over what the register has been corrected to, never what somebody types in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from tic_core.kernel.asked import Asked
from tic_core.kernel.context import Listed, World, kind_of_any, standing
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.cohort import CENTRES, DECIDED, FROZEN_ON, GRADES, LEFT_OUT, MAKES, MEMBERS, NEEDS, STATE, CohortGrade, turn_of
from tic_core.model.event import Effect
from tic_core.model.facts import Facts, plain
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, Verdict
from tic_core.rules.cohort import CohortKind, Memory
from tic_core.rules.grading import Graded, Member, graded
from tic_core.rules.reference import evaluate

TURN_ITSELF = "turn"  # why a centre's place is open when no rule leaves it so: the fact that says its turn is missing


@attrs.frozen
class Candidate:
    """A centre whose turn it is: ``belongs`` (None: left open), the rules ``why`` it does not or may not, and its frozen row."""

    centre: str
    belongs: bool | None
    why: tuple[str, ...]
    row: Mapping[str, Any]


# ── putting it together ──────────────────────────────────────────────────────────────────────────────────────────────────────


def candidates(
    lawbook: Lawbook, kind: CohortKind, turn: str, day: date, register: Iterable[Listed], world: World
) -> list[Candidate]:
    """Every centre that belongs to a cohort on ``day``, is left out of it by a rule, or may belong to it; in order of id."""
    found = (_candidate(lawbook, kind, turn, day, each, world) for each in register if each.centre.stage in kind.stages)
    return sorted((each for each in found if each is not None), key=lambda each: each.centre)


def _candidate(lawbook: Lawbook, kind: CohortKind, turn: str, day: date, listed: Listed, world: World) -> Candidate | None:
    here = World(world.today, law=world.law, linked=listed.linked, turn=turn)
    facts = standing(lawbook, listed.centre, day, here)
    wanted, joined = _verdicts(lawbook, kind.requires, facts), _verdicts(lawbook, kind.joins, facts)
    its_turn = True if Verdict.MET in joined.values() else kind.turn.has(turn, facts.get(kind.turn.fact))
    if its_turn is False and not _open(joined):
        return None
    if Verdict.NOT_MET in wanted.values():
        return None
    out = _verdicts(lawbook, kind.excludes, facts)
    row = _row(lawbook, kind, listed.centre.id, facts)
    barred = tuple(name for name, verdict in out.items() if verdict is Verdict.MET)
    if barred:
        return Candidate(listed.centre.id, False, barred, row)
    doubts = (*_open(wanted), *(_open(joined) if its_turn is not True else ()), *_open(out))
    doubts += (TURN_ITSELF,) if its_turn is None else ()
    return Candidate(listed.centre.id, None if doubts else True, doubts, row)


def _verdicts(lawbook: Lawbook, rules: Iterable[str], facts: Facts) -> dict[str, Verdict]:
    return {name: evaluate(lawbook.rules[name], facts, lawbook.rules, lawbook.calendar).verdict for name in rules}


def _open(verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    return tuple(name for name, verdict in verdicts.items() if verdict in OPEN)


def _row(lawbook: Lawbook, kind: CohortKind, centre: str, facts: Facts) -> dict[str, Any]:
    """What is frozen of a member: facts, verdicts of rules, earlier results; in plain form, what is not known left out."""
    row: dict[str, Any] = {"centre": centre}
    row |= {f"fact.{name}": plain(facts[name]) for name in kind.reads() if facts.get(name) is not None}
    row |= {f"rule.{name}": verdict.name for name, verdict in _verdicts(lawbook, kind.rules(), facts).items()}
    for key, parts in _histories(kind.memory).items():
        earlier = _earlier(parts[0], facts, max(part.among for part in parts) - 1)
        row |= {} if earlier is None else {f"history.{key}": list(earlier)}
    return row


def _histories(memory: Iterable[Memory]) -> dict[str, list[Memory]]:
    found: dict[str, list[Memory]] = {}
    for part in memory:
        found.setdefault(part.key, []).append(part)
    return found


def _earlier(part: Memory, facts: Facts, most: int) -> tuple[str, ...] | None:
    """The earlier results, newest first; None where they are not known, or two of one day differ."""
    rows = facts.get(part.history)
    if rows is None:
        return () if part.absent == "none" else None
    told = [(row.get(part.by), row.get(part.field)) for row in rows]
    days = [day for day, _ in told]
    if None in days or len(set(days)) < len(set(told)) or any(term is None for _, term in told):
        return None
    return tuple(term for _, term in sorted(set(told), reverse=True)[:most])


def row_type(lawbook: Lawbook, kind: CohortKind) -> str:
    """The type under which members are recorded: every column with its own."""
    columns = {"centre": "code"}
    for name in kind.reads():
        declared = kind_of_any(lawbook, name)
        columns[f"fact.{name}"] = declared.type if declared else "text"
    columns |= {f"rule.{name}": "code" for name in kind.rules()}
    columns |= {f"history.{part.key}": "terms" for part in kind.memory}
    return "list(" + ",".join(f"{name}:{type_}" for name, type_ in columns.items()) + ")"


# ── grading what is frozen ───────────────────────────────────────────────────────────────────────────────────────────────────


def members_of(rows: Iterable[Mapping[str, Any]], decided: Mapping[str, str]) -> list[Member]:
    """The members of a cohort as they were frozen, with the grades that the office decided."""
    return [
        Member(
            row["centre"],
            {name[5:]: value for name, value in row.items() if name.startswith("fact.")},
            {name[5:]: Verdict[value] for name, value in row.items() if name.startswith("rule.")},
            {name[8:]: value for name, value in row.items() if name.startswith("history.")},
            decided.get(row["centre"], ""),
        )
        for row in rows
    ]


def grades_of(lawbook: Lawbook, kind: CohortKind, cohort: Centre, decided: Mapping[str, str] | None = None) -> tuple[Graded, ...]:
    """What the edition's own rules make of a frozen cohort, with the reasons; ``decided`` are grades that the office decided."""
    return graded(kind, order_of(lawbook, kind), members_of(cohort.value(MEMBERS) or (), decided or {}))


def order_of(lawbook: Lawbook, kind: CohortKind) -> tuple[str, ...]:
    """The terms of the vocabulary of a cohort's result, the lowest first."""
    return tuple(term.id for term in lawbook.words[lawbook.facts[kind.result].vocabulary].terms)


def grade_in(cohort: Centre, centre: str) -> str | None:
    """The grade that a cohort, as it stands, gave a centre; "" for none at all, None where it is no member or not graded."""
    rows = cohort.value(GRADES) or ()
    return next((row.get("grade", "") for row in rows if row["centre"] == centre), None)


def counts(lawbook: Lawbook, kind: CohortKind, cohort: Centre) -> bool:
    """Whether the grades of a cohort may be acted on: graded, and published where the edition has an act for that."""
    publishes = any(act.cohort and act.cohort.of == kind.id and act.cohort.does == "publish" for act in lawbook.edition.acts)
    return bool(cohort.value(STATE) == ("published" if publishes else "graded"))


def given_by(lawbook: Lawbook, name: str, centre: str, cohorts: Iterable[Centre]) -> CohortGrade | None:
    """What the latest cohort in effect that has a centre gave it; None where none of ``cohorts`` has."""
    kind, found = lawbook.edition.tables["cohorts"][name], []
    for cohort in cohorts:
        grade = grade_in(cohort, centre) if turn_of(cohort.id, name) and counts(lawbook, kind, cohort) else None
        if grade is not None:
            found.append((cohort.value(FROZEN_ON), cohort.id, CohortGrade(cohort.id, grade)))
    return max(found, key=lambda each: each[:2])[2] if found else None


def kind_meant(lawbook: Lawbook, subject: str) -> tuple[CohortKind, str] | None:
    """The ``[[cohort]]`` and the turn in the id of a cohort; of two that fit the one with the longer name."""
    kinds: Mapping[str, CohortKind] = lawbook.edition.tables["cohorts"]
    fitting = [(kind, turn_of(subject, name)) for name, kind in kinds.items() if turn_of(subject, name)]
    return max(fitting, key=lambda each: len(each[0].id), default=None)


# ── what acts on a cohort change ─────────────────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class Session:
    """One act on a cohort: its kind, its turn, what the register proposes and what the office said of each centre."""

    kind: CohortKind
    turn: str
    found: tuple[Candidate, ...]
    said: Mapping[str, Mapping[str, Any]]

    @property
    def names(self) -> tuple[str, ...]:
        """The centres that the office lists as members."""
        return tuple(name for name, row in self.said.items() if not row.get("out"))


def session(asked: Asked) -> Session | None:
    """The act as what it does to its cohort; None where its subject is no cohort of that kind."""
    step = asked.kind.cohort
    kind = asked.tables["cohorts"].get(step.of) if step else None
    turn = turn_of(asked.centre.id, step.of) if step else ""
    if step is None or kind is None or not turn:
        return None
    day = asked.act.on if step.does == "freeze" else asked.centre.value(FROZEN_ON)
    reads = step.does in ("freeze", "amend") and day is not None
    found = candidates(asked.lawbook, kind, turn, day, asked.world.register, asked.world) if reads else []
    said = {row["centre"]: row for row in asked.context.facts.get(CENTRES) or () if CENTRES in asked.act.facts}
    return Session(kind, turn, tuple(found), said)


def decided_by(asked: Asked) -> dict[str, Mapping[str, Any]]:
    """What the office decides of single centres, by centre."""
    rows = asked.context.facts.get(DECIDED) or () if DECIDED in asked.act.facts else ()
    return {row["centre"]: row for row in rows}


def cohort_effects(asked: Asked) -> Iterator[Effect]:
    """What an accepted act on a cohort records beside the facts it brought."""
    held = session(asked)
    if held is None or asked.kind.cohort is None:
        return
    does = asked.kind.cohort.does
    if does in ("freeze", "amend"):
        yield from _frozen(asked, held, anew=does == "freeze")
    if does == "grade":
        yield Effect("fact", GRADES, _grades(asked, held), type="list(centre:code,grade:term,how:code,reason:text)")
    yield Effect("fact", STATE, MAKES[does], type="code")


def _frozen(asked: Asked, held: Session, *, anew: bool) -> Iterator[Effect]:
    """The members and their inputs; an amendment replaces the rows of the centres that it names, and takes the grades back."""
    fresh = {each.centre: each for each in held.found}
    kept = {} if anew else {row["centre"]: _plain(row) for row in asked.centre.value(MEMBERS) or ()}
    out = {} if anew else {row["centre"]: _plain(row) for row in asked.centre.value(LEFT_OUT) or ()}
    touched = list(fresh) if anew else list(held.said)
    for name in touched:
        kept.pop(name, None)
        out.pop(name, None)
        if name in fresh and belongs(fresh[name], held):
            kept[name] = dict(fresh[name].row)
        elif name in fresh:
            out[name] = _left_out(fresh[name], held)
    yield Effect("fact", MEMBERS, [kept[name] for name in sorted(kept)], type=row_type(asked.lawbook, held.kind))
    yield Effect("fact", LEFT_OUT, [out[name] for name in sorted(out)], type="list(centre:code,why:text,reason:text)")
    if anew:
        yield Effect("fact", FROZEN_ON, plain(asked.act.on), type="date")
    elif asked.centre.value(GRADES) is not None:
        yield Effect("fact", GRADES)


def belongs(candidate: Candidate, held: Session) -> bool:
    """Whether a centre is a member: as the register says, or where that is open as the office says."""
    return candidate.belongs if candidate.belongs is not None else candidate.centre in held.names


def _left_out(candidate: Candidate, held: Session) -> dict[str, Any]:
    reason = held.said.get(candidate.centre, {}).get("reason")
    return {"centre": candidate.centre, "why": " ".join(candidate.why)} | ({"reason": reason} if reason else {})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}


def _grades(asked: Asked, held: Session) -> list[dict[str, Any]]:
    said = decided_by(asked)
    found = grades_of(asked.lawbook, held.kind, asked.centre, {name: row["grade"] for name, row in said.items()})
    return [_grade(each, said.get(each.centre)) for each in sorted(found, key=lambda each: each.centre)]


def _grade(found: Graded, said: Mapping[str, Any] | None) -> dict[str, Any]:
    told: dict[str, Any] = {"centre": found.centre, "how": "decided" if said else "rules"}
    told |= {"grade": found.grade} if found.grade else {}
    return told | ({"reason": said["reason"]} if said else {})


def stands_ready(asked: Asked) -> bool:
    """Whether the cohort stands where this act may be taken on it."""
    step = asked.kind.cohort
    return step is not None and (asked.centre.value(STATE) or "") in NEEDS[step.does]
