"""Who may do what: one table, role × act × stage, read from the edition. The kernel checks this on every act, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tic_core.model.edition import ActKind, Edition

NOWHERE = ""  # the stage of what does not exist yet, and of the texts themselves


@attrs.frozen
class Entitlement:
    """A role may take an act in a stage. ``own``: only on centres whose fact ``held_by`` names the office or unit; else on any.

    On a linked subject ``own`` is that subject itself: a unit on its own chain, where a link names units by the same fact.

    ``part`` says how: ``decides``, ``delegated`` (only by a delegation on record), or what it says on a decision of others: ``all``
    and ``any`` agree, ``consult`` is heard.
    """

    role: str
    act: str
    stage: str
    own: bool
    held_by: str = ""
    part: str = "decides"


def entitlements(edition: Edition) -> Iterator[Entitlement]:
    """The whole table, in the order of the acts, their roles and the stages. Who is not in it may not."""
    roles = edition.tables["roles"]
    order = {stage.id: place for place, stage in enumerate(edition.stages)}
    for act in edition.acts:
        stages = sorted(act.stages(), key=order.__getitem__)
        # An act that opens a centre, one on a linked subject and one on the texts themselves is taken where there is no stage.
        nowhere = [NOWHERE] if act.begins or act.subject != "centre" else []
        for role, part in _parts(act):
            held_by = roles[role].held_by
            yield from (Entitlement(role, act.id, stage, bool(held_by), held_by, part) for stage in (*nowhere, *stages))


def _parts(act: ActKind) -> Iterator[tuple[str, str]]:
    """The roles that have a part in an act, each with what it is."""
    yield from ((role, "decides") for role in act.roles)
    yield from ((role, "delegated") for each in act.delegable for role in each.roles)
    yield from ((role, each.how) for each in act.jointly for role in each.roles)
