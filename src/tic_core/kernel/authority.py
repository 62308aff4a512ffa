"""Who may do what: one table, role × act × stage, read from the edition. The kernel checks this on every act, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tic_core.model.edition import Edition

NOWHERE = ""  # the stage of what does not exist yet, and of the texts themselves


@attrs.frozen
class Entitlement:
    """A role may take an act in a stage. ``own``: only on centres whose fact ``held_by`` names the office or unit; else on any."""

    role: str
    act: str
    stage: str
    own: bool
    held_by: str = ""


def entitlements(edition: Edition) -> Iterator[Entitlement]:
    """The whole table, in the order of the acts, their roles and the stages. Who is not in it may not."""
    roles = edition.tables["roles"]
    order = {stage.id: place for place, stage in enumerate(edition.stages)}
    for act in edition.acts:
        stages = sorted(act.stages(), key=order.__getitem__)
        # An act that opens a centre, and one on the texts themselves, is taken where there is no stage.
        nowhere = [NOWHERE] if act.begins or act.subject != "centre" else []
        for role in act.roles:
            held_by = roles[role].held_by
            yield from (Entitlement(role, act.id, stage, bool(held_by), held_by) for stage in (*nowhere, *stages))
