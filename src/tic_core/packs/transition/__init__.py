"""Transition plans (``tic/transition/1``): read strictly, then held against the two editions that they lead between."""

from tic_core.packs.transition.check import faults_of
from tic_core.packs.transition.document import SCHEMA, Written, load_plan

__all__ = ["SCHEMA", "Written", "faults_of", "load_plan"]
