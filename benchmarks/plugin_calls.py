"""What asking a plugin costs: inside the program, and in a process of its own.

    python -m benchmarks.plugin_calls

A line for each hook: microseconds of a call (median of 300) inside and apart; then how long the process takes to come up.
"""

from __future__ import annotations

import statistics
import sys
import time

from tic_core.hooks.admission import Plugin
from tic_core.hooks.apart import Apart
from tic_core.hooks.facade import Answers
from tic_core.hooks.jurisdiction import Claim, Jurisdictions
from tic_core.testing.questions import HOME, QUESTIONS, Question

WHERE = "tic_core.testing.zoo:arithmetic.all"  # answers right


def median(question: Question, answers: Answers, times: int = 300) -> float:
    """Microseconds of one call."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        question.ask(answers)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e6


def main() -> None:
    """Measure, and say it."""
    apart = Jurisdictions([Claim(Plugin("tic-harbour", "1", HOME), WHERE, object)], apart=Apart())
    began = time.perf_counter()
    there = apart.answers([HOME])
    started = time.perf_counter() - began
    for hook, question in QUESTIONS.items():
        here = Jurisdictions.of({HOME: question.speaker()}).answers([HOME])
        sys.stdout.write(f"{hook:24}{median(question, here):8.0f}{median(question, there):8.0f}\n")
    sys.stdout.write(f"start {started * 1000:.0f} ms\n")
    apart.close()


if __name__ == "__main__":
    main()
