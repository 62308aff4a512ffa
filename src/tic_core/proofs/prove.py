"""All properties, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from tic_core.proofs.adverse import adverse_acts
from tic_core.proofs.choices import no_gap_no_overlap
from tic_core.proofs.ends import alive_at_lapse, every_stage_ends
from tic_core.proofs.paths import evaluation_and_notice, one_rectification
from tic_core.proofs.promises import at_recognition, mandate
from tic_core.proofs.property import Property
from tic_core.proofs.rules import acts_possible, rules_decide
from tic_core.proofs.study import Study

PROPERTIES: Mapping[str, Callable[[Study], Property]] = {
    "rules-decide": rules_decide,
    "acts-possible": acts_possible,
    "no-gap-no-overlap": no_gap_no_overlap,
    "evaluation-and-notice": evaluation_and_notice,
    "at-recognition": at_recognition,
    "one-rectification": one_rectification,
    "every-stage-ends": every_stage_ends,
    "alive-at-lapse": alive_at_lapse,
    "mandate": mandate,
    "adverse-acts": adverse_acts,
}
"""Every property by its id."""


def prove(study: Study, only: Collection[str] = ()) -> Iterator[Property]:
    """Work out the properties (``only`` these where any are named), each with its witnesses taken once more by the product."""
    for name, look in PROPERTIES.items():
        if not only or name in only:
            yield study.shown(look(study))
