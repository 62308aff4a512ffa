"""What may happen: pure functions over values. Read :mod:`tic_core.kernel.stages` first."""
