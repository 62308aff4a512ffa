"""Art. 19: what a centre may get that passed its acceptance as excellent at the end of its term; never how much.

The article holds three things of three natures: money or projects as circumstances allow, priority in open-call and
commissioned projects, and support for bids to province and state. Whether a centre is eligible is the edition's rule;
who gives what, out of which budget, is a decision of an office.
"""

from __future__ import annotations

from tic_core.hooks import hookimpl
from tic_core.model.answer import Proposal
from tic_core.model.edition import Identity
from tic_core.model.money import Incentive
from tic_core.text import Text
from tic_weihai.editions import speaks_about

ARTICLE = 19

REASONS = {
    "entitlement": Text("条件已满足，应予优先", "its conditions are met, so priority is owed"),
    "discretionary": Text(
        "条件已满足；是否支持、支持多少，由市科技局视情况决定",
        "its conditions are met; whether and how much is for the bureau to decide, as circumstances allow",
    ),
    "promotional": Text("条件已满足，可予支持", "its conditions are met, so it may be supported"),
}


@hookimpl
def tic_incentives(eligible: tuple[Incentive, ...], edition: Identity) -> list[Proposal]:
    """Every eligible entry of Art. 19, each with the reason its nature gives."""
    if not speaks_about(edition):
        return []
    return [_proposal(each) for each in eligible if each.cite is not None and each.cite.article == ARTICLE]


def _proposal(incentive: Incentive) -> Proposal:
    why = Text("{name}：{reason}", "{name}: {reason}")
    said = why.fill(name=incentive.name, reason=REASONS[incentive.nature])
    return Proposal(incentive.id, said, str(incentive.cite), incentive.assumed)
