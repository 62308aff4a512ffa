"""Art. 17: what the score sheets of an expert panel propose. The bureau fixes the result; a departure needs a reason.

The article says that scores and opinions are the basis, not how they are put together. The convention here, which every
answer states: the mean of the sheets of all experts who need not stand aside (Q29: nobody tied to the lead, a co-builder,
the host or the centre itself), exact, and printed with two decimals, half up. The article has four grades and no
thresholds (Q31): bands come from the scheme that the bureau published before the round, and without one no grade is
proposed. Where a grade would hang on the rounding, none is proposed either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tic_core.hooks import hookimpl
from tic_core.model.answer import ScoreResult
from tic_core.model.edition import Identity
from tic_core.text import Text
from tic_weihai.editions import speaks_about

SCORE, GRADE = "evaluation.panel-score", "evaluation.panel-grade"
BANDS = "scheme.bands"
ARTICLE = "17"
TIED = frozenset({"lead", "co-builder", "host", "own-staff"})

Sheets = Sequence[Mapping[str, Any]]


@hookimpl
def tic_aggregate_scores(sheets: tuple[Mapping[str, Any], ...], facts: Mapping[str, Any], edition: Identity) -> ScoreResult | None:
    """The panel's mean, and the grade its band gives; None without a single sheet that counts."""
    counted = [sheet for sheet in sheets if not TIED.intersection(sheet.get("ties", ()))]
    if not counted or not speaks_about(edition):
        return None
    fault = _fault(counted)
    if fault is not None:
        return _result(None, None, fault, ("Q29",))
    mean = Fraction(sum(Fraction(sheet["score"]) for sheet in counted), len(counted))
    grade, because = _grade(mean, facts.get(BANDS))
    told = MESSAGES["mean"].fill(
        n=len(counted), aside=len(sheets) - len(counted), exact=mean, printed=printed(mean), because=because
    )
    return _result(printed(mean), grade, told, ("Q29", "Q31"))


def printed(mean: Fraction) -> str:
    """``mean`` with two decimals, half up: 89.995 becomes 90.00."""
    hundredths = (mean * 100 + Fraction(1, 2)) // 1
    return str(Decimal(hundredths).scaleb(-2))


def _fault(sheets: Sheets) -> Text | None:
    """Why the sheets cannot be put together: a score that is missing, or an expert who stands twice."""
    experts = [str(sheet["expert"]) for sheet in sheets]
    lacking = [expert for expert, sheet in zip(experts, sheets, strict=True) if sheet.get("score") is None]
    twice = sorted({expert for expert in experts if experts.count(expert) > 1})
    if lacking:
        return MESSAGES["lacking"].fill(experts=lacking)
    return MESSAGES["twice"].fill(experts=twice) if twice else None


def _grade(mean: Fraction, bands: Sheets | None) -> tuple[str | None, Text]:
    """The grade of the band that holds ``mean``, and the reason; None where no band or more than one answer gives it."""
    if not bands:
        return None, MESSAGES["no-scheme"]
    ends = [Fraction(band["from"]) for band in bands]
    if len(set(ends)) < len(ends):
        return None, MESSAGES["bands-clash"]
    exact, rounded = _band(mean, bands), _band(Fraction(printed(mean)), bands)
    if exact != rounded:
        return None, MESSAGES["rounding"]
    return (exact, MESSAGES["banded"]) if exact else (None, MESSAGES["below"])


def _band(value: Fraction, bands: Sheets) -> str | None:
    """The grade of the highest band whose lower end, which belongs to it, is not above ``value``."""
    reached = [band for band in bands if Fraction(band["from"]) <= value]
    return str(max(reached, key=lambda band: Fraction(band["from"]))["grade"]) if reached else None


def _result(score: str | None, grade: str | None, why: Text, assumed: tuple[str, ...]) -> ScoreResult:
    return ScoreResult({SCORE: score, GRADE: grade}, why, ARTICLE, assumed)


MESSAGES = {
    "lacking": Text("缺少评分，不作汇总：{experts}", "nothing is proposed: there is no score from {experts}"),
    "twice": Text("同一专家有多份评分表，不作汇总：{experts}", "nothing is proposed: more than one sheet from {experts}"),
    "mean": Text(
        "计入 {n} 份评分表（另 {aside} 份因应回避未计），平均分精确值 {exact}，四舍五入保留两位小数为 {printed}；{because}",
        "the mean of the sheets that count ({n}; {aside} left out, as their experts must stand aside) is exactly {exact}, "
        "printed as {printed} (two decimals, half up); {because}",
    ),
    "banded": Text("等次依事先公布的评价方案的分数段", "the grade is that of its band in the scheme published before"),
    "no-scheme": Text(
        "办法没有分数线，也没有事先公布的评价方案，故不建议等次",
        "no grade is proposed: the measure has no thresholds and no scheme was published",
    ),
    "bands-clash": Text("评价方案的分数段重叠，故不建议等次", "no grade is proposed: the bands of the scheme overlap"),
    "rounding": Text(
        "精确值与保留两位小数后的值分属两个分数段，等次由市科技局决定",
        "no grade is proposed: the exact and the printed mean lie in different bands, so the bureau decides",
    ),
    "below": Text("低于方案的最低分数段，故不建议等次", "no grade is proposed: it lies below the lowest band"),
}
