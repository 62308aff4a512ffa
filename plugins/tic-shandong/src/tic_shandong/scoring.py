"""The synthesis of the experts' sheets (综合论证). An illustration: such a step is known (S2), its method is not (Q5).

Of five sheets or more the highest and the lowest are left out, one of each; the mean of the rest is exact and printed with two
decimals, half up. No grade and no conclusion is proposed: no threshold was seen. The department concludes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.hooks import hookimpl
from tic_core.model.answer import ScoreResult
from tic_core.model.edition import Identity
from tic_core.text import Text

EDITIONS = frozenset({"shandong-2022"})
SCORE = "synthesis.score"
ENOUGH = 5  # from this many sheets on the two ends are left out


@hookimpl
def tic_aggregate_scores(sheets: tuple[Mapping[str, Any], ...], edition: Identity) -> ScoreResult | None:
    """The trimmed mean of the sheets; None without a sheet, or for another measure."""
    if edition.id not in EDITIONS or not sheets:
        return None
    scores = sorted(Fraction(sheet["score"]) for sheet in sheets)
    kept = scores[1:-1] if len(scores) >= ENOUGH else scores
    mean = Fraction(sum(kept), len(kept))
    told = WHY.fill(n=len(kept), aside=len(scores) - len(kept), exact=mean, printed=printed(mean))
    return ScoreResult({SCORE: printed(mean)}, told, "S2", ("Q5",))


def printed(mean: Fraction) -> str:
    """``mean`` with two decimals, half up: 89.995 becomes 90.00."""
    return str(Decimal((mean * 100 + Fraction(1, 2)) // 1).scaleb(-2))


WHY = Text(
    "（示例方法，原文未见）计入 {n} 份评分（去掉最高、最低共 {aside} 份），平均分 {exact}，保留两位小数为 {printed}；不建议结论",
    "(an illustration: the provincial text was not seen) the mean of {n} sheets ({aside} left out at the ends) is {exact}, "
    "printed as {printed}; no conclusion is proposed",
)
