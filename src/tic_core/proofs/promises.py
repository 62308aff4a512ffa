"""What must hold whenever an act is accepted: on the day of recognition, and whatever a superior's mandate demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tic_core.model.claims import Claim, claimed
from tic_core.model.facts import plain
from tic_core.model.verdict import PERMITS, Verdict
from tic_core.proofs.flow import Arrow
from tic_core.proofs.paths import opaque_of
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.study import Study, witness
from tic_core.proofs.taking import GaveUp, Taking, is_not_met
from tic_core.proofs.trail import Wish
from tic_core.rules.kinds import Share
from tic_core.rules.reference import evaluate
from tic_core.text import Text

RECOGNISED = "RECOGNISED"


def at_recognition(study: Study) -> Property:
    """What the drafter claims of recognition; where nothing is claimed, every share that recognition itself asks for."""
    name, claims = "at-recognition", study.claims.claims
    if claims:
        return _held(study, name, claims, is_not_met)
    inferred = tuple(dict.fromkeys(rule for arrow in _recognising(study) for rule in _shares(study, arrow.act.requires)))
    if not inferred:
        return Property(name, NAMES[name], Status.NOT_APPLICABLE, (MESSAGES["nothing claimed"],))
    return _inferred(study, name, inferred)


def mandate(study: Study) -> Property:
    """The edition never allows what its superior's mandate forbids: no act is accepted while a demanded rule is not met."""
    name = "mandate"
    if not study.mandates:
        parents = study.edition.identity.parents
        return Property(name, NAMES[name], Status.NOT_APPLICABLE, (MESSAGES["no mandate"].fill(parents=list(parents)),))
    return _held(study, name, [claim for each in study.mandates for claim in each.claims], _is_broken)


def _is_broken(verdict: Any) -> Any:
    return verdict == int(Verdict.NOT_MET)


# ── the arrows a claim is about ──────────────────────────────────────────────────────────────────────────────────────────────


def _recognising(study: Study) -> Iterator[Arrow]:
    """The acts by which a centre is recognised for the first time; adoption records what was found and is none."""
    return _into(study, (RECOGNISED,))


def _into(study: Study, kinds: Iterable[str]) -> Iterator[Arrow]:
    """The acts that first bring a centre into a stage of these kinds: from stages that lead up to recognition for that one,
    from any other stage for the rest.
    """
    before, wanted = study.graph.before_recognition(), set(kinds)
    for arrow in study.graph.arrows:
        first = arrow.source in before or study.lawbook.stage_kinds.get(arrow.to) != RECOGNISED
        found = arrow.move is not None and bool(arrow.move.to_fact)
        if arrow.moves and first and not found and study.lawbook.stage_kinds.get(arrow.to) in wanted:
            yield arrow


def _arrows(study: Study, claim: Claim) -> list[Arrow]:
    named = [arrow for arrow in study.graph.arrows if arrow.act.id in claim.acts]
    return [*named, *(arrow for arrow in _into(study, claim.into) if arrow not in named)]


def _shares(study: Study, rules: Sequence[str]) -> Iterator[str]:
    """The rules of the kind *share* among these, and inside those that are made of others."""
    for name in rules:
        rule = study.lawbook.rules[name]
        if isinstance(rule, Share):
            yield name
        yield from _shares(study, rule.parts())


# ── holding an edition to its claims ─────────────────────────────────────────────────────────────────────────────────────────


def _held(study: Study, name: str, claims: Sequence[Claim], breaks: Any) -> Property:
    pairs = [
        (claim.name, arrow, tuple(claimed(rule) for rule in claim.rules)) for claim in claims for arrow in _arrows(study, claim)
    ]
    return _settled(study, name, pairs, breaks, cite=next((claim.cite for claim in claims if claim.cite), None))


def _inferred(study: Study, name: str, rules: Sequence[str]) -> Property:
    arrows = list(_recognising(study))
    pairs = [(study.lawbook.rules[rule].name, arrow, (rule,)) for rule in rules for arrow in arrows]
    return _settled(study, name, pairs, is_not_met, cite=study.lawbook.rules[rules[0]].cite)


def _settled(study: Study, name: str, pairs: Sequence[tuple[Text, Arrow, tuple[str, ...]]], breaks: Any, cite: Any) -> Property:
    """Each claim for each act: proved where no facts let the act pass while the claim is broken."""
    found, unsure, holds = list[Witness](), list[Text](), list[Text]()
    for told, arrow, rules in pairs:
        wish = _breaking(study, rules, breaks)
        try:
            possible = _possible(study, arrow, wish)
        except GaveUp:
            possible = True
        shown = _shown(study, arrow, rules, wish, told) if possible else None
        found += [shown] if shown is not None else []
        said = MESSAGES["no life" if possible else "holds"].fill(claim=told, act=arrow.act.name)
        (unsure if possible else holds).append(said) if shown is None else None
    status = Status.REFUTED if found else Status.NOT_DECIDED if unsure else Status.PROVED
    if not pairs:
        status, holds = Status.NOT_APPLICABLE, [MESSAGES["no act"]]
    return Property(name, NAMES[name], status, (*holds, *unsure), tuple(found), opaque_of(study), cite)


def _breaking(study: Study, rules: tuple[str, ...], breaks: Any) -> Wish:
    """The wish that one of these rules is broken when the act is put."""
    import z3

    def also(taking: Taking) -> list[Any]:
        return [z3.Or([breaks(taking.formulas.verdict(rule)) for rule in rules])]

    return Wish(claimed=tuple(rule for rule in rules if rule in study.lives.claimed), also=also)


def _possible(study: Study, arrow: Arrow, wish: Wish) -> bool:
    taking = study.lives.taking(arrow.act, wish)
    asked = [*taking.lawful(arrow.source, arrow.move, arrow.to), *(wish.also(taking) if wish.also else ())]
    return taking.possible([*asked, *taking.within(study.graph.flow(arrow.source))]) is not None


def _shown(study: Study, arrow: Arrow, rules: tuple[str, ...], wish: Wish, told: Text) -> Witness | None:
    """A life in which the act is accepted all the same; that the claim is broken in it the plain reading confirms."""
    come = study.reach.lived((arrow.source, arrow.act.id, arrow.to), wish)
    if come is None:
        return None
    facts, known = study.lives.facts(come), {**study.lawbook.rules, **study.lives.claimed}
    broken = [rule for rule in rules if evaluate(known[rule], facts, known, study.lawbook.calendar).verdict not in PERMITS]
    reads = dict.fromkeys(read for rule in broken for read in known[rule].reads() if isinstance(read, str))
    shows = MESSAGES["broken"].fill(claim=told, act=arrow.act.name)
    return witness(come, shows, facts={name: plain(facts.get(name)) for name in reads}) if broken else None


NAMES = {
    "at-recognition": Text("认定之日必须具备的条件，认定时确已具备", "what must hold on the day of recognition does hold"),
    "mandate": Text("上级规定禁止的，本办法从不允许", "the edition never allows what its superior's mandate forbids"),
}

MESSAGES = {
    "nothing claimed": Text(
        "没有声明认定之日必须具备的条件（proofs.toml），认定也不要求任何比例",
        "nothing is claimed of the day of recognition (proofs.toml), and recognition asks for no share",
    ),
    "no mandate": Text(
        "没有上级规定文件（mandate.toml）；上级辖区：{parents}",
        "there is no mandate beside the edition (mandate.toml); above it: {parents}",
    ),
    "no act": Text("没有行为涉及所声明的情形", "no act is concerned by what is claimed"),
    "holds": Text("“{claim}”：凡受理“{act}”，均已成立", "“{claim}” holds whenever “{act}” is accepted"),
    "broken": Text("“{claim}”不成立，而“{act}”仍获受理", "“{act}” is accepted though “{claim}” does not hold"),
    "no life": Text(
        "“{claim}”：规则容许在其不成立时受理“{act}”，但没有找到产品受理的一生",
        "“{claim}”: the rules let “{act}” pass without it, but no life was found that the product takes",
    ),
}
