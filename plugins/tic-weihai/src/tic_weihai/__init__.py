"""What Weihai decides by its own method; the reference plugin of tic-core.

One module for each hook. The core finds this package by its entry point and asks it only for Weihai's own law.
"""

from tic_weihai.classes import tic_conflict_relation
from tic_weihai.incentives import tic_incentives
from tic_weihai.scoring import tic_aggregate_scores

HOOK_API = (1, 0)

__all__ = ["HOOK_API", "tic_aggregate_scores", "tic_conflict_relation", "tic_incentives"]
