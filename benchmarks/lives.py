"""The long run: the naive model of the measure against the product on very many random lives.

    python -m benchmarks.lives --lives 500000 --seed 1 --workers 2 --progress lives.jsonl

Every life has a seed of its own, counted up from ``--seed``; a difference is printed, and the run ends with exit code 1. With
``--progress`` every block of lives is written down as one line of JSON when it is done: stopped and started again the run goes on
where it was, and runs over other seeds that share the file add up. Only lines of the same edition and of the same program count
(a digest of both stands in each). The project's root must be on the path (``python -m`` from there does it).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.naive.compare import lived
from tests.naive.product import Memory, book

import tic_core

BLOCK = 100
Line = dict[str, Any]


def block(first: int) -> Line:
    """Live the lives of one block: how many acts, of which kinds with which answer, and every difference."""
    counted: Counter[str] = Counter()
    wrong = []
    for seed in range(first, first + BLOCK):
        done, differs = lived(seed, Memory())
        counted.update(f"{act['kind']} {said['status']}" for act, said in done)
        wrong += [differs] if differs else []
    return {"first": first, "lives": BLOCK, "acts": sum(counted.values()), "counted": counted, "wrong": wrong}


def main() -> int:
    """Run, with a progress line on stderr and a summary on stdout."""
    asked = arguments()
    subject, done = subject_digest(), list[Line]()
    if asked.progress and asked.progress.exists():
        lines = [json.loads(line) for line in asked.progress.read_text("utf-8").splitlines() if line.endswith("}")]
        done = [line for line in lines if line["subject"] == subject]
    known = {line["first"] for line in done}
    todo = [first for first in range(asked.seed, asked.seed + asked.lives, BLOCK) if first not in known]
    began, before = time.monotonic(), sum(line["lives"] for line in done)
    with blocks(todo, asked.workers) as found:
        for line in found:
            done.append(line | {"subject": subject})
            note(asked.progress, done[-1])
            sys.stdout.write("".join(f"{each}\n" for each in line["wrong"]))
            pace = (total(done, "lives") - before) / (time.monotonic() - began)
            sys.stderr.write(f"\r{told(done)}, {pace:,.0f} lives/s ")
    sys.stderr.write("\n")
    sys.stdout.write("\n".join([*table(done), f"{told(done)}\n"]))
    return 1 if any(line["wrong"] for line in done) else 0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="The naive model against the product, on random lives.")
    parser.add_argument("--lives", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--progress", type=Path, help="a file of JSON lines to go on from and to add to")
    return parser.parse_args()


def subject_digest() -> str:
    """What is being run: a digest of the edition's bytes and of the source of product and model."""
    roots = (Path(tic_core.__file__).parent, Path(__file__).parents[1] / "tests" / "naive")
    files = sorted(file for root in roots for file in root.rglob("*.py"))
    bodies = [file.read_bytes() for file in files]
    return hashlib.sha256(b"\0".join([book().body, *bodies])).hexdigest()[:16]


@contextmanager
def blocks(todo: list[int], workers: int) -> Iterator[Iterable[Line]]:
    """The blocks as they are done, in this process or in several."""
    if workers == 1:
        yield map(block, todo)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield pool.imap_unordered(block, todo)


def note(progress: Path | None, line: Line) -> None:
    """Write a block down."""
    if progress:
        with progress.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def total(done: list[Line], what: str) -> int:
    """The sum over all blocks."""
    return sum(line[what] for line in done)


def told(done: list[Line]) -> str:
    """The three figures of a run."""
    return f"{total(done, 'lives'):,} lives, {total(done, 'acts'):,} acts, {sum(len(line['wrong']) for line in done)} differences"


def table(done: list[Line]) -> list[str]:
    """Each act kind with how often it was accepted and refused."""
    counted: Counter[str] = Counter()
    for line in done:
        counted.update(line["counted"])
    kinds = sorted({name.split()[0] for name in counted})
    return [f"{kind:32} {counted[f'{kind} accepted']:8,} accepted {counted[f'{kind} refused']:8,} refused" for kind in kinds]


if __name__ == "__main__":
    raise SystemExit(main())
