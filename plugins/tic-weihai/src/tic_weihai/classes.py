"""Art. 7: one centre in each group or class of industry (每个行业中类或小类).

The text does not say how the two levels meet. The reading taken (Q7): a group conflicts with its classes, both ways, as
the code of a class begins with the code of its group: 351 with 3511. Equal codes conflict by the text itself.
"""

from __future__ import annotations

from tic_core.hooks import hookimpl
from tic_core.model.answer import Relation
from tic_core.model.edition import Identity, Reservation
from tic_weihai.editions import speaks_about

INDUSTRY = ("industry.class",)


@hookimpl
def tic_conflict_relation(reservation: Reservation, edition: Identity) -> Relation | None:
    """A group conflicts with its classes; about other things that only one centre can hold there is nothing to say."""
    if not speaks_about(edition) or reservation.key != INDUSTRY:
        return None
    return Relation(reservation.id, "prefix", "7", ("Q7",))
