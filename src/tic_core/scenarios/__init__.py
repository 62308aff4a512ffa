"""Scenarios: what a measure says of cases, as sentences with their answer. Read, run over the kernel, counted against the law."""

from tic_core.scenarios.coverage import uncovered
from tic_core.scenarios.document import Case, Casebook, case_files, load_cases
from tic_core.scenarios.run import Result, Results, run_cases

__all__ = ["Case", "Casebook", "Result", "Results", "case_files", "load_cases", "run_cases", "uncovered"]
