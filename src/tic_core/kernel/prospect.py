"""What may lawfully happen next: every act kind possible in the centre's stage, with what it still needs and what blocks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

import attrs

from tic_core.kernel.delegation import handed_down
from tic_core.kernel.duties import DutyLine
from tic_core.kernel.lawbook import Lawbook, Plan
from tic_core.kernel.linked import is_linked, own_code
from tic_core.model.act import Act
from tic_core.model.edition import ActKind
from tic_core.model.receipt import Finding
from tic_core.model.subject import FINAL_KINDS, Centre
from tic_core.model.verdict import OPEN

FORM = frozenset(
    f"core.{code}" for code in ("fact", "document", "reason", "grounds", "joint", "person", "second-person")
)  # what the act itself brings or lacks


@attrs.frozen
class Prospect:
    """One act that may come next. ``by`` are the offices or units entitled; ``leads_to`` the stages it can lead to.

    ``needs`` are findings that bringing facts, a document, a reason or a determination would settle; ``blocked`` are those that
    stand in the way whatever the act brings. Nothing blocked: the act is lawful now once its needs are met.
    """

    kind: ActKind
    by: tuple[str, ...]
    leads_to: tuple[str, ...]
    needs: tuple[Finding, ...]
    blocked: tuple[Finding, ...]


def prospects(
    lawbook: Lawbook,
    centre: Centre,
    day: date,
    look: Callable[[Act], tuple[Finding, ...]],
    acts: Collection[str] | None = None,
    law: Centre | None = None,
) -> list[Prospect]:
    """The acts possible in the centre's stage on ``day`` (of ``acts`` alone, where given), lawful ones first.

    ``look`` gives all findings on an act; ``law`` is the edition's own subject, which says what is handed down to whom.
    """
    plans = [plan for name, plan in lawbook.plans.items() if acts is None or name in acts]
    here = [plan for plan in plans if _possible(plan.act, centre)]
    found = [_prospect(lawbook, plan, centre, day, look, law) for plan in here]
    return sorted(found, key=lambda prospect: bool(prospect.blocked))


def _possible(kind: ActKind, centre: Centre) -> bool:
    """Whether an act is about such a subject at all, and of a centre possible in its stage."""
    if is_linked(centre.id):
        return kind.subject == centre.id.partition(":")[0]
    return kind.subject == "centre" and centre.stage in kind.stages()


def towards(lawbook: Lawbook, centre: Centre, line: DutyLine) -> tuple[str, ...]:
    """The acts that would discharge what is owed: those possible in the centre's stage, else those that lead there soonest.

    For what does not run yet these are the acts that would open it.
    """
    subject = centre.id.partition(":")[0] if is_linked(centre.id) else "centre"
    acts = [act for act in lawbook.edition.acts if act.subject == subject]
    wanted = [act for act in acts if line.kind in (act.opens if line.duty is None else [each.duty for each in act.discharges])]
    here = [act.id for act in wanted if _possible(act, centre)]
    return tuple(here or _first_steps(lawbook, acts, centre.stage, {stage for act in wanted for stage in act.stages()}))


def _first_steps(lawbook: Lawbook, acts: Collection[ActKind], stage: str, wanted: Collection[str]) -> Iterator[str]:
    """The acts by which the shortest ways from a stage to one of those wanted begin. Nobody is led there by an adverse act."""
    arrows: dict[str, list[tuple[str, str]]] = {}
    moves = [(act.id, move) for act in acts if act.nature != "adverse" for move in act.moves if move.to]
    for act, move in moves:
        for source in move.from_ if lawbook.stage_kinds[move.to] not in FINAL_KINDS else ():
            arrows.setdefault(source, []).append((act, move.to))
    seen, level = {stage}, _level((to, {act: None}) for act, to in arrows.get(stage, ()))
    while level and not any(target in wanted for target in level):
        seen |= level.keys()
        level = _level((to, begun) for source, begun in level.items() for _, to in arrows.get(source, ()) if to not in seen)
    yield from dict.fromkeys(act for target, begun in level.items() if target in wanted for act in begun)


def _level(found: Iterable[tuple[str, Mapping[str, None]]]) -> dict[str, dict[str, None]]:
    """Stages that are equally far, each with the acts by which the ways to it begin."""
    stages: dict[str, dict[str, None]] = {}
    for stage, begun in found:
        stages.setdefault(stage, {}).update(begun)
    return stages


def _prospect(
    lawbook: Lawbook, plan: Plan, centre: Centre, day: date, look: Callable[[Act], tuple[Finding, ...]], law: Centre | None
) -> Prospect:
    handed = handed_down(law, plan.act.id, day) if law is not None and plan.act.delegable else {}
    by = (*entitled(lawbook, plan, centre), *(who for who in handed if _may_be_handed(lawbook, plan, centre, who)))
    bare = Act(id="", kind=plan.act.id, on=day, by=by[0] if by else "", centre=centre.id)
    blocking = [finding for finding in look(bare) if finding.blocks]
    needs = tuple(finding for finding in blocking if _can_be_brought(lawbook, plan.act, finding))
    blocked = tuple(finding for finding in blocking if finding not in needs)
    targets = dict.fromkeys(move.to or centre.stage for move in plan.act.moves if centre.stage in move.from_)
    return Prospect(plan.act, by, tuple(targets), needs, blocked)


def entitled(lawbook: Lawbook, plan: Plan, centre: Centre) -> tuple[str, ...]:
    """Who may take the act for this centre: what the roles' facts name, else the offices that play the role."""
    roles = lawbook.edition.tables["roles"]
    facts = [roles[role].held_by for role in plan.holders]
    holders = [own_code(lawbook.edition, plan.act.subject, fact, centre.id) or centre.value(fact) for fact in facts]
    named = [str(holder) for holder in holders if holder]
    return (*named, *sorted(plan.offices))


def _may_be_handed(lawbook: Lawbook, plan: Plan, centre: Centre, who: str) -> bool:
    """Whether an office plays a role for this centre to which the act may be handed down."""
    roles = [lawbook.edition.tables["roles"][role] for each in plan.act.delegable for role in each.roles]
    return any(centre.value(role.held_by) == who if role.held_by else who in lawbook.offices_of(role.id) for role in roles)


def _can_be_brought(lawbook: Lawbook, kind: ActKind, finding: Finding) -> bool:
    """Whether what the act itself brings could settle the finding: its form, an open judgement, a fact it may bring."""
    if finding.rule in FORM or finding.verdict in OPEN:
        return True
    return any(name in kind.facts or _rests_on(lawbook, name, kind) for name in finding.values)


def _rests_on(lawbook: Lawbook, name: str, kind: ActKind) -> bool:
    derived = lawbook.edition.tables["derived"].get(name)
    return derived is not None and any(fact in kind.facts for fact in derived.reads())
