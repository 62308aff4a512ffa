"""Conditions as data: the kinds, the derived facts, the compiler, and the sentences."""
