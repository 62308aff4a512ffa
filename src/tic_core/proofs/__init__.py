"""What is proved of an edition: over the declared domains of its facts and the graph of its stages, with lives that show it."""

from tic_core.model.claims import Claim, Claims
from tic_core.packs.claims import claims_beside, load_claims
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.prove import PROPERTIES, prove
from tic_core.proofs.study import Study, replays

__all__ = [
    "PROPERTIES",
    "Claim",
    "Claims",
    "Property",
    "Status",
    "Study",
    "Witness",
    "claims_beside",
    "load_claims",
    "prove",
    "replays",
]
