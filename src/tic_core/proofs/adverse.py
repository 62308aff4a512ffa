"""An adverse act always has a reason, somebody who decides it, and a remedy."""

from __future__ import annotations

from collections.abc import Iterator

from tic_core.model.edition import ActKind
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.study import Study, witness
from tic_core.proofs.trail import Trail
from tic_core.text import Text

REMEDIES = ("appeal",)
"""Kinds of proceeding in which a decision is looked at again."""


def adverse_acts(study: Study) -> Property:
    """Each adverse act asks for a reason, is decided by an office, and asks whether remedies were told or leaves an appeal open."""
    name = "adverse-acts"
    acts = [act for act in study.edition.acts if act.nature == "adverse"]
    if not acts:
        return Property(name, NAMES[name], Status.NOT_APPLICABLE, (MESSAGES["none"],))
    lacking = [(act, code) for act in acts for code in _lacking(study, act)]
    shown = [(act, code, _taken(study, act)) for act, code in lacking]
    found = tuple(_witness(act, code, trail) for act, code, trail in shown if trail is not None)
    unsure = [MESSAGES[f"{code} unseen"].fill(act=act.name) for act, code, trail in shown if trail is None]
    noted = [
        act.name
        for act in acts
        if set(study.claims.remedies) & set(act.notes) and not set(study.claims.remedies) & set(act.requires)
    ]
    told = [MESSAGES["all"].fill(count=len(acts))] if not lacking else []
    told += [MESSAGES["noted"].fill(acts=noted)] if noted else []
    status = Status.REFUTED if found else Status.NOT_DECIDED if unsure else Status.PROVED
    return Property(name, NAMES[name], status, (*told, *unsure), found)


def _lacking(study: Study, act: ActKind) -> Iterator[str]:
    """What an adverse act lacks: ``reason``, ``decider``, ``remedy``."""
    if not act.reason:
        yield "reason"
    offices = {kind.role for kind in study.edition.office_kinds}
    if not act.roles or not set(act.roles) <= offices:
        yield "decider"
    if not _remedied(study, act):
        yield "remedy"


def _remedied(study: Study, act: ActKind) -> bool:
    """Whether the act asks if remedies were told, or an appeal can be opened where it leaves the centre."""
    if set(study.claims.remedies) & {*act.requires, *act.notes}:
        return True
    kinds = study.edition.tables["proceedings"]
    left = {arrow.to for arrow in study.graph.arrows if arrow.act.id == act.id}
    opens = {
        arrow.source
        for arrow in study.graph.arrows
        for step in arrow.act.steps
        if not step.from_ and kinds[step.proceeding].kind in REMEDIES
    }
    return bool(left) and left <= opens


def _taken(study: Study, act: ActKind) -> Trail | None:
    """A life in which the act is taken."""
    for arrow in study.graph.arrows:
        if arrow.act.id == act.id and arrow.source in study.reach.found:
            trail = study.reach.lived((arrow.source, act.id, arrow.to))
            if trail is not None:
                return trail
    return None


def _witness(act: ActKind, code: str, trail: Trail) -> Witness:
    return witness(trail, MESSAGES[code].fill(act=act.name))


NAMES = {
    "adverse-acts": Text("不利行为均有理由、决定者和救济", "every adverse act has a reason, a decider and a remedy"),
}

MESSAGES = {
    "none": Text("没有不利行为", "there is no adverse act"),
    "all": Text(
        "{count} 种不利行为均须说明理由、由机关作出，并问及救济告知或留有复查程序",
        "each of {count} adverse acts asks for a reason, is decided by an office, and asks of remedies or leaves an appeal open",
    ),
    "noted": Text("只作提示、不因此拒绝的：{acts}", "where remedies are only remarked on and never refuse: {acts}"),
    "reason": Text("“{act}”不须说明理由", "“{act}” asks for no reason"),
    "decider": Text("“{act}”并非由机关决定", "“{act}” is not decided by an office"),
    "remedy": Text(
        "“{act}”没有救济：不问是否告知，其后也没有复查程序",
        "“{act}” has no remedy: nobody asks whether one was told, and no appeal follows",
    ),
    "reason unseen": Text(
        "“{act}”不须说明理由，但没有找到作出它的实例", "“{act}” asks for no reason, but no life was found in which it is taken"
    ),
    "decider unseen": Text(
        "“{act}”并非由机关决定，但没有找到作出它的实例",
        "“{act}” is decided by no office, but no life was found in which it is taken",
    ),
    "remedy unseen": Text(
        "“{act}”没有救济，但没有找到作出它的实例", "“{act}” has no remedy, but no life was found in which it is taken"
    ),
}
