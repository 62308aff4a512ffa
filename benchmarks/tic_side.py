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
MEASURE = Path(__file__).parents[1] / "policies" / "tic_policies" / "weihai-2022" / "edition.toml"


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


def policy(bench: ModuleType) -> None:
    """b6: a whole measure read, checked and compiled in a warm process, nothing cached, against the TOML reader alone."""
    import tomli

    from tic_core.kernel.lawbook import Lawbook
    from tic_core.packs import load

    data = MEASURE.read_bytes()
    rows = {
        "tomli alone": lambda: tomli.loads(data.decode()),
        "tic-core: parse, check": lambda: load(data),
        "tic-core: parse, check, compile": lambda: Lawbook(load(data)),
    }
    bench.timed(f"{MEASURE.parent.name}, {len(data)} bytes", rows, "tomli alone")


def append(bench: ModuleType) -> list[Any]:
    """b2: two events a command through the ledger, on a file and, where it answers, on the server."""
    import records

    return records.appended(bench)


def replay(bench: ModuleType) -> dict[str, Callable[[], Any]]:
    """b3: the lives as events of the ledger, read back by our codec and ``evolve``."""
    import records

    return records.replayed(bench)


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


SURVEY = ("A12-2", "A11", "A09-3", "A17", "A07", "A22", "A12-3", "A15")
"""The rules of workload b4, in the order of its bits."""


def portfolio(bench: ModuleType) -> dict[str, Callable[[], tuple[Any, Any]]]:
    """b4: eight rules over a million centres. The frame (days and ends of periods) and the index of classes are made untimed."""
    import sys
    import time

    import polars as pl

    began = time.perf_counter()
    lawbook = _lawbook()
    columns, grade = _survey(bench, lawbook), lawbook.edition.tables["derived"]["grade"]
    sys.stdout.write(f"# frame and index of {bench.N} centres made in {time.perf_counter() - began:.2f} s (not counted below)\n")
    asked = [columns.broken(SURVEY).alias("mask"), columns.bands(grade).alias("grade")]
    table = columns.frame.table

    def run() -> tuple[Any, Any]:
        found = columns.laid().select(asked).collect()
        return found["mask"].to_numpy(), found["grade"].to_numpy()

    return {"tic-core columns": run, "Polars by hand, same frame and index": _by_hand(pl, table, columns)}


def _survey(bench: ModuleType, lawbook: Any) -> Any:
    """The frame of the survey from the workload's own columns: what :func:`columns_of` makes from facts, made from arrays."""
    import numpy as np
    import polars as pl

    from tic_core.rules.columns import Columns
    from tic_core.rules.frame import Column, Frame, Others
    from tic_core.rules.kinds import Elapsed

    data = bench.C
    rules = lawbook.rules
    approved, codes = _days(np, data["approved_ymd"]), data["industry"]
    held = np.bincount(codes, minlength=1)[codes] - 1
    slots = {
        "committee.inside": data["inside"],
        "committee.total": data["total"],
        "score": data["score"],
        "director.months": data["months"],
        "report.year": data["report_year"],
        "applied": _days(np, data["apply_ymd"]),
        "approved": approved,
        "taskbook": data["book_ord"],
        "decided": _days(np, data["decided_ymd"]),
        Elapsed(rules["A11"].start, None): approved,
        Elapsed(rules["A11"].start, rules["A11"].within): _years_on(np, data["approved_ymd"], 3),
        Elapsed(rules["A09-3"].start, None): approved,
        Elapsed(rules["A09-3"].start, rules["A09-3"].within): approved + rules["A09-3"].within.days,
        Others("industry", ("industry",), 1): np.minimum(held, 255).astype(np.uint8),
    }
    named = {f"s{place}": values for place, values in enumerate(slots.values())}
    told = {
        slot: Column(f"s{place}", "number", 0, int(abs(values).max()), least=int(values.min()))
        for place, (slot, values) in enumerate(slots.items())
    }
    return Columns(rules, Frame(pl.DataFrame(named), told))


def _days(np: Any, ymd: Any) -> Any:
    """Day numbers of dates written as one number (20220707)."""
    months = (ymd // 10000 - 1970) * 12 + ymd // 100 % 100 - 1
    return (months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + ymd % 100 - 1 + EPOCH).astype(np.int32)


def _years_on(np: Any, ymd: Any, years: int) -> Any:
    """The corresponding day some years on, or the month's last where there is none."""
    later = ymd + years * 10000
    no_leap_day = (later % 10000 == 229) & ((later // 10000) % 4 != 0)
    return _days(np, np.where(no_leap_day, later - 1, later))


EPOCH = date(1970, 1, 1).toordinal()


def _by_hand(pl: Any, table: Any, columns: Any) -> Callable[[], tuple[Any, Any]]:
    """The same rules as somebody would write them in Polars, over the same frame and index."""
    slot = {key: pl.col(column.name) for key, column in columns.frame.columns.items()}
    inside, total, score = (slot[name] for name in ("committee.inside", "committee.total", "score"))
    ends = [column for key, column in slot.items() if getattr(key, "period", None)]
    taken = next(column for key, column in slot.items() if hasattr(key, "most"))
    tests = [
        inside * 3 > total,
        slot["applied"] > ends[0],
        slot["taskbook"] > ends[1],
        score < 60,
        taken > 0,
        (slot["decided"] < date(2022, 7, 7).toordinal()) | (slot["decided"] > date(2027, 7, 6).toordinal()),
        slot["director.months"] < 9,
        (slot["approved"] < date(2025, 1, 1).toordinal()) & (slot["report.year"] < 2024),
    ]
    mask = sum((test.cast(pl.UInt8) * (1 << place) for place, test in enumerate(tests)), start=pl.lit(0, dtype=pl.UInt8))
    grade = sum(((score >= least).cast(pl.UInt8) for least in (80, 90)), start=(score >= 60).cast(pl.UInt8))

    def run() -> tuple[Any, Any]:
        found = table.lazy().select(mask.alias("mask"), grade.alias("grade")).collect()
        return found["mask"].to_numpy(), found["grade"].to_numpy()

    return run
