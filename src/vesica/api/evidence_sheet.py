"""Does the evidence agree with itself? Facets measured twice, from odd and even blocks of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesica.api.skills import Evidence
from vesica.core.overlap import HalfCheck
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.evidence.compute import pc
from vesica.measure.pooling import standardised
from vesica.measure.reliability import split_half
from vesica.network.structure import structure

__all__ = ["halves"]


def halves(data: Evidence, scores: Sequence[Scores], *, level: float) -> tuple[HalfCheck, ...]:
    """Check the facets whose evidence carries blocks of time: today, structure.

    Parameters
    ----------
    data : Evidence
        Fetched relations.
    scores : sequence of Scores
        Both skills, for the facets as measured from everything.
    level : float
        Probability of the intervals.
    """
    whole = next((f for s in scores for f in s.facets if f.name == "structure"), None)
    dated = data.contacts.num_rows and pc.all(data.contacts["blocks_known"]).as_py()
    if whole is None or not dated:
        return ()
    odd = pc.equal(pc.bit_wise_and(data.contacts["block"], 1), 1)
    try:
        first, second = (_structure(data, data.contacts.filter(w)) for w in (odd, pc.invert(odd)))
        agreed = split_half(first, second, level=level)
    except EstimationError:
        return ()
    return (HalfCheck(facet=whole.name, by_errors=_by_errors(whole), by_halves=agreed),)


def _structure(data: Evidence, contacts: pa.Table) -> Facet:
    return structure(
        source=data.index(contacts["source_id"]),
        target=data.index(contacts["target_id"]),
        block=contacts["block"].to_numpy(),
        weight=contacts["weight_e6"].to_numpy(),
        n_people=data.roster.num_rows,
        blocks_known=True,
    )


def _by_errors(facet: Facet) -> float:
    error: NDArray[np.float64] = standardised(facet)[1]
    return float(np.mean(1 - error[np.isfinite(facet.standard_error)] ** 2))
