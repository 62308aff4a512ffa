"""What a superior demands: data that the kernel applies last, after everything the edition itself asks.

Each demand is a rule of the superior's document over the edition's own facts. Where it is not met the act is refused, whatever the
city's text, its readings or a determination say; the finding names the superior's document and article. Where it cannot be decided
the finding is only told: an unknown forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tic_core.kernel.asked import Asked
from tic_core.kernel.stages import RECOGNISED
from tic_core.model.cite import Cite
from tic_core.model.claims import Claim, Claims
from tic_core.model.receipt import Finding
from tic_core.model.rule import Rule
from tic_core.model.verdict import PERMITS, Verdict
from tic_core.rules.reference import evaluate
from tic_core.text import Text

PREFIX = "mandate/"  # how findings name a superior's rule


def mandated(asked: Asked) -> Iterator[Finding]:
    """The findings on every demand of a superior that concerns the act."""
    for mandate in asked.lawbook.mandates:
        rules = {rule.id: rule for rule in mandate.rules}
        for claim in mandate.claims:
            if _concerns(asked, claim):
                yield from (_finding(asked, mandate, claim, rules, name) for name in claim.rules)


def _concerns(asked: Asked, claim: Claim) -> bool:
    """Whether the act is named, or brings the centre for the first time into a stage of a kind that is."""
    if asked.kind.id in claim.acts:
        return True
    here, to = asked.context.stage, asked.target or ""
    kind, adopted = asked.lawbook.stage_kinds.get(to, ""), any(move.to_fact for move in asked.kind.moves)
    first = kind != RECOGNISED or here in asked.lawbook.unrecognised
    return kind in claim.into and to != here and first and not adopted


def _finding(asked: Asked, mandate: Claims, claim: Claim, rules: Mapping[str, Rule], name: str) -> Finding:
    rule, found = rules[name], evaluate(rules[name], asked.context.facts, rules, asked.lawbook.calendar)
    cite = rule.cite or claim.cite
    told = {"name": rule.name, "verdict": found.verdict.text, "document": mandate.document}
    blocks = found.verdict is Verdict.NOT_MET
    return Finding(
        rule=f"{PREFIX}{mandate.id}/{rule.id}",
        verdict=found.verdict,
        cite=str(cite or ""),
        cite_text=_article(mandate, cite),
        values=dict(found.values),
        limit=found.limit,
        margin=found.margin,
        margin_text=rule.margin_text(found, asked.lawbook.names),
        text=MESSAGES["invented" if mandate.synthetic else "demand"].fill(**told),
        remedy=None if found.verdict in PERMITS else found.cure or MESSAGES["meet"].fill(**told),
        blocks=blocks,
        noted=not blocks,
    )


def _article(mandate: Claims, cite: Cite | None) -> Text:
    """The article of the superior's document, never to be taken for one of the edition's."""
    article = cite.text() if cite else Text("", "")
    return Text("{document}{article}", "{document} {article}").fill(document=mandate.document, article=article)


MESSAGES = {
    "demand": Text("上级规定 {document}：{name}：{verdict}", "superior's mandate {document}: {name}: {verdict}"),
    "invented": Text(
        "（虚构的）上级规定 {document}：{name}：{verdict}", "superior's mandate (invented) {document}: {name}: {verdict}"
    ),
    "meet": Text("使“{name}”得到满足；下级不得例外", "make “{name}” hold; nobody below may depart from it"),
}
