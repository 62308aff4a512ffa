"""What the province gives, by the kind of lead unit and on promotion; the sums stand in the edition, never here.

The plan for provincial centres is known from reports (S3, S4), so each proposal says where its sum was read and that it was not
checked against the text. Whether and how much is paid is the department's decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tic_core.hooks import hookimpl
from tic_core.model.answer import Proposal
from tic_core.model.edition import Identity
from tic_core.model.money import Incentive
from tic_core.text import Text
from tic_shandong.scoring import EDITIONS

KINDS = {
    "enterprise": Text("企业牵头", "led by an enterprise"),
    "university": Text("高等学校牵头", "led by a university"),
    "institute": Text("科研院所牵头", "led by an institute"),
}

REASONS = {
    "preparation-support": Text("{kind}，批准筹建", "{kind}, approved to prepare"),
    "promotion-award": Text("升级为国家技术创新中心", "promoted to a national centre"),
    "competitive-projects": Text("考核评价优秀", "assessed as excellent"),
}


@hookimpl
def tic_incentives(facts: Mapping[str, Any], eligible: tuple[Incentive, ...], edition: Identity) -> list[Proposal]:
    """Every eligible support, each with what it is given for; nothing for another measure."""
    if edition.id not in EDITIONS:
        return []
    return [_proposal(each, facts) for each in eligible if each.id in REASONS]


def _proposal(incentive: Incentive, facts: Mapping[str, Any]) -> Proposal:
    kind = KINDS.get(str(facts.get("lead.kind")), Text("牵头单位性质未记录", "kind of lead unit not on record"))
    why = REASONS[incentive.id].fill(kind=kind)
    said = Text(
        "{name}：{why}；金额以版本所列为准，未核对原文",
        "{name}: {why}; sums as the edition lists them, not checked against the text",
    )
    return Proposal(incentive.id, said.fill(name=incentive.name, why=why), str(incentive.cite), incentive.assumed)
