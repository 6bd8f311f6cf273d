"""Reach: engagement that a person's posts get beyond audience, occasion and practice."""

from __future__ import annotations

import numpy as np

from vesica.core.scores import Facet
from vesica.errors import EstimationError
from vesica.measure.sums import Sums
from vesica.measure.within import Within

__all__ = ["AUDIENCE", "PRACTICE", "reach"]

AUDIENCE, PRACTICE = 0, 1
"""Columns of the covariates: log(1 + audience), and log(1 + posts before this one)."""


def reach(*, fit: Within, sums: Sums) -> Facet:
    """Log engagement per post at equal audience, kind of post, hour, week and practice.

    Audience is partly earned by skill, so its slope is taken from differences between posts of
    the same person only, and so is that of practice; see :func:`vesica.measure.within.within`.
    The value is not shrunk: pooling with the error that stands beside it happens once, in
    :func:`vesica.measure.skill.skill`.

    Parameters
    ----------
    fit : Within
        Of log(1 + engagements) on the covariates ``AUDIENCE`` and ``PRACTICE``.
    sums : Sums
        What it was fitted to.

    Returns
    -------
    Facet
        Unit ``"log(1 + engagements)"``, evidence in posts.

    Raises
    ------
    EstimationError
        If audience varies only between people.
    """
    known = float(np.sum(sums.vv[:, AUDIENCE, AUDIENCE]))
    if known > 0 and np.isinf(fit.slope_errors[AUDIENCE]):
        raise EstimationError(
            "The audience of a person's posts never varies, so that the effect of audience"
            " cannot be told from the skill of those who have a large one.",
            hint="Export posts with the audience at the time of each post.",
        )
    return Facet(
        name="reach",
        value=fit.people,
        standard_error=fit.errors,
        evidence=sums.posts.astype(np.int64),
        unit="log(1 + engagements)",
        evidence_unit="posts",
        source="engagement of posts",
    )
