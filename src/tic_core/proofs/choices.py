"""A property of all that chooses, be it forks of acts, bands, tables or exceptions: no gap, no overlap, no part for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import attrs

from tic_core.model.edition import ActKind, Move
from tic_core.model.facts import plain
from tic_core.model.rule import Rule
from tic_core.model.verdict import OPEN, Verdict
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.question import Question
from tic_core.proofs.study import Study, witness
from tic_core.proofs.taking import GaveUp, Taking, Term
from tic_core.proofs.trail import Trail, Wish
from tic_core.rules.derived import Bands, LookUp
from tic_core.rules.edges import base, base_of
from tic_core.rules.formulas import Formulas
from tic_core.rules.kinds import ExceptionTo, InBands, Table
from tic_core.rules.operation import Derived
from tic_core.rules.terms import in_band, rows_hit
from tic_core.text import Text

MET = int(Verdict.MET)
MOST_TRIES = 8  # acts tried for a life that shows a hole


@attrs.frozen
class Hole:
    """What would be a hole in a choice: a ``gap``, an ``overlap``, or a part that is ``unused``. ``terms`` say when it is there.

    A part is unused where the terms cannot hold; a gap or an overlap is there where they can.
    """

    code: str
    item: Any
    terms: Callable[[Formulas], list[Term] | None]

    @property
    def there_when(self) -> bool:
        """Whether facts of which the terms hold show it, or their absence."""
        return self.code != "unused"


def no_gap_no_overlap(study: Study) -> Property:
    """On known facts exactly one branch is taken, one band or row found, one exception applies; and each can be."""
    name, bad, unsure, opaque = "no-gap-no-overlap", list[Witness](), list[Text](), set[str]()
    forks = [fork for act in study.edition.acts for fork in _forks(act)]
    for fork in forks:
        for shows, shown in _fork(study, *fork):
            bad += [shown] if shown is not None else []
            unsure += [MESSAGES["no life"].fill(what=shows)] if shown is None else []
    holes = list(_holes(study))
    for hole in holes:
        question = Question(study.lawbook)
        terms = hole.terms(question.formulas)
        opaque |= {*question.opaque, *([hole.item.id] if terms is None else [])}
        try:
            facts = question.facts(terms) if terms is not None else None
        except GaveUp:
            unsure.append(MESSAGES["gave up"].fill(item=hole.item.name))
            continue
        if terms is not None and (facts is not None) is hole.there_when:
            bad.append(_shown(study, hole, facts))
    told = (MESSAGES["looked"].fill(forks=len(forks), choices=len({hole.item.id for hole in holes})), *unsure)
    status = Status.REFUTED if bad else Status.NOT_DECIDED if unsure else Status.PROVED
    return Property(name, NAMES[name], status, told, tuple(bad), tuple(sorted(opaque)))


# ── forks of acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _forks(act: ActKind) -> Iterator[tuple[ActKind, str, list[Move]]]:
    """The stages from which an act leads to several places."""
    for source in dict.fromkeys(source for move in act.moves for source in move.from_ or ("",)):
        moves = [move for move in act.moves if source in (move.from_ or ("",))]
        if len(moves) > 1:
            yield act, source, moves


def _fork(study: Study, act: ActKind, stage: str, moves: Sequence[Move]) -> Iterator[tuple[Text, Witness | None]]:
    """What is wrong with a fork, with a life that shows it or None: two ways open at once, or none though all is decided."""
    pairs = [(one, other) for one, other in combinations(moves, 2) if one.to != other.to]
    cases = [("fork overlap", Wish(also=_all_open(pair))) for pair in pairs]
    cases += [("fork gap", Wish(also=_none_open(moves), refused=frozenset({"core.branch"})))] if stage not in act.at else []
    for code, wish in cases:
        shows = MESSAGES[code].fill(act=act.name, targets=[move.to for move in moves])
        if _possible(study, act, stage, wish):
            trail = study.reach.found.get(stage)
            come = study.lives.put(trail, act.id, wish) if trail is not None else None
            yield shows, witness(come, shows, refused=bool(wish.refused)) if come is not None else None


def _all_open(moves: Sequence[Move]) -> Callable[[Taking], list[Term]]:
    return lambda taking: [taking.formulas.verdict(move.when) == MET for move in moves]


def _none_open(moves: Sequence[Move]) -> Callable[[Taking], list[Term]]:
    def also(taking: Taking) -> list[Term]:
        verdicts = [taking.formulas.verdict(move.when) for move in moves]
        return [verdict != int(each) for verdict in verdicts for each in sorted({Verdict.MET, *OPEN})]

    return also


def _possible(study: Study, act: ActKind, stage: str, wish: Wish) -> bool:
    taking = study.lives.taking(act)
    flow = study.graph.flow(stage)
    try:
        return taking.possible([*taking.lawful(stage), *taking.within(flow), *(wish.also(taking) if wish.also else ())]) is not None
    except GaveUp:
        return True


# ── bands, tables, exceptions ────────────────────────────────────────────────────────────────────────────────────────────────


def _holes(study: Study) -> Iterator[Hole]:
    """What could be wrong with each choice that rules and derived facts make."""
    for item in (*study.edition.derived, *study.edition.rules):
        if isinstance(item, Bands | InBands):
            yield from _in_bands(item)
        elif isinstance(item, Table | LookUp):
            yield from _in_rows(item)
        elif isinstance(item, ExceptionTo):
            yield from _in_exceptions(item)


def _in_bands(item: Bands | InBands) -> Iterator[Hole]:
    """A number below the lowest band; a band that no number of the domain lies in."""
    import z3

    of = item.of if isinstance(item, Bands) else item.fact

    def inside(formulas: Formulas) -> tuple[Term, list[Term]]:
        known, value = formulas.symbols[of]
        return known, in_band(item.bands, value)

    def below(formulas: Formulas) -> list[Term]:
        known, bands = inside(formulas)
        return [known, *(z3.Not(band) for band in bands)]

    def within(place: int) -> Callable[[Formulas], list[Term]]:
        def terms(formulas: Formulas) -> list[Term]:
            known, bands = inside(formulas)
            return [known, bands[place], *(z3.Not(band) for band in bands[:place])]

        return terms

    yield Hole("gap", item, below)
    yield from (Hole("unused", item, within(place)) for place in range(len(item.bands)))


def _in_rows(item: Table | LookUp) -> Iterator[Hole]:
    """Known facts that no row fits, or several of a table whose rows exclude each other; a row that never counts."""
    import z3

    def hits(formulas: Formulas) -> list[Term] | None:
        return rows_hit(formulas.symbols, item.hit, item.rows)

    def none(formulas: Formulas) -> list[Term] | None:
        found, reads = hits(formulas), [read for read in item.reads() if isinstance(read, str)]
        return None if found is None else [*(formulas.symbols[read][0] for read in reads), *(z3.Not(hit) for hit in found)]

    def row(place: int) -> Callable[[Formulas], list[Term] | None]:
        return lambda formulas: None if (found := hits(formulas)) is None else [found[place]]

    yield Hole("gap", item, none)
    yield from (Hole("unused", item, row(place)) for place in range(len(item.rows)))


def _in_exceptions(item: ExceptionTo) -> Iterator[Hole]:
    """Two exceptions that apply at once."""

    def both(one: str, other: str) -> Callable[[Formulas], list[Term]]:
        return lambda formulas: [formulas.verdict(one) == MET, formulas.verdict(other) == MET]

    yield from (Hole("overlap", item, both(one.when, other.when)) for one, other in combinations(item.exceptions, 2))


def _shown(study: Study, hole: Hole, facts: Mapping[str, Any] | None) -> Witness:
    """A hole with the facts that fall into it, and a life in which they are on record."""
    told = {name: plain(value) for name, value in (facts or {}).items()}
    said = [f"{name} = {value}" for name, value in told.items()]
    shows = MESSAGES[f"choice {hole.code}"].fill(item=hole.item.name, facts=said)
    trail = _life(study, hole) if hole.there_when else None
    return witness(trail, shows, facts=told) if trail is not None else Witness(shows, facts=told)


def _life(study: Study, hole: Hole) -> Trail | None:
    """A life in which an act that brings such facts, or asks the rule, is accepted with them."""
    item, derived = hole.item, study.edition.tables["derived"]
    reads = base_of(item, derived) if isinstance(item, Rule) else _bases(item, derived)
    asking = [arrow for arrow in study.graph.arrows if set(reads) & set(arrow.act.facts) or item.id in arrow.act.requires]
    wish = Wish(also=lambda taking: hole.terms(taking.formulas) or [])
    for arrow in [each for each in asking if each.source in study.reach.found][:MOST_TRIES]:
        trail = study.reach.lived((arrow.source, arrow.act.id, arrow.to), wish)
        if trail is not None:
            return trail
    return None


def _bases(item: Derived, derived: Mapping[str, Derived]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(base(item.id, derived)))


NAMES = {
    "no-gap-no-overlap": Text(
        "分支、分档、表格、例外无空隙，无重叠", "no gap and no overlap in forks, bands, tables and exceptions"
    ),
}

MESSAGES = {
    "looked": Text(
        "查了 {forks} 处分支，{choices} 处分档、表格或例外",
        "{forks} forks and {choices} bands, tables or exceptions were looked into",
    ),
    "gave up": Text("“{item}”：求解器未能在时限内作答", "“{item}”: the solver gave no answer in its time"),
    "fork overlap": Text("“{act}”的两个去向同时成立：{targets}", "two ways of “{act}” are open at once: {targets}"),
    "fork gap": Text("“{act}”的去向无一成立：{targets}", "no way of “{act}” is open: {targets}"),
    "choice gap": Text("“{item}”没有唯一的结果：{facts}", "“{item}” has no single result where {facts}"),
    "choice overlap": Text("“{item}”有两项例外同时适用：{facts}", "two exceptions of “{item}” apply at once where {facts}"),
    "choice unused": Text("“{item}”有永远用不到的一档或一行{facts}", "“{item}” has a band or row that is never used{facts}"),
    "no life": Text("{what}；但没有找到产品受理的一生", "{what}; but no life was found that the product takes"),
}
