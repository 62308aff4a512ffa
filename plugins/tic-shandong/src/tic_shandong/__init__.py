"""What the province proposes by its own method; the edition itself is data beside it (``policies/shandong-2022``).

The text of the provincial measure was not seen (see the edition's sources). How score sheets are put together is therefore an
illustration, and every answer says so; what is proposed to be paid follows the table of the edition.
"""

from tic_shandong.incentives import tic_incentives
from tic_shandong.scoring import tic_aggregate_scores

HOOK_API = (1, 0)

__all__ = ["HOOK_API", "tic_aggregate_scores", "tic_incentives"]
