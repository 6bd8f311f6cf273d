"""Whether a facet tells people apart well enough to count."""

from __future__ import annotations

import numpy as np

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.pooling import pool

__all__ = ["LEAST_RELIABILITY", "telling"]

LEAST_RELIABILITY = 0.2
"""Below it a facet would bring more noise than skill into what it is averaged with."""


def telling(facet: Facet) -> Facet:
    """Return the facet, if it tells people apart.

    Facets of one source are averaged. One that is nearly all noise would drown the others there;
    it is left out instead, and the reader is told.

    Parameters
    ----------
    facet : Facet
        As a method returned it.

    Returns
    -------
    Facet
        The same.

    Raises
    ------
    EstimationError
        If the reliability, averaged over people with evidence, is below ``LEAST_RELIABILITY``.
    """
    seen = np.isfinite(facet.standard_error)
    pooled = pool(value=facet.value, standard_error=facet.standard_error)
    error = facet.standard_error[seen] ** 2
    share = float(np.mean(pooled.variance / (pooled.variance + error))) if np.any(seen) else 0.0
    if pooled.variance == 0.0 or share < LEAST_RELIABILITY:
        raise EstimationError(
            f"It tells people apart with a reliability of {share:.2f};"
            f" {LEAST_RELIABILITY} is the least that counts.",
            hint="Import more evidence of it.",
        )
    return facet
