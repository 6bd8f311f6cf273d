"""Does the evidence agree with itself? Facets measured twice, from two halves of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vesica.api.influence import blocks_known, contact_arrays
from vesica.api.skills import Evidence
from vesica.core.overlap import HalfCheck
from vesica.core.scores import Facet, Scores
from vesica.errors import EstimationError
from vesica.measure.pooling import standardised
from vesica.measure.reliability import split_half
from vesica.network.attention import blocks_of_payers
from vesica.network.structure import structure

__all__ = ["halves"]


def halves(data: Evidence, scores: Sequence[Scores], *, level: float) -> tuple[HalfCheck, ...]:
    """Check the facets whose evidence can be halved: today, structure.

    One half of the colleagues who turn to others is set against the other half. Halves of the
    time would not do: both hold the same colleagues with the same habits of whom to turn to, and
    so would agree on these whether they have to do with influence or not.

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
    if whole is None:
        return ()
    contacts = contact_arrays(data)
    names = ("source", "target", "weight")
    dealt = blocks_of_payers(*(contacts[name] for name in names), data.roster.num_rows)
    try:
        first, second = (
            structure(
                **{name: values[dealt % 2 == half] for name, values in contacts.items()},
                n_people=data.roster.num_rows,
                blocks_known=blocks_known(data),
            )
            for half in (0, 1)
        )
        agreed = split_half(first, second, level=level)
    except EstimationError:
        return ()
    return (HalfCheck(facet=whole.name, by_errors=_by_errors(whole), by_halves=agreed),)


def _by_errors(facet: Facet) -> float:
    error: NDArray[np.float64] = standardised(facet)[1]
    return float(np.mean(1 - error[np.isfinite(facet.standard_error)] ** 2))
