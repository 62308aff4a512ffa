"""The rule kind for a general rule with exceptions, each on an article of its own."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from tic_core.model.cite import Cite
from tic_core.model.facts import Facts
from tic_core.model.rule import Check, Emit, Names, Peers, Rule
from tic_core.model.verdict import OPEN, Verdict
from tic_core.rules.cures import NOTES
from tic_core.rules.joined import named
from tic_core.text import Text


@attrs.frozen
class Exempt:
    """One exception: where the rule ``when`` is met, ``rule`` counts instead of the general one; without it, none does."""

    when: str
    cite: Cite
    rule: str = ""


@attrs.frozen(kw_only=True)
class ExceptionTo(Rule):
    """A general rule with exceptions.

    While it is open whether an exception applies, the answer is unknown. Two that apply contradict each other: an error of the
    document where the checker can see it, else unknown, and the check says so.
    """

    kind: ClassVar[str] = "exception-to"
    rule: str
    exceptions: tuple[Exempt, ...]

    def reads(self) -> tuple[Any, ...]:
        return ()

    def parts(self) -> tuple[str, ...]:
        named_here = (self.rule, *(name for each in self.exceptions for name in (each.when, each.rule) if name))
        return tuple(dict.fromkeys(named_here))

    def check(self, facts: Facts, peer: Peers) -> Check:
        gates = [(each, peer(each.when)) for each in self.exceptions]
        applying = [each for each, gate in gates if gate.verdict is Verdict.MET]
        open_ = [gate for _, gate in gates if gate.verdict in OPEN]
        if len(applying) > 1:
            cites = [each.cite.text() for each in applying]
            values = {name: value for _, gate in gates for name, value in gate.values.items()}
            return Check(Verdict.UNKNOWN, values, note=NOTES["exceptions-overlap"].fill(cites=cites))
        if open_:
            return attrs.evolve(open_[0], verdict=Verdict.UNKNOWN, margin=None, cure=None)
        if not applying:
            return peer(self.rule)
        note = NOTES["exception"].fill(cite=applying[0].cite.text())
        if not applying[0].rule:
            return Check(Verdict.NOT_APPLICABLE, dict(peer(applying[0].when).values), note=note)
        found = peer(applying[0].rule)
        return found if found.verdict is Verdict.DISCRETION else attrs.evolve(found, note=note)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        none = int(Verdict.NOT_APPLICABLE)
        cases = [f"({peer(each.when)}, {peer(each.rule) if each.rule else none})" for each in self.exceptions]
        return f"excepted({peer(self.rule)}, {', '.join(cases)})"

    def sentence(self, names: Names) -> Text:
        said = [
            (INSTEAD if each.rule else EXEMPT).fill(
                when=named(names, each.when), rule=named(names, each.rule), cite=each.cite.text()
            )
            for each in self.exceptions
        ]
        cases = Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))
        return GENERALLY.fill(rule=named(names, self.rule), cases=cases)


def excepted(general: int, *cases: tuple[int, int]) -> int:
    """``exception-to`` in the compiled form: the general verdict, and for each exception its gate and its verdict."""
    applying = [verdict for gate, verdict in cases if gate == Verdict.MET]
    if len(applying) > 1 or any(gate in (Verdict.UNKNOWN, Verdict.DISCRETION) for gate, _ in cases):
        return int(Verdict.UNKNOWN)
    return applying[0] if applying else general


GENERALLY = Text("一般适用{rule}；{cases}", "generally {rule}; {cases}")
INSTEAD = Text("但{when}的，适用{rule}（{cite}）", "but where {when}, {rule} ({cite})")
EXEMPT = Text("但{when}的，不适用（{cite}）", "but not where {when} ({cite})")
