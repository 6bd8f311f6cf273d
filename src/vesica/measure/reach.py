"""Reach: engagement that a person's posts get beyond what their audience explains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vesica.core.scores import Facet
from vesica.measure.within import within

__all__ = ["reach"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def reach(
    *,
    person: IntArray,
    cell: IntArray,
    posts: IntArray,
    y: FloatArray,
    yy: FloatArray,
    x: FloatArray,
    xx: FloatArray,
    xy: FloatArray,
    n_people: int,
) -> Facet:
    """Log engagement per post at equal audience and kind of post.

    Audience is partly earned by skill, so its slope is taken from differences between posts of
    the same person only; see
    :func:`vesica.measure.within.within`. The value is not shrunk: pooling with the error
    that stands beside it happens once, in :func:`vesica.measure.skill.skill`.

    Parameters
    ----------
    person, cell : ndarray of int64, shape (n_rows,)
        Index of the person, and of the kind of post (platform, kind, audience known or not).
    posts : ndarray of int64, shape (n_rows,)
        Posts of the person in the cell.
    y, yy, x, xx, xy : ndarray of float64, shape (n_rows,)
        Sums over those posts of ``y = log(1 + engagements)``, ``x = log(1 + audience)`` and
        their products; ``x`` and ``xx`` are 0 in cells whose audience is not known.
    n_people : int
        People in the organisation.

    Returns
    -------
    Facet
        Unit ``"log(1 + engagements)"``, evidence in posts.

    Raises
    ------
    EstimationError
        If nothing is left to tell persons from posts, or if audience varies only between people.
    """
    fit = within(
        person=person, cell=cell, posts=posts, y=y, yy=yy, x=x, xx=xx, xy=xy, n_people=n_people
    )
    return Facet(
        name="reach",
        value=fit.people,
        standard_error=fit.errors,
        evidence=np.bincount(person, weights=posts, minlength=n_people).astype(np.int64),
        unit="log(1 + engagements)",
        evidence_unit="posts",
    )
