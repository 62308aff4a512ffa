"""Our side of the benchmarks: the project's public API on the workloads' own data.

Each function gets the running script's module and returns what that script asks for. The edition of the benchmark states its
rules as data and is read, checked and compiled like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

Contenders = dict[str, tuple[Callable[[Any], Any], list[Any]]]

EDITION = Path(__file__).with_name("edition.toml")


def decide(bench: ModuleType) -> tuple[Contenders, Contenders]:
    """b1: one guarded decision (verdict; decide with its event) and a whole life. Facts and contexts are prepared untimed."""
    lawbook = _lawbook()
    cases = [lawbook.prepare("assess", _facts(bench, case)) for case in bench.CASES]
    asked = [_asked(lawbook, bench, case) for case in bench.CASES]
    walks = [[(act, lawbook.prepare(act, _facts(bench, case))) for act, case in walk] for walk in bench.WALKS]
    return (
        {"tic-core verdict": (_verdict(lawbook), cases), "tic-core decide": (_decide(lawbook), asked)},
        {"tic-core life": (_life(lawbook), walks)},
    )


def _lawbook() -> Any:
    from tic_core.kernel.lawbook import Lawbook
    from tic_core.packs import load

    return Lawbook(load(EDITION))


def _facts(bench: ModuleType, case: dict[str, Any]) -> dict[str, Any]:
    return {
        "centre.id": case["case_id"],
        "industry": case["industry"],
        "held.industry": bench.TAKEN,
        "approved": case["approved"],
        "taskbook": case["taskbook"],
        "applied": case["apply"],
        "today": case["today"],
        "committee.inside": case["committee_inside"],
        "committee.total": case["committee_total"],
        "score": case["score"],
    }


class _Triples(dict[Any, tuple[Any, Any, Any]]):
    """What the workload wants to be told of an outcome, made once per outcome."""

    def __missing__(self, outcome: Any) -> tuple[Any, Any, Any]:
        to = next(iter(outcome.targets.values())) if outcome.clear else None
        return self.setdefault(outcome, (to, outcome.fixed[0], outcome.broken))


def _verdict(lawbook: Any) -> Callable[[Any], Any]:
    judge, triples = lawbook.verdict, _Triples()
    return lambda facts: triples[judge("assess", facts)]


def _asked(lawbook: Any, bench: ModuleType, case: dict[str, Any]) -> tuple[Any, Any]:
    from tic_core import Act
    from tic_core.kernel.context import World, gather
    from tic_core.model.subject import Centre, Recorded

    day = date(2026, 1, 5)
    known = {name: value for name, value in _facts(bench, case).items() if name not in ("centre.id", "held.industry", "score")}
    facts = {name: Recorded(value, "date" if isinstance(value, date) else "code", day, 1) for name, value in known.items()}
    name = case["case_id"]
    centre = Centre(name, edition=lawbook.edition.id, stage="acceptance", kind="IN_ACCEPTANCE", since=day, facts=facts)
    act = Act(id=f"{name}-assess", kind="assess", on=day, by="office", centre=name, facts={"score": case["score"]})
    world = World(today=day, recorded="2026-01-05T00:00:00+00:00", holders={"industry": bench.TAKEN})
    return gather(lawbook, centre, act, world), act


def _decide(lawbook: Any) -> Callable[[Any], Any]:
    from tic_core.kernel.decide import decide as judge

    triples = _Triples()

    def run(asked: tuple[Any, Any]) -> Any:
        receipt = judge(lawbook, asked[0], asked[1])
        return triples[receipt.outcome]

    return run


def _life(lawbook: Any) -> Callable[[Any], Any]:
    judge = lawbook.verdict

    def run(walk: list[tuple[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
        stage, log = "draft", []
        for act, facts in walk:
            outcome = judge(act, facts)
            if outcome.clear:
                stage = outcome.targets[stage]
            log.append((stage, outcome.broken))
        return log

    return run
