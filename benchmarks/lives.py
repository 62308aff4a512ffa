"""The long run: the naive model of the measure against the product on very many random lives.

    python -m benchmarks.lives --lives 500000 --seed 1 --workers 8

Every life has a seed of its own, counted up from ``--seed``; a difference is printed with it and ends the run with exit code 1. The
project's root must be on the path (``python -m`` from there does it).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from multiprocessing import get_context

from tests.naive.compare import lived
from tests.naive.product import Memory

BLOCK = 100


def block(first: int) -> tuple[int, Counter[tuple[str, str]], list[str]]:
    """Live the lives of one block: how many acts, of which kinds with which answer, and every difference."""
    counted: Counter[tuple[str, str]] = Counter()
    wrong = []
    for seed in range(first, first + BLOCK):
        done, differs = lived(seed, Memory())
        counted.update((act["kind"], said["status"]) for act, said in done)
        wrong += [differs] if differs else []
    return sum(counted.values()), counted, wrong


def main() -> int:
    """Run, with a progress line on stderr and a summary on stdout."""
    parser = argparse.ArgumentParser(description="The naive model against the product, on random lives.")
    parser.add_argument("--lives", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    began, lives, acts, total, wrong = time.monotonic(), 0, 0, Counter[tuple[str, str]](), list[str]()
    with get_context("spawn").Pool(asked.workers) as pool:
        for some, counted, differing in pool.imap_unordered(block, range(asked.seed, asked.seed + asked.lives, BLOCK)):
            lives, acts, total, wrong = lives + BLOCK, acts + some, total + counted, wrong + differing
            sys.stdout.write("".join(f"{each}\n" for each in differing))
            pace = lives / (time.monotonic() - began)
            sys.stderr.write(f"\r{lives:,} lives, {acts:,} acts, {len(wrong)} differences, {pace:,.0f} lives/s ")
    sys.stderr.write("\n")
    sys.stdout.write("\n".join([*table(total), f"{lives:,} lives, {acts:,} acts, {len(wrong)} differences\n"]))
    return 1 if wrong else 0


def table(total: Counter[tuple[str, str]]) -> list[str]:
    """Each act kind with how often it was accepted and refused."""
    kinds = sorted({kind for kind, _ in total})
    return [f"{kind:32} {total[kind, 'accepted']:8,} accepted {total[kind, 'refused']:8,} refused" for kind in kinds]


if __name__ == "__main__":
    raise SystemExit(main())
